package cluster

import (
	"bytes"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// Sorting leaves each state once, and leaving out what a file has leaves the others. Method: against maps.
func TestBucketsAreSets(t *testing.T) {
	ctx, rng := context.Background(), rand.New(rand.NewPCG(1, 2))
	some := func(width int) (states []byte, set map[string]bool) {
		set = map[string]bool{}
		for range rng.IntN(60) {
			state := bytes.Repeat([]byte{byte(rng.IntN(3))}, width)
			state[width-1] = byte(rng.IntN(12))
			states, set[string(state)] = append(states, state...), true
		}
		return states, set
	}
	for i := range 300 {
		width := 8 * (1 + rng.IntN(2))
		states, set := some(width)
		seen, taken := some(width)
		f, err := write(ctx, t.TempDir()+"/seen", 0, width, distinct(seen, width))
		if err != nil || f.States != uint64(len(taken)) {
			t.Fatalf("%+v, %v, want %d states", f, err, len(taken))
		}
		maps.DeleteFunc(set, func(state string, _ bool) bool { return taken[state] })
		var want []byte
		for _, state := range slices.Sorted(maps.Keys(set)) {
			want = append(want, state...)
		}
		got, err := without(ctx, distinct(states, width), width, f)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("case %d: %x, %v, want %x", i, got, err, want)
		}
	}
}

// States are shared out about evenly: no bucket has all of them.
func TestStatesAreSharedOut(t *testing.T) {
	const buckets, states = 8, 8000
	var got [buckets]int
	for i := range states {
		got[bucketOf([]byte{0, 0, 0, 0, 0, 0, byte(i >> 8), byte(i)}, buckets)]++
	}
	for b, n := range got {
		if n < states/buckets/2 || n > 2*states/buckets {
			t.Errorf("bucket %d has %d of %d states", b, n, states)
		}
	}
}

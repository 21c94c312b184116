package explore

import (
	"cmp"
	"slices"
	"testing"
)

// Two states whose hashes agree in everything that the table keeps of them are still two states.
// Method: such a pair is found among the first few million (it takes 40 equal bits).
func TestStatesWithEqualHashesStayApart(t *testing.T) {
	st := newStore(1)
	kept := func(state uint64) uint64 {
		hash := hashOf([]uint64{state})
		return hash>>indexBits<<indexBits | hash&uint64(len(st.table)-1)
	}
	one, other, found := firstCollision(1<<21, kept)
	if !found {
		t.Fatal("no two states with equal hashes, so that the test shows nothing")
	}
	in := inserter{store: st}
	insert := func(state uint64) bool { return in.insert([]uint64{state}, hashOf([]uint64{state})) }
	if !insert(one) || !insert(other) {
		t.Errorf("state %#x is taken for %#x, whose hash is the same", other, one)
	}
	again := insert(one) || insert(other)
	if in.settle(); again || st.count.Load() != 2 {
		t.Errorf("%d states after two, each inserted twice", st.count.Load())
	}
}

// firstCollision finds two numbers below n of one key.
func firstCollision(n uint64, key func(uint64) uint64) (a, b uint64, found bool) {
	type keyed struct{ key, number uint64 }
	all := make([]keyed, n)
	for i := range all {
		all[i] = keyed{key(uint64(i)), uint64(i)}
	}
	slices.SortFunc(all, func(x, y keyed) int { return cmp.Compare(x.key, y.key) })
	for i := 1; i < len(all); i++ {
		if all[i-1].key == all[i].key {
			return all[i-1].number, all[i].number, true
		}
	}
	return 0, 0, false
}

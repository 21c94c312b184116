package sim

import (
	"testing"

	"quesera/model"
)

// The finaliser is that of SplitMix64: its first outputs from the seed 0 are as published (Steele, Lea and Flood 2014;
// Vigna's splitmix64.c).
func TestTheFinaliserIsThatOfSplitMix64(t *testing.T) {
	const gamma = 0x9e3779b97f4a7c15
	x := uint64(0)
	for i, want := range []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		x += gamma
		if got := mix(x); got != want {
			t.Errorf("output %d = %#x, want %#x", i, got, want)
		}
	}
}

// Different arguments scatter, in whatever place they differ, and the same ones do not.
func TestHashesScatter(t *testing.T) {
	seen := map[uint64]bool{}
	for a := range uint64(20) {
		for b := range uint64(20) {
			for c := range uint64(20) {
				seen[hash(a, b, c)] = true
			}
		}
		seen[hash(a)], seen[hash(a, 0)] = true, true
	}
	if want := 20*20*20 + 2*20; len(seen) != want {
		t.Errorf("%d values, want %d", len(seen), want)
	}
	const gamma = 0x9e3779b97f4a7c15
	if got, want := hash(5), mix(gamma+mix(5+gamma)); got != want {
		t.Errorf("hash of 5 = %#x, want %#x", got, want)
	}
}

// On an uneven network a quarter of the links is late (a third of the nodes, to three of four others) by five times
// what a group sends in a step; of the others half are slow, within a step, and half fast, within a round of packets.
// First messages of a period are never late, and a link keeps its ways for a period of four steps.
func TestLinksAreLateSlowOrFastAsOftenAsTheySay(t *testing.T) {
	const n = 7
	const perStep = 3 * n * n
	late, fast, slow := 0, 0, 0
	var slowest, fastest uint64
	for seed := range uint64(400) {
		for from := range model.NodeID(n) {
			for to := range model.NodeID(n) {
				first := model.Step((4 - seed%4) % 4) // of a period
				delayed := 0
				for step := first; step < first+4; step++ {
					for kind := range uint8(3) {
						e := Envelope{From: from, To: to, Label: model.Label{Step: step, Kind: kind}}
						d := delay(seed, e, n)
						switch {
						case d == 5*perStep:
							late++
							delayed++
							if step == first && kind == 0 {
								t.Fatalf("seed %d: the first message of a period is late", seed)
							}
						case d < n:
							fast++
							fastest = max(fastest, d)
						case d < perStep:
							slow++
							slowest = max(slowest, d)
						default:
							t.Fatalf("seed %d: delay %d of a step of %d packets", seed, d, perStep)
						}
					}
				}
				if delayed != 0 && delayed != 11 {
					t.Fatalf("seed %d: %d of the 11 messages after the first are late", seed, delayed)
				}
			}
		}
	}
	all := 400 * n * n * 12
	for name, c := range map[string]struct{ got, percent int }{
		"late": {late, 23}, "slow": {slow, 37}, "fast": {fast, 40}, // 11 of 12 of a quarter; a few slow ones are fast too
	} {
		if got := 100 * c.got / all; got < c.percent-1 || got > c.percent+1 {
			t.Errorf("%d%% of the packets are %s, want %d%%", got, name, c.percent)
		}
	}
	if slowest != perStep-1 || fastest != n-1 {
		t.Errorf("slow ones take up to %d, fast ones %d, want %d and %d", slowest, fastest, perStep-1, n-1)
	}
}

// The network draws its seed once, delivers in the order of sending plus delay, and does not confuse packets whose
// numbers are far apart.
func TestUnevenDeliversTheEarliest(t *testing.T) {
	c := &counting{}
	pick := Uneven(3)
	var view []Envelope
	for number := uint64(1); number <= 3000; number += 7 {
		view = append(view, Envelope{From: model.NodeID(number % 3), To: model.NodeID((number + 1) % 3),
			Label: model.Label{Step: model.Step(number % 50)}, Number: number})
	}
	for len(view) > 0 {
		best := pick(view, c)
		for i, e := range view {
			mine := view[best].Number + delay(9, view[best], 3)
			if other := e.Number + delay(9, e, 3); other < mine || other == mine && i < best {
				t.Fatalf("packet %d arrives before packet %d", view[best].Number, e.Number)
			}
		}
		view = append(view[:best], view[best+1:]...)
	}
	if c.times != 1 || c.of != 1<<16 {
		t.Errorf("%d choices, of %d, want one of 65536", c.times, c.of)
	}
}

// counting answers 9 and counts.
type counting struct{ times, of int }

func (c *counting) Choose(n int) int {
	c.times, c.of = c.times+1, n
	return 9
}

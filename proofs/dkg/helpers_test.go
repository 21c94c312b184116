package dkg

import (
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/sim"
)

// q is the order of the small group.
const q = 5

type (
	small   = dkg.State[uint8, uint8]
	machine = model.Machine[small]
)

func exponents(t testing.TB) dkg.Exponents {
	t.Helper()
	g, err := dkg.NewExponents(q, 2)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func generation(t testing.TB, protocol dkg.Protocol, p dkg.Params) *dkg.Machine[uint8, uint8] {
	t.Helper()
	m, err := dkg.New(dkg.Group[uint8, uint8](exponents(t)), protocol, p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// coins chooses the given values first, which are the coins, dealer by dealer in the order of the nodes, and
// then always the first alternative, which is the order of sending.
type coins struct {
	values []uint8
	made   int
}

func (c *coins) Choose(int) int {
	c.made++
	if c.made <= len(c.values) {
		return int(c.values[c.made-1])
	}
	return 0
}

// run runs n nodes on the coins and is their final states.
func run(t testing.TB, m machine, n int, values []uint8) []*small {
	t.Helper()
	w, err := sim.New(sim.Config[small]{Nodes: n, Machine: m, Chooser: &coins{values: values},
		Faults: sim.Faults{Coins: sim.Lateness{Bounded: true}}})
	if err != nil {
		t.Fatal(err)
	}
	states := make([]*small, n)
	over := func() bool {
		for i := range states {
			states[i] = w.State(model.NodeID(i))
			if states[i].Outcome == nil {
				return false
			}
		}
		return true
	}
	if err := w.Run(over, 10000); err != nil {
		t.Fatal(err)
	}
	return states
}

// uniform tells whether a histogram has the same count, not zero, for every value of the field.
func uniform(h [q]int) bool {
	for _, n := range h {
		if n != h[0] || n == 0 {
			return false
		}
	}
	return true
}

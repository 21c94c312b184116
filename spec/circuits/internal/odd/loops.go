// Package odd has a spec whose only purpose is to be run on circuits: loops that are left in every way that the Go
// subset allows.
package odd

import (
	"embed"

	"quesera/spec"
)

//go:embed *.go
var source embed.FS

// LoopsConfig bounds the loops.
type LoopsConfig struct{ Nodes uint8 } // 3

// LoopsState is a few numbers for the loops to look at.
type LoopsState struct {
	A   [3]uint8 `len:"Nodes" max:"3"`
	Sum uint8    `max:"7"`
}

// first is the first entry that is x; c.Nodes if there is none. It returns out of its loop.
func (c LoopsConfig) first(st *LoopsState, x uint8) uint8 {
	for i := uint8(0); i < c.Nodes; i++ {
		if st.A[i] == x {
			return i
		}
	}
	return c.Nodes
}

// CanFind: x is there.
func (c LoopsConfig) CanFind(st *LoopsState, x uint8) bool {
	return c.first(st, x) < c.Nodes
}

// Find adds the place of x to the sum.
func (c LoopsConfig) Find(st *LoopsState, x uint8) {
	st.Sum = (st.Sum + c.first(st, x)) & 7
}

// CanSpend: two entries differ. It returns out of two loops, of which the inner one's rounds depend on the outer one's.
func (c LoopsConfig) CanSpend(st *LoopsState, _ uint8) bool {
	for i := c.Nodes - 1; i > 0; i-- {
		for j := uint8(0); j < i; j++ {
			if st.A[j] != st.A[i] {
				return true
			}
		}
	}
	return false
}

// Spend takes x from entries: an effect that skips rounds, leaves a loop in a loop, and returns out of both.
func (c LoopsConfig) Spend(st *LoopsState, x uint8) {
	for i := uint8(0); i < c.Nodes; i++ {
		if st.A[i] < x {
			continue
		}
		st.A[i] -= x
		if st.A[i] == 0 {
			return
		}
		for j := i + 1; j < c.Nodes; j++ {
			if st.A[j] == st.A[i] {
				break
			}
			st.Sum = (st.Sum + 1) & 7
		}
	}
	st.Sum = 0
}

// CanPace is always so.
func (c LoopsConfig) CanPace(*LoopsState, uint8) bool { return true }

// Pace has a loop that counts by two variables, only one of which is its own: the other is read when it has been left.
func (c LoopsConfig) Pace(st *LoopsState, x uint8) {
	steps := uint8(0)
	for i := x; i < c.Nodes; i, steps = i+1, steps+2 {
		if st.A[i] == 1 {
			break
		}
	}
	st.Sum = (st.Sum + steps) & 7
}

// Spec is the transition system.
func (c LoopsConfig) Spec() *spec.Spec[LoopsState] {
	m, x := spec.MethodsOf[LoopsState](c), spec.Numbers("x", 3)
	return &spec.Spec[LoopsState]{Name: "loops", Title: "Loops", Source: source, Config: c,
		Init: LoopsState{A: [3]uint8{1, 2, 3}},
		Actions: []spec.Action[LoopsState]{
			m.Act("Find", "", x), m.Act("Spend", "", x), m.Act("Pace", "", x),
		}}
}

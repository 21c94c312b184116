package explore_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// commitment is two-phase commit, the standard example of checkers (Gray and Lamport, Consensus on Transaction
// Commit, TwoPhase.tla).
type commitment struct {
	Manager     [9]uint8     `len:"Nodes" max:"3"` // what each resource manager is
	Coordinator uint8        `max:"2"`             // its decision: none, to commit, to abort
	Counted     spec.NodeSet // whose preparation the transaction manager knows
	Sent        spec.NodeSet // whose preparation is on its way
	Commit      bool         // these messages have been sent
	Abort       bool
}

const (
	working = iota
	prepared
	committed
	aborted
)

type commitmentConfig struct{ Nodes uint8 }

func (c commitmentConfig) spec() *spec.Spec[commitment] {
	i, once := spec.Nodes("i", int(c.Nodes)), spec.Numbers("x", 1)
	type node = spec.NodeID
	act := func(name string, p spec.Param, can func(*commitment, node) bool,
		do func(*commitment, node)) spec.Action[commitment] {
		return spec.Act1(name, "", p, can, do)
	}
	return &spec.Spec[commitment]{
		Name: "twophase", Config: c, Symmetric: func(*commitment) bool { return true },
		Actions: []spec.Action[commitment]{
			act("Commit", once,
				func(s *commitment, _ node) bool { return s.Coordinator == 0 && s.Counted == spec.All(c.Nodes) },
				func(s *commitment, _ node) { s.Coordinator, s.Commit = 1, true }),
			act("Abort", once,
				func(s *commitment, _ node) bool { return s.Coordinator == 0 },
				func(s *commitment, _ node) { s.Coordinator, s.Abort = 2, true }),
			act("Count", i,
				func(s *commitment, i node) bool { return s.Coordinator == 0 && s.Sent.Has(i) },
				func(s *commitment, i node) { s.Counted = s.Counted.With(i) }),
			act("Prepare", i,
				func(s *commitment, i node) bool { return s.Manager[i] == working },
				func(s *commitment, i node) { s.Manager[i], s.Sent = prepared, s.Sent.With(i) }),
			act("Refuse", i,
				func(s *commitment, i node) bool { return s.Manager[i] == working },
				func(s *commitment, i node) { s.Manager[i] = aborted }),
			act("HearCommit", i,
				func(s *commitment, _ node) bool { return s.Commit },
				func(s *commitment, i node) { s.Manager[i] = committed }),
			act("HearAbort", i,
				func(s *commitment, _ node) bool { return s.Abort },
				func(s *commitment, i node) { s.Manager[i] = aborted }),
		},
	}
}

// everywhere is a property that has see called on each state that a search visits.
func everywhere(see func(s *commitment)) spec.Property[commitment] {
	holds := func(s *commitment) bool { see(s); return true }
	return spec.Property[commitment]{Claim: spec.Claim{ID: "T-P1"}, Predicate: spec.Predicate[commitment]{Holds: holds}}
}

// Two-phase commit has its known number of states, and up to renaming one for each orbit. Here an orbit is a state
// with its managers sorted. Of nine managers the orbits, each counted as often as it has states, make up the known
// 10,340,352 states.
func TestTwoPhaseCommitUpToRenaming(t *testing.T) {
	for n, want := range map[uint8]int{3: 288, 5: 8_832, 9: 10_340_352} {
		sp, orbits, states := commitmentConfig{n}.spec(), map[commitment]bool{}, 0
		sp.Props = []spec.Property[commitment]{everywhere(func(s *commitment) {
			least, size := sortedManagers(*s, int(n))
			orbits[least], states = true, states+size
		})}
		r, err := explore.Explore(sp, explore.Options{Symmetry: true, Workers: 1})
		if err != nil || !r.Complete || states != want || int(r.States) != len(orbits) {
			t.Errorf("%d managers: %d states up to renaming, %v, in %d orbits of %d states, want all different, of %d",
				n, r.States, err, len(orbits), states, want)
		}
	}
}

// sortedManagers sorts the managers by all that the state says of them, and counts the states that differ by a
// renaming only.
func sortedManagers(s commitment, n int) (sorted commitment, renamings int) {
	var all []int
	for i := range n {
		at := func(set spec.NodeSet) int { return int(set>>i) & 1 }
		all = append(all, int(s.Manager[i])*4+at(s.Counted)*2+at(s.Sent))
	}
	slices.Sort(all)
	s.Counted, s.Sent = 0, 0
	renamings = 1
	alike := 0
	for i, a := range all {
		s.Manager[i] = uint8(a / 4)
		s.Counted |= spec.NodeSet(a/2%2) << i
		s.Sent |= spec.NodeSet(a%2) << i
		if alike++; i > 0 && a != all[i-1] {
			alike = 1
		}
		renamings = renamings * (i + 1) / alike
	}
	return s, renamings
}

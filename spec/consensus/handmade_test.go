package consensus_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/consensus"
	"quesera/spec/explore/exploretest"
)

// The properties and guards of a chain on states made by hand: each conjunct is once what decides, at the first and
// last nodes and positions.

type st = consensus.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var (
	set = exploretest.Set
	two = consensus.Config{Nodes: 2, Rounds: 3}
)

// chosen is a chain of nodes' values, none for nothing; known is what a node has learned of it.
func chosen(values ...int) func(*st) {
	return func(s *st) {
		for r, v := range values {
			if v >= 0 {
				s.Chosen[r] = set(spec.NodeID(v))
			}
		}
	}
}

func known(node int, values ...int) func(*st) {
	return func(s *st) {
		for r, v := range values {
			if v >= 0 {
				s.Learned[node][r] = set(spec.NodeID(v))
			}
		}
	}
}

func both(all ...func(*st)) func(*st) {
	return func(s *st) {
		for _, f := range all {
			f(s)
		}
	}
}

const none = -1

func TestEachPropertyOfTheChainRejectsABadState(t *testing.T) {
	exploretest.Judge(t, "CONS-P1", consensus.Config.OneValue, two,
		handmade{"one each", chosen(0, 1, 0), true},
		handmade{"two at the first", func(s *st) { s.Chosen[0] = set(0, 1) }, false},
		handmade{"two at the last", func(s *st) { s.Chosen[2] = set(0, 1) }, false},
	)
	exploretest.Judge(t, "CONS-P2", consensus.Config.NoGap, two,
		handmade{"nothing", chosen(), true},
		handmade{"the first", chosen(1), true},
		handmade{"all", chosen(0, 1, 0), true},
		handmade{"the second alone", chosen(none, 1), false},
		handmade{"the last without the second", chosen(0, none, 1), false},
	)
	exploretest.Judge(t, "CONS-P3", consensus.Config.LearnedIsChosen, two,
		handmade{"some know", both(chosen(0, 1), known(1, 0)), true},
		handmade{"the last node knows another", both(chosen(0), known(1, 1)), false},
		handmade{"the first node knows what is not chosen", known(0, 0), false},
		handmade{"of the last position", both(chosen(0, 1), known(1, 0, 1, 1)), false},
	)
	exploretest.Judge(t, "CONS-P4", consensus.Config.Agreement, two,
		handmade{"the same", both(known(0, 0, 1, 0), known(1, 0, 1, 0)), true},
		handmade{"a prefix", both(known(0, 0, 1, 0), known(1, 0)), true},
		handmade{"nothing", known(0, 0, 1, 0), true},
		handmade{"differ at the first", both(known(0, 0), known(1, 1)), false},
		handmade{"differ at the last", both(known(0, 0, 1, 0), known(1, 0, 1, 1)), false},
	)
	exploretest.Judge(t, "CONS-S1", consensus.Config.Done, two,
		handmade{"all", both(known(0, 0, 1, 0), known(1, 0, 1, 0)), true},
		handmade{"the last not", both(known(0, 0, 1, 0), known(1, 0, 1)), false},
		handmade{"the first not", both(known(0, 0, 1), known(1, 0, 1, 0)), false},
	)
	exploretest.Judge(t, "CONS-S2", consensus.Config.Lagging, two,
		handmade{"one knows", both(chosen(0), known(1, 0)), true},
		handmade{"both know", both(chosen(0), known(0, 0), known(1, 0)), false},
	)
}

// Each conjunct of each guard keeps something from happening, and each action changes what it says.
func TestWhatMayHappenToTheChain(t *testing.T) {
	choose := func(r uint8) func(consensus.Config, *st) bool {
		return func(c consensus.Config, s *st) bool { return c.CanChoose(s, 1, r) }
	}
	exploretest.Judge(t, "Choose", choose(0), two,
		handmade{"nothing is chosen", chosen(), true}, handmade{"something is", chosen(0), false})
	exploretest.Judge(t, "Choose", choose(2), two,
		handmade{"all below is chosen", chosen(0, 1), true},
		handmade{"something is missing below", chosen(0), false},
		handmade{"something is chosen there", chosen(0, 1, 0), false})
	learn := func(r uint8) func(consensus.Config, *st) bool {
		return func(c consensus.Config, s *st) bool { return c.CanLearn(s, 1, r) }
	}
	exploretest.Judge(t, "Learn", learn(0), two,
		handmade{"it is chosen", chosen(0), true},
		handmade{"nothing is chosen", chosen(), false},
		handmade{"it is known", both(chosen(0), known(1, 0)), false})
	exploretest.Judge(t, "Learn", learn(2), two,
		handmade{"all below is known", both(chosen(0, 1, 0), known(1, 0, 1)), true},
		handmade{"not all below is known", both(chosen(0, 1, 0), known(1, 0)), false})
	var s, want st
	two.Choose(&s, 1, 2)
	chosen(none, none, 1)(&want)
	if s != want {
		t.Errorf("chosen: %+v", s)
	}
	two.Learn(&s, 0, 2)
	known(0, none, none, 1)(&want)
	if s != want {
		t.Errorf("learned: %+v", s)
	}
}

// The conditions of the invariants on states made by hand; and nobody is distinguished in any state.
func TestEachConditionOfTheChainSeesWhatItIsAbout(t *testing.T) {
	exploretest.Judge(t, "something chosen", consensus.Config.SomethingChosen, two,
		handmade{"nothing", known(0, 0), false}, handmade{"the first", chosen(0), true},
		handmade{"the last", chosen(none, none, 1), true})
	exploretest.Judge(t, "a second chosen", consensus.Config.SecondChosen, two,
		handmade{"the first", chosen(0), false}, handmade{"the second", chosen(0, 1), true},
		handmade{"the last", chosen(none, none, 1), true})
	exploretest.Judge(t, "a second chosen", consensus.Config.SecondChosen,
		consensus.Config{Nodes: 2, Rounds: consensus.MaxRounds},
		handmade{"the first of all there is room for", chosen(0), false})
	exploretest.Judge(t, "somebody learned", consensus.Config.SomebodyLearned, two,
		handmade{"nobody", chosen(0), false}, handmade{"the first", known(0, 1), true},
		handmade{"the last, of the last", known(1, none, none, 1), true})
	exploretest.Judge(t, "two learned", consensus.Config.TwoLearned, two,
		handmade{"nobody", chosen(0), false}, handmade{"the first alone", known(0, 1, 1, 1), false},
		handmade{"the last alone", known(1, 1, 1, 1), false},
		handmade{"both, of different positions", both(known(0, 1), known(1, none, 1)), false},
		handmade{"both, of the last", both(known(0, none, none, 1), known(1, none, none, 0)), true})
	var s st
	if sp := two.Spec(); !sp.Symmetric(&s) {
		t.Error("the start is not symmetric")
	}
}

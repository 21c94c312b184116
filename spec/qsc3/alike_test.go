package qsc3_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// small are rounds in views, of all kinds, that are searched in an instant.
var small = []qsc3.Config{
	{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
	{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
	{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
	{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 3, Late: true},
	{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true},
	{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true},
}

// What TestForgettingCommutesWithEveryAction, TestJoinedStatesLeadToTheSameEndsOfTheStep and
// TestViewsDecideAsTheWholeDoes say of larger groups, of small ones.
func TestForgettingCommutesInSmallGroups(t *testing.T) {
	for _, c := range small {
		exploretest.ViewsForget(t, c.Spec())
	}
}

func TestJoinedStatesOfSmallGroupsLeadToTheSame(t *testing.T) {
	for _, c := range small {
		exploretest.ViewsJoin(t, c.Spec())
	}
}

func TestViewsOfSmallGroupsDecideAsTheWholeDoes(t *testing.T) {
	for _, c := range small {
		exploretest.ViewsDecide(t, c.Spec())
	}
}

// What the rest of a step treats alike is joined (doc.go, "Views"): messages that have their witnesses, nodes that have
// theirs or have left the step, what messages of step 1 carried, and, after step 0, the two proposals. Method: each
// pair of neighbours exchanged, in every state of small groups as the views show it.
func TestWhatIsAlikeIsJoined(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 3, Late: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true},
	} {
		sp := c.Spec()
		seen := 0
		for v, view := range sp.Views {
			sp.Props = []spec.Property[qsc3.State]{{Claim: spec.Claim{ID: "alike"},
				Predicate: spec.Predicate[qsc3.State]{Holds: func(s *qsc3.State) bool {
					shown := *s
					view.Forget(&shown)
					want := shown
					view.Join(&want)
					again := want
					if view.Join(&again); again != want {
						t.Errorf("%+v, %s: %+v is joined with %+v, and that with another", c, view.Name, shown, want)
						return false
					}
					for _, other := range alike(c, shown, v == 0) {
						got := other
						if view.Join(&got); got != want {
							t.Errorf("%+v, %s:\n%+v and\n%+v are not joined", c, view.Name, shown, other)
							return false
						}
						seen++
					}
					return true
				}}}}
			if _, err := explore.Explore(sp, explore.Options{Workers: 1}); err != nil {
				t.Fatal(err)
			}
		}
		if seen < 500 {
			t.Errorf("%+v: %d states looked at", c, seen)
		}
	}
}

// alike are the states that differ from s in one exchange that changes nothing of the rest of the step. Of two
// proposals, nodes 0 and 1 are told apart in step 0 by their messages.
func alike(c qsc3.Config, s qsc3.State, ofTwo bool) (all []qsc3.State) {
	n, chosen, left, named := int(c.Nodes), int(s.Turn), 0, 0
	switch {
	case s.Step == qsc3.Steps:
		chosen = n
	case chosen >= n:
		chosen, left = n, chosen-n
	}
	if ofTwo && s.Step == 0 {
		named = 2
	}
	for i := range n - 1 {
		j := i + 1
		sameSide := j < chosen && (chosen < n || (i < left) == (j < left))
		if sameSide {
			other := s
			other.Knows[i], other.Knows[j] = s.Knows[j], s.Knows[i]
			all = append(all, other)
		}
		if s.Step < qsc3.Steps && i >= named && j < chosen {
			all = append(all, messagesExchanged(s, i, j))
		}
		if s.Step < qsc3.Steps && i >= named && i >= chosen {
			other := messagesExchanged(s, i, j)
			other.Knows[i], other.Knows[j] = s.Knows[j], s.Knows[i]
			all = append(all, other)
		}
		if s.Step == 2 {
			other := s
			other.Paparazzi[i], other.Paparazzi[j] = s.Paparazzi[j], s.Paparazzi[i]
			other.Witnessed[1] = exchanged(s.Witnessed[1], i, j)
			all = append(all, other)
		}
	}
	if ofTwo && s.Step > 0 {
		all = append(all, proposalsExchanged(s))
	}
	return append(all, withoutIdle(s, n, chosen)...)
}

// withoutIdle are the states that differ from s by one message that nobody can learn anything from any more: one that
// missed its witnesses; of step 1 one with nothing to reconfirm, or one that carried the same as another.
func withoutIdle(s qsc3.State, n, chosen int) (all []qsc3.State) {
	for i := range n {
		other := s
		if s.Step < qsc3.Steps && i < chosen && !s.Witnessed[s.Step].Has(spec.NodeID(i)) {
			if other.Carried[i] = (qsc3.Knowledge{}); s.Step == 1 {
				other.Paparazzi[i] = qsc3.Knowledge{}
			}
			all = append(all, other)
		}
		if s.Step != 2 || !s.Witnessed[1].Has(spec.NodeID(i)) {
			continue
		}
		idle := s.Paparazzi[i].Confirmed.Empty()
		for j := range i {
			idle = idle || s.Witnessed[1].Has(spec.NodeID(j)) && s.Paparazzi[j] == s.Paparazzi[i]
		}
		if idle {
			other = s
			other.Paparazzi[i], other.Witnessed[1] = qsc3.Knowledge{}, s.Witnessed[1].Without(spec.NodeID(i))
			all = append(all, other)
		}
	}
	return all
}

// A message of step 1 in which nothing is confirmed is like none, in step 2.
func TestAMessageWithNothingToReconfirmIsLikeNone(t *testing.T) {
	c := qsc3.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 3, Late: true}
	for _, view := range c.Spec().Views {
		s := qsc3.State{Step: 2, Witnessed: [qsc3.Steps]spec.NodeSet{set(0, 1, 2), set(0, 1)}}
		s.Paparazzi[0] = qsc3.Knowledge{Seen: set(0, 1), Confirmed: set(0)}
		s.Paparazzi[1] = qsc3.Knowledge{Seen: set(0)}
		other := s
		other.Witnessed[1], other.Paparazzi[1] = set(0), qsc3.Knowledge{}
		view.Join(&s)
		if view.Join(&other); s != other {
			t.Errorf("%s: joined to %+v and %+v", view.Name, s, other)
		}
	}
}

// The views know groups of all sizes.
func TestTheLargestGroupIsJoined(t *testing.T) {
	n := uint8(spec.MaxNodes)
	for _, c := range []qsc3.Config{{Nodes: n, MessageThreshold: 5, WitnessThreshold: 5, Late: true},
		{Nodes: n, MessageThreshold: n, WitnessThreshold: n, Exact: true}} {
		for _, view := range c.Spec().Views {
			for step := range uint8(qsc3.Steps + 1) {
				for turn := range 2 * n {
					s := c.Start()
					s.Step, s.Turn = step, turn
					view.Forget(&s)
					want := s
					view.Join(&want)
					s.Knows[n-1], s.Knows[n-2] = s.Knows[n-2], s.Knows[n-1]
					s.Carried[n-1], s.Carried[n-2] = s.Carried[n-2], s.Carried[n-1]
					if view.Join(&s); s != want {
						t.Errorf("%+v, %s, step %d, turn %d: two nodes that are alike are not joined", c, view.Name, step, turn)
					}
				}
			}
		}
	}
}

// messagesExchanged has two messages of the present step in each other's place.
func messagesExchanged(s qsc3.State, i, j int) qsc3.State {
	s.Carried[i], s.Carried[j] = s.Carried[j], s.Carried[i]
	s.Witnessed[s.Step] = exchanged(s.Witnessed[s.Step], i, j)
	if s.Step == 1 {
		s.Paparazzi[i], s.Paparazzi[j] = s.Paparazzi[j], s.Paparazzi[i]
	}
	return s
}

// exchanged is a set with two nodes in each other's place.
func exchanged(s spec.NodeSet, i, j int) spec.NodeSet {
	out := s.Without(spec.NodeID(i)).Without(spec.NodeID(j))
	if s.Has(spec.NodeID(i)) {
		out = out.With(spec.NodeID(j))
	}
	if s.Has(spec.NodeID(j)) {
		out = out.With(spec.NodeID(i))
	}
	return out
}

// proposalsExchanged has the proposals of nodes 0 and 1 in each other's place, in all that is known.
func proposalsExchanged(s qsc3.State) qsc3.State {
	swap := func(k qsc3.Knowledge) qsc3.Knowledge {
		return qsc3.Knowledge{Seen: exchanged(k.Seen, 0, 1), Confirmed: exchanged(k.Confirmed, 0, 1),
			Reconfirmed: exchanged(k.Reconfirmed, 0, 1)}
	}
	for i := range s.Knows {
		s.Knows[i], s.Carried[i], s.Paparazzi[i] = swap(s.Knows[i]), swap(s.Carried[i]), swap(s.Paparazzi[i])
	}
	s.Witnessed[0] = exchanged(s.Witnessed[0], 0, 1)
	return s
}

package qsc3

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/qsc3"
)

// reconfirmedByNode are the sets of proposals that a node can have reconfirmed at the end of a round whose steps all
// leave at once, the least that can be. It takes the round a step at a time, where the explorer takes it an action at a
// time.
//
// What a node has reconfirmed depends on little. On leaving step 0 it confirms the t messages that it hears, and
// nothing else; whom it witnesses makes it aware of proposals only. On leaving step 1 it reconfirms what the messages
// that it hears carry; whom it witnesses adds to what it has confirmed, which no later reconfirmation reads. In step
// 2 it learns what others have reconfirmed, from those whom it hears or witnesses, and may learn late of messages of
// step 1. In no step depends what one node learns on what another one learns in it. So between two steps a state is
// the sets that the nodes hold, in any order, and any of what one node may hold goes with any of what another may.
// That this loses and adds nothing is tested for up to four nodes; that a node can witness any message takes t >= 2.
// In any of these ends the node may be aware of all proposals: it sees them late.
func reconfirmedByNode(c qsc3.Config) map[spec.NodeSet]bool {
	n, t := int(c.Nodes), int(c.MessageThreshold)
	ends := map[spec.NodeSet]bool{}
	seen := map[string]bool{}
	for _, confirmed := range afterStep0(c) {
		for witnessed := range spec.NodeSet(1) << n {
			if witnessed.Len() < t {
				continue
			}
			late := []spec.NodeSet{0}
			for k := range spec.NodeID(n) {
				if c.Late && witnessed.Has(k) {
					late = unions(late, confirmed[k])
				}
			}
			heard := slices.Sorted(maps.Keys(heardIn(c, 1, witnessed, confirmed)))
			for _, reconfirmed := range tuples(heard, n) {
				if key := fmt.Sprint(late, reconfirmed); !seen[key] {
					seen[key] = true
					step2(c, reconfirmed, late, ends)
				}
			}
		}
	}
	return ends
}

// afterStep0 are what the nodes may have confirmed on leaving step 0, in no order.
func afterStep0(c qsc3.Config) (all [][]spec.NodeSet) {
	seen := map[string]bool{}
	for witnessed := range spec.NodeSet(1) << c.Nodes {
		if witnessed.Len() < int(c.MessageThreshold) {
			continue
		}
		for _, tuple := range tuples(slices.Sorted(maps.Keys(heardIn(c, 0, witnessed, nil))), int(c.Nodes)) {
			if key := fmt.Sprint(tuple); !seen[key] {
				seen[key] = true
				all = append(all, tuple)
			}
		}
	}
	return all
}

// heardIn is what node 0 may have confirmed, or reconfirmed, on leaving step 0, or 1, as the spec's Hear has it.
func heardIn(c qsc3.Config, step uint8, witnessed spec.NodeSet, carried []spec.NodeSet) map[spec.NodeSet]bool {
	all := map[spec.NodeSet]bool{}
	for h := range spec.NodeSet(1) << c.Nodes {
		st := qsc3.State{Step: step, Turn: c.Nodes}
		st.Witnessed[step] = witnessed
		for k, confirmed := range carried {
			st.Carried[k].Confirmed = confirmed
		}
		if h.Len() != int(c.MessageThreshold) || !c.CanHear(&st, 0, h) {
			continue
		}
		if c.Hear(&st, 0, h); step == 0 {
			all[st.Knows[0].Confirmed] = true
		} else {
			all[st.Knows[0].Reconfirmed] = true
		}
	}
	return all
}

// unions are some sets, and the same with one more set in each.
func unions(of []spec.NodeSet, more spec.NodeSet) []spec.NodeSet {
	all := slices.Clone(of)
	for _, set := range of {
		all = append(all, set.Union(more))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// step2 adds the ends of a node, each of the nodes in turn. It hears t messages, may have witnessed others, and
// learns one of the late sets.
func step2(c qsc3.Config, reconfirmed, late []spec.NodeSet, ends map[spec.NodeSet]bool) {
	for from := range spec.NodeSet(1) << c.Nodes {
		if from.Len() < int(c.MessageThreshold) {
			continue
		}
		got := spec.NodeSet(0)
		for k := range spec.NodeID(c.Nodes) {
			if from.Has(k) {
				got = got.Union(reconfirmed[k])
			}
		}
		for _, own := range reconfirmed {
			for _, l := range late {
				ends[got.Union(own).Union(l)] = true
			}
		}
	}
}

// tuples are all ways to give n nodes one of these sets, in no order.
func tuples(of []spec.NodeSet, n int) [][]spec.NodeSet {
	if n == 0 {
		return [][]spec.NodeSet{{}}
	}
	var all [][]spec.NodeSet
	for i, set := range of {
		for _, rest := range tuples(of[i:], n-1) {
			all = append(all, append([]spec.NodeSet{set}, rest...))
		}
	}
	return all
}

// The reduction of reconfirmedByNode: a round taken a step at a time ends with as many proposals reconfirmed as one
// taken an action at a time, and whichever these are, a node may be aware of all proposals. Method: both, for up to
// four nodes. Numbers are compared, because nodes and proposals are alike.
func TestARoundStepByStepEndsAsOneActionByAction(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Exact: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Exact: true},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Exact: true},
		{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Exact: true},
		{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Exact: true},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true},
	} {
		want, aware, got := map[int]bool{}, map[int]bool{}, map[int]bool{}
		for k := range outcomesOf(t, c) {
			want[k.Reconfirmed.Len()] = true
			if k.Seen == spec.All(c.Nodes) {
				aware[k.Reconfirmed.Len()] = true
			}
		}
		for r := range reconfirmedByNode(c) {
			got[r.Len()] = true
		}
		if !maps.Equal(got, want) {
			t.Errorf("%+v: step by step %v are reconfirmed, action by action %v", c, got, want)
		}
		if c.Late && !maps.Equal(aware, want) {
			t.Errorf("%+v: of %v reconfirmed, a node may be aware of all proposals with %v", c, want, aware)
		}
	}
}

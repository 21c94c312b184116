package clock

import (
	"strings"
	"sync"
	"testing"

	"quesera/proofs/refine"
	"quesera/proofs/smt"
	"quesera/spec"
	"quesera/spec/clock"
)

// language is that of Contract: its relations, and its names of nodes.
var language = smt.Language{
	Relations: []string{"S1", "S2", "S3", "C1", "C2", "C3", "R2", "R3", "H2", "H3", "K3"},
	Names:     []string{"i", "j", "x", "y", "m", "w"},
}

// worldOf reads the relations out of an outcome of three steps, in their order.
func worldOf(c clock.Config, st *clock.State) smt.World {
	w := smt.World{Nodes: int(c.Nodes)}
	for j := range w.Nodes {
		one, two, end := &st.Carried[1][j], &st.Carried[2][j], &st.Knows[j]
		for k, set := range []spec.NodeSet{
			one.Raw[0], two.Raw[0], end.Raw[0], one.Cert[0], two.Cert[0], end.Cert[0],
			two.Raw[1], end.Raw[1], two.Cert[1], end.Cert[1], end.Cert[2],
		} {
			w.Holds[k][j] = set
		}
	}
	return w
}

// CLK-L3. Claim: what the solvers assume of a round (CLK-L2, QSC3-L3, QSC3-L4) is true of every outcome of the
// contract, for any two nodes as i and j (TLC §2.1-2.9); and it is majorities that make it so.
//
// Method: the very formulas, judged on every outcome of three steps of three nodes that leave each step at once, up to
// renaming; with late knowledge, and of nodes that leave later, only with QUESERA_DEEP=1. With thresholds of one the
// overlaps fail, and nothing else.
func TestWhatTheSolversAssumeIsTrueOfEveryOutcome(t *testing.T) {
	majority := clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 3}
	if failing := failingAssumptions(t, majority); len(failing) > 0 {
		t.Errorf("of majorities these are false: %v", failing)
	}
	late, more := majority, majority
	late.Late, more.Exact = true, false
	if !refine.Deep() {
		t.Log("late knowledge, and steps left on more messages than needed: left out, set QUESERA_DEEP=1")
	} else {
		for _, c := range []clock.Config{late, more} {
			if failing := failingAssumptions(t, c); len(failing) > 0 {
				t.Errorf("of %+v these are false: %v", c, failing)
			}
		}
	}
	failing := failingAssumptions(t, clock.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true,
		Horizon: 3})
	for name := range Contract() {
		if failing[name] != strings.HasPrefix(name, "overlap") {
			t.Errorf("with thresholds of one %q fails: %v", name, failing[name])
		}
	}
}

// failingAssumptions are those that are false of some outcome.
func failingAssumptions(t *testing.T, c clock.Config) map[string]bool {
	t.Helper()
	assumptions := map[string]smt.Formula{}
	for name, text := range Contract() {
		assumptions[name] = language.Parse(text)
	}
	var mu sync.Mutex
	worlds := map[smt.World]bool{}
	refine.EveryState(t, c.Spec(), true, func(st *clock.State) error {
		if c.Everyone(st) {
			w := worldOf(c, st)
			mu.Lock()
			defer mu.Unlock()
			worlds[w] = true
		}
		return nil
	})
	if len(worlds) < 100 {
		t.Errorf("%+v has %d outcomes", c, len(worlds))
	}
	failing := map[string]bool{}
	for name, holds := range assumptions {
		pairs := spec.NodeID(1) // where a formula does not speak of i and j one will do
		if text := Contract()[name]; strings.Contains(text, " i ") || strings.Contains(text, " j ") {
			pairs = spec.NodeID(c.Nodes)
		}
		for w := range worlds {
			if !everyPair(&w, pairs, holds) {
				failing[name] = true
				break
			}
		}
	}
	return failing
}

// everyPair judges a formula for all i and j below n.
func everyPair(w *smt.World, n spec.NodeID, holds smt.Formula) bool {
	for i := range n {
		for j := range n {
			if !holds(w, &smt.Variables{i, j}) {
				return false
			}
		}
	}
	return true
}

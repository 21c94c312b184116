package mutants

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/consensus"
	"quesera/spec/qsc3"
	"quesera/spec/tlc"
)

// No mutant, no property: for every property of the specs of the clock and of consensus there is a fault whose check is
// that property alone, a subtest named by its ID.
func TestEveryPropertyHasAFaultThatBreaksIt(t *testing.T) {
	var ids []string
	ids = idsOf(ids, tlc.Config{Nodes: 3, Message: 2, Witness: 2, Horizon: 2}.Spec())
	ids = idsOf(ids, clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: 1, Horizon: 2}.Spec())
	ids = idsOf(ids, qsc3.Config{Nodes: 3, Threshold: 2, Late: 1, Tickets: 3}.Spec())
	ids = idsOf(ids, consensus.Config{Nodes: 3, Rounds: 2}.Spec())
	if len(ids) < 38 {
		t.Errorf("%d properties, want those of four specs", len(ids))
	}
	broken := map[string]bool{}
	for _, g := range all(t) {
		for _, m := range g.Mutants {
			if _, id, alone := strings.Cut(m.Check.Test, "/"); alone && strings.HasPrefix(m.In.Package, "spec/") {
				broken[id] = true
			}
		}
	}
	for _, id := range ids {
		if !broken[id] {
			t.Errorf("%s: no fault is caught by it alone", id)
		}
	}
}

// idsOf adds the IDs of what a spec asserts.
func idsOf[S any](ids []string, sp *spec.Spec[S]) []string {
	for _, p := range sp.Props {
		ids = append(ids, p.ID)
	}
	return ids
}

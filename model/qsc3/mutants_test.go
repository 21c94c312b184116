package qsc3_test

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
)

// The ledger refuses each way in which decisions can contradict each other, by its obligation.
func TestTheLedgerWantsOneLineOfDescent(t *testing.T) {
	digest := func(b byte) model.Digest { return model.Digest{b} }
	on := func(round qsc3.Round, name, parent byte, committed bool) qsc3.Decided {
		return qsc3.Decided{Round: round, Committed: committed, Choice: qsc3.Choice{Known: true, Node: model.NodeID(name), Digest: digest(name),
			Proposal: qsc3.Proposal{Round: round, Parent: digest(parent)}}}
	}
	const a, b, c = 1, 2, 3 // proposals; 0 is the genesis
	for _, run := range []struct {
		name      string
		decisions []qsc3.Decided
		want      string // the obligation that the last decision breaks; "": none
	}{
		{"a chain", []qsc3.Decided{on(0, a, 0, true), on(1, b, a, false), on(2, c, b, true)}, ""},
		{"different choices, no commit", []qsc3.Decided{on(0, a, 0, false), on(0, b, 0, false)}, ""},
		{"a commit of nothing", []qsc3.Decided{{Round: 0, Committed: true}}, "QSC3-O1"},
		{"two commits", []qsc3.Decided{on(0, a, 0, true), on(0, b, 0, true)}, "QSC3-O2"},
		{"another choice after a commit", []qsc3.Decided{on(0, a, 0, true), on(0, b, 0, false)}, "QSC3-O2"},
		{"a commit after another choice", []qsc3.Decided{on(0, a, 0, false), on(0, b, 0, true)}, "QSC3-O2"},
		{"a fork below a commit", []qsc3.Decided{on(0, a, 0, false), on(1, b, a, true), on(2, c, a, true)}, "QSC3-O3"},
		{"a parent that nobody chose", []qsc3.Decided{on(0, a, 0, true), on(2, c, b, true)}, "QSC3-4"},
	} {
		ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 9})
		for i, decision := range run.decisions {
			err, last := ledger.Add(model.NodeID(i), decision), i == len(run.decisions)-1
			if wanted := last && run.want != ""; (err != nil) != wanted || wanted && !strings.Contains(err.Error(), run.want) {
				t.Errorf("%s, decision %d: %v, want %q", run.name, i, err, run.want)
			}
		}
	}
}

package simulate

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
)

// What was not compared is not held to agree: decisions that came too late for the ledger leave the verdict open,
// unless there is another reason already.
func TestDecisionsThatWereNotComparedLeaveTheVerdictOpen(t *testing.T) {
	decided := func(r qsc3.Round) qsc3.Decided {
		return qsc3.Decided{Round: r, Choice: qsc3.Choice{Known: true, Digest: model.Digest{byte(r)}}}
	}
	for _, c := range []struct {
		rounds []qsc3.Round
		before string
		want   string
	}{
		{[]qsc3.Round{5000, 4000}, "", ""},
		{[]qsc3.Round{5000, 3, 4}, "", "2 decisions came too late"},
		{[]qsc3.Round{5000, 3, 4}, "stuck", "stuck"},
	} {
		g := &game{ledger: qsc3.NewLedger(qsc3.Config{Tickets: 2}), committed: make([]int, 3)}
		for _, r := range c.rounds {
			g.Note(1, 1, decided(r))
		}
		report := play.Report{Open: c.before}
		if g.Tell(&report, 0); !strings.HasPrefix(report.Open, c.want) || (c.want == "") != (report.Open == "") {
			t.Errorf("rounds %v, open before %q: open = %q, want %q", c.rounds, c.before, report.Open, c.want)
		}
		if told := len(report.Remarks) == 1 && report.Remarks[0] == "2 late decisions not compared"; told != (c.want != "") {
			t.Errorf("rounds %v: remarks %q", c.rounds, report.Remarks)
		}
	}
}

// What a node of a simulated run tells and shows is held against what it decided; the first breach counts.
func TestWhatNodesTellIsJudged(t *testing.T) {
	c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2}, Pipelined: true, Tickets: 2}
	g := &game{ledger: qsc3.NewLedger(c), outputs: qsc3.NewOutputs(c), committed: make([]int, 3)}
	missed := func(move uint64, m qsc3.Missed) {
		var s qsc3.State
		g.after(sim.Observation[qsc3.State]{Move: move, Node: 2, After: &s, Effects: []model.Effect{m}})
	}
	missed(4, qsc3.Missed{First: 0, Last: 3})
	if b := g.Breaches(); len(b) > 0 {
		t.Errorf("breaches = %v, want none", b)
	}
	missed(5, qsc3.Missed{First: 3, Last: 4})
	missed(6, qsc3.Missed{First: 9, Last: 9})
	if b := g.Breaches(); len(b) != 1 || b[0].Rule != "QSC3-O8" || b[0].Node != 2 || b[0].Move != 5 {
		t.Errorf("breaches = %+v, want one of QSC3-O8 in move 5", b)
	}
}

package simulate

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim/play"
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
	}
}

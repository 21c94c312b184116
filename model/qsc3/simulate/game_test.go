package simulate

import (
	"fmt"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim/play"
	"quesera/model/tlc"
)

func choice(node model.NodeID, r qsc3.Round, committed bool) qsc3.Decided {
	return qsc3.Decided{Round: r, Committed: committed,
		Choice: qsc3.Choice{Known: true, Node: node, Digest: model.Digest{byte(r), byte(node)}}}
}

// The summary has a line for each of the first rounds, with who chose whose proposal and who saw it committed, and
// counts all decisions; of those that were missed by jumps it says how many.
func TestASummaryCountsDecisions(t *testing.T) {
	c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2}, Tickets: 2}
	g := &game{ledger: qsc3.NewLedger(c), outputs: qsc3.NewOutputs(c), rounds: 30, committed: make([]int, 3)}
	if g.rate() != 0 {
		t.Errorf("without decisions a share of %v committed", g.rate())
	}
	for _, e := range []struct {
		by model.NodeID
		e  model.Effect
	}{
		{0, choice(2, 0, true)}, {1, choice(2, 0, false)}, {2, choice(2, 0, true)}, {0, choice(1, 1, false)},
		{2, choice(0, 1, false)}, {1, qsc3.Decided{Round: 2}}, {2, choice(0, 19, true)}, {2, choice(0, 20, false)},
		{1, qsc3.Missed{First: 3, Last: 5}}, {1, qsc3.Missed{First: 9, Last: 9}},
	} {
		g.Note(e.by, 1, e.e)
	}
	report := play.Report{}
	g.Tell(&report, 2)
	lines := strings.Split(report.Table, "\n")
	for k, want := range map[int]string{0: "round  chosen proposal                  committed by",
		1:  "0      node 2's by {0 1 2}              {0 2}",
		2:  "1      node 0's by {2}, node 1's by {0}  nobody",
		3:  "2                                        nobody",
		20: "19     node 0's by {2}                  {2}", 21: "…", 22: "",
		23: "8 decisions, 37.5% of them commits; commits by node: [1 0 2]"} {
		if got := lines[k]; strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("line %d: %q, want %q", k, got, want)
		}
	}
	if !strings.HasPrefix(lines[1], "0      node 2's by {0 1 2}  ") || len(lines) != 25 ||
		report.Remarks[0] != "2 jumps, 4 decisions missed by them" {
		t.Errorf("%d lines, %q, remarks %v", len(lines), lines[1], report.Remarks)
	}
	want := map[string]string{"decisions": "8", "commits_by_node": "[1 0 2]", "commit_rate": "0.375", "jumps": "2",
		"missed_decisions": "4", "unjudged_decisions": "0"}
	for _, m := range g.Members() {
		if got := fmt.Sprint(m.Value); got != want[m.Name] {
			t.Errorf("%s is %s, want %s", m.Name, got, want[m.Name])
		}
		delete(want, m.Name)
	}
	if len(want) > 0 {
		t.Errorf("%v is not told", want)
	}
	few := &game{ledger: qsc3.NewLedger(c), rounds: 1, committed: make([]int, 3)}
	few.Note(0, 1, choice(2, 0, true))
	few.Note(0, 1, choice(2, 1, false)) // beyond the rounds of the run
	if report = (play.Report{}); true {
		few.Tell(&report, 0)
	}
	if strings.Contains(report.Table, "…") || strings.Contains(report.Table, "\n1 ") || len(report.Remarks) > 0 {
		t.Errorf("%s, %v", report.Table, report.Remarks)
	}
	if few.Note(1, 2, choice(1, 0, true)); len(few.Breaches()) != 1 || few.Breaches()[0].Node != 1 ||
		few.Breaches()[0].Move != 2 || few.Breaches()[0].Section == "" {
		t.Errorf("two commits of a round: %+v", few.Breaches())
	}
	if few.Note(2, 3, choice(0, 0, true)); len(few.Breaches()) != 1 {
		t.Errorf("the second contradiction counts: %+v", few.Breaches())
	}
}

// By itself a run has 2^40 tickets and plays rounds one after the other; tickets there must be, and no more than fit.
func TestSettingsOfARun(t *testing.T) {
	for args, want := range map[string]string{"": "", "--tickets 1": "", "--tickets 1152921504606846976": "",
		"--tickets 0": "tickets = 0, want 1..2^60", "--tickets 1152921504606846977": "tickets = 1152921504606846977",
		"--rounds 0": "rounds = 0", "-n 4 -t 5": "threshold", "--pipelined": ""} {
		f := play.NewFlags("qsc3")
		build := Define(f)
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		_, err := f.Build(build)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", args, err)
		}
	}
	for pipelined, last := range map[bool]int{false: 3 * 4, true: 3 + 3} {
		f := play.NewFlags("qsc3")
		build := Define(f)
		args := "-n 3 --rounds 4"
		if pipelined {
			args += " --pipelined"
		}
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		o, err := play.Play(t.Context(), f, s, play.Tracing{})
		if err != nil || o.Message() != "" || o.Reached != fmt.Sprintf("all live nodes reached step %d", last) {
			t.Errorf("%s: %v, %q, %s, want step %d", args, err, o.Message(), o.Reached, last)
		}
		for _, m := range o.Members {
			if m.Name == "decisions" && m.Value.(int) < 3*3 {
				t.Errorf("%s: %v decisions", args, m.Value)
			}
		}
	}
	if f := play.NewFlags("qsc3"); Define(f) == nil || f.Set().Lookup("moves") == nil ||
		f.Set().Lookup("tickets").DefValue != "1099511627776" ||
		f.Set().Lookup("rounds").DefValue != "20" || f.Set().Lookup("pipelined").DefValue != "false" {
		t.Error("the defaults are others")
	}
}

package simulate

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/sim/play"
	"quesera/model/tlc"
	"quesera/model/tlcb"
)

// The summary has a line for each of the first rounds, of correct nodes only: whose proposal they chose, who saw it
// committed and who knows that somebody did. It counts what the watch counts, and a run ends with its last round.
func TestASummaryHasALineARound(t *testing.T) {
	c := tlcb.Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3}, Crashed: 1, Corrupt: 1}
	group := tlcb.IdealGroup("game", 1, 4)
	layer := qsc4.New(c, group.ID, qsc4.NewIdeal(1))
	m, err := tlcb.New(c, group, layer)
	if err != nil {
		t.Fatal(err)
	}
	g := newGame(layer, model.Only(3))
	correct := model.All(3)
	decided, most := map[model.NodeID]int{}, 0
	world, err := sim.New(sim.Config[tlcb.State]{Nodes: 4, Machine: m, InPlace: true, Chooser: sim.Random(3),
		Observe: func(o sim.Observation[tlcb.State]) {
			g.Observe(o, correct)
			for _, s := range qsc4.Concluded(o) {
				decided[o.Node]++
				most = max(most, int(s.Decided.Round)+1)
			}
		}})
	if err == nil {
		done := func() bool { return most >= 23 && min(decided[0], decided[1], decided[2]) > 21 }
		err = world.Run(done, 100_000)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(g.rounds) != shownRounds || len(g.Breaches()) > 0 {
		t.Fatalf("%d rounds are shown, %+v", len(g.rounds), g.Breaches())
	}
	commits := 0
	for r, l := range g.rounds {
		var choosers model.NodeSet
		for _, by := range l.choosers {
			choosers = choosers.Union(by)
		}
		if !choosers.Equal(correct) || l.committed.Has(3) || l.learned.Has(3) || !l.learned.Includes(l.committed) {
			t.Errorf("round %d: chosen by %v, committed by %v, known by %v", r, choosers, l.committed, l.learned)
		}
		commits += l.committed.Len()
	}
	if commits == 0 || commits > g.Commits || g.Decisions != decided[0]+decided[1]+decided[2] {
		t.Errorf("%d commits shown, %d counted; %d decisions, want those of %v", commits, g.Commits, g.Decisions, decided)
	}
	report := play.Report{Table: "before\n"}
	g.Tell(&report)
	if lines := strings.Split(report.Table, "\n"); lines[0] != "before" || len(lines) != 1+shownRounds+2 ||
		!strings.HasPrefix(lines[20], "round 19: node ") || !strings.Contains(lines[1], "'s proposal chosen by {") ||
		!strings.Contains(lines[1], " committed by {") || len(report.Remarks) != 1 || len(report.Members) != 3 {
		t.Errorf("%s, %v", report.Table, report.Remarks)
	}
	for rounds, want := range map[uint32]model.Step{1: 5, 3: 13} {
		if got := g.Last(rounds); got != want {
			t.Errorf("%d rounds end in step %d, want %d", rounds, got, want)
		}
	}
	empty := sim.Observation[tlcb.State]{Node: 0, Effects: []model.Effect{log.Exposed{}}}
	if before := g.Decisions; len(qsc4.Concluded(empty)) > 0 || before != g.Decisions {
		t.Error("something is concluded where nothing was written")
	}
}

// Groups of every size that there is are defined, and no others. By itself a run has five rounds and ideal sharing.
func TestGroupsOfEverySizeAreDefined(t *testing.T) {
	for args, want := range map[string]string{"-n 1 -t 1": "", "-n 1 -t 1 --sharing schoenmakers": "",
		"-n 0 -t 0 --sharing schoenmakers": "nodes = 0, want 1..1024", "-n 0 -t 0": "nodes = 0",
		"-n 1025 -t 513":                   "nodes = 1025",
		"-n 1025 -t 513 --sharing pairing": "nodes = 1025", "-n 2 -t 2 --sharing pairing": ""} {
		f := play.NewFlags("qsc4")
		build := Define(f)
		if err := f.Set().Parse(strings.Fields(args)); err != nil {
			t.Fatal(err)
		}
		_, err := f.Build(build)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
	f := play.NewFlags("qsc4")
	if Define(f); f.Set().Lookup("rounds").DefValue != "5" || f.Set().Lookup("sharing").DefValue != "ideal" {
		t.Error("the defaults are others")
	}
}

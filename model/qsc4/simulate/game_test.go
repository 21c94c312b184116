package simulate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
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
	decided, most, want := map[model.NodeID]int{}, 0, summary{}
	world, err := sim.New(sim.Config[tlcb.State]{Nodes: 4, Machine: m, InPlace: true, Chooser: sim.Random(3),
		Observe: func(o sim.Observation[tlcb.State]) {
			g.Observe(o, correct)
			for _, s := range qsc4.Concluded(o) {
				decided[o.Node]++
				most = max(most, int(s.Decided.Round)+1)
				if o.Node != 3 {
					want.note(o.Node, s)
				}
			}
		}})
	if err == nil {
		done := func() bool { return most >= 23 && min(decided[0], decided[1], decided[2]) > 21 }
		err = world.Run(done, 100_000)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(g.rounds) != 20 || len(g.Breaches()) > 0 {
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
	if table := "before\n" + want.lines(20) + "\n"; report.Table != table {
		t.Errorf("%s, want %s", report.Table, table)
	}
	remark := fmt.Sprintf("%d decisions of correct nodes, %d commits, %d know of one", want.decisions, want.commits,
		want.learned)
	if !slices.Equal(report.Remarks, []string{remark}) || !slices.Equal(report.Members, []play.Member{
		{Name: "decisions", Value: want.decisions}, {Name: "commits", Value: want.commits},
		{Name: "learned", Value: want.learned}}) {
		t.Errorf("%v, %v, want %s", report.Remarks, report.Members, remark)
	}
}

// A round is decided in the first step of the one after it, and a transition without entries decides none.
func TestWhenRoundsEnd(t *testing.T) {
	g := &game{}
	for rounds, want := range map[uint32]model.Step{1: 5, 3: 13} {
		if got := g.Last(rounds); got != want {
			t.Errorf("%d rounds end in step %d, want %d", rounds, got, want)
		}
	}
	empty := sim.Observation[tlcb.State]{Node: 0, Effects: []model.Effect{log.Exposed{}}}
	if len(qsc4.Concluded(empty)) > 0 {
		t.Error("something is concluded where nothing was written")
	}
}

// summary is what correct nodes concluded, counted in another way.
type summary struct {
	rounds                      []map[string]model.NodeSet // by what they concluded
	decisions, commits, learned int
}

func (s *summary) note(node model.NodeID, concluded qsc4.State) {
	d := concluded.Decided
	s.decisions++
	said := map[string]bool{"committed": d.Committed, "learned": concluded.Learned,
		fmt.Sprint(d.Choice.Node): d.Choice.Known}
	for len(s.rounds) <= int(d.Round) && len(s.rounds) < 100 {
		s.rounds = append(s.rounds, map[string]model.NodeSet{})
	}
	for what, is := range said {
		if is {
			s.rounds[d.Round][what] = s.rounds[d.Round][what].With(node)
		}
	}
	if d.Committed {
		s.commits++
	}
	if concluded.Learned {
		s.learned++
	}
}

// lines are those of the first rounds.
func (s *summary) lines(most int) string {
	text := ""
	for r, round := range s.rounds[:min(most, len(s.rounds))] {
		text += fmt.Sprintf("round %d:", r)
		for i := range 4 {
			if by, chosen := round[fmt.Sprint(i)]; chosen {
				text += fmt.Sprintf(" node %d's proposal chosen by %v,", i, by)
			}
		}
		text += fmt.Sprintf(" committed by %v, known by %v\n", round["committed"], round["learned"])
	}
	return text
}

// Each part of what a node concludes of a round stands for itself.
func TestALineHasEachPartOfAConclusion(t *testing.T) {
	choice := qsc3.Choice{Known: true, Node: 2}
	for name, c := range map[string]struct {
		state                       qsc4.State
		chooses, committed, learned bool
	}{
		"nothing":   {qsc4.State{}, false, false, false},
		"a choice":  {qsc4.State{Decided: qsc3.Decided{Choice: choice}}, true, false, false},
		"a commit":  {qsc4.State{Decided: qsc3.Decided{Committed: true}}, false, true, false},
		"knowledge": {qsc4.State{Learned: true}, false, false, true},
	} {
		l := &line{choosers: map[model.NodeID]model.NodeSet{}}
		l.note(1, c.state)
		if l.choosers[2].Has(1) != c.chooses || len(l.choosers) > 1 || !c.chooses && len(l.choosers) > 0 ||
			l.committed.Has(1) != c.committed || l.learned.Has(1) != c.learned {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

// A run of few rounds has a line for each of them and no more, and is judged by what the help says.
func TestARunOfFewRoundsHasAsManyLines(t *testing.T) {
	f := play.NewFlags("qsc4")
	build := Define(f)
	if err := f.Set().Parse(strings.Fields("-n 3 -t 2 --rounds 2 --moves 4000")); err != nil {
		t.Fatal(err)
	}
	s, err := f.Build(build)
	if err != nil {
		t.Fatal(err)
	}
	o, err := play.Play(t.Context(), f, s, play.Tracing{})
	if err != nil || o.Message() != "" || strings.Count(o.Table, "\nround ") != 2 ||
		!strings.Contains(o.Table, "\nround 0:") || !strings.Contains(o.Table, "\nround 1:") {
		t.Errorf("%v: %s", err, o.Table)
	}
	for _, want := range []string{"agree (QSC4-O1)", "\n  equivocate", "\n  bad-deal", "\n  leak", "\n  lie"} {
		if !strings.Contains(f.Judged, want) {
			t.Errorf("no %q in %s", want, f.Judged)
		}
	}
}

// Groups of every size that there is are defined, and no others. By itself a run has five rounds and ideal sharing.
func TestGroupsOfEverySizeAreDefined(t *testing.T) {
	for args, want := range map[string]string{"-n 1 -t 1": "", "-n 1 -t 1 --sharing schoenmakers": "",
		"-n 0 -t 0 --sharing schoenmakers": "nodes = 0, want 1..1024", "-n 0 -t 0": "nodes = 0",
		"-n 1025 -t 513":                   "nodes = 1025",
		"-n 1024 -t 513 --rounds 4":        "",
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

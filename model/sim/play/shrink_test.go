package play_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	qsc "quesera/model/qsc3/simulate"
	"quesera/model/sim"
	"quesera/model/sim/play"
	clock "quesera/model/tlc/simulate"
	"quesera/oracle/trace"
	"quesera/spec"
)

// rarely commits what is not to be committed, where the ticket of the choice is a multiple of rare.
type rarely struct {
	qsc3.Machine
	rare qsc3.Ticket
}

func (r rarely) Change(s *qsc3.State, e model.Event, effects []model.Effect) []model.Effect {
	before := len(effects)
	effects = r.Machine.Change(s, e, effects)
	for i := before; i < len(effects); i++ {
		if d, ok := effects[i].(qsc3.Decided); ok && d.Choice.Known && d.Choice.Proposal.Ticket%r.rare == 0 {
			d.Committed = true
			effects[i] = d
		}
	}
	return effects
}

// faulty are flags and a builder of runs of QSC3 with a fault that shows rarely.
func faulty(t *testing.T, args string) (*play.Flags, play.Builder) {
	t.Helper()
	f := play.NewFlags("qsc3")
	build := qsc.Define(f)
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return f, func() (play.Simulation, error) {
		s, err := build()
		if run, ok := s.(*clock.Run[qsc3.State]); ok {
			run.Machine = rarely{run.Machine.(qsc3.Machine), 17}
		}
		return s, err
	}
}

// A fault that shows only after more than a thousand moves, be it on an even network, an uneven one, or with
// everything that can go wrong, is shown in fewer than sixty, none of which can be left out. The schedule plays again,
// the trace of the shorter run is one that the judge of files refuses for the same.
func TestAFaultThatShowsLateIsShownInFewMoves(t *testing.T) {
	for _, args := range []string{
		"-n 3 -t 2 --rounds 400 --seed 2",
		"-n 3 -t 2 --rounds 400 --seed 2 --adversary uneven --pipelined",
		"-n 3 -t 2 --rounds 400 --seed 14 --loss 10 --duplicate 10 --partition 4",
	} {
		f, build := faulty(t, args)
		var written bytes.Buffer
		s, err := play.Shrink(t.Context(), f, build, play.Tracing{Judge: trace.Watch, To: &written}, 5000)
		if err != nil || s == nil {
			t.Fatalf("%s: %v, %v", args, s, err)
		}
		t.Logf("%s: %d moves of %d, %d runs", args, len(s.Moves), s.From, s.Tried)
		if s.From <= 1000 || len(s.Moves) >= 60 || !s.Least || s.Outcome.Verdict() != spec.Violated {
			t.Errorf("%s: %d moves of %d in %d runs, least: %v, %v", args, len(s.Moves), s.From, s.Tried, s.Least,
				s.Outcome.Message())
		}
		if r := trace.Judge(&written, trace.Options{}); r.Verdict != spec.Violated || r.Breach.Rule.ID != "TRACE-COMMIT" {
			t.Errorf("%s: the trace: %v %v", args, r.Verdict, r.Breach)
		}
		_, schedule, found := strings.Cut(f.Replay(), " --replay '")
		moves, err := sim.ParseSchedule(strings.TrimSuffix(schedule, "'"))
		if !found || err != nil || len(moves) != len(s.Moves) {
			t.Fatalf("%s: %s (%v)", args, f.Replay(), err)
		}
		again, build := faulty(t, args)
		again.Follow(moves)
		g, _ := again.Build(build)
		o, err := play.Play(t.Context(), again, g, play.Tracing{Judge: trace.Watch})
		if err != nil || o.Message() != s.Outcome.Message() || again.Replay() != f.Replay() {
			t.Errorf("%s: %v, %q, want %q", args, err, o.Message(), s.Outcome.Message())
		}
	}
}

// tosses is a simulation of nodes that ask for coins, in which something is wrong from the first move on, and something
// else from the twentieth on.
type tosses struct{ machine }

// machine asks for a coin whenever one comes.
type machine struct{}

func (machine) Start(model.NodeID) (int, []model.Effect) {
	return 0, []model.Effect{model.AskCoin{Sides: 2}}
}

func (machine) Apply(s int, _ model.Event) (int, []model.Effect) {
	return s + 1, []model.Effect{model.AskCoin{Sides: 2}}
}

func (tosses) Nodes() int              { return 2 }
func (tosses) Group() string           { return "" }
func (tosses) Safe(int) error          { return nil }
func (tosses) Over(model.NodeSet) bool { return false }
func (s tosses) Start(f *play.Flags, _ play.Tracing) (play.World, error) {
	return play.NewWorld(f, sim.Config[int]{Nodes: 2, Machine: s.machine})
}

func (tosses) Report(w play.World, _ error) (play.Report, error) {
	rule := "EARLY"
	if w.Moves() >= 20 {
		rule = "LATE"
	}
	return play.Report{Breaches: []play.Breach{{Rule: rule, Message: rule, Move: min(w.Moves(), 20)}}}, nil
}

// The shorter run breaks the same rule first, even if breaking another one takes less, and ends with that.
func TestTheShorterRunBreaksTheSameRule(t *testing.T) {
	f := play.NewFlags("tosses")
	nodes := 2
	f.DefineNetwork(&nodes)
	f.DefineLimits("")
	f.Moves = 333
	s, err := play.Shrink(t.Context(), f, func() (play.Simulation, error) { return tosses{}, nil }, play.Tracing{}, 0)
	if err != nil || s == nil || s.Outcome.Message() != "LATE" || len(s.Moves) != 20 || s.From != 20 {
		t.Errorf("%+v, %v", s, err)
	}
}

// What is printed has a line for each move, with what the nodes did in it, and the line that replays it; so has the
// JSON.
func TestAShorterRunIsPrinted(t *testing.T) {
	f, build := faulty(t, "-n 3 -t 2 --rounds 400 --seed 4")
	g, _ := f.Build(build)
	o, err := play.Play(t.Context(), f, g, play.Tracing{Judge: trace.Watch})
	if err != nil {
		t.Fatal(err)
	}
	s, err := play.Shrink(t.Context(), f, build, play.Tracing{Judge: trace.Watch}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if uint64(s.From) != o.Breaches[0].Move {
		t.Errorf("%d moves up to the breach in move %d", s.From, o.Breaches[0].Move)
	}
	o.Shrunk(s)
	var text, object strings.Builder
	o.Print(&text)
	o.PrintJSON(&object)
	_, shorter, _ := strings.Cut(text.String(), "\nthe same in ")
	for _, want := range []string{"no move can be left out:\n    1  node ", "'s acknowledgment of step 0 arrives " +
		"at node", "\n10-11  ",
		" by ", "; certifies ", " draws ", "reaches step 3; chooses ", " in round 0, committed", "\nviolated: ",
		"replay: quesera sim qsc3 -n 3", "--replay '"} {
		if !strings.Contains(shorter, want) {
			t.Errorf("no %q in %s", want, shorter)
		}
	}
	var moves []sim.Move
	for _, m := range s.Moves {
		moves = append(moves, m.Move)
	}
	if lines := strings.Count(shorter, "\n"); lines != len(sim.Gather(moves))+3 || lines >= len(moves) {
		t.Errorf("%d lines for %d moves", lines, len(s.Moves))
	}
	if strings.Count(text.String(), "--replay '") != 1 {
		t.Error("the first run is replayed by a schedule")
	}
	for _, want := range []string{`"shrunk":{`, `"least":true`, `"schedule":"`, `"lines":`} {
		if !strings.Contains(object.String(), want) {
			t.Errorf("no %s in %s", want, object.String())
		}
	}
}

// A search that is ended early has a shorter run all the same, and says so; one that may play no run has the first.
func TestASearchThatIsEndedHasWhatItHas(t *testing.T) {
	f, build := faulty(t, "-n 3 -t 2 --rounds 400 --seed 4")
	s, err := play.Shrink(t.Context(), f, build, play.Tracing{Judge: trace.Watch}, 30)
	if err != nil || s.Tried != 30 || s.Least || len(s.Moves) >= s.From || len(s.Outcome.Breaches) == 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f, build = faulty(t, "-n 3 -t 2 --rounds 400 --seed 4")
	if s, err := play.Shrink(ctx, f, build, play.Tracing{Judge: trace.Watch}, 0); err != nil || s != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

// A run in which nothing is wrong has no shorter one.
func TestNothingWrongIsNothingToShrink(t *testing.T) {
	f := play.NewFlags("tlc")
	build := clock.Define(f)
	s, err := play.Shrink(t.Context(), f, build, play.Tracing{Judge: trace.Watch}, 0)
	if s != nil || err != nil || strings.Contains(f.Replay(), "--replay") {
		t.Errorf("%v, %v, %s", s, err, f.Replay())
	}
	bad := errors.New("bad")
	none := func() (play.Simulation, error) { return nil, bad }
	if _, err := play.Shrink(t.Context(), f, none, play.Tracing{}, 0); !errors.Is(err, bad) {
		t.Errorf("%v", err)
	}
}

// A schedule with a move that cannot be made is refused, and one that ends early leaves the verdict open.
func TestAScheduleIsFollowed(t *testing.T) {
	for schedule, want := range map[string]string{
		"0=0@0 0>1:0@0":        "the schedule ends before the run is over",
		"":                     "the schedule ends before the run is over",
		"0=0@0 0=0@0":          "move 2 of the schedule = 0=0@0",
		"0=0@0 0>1:0@0 1>0:2@": "",
		"2>1:0@0":              "move 1 of the schedule = 2>1:0@0",
	} {
		moves, err := sim.ParseSchedule(schedule)
		if (err != nil) != (want == "") {
			t.Errorf("%q: %v", schedule, err)
		}
		if err != nil {
			continue
		}
		f := play.NewFlags("tlc")
		build := clock.Define(f)
		f.Follow(moves)
		s, err := f.Build(build)
		if err != nil {
			t.Fatal(err)
		}
		message := ""
		if o, err := play.Play(t.Context(), f, s, play.Tracing{}); err != nil {
			message = err.Error()
		} else if message = o.Message(); o.Verdict() != spec.Inconclusive {
			t.Errorf("%q: %v", schedule, o.Verdict())
		}
		if !strings.Contains(message, want) {
			t.Errorf("%q: %s, want %s", schedule, message, want)
		}
	}
}

var _ model.InPlace[qsc3.State] = rarely{}

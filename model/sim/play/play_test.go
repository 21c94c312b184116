package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/sim"
	"quesera/spec"
)

// toy is a simulation that does what a test says.
type toy struct {
	nodes   int
	safe    error
	world   World
	start   error
	over    func(live model.NodeSet) bool
	report  Report
	failed  error
	ended   *error // with what the world ended
	started *Flags
}

func (s *toy) Nodes() int                   { return s.nodes }
func (s *toy) Group() string                { return "a toy" }
func (s *toy) Safe(crashes int) error       { return s.safe }
func (s *toy) Over(live model.NodeSet) bool { return s.over != nil && s.over(live) }
func (s *toy) Start(f *Flags, _ Tracing) (World, error) {
	s.started = f
	return s.world, s.start
}

func (s *toy) Report(_ World, err error) (Report, error) {
	s.ended = &err
	return s.report, s.failed
}

// clockwork is a world whose run does what a test says, and which makes moves by name.
type clockwork struct {
	live  model.NodeSet
	moves uint64
	run   func(done func() bool, limit uint64) error
	do    func(sim.Move) bool
}

func (w *clockwork) Run(done func() bool, limit uint64) error { return w.run(done, limit) }
func (w *clockwork) Moves() uint64                            { return w.moves }
func (w *clockwork) Live() model.NodeSet                      { return w.live }
func (w *clockwork) Do(m sim.Move) bool                       { return w.do(m) }

// flagsOf are the flags of a toy, with a network and limits.
func flagsOf(t *testing.T, args string) *Flags {
	t.Helper()
	f := NewFlags("toy")
	f.DefineSeed()
	nodes := 3
	f.DefineNetwork(&nodes)
	f.DefineLimits("allow it")
	if err := f.Set().Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return f
}

// What cannot be played is not built: a network there is not, settings that make none, faults that cannot be, and,
// unless it is asked for, what is not safe; in this order.
func TestWhatIsNotBuilt(t *testing.T) {
	refused, unsafe := errors.New("refused"), errors.New("not safe")
	for _, c := range []struct {
		args  string
		build error
		safe  error
		want  string
	}{
		{"", nil, nil, ""}, {"--crash 3", nil, nil, ""}, {"--unsafe", nil, unsafe, ""},
		{"--adversary none", refused, nil, `sim: adversary = "none", want random or uneven`},
		{"--crash 4", refused, nil, "sim: refused"}, {"--crash 4", nil, unsafe, "sim: crashes = 4, want 0..3"},
		{"--crash 4 --unsafe", nil, nil, "sim: crashes = 4, want 0..3"}, {"", nil, unsafe, "sim: not safe; --unsafe runs it"},
	} {
		f := flagsOf(t, c.args)
		made := &toy{nodes: 3, safe: c.safe}
		s, err := f.Build(func() (Simulation, error) { return made, c.build })
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) ||
			err == nil && s != Simulation(made) {
			t.Errorf("%s: %v, want %q", c.args, err, c.want)
		}
	}
}

// A run is played until it is over or its context is, up to the limit of the flags, and judged by how it ended, where
// that says something of the nodes.
func TestARunIsPlayedAndJudged(t *testing.T) {
	broken, report := errors.New("broken"), Report{Open: "open", Reached: "far"}
	for _, c := range []struct {
		name            string
		ended           error
		start, judged   error
		cancel          bool
		want            error
		reports, played bool
	}{
		{name: "the end", reports: true, played: true}, {name: "stuck", ended: sim.ErrStuck, reports: true, played: true},
		{name: "the limit", ended: sim.ErrLimit, reports: true, played: true},
		{name: "the schedule", ended: ErrFollowed, reports: true, played: true},
		{name: "another error", ended: broken, want: broken, played: true}, {name: "no start", start: broken, want: broken},
		{name: "no report", judged: broken, want: broken, reports: true, played: true},
		{name: "stopped", cancel: true, want: ErrStopped, played: true},
		{name: "stopped and stuck", cancel: true, ended: sim.ErrStuck, want: ErrStopped, played: true},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		f := flagsOf(t, "--moves 77 --seed 5")
		played := false
		w := &clockwork{live: model.All(4).Without(2), moves: 9}
		s := &toy{nodes: 4, world: w, start: c.start, report: report, failed: c.judged}
		w.run = func(done func() bool, limit uint64) error {
			played = true
			if limit != 77 {
				t.Errorf("%s: at most %d moves, want 77", c.name, limit)
			}
			for _, over := range []bool{false, true} {
				if s.over = func(live model.NodeSet) bool { return over && live.Equal(w.live) }; done() != over {
					t.Errorf("%s: done is %v, and the run is over: %v", c.name, !over, over)
				}
			}
			s.over = nil
			if c.cancel {
				if cancel(); !done() {
					t.Errorf("%s: the run goes on", c.name)
				}
			}
			return c.ended
		}
		o, err := Play(ctx, f, s, Tracing{})
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) || played != c.played ||
			(s.ended != nil) != c.reports || s.started != f {
			t.Errorf("%s: %v, played %v, judged %v", c.name, err, played, s.ended != nil)
		}
		if err != nil {
			continue
		}
		if *s.ended != c.ended || !reflect.DeepEqual(o.Report, report) || o.moves != 9 || o.group != "a toy" ||
			o.flags != f || !o.crashed.Equal(model.Only(2)) ||
			o.replay != "quesera sim toy --seed 5 --adversary random --moves 77" {
			t.Errorf("%s: %v, %+v", c.name, *s.ended, o)
		}
	}
}

// A schedule is followed move by move until the run is over, even before its first move; what cannot be made is an
// error with its number, or left out. A world that makes no moves by name is an error.
func TestAScheduleIsFollowedMoveByMove(t *testing.T) {
	moves, err := sim.ParseSchedule("s0 s1 s2")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		over    int // after so many moves
		lenient bool
		made    string // moves that are asked for
		want    string
	}{
		{"not over", 9, false, "s0 s1 s2", ErrFollowed.Error()}, {"over at once", 0, false, "", ""},
		{"over after two", 2, false, "s0 s1", ""}, {"over after all", 3, false, "s0 s1 s2", ""},
		{"one cannot be made", -1, false, "s0 s1", "sim: move 2 of the schedule = s1, want one that can be made"},
		{"one is left out", -1, true, "s0 s1 s2", ErrFollowed.Error()},
	} {
		var made []string
		w := &clockwork{do: func(m sim.Move) bool {
			made = append(made, m.String())
			return c.over >= 0 || m.Node != 1
		}}
		f := flagsOf(t, "")
		f.Follow(moves)
		f.follow.lenient = c.lenient
		err := f.follow.run(w, func() bool { return c.over >= 0 && len(made) >= c.over })
		if strings.Join(made, " ") != c.made || (err == nil) != (c.want == "") ||
			err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v made, %v, want %s, %s", c.name, made, err, c.made, c.want)
		}
		if !strings.HasSuffix(f.Replay(), " --replay 's0 s1 s2'") {
			t.Errorf("%s", f.Replay())
		}
	}
	f := flagsOf(t, "")
	f.Follow(nil)
	if _, err := Play(t.Context(), f, &toy{nodes: 1, world: struct{ World }{&clockwork{}}}, Tracing{}); err == nil ||
		!strings.Contains(err.Error(), "want one that makes moves by name") {
		t.Errorf("%v", err)
	}
	f.Follow(moves)
	asked := 0
	w := &clockwork{do: func(sim.Move) bool { asked++; return true }}
	if _, err := Play(t.Context(), f, &toy{nodes: 1, world: w}, Tracing{}); err != nil || asked != 3 {
		t.Errorf("%v, %d moves made", err, asked)
	}
}

// The verdict is violated if something is wrong, and else inconclusive if something is open; what is said of a run is
// all that there is to say, and no more.
func TestWhatIsPrintedOfARun(t *testing.T) {
	f := flagsOf(t, "--seed 4")
	wrong := []Breach{{Rule: "R1", Message: "this"}, {Rule: "R2", Message: "that"}, {Rule: "R3", Message: "more"}}
	head := "toy: a toy, seed 4\nnetwork: every packet in flight equally likely to be next\n\n"
	for _, c := range []struct {
		o       Outcome
		verdict spec.Verdict
		message string
		text    string
	}{
		{Outcome{Report: Report{Reached: "far", Table: "a table\n"}, moves: 7}, spec.Holds, "",
			"a table\n7 moves; far\nholds\n"},
		{Outcome{Report: Report{Reached: "far", Remarks: []string{"one", "two"}, Open: "why"}, crashed: model.Only(2)},
			spec.Inconclusive, "why", "0 moves; far; crashed: {2}; one; two\ninconclusive: why\nreplay: again\n"},
		{Outcome{Report: Report{Reached: "far", Breaches: wrong[:1], Open: "why"}}, spec.Violated, "this",
			"0 moves; far\nviolated: this\nreplay: again\n"},
		{Outcome{Report: Report{Reached: "far", Breaches: wrong}}, spec.Violated, "this",
			"0 moves; far\nviolated: this\nand: that\nand: more\nreplay: again\n"},
	} {
		c.o.flags, c.o.group, c.o.replay = f, "a toy", "again"
		var text strings.Builder
		if err := c.o.Print(&text); err != nil || text.String() != head+c.text || c.o.Verdict() != c.verdict ||
			c.o.Message() != c.message {
			t.Errorf("%v, %v %q, %s, want %s", err, c.o.Verdict(), c.o.Message(), text.String(), head+c.text)
		}
		if err := c.o.Print(full{}); !errors.Is(err, errFull) {
			t.Errorf("printed where there is no room: %v", err)
		}
		if err := c.o.PrintJSON(full{}); !errors.Is(err, errFull) {
			t.Errorf("written where there is no room: %v", err)
		}
	}
}

var errFull = errors.New("full")

// full is a place without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// The JSON is one object in one line: the protocol, its settings, the line that replays, the verdict, and what the
// protocol tells; breaches are a list also where there are none.
func TestTheJSONOfARun(t *testing.T) {
	f := NewFlags("toy")
	f.DefineSeed()
	f.Constant("fixed", []int{1, 2})
	o := Outcome{flags: f, replay: "again", Report: Report{Members: []Member{{"moves", 7}}}}
	var out bytes.Buffer
	want := `{"protocol":"toy","seed":1,"fixed":[1,2],"replay":"again","verdict":"holds","message":"","breaches":[],` +
		`"moves":7}` + "\n"
	if err := o.PrintJSON(&out); err != nil || out.String() != want {
		t.Errorf("%v: %s, want %s", err, out.String(), want)
	}
	o.Breaches = []Breach{{Rule: "R", Section: "§1", Node: 2, Move: 3, Message: "m", Event: &traceformat.Event{}}}
	out.Reset()
	if err := o.PrintJSON(&out); err != nil || !strings.Contains(out.String(), `"verdict":"violated","message":"m",`+
		`"breaches":[{"rule":"R","section":"§1","node":2,"move":3,"message":"m"}],`) {
		t.Errorf("%v: %s", err, out.String())
	}
	o.Members = []Member{{"none", func() {}}}
	if err := o.PrintJSON(&out); err == nil {
		t.Error("a function is written")
	}
}

// A table has columns as wide as they have to be, in signs and not in octets, two spaces apart; the last one ends where
// it ends.
func TestColumnsAreAsWideAsTheyHaveToBe(t *testing.T) {
	got := Columns([][]string{{"a", "bcd", "e"}, {"§§§§", "", "long"}, {"x", "yz", ""}})
	if want := "a     bcd  e\n§§§§       long\nx     yz   \n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Columns([][]string{{"one"}, {"three"}}) + Columns(nil); got != "one\nthree\n" {
		t.Errorf("%q", got)
	}
}

// heard is a Judge that counts.
type heard struct {
	events, flushed int
	header          traceformat.Header
}

func (h *heard) Encode(traceformat.Event) error { h.events++; return nil }
func (h *heard) Flush() error                   { h.flushed++; return nil }
func (h *heard) Finding() Finding               { return Finding{Events: h.events} }

// A trace goes to all who want it, and to nobody else.
func TestATraceGoesToAllWhoWantIt(t *testing.T) {
	header := traceformat.Header{Protocol: traceformat.Protocol{Name: "toy"}, Nodes: 3, MessageThreshold: 2,
		WitnessThreshold: 2}
	for k := range 8 {
		var out bytes.Buffer
		told, judge := 0, &heard{}
		var tracing Tracing
		if k&1 > 0 {
			tracing.To = &out
		}
		if k&2 > 0 {
			tracing.tell = func(traceformat.Event) { told++ }
		}
		if k&4 > 0 {
			tracing.Judge = func(h traceformat.Header) Judge { judge.header = h; return judge }
		}
		sink, j, err := tracing.Open(header)
		if err != nil || tracing.Wanted() != (k > 0) || (j != nil) != (k&4 > 0) {
			t.Fatalf("%d: %v, wanted %v, judge %v", k, err, tracing.Wanted(), j)
		}
		for range 2 {
			if err := sink.Encode(traceformat.Event{Kind: traceformat.Advance, Step: 1}); err != nil {
				t.Fatal(err)
			}
		}
		if err := sink.Flush(); err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(strings.Count(out.String(), `"advance"`), told, judge.events, judge.flushed, judge.header.Nodes)
		if want := fmt.Sprint(2*(k&1), k&2, k>>2*2, k>>2, k>>2*3); got != want {
			t.Errorf("%d: %s, want %s", k, got, want)
		}
	}
	if _, _, err := (Tracing{To: full{}}).Open(traceformat.Header{}); err == nil {
		t.Error("a trace without a group is begun")
	}
}

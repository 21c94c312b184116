package sim_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/oracle/trace"
	"quesera/spec"
)

// talk is the message of chatter.
type talk int

func (talk) Label() model.Label { return model.Label{} }

// chatter is a machine that greets everybody once and notes what it hears and in which order.
type chatter struct{ timers bool }

type heard []string

func (c chatter) Start(self model.NodeID) (heard, []model.Effect) {
	effects := []model.Effect{model.Broadcast{Message: talk(self)}}
	if c.timers {
		effects = append(effects, model.SetTimer{Phase: 1}, model.SetTimer{Phase: 2})
	}
	return nil, effects
}

func (c chatter) Apply(s heard, e model.Event) (heard, []model.Effect) {
	s = s[:len(s):len(s)]
	switch e := e.(type) {
	case model.Receive:
		return append(s, string(rune('a'+int(e.Message.(talk))))), nil
	case model.Timer:
		return append(s, string(rune('0'+e.Phase))), nil
	case model.Timeout:
		return append(s, "?"), []model.Effect{model.Broadcast{Message: talk(25)}}
	}
	return s, nil
}

func chat(t *testing.T, c sim.Config[heard], nodes int, moves int) ([]string, error) {
	t.Helper()
	c.Nodes = nodes
	w, err := sim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for range moves {
		if err = w.Move(); err != nil {
			break
		}
	}
	var all []string
	for i := range nodes {
		all = append(all, strings.Join(*w.State(model.NodeID(i)), ""))
	}
	return all, err
}

// All reaches every order of delivery exactly once: two greetings each for three nodes arrive
// in 6!/1 orders of six distinct packets.
func TestAllGoesThroughEveryScheduleOnce(t *testing.T) {
	seen := map[string]int{}
	all := sim.NewAll()
	for all.Next() {
		recording := sim.Record(all)
		if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: recording}, 3, 6); err != nil {
			t.Fatal(err)
		}
		key := ""
		for _, c := range recording.Schedule() {
			key += string(rune('0' + c))
		}
		seen[key]++
	}
	if all.Err() != nil || len(seen) != 720 {
		t.Fatalf("%d schedules, error %v, want 720 and none", len(seen), all.Err())
	}
	for schedule, times := range seen {
		if times != 1 {
			t.Errorf("schedule %s came %d times, want once", schedule, times)
		}
	}
}

// A run that is not a function of its choices cannot be enumerated, and All says so.
func TestAllNoticesARunThatIsNotAFunctionOfItsChoices(t *testing.T) {
	all, width := sim.NewAll(), 2
	for all.Next() {
		all.Choose(width)
		width++
	}
	if all.Err() == nil {
		t.Error("no error though the second run offered other choices than the first")
	}
}

func TestReplayRefusesAScheduleThatDoesNotFit(t *testing.T) {
	for name, schedule := range map[string][]int{"too short": {0, 0}, "out of range": {9, 0, 0}, "negative": {-1, 0, 0}} {
		if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.NewReplay(schedule)}, 3, 6); err == nil {
			t.Errorf("%s: schedule %v is followed, want an error", name, schedule)
		}
	}
	if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.NewReplay([]int{5, 4, 3, 2, 1})}, 3, 6); err != nil {
		t.Errorf("a schedule that fits: %v", err)
	}
}

func TestBytesChooseZeroWhenTheyAreUsedUp(t *testing.T) {
	b := sim.NewBytes([]byte{7, 1, 2, 0xff})
	got := []int{b.Choose(5), b.Choose(1000), b.Choose(256), b.Choose(9), b.Choose(1 << 20)}
	if want := []int{2, 258, 255, 0, 0}; !slices.Equal(got, want) || !b.Done() {
		t.Errorf("choices = %v, want %v", got, want)
	}
}

// Timers fire when nothing is in flight, phase by phase, all nodes of a phase before anything else.
func TestTimersFireInRoundsWhenTheNetworkIsQuiet(t *testing.T) {
	all, err := chat(t, sim.Config[heard]{Machine: chatter{timers: true}, Chooser: sim.Random(1)}, 3, 8)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		if len(s) != 4 || s[2:] != "12" {
			t.Errorf("node %d heard %q, want two greetings, then phases 1 and 2", i, s)
		}
	}
	early := false
	for seed := range uint64(20) {
		all, _ := chat(t, sim.Config[heard]{Machine: chatter{timers: true}, Chooser: sim.Random(seed), AnytimeTimers: true}, 3, 8)
		early = early || all[0][0] == '1' || all[0][0] == '2'
	}
	if !early {
		t.Error("with AnytimeTimers no timer came before a packet in 20 runs")
	}
}

// A silent network makes nodes suspect a loss where Timeouts are on, and is stuck where not.
func TestASilentNetworkIsStuckOrTimesOut(t *testing.T) {
	if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(1)}, 3, 7); !errors.Is(err, sim.ErrStuck) {
		t.Errorf("error = %v, want ErrStuck", err)
	}
	all, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(1), Timeouts: true}, 3, 8)
	if err != nil || !strings.Contains(strings.Join(all, ""), "?z") && !strings.Contains(strings.Join(all, ""), "?") {
		t.Errorf("heard %v, error %v, want timeouts", all, err)
	}
}

// Every fault happens, and does what it says: counted over many seeds.
func TestFaultsHappen(t *testing.T) {
	lost, doubled, silent := 0, 0, 0
	for seed := range uint64(100) {
		all, _ := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Loss: 20}}, 3, 7)
		if len(strings.Join(all, "")) < 6 {
			lost++
		}
		all, _ = chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Duplicate: 20}}, 3, 20)
		if len(strings.Join(all, "")) > 6 {
			doubled++
		}
		all, _ = chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Crashes: 1, Rarity: 4}}, 3, 20)
		if len(strings.Join(all, "")) < 6 {
			silent++
		}
		all, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Partitions: 2, Rarity: 4}}, 3, 200)
		if len(strings.Join(all, "")) != 6 || !errors.Is(err, sim.ErrStuck) {
			t.Fatalf("seed %d: heard %v after the partition healed, want all 6 greetings", seed, all)
		}
		all, err = chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Loss: 50, Retransmit: true}}, 3, 500)
		if len(strings.Join(all, "")) != 6 || !errors.Is(err, sim.ErrStuck) {
			t.Fatalf("seed %d: heard %v with retransmission, want all 6 greetings", seed, all)
		}
	}
	if lost < 50 || doubled < 50 || silent < 30 {
		t.Errorf("of 100 runs %d lost, %d doubled a packet, %d lost some to a crash, want more", lost, doubled, silent)
	}
}

// recording is a run of QSC3 with its trace.
type recording struct {
	config    qsc3.Config
	chooser   sim.Chooser
	adversary sim.Adversary
	faults    sim.Faults
	steps     model.Step
}

// play is the trace, and where it ends before the run.
func (r recording) play(t *testing.T) ([]byte, sim.TraceEnd) {
	t.Helper()
	machine, err := qsc3.New(r.config)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tr, err := sim.NewQSCTrace(&out, r.config, "a test")
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sim.Config[qsc3.State]{
		Nodes: r.config.Nodes, Machine: machine, Chooser: r.chooser, Adversary: r.adversary, Faults: r.faults, Timeouts: true,
		Observe: func(o sim.Observation[qsc3.State]) {
			tr.Live(o.Live)
			tr.Record(o.Node, o.Effects)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	done := func() bool {
		for i := range w.Live().Members() {
			if w.State(i).Clock().Step() < r.steps {
				return false
			}
		}
		return true
	}
	if err := w.Run(done, 1_000_000); err != nil {
		t.Fatal(err)
	}
	if err := tr.Flush(); err != nil {
		t.Error(err)
	}
	return out.Bytes(), tr.End()
}

// Same choices, same bytes: a seed gives one trace, and so does the schedule that was recorded from it.
func TestTheSameChoicesGiveTheSameBytes(t *testing.T) {
	play := func(chooser sim.Chooser) []byte {
		c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3}, Tickets: 100}
		text, end := recording{config: c, chooser: chooser, steps: 12}.play(t)
		if end.Known {
			t.Errorf("the trace ends early: %+v", end)
		}
		return text
	}
	recorder := sim.Record(sim.Random(11))
	first := play(recorder)
	if again := play(sim.Random(11)); !bytes.Equal(first, again) {
		t.Error("the same seed gives another trace")
	}
	if replayed := play(sim.NewReplay(recorder.Schedule())); !bytes.Equal(first, replayed) {
		t.Error("the recorded schedule gives another trace")
	}
	if other := play(sim.Random(12)); bytes.Equal(first, other) {
		t.Error("another seed gives the same trace")
	}
}

// What the models do is what the judge of traces wants, in both kinds of rounds, on uneven
// networks too. Where a node jumps the trace ends before it; that happens, but seldom.
func TestTracesOfTheModelAreAccepted(t *testing.T) {
	whole := 0
	for _, n := range []int{1, 2, 3, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			for seed := range uint64(4) {
				c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}, Pipelined: pipelined, Tickets: 50}
				r := recording{config: c, chooser: sim.Random(seed), steps: 15}
				if seed%2 == 0 {
					r.adversary = sim.Uneven(n)
				}
				text, end := r.play(t)
				judge(t, text)
				if !end.Known {
					whole++
				}
			}
		}
	}
	if whole < 35 {
		t.Errorf("%d of 40 traces reach to the end of their run, want 35", whole)
	}
}

// With every fault, crashes and laggards among them, a trace refers to nothing that it has forgotten, and
// what stands in it before a jump is accepted. Some runs have jumps, some crashes without.
func TestTracesOfFaultyRunsAreAcceptedUpToTheFirstJump(t *testing.T) {
	whole, cut := 0, 0
	for seed := range uint64(60) {
		r := recording{
			config:  qsc3.Config{Thresholds: tlc.Thresholds{Nodes: 5, Message: 3, Witness: 3}, Pipelined: seed%2 == 1, Tickets: 50},
			chooser: sim.Random(seed), steps: 60,
			faults: sim.Faults{Crashes: int(seed % 3), Partitions: int(seed % 4), Loss: int(seed % 2 * 10), Duplicate: 10, Rarity: 1000},
		}
		text, end := r.play(t)
		judge(t, text)
		if !end.Known {
			whole++
			continue
		}
		cut++
		if end.To <= end.From+tlc.Recent || int(end.Node) >= 5 {
			t.Errorf("seed %d: the trace ends at %+v, which is no jump", seed, end)
		}
	}
	if whole < 10 || cut < 3 {
		t.Errorf("%d whole traces and %d that end at a jump, want 10 and 3", whole, cut)
	}
	t.Logf("%d whole traces, %d end at a jump", whole, cut)
}

// The clock alone, witnessed and unwitnessed, writes good traces too.
func TestTracesOfTheClockAreAccepted(t *testing.T) {
	for _, th := range []tlc.Thresholds{{Nodes: 3, Message: 2, Witness: 2}, {Nodes: 3, Message: 2, Unwitnessed: true}, {Nodes: 5, Message: 3, Witness: 3}, {Nodes: 2, Message: 1, Witness: 1}} {
		machine, err := tlc.New(th)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		tr, err := sim.NewTLCTrace(&out, th, "")
		if err != nil {
			t.Fatal(err)
		}
		w, err := sim.New(sim.Config[tlc.State]{
			Nodes: th.Nodes, Machine: tlc.Standalone{Machine: machine}, Chooser: sim.Random(3), Faults: sim.Faults{Duplicate: 5},
			Observe: func(o sim.Observation[tlc.State]) {
				if err := tr.Record(o.Node, o.Effects); err != nil {
					t.Fatal(err)
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return w.State(0).Step() >= 12 }, 1_000_000); err != nil {
			t.Fatal(err)
		}
		if err := tr.Flush(); err != nil {
			t.Fatal(err)
		}
		judge(t, out.Bytes())
	}
}

// judge holds a trace against the judge of traces.
func judge(t *testing.T, text []byte) {
	t.Helper()
	if r := trace.Judge(bytes.NewReader(text), trace.Options{}); r.Verdict != spec.Holds {
		t.Errorf("%v: %v, want holds", r.Verdict, r.Breach)
	}
}

package sim_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/oracle/trace"
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

// record plays QSC3 and returns its trace, or the error of Trace.
func record(t *testing.T, c qsc.Config, chooser sim.Chooser, adversary sim.Adversary, steps model.Step) ([]byte, error) {
	t.Helper()
	machine, err := qsc.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tr, err := sim.NewQSCTrace(&out, c, "a test")
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sim.Config[qsc.State]{
		Nodes: c.Nodes, Machine: machine, Chooser: chooser, Adversary: adversary,
		Observe: func(o sim.Observation[qsc.State]) { tr.Record(o.Node, o.Effects) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(func() bool { return w.State(0).Clock().Step() >= steps }, 1_000_000); err != nil {
		t.Fatal(err)
	}
	err = tr.Flush()
	return out.Bytes(), err
}

// mustRecord is record for runs in which nobody falls far behind.
func mustRecord(t *testing.T, c qsc.Config, chooser sim.Chooser, steps model.Step) []byte {
	t.Helper()
	text, err := record(t, c, chooser, nil, steps)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Same choices, same bytes: a seed gives one trace, and so does the schedule that was recorded from it.
func TestTheSameChoicesGiveTheSameBytes(t *testing.T) {
	c := qsc.Config{Thresholds: model.Thresholds{Nodes: 4, Message: 3, Witness: 3}, Tickets: 100}
	recording := sim.Record(sim.Random(11))
	first := mustRecord(t, c, recording, 12)
	if again := mustRecord(t, c, sim.Random(11), 12); !bytes.Equal(first, again) {
		t.Error("the same seed gives another trace")
	}
	if replayed := mustRecord(t, c, sim.NewReplay(recording.Schedule()), 12); !bytes.Equal(first, replayed) {
		t.Error("the recorded schedule gives another trace")
	}
	if other := mustRecord(t, c, sim.Random(12), 12); bytes.Equal(first, other) {
		t.Error("another seed gives the same trace")
	}
}

// What the models do is what the judge of traces wants, in both kinds of rounds, on uneven
// networks too. A run in which a node jumps has no trace, and says so; few do.
func TestTracesOfTheModelAreAccepted(t *testing.T) {
	judged := 0
	for _, n := range []int{1, 2, 3, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			for seed := range uint64(4) {
				c := qsc.Config{Thresholds: model.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}, Pipelined: pipelined, Tickets: 50}
				var adversary sim.Adversary
				if seed%2 == 0 {
					adversary = sim.Uneven(n)
				}
				text, err := record(t, c, sim.Random(seed), adversary, 15)
				if err == nil {
					judge(t, text)
					judged++
				} else if !strings.Contains(err.Error(), "jumps from step") {
					t.Error(err)
				}
			}
		}
	}
	if judged < 38 {
		t.Errorf("%d of 40 runs have a trace, want 38", judged)
	}
}

// The clock alone, witnessed and unwitnessed, writes good traces too.
func TestTracesOfTheClockAreAccepted(t *testing.T) {
	for _, th := range []model.Thresholds{{Nodes: 3, Message: 2, Witness: 2}, {Nodes: 3, Message: 2}, {Nodes: 5, Message: 3, Witness: 3}, {Nodes: 2, Message: 1, Witness: 1}} {
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
	if r := trace.Judge(bytes.NewReader(text), trace.Options{}); r.Verdict != trace.Holds {
		t.Errorf("%v: %v, want holds", r.Verdict, r.Breach)
	}
}

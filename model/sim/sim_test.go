package sim_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
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
	for name, schedule := range map[string][]int{"too short": {0, 0}, "out of range": {9, 0, 0},
		"negative": {-1, 0, 0}} {
		if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.NewReplay(schedule)}, 3,
			6); err == nil {
			t.Errorf("%s: schedule %v is followed, want an error", name, schedule)
		}
	}
	if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.NewReplay([]int{5, 4, 3, 2, 1})}, 3,
		6); err != nil {
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
		all, _ := chat(t, sim.Config[heard]{Machine: chatter{timers: true}, Chooser: sim.Random(seed),
			AnytimeTimers: true}, 3, 8)
		early = early || all[0][0] == '1' || all[0][0] == '2'
	}
	if !early {
		t.Error("with AnytimeTimers no timer came before a packet in 20 runs")
	}
}

// A silent network makes nodes suspect a loss where Timeouts are on, and is stuck where not.
func TestASilentNetworkIsStuckOrTimesOut(t *testing.T) {
	if _, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(1)}, 3, 7); !errors.Is(err,
		sim.ErrStuck) {
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
		all, _ := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed),
			Faults: sim.Faults{Loss: 20}}, 3, 7)
		if len(strings.Join(all, "")) < 6 {
			lost++
		}
		all, _ = chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed),
			Faults: sim.Faults{Duplicate: 20}}, 3, 20)
		if len(strings.Join(all, "")) > 6 {
			doubled++
		}
		all, _ = chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Crashes: 1,
			Rarity: 4}}, 3, 20)
		if len(strings.Join(all, "")) < 6 {
			silent++
		}
		all, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed),
			Faults: sim.Faults{Partitions: 2, Rarity: 4}}, 3, 200)
		if len(strings.Join(all, "")) != 6 || !errors.Is(err, sim.ErrStuck) {
			t.Fatalf("seed %d: heard %v after the partition healed, want all 6 greetings", seed, all)
		}
		all, err = chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: sim.Random(seed), Faults: sim.Faults{Loss: 50,
			Retransmit: true}}, 3, 500)
		if len(strings.Join(all, "")) != 6 || !errors.Is(err, sim.ErrStuck) {
			t.Fatalf("seed %d: heard %v with retransmission, want all 6 greetings", seed, all)
		}
	}
	if lost < 50 || doubled < 50 || silent < 30 {
		t.Errorf("of 100 runs %d lost, %d doubled a packet, %d lost some to a crash, want more", lost, doubled, silent)
	}
}

// Same choices, same run: a seed gives one, and so does the schedule that was recorded from it.
func TestTheSameChoicesGiveTheSameRun(t *testing.T) {
	play := func(chooser sim.Chooser) []string {
		faults := sim.Faults{Loss: 20, Duplicate: 20, Crashes: 1, Partitions: 1, Rarity: 20}
		all, err := chat(t, sim.Config[heard]{Machine: chatter{}, Chooser: chooser, Faults: faults, Timeouts: true}, 4,
			60)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	recorder := sim.Record(sim.Random(11))
	first := play(recorder)
	if again := play(sim.Random(11)); !slices.Equal(first, again) {
		t.Errorf("the same seed gives %q, then %q", first, again)
	}
	if replayed := play(sim.NewReplay(recorder.Schedule())); !slices.Equal(first, replayed) {
		t.Errorf("the run %q replayed gives %q", first, replayed)
	}
	if other := play(sim.Random(12)); slices.Equal(first, other) {
		t.Errorf("another seed gives the same run %q", first)
	}
}

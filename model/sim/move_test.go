package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// play is one run of clocks with everything that can go wrong: what happened, and the moves by name.
func played(t *testing.T, seed uint64, adversary sim.Adversary, moves uint64) (happened []string, made []sim.Move) {
	t.Helper()
	w := clocks(t, sim.Random(seed), adversary, &happened, func(m sim.Move) { made = append(made, m) })
	for range moves {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
	return happened, made
}

// everything can go wrong.
var everything = sim.Faults{Loss: 10, Duplicate: 10, Crashes: 1, Restarts: 3, Partitions: 3, Impatience: 10, Rarity: 50}

// clocks is a group of four in which everything can go wrong.
func clocks(t *testing.T, c sim.Chooser, a sim.Adversary, happened *[]string,
	record func(sim.Move)) *sim.World[tlc.State] {
	t.Helper()
	machine, err := tlc.New(tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3})
	if err != nil {
		t.Fatal(err)
	}
	w, err := sim.New(sim.Config[tlc.State]{Nodes: 4, Machine: tlc.Standalone{Machine: machine}, Chooser: c, Adversary: a,
		Faults: everything, Timeouts: true, Record: record, Observe: func(o sim.Observation[tlc.State]) {
			if o.Move > 0 {
				*happened = append(*happened, fmt.Sprintf("%d %T %d %v", o.Node, o.Event, o.After.Step(), o.Live))
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The moves of a run by name are the run: done again, without choices and without the adversary, the same happens.
func TestARunIsItsMovesByName(t *testing.T) {
	kinds := map[sim.MoveKind]int{}
	for seed := range uint64(12) {
		var adversary sim.Adversary
		if seed%2 == 1 {
			adversary = sim.Uneven(4)
		}
		happened, made := played(t, seed, adversary, 1500)
		read, err := sim.ParseSchedule(sim.Schedule(made))
		if err != nil || sim.Schedule(read) != sim.Schedule(made) {
			t.Fatalf("read again: %v", err)
		}
		var again []string
		var noted []sim.Move
		w := clocks(t, nobody{t}, nil, &again, func(m sim.Move) { noted = append(noted, m) })
		for i, m := range read {
			if !w.Do(m) {
				t.Fatalf("seed %d: move %d, %v, cannot be made", seed, i, m)
			}
			kinds[m.Kind]++
		}
		if !slices.Equal(again, happened) {
			t.Errorf("seed %d: something else happens", seed)
		}
		if sim.Schedule(noted) != sim.Schedule(made) || w.Moves() != uint64(len(made)) {
			t.Errorf("seed %d: noted are %d of %d moves", seed, len(noted), len(made))
		}
	}
	for k := sim.Arrive; k <= sim.Heal; k++ {
		if k != sim.Fire && k != sim.EndPhase && kinds[k] == 0 {
			t.Errorf("no move of kind %d", k)
		}
	}
}

// nobody is a Chooser that must not be asked.
type nobody struct{ t *testing.T }

func (n nobody) Choose(int) int {
	n.t.Error("a choice is asked for")
	return 0
}

// A move that there is not leaves the world as it is, and so does one that the faults do not allow for.
func TestAMoveThatThereIsNotIsNotMade(t *testing.T) {
	var happened []string
	w := clocks(t, nobody{t}, nil, &happened, nil)
	do := func(word string, want bool) {
		t.Helper()
		m, err := sim.ParseSchedule(word)
		if err != nil {
			t.Fatal(err)
		}
		before, flight := len(happened), w.InFlight()
		if got := w.Do(m[0]); got != want {
			t.Errorf("%s: made = %v, want %v", word, got, want)
		} else if !got && (len(happened) != before || w.InFlight() != flight) {
			t.Errorf("%s: something happened", word)
		}
	}
	for _, c := range []struct {
		word string
		want bool
	}{
		{"0>1:0@0", false}, {"h", false}, {"e", false}, {"t0/0", false}, {"0=1@0", false}, // a coin with one side
		{"0=0@0", true}, {"0=0@0", false}, {"0>1:0@1", false}, {"0>1:1@0", false}, {"0>1:0@0#1", false}, {"1>0:0@0", false},
		{"0>1:0@0+", true}, {"0>1:0@0", true}, {"0>1:0@0", false}, {"0>2:0@0!", true}, {"0>2:0@0", false},
		{"p0.1", true}, {"p2", false}, {"0>3:0@0", false}, {"h", true}, {"0>3:0@0", true}, {"s", true}, {"s2", true},
		{"x0", true}, {"x1", false}, {"s0", false}, {"0>1:0@0", true}, {"p", true}, {"h", true}, {"p1", true}, {"h", true},
		{"p3", false}, {"r0", false}, {"r1", true}, {"r1", true}, {"r2", true}, {"r2", false},
	} {
		do(c.word, c.want)
	}
}

// Without faults no packet is lost or doubled, nobody crashes or suspects anything, and nothing splits; a node that
// has crashed may lose what it has in flight all the same.
func TestFaultsThatAreNotAllowedForAreNotMade(t *testing.T) {
	machine, _ := tlc.New(tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2})
	start := func(f sim.Faults) *sim.World[tlc.State] {
		w, err := sim.New(sim.Config[tlc.State]{Nodes: 3, Machine: tlc.Standalone{Machine: machine}, Chooser: nobody{t},
			Faults: f})
		if err != nil || !w.Do(sim.Move{Kind: sim.ShowCoin}) {
			t.Fatalf("no start: %v", err)
		}
		return w
	}
	packet := sim.Move{Node: 1}
	for kind := sim.ArriveAndStay; kind <= sim.Heal; kind++ {
		m := packet
		if m.Kind = kind; kind == sim.ShowCoin {
			continue
		}
		if start(sim.Faults{}).Do(m) {
			t.Errorf("kind %d is made", kind)
		}
	}
	packet.Kind = sim.Lose
	w := start(sim.Faults{Crashes: 1})
	if w.Do(packet) || !w.Do(sim.Move{Kind: sim.Crash}) || !w.Do(packet) {
		t.Error("what a crashed node has in flight cannot be lost, or is without a crash")
	}
	if start(sim.Faults{Loss: 5, Retransmit: true}).Do(packet) {
		t.Error("a packet that is sent again is lost")
	}
	if !start(sim.Faults{Impatience: 1}).Do(sim.Move{Kind: sim.Suspect}) {
		t.Error("nobody may suspect anything, with impatience")
	}
}

// phased is a machine of two timers.
type phased struct{}

func (phased) Start(i model.NodeID) (int, []model.Effect) {
	return 0, []model.Effect{model.SetTimer{Phase: 1 + uint32(i)%2}, model.SetTimer{Phase: 3}}
}

func (phased) Apply(s int, e model.Event) (int, []model.Effect) {
	return s + int(e.(model.Timer).Phase), nil
}

// Phases end for all, and where timers may fire at any time each by its name.
func TestTimersByName(t *testing.T) {
	for _, anytime := range []bool{false, true} {
		w, err := sim.New(sim.Config[int]{Nodes: 2, Machine: phased{}, Chooser: nobody{t}, AnytimeTimers: anytime})
		if err != nil {
			t.Fatal(err)
		}
		if w.Do(sim.Move{Kind: sim.Fire, Node: 1, Phase: 2}) != anytime || w.Do(sim.Move{Kind: sim.Fire, Phase: 2}) {
			t.Errorf("anytime = %v: a timer is fired or not", anytime)
		}
		for range 4 {
			w.Do(sim.Move{Kind: sim.EndPhase})
		}
		if *w.State(0) != 4 || *w.State(1) != 5 || w.Do(sim.Move{Kind: sim.EndPhase}) {
			t.Errorf("anytime = %v: %d %d", anytime, *w.State(0), *w.State(1))
		}
	}
}

// What is no schedule is refused, with the word that is none.
func TestWhatIsNoScheduleIsRefused(t *testing.T) {
	for _, word := range []string{"0>1", "0>1:2", "0>1:2@3-", "1024>0:0@0", "0>99999:0@0", "0>1:256@0", "0>1:0@4294967296",
		"0=1", "0=18446744073709551616@0", "t1", "x", "s-1", "p0,1", "p.", "p0.", "hh", "E", "0>1:0@0#4294967296",
		strings.Repeat("9", 5000)} {
		if _, err := sim.ParseSchedule("h " + word); err == nil || !strings.Contains(err.Error(), "move 2 of "+
			"the schedule") ||
			len(err.Error()) > 200 {
			t.Errorf("%q: %v", word, err)
		}
	}
	if m, err := sim.ParseSchedule(" \n "); err != nil || len(m) != 0 {
		t.Errorf("nothing: %v, %v", m, err)
	}
}

// Shorter proposes to leave out the first steps, most of them first, to leave out a node, and to have some nodes hear
// all of each other.
func TestShorterSchedulesAreProposed(t *testing.T) {
	moves, err := sim.ParseSchedule("0=7@0 0>1:0@0 p0 1=5@1 2>0:1@1 x2 0=9@2 0>1:0@2#1 e")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for m := range sim.Shorter(moves) {
		got = append(got, sim.Schedule(m))
	}
	want := []string{
		"p0 x2 0=9@0 0>1:0@0#1 e",
		"p0 1=5@0 2>0:1@0 x2 0=9@1 0>1:0@1#1 e",
		"p0 1=5@1 x2 e",
		"0=7@0 p0 2>0:1@1 x2 0=9@2 e",
		"0=7@0 0>1:0@0 p0 1=5@1 0=9@2 0>1:0@2#1 e",
		"0=7@0 0>1:0@0 1>0:0@0 p0 1=5@1 0>1:1@1 1.2>0:1@1 x2 0=9@2 0>1:0@2 1>0:0@2 e",
		"0=7@0 0>2:0@0 2>0:0@0 0>1:0@0 p0 1=5@1 0>2:1@1 2>0:1@1 x2 0=9@2 0>2:0@2 2>0:0@2 0>1:0@2#1 e",
		"0=7@0 1>2:0@0 2.0>1:0@0 p0 1=5@1 1>2:1@1 2>1.0:1@1 x2 0=9@2 1>2:0@2 2>1:0@2 0>1:0@2#1 e",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for m := range sim.Shorter(moves) {
		_ = m
		break // a search that has found one stops asking
	}
}

// Each kind of move is told in words.
func TestMovesInWords(t *testing.T) {
	moves, err := sim.ParseSchedule("0>1:0@3 0>1:1@3+ 0>1:2@3! 2=17@4 t1/2 e s1 s x2 r1 p0.1 h")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"node 0's raw of step 3 arrives at node 1", "node 0's ack of step 3 arrives, and will " +
		"again, at node 1",
		"node 0's message of kind 2 of step 3 is lost on its way to node 1", "node 2 draws 17", "node 1's timer " +
			"of phase 2 fires",
		"the phase ends for all", "node 1 suspects a loss", "all nodes suspect a loss", "node 2 crashes",
		"node 1 crashes and goes on",
		"the group splits: {0 1} and the others", "the group is one again"}
	for i, m := range moves {
		if got := m.Words([]string{"raw", "ack"}); got != want[i] {
			t.Errorf("%v: %q, want %q", m, got, want[i])
		}
	}
}

// A group of more than eight nodes is too large for all its subsets.
func TestSubsetsOfLargeGroupsAreNotTried(t *testing.T) {
	for word, want := range map[string]int{"0>7:0@0": 8 + 246, "0>8:0@0": 9} {
		moves, _ := sim.ParseSchedule(word)
		got := 0
		for range sim.Shorter(moves) {
			got++
		}
		if got != want {
			t.Errorf("%s: %d proposals, want %d", word, got, want)
		}
	}
}

// What is told in one is one word, which is read as all its moves, in their order.
func TestMovesAreGathered(t *testing.T) {
	for words, want := range map[string]string{
		"0>1:0@0 0>2:0@0 0>3:0@1":                 "0>1.2:0@0 0>3:0@1",
		"2>0:1@3 1>0:1@3 3>0:1@3 3>1:1@3":         "2.1.3>0:1@3 3>1:1@3",
		"0>1:0@0! 0>2:0@0! 0>2:0@0+ 0>1:0@0+":     "0>1.2:0@0! 0>2.1:0@0+",
		"0>1:0@0#1 0>2:0@0#1 0>3:0@0":             "0>1.2:0@0#1 0>3:0@0",
		"0>1:0@0 0>1:0@0 2>1:0@0":                 "0>1:0@0 0.2>1:0@0",
		"s1 s2 0=1@0 1=1@0 x1 x2 r1 r2 t1/0 t2/0": "s1 s2 0=1@0 1=1@0 x1 x2 r1 r2 t1/0 t2/0",
	} {
		moves, err := sim.ParseSchedule(words)
		if err != nil {
			t.Fatal(err)
		}
		got := sim.Schedule(moves)
		again, err := sim.ParseSchedule(got)
		if got != want || err != nil || !slices.Equal(again, moves) {
			t.Errorf("%s, want %s (%v)", got, want, err)
		}
	}
	for _, word := range []string{"0.1>2.3:0@0", "0>1.:0@0", "0>.1:0@0", "0>1..2:0@0", "0.99999>1:0@0",
		"0>" + strings.Repeat("1.", model.MaxNodes) + "1:0@0"} {
		if moves, err := sim.ParseSchedule(word); err == nil {
			t.Errorf("%s is read: %v", word, moves)
		}
	}
	moves, _ := sim.ParseSchedule("0>1.2:0@0 1.3>0:1@2! 2>0:1@2")
	var got []string
	for _, group := range sim.Gather(moves) {
		got = append(got, sim.WordsOf(group, []string{"raw", "ack"}))
	}
	want := []string{"node 0's raw of step 0 arrives at nodes 1, 2",
		"the ack of step 2 of each of nodes 1, 3 is lost on its way to node 0", "node 2's ack of step 2 arrives at node 0"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Simpler proposes schedules of the same moves, but for their coins, each of which weighs less.
func TestSimplerSchedulesAreProposed(t *testing.T) {
	moves, err := sim.ParseSchedule("0=70@0 1=90@0 0>1:0@0 1>0:0@0 x3 0>2:0@0 1=70@1")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for m := range sim.Simpler(moves) {
		if sim.Weight(m) >= sim.Weight(moves) || len(m) != len(moves) {
			t.Errorf("%s is not simpler", sim.Schedule(m))
		}
		got = append(got, sim.Schedule(m))
	}
	want := []string{
		"0=0@0 1=1@0 0>1:0@0 1>0:0@0 x3 0>2:0@0 1=0@1",
		"0=0@0 1=90@0 0>1:0@0 1>0:0@0 x3 0>2:0@0 1=70@1",
		"0=70@0 1=0@0 0>1:0@0 1>0:0@0 x3 0>2:0@0 1=70@1",
		"0=70@0 1=90@0 0>1:0@0 1>0:0@0 x3 0>2:0@0 1=0@1",
		"0=70@0 1=90@0 1>0:0@0 x3 0>1.2:0@0 1=70@1",
		"0=70@0 1=90@0 0>1.2:0@0 1>0:0@0 x3 1=70@1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	falling, _ := sim.ParseSchedule("0=90@0 1=70@0 0>1:0@0")
	for m := range sim.Simpler(falling) {
		if got := sim.Schedule(m); got != "0=1@0 1=0@0 0>1:0@0" {
			t.Errorf("ranks of coins that fall: %s", got)
		}
		break
	}
	mixed, _ := sim.ParseSchedule("0>1:0@0 s 1>2:1@0 0>3:0@0 0>2:1@0 0>1:0@0#1 3=0@0")
	for m := range sim.Simpler(mixed) {
		if got := sim.Schedule(m); got != "0>1:0@0 s 3=0@0 0>3:0@0 0>1:0@0#1 0.1>2:1@0" {
			t.Errorf("stage after stage: %s", got)
		}
		break
	}
}

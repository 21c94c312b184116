package sim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/model"
)

// word is a message of a kind and a step.
type word model.Label

func (w word) Label() model.Label { return model.Label(w) }

// doll is a machine that begins as a test says, and does what it is asked to. Its state is how many events it had.
type doll map[model.NodeID][]model.Effect

func (d doll) Start(self model.NodeID) (int, []model.Effect) { return 0, d[self] }
func (doll) Apply(s int, e model.Event) (int, []model.Effect) {
	if r, ok := e.(model.Request); ok {
		return s + 1, r.Value.([]model.Effect)
	}
	return s + 1, nil
}

// theatre is a world of dolls, the answers of whose chooser are scripted and end in zeros, with what was asked and the
// moves that were made.
type theatre struct {
	*World[int]
	answers []int
	of      []int
	moves   []Move
}

func (s *theatre) Choose(n int) int {
	s.of = append(s.of, n)
	if len(s.answers) == 0 {
		return 0
	}
	answer := s.answers[0]
	s.answers = s.answers[1:]
	return answer
}

// play sets up a world.
func play(t *testing.T, nodes int, d doll, c Config[int], answers ...int) *theatre {
	t.Helper()
	s := &theatre{answers: answers}
	c.Nodes, c.Machine, c.Chooser, c.Record = nodes, d, s, func(m Move) { s.moves = append(s.moves, m) }
	var err error
	if s.World, err = New(c); err != nil {
		t.Fatal(err)
	}
	return s
}

// after makes so many moves, and says which were made, and of how many was chosen.
func (s *theatre) after(t *testing.T, moves int) string {
	t.Helper()
	s.moves, s.of = nil, nil
	for range moves {
		if err := s.Move(); err != nil {
			t.Fatal(err)
		}
	}
	var words []string
	for _, m := range s.moves {
		words = append(words, m.String())
	}
	return strings.Join(words, " ") + fmt.Sprint(" ", s.of)
}

// say is a broadcast of a kind and a step.
func say(kind uint8, step model.Step) model.Effect { return model.Broadcast{Message: word{kind, step}} }

// tell sends to one node.
func tell(to model.NodeID, kind uint8, step model.Step) model.Effect {
	return model.Send{To: to, Message: word{kind, step}}
}

// What may go wrong is asked for in a fixed order, each with its own odds and so many times as may be: a crash, a
// restart, the end of a partition, its beginning, a suspicion. Only then something arrives.
func TestMisfortunesAreAskedForInOrder(t *testing.T) {
	all := Faults{Crashes: 1, Restarts: 1, Partitions: 1, Impatience: 2}
	rare := all
	rare.Rarity = 7
	talk := doll{0: {say(0, 1)}, 1: {tell(0, 0, 1)}}
	for _, c := range []struct {
		name    string
		faults  Faults
		answers []int
		moves   int
		want    string
	}{
		{"nothing", all, nil, 1, "0>1:0@1 [200 200 200 1000 3]"},
		{"not quite", rare, []int{5, 5, 5, 997}, 1, "0>1:0@1 [7 7 7 1000 3]"},
		{"a crash, and what it loses", rare, []int{6, 0, 1, 0}, 1, "x0 0>2:0@1! [7 3 2 2]"},
		{"a crash, and no more", rare, []int{6, 2, 0}, 2, "x2 0>1:0@1 [7 3 7 7 1000 3]"},
		{"a restart", rare, []int{0, 6, 1}, 2, "r1 0>1:0@1 [7 7 3 7 7 1000 3]"},
		{"a partition and its end", rare, []int{0, 0, 6, 0, 1, 0, 0, 0, 6}, 2, "p1 h [7 7 7 2 2 2 7 7 7]"},
		{"a partition that lasts", rare, []int{0, 0, 6, 0, 1, 0, 0, 0, 0}, 2, "p1 0>2:0@1 [7 7 7 2 2 2 7 7 7 1000]"},
		{"a suspicion", rare, []int{0, 0, 0, 998, 2}, 1, "s2 [7 7 7 1000 3]"},
		{"no restarts", Faults{Restarts: 0, Crashes: 1}, nil, 1, "0>1:0@1 [200 3]"},
		{"no partitions", Faults{Restarts: 1}, nil, 1, "0>1:0@1 [200 3]"},
		{"no crashes", Faults{Partitions: 1}, nil, 1, "0>1:0@1 [200 3]"},
		{"only impatience", Faults{Impatience: 1}, []int{999, 1}, 1, "s1 [1000 3]"},
		{"all rare by default", Faults{Crashes: 1}, []int{199, 1, 1}, 1, "x1 1>0:0@1! [200 3 2]"},
	} {
		if got := play(t, 3, talk, Config[int]{Faults: c.faults}, c.answers...).after(t, c.moves); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Of a crashed node also what waits for the end of a partition may be lost, and nothing of others.
func TestACrashLosesWhatWaits(t *testing.T) {
	talk := doll{0: {say(0, 1)}, 1: {tell(0, 0, 2)}}
	s := play(t, 3, talk, Config[int]{Faults: Faults{Crashes: 1, Partitions: 1, Rarity: 2}},
		0, 1, 1, 0, 0, // no crash, a partition: node 0, and the others
		1, 0, 1, 1) // a crash of node 0, which loses both
	if got := s.after(t, 2); got != "p0 x0 0>1:0@1! 0>2:0@1! [2 2 2 2 2 2 3 2 2]" && got !=
		"p0 x0 0>2:0@1! 0>1:0@1! [2 2 2 2 2 2 3 2 2]" {
		t.Error(got)
	}
	if s.InFlight() != 1 || s.Live().Has(0) {
		t.Errorf("%d in flight, %v live", s.InFlight(), s.Live())
	}
	// What is left waits for the end of the partition, which comes when nothing else can.
	if got := s.after(t, 2); got != "h 1>0:0@2 [2]" {
		t.Error(got)
	}
	if *s.State(0) != 0 {
		t.Error("a crashed node hears something")
	}
}

// A coin is named by the step after the latest one of which its node has sent something, to all or to one; before that
// by step 0.
func TestCoinsAreNamedByTheStepOfTheirNode(t *testing.T) {
	ask := model.AskCoin{Sides: 9}
	s := play(t, 2, doll{0: {ask}, 1: {say(0, 4), ask}}, Config[int]{Faults: Faults{Coins: Lateness{Bounded: true}}}, 3, 5)
	if got := s.after(t, 2); got != "0=3@0 1=5@5 [9 9]" {
		t.Error(got)
	}
	s = play(t, 2, doll{0: {tell(1, 0, 0), ask}, 1: {say(0, 7), tell(0, 1, 3), ask}},
		Config[int]{Faults: Faults{Coins: Lateness{Bounded: true}}}, 3, 5)
	if got := s.after(t, 2); got != "0=3@1 1=5@8 [9 9]" {
		t.Error(got)
	}
}

// A timer that has fired is gone, whichever it was.
func TestATimerFiresOnce(t *testing.T) {
	timers := doll{0: {model.SetTimer{Phase: 4}, model.SetTimer{Phase: 5}}, 1: {model.SetTimer{Phase: 6}}}
	for first, want := range []string{"t0/4 t0/5 t1/6 [3 2]", "t0/5 t0/4 t1/6 [3 2]", "t1/6 t0/4 t0/5 [3 2]"} {
		s := play(t, 2, timers, Config[int]{AnytimeTimers: true}, first)
		if got := s.after(t, 3); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if err := s.Move(); !errors.Is(err, ErrStuck) {
			t.Errorf("a timer is left: %v", err)
		}
	}
}

// What else arrives before a coin that is owed is counted, and nothing where no coin is owed.
func TestCoinsWaitForWhatComesWhileTheyAreOwed(t *testing.T) {
	late := Config[int]{Faults: Faults{Coins: Lateness{Bounded: true, Moves: 1}}}
	s := play(t, 3, doll{0: {say(0, 0)}, 1: {say(0, 0)}}, late)
	if got := s.after(t, 2); got != "0>1:0@0 1>2:0@0 [4 3]" {
		t.Error(got)
	}
	s.Request(2, []model.Effect{model.AskCoin{Sides: 5}})
	s.answers = []int{1, 4}
	if got := s.after(t, 2); got != "1>0:0@0 2=4@0 [3 5]" { // one packet, and then the coin must come
		t.Error(got)
	}
	s = play(t, 3, doll{0: {say(0, 0), model.AskCoin{Sides: 5}}}, Config[int]{}, 2, 1, 3)
	if got := s.after(t, 3); got != "0>2:0@0 0>1:0@0 0=3@1 [3 2 5]" {
		t.Error(got)
	}
}

// A move by name is made where there is what it is about, and is not where it lacks one thing; a move that is not made
// does not count.
func TestAMoveByNameNeedsEachThing(t *testing.T) {
	all := Faults{Loss: 1, Duplicate: 1, Crashes: 2, Restarts: 1, Partitions: 2}
	talk := doll{0: {say(1, 2), say(1, 2), model.AskCoin{Sides: 3}, model.SetTimer{Phase: 4}}, 1: {tell(2, 1, 2)},
		2: {model.SetTimer{Phase: 5}, tell(1, 0, 9)}}
	s := play(t, 3, talk, Config[int]{Faults: all, Timeouts: true, AnytimeTimers: true})
	made := uint64(0)
	for _, c := range []struct {
		word string
		made bool
	}{
		{"2>2:1@2", false}, {"1>2:1@2", true}, {"1>2:1@2", false}, {"0>2:0@2", false}, {"0>2:1@3", false},
		{"0>2:1@2#2", false}, {"0>2:1@2#1", true}, {"0>2:1@2#1", false}, {"0>2:1@2", true},
		{"0=3@3", false}, {"1=0@0", false}, {"t0/5", false}, {"t1/4", false}, {"t0/4", true}, {"t0/4", false}, {"e", false},
		{"x3", false}, {"x0", true}, {"x0", false}, {"0=2@3", false}, {"r0", false}, {"s0", false}, {"t2/5", true},
		{"p0.1", true}, {"0>1:7@2!", false}, {"0>1:1@2!", true}, {"0>1:1@2#1", false}, {"2>1:0@9!", true},
		{"0>1:1@2", true}, {"h", true},
		{"h", false}, {"r2", true}, {"r2", false}, {"x2", true}, {"x1", false}, {"s", true}, {"p", true}, {"h", true},
		{"p", false},
	} {
		moves, err := ParseSchedule(c.word)
		if err != nil {
			t.Fatal(err)
		}
		s.moves = nil
		got := s.Do(moves[0])
		if got {
			made++
		}
		if got != c.made || s.Moves() != made || got && (len(s.moves) != 1 || s.moves[0].Kind != moves[0].Kind) ||
			!got && len(s.moves) != 0 {
			t.Errorf("%s: made %v in move %d of %d, noted %v", c.word, got, s.Moves(), made, s.moves)
		}
	}
	for word, made := range map[string]bool{"0>1:1@2": true, "0>1:1@2+": false, "0>1:1@2!": false, "s1": false,
		"s": false, "x1": false, "r1": false, "p1": false, "t0/4": false, "0=2@3": true} {
		if got := play(t, 3, talk, Config[int]{}).Do(scheduled(t, word)[0]); got != made {
			t.Errorf("%s where nothing goes wrong: made %v", word, got)
		}
	}
	negative := Move{Kind: Arrive, From: 0, Node: 1, Label: model.Label{Kind: 1, Step: 2}, Nth: -1}
	if play(t, 3, talk, Config[int]{}).Do(negative) || s.Do(Move{Kind: Heal + 1}) {
		t.Error("a move is made that there is not")
	}
}

// A phase ends by name only when nothing else can happen, and timers of crashed nodes do not fire.
func TestAPhaseEndsByNameWhenNothingElseCan(t *testing.T) {
	end := Move{Kind: EndPhase}
	for name, c := range map[string]struct {
		doll doll
		made bool
	}{
		"a timer":              {doll{0: {model.SetTimer{Phase: 1}}}, true},
		"a timer and a packet": {doll{0: {model.SetTimer{Phase: 1}, say(0, 0)}}, false},
		"a timer and a coin":   {doll{0: {model.SetTimer{Phase: 1}, model.AskCoin{Sides: 2}}}, false},
		"nothing":              {doll{}, false},
	} {
		if got := play(t, 2, c.doll, Config[int]{}).Do(end); got != c.made {
			t.Errorf("%s: made %v", name, got)
		}
	}
	s := play(t, 2, doll{0: {model.SetTimer{Phase: 1}, model.AskCoin{Sides: 2}}}, Config[int]{AnytimeTimers: true,
		Faults: Faults{Crashes: 2}, Timeouts: true})
	if !s.Do(Move{Kind: Crash}) || s.Do(Move{Kind: Fire, Phase: 1}) || s.Do(Move{Kind: ShowCoin}) ||
		!s.Do(Move{Kind: Silence}) || !s.Do(Move{Kind: Crash, Node: 1}) || s.Do(Move{Kind: Silence}) {
		t.Error("who has crashed acts, or who has not does not")
	}
	if *s.State(0) != 0 || *s.State(1) != 1 {
		t.Errorf("%d and %d events, want none and one", *s.State(0), *s.State(1))
	}
}

// An adversary is asked where only packets arrive, and lets a coin come first by naming none; the choice between coins
// and packets is one of all of them.
func TestWhenAnAdversaryIsAsked(t *testing.T) {
	asked := 0
	answer := 0
	adversary := Oblivious(func(view []Envelope, c Chooser) int {
		asked++
		return answer
	})
	talk := doll{0: {say(0, 0), model.AskCoin{Sides: 4}}, 1: {model.AskCoin{Sides: 4}}}
	for _, c := range []struct {
		name    string
		answer  int
		answers []int
		want    string
		asked   int
	}{
		{"a coin is drawn", 1, []int{1, 3}, "1=3@0 [4 4]", 0}, {"a packet is drawn", 1, []int{2}, "0>2:0@0 [4]", 1},
		{"another packet is drawn", 0, []int{3}, "0>1:0@0 [4]", 1},
		{"it waits for coins", -1, []int{2, 1, 2}, "1=2@0 [4 2 4]", 1},
		{"it waits more", -5, []int{2, 0, 1}, "0=1@1 [4 2 4]", 1},
	} {
		asked, answer = 0, c.answer
		s := play(t, 3, talk, Config[int]{Adversary: adversary}, c.answers...)
		if got := s.after(t, 1); got != c.want || asked != c.asked {
			t.Errorf("%s: %s, asked %d times, want %s", c.name, got, asked, c.want)
		}
	}
	asked, answer = 0, -1
	s := play(t, 3, doll{0: {say(0, 0)}}, Config[int]{Adversary: adversary})
	if got := s.after(t, 1); got != "0>1:0@0 []" || asked != 1 {
		t.Errorf("%s where no coin is owed", got)
	}
}

// Runs are refused whose numbers of restarts there cannot be.
func TestRestartsAreNotNegative(t *testing.T) {
	if (Faults{Restarts: -1}).Validate(3) == nil || (Faults{Restarts: 1 << 20}).Validate(3) != nil {
		t.Error("restarts have other bounds")
	}
}

// The number of a packet may be any; two packets of one place in memory are not confused.
func TestPacketsOfAnyNumberArrive(t *testing.T) {
	pick := Uneven(3)
	view := []Envelope{{From: 0, To: 1, Number: 1 << 40}, {From: 1, To: 2, Number: 1<<40 + 1<<20},
		{From: 2, To: 0, Number: 5}}
	var got []uint64
	for len(view) > 0 {
		k := pick(view, Random(1))
		got = append(got, view[k].Number)
		view = slices.Delete(view, k, k+1)
	}
	if !slices.Equal(got, []uint64{5, 1 << 40, 1<<40 + 1<<20}) {
		t.Errorf("%v", got)
	}
}

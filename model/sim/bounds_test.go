package sim_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// puppet is a machine that does what a test says, and notes what happens to it.
type puppet struct {
	start func(self model.NodeID) []model.Effect // nil: nothing
	on    func(e model.Event) []model.Effect     // nil: nothing
}

// A diary is the state of a puppet: who it is, and its events.
type diary struct {
	self   model.NodeID
	events string
}

func (p puppet) Start(self model.NodeID) (diary, []model.Effect) {
	d := diary{self: self, events: fmt.Sprintf("%d:", self)}
	if p.start == nil {
		return d, nil
	}
	return d, p.start(self)
}

func (p puppet) Apply(d diary, e model.Event) (diary, []model.Effect) {
	switch e := e.(type) {
	case model.Receive:
		d.events += fmt.Sprintf(" %d>%d", e.From, e.Message)
	case model.Coin:
		d.events += fmt.Sprintf(" c%d", e.Value)
	case model.Timer:
		d.events += fmt.Sprintf(" t%d", e.Phase)
	case model.Timeout:
		d.events += " ?"
	case model.Request:
		d.events += fmt.Sprintf(" r%v", e.Value)
	}
	if p.on == nil {
		return d, nil
	}
	return d, p.on(e)
}

// asked is a Chooser that answers what a test says, and 0 afterwards, and notes of how many it was to choose.
type asked struct {
	answers []int
	of      []int
}

func (a *asked) Choose(n int) int {
	a.of = append(a.of, n)
	if len(a.answers) == 0 {
		return 0
	}
	answer := a.answers[0]
	a.answers = a.answers[1:]
	return answer
}

// puppets starts a group of them.
func puppets(t *testing.T, n int, c sim.Config[diary]) *sim.World[diary] {
	t.Helper()
	c.Nodes = n
	if c.Chooser == nil {
		c.Chooser = &asked{}
	}
	w, err := sim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// diaries are what all nodes noted.
func diaries(w *sim.World[diary], n int) string {
	var all []string
	for i := range n {
		all = append(all, w.State(model.NodeID(i)).events)
	}
	return strings.Join(all, " | ")
}

// A world has 1 to model.MaxNodes nodes, a machine and a chooser.
func TestAWorldIsRefusedThatCannotBe(t *testing.T) {
	chooser := sim.Random(1)
	for _, c := range []struct {
		name   string
		config sim.Config[diary]
		good   bool
	}{
		{"no node", sim.Config[diary]{Machine: puppet{}, Chooser: chooser}, false},
		{"one node", sim.Config[diary]{Nodes: 1, Machine: puppet{}, Chooser: chooser}, true},
		{"as many as may be", sim.Config[diary]{Nodes: model.MaxNodes, Machine: puppet{}, Chooser: chooser}, true},
		{"one more", sim.Config[diary]{Nodes: model.MaxNodes + 1, Machine: puppet{}, Chooser: chooser}, false},
		{"no machine", sim.Config[diary]{Nodes: 1, Chooser: chooser}, false},
		{"no chooser", sim.Config[diary]{Nodes: 1, Machine: puppet{}}, false},
		{"faults that cannot be", sim.Config[diary]{Nodes: 1, Machine: puppet{}, Chooser: chooser,
			Faults: sim.Faults{Crashes: 2}}, false},
	} {
		if w, err := sim.New(c.config); (err == nil) != c.good || (w != nil) != c.good {
			t.Errorf("%s: error %v, want one: %v", c.name, err, !c.good)
		}
	}
}

// Each number of faults has its bounds, the least and the greatest of which are taken.
func TestFaultsHaveBounds(t *testing.T) {
	const n = 3
	for _, c := range []struct {
		name        string
		set         func(*sim.Faults, int)
		least, most int
	}{
		{"loss", func(f *sim.Faults, v int) { f.Loss = v }, 0, 99},
		{"duplicates", func(f *sim.Faults, v int) { f.Duplicate = v }, 0, 99},
		{"crashes", func(f *sim.Faults, v int) { f.Crashes = v }, 0, n},
		{"partitions", func(f *sim.Faults, v int) { f.Partitions = v }, 0, -1},
		{"impatience", func(f *sim.Faults, v int) { f.Impatience = v }, 0, 1000},
		{"rarity", func(f *sim.Faults, v int) { f.Rarity = v }, 0, -1},
		{"coins", func(f *sim.Faults, v int) { f.Coins = sim.Lateness{Bounded: true, Moves: v} }, 0, -1},
		{"coins without a bound", func(f *sim.Faults, v int) { f.Coins.Moves = v }, 0, 0},
	} {
		try := func(v int, want bool) {
			var f sim.Faults
			c.set(&f, v)
			if err := f.Validate(n); (err == nil) != want {
				t.Errorf("%s = %d: %v, want accepted %v", c.name, v, err, want)
			}
		}
		try(c.least, true)
		try(c.least-1, false)
		if c.most >= c.least {
			try(c.most, true)
			try(c.most+1, false)
		} else {
			try(1<<20, true)
		}
	}
}

// One byte names one of 256, two name one of 65536, four more; the first is the highest.
func TestBytesAreAsManyAsTheChoiceNeeds(t *testing.T) {
	for _, c := range []struct{ n, width, want int }{
		{1 << 8, 1, 1}, {1<<8 + 1, 2, 0x102 % (1<<8 + 1)}, {1 << 16, 2, 0x102}, {1<<16 + 1, 4, 0x1020304 % (1<<16 + 1)},
		{1 << 30, 4, 0x1020304},
	} {
		data := []byte{1, 2, 3, 4, 5}
		b := sim.NewBytes(data)
		if got := b.Choose(c.n); got != c.want {
			t.Errorf("one of %d: %d, want %d", c.n, got, c.want)
		}
		if got := b.Choose(1 << 8); got != int(data[c.width]) {
			t.Errorf("one of %d uses up to %d, want %d bytes", c.n, got-1, c.width)
		}
	}
}

// A replay tells how much of its schedule is left.
func TestAReplayTellsWhatIsLeft(t *testing.T) {
	r := sim.NewReplay([]int{1, 0, 2})
	for left := 3; left >= 0; left-- {
		if r.Left() != left {
			t.Errorf("%d left, want %d", r.Left(), left)
		}
		r.Choose(3)
	}
	if r.Err() == nil {
		t.Error("a fourth choice of three")
	}
}

// A run ends as soon as it is done, even before its first move; with its last move it may be done or not.
func TestARunEndsWhenItIsDone(t *testing.T) {
	talking := puppet{start: func(model.NodeID) []model.Effect {
		return []model.Effect{model.Broadcast{Message: talk(1)}}
	}}
	for _, c := range []struct {
		after, limit, moves uint64
		want                error
	}{{0, 5, 0, nil}, {2, 5, 2, nil}, {5, 5, 5, nil}, {6, 5, 5, sim.ErrLimit}, {9, 9, 7, sim.ErrStuck}, {0, 0, 0, nil}} {
		w := puppets(t, 3, sim.Config[diary]{Machine: talking})
		err := w.Run(func() bool { return w.Moves() >= c.after }, c.limit)
		if !errors.Is(err, c.want) || w.Moves() != c.moves {
			t.Errorf("done after %d of at most %d: %d moves, %v, want %d, %v", c.after, c.limit, w.Moves(), err, c.moves,
				c.want)
		}
	}
}

// Each node keeps the state that it started with, and gets what is sent to it alone and what it is asked.
func TestEachNodeHasItsOwnStateAndMail(t *testing.T) {
	w := puppets(t, 3, sim.Config[diary]{Machine: puppet{start: func(self model.NodeID) []model.Effect {
		return []model.Effect{model.Send{To: (self + 1) % 3, Message: talk(self)}, model.Send{To: self, Message: talk(9)},
			model.Send{To: 3, Message: talk(9)}}
	}}})
	if w.InFlight() != 3 {
		t.Errorf("%d packets in flight, want one of each node", w.InFlight())
	}
	for range 3 {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
	w.Request(2, "x")
	if got := diaries(w, 3); got != "0: 2>2 | 1: 0>0 | 2: 1>1 rx" {
		t.Errorf("the nodes noted %s", got)
	}
	if w.State(2).self != 2 {
		t.Errorf("node 2 takes itself for %d", w.State(2).self)
	}
}

// Coins that may not be late are paid in the order in which they were asked for.
func TestCoinsThatMayNotBeLateComeInOrder(t *testing.T) {
	w := puppets(t, 3, sim.Config[diary]{Faults: sim.Faults{Coins: sim.Lateness{Bounded: true}}, Machine: puppet{
		start: func(model.NodeID) []model.Effect { return []model.Effect{model.AskCoin{Sides: 2}} },
	}})
	for _, want := range []string{"0: c0 | 1: | 2:", "0: c0 | 1: c0 | 2:", "0: c0 | 1: c0 | 2: c0"} {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
		if got := diaries(w, 3); got != want {
			t.Errorf("noted %s, want %s", got, want)
		}
	}
}

// A coin of many sides is chosen in digits to the base 2^16, the highest first, and again where it is too large.
func TestLargeCoinsAreChosenInDigits(t *testing.T) {
	const base = 1 << 16
	for _, c := range []struct {
		sides   uint64
		answers []int
		want    uint64
		of      []int
	}{
		{0, nil, 0, nil},
		{1, nil, 0, nil},
		{2, []int{1}, 1, []int{2}},
		{base, []int{base - 1}, base - 1, []int{base}},
		{base + 1, []int{1, 0}, base, []int{2, base}},
		{base + 1, []int{1, 1, 0, 7}, 7, []int{2, base, 2, base}},
		{2*base + 5, []int{2, 4}, 2*base + 4, []int{3, base}},
		{2*base + 5, []int{2, 5, 0, 0}, 0, []int{3, base, 3, base}},
		{3 * base, []int{2, 9}, 2*base + 9, []int{3, base}},
		{2 * base * base, []int{1, 3, 4}, (base+3)*base + 4, []int{2, base, base}},
	} {
		a := &asked{answers: c.answers}
		w := puppets(t, 1, sim.Config[diary]{Chooser: a, Machine: puppet{
			start: func(model.NodeID) []model.Effect { return []model.Effect{model.AskCoin{Sides: c.sides}} },
		}})
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
		if got := w.State(0).events; got != fmt.Sprintf("0: c%d", c.want) || !slices.Equal(a.of, c.of) {
			t.Errorf("%d sides: %s chosen of %v, want %d of %v", c.sides, got, a.of, c.want, c.of)
		}
	}
}

// Percents and per milles are of a hundred and of a thousand, the highest answers.
func TestFaultsHappenAsOftenAsTheySay(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults sim.Faults
		of     int
		answer int
		want   string // what node 1 noted of a packet of node 0
	}{
		{"one in a hundred is lost", sim.Faults{Loss: 1}, 100, 99, "1:"},
		{"and no more", sim.Faults{Loss: 1}, 100, 98, "1: 0>7"},
		{"thirty in a hundred are lost", sim.Faults{Loss: 30}, 100, 70, "1:"},
		{"and no more", sim.Faults{Loss: 30}, 100, 69, "1: 0>7"},
		{"one in a hundred comes twice", sim.Faults{Duplicate: 1}, 100, 99, "1: 0>7 0>7"},
		{"and no more", sim.Faults{Duplicate: 1}, 100, 98, "1: 0>7"},
		{"one in a thousand is impatient", sim.Faults{Impatience: 1}, 1000, 999, "1: 0>7"},
		{"and no more", sim.Faults{Impatience: 1}, 1000, 998, "1: 0>7"},
	} {
		a := &asked{answers: []int{c.answer}}
		w := puppets(t, 2, sim.Config[diary]{Chooser: a, Faults: c.faults, Machine: puppet{
			start: func(self model.NodeID) []model.Effect {
				if self == 0 {
					return []model.Effect{model.Send{To: 1, Message: talk(7)}}
				}
				return nil
			},
		}})
		for w.InFlight() > 0 && w.Moves() < 3 {
			if err := w.Move(); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.State(1).events; got != c.want || len(a.of) == 0 || a.of[0] != c.of {
			t.Errorf("%s: node 1 noted %s, chosen of %v, want %s, of %d", c.name, got, a.of, c.want, c.of)
		}
		impatient := w.State(0).events == "0: ?"
		if want := c.faults.Impatience > 0 && c.answer == 999; impatient != want {
			t.Errorf("%s: node 0 noted %s", c.name, w.State(0).events)
		}
	}
}

// The node that is impatient is chosen among the live ones; when none is live there is none.
func TestOnlyLiveNodesAreChosen(t *testing.T) {
	crash := 1
	a := &asked{answers: []int{crash, 1, 999, 1}} // rare of 2: a crash, of node 1; then impatience of the second live one
	w := puppets(t, 3, sim.Config[diary]{Chooser: a, Machine: puppet{},
		Faults: sim.Faults{Crashes: 1, Rarity: 2, Impatience: 1}})
	for range 2 {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
	if got := diaries(w, 3); got != "0: | 1: | 2: ?" || !slices.Equal(a.of, []int{2, 3, 1000, 2}) {
		t.Errorf("noted %s, chosen of %v", got, a.of)
	}
	a = &asked{answers: []int{crash}}
	w = puppets(t, 1, sim.Config[diary]{Chooser: a, Machine: puppet{},
		Faults: sim.Faults{Crashes: 1, Rarity: 2, Impatience: 1000}})
	if err := w.Move(); err != nil || !w.Live().Empty() {
		t.Fatalf("%v, live %v", err, w.Live())
	}
	if err := w.Move(); !errors.Is(err, sim.ErrStuck) {
		t.Errorf("a world without live nodes: %v, want stuck", err)
	}
}

// A partition may end while packets are in flight on a side, and then the rest may go on.
func TestAPartitionMayHealEarly(t *testing.T) {
	// A partition begins (rare of 2), nodes 0 and 1 on one side, 2 on the other; then it ends.
	a := &asked{answers: []int{1, 0, 0, 1, 1}}
	w := puppets(t, 3, sim.Config[diary]{Chooser: a, Faults: sim.Faults{Partitions: 1, Rarity: 2},
		Machine: puppet{start: func(self model.NodeID) []model.Effect {
			if self == 0 {
				return []model.Effect{model.Broadcast{Message: talk(7)}}
			}
			return nil
		}}})
	if w.InFlight() != 2 {
		t.Fatalf("%d in flight", w.InFlight())
	}
	for range 2 {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
	if got := diaries(w, 3); got != "0: | 1: | 2:" || w.InFlight() != 2 {
		t.Errorf("noted %s, %d in flight", got, w.InFlight())
	}
	before := len(a.of)
	for w.InFlight() > 0 {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
	if got := diaries(w, 3); got != "0: | 1: 0>7 | 2: 0>7" {
		t.Errorf("noted %s", got)
	}
	if a.of[before] != 2 || slices.Contains(a.of[before:], 200) { // after the end both packets are in flight
		t.Errorf("chosen of %v after the end", a.of[before:])
	}
}

// The timers of the lowest phase fire together, by ascending node, in whatever order they were set.
func TestTimersOfAPhaseFireByNode(t *testing.T) {
	var fired []model.NodeID
	w := puppets(t, 3, sim.Config[diary]{
		Machine: puppet{on: func(e model.Event) []model.Effect {
			switch e := e.(type) {
			case model.Request:
				return []model.Effect{model.SetTimer{Phase: uint32(e.Value.(int))}}
			}
			return nil
		}},
		Observe: func(o sim.Observation[diary]) {
			if _, ok := o.Event.(model.Timer); ok {
				fired = append(fired, o.Node)
			}
		},
	})
	w.Request(1, 9)
	for _, i := range []model.NodeID{2, 0, 1} {
		w.Request(i, 3)
	}
	for _, want := range [][]model.NodeID{{0, 1, 2}, {0, 1, 2, 1}} {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(fired, want) {
			t.Errorf("fired %v, want %v", fired, want)
		}
	}
	if err := w.Move(); !errors.Is(err, sim.ErrStuck) {
		t.Errorf("without timers: %v, want stuck", err)
	}
}

// A silent world is stuck if, suspecting a loss, nobody sends, asks for a coin or sets a timer.
func TestWhatASuspicionMayBring(t *testing.T) {
	for name, c := range map[string]struct {
		effects []model.Effect
		stuck   bool
	}{
		"nothing":  {nil, true},
		"a packet": {[]model.Effect{model.Broadcast{Message: talk(1)}}, false},
		"a coin":   {[]model.Effect{model.AskCoin{Sides: 2}}, false},
		"a timer":  {[]model.Effect{model.SetTimer{Phase: 1}}, false},
	} {
		w := puppets(t, 2, sim.Config[diary]{Timeouts: true, Machine: puppet{on: func(e model.Event) []model.Effect {
			if _, ok := e.(model.Timeout); ok {
				return c.effects
			}
			return nil
		}}})
		if err := w.Move(); errors.Is(err, sim.ErrStuck) != c.stuck || diaries(w, 2) != "0: ? | 1: ?" {
			t.Errorf("%s: %v, noted %s", name, err, diaries(w, 2))
		}
	}
}

// A node that is alone and says something has nobody to say it to, and is not stuck: it may go on by itself. One that
// says nothing is.
func TestANodeThatIsAloneIsHeardAgain(t *testing.T) {
	for _, speaks := range []bool{true, false} {
		heard := 0
		w := puppets(t, 1, sim.Config[diary]{Timeouts: true, Machine: puppet{on: func(e model.Event) []model.Effect {
			if _, ok := e.(model.Timeout); ok {
				if heard++; speaks {
					return []model.Effect{model.Broadcast{Message: talk(1)}}
				}
			}
			return nil
		}}})
		for k := range 3 {
			if err := w.Move(); errors.Is(err, sim.ErrStuck) == speaks || heard != k+1 {
				t.Errorf("speaks %v: after %d suspicions %v", speaks, heard, err)
			}
		}
	}
}

// A seed that was printed once gives the same run for ever: choices are drawn from PCG with a fixed second word.
func TestASeedKeepsItsMeaning(t *testing.T) {
	for seed := range uint64(3) {
		chooser, want := sim.Random(seed), rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
		for _, n := range []int{2, 200, 7, 1 << 16} {
			if got, want := chooser.Choose(n), want.IntN(n); got != want {
				t.Errorf("seed %d: %d of %d, want %d", seed, got, n, want)
			}
		}
	}
}

// Where timers may fire at any time, one of them may fire before a coin comes and before a packet, whatever an
// adversary would like; and where there is none, the world is stuck.
func TestTimersThatFireAtAnyTimeMayBeNext(t *testing.T) {
	start := func(effects ...model.Effect) puppet {
		return puppet{start: func(self model.NodeID) []model.Effect {
			if self == 0 {
				return effects
			}
			return nil
		}}
	}
	adversary := sim.Oblivious(func([]sim.Envelope, sim.Chooser) int { return 0 })
	for _, c := range []struct {
		name      string
		machine   puppet
		adversary sim.Adversary
		want      string
	}{
		{"a coin and a timer", start(model.AskCoin{Sides: 2}, model.SetTimer{Phase: 4}), nil, "0: t4 | 1:"},
		{"a packet and a timer", start(model.Send{To: 1, Message: talk(3)}, model.SetTimer{Phase: 4}), adversary,
			"0: t4 | 1:"},
	} {
		a := &asked{answers: []int{1}}
		w := puppets(t, 2, sim.Config[diary]{Chooser: a, Machine: c.machine, AnytimeTimers: true, Adversary: c.adversary})
		if err := w.Move(); err != nil || diaries(w, 2) != c.want || !slices.Equal(a.of, []int{2}) {
			t.Errorf("%s: %v, noted %s, chosen of %v, want %s of two", c.name, err, diaries(w, 2), a.of, c.want)
		}
	}
	w := puppets(t, 2, sim.Config[diary]{Machine: puppet{}, AnytimeTimers: true})
	if err := w.Move(); !errors.Is(err, sim.ErrStuck) {
		t.Errorf("nothing at all: %v, want stuck", err)
	}
}

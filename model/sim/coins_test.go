package sim_test

import (
	"errors"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// tosser is a machine that greets everybody and asks for a coin at once, and notes what comes first.
type tosser struct{ chatter }

func (t tosser) Start(self model.NodeID) (heard, []model.Effect) {
	s, effects := t.chatter.Start(self)
	return s, append(effects, model.AskCoin{Sides: 1})
}

func (t tosser) Apply(s heard, e model.Event) (heard, []model.Effect) {
	if _, ok := e.(model.Coin); ok {
		return append(s[:len(s):len(s)], "$"), nil
	}
	return t.chatter.Apply(s, e)
}

// toss plays tossers to the end, and tells what each heard.
func toss(t *testing.T, nodes int, c sim.Config[heard]) []string {
	t.Helper()
	c.Machine = tosser{}
	all, err := chat(t, c, nodes, 100)
	if !errors.Is(err, sim.ErrStuck) {
		t.Fatalf("error = %v, want the end", err)
	}
	return all
}

// A coin that is owed comes at any time, before and after packets, and of two coins any first: two nodes that hear
// of each other and get a coin each have 4! histories, less two since the order of coins is not chosen where nothing
// else is left. Where coins wait for no more than so many packets, those are
// left that have no more packets before the last coin; of coins that wait no longer the oldest comes first.
func TestCoinsComeAtAnyTimeUpToTheirBound(t *testing.T) {
	for _, c := range []struct {
		coins     sim.Lateness
		schedules int
	}{
		{sim.Lateness{}, 22}, {sim.Lateness{Bounded: true}, 2}, {sim.Lateness{Bounded: true, Moves: 1}, 10},
		{sim.Lateness{Bounded: true, Moves: 2}, 22},
	} {
		schedules, late := 0, 0
		for all := sim.NewAll(); all.Next(); schedules++ {
			got := toss(t, 2, sim.Config[heard]{Chooser: all, Faults: sim.Faults{Coins: c.coins}})
			if got[0] != "$b" || got[1] != "$a" {
				late++
			}
		}
		if schedules != c.schedules || (late == 0) != (c.coins.Bounded && c.coins.Moves == 0) {
			t.Errorf("%+v: %d schedules, in %d of them a node hears something before its coin, want %d", c.coins, schedules,
				late, c.schedules)
		}
	}
}

// Drawn at random, a coin is as likely to be next as any packet in flight: in a group of five a node hears of most
// others before its coin about as often as of few.
func TestCoinsAreAsLikelyToBeNextAsPackets(t *testing.T) {
	var before [5]int
	const runs = 2000
	for seed := range uint64(runs) {
		for _, what := range toss(t, 5, sim.Config[heard]{Chooser: sim.Random(seed)}) {
			before[slices.Index([]byte(what), '$')]++
		}
	}
	for k, n := range before {
		if n < runs*9/10 || n > runs*11/10 {
			t.Errorf("a coin after %d greetings %d times of %d, want a fifth: %v", k, n, 5*runs, before)
			break
		}
	}
}

// An adversary that picks no packet lets a coin come first, and has no say where none is owed.
func TestAnAdversaryMayWaitForCoins(t *testing.T) {
	patient := sim.Oblivious(func([]sim.Envelope, sim.Chooser) int { return -1 })
	for seed := range uint64(20) {
		got := toss(t, 3, sim.Config[heard]{Chooser: sim.Random(seed), Adversary: patient})
		for i, what := range got {
			if what[0] != '$' || len(what) != 3 {
				t.Errorf("seed %d: node %d hears %q, want its coin first, and both greetings", seed, i, what)
			}
		}
	}
}

// An adversary picks packets only: coins come all the same.
func TestNoAdversaryStopsCoins(t *testing.T) {
	first := sim.Oblivious(func([]sim.Envelope, sim.Chooser) int { return 0 })
	early, late := 0, 0
	for seed := range uint64(100) {
		for _, what := range toss(t, 3, sim.Config[heard]{Chooser: sim.Random(seed), Adversary: first}) {
			if what[0] == '$' {
				early++
			} else {
				late++
			}
		}
	}
	if early < 50 || late < 50 {
		t.Errorf("%d coins come first and %d later, want many of both", early, late)
	}
}

// A node may crash while it waits for its coin, and never gets it.
func TestANodeMayCrashBeforeItsCoinComes(t *testing.T) {
	without := 0
	for seed := range uint64(200) {
		faults := sim.Faults{Crashes: 1, Rarity: 3}
		for _, what := range toss(t, 3, sim.Config[heard]{Chooser: sim.Random(seed), Faults: faults}) {
			if !slices.Contains([]byte(what), '$') {
				without++
			}
		}
	}
	if without < 20 {
		t.Errorf("%d nodes crash without their coin, want many", without)
	}
}

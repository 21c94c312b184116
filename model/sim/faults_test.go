package sim_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// rigged is a Chooser that decides how likely things come out: choose is asked first, and what it does not
// know is 0, which is no misfortune.
type rigged func(n int) (choice int, known bool)

func (r rigged) Choose(n int) int {
	if c, known := r(n); known {
		return c
	}
	return 0
}

// always makes whatever has odds in a hundred happen.
func always(n int) (int, bool) { return n - 1, n == 100 }

// heardBy is what all nodes of a world heard, by node.
func heardBy(w *sim.World[heard], nodes int) string {
	var all []string
	for i := range nodes {
		all = append(all, strings.Join(*w.State(model.NodeID(i)), ""))
	}
	return strings.Join(all, " ")
}

// world is three chatters on a network with faults.
func world(t *testing.T, c sim.Config[heard]) *sim.World[heard] {
	t.Helper()
	c.Nodes = 3
	if c.Machine == nil {
		c.Machine = chatter{}
	}
	w, err := sim.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// moves makes so many, none of which may fail.
func moves(t *testing.T, w *sim.World[heard], n int) {
	t.Helper()
	for range n {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
}

// A lost packet does not arrive, and without retransmission it is gone.
func TestALostPacketIsGone(t *testing.T) {
	w := world(t, sim.Config[heard]{Chooser: rigged(always), Faults: sim.Faults{Loss: 1}})
	moves(t, w, 6)
	if got := heardBy(w, 3); got != "  " || w.InFlight() != 0 {
		t.Errorf("heard %q with %d packets left, want nothing and none", got, w.InFlight())
	}
	if err := w.Move(); !errors.Is(err, sim.ErrStuck) {
		t.Errorf("error = %v, want ErrStuck", err)
	}
}

// With retransmission a lost packet does not arrive now, but it will.
func TestARetransmittedPacketArrivesLater(t *testing.T) {
	losing := true
	w := world(t, sim.Config[heard]{Faults: sim.Faults{Loss: 50, Retransmit: true},
		Chooser: rigged(func(n int) (int, bool) { return n - 1, losing && n == 100 })})
	moves(t, w, 20)
	if got := heardBy(w, 3); got != "  " || w.InFlight() != 6 {
		t.Errorf("heard %q with %d packets left while all is lost, want nothing and 6", got, w.InFlight())
	}
	losing = false
	moves(t, w, 6)
	if got := heardBy(w, 3); len(got) != 6+2 || w.InFlight() != 0 {
		t.Errorf("heard %q with %d packets left, want all 6 greetings and none", got, w.InFlight())
	}
}

// A duplicate is delivered as often as it is made, and a packet that is not duplicated once.
func TestADuplicateArrivesAgain(t *testing.T) {
	left := 2
	w := world(t, sim.Config[heard]{Faults: sim.Faults{Duplicate: 1}, Chooser: rigged(func(n int) (int, bool) {
		if n == 100 && left > 0 {
			left--
			return n - 1, true
		}
		return 0, false
	})})
	moves(t, w, 3)
	if got := heardBy(w, 3); got != " aaa " || w.InFlight() != 5 {
		t.Errorf("heard %q with %d packets left, want one greeting three times and 5", got, w.InFlight())
	}
	moves(t, w, 5)
	if got := heardBy(w, 3); len(got) != 8+2 {
		t.Errorf("heard %q, want 8 greetings", got)
	}
	w = world(t, sim.Config[heard]{Chooser: rigged(always)})
	moves(t, w, 6)
	if got := heardBy(w, 3); len(got) != 6+2 {
		t.Errorf("heard %q where nothing is duplicated, want 6 greetings", got)
	}
}

// parted is a world whose node 2 is parted from the others at the first move, until *healing; it then may be so again.
func parted(t *testing.T, m model.Machine[heard], partitions int, healing *bool) *sim.World[heard] {
	t.Helper()
	sides, begun := []int{0, 0, 1}, false
	return world(t, sim.Config[heard]{Machine: m, Faults: sim.Faults{Partitions: partitions, Rarity: 1000},
		Chooser: rigged(func(n int) (int, bool) {
			switch {
			case n == 1000 && (!begun || *healing):
				begun = true
				return n - 1, true
			case n == 2 && len(sides) > 0:
				side := sides[0]
				sides = sides[1:]
				return side, true
			}
			return 0, false
		})})
}

// What is in flight across a partition when it begins does not arrive during it.
func TestNothingCrossesAPartition(t *testing.T) {
	healing := false
	w := parted(t, chatter{}, 1, &healing)
	moves(t, w, 3) // the split, and the two packets between nodes 0 and 1
	if got := heardBy(w, 3); got != "b a " || w.InFlight() != 4 {
		t.Errorf("heard %q with %d packets left, want greetings of nodes 0 and 1 only and 4", got, w.InFlight())
	}
}

// shouter greets everybody at each request.
type shouter struct{ chatter }

func (shouter) Start(model.NodeID) (heard, []model.Effect) { return nil, nil }

func (s shouter) Apply(h heard, e model.Event) (heard, []model.Effect) {
	if r, ok := e.(model.Request); ok {
		return h, []model.Effect{model.Broadcast{Message: talk(r.Value.(int))}}
	}
	return s.chatter.Apply(h, e)
}

// What is sent across a partition waits until it heals, and then arrives once.
func TestHealingDeliversWhatWasHeldOnce(t *testing.T) {
	healing := false
	w := parted(t, shouter{}, 2, &healing)
	w.Request(0, 0)
	moves(t, w, 1) // the partition begins
	w.Request(2, 2)
	moves(t, w, 1)
	w.Request(1, 1)
	moves(t, w, 1)
	if got := heardBy(w, 3); got != "b a " || w.InFlight() != 4 {
		t.Errorf("heard %q with %d packets left, want greetings within the side and 4", got, w.InFlight())
	}
	healing = true
	moves(t, w, 1)
	healing = false
	if w.InFlight() != 4 {
		t.Errorf("%d packets are in flight after healing, want 4", w.InFlight())
	}
	moves(t, w, 4)
	if got := heardBy(w, 3); sorted(got) != "bc ac ab" || w.InFlight() != 0 {
		t.Errorf("heard %q with %d packets left, want each greeting once and none", got, w.InFlight())
	}
	w.Request(0, 3)
	moves(t, w, 2)
	if got := heardBy(w, 3); !strings.HasSuffix(got, "d") {
		t.Errorf("heard %q, want the greeting sent after healing to cross", got)
	}
}

// A partition happens at most as often as it may.
func TestThereAreNoMorePartitionsThanMayBe(t *testing.T) {
	healing := true // every chance to split or heal is taken
	w := parted(t, chatter{}, 1, &healing)
	moves(t, w, 2) // it begins, and heals
	moves(t, w, 6)
	if got := heardBy(w, 3); len(got) != 6+2 {
		t.Errorf("heard %q in 6 moves after the only partition, want all greetings", got)
	}
}

// A node that has crashed does nothing any more, whatever happens to it: it hears nothing, its timers and coins come to
// nothing, it suspects nothing, and no client reaches it.
func TestACrashedNodeDoesNotAct(t *testing.T) {
	var acted []model.NodeID
	begun := false
	w := world(t, sim.Config[heard]{Machine: chatter{timers: true}, Faults: sim.Faults{Crashes: 1, Rarity: 1000},
		Timeouts: true,
		Chooser: rigged(func(n int) (int, bool) {
			if n == 1000 && !begun {
				begun = true
				return n - 1, true
			}
			return 0, false
		}),
		Observe: func(o sim.Observation[heard]) {
			if o.Event != nil {
				acted = append(acted, o.Node)
			}
		}})
	moves(t, w, 1)
	if w.Live().Has(0) || w.Live().Len() != 2 {
		t.Fatalf("%v live, want all but node 0", w.Live())
	}
	w.Request(0, "a wish")
	moves(t, w, 12) // all packets, two rounds of timers, silence
	if slices.Contains(acted, 0) || len(acted) < 10 {
		t.Errorf("nodes %v acted, want many times the others and never node 0", acted)
	}
}

// Of a node that crashes any packet in flight may be lost, and of no other.
func TestACrashMayLoseWhatTheNodeHadInFlight(t *testing.T) {
	for _, lose := range []int{0, 1} {
		begun := false
		w := world(t, sim.Config[heard]{Faults: sim.Faults{Crashes: 1, Rarity: 1000},
			Chooser: rigged(func(n int) (int, bool) {
				if n == 1000 && !begun {
					begun = true
					return n - 1, true
				}
				return lose, n == 2 && begun
			})})
		moves(t, w, 1)
		if got, want := w.InFlight(), 6-2*lose; got != want {
			t.Errorf("%d packets in flight after a crash, want %d", got, want)
		}
		for w.InFlight() > 0 {
			moves(t, w, 1)
		}
		if got, want := heardBy(w, 3), []string{" ca ba", " c b"}[lose]; sorted(got) != sorted(want) {
			t.Errorf("heard %q, want %q", got, want)
		}
	}
}

// sorted is text in which the order of each word's letters does not matter.
func sorted(text string) string {
	words := strings.Split(text, " ")
	for i := range words {
		letters := []byte(words[i])
		slices.Sort(letters)
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

// An impatient network hands out timeouts though packets are in flight, and a patient one does not.
func TestAnImpatientNodeSuspectsALoss(t *testing.T) {
	for _, impatience := range []int{0, 1} {
		w := world(t, sim.Config[heard]{Faults: sim.Faults{Impatience: impatience},
			Chooser: rigged(func(n int) (int, bool) { return n - 1, n == 1000 })})
		moves(t, w, 3)
		if got := strings.Count(heardBy(w, 3), "?"); got != 3*impatience {
			t.Errorf("impatience %d: %d timeouts in 3 moves, want %d", impatience, got, 3*impatience)
		}
	}
}

// A node that has crashed hears nothing any more, and only one crashes where one may.
func TestACrashedNodeIsSilentForGood(t *testing.T) {
	crashes := 0
	for seed := range uint64(20) {
		w, err := sim.New(sim.Config[heard]{Nodes: 3, Machine: chatter{}, Chooser: sim.Random(seed), Timeouts: true,
			Faults: sim.Faults{Crashes: 1, Rarity: 4}})
		if err != nil {
			t.Fatal(err)
		}
		var before [3]int // how much the nodes had heard when the crash was noticed
		crashed := model.NodeSet{}
		for range 60 {
			if err := w.Move(); err != nil {
				t.Fatal(err)
			}
			if dead := model.All(3).Minus(w.Live()); !dead.Equal(crashed) {
				crashed = dead
				crashes++
				for i := range before {
					before[i] = len(*w.State(model.NodeID(i)))
				}
			}
		}
		if crashed.Len() > 1 {
			t.Errorf("seed %d: %v crashed, want one at most", seed, crashed)
		}
		for i := range crashed.Members() {
			if now := len(*w.State(i)); now != before[i] {
				t.Errorf("seed %d: node %d heard %d messages after its crash", seed, i, now-before[i])
			}
		}
	}
	if crashes == 0 {
		t.Error("nobody crashed in 20 runs")
	}
}

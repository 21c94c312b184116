package sim_test

import (
	"maps"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// accented is chatter that says something longer.
type accented struct{ chatter }

func (m accented) Start(self model.NodeID) (heard, []model.Effect) {
	return nil, []model.Effect{model.Broadcast{Message: talk(self + 10)}}
}

// An oblivious adversary sees the same, whatever the messages contain (TLC §4.8). Method: two machines that
// differ only in what they say.
func TestAnObliviousAdversarySeesNoContents(t *testing.T) {
	var views [2][][]sim.Envelope
	for k, machine := range []model.Machine[heard]{chatter{}, accented{}} {
		adversary := sim.Oblivious(func(view []sim.Envelope, c sim.Chooser) int {
			views[k] = append(views[k], slices.Clone(view))
			return c.Choose(len(view))
		})
		moves(t, world(t, sim.Config[heard]{Machine: machine, Chooser: sim.Random(1), Adversary: adversary}), 6)
	}
	if len(views[0]) != 6 || !slices.EqualFunc(views[0], views[1], slices.Equal) {
		t.Errorf("views %v and %v, want six that are equal", views[0], views[1])
	}
}

// What the adversary picks arrives, and a full-information adversary reads the packet that it asks about (TLC §4.8).
func TestThePacketThatTheAdversaryReadsAndPicksArrives(t *testing.T) {
	var picked sim.Envelope
	arrived := 0
	adversary := sim.FullInformation(func(view []sim.Envelope, contents func(int) model.Message, c sim.Chooser) int {
		for i, e := range view {
			if got := contents(i); got != talk(e.From) {
				t.Errorf("packet %d from node %d contains %v, want its sender's greeting", i, e.From, got)
			}
		}
		p := c.Choose(len(view))
		picked = view[p]
		return p
	})
	moves(t, world(t, sim.Config[heard]{Chooser: sim.Random(1), Adversary: adversary,
		Observe: func(o sim.Observation[heard]) {
			if r, ok := o.Event.(model.Receive); ok {
				arrived++
				if o.Node != picked.To || r.From != picked.From {
					t.Errorf("a packet from %d arrives at %d, want the one from %d to %d", r.From, o.Node, picked.From,
						picked.To)
				}
			}
		}}), 6)
	if arrived != 6 {
		t.Errorf("%d packets arrived, want 6", arrived)
	}
}

// lateness is how many packets sent after a packet arrive before it, for traffic in which each node
// sends two kinds of messages a step to all others.
func lateness(n int, steps model.Step, seed uint64) map[sim.Envelope]int {
	var view []sim.Envelope
	for step := range steps {
		for kind := range uint8(2) {
			for from := range model.NodeID(n) {
				for to := range model.NodeID(n) {
					if from != to {
						view = append(view, sim.Envelope{From: from, To: to, Label: model.Label{Kind: kind, Step: step},
							Number: uint64(len(view) + 1)})
					}
				}
			}
		}
	}
	adversary, chooser := sim.Uneven(n), sim.Random(seed)
	late := map[sim.Envelope]int{}
	for len(view) > 0 {
		p := adversary(view, chooser)
		arrived := view[p]
		view = slices.Delete(view, p, p+1)
		late[arrived] += 0 // it has a place, also if nothing overtook it
		for _, e := range view {
			if e.Number < arrived.Number {
				late[e]++
			}
		}
	}
	return late
}

// On an uneven network some messages come several steps late and most do not; who is late is so for some steps on
// end, but not with the first message of them. Every run draws its own network.
func TestAnUnevenNetworkIsLateForAWhile(t *testing.T) {
	const n, steps = 6, 16
	sent, reached, begins := 0, 0, 0
	for seed := range uint64(10) {
		late := lateness(n, steps, seed)
		isLate := map[sim.Envelope]bool{} // by link, step and kind
		for e, by := range late {
			if by > 3*n*n { // nobody who is not late is overtaken by so many
				reached++
				e.Number = 0
				isLate[e] = true
			}
		}
		sent += len(late)
		for e := range isLate {
			before, first := e, e
			before.Label.Step--
			first.Label.Kind = 0
			if e.Label.Kind != 1 || e.Label.Step == 0 || isLate[before] {
				continue
			}
			if begins++; isLate[first] {
				t.Errorf("seed %d: node %d is late to node %d from step %d on, with its first message too", seed,
					e.From, e.To, e.Label.Step)
			}
		}
	}
	if reached < sent/8 || reached > sent/4 || begins < 20 {
		t.Errorf("%d of %d packets are late, and %d times somebody begins to be, want an eighth to a quarter, and "+
			"20 times", reached, sent, begins)
	}
	if first, second := lateness(n, steps, 1), lateness(n, steps, 2); maps.Equal(first, second) {
		t.Error("two seeds make the same uneven network")
	}
}

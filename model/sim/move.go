package sim

import (
	"slices"

	"quesera/model"
)

// A MoveKind is what happens in a move.
type MoveKind uint8

const (
	Arrive        MoveKind = iota // a packet arrives: From, Node, Label, Nth
	ArriveAndStay                 // it arrives, and will once more
	Lose                          // it is lost
	ShowCoin                      // the oldest coin that a node is owed shows a value: Node, Value, Label.Step
	Fire                          // a timer of a node: Node, Phase
	EndPhase                      // all timers of the lowest phase, nothing being in flight
	Suspect                       // a node suspects that its messages were lost: Node
	Silence                       // all nodes do
	Crash                         // a node, for good: Node
	Restart                       // it crashes, and goes on: Node
	Split                         // the group, into Side and the others
	Heal                          // it is one group again
)

// A Move is one move of a World by name, as far as the network, chance or misfortune has a say in it. A name keeps
// its meaning where other moves are left out, which an index into what is in flight does not.
type Move struct {
	Kind  MoveKind
	From  model.NodeID // who sent the packet
	Node  model.NodeID // to whom it happens
	Label model.Label  // of the packet; of a coin Step only: the step after the latest of which its node sent something
	Nth   int          // of several packets that are alike, from 0 in the order of sending
	Value uint64
	Phase uint32
	Side  model.NodeSet
}

// note tells who records the run of a move.
func (w *World[S]) note(move func() Move) {
	if w.config.Record != nil {
		w.config.Record(move())
	}
}

// coinMove names the coin of a node.
func (w *World[S]) coinMove(node model.NodeID, value uint64) Move {
	m := Move{Kind: ShowCoin, Node: node, Value: value}
	if last := w.latest[node]; last.known {
		m.Label.Step = last.step + 1
	}
	return m
}

// packetMove names packet k of p.
func (w *World[S]) packetMove(p *packets, k int, kind MoveKind) Move {
	e := p.envelopes[k]
	m := Move{Kind: kind, From: e.From, Node: e.To, Label: e.Label}
	for _, other := range p.envelopes {
		if m.names(other) && other.Number < e.Number {
			m.Nth++
		}
	}
	return m
}

// names tells whether a packet is one of those that the move may be about.
func (m Move) names(e Envelope) bool { return e.From == m.From && e.To == m.Node && e.Label == m.Label }

// find is the place of the packet that a move is about.
func (p *packets) find(m Move) (int, bool) {
	var alike []int
	for k, e := range p.envelopes {
		if m.names(e) {
			alike = append(alike, k)
		}
	}
	if m.Nth < 0 || m.Nth >= len(alike) {
		return 0, false
	}
	slices.SortFunc(alike, func(a, b int) int { return int(p.envelopes[a].Number) - int(p.envelopes[b].Number) })
	return alike[m.Nth], true
}

// Do makes the move of that name. It is false, and nothing happens, where there is no such move now: the packet is
// not in flight, or the faults do not allow for it. The adversary is not asked, nor the Chooser. A node may suspect
// a loss at any time, where it may at all: in an asynchronous network that is no fault.
func (w *World[S]) Do(m Move) bool {
	w.moves++
	var made bool
	switch m.Kind {
	case Arrive, ArriveAndStay:
		made = w.doArrive(m)
	case Lose:
		made = w.doLose(m)
	case ShowCoin:
		made = w.doCoin(m)
	case Fire:
		made = w.doFire(m)
	case Crash:
		if made = w.live.Has(m.Node) && w.faults.Crashes > 0; made {
			w.faults.Crashes--
			w.live = w.live.Without(m.Node)
			w.note(func() Move { return m })
		}
	case Restart:
		if made = w.live.Has(m.Node) && w.faults.Restarts > 0; made {
			w.faults.Restarts--
			w.restart(m.Node)
		}
	case Split:
		if made = w.faults.Partitions > 0 && !w.split; made {
			w.faults.Partitions--
			w.divide(m.Side)
		}
	default:
		made = w.doTogether(m)
	}
	if !made {
		w.moves--
	}
	return made
}

// doTogether makes a move that is about no packet, coin or crash.
func (w *World[S]) doTogether(m Move) bool {
	switch m.Kind {
	case Heal:
		if !w.split {
			return false
		}
		w.heal()
	case EndPhase:
		if len(w.timers) == 0 || w.InFlight() > 0 || len(w.owed) > 0 {
			return false
		}
		w.endPhase()
	case Suspect:
		if !w.live.Has(m.Node) || !w.config.Timeouts && w.faults.Impatience == 0 {
			return false
		}
		w.note(func() Move { return m })
		w.apply(m.Node, model.Timeout{})
	case Silence:
		if w.live.Empty() || !w.config.Timeouts {
			return false
		}
		w.note(func() Move { return m })
		w.suspect()
	default:
		return false
	}
	return true
}

// doArrive lets a packet arrive.
func (w *World[S]) doArrive(m Move) bool {
	k, found := w.inFlight.find(m)
	if !found || m.Kind == ArriveAndStay && w.faults.Duplicate == 0 {
		return false
	}
	event := w.inFlight.events[k]
	w.note(func() Move { return m })
	if m.Kind == Arrive {
		w.inFlight.remove(k)
	}
	w.apply(m.Node, event)
	return true
}

// doLose loses a packet, also one of a node that has crashed.
func (w *World[S]) doLose(m Move) bool {
	in := &w.inFlight
	if w.across(m.From, m.Node) {
		in = &w.held
	}
	k, found := in.find(m)
	if !found || w.live.Has(m.From) && (w.faults.Loss == 0 || w.faults.Retransmit) {
		return false
	}
	w.note(func() Move { return m })
	in.remove(k)
	return true
}

// doCoin shows the oldest coin that a node is owed.
func (w *World[S]) doCoin(m Move) bool {
	k := slices.IndexFunc(w.owed, func(c owedCoin) bool { return c.node == m.Node })
	if k < 0 || !w.live.Has(m.Node) || m.Value >= max(w.owed[k].sides, 1) {
		return false
	}
	w.owed = slices.Delete(w.owed, k, k+1)
	w.note(func() Move { return w.coinMove(m.Node, m.Value) })
	w.apply(m.Node, model.Coin{Value: m.Value})
	return true
}

// doFire lets a timer fire, where timers may at any time.
func (w *World[S]) doFire(m Move) bool {
	k := slices.Index(w.timers, pendingTimer{m.Node, m.Phase})
	if k < 0 || !w.config.AnytimeTimers || !w.live.Has(m.Node) {
		return false
	}
	w.timers = slices.Delete(w.timers, k, k+1)
	w.note(func() Move { return m })
	w.apply(m.Node, model.Timer{Phase: m.Phase})
	return true
}

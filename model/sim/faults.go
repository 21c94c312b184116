package sim

import (
	"fmt"

	"quesera/model"
)

// Faults says what may go wrong. What does go wrong, and when, is chosen. The zero value is a network that only delays
// and reorders.
type Faults struct {
	Duplicate  int // percent of the arriving packets that will arrive once more
	Loss       int // percent of the packets that do not arrive when picked
	Crashes    int // at most so many nodes crash, for good; each packet they have in flight may be lost
	Partitions int // at most so many times the group splits in two; packets across wait until it heals
	Restarts   int // at most so many times a node crashes and goes on with what it had stored (model.Restart)
	Impatience int // per mille of moves in which a node gets model.Timeout for no reason

	// Coins says how late the coins may come that nodes ask for: a ticket that a beacon or a group draws is not there
	// at once. The zero value sets no bound.
	Coins Lateness

	// Rarity is the odds of a crash, and of the beginning or the end of a partition: one
	// move in Rarity. 0 means 200; 2 lets All try them at every move.
	Rarity int

	// Retransmit lets the transport send a lost packet again, so that loss is a delay. Without
	// it a lost packet is gone, and the machines must help themselves (Timeouts).
	Retransmit bool
}

// Lateness bounds how often something else arrives while coins are owed: at most so many times in a run. With a bound
// of 0 coins arrive at once.
type Lateness struct {
	Bounded bool
	Moves   int
}

// Validate reports why a group of so many nodes cannot have these faults.
func (f Faults) Validate(nodes int) error {
	switch {
	case f.Loss < 0 || f.Loss > 99:
		return fmt.Errorf("sim: loss = %d%%, want 0..99", f.Loss)
	case f.Duplicate < 0 || f.Duplicate > 99:
		return fmt.Errorf("sim: duplicates = %d%%, want 0..99", f.Duplicate)
	case f.Crashes < 0 || f.Crashes > nodes:
		return fmt.Errorf("sim: crashes = %d, want 0..%d: a node crashes once", f.Crashes, nodes)
	case f.Restarts < 0:
		return fmt.Errorf("sim: restarts = %d, want at least 0", f.Restarts)
	case f.Partitions < 0:
		return fmt.Errorf("sim: partitions = %d, want at least 0", f.Partitions)
	case f.Impatience < 0 || f.Impatience > 1000:
		return fmt.Errorf("sim: impatience = %d per mille, want 0..1000", f.Impatience)
	case f.Coins.Moves < 0 || !f.Coins.Bounded && f.Coins.Moves != 0:
		return fmt.Errorf("sim: moves before coins = %d, want at least 0, and 0 where there is no bound", f.Coins.Moves)
	case f.Rarity < 0:
		return fmt.Errorf("sim: rarity = %d, want at least 0", f.Rarity)
	}
	return nil
}

// rare asks the Chooser for something that happens once in Rarity moves.
func (w *World[S]) rare() bool {
	odds := w.faults.Rarity
	if odds == 0 {
		odds = 200
	}
	return w.choose(odds) == odds-1
}

// percent asks the Chooser for something that happens so many times in a hundred.
func (w *World[S]) percent(p int) bool {
	return p > 0 && w.choose(100) >= 100-p
}

// misfortune lets a node crash, a partition begin or end. It reports whether anything happened.
func (w *World[S]) misfortune() bool {
	if w.faults.Crashes > 0 && w.rare() {
		w.faults.Crashes--
		w.crashOne()
		return true
	}
	if w.faults.Restarts > 0 && w.rare() {
		w.faults.Restarts--
		w.restart(w.anyLive())
		return true
	}
	if w.split && w.rare() {
		w.heal()
		return true
	}
	if w.faults.Partitions > 0 && !w.split && w.rare() {
		w.faults.Partitions--
		w.partition()
		return true
	}
	if w.faults.Impatience > 0 && w.choose(1000) >= 1000-w.faults.Impatience {
		node := w.anyLive()
		w.note(func() Move { return Move{Kind: Suspect, Node: node} })
		w.apply(node, model.Timeout{})
		return true
	}
	return false
}

// anyLive chooses a node that has not crashed.
func (w *World[S]) anyLive() model.NodeID {
	nth := w.choose(w.live.Len())
	for i := range w.live.Members() {
		if nth == 0 {
			return i
		}
		nth--
	}
	panic("sim: no node is live")
}

// crashOne stops a node: it sends and receives nothing any more, and what it has in flight may be lost.
func (w *World[S]) crashOne() {
	if w.live.Empty() {
		return
	}
	i := w.anyLive()
	w.live = w.live.Without(i)
	w.note(func() Move { return Move{Kind: Crash, Node: i} })
	w.loseSome(&w.inFlight, i)
	w.loseSome(&w.held, i)
}

// restart lets a node crash and go on. What is in flight stays in flight.
func (w *World[S]) restart(i model.NodeID) {
	w.note(func() Move { return Move{Kind: Restart, Node: i} })
	w.apply(i, model.Restart{})
}

// loseSome lets each packet from a crashed node be lost or not.
func (w *World[S]) loseSome(p *packets, from model.NodeID) {
	for k := len(p.envelopes) - 1; k >= 0; k-- {
		if p.envelopes[k].From == from && w.choose(2) == 1 {
			w.note(func() Move { return w.packetMove(p, k, Lose) })
			p.remove(k)
		}
	}
}

// partition splits the group: each node is put on one of two sides.
func (w *World[S]) partition() {
	side := model.NodeSet{}
	for i := range w.nodes {
		if w.choose(2) == 1 {
			side = side.With(model.NodeID(i))
		}
	}
	w.divide(side)
}

// divide splits the group into those on one side and the others.
func (w *World[S]) divide(side model.NodeSet) {
	w.split, w.side = true, side
	w.note(func() Move { return Move{Kind: Split, Side: side} })
	for k := len(w.inFlight.envelopes) - 1; k >= 0; k-- {
		if e := w.inFlight.envelopes[k]; w.across(e.From, e.To) {
			w.held.add(e, w.inFlight.events[k])
			w.inFlight.remove(k)
		}
	}
}

// across reports whether a packet would have to cross the partition.
func (w *World[S]) across(from, to model.NodeID) bool {
	return w.split && w.side.Has(from) != w.side.Has(to)
}

// heal ends the partition; what waited is in flight again.
func (w *World[S]) heal() {
	w.split = false
	w.note(func() Move { return Move{Kind: Heal} })
	for k, e := range w.held.envelopes {
		w.inFlight.add(e, w.held.events[k])
	}
	w.held = packets{}
}

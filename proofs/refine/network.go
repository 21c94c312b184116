package refine

import (
	"errors"
	"fmt"

	"quesera/model"
	"quesera/model/sim"
)

// A Network is what a run has to cope with. The zero Network delivers everything, in any order.
type Network struct {
	Adversary Adversary
	Faults    sim.Faults
	Timeouts  bool
}

// An Adversary is a way to pick which packet is next. New makes one for a run; it may be nil, where every packet in
// flight is equally likely.
type Adversary struct {
	Name  string
	Reads bool // the messages: what coins decided in them matters
	New   func() sim.Adversary
}

// Neutral lists the adversaries that know nothing of a protocol, against a group of n.
func Neutral(n int) []Adversary {
	return []Adversary{
		{Name: "any packet"},
		{Name: "uneven", New: func() sim.Adversary { return sim.Uneven(n) }},
	}
}

// NetworkOf has the misfortunes of a seed for a group of n: none for the first, then more and more kinds, and all for
// the eighth.
func NetworkOf(seed uint64, n int, a Adversary) Network {
	net := Network{Adversary: a}
	if seed&1 != 0 {
		net.Faults.Duplicate, net.Faults.Impatience = 20, 20
	}
	if seed&2 != 0 {
		net.Faults.Loss, net.Timeouts = 15, true
	}
	if seed&4 != 0 {
		net.Faults.Partitions, net.Faults.Crashes, net.Faults.Rarity = 2, (n-1)/2, 40
	}
	return net
}

// A Run is a run of a group of machines that is to be made.
type Run[S any] struct {
	Nodes   int
	Machine model.Machine[S]
	Network Network
	Done    func(*S) bool                  // of one node
	Needs   int                            // so many live nodes suffice for all that live to be done; 0: all
	Observe func(sim.Observation[S]) error // sees every transition; an error ends the run
}

// limit bounds the moves of a run.
const limit = 200_000

// hopeless bounds those of a run of which too few nodes live for it to end.
const hopeless = 20_000

// Play makes the run. It ends when all nodes that live are done. That nothing can happen any more before that, or not
// within the limit, is an error, but not where it may be so: too many nodes crashed, or what was lost is never sent
// again. A node that is not done is not taken for one that crashed.
func (r Run[S]) Play(chooser sim.Chooser) error {
	var failure error
	config := sim.Config[S]{Nodes: r.Nodes, Machine: r.Machine, Chooser: chooser, Faults: r.Network.Faults,
		Timeouts: r.Network.Timeouts,
		Observe: func(o sim.Observation[S]) {
			if failure == nil {
				failure = r.Observe(o)
			}
		}}
	if r.Network.Adversary.New != nil {
		config.Adversary = r.Network.Adversary.New()
	}
	w, err := sim.New(config)
	if err != nil {
		return err
	}
	over := func() bool {
		if w.Live().Len() < r.needs() && w.Moves() >= hopeless {
			return true
		}
		for i := range w.Live().Members() {
			if failure == nil && !r.Done(w.State(i)) {
				return false
			}
		}
		return true
	}
	err = w.Run(over, limit)
	switch {
	case failure != nil:
		return failure
	case errors.Is(err, sim.ErrStuck) || errors.Is(err, sim.ErrLimit):
		return r.undone(w, err)
	}
	return err
}

// undone says which nodes that live are not done at the end of a run, and why that is an error; nil if it is none.
func (r Run[S]) undone(w *sim.World[S], end error) error {
	live, faults := w.Live(), r.Network.Faults
	lost := faults.Loss > 0 && !faults.Retransmit || live.Len() < r.Nodes // what crashed nodes had in flight
	if live.Len() < r.needs() || lost && !r.Network.Timeouts {
		return nil
	}
	var left []model.NodeID
	for i := range live.Members() {
		if !r.Done(w.State(i)) {
			left = append(left, i)
		}
	}
	return fmt.Errorf("%d of %d nodes live and %d suffice, but nodes %v are not done: %w", live.Len(), r.Nodes, r.needs(),
		left, end)
}

// needs is how many live nodes suffice.
func (r Run[S]) needs() int {
	if r.Needs == 0 {
		return r.Nodes
	}
	return r.Needs
}

package service

import (
	"context"
	"errors"
	"slices"

	"quesera/linearizability/history"
	"quesera/model"
	"quesera/model/object"
	"quesera/model/object/replica"
	"quesera/model/sim"
)

// A Watch sees each transition of a node; may be nil.
type Watch[S any] func(sim.Observation[replica.State[S]])

// A run is one run of a plan.
type run[S any] struct {
	plan    *Plan
	world   *sim.World[replica.State[S]]
	clients *clients
	chooser sim.Chooser // of stops and clocks
	stops   int         // that may still come
	down    model.NodeSet
	watch   Watch[S]
}

// Play runs a plan above a chain, and returns the history of its clients.
func Play[S any](ctx context.Context, p *Plan, chain replica.Chain[S], watch Watch[S]) (*history.History, Stats,
	error) {
	if err := p.check(); err != nil {
		return nil, Stats{}, err
	}
	r := &run[S]{plan: p, clients: newClients(p), stops: p.Faults.Stops, watch: watch, chooser: sim.Random(^p.Seed)}
	var err error
	r.world, err = sim.New(sim.Config[replica.State[S]]{
		Nodes: p.Nodes, Machine: replica.Machine[S]{Chain: chain, Object: p.Object, Strategy: p.Strategy},
		Chooser: sim.Random(p.Seed), Adversary: p.Adversary, Faults: p.Faults.Network, Timeouts: true, Observe: r.observe,
	})
	if err != nil {
		return nil, Stats{}, err
	}
	for r.clients.busy() && r.world.Moves() < p.Moves && ctx.Err() == nil {
		if err := r.move(); err != nil {
			return nil, Stats{}, err
		}
	}
	if ctx.Err() != nil {
		return nil, Stats{}, context.Cause(ctx)
	}
	return r.history(), r.statistics(), nil
}

// judged is what histories call an object.
var judged = map[object.Name]string{object.TheLog: "log", object.Registers: "register", object.TheQueue: "queue",
	object.TheLedger: "ledger"}

// history is what the clients saw.
func (r *run[S]) history() *history.History {
	h := r.clients.history.Finish()
	h.Object = judged[r.plan.Object]
	if r.plan.Object == object.TheLedger {
		h.Accounts = map[string]int64{}
		for key, amount := range object.Accounts {
			h.Accounts[number(object.Value(key)).Text] = int64(amount)
		}
	}
	r.clients.stats.Open = len(h.Operations) - r.clients.stats.Answered
	return h
}

func (r *run[S]) statistics() Stats {
	stats := r.clients.stats
	stats.Moves = r.world.Moves()
	return stats
}

// observe takes in what the nodes tell their clients.
func (r *run[S]) observe(o sim.Observation[replica.State[S]]) {
	for _, e := range o.Effects {
		if out, ok := e.(model.Output); ok {
			if a, ok := out.Value.(replica.Answer); ok {
				r.clients.tell(a, o.Move)
			}
		}
	}
	if r.watch != nil {
		r.watch(o)
	}
}

// Odds of what happens at a move of the network: once in so many.
const (
	clockOdds = 15 // clocks move
	slow      = 8  // a clock that is slow does
)

// move lets clients act, packets arrive, nodes stop and clocks run, and then one thing happen in the network.
func (r *run[S]) move() error {
	now := r.world.Moves()
	r.clients.act(now)
	for k := 0; k < len(r.clients.packets); {
		if p := r.clients.packets[k]; p.due <= now {
			r.clients.packets = slices.Delete(r.clients.packets, k, k+1)
			r.arrives(p, now)
		} else {
			k++
		}
	}
	if r.plan.Strategy.Reads == replica.UnderLease && r.chooser.Choose(clockOdds) == 0 {
		r.tick()
	}
	if (r.stops > 0 || !r.down.Empty()) && r.chooser.Choose(r.plan.Faults.StopOdds) == 0 {
		r.stopOrResume()
	}
	err := r.world.Move()
	if errors.Is(err, sim.ErrStuck) && !r.down.Empty() { // until a node starts again
		r.stopOrResume()
		return nil
	}
	return err
}

// arrives has a packet of a client arrive.
func (r *run[S]) arrives(p packet, now uint64) {
	if p.tells {
		r.clients.told(p.answer, now)
		return
	}
	if r.clients.waiting(p.ask.ID) == nil {
		r.clients.stats.Late++
	}
	r.world.Request(p.node, p.ask)
}

// tick moves the clocks on: all, or if they drift one, of which that of node 0 is slow.
func (r *run[S]) tick() {
	if r.plan.Faults.Drift {
		if i := model.NodeID(r.chooser.Choose(r.plan.Nodes)); i > 0 || r.chooser.Choose(slow) == 0 {
			r.world.Request(i, replica.Tick{})
		}
		return
	}
	for i := range r.plan.Nodes {
		r.world.Request(model.NodeID(i), replica.Tick{})
	}
}

// stopOrResume starts the node that has stopped, or stops one.
func (r *run[S]) stopOrResume() {
	for i := range r.down.Members() {
		r.down = r.down.Without(i)
		r.world.Request(i, replica.Resume{Forgetting: r.plan.Faults.Forgets})
		return
	}
	i := model.NodeID(r.chooser.Choose(r.plan.Nodes))
	r.stops--
	r.clients.stats.Stops++
	r.down = r.down.With(i)
	r.world.Request(i, replica.Stop{})
}

// Package service runs replicated objects with their clients, and writes down what the clients see.
//
// Clients call any node, ask again at another one with the same request ID when they have waited long enough, and keep
// an honest history: what nobody answered stays open for ever. Requests and answers travel: they may be late, come
// twice, or never.
//
// Every choice follows from the seed of the plan. The network has a chooser of its own, and so has each operation: an
// operation that is left out leaves the choices of all others as they were, so that a history can be made shorter by
// running it again with fewer operations (Plan.Without).
package service

import (
	"fmt"
	"slices"

	"quesera/model/object"
	"quesera/model/object/replica"
	"quesera/model/sim"
)

// A Plan is what is to be run.
type Plan struct {
	Nodes      int
	Object     object.Name
	Strategy   replica.Strategy
	Clients    int   // at a time
	Operations int   // of all clients, numbered from 0
	Without    []int // operations that are left out
	Keys       int   // registers, of which there is one at least
	Plain      bool  // registers are written and read, and not compared, and written first
	Readers    bool  // all but the first operation are reads
	Sticky     bool  // a client asks the same node always, if it can
	Think      int   // for how many moves of the network an idle client waits, at most
	Faults     Faults
	Seed       uint64
	Adversary  sim.Adversary // nil: every packet in flight is equally likely to be next
	Moves      uint64        // give up after so many moves of the network
}

// Faults are what goes wrong.
type Faults struct {
	Network   sim.Faults
	Stops     int  // how often a node stops and starts again, at most
	StopOdds  int  // that one does so: once in so many moves
	Forgets   bool // it has then forgotten what it knew
	Drift     bool // the clock of each node runs as it likes; else all run alike
	Duplicate int  // percent of the requests of clients that arrive twice
	Late      int  // percent of the requests and answers that take long
	Lose      int  // percent of the answers that get lost
	// Patience is how many moves a client waits before it asks elsewhere; 0: it waits for ever.
	Patience int
	Attempts int // how often it asks before it gives up, at least once
}

// Stats are what happened in a run, so that nobody believes in a run in which nothing did.
type Stats struct {
	Answered, Open     int // operations
	Retries, Duplicate int // requests
	Late               int // requests that arrived when nobody waited for their answer any more
	Stops, Jumps       int
	Some               int // rounds that some nodes saw committed and others did not
	AtOnce             int // requests that a node answered within the transition in which it jumped
	Moves              uint64
}

// Add sums up two runs.
func (s *Stats) Add(t Stats) {
	s.Answered += t.Answered
	s.Open += t.Open
	s.Retries += t.Retries
	s.Duplicate += t.Duplicate
	s.Late += t.Late
	s.Stops += t.Stops
	s.Jumps += t.Jumps
	s.Some += t.Some
	s.AtOnce += t.AtOnce
	s.Moves += t.Moves
}

// check refuses what cannot be run, which is a mistake of the caller.
func (p *Plan) check() error {
	if p.Nodes < 1 || p.Clients < 1 || p.Operations < 0 || p.Keys < 1 || p.Think < 1 || p.Faults.Attempts < 1 {
		return fmt.Errorf("service: plan = %+v, want nodes, clients, keys, moves to think and attempts", *p)
	}
	return nil
}

// A task is an operation to come, with the chooser of all that concerns it.
type task struct {
	chooser sim.Chooser
	think   int // moves to wait before it is called
	node    int
	what    object.Operation
}

// tasks are the operations of each client, in their order.
func (p *Plan) tasks() [][]task {
	all := make([][]task, p.Clients)
	for number := range p.Operations {
		t := task{chooser: sim.Random(p.Seed + uint64(number+1)<<32)}
		client := p.pick(t.chooser, p.Clients)
		t.think = 1 + p.pick(t.chooser, p.Think)
		t.node = p.pick(t.chooser, p.Nodes)
		if p.Sticky {
			t.node = client % p.Nodes
		}
		t.what = p.operation(t.chooser, number)
		if !slices.Contains(p.Without, number) {
			all[client] = append(all[client], t)
		}
	}
	return all
}

func (p *Plan) pick(c sim.Chooser, n int) int {
	if n == 1 {
		return 0
	}
	return c.Choose(n)
}

// operation is one for a client: the kinds equally likely, with a value that tells it from all others.
func (p *Plan) operation(c sim.Chooser, number int) object.Operation {
	value := object.Value(number + 1)
	switch p.Object {
	case object.TheLog:
		return []object.Operation{{Kind: object.Append, Value: value}, {Kind: object.ReadLog}}[p.pick(c, 2)]
	case object.TheQueue:
		return []object.Operation{{Kind: object.Enqueue, Value: value}, {Kind: object.Dequeue}}[p.pick(c, 2)]
	case object.TheLedger:
		if p.pick(c, 3) == 0 {
			return object.Operation{Kind: object.Balance, Key: object.Key(p.pick(c, len(object.Accounts)))}
		}
		from := p.pick(c, len(object.Accounts))
		to := (from + 1 + p.pick(c, len(object.Accounts)-1)) % len(object.Accounts)
		return object.Operation{Kind: object.Transfer, Key: object.Key(from), To: object.Key(to), Value: 1}
	}
	return p.onRegister(c, number, value)
}

func (p *Plan) onRegister(c sim.Chooser, number int, value object.Value) object.Operation {
	key, kinds := object.Key(p.pick(c, p.Keys)), 5
	switch {
	case p.Readers && number > 0:
		return object.Operation{Kind: object.Read, Key: key}
	case p.Readers || p.Plain && number == 0: // there is nothing to read before
		return object.Operation{Kind: object.Write, Key: key, Value: value}
	case p.Plain:
		kinds = 4
	}
	switch p.pick(c, kinds) {
	case 0, 1:
		return object.Operation{Kind: object.Write, Key: key, Value: value}
	case 4:
		return object.Operation{Kind: object.CompareAndSet, Key: key,
			Expected: object.Value(1 + p.pick(c, max(number, 1))), Value: value}
	}
	return object.Operation{Kind: object.Read, Key: key}
}

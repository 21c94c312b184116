package service

import (
	"slices"
	"strconv"

	"quesera/linearizability/history"
	"quesera/model"
	"quesera/model/object"
	"quesera/model/object/replica"
)

// A client has one operation open at a time. When it gives up, another one takes its place, as its operation may still
// be running.
type client struct {
	id       replica.ClientID
	number   uint32 // of its last request
	busy     bool
	tasks    []task       // to come; the first is at hand while it is busy
	free     uint64       // the move at which it became idle
	node     model.NodeID // that it asked last
	since    uint64       // the move at which it did
	attempts int
	seen     uint32 // the number of final blocks from which it was answered
}

// A packet is on its way between a client and a node.
type packet struct {
	due    uint64       // the move at which it arrives
	node   model.NodeID // where it goes, if it asks
	ask    replica.Ask
	tells  bool // it is an answer
	answer replica.Answer
}

// clients are all of them, with what is on its way, and the history that they keep.
type clients struct {
	plan    *Plan
	all     []client
	names   replica.ClientID // given so far
	packets []packet         // in the order in which they were sent
	history *history.Builder
	stats   Stats
}

func newClients(p *Plan) *clients {
	c := &clients{plan: p, history: history.NewBuilder(history.Usual())}
	for _, tasks := range p.tasks() {
		c.names++
		c.all = append(c.all, client{id: c.names, tasks: tasks})
	}
	return c
}

// busy reports whether an operation is open or to come.
func (c *clients) busy() bool {
	return slices.ContainsFunc(c.all, func(k client) bool { return len(k.tasks) > 0 })
}

// act lets each client do what it does at a move of the network.
func (c *clients) act(now uint64) {
	for i := range c.all {
		k := &c.all[i]
		switch {
		case len(k.tasks) == 0:
		case !k.busy && now >= k.free+uint64(k.tasks[0].think):
			c.begin(k, now)
		case k.busy && c.plan.Faults.Patience > 0 && now >= k.since+uint64(c.plan.Faults.Patience):
			c.again(k, now)
		}
	}
}

// event writes down what a client does or sees, at once.
func (c *clients) event(k *client, t history.Type, value history.Value) {
	what := k.tasks[0].what
	e := history.Event{Process: strconv.Itoa(int(k.id)), Type: t, F: what.Kind.String(), Value: value}
	if c.plan.Object == object.Registers && c.plan.Keys > 1 {
		e.Key = number(object.Value(what.Key))
	}
	if err := c.history.Add(e); err != nil {
		panic("service: " + err.Error())
	}
}

// begin has an idle client call its next operation.
func (c *clients) begin(k *client, now uint64) {
	k.number++
	k.busy, k.attempts, k.node = true, 0, model.NodeID(k.tasks[0].node)
	c.event(k, history.Invoke, inputOf(k.tasks[0].what))
	c.ask(k, now)
}

// ask sends the request of a client to the node that it has chosen.
func (c *clients) ask(k *client, now uint64) {
	k.attempts++
	k.since = now
	t := k.tasks[0]
	p := packet{due: c.arrival(t, now), node: k.node, ask: replica.Ask{
		ID: replica.RequestID{Client: k.id, Number: k.number}, What: t.what, Seen: k.seen}}
	c.packets = append(c.packets, p)
	if c.percent(t, c.plan.Faults.Duplicate) {
		c.stats.Duplicate++
		p.due = c.arrival(t, now)
		c.packets = append(c.packets, p)
	}
}

// A packet takes up to so many moves of the network, or so many times longer.
const (
	usual = 12
	long  = 30
)

// arrival is when a packet arrives that is sent now.
func (c *clients) arrival(t task, now uint64) uint64 {
	takes := 1 + c.plan.pick(t.chooser, usual)
	if c.percent(t, c.plan.Faults.Late) {
		takes *= long
	}
	return now + uint64(takes)
}

// again has a client that waited long enough ask the next node, or give up.
func (c *clients) again(k *client, now uint64) {
	if k.attempts < c.plan.Faults.Attempts {
		c.stats.Retries++
		k.node = (k.node + 1) % model.NodeID(c.plan.Nodes)
		c.ask(k, now)
		return
	}
	c.event(k, history.Info, history.Value{})
	c.names++
	*k = client{id: c.names, tasks: k.tasks[1:], free: now}
}

// tell sends an answer on its way, unless it gets lost.
func (c *clients) tell(a replica.Answer, now uint64) {
	k := c.waiting(a.ID)
	if k == nil || c.percent(k.tasks[0], c.plan.Faults.Lose) {
		return
	}
	c.packets = append(c.packets, packet{due: c.arrival(k.tasks[0], now), tells: true, answer: a})
}

// told has an answer arrive. One that its client no longer waits for says nothing.
func (c *clients) told(a replica.Answer, now uint64) {
	k := c.waiting(a.ID)
	if k == nil {
		return
	}
	c.event(k, history.OK, outputOf(k.tasks[0].what, a.Result))
	c.stats.Answered++
	k.busy, k.seen, k.tasks, k.free = false, max(k.seen, a.Seen), k.tasks[1:], now
}

// waiting is the client that waits for the answer to a request; nil: none does any more.
func (c *clients) waiting(id replica.RequestID) *client {
	for i := range c.all {
		if k := &c.all[i]; k.busy && k.id == id.Client && k.number == id.Number {
			return k
		}
	}
	return nil
}

func (c *clients) percent(t task, p int) bool { return p > 0 && t.chooser.Choose(100) >= 100-p }

func number(v object.Value) history.Value { return history.Of(strconv.FormatInt(int64(v), 10)) }

// inputOf is the argument of an operation, as histories have it.
func inputOf(o object.Operation) history.Value {
	switch o.Kind {
	case object.Append, object.Write, object.Enqueue:
		return number(o.Value)
	case object.CompareAndSet:
		return history.ListOf(number(o.Expected), number(o.Value))
	case object.Transfer:
		return history.ListOf(number(object.Value(o.Key)), number(object.Value(o.To)), number(o.Value))
	case object.Balance:
		return number(object.Value(o.Key))
	}
	return history.Value{}
}

// outputOf is an answer, as histories have it.
func outputOf(o object.Operation, r object.Result) history.Value {
	switch o.Kind {
	case object.Append:
		return number(r.Value)
	case object.ReadLog:
		list := history.Value{Kind: history.List}
		for _, v := range r.Values {
			list.Items = append(list.Items, number(v))
		}
		return list
	case object.Read, object.Dequeue, object.Balance:
		if r.Done {
			return number(r.Value)
		}
		return history.Value{}
	case object.CompareAndSet, object.Transfer:
		return history.Of(strconv.FormatBool(r.Done))
	}
	return history.Value{}
}

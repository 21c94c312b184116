package vectors

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"quesera/model"
	"quesera/model/tlc"
)

// A Recording says how a script is recorded from a run.
type Recording struct {
	Script Script // without messages and events
	Seed   uint64
	Events int     // of the node, at most
	Loss   float64 // the share of packets that are lost
	Deaf   int     // so many of its first packets the node receives late, and out of order
	Late   int     // node 0's first raw message of each step arrives behind so many packets
}

// packet is a message on its way.
type packet struct {
	from, to model.NodeID
	message  model.Message
	due      uint64
}

// recorder is a run that is being recorded.
type recorder[S any] struct {
	Recording
	words   *Words
	rng     *rand.Rand
	machine model.Machine[S]
	states  []S
	flying  []packet
	coins   []model.NodeID // who is to be told what the layer above has to say
	ready   func(model.Effect) (sides uint64, ok bool)
	turn    uint64
}

// Record plays a run and writes down what happens to one node. ready tells which effects the layer above answers, and
// how many tickets there are to draw from; 0: it has nothing to say.
func Record[S any](r Recording, m model.Machine[S], words *Words,
	ready func(model.Effect) (sides uint64, ok bool)) Script {
	rec := &recorder[S]{Recording: r, words: words, rng: rand.New(rand.NewPCG(r.Seed, 15)), machine: m, ready: ready,
		states: make([]S, r.Script.Nodes)}
	rec.Script.Messages, rec.Script.Events = map[string]Message{}, []Event{}
	for i := range rec.states {
		s, effects := m.Start(model.NodeID(i))
		rec.states[i] = s
		rec.follow(model.NodeID(i), effects)
	}
	for len(rec.Script.Events) < r.Events && rec.turn < 1<<14 {
		rec.turn++
		rec.next()
	}
	return rec.Script
}

// next lets one thing happen.
func (r *recorder[S]) next() {
	if len(r.coins) > 0 {
		k := r.rng.IntN(len(r.coins))
		i := r.coins[k]
		r.coins = slices.Delete(r.coins, k, k+1)
		r.speak(i)
		return
	}
	if len(r.flying) == 0 {
		i := model.NodeID(r.rng.IntN(len(r.states)))
		r.apply(i, model.Timeout{}, Event{Event: "timeout"})
		return
	}
	k := 0
	for range 4 { // of a few the one that is due first
		if other := r.rng.IntN(len(r.flying)); r.flying[other].due < r.flying[k].due {
			k = other
		}
	}
	p := r.flying[k]
	r.flying = slices.Delete(r.flying, k, k+1)
	if r.rng.Float64() < r.Loss {
		return
	}
	r.apply(p.to, model.Receive{From: p.from, Message: p.message}, r.describe(p))
}

// speak tells a node what its layer above has to say.
func (r *recorder[S]) speak(i model.NodeID) {
	if r.Script.Tickets == 0 {
		r.apply(i, tlc.Broadcast{}, Event{Event: "broadcast"})
		return
	}
	ticket := r.rng.Uint64N(r.Script.Tickets)
	r.apply(i, model.Coin{Value: ticket}, Event{Event: "coin", Ticket: ticket})
}

// apply lets something happen to a node, and writes it down if it is the one.
func (r *recorder[S]) apply(i model.NodeID, e model.Event, line Event) {
	if int(i) == r.Script.Self {
		if len(r.Script.Events) >= r.Events {
			return
		}
		r.Script.Events = append(r.Script.Events, line)
	}
	s, effects := r.machine.Apply(r.states[i], e)
	r.states[i] = s
	r.follow(i, effects)
}

// follow sends what a node sends.
func (r *recorder[S]) follow(i model.NodeID, effects []model.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case model.Broadcast:
			if raw, ok := e.Message.(*tlc.Raw); ok {
				r.words.own[nameOf(raw)], r.words.names[raw.Digest] = raw.Digest, nameOf(raw)
			}
			for to := range r.states {
				if model.NodeID(to) != i {
					r.send(i, model.NodeID(to), e.Message)
				}
			}
		case model.Send:
			r.send(i, e.To, e.Message)
		default:
			if _, ok := r.ready(e); ok {
				r.coins = append(r.coins, i)
			}
		}
	}
}

func (r *recorder[S]) send(from, to model.NodeID, m model.Message) {
	p := packet{from: from, to: to, message: m, due: r.turn + r.rng.Uint64N(8)}
	if int(to) == r.Script.Self && r.Deaf > 0 {
		r.Deaf--
		p.due += 200 + r.rng.Uint64N(100)
	}
	if _, raw := m.(*tlc.Raw); raw && from == 0 {
		p.due += uint64(r.Late)
	}
	r.flying = append(r.flying, p)
}

// describe is the line of a script in which a packet arrives, whose messages the script lists.
func (r *recorder[S]) describe(p packet) Event {
	mine := int(p.to) == r.Script.Self
	list := func(m tlc.Public) string {
		if mine && int(m.Causal().Node) != r.Script.Self {
			r.Script.Messages[nameOf(m)] = r.words.content(m)
		}
		return nameOf(m)
	}
	e := Event{From: int(p.from)}
	switch m := p.message.(type) {
	case tlc.Public:
		e.Event, e.Message = "receive", list(m)
	case tlc.Ack:
		e.Event, e.Of, e.Step = "ack", r.words.Name(m.Of), int(m.Step)
	case tlc.Ask:
		e.Event, e.Step = "ask", int(m.Step)
	case tlc.CatchUp:
		e.Event, e.Step, e.Asked = "catch_up", int(m.Step), m.Asked
		e.Messages = historyOf(&m.History, m.Step)
		for s := m.Step - min(m.Step, tlc.Kept-1); s <= m.Step; s++ {
			for raw := range m.History.RawMessages(s) {
				list(raw)
			}
			for cert := range m.History.CertMessages(s) {
				list(cert)
			}
		}
	default:
		panic(fmt.Sprintf("vectors: a message of type %T", m))
	}
	return e
}

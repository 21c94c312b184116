package trace

import (
	"slices"
	"testing"

	tf "quesera/internal/traceformat"

	"quesera/spec"
)

// events is a run with the questions that a test asks of it.
type events []tf.Event

func (ev events) insert(i int, e tf.Event) events { return slices.Insert(slices.Clone(ev), i, e) }
func (ev events) remove(i int) events             { return slices.Delete(slices.Clone(ev), i, i+1) }
func (ev events) change(i int, f func(e *tf.Event)) events {
	ev = slices.Clone(ev)
	f(&ev[i])
	return ev
}

// first is the first index from i on whose event fulfils want, or -1.
func (ev events) first(i int, want func(i int, e tf.Event) bool) int {
	for ; i < len(ev); i++ {
		if want(i, ev[i]) {
			return i
		}
	}
	return -1
}

// sent is the index at which a message is sent.
func (ev events) sent(id tf.ID) int {
	return ev.first(0, func(_ int, e tf.Event) bool { return e.Kind <= tf.SendWit && e.ID == id })
}

// received tells whether a node receives a message before index i.
func (ev events) received(i int, n tf.Node, id tf.ID) bool {
	at := ev.first(0, func(_ int, e tf.Event) bool { return e.Kind == tf.Receive && e.Node == n && e.ID == id })
	return at >= 0 && at < i
}

// after is the index of node n's next event of a kind from i on.
func (ev events) after(i int, n tf.Node, k tf.Kind) int {
	return ev.first(i, func(_ int, e tf.Event) bool { return e.Node == n && e.Kind == k })
}

// step is the step of node n before index i.
func (ev events) step(i int, n tf.Node) (s tf.Step) {
	for _, e := range ev[:i] {
		if e.Node == n && e.Kind == tf.Advance {
			s = e.Step
		}
	}
	return s
}

// fresh is an id that node n has not used before index i and that keeps its numbers
// ascending.
func (ev events) fresh(i int, n tf.Node) tf.ID {
	id := tf.ID{Sender: n}
	for _, e := range ev[:i] {
		if e.Kind <= tf.SendWit && e.Node == n {
			id = e.ID
		}
	}
	id.Number++
	return id
}

// delay moves event i behind its node's next receipt, where nobody else has needed it
// before; the second result is where that receipt then stands.
func (ev events) delay(i int) (events, int) {
	e := ev[i]
	next := ev.after(i, e.Node, tf.Receive)
	if next < 0 {
		return nil, -1
	}
	for _, other := range ev[i : next+1] {
		if other.Kind == tf.Receive && e.Kind <= tf.SendWit && other.ID == e.ID {
			return nil, -1
		}
	}
	return ev.insert(next+1, e).remove(i), next - 1
}

// candidate makes one wrong trace of a good one at index i, and tells where it is wrong;
// it tells -1 where this cannot be done.
type candidate func(ev events, i int) (events, int)

// mutation is one way to go wrong, and the rule that must see it.
type mutation struct {
	rule string
	name string
	base run
	make candidate
}

var (
	three  = small(0)
	direct = run{Header: tf.Header{Protocol: qscFormat, Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3,
		Acks: tf.Direct}, steps: 6, tickets: 30}
	bare   = run{Header: tf.Header{Protocol: clockFormat, Nodes: 3, MessageThreshold: 2}, steps: 6, tickets: 1}
	slow   = run{Header: three.Header, steps: 9, tickets: 30, lag: 20}
	ties   = run{Header: three.Header, steps: 9, tickets: 2}
	uneven = run{Header: three.Header, steps: 12, tickets: 30, slow: 5}
	five   = run{Header: tf.Header{Protocol: qscFormat, Nodes: 5, MessageThreshold: 3, WitnessThreshold: 3}, steps: 7,
		tickets: 100, lag: 5}
)

// on makes a candidate for events of one kind that is wrong at the event itself.
func on(k tf.Kind, f func(ev events, i int, e tf.Event) events) candidate {
	return func(ev events, i int) (events, int) {
		if ev[i].Kind != k {
			return nil, -1
		}
		out := f(ev, i, ev[i])
		if out == nil {
			return nil, -1
		}
		return out, i
	}
}

// behind makes a candidate that inserts an event behind one of a kind.
func behind(k tf.Kind, f func(ev events, i int, e tf.Event) (tf.Event, bool)) candidate {
	return func(ev events, i int) (events, int) {
		if ev[i].Kind != k {
			return nil, -1
		}
		e, ok := f(ev, i, ev[i])
		if !ok {
			return nil, -1
		}
		return ev.insert(i+1, e), i + 1
	}
}

// delayed makes a candidate that puts an event of a kind behind its node's next receipt.
func delayed(k tf.Kind) candidate {
	return func(ev events, i int) (events, int) {
		if ev[i].Kind != k {
			return nil, -1
		}
		return ev.delay(i)
	}
}

// set makes a candidate that changes one event of a kind.
func set(k tf.Kind, f func(e *tf.Event)) candidate {
	return on(k, func(ev events, i int, _ tf.Event) events { return ev.change(i, f) })
}

// again is event e under a fresh id.
func again(ev events, i int, e tf.Event) (tf.Event, bool) {
	e.ID = ev.fresh(i+1, e.Node)
	return e, true
}

var tlcMutations = []mutation{
	{ruleID, "sent under another node's name", three, set(tf.SendRaw, func(e *tf.Event) {
		e.ID.Sender = (e.ID.Sender + 1) % 3
	})},
	{ruleID, "an id used again", three, on(tf.SendAck, func(ev events, i int, e tf.Event) events {
		return ev.change(i, func(e *tf.Event) { e.ID.Number -= 10 })
	})},
	{ruleStep, "raw of the next step", three, set(tf.SendRaw, func(e *tf.Event) { e.Step++ })},
	{ruleStep, "acknowledgment labelled with the next step", three, set(tf.SendAck, func(e *tf.Event) { e.Step++ })},
	{ruleStep, "certificate labelled with the next step", three, set(tf.SendWit, func(e *tf.Event) { e.Step++ })},
	{ruleEquivocation, "a second raw message", three, behind(tf.SendRaw, again)},
	{ruleEquivocation, "the same raw message again", three, behind(tf.SendRaw, func(_ events, _ int, e tf.Event) (tf.Event,
		bool) {
		return e, true
	})},
	{ruleEquivocation, "a second raw message for the step before", three,
		behind(tf.SendRaw, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			e.ID = ev.fresh(i+1, e.Node)
			e.Step--
			return e, e.Step+1 > 0
		})},
	{rulePropose, "raw message after the first receipt", three, delayed(tf.SendRaw)},
	{ruleCausal, "received before it is sent", three, on(tf.SendRaw, func(ev events, i int, e tf.Event) events {
		if ev.fresh(i, 0).Number < 10 {
			return nil
		}
		return ev.insert(i, tf.Event{Node: 0, Kind: tf.Receive, ID: e.ID})
	})},
	{ruleCausal, "an unknown message", three, set(tf.Receive, func(e *tf.Event) { e.ID.Number += 5 })},
	{ruleCausal, "a message from outside the group", three, set(tf.Receive, func(e *tf.Event) { e.ID.Sender = 1000000 })},
	{ruleCausal, "two receipts out of causal order", three, swapReceipts},
	{ruleCausal, "two receipts out of order, the first of the oldest step that the node still keeps", slow,
		func(ev events, i int) (events, int) {
			kept := tf.Step(0) // the step after the first of the last round decided
			for _, e := range ev[:i] {
				if e.Node == ev[i].Node && e.Kind == tf.Decide {
					kept = tf.Step(e.Round) + 1
				}
			}
			if ev[i].Kind != tf.Receive || kept == 0 || ev[ev.sent(ev[i].ID)].Step != kept {
				return nil, -1
			}
			return swapReceipts(ev, i)
		}},
	{ruleCausal, "two receipts far apart exchanged, the second not even sent by then", three, exchangeReceipts},
	{ruleOnce, "received twice in a row", three, behind(tf.Receive, func(_ events, _ int, e tf.Event) (tf.Event, bool) {
		return e, true
	})},
	{ruleAddress, "somebody else's acknowledgment", direct,
		behind(tf.SendAck, func(_ events, _ int, e tf.Event) (tf.Event, bool) {
			return tf.Event{Node: (e.To + 1) % 4, Kind: tf.Receive, ID: e.ID}, true
		})},
	{ruleUnwitnessed, "an acknowledgment in unwitnessed TLC", bare,
		behind(tf.SendRaw, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			return tf.Event{Node: e.Node, Kind: tf.SendAck, ID: ev.fresh(i+1, e.Node), Step: e.Step, Of: e.ID, To: e.Node}, true
		})},
	{ruleUnwitnessed, "a certificate in unwitnessed TLC", bare,
		behind(tf.SendRaw, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			return tf.Event{Node: e.Node, Kind: tf.SendWit, ID: ev.fresh(i+1, e.Node), Step: e.Step, Of: e.ID}, true
		})},
	{ruleAckRaw, "acknowledging what was not received", three,
		behind(tf.SendRaw, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			return tf.Event{Node: e.Node, Kind: tf.SendAck, ID: ev.fresh(i+1, e.Node), Step: e.Step, Of: e.ID, To: e.Node}, true
		})},
	{ruleAckRaw, "acknowledging what was not sent", three, set(tf.SendAck, func(e *tf.Event) { e.Of.Number += 5 })},
	{ruleAckRaw, "acknowledging an acknowledgment", three,
		behind(tf.Receive, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			ack := ev[ev.sent(e.ID)]
			return tf.Event{Node: e.Node, Kind: tf.SendAck, ID: ev.fresh(i+1, e.Node), Step: ev.step(i, e.Node), Of: e.ID,
				To: e.ID.Sender}, ack.Kind == tf.SendAck
		})},
	{ruleAckTo, "acknowledging to another node", three, set(tf.SendAck, func(e *tf.Event) { e.To = (e.To + 1) % 3 })},
	{ruleAckLate, "acknowledging a late message, labelled with its step", slow,
		behind(tf.Receive, lateAck(func(ev events, i int, raw tf.Event, _ tf.Node) tf.Step { return raw.Step }))},
	{ruleAckLate, "acknowledging a late message, labelled with one's own step", slow,
		behind(tf.Receive, lateAck(func(ev events, i int, _ tf.Event, n tf.Node) tf.Step { return ev.step(i, n) }))},
	{ruleAckOnce, "acknowledging twice", three, behind(tf.SendAck, again)},
	{ruleAckOwed, "acknowledging after the next receipt", three, delayed(tf.SendAck)},
	{ruleWitOwn, "certifying another's message", three, set(tf.SendWit, func(e *tf.Event) {
		e.Of.Sender = (e.Of.Sender + 1) % 3
	})},
	{ruleWitOwn, "certifying what is no raw message", three,
		behind(tf.SendAck, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			return tf.Event{Node: e.Node, Kind: tf.SendWit, ID: ev.fresh(i+1, e.Node), Step: e.Step, Of: e.ID}, true
		})},
	{ruleWitOwn, "certifying what was not sent", three, set(tf.SendWit, func(e *tf.Event) { e.Of.Number += 5 })},
	{ruleWitLate, "certifying the message of the step before", slow,
		behind(tf.SendRaw, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			before := ev.first(0, func(_ int, m tf.Event) bool {
				return m.Kind == tf.SendRaw && m.Node == e.Node && m.Step+1 == e.Step
			})
			if before < 0 {
				return e, false
			}
			return tf.Event{Node: e.Node, Kind: tf.SendWit, ID: ev.fresh(i+1, e.Node), Step: e.Step, Of: ev[before].ID}, true
		})},
	{ruleWitOnce, "certifying twice", three, behind(tf.SendWit, again)},
	{ruleWitThreshold, "certifying one acknowledgment too soon", three, func(ev events, i int) (events, int) {
		if ev[i].Kind != tf.SendWit || ev[i-1].Kind != tf.Receive || ev[i-1].Node != ev[i].Node {
			return nil, -1
		}
		return ev.insert(i-1, ev[i]).remove(i + 1), i - 1
	}},
	{ruleWitOwed, "certifying after the next receipt", three, delayed(tf.SendWit)},
	{ruleAdvanceOne, "skipping a step", three, set(tf.Advance, func(e *tf.Event) { e.Step++ })},
	{ruleAdvanceOne, "advancing to where it is", three, set(tf.Advance, func(e *tf.Event) { e.Step-- })},
	{ruleAdvanceTooSoon, "advancing with one certificate too few", three, withoutLastCertificate},
	{ruleAdvanceTooSoon, "advancing with one message too few in unwitnessed TLC", bare, withoutLastCertificate},
	{ruleAdvanceOwed, "receiving instead of advancing", three, stuck},
	{ruleAdvanceOwed, "receiving instead of advancing in unwitnessed TLC", bare, stuck},
}

// swapReceipts exchanges two receipts that follow each other at one node, of which the
// first is causally before the second.
func swapReceipts(ev events, i int) (events, int) {
	if ev[i].Kind != tf.Receive {
		return nil, -1
	}
	a, next := ev[i], ev.first(i+1, func(_ int, e tf.Event) bool { return e.Node == ev[i].Node })
	if next < 0 || ev[next].Kind != tf.Receive {
		return nil, -1
	}
	b := ev[next]
	if sent := ev.sent(b.ID); b.ID.Sender == a.Node || sent > i || !ev.received(sent, b.ID.Sender, a.ID) {
		return nil, -1
	}
	return ev.change(i, func(e *tf.Event) { e.ID = b.ID }).change(next, func(e *tf.Event) { e.ID = a.ID }), i
}

// exchangeReceipts exchanges two receipts at one node, however much lies between them,
// of which the first is causally before the second, which was sent in between by another.
func exchangeReceipts(ev events, i int) (events, int) {
	a := ev[i]
	if a.Kind != tf.Receive {
		return nil, -1
	}
	k := ev.first(i+1, func(k int, b tf.Event) bool {
		sent := ev.sent(b.ID)
		return b.Kind == tf.Receive && b.Node == a.Node && b.ID.Sender != a.Node && sent > i &&
			ev.received(sent, b.ID.Sender, a.ID)
	})
	if k < 0 {
		return nil, -1
	}
	b := ev[k]
	return ev.change(i, func(e *tf.Event) { e.ID = b.ID }).change(k, func(e *tf.Event) { e.ID = a.ID }), i
}

// lateAck acknowledges a raw message received in a later step than its own.
func lateAck(label func(ev events, i int, raw tf.Event,
	n tf.Node) tf.Step) func(ev events, i int, e tf.Event) (tf.Event, bool) {
	return func(ev events, i int, e tf.Event) (tf.Event, bool) {
		raw := ev[ev.sent(e.ID)]
		late := raw.Kind == tf.SendRaw && raw.Step < ev.step(i, e.Node)
		return tf.Event{Node: e.Node, Kind: tf.SendAck, ID: ev.fresh(i+1, e.Node), Step: label(ev, i, raw, e.Node), Of: e.ID,
			To: e.ID.Sender}, late
	}
}

// withoutLastCertificate removes the receipt by which a node could advance.
func withoutLastCertificate(ev events, i int) (events, int) {
	if ev[i].Kind != tf.Advance || ev[i-1].Kind != tf.Receive || ev[i-1].Node != ev[i].Node {
		return nil, -1
	}
	return ev.remove(i - 1), i - 1
}

// stuck removes an advance with the decision and the raw message that follow it; the
// node's next receipt is then wrong if it is of the next step, unless another needs that message before.
func stuck(ev events, i int) (events, int) {
	n := ev[i].Node
	next := ev.after(i, n, tf.Receive)
	if ev[i].Kind != tf.Advance || next < 0 {
		return nil, -1
	}
	if ev[ev.sent(ev[next].ID)].Step <= ev.step(i, n) {
		return nil, -1
	}
	raw := ev[ev.after(i, n, tf.SendRaw)]
	out := events(slices.Clone(ev[:i]))
	for k, e := range ev[i:] {
		if e.Kind == tf.Receive && e.ID == raw.ID && i+k <= next {
			return nil, -1
		}
		if e.Node != n || i+k >= next {
			out = append(out, e)
		}
	}
	return out, out.after(i, n, tf.Receive)
}

// Each mutation is made of the first good run that allows it, and the judge must name
// its rule, its line and its node.
func TestEveryWayToBreakTLCIsSeenAtItsLine(t *testing.T) { testMutations(t, tlcMutations) }

func testMutations(t *testing.T, mutations []mutation) {
	for _, m := range mutations {
		t.Run(m.rule+"/"+m.name, func(t *testing.T) {
			const wanted = 3 // places at which each mutation is tried
			made := 0
			for seed := uint64(0); seed < 60 && made < wanted; seed++ {
				m.base.seed = seed
				good := events(m.base.record())
				for i := len(good) / 4; i < len(good); i++ {
					bad, at := m.make(good, i)
					if bad == nil || at < 0 {
						continue
					}
					made++
					if got := judgeEvents(t, m.base.Header, good, Options{}); got.Verdict != spec.Holds {
						t.Fatalf("seed %d: the run itself: %s", seed, got.Breach)
					}
					r := judgeEvents(t, m.base.Header, bad, Options{})
					if r.Verdict != spec.Violated || r.Breach.Rule.ID != m.rule || r.Breach.Line != at+2 ||
						r.Breach.Node.ID != int(bad[at].Node) {
						t.Errorf("seed %d, event %d: got %s %s, want line %d node %d %s", seed, i, r.Verdict, r.Breach, at+2,
							bad[at].Node, m.rule)
					}
					break
				}
			}
			if made < wanted {
				t.Errorf("made %d wrong traces, want %d", made, wanted)
			}
		})
	}
}

package trace

import (
	"slices"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// A node with enough messages of its step may stay and receive more of it, however many there are (TLC §2.2), with
// certificates and without. Method: good runs in which an advance, and what follows it, comes after the node's next
// receipt, where that is of its old step and needs no answer.
func TestANodeMayStayForMoreMessagesThanItNeeds(t *testing.T) {
	for _, r := range []run{
		{Header: tf.Header{Protocol: clockFormat, Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1}, steps: 20, tickets: 1},
		{Header: tf.Header{Protocol: clockFormat, Nodes: 2, MessageThreshold: 1}, steps: 20, tickets: 1},
	} {
		moved := 0
		for seed := range uint64(30) {
			r.seed = seed
			ev := events(r.record())
			for i := range ev {
				late := leftLater(ev, i, r.WitnessThreshold == 0)
				if late == nil {
					continue
				}
				moved++
				if got := judgeEvents(t, r.Header, late, Options{}); got.Verdict != spec.Holds {
					t.Fatalf("%+v, seed %d: the advance of line %d comes later: %v: %v", r.Header, seed, i+2, got.Verdict, got.Breach)
				}
			}
		}
		if moved < 5 {
			t.Errorf("%+v: %d advances come later, want more", r.Header, moved)
		}
	}
}

// leftLater has the advance at i, and what its node does before its next receipt, come after that receipt; nil if that
// makes no good run.
func leftLater(ev events, i int, raws bool) events {
	n := ev[i].Node
	next := ev.after(i, n, tf.Receive)
	if ev[i].Kind != tf.Advance || next < 0 {
		return nil
	}
	received := ev[ev.sent(ev[next].ID)]
	if received.Step != ev.step(i, n) || received.Kind != tf.SendWit && !(raws && received.Kind == tf.SendRaw) {
		return nil
	}
	var own, others events
	for _, e := range ev[i:next] {
		if e.Node == n {
			own = append(own, e)
		} else {
			others = append(others, e)
		}
	}
	for _, e := range own {
		for k, at := range ev { // who receives what it sends now has to have what it has received before
			early := k < next || !ev.received(k, at.Node, ev[next].ID)
			if at.Kind == tf.Receive && e.Kind <= tf.SendWit && at.ID == e.ID && early {
				return nil
			}
		}
	}
	return slices.Concat(ev[:i], others, events{ev[next]}, own, ev[next+1:])
}

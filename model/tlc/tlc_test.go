package tlc_test

import (
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
)

// Without witnesses a node leaves a step with the t_m-th message of it, its own included,
// and not before (TLC §2.2).
func TestUnwitnessedNodeAdvancesWithExactlyTheMessageThreshold(t *testing.T) {
	g := newGroup(t, 4, 3, 0)
	g.broadcast(0, 1, 2, 3)
	g.raw(0, 1, 0)
	g.wantStep(0, 0)
	if effects := g.raw(0, 2, 0); !has[tlc.Advanced](effects) || len(sends[tlc.Ack](effects, 2)) != 0 {
		t.Errorf("effects of the third message = %v, want an advance and no acknowledgment", effects)
	}
	g.wantStep(0, 1)
}

// With witnesses only certificates count, and t_m of them are needed (TLC §2.6).
func TestWitnessedNodeAdvancesWithExactlyTheMessageThreshold(t *testing.T) {
	g := newGroup(t, 4, 3, 2)
	g.broadcast(0, 1, 2, 3)
	for to := model.NodeID(0); to < 4; to++ {
		for from := model.NodeID(0); from < 4; from++ {
			if to != from {
				g.raw(to, from, 0)
			}
		}
		g.wantStep(to, 0)
	}
	for i := model.NodeID(1); i < 4; i++ {
		g.ack(i, 0, 0)
	}
	g.cert(0, 1, 0)
	g.cert(0, 2, 0)
	g.wantStep(0, 0)
	g.cert(0, 3, 0)
	g.wantStep(0, 1)
}

// A raw message is certified with the t_w-th acknowledgment, the own one included, and
// not before; once (TLC §2.6).
func TestCertificateNeedsExactlyTheWitnessThreshold(t *testing.T) {
	g := newGroup(t, 5, 5, 3)
	g.broadcast(0, 1)
	g.raw(0, 1, 0)
	if g.states[0].Acks().Len() != 1 || g.states[0].Certified() {
		t.Errorf("after broadcasting %v acknowledge, certified %v; want the node itself, false", g.states[0].Acks(),
			g.states[0].Certified())
	}
	if effects := g.ack(0, 1, 0); has[model.Broadcast](effects) {
		t.Errorf("certified with 2 of 3 acknowledgments: %v", effects)
	}
	if effects := g.ack(0, 2, 0); !has[model.Broadcast](effects) || g.certs[0][0].Of != g.raws[0][0].Digest {
		t.Errorf("effects of the third acknowledgment = %v, want a certificate of the own message", effects)
	}
	if effects := g.ack(0, 3, 0); has[model.Broadcast](effects) {
		t.Errorf("certified again: %v", effects)
	}
}

// Acknowledgments count by sender: neither a repeated one nor one that claims to come from the
// node itself adds anything (TLC §2.6).
func TestDuplicateAckCountsOnce(t *testing.T) {
	g := newGroup(t, 5, 5, 3)
	g.broadcast(0)
	g.ack(0, 1, 0)
	for _, from := range []model.NodeID{1, 1, 0} {
		if effects := g.ack(0, from, 0); len(effects) != 0 || g.states[0].Acks().Len() != 2 {
			t.Errorf("a second acknowledgment by node %d: effects %v, %v counted, want none and 2", from, effects,
				g.states[0].Acks())
		}
	}
}

// Only acknowledgments of the node's own raw message of its present step count (TLC §2.6).
func TestAckOfAnotherMessageDoesNotCount(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(0, 1)
	for name, ack := range map[string]tlc.Ack{
		"of another node's message": {Step: 0, Of: g.raws[1][0].Digest},
		"of another step":           {Step: 1, Of: g.raws[0][0].Digest},
	} {
		if effects := g.deliver(0, 2, ack); len(effects) != 0 || g.states[0].Certified() {
			t.Errorf("an acknowledgment %s has effects %v, want none", name, effects)
		}
	}
}

// A node acknowledges a raw message in the message's step, to its sender (TLC §2.6).
func TestRawOfTheSameStepIsAcknowledged(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(0, 1)
	acks := sends[tlc.Ack](g.raw(1, 0, 0), 0)
	if len(acks) != 1 || acks[0].Step != 0 || acks[0].Of != g.raws[0][0].Digest {
		t.Errorf("acknowledgments = %v, want one of node 0's message", acks)
	}
	// Its acknowledgment may be lost, so a repeated message is acknowledged again.
	if again := sends[tlc.Ack](g.raw(1, 0, 0), 0); len(again) != 1 {
		t.Errorf("acknowledgments of the repeated message = %v, want one", again)
	}
}

// A node whose own message never gets its witnesses moves on with those of others, and certifies
// nothing of the step it left (TLC §2.6).
func TestNodeGivesUpItsOwnWitnessing(t *testing.T) {
	g := newGroup(t, 4, 2, 3)
	g.broadcast(0, 1, 2, 3)
	for _, from := range []model.NodeID{1, 2} {
		g.raw(0, from, 0)
		g.raw(3-from, from, 0)
		g.raw(3, from, 0)
	}
	for _, i := range []model.NodeID{1, 2} {
		g.ack(i, 3, 0)
		g.ack(i, 3-i, 0)
	}
	g.ack(0, 3, 0)
	g.cert(0, 1, 0)
	g.wantStep(0, 0)
	g.cert(0, 2, 0)
	g.wantStep(0, 1)
	for _, waiting := range []bool{true, false} {
		for from := model.NodeID(1); from < 4; from++ {
			if effects := g.ack(0, from, 0); len(effects) != 0 {
				t.Errorf("waiting %v: an acknowledgment of the old message has effects %v", waiting, effects)
			}
		}
		g.broadcast(0)
	}
	if g.certs[0][0] != nil {
		t.Error("the abandoned message is certified")
	}
	if acks := g.states[0].Acks(); acks.Len() != 1 || !acks.Has(0) {
		t.Errorf("in the new step acknowledgments of %v count, want the node's own", acks)
	}
}

// A certificate counts only for its sender's own raw message of the step (TLC §2.6).
func TestCertificateForAnotherMessageDoesNotCount(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(0, 1, 2)
	g.raw(0, 1, 0)
	g.raw(0, 2, 0)
	past := g.raws[1][0].Past.With(1, g.raws[1][0].Stamp)
	bad := &tlc.Cert{Header: causal.Header{Node: 1, Stamp: g.raws[1][0].Stamp + 1, Past: past}, Of: g.raws[2][0].Digest}
	if effects := g.deliver(0, 1, bad); len(effects) != 0 || !g.states[0].History().Certs(0).Empty() {
		t.Errorf("node 1's certificate for node 2's message: effects %v, certified %v, want none", effects,
			g.states[0].History().Certs(0))
	}
}

// A node processes nothing before its causal past, and no duplicate (TLC §2.3).
func TestNothingIsProcessedBeforeItsCausalPast(t *testing.T) {
	g := newGroup(t, 3, 3, 2)
	g.broadcast(0, 1, 2)
	g.raw(1, 0, 0)
	g.raw(2, 1, 0)
	g.ack(1, 0, 0) // node 1's certificate comes after node 0's message, which node 2 does not know
	if effects := g.cert(2, 1, 0); len(effects) != 0 || !g.states[2].History().Certs(0).Empty() ||
		g.states[2].Held() != 1 {
		t.Errorf("a certificate without its past: effects %v, want none, and it held back", effects)
	}
	g.cert(2, 1, 0)
	effects := g.raw(2, 0, 0)
	if !has[tlc.DeliveredRaw](effects) || !has[tlc.DeliveredCert](effects) || g.states[2].Held() != 0 {
		t.Errorf("the missing message has effects %v, want both delivered", effects)
	}
	if again := g.cert(2, 1, 0); len(again) != 0 {
		t.Errorf("a duplicate has effects %v", again)
	}
}

// What a raw message says it confirmed is what its sender knew when it sent it: a certificate
// that comes later is not in it (TLC §4.10, QSC3-3.2).
func TestRawCarriesWhatItsSenderHadConfirmedWhenSendingIt(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(0, 1, 2)
	g.among([]model.NodeID{0, 1, 2}, func(to, from model.NodeID) { g.raw(to, from, 0) })
	for i := model.NodeID(0); i < 3; i++ {
		g.ack(i, (i+1)%3, 0)
	}
	g.cert(0, 1, 0)
	g.wantStep(0, 1)
	g.broadcast(0)
	g.cert(0, 2, 0)
	if got := g.raws[0][1].Confirmed; got.Len() != 2 || got.Has(2) {
		t.Errorf("node 0's message of step 1 carries confirmations of %v, want {0 1}", got)
	}
	if got := g.states[0].History().Certs(0); got.Len() != 3 {
		t.Errorf("by now node 0 has certificates of %v, want all", got)
	}
}

// While a node waits for the layer above it processes nothing, whatever arrives (TLC §2.1).
func TestWaitingNodeKeepsMessagesForLater(t *testing.T) {
	g := newGroup(t, 3, 2, 0)
	g.broadcast(1, 2)
	for _, from := range []model.NodeID{1, 2} {
		if effects := g.raw(0, from, 0); len(effects) != 0 {
			t.Errorf("a waiting node has effects %v", effects)
		}
	}
	if g.states[0].Held() != 2 || !g.states[0].Waiting() {
		t.Errorf("%d messages held, want 2", g.states[0].Held())
	}
	g.broadcast(0)
	g.wantStep(0, 1)
	if g.states[0].Held() != 1 {
		t.Errorf("%d messages held on reaching step 1, want 1: the first sufficed", g.states[0].Held())
	}
	if effects := g.apply(1, tlc.Broadcast{}); len(effects) != 0 {
		t.Errorf("a second broadcast in one step has effects %v", effects)
	}
}

// With a threshold of one and no others to wait for, one event is one step and not a run ahead (TLC-9).
func TestSingleNodeAdvancesOneStepAnEvent(t *testing.T) {
	for witness := range 2 {
		g := newGroup(t, 1, 1, witness)
		for s := model.Step(0); s < 30; s++ {
			g.wantStep(0, s)
			g.broadcast(0)
		}
	}
}

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
		t.Errorf("after broadcasting %v acknowledge, certified %v; want the node itself, false", g.states[0].Acks(), g.states[0].Certified())
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
			t.Errorf("a second acknowledgment by node %d: effects %v, %v counted, want none and 2", from, effects, g.states[0].Acks())
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

// A raw message that comes late is not witnessed any more; the sender gets what it needs to
// catch up with the step that the receiver is in, and does (TLC §2.6, 2.4).
func TestLateRawIsAnsweredWithWhatItsSenderNeeds(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(2)
	g.exchange(0, 0, 1)
	g.exchange(1, 0, 1)
	g.broadcast(0, 1)
	effects := g.raw(0, 2, 0)
	if acks := sends[tlc.Ack](effects, 2); len(acks) != 0 {
		t.Errorf("a late message is acknowledged: %v", acks)
	}
	if !g.states[0].History().Raws(0).Has(2) {
		t.Error("the late message is not in the history")
	}
	answers := sends[tlc.CatchUp](effects, 2)
	if len(answers) != 1 || answers[0].Step != 2 {
		t.Fatalf("answers = %v, want one catch-up to step 2", answers)
	}
	g.deliver(2, 0, answers[0])
	g.wantStep(2, 1)
	g.broadcast(2)
	g.wantStep(2, 2)
	g.broadcast(2)
	if got := g.states[2].History().Raws(2); !got.Has(0) || !got.Has(2) {
		t.Errorf("in step 2 the laggard knows the messages of %v, want also node 0's", got)
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
		t.Errorf("node 1's certificate for node 2's message: effects %v, certified %v, want none", effects, g.states[0].History().Certs(0))
	}
}

// A node that lags behind catches up with a later step as soon as it has what that step builds
// on, in whatever order it arrives (TLC §2.4).
func TestLaggardCatchesUpInAnyOrderOfArrival(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	for s := model.Step(0); s < 4; s++ {
		g.exchange(s, 0, 1)
	}
	g.broadcast(0, 1)
	g.broadcast(2)
	for s := 4; s >= 0; s-- {
		for _, from := range []model.NodeID{1, 0} {
			if s < 4 {
				g.cert(2, from, model.Step(s))
			}
			g.raw(2, from, model.Step(s))
		}
	}
	for want := model.Step(1); want <= 4; want++ {
		g.wantStep(2, want)
		g.broadcast(2)
	}
	if got := g.states[2].History().Raws(4); got.Len() != 3 {
		t.Errorf("in step 4 the laggard knows the messages of %v, want all", got)
	}
}

// A node processes nothing before its causal past, and no duplicate (TLC §2.3).
func TestNothingIsProcessedBeforeItsCausalPast(t *testing.T) {
	g := newGroup(t, 3, 3, 2)
	g.broadcast(0, 1, 2)
	g.raw(1, 0, 0)
	g.raw(2, 1, 0)
	g.ack(1, 0, 0) // node 1's certificate comes after node 0's message, which node 2 does not know
	if effects := g.cert(2, 1, 0); len(effects) != 0 || !g.states[2].History().Certs(0).Empty() || g.states[2].Held() != 1 {
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

// In step s messages of the steps s-2 to s are delivered, older ones are not: what a round
// of three steps needs is there when it ends, and no more (doc.go, Memory).
func TestMessagesAreTakenForExactlyTheRecentSteps(t *testing.T) {
	for late := model.Step(0); late <= 3; late++ {
		g := newGroup(t, 3, 2, 2)
		g.broadcast(2)
		for s := model.Step(0); s < late; s++ {
			g.exchange(s, 0, 1)
		}
		g.broadcast(0, 1)
		effects := g.raw(0, 2, 0)
		if want := late < tlc.Recent; has[tlc.DeliveredRaw](effects) != want || g.states[0].History().Raws(0).Has(2) != want {
			t.Errorf("a raw message of step 0 in step %d: delivered %v, want %v", late, !want, want)
		}
		if answers := sends[tlc.CatchUp](effects, 2); (len(answers) == 1) != (late > 0) {
			t.Errorf("a raw message of step 0 in step %d: %d answers", late, len(answers))
		}
	}
}

// On reaching step s+3 the layer above still finds all of step s (TLC §2.1, §4.10).
func TestHistoryReachesBackOneRoundOnReachingAStep(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	for s := model.Step(0); s < 20; s++ {
		g.exchange(s, 0, 1, 2)
		for back := model.Step(1); back <= min(3, s+1); back++ {
			h := g.states[0].History()
			if h.Raws(s+1-back).Len() != 3 || h.Certs(s+1-back).Len() < 2 {
				t.Fatalf("on reaching step %d, step %d has raw messages of %v and certificates of %v, want all and a threshold", s+1, s+1-back, h.Raws(s+1-back), h.Certs(s+1-back))
			}
		}
	}
}

// A node too far behind to be given what it lacks takes over the state of the one who answers,
// broadcasts nothing for the steps in between, and takes part again (TLC §2.4).
func TestNodeFarBehindJumps(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(2)
	const far = 3 * tlc.Kept
	for s := model.Step(0); s < far; s++ {
		g.exchange(s, 0, 1)
	}
	g.broadcast(0, 1)
	if effects := g.raw(2, 0, far); len(sends[tlc.Ask](effects, 0)) != 1 || g.states[2].Held() != 0 {
		t.Errorf("a message from far ahead: effects %v, want the sender asked", effects)
	}
	answers := sends[tlc.CatchUp](g.deliver(0, 2, tlc.Ask{Step: 0}), 2)
	if len(answers) != 1 {
		t.Fatalf("answers = %v, want one", answers)
	}
	if effects := g.deliver(2, 0, answers[0]); !has[tlc.Jumped](effects) {
		t.Errorf("effects = %v, want a jump", effects)
	}
	g.wantStep(2, far)
	g.broadcast(2)
	if len(g.raws[2]) != 2 {
		t.Errorf("node 2 sent raw messages for %d steps, want step 0 and the one it jumped to", len(g.raws[2]))
	}
	for back := model.Step(0); back < tlc.Recent; back++ {
		mine, theirs := g.states[2].History().Raws(far-back), g.states[0].History().Raws(far-back)
		if !mine.Includes(theirs) {
			t.Errorf("of step %d node 2 knows %v, want %v", far-back, mine, theirs)
		}
	}
	if effects := g.raw(2, 1, far); !has[tlc.DeliveredRaw](effects) {
		t.Errorf("what builds on the history taken over is not processed: effects %v", effects)
	}
	if acks := sends[tlc.Ack](g.raw(0, 2, far), 2); len(acks) != 1 {
		t.Errorf("node 0 acknowledges the message of the node that jumped %d times, want once", len(acks))
	}
}

// A node that suspects a loss says again what it said, and gets what it lacks (reliability).
func TestTimeoutRepairsLosses(t *testing.T) {
	g := newGroup(t, 2, 2, 2)
	g.broadcast(0, 1)
	g.raw(1, 0, 0) // node 1's acknowledgment and its own message are lost
	repeated := g.apply(0, model.Timeout{})
	for _, e := range repeated {
		answers := g.deliver(1, 0, e.(model.Broadcast).Message)
		for _, a := range answers {
			g.deliver(0, 1, a.(model.Send).Message)
		}
	}
	if !g.states[0].Certified() || !g.states[0].History().Raws(0).Has(1) {
		t.Errorf("after the repetition node 0 is certified %v and knows %v, want true and all", g.states[0].Certified(), g.states[0].History().Raws(0))
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

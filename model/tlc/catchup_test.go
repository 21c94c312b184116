package tlc_test

import (
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/tlc"
)

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
		t.Errorf("after the repetition node 0 is certified %v and knows %v, want true and all", g.states[0].Certified(),
			g.states[0].History().Raws(0))
	}
}

// ahead lets nodes 0 to 3 of five run far ahead of node 4, each of them with a message that nobody certifies in the
// steps in which all others are certified, and returns how far they are. Node 0 ends in a step of which it has received
// a raw message and a certificate, and in which it has heard late of node 3's message of the step before.
func ahead(t *testing.T) (*group, model.Step) {
	t.Helper()
	g := newGroup(t, 5, 3, 3)
	const far = 3 * tlc.Kept
	for s := model.Step(0); s < far; s++ {
		g.broadcast(0, 1, 2, 3)
		for _, from := range []model.NodeID{0, 1, 2} {
			for _, to := range []model.NodeID{0, 1, 2, 3} {
				if to != from {
					g.raw(to, from, s)
				}
			}
		}
		for _, to := range []model.NodeID{0, 1, 2} {
			if s < far-1 {
				g.raw(to, 3, s) // seen by all, and certified by nobody: no acknowledgment arrives
			}
		}
		for _, of := range []model.NodeID{0, 1, 2} {
			for _, from := range []model.NodeID{0, 1, 2} {
				if from != of {
					g.ack(of, from, s)
				}
			}
		}
		for _, from := range []model.NodeID{0, 1, 2} {
			for _, to := range []model.NodeID{0, 1, 2, 3} {
				if to != from {
					g.cert(to, from, s)
				}
			}
		}
	}
	g.broadcast(4)
	g.broadcast(0, 1, 2)
	g.raw(0, 3, far-1) // late
	for _, to := range []model.NodeID{0, 2} {
		g.raw(to, 1, far)
		g.ack(1, to, far)
	}
	g.cert(0, 1, far)
	return g, far
}

// A node that jumps knows what the raw message carries whose step it reaches: the raw messages and the certificates of
// each step before, and no other; a raw message that is taken over is not thereby certified. Of the step itself it
// receives one message after the other, when it has broadcast its own, and acknowledges what it receives (TLC §2.4,
// 2.6).
func TestANodeThatJumpsKnowsWhatTheMessageCarries(t *testing.T) {
	g, far := ahead(t)
	own, _ := g.states[0].Own()
	effects := g.deliver(4, 0, sends[tlc.CatchUp](g.deliver(0, 4, tlc.Ask{Step: 0}), 4)[0])
	g.wantStep(4, far)
	jumped := false
	for _, e := range effects {
		if j, ok := e.(tlc.Jumped); ok {
			jumped = j.From == 0 && j.To == far && j.Carried == own
		}
	}
	if !jumped {
		t.Errorf("effects = %v, want a jump to node 0's message of step %d", effects, far)
	}
	theirs, mine := g.states[0].History(), g.states[4].History()
	for s := far - tlc.Kept + 1; s < far; s++ {
		want := theirs.Raws(s)
		if s == far-1 {
			want = want.Without(3) // which the message does not carry
		}
		if !mine.Raws(s).Equal(want) || !mine.Certs(s).Equal(theirs.Certs(s)) || theirs.Raws(s).Equal(theirs.Certs(s)) {
			t.Errorf("of step %d the node knows %v, certified %v, want %v and %v", s, mine.Raws(s), mine.Certs(s),
				want, theirs.Certs(s))
		}
	}
	if got := mine.Raws(far).Union(mine.Certs(far)); !got.Empty() || mine.Len() > 0 && mine.Raws(far-tlc.Kept).Len() > 0 {
		t.Errorf("of step %d the node knows messages of %v before it has sent its own", far, got)
	}
	if now := g.states[4].Time(); !now.Includes(&own.Past) || !own.Past.Includes(&now) {
		t.Error("the time of the node that jumped is not that of the message")
	}
	g.broadcast(4)
	if got := g.raws[4][far]; !got.Past.Equal(own.Past) || !got.Confirmed.Equal(own.Confirmed) {
		t.Errorf("its message of step %d carries confirmations of %v, want %v, and what node 0's carries", far,
			got.Confirmed, own.Confirmed)
	}
	mine = g.states[4].History()
	if !mine.Raws(far-1).Has(3) || !mine.Raws(far).Equal(model.Only(0).With(1).With(4)) ||
		!mine.Certs(far).Equal(model.Only(1)) {
		t.Errorf("then it knows %v of step %d, certified %v", mine.Raws(far), far, mine.Certs(far))
	}
}

// A catch-up to which a node jumps may hold a message that passes for another one, by its stamp: it is ignored.
func TestANodeThatJumpsIgnoresWhatIsMalformed(t *testing.T) {
	g, far := ahead(t)
	own, _ := g.states[0].Own()
	forged := &tlc.Cert{Header: causal.Header{Node: 3, Stamp: tlc.RawStamp(far), Past: own.Past}, Step: far}
	h := tlc.HistoryOf(far, []*tlc.Raw{own}, []*tlc.Cert{forged})
	g.deliver(4, 0, tlc.CatchUp{Step: far, History: h})
	g.wantStep(4, far)
	g.broadcast(4)
	if now := g.states[4].Time(); now.Has(3, forged.Stamp) || !now.Has(0, own.Stamp) {
		t.Errorf("the certificate passes for node 3's raw message, or node 0's is lost")
	}
}

// A node that has not yet broadcast in its step cannot be jumped to: who is behind asks again, and jumps then.
func TestNobodyJumpsToANodeThatWaits(t *testing.T) {
	g, far := ahead(t)
	for _, of := range []model.NodeID{0, 2} {
		g.raw(3-of, of, far)
	}
	answer := tlc.CatchUp{Step: far + 1, Asked: true, History: *g.states[0].History()}
	effects := g.deliver(4, 0, answer)
	if g.states[4].Step() != 0 || len(sends[tlc.Ask](effects, 0)) != 1 {
		t.Errorf("step %d, effects %v, want the node to stay and to ask again", g.states[4].Step(), effects)
	}
	g.deliver(4, 0, sends[tlc.CatchUp](g.deliver(0, 4, tlc.Ask{Step: 0}), 4)[0])
	g.wantStep(4, far)
}

// A node that waits for the layer above does not jump, and jumps when it is told again (TLC-10.2).
func TestANodeThatWaitsDoesNotJump(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	const far = 3 * tlc.Kept
	for s := model.Step(0); s < far; s++ {
		g.exchange(s, 0, 1)
	}
	g.broadcast(0)
	told := sends[tlc.CatchUp](g.deliver(0, 2, tlc.Ask{Step: 0}), 2)[0]
	if effects := g.deliver(2, 0, told); has[tlc.Jumped](effects) || g.states[2].Step() != 0 {
		t.Errorf("a node that waits jumps: %v", effects)
	}
	g.broadcast(2)
	g.deliver(2, 0, told)
	g.wantStep(2, far)
}

package tlc_test

import (
	"testing"

	"quesera/model"
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

// A node that took over another one's history knows, in its vector time too, all that the other had delivered: what
// it sends next must not be processed before that (TLC §2.3, §2.4).
func TestANodeThatJumpedKnowsWhatItTookOver(t *testing.T) {
	g := newGroup(t, 3, 2, 2)
	g.broadcast(2)
	const far = 3 * tlc.Kept
	for s := model.Step(0); s < far; s++ {
		g.exchange(s, 0, 1)
	}
	g.deliver(2, 0, sends[tlc.CatchUp](g.deliver(0, 2, tlc.Ask{Step: 0}), 2)[0])
	g.wantStep(2, far)
	theirs, mine := g.states[0].Time(), g.states[2].Time()
	if !mine.Includes(&theirs) {
		t.Error("the time of the node that jumped does not include what it took over")
	}
}

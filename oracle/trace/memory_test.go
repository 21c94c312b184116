package trace

import (
	"slices"
	"testing"

	tf "quesera/internal/traceformat"

	"quesera/spec"
)

// long is a run whose messages take many times the memory that the tests below allow.
func long(h tf.Header, seed uint64) run {
	return run{Header: h, seed: seed, steps: 400, tickets: 30, slow: 4}
}

// scarce is a budget for some forty steps of three nodes.
const scarce = 150_000

// What every node has left behind is dropped: long runs are judged in little memory,
// whatever their protocol.
func TestLongRunsAreJudgedInLittleMemory(t *testing.T) {
	for _, h := range []tf.Header{
		{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Rounds: tf.Sequential, Acks: tf.Direct},
		{Protocol: clockFormat, Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3},
		{Protocol: clockFormat, Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Acks: tf.Direct},
		{Protocol: clockFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		{Protocol: clockFormat, Nodes: 3, MessageThreshold: 2, History: tf.History{Limited: true, Steps: 2}},
	} {
		r := long(h, 1)
		events := r.record()
		if got := judgeEvents(t, h, events, Options{Memory: scarce}); got.Verdict != spec.Holds || got.Stats.Steps < 390 {
			t.Errorf("%+v: got %s, %s", h, got.Breach, got.Stats)
		}
	}
}

// A node that has crashed holds nothing back: the rest of a long run is judged. If it
// comes back after it was given up, the verdict is inconclusive at its event.
func TestACrashedNodeIsGivenUpAndMustNotComeBack(t *testing.T) {
	for _, h := range []tf.Header{
		{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		{Protocol: clockFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
	} {
		r := long(h, 2)
		r.crash = 5
		list := r.record()
		if got := judgeEvents(t, h, list, Options{Memory: scarce}); got.Verdict != spec.Holds || got.Stats.Steps < 390 {
			t.Errorf("got %s %s", got.Breach, got.Stats)
		}
		back := append(list, tf.Event{Node: 2, Kind: tf.Receive, ID: tf.ID{Sender: 0, Number: 10}})
		if got := judgeEvents(t, h, back, Options{Memory: scarce}); got.Verdict != spec.Inconclusive ||
			got.Breach.Rule.ID != ruleLimit || got.Breach.Line != len(back)+1 || got.Breach.Node.ID != 2 {
			t.Errorf("got %s %s, want inconclusive at line %d, node 2", got.Verdict, got.Breach, len(back)+1)
		}
		// With memory enough the node can be judged however late it comes back.
		if got := judgeEvents(t, h, back, Options{}); got.Verdict != spec.Violated && got.Verdict != spec.Holds {
			t.Errorf("with enough memory: got %s %s", got.Verdict, got.Breach)
		}
	}
}

// Dropping after every single event what no node can come back to changes no verdict: good
// runs hold, and every exchange of two receipts against the causal order is refused at
// the line at which it is refused with nothing dropped.
func TestDroppingHidesNoCausalGap(t *testing.T) {
	for _, r := range []run{slow, five, sequential, direct, {
		Header: tf.Header{Protocol: clockFormat, Nodes: 4, MessageThreshold: 3}, seed: 1, steps: 9, tickets: 1, lag: 5,
	}} {
		good, tried := events(r.record()), 0
		if b, at := judgeDropping(r.Header, good); b != nil {
			t.Fatalf("line %d: %s", at+2, b)
		}
		for i := 0; i < len(good); i += 1 + len(good)/1000 {
			bad, _ := swapReceipts(good, i)
			if bad == nil {
				continue
			}
			want := judgeEvents(t, r.Header, bad, Options{})
			if want.Breach.Rule.ID != ruleCausal {
				continue // an acknowledgment outside the causal order, or a step that may be ignored
			}
			tried++
			if b, at := judgeDropping(r.Header, bad); b == nil || b.rule != ruleCausal || at+2 != want.Breach.Line {
				t.Errorf("event %d: got %v at line %d, want %s", i, b, at+2, want.Breach)
			}
		}
		if tried < 5 {
			t.Errorf("%+v: tried %d exchanges, want some", r.Header, tried)
		}
	}
}

// judgeDropping judges events, dropping after each.
func judgeDropping(h tf.Header, list events) (*breach, int) {
	j := newJudge(h, DefaultMemory)
	for i := range list {
		if b := j.event(&list[i]); b != nil {
			return b, i
		}
		j.drop()
	}
	return nil, len(list)
}

// A wrong event after a node was given up is still seen.
func TestAViolationAfterANodeWasGivenUpIsSeen(t *testing.T) {
	r := long(tf.Header{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}, 3)
	r.crash = 5
	bad := events(r.record())
	at := bad.after(len(bad)-100, 0, tf.Decide)
	bad = bad.change(at, func(e *tf.Event) { e.Committed = !e.Committed })
	if got := judgeEvents(t, r.Header, bad, Options{Memory: scarce}); got.Breach.Rule.ID != ruleCommit ||
		got.Breach.Line != at+2 {
		t.Errorf("got %s %s, want %s at line %d", got.Verdict, got.Breach, ruleCommit, at+2)
	}
}

// Where the nodes keep together and the budget still does not suffice, the verdict is
// inconclusive, never holds.
func TestTooLittleMemoryIsInconclusive(t *testing.T) {
	r := small(1)
	if got := judgeEvents(t, r.Header, r.record(), Options{Memory: 1000}); got.Verdict != spec.Inconclusive ||
		got.Breach.Rule.ID != ruleLimit {
		t.Errorf("got %s %s, want inconclusive, %s", got.Verdict, got.Breach, ruleLimit)
	}
}

// A message that was dropped because all ignore it, or because all have received it,
// cannot be received again, acknowledged or certified.
func TestDroppedMessagesAreNotForgottenQuietly(t *testing.T) {
	forgetful := tf.Header{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}
	clock := tf.Header{Protocol: clockFormat, Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3}
	old := tf.ID{Sender: 1, Number: 10} // the raw message of step 0
	runs := map[tf.Header][]tf.Event{forgetful: long(forgetful, 4).record(), clock: long(clock, 4).record()}
	for _, c := range []struct {
		h    tf.Header
		rule string
		e    tf.Event
	}{
		{forgetful, "", tf.Event{Kind: tf.Receive, ID: old}}, // all ignore it: it is as if it had not been received
		{clock, ruleOnce, tf.Event{Kind: tf.Receive, ID: old}},
		{clock, ruleAckLate, tf.Event{Kind: tf.SendAck, ID: tf.ID{Number: 1 << 40}, Of: old, To: 1}},
		{clock, ruleWitLate, tf.Event{Node: 1, Kind: tf.SendWit, ID: tf.ID{Sender: 1, Number: 1 << 40}, Of: old}},
	} {
		bad := append(slices.Clone(runs[c.h]), c.e)
		if got := judgeEvents(t, c.h, bad, Options{Memory: scarce}); got.Breach.Rule.ID != c.rule ||
			c.rule != "" && got.Breach.Line != len(bad)+1 {
			t.Errorf("%s: got %s %s", c.rule, got.Verdict, got.Breach)
		}
	}
}

// Groups of more than 64 nodes, whose sets take several words, are judged alike.
func TestLargeGroupsAreJudged(t *testing.T) {
	for _, n := range []int{64, 65, 130} {
		h := tf.Header{Protocol: clockFormat, Nodes: n, MessageThreshold: n/2 + 1}
		r := run{Header: h, seed: 5, steps: 4, tickets: 2}
		if got := judgeEvents(t, h, r.record(), Options{}); got.Verdict != spec.Holds || got.Stats.Steps != 4 {
			t.Errorf("n=%d: %s %s", n, got.Breach, got.Stats)
		}
	}
}

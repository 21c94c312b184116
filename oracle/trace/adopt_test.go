package trace

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"quesera/internal/testdata"
	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// merging are runs in which messages that come out of causal order bring their sender's state.
var merging = []run{
	{Header: three.Header, steps: 12, tickets: 30, lag: 60, merge: 1},
	{Header: five.Header, steps: 12, tickets: 100, lag: 60, merge: 2},
	{Header: tf.Header{Protocol: qscFormat, Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Acks: tf.Direct},
		steps: 12, tickets: 30, lag: 60, merge: 1},
	{Header: sequential.Header, steps: 16, tickets: 30, lag: 60, merge: 1},
	{Header: bare.Header, steps: 12, tickets: 1, slow: 3, merge: 1},
	{Header: tf.Header{Protocol: clockFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2,
		History: tf.History{Limited: true, Steps: 2}}, steps: 12, tickets: 1, lag: 60, merge: 1},
}

// Nodes that take over each other's state now and then, and go on from the union, follow all rules: where the state
// leads over several steps they advance step by step with all decisions, or at once without those in between
// (TLC §2.4).
func TestNodesMayAdoptWhatOthersKnow(t *testing.T) {
	for _, r := range merging {
		adopted, far := 0, 0
		for r.seed = range uint64(30) {
			list := events(r.record())
			got := judgeEvents(t, r.Header, list, Options{})
			if got.Verdict != spec.Holds {
				t.Errorf("%+v: %s", r, got.Breach)
			}
			adopted += got.Stats.Adopted
			for i, e := range list {
				if e.Kind == tf.Advance && e.Step > list.step(i, e.Node)+1 {
					far++
				}
			}
		}
		if adopted < 50 || far < 3 {
			t.Errorf("%+v: %d adoptions, %d of them over several steps, want many and some", r.Header, adopted, far)
		}
	}
}

// adoptMutations are the ways to go wrong in adopting.
var adoptMutations = []mutation{
	{ruleAdopt, "the history of a message that nobody sent", merging[0], set(tf.Adopt, func(e *tf.Event) {
		e.ID.Number += 5
	})},
	{ruleAdopt, "the history of one's own message", merging[0], on(tf.Adopt, func(ev events, i int, e tf.Event) events {
		own := ev.first(0, func(k int, m tf.Event) bool { return m.Kind == tf.SendRaw && m.Node == e.Node })
		return ev.change(i, func(e *tf.Event) { e.ID = ev[own].ID })
	})},
	{ruleAdopt, "the history of an acknowledgment that has none", merging[2],
		behind(tf.SendAck, func(_ events, _ int, e tf.Event) (tf.Event, bool) {
			return tf.Event{Node: e.To, Kind: tf.Adopt, ID: e.ID}, e.To != e.Node
		})},
	{ruleAckOwed, "adopting before acknowledging", merging[0],
		behind(tf.Receive, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			owes := i+1 < len(ev) && ev[i+1].Kind == tf.SendAck && ev[i+1].Node == e.Node && ev[i+1].Of == e.ID
			other := ev.first(0, func(k int, m tf.Event) bool { return k < i && m.Kind == tf.SendRaw && m.Node != e.Node })
			return tf.Event{Node: e.Node, Kind: tf.Adopt, ID: ev[max(other, 0)].ID}, owes && other >= 0 &&
				ev.received(i, e.Node, ev[other].ID)
		})},
	{ruleDecideOwed, "adopting before deciding", merging[0], func(ev events, i int) (events, int) {
		next := i + 1
		if ev[i].Kind != tf.Decide || next >= len(ev) || ev[next].Kind != tf.SendRaw || ev[next].Node != ev[i].Node {
			return nil, -1
		}
		other := ev.first(0, func(k int, m tf.Event) bool {
			return k < i && m.Kind == tf.SendRaw && m.Node != ev[i].Node && m.Step+1 == ev[next].Step
		})
		if other < 0 {
			return nil, -1
		}
		adopt := tf.Event{Node: ev[i].Node, Kind: tf.Adopt, ID: ev[other].ID}
		return slices.Concat(ev[:i], events{ev[next], adopt, ev[i]}, ev[next+1:]), i + 1
	}},
	{ruleAdvanceTooSoon, "advancing further than what was adopted leads", merging[0],
		func(ev events, i int) (events, int) {
			if ev[i].Kind != tf.Adopt || ev[i+1].Kind != tf.Advance || ev[i+1].Node != ev[i].Node {
				return nil, -1
			}
			return ev.change(i+1, func(e *tf.Event) { e.Step += 2 }), i + 1
		}},
	{ruleAdvanceTooSoon, "advancing without what was adopted", merging[0], func(ev events, i int) (events, int) {
		if ev[i].Kind != tf.Adopt || ev[i+1].Kind != tf.Advance || ev[i+1].Step != ev.step(i, ev[i].Node)+1 {
			return nil, -1
		}
		return ev.remove(i), i
	}},
	{ruleAdvanceOne, "skipping steps without adopting", merging[0], func(ev events, i int) (events, int) {
		if ev[i].Kind != tf.Adopt || ev[i+1].Kind != tf.Advance || ev[i+1].Step < ev.step(i, ev[i].Node)+2 {
			return nil, -1
		}
		return ev.remove(i), i
	}},
	{ruleAdvanceOne, "going back after adopting", merging[0], func(ev events, i int) (events, int) {
		if ev[i].Kind != tf.Adopt || ev[i+1].Kind != tf.Advance || ev.step(i, ev[i].Node) == 0 {
			return nil, -1
		}
		return ev.change(i+1, func(e *tf.Event) { e.Step = ev.step(i, e.Node) - 1 }), i + 1
	}},
	{ruleAdvanceOwed, "staying where what was adopted leads on", merging[0], func(ev events, i int) (events, int) {
		if ev[i].Kind != tf.Adopt || ev[i+1].Kind != tf.Advance || ev[i+1].Step < ev.step(i, ev[i].Node)+2 {
			return nil, -1
		}
		return ev.insert(i+1, ev[i]), i + 1
	}},
	{ruleOnce, "receiving twice what was adopted", merging[0], func(ev events, i int) (events, int) {
		e := ev[i]
		if e.Kind != tf.Adopt || ev[i+1].Kind == tf.Advance && ev[i+1].Node == e.Node {
			return nil, -1
		}
		sent := ev.sent(e.ID)
		prior := ev.first(0, func(k int, m tf.Event) bool {
			return k < sent && m.Kind == tf.SendRaw && m.Step == ev.step(i, e.Node) && m.Node != e.Node &&
				ev.received(sent, e.ID.Sender, m.ID) && !ev.received(i, e.Node, m.ID)
		})
		if prior < 0 {
			return nil, -1
		}
		receipt := tf.Event{Node: e.Node, Kind: tf.Receive, ID: ev[prior].ID}
		return ev.insert(i+1, receipt).insert(i+1, receipt), i + 2
	}},
}

// See TestEveryWayToBreakTLCIsSeenAtItsLine.
func TestEveryWayToAdoptWronglyIsSeenAtItsLine(t *testing.T) { testMutations(t, adoptMutations) }

// The trace of a public program that merges states holds with a line "adopt" before each receipt that lacks causally
// prior messages. Method: they are put where the judge sees one, and a receipt of a later step that what was taken over
// leads to is put behind the advance. What was taken over arrives later, and is received then. The judge goes on from
// where it refused, and in the end judges the whole.
func TestAProgramThatMergesStatesHoldsWithWhatItAdopts(t *testing.T) {
	list, header := foreign(t, "tlc-model-snapshot-n5t3-merge-inexpressible.jsonl")
	var whole events
	adopts, moved := 0, 0
	j := newJudge(header, DefaultMemory)
	for len(list) > 0 && adopts+moved < 1<<14 {
		e := list[0]
		switch b := j.event(&e); {
		case b == nil:
			whole, list = append(whole, e), list[1:]
		case b.rule == ruleCausal && e.Kind == tf.Receive:
			adopt := tf.Event{Node: e.Node, Kind: tf.Adopt, ID: e.ID}
			if b := j.event(&adopt); b != nil {
				t.Fatalf("%s after %d adopted", b, adopts)
			}
			whole = append(whole, adopt)
			adopts++
		case b.rule == ruleAdvanceOwed && e.Kind == tf.Receive:
			k := list.first(1, func(_ int, other tf.Event) bool {
				return other.Node == e.Node && (other.Kind == tf.Receive || other.Kind == tf.SendAck || other.Kind == tf.SendWit)
			})
			copy(list, list[1:k])
			list[k-1] = e
			moved++
		default:
			t.Fatalf("%s after %d adopted", b, adopts)
		}
	}
	r := judgeEvents(t, header, whole, Options{})
	if r.Verdict != spec.Holds || len(list) > 0 || adopts < 500 || moved < 50 || r.Stats.Adopted != adopts {
		t.Errorf("%s: %d adopted, %d receipts moved: %v", r.Breach, adopts, moved, r.Stats)
	}
}

// foreign are the events of a trace of a public program.
func foreign(t *testing.T, name string) (events, tf.Header) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testdata.Path(t, "foreign-traces"), name))
	if err != nil {
		t.Fatal(err)
	}
	d, err := tf.NewDecoder(bytes.NewReader(text), qscFormat, clockFormat)
	if err != nil {
		t.Fatal(err)
	}
	var list events
	for e := (tf.Event{}); d.Next(&e) == nil; {
		list = append(list, e)
	}
	return list, d.Header()
}

// A decision after adopting is held against the union: what the node had and what it took over (TLC §4.10).
func TestDecisionsAfterAdoptingAreJudgedByTheUnion(t *testing.T) {
	wrong := 0
	for _, r := range merging[:2] {
		r.Header.Rivals = tf.RivalsByEnd
		for r.seed = range uint64(30) {
			list := events(r.record())
			for i, e := range list {
				if e.Kind != tf.Adopt || i+2 >= len(list) || list[i+2].Kind != tf.Decide || list[i+2].Node != e.Node {
					continue
				}
				bad := list.change(i+2, func(e *tf.Event) { e.Committed = !e.Committed })
				got := judgeEvents(t, r.Header, bad, Options{})
				if got.Breach.Line != i+4 || got.Breach.Rule.ID != ruleCommit {
					t.Errorf("seed %d, event %d: got %s, want %s at line %d", r.seed, i, got.Breach, ruleCommit, i+4)
				}
				wrong++
			}
		}
	}
	if wrong < 5 {
		t.Errorf("%d decisions right after adopting, want some", wrong)
	}
}

// Once a node has received something after adopting it goes step by step again (TLC §2.2).
func TestSkippingStepsIsForTheMomentAfterAdopting(t *testing.T) {
	made := 0
	for _, r := range merging[:2] {
		for r.seed = range uint64(30) {
			list := events(r.record())
			for i, e := range list {
				if e.Kind != tf.Adopt || list[i+1].Kind == tf.Advance && list[i+1].Node == e.Node {
					continue
				}
				next := list.after(i, e.Node, tf.Advance)
				if next < 0 {
					continue
				}
				bad := list.change(next, func(e *tf.Event) { e.Step++ })
				got := judgeEvents(t, r.Header, bad, Options{})
				if again := list.after(i+1, e.Node, tf.Adopt); again >= 0 && again < next {
					break
				}
				made++
				if got.Breach.Rule.ID != ruleAdvanceOne || got.Breach.Line != next+2 {
					t.Errorf("seed %d, event %d: got %s, want %s at line %d", r.seed, next, got.Breach, ruleAdvanceOne, next+2)
				}
				break
			}
		}
	}
	if made < 5 {
		t.Errorf("%d skipped steps, want some", made)
	}
}

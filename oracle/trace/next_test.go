package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// following is a group whose script is judged while it happens.
func following(t *testing.T, words, text string) *Live {
	t.Helper()
	h := variant(t, words)
	live := NewLive(h, Options{})
	for _, e := range played(t, h, text) {
		if err := live.Encode(e); err != nil || live.breach != nil {
			t.Fatalf("%s: %v, %v", text, err, live.breach)
		}
	}
	return live
}

// inWords is a thing that is due, in words.
func inWords(d Due) string {
	e := d.Event
	switch e.Kind {
	case tf.SendRaw:
		return fmt.Sprintf("%d raw at %d (%s)", e.Node, e.Step, d.Rule.ID)
	case tf.SendAck:
		return fmt.Sprintf("%d ack %s to %d at %d (%s)", e.Node, e.Of, e.To, e.Step, d.Rule.ID)
	case tf.SendWit:
		return fmt.Sprintf("%d wit %s at %d (%s)", e.Node, e.Of, e.Step, d.Rule.ID)
	case tf.Advance:
		return fmt.Sprintf("%d steps %d (%s)", e.Node, e.Step, d.Rule.ID)
	case tf.Decide:
		choice := "none"
		if e.Choice.Known {
			choice = e.Choice.ID.String()
		}
		return fmt.Sprintf("%d decides %d %s %v (%s)", e.Node, e.Round, choice, e.Committed, d.Rule.ID)
	}
	return fmt.Sprintf("%v", e)
}

// What a node has to do next, with all that the line will have to say, and the rule that it would break otherwise.
func TestWhatIsDueNext(t *testing.T) {
	const (
		own     = "1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2"
		round   = "1 alone ticket 5; 1 alone; 1 alone; "
		decides = "1 raw at 3 (TRACE-PROPOSE), 1 decides 0 "
		owed    = " (TRACE-DECIDE-OWED)"
		// Nodes 0 and 1 both have a certified proposal, and node 1 knows of both.
		both = "0 raw ticket %d; 1 raw ticket %d; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 1 gets 0.1; 1 ack 0.1; " +
			"1 gets 0.2; 1 gets 0.3; 1 gets 1.1; 1 ack 1.1; 1 gets 1.3; 1 wit 1.1; 1 gets 1.4; 1 steps 1; 1 alone; 1 alone"
	)
	for _, c := range []struct{ group, script, want string }{
		{"3 1 1", "0 raw", "1 raw at 0 (TRACE-PROPOSE)"},
		{"3 1 1", "1 raw", ""},
		{"3 1 1", "0 raw; 1 raw; 1 gets 0.1", "1 ack 0.1 to 0 at 0 (TRACE-ACK-OWED)"},
		{"3 1 1", "0 raw; 1 raw; 1 gets 0.1; 1 ack 0.1", ""},
		{"3 1 0 clock", "0 raw; 1 raw", ""},
		{"3 1 0 clock", "0 raw; 1 raw; 1 gets 0.1", "1 steps 1 (TRACE-ADVANCE-OWED)"},
		{"3 2 0 clock", "0 raw; 1 raw; 1 gets 0.1", ""},
		{"3 1 1", own, "1 wit 1.1 at 0 (TRACE-WIT-OWED)"},
		{"3 1 2", own, ""},
		{"3 1 1", own + "; 1 wit 1.1", ""},
		{"3 1 1", own + "; 1 wit 1.1; 1 gets 1.3", "1 steps 1 (TRACE-ADVANCE-OWED)"},
		{"3 2 1", own + "; 1 wit 1.1; 1 gets 1.3", ""},
		{"3 1 1", "1 alone", "1 raw at 1 (TRACE-PROPOSE)"},
		{"3 1 1", round, decides + "1.1 true" + owed},
		{"3 1 1 clock", round, "1 raw at 3 (TRACE-PROPOSE)"},
		{"3 1 1", round + "1 raw", "1 decides 0 1.1 true" + owed},
		{"3 1 1", round + "1 decides 0 1.1 commits; 1 alone", "1 raw at 4 (TRACE-PROPOSE), 1 decides 1 1.4 true" + owed},
		{"3 1 1 sequential", round + "1 decides 0 1.1 commits; " + round,
			"1 raw at 6 (TRACE-PROPOSE), 1 decides 1 1.10 true" + owed},
		{"3 1 1", "0 raw ticket 5; 1 alone ticket 5; 1 alone; 1 alone hears 0.1", decides + "1.1 false" + owed},
		{"3 1 1", "0 raw ticket 4; 1 alone ticket 5; 1 alone; 1 alone hears 0.1", decides + "1.1 true" + owed},
		{"3 1 1 by-end", "0 raw ticket 9; 1 alone ticket 5; 1 alone; 1 alone hears 0.1", decides + "1.1 false" + owed},
		{"3 1 1 by-two", "0 raw ticket 9; 1 alone ticket 5; 1 alone; 1 alone hears 0.1", decides + "1.1 true" + owed},
		{"3 1 1 by-two", "0 raw ticket 9; 1 alone ticket 5; 1 alone hears 0.1; 1 alone", decides + "1.1 false" + owed},
		{"3 1 1", fmt.Sprintf(both, 5, 6), decides + "1.1 true" + owed},
		{"3 1 1", fmt.Sprintf(both, 6, 5), decides + "0.1 true" + owed},
		{"3 1 1", fmt.Sprintf(both, 6, 6), decides + "0.1 false" + owed},
		// It knows nothing of how the second step began that would confirm the choice.
		{"3 1 1", "1 raw ticket 3; 0 alone ticket 5; 1 gets 0.1; 1 ack 0.1; 1 gets 1.1; 1 ack 1.1; 1 gets 0.2; 1 gets 1.2; " +
			"1 gets 1.3; 1 wit 1.1; 1 gets 1.4; 1 steps 1; 1 alone; 1 raw; 1 gets 0.3; 1 gets 1.8; 1 ack 1.8; 1 gets 1.9; " +
			"1 wit 1.8; 1 gets 1.10; 1 steps 3", decides + "0.1 false" + owed},
		// What it needs may all be unknown.
		{"3 1 1", "1 raw; 1 gets 0.1; 1 steps 1; 1 raw; 1 gets 0.4; 1 steps 2; 1 raw; 1 gets 0.7; 1 steps 3",
			decides + "none false" + owed},
	} {
		var got []string
		for _, d := range following(t, c.group, c.script).Due(1) {
			got = append(got, inWords(d))
			if d.Rule.Text == "" {
				t.Errorf("%s: the rule %q says nothing", c.script, d.Rule.ID)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.group, c.script, strings.Join(got, ", "), c.want)
		}
	}
}

// In any good run each event but a receipt was due when it happened, and before each receipt nothing was; what is due
// is what a node does before it receives anything else.
func TestNodesDoWhatIsDue(t *testing.T) {
	rivals := rivalry(3, tf.Pipelined, always(2))
	rivals.Rivals, rivals.steps = tf.RivalsByTwo, 12
	for _, r := range []run{small(1), five, direct, bare, sequential, uneven, rivals} {
		list := events(r.record())
		live := NewLive(r.Header, Options{})
		for i, e := range list {
			want := e
			want.ID, want.Ticket = tf.ID{}, 0
			is := func(d Due) bool { return d.Event.Kind == want.Kind }
			due := live.Due(e.Node)
			if k := slices.IndexFunc(due, is); e.Kind == tf.Receive && len(due) > 0 ||
				e.Kind != tf.Receive && (k < 0 || inWords(Due{due[k].Rule, want}) != inWords(due[k])) {
				t.Fatalf("%+v: before event %d, %+v, node %d has to do %v", r.Header, i, e, e.Node, due)
			}
			for _, d := range due {
				until := list.after(i, e.Node, tf.Receive)
				if at := list.after(i, e.Node, d.Event.Kind); until >= 0 && (at < 0 || at > until) {
					t.Fatalf("%+v: at event %d %s is due, and comes at %d", r.Header, i, inWords(d), at)
				}
			}
			if err := live.Encode(e); err != nil || live.breach != nil {
				t.Fatal(err, live.breach)
			}
		}
		if live.Stats() != judgeEvents(t, r.Header, list, Options{}).Stats {
			t.Errorf("%+v: figures are %v", r.Header, live.Stats())
		}
	}
}

// Whether a node has to receive a message now, later, or not any more (TLC §2.3).
func TestWhatANodeHasToReceive(t *testing.T) {
	const certified = "1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1"
	for _, c := range []struct {
		group, script, id string
		want              Debt
		has               bool
	}{
		{"3 2 2", "0 raw; 1 raw", "0.1", Now, false},
		{"3 2 2", "0 raw", "0.1", Later, false}, // its own comes first
		{"3 2 2", "0 raw; 1 raw", "0.2", Paid, false},
		{"3 2 2", "0 raw; 1 raw", "7.1", Paid, false},
		{"3 2 2", "0 raw; 1 raw; 1 gets 0.1", "0.1", Paid, true},
		{"3 2 2", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1", "0.2", Later, false},
		{"3 2 2", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1; 1 gets 0.1; 1 ack 0.1", "0.2", Now, false},
		{"3 2 2", "2 raw; 1 raw; 0 raw; 0 gets 2.1; 0 ack 2.1; 0 gets 1.1; 0 ack 1.1; 1 gets 2.1; 1 ack 2.1; 1 gets 0.1; " +
			"1 ack 0.1; 1 gets 0.2", "0.3", Later, false},
		// Its own messages wait for nothing.
		{"3 2 2", "0 raw; 1 raw; 1 gets 0.1; 1 ack 0.1", "1.2", Now, false},
		// Direct acknowledgments are for one node, wait for nothing, and are of use until there is a certificate.
		{"3 2 2 direct", "0 raw; 1 raw; 0 gets 1.1; 0 ack 1.1", "0.2", Now, false},
		{"3 2 2 direct", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1", "0.2", Paid, false},
		{"3 2 2 direct", "0 raw; 1 raw; 2 raw; 0 gets 2.1; 0 ack 2.1; 0 gets 1.1; 0 ack 1.1", "0.3", Now, false},
		{"3 1 1 direct", "0 raw; 0 gets 0.1; 0 ack 0.1; " + certified + "; 0 gets 1.1; 0 ack 1.1", "0.3", Paid, false},
		{"3 1 1", "0 raw; " + certified + "; 0 gets 1.1; 0 ack 1.1; 1 gets 0.1; 1 ack 0.1", "0.2", Now, false},
		// It has left the step of that acknowledgment.
		{"3 1 1 direct", "1 raw; 0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 1.1; 0 ack 1.1; 1 gets 0.1; " +
			"1 ack 0.1; 1 gets 0.3; 1 steps 1; 1 raw", "0.4", Paid, false},
		{"3 1 1 direct", "1 raw; 0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 1.1; 0 ack 1.1; 1 gets 0.1; " +
			"1 ack 0.1; 1 gets 0.3; 1 steps 1", "0.4", Paid, false},
		{"3 1 1 direct", "1 raw; 0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 1.1; 0 ack 1.1; 1 gets 0.1; " +
			"1 ack 0.1; 1 gets 0.3", "0.4", Now, false},
		// Of what it has left behind it need receive nothing, and what it may ignore it may still wait for.
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 alone; 1 decides 0 1.1 commits; 1 raw", "0.1", Paid, false},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 alone; 1 raw", "0.1", Now, false},
		{"3 1 1 sequential", "0 alone; 0 raw; 1 alone; 1 alone; 1 alone; 1 decides 0 1.1 commits; 1 raw", "0.4", Paid, false},
		{"3 1 1 sequential", "0 alone; 0 raw; 0 gets 0.4; 0 ack 0.4; 0 gets 0.5; 0 wit 0.4; 0 gets 0.6; 0 steps 2; 0 raw; " +
			"0 gets 0.7; 0 ack 0.7; 0 gets 0.8; 0 wit 0.7; 0 gets 0.9; 0 steps 3; 0 raw; 1 alone; " +
			"1 alone; 1 alone; 1 decides 0 1.1 commits; 1 raw", "0.10", Later, false},
	} {
		live := following(t, c.group, c.script)
		s := script{t: t}
		if got := live.Owes(1, s.name(c.id)); got != c.want {
			t.Errorf("%s: %s: node 1 owes %s %d, want %d", c.group, c.script, c.id, got, c.want)
		}
		if got := live.Has(1, s.name(c.id)); got != c.has {
			t.Errorf("%s: %s: node 1 has %s: %v", c.group, c.script, c.id, got)
		}
	}
}

// Who adopts takes over what it has not left behind, and nothing else (TLC §2.4).
func TestNodesAdoptWhatTheyHaveNotLeftBehind(t *testing.T) {
	const known = "1 raw; 2 raw; 2 gets 1.1; 2 ack 1.1; "
	for script, has := range map[string]bool{"0 raw; 0 adopts 2.2": true, "0 alone; 0 raw; 0 adopts 2.2": true,
		"0 alone; 0 alone; 0 raw; 0 adopts 2.2": false} {
		live := following(t, "3 1 1 clock history-1", known+script)
		if got := live.Has(0, tf.ID{Sender: 1, Number: 1}); got != has || live.Has(0, tf.ID{Sender: 2, Number: 2}) {
			t.Errorf("%s: node 0 has what it adopts: %v, want %v", script, got, has)
		}
	}
}

// What a node has to receive now it can receive now, and what it has to later it cannot. Method: at points of good runs
// at which a node has nothing to do, each message that is not yet received is given to it, of a group that got there by
// itself.
func TestWhatIsOwedNowCanBeReceived(t *testing.T) {
	seen := map[Debt]int{}
	for _, r := range []run{small(2), direct, bare, sequential} {
		list := events(r.record())
		for i := 13; i < len(list); i += len(list) / 8 {
			n := tf.Node(i % r.Nodes)
			for _, e := range list[:i] {
				if e.Kind > tf.SendWit {
					continue
				}
				live := NewLive(r.Header, Options{})
				for _, before := range list[:i] {
					_ = live.Encode(before)
				}
				if due := live.Due(n); len(due) > 0 && due[0].Event.Kind != tf.SendRaw {
					break
				}
				owes, has, ignored := live.Owes(n, e.ID), live.Has(n, e.ID), live.Stats().Ignored
				_ = live.Encode(tf.Event{Node: n, Kind: tf.Receive, ID: e.ID})
				accepted := live.Finding().Verdict == spec.Holds && live.Stats().Ignored == ignored
				waits := owes == Later && r.Rounds != tf.Sequential // there it may wait for what it may ignore
				if seen[owes]++; owes == Now && (!accepted || has) || waits && accepted || accepted && !live.Has(n, e.ID) {
					t.Fatalf("%+v: after %d events node %d owes %s %d: %+v", r.Header, i, n, e.ID, owes, live.Finding())
				}
				if owes == Paid && accepted && r.Acks != tf.Direct && r.Rounds != tf.Sequential {
					t.Fatalf("%+v: after %d events node %d need not receive %s, and does", r.Header, i, n, e.ID)
				}
			}
		}
	}
	if seen[Now] < 20 || seen[Later] < 20 || seen[Paid] < 20 {
		t.Errorf("seen were %v", seen)
	}
}

// What is known of a node is said in words, of a clock without rounds and of unwitnessed ones without certificates.
func TestWhatIsKnownOfANodeIsSaid(t *testing.T) {
	for _, c := range []struct{ group, script, want string }{
		{"3 2 2", "0 raw",
			"in step 0; its raw message not sent; 0 of 2 confirmed messages of the step; round 0 to decide next"},
		{"3 1 2", "1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2", "in step 0; its 1.1 with 1 of 2 acknowledgments, not " +
			"certified; 0 of 1 confirmed messages of the step; round 0 to decide next"},
		{"3 3 1 clock", "1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1; 1 gets 1.3", "in step 0; its 1.1 with 1 of 1 " +
			"acknowledgments, certified; 1 of 3 confirmed messages of the step"},
		{"3 2 0 clock", "1 raw; 1 gets 1.1", "in step 0; 1 of 2 confirmed messages of the step"},
		{"3 1 1", "1 alone; 1 alone; 1 alone; 1 decides 0 1.1 commits", "in step 3; its raw message not sent; 0 of 1 " +
			"confirmed messages of the step; round 1 to decide next"},
	} {
		live := following(t, c.group, c.script)
		if got := live.Local(1); got != c.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.group, c.script, got, c.want)
		}
		if got := live.Step(1); fmt.Sprintf("in step %d", got) != strings.SplitN(c.want, ";", 2)[0] {
			t.Errorf("%s: in step %d", c.script, got)
		}
	}
	// What was dropped matters to nobody, and is had by all.
	r := long(three.Header, 1)
	r.steps = 100
	live := NewLive(three.Header, Options{Memory: scarce})
	for _, e := range r.record() {
		_ = live.Encode(e)
	}
	if old := (tf.ID{Sender: 1, Number: 10}); !live.Has(0, old) || live.Owes(0, old) != Paid {
		t.Error("a message that was dropped is not had by all")
	}
}

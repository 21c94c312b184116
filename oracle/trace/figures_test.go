package trace

import (
	"bytes"
	"strings"
	"testing"

	"quesera/spec"
)

// judged is the result on a script.
func judged(t *testing.T, group, text string) Result {
	t.Helper()
	h := variant(t, group)
	return Judge(bytes.NewReader(encode(t, h, played(t, h, text))), Options{Unsafe: true, Follow: true})
}

// Figures count the events that were judged, the highest step of any node, and the rest as they say.
func TestFiguresCountWhatWasJudged(t *testing.T) {
	const round = "0 alone; 0 alone; 0 alone; "
	for _, c := range []struct {
		group, script string
		want          Stats
	}{
		{"3 1 1", "0 raw", Stats{Nodes: 3, Events: 1}},
		{"3 1 1", "0 alone; 1 alone; 1 alone", Stats{Nodes: 3, Events: 21, Steps: 2}},
		{"3 1 1", "1 alone; 1 alone; 0 alone", Stats{Nodes: 3, Events: 21, Steps: 2}},
		{"3 1 1", round + "0 decides 0 0.1 commits; 0 alone; 0 decides 1 0.4 commits",
			Stats{Nodes: 3, Events: 30, Steps: 4, Decisions: 2, Committed: 2}},
		{"3 1 1", "0 raw; 0 gets 0.1; 0 gets 0.1", Stats{Nodes: 3, Events: 2}}, // what is refused does not count
		{"3 1 1", "1 raw ticket 9; 0 alone; 0 alone hears 1.1; 0 alone; 0 decides 0 0.1",
			Stats{Nodes: 3, Events: 24, Steps: 3, Decisions: 1}},
		{"3 1 1", "0 raw; 1 alone; 1 alone; 1 raw; 0 adopts 1.7; 0 steps 2; 0 raw; 0 adopts 1.7",
			Stats{Nodes: 3, Events: 20, Steps: 2, Adopted: 2}},
		// A message of a step below what the node has left behind is ignored, as often as it comes.
		{"3 1 1", "1 raw; " + round + "0 decides 0 0.1 commits; 0 raw; 0 gets 1.1; 0 gets 1.1; 0 gets 0.2",
			Stats{Nodes: 3, Events: 27, Steps: 3, Decisions: 1, Committed: 1, Ignored: 3}},
		{"3 1 1", "1 raw; " + round + "0 decides 0 0.1 commits; 0 raw; 0 gets 1.1; 0 raw",
			Stats{Nodes: 3, Events: 25, Steps: 3, Decisions: 1, Committed: 1, Ignored: 1}},
		{"3 1 1 clock history-1", "1 raw; 0 alone; 0 raw; 0 gets 1.1", Stats{Nodes: 3, Events: 10, Steps: 1}},
		{"3 1 1 clock history-1", "1 raw; 0 alone; 0 alone; 0 raw; 0 gets 1.1",
			Stats{Nodes: 3, Events: 17, Steps: 2, Ignored: 1}},
		// Holes, and what is behind them.
		{"3 1 1", "0 alone; 0 hole; 0 raw; 0 steps 9; 1 raw", Stats{Nodes: 3, Events: 11, Steps: 1, Skipped: 2}},
		{"3 1 1", "0 raw; 0 gets 1.1; " + round[len("0 alone; "):], Stats{Nodes: 3, Events: 2}},
		{"3 1 1", "0 raw; 0 gets 1.1; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; 0 steps 1; 0 alone; " +
			"0 alone; 0 decides 0 0.1 commits", Stats{Nodes: 3, Events: 23, Steps: 3, Decisions: 1, Committed: 1, Partly: 1}},
	} {
		r := judged(t, c.group, c.script)
		if got := r.Stats; got != c.want {
			t.Errorf("%s: %s\ngot  %+v (%s)\nwant %+v", c.group, c.script, got, r.Breach, c.want)
		}
	}
	s := Stats{Nodes: 1, Events: 2, Steps: 3, Decisions: 4, Committed: 5}
	if got := s.String(); got != "2 events of 1 nodes up to step 3, 4 decisions, 5 of them committed" {
		t.Errorf("figures in words: %s", got)
	}
	if s.Adopted = 1; !strings.HasSuffix(s.String(), "committed, 1 times one node adopted what another knew") {
		t.Errorf("figures in words: %s", s)
	}
}

// What nodes owe at the end, and no more, is said of those whose logs are there to the end.
func TestWhatIsOwedAtTheEnd(t *testing.T) {
	for _, c := range []struct {
		group, script string
		want          string
	}{
		{"2 1 1", "0 raw; 1 raw", ""},
		{"2 1 1", "0 alone; 1 raw", "node 0 its raw message"},
		{"2 1 1", "0 raw; 1 raw; 0 gets 0.1", "node 0 an acknowledgment"},
		{"2 1 1", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1", ""},
		{"2 1 1", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2", "node 0 a certificate"},
		{"2 1 2", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2", ""},
		{"2 1 1", "0 raw; 1 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1", ""},
		{"2 1 0 clock", "0 raw; 1 raw; 0 gets 0.1", ""},
		{"2 1 1", "1 raw; 0 alone; 0 alone; 0 alone", "node 0 its raw message, node 0 a decision"},
		{"2 1 1", "1 raw; 0 alone; 0 alone; 0 alone; 0 decides 0 0.1 commits", "node 0 its raw message"},
		{"2 1 1 clock", "1 raw; 0 alone; 0 alone; 0 alone", "node 0 its raw message"},
		{"2 1 1", "0 raw; 1 alone; 1 raw; 1 gets 1.4; 1 ack 1.4; 0 adopts 1.5", "node 0 an advance"},
		{"2 1 1", "0 raw; 1 alone; 1 raw; 1 gets 1.4; 1 ack 1.4; 0 adopts 1.5; 0 steps 1; 0 raw", ""},
		{"2 1 1", "0 raw; 1 alone; 1 raw; 0 adopts 1.4", ""},
		{"3 1 1", "0 alone; 1 alone; 1 hole", "node 0 its raw message"},
		{"3 1 1", "2 raw; 1 alone; 0 alone", "node 0 its raw message, node 1 its raw message"},
	} {
		r := judged(t, c.group, c.script)
		if got := strings.Join(r.Owed, ", "); got != c.want || r.Verdict == spec.Violated {
			t.Errorf("%s: %s: owed %q, %v, want %q", c.group, c.script, got, r.Breach, c.want)
		}
	}
}

// What is missing is named: whose logs, how many messages, events and decisions.
func TestWhatIsMissingIsNamed(t *testing.T) {
	const (
		rest  = "; no event that is there breaks a rule"
		alone = "0 raw; 0 gets 1.1; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; 0 steps 1; 0 alone; 0 alone; "
	)
	for _, c := range []struct{ group, script, want string }{
		{"3 1 1", "0 raw", ""},
		{"3 1 1", "0 raw; 1 raw; 1 gets 0.1", ""},
		{"3 1 1", "0 raw; 0 gets 1.1", "no log of 1, 2; 1 messages of unknown content" + rest},
		{"3 1 1", "0 raw; 0 gets 1.1; 0 gets 2.1; 0 gets 1.4", "no log of 1, 2; 3 messages of unknown content" + rest},
		{"3 1 1", "0 raw; 1 raw; 0 gets 2.1; 1 gets 2.1", "no log of 2; 1 messages of unknown content" + rest},
		{"3 1 1", "0 raw; 1 raw; 2 raw; 1 hole", "a hole in the log of 1; 0 messages of unknown content" + rest},
		{"3 1 1", "0 raw; 1 raw; 1 hole; 0 gets 1.1; 0 ack 1.1; 0 gets 1.2; 0 gets 2.1",
			"no log of 2; a hole in the log of 1; 2 messages of unknown content" + rest},
		{"3 1 1", "0 raw; 1 raw; 2 raw; 1 hole; 2 hole; 1 gets 9.9; 1 raw; 2 raw",
			"a hole in the log of 1, 2; 0 messages of unknown content; 3 events behind a hole not judged" + rest},
		{"3 1 1", alone + "0 decides 0 0.1 commits; 0 alone; 0 decides 1 0.4 commits",
			"no log of 1, 2; 1 messages of unknown content; 2 decisions judged in part" + rest},
		{"3 1 1", alone + "0 decides 0 1.1 commits", "no log of 1, 2; 1 messages of unknown content; 1 decisions judged in " +
			"part" + rest},
		{"3 1 1", "0 raw; 1 raw; 2 raw; 1 adopts 2.1; 1 hole; 0 adopts 1.9; 0 raw",
			"a hole in the log of 0, 1; 0 messages of unknown content; 1 events behind a hole not judged" + rest},
		{"3 1 1", "0 raw; 1 raw; 0 adopts 2.1; 0 gets 1.1",
			"no log of 2; a hole in the log of 0; 0 messages of unknown content; 1 events behind a hole not judged" + rest},
	} {
		r := judged(t, c.group, c.script)
		if r.Breach.Message != c.want || (c.want == "") != (r.Verdict == spec.Holds) || r.Breach.Line != 0 ||
			r.Breach.Node.Known {
			t.Errorf("%s: %s\ngot  %v %s\nwant %s", c.group, c.script, r.Verdict, r.Breach, c.want)
		}
	}
}

// What no missing log excuses is refused; what one may excuse is not. See TestWhatNoMissingLogExcusesIsFound.
func TestWhatMissingLogsExcuse(t *testing.T) {
	const (
		alone = "0 raw ticket 5; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; 0 steps 1; 0 alone; "
		late  = "1 raw ticket 9; " + alone + "0 raw; 0 gets 2.1; 0 gets 1.1; 0 gets 0.7; 0 ack 0.7; 0 gets 0.8; 0 wit 0.7; " +
			"0 gets 0.9; 0 steps 3; "
		rival = "TRACE-COMMIT commits 0.1 (ticket 5) in round 0, want not committed: it has received 1.1 with ticket 9"
		open  = "TRACE-PARTIAL "
	)
	for _, c := range []struct{ group, script, want string }{
		{"3 1 1", late + "0 decides 0 0.1 commits", open},
		{"3 1 1", late + "0 decides 0 0.1", open},
		{"3 1 1 by-two", late + "0 decides 0 0.1 commits", open},
		{"3 1 1 by-end", late + "0 decides 0 0.1 commits", rival},
		{"3 1 1 by-end", late + "0 decides 0 0.1", open},
		{"3 1 1 by-end", late + "0 decides 0 2.1 commits", open},
		{"3 1 1", late + "0 decides 0 1.1 commits", "TRACE-CHOICE chooses 1.1 (ticket 9) in round 0 without having " +
			"received its certificate, want 0.1 (ticket 5), the best of those of step 0 that it has confirmed"},
		{"3 1 1", late + "0 decides 0 0.9", "TRACE-CHOICE chooses 0.9 in round 0, which is no raw message of step 0, want " +
			"0.1 (ticket 5), the best of those of step 0 that it has confirmed"},
		{"3 1 1", late + "0 decides 0 none", "TRACE-CHOICE chooses nothing in round 0, want 0.1 (ticket 5), the best of " +
			"those of step 0 that it has confirmed"},
		// A choice whose sender's log ends later is known, but not whether it was certified.
		{"3 1 1", "1 raw ticket 9; 1 hole; 0 alone ticket 5; 0 alone; 0 alone; 0 decides 0 1.1", open},
		{"3 1 1", "1 raw ticket 5; 1 hole; 0 alone ticket 5; 0 alone; 0 alone; 0 decides 0 1.1", open},
		{"3 1 1", "1 raw ticket 3; 1 hole; 0 alone ticket 5; 0 alone; 0 alone; 0 decides 0 1.1", "TRACE-CHOICE chooses 1.1 " +
			"(ticket 3) in round 0, want 0.1 (ticket 5), the best of those of step 0 that it has confirmed"},
		{"3 1 1", "1 raw ticket 3; 1 hole; 0 alone ticket 5; 0 alone; 0 alone; 0 decides 0 1.7", open},
		// A log that begins after what it would have to show.
		{"3 1 1", "0 raw; 0 gets 1.1; 1 raw",
			"TRACE-CAUSAL receives a message of node 1, whose log only begins at line 4: nobody has sent it before"},
		{"3 1 1", "0 raw; 0 gets 1.1; 2 raw; 2 gets 1.2; 1 raw", "TRACE-ORDER from here on 2 messages of node 1 are " +
			"received, whose log only begins at line 6: the lines are out of order"},
		{"3 1 1", "0 raw; 0 gets 1.1; 0 gets 1.2; 0 gets 1.3; 1 raw", "TRACE-ORDER from here on 3 messages of node 1 are " +
			"received, whose log only begins at line 6: the lines are out of order"},
		// What a node sent before its log ends is known.
		{"3 1 1", "0 raw; 1 raw; 1 hole; 0 gets 1.1; 0 ack 1.1; 0 gets 1.1", "TRACE-ONCE receives 1.1 again, want once"},
		{"3 1 1", "0 raw; 1 raw; 1 hole; 0 gets 1.2; 0 gets 1.2", "TRACE-ONCE receives 1.2 again, want once"},
		{"3 1 1", "0 raw; 1 raw; 2 raw; 1 hole; 0 gets 1.9; 0 gets 1.3; 0 gets 1.6; 0 gets 1.3",
			"TRACE-ONCE receives 1.3 again, want once"},
		// What it acknowledges has a step from then on, and may have had any before.
		{"3 1 1", alone + "0 raw; 0 gets 1.1; 0 ack 1.1; 0 ack 1.1",
			"TRACE-ACK-ONCE acknowledges 1.1 again, want one acknowledgment"},
		{"3 1 1", "2 raw; 2 gets 1.1; " + alone + "0 raw; 0 gets 1.1; 0 ack 1.1", open},
		{"3 1 1", "2 raw; 2 gets 1.1; 2 ack 1.1; " + alone + "0 raw; 0 gets 1.1; 0 ack 1.1",
			"TRACE-ACK-LATE acknowledges 1.1 of step 0, but is at step 2 itself, want no late acknowledgment"},
		{"3 1 1", "0 raw; 0 gets 1.1; 0 wit 1.1", "TRACE-WIT-OWN certifies 1.1, a message of node 1, want its own only"},
		// Each missing node may have helped once in a step, and no more.
		{"3 1 2", "0 raw; 0 gets 1.1; 0 gets 2.1; 0 wit 0.1", open},
		{"3 1 2", "0 raw; 0 gets 1.1; 0 gets 1.2; 0 wit 0.1", "TRACE-WIT-THRESHOLD certifies 0.1 after acknowledgments of " +
			"0 nodes, want 2"},
		{"3 2 1", "0 raw; 0 gets 1.1; 0 gets 1.2; 0 steps 1", "TRACE-ADVANCE-THRESHOLD advances to step 1 with 0 threshold " +
			"witnessed messages of step 0, want 2"},
		{"3 2 1", "0 raw; 0 gets 1.1; 0 gets 2.2; 0 steps 1", open},
	} {
		r := judged(t, c.group, c.script)
		got := r.Breach.Rule.ID + " " + r.Breach.Message
		if got != c.want && !(c.want == open && strings.HasPrefix(got, open)) {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.group, c.script, got, c.want)
		}
	}
}

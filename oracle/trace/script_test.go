package trace

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// A script is a run in words, an event a line, or several with ";" in between. A node's messages are numbered from 1
// in the order in which it sends them; "as" gives another name.
//
//	0 raw [ticket 7] [at 3] [as 1.9]   broadcasts the raw message of its step, or of another one
//	0 ack 1.1 [to 2] [at 3] [as 1.9]   acknowledges, to the sender of the message or to another node
//	0 wit 0.1 [at 3] [as 1.9]          certifies
//	0 gets 1.1                         receives
//	0 steps 3                          advances
//	0 decides 0 1.1 [commits]          decides a round; "none": chooses nothing
//	0 adopts 1.1
//	0 hole
//	0 alone [ticket 7] [hears 1.1]     a step of who needs nobody else: proposes, acknowledges and certifies its own
//	                                   message, receives all that, and advances; it hears of an old message, too
type script struct {
	t      testing.TB
	header tf.Header
	events []tf.Event
	steps  map[tf.Node]tf.Step
	counts map[tf.Node]uint64
}

// played is a script as events.
func played(t testing.TB, h tf.Header, text string) []tf.Event {
	t.Helper()
	s := &script{t: t, header: h, steps: map[tf.Node]tf.Step{}, counts: map[tf.Node]uint64{}}
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if words := strings.Fields(line); len(words) > 0 {
			s.line(words)
		}
	}
	return s.events
}

// number reads a number of a script.
func (s *script) number(word string) uint64 {
	n, err := strconv.ParseUint(word, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// name reads the name of a message.
func (s *script) name(word string) tf.ID {
	sender, number, _ := strings.Cut(word, ".")
	return tf.ID{Sender: tf.Node(s.number(sender)), Number: s.number(number)}
}

// line plays one line.
func (s *script) line(words []string) {
	node, verb, rest := tf.Node(s.number(words[0])), words[1], words[2:]
	e := tf.Event{Node: node, Step: s.steps[node]}
	switch verb {
	case "raw":
		e.Kind = tf.SendRaw
	case "ack":
		e.Kind, e.Of = tf.SendAck, s.name(rest[0])
		e.To, rest = e.Of.Sender, rest[1:]
	case "wit":
		e.Kind, e.Of, rest = tf.SendWit, s.name(rest[0]), rest[1:]
	case "steps":
		e.Kind, e.Step = tf.Advance, tf.Step(s.number(rest[0]))
		s.steps[node], rest = e.Step, rest[1:]
	case "alone":
		s.alone(node, rest)
		return
	default:
		e.Step = 0
		rest = s.other(&e, verb, rest)
	}
	if e.Kind <= tf.SendWit {
		s.counts[node]++
		e.ID = tf.ID{Sender: node, Number: s.counts[node]}
	}
	for ; len(rest) > 1; rest = rest[2:] {
		switch rest[0] {
		case "ticket":
			e.Ticket = tf.Ticket(s.number(rest[1]))
		case "at":
			e.Step = tf.Step(s.number(rest[1]))
		case "to":
			e.To = tf.Node(s.number(rest[1]))
		case "as":
			e.ID = s.name(rest[1])
		default:
			s.t.Fatalf("%s: not a word of a script", rest[0])
		}
	}
	s.events = append(s.events, e)
}

// other plays what is not sent, and returns the words that are left.
func (s *script) other(e *tf.Event, verb string, rest []string) []string {
	switch verb {
	case "gets", "adopts":
		e.Kind, e.ID = map[string]tf.Kind{"gets": tf.Receive, "adopts": tf.Adopt}[verb], s.name(rest[0])
		return rest[1:]
	case "hole":
		e.Kind = tf.Hole
	case "decides":
		e.Kind, e.Round = tf.Decide, tf.Round(s.number(rest[0]))
		if rest[1] != "none" {
			e.Choice = tf.Choice{Known: true, ID: s.name(rest[1])}
		}
		e.Committed = len(rest) > 2 && rest[2] == "commits"
	default:
		s.t.Fatalf("%s: not a word of a script", verb)
	}
	return nil
}

// alone plays a step of a node that needs nobody else.
func (s *script) alone(node tf.Node, rest []string) {
	next := func() string { return fmt.Sprintf("%d.%d", node, s.counts[node]+1) }
	say := func(format string, args ...any) {
		s.line(strings.Fields(fmt.Sprintf("%d ", node) + fmt.Sprintf(format, args...)))
	}
	raw, heard := next(), slices.Index(rest, "hears")
	if heard < 0 {
		heard = len(rest)
	}
	say("raw %s", strings.Join(rest[:heard], " "))
	if heard < len(rest) {
		say("gets %s", rest[heard+1])
	}
	say("gets %s", raw)
	if s.header.WitnessThreshold > 0 {
		ack := next()
		say("ack %s", raw)
		say("gets %s", ack)
		wit := next()
		say("wit %s", raw)
		say("gets %s", wit)
	}
	say("steps %d", s.steps[node]+1)
}

// variant is a header in words: the number of nodes, t_m, t_w, and what is not as usual.
func variant(t testing.TB, words string) tf.Header {
	t.Helper()
	h := tf.Header{Protocol: qscFormat}
	var rest string
	if n, _ := fmt.Sscanf(words, "%d %d %d", &h.Nodes, &h.MessageThreshold, &h.WitnessThreshold); n != 3 {
		t.Fatalf("%s: not a group", words)
	}
	for _, rest = range strings.Fields(words)[3:] {
		switch rest {
		case "clock":
			h.Protocol = clockFormat
		case "direct":
			h.Acks = tf.Direct
		case "sequential":
			h.Rounds = tf.Sequential
		case "by-end":
			h.Rivals = tf.RivalsByEnd
		case "by-two":
			h.Rivals = tf.RivalsByTwo
		case "history-1":
			h.History = tf.History{Limited: true, Steps: 1}
		default:
			t.Fatalf("%s: not a variant", rest)
		}
	}
	return h
}

// A finding is a script, and what is to be said of its last event.
type finding struct{ group, script, want string }

// testFindings has each script judged at once and while it happens. Nothing must be found before its last event, and
// there what is wanted: a rule and a message. Empty: nothing.
func testFindings(t *testing.T, findings []finding) {
	t.Helper()
	for _, f := range findings {
		h := variant(t, f.group)
		list := played(t, h, f.script)
		r := Judge(bytes.NewReader(encode(t, h, list)), Options{Unsafe: true, Follow: true})
		got := ""
		if r.Verdict != spec.Holds {
			got = r.Breach.Rule.ID + " " + r.Breach.Message
		}
		last := list[len(list)-1]
		if got != f.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", f.group, f.script, got, f.want)
		}
		if r.Verdict == spec.Violated && (r.Breach.Line != len(list)+1 || r.Breach.Node.ID != int(last.Node) ||
			len(r.Coverage) == 0) {
			t.Errorf("%s: %s\n%s, want line %d", f.group, f.script, r.Breach, len(list)+1)
		}
		live := NewLive(h, Options{})
		for _, e := range list {
			if err := live.Encode(e); err != nil {
				t.Fatal(err)
			}
		}
		found := live.Finding()
		if r.Verdict == spec.Violated && (found.Rule != r.Breach.Rule.ID || found.Message != r.Breach.Message ||
			found.Verdict != spec.Violated || int(found.Node) != int(last.Node) || found.Events != len(list)-1) {
			t.Errorf("%s: %s\nwhile it happens: %+v, want %s", f.group, f.script, found, r.Breach)
		}
	}
}

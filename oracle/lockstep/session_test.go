package lockstep

import (
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/traceformat"
	"quesera/spec"
)

// group is a group of two of QSC3 that needs both.
func group(t *testing.T) traceformat.Header {
	t.Helper()
	for _, p := range catalogue.TraceFormats() {
		if p.Decides() {
			return traceformat.Header{Protocol: p, Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2,
				Acks: traceformat.Direct}
		}
	}
	t.Fatal("no protocol decides")
	return traceformat.Header{}
}

// play plays lines of a run: "0 propose 5" and "1 message 0.1" begin an input, "0 done" ends it, and what else stands
// behind a node is an event: "raw 0.1 0 5" (id, step, ticket), "ack 0.2 0 1.1", "wit 0.3 0 0.1", "receive 0.1",
// "advance 1", "decide 0 0.1 true", "resend 0.1". It returns the first difference, and the line that it is in.
func play(t *testing.T, s *Session, lines string) (*Difference, string) {
	t.Helper()
	id := func(text string) traceformat.ID {
		id, ok := traceformat.ParseID(text)
		if !ok {
			t.Fatalf("id %s", text)
		}
		return id
	}
	num := func(text string) (n uint64) {
		for _, c := range text {
			n = 10*n + uint64(c-'0')
		}
		return n
	}
	for line := range strings.Lines(lines) {
		w := append(strings.Fields(line), "0", "0", "0")
		if strings.TrimSpace(line) == "" {
			continue
		}
		i := traceformat.Node(num(w[0]))
		e := traceformat.Event{Node: i}
		switch w[1] {
		case "propose":
			s.Begin(i, Input{Kind: Propose, Step: s.Step(i), Ticket: traceformat.Ticket(num(w[2]))})
			continue
		case "message":
			s.Begin(i, Input{Kind: Message, ID: id(w[2])})
			continue
		case "done":
			if d := s.Done(i); d != nil {
				return d, strings.TrimSpace(line)
			}
			continue
		case "resend":
			if d := s.Resend(i, id(w[2]), w[3] != "unsent"); d != nil {
				return d, strings.TrimSpace(line)
			}
			continue
		case "raw":
			e.Kind, e.ID, e.Step, e.Ticket = traceformat.SendRaw, id(w[2]), traceformat.Step(num(w[3])),
				traceformat.Ticket(num(w[4]))
		case "ack":
			e.Kind, e.ID, e.Step, e.Of = traceformat.SendAck, id(w[2]), traceformat.Step(num(w[3])), id(w[4])
			e.To = e.Of.Sender
		case "wit":
			e.Kind, e.ID, e.Step, e.Of = traceformat.SendWit, id(w[2]), traceformat.Step(num(w[3])), id(w[4])
		case "receive":
			e.Kind, e.ID = traceformat.Receive, id(w[2])
		case "adopt":
			e.Kind, e.ID = traceformat.Adopt, id(w[2])
		case "advance":
			e.Kind, e.Step = traceformat.Advance, traceformat.Step(num(w[2]))
		default:
			t.Fatalf("%s?", w[1])
		}
		if d := s.Event(i, e); d != nil {
			return d, strings.TrimSpace(line)
		}
	}
	return nil, ""
}

// begun is a good beginning: both nodes have proposed and know each other's message, and node 1's is acknowledged.
const begun = `
	0 propose 5
	0 raw 0.1 0 5
	0 receive 0.1
	0 ack 0.2 0 0.1
	0 receive 0.2
	0 done
	1 propose 7
	1 raw 1.1 0 7
	1 receive 1.1
	1 ack 1.2 0 1.1
	1 receive 1.2
	1 done
	0 message 1.1
	0 receive 1.1
	0 ack 0.3 0 1.1
	0 done
`

// Each rule of lock-step is broken by a run that breaks no rule of a trace, and holds of the same run without that.
func TestEachRuleOfLockStep(t *testing.T) {
	for _, c := range []struct{ name, lines, rule, at, says string }{
		{"good", begun + "1 message 0.3\n1 receive 0.3\n1 wit 1.3 0 1.1\n1 receive 1.3\n1 done", "", "", ""},
		{"no proposal", "0 propose 5\n0 done", "LOCK-DONE", "0 done", "has not sent its raw message of step 0"},
		{"no acknowledgment", "0 propose 5\n0 raw 0.1 0 5\n0 receive 0.1\n0 done", "LOCK-DONE", "0 done",
			"has not acknowledged 0.1"},
		{"own message", "0 propose 5\n0 raw 0.1 0 5\n0 done", "LOCK-TAKE", "0 done", "has not received 0.1"},
		{"own acknowledgment", "0 propose 5\n0 raw 0.1 0 5\n0 receive 0.1\n0 ack 0.2 0 0.1\n0 done", "LOCK-TAKE", "0 done",
			"has not received 0.2"},
		{"no certificate", begun + "1 message 0.3\n1 receive 0.3\n1 done", "LOCK-DONE", "1 done", "has not certified 1.1"},
		{"ignored", begun + "1 message 0.1\n1 done", "LOCK-TAKE", "1 done", "has not received 0.1"},
		{"ignored acknowledgment", begun + "1 message 0.3\n1 done", "LOCK-TAKE", "1 done", "has not received 0.3"},
		{"kept", begun + "1 message 0.3\n1 receive 0.3\n1 wit 1.3 0 1.1\n1 receive 1.3\n1 done\n0 message 1.3\n" +
			"0 receive 1.3\n0 done\n", "", "", ""},
		{"not brought", begun + "1 message 0.3\n1 receive 0.1", "LOCK-BROUGHT", "1 receive 0.1", "want only what was"},
		{"not sent", "0 propose 5\n0 raw 0.1 0 5\n0 receive 0.1\n0 ack 0.2 0 0.1\n0 receive 1.7", "LOCK-BROUGHT",
			"0 receive 1.7", "want only what was"},
		{"not sent, and adopted", "0 propose 5\n0 raw 0.1 0 5\n0 receive 0.1\n0 ack 0.2 0 0.1\n0 adopt 1.7", "LOCK-BROUGHT",
			"0 adopt 1.7", "want only what was"},
		{"of nobody", "0 propose 5\n0 raw 0.1 0 5\n0 receive 0.1\n0 ack 0.2 0 0.1\n0 receive 9.7", "TRACE-CAUSAL",
			"0 receive 9.7", ""},
		{"unasked", "0 raw 0.1 0 5", "LOCK-PROPOSE", "0 raw 0.1 0 5", "was not told to"},
		{"twice", "0 propose 5\n0 raw 0.1 0 5\n0 receive 0.1\n0 raw 0.2 0 5", "LOCK-PROPOSE", "0 raw 0.2 0 5",
			"or has done so"},
		{"another step", "0 propose 5\n0 raw 0.1 1 5", "LOCK-PROPOSE", "0 raw 0.1 1 5", ""},
		{"another ticket", "0 propose 5\n0 raw 0.1 0 6", "LOCK-TICKET", "0 raw 0.1 0 6", "want ticket 5"},
		{"again", begun + "0 resend 0.1\n0 resend 1.1\n0 resend 0.2", "", "", ""},
		{"again, of others", begun + "1 resend 0.1", "LOCK-RESEND", "1 resend 0.1", "want a message that it has sent"},
		{"again, unsent", begun + "0 resend 0.9 unsent", "LOCK-RESEND", "0 resend 0.9 unsent", ""},
		{"again, to others, and what was brought", begun + "0 resend 0.3\n1 message 0.1\n1 resend 0.1", "", "", ""},
		{"a rule of traces, of the second node", "1 advance 1", "TRACE-ADVANCE-THRESHOLD", "1 advance 1", "want"},
		{"a rule of traces", begun + "0 wit 0.4 0 0.1", "TRACE-WIT-THRESHOLD", "0 wit 0.4 0 0.1",
			"after acknowledgments of 1"},
	} {
		s := New(group(t), Options{})
		d, at := play(t, s, c.lines)
		switch {
		case c.rule == "" && d != nil:
			t.Errorf("%s: %v, want none", c.name, d)
		case c.rule != "" && (d == nil || d.Rule != c.rule || at != c.at || !strings.Contains(d.Message, c.says)):
			t.Errorf("%s: %v at %q, want %s at %q with %q", c.name, d, at, c.rule, c.at, c.says)
		case d != nil && (d.Section == "" || d.Verdict != spec.Violated || !strings.Contains(d.String(), d.Rule) ||
			strings.Contains(d.Message, "%!")):
			t.Errorf("%s: %+v", c.name, d)
		case d != nil && (s.Done(0) != d || s.Event(1, traceformat.Event{}) != d || s.Resend(0, traceformat.ID{}, true) != d):
			t.Errorf("%s: the session goes on", c.name)
		}
	}
}

// Nodes that draw their own tickets may send any.
func TestTicketsOfTheirOwn(t *testing.T) {
	if d, _ := play(t, New(group(t), Options{OwnTickets: true}), "0 propose 5\n0 raw 0.1 0 6"); d != nil {
		t.Error(d)
	}
}

// A difference says what the node was told, how it stands, what it did and what was expected of it: from the input
// on, whatever it has done with it so far.
func TestADifferenceIsExplained(t *testing.T) {
	d, _ := play(t, New(group(t), Options{}), begun+"1 message 0.1\n1 receive 0.1\n1 done")
	want := `node 1
  was told:  message 0.1
  its state: in step 0; its 1.1 with 1 of 2 acknowledgments, not certified; 0 of 2 confirmed messages of the step; ` +
		`round 0 to decide next
  it:        is done
  expected:  receives 0.1; acknowledges 0.1 by 1.3
`
	if d == nil || d.Explain() != want {
		t.Errorf("%s, want %s", d.Explain(), want)
	}
	s := New(group(t), Options{})
	s.Begin(0, Input{Kind: Timeout})
	if e := s.Expected(0); e == nil || len(e) != 0 {
		t.Errorf("%v, want nothing", e)
	}
	s.past.lost = true
	if e := s.Expected(0); e != nil {
		t.Errorf("%v, want not known", e)
	}
}

// What is brought stays expected until it is received, and is forgotten then; what happened is kept up to a bound.
// Beyond that nothing is known to be expected.
func TestWhatIsBroughtIsExpectedUntilItIsReceived(t *testing.T) {
	s := New(group(t), Options{})
	if d, _ := play(t, s, begun+"1 message 0.1"); d != nil {
		t.Fatal(d)
	}
	s.Begin(1, Input{Kind: Timeout})
	s.Begin(1, Input{Kind: Message, ID: traceformat.ID{Sender: 1, Number: 1}}) // its own comes back
	if e := s.Expected(1); len(e) != 2 || e[0].Kind != traceformat.Receive || e[0].ID != (traceformat.ID{Number: 1}) {
		t.Errorf("expected %v, want that it receives 0.1 and acknowledges it", e)
	}
	d, _ := play(t, s, "1 receive 0.1\n1 ack 1.3 0 0.1\n1 done")
	if n := &s.nodes[1]; d != nil || len(n.pending) > 0 || len(n.brought) > 0 {
		t.Errorf("%v; pending %v, brought %v", d, n.pending, n.brought)
	}
	h := history{events: make([]traceformat.Event, mostKept-1)}
	if h.add(traceformat.Event{}); h.lost || len(h.events) != mostKept {
		t.Errorf("%d events are kept, lost %v", len(h.events), h.lost)
	}
	for range 2 {
		if h.add(traceformat.Event{}); !h.lost || h.events != nil {
			t.Errorf("%d events are kept, lost %v", len(h.events), h.lost)
		}
	}
}

// A clock without decisions has no tickets, so that none is wrong.
func TestClocksHaveNoTickets(t *testing.T) {
	h := group(t)
	for _, p := range catalogue.TraceFormats() {
		if !p.Decides() && p.Name == "tlc" {
			h.Protocol = p
		}
	}
	if h.Protocol.Decides() {
		t.Fatal("there is no clock")
	}
	if d, at := play(t, New(h, Options{}), "0 propose 5\n0 raw 0.1 0 0\n0 receive 0.1\n0 ack 0.2 0 0.1"); d != nil {
		t.Errorf("%v at %s", d, at)
	}
}

// The highest step that there can be is one, and the next is none; what is sent again is known by having been sent.
func TestTheHighestStepIsServed(t *testing.T) {
	if _, v, err := served(t, `{"node":0,"input":"propose","step":4611686018427387903,"ticket":1}`); err != nil {
		t.Errorf("%v, %v", v, err)
	}
	_, _, err := served(t, `{"node":0,"input":"propose","step":4611686018427387904,"ticket":1}`)
	if err == nil || !strings.Contains(err.Error(), "step = 4611686018427387904, want 0..4611686018427387903") {
		t.Errorf("one more: %v", err)
	}
	_, v, err := served(t, strings.ReplaceAll(started, `"resend","id":"0.1"`, `"resend","id":"0.4"`))
	if err != nil || v != spec.Violated {
		t.Errorf("sent again without being sent: %v, %v", v, err)
	}
}

// When a node is done another one may be told something, and what it does is its own, whatever it calls itself. Groups
// without majorities are served on request.
func TestOneNodeIsServedAfterTheOther(t *testing.T) {
	if _, v, err := served(t, started+`{"node":1,"input":"timeout"}`+"\n"+`{"node":1,"event":"done"}`+"\n"); err != nil ||
		v != spec.Holds {
		t.Errorf("%v, %v", v, err)
	}
	h := group(t)
	s := New(h, Options{})
	if s.Header() != h {
		t.Errorf("the header is %+v", s.Header())
	}
	s.Begin(1, Input{Kind: Propose, Ticket: 7})
	e := traceformat.Event{Node: 0, Kind: traceformat.SendRaw, ID: traceformat.ID{Sender: 1, Number: 1}, Ticket: 7}
	if d := s.Event(1, e); d != nil {
		t.Errorf("%v", d)
	}
	loose := strings.Replace(string(h.Line()), `"witness_threshold":2`, `"witness_threshold":1`, 1)
	var out strings.Builder
	_, err := Serve(strings.NewReader(loose), &out, Options{Unsafe: true}, catalogue.TraceFormats()...)
	if err != nil && strings.Contains(err.Error(), "majority") {
		t.Errorf("refused although asked for: %v", err)
	}
}

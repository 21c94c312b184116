package qsc3

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/tlc"
)

// Rounds start every three steps, or at each; the one that ends at a step began three before; and pipelined rounds
// belong to three chains in turn (TLC §4.10, §4.11).
func TestRoundsStartAndEndWhereTheyShould(t *testing.T) {
	sequential, pipelined := Config{}, Config{Pipelined: true}
	for s := range model.Step(20) {
		if r, ok := sequential.RoundAt(s); ok != (s%3 == 0) || ok && (model.Step(r) != s/3 || sequential.StartOf(r) != s) {
			t.Errorf("at step %d round %d starts (%v)", s, r, ok)
		}
		if r, ok := sequential.DecidedAt(s); ok != (s%3 == 0 && s > 0) || ok && model.Step(r) != s/3-1 {
			t.Errorf("at step %d round %d is decided (%v)", s, r, ok)
		}
		if r, ok := pipelined.RoundAt(s); !ok || model.Step(r) != s || pipelined.StartOf(r) != s {
			t.Errorf("pipelined, at step %d round %d starts (%v)", s, r, ok)
		}
		if r, ok := pipelined.DecidedAt(s); ok != (s >= 3) || ok && model.Step(r) != s-3 {
			t.Errorf("pipelined, at step %d round %d is decided (%v)", s, r, ok)
		}
		if r := Round(s); sequential.Chain(r) != 0 || pipelined.Chain(r) != int(s)%3 {
			t.Errorf("round %d is of chain %d, pipelined %d", r, sequential.Chain(r), pipelined.Chain(r))
		}
	}
}

// Who jumps misses the rounds that end between where it was and where it goes, without the two ends, and says nothing
// where there are none.
func TestAJumpMissesTheRoundsThatEndBetween(t *testing.T) {
	for _, c := range []struct {
		pipelined bool
		from, to  model.Step
		want      string
	}{
		{false, 0, 3, "[]"}, {false, 0, 4, "[{0 0}]"}, {false, 0, 6, "[{0 0}]"}, {false, 0, 7, "[{0 1}]"},
		{false, 2, 4, "[{0 0}]"}, {false, 3, 6, "[]"}, {false, 3, 7, "[{1 1}]"}, {false, 4, 13, "[{1 3}]"},
		{true, 0, 3, "[]"}, {true, 0, 4, "[{0 0}]"}, {true, 2, 4, "[{0 0}]"}, {true, 3, 4, "[]"}, {true, 3, 5, "[{1 1}]"},
		{true, 5, 30, "[{3 26}]"},
	} {
		m := Machine{Config: Config{Pipelined: c.pipelined}}
		if got := fmt.Sprint(m.onJump(tlc.Jumped{From: c.from, To: c.to}, nil)); got != c.want {
			t.Errorf("pipelined %v, from %d to %d: %s, want %s", c.pipelined, c.from, c.to, got, c.want)
		}
	}
}

// text is a block.
type text string

func (b text) AppendTo(to []byte) []byte { return append(to, b...) }

// A proposal is its round in 4 octets, its ticket in 8, the lowest first, its parent and its block.
func TestTheOctetsOfAProposal(t *testing.T) {
	p := Proposal{Round: 0x01020304, Ticket: 0x1112131415161718, Parent: model.Digest{9, 31: 8}, Block: text("b")}
	numbers := []byte{4, 3, 2, 1, 0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11}
	want := slices.Concat([]byte("before"), numbers, p.Parent[:], []byte("b"))
	if got := p.AppendTo([]byte("before")); !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// What a node shows of its choices: none before the first decision; the last one, which may be of nothing; and the last
// commit.
func TestAStateShowsItsChoices(t *testing.T) {
	some, none := Choice{Known: true, Node: 2}, Choice{}
	for _, c := range []struct {
		head, final *Choice
		known       bool
	}{{nil, nil, false}, {&some, nil, true}, {&none, &some, false}, {&some, &some, true}} {
		s := State{head: c.head, final: c.final}
		if got, ok := s.Head(); ok != c.known || ok && got != some || !ok && got != none {
			t.Errorf("%+v: head %+v %v", c, got, ok)
		}
		if got, ok := s.Final(); ok != (c.final != nil) || ok && got != some || !ok && got != none {
			t.Errorf("%+v: final %+v %v", c, got, ok)
		}
	}
}

// The header of a trace says what group and which kind of rounds it is of, and who wrote it; a line of it says of a
// decision its round, its choice, if there is one, and whether that is committed. Nothing else is a decision.
func TestATraceSaysWhatWasDecided(t *testing.T) {
	for _, pipelined := range []bool{false, true} {
		var out bytes.Buffer
		c := Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 3, Witness: 2}, Pipelined: pipelined, Tickets: 9}
		tr, err := NewTrace(traceformat.To(&out), c, "who wrote it")
		if err != nil {
			t.Fatal(err)
		}
		if err := tr.Flush(); err != nil {
			t.Fatal(err)
		}
		rounds := map[bool]traceformat.Rounds{false: traceformat.Sequential, true: traceformat.Pipelined}[pipelined]
		d, err := traceformat.NewDecoder(strings.NewReader(out.String()), TraceFormat())
		if err != nil {
			t.Fatal(err)
		}
		if h := d.Header(); h.Rounds != rounds || h.Source != "who wrote it" || h.Nodes != 4 || h.MessageThreshold != 3 ||
			h.WitnessThreshold != 2 {
			t.Errorf("header %+v", h)
		}
	}
	name := func(d model.Digest) traceformat.ID { return traceformat.ID{Sender: 3, Number: uint64(d[0])} }
	chosen := traceformat.Choice{Known: true, ID: traceformat.ID{Sender: 3, Number: 6}}
	for _, c := range []struct {
		e    model.Effect
		want traceformat.Event
		ok   bool
	}{
		{Decided{Round: 5, Choice: Choice{Known: true, Digest: model.Digest{6}}, Committed: true},
			traceformat.Event{Kind: traceformat.Decide, Round: 5, Committed: true, Choice: chosen}, true},
		{Decided{Round: 4, Choice: Choice{Known: true, Digest: model.Digest{6}}},
			traceformat.Event{Kind: traceformat.Decide, Round: 4, Choice: chosen}, true},
		{Decided{Round: 3}, traceformat.Event{Kind: traceformat.Decide, Round: 3}, true},
		{Missed{First: 1, Last: 2}, traceformat.Event{}, false},
	} {
		if got, ok := (player{}).Decision(c.e, name); ok != c.ok || fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%+v: %+v %v, want %+v %v", c.e, got, ok, c.want, c.ok)
		}
	}
	if got := (player{}).Ticket(Proposal{Ticket: 8}); got != 8 || (player{}).Ticket(nil) != 0 {
		t.Errorf("ticket %d, want 8, and 0 of no proposal", got)
	}
}

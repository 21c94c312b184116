package lockstep

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// collected takes in what happens in a transition of a model.
type collected struct {
	header traceformat.Header
	events []traceformat.Event
}

func (c *collected) Encode(e traceformat.Event) error {
	c.events = append(c.events, e)
	return nil
}

func (c *collected) Flush() error { return nil }

// step is one input of a node of the model, and what it did with it.
type step struct {
	node  traceformat.Node
	input Input
	did   []traceformat.Event
}

// message names a message by what it is about.
func message(kind uint8, from, to model.NodeID, s model.Step) string {
	return fmt.Sprint(kind, from, to, s)
}

// plain is the model without what brings back nodes that lack messages: where nothing is lost nobody does.
type plain struct{ qsc3.Machine }

func (m plain) Apply(s qsc3.State, e model.Event) (qsc3.State, []model.Effect) {
	s, effects := m.Machine.Apply(s, e)
	return s, slices.DeleteFunc(effects, func(e model.Effect) bool {
		send, is := e.(model.Send)
		return is && send.Message.Label().Kind > tlc.KindCert
	})
}

// modelled is a run of the model of QSC3, step by step, on a network that loses nothing.
func modelled(t *testing.T, n, threshold int, seed uint64, pipelined bool, moves int) (traceformat.Header, []step) {
	t.Helper()
	c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: threshold, Witness: threshold}, Pipelined: pipelined,
		Tickets: 5}
	machine, err := qsc3.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var got collected
	written, err := qsc3.NewTrace(func(h traceformat.Header) (traceformat.Sink, error) {
		got.header = h
		return &got, nil
	}, c, "test")
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	names := map[string]traceformat.ID{}
	w, err := sim.New(sim.Config[qsc3.State]{Nodes: n, Machine: plain{machine}, Chooser: sim.Random(seed),
		Faults: sim.Faults{Duplicate: 10, Partitions: 2}, Observe: func(o sim.Observation[qsc3.State]) {
			got.events = nil
			if err := written.Record(o.Node, o.Effects); err != nil {
				t.Fatal(err)
			}
			s := step{node: traceformat.Node(o.Node), did: got.events}
			switch e := o.Event.(type) {
			case model.Coin:
				s.input = Input{Kind: Propose, Ticket: traceformat.Ticket(e.Value)}
			case model.Receive:
				l := e.Message.Label()
				id, known := names[message(l.Kind, e.From, o.Node, l.Step)]
				if !known && l.Kind != tlc.KindAck {
					id, known = names[message(l.Kind, e.From, 0, l.Step)]
				}
				if !known {
					t.Fatalf("a message of kind %d is unknown", l.Kind)
				}
				s.input = Input{Kind: Message, ID: id}
			}
			for _, e := range got.events {
				switch e.Kind {
				case traceformat.SendRaw:
					for to := range n {
						names[message(tlc.KindRaw, o.Node, model.NodeID(to), model.Step(e.Step))] = e.ID
					}
				case traceformat.SendWit:
					for to := range n {
						names[message(tlc.KindCert, o.Node, model.NodeID(to), model.Step(e.Step))] = e.ID
					}
				case traceformat.SendAck:
					names[message(tlc.KindAck, o.Node, model.NodeID(e.To), model.Step(e.Step))] = e.ID
				}
			}
			steps = append(steps, s)
		}})
	if err != nil {
		t.Fatal(err)
	}
	for range moves {
		if err := w.Move(); err != nil {
			t.Fatal(err)
		}
	}
	return got.header, steps
}

// tellings are the inputs of a step: where no round starts the model proposes on its own.
func (s step) tellings() []step {
	var all []step
	now := step{node: s.node, input: s.input}
	told := s.input.Kind == Propose
	for _, e := range s.did {
		if e.Kind == traceformat.SendRaw {
			if !told {
				all = append(all, now)
				now = step{node: s.node, input: Input{Kind: Propose, Ticket: e.Ticket}}
			}
			told, now.input.Step = false, e.Step
		}
		now.did = append(now.did, e)
	}
	return append(all, now)
}

// Every step of the model is agreed to, and what is expected of a node, worked out from the rules alone, is what the
// model does: the same events, in whatever order it takes them.
func TestTheModelDoesWhatIsExpected(t *testing.T) {
	strict := 0
	compared := map[traceformat.Kind]int{}
	for seed := range uint64(4) {
		h, steps := modelled(t, 4, 3, seed, seed%2 == 0, 500)
		s := New(h, Options{})
		for k, whole := range steps {
			for _, now := range whole.tellings() {
				s.Begin(now.node, now.input)
				expected := s.Expected(now.node)
				for _, e := range now.did {
					if d := s.Event(now.node, e); d != nil {
						t.Fatalf("seed %d, step %d: %v", seed, k, d)
					}
					compared[e.Kind]++
				}
				if d := s.Done(now.node); d != nil {
					t.Fatalf("seed %d, step %d: %v\n%s", seed, k, d, d.Explain())
				}
				if got, want := sorted(now.did), sorted(expected); others(now.did) > 1 ||
					others(now.did) != others(expected) {
					// What it takes first of several messages that it had kept is its own matter, and whether it still takes
					// those of steps that are over.
					continue
				} else if strict++; !slices.Equal(got, want) {
					t.Fatalf("seed %d, step %d, told %v: the model does %q, expected %q", seed, k, now.input, got, want)
				}
			}
		}
	}
	if strict < 1000 {
		t.Errorf("%d steps compared", strict)
	}
	for kind := traceformat.SendRaw; kind <= traceformat.Decide; kind++ {
		if compared[kind] == 0 {
			t.Errorf("no event of kind %v is compared", kind)
		}
	}
}

// others counts the receipts of messages of others.
func others(events []traceformat.Event) (count int) {
	for _, e := range events {
		if e.Kind == traceformat.Receive && e.ID.Sender != e.Node {
			count++
		}
	}
	return count
}

// sorted are events in words, in an order that does not depend on theirs, nor on the numbers of messages.
func sorted(events []traceformat.Event) []string {
	var all []string
	for _, e := range events {
		words := e.Words()
		if e.Kind <= traceformat.SendWit || e.Kind == traceformat.Receive && e.ID.Sender == e.Node {
			words = strings.ReplaceAll(words, e.ID.String(), "it")
		}
		all = append(all, words)
	}
	slices.Sort(all)
	return all
}

package dkg_test

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/script"
)

// Key generations to read, by Gennaro's protocol over GF(13) with H = 3·G: one in which all are honest, and one in
// which a dealer cheats and the key is the same all the same.
func TestScriptsOfTheKeyGeneration(t *testing.T) {
	script.Test(t, "testdata/*.script", func(t *testing.T) script.Forms { return (&scripted{t: t}).forms() })
}

// scripted is a group whose honest nodes are machines. What the others say stands in the script. All that was said
// arrives at the end of the phase.
type scripted struct {
	t       *testing.T
	machine *dkg.Machine[uint8, uint8]
	states  []dkg.State[uint8, uint8]
	corrupt model.NodeSet
	flight  []packet
}

type packet struct {
	from, to model.NodeID
	message  model.Message
}

func (g *scripted) forms() script.Forms {
	node := func(a *script.Args, name string) model.NodeID { return a.Node(name, len(g.states)) }
	say := func(m func(a *script.Args) model.Message) func(*script.Args) []string {
		return func(a *script.Args) []string {
			g.send(node(a, "j"), m(a))
			return nil
		}
	}
	return script.Forms{
		"group n={n} t={t} f={f}": func(a *script.Args) []string { return g.start(a.Int("n"), a.Int("t"), a.Int("f")) },
		"{j} is corrupt": func(a *script.Args) []string {
			g.corrupt = g.corrupt.With(node(a, "j"))
			return nil
		},
		"{i} draws {coins}": func(a *script.Args) (said []string) {
			for _, coin := range a.Ints("coins") {
				said = append(said, g.apply(node(a, "i"), model.Coin{Value: uint64(coin)})...)
			}
			return said
		},
		"{phase} ends": func(a *script.Args) []string { return g.end(a) },
		"{j} broadcasts deal {list}": say(func(a *script.Args) model.Message {
			return dkg.Deal[uint8]{Commitment: small(a.Ints("list"))}
		}),
		"{j} broadcasts exposure {list}": say(func(a *script.Args) model.Message {
			return dkg.Exposure[uint8]{Commitment: small(a.Ints("list"))}
		}),
		"{j} answers {i} with {share}": say(func(a *script.Args) model.Message {
			return dkg.Justification[uint8]{Answers: []dkg.Opened[uint8]{{Node: node(a, "i"), Share: share(a)}}}
		}),
		"{j} complains of {set}": say(func(a *script.Args) model.Message {
			return dkg.Complaint{Against: set(a.Nodes("set", len(g.states))...)}
		}),
		"{j} sends share {share} to {i}": func(a *script.Args) []string {
			g.flight = append(g.flight, packet{node(a, "j"), node(a, "i"), share(a)})
			return nil
		},
	}
}

func small(numbers []int) (list []uint8) {
	for _, n := range numbers {
		list = append(list, uint8(n))
	}
	return list
}

func share(a *script.Args) dkg.Share[uint8] {
	parts := a.Ints("share")
	if len(parts) != 2 {
		a.Reject("share = %v, want value and blind", parts)
		return dkg.Share[uint8]{}
	}
	return dkg.Share[uint8]{Value: uint8(parts[0]), Blind: uint8(parts[1])}
}

func (g *scripted) start(n, threshold, faults int) []string {
	g.machine = machine(g.t, exponents(g.t, 13), dkg.Gennaro, n, threshold, faults)
	g.states = make([]dkg.State[uint8, uint8], n)
	for i := range g.states {
		g.states[i], _ = g.machine.Start(model.NodeID(i))
	}
	return nil
}

// end ends a phase: first all that was said in it arrives.
func (g *scripted) end(a *script.Args) (said []string) {
	flight := g.flight
	g.flight = nil
	for _, p := range flight {
		if !g.corrupt.Has(p.to) {
			said = append(said, g.apply(p.to, model.Receive{From: p.from, Message: p.message})...)
		}
	}
	for i := range g.states {
		if g.corrupt.Has(model.NodeID(i)) {
			continue
		}
		phase := g.states[i].Phase
		if phase.String() != a.Word("phase") {
			a.Reject("node %d is still %v", i, phase)
		}
		said = append(said, g.apply(model.NodeID(i), model.Timer{Phase: uint32(phase)})...)
	}
	return said
}

// send broadcasts a message.
func (g *scripted) send(from model.NodeID, m model.Message) {
	for to := range g.states {
		if model.NodeID(to) != from {
			g.flight = append(g.flight, packet{from, model.NodeID(to), m})
		}
	}
}

// apply is one transition of an honest node; it tells the effects and sends what is to be sent.
func (g *scripted) apply(i model.NodeID, e model.Event) (said []string) {
	if int(i) >= len(g.states) {
		return nil
	}
	var effects []model.Effect
	g.states[i], effects = g.machine.Apply(g.states[i], e)
	for _, e := range effects {
		switch e := e.(type) {
		case model.Broadcast:
			said = append(said, fmt.Sprint(i, " ", words(e.Message)))
			g.send(i, e.Message)
		case model.Send:
			said = append(said, fmt.Sprint(i, " ", words(e.Message), " to ", e.To))
			g.flight = append(g.flight, packet{i, e.To, e.Message})
		case model.Output:
			o := e.Value.(*dkg.Outcome[uint8, uint8])
			said = append(said, fmt.Sprint(i, " ends with QUAL ", o.Qualified, ", key ", o.Key(), ", share ",
				o.Share.Value))
		}
	}
	return said
}

// words are what a script says of a message.
func words(m model.Message) string {
	switch m := m.(type) {
	case dkg.Deal[uint8]:
		return fmt.Sprint("broadcasts deal ", m.Commitment)
	case dkg.Share[uint8]:
		return "sends share " + pair(m)
	case dkg.Complaint:
		return fmt.Sprint("complains of ", m.Against)
	case dkg.Justification[uint8]:
		return fmt.Sprint("answers ", m.Answers[0].Node, " with ", pair(m.Answers[0].Share))
	case dkg.Exposure[uint8]:
		return fmt.Sprint("broadcasts exposure ", m.Commitment)
	case dkg.Accusation[uint8]:
		return fmt.Sprint("accuses ", m.Shares[0].Node, " with ", pair(m.Shares[0].Share))
	case dkg.Reveal[uint8]:
		return fmt.Sprint("reveals ", pair(m.Shares[0].Share), " of ", m.Shares[0].Node)
	}
	return fmt.Sprintf("%T", m)
}

func pair(s dkg.Share[uint8]) string { return fmt.Sprintf("[%d %d]", s.Value, s.Blind) }

package qsc3_test

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/script"
	"quesera/model/tlc"
)

// Rounds to read: one that commits, and one in which the network hides the best proposal from some.
func TestScriptsOfTheRound(t *testing.T) {
	script.Test(t, "testdata/*.script", func(*testing.T) script.Forms { return new(scripted).forms() })
}

// scripted is a group of which a script says what the network delivers when. Acknowledgments arrive at once. What else
// the nodes send never does.
type scripted struct {
	machine qsc3.Machine
	states  []qsc3.State
	sent    map[string]model.Message // raw messages and certificates, by kind, step and sender
	named   map[model.Digest]string  // the proposals
	said    []string                 // what happened in the event so far
}

// key is what a message is called in a script.
func key(m model.Message, from model.NodeID) string {
	kind := map[uint8]string{tlc.KindRaw: "raw", tlc.KindCert: "cert"}[m.Label().Kind]
	return fmt.Sprint(kind, " ", m.Label().Step, " of ", from)
}

func (g *scripted) forms() script.Forms {
	node := func(a *script.Args, name string) model.NodeID { return a.Node(name, len(g.states)) }
	return script.Forms{
		"group n={n} t_m={t_m} t_w={t_w}": func(a *script.Args) []string {
			return g.start(a, tlc.Thresholds{Nodes: a.Int("n"), Message: a.Int("t_m"), Witness: a.Int("t_w")})
		},
		"{i} draws ticket {k}": func(a *script.Args) []string {
			return g.tell(func() { g.apply(node(a, "i"), model.Coin{Value: uint64(a.Int("k"))}) })
		},
		"{kind} {s} of {j} reaches {set}": func(a *script.Args) []string {
			from := node(a, "j")
			m, ok := g.sent[fmt.Sprint(a.Word("kind"), " ", a.Int("s"), " of ", from)]
			if !ok {
				a.Reject("%d never sent that", from)
				return nil
			}
			return g.tell(func() {
				for _, to := range a.Nodes("set", len(g.states)) {
					g.apply(to, model.Receive{From: from, Message: m})
				}
			})
		},
	}
}

func (g *scripted) start(a *script.Args, t tlc.Thresholds) []string {
	machine, err := qsc3.New(qsc3.Config{Thresholds: t, Tickets: 100})
	if err != nil {
		a.Reject("%v", err)
		return nil
	}
	*g = scripted{machine: machine, states: make([]qsc3.State, t.Nodes), sent: map[string]model.Message{},
		named: map[model.Digest]string{qsc3.Genesis: "genesis"}}
	for i := range g.states {
		g.states[i], _ = machine.Start(model.NodeID(i))
	}
	return nil
}

// tell is what happens in an event, whose transitions do makes.
func (g *scripted) tell(do func()) []string {
	g.said = nil
	do()
	return g.said
}

// apply is one transition, and those of the acknowledgments that it brings about.
func (g *scripted) apply(i model.NodeID, e model.Event) {
	if int(i) >= len(g.states) {
		return
	}
	var effects []model.Effect
	g.states[i], effects = g.machine.Apply(g.states[i], e)
	for _, e := range effects {
		switch e := e.(type) {
		case model.Broadcast:
			g.onBroadcast(i, e.Message)
		case model.Send:
			if ack, ok := e.Message.(tlc.Ack); ok {
				g.apply(e.To, model.Receive{From: i, Message: ack})
			}
		case tlc.Advanced:
			g.say("%d reaches step %d", i, e.Step)
		case qsc3.Decided:
			word := map[bool]string{true: "commits", false: "chooses"}[e.Committed]
			g.say("%d %s %s", i, word, g.named[e.Choice.Digest])
		}
	}
}

func (g *scripted) onBroadcast(i model.NodeID, m model.Message) {
	g.sent[key(m, i)] = m
	switch m := m.(type) {
	case *tlc.Raw:
		if p, ok := m.Payload.(qsc3.Proposal); ok {
			g.named[m.Digest] = fmt.Sprintf("p%d.%d", i, p.Round)
			g.say("%d proposes %s on %s", i, g.named[m.Digest], g.named[p.Parent])
		}
	case *tlc.Cert:
		g.say("%d certifies raw %d", i, m.Step)
	}
}

func (g *scripted) say(format string, args ...any) {
	g.said = append(g.said, fmt.Sprintf(format, args...))
}

package tlc_test

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/script"
	"quesera/model/tlc"
)

// Runs of the clock to read: one in which all goes well, and one in which a node lies and the network delays.
func TestScriptsOfTheClock(t *testing.T) {
	script.Test(t, "testdata/*.script", func(*testing.T) script.Forms { return new(scripted).forms() })
}

// scripted is a group whose messages a script delivers. Only what was sent can be received; what a node makes up it
// forges.
type scripted struct {
	machine tlc.Machine
	states  []tlc.State
	sent    map[string]model.Message // by name, sender and receiver
}

var kinds = []string{tlc.KindRaw: "raw", tlc.KindAck: "ack", tlc.KindCert: "cert", tlc.KindAsk: "ask",
	tlc.KindCatchUp: "catch-up"}

// name is what a script calls a message: kind and step.
func name(m model.Message) string { return fmt.Sprint(kinds[m.Label().Kind], " ", m.Label().Step) }

func link(name string, from, to model.NodeID) string {
	return fmt.Sprint(name, " from ", from, " to ", to)
}

func (g *scripted) forms() script.Forms {
	return script.Forms{
		"group n={n} t_m={t_m} t_w={t_w}": func(a *script.Args) []string {
			return g.start(a, tlc.Thresholds{Nodes: a.Int("n"), Message: a.Int("t_m"), Witness: a.Int("t_w")})
		},
		"group n={n} t_m={t_m} unwitnessed": func(a *script.Args) []string {
			return g.start(a, tlc.Thresholds{Nodes: a.Int("n"), Message: a.Int("t_m"), Unwitnessed: true})
		},
		"{i} broadcasts": func(a *script.Args) []string { return g.apply(g.node(a, "i"), tlc.Broadcast{}) },
		"{i} times out":  func(a *script.Args) []string { return g.apply(g.node(a, "i"), model.Timeout{}) },
		"{i} receives {kind} {s} from {j}": func(a *script.Args) []string {
			i, j := g.node(a, "i"), g.node(a, "j")
			m, ok := g.sent[link(fmt.Sprint(a.Word("kind"), " ", a.Int("s")), j, i)]
			if !ok {
				a.Reject("%d never sent that", j)
				return nil
			}
			return g.apply(i, model.Receive{From: j, Message: m})
		},
		// What a node says that lies: an ack or a certificate, in its own name, of the raw message of another.
		"{i} receives a forged ack {s} of the raw message of {k} from {j}": func(a *script.Args) []string {
			raw := g.raw(a)
			return g.apply(g.node(a, "i"), model.Receive{From: g.node(a, "j"), Message: tlc.Ack{Step: raw.Step,
				Of: raw.Digest}})
		},
		"{i} receives a forged cert {s} of the raw message of {k} from {j}": func(a *script.Args) []string {
			raw, j := g.raw(a), g.node(a, "j")
			cert := &tlc.Cert{Header: raw.Header, Step: raw.Step, Of: raw.Digest}
			cert.Node, cert.Stamp = j, tlc.CertStamp(raw.Step)
			return g.apply(g.node(a, "i"), model.Receive{From: j, Message: cert})
		},
		"{i} knows": func(a *script.Args) []string {
			s := &g.states[g.node(a, "i")]
			return []string{fmt.Sprint("acks of ", s.Acks()), fmt.Sprint("raw messages of ",
				s.History().Raws(s.Step())),
				fmt.Sprint("certs of ", s.History().Certs(s.Step()))}
		},
	}
}

// node is a node of the group, of which there is one only after the line "group".
func (g *scripted) node(a *script.Args, name string) model.NodeID { return a.Node(name, len(g.states)) }

// raw is the raw message of node k for step s.
func (g *scripted) raw(a *script.Args) *tlc.Raw {
	k := g.node(a, "k")
	for to := range g.states {
		if m, ok := g.sent[link(fmt.Sprint("raw ", a.Int("s")), k, model.NodeID(to))]; ok {
			return m.(*tlc.Raw)
		}
	}
	a.Reject("%d never sent that", k)
	return &tlc.Raw{}
}

func (g *scripted) start(a *script.Args, t tlc.Thresholds) []string {
	var err error
	if g.machine, err = tlc.New(t); err != nil {
		a.Reject("%v", err)
		return nil
	}
	g.states, g.sent = make([]tlc.State, t.Nodes), map[string]model.Message{}
	for i := range g.states {
		g.states[i], _ = g.machine.Start(model.NodeID(i))
	}
	return nil
}

// apply is one transition; it tells the effects and keeps what was sent.
func (g *scripted) apply(i model.NodeID, e model.Event) (said []string) {
	if int(i) >= len(g.states) {
		return nil
	}
	var effects []model.Effect
	g.states[i], effects = g.machine.Apply(g.states[i], e)
	for _, e := range effects {
		switch e := e.(type) {
		case model.Broadcast:
			said = append(said, "broadcasts "+name(e.Message))
			for to := range g.states {
				g.sent[link(name(e.Message), i, model.NodeID(to))] = e.Message
			}
		case model.Send:
			said = append(said, fmt.Sprint("sends ", name(e.Message), " to ", e.To))
			g.sent[link(name(e.Message), i, e.To)] = e.Message
		case tlc.Advanced:
			said = append(said, fmt.Sprint("reaches step ", e.Step))
		case tlc.DeliveredRaw:
			said = append(said, fmt.Sprint("delivers ", name(e.Message), " of ", e.Message.Node))
		case tlc.DeliveredCert:
			said = append(said, fmt.Sprint("delivers ", name(e.Message), " of ", e.Message.Node))
		case tlc.Acknowledged:
			said = append(said, fmt.Sprint("counts the ack of ", e.By))
		case tlc.Jumped:
			said = append(said, fmt.Sprint("jumps from step ", e.From, " to ", e.To))
		default:
			said = append(said, fmt.Sprintf("%T", e))
		}
	}
	return said
}

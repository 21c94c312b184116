package beacon_test

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/beacon"
	"quesera/model/crypto/bls"
	"quesera/model/script"
)

// Chained beacons to read: three rounds in which nodes come late, and one in which others' and old signatures are
// played.
func TestScriptsOfTheBeacon(t *testing.T) {
	script.Test(t, "testdata/*.script", func(t *testing.T) script.Forms { return (&scripted{t: t}).forms() })
}

// scripted is a group whose messages a script delivers: those that were sent, or under another name or round.
type scripted struct {
	t       *testing.T
	machine *beacon.Machine[bls.G1, bls.G2]
	states  []beacon.State[bls.G2]
	sent    map[string]model.Message // by name and sender
}

func (g *scripted) forms() script.Forms {
	node := func(a *script.Args, name string) model.NodeID { return a.Node(name, len(g.states)) }
	message := func(a *script.Args, from string) model.Message {
		m, ok := g.sent[fmt.Sprint(a.Word("kind"), " ", a.Int("r"), " of ", node(a, from))]
		if !ok {
			a.Reject("%d never sent that", node(a, from))
		}
		return m
	}
	return script.Forms{
		"group n={n} t={t} rounds={r}": func(a *script.Args) []string {
			return g.start(a, a.Int("n"), a.Int("t"), a.Int("r"))
		},
		"round {r} begins at {i}": func(a *script.Args) []string {
			return g.apply(node(a, "i"), model.Timer{Phase: uint32(a.Int("r"))})
		},
		"{i} receives {kind} {r} from {j}": func(a *script.Args) []string {
			return g.apply(node(a, "i"), model.Receive{From: node(a, "j"), Message: message(a, "j")})
		},
		// j passes what k signed for round r off as its own, for round q.
		"{i} receives {kind} {r} of {k} as {q} from {j}": func(a *script.Args) []string {
			m := message(a, "k")
			switch forged := m.(type) {
			case beacon.Partial[bls.G2]:
				forged.Round = uint64(a.Int("q"))
				m = forged
			case beacon.Announcement:
				forged.Beacon.Round = uint64(a.Int("q"))
				m = forged
			}
			return g.apply(node(a, "i"), model.Receive{From: node(a, "j"), Message: m})
		},
		"{i} knows": func(a *script.Args) []string {
			s := &g.states[node(a, "i")]
			return []string{fmt.Sprint("beacon ", s.Last.Round), fmt.Sprint("blames ", s.Blamed)}
		},
	}
}

func (g *scripted) start(a *script.Args, n, threshold, rounds int) []string {
	group := generated(g.t, beacon.PedersenChained(), n, threshold, threshold-1)
	machine, err := beacon.New(group.scheme, group.key, group.shares, group.genesis, uint64(rounds))
	if err != nil {
		a.Reject("%v", err)
		return nil
	}
	g.machine, g.states, g.sent = machine, make([]beacon.State[bls.G2], n), map[string]model.Message{}
	for i := range g.states {
		g.states[i], _ = machine.Start(model.NodeID(i))
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
			kind := map[bool]string{true: "beacon", false: "partial"}[e.Message.Label().Kind != 0]
			name := fmt.Sprint(kind, " ", e.Message.Label().Step)
			g.sent[fmt.Sprint(name, " of ", i)] = e.Message
			said = append(said, "broadcasts "+name)
		case model.SetTimer:
			said = append(said, fmt.Sprint("awaits round ", e.Phase))
		case model.Output:
			said = append(said, fmt.Sprint("outputs beacon ", e.Value.(beacon.Beacon).Round))
		}
	}
	return said
}

package tlc_test

import (
	"testing"

	"quesera/model"
	"quesera/model/tlc"
)

// group is a group of nodes whose messages the test delivers by hand.
type group struct {
	t       *testing.T
	machine tlc.Machine
	states  []tlc.State
	raws    map[model.NodeID]map[model.Step]*tlc.Raw
	certs   map[model.NodeID]map[model.Step]*tlc.Cert
}

// newGroup starts n nodes; each waits to broadcast for step 0.
func newGroup(t *testing.T, n, message, witness int) *group {
	t.Helper()
	machine, err := tlc.New(tlc.Thresholds{Nodes: n, Message: message, Witness: witness, Unwitnessed: witness == 0})
	if err != nil {
		t.Fatal(err)
	}
	g := &group{t, machine, make([]tlc.State, n), map[model.NodeID]map[model.Step]*tlc.Raw{},
		map[model.NodeID]map[model.Step]*tlc.Cert{}}
	for i := range n {
		g.states[i], _ = machine.Start(model.NodeID(i))
	}
	return g
}

// apply is one transition of one node; its broadcasts are noted.
func (g *group) apply(i model.NodeID, e model.Event) []model.Effect {
	var effects []model.Effect
	g.states[i], effects = g.machine.Apply(g.states[i], e)
	for _, effect := range effects {
		b, ok := effect.(model.Broadcast)
		if !ok {
			continue
		}
		switch m := b.Message.(type) {
		case *tlc.Raw:
			if g.raws[i] == nil {
				g.raws[i] = map[model.Step]*tlc.Raw{}
			}
			g.raws[i][m.Step] = m
		case *tlc.Cert:
			if g.certs[i] == nil {
				g.certs[i] = map[model.Step]*tlc.Cert{}
			}
			g.certs[i][m.Step] = m
		}
	}
	return effects
}

// broadcast lets nodes send their raw messages for the steps they are in.
func (g *group) broadcast(nodes ...model.NodeID) {
	for _, i := range nodes {
		g.apply(i, tlc.Broadcast{})
	}
}

// deliver hands node "to" a message of another node.
func (g *group) deliver(to, from model.NodeID, m model.Message) []model.Effect {
	return g.apply(to, model.Receive{From: from, Message: m})
}

// raw and cert deliver a node's message of a step; ack delivers to a node an acknowledgment of its raw message.
func (g *group) raw(to, from model.NodeID, s model.Step) []model.Effect {
	return g.deliver(to, from, g.raws[from][s])
}

func (g *group) cert(to, from model.NodeID, s model.Step) []model.Effect {
	return g.deliver(to, from, g.certs[from][s])
}

func (g *group) ack(to, from model.NodeID, s model.Step) []model.Effect {
	return g.deliver(to, from, tlc.Ack{Step: s, Of: g.raws[to][s].Digest})
}

// exchange plays one whole step among the nodes, who are all in step s and waiting: everybody
// gets everything.
func (g *group) exchange(s model.Step, nodes ...model.NodeID) {
	g.broadcast(nodes...)
	g.among(nodes, func(to, from model.NodeID) { g.raw(to, from, s) })
	g.among(nodes, func(to, from model.NodeID) { g.ack(to, from, s) })
	g.among(nodes, func(to, from model.NodeID) {
		if g.certs[from][s] != nil {
			g.cert(to, from, s)
		}
	})
	for _, i := range nodes {
		g.wantStep(i, s+1)
	}
}

func (g *group) among(nodes []model.NodeID, do func(to, from model.NodeID)) {
	for _, to := range nodes {
		for _, from := range nodes {
			if to != from {
				do(to, from)
			}
		}
	}
}

func (g *group) wantStep(i model.NodeID, want model.Step) {
	g.t.Helper()
	if got := g.states[i].Step(); got != want {
		g.t.Errorf("node %d is in step %d, want %d", i, got, want)
	}
}

// sends are the messages of one type that the effects send to a node.
func sends[M model.Message](effects []model.Effect, to model.NodeID) []M {
	var all []M
	for _, e := range effects {
		if s, ok := e.(model.Send); ok && s.To == to {
			if m, ok := s.Message.(M); ok {
				all = append(all, m)
			}
		}
	}
	return all
}

// has reports whether there is an effect of a type.
func has[E model.Effect](effects []model.Effect) bool {
	for _, e := range effects {
		if _, ok := e.(E); ok {
			return true
		}
	}
	return false
}

package tlcb

import (
	"fmt"
	"slices"

	"quesera/model"
	"quesera/model/log"
)

// Rules are TLCB-R1 to TLCB-R6, and what an honest node writes under them, TLCB-1 to TLCB-3.
type Rules struct {
	Config Config
	Group  *Group
	Layer  Layer
	// Waived are rules that nobody keeps to, so that it can be seen what they are for.
	Waived map[string]bool
}

func broken(rule, format string, args ...any) *log.Broken {
	return &log.Broken{Rule: rule, What: fmt.Sprintf(format, args...)}
}

// Judge implements log.Rules.
func (r Rules) Judge(p log.Past[*View]) (*View, *log.Broken) {
	g := r.view(p.Prev, p.Seen)
	r.advance(g) // what the entry itself exposes does not yet oblige its author to go on
	if wrong := r.act(g, p); wrong != nil {
		return nil, wrong
	}
	g.exposed = p.Exposed
	r.advance(g)
	g.fresh = nil
	return &g.View, nil
}

// view gathers what is in the past of an entry.
func (r Rules) view(prev *Item, seen []*Item) *gathering {
	var before *View
	if prev != nil {
		before = prev.State
	}
	g := gather(r.Config.Nodes, before)
	for k, item := range seen {
		if item != nil && item.State != nil && (prev == nil || prev.Seen[k] != item) {
			g.add(item.State)
		}
	}
	return g
}

// advance lets the view reach the next step if it has the evidence (TLC §5.2.1). It never has that for more steps: of a
// step beyond its own there is nothing in a view.
func (r Rules) advance(g *gathering) {
	if r.Config.quorum(r.Config.Message, g.Certified(g.step), g.exposed) {
		g.reach(g.step + 1)
	}
}

// Waivable are the rules that Rules.Waived can name.
var Waivable = []string{"TLCB-R1", "TLCB-R2", "TLCB-R3", "TLCB-R4", "TLCB-R5"}

// breaks is why an entry is wrong; nil where the rule is kept, or waived.
func (r Rules) breaks(rule string, kept bool, format string, args ...any) *log.Broken {
	if kept || r.Waived[rule] {
		return nil
	}
	return &log.Broken{Rule: rule, What: fmt.Sprintf(format, args...)}
}

// act judges the action of an entry in its view, and adds it.
func (r Rules) act(g *gathering, p log.Past[*View]) *log.Broken {
	a, isRaw := p.Entry.Action.(Raw)
	if isRaw {
		return r.actRaw(g, p.Entry, a)
	}
	if g.own.raw == nil {
		return broken("TLCB-R3", "begins with %T, want a raw message", p.Entry.Action)
	}
	wrong := r.breaks("TLCB-R3", g.own.raw.Step >= g.step, "reaches step %d and does not enter it", g.step)
	if wrong != nil {
		return wrong
	}
	switch a := p.Entry.Action.(type) {
	case Ack:
		return r.actAck(g, p, a)
	case Cert:
		return r.actCert(g, p.Entry, a)
	case log.Expose:
		return nil
	}
	return broken("TLCB-R6", "action = %T, want one of the protocol", p.Entry.Action)
}

// actRaw is TLCB-R1 to TLCB-R3 for raw messages, and TLCB-R6.
func (r Rules) actRaw(g *gathering, e *log.Entry, a Raw) *log.Broken {
	next := model.Step(0)
	if g.own.raw != nil {
		next = g.own.raw.Step + 1
	}
	for _, wrong := range []*log.Broken{
		r.breaks("TLCB-R1", a.Step <= g.step, "raw message of step %d, want t_m = %d certified messages of the step before; "+
			"of step %d there are %d", a.Step, r.Config.Message, g.step, g.Certified(g.step).Len()),
		r.breaks("TLCB-R2", a.Step == next, "raw message of step %d, want step %d", a.Step, next),
		r.breaks("TLCB-R3", a.Step >= g.step, "raw message of step %d in a view that reaches step %d", a.Step, g.step),
	} {
		if wrong != nil {
			return wrong
		}
	}
	view := g.View
	g.fresh = nil // what is added from here on is not in that view
	state, wrong := r.Layer.Judge(e.Node, &view, a.Payload)
	if wrong != nil && !r.Waived[wrong.Rule] {
		return wrong
	}
	m := &Message{Entry: e, Raw: a, View: &view, Confirmed: g.Certified(a.Step - 1)} // of none before step 0
	g.say(m)
	g.layer, g.own = state, standing{raw: m}
	return nil
}

// actAck is TLCB-R4.
func (r Rules) actAck(g *gathering, p log.Past[*View], a Ack) *log.Broken {
	if int(a.Node) >= r.Config.Nodes {
		return broken("TLCB-R4", "acknowledges node %d, want one below %d", a.Node, r.Config.Nodes)
	}
	of := latest(p, a.Node)
	for _, wrong := range []*log.Broken{
		r.breaks("TLCB-R4", of != nil && of.Step == a.Step && a.Step == g.own.raw.Step && of.Hash() == a.Of,
			"acknowledges %v of node %d for step %d, want the message of its own step %d that it has", a.Of, a.Node, a.Step,
			g.own.raw.Step),
		r.breaks("TLCB-R4", !g.own.acked.Has(a.Node), "acknowledges node %d twice in step %d", a.Node, a.Step),
		r.breaks("TLCB-R4", !g.exposed.Has(a.Node), "acknowledges node %d, which is exposed", a.Node),
		r.breaks("TLCB-R4", r.Group.Witnesses.Valid(p.Entry.Node, r.Group.statement(a.Node, a.Step, a.Of), a.Share),
			"acknowledges node %d with a share that does not verify", a.Node),
	} {
		if wrong != nil {
			return wrong
		}
	}
	given := make([]acknowledged, r.Config.Nodes)
	copy(given, g.own.given)
	given[a.Node] = acknowledged{a.Of, a.Share}
	g.own.acked, g.own.given = g.own.acked.With(a.Node), given
	return nil
}

// latest is the latest raw message in the author's copy of a node's log, or in its own log; nil: none.
func latest(p log.Past[*View], i model.NodeID) *Message {
	item := p.Seen[i]
	if i == p.Entry.Node {
		item = p.Prev
	}
	if item == nil {
		return nil
	}
	return item.State.own.raw
}

// actCert is TLCB-R5.
func (r Rules) actCert(g *gathering, e *log.Entry, a Cert) *log.Broken {
	own := g.own.raw
	if wrong := r.breaks("TLCB-R5", a.Step == own.Step && a.Of == own.Hash() && !g.own.certified,
		"certifies %v of step %d, want its own message of step %d, once", a.Of, a.Step, own.Step); wrong != nil {
		return wrong
	}
	signers, err := r.Group.Witnesses.Signers(r.Group.statement(e.Node, a.Step, a.Of), a.Proof)
	if wrong := r.breaks("TLCB-R5", err == nil && r.Config.quorum(r.Config.Witness, signers, g.exposed),
		"certifies step %d with acknowledgments of %v (%v), want %d", a.Step, signers, err, r.Config.Witness); wrong != nil {
		return wrong
	}
	if at := g.place(own.Step); at >= 0 {
		g.addCert(at, own)
	}
	g.own.certified = true
	return nil
}

// noted is a view in the making, of what a mirror had when it was last looked at. It is immutable.
type noted struct {
	own  *Item   // the node's latest entry
	seen []*Item // by node: the heads that were added; that of the node itself is none
	view View    // that of own, and what is added, before it advances
}

// noteAnew begins with the view of a node's latest entry; nil: none.
func (r Rules) noteAnew(own *Item) *noted {
	n := &noted{own: own, seen: make([]*Item, r.Config.Nodes)}
	if own == nil {
		n.view = gather(r.Config.Nodes, nil).View
		return n
	}
	copy(n.seen, own.Seen)
	n.view = *own.State
	return n
}

// with is what is noted once the heads of a mirror are added.
func (n *noted) with(m *log.Mirror[*View], nodes int) *noted {
	next := noted{n.own, slices.Clone(n.seen), View{}}
	g := gather(nodes, &n.view)
	for k, before := range n.seen {
		i := model.NodeID(k)
		if head := m.Head(i); i != m.Self() && head != before {
			next.seen[k] = head
			g.add(head.State)
		}
	}
	next.view = g.View
	return &next
}

// Present is the view that a node's next entry would have: that of its entry before and of the heads that the mirror
// has since. Logs only grow, and what is added may come in any order, so that what was noted is added to.
func (r Rules) Present(m *log.Mirror[*View]) *View {
	last, _ := m.Noted.(*noted)
	if last == nil || last.own != m.Own() {
		last = r.noteAnew(m.Own())
	}
	last = last.with(m, r.Config.Nodes)
	m.Noted = last
	g := gather(r.Config.Nodes, &last.view)
	r.advance(g)
	return &g.View
}

// Begins implements log.Beginner: everybody begins with step 0, and so before its view reaches the next one (TLCB-R2).
func (r Rules) Begins(m *log.Mirror[*View]) bool { return r.Present(m).step == 0 }

// Next implements log.Author.
func (r Rules) Next(m *log.Mirror[*View], coin uint64) log.Action {
	v := r.Present(m)
	if v.own.raw == nil || v.own.raw.Step < v.step { // TLCB-1
		return Raw{v.step, r.Layer.Say(m.Self(), v, coin)}
	}
	for k := range r.Config.Nodes { // TLCB-2
		i := model.NodeID(k)
		head := m.Head(i)
		if head == nil || v.own.acked.Has(i) || m.Exposed(i) != nil {
			continue
		}
		if raw := head.State.own.raw; raw.Step == v.step {
			return Ack{v.step, i, raw.Hash(), r.Group.Acknowledge(m.Self(), i, v.step, raw.Hash())}
		}
	}
	if v.own.certified {
		return nil
	}
	return r.certify(m, v)
}

// certify is TLCB-3.
func (r Rules) certify(m *log.Mirror[*View], v *View) log.Action {
	of := v.own.raw.Hash()
	var shares []Share
	var signers model.NodeSet
	for k := range r.Config.Nodes {
		i := model.NodeID(k)
		head := m.Head(i)
		if head == nil || head.State.own.given == nil {
			continue
		}
		if ack := head.State.own.given[m.Self()]; ack.of == of {
			shares, signers = append(shares, Share{i, ack.share}), signers.With(i)
		}
	}
	if !r.Config.quorum(r.Config.Witness, signers, v.exposed) {
		return nil
	}
	proof, err := r.Group.Witnesses.Combine(r.Group.statement(m.Self(), v.step, of), shares)
	if err != nil {
		panic("tlcb: " + err.Error()) // every share was judged
	}
	return Cert{v.step, of, proof}
}

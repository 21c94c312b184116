package audit

import (
	"fmt"
	"maps"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/spec"
)

// A Transition is what the Auditor has to know of one transition of one node.
type Transition struct {
	Move    uint64
	Node    model.NodeID
	Live    model.NodeSet // the nodes that have not crashed
	Effects []model.Effect
	Known   Known // what the node knows after it
}

// Known is what a node knows of recent steps: whose raw messages and whose certificates. A *tlc.History is one.
type Known interface {
	Raws(s model.Step) model.NodeSet
	Certs(s model.Step) model.NodeSet
}

// Of is the Transition of an Observation, of which clock is the TLC part.
func Of[S any](o sim.Observation[S], clock *tlc.State) Transition {
	return Transition{o.Move, o.Node, o.Live, o.Effects, clock.History()}
}

// Counts are how often the rules were put to the test.
type Counts struct {
	Tardy   int // messages formulated after a majority had left their step
	Unaware int // nodes that reached s+2 without a certificate made in s by then (TLC §2.9, last paragraph)
	Late    int // late raw messages processed
	Jumps   int
}

// Auditor judges one run (package comment). Make one with New, and show it every transition in order.
type Auditor struct {
	nodes  int
	live   model.NodeSet
	step   []model.Step // by node: its present step
	steps  map[model.Step]*record
	kept   model.Step // the first step of which there may be a record
	counts Counts
	breach *Breach
	at     Transition // the one being judged
}

// record is what is remembered of one step s.
type record struct {
	reached   model.NodeSet   // who has reached s, by itself or by a jump
	sent      model.NodeSet   // who has broadcast its raw message
	tardy     model.NodeSet   // who did so after a majority had left s
	certified model.NodeSet   // whose message is certified
	beyond    model.NodeSet   // who has reached s+2
	known     []model.NodeSet // by node in beyond: whose messages of s it knew then; nil: nobody yet
}

// New is an Auditor that has seen nothing of a run with these thresholds.
func New(t tlc.Thresholds) *Auditor {
	return &Auditor{nodes: t.Nodes, live: model.All(t.Nodes), step: make([]model.Step, t.Nodes),
		steps: map[model.Step]*record{}}
}

// Breach is the first breach of a rule; nil: none.
func (a *Auditor) Breach() *Breach { return a.breach }

// Counts tells how often the rules were put to the test.
func (a *Auditor) Counts() Counts { return a.counts }

// Observe judges one transition. After a breach it judges nothing.
func (a *Auditor) Observe(t Transition) {
	if a.breach != nil {
		return
	}
	a.at = t
	if !t.Live.Equal(a.live) {
		a.live = t.Live
		a.forget()
	}
	for _, e := range t.Effects {
		a.effect(t.Node, e)
	}
}

func (a *Auditor) effect(node model.NodeID, e model.Effect) {
	switch e := e.(type) {
	case tlc.Jumped:
		a.counts.Jumps++
	case tlc.Advanced:
		a.reach(node, e.Step)
	case tlc.DeliveredRaw:
		if e.Message.Step < a.step[node] {
			a.counts.Late++
		}
	case model.Broadcast:
		switch m := e.Message.(type) {
		case *tlc.Raw:
			a.raw(node, m.Step)
		case *tlc.Cert:
			a.certify(node, m.Step)
		}
	case model.Send:
		if ack, ok := e.Message.(tlc.Ack); ok {
			a.present(RuleAck, node, ack.Step, "acknowledges a message")
		}
	}
}

// complain keeps the first breach.
func (a *Auditor) complain(rule spec.Claim, node model.NodeID, format string, args ...any) {
	if a.breach == nil {
		a.breach = &Breach{rule, a.at.Move, node, fmt.Sprintf(format, args...)}
	}
}

// present judges that a message is one of its sender's present step.
func (a *Auditor) present(rule spec.Claim, node model.NodeID, s model.Step, what string) bool {
	if s == a.step[node] {
		return true
	}
	a.complain(rule, node, "%s of step %d, want one of step %d, in which it is", what, s, a.step[node])
	return false
}

// of is the record of a step from kept on.
func (a *Auditor) of(s model.Step) *record {
	r := a.steps[s]
	if r == nil {
		r = &record{}
		a.steps[s] = r
	}
	return r
}

// majority reports whether a set is more than half of all nodes, those that have crashed included.
func (a *Auditor) majority(s model.NodeSet) bool { return 2*s.Len() > a.nodes }

// reach is AUDIT-PERIOD, and AUDIT-SPREAD for what is certified already.
func (a *Auditor) reach(node model.NodeID, s model.Step) {
	r := a.of(s)
	r.reached = r.reached.With(node)
	if s > 0 {
		if before := a.of(s - 1).reached; !a.majority(before) {
			a.complain(RulePeriod, node,
				"reaches step %d when %v have reached step %d, want more than half of %d nodes", s, before, s-1,
				a.nodes)
		}
	}
	if s >= 2 {
		a.beyond(node, s-2)
	}
	left := a.step[node]
	a.step[node] = s
	if left <= a.kept+1 {
		a.forget()
	}
}

// beyond notes what a node that reaches s+2 knows of step s.
func (a *Auditor) beyond(node model.NodeID, s model.Step) {
	r := a.of(s)
	if r.known == nil {
		r.known = make([]model.NodeSet, a.nodes)
	}
	known := a.at.Known.Raws(s)
	r.known[node], r.beyond = known, r.beyond.With(node)
	if !known.Includes(r.certified) {
		a.complain(RuleSpread, node,
			"reaches step %d with messages of step %d from %v only, and those of %v are certified", s+2, s, known,
			r.certified)
	}
	if !a.at.Known.Certs(s).Includes(r.certified) {
		a.counts.Unaware++
	}
}

// raw notes when a raw message is formulated. A repetition changes nothing.
func (a *Auditor) raw(node model.NodeID, s model.Step) {
	if !a.present(RuleRaw, node, s, "broadcasts a raw message") {
		return
	}
	r := a.of(s)
	if r.sent.Has(node) {
		return
	}
	r.sent = r.sent.With(node)
	if a.majority(a.of(s + 1).reached) {
		r.tardy = r.tardy.With(node)
		a.counts.Tardy++
	}
}

// certify is AUDIT-TARDY, and AUDIT-SPREAD for who is beyond already.
func (a *Auditor) certify(node model.NodeID, s model.Step) {
	if !a.present(RuleCert, node, s, "certifies a message") {
		return
	}
	r := a.of(s)
	if r.tardy.Has(node) {
		a.complain(RuleTardy, node,
			"certifies its message of step %d, want none: it formulated it when a majority had reached step %d", s, s+1)
	}
	r.certified = r.certified.With(node)
	for other := range r.beyond.Members() {
		if !r.known[other].Has(node) {
			a.complain(RuleSpread, node, "certifies its message of step %d, which node %d lacked on reaching step %d",
				s, other, s+2)
		}
	}
}

// forget drops the records to which no live node comes back (package comment, Memory).
func (a *Auditor) forget() {
	if a.live.Empty() {
		return
	}
	if lowest := a.lowest(); a.kept+1 < lowest {
		a.kept = lowest - 1
		maps.DeleteFunc(a.steps, func(s model.Step, _ *record) bool { return s < a.kept })
	}
}

// lowest is the step of the live node furthest behind; there is one.
func (a *Auditor) lowest() model.Step {
	lowest := ^model.Step(0)
	for i := range a.live.Members() {
		lowest = min(lowest, a.step[i])
	}
	return lowest
}

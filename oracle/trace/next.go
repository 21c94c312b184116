package trace

import (
	"fmt"
	"strings"

	"quesera/internal/traceformat"
)

// What is due. A node that has received something reacts to it before it receives anything else (doc.go). So at any
// time it can be said what a node has to do next, and what it may receive, for whoever drives a node step by step.

// A Due is something that a node has to do before it receives another message.
type Due struct {
	Rule  Rule              // that it would break otherwise
	Event traceformat.Event // what to do; ids and tickets of messages to send are the node's own matter
}

// Due lists what a node has to do, in an order in which it may be done.
func (l *Live) Due(i traceformat.Node) (all []Due) {
	j, n := l.judge, &l.judge.nodes[i]
	due := func(rule string, e traceformat.Event) {
		e.Node = i
		all = append(all, Due{ruleOf(rule), e})
	}
	if n.raw == nil {
		due(rulePropose, traceformat.Event{Kind: traceformat.SendRaw, Step: n.step})
	}
	if of := n.owesAck; of != nil {
		due(ruleAckOwed, traceformat.Event{Kind: traceformat.SendAck, Step: n.step, Of: of.id, To: of.id.Sender})
	}
	if j.owesCertificate(n) {
		due(ruleWitOwed, traceformat.Event{Kind: traceformat.SendWit, Step: n.step, Of: n.raw.id})
	}
	if n.owesDecide {
		due(ruleDecideOwed, j.decisionOf(n))
	}
	if n.confirmed >= j.header.MessageThreshold {
		due(ruleAdvanceOwed, traceformat.Event{Kind: traceformat.Advance, Step: n.step + 1})
	}
	return all
}

// decisionOf is what a node has to decide at the end of its next round. Of several best proposals it is the one of
// the lowest node; where the readings of TLC §4.10 differ, a rival spoils that is known by step s+3.
func (j *judge) decisionOf(n *node) traceformat.Event {
	e := traceformat.Event{Kind: traceformat.Decide, Round: n.nextRound}
	var best *message
	for _, p := range j.rawsOf(j.start(n.nextRound)) {
		if p != nil && j.hasConfirmed(n.id, p) && (best == nil || p.raw.ticket > best.raw.ticket) {
			best = p
		}
	}
	if best == nil {
		return e
	}
	e.Choice = traceformat.Choice{Known: true, ID: best.id}
	spoiler, early := j.spoiled(n, n.nextRound, best)
	if !j.commit.byEnd {
		spoiler = early
	}
	e.Committed = j.reconfirmed(n, n.nextRound, best) != nil && spoiler == nil
	return e
}

// A Debt says whether a node has to receive a message that the network has brought to it.
type Debt uint8

const (
	Paid  Debt = iota // it has received it, or the message matters to it no more
	Later             // it lacks what is causally before it, or has to do something else first
	Now               // nothing stands in its way
)

// Owes tells whether a node has to receive a message now.
func (l *Live) Owes(i traceformat.Node, id traceformat.ID) Debt {
	j, n := l.judge, &l.judge.nodes[i]
	m, where := j.find(id)
	switch {
	case where != live || m.received.has(i) || m.step < n.forgetBelow:
		return Paid
	case j.outOfBand(m) && (m.to != i || m.step < n.step || n.raw != nil && n.raw.raw.certified != nil):
		return Paid
	case n.raw == nil:
		return Later
	}
	// What it may ignore it may still wait for.
	if _, lacks := j.lacks(n, m, n.ignoreBelow); lacks && !j.outOfBand(m) {
		return Later
	}
	return Now
}

// lacks is a message of that step or later that the sender of m had received before sending m, and that node n lacks.
func (j *judge) lacks(n *node, m *message, from step) (*message, bool) {
	if m.id.Sender == n.id {
		return nil, false
	}
	theirs := &j.nodes[m.id.Sender].log
	for pos := max(n.verified[m.id.Sender], theirs.base); pos < m.history; pos++ {
		prior := theirs.at(pos)
		if !prior.received.has(n.id) && prior.step >= from {
			return prior, true
		}
	}
	return nil, false
}

// Has tells whether a node has received a message. Of one that matters to nobody any more it is true.
func (l *Live) Has(i traceformat.Node, id traceformat.ID) bool {
	m, where := l.judge.find(id)
	return where == dropped || where == live && m.received.has(i)
}

// Step is the step that a node is in.
func (l *Live) Step(i traceformat.Node) traceformat.Step { return l.judge.nodes[i].step }

// Stats counts what was judged so far.
func (l *Live) Stats() Stats { return l.judge.stats }

// Local is what the judge knows of a node, in words.
func (l *Live) Local(i traceformat.Node) string {
	j, n := l.judge, &l.judge.nodes[i]
	parts := []string{fmt.Sprintf("in step %d", n.step)}
	if n.raw == nil {
		parts = append(parts, "its raw message not sent")
	} else if j.header.WitnessThreshold > 0 {
		state := "not certified"
		if n.raw.raw.certified != nil {
			state = "certified"
		}
		parts = append(parts, fmt.Sprintf("its %s with %d of %d acknowledgments, %s", n.raw.id, n.acks,
			j.header.WitnessThreshold, state))
	}
	parts = append(parts, fmt.Sprintf("%d of %d confirmed messages of the step", n.confirmed, j.header.MessageThreshold))
	if j.header.Protocol.Decides() {
		parts = append(parts, fmt.Sprintf("round %d to decide next", n.nextRound))
	}
	return strings.Join(parts, "; ")
}

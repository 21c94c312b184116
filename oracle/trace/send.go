package trace

import "quesera/internal/traceformat"

// onSendRaw: on reaching a step a node broadcasts a single message of that step (TLC §2.2).
func (j *judge) onSendRaw(n *node, e *traceformat.Event) *breach {
	if raws := j.raws.at(uint64(e.Step)); raws != nil && (*raws)[n.id] != nil {
		return refuse(ruleEquivocation,
			"broadcasts %s as its raw message of step %d, but has already broadcast %s, want one a step",
			e.ID, e.Step, (*raws)[n.id].id)
	}
	if b := j.checkSend(n, e); b != nil {
		return b
	}
	m := j.send(n, e)
	j.sentOne(&j.exercise.raws)
	m.raw = &proposal{ticket: e.Ticket}
	for i, p := range j.rawsOf(e.Step - 1) { // none of step 0, where that wraps around
		if p != nil && j.hasConfirmed(n.id, p) {
			m.raw.carried.add(nodeID(i))
		}
	}
	raws := j.raws.grow(uint64(e.Step), func() []*message {
		j.memory.used += j.rowSize()
		return make([]*message, len(j.nodes))
	})
	(*raws)[n.id] = m
	n.raw = m
	return nil
}

// onSendAck: a node that receives a raw message in its own step replies with an
// acknowledgment; one that receives it later declines (TLC §2.6).
func (j *judge) onSendAck(n *node, e *traceformat.Event) *breach {
	if j.header.WitnessThreshold == 0 {
		return refuse(ruleUnwitnessed, "acknowledges %s, but witness_threshold = 0, want no acknowledgments", e.Of)
	}
	of, b := j.rawFor(n, e)
	switch {
	case b != nil:
		return b
	case !of.received.has(n.id):
		return refuse(ruleAckRaw, "acknowledges %s, which it has not received", e.Of)
	case e.To != of.id.Sender:
		return refuse(ruleAckTo, "acknowledges %s to node %d, want to its sender, node %d", e.Of, e.To, of.id.Sender)
	case of.step != n.step:
		return refuse(ruleAckLate, "acknowledges %s of step %d, but is at step %d itself, want no late acknowledgment", e.Of,
			of.step, n.step)
	case of.raw.acked.has(n.id):
		return refuse(ruleAckOnce, "acknowledges %s again, want one acknowledgment", e.Of)
	}
	if b := j.checkSend(n, e); b != nil {
		return b
	}
	m := j.send(n, e)
	j.sentOne(&j.exercise.acks)
	m.of, m.to = of, e.To
	of.raw.acked.add(n.id)
	if n.owesAck == of {
		n.owesAck = nil
	}
	return nil
}

// onSendWit: upon collecting t_w acknowledgments within its step, a node asserts that
// its message is threshold witnessed (TLC §2.6).
func (j *judge) onSendWit(n *node, e *traceformat.Event) *breach {
	want := j.header.WitnessThreshold
	if want == 0 {
		return refuse(ruleUnwitnessed, "certifies %s, but witness_threshold = 0, want no certificates", e.Of)
	}
	if e.Of.Sender != n.id {
		return refuse(ruleWitOwn, "certifies %s, a message of node %d, want its own only", e.Of, e.Of.Sender)
	}
	of, b := j.rawFor(n, e)
	switch {
	case b != nil:
		return b
	case of.step != n.step:
		return refuse(ruleWitLate, "certifies %s of step %d, but is at step %d", e.Of, of.step, n.step)
	case of.raw.certified != nil:
		return refuse(ruleWitOnce, "certifies %s again, want one certificate", e.Of)
	case n.acks+n.maybe.count < want:
		return refuse(ruleWitThreshold, "certifies %s after acknowledgments of %d nodes, want %d", e.Of, n.acks, want)
	}
	if b := j.checkSend(n, e); b != nil {
		return b
	}
	m := j.send(n, e)
	j.sentOne(&j.exercise.wits)
	m.of = of
	of.raw.certified = m
	return nil
}

// rawFor finds the raw message that an acknowledgment or a certificate is about.
func (j *judge) rawFor(n *node, e *traceformat.Event) (*message, *breach) {
	rule, late, does := ruleAckRaw, ruleAckLate, "acknowledges"
	if e.Kind == traceformat.SendWit {
		rule, late, does = ruleWitOwn, ruleWitLate, "certifies"
	}
	of, where := j.find(e.Of)
	switch {
	case where == unsent:
		return nil, refuse(rule, "%s %s, which nobody has sent", does, e.Of)
	case where == dropped:
		return nil, refuse(late, "%s %s, whose step every node has left behind", does, e.Of)
	case of.raw == nil && of.unknown: // of another node: who certifies has a log, and no unknown messages
		j.learnRaw(n, of)
	case of.raw == nil:
		return nil, refuse(rule, "%s %s, which is no raw message", does, e.Of)
	}
	return of, nil
}

// checkSend is what every message that is sent must fulfil.
func (j *judge) checkSend(n *node, e *traceformat.Event) *breach {
	switch {
	case e.Step != n.step:
		return refuse(ruleStep, "sends %s of step %d, but is at step %d", e.ID, e.Step, n.step)
	case e.ID.Sender != n.id:
		return refuse(ruleID, "sends %s, want an id that begins with %d", e.ID, n.id)
	case n.numbered.known && e.ID.Number <= n.numbered.last:
		return refuse(ruleID, "sends %s after %s, want a higher number", e.ID, traceformat.ID{Sender: n.id,
			Number: n.numbered.last})
	}
	return j.checkTime(n, e)
}

// send lets a message be sent.
func (j *judge) send(n *node, e *traceformat.Event) *message {
	m := &message{id: e.ID, kind: e.Kind, step: e.Step, history: n.log.end(), time: sumOf(e.Time)}
	j.skip(n, e.ID.Number)
	n.numbered.known, n.numbered.last = true, e.ID.Number
	n.sent = append(n.sent, m)
	j.memory.used += j.size(m)
	return m
}

// maxUnused bounds how many ranges of unused numbers are remembered of a node, the latest ones: some programs number
// the messages of all nodes together, so that hardly any two of a node are consecutive.
const maxUnused = 1000

// skip notes that the numbers between a node's latest message and its next will not be used.
func (j *judge) skip(n *node, next uint64) {
	first := uint64(0)
	if n.numbered.known {
		first = n.numbered.last + 1
	}
	if first == next {
		return
	}
	if len(n.unused) == maxUnused {
		n.unused = append(n.unused[:0], n.unused[maxUnused/2:]...)
		j.memory.used -= maxUnused / 2 * numbersSize
	}
	n.unused = append(n.unused, numbers{first, next - 1})
	j.memory.used += numbersSize
}

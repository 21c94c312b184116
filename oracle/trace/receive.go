package trace

import (
	"cmp"
	"slices"

	"quesera/internal/traceformat"
)

// onReceive: a node processes a message once, after all that is causally before it
// (TLC §2.3).
func (j *judge) onReceive(n *node, e *traceformat.Event) *breach {
	m, where := j.find(e.ID)
	if where != live && j.absent(e.ID.Sender) {
		m, where = j.unheardOf(n, e.ID), live
	}
	if b := j.checkName(m, e); b != nil {
		return b
	}
	n.clock.mayKnow(e.Time)
	switch {
	case where == unsent:
		return refuse(ruleCausal, "receives %s, which nobody has sent before: it is causally later, or unknown", e.ID)
	case where == dropped && j.forgets() || where == live && m.step < n.ignoreBelow:
		j.stats.Ignored++ // of a step that the node has left behind: it is as if it had not received it
		return nil
	case where == dropped:
		return refuse(ruleOnce, "receives %s again: every node had received it", e.ID)
	case m.received.has(n.id) && m.adopted.has(n.id):
		m.adopted.remove(n.id) // it has been taken over before, and arrives now
		return j.checkReactions(n)
	case m.received.has(n.id):
		return refuse(ruleOnce, "receives %s again, want once", e.ID)
	case j.outOfBand(m) && m.to != n.id:
		return refuse(ruleAddress, "receives %s, an acknowledgment to node %d", e.ID, m.to)
	}
	if b := j.checkReactions(n); b != nil {
		return b
	}
	if n.confirmed >= j.header.MessageThreshold && m.step > n.step {
		return refuse(ruleAdvanceOwed,
			"receives %s of step %d at step %d, of which it has %d of %d threshold witnessed messages, want an advance first",
			m.id, m.step, n.step, n.confirmed, j.header.MessageThreshold)
	}
	if m.unknown {
		j.receivedUnknown(n, m)
		return nil
	}
	if j.outOfBand(m) {
		j.exercise.direct++
	} else {
		if b := j.checkHistory(n, m); b != nil {
			return b
		}
		j.hear(n, m)
	}
	m.received.add(n.id)
	j.exercise.receipts++
	n.adopted = false
	switch m.kind {
	case traceformat.SendRaw:
		j.receivedRaw(n, m)
	case traceformat.SendAck:
		j.receivedAck(n, m)
	default:
		j.receivedWit(n, m)
	}
	return nil
}

// hear lets a node have received a message within causal order.
func (j *judge) hear(n *node, m *message) {
	n.log.entries = append(n.log.entries, m)
	j.memory.used += logEntrySize
	n.clock.mustKnow(m.id)
}

// receivedRaw: a raw message of one's own step is to be acknowledged; in unwitnessed
// TLC it counts at once (TLC §2.2, §2.6).
func (j *judge) receivedRaw(n *node, m *message) {
	switch {
	case m.step != n.step:
	case j.header.WitnessThreshold == 0:
		n.confirmed++
	default:
		n.owesAck = m
		j.exercise.owedAcks++
	}
}

// receivedAck: acknowledgments of one's present raw message count (TLC §2.6). They are
// of distinct nodes, because each node sends one (TRACE-ACK-ONCE) and it is received
// once (TRACE-ONCE).
func (j *judge) receivedAck(n *node, m *message) {
	if m.of == n.raw {
		n.acks++
		if n.acks == j.header.WitnessThreshold {
			j.exercise.owedWits++
		}
	}
}

// receivedWit: certificates of one's present step count towards the next (TLC §2.6).
func (j *judge) receivedWit(n *node, m *message) {
	if m.step == n.step {
		n.confirmed++
	}
}

// checkHistory wants node n to have received all that m's sender had received before it
// sent m, save what n has left behind.
func (j *judge) checkHistory(n *node, m *message) *breach {
	if m.id.Sender == n.id {
		return nil
	}
	if m.history > 0 {
		j.exercise.ofOthers++
	}
	if prior, lacks := j.lacks(n, m, n.forgetBelow); lacks {
		return refuse(ruleCausal, "receives %s without %s (%s, step %d), which its sender had received before sending "+
			"it, want the causally prior message first",
			m.id, prior.id, prior.kind, prior.step)
	}
	n.verified[m.id.Sender] = max(n.verified[m.id.Sender], m.history)
	return nil
}

// checkReactions wants node n to have done what its last receipt or advance calls for.
func (j *judge) checkReactions(n *node) *breach {
	switch {
	case n.raw == nil:
		return refuse(rulePropose, "receives before broadcasting its raw message of step %d", n.step)
	case n.owesAck != nil:
		return refuse(ruleAckOwed, "receives another message before acknowledging %s, a raw message of its step %d",
			n.owesAck.id, n.step)
	case j.owesCertificate(n):
		return refuse(ruleWitOwed, "receives another message before certifying %s, which has acknowledgments of %d nodes",
			n.raw.id, n.acks)
	case n.owesDecide:
		return refuse(ruleDecideOwed, "receives another message before deciding round %d, at whose end it is", n.nextRound)
	case n.ahead > n.step:
		return refuse(ruleAdvanceOwed, "stays at step %d having adopted messages of step %d, want an advance to that first",
			n.step, n.ahead)
	}
	return nil
}

// owesCertificate tells whether a node has the acknowledgments for a certificate that it has not sent.
func (j *judge) owesCertificate(n *node) bool {
	return j.header.WitnessThreshold > 0 && n.acks >= j.header.WitnessThreshold && n.raw != nil &&
		n.raw.raw.certified == nil
}

// byNumber compares the number of a message.
func byNumber(m *message, number uint64) int { return cmp.Compare(m.id.Number, number) }

// presence tells what is known of an id.
type presence uint8

const (
	live    presence = iota // it can be received
	unsent                  // nobody has sent it
	dropped                 // it was sent, and matters to nobody any more
)

// find looks a message up by its id. Numbers mostly ascend evenly, so the first guess is mostly right.
func (j *judge) find(id traceformat.ID) (*message, presence) {
	if int(id.Sender) >= len(j.nodes) {
		return nil, unsent
	}
	n := &j.nodes[id.Sender]
	if count := uint64(len(n.sent)); count > 0 && n.sent[0].id.Number <= id.Number {
		first, last := n.sent[0].id.Number, n.sent[count-1].id.Number
		gap := max(1, (last-first)/max(1, count-1))
		if guess := (id.Number - first) / gap; guess < count && n.sent[guess].id.Number == id.Number {
			return n.sent[guess], live
		}
		i, found := slices.BinarySearchFunc(n.sent, id.Number, byNumber)
		if found {
			return n.sent[i], live
		}
	}
	if n.gone.known && id.Number <= n.gone.last && !n.skipped(id.Number) {
		return nil, dropped
	}
	return nil, unsent
}

// skipped tells whether the node is known to have sent later messages but none of that number.
func (n *node) skipped(number uint64) bool {
	_, found := slices.BinarySearchFunc(n.unused, number, func(r numbers, number uint64) int {
		switch {
		case r.last < number:
			return -1
		case r.first > number:
			return 1
		}
		return 0
	})
	return found
}

package trace

import "quesera/internal/traceformat"

// onAdopt: a node takes over, at once, all that the sender of a message had received before sending it, and goes on
// from the union (TLC §2.4). It acknowledges nothing of that, and may advance over several steps at once.
func (j *judge) onAdopt(n *node, e *traceformat.Event) *breach {
	if j.incomplete || j.absent(e.ID.Sender) {
		j.onHole(n) // of what it adopts nobody can tell
		return nil
	}
	m, where := j.find(e.ID)
	switch {
	case where == unsent:
		return refuse(ruleAdopt, "adopts the history of %s, which nobody has sent before", e.ID)
	case where == dropped:
		return refuse(ruleAdopt, "adopts the history of %s, of a step that every node has left behind", e.ID)
	case m.id.Sender == n.id:
		return refuse(ruleAdopt, "adopts the history of %s, its own message", e.ID)
	case j.outOfBand(m):
		return refuse(ruleAdopt, "adopts the history of %s, an acknowledgment, which has none", e.ID)
	}
	if b := j.checkReactions(n); b != nil {
		return b
	}
	if b := j.checkName(m, e); b != nil {
		return b
	}
	n.clock.mayKnow(e.Time)
	theirs := &j.nodes[m.id.Sender].log
	for pos := max(n.verified[m.id.Sender], theirs.base); pos < m.history; pos++ {
		if prior := theirs.at(pos); !prior.received.has(n.id) && prior.step >= n.ignoreBelow {
			j.takeOver(n, prior)
		}
	}
	n.verified[m.id.Sender] = max(n.verified[m.id.Sender], m.history)
	n.adopted = true
	j.stats.Adopted++
	j.exercise.adopted++
	return nil
}

// takeOver lets a node have received one message of those that it adopts.
func (j *judge) takeOver(n *node, m *message) {
	m.received.add(n.id)
	m.adopted.add(n.id)
	n.ahead = max(n.ahead, m.step)
	j.hear(n, m)
	switch {
	case m.kind == traceformat.SendAck:
		j.receivedAck(n, m)
	case m.kind == traceformat.SendWit:
		j.receivedWit(n, m)
	case m.step == n.step && j.header.WitnessThreshold == 0:
		n.confirmed++
	}
}

// confirmedOf is how many raw messages of a step a node has confirmed.
func (j *judge) confirmedOf(n nodeID, s step) (count int) {
	for _, p := range j.rawsOf(s) {
		if p != nil && j.hasConfirmed(n, p) {
			count++
		}
	}
	return count
}

// missRounds passes over the rounds that ended at steps that the node skipped: it does not decide them.
func (j *judge) missRounds(n *node) {
	if !j.header.Protocol.Decides() {
		return
	}
	for j.end(n.nextRound) < n.step {
		n.ignoreBelow = j.start(n.nextRound) + 1
		n.nextRound++
		n.forgetBelow = j.start(n.nextRound)
	}
}

package trace

import (
	"fmt"
	"slices"
	"strings"

	"quesera/internal/traceformat"
)

// Partial logs. The log of a node is missing where the trace has no line of it, or from a hole on. What such a node
// sent is known by name only, from the receipts of others. Each receipt of an unknown message may have been what the
// receiver needed: an acknowledgment, or a certificate. So a node is refused only what it could not have done
// whatever the unknown messages are, and what is left open is said at the end.

// partial is what the judge knows of missing logs.
type partial struct {
	incomplete bool // some log is missing
	file, line int  // of the event at hand
}

// absence is what is known of one node's log.
type absence struct {
	shown  bool       // there is a line of it
	holed  bool       // there was a hole: nothing is known of it from then on
	early  []sighting // receipts of messages of a node that has no line yet: at most two
	others int        // how many messages of it are received that nobody is seen to send
	maybe  maybe
}

// maybe are the nodes whose logs are missing and of which the node has received something in its present step.
type maybe struct {
	nodes nodeSet
	count int
}

// attend notes that there is a line of a node. It tells whether the line is behind a hole, and not judged.
func (j *judge) attend(n *node, e *traceformat.Event) (b *breach, skip bool) {
	if n.holed {
		j.stats.Skipped++
		return nil, true
	}
	n.shown = true
	if len(n.early) == 0 { // as of every line after the first
		return nil, false
	}
	b = refuse(ruleCausal, "receives a message of node %d, whose log only begins at line %d: nobody has sent it before",
		n.id, j.line)
	if len(n.early) > 1 {
		b = refuse(ruleOrder, "from here on %d messages of node %d are received, whose log only begins at line %d: "+
			"the lines are out of order", n.others, n.id, j.line)
	}
	b.earlier = &n.early[0]
	return b, false
}

// onHole gives up a node whose log has a hole. What it sent before stays known.
func (j *judge) onHole(n *node) {
	n.holed, n.abandoned, j.incomplete = true, true, true
}

// absent tells whether the log of a node is missing, as far as one has come.
func (j *judge) absent(i nodeID) bool {
	return int(i) < len(j.nodes) && (!j.nodes[i].shown || j.nodes[i].holed)
}

// unheardOf makes the message of that name, received by n, whose sender's log is missing. Its step is not known; it is
// none after the receiver's (TLC §2.4).
func (j *judge) unheardOf(n *node, id traceformat.ID) *message {
	sender := &j.nodes[id.Sender]
	sender.abandoned, j.incomplete = true, true
	if sender.others++; !sender.holed && len(sender.early) < 2 {
		sender.early = append(sender.early, sighting{j.file, j.line, n.id})
	}
	m := &message{id: id, kind: traceformat.SendRaw, step: n.step, unknown: true}
	at, _ := slices.BinarySearchFunc(sender.sent, id.Number, byNumber)
	sender.sent = slices.Insert(sender.sent, at, m)
	j.memory.used += j.size(m)
	return m
}

// receivedUnknown: a message of a node whose log is missing may have been anything.
func (j *judge) receivedUnknown(n *node, m *message) {
	m.received.add(n.id)
	if sender := m.id.Sender; !n.maybe.nodes.has(sender) {
		n.maybe.nodes.add(sender)
		n.maybe.count++
	}
}

// learnRaw: what a node acknowledges is taken to be a raw message of its present step. Its size has been counted as
// that of one.
func (j *judge) learnRaw(n *node, m *message) {
	m.step = n.step
	m.raw = &proposal{}
}

// checkPart holds the commit of a choice against the rivals that are known. The rest is unknown: what messages of the
// missing nodes carry, and their tickets.
func (j *judge) checkPart(n *node, e *traceformat.Event, choice *message) *breach {
	j.stats.Partly++
	if !e.Committed || choice == nil {
		return nil
	}
	spoiler, early := j.spoiled(n, e.Round, choice)
	if j.commit.byTwo {
		spoiler = early
	}
	if spoiler == nil {
		return nil
	}
	return refuse(ruleCommit, "commits %s (ticket %d) in round %d, want not committed: it has received %s with ticket %d",
		choice.id, choice.raw.ticket, e.Round, spoiler.id, spoiler.raw.ticket)
}

// gaps says what is missing, and what that leaves unknown; empty: nothing.
func (j *judge) gaps() string {
	if !j.incomplete {
		return ""
	}
	var silent, holed []string
	unknown := 0
	for i := range j.nodes {
		n := &j.nodes[i]
		unknown += n.others
		switch {
		case n.holed:
			holed = append(holed, fmt.Sprint(i))
		case !n.shown:
			silent = append(silent, fmt.Sprint(i))
		}
	}
	var parts []string
	if len(silent) > 0 {
		parts = append(parts, "no log of "+strings.Join(silent, ", "))
	}
	if len(holed) > 0 {
		parts = append(parts, "a hole in the log of "+strings.Join(holed, ", "))
	}
	parts = append(parts, fmt.Sprintf("%d messages of unknown content", unknown))
	if j.stats.Skipped > 0 {
		parts = append(parts, fmt.Sprintf("%d events behind a hole not judged", j.stats.Skipped))
	}
	if j.stats.Partly > 0 {
		parts = append(parts, fmt.Sprintf("%d decisions judged in part", j.stats.Partly))
	}
	return strings.Join(parts, "; ")
}

// owed says what each node still has to do. A run may end anywhere, so that nothing is wrong with it.
func (j *judge) owed() (all []string) {
	for i := range j.nodes {
		n := &j.nodes[i]
		if !n.shown || n.holed {
			continue
		}
		owes := func(is bool, what string) {
			if is {
				all = append(all, fmt.Sprintf("node %d %s", i, what))
			}
		}
		owes(n.raw == nil, "its raw message")
		owes(n.owesAck != nil, "an acknowledgment")
		owes(j.owesCertificate(n), "a certificate")
		owes(n.owesDecide, "a decision")
		owes(n.ahead > n.step, "an advance")
	}
	return all
}

package trace

import (
	"fmt"

	"quesera/internal/traceformat"
)

// commitReading says which readings of the third condition of TLC §4.10 are left: rivals that are known by step s+3,
// the end of the round (TLC §4.7, §A.1), or by step s+2. One trace follows one of them.
type commitReading struct {
	byEnd, byTwo bool
	settled      struct { // by which decision one of them was ruled out
		known bool
		node  nodeID
		round round
	}
}

func (c *commitReading) String() string {
	when := "s+3"
	if c.byTwo {
		when = "s+2"
	}
	text := "rivals count that are known by step " + when
	if c.settled.known {
		text += fmt.Sprintf(", as the decision of round %d by node %d shows", c.settled.round, c.settled.node)
	}
	return text
}

// noteRivals notes which proposals a node that reaches step s, the third of a round, has received by then.
func (j *judge) noteRivals(n *node, s step) {
	for _, p := range j.rawsOf(s - 2) { // none where s-2 wraps around: nobody has reached that step
		if p != nil && p.received.has(n.id) {
			p.raw.early.add(n.id)
		}
	}
}

// checkCommit wants the choice committed exactly when it is reconfirmed and not spoiled, by one of the readings that
// are left. A decision that only one of them explains rules the other one out.
func (j *judge) checkCommit(n *node, e *traceformat.Event, choice *message) *breach {
	witness := j.reconfirmed(n, e.Round, choice)
	spoiler, early := j.spoiled(n, e.Round, choice)
	byEnd := j.commit.byEnd && e.Committed == (witness != nil && spoiler == nil)
	byTwo := j.commit.byTwo && e.Committed == (witness != nil && early == nil)
	if byEnd || byTwo {
		if e.Committed {
			j.exercise.committed++
		} else if witness != nil {
			j.exercise.spoiled++
		}
		if j.commit.byEnd && j.commit.byTwo && byEnd != byTwo {
			s := &j.commit.settled
			s.known, s.node, s.round = true, n.id, e.Round
		}
		j.commit.byEnd, j.commit.byTwo = byEnd, byTwo
		return nil
	}
	if j.commit.byTwo {
		spoiler = early // the one that spoils by either reading
	}
	reading := ""
	if j.commit.byEnd != j.commit.byTwo {
		reading = " (" + j.commit.String() + ")"
	}
	switch {
	case !e.Committed:
		return refuse(ruleCommit, "does not commit %s in round %d, want committed: %s of step %d is confirmed and its "+
			"sender had confirmed the choice before sending it, and no rival has a ticket of %d or higher%s",
			choice.id, e.Round, witness.id, witness.step, choice.raw.ticket, reading)
	case spoiler != nil:
		return refuse(ruleCommit, "commits %s (ticket %d) in round %d, want not committed: it has received %s with "+
			"ticket %d%s", choice.id, choice.raw.ticket, e.Round, spoiler.id, spoiler.raw.ticket, reading)
	default:
		return refuse(ruleCommit, "commits %s in round %d, want not committed: no raw message of step %d that it has "+
			"confirmed carries a confirmation of the choice",
			choice.id, e.Round, j.start(e.Round)+1)
	}
}

// reconfirmed finds a confirmed raw message of the round's second step that carries a
// confirmation of the choice, or nil.
func (j *judge) reconfirmed(n *node, r round, choice *message) *message {
	for _, m := range j.rawsOf(j.start(r) + 1) {
		if m != nil && m.raw.carried.has(choice.id.Sender) && j.hasConfirmed(n.id, m) {
			return m
		}
	}
	return nil
}

// spoiled finds another raw message of the round's first step that the node has received, confirmed or not, whose
// ticket is as high as the choice's, and one that it had received on reaching the round's third step; nil: none.
func (j *judge) spoiled(n *node, r round, choice *message) (spoiler, early *message) {
	for _, p := range j.rawsOf(j.start(r)) {
		if p != nil && p != choice && p.received.has(n.id) && p.raw.ticket >= choice.raw.ticket {
			spoiler = p
			if p.raw.early.has(n.id) {
				early = p
			}
		}
	}
	return spoiler, early
}

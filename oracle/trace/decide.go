package trace

import (
	"fmt"

	"quesera/internal/traceformat"
)

// onAdvance: a node advances by one step, with t_m threshold witnessed messages of its
// present one (TLC §2.2, §2.6). After adopting what another knew it may advance by several at once, with as many of
// each step that it leaves (TLC §2.4).
func (j *judge) onAdvance(n *node, e *traceformat.Event) *breach {
	want := j.header.MessageThreshold
	switch {
	case e.Step != n.step+1 && !n.adopted:
		return refuse(ruleAdvanceOne, "advances from step %d to %d, want %d", n.step, e.Step, n.step+1)
	case e.Step <= n.step:
		return refuse(ruleAdvanceOne, "advances from step %d to %d, want a later step", n.step, e.Step)
	case n.confirmed+n.maybe.count < want:
		return refuse(ruleAdvanceTooSoon, "advances to step %d with %d threshold witnessed messages of step %d, want %d",
			e.Step, n.confirmed, n.step, want)
	}
	for s := n.step + 1; s < e.Step; s++ {
		if got := j.confirmedOf(n.id, s); got < want {
			return refuse(ruleAdvanceTooSoon, "advances to step %d with %d threshold witnessed messages of step %d, want %d",
				e.Step, got, s, want)
		}
	}
	j.exercise.advances++
	if n.confirmed >= want {
		j.exercise.owedAdvances++
	}
	left := n.step
	n.step = e.Step
	n.raw = nil
	n.owesAck = nil
	n.acks = 0
	n.maybe = maybe{}
	n.confirmed = 0 // nobody can have received a message of this step: it would have brought the node here (TLC §2.4)
	if n.adopted {
		n.confirmed = j.confirmedOf(n.id, n.step)
		j.missRounds(n)
	}
	if n.owesDecide = j.decides(n); n.owesDecide {
		j.exercise.ends++
	}
	for s := left + 1; s <= n.step; s++ {
		j.noteRivals(n, s)
	}
	if j.header.History.Limited && n.step > j.header.History.Steps {
		n.ignoreBelow = n.step - j.header.History.Steps
		n.forgetBelow = n.ignoreBelow
	}
	j.stats.Steps = max(j.stats.Steps, int(n.step))
	return nil
}

// onDecide: at the end of a round a node chooses a best confirmed proposal and knows
// whether it saw it commit (TLC §4.10).
func (j *judge) onDecide(n *node, e *traceformat.Event) *breach {
	switch {
	case e.Round != n.nextRound:
		return refuse(ruleDecideRound, "decides round %d, want round %d next", e.Round, n.nextRound)
	case !n.owesDecide:
		return refuse(ruleDecideRound, "decides round %d at step %d, want at step %d", e.Round, n.step, j.end(e.Round))
	}
	choice, b := j.checkChoice(n, e)
	if b != nil {
		return b
	}
	check := j.checkCommit
	if j.incomplete {
		check = j.checkPart
	}
	if b := check(n, e, choice); b != nil {
		return b
	}
	if b := j.checkAgreement(n, e); b != nil {
		return b
	}
	n.owesDecide = false
	n.nextRound++
	n.ignoreBelow = j.start(e.Round) + 1
	n.forgetBelow = j.start(n.nextRound)
	j.stats.Decisions++
	j.exercise.decisions++
	if e.Committed {
		j.stats.Committed++
	}
	return nil
}

// checkChoice wants a best confirmed raw message of the round's first step. Of several
// with the same ticket any will do.
func (j *judge) checkChoice(n *node, e *traceformat.Event) (*message, *breach) {
	first := j.start(e.Round)
	var best, choice *message
	candidates := 0
	for _, p := range j.rawsOf(first) {
		if p == nil {
			continue
		}
		if j.hasConfirmed(n.id, p) {
			candidates++
		}
		if e.Choice.Known && p.id == e.Choice.ID {
			choice = p
		}
		if j.hasConfirmed(n.id, p) && (best == nil || p.raw.ticket > best.raw.ticket) {
			best = p
		}
	}
	if candidates > 1 {
		j.exercise.contested++
	}
	if j.incomplete && (best == nil || e.Choice.Known && choice == nil && j.absent(e.Choice.ID.Sender)) {
		return nil, nil // of those that it knows none is better, as far as their tickets are known
	}
	if best == nil {
		panic(fmt.Sprintf("trace: node %d reached step %d without a confirmed message of step %d", n.id, n.step, first))
	}
	want := func() string {
		return fmt.Sprintf("want %s (ticket %d), the best of those of step %d that it has confirmed", best.id,
			best.raw.ticket, first)
	}
	switch {
	case !e.Choice.Known:
		return nil, refuse(ruleChoice, "chooses nothing in round %d, %s", e.Round, want())
	case choice == nil:
		return nil, refuse(ruleChoice, "chooses %s in round %d, which is no raw message of step %d, %s", e.Choice.ID, e.Round,
			first, want())
	case !j.hasConfirmed(n.id, choice) && !j.absent(choice.id.Sender):
		return nil, refuse(ruleChoice, "chooses %s (ticket %d) in round %d without having received its certificate, %s",
			choice.id, choice.raw.ticket, e.Round, want())
	case choice.raw.ticket < best.raw.ticket:
		return nil, refuse(ruleChoice, "chooses %s (ticket %d) in round %d, %s", choice.id, choice.raw.ticket, e.Round,
			want())
	}
	return choice, nil
}

// rawsOf are the raw messages of a step, by sender.
func (j *judge) rawsOf(s step) []*message {
	if raws := j.raws.at(uint64(s)); raws != nil {
		return *raws
	}
	return nil
}

// checkAgreement wants one choice in a round in which anybody commits. With majority
// thresholds this follows from all other rules (TLC §4.7); with others it does not.
func (j *judge) checkAgreement(n *node, e *traceformat.Event) *breach {
	r := j.rounds.grow(uint64(e.Round), func() agreement { return agreement{} })
	mine := decision{true, n.id, e.Choice.ID}
	if r.committed.known || e.Committed && r.first.known {
		j.exercise.agreed++
	}
	if r.committed.known && r.committed.choice != mine.choice {
		return refuse(ruleAgreement, "chooses %s in round %d, but node %d has committed %s", mine.choice, e.Round,
			r.committed.node, r.committed.choice)
	}
	for _, d := range []*decision{&r.first, &r.other} {
		if e.Committed && d.known && d.choice != mine.choice {
			return refuse(ruleAgreement, "commits %s in round %d, but node %d has chosen %s", mine.choice, e.Round, d.node,
				d.choice)
		}
	}
	switch {
	case !r.first.known:
		r.first = mine
	case r.first.choice != mine.choice:
		r.other = mine
	}
	if e.Committed {
		r.committed = mine
	}
	return nil
}

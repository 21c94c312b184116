package trace

import (
	"slices"
	"testing"

	tf "quesera/internal/traceformat"

	"quesera/spec"
)

// proposals are the raw messages of a step, with their index in the run.
func (ev events) proposals(s tf.Step) (at []int) {
	for i, e := range ev {
		if e.Kind == tf.SendRaw && e.Step == s {
			at = append(at, i)
		}
	}
	return at
}

// confirmed tells whether a node has received the certificate of a raw message before index i.
func (ev events) confirmed(i int, n tf.Node, raw tf.ID) bool {
	wit := ev.first(0, func(_ int, e tf.Event) bool { return e.Kind == tf.SendWit && e.Of == raw })
	return wit >= 0 && ev.received(i, n, ev[wit].ID)
}

// view is what decides a commit, computed by brute force from the text of TLC §4.10.
type view struct {
	reconfirmed bool // a confirmed message of the second step carries a confirmation of the choice
	presently   bool // as reconfirmed, but by what the sender has confirmed by now
	unconfirmed bool // as reconfirmed, but the message itself need not be confirmed
	beaten      bool // another received proposal has a higher ticket
	tied        bool // another received proposal has the same ticket
}

func (ev events) view(i int) (v view) {
	e := ev[i]
	ticket := ev[ev.sent(e.Choice.ID)].Ticket
	for _, k := range ev.proposals(tf.Step(e.Round)) {
		if p := ev[k]; p.ID != e.Choice.ID && ev.received(i, e.Node, p.ID) {
			v.beaten = v.beaten || p.Ticket > ticket
			v.tied = v.tied || p.Ticket == ticket
		}
	}
	for _, k := range ev.proposals(tf.Step(e.Round) + 1) {
		m := ev[k]
		seen, known := ev.confirmed(i, e.Node, m.ID), ev.received(i, e.Node, m.ID)
		v.reconfirmed = v.reconfirmed || seen && ev.confirmed(k, m.Node, e.Choice.ID)
		v.presently = v.presently || seen && ev.confirmed(i, m.Node, e.Choice.ID)
		v.unconfirmed = v.unconfirmed || known && ev.confirmed(k, m.Node, e.Choice.ID)
	}
	return v
}

// flip turns the commit of a decision round, where its view is as wanted.
func flip(want func(v view) bool) candidate {
	return on(tf.Decide, func(ev events, i int, e tf.Event) events {
		if !want(ev.view(i)) {
			return nil
		}
		return ev.change(i, func(e *tf.Event) { e.Committed = !e.Committed })
	})
}

// choose changes a choice to another raw message of a step, where one is as wanted.
func choose(offset tf.Step, want func(ev events, i int, rival, choice tf.Event) bool) candidate {
	return on(tf.Decide, func(ev events, i int, e tf.Event) events {
		choice := ev[ev.sent(e.Choice.ID)]
		for _, k := range ev.proposals(tf.Step(e.Round) + offset) {
			if k < i && ev[k].ID != e.Choice.ID && want(ev, i, ev[k], choice) {
				return ev.change(i, func(e *tf.Event) { e.Choice.ID = ev[k].ID })
			}
		}
		return nil
	})
}

var sequential = run{Header: tf.Header{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2,
	Rounds: tf.Sequential}, steps: 16, tickets: 30}

var qscMutations = []mutation{
	{ruleDecideRound, "deciding a round twice", three, behind(tf.Decide, func(_ events, _ int, e tf.Event) (tf.Event,
		bool) {
		return e, true
	})},
	{ruleDecideRound, "deciding the next round too", three,
		behind(tf.Decide, func(ev events, i int, e tf.Event) (tf.Event, bool) {
			e.Round++
			e.Choice.ID = ev[ev.proposals(tf.Step(e.Round))[0]].ID
			return e, true
		})},
	{ruleDecideRound, "deciding the next round instead", three, set(tf.Decide, func(e *tf.Event) { e.Round++ })},
	{ruleDecideRound, "deciding a step too soon", sequential, decideEarly},
	{ruleDecideRound, "deciding a pipelined round in a sequential run", sequential, set(tf.Decide, func(e *tf.Event) {
		e.Round *= 3
	})},
	{ruleDecideOwed, "deciding after the next receipt", three, delayed(tf.Decide)},
	{ruleDecideOwed, "deciding after the next receipt, sequentially", sequential, delayed(tf.Decide)},
	{ruleChoice, "no choice", three, set(tf.Decide, func(e *tf.Event) { e.Choice = tf.Choice{} })},
	{ruleChoice, "an unknown choice", three, set(tf.Decide, func(e *tf.Event) { e.Choice.ID.Number += 5 })},
	{ruleChoice, "a choice of the next step", three, choose(1, func(events, int, tf.Event, tf.Event) bool {
		return true
	})},
	{ruleChoice, "a confirmed choice that is not the best", three,
		choose(0, func(ev events, i int, rival, choice tf.Event) bool {
			return ev.confirmed(i, ev[i].Node, rival.ID) && rival.Ticket < choice.Ticket
		})},
	{ruleChoice, "a better choice that is received but not confirmed", five,
		choose(0, func(ev events, i int, rival, choice tf.Event) bool {
			return ev.received(i, ev[i].Node, rival.ID) && !ev.confirmed(i, ev[i].Node, rival.ID) && rival.Ticket > choice.Ticket
		})},
	{ruleCommit, "commit denied", three, flip(func(v view) bool { return v.reconfirmed && !v.beaten && !v.tied })},
	{ruleCommit, "commit denied, sequentially", sequential, flipSequential},
	{ruleCommit, "commit in spite of a better proposal", five, flip(func(v view) bool {
		return v.reconfirmed && v.beaten && !v.tied
	})},
	{ruleCommit, "commit in spite of a tie", ties, flip(func(v view) bool {
		return v.reconfirmed && !v.beaten && v.tied
	})},
	{ruleCommit, "commit without reconfirmation", uneven, flip(func(v view) bool {
		return !v.reconfirmed && !v.beaten && !v.tied
	})},
	{ruleCommit, "commit on what the sender has confirmed by now", five, flip(func(v view) bool {
		return !v.reconfirmed && v.presently && !v.beaten && !v.tied
	})},
	{ruleCommit, "commit on a message that is not itself confirmed", uneven, flip(func(v view) bool {
		return !v.reconfirmed && v.unconfirmed && !v.beaten && !v.tied
	})},
}

// flipSequential denies a commit.
func flipSequential(ev events, i int) (events, int) {
	if ev[i].Kind != tf.Decide || !ev[i].Committed {
		return nil, -1
	}
	return ev.change(i, func(e *tf.Event) { e.Committed = false }), i
}

// decideEarly moves a decision to the step before the one at which it is due.
func decideEarly(ev events, i int) (events, int) {
	if ev[i].Kind != tf.Decide {
		return nil, -1
	}
	for k := i - 2; k >= 0; k-- {
		if ev[k].Node == ev[i].Node && ev[k].Kind == tf.Advance {
			return ev.insert(k+1, ev[i]).remove(i + 1), k + 1
		}
	}
	return nil, -1
}

// See TestEveryWayToBreakTLCIsSeenAtItsLine.
func TestEveryWayToBreakQSC3IsSeenAtItsLine(t *testing.T) { testMutations(t, qscMutations) }

// A rule that no mutation breaks might be dead: every rule of the protocols has one,
// save agreement, which only unsafe thresholds break (see
// TestDisagreementUnderUnsafeThresholdsIsReported), and that on vector times (see
// TestWrongVectorTimesAreSeenAtTheirLine).
func TestEveryRuleHasAMutation(t *testing.T) {
	have := map[string]bool{ruleAgreement: true, ruleTime: true}
	for _, m := range slices.Concat(tlcMutations, qscMutations, adoptMutations) {
		have[m.rule] = true
	}
	for _, r := range Rules {
		if r.Breach == spec.Violated && !have[r.ID] {
			t.Errorf("%s: no mutation", r.ID)
		}
	}
}

// A node may choose any of several confirmed proposals with the best ticket: the paper
// leaves it open (TLC §4.10), and its model decides by map order.
func TestAnyOfTheBestMayBeChosen(t *testing.T) {
	pick := choose(0, func(ev events, i int, rival, choice tf.Event) bool {
		return ev.confirmed(i, ev[i].Node, rival.ID) && rival.Ticket == choice.Ticket
	})
	tried := 0
	for seed := range uint64(10) {
		ties.seed = seed
		good := events(ties.record())
		for i := range good {
			if other, _ := pick(good, i); other != nil {
				tried++
				if r := judgeEvents(t, ties.Header, other, Options{}); r.Verdict != spec.Holds {
					t.Errorf("seed %d, event %d: %s", seed, i, r.Breach)
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no tie between confirmed proposals, want some")
	}
}

package trace

import (
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// covered is the coverage of a run's first events, by rule.
func covered(t *testing.T, r run, events []tf.Event) (times map[string]int, result Result) {
	t.Helper()
	result = judgeEvents(t, r.Header, events, Options{})
	times = map[string]int{}
	for _, e := range result.Coverage {
		times[e.Rule.ID] = e.Times
	}
	return times, result
}

// Coverage counts just the situations in which a rule says something. Method: it is held against a count of the events
// themselves, and each counter is 0 in a run that has nothing of its kind.
func TestCoverageCountsWhatRulesHadToSay(t *testing.T) {
	r := small(1)
	events := r.record()
	times, result := covered(t, r, events)
	if result.Verdict != spec.Holds {
		t.Fatal(result.Breach)
	}
	count := map[tf.Kind]int{}
	committed, firsts, ofOthers := 0, 0, 0
	received, carries := map[tf.Node]bool{}, map[tf.ID]bool{}
	for _, e := range events {
		switch {
		case e.Kind <= tf.SendWit:
			carries[e.ID] = received[e.Node]
		case e.Kind == tf.Receive:
			received[e.Node] = true
			if e.ID.Sender != e.Node && carries[e.ID] {
				ofOthers++
			}
		}
		count[e.Kind]++
		if e.Kind == tf.Decide && e.Committed {
			committed++
		}
		if e.Kind == tf.Receive {
			firsts++
		}
	}
	sent := count[tf.SendRaw] + count[tf.SendAck] + count[tf.SendWit]
	for rule, want := range map[string]int{
		ruleID: sent, ruleEquivocation: count[tf.SendRaw], ruleOnce: firsts, ruleAckRaw: count[tf.SendAck],
		ruleAckOwed: count[tf.SendAck], ruleWitOwn: count[tf.SendWit], ruleAdvanceOne: count[tf.Advance],
		ruleAdvanceOwed: count[tf.Advance], ruleDecideRound: count[tf.Decide], ruleDecideOwed: count[tf.Decide],
		ruleUnwitnessed: 0, ruleAddress: 0, ruleAdopt: 0,
	} {
		if times[rule] != want {
			t.Errorf("%s: %d times, want %d", rule, times[rule], want)
		}
	}
	if c := times[ruleCausal]; c != ofOthers || c == 0 {
		t.Errorf("%s: %d times, want %d: the messages of others that have a history", ruleCausal, c, ofOthers)
	}
	if c := times[ruleCommit]; c < committed || c == count[tf.Decide] && committed < c-6 {
		t.Errorf("%s: %d times, want the %d commits at least", ruleCommit, c, committed)
	}
	if c := times[ruleAgreement]; c == 0 || c >= count[tf.Decide] {
		t.Errorf("%s: %d times of %d decisions, want some and not all: somebody decides first", ruleAgreement, c,
			count[tf.Decide])
	}
	if c := times[ruleWitOwed]; c < count[tf.SendWit] {
		t.Errorf("%s: %d times, want the %d certificates at least", ruleWitOwed, c, count[tf.SendWit])
	}
	if c := times[ruleChoice]; c == 0 || c > count[tf.Decide] {
		t.Errorf("%s: %d times of %d decisions, want some: there was a choice", ruleChoice, c, count[tf.Decide])
	}
}

// What a variant has of its own is counted there.
func TestCoverageOfVariants(t *testing.T) {
	direct := small(2)
	direct.Acks = tf.Direct
	bare := small(3)
	bare.Protocol, bare.WitnessThreshold = clockFormat, 0
	merging := small(4)
	merging.merge, merging.Nodes, merging.MessageThreshold, merging.WitnessThreshold = 2, 4, 3, 3
	for _, c := range []struct {
		rule string
		run  run
	}{{ruleAddress, direct}, {ruleUnwitnessed, bare}, {ruleAdopt, merging}} {
		if times, r := covered(t, c.run, c.run.record()); times[c.rule] == 0 {
			t.Errorf("%s: never, want some: %v %s", c.rule, r.Verdict, r.Breach)
		}
	}
}

// The coverage of several traces is their sum, and of a trace that is unusable there is none.
func TestCoverageAddsUp(t *testing.T) {
	r := small(1)
	events := r.record()
	_, whole := covered(t, r, events)
	var total []Exercised
	for _, part := range []Result{whole, judgeText("x"), whole} {
		total = AddCoverage(total, part.Coverage)
	}
	if len(total) != len(whole.Coverage) || len(judgeText("x").Coverage) > 0 {
		t.Fatalf("%d rules, want %d", len(total), len(whole.Coverage))
	}
	for k, e := range total {
		if e.Times != 2*whole.Coverage[k].Times {
			t.Errorf("%s: %d times, want twice %d", e.Rule.ID, e.Times, whole.Coverage[k].Times)
		}
	}
}

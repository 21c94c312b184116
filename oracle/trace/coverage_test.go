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

// Each rule is counted by what it says something about. Method: each count is a different number.
func TestEachRuleHasItsOwnCount(t *testing.T) {
	e := exercise{raws: 1 << 0, acks: 1 << 1, wits: 1 << 2, receipts: 1 << 3, ofOthers: 1 << 4, owedAcks: 1 << 5,
		owedWits: 1 << 6, owedAdvances: 1 << 7, advances: 1 << 8, adopted: 1 << 9, direct: 1 << 10, timed: 1 << 11,
		bare: 1 << 12, ends: 1 << 13, decisions: 1 << 14, contested: 1 << 15, committed: 1 << 16, spoiled: 1 << 17,
		agreed: 1 << 18}
	want := map[string]int{
		"TRACE-ID": 7, "TRACE-STEP": 7, "TRACE-TIME": 1 << 11, "TRACE-EQUIVOCATION": 1, "TRACE-PROPOSE": 1 << 3,
		"TRACE-CAUSAL": 1 << 4, "TRACE-ONCE": 1 << 3, "TRACE-ADDRESS": 1 << 10, "TRACE-UNWITNESSED": 1 << 12,
		"TRACE-ACK-RAW": 2, "TRACE-ACK-TO": 2, "TRACE-ACK-LATE": 2, "TRACE-ACK-ONCE": 2, "TRACE-ACK-OWED": 1 << 5,
		"TRACE-WIT-OWN": 4, "TRACE-WIT-LATE": 4, "TRACE-WIT-ONCE": 4, "TRACE-WIT-THRESHOLD": 4, "TRACE-WIT-OWED": 1 << 6,
		"TRACE-ADOPT": 1 << 9, "TRACE-ADVANCE-ONE": 1 << 8, "TRACE-ADVANCE-THRESHOLD": 1 << 8,
		"TRACE-ADVANCE-OWED": 1 << 7, "TRACE-DECIDE-ROUND": 1 << 14, "TRACE-DECIDE-OWED": 1 << 13,
		"TRACE-CHOICE": 1 << 15, "TRACE-COMMIT": 3 << 16, "TRACE-AGREEMENT": 1 << 18,
	}
	all := e.Coverage()
	for _, c := range all {
		if c.Times != want[c.Rule.ID] || c.Times == 0 {
			t.Errorf("%s: %d times, want %d", c.Rule.ID, c.Times, want[c.Rule.ID])
		}
	}
	if len(all) != len(want) {
		t.Errorf("%d rules, want %d", len(all), len(want))
	}
	if sum := AddCoverage(all[:2:2], all[:2]); sum[0].Times != 2*7 || sum[1].Times != 2<<11 || len(sum) != 2 {
		t.Errorf("coverage adds up to %v", sum)
	}
}

// What a rule has something to say about is counted where it happens, and nothing else is.
func TestWhatRulesHaveToSayIsCounted(t *testing.T) {
	const (
		own   = "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2; 0 wit 0.1; 0 gets 0.3; "
		other = "1 raw; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1; 1 gets 1.3; "
		round = "0 alone ticket 5; 0 alone; 0 alone; "
		begin = "1 raw ticket 9; 1 gets 1.1; 1 ack 1.1; 1 gets 1.2; 1 wit 1.1; "
		both  = begin + "0 raw; 0 gets 1.1; 0 ack 1.1; 0 gets 1.2; 0 gets 1.3; 0 gets 0.1; 0 ack 0.1; 0 gets 0.3; 0 wit " +
			"0.1; 0 gets 0.4; 0 steps 1; "
	)
	for _, c := range []struct {
		group, script, rule string
		times               int
	}{
		{"3 1 1", own, "TRACE-ID", 3},
		{"3 1 1", own, "TRACE-ONCE", 3},
		{"3 1 1", own, "TRACE-CAUSAL", 0},
		{"3 1 1", own, "TRACE-UNWITNESSED", 0},
		{"3 1 1", own, "TRACE-ACK-OWED", 1},
		{"3 1 1", own, "TRACE-WIT-OWED", 1},
		{"3 1 2", "0 raw; 0 gets 0.1; 0 ack 0.1; 0 gets 0.2", "TRACE-WIT-OWED", 0},
		{"3 1 1", own + "1 raw; 1 gets 0.1; 1 ack 0.1; 0 gets 1.1; 0 ack 1.1; 0 gets 1.2", "TRACE-WIT-OWED", 1},
		{"3 1 0 clock", "0 raw; 0 gets 0.1; 0 steps 1; 0 raw", "TRACE-UNWITNESSED", 2},
		{"3 1 0 clock", "0 raw; 0 gets 0.1; 0 steps 1; 0 raw", "TRACE-ACK-OWED", 0},
		{"3 1 1", other + "0 raw; 0 gets 1.1; 0 ack 1.1; 0 gets 1.2; 0 gets 1.3", "TRACE-CAUSAL", 2},
		{"3 1 1 direct", other + "0 raw; 0 gets 1.1; 0 ack 1.1; 0 gets 1.3", "TRACE-ADDRESS", 1},
		{"3 1 1", own + "0 steps 1", "TRACE-ADVANCE-OWED", 1},
		{"3 1 1", own + "0 steps 1", "TRACE-ADVANCE-ONE", 1},
		{"3 1 1", "0 raw; 0 gets 1.1; 0 steps 1", "TRACE-ADVANCE-OWED", 0}, // it may have had what it needs
		{"3 1 1", "0 raw; 0 gets 1.1; 0 steps 1", "TRACE-ADVANCE-ONE", 1},
		{"3 1 1", other + "0 raw; 0 adopts 1.3", "TRACE-ADOPT", 1},
		{"3 1 1", "0 alone; 0 alone", "TRACE-DECIDE-OWED", 0},
		{"3 1 1", round, "TRACE-DECIDE-OWED", 1},
		{"3 1 1", round, "TRACE-DECIDE-ROUND", 0},
		{"3 1 1", round + "0 decides 0 0.1 commits", "TRACE-DECIDE-ROUND", 1},
		{"3 1 1", round + "0 decides 0 0.1 commits", "TRACE-CHOICE", 0},
		{"3 1 1", round + "0 decides 0 0.1 commits", "TRACE-COMMIT", 1},
		{"3 1 1", round + "0 decides 0 0.1 commits", "TRACE-AGREEMENT", 0},
		{"3 1 1", both + "0 alone; 0 alone; 0 decides 0 1.1 commits", "TRACE-CHOICE", 1},
		{"3 1 1", "1 raw ticket 9; 0 alone; 0 alone hears 1.1; 0 alone; 0 decides 0 0.1", "TRACE-COMMIT", 1},
		{"3 1 1", "1 raw ticket 9; 0 alone; 0 alone hears 1.1; 0 alone; 0 decides 0 0.1", "TRACE-CHOICE", 0},
		// Neither reconfirmed nor committed: the second condition says no, and the third nothing.
		{"3 1 1", "1 raw ticket 3; 0 alone ticket 5; 1 gets 0.1; 1 ack 0.1; 1 gets 1.1; 1 ack 1.1; 1 gets 0.2; 1 gets 1.2; " +
			"1 gets 1.3; 1 wit 1.1; 1 gets 1.4; 1 steps 1; 1 alone; 1 raw; 1 gets 0.3; 1 gets 1.8; 1 ack 1.8; 1 gets 1.9; " +
			"1 wit 1.8; 1 gets 1.10; 1 steps 3; 1 decides 0 0.1", "TRACE-COMMIT", 0},
		{"3 1 1", round + "0 decides 0 0.1 commits; 1 raw; 1 gets 0.1; 1 ack 0.1; 1 gets 0.2; 1 gets 0.3; " +
			"1 steps 1; 1 alone; 1 alone; 1 decides 0 0.1 commits", "TRACE-AGREEMENT", 1},
		{"3 1 1", "2 raw ticket 9; 0 alone ticket 5; 0 alone hears 2.1; 0 alone; 0 decides 0 0.1; 1 raw; 1 gets 0.1; " +
			"1 ack 0.1; 1 gets 0.2; 1 gets 0.3; 1 steps 1; 1 alone; 1 alone; 1 decides 0 0.1 commits", "TRACE-AGREEMENT", 1},
		{"3 1 1", "2 raw ticket 9; 0 alone ticket 5; 1 raw; 1 gets 0.1; 1 ack 0.1; 1 gets 0.2; 1 gets 0.3; 1 steps 1; " +
			"0 alone hears 2.1; 0 alone; 0 decides 0 0.1; 1 alone hears 2.1; 1 alone; 1 decides 0 0.1", "TRACE-AGREEMENT", 0},
	} {
		r := judged(t, c.group, c.script)
		if r.Verdict == spec.Violated {
			t.Errorf("%s: %s: %s", c.group, c.script, r.Breach)
		}
		for _, e := range r.Coverage {
			if e.Rule.ID == c.rule && e.Times != c.times {
				t.Errorf("%s: %s: %s %d times, want %d", c.group, c.script, c.rule, e.Times, c.times)
			}
		}
	}
}

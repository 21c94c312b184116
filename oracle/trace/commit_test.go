package trace

import (
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// rivalry is a group in which rivals often become known between s+2 and s+3, or between s+1 and s+2.
func rivalry(seed uint64, rounds tf.Rounds, by func(tf.Node) tf.Step) run {
	return run{
		Header: tf.Header{Protocol: qscFormat, Nodes: 5, MessageThreshold: 3, WitnessThreshold: 3, Rounds: rounds},
		seed:   seed, steps: 24, tickets: 1000, slow: 1 << 20, remote: 30, by: by,
	}
}

// always has all nodes look for rivals by one step.
func always(by tf.Step) func(tf.Node) tf.Step { return func(tf.Node) tf.Step { return by } }

// TLC §4.10 as printed looks for rivals by step s+2, §4.7 and §A.1 by s+3. A trace may follow either, and its header
// may say which: then the other one is refused wherever it makes a difference. By s+1 is refused.
func TestATraceFollowsOneReadingOfTheThirdCondition(t *testing.T) {
	readings := map[tf.Rivals]tf.Step{tf.RivalsByEnd: 3, tf.RivalsByTwo: 2}
	differ, early := 0, 0
	for seed := range uint64(10) {
		rounds := tf.Rounds(seed % 2)
		for said := range readings {
			for other, by := range readings {
				r := rivalry(seed, rounds, always(by))
				events := r.record()
				if got := judgeEvents(t, r.Header, events, Options{}); got.Verdict != spec.Holds {
					t.Fatalf("seed %d, by s+%d, either reading: %s", seed, by, got.Breach)
				}
				r.Header.Rivals = said
				got := judgeEvents(t, r.Header, events, Options{})
				if said == other && got.Verdict != spec.Holds {
					t.Fatalf("seed %d, by s+%d, as the header says: %s", seed, by, got.Breach)
				}
				if said != other && got.Verdict != spec.Holds {
					differ++
					if got.Breach.Rule.ID != ruleCommit ||
						!strings.Contains(got.Breach.Message, "rivals count that are known by") {
						t.Fatalf("seed %d, by s+%d: %s, want %s with the reading", seed, by, got.Breach, ruleCommit)
					}
				}
			}
		}
		r := rivalry(seed, rounds, always(1))
		if got := judgeEvents(t, r.Header, r.record(), Options{}); got.Verdict == spec.Violated {
			early++
		}
	}
	if differ < 10 || early < 5 {
		t.Errorf("in %d of 20 traces the reading made a difference, and %d of 10 by s+1 were refused, want 10 and 5",
			differ, early)
	}
	t.Logf("%d of 20 differ, %d of 10 by s+1 are refused", differ, early)
}

// All nodes of a trace, and all their rounds, follow the same reading: the first decision that only one explains
// settles it, and a later one that only the other explains is refused. It names the decision that settled it.
func TestOneTraceFollowsOneReadingOnly(t *testing.T) {
	mixed := 0
	for seed := range uint64(20) {
		r := rivalry(seed, tf.Pipelined, func(n tf.Node) tf.Step { return 2 + tf.Step(n%2) })
		got := judgeEvents(t, r.Header, r.record(), Options{})
		if got.Verdict == spec.Holds {
			continue
		}
		mixed++
		if got.Breach.Rule.ID != ruleCommit || !strings.Contains(got.Breach.Message, ", as the decision of round ") {
			t.Fatalf("seed %d: %s, want %s with what settled the reading", seed, got.Breach, ruleCommit)
		}
	}
	if mixed < 5 {
		t.Errorf("%d of 20 mixed traces are refused, want 5", mixed)
	}
	t.Logf("%d of 20 mixed traces are refused", mixed)
}

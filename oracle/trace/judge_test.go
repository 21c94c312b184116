package trace

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/internal/testdata"
	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// The traces recorded from the paper's own model hold, and those in which one thing
// went wrong are refused at its line, for its node, by its rule.
func TestForeignTracesAreJudgedAsTheirNamesSay(t *testing.T) {
	want := map[string]string{
		"advance_below_threshold-p.jsonl": "violated line 601 node 2 TRACE-ADVANCE-THRESHOLD",
		"causal_gap-p.jsonl":              "violated line 356 node 1 TRACE-CAUSAL",
		"choice_not_best-p.jsonl":         "violated line 305 node 0 TRACE-CHOICE",
		"commit_unjustified-p.jsonl":      "violated line 167 node 2 TRACE-COMMIT",
		"equivocation-p.jsonl":            "violated line 421 node 1 TRACE-EQUIVOCATION",
	}
	files, err := filepath.Glob(filepath.Join(testdata.Path(t, "traces"), "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got no traces, %v", err)
	}
	for _, file := range files {
		in, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		r := Judge(in, Options{})
		in.Close()
		name := filepath.Base(file)
		expected, known := want[name], true
		if filepath.Base(filepath.Dir(file)) == "good" {
			expected = "holds"
		} else if expected, known = want[name]; !known {
			expected = "violated"
		}
		if got := brief(r); got != expected && !(expected == "violated" && strings.HasPrefix(got, expected)) {
			t.Errorf("%s: got %s, want %s", name, got, expected)
		}
	}
}

// brief is the part of a result that a test compares.
func brief(r Result) string {
	if r.Verdict == spec.Holds {
		return "holds"
	}
	s := fmt.Sprintf("%s line %d", r.Verdict, r.Breach.Line)
	if r.Breach.Node.Known {
		s += fmt.Sprintf(" node %d", r.Breach.Node.ID)
	}
	return s + " " + r.Breach.Rule.ID
}

// Runs of an implementation of TLC §A hold, for groups and thresholds of many sizes, with
// ties, with a node that lags and one that crashes.
func TestRunsThatFollowThePaperHold(t *testing.T) {
	var committed, failed int
	for _, g := range [][2]int{{1, 1}, {2, 2}, {3, 2}, {3, 3}, {4, 3}, {5, 3}, {5, 5}, {7, 4}} {
		for seed := range uint64(12) {
			r := run{seed: seed, steps: tf.Step(40 / g[0]), tickets: []tf.Ticket{1, 3, 100}[seed%3],
				lag: []int{0, 10, 100}[seed/3%3]}
			r.Header = tf.Header{Protocol: qscFormat, Nodes: g[0], MessageThreshold: g[1], WitnessThreshold: g[1]}
			if g[1] < g[0] && seed%2 == 1 {
				r.crash = 4
			}
			got := judgeEvents(t, r.Header, r.record(), Options{})
			if got.Verdict != spec.Holds {
				t.Errorf("n=%d t=%d seed %d: %s", g[0], g[1], seed, got.Breach)
			}
			committed += got.Stats.Committed
			failed += got.Stats.Decisions - got.Stats.Committed
		}
	}
	if committed == 0 || failed == 0 {
		t.Errorf("%d decisions committed and %d did not, want some of both", committed, failed)
	}
}

// The variants of the format hold too: sequential rounds, forgetting more or less of
// them; direct acknowledgments; TLC alone, unwitnessed, with and without bounded history;
// thresholds that differ.
func TestVariantsHold(t *testing.T) {
	header := func(h tf.Header) tf.Header { h.Nodes = 4; return h }
	for _, h := range []tf.Header{
		header(tf.Header{Protocol: qscFormat, MessageThreshold: 3, WitnessThreshold: 3, Rounds: tf.Sequential}),
		header(tf.Header{Protocol: qscFormat, MessageThreshold: 3, WitnessThreshold: 3, Acks: tf.Direct}),
		header(tf.Header{Protocol: qscFormat, MessageThreshold: 3, WitnessThreshold: 4, Rounds: tf.Sequential,
			Acks: tf.Direct}),
		header(tf.Header{Protocol: qscFormat, MessageThreshold: 4, WitnessThreshold: 3}),
		header(tf.Header{Protocol: clockFormat, MessageThreshold: 3}),
		header(tf.Header{Protocol: clockFormat, MessageThreshold: 1, WitnessThreshold: 1}),
		header(tf.Header{Protocol: clockFormat, MessageThreshold: 2, WitnessThreshold: 3, Acks: tf.Direct}),
		header(tf.Header{Protocol: clockFormat, MessageThreshold: 2, WitnessThreshold: 2, History: tf.History{Limited: true,
			Steps: 2}}),
		header(tf.Header{Protocol: clockFormat, MessageThreshold: 3, History: tf.History{Limited: true}}),
	} {
		for seed := range uint64(20) {
			r := run{Header: h, seed: seed, steps: 16, tickets: 50, lag: int(seed%4) * 5, forget: seed%2 == 0 &&
				h.Rounds == tf.Sequential}
			got := judgeEvents(t, h, r.record(), Options{})
			if got.Verdict != spec.Holds || h.Protocol == qscFormat && got.Stats.Decisions == 0 {
				t.Errorf("%+v seed %d: %s, %s %s", h, seed, got.Verdict, got.Breach, got.Stats)
			}
		}
	}
}

// A run cut between two events, anywhere, has broken no rule.
func TestARunCutAtAnEventHolds(t *testing.T) {
	r := small(1)
	events := r.record()
	for cut := 1; cut < len(events); cut += 7 {
		if got := judgeEvents(t, r.Header, events[:cut], Options{}); got.Verdict != spec.Holds {
			t.Fatalf("cut after %d events: %s", cut, got.Breach)
		}
	}
}

// What cannot be read, or is of a group that is refused, is unusable; what says nothing
// is inconclusive.
func TestUnusableAndEmptyTraces(t *testing.T) {
	header := `{"trace":"quesera/1","protocol":"qsc3","nodes":4,"message_threshold":3,"witness_threshold":3}` + "\n"
	with := func(old, new string) string { return strings.Replace(header, old, new, 1) }
	for _, c := range []struct{ text, want string }{
		{"", "unusable line 0 TRACE-ENCODING"},
		{"{}\n", "unusable line 1 TRACE-HEADER"},
		{with("qsc3", "qsc9"), "unusable line 1 TRACE-HEADER"},
		{with(`witness_threshold":3`, `witness_threshold":5`), "unusable line 1 TRACE-THRESHOLDS"},
		{with(`witness_threshold":3`, `witness_threshold":2`), "unusable line 1 TRACE-THRESHOLDS"},
		{with(`message_threshold":3`, `message_threshold":2`), "unusable line 1 TRACE-THRESHOLDS"},
		{header + "x\n", "unusable line 2 TRACE-EVENT"},
		{header, "inconclusive line 1 TRACE-EMPTY"},
	} {
		if got := brief(judgeText(c.text)); got != c.want {
			t.Errorf("%.80q: got %s, want %s", c.text, got, c.want)
		}
	}
}

// A file whose lines were put into another order is unusable, rather than a violation
// by whoever comes first: shuffled, sorted by node, or backwards.
func TestLinesOutOfOrderAreUnusable(t *testing.T) {
	for seed := range uint64(20) {
		r := small(seed)
		good := events(r.record())
		shuffled, sorted, backwards := slices.Clone(good), slices.Clone(good), slices.Clone(good)
		rng := rand.New(rand.NewPCG(seed, 4))
		rng.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
		slices.SortStableFunc(sorted, func(a, b tf.Event) int { return int(a.Node - b.Node) })
		slices.Reverse(backwards)
		for name, list := range map[string]events{"shuffled": shuffled, "sorted": sorted, "backwards": backwards} {
			if got := judgeEvents(t, r.Header, list, Options{}); got.Verdict != spec.Unusable ||
				got.Breach.Rule.ID != ruleOrder || got.Breach.Node.Known {
				t.Errorf("seed %d, %s: got %s %s", seed, name, got.Verdict, got.Breach)
			}
		}
	}
}

// Thresholds without a majority are judged on request only.
func TestUnsafeThresholdsAreJudgedOnRequest(t *testing.T) {
	r := small(1)
	r.Nodes, r.MessageThreshold, r.WitnessThreshold, r.steps = 4, 2, 2, 4
	events := r.record()
	if got := brief(judgeEvents(t, r.Header, events, Options{})); got != "unusable line 1 TRACE-THRESHOLDS" {
		t.Errorf("got %s, want unusable", got)
	}
	if got := judgeEvents(t, r.Header, events[:20], Options{Unsafe: true}); got.Verdict != spec.Holds {
		t.Errorf("unsafe: got %s", got.Breach)
	}
}

// With minorities as thresholds, two halves that hear nothing of each other follow every
// rule and come to commit different choices (TLC §2.7). That is reported whichever
// decision comes first.
func TestDisagreementUnderUnsafeThresholdsIsReported(t *testing.T) {
	found := map[string]int{}
	for seed := range uint64(40) {
		r := run{Header: tf.Header{Protocol: qscFormat, Nodes: 4, MessageThreshold: 2, WitnessThreshold: 2}, seed: seed,
			steps: 5, tickets: 3, split: true}
		got := judgeEvents(t, r.Header, r.record(), Options{Unsafe: true})
		if got.Verdict == spec.Holds {
			continue
		}
		if got.Breach.Rule.ID != ruleAgreement {
			t.Fatalf("seed %d: %s", seed, got.Breach)
		}
		found[strings.Fields(got.Breach.Message)[0]]++
	}
	if found["chooses"] == 0 || found["commits"] == 0 {
		t.Errorf("got disagreements %v, want some of either order", found)
	}
}

package trace

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// logs are one file a node.
func logs(t *testing.T, h tf.Header, all []tf.Event) [][]byte {
	t.Helper()
	var files [][]byte
	for i := range h.Nodes {
		h.Source = "the log of " + string(rune('a'+i))
		files = append(files, encode(t, h, slices.DeleteFunc(slices.Clone(all), func(e tf.Event) bool {
			return e.Node != tf.Node(i)
		})))
	}
	return files
}

// readers reads files, in an order.
func readers(files [][]byte, order ...int) (all []io.Reader) {
	for _, i := range order {
		all = append(all, bytes.NewReader(files[i]))
	}
	return all
}

// One log a node, in whatever order the files are given, is judged as the whole: what holds, holds with all its events
// and decisions, and so does a run in which a node crashes.
func TestLogsOfTheNodesAreMergedByCausality(t *testing.T) {
	for seed := range uint64(10) {
		for _, r := range partialRuns(seed) {
			if seed%2 == 1 && r.MessageThreshold < r.Nodes && r.WitnessThreshold < r.Nodes {
				r.crash = 4
			}
			all := r.record()
			whole := judgeEvents(t, r.Header, all, Options{})
			files := logs(t, r.Header, all)
			order := make([]int, r.Nodes)
			for i := range order {
				order[i] = (i*3 + int(seed)) % r.Nodes
			}
			if r.Nodes%3 == 0 {
				order = []int{2, 0, 1}
			}
			got := JudgeMerged(readers(files, order...), Options{})
			if got.Verdict != spec.Holds || got.Stats != whole.Stats || !slices.Equal(got.Owed, whole.Owed) {
				t.Fatalf("seed %d, n=%d: %s %s, %v, want %v", seed, r.Nodes, got.Verdict, got.Breach, got.Stats, whole.Stats)
			}
		}
	}
}

// Where the log of a node was rotated, its files are judged one after the other in the order in which they are
// given, be they plain or with lines of others.
func TestRotatedLogsAreMergedInTheirOrder(t *testing.T) {
	for seed := range uint64(10) {
		for _, r := range partialRuns(seed) {
			all := r.record()
			whole := judgeEvents(t, r.Header, all, Options{})
			var parts [][]tf.Event
			for i := range r.Nodes {
				mine := slices.DeleteFunc(slices.Clone(all), func(e tf.Event) bool { return e.Node != tf.Node(i) })
				cut := len(mine) * (i + 1) / (r.Nodes + 1)
				parts = append(parts, mine[:cut], mine[cut:])
			}
			half := len(all) / 2
			for _, c := range [][][]tf.Event{parts, {all[:half], all[half:]}} {
				var files []io.Reader
				for _, part := range c {
					files = append(files, bytes.NewReader(encode(t, r.Header, part)))
				}
				got := JudgeMerged(files, Options{})
				if got.Verdict != spec.Holds || got.Stats != whole.Stats {
					t.Fatalf("seed %d, n=%d, %d files: %s %s, %v, want %v", seed, r.Nodes, len(c), got.Verdict, got.Breach,
						got.Stats, whole.Stats)
				}
			}
		}
	}
}

// What is wrong in one log is told with its file, and the line in that file.
func TestABreachInOneOfSeveralLogsNamesItsFile(t *testing.T) {
	r := small(2)
	all := r.record()
	files := logs(t, r.Header, all)
	lines := strings.SplitAfter(string(files[1]), "\n")
	k := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, `"decide"`) })
	twice := slices.Insert(slices.Clone(lines), k, lines[k])
	files[1] = []byte(strings.Join(twice, ""))
	got := JudgeMerged(readers(files, 0, 1, 2), Options{})
	if got.Verdict != spec.Violated || got.Breach.Rule.ID != ruleDecideRound || got.Breach.File != 1 ||
		got.Breach.Line != k+2 || got.Breach.Node.ID != 1 {
		t.Errorf("got %s %s in file %d, want line %d of file 1", got.Verdict, got.Breach, got.Breach.File, k+2)
	}
	// A message that its sender's log does not have.
	files = logs(t, r.Header, slices.DeleteFunc(slices.Clone(all), func(e tf.Event) bool {
		return e.Kind == tf.SendWit && e.Node == 2 && e.Step == 1
	}))
	got = JudgeMerged(readers(files, 0, 1, 2), Options{})
	if got.Verdict != spec.Violated || got.Breach.Node.ID == 2 && got.Breach.Rule.ID == ruleCausal {
		t.Errorf("got %s %s in file %d, want a violation", got.Verdict, got.Breach, got.Breach.File)
	}
}

// Logs of some nodes only, a file that is no trace, and logs of different groups.
func TestLogsThatDoNotMakeUpARun(t *testing.T) {
	r := small(3)
	files := logs(t, r.Header, r.record())
	if got := JudgeMerged(readers(files, 2, 0), Options{}); got.Verdict != spec.Inconclusive ||
		!strings.HasPrefix(got.Breach.Message, "no log of 1;") {
		t.Errorf("without node 1: %s %s", got.Verdict, got.Breach)
	}
	other := r.Header
	other.Rounds = tf.Sequential
	files = append(files, encode(t, other, nil), []byte("no trace"), files[1][:len(files[1])-9])
	for file, want := range map[int]string{3: "TRACE-HEADER", 4: "TRACE-HEADER", 5: "TRACE-EVENT"} {
		if got := JudgeMerged(readers(files, 0, 2, file), Options{}); got.Verdict != spec.Unusable ||
			got.Breach.Rule.ID != want || got.Breach.File != 2 {
			t.Errorf("file %d: %s %s in file %d, want %s in file 2", file, got.Verdict, got.Breach, got.Breach.File, want)
		}
	}
	if got := JudgeMerged(readers([][]byte{encode(t, r.Header, nil)}, 0, 0), Options{}); got.Breach.Rule.ID != ruleEmpty {
		t.Errorf("two empty logs: %s %s", got.Verdict, got.Breach)
	}
}

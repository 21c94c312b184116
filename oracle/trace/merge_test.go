package trace

import (
	"bytes"
	"fmt"
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

// What is merged is judged in an order that the files allow, and what is refused is named with its file and line.
// Method: one script a file.
func TestFilesWaitForEachOther(t *testing.T) {
	for _, c := range []struct {
		group  string
		files  []string
		want   string
		events int
	}{
		{"2 1 1", []string{"0 raw; 0 gets 1.1; 0 ack 1.1", "1 raw"}, "", 4},
		{"2 1 1", []string{"0 raw; 0 adopts 1.1; 0 adopts 1.1", "1 raw"}, "", 4},
		{"2 1 1", []string{"0 raw; 0 gets 1.0; 0 ack 1.0", "1 raw as 1.0"}, "", 4},
		// A later file of a node waits for the end of an earlier one, but not of one that has ended.
		{"2 1 1", []string{"0 raw; 0 gets 1.1; 0 ack 1.1", "0 gets 0.1; 0 ack 0.1 as 0.3", "1 raw"}, "", 6},
		{"2 1 1", []string{"1 raw", "0 raw", "0 gets 0.1; 0 ack 0.1 as 0.2"}, "", 4},
		{"2 1 1", []string{"0 gets 0.1; 0 ack 0.1 as 0.2", "0 raw", "1 raw"},
			"file 0 line 2: node 0: TRACE-CAUSAL (TLC §2.3): receives 0.1, which nobody has sent before: it is causally " +
				"later, or unknown", 1},
		// What is received from outside the group, or of a node with a hole, waits for nobody.
		{"3 1 1", []string{"0 raw; 0 gets 3.1", "1 raw; 1 raw"}, "file 0 line 3: node 0: TRACE-CAUSAL (TLC §2.3): receives " +
			"3.1, which nobody has sent before: it is causally later, or unknown", 1},
		{"3 1 1", []string{"1 raw; 1 hole", "0 raw; 0 gets 1.5; 0 raw", "2 raw; 2 raw"},
			"file 1 line 4: node 0: TRACE-EQUIVOCATION (TLC §2.2, §5.1.3): broadcasts 0.2 as its raw message of step 0, but " +
				"has already broadcast 0.1, want one a step", 4},
		// Where all wait, what is received of a node without lines goes first.
		{"3 1 1", []string{"0 raw; 0 gets 1.2", "1 raw; 1 gets 2.1; 1 ack 2.1"},
			"file 0 line 0: TRACE-PARTIAL (format): no log of 2; 1 messages of unknown content; no event that is there breaks " +
				"a rule", 5},
		{"3 1 1", []string{"0 raw; 0 gets 1.5", "0 gets 2.1", "1 raw"}, "file 0 line 3: node 0: TRACE-CAUSAL (TLC §2.3): " +
			"receives 1.5, which nobody has sent before: it is causally later, or unknown", 2},
		{"3 1 1", []string{"1 raw; 1 gets 0.5", "0 raw; 0 gets 1.5"}, "file 0 line 3: node 1: TRACE-CAUSAL (TLC §2.3): " +
			"receives 0.5, which nobody has sent before: it is causally later, or unknown", 2},
		// A log that begins after what it would have to show: it is about the receipt, in its file.
		{"4 1 1", []string{"0 raw; 0 gets 1.1; 0 ack 1.1", "2 raw; 2 gets 3.1; 1 raw"},
			"file 0 line 3: node 0: TRACE-CAUSAL (TLC §2.3): receives a message of node 1, whose log only begins at line 4: " +
				"nobody has sent it before", 5},
	} {
		h := variant(t, c.group)
		var files []io.Reader
		for _, text := range c.files {
			files = append(files, bytes.NewReader(encode(t, h, played(t, h, text))))
		}
		r := JudgeMerged(files, Options{Unsafe: true})
		got := fmt.Sprintf("file %d %s", r.Breach.File, r.Breach)
		if r.Verdict == spec.Inconclusive {
			got = fmt.Sprintf("file %d line 0: %s", r.Breach.File, r.Breach)
		}
		if r.Verdict == spec.Holds {
			got = ""
		}
		if got != c.want || r.Stats.Events != c.events || len(r.Coverage) == 0 {
			t.Errorf("%s: %s\ngot  %s after %d events\nwant %s after %d", c.group, strings.Join(c.files, " | "), got,
				r.Stats.Events, c.want, c.events)
		}
	}
}

// Files of one run have the same header but for its source, and what else they say is said.
func TestFilesOfOneRunSayTheSame(t *testing.T) {
	h := variant(t, "4 3 3")
	h.Source = "one"
	other := variant(t, "4 3 4 sequential direct")
	other.Source = "the other"
	list := played(t, h, "0 raw")
	merged := func(a, b tf.Header, o Options) Result {
		return JudgeMerged([]io.Reader{bytes.NewReader(encode(t, a, list)), bytes.NewReader(encode(t, b, nil))}, o)
	}
	r := merged(h, other, Options{})
	if want := "the header is not that of the first file: it says qsc3, n = 4, t_m = 3, t_w = 4, rounds 1, rivals 0, " +
		"acknowledgments 1, names 0, history {false 0}, want qsc3, n = 4, t_m = 3, t_w = 3, rounds 0, rivals 0, " +
		"acknowledgments 0, names 0, history {false 0}"; r.Breach.Message != want || r.Breach.Line != 1 ||
		r.Breach.File != 1 || r.Breach.Rule.ID != tf.RuleHeader {
		t.Errorf("%s in file %d\nwant %s", r.Breach, r.Breach.File, want)
	}
	same := h
	same.Source = "the other"
	if r := merged(h, same, Options{}); r.Verdict != spec.Holds {
		t.Errorf("of one run: %s", r.Breach)
	}
	unsafe := variant(t, "4 2 3")
	if r := merged(unsafe, unsafe, Options{}); r.Breach.Rule.ID != tf.RuleThresholds || r.Breach.Line != 1 ||
		r.Stats.Nodes != 4 {
		t.Errorf("no majorities: %s, %+v", r.Breach, r.Stats)
	}
	if r := merged(unsafe, unsafe, Options{Unsafe: true}); r.Verdict != spec.Holds {
		t.Errorf("no majorities on request: %s", r.Breach)
	}
	if r := merged(h, h, Options{Memory: 100}); r.Breach.Rule.ID != ruleLimit {
		t.Errorf("in little memory: %s", r.Breach)
	}
}

// Each line of a file is judged once, as one of that file.
func TestALineIsTakenOnce(t *testing.T) {
	j := newJudge(variant(t, "2 1 1"), DefaultMemory)
	s := &source{next: played(t, j.header, "1 raw")[0], filled: true, line: 7}
	if r := j.take(s, 3); r != nil || s.filled || j.file != 3 || j.line != 7 || j.stats.Events != 1 ||
		j.nodes[1].raw == nil {
		t.Errorf("taken: %+v, %+v, %d:%d", r, s, j.file, j.line)
	}
	s.filled, s.line = true, 8
	if r := j.take(s, 3); r == nil || s.filled || r.Breach.Rule.ID != ruleEquivocation || r.Breach.Line != 8 ||
		r.Breach.File != 3 || r.Breach.Node.ID != 1 || j.stats.Events != 1 {
		t.Errorf("refused: %+v", r)
	}
}

package trace

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quesera/internal/testdata"
	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// The traces of public programs are judged as the README beside them says. The last one has receipts out of causal
// order, for which a program that merges states has an event of its own.
func TestTracesOfPublicProgramsAreJudgedAsTheirReadmeSays(t *testing.T) {
	want := map[string]string{
		"tlc-dist-head-n3t2-selfack-unsafe.jsonl":           "violated line 14 node 1 TRACE-WIT-THRESHOLD",
		"tlc-dist-real-fix-n3.jsonl":                        "holds",
		"tlc-dist-fixed-n5t3-old-messages-received.jsonl":   "holds",
		"tlc-model-snapshot-n3t2-good.jsonl":                "holds",
		"tlc-model-ticket63-unusable.jsonl":                 "holds",
		"tlc-model-snapshot-n5t3-merge-inexpressible.jsonl": "violated line 21 node 4 TRACE-CAUSAL",
	}
	files, err := filepath.Glob(filepath.Join(testdata.Path(t, "foreign-traces"), "*.jsonl"))
	if err != nil || len(files) < len(want) {
		t.Fatalf("got %d traces, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		expected, listed := want[filepath.Base(file)]
		if !listed {
			t.Errorf("%s: is not in the list of this test", file)
		}
		if got := brief(Judge(bytes.NewReader(text), Options{Unsafe: true})); got != expected {
			t.Errorf("%s: got %s, want %s", filepath.Base(file), got, expected)
		}
		if expected != "holds" {
			continue
		}
		alone := only(string(text), 0)
		if r := Judge(strings.NewReader(alone), Options{Unsafe: true}); r.Verdict != spec.Inconclusive {
			t.Errorf("%s: the log of node 0 alone: %s %s, want inconclusive", filepath.Base(file), r.Verdict, r.Breach)
		}
	}
}

// only are the header and the lines of some nodes.
func only(text string, nodes ...int) string {
	lines := strings.SplitAfter(text, "\n")
	kept := lines[:1:1]
	for _, line := range lines[1:] {
		for _, n := range nodes {
			if strings.Contains(line, `"node":`+string(rune('0'+n))+",") {
				kept = append(kept, line)
			}
		}
	}
	return strings.Join(kept, "")
}

// partialRuns are runs of which logs are taken away.
func partialRuns(seed uint64) []run {
	wide := run{Header: tf.Header{Protocol: qscFormat, Nodes: 5, MessageThreshold: 3, WitnessThreshold: 4}, seed: seed,
		steps: 8, tickets: 9, lag: 3}
	clock := run{Header: tf.Header{Protocol: clockFormat, Nodes: 4, MessageThreshold: 3}, seed: seed, steps: 8, tickets: 2}
	direct := run{Header: tf.Header{Protocol: qscFormat, Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3,
		Acks: tf.Direct, Rounds: tf.Sequential}, seed: seed, steps: 10, tickets: 5}
	return []run{small(seed), wide, clock, direct}
}

// Without the logs of some nodes, whichever they are, a good run is never violated: the verdict is inconclusive, and
// says which logs are missing. t_m and t_w need not be the same.
func TestGoodRunsWithoutSomeLogsAreNeverViolated(t *testing.T) {
	judged := 0
	for seed := range uint64(6) {
		for _, r := range partialRuns(seed) {
			all := r.record()
			for missing := 1; missing < 1<<r.Nodes-1; missing++ {
				events := slices.DeleteFunc(slices.Clone(all), func(e tf.Event) bool { return missing>>e.Node&1 == 1 })
				got := judgeEvents(t, r.Header, events, Options{})
				if got.Verdict != spec.Inconclusive || got.Breach.Rule.ID != rulePartial ||
					!strings.HasPrefix(got.Breach.Message, "no log of ") || got.Stats.Events != len(events) {
					t.Fatalf("seed %d, n=%d without %b: %s %s after %d of %d events", seed, r.Nodes, missing, got.Verdict,
						got.Breach, got.Stats.Events, len(events))
				}
				judged++
			}
		}
	}
	if judged < 300 {
		t.Errorf("%d partial runs, want 300", judged)
	}
}

// With a hole anywhere in a node's log, and whatever is missing behind it, a good run is never violated.
func TestGoodRunsWithAHoleAreNeverViolated(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	for seed := range uint64(30) {
		for _, r := range partialRuns(seed) {
			all, node := r.record(), tf.Node(rng.IntN(r.Nodes))
			at := rng.IntN(len(all))
			behind := slices.DeleteFunc(slices.Clone(all[at:]), func(e tf.Event) bool {
				return e.Node == node && rng.IntN(3) == 0
			})
			events := slices.Concat(all[:at], []tf.Event{{Node: node, Kind: tf.Hole}}, behind)
			got := judgeEvents(t, r.Header, events, Options{})
			if got.Verdict != spec.Inconclusive || got.Breach.Rule.ID != rulePartial ||
				!strings.Contains(got.Breach.Message, "a hole in the log of ") && got.Stats.Events > 0 {
				t.Fatalf("seed %d, n=%d, hole of node %d at event %d: %s %s", seed, r.Nodes, node, at, got.Verdict,
					got.Breach)
			}
		}
	}
}

// What is wrong whatever the missing logs say is still found, at its line.
func TestWhatNoMissingLogExcusesIsFound(t *testing.T) {
	h := tf.Header{Protocol: qscFormat, Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3}
	id := func(n tf.Node, k uint64) tf.ID { return tf.ID{Sender: n, Number: k} }
	raw := func(n tf.Node, k uint64, s tf.Step) tf.Event {
		return tf.Event{Node: n, Kind: tf.SendRaw, ID: id(n, k), Step: s}
	}
	receive := func(n tf.Node, of tf.ID) tf.Event { return tf.Event{Node: n, Kind: tf.Receive, ID: of} }
	ack := func(n tf.Node, k uint64, of tf.ID) tf.Event {
		return tf.Event{Node: n, Kind: tf.SendAck, ID: id(n, k), Of: of, To: of.Sender}
	}
	begin := []tf.Event{raw(0, 1, 0), receive(0, id(0, 1)), ack(0, 2, id(0, 1)), receive(0, id(0, 2))}
	certify := tf.Event{Node: 0, Kind: tf.SendWit, ID: id(0, 9), Of: id(0, 1)}
	advance := tf.Event{Node: 0, Kind: tf.Advance, Step: 1}
	for _, c := range []struct {
		name, want string
		events     []tf.Event
	}{
		{"an acknowledgment of an unknown message", "inconclusive line 0 TRACE-PARTIAL",
			[]tf.Event{receive(0, id(1, 1)), ack(0, 3, id(1, 1))}},
		{"a certificate after two unknown messages of two nodes", "inconclusive line 0 TRACE-PARTIAL",
			[]tf.Event{receive(0, id(1, 1)), receive(0, id(2, 1)), certify}},
		{"a certificate after two unknown messages of one node", "violated line 8 node 0 TRACE-WIT-THRESHOLD",
			[]tf.Event{receive(0, id(1, 1)), receive(0, id(1, 2)), certify}},
		{"an advance after unknown messages of three nodes", "inconclusive line 0 TRACE-PARTIAL",
			[]tf.Event{receive(0, id(1, 1)), receive(0, id(2, 1)), receive(0, id(3, 1)), advance}},
		{"an advance after unknown messages of two nodes", "violated line 9 node 0 TRACE-ADVANCE-THRESHOLD",
			[]tf.Event{receive(0, id(1, 1)), receive(0, id(2, 1)), receive(0, id(2, 2)), advance}},
		{"an unknown message twice", "violated line 7 node 0 TRACE-ONCE",
			[]tf.Event{receive(0, id(1, 1)), receive(0, id(1, 1))}},
		{"acknowledging an unknown message that is not received", "violated line 6 node 0 TRACE-ACK-RAW",
			[]tf.Event{ack(0, 3, id(1, 1))}},
		{"acknowledging an unknown message twice", "violated line 8 node 0 TRACE-ACK-ONCE",
			[]tf.Event{receive(0, id(1, 1)), ack(0, 3, id(1, 1)), ack(0, 4, id(1, 1))}},
		{"a message of a node that is not in the group", "violated line 6 node 0 TRACE-CAUSAL",
			[]tf.Event{receive(0, id(4, 1))}},
		{"a log that begins late", "violated line 6 node 0 TRACE-CAUSAL",
			[]tf.Event{receive(0, id(1, 1)), raw(1, 1, 0)}},
		{"a log that begins too late for two", "unusable line 6 TRACE-ORDER",
			[]tf.Event{receive(0, id(1, 1)), receive(0, id(1, 2)), raw(1, 1, 0)}},
	} {
		got := brief(judgeEvents(t, h, slices.Concat(begin, c.events), Options{Follow: true}))
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// Receipts of messages of steps that are over, once or again, change nothing: a program may log what it then ignores.
func TestReceiptsOfOldMessagesAreIgnored(t *testing.T) {
	ignored := 0
	for seed := range uint64(20) {
		r := run{Header: small(seed).Header, seed: seed, steps: 9, tickets: 30, lag: 20}
		all := events(r.record())
		for i, e := range all {
			if e.Kind != tf.Decide {
				continue
			}
			old := all.first(0, func(k int, m tf.Event) bool {
				return k < i && m.Kind <= tf.SendWit && m.Step <= tf.Step(e.Round)
			})
			again := tf.Event{Node: e.Node, Kind: tf.Receive, ID: all[old].ID}
			list := slices.Concat(all[:i+1], events{again, again}, all[i+1:])
			got := judgeEvents(t, r.Header, list, Options{})
			if got.Verdict != spec.Holds || got.Stats.Ignored != 2 {
				t.Fatalf("seed %d: %s %s, %d ignored, want 2", seed, got.Verdict, got.Breach, got.Stats.Ignored)
			}
			ignored++
		}
	}
	if ignored < 100 {
		t.Errorf("%d old messages, want 100", ignored)
	}
}

// A verdict does not wait for the end of its input: what is violated is said at once. When asked to, Judge looks no
// further than the first breach even where the lines might be out of order.
func TestAViolationIsSaidAtOnce(t *testing.T) {
	r := small(1)
	all := events(r.record())
	bad := slices.Insert(slices.Clone(all[:40]), 20, all[19])
	in, out := io.Pipe()
	defer out.Close()
	go out.Write(encode(t, r.Header, bad))
	waits := time.AfterFunc(5*time.Second, func() { out.Close() })
	got := Judge(in, Options{Follow: true})
	if !waits.Stop() {
		t.Fatal("waits for more lines after a violation")
	}
	if got.Verdict != spec.Violated || got.Breach.Line != 22 {
		t.Errorf("got %s %s, want line 22", got.Verdict, got.Breach)
	}
}

// At the end of a trace it is said what each node still owes; at the end of a run that was left to end, it is nothing.
func TestTheEndOfATraceSaysWhatIsOwed(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(10) {
		all := events(small(seed).record())
		for end := 10; end < len(all); end += 7 {
			got := judgeEvents(t, small(seed).Header, all[:end], Options{})
			for _, owed := range got.Owed {
				_, what, _ := strings.Cut(owed, " ")
				_, what, _ = strings.Cut(what, " ")
				seen[what] = true
			}
		}
	}
	adopting := events(merging[0].record())
	for i, e := range adopting {
		if e.Kind == tf.Adopt {
			got := judgeEvents(t, merging[0].Header, adopting[:i+1], Options{})
			leaps := adopting[i+1].Kind == tf.Advance && adopting[i+1].Step >= adopting.step(i, e.Node)+2
			owed := slices.Contains(got.Owed, fmt.Sprintf("node %d an advance", e.Node))
			if seen["an advance"] = seen["an advance"] || owed; leaps && !owed {
				t.Errorf("node %d has adopted what leads on, and owes %v", e.Node, got.Owed)
			}
		}
	}
	for _, what := range []string{"its raw message", "an acknowledgment", "a certificate", "a decision", "an advance"} {
		if !seen[what] {
			t.Errorf("owed: %v, want %s among them", seen, what)
		}
	}
}

// Unknown messages that a node received in a step are of no use to it in the next one.
func TestUnknownMessagesCountInTheirStepOnly(t *testing.T) {
	h := tf.Header{Protocol: clockFormat, Nodes: 3, MessageThreshold: 2}
	id := func(n tf.Node, k uint64) tf.ID { return tf.ID{Sender: n, Number: k} }
	list := []tf.Event{
		{Kind: tf.SendRaw, ID: id(0, 1)}, {Kind: tf.Receive, ID: id(1, 1)}, {Kind: tf.Receive, ID: id(2, 1)},
		{Kind: tf.Advance, Step: 1}, {Kind: tf.SendRaw, ID: id(0, 2), Step: 1}, {Kind: tf.Receive, ID: id(0, 2)},
		{Kind: tf.Advance, Step: 2},
	}
	if got := brief(judgeEvents(t, h, list, Options{})); got != "violated line 8 node 0 TRACE-ADVANCE-THRESHOLD" {
		t.Errorf("got %s, want line 8", got)
	}
}

// A commit in spite of a rival that the node is known to have received is refused, whatever is missing.
func TestAKnownRivalSpoilsACommitInPartialLogsToo(t *testing.T) {
	refused := 0
	for seed := range uint64(20) {
		r := run{Header: tf.Header{Protocol: qscFormat, Nodes: 5, MessageThreshold: 3, WitnessThreshold: 3,
			Rivals: tf.RivalsByEnd}, seed: seed, steps: 12, tickets: 3}
		all := events(r.record())
		i := all.first(0, func(k int, e tf.Event) bool {
			return e.Kind == tf.Decide && e.Node < 3 && e.Choice.ID.Sender < 3 && all.knownRival(k)
		})
		if i < 0 {
			continue
		}
		bad := slices.DeleteFunc(slices.Clone(all.change(i, func(e *tf.Event) { e.Committed = true })[:i+1]),
			func(e tf.Event) bool { return e.Node > 2 })
		if got := judgeEvents(t, r.Header, bad, Options{}); got.Breach.Rule.ID != ruleCommit ||
			got.Breach.Line != len(bad)+1 {
			t.Fatalf("seed %d: %s %s, want %s at the end", seed, got.Verdict, got.Breach, ruleCommit)
		}
		refused++
	}
	if refused < 8 {
		t.Errorf("%d commits refused, want 8", refused)
	}
}

// knownRival tells whether who decides at index i has received a rival of nodes 0 to 2 that spoils its choice.
func (ev events) knownRival(i int) bool {
	e := ev[i]
	ticket := ev[ev.sent(e.Choice.ID)].Ticket
	return slices.ContainsFunc(ev.proposals(tf.Step(e.Round)), func(k int) bool {
		p := ev[k]
		return p.ID != e.Choice.ID && p.Node < 3 && p.Ticket >= ticket && ev.received(i, e.Node, p.ID)
	})
}

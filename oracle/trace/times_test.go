package trace

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/internal/testdata"
	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// ticking is how an implementation keeps its vector clocks.
type ticking struct {
	events bool // every event ticks, as in ShiViz; otherwise only what is sent
	direct bool // acknowledgments outside the causal order bring their times, too
}

// clocks are the vector clocks of a run, kept by what the events say.
type clocks struct {
	ticking
	tf.Header
	now  [][]uint64         // by node
	sent map[tf.ID][]uint64 // the times of messages
	kind map[tf.ID]tf.Kind
}

// name is the name of a message by its vector time.
func (c *clocks) name(id tf.ID) string {
	time, known := c.sent[id]
	if !known { // a wrong trace may name what nobody has sent
		time = make([]uint64, c.Nodes)
		if int(id.Sender) < c.Nodes {
			time[id.Sender] = 1<<40 + id.Number
		}
	}
	return string(tf.AppendTime(nil, id.Sender%tf.Node(c.Nodes), time))
}

// timed is the text of a trace with vector times in place of numbers. Method: each line is written with numbers, and
// these are then replaced.
func timed(h tf.Header, events []tf.Event, how ticking) string {
	c := &clocks{ticking: how, Header: h, sent: map[tf.ID][]uint64{}, kind: map[tf.ID]tf.Kind{}}
	for range h.Nodes {
		c.now = append(c.now, make([]uint64, h.Nodes))
	}
	head := h
	head.Names = tf.ByTime
	text := bytes.NewBuffer(head.Line())
	for _, e := range events {
		c.event(e)
		line := string(tf.AppendEvent(nil, e))
		for _, id := range []tf.ID{e.ID, e.Of, e.Choice.ID} {
			line = strings.ReplaceAll(line, fmt.Sprintf("%q", id.String()), fmt.Sprintf("%q", c.name(id)))
		}
		text.WriteString(line)
	}
	return text.String()
}

func (c *clocks) event(e tf.Event) {
	mine := c.now[e.Node]
	if e.Kind <= tf.SendWit || c.events {
		mine[e.Node]++
	}
	switch {
	case e.Kind <= tf.SendWit:
		if _, twice := c.sent[e.ID]; !twice {
			c.sent[e.ID], c.kind[e.ID] = slices.Clone(mine), e.Kind
		}
	case e.Kind == tf.Receive || e.Kind == tf.Adopt:
		if c.Acks == tf.Direct && c.kind[e.ID] == tf.SendAck && !c.direct {
			return
		}
		for i, t := range c.sent[e.ID] {
			if e.Kind == tf.Adopt && tf.Node(i) == e.ID.Sender && !c.events {
				continue // the message itself is not taken over; what its sender had sent before is not known here
			}
			mine[i] = max(mine[i], t)
		}
	}
}

var styles = []ticking{{}, {events: true}, {events: true, direct: true}, {direct: true}}

// A good run holds with vector times, however its clocks tick, with the same figures; without some of its logs it is
// never violated.
func TestGoodRunsWithVectorTimesHold(t *testing.T) {
	merging := small(4)
	merging.merge = 2
	forgetful := run{Header: tf.Header{Protocol: clockFormat, Nodes: 4, MessageThreshold: 3, WitnessThreshold: 2,
		History: tf.History{Limited: true, Steps: 2}}, steps: 12, tickets: 2, lag: 9}
	for seed := range uint64(4) {
		forgetful.seed, merging.seed = seed, seed
		for _, r := range append(partialRuns(seed), forgetful, merging) {
			all := r.record()
			want := judgeEvents(t, r.Header, all, Options{})
			for _, how := range styles {
				if how.direct && r.Acks != tf.Direct || r.merge > 0 && !how.events {
					continue
				}
				got := judgeText(timed(r.Header, all, how))
				if got.Verdict != spec.Holds || got.Stats != want.Stats {
					t.Errorf("seed %d, %+v, %+v: %s %s, %v", seed, r.Header, how, got.Verdict, got.Breach, got.Stats)
				}
				for i, e := range got.Coverage {
					if other := want.Coverage[i].Times; e.Times != other && e.Rule.ID != ruleTime ||
						e.Rule.ID == ruleTime && e.Times == 0 {
						t.Errorf("%s: %d times, with numbers %d", e.Rule.ID, e.Times, other)
					}
				}
				for missing := range r.Nodes {
					some := slices.DeleteFunc(strings.SplitAfter(timed(r.Header, all, how), "\n"), func(line string) bool {
						return strings.HasPrefix(line, fmt.Sprintf(`{"node":%d,`, missing))
					})
					if got := judgeText(strings.Join(some, "")); got.Verdict == spec.Violated {
						t.Errorf("seed %d, %+v, without %d: %s", seed, how, missing, got.Breach)
					}
				}
			}
		}
	}
}

// Traces of others, good and bad, are judged with vector times as with numbers.
func TestTracesOfOthersAreJudgedWithVectorTimesAsWithNumbers(t *testing.T) {
	for _, folder := range []string{"traces/good", "traces/bad", "foreign-traces"} {
		files, err := filepath.Glob(filepath.Join(testdata.Path(t, folder), "*.jsonl"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d, err := tf.NewDecoder(bytes.NewReader(text), qscFormat, clockFormat)
			if err != nil {
				t.Fatal(err)
			}
			var all []tf.Event
			for e := (tf.Event{}); d.Next(&e) == nil; {
				all = append(all, e)
			}
			want := brief(Judge(bytes.NewReader(text), Options{Unsafe: true}))
			for _, how := range styles[:2] {
				if got := brief(Judge(strings.NewReader(timed(d.Header(), all, how)), Options{Unsafe: true})); got != want {
					t.Errorf("%s, %+v: %s, with numbers %s", filepath.Base(file), how, got, want)
				}
			}
		}
	}
}

// A vector time that says less than its sender has received, or more than it can know, is refused at its line; so is a
// receipt that names a message by another time.
func TestWrongVectorTimesAreSeenAtTheirLine(t *testing.T) {
	const head = `{"trace":"quesera/1","protocol":"tlc","nodes":3,"message_threshold":3,"witness_threshold":0,` +
		`"names":"times"}` + "\n"
	line := func(node int, rest string) string { return fmt.Sprintf("{\"node\":%d,\"event\":%s}\n", node, rest) }
	sends := func(node int, id string) string { return line(node, `"send","kind":"raw","step":0,"id":"`+id+`"`) }
	hears := func(node int, id string) string { return line(node, `"receive","id":"`+id+`"`) }
	begin := head + sends(0, "0@5,0,0") + sends(1, "1@0,2,0") + hears(1, "0@5,0,0") + hears(1, "1@0,2,0")
	next := func(step int, id string) string {
		return fmt.Sprintf(`{"node":1,"event":"send","kind":"raw","step":%d,"id":"%s"}`+"\n", step, id)
	}
	three := begin + sends(2, "2@0,0,3") + hears(1, "2@0,0,3") + line(1, `"advance","step":1`)
	for _, c := range []struct{ text, want string }{
		{three + next(1, "1@5,3,3"), "holds"},
		{three + next(1, "1@5,9,3"), "holds"},
		{three + next(1, "1@0,9,3"), "line 9 TRACE-TIME says 0 of node 0, but has received its message 5"},
		{three + next(1, "1@4,9,3"), "line 9 TRACE-TIME says 4 of node 0"},
		{three + next(1, "1@6,9,3"), "line 9 TRACE-TIME says 6 of node 0, but what it was brought says 5 at most"},
		{three + next(1, "1@5,2,3"), "line 9 TRACE-ID sends 1.2 after 1.2"},
		{begin + sends(2, "2@1,0,3"), "line 6 TRACE-TIME says 1 of node 0, but what it was brought says 0"},
		{begin + sends(2, "2@0,0,3") + hears(2, "0@5,0,1"), "line 7 TRACE-TIME names 0.5 by another vector time"},
		{begin + sends(2, "2@0,0,3") + hears(2, "0@6,0,0"), "line 7 TRACE-CAUSAL"},
		{begin + sends(2, "2@0,0,3") + line(2, `"adopt","id":"1@5,2,0"`), "line 7 TRACE-TIME names 1.2"},
		{begin + sends(2, "2.3"), "line 6 TRACE-EVENT want sender@vector time, with a component for each of the 3 nodes"},
		{begin + sends(2, "2@0,0"), "line 6 TRACE-EVENT want sender@vector time"},
		{begin + sends(2, "2@0,0,3,0"), "line 6 TRACE-EVENT want sender@vector time"},
		{begin + sends(2, "2@0,,3"), "line 6 TRACE-EVENT want sender@vector time"},
		{begin + sends(2, "3@0,0,3"), "line 6 TRACE-EVENT want sender@vector time"},
		{begin + sends(2, "2@0,0,-3"), "line 6 TRACE-EVENT want sender@vector time"},
		{begin + sends(2, "2@0,0,4611686018427387904"), "line 6 TRACE-EVENT want sender@vector time"},
		{strings.Replace(begin, "times", "times!", 1), `line 1 TRACE-HEADER member "names" is "times!"`},
		{strings.Replace(begin, "times", "numbers", 1), "line 2 TRACE-EVENT want sender.number"},
	} {
		r := judgeText(c.text)
		got := "holds"
		if r.Verdict != spec.Holds {
			got = fmt.Sprintf("line %d %s %s", r.Breach.Line, r.Breach.Rule.ID, r.Breach.Message)
		}
		words := strings.SplitN(c.want, " ", 4)
		if !strings.HasPrefix(got, strings.Join(words[:min(3, len(words))], " ")) ||
			!strings.Contains(got, words[len(words)-1]) {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}

// Logs of the nodes are merged with vector times too, and not with logs that have numbers.
func TestLogsWithVectorTimesAreMerged(t *testing.T) {
	r := small(7)
	head, text, _ := strings.Cut(timed(r.Header, r.record(), ticking{events: true}), "\n")
	var files []io.Reader
	for i := range r.Nodes {
		files = append(files, strings.NewReader(only(head+"\n"+text, i)))
	}
	if got := brief(JudgeMerged(files, Options{})); got != "holds" {
		t.Error(got)
	}
	mixed := []io.Reader{strings.NewReader(head + "\n" + text), bytes.NewReader(r.Header.Line())}
	if got := JudgeMerged(mixed, Options{}); got.Breach.Rule.ID != tf.RuleHeader {
		t.Errorf("logs of both kinds: %s", brief(got))
	}
}

// Vector times of large groups are told apart too, wherever they differ.
func TestVectorTimesAreToldApart(t *testing.T) {
	const nodes = 200
	seen := map[uint64]string{sumOf(nil): "none"}
	note := func(name string, time []uint64) {
		if other, twice := seen[sumOf(time)]; twice {
			t.Errorf("%s is taken for %s", name, other)
		}
		seen[sumOf(time)] = name
	}
	note("nothing", make([]uint64, nodes))
	note("a time of one more node", make([]uint64, nodes+1))
	for i := range nodes {
		for _, number := range []uint64{1, 2, 1 << 40} {
			time := make([]uint64, nodes)
			time[i] = number
			note(fmt.Sprintf("%d of node %d", number, i), time)
		}
	}
}

// The sample in examples/ is the one with numbers beside it; -update makes it anew.
func TestTheSampleWithVectorTimesIsCurrent(t *testing.T) {
	const folder = "../../examples/traces/"
	text, err := os.ReadFile(folder + "round.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	d, err := tf.NewDecoder(bytes.NewReader(text), qscFormat)
	if err != nil {
		t.Fatal(err)
	}
	var all []tf.Event
	for e := (tf.Event{}); d.Next(&e) == nil; {
		all = append(all, e)
	}
	want := timed(d.Header(), all, ticking{})
	if *update {
		if err := os.WriteFile(folder+"times.jsonl", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(folder + "times.jsonl"); err != nil || string(have) != want {
		t.Errorf("it is not current (%v): run go test ./oracle/trace -update", err)
	}
	if r := judgeText(want); r.Verdict != spec.Holds {
		t.Error(r.Breach)
	}
}

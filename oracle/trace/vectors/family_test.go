package vectors

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/internal/traceformat"
)

// said is what is said of a trace, in words.
func said(t *testing.T, lines []string) string {
	t.Helper()
	v, err := Judge(Trace{lines})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A verdict has the rule, the line and the node where there are any.
func TestVerdictsSayWhatIsKnown(t *testing.T) {
	good := recorded()[0].lines().Lines
	twice := slices.Insert(slices.Clone(good), 2, good[1])
	node := strings.SplitN(strings.TrimPrefix(good[1], `{"node":`), ",", 2)[0]
	for want, lines := range map[string][]string{
		`{"verdict":"holds"}`: good,
		`{"verdict":"violated","rule":"TRACE-EQUIVOCATION","line":3,"node":` + node + `}`: twice,
		`{"verdict":"unusable","rule":"TRACE-EVENT","line":2}`:                            {good[0], "x"},
		`{"verdict":"unusable","rule":"TRACE-HEADER","line":1}`:                           {good[1], good[0]},
		`{"verdict":"unusable","rule":"TRACE-ENCODING"}`:                                  {},
		`{"verdict":"inconclusive","rule":"TRACE-EMPTY","line":1}`:                        good[:1],
	} {
		if got := said(t, lines); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Good traces are recorded of each protocol that leaves them, of groups of each kind, and all hold.
func TestGoodTracesHold(t *testing.T) {
	var groups []string
	for _, r := range recorded() {
		if got := said(t, r.lines().Lines); got != `{"verdict":"holds"}` || len(r.lines().Lines) != len(r.events)+1 ||
			r.lines().Lines[0] != r.header {
			t.Errorf("%s: %s", r.header, got)
		}
		var h struct {
			Protocol          string
			Nodes             int
			MessageThreshold  int `json:"message_threshold"`
			WitnessThreshold  int `json:"witness_threshold"`
			Rounds            string
			decisions, rounds int
		}
		if err := json.Unmarshal([]byte(r.header), &h); err != nil || h.Nodes != r.nodes {
			t.Fatalf("%s: %v, %d nodes", r.header, err, r.nodes)
		}
		tickets := map[traceformat.Ticket]bool{}
		for _, e := range r.events {
			if e.Kind == traceformat.Decide {
				h.decisions++
				h.rounds = max(h.rounds, int(e.Round)+1)
			}
			if e.Kind == traceformat.SendRaw {
				tickets[e.Ticket] = true
			}
		}
		few := ""
		if len(tickets) < 4 && h.Protocol == "qsc3" {
			few = " few tickets"
		}
		groups = append(groups, fmt.Sprintf("%s %d %d %d %s %d%s", h.Protocol, h.Nodes, h.MessageThreshold,
			h.WitnessThreshold, h.Rounds, h.rounds, few))
	}
	want := []string{"tlc 3 2 2  0", "tlc 4 3 3  0", "tlc 3 2 0  0", "tlc 3 3 2  0", "tlc 2 2 2  0",
		"qsc3 3 2 2 sequential 3", "qsc3 3 2 2 sequential 3 few tickets", "qsc3 4 3 3 sequential 2",
		"qsc3 3 2 2  5 few tickets", "qsc3 3 3 2 sequential 3", "qsc3 2 2 2 sequential 3"}
	if !slices.Equal(groups, want) {
		t.Errorf("traces are of\n%s\nwant\n%s", strings.Join(groups, "\n"), strings.Join(want, "\n"))
	}
}

// Texts that are no traces are unusable, each for its reason; those that are all the same are not.
func TestTextsThatAreNoTraces(t *testing.T) {
	reasons := map[string]string{
		"an empty file": "unusable TRACE-ENCODING 0 0", "a header alone": "inconclusive TRACE-EMPTY 1 1",
		"no header": "unusable TRACE-HEADER 1 1", "another version": "unusable TRACE-HEADER 1 2",
		"an unknown protocol": "unusable TRACE-HEADER 1 2", "more nodes than there may be": "unusable TRACE-HEADER 1 2",
		"a threshold above n": "unusable TRACE-THRESHOLDS 1 2", "a threshold of 0": "unusable TRACE-THRESHOLDS 1 2",
		"a line that is no object": "unusable TRACE-EVENT 2 2", "a line that is cut": "unusable TRACE-EVENT 2 2",
		"an unknown member": "unusable TRACE-EVENT 2 2", "a member of one's own": "holds  0 2",
		"a member twice": "unusable TRACE-EVENT 2 2", "a node outside the group": "unusable TRACE-EVENT 2 2",
		"a number with a fraction": "unusable TRACE-EVENT 2 2", "a number with an exponent": "unusable TRACE-EVENT 2 2",
		"a number with a leading zero": "unusable TRACE-EVENT 2 2", "a negative number": "unusable TRACE-EVENT 2 2",
		"a blank line in between": "unusable TRACE-EVENT 2 3", "blank lines at the end": "holds  0 4",
	}
	good := recorded()[0].lines()
	all := unusable(good)
	if end := all[len(all)-1].Input.Lines; !slices.Equal(end[:2], good.Lines[:2]) {
		t.Errorf("they begin with %q, want the first lines of the good trace", end)
	}
	for _, c := range all {
		if line := good.Lines[1]; c.Topic == "a line that is cut" && c.Input.Lines[1] != line[:len(line)-1] {
			t.Errorf("%s: %q", c.Topic, c.Input.Lines[1])
		}
	}
	var topics []string
	for _, c := range cases() {
		if _, is := reasons[c.Topic]; is {
			v, _ := Judge(c.Input)
			topics = append(topics, c.Topic)
			if got := fmt.Sprintf("%s %s %d %d", v.Verdict, v.Rule, v.Line, len(c.Input.Lines)); got != reasons[c.Topic] {
				t.Errorf("%s: among the vectors it is %s, want %s", c.Topic, got, reasons[c.Topic])
			}
		}
	}
	if len(topics) != len(reasons) {
		t.Errorf("%d of them are among the vectors, want %d", len(topics), len(reasons))
	}
	for _, c := range all {
		v, err := Judge(c.Input)
		got := fmt.Sprintf("%s %s %d %d", v.Verdict, v.Rule, v.Line, len(c.Input.Lines))
		if err != nil || got != reasons[c.Topic] || v.Node != nil || c.Input.Lines == nil {
			t.Errorf("%s: %s, %v, want %s", c.Topic, got, err, reasons[c.Topic])
		}
	}
	if len(all) != len(reasons) {
		t.Errorf("%d texts, want %d", len(all), len(reasons))
	}
}

// All vectors come with the topic that they are of; what comes after the line in question is left out but for five
// lines, save where it has a say.
func TestVectorsAreOfTheirTopics(t *testing.T) {
	good := len(recorded())
	count, short := map[string]int{}, 0
	all := cases()
	for k, c := range all {
		v, err := Judge(c.Input)
		if err != nil {
			t.Fatal(err)
		}
		topic, wrong := strings.CutPrefix(c.Topic, "one thing gone wrong: ")
		switch {
		case !wrong && c.Topic == "a good trace":
			if v.Verdict != "holds" || k >= good {
				t.Errorf("%d: a good trace is %s", k, v.Verdict)
			}
		case wrong && topic != strings.TrimSpace(v.Verdict+" "+v.Rule):
			t.Errorf("%d: %s is %s %s", k, c.Topic, v.Verdict, v.Rule)
		case wrong && v.Line == 0:
			if len(c.Input.Lines) < 20 {
				t.Errorf("%d: a trace of whose lines none is to be named has %d", k, len(c.Input.Lines))
			}
		case wrong && len(c.Input.Lines) == v.Line+5:
			short++
		case wrong && len(c.Input.Lines) > v.Line+5:
			if said(t, c.Input.Lines[:v.Line+5]) == said(t, c.Input.Lines) {
				t.Errorf("%d: %d lines, and line %d decides", k, len(c.Input.Lines), v.Line)
			}
		}
		if wrong {
			topic = "wrong"
		}
		count[topic]++
	}
	if count["a good trace"] != good || count["wrong"] != 40*good || short < 20*good || len(all) != 41*good+20 {
		t.Errorf("%d vectors of %d traces, %d of them cut: %v", len(all), good, short, count)
	}
}

package drawing

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/picture"
	tf "quesera/internal/traceformat"
	"quesera/oracle/trace"
)

// sample is a trace of examples/, and what is drawn of it.
func sample(t *testing.T, name string) (*picture.Diagram, string, trace.Result) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "traces", name))
	if err != nil {
		t.Fatal(err)
	}
	judged := trace.Judge(bytes.NewReader(text), trace.Options{})
	d, words, err := Trace(bytes.NewReader(text), judged)
	if err != nil {
		t.Fatal(err)
	}
	return d, words, judged
}

// count counts the events of a kind.
func count(d *picture.Diagram, k picture.Kind) int {
	n := 0
	for _, e := range d.Events {
		if e.Kind == k {
			n++
		}
	}
	return n
}

// Of a trace that holds, the beginning is drawn: messages, those that are witnessed, certificates, steps and decisions.
func TestATraceThatHoldsIsDrawn(t *testing.T) {
	d, words, judged := sample(t, "round.jsonl")
	if words != "" || len(d.Events) == 0 || len(d.Events) > most+1 || len(d.Nodes) != judged.Stats.Nodes {
		t.Fatalf("%q, %d events of %d nodes", words, len(d.Events), len(d.Nodes))
	}
	for _, k := range []picture.Kind{picture.Plain, picture.Marked, picture.Witness, picture.Advanced, picture.Commit} {
		if count(d, k) == 0 {
			t.Errorf("no event is %v", k)
		}
	}
	if count(d, picture.Wrong) != 0 {
		t.Error("something is wrong")
	}
	for _, a := range d.Arrows {
		from, to := d.Events[a.From], d.Events[a.To]
		if from.Node == to.Node || !strings.Contains(to.Says, "receives") || from.Kind == picture.Plain {
			t.Errorf("an arrow from %q to %q", from.Says, to.Says)
		}
	}
}

// Of a trace that breaks a rule, the wrong event is the last, with its rule, and all that is drawn besides is what it
// depends on.
func TestAWrongEventIsDrawnWithItsPast(t *testing.T) {
	d, words, judged := sample(t, "commit.jsonl")
	last := len(d.Events) - 1
	if wrong := d.Events[last]; count(d, picture.Wrong) != 1 || wrong.Kind != picture.Wrong ||
		wrong.Line != judged.Breach.Line || wrong.Mark != "TRACE-COMMIT" || !strings.Contains(words, "TRACE-COMMIT") ||
		!strings.Contains(wrong.Says, judged.Breach.Message) {
		t.Fatalf("%q, %+v", words, wrong)
	}
	if whole, _, _ := sample(t, "round.jsonl"); len(d.Events) >= judged.Breach.Line || len(whole.Events) <= len(d.Events) {
		t.Errorf("%d events, want fewer than lie before it", len(d.Events))
	}
	others := 0
	for _, e := range d.Events {
		if e.Node != d.Events[last].Node {
			others++
		}
	}
	if others == 0 {
		t.Error("no other node's events are drawn")
	}
}

// Of a run that was stopped the wrong step is drawn behind what it depends on, although the trace does not have it: an
// event, or only the node that did not do what it must.
func TestAStopIsDrawnWithItsPast(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "traces", "round.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	last := lines[30] // its event is what the run is stopped at
	decoder, err := tf.NewDecoder(strings.NewReader(lines[0]+last), catalogue.TraceFormats()...)
	var event tf.Event
	if err != nil || decoder.Next(&event) != nil {
		t.Fatal(err)
	}
	head := strings.Join(lines[:30], "")
	whole, _, err := Trace(strings.NewReader(head), trace.Result{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []*tf.Event{&event, nil} {
		d, err := Stopped(strings.NewReader(head), Stop{Node: int(event.Node), Rule: "LOCK-X", Why: "why", Event: e})
		if err != nil {
			t.Fatal(err)
		}
		wrong := d.Events[len(d.Events)-1]
		if count(d, picture.Wrong) != 1 || wrong.Kind != picture.Wrong || wrong.Node != int(event.Node) ||
			wrong.Mark != "LOCK-X" || wrong.Line != 0 || wrong.Minor || !strings.HasSuffix(wrong.Says, "why") {
			t.Errorf("%+v", wrong)
		}
		acknowledged := slices.ContainsFunc(d.Events, func(e picture.Event) bool {
			return strings.Contains(e.Says, "acknowledges")
		})
		if len(d.Events) < 5 || len(d.Events) > 31 || !acknowledged || len(d.Arrows) == 0 || len(whole.Events) < 5 {
			t.Errorf("%d events, acknowledgments: %v", len(d.Events), acknowledged)
		}
	}
	for _, bad := range []string{"", head + "{}\n"} {
		if d, err := Stopped(strings.NewReader(bad), Stop{}); err == nil || d != nil {
			t.Errorf("%d octets are drawn: %v", len(bad), d)
		}
	}
}

// A trace without end is drawn in bounded memory: of a wrong event what is near it.
func TestALongTraceIsDrawnInPart(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "traces", "round.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	head, events, _ := strings.Cut(string(text), "\n")
	long := io.MultiReader(strings.NewReader(head+"\n"), strings.NewReader(strings.Repeat(events, 40)))
	good := io.MultiReader(strings.NewReader(head+"\n"), strings.NewReader(strings.Repeat(events, 9)))
	if d, words, err := Trace(good, trace.Result{}); err != nil || words != "" || len(d.Events) != most+1 ||
		!strings.HasSuffix(d.Title, ", the first 161 events") {
		t.Errorf("%v, %q, %d events: %s", err, words, len(d.Events), d.Title)
	}
	judged := trace.Result{}
	judged.Breach.Line, judged.Breach.Rule.ID = 1+40*strings.Count(events, "\n"), "TRACE-X"
	d, words, err := Trace(long, judged)
	if err != nil || words == "" || len(d.Events) > most || count(d, picture.Wrong) != 1 {
		t.Errorf("%v, %q, %d events", err, words, len(d.Events))
	}
}

// What is drawn is well-formed XML, with an element for each event, whatever the words are.
func TestTheDrawingIsWellFormed(t *testing.T) {
	for _, name := range []string{"round.jsonl", "commit.jsonl"} {
		d, words, _ := sample(t, name)
		d.Events[0].Says = `</title><script>alert("&")</script>`
		var out bytes.Buffer
		if err := d.SVG(&out, words); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), `class="event"`); got != len(d.Events) || strings.Contains(out.String(),
			"<script") {
			t.Errorf("%s: %d elements for %d events", name, got, len(d.Events))
		}
		decoder := xml.NewDecoder(&out)
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if dir := os.Getenv("QUESERA_PICTURES"); dir != "" {
			f, _ := os.Create(filepath.Join(dir, name+".svg"))
			d2, words, _ := sample(t, name)
			d2.SVG(f, words)
			f.Close()
		}
	}
}

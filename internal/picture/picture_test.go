package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// random is a diagram of n events of three nodes, with arrows between different nodes.
func random(seed uint64, n int) *Diagram {
	rng := rand.New(rand.NewPCG(seed, 1))
	d := &Diagram{Title: "random", Nodes: []string{"node 0", "node 1", "node 2"},
		Legend: map[Kind]string{Sent: "a message"}}
	for i := range n {
		d.Events = append(d.Events, Event{Node: rng.IntN(3), Kind: Kind(rng.IntN(int(Wrong) + 1)), Says: "says",
			Step: i / 5, Minor: rng.IntN(4) == 0})
		if from := rng.IntN(i + 1); from < i && d.Events[from].Node != d.Events[i].Node {
			d.Arrows = append(d.Arrows, Arrow{From: from, To: i, Faint: rng.IntN(2) == 0})
		}
	}
	return d
}

// The past of an event is what it depends on. Method: against the closure, computed by brute force.
func TestThePastIsWhatAnEventDependsOn(t *testing.T) {
	for seed := range uint64(50) {
		d := random(seed, 30)
		for k := range d.Events {
			want := make([]bool, len(d.Events))
			want[k] = true
			for range d.Events { // until nothing is added
				for i := range d.Events {
					for j := range i {
						sameNode := d.Events[i].Node == d.Events[j].Node
						arrow := slices.ContainsFunc(d.Arrows, func(a Arrow) bool { return a.From == j && a.To == i })
						want[j] = want[j] || want[i] && (sameNode || arrow)
					}
				}
			}
			if got := d.past(k); !slices.Equal(got, want) {
				t.Fatalf("seed %d, event %d: past %v, want %v", seed, k, got, want)
			}
		}
	}
}

// Parts keep the arrows between the events that they have, and those alone.
func TestPartsKeepTheirArrows(t *testing.T) {
	d := random(7, 40)
	for what, part := range map[string]*Diagram{"past": d.Past(39), "last": d.Last(10), "first": d.First(10),
		"major": d.Major(), "since": d.Since(3)} {
		if err := part.check(); err != nil || len(part.Events) == 0 || len(part.Events) > len(d.Events) {
			t.Errorf("%s: %v, %d events", what, err, len(part.Events))
		}
		for _, e := range part.Events {
			if what == "major" && e.Minor || what == "since" && e.Step < 3 {
				t.Errorf("%s has %+v", what, e)
			}
		}
	}
	if n := len(d.Last(10).Events); n != 10 {
		t.Errorf("%d events, want the last 10", n)
	}
}

// Between leaves out minor events that only concern their own node, and nothing else.
func TestBetweenKeepsWhatCrosses(t *testing.T) {
	d := random(5, 60)
	part := d.Between()
	want := 0
	for i, e := range d.Events {
		if !e.Minor || slices.ContainsFunc(d.Arrows, func(a Arrow) bool { return a.From == i || a.To == i }) {
			want++
		}
	}
	if len(part.Events) != want || want == len(d.Events) || want == len(d.Major().Events) ||
		len(part.Arrows) != len(d.Arrows) {
		t.Errorf("%d events, want %d of %d; %d of %d arrows", len(part.Events), want, len(d.Events), len(part.Arrows),
			len(d.Arrows))
	}
}

// No label of an event is cut, runs into the name of the next node's band, or leaves the picture. Method: from their
// places, with letters as wide as they are drawn at most.
func TestLabelsHaveRoom(t *testing.T) {
	for nodes := 1; nodes <= 12; nodes++ {
		d := &Diagram{Title: "labels"}
		for n := range nodes {
			d.Nodes = append(d.Nodes, fmt.Sprintf("node %d", n))
			d.Events = append(d.Events, Event{Node: n, Mark: "round 12: 11.103", Band: "step 103", Says: "says"})
		}
		p := d.place()
		right, left := 14+6*len("round 12: 11.103"), 16+6*len("step 103")
		if nodes > 1 && right+left > p.lanes[1]-p.lanes[0] {
			t.Errorf("%d nodes: %d and %d pixels in a lane of %d", nodes, right, left, p.lanes[1]-p.lanes[0])
		}
		var out bytes.Buffer
		if err := d.SVG(&out, ""); err != nil {
			t.Fatal(err)
		}
		text := out.String()
		if strings.Count(text, ">round 12: 11.103<") != nodes || strings.Count(text, ">step 103<") != nodes {
			t.Errorf("%d nodes: %s", nodes, text)
		}
		out.Reset()
		d.Events = []Event{{Node: nodes - 1, Kind: Wrong, Mark: "TRACE-WIT-THRESHOLD", Says: "says"}}
		if err := d.SVG(&out, ""); err != nil || !strings.Contains(out.String(), ">TRACE-WIT-THRESHOLD<") {
			t.Errorf("%d nodes: %v, %s", nodes, err, out.String())
		}
		p = d.place()
		onLeft := strings.Contains(out.String(), `class="rule" text-anchor="end"`)
		if x := p.x[0] + 14; x+8*len("TRACE-WIT-THRESHOLD") > p.width && !onLeft {
			t.Errorf("%d nodes: the rule leaves the picture", nodes)
		}
	}
}

// Every message arrives below where it was sent, and of a node no two events are in one row.
func TestTimeGoesDown(t *testing.T) {
	for seed := range uint64(20) {
		d := random(seed, 60)
		row, rows := d.rows()
		for _, a := range d.Arrows {
			if row[a.From] >= row[a.To] {
				t.Errorf("an arrow from row %d to %d", row[a.From], row[a.To])
			}
		}
		last := []int{-1, -1, -1}
		for k, e := range d.Events {
			if row[k] <= last[e.Node] || row[k] >= rows {
				t.Errorf("event %d in row %d after one in row %d of %d", k, row[k], last[e.Node], rows)
			}
			last[e.Node] = row[k]
		}
	}
}

// What is drawn is XML, whatever the words are; a diagram that cannot be is an error, and so is a writer that fails.
func TestSVGIsWellFormed(t *testing.T) {
	d := random(3, 30)
	d.Title, d.Nodes[0], d.Events[4].Says, d.Events[5].Mark = "<&>", `"<`, "</title><script>", "<b>&"
	d.Events[6].With = []int{0, 2}
	var out bytes.Buffer
	if err := d.SVG(&out, "a <rule> & its words"); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Count(text, `class="event"`) != 30 || strings.Contains(text, "<script") ||
		strings.Contains(text, "<rule>") {
		t.Error(text)
	}
	decoder := xml.NewDecoder(&out)
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for what, change := range map[string]func(d *Diagram){
		"node":  func(d *Diagram) { d.Events[2].Node = 3 },
		"with":  func(d *Diagram) { d.Events[2].With = []int{-1} },
		"arrow": func(d *Diagram) { d.Arrows = []Arrow{{From: 3, To: 3}} },
		"end":   func(d *Diagram) { d.Arrows = []Arrow{{From: 3, To: 30}} },
	} {
		bad := random(3, 30)
		change(bad)
		if err := bad.SVG(io.Discard, ""); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	if err := random(3, 30).SVG(full{}, ""); err == nil {
		t.Error("a full disk is no error")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// A page has its verdict, its rows and the values to select them by, needs nothing else, and takes no word for HTML.
func TestAReportNeedsNothingElse(t *testing.T) {
	report := &Report{Title: "<i>title", Verdict: "violated", Summary: "sum", Replay: []string{"again <&>"},
		Tables: []Table{{Caption: "rows", Head: []string{"Protocol", "Verdict"}, Filters: []string{"Verdict"}}},
		Runs: []Run{{Title: "run", Wrong: "<b>wrong", Diagram: random(1, 20), End: []string{"the <end>"},
			Replay: "once more"}}}
	for range 20 {
		report.Tables[0].Rows = append(report.Tables[0].Rows, []string{"<x>", "holds"}, []string{"y", "violated"})
	}
	var out bytes.Buffer
	if err := report.HTML(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"&lt;i&gt;title", `id="verdict">violated<`, "again &lt;&amp;&gt;", "&lt;b&gt;wrong",
		"the &lt;end&gt;", "once more", "<option>holds</option><option>violated</option>", "<svg "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	for _, unwanted := range []string{"<i>title", "<x>", "src=", "@import", "url(", "<link", "https://"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("has %q", unwanted)
		}
	}
}

package drawing

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/picture"
	tf "quesera/internal/traceformat"
	"quesera/oracle/trace"
)

// paper is a painter of three nodes of a protocol with decisions, or of one without.
func paper(t *testing.T, decides bool) *painter {
	t.Helper()
	for _, p := range catalogue.TraceFormats() {
		if p.Decides() == decides {
			return newPainter(tf.Header{Protocol: p, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2})
		}
	}
	t.Fatal("no such protocol")
	return nil
}

func id(node tf.Node, number uint64) tf.ID { return tf.ID{Sender: node, Number: number} }

// Each event is drawn in its words, with its mark and kind; what is received has an arrow from where it was sent, and
// what one sends to oneself and acknowledgments are minor.
func TestEachEventIsDrawnInItsWords(t *testing.T) {
	p := paper(t, true)
	choice := tf.Event{Kind: tf.Decide, Node: 1, Round: 4}
	chosen := choice
	chosen.Choice.Known, chosen.Choice.ID, chosen.Committed = true, id(0, 1), true
	for k, c := range []struct {
		event tf.Event
		want  picture.Event
		arrow string
	}{
		{tf.Event{Kind: tf.SendRaw, ID: id(0, 1), Ticket: 7}, picture.Event{Kind: picture.Sent, Mark: "0.1", Band: "step 0",
			Says: "node 0 sends its message 0.1 of step 0, with ticket 7"}, ""},
		{tf.Event{Kind: tf.Receive, ID: id(0, 1)}, picture.Event{Says: "node 0 receives the message 0.1", Minor: true},
			"0-1"},
		{tf.Event{Kind: tf.Receive, Node: 1, ID: id(0, 1)}, picture.Event{Node: 1, Says: "node 1 receives the message 0.1"},
			"0-2"},
		{tf.Event{Kind: tf.SendAck, Node: 1, ID: id(1, 1), Of: id(0, 1)}, picture.Event{Node: 1, Minor: true,
			Says: "node 1 acknowledges 0.1 to node 0"}, ""},
		{tf.Event{Kind: tf.Receive, ID: id(1, 1)}, picture.Event{Minor: true, Says: "node 0 receives the acknowledgment 1.1"},
			"3-4 faint"},
		{tf.Event{Kind: tf.SendWit, ID: id(0, 2), Of: id(0, 1)}, picture.Event{Kind: picture.Witness, Mark: "0.1",
			Says: "node 0 announces that 0.1 is threshold witnessed"}, ""},
		{tf.Event{Kind: tf.Receive, Node: 2, ID: id(0, 2)}, picture.Event{Node: 2,
			Says: "node 2 receives the certificate of 0.1, 0.2"}, "5-6"},
		{tf.Event{Kind: tf.Receive, Node: 2, ID: id(1, 9)}, picture.Event{Node: 2, Says: "node 2 receives 1.9"}, ""},
		{tf.Event{Kind: tf.Advance, Node: 2, Step: 3}, picture.Event{Node: 2, Step: 3, Kind: picture.Advanced, Band: "step 3",
			Says: "node 2 reaches step 3"}, ""},
		{chosen, picture.Event{Node: 1, Kind: picture.Commit, Mark: "round 4: 0.1",
			Says: "node 1 chooses 0.1 in round 4, and sees it committed"}, ""},
		{choice, picture.Event{Node: 1, Kind: picture.Chosen, Mark: "round 4: nothing",
			Says: "node 1 chooses nothing in round 4, and does not see it committed"}, ""},
		{tf.Event{Kind: tf.Hole, Node: 2}, picture.Event{Node: 2, Step: 3, Says: fmt.Sprintf("node 2: %v", tf.Hole)}, ""},
	} {
		arrows := len(p.Arrows)
		p.add(c.event, 10+k)
		c.want.Line = 10 + k
		if got := p.Events[k]; !reflect.DeepEqual(got, c.want) {
			t.Errorf("event %d: %+v, want %+v", k, got, c.want)
		}
		arrow := ""
		if len(p.Arrows) > arrows {
			a := p.Arrows[arrows]
			arrow = fmt.Sprintf("%d-%d", a.From, a.To)
			if a.Faint {
				arrow += " faint"
			}
		}
		if arrow != c.arrow {
			t.Errorf("event %d: the arrow is %q, want %q", k, arrow, c.arrow)
		}
	}
	if p.Events[0].Kind != picture.Marked || p.major != 9 || len(p.sent) != 3 {
		t.Errorf("the witnessed message is %v; %d events are major, %d were sent", p.Events[0].Kind, p.major, len(p.sent))
	}
	if !strings.HasSuffix(p.Title, ", n=3 t_m=2 t_w=2") || strings.Join(p.Nodes, " ") != "node 0 node 1 node 2" {
		t.Errorf("title %s, nodes %v", p.Title, p.Nodes)
	}
	clock := paper(t, false)
	clock.add(tf.Event{Kind: tf.SendRaw, Node: 2, ID: id(2, 5), Step: 6}, 1)
	if clock.mark(id(2, 6)); clock.Events[0].Kind != picture.Sent {
		t.Error("another message is marked")
	}
	if got := clock.Events[0].Says; got != "node 2 sends its message 2.5 of step 6" {
		t.Errorf("a clock's message: %s", got)
	}
}

// Of a long run the last events are remembered. What was sent before them is forgotten, and has no arrow when it comes.
func TestAPainterForgetsWhatIsLongAgo(t *testing.T) {
	const window = 4096
	p := paper(t, true)
	p.add(tf.Event{Kind: tf.SendRaw, ID: id(0, 1)}, 1)
	for range 2*window - 2 {
		p.add(tf.Event{Kind: tf.Advance, Node: 1}, 2)
	}
	if p.forget(); len(p.Events) != 2*window-1 || p.first != 0 || len(p.sent) != 1 {
		t.Errorf("%d events, %d forgotten, %d messages", len(p.Events), p.first, len(p.sent))
	}
	p.add(tf.Event{Kind: tf.SendRaw, Node: 1, ID: id(1, 1)}, 3)
	p.sent[id(2, 2)] = window // of the first that stays
	if p.forget(); len(p.Events) != window || p.first != window || len(p.sent) != 2 {
		t.Errorf("%d events, %d forgotten, %d messages", len(p.Events), p.first, len(p.sent))
	}
	arrows := len(p.Arrows)
	p.add(tf.Event{Kind: tf.Receive, Node: 2, ID: id(0, 1)}, 4)
	p.sent[id(0, 7)] = window - 1 // just forgotten
	p.add(tf.Event{Kind: tf.Receive, Node: 2, ID: id(0, 7)}, 4)
	if len(p.Arrows) != arrows {
		t.Error("an arrow comes from what is forgotten")
	}
	p.sent[id(0, 8)] = window // the first that is not
	p.add(tf.Event{Kind: tf.Receive, Node: 2, ID: id(0, 8)}, 4)
	p.add(tf.Event{Kind: tf.Receive, Node: 2, ID: id(1, 1)}, 4)
	if got := p.Arrows[arrows:]; len(got) != 2 || got[0].From != 0 || got[1].From != window-1 || got[1].To != window+3 {
		t.Errorf("arrows %+v", got)
	}
	p.mark(id(0, 7)) // nothing to mark
	if p.mark(id(0, 8)); p.Events[0].Kind != picture.Marked {
		t.Error("the first event is not marked")
	}
}

// What a wrong event depends on is drawn from two steps before it on; of a decision from the start of its round.
func TestHowFarBackAWrongEventIsDrawn(t *testing.T) {
	for _, c := range []struct {
		rounds tf.Rounds
		steps  tf.Step
		wrong  tf.Event
		since  string
	}{
		{tf.Pipelined, 9, tf.Event{Kind: tf.Receive, Node: 1}, "since step 7"},
		{tf.Pipelined, 1, tf.Event{Kind: tf.Receive, Node: 1}, "since step 0"},
		{tf.Pipelined, 9, tf.Event{Kind: tf.Decide, Node: 1, Round: 5}, "since step 5"},
		{tf.Sequential, 9, tf.Event{Kind: tf.Decide, Node: 1, Round: 2}, "since step 6"},
		{tf.Sequential, 9, tf.Event{Kind: tf.Receive, Node: 1, Round: 2}, "since step 7"},
		{tf.Sequential, 9, tf.Event{Kind: tf.Decide, Node: 1, Round: 7}, "since step 9"},
	} {
		p := paper(t, true)
		p.header.Rounds = c.rounds
		for s := tf.Step(1); s <= c.steps; s++ {
			p.add(tf.Event{Kind: tf.Advance, Node: 1, Step: s}, int(s))
		}
		p.add(c.wrong, 99)
		d := p.upTo(c.wrong, "X-1", "wrong")
		last := d.Events[len(d.Events)-1]
		if !strings.HasSuffix(d.Title, c.since) || last.Mark != "X-1" || last.Kind != picture.Wrong || last.Minor ||
			!strings.HasSuffix(last.Says, ": wrong") || d.Legend[picture.Plain] != "received, or an acknowledgment" {
			t.Errorf("%+v: %s, %+v", c, d.Title, last)
		}
	}
}

// How much is drawn of a wrong event: acknowledgments, too, of up to so many events, and at most so many events.
func TestHowMuchOfAWrongEventIsDrawn(t *testing.T) {
	for _, c := range []struct {
		events, drawn int
		received      string // the legend of it
		title         string
	}{
		{1, 1, "received, or an acknowledgment", ": what the wrong event depends on, since step 0"},
		{48, 48, "received, or an acknowledgment", ", since step 0"},
		{49, 48, "received", ", since step 0"},
		{161, 160, "received", ", since step 0"},
		{162, 160, "received", ", since step 0, the last 160 events"},
		{500, 160, "received", ", since step 0, the last 160 events"},
	} {
		p := paper(t, true)
		for range c.events - 1 {
			p.add(tf.Event{Kind: tf.Advance, Node: 1, Step: 1}, 7)
		}
		if c.events > 2 { // an acknowledgment from another node, which is drawn only where there is room
			p.Events[1].Node, p.Events[1].Minor = 0, true
			p.Arrows = append(p.Arrows, picture.Arrow{From: 1, To: c.events - 1})
		}
		p.add(tf.Event{Kind: tf.Receive, Node: 1, ID: id(0, 1)}, 99)
		d := p.upTo(tf.Event{Kind: tf.Receive, Node: 1}, "X-1", "wrong")
		got := d.Legend[picture.Plain]
		if len(d.Events) != c.drawn || got != c.received || !strings.HasSuffix(d.Title, c.title) {
			t.Errorf("of %d events %d are drawn, what is plain is %s: %s", c.events, len(d.Events), got, d.Title)
		}
		if last := d.Events[len(d.Events)-1]; last.Line != 99 || p.Legend[picture.Plain] != "received" {
			t.Errorf("of %d events: the last is %+v, and the legend of others is changed", c.events, last)
		}
	}
}

// lines is a trace of three nodes of a clock: one message, and then another node's events.
func lines(events int) string {
	for _, p := range catalogue.TraceFormats() {
		if !p.Decides() {
			var b strings.Builder
			h := tf.Header{Protocol: p, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}
			e, err := tf.NewEncoder(&b, h)
			if err != nil {
				panic(err)
			}
			e.Encode(tf.Event{Kind: tf.SendRaw, ID: id(0, 1)})
			for range events {
				e.Encode(tf.Event{Kind: tf.Advance, Node: 1})
			}
			e.Encode(tf.Event{Kind: tf.Receive, Node: 2, ID: id(0, 1)})
			e.Flush()
			return b.String()
		}
	}
	panic("no clock")
}

// What was sent long before a wrong event is forgotten while a trace is read, so that it takes bounded memory.
func TestATraceIsForgottenWhileItIsRead(t *testing.T) {
	for events, drawn := range map[int]int{9: 2, 8189: 2, 8192: 1} {
		text := lines(events)
		judged := trace.Result{}
		judged.Breach.Line = events + 3
		d, words, err := Trace(strings.NewReader(text), judged)
		if err != nil || words == "" || len(d.Events) != drawn || len(d.Arrows) != drawn-1 {
			t.Errorf("%d events, %v, %q: %d are drawn, want %d", events, err, words, len(d.Events), drawn)
		}
		stop := tf.Event{Kind: tf.Receive, Node: 2, ID: id(0, 9)}
		stopped, err := Stopped(strings.NewReader(text), Stop{Node: 2, Rule: "X-1", Event: &stop})
		if err != nil || len(stopped.Events) != drawn+1 {
			t.Errorf("%d events, %v: %d are drawn of a stop, want %d", events, err, len(stopped.Events), drawn+1)
		}
	}
}

// Of a trace that holds nothing is said to be wrong; of one that is wrong at the start, what is there.
func TestWhereATraceIsWrong(t *testing.T) {
	text := lines(3)
	head, _, _ := strings.Cut(text, "\n")
	for _, c := range []struct {
		text        string
		line, drawn int
		title       string
	}{
		{text, 0, 5, ", acknowledgments not drawn"}, {text, 1, 1, ", since step 0"}, {text, 2, 1, ", since step 0"},
		{head + "\nnonsense\n", 1, 0, ", acknowledgments not drawn"},
		{head + "\nnonsense\n", 2, 0, ", acknowledgments not drawn"},
	} {
		judged := trace.Result{}
		judged.Breach.Line, judged.Breach.Rule.ID = c.line, "X-1"
		d, words, err := Trace(strings.NewReader(c.text), judged)
		if err != nil || (words == "") != (c.line == 0) || len(d.Events) != c.drawn || !strings.HasSuffix(d.Title, c.title) {
			t.Errorf("wrong in line %d: %q, %v, %+v", c.line, words, err, d)
		}
	}
	for _, bad := range []string{"", "nonsense\n"} {
		if d, words, err := Trace(strings.NewReader(bad), trace.Result{}); err == nil || d != nil || words != "" ||
			!strings.HasPrefix(err.Error(), "drawing: ") {
			t.Errorf("%q is drawn: %v", bad, err)
		}
	}
}

// Where the wrong line itself cannot be read, what stands before it is drawn; where another one cannot, nothing is.
func TestAWrongLineThatCannotBeRead(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", "traces", "round.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	broken := strings.Join(lines[:9], "") + "nonsense\n"
	judged := trace.Result{}
	for line, drawn := range map[int]bool{10: true, 11: false, 0: false} {
		judged.Breach.Line = line
		d, words, err := Trace(strings.NewReader(broken), judged)
		if (err == nil) != drawn || drawn && (len(d.Events) == 0 || words == "") {
			t.Errorf("with line %d wrong: %v, %q, %v", line, d, words, err)
		}
	}
}

package drive

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quesera/internal/traceformat"
	"quesera/model"
	"quesera/oracle/lockstep"
	"quesera/spec"
)

// events are a sink that keeps what it is told.
type events struct {
	words []string
	err   error // of every event, and of the end
}

func (s *events) Encode(e traceformat.Event) error {
	s.words = append(s.words, e.Words())
	return s.err
}

func (s *events) Flush() error { return s.err }

// speaking is a run whose nodes say what they are told to, and what it is told of events.
func speaking(t *testing.T, args string, answers ...saying) (nodes, *events) {
	t.Helper()
	r := built(t, args)
	text, _ := json.Marshal(answers)
	r.pool.Args = []string{os.Args[0], "says", string(text)}
	sink := &events{}
	r.dir, r.sink = t.TempDir(), sink
	return nodes{r}, sink
}

func done(number int) string { return fmt.Sprintf(`{"event":"done","number":%d}`, number) }

// packets are the names of the messages that effects hand to the network, and the number of sides of tickets.
func packets(effects []model.Effect) string {
	var words []string
	for _, e := range effects {
		switch e := e.(type) {
		case model.Broadcast:
			words = append(words, e.Message.(lockstep.Packet).Event.ID.String())
		case model.Send:
			words = append(words, fmt.Sprintf("%v to %d", e.Message.(lockstep.Packet).Event.ID, e.To))
		case model.AskCoin:
			words = append(words, fmt.Sprintf("ticket of %d", e.Sides))
		}
	}
	return strings.Join(words, ", ")
}

// A node is told each input as it comes, and what it does is judged, traced and handed to the network: messages, the
// same ones again when it hears nothing, and a ticket asked for at each step before the last.
func TestEachInputAndWhatComesOfIt(t *testing.T) {
	r, sink := built(t, "--rounds 2 --tickets 9"), &events{}
	r.dir, r.sink = t.TempDir(), sink
	var told []string
	r.pool.Record = func(node traceformat.Node, toNode bool, line []byte) {
		if toNode {
			told = append(told, fmt.Sprint(node, " ", strings.ReplaceAll(string(line), r.dir, "")))
		}
	}
	m := nodes{r}
	brings := func(from model.NodeID, number uint64) model.Receive {
		return model.Receive{From: from, Message: r.sent[traceformat.ID{Sender: traceformat.Node(from), Number: number}]}
	}
	coin := model.Coin{Value: 5}
	for k, c := range []struct {
		node  model.NodeID
		event func() model.Event // nil: it starts
		want  string
	}{
		{0, nil, "ticket of 1"},
		{1, nil, "ticket of 1"},
		{0, func() model.Event { return coin }, "0.1"},
		{1, func() model.Event { return coin }, "1.1"},
		{0, func() model.Event { return brings(1, 1) }, "ticket of 1"},
		{0, func() model.Event { return model.Timeout{} }, "0.1, 1.1"},
		{0, func() model.Event { return coin }, "0.2"},
		{1, func() model.Event { return brings(0, 1) }, "ticket of 1"},
		{1, func() model.Event { return brings(0, 2) }, ""},
		{1, func() model.Event { return coin }, "1.2"}, // and reaches the last step
		{0, func() model.Event { return model.Restart{} }, ""},
	} {
		var effects []model.Effect
		if c.event == nil {
			_, effects = m.Start(c.node)
		} else {
			_, effects = m.Apply(c.node, c.event())
		}
		if got := packets(effects); got != c.want || r.ended() {
			t.Fatalf("input %d: %s, want %s; %v, %v", k, got, c.want, r.difference, r.failed)
		}
	}
	init := `%d {"type":"init","number":%d,"node":%d,"nodes":3,"protocol":"` + named(false) + `","message_threshold":2,` +
		`"witness_threshold":0,"rounds":"pipelined","dir":"/%d","restarted":%v}` + "\n"
	want := []string{fmt.Sprintf(init, 0, 1, 0, 0, false), fmt.Sprintf(init, 1, 1, 1, 1, false),
		`0 {"type":"propose","number":2,"step":0,"ticket":5}` + "\n",
		`1 {"type":"propose","number":2,"step":0,"ticket":5}` + "\n",
		`0 {"type":"message","number":3,"from":1,"kind":"raw","id":"1.1","step":0,"ticket":0,"body":"[0,0,0]"}` + "\n",
		`0 {"type":"timeout","number":4}` + "\n",
		`0 {"type":"propose","number":5,"step":1,"ticket":5}` + "\n",
		`1 {"type":"message","number":3,"from":0,"kind":"raw","id":"0.1","step":0,"ticket":0,"body":"[0,0,0]"}` + "\n",
		`1 {"type":"message","number":4,"from":0,"kind":"raw","id":"0.2","step":1,"ticket":0,"body":"[1,1,0]"}` + "\n",
		`1 {"type":"propose","number":5,"step":1,"ticket":5}` + "\n", fmt.Sprintf(init, 0, 6, 0, 0, true)}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s, want\n%s", strings.Join(told, ""), strings.Join(want, ""))
	}
	if r.octets != 4*len("[0,0,0]") || len(r.sent) != 4 || len(sink.words) != 14 {
		t.Errorf("%d octets of %d messages are kept, and %d events traced: %s", r.octets, len(r.sent), len(sink.words),
			strings.Join(sink.words, "; "))
	}
}

// The first step has a round of its own, and so a ticket to draw.
func TestTheFirstTicketIsOfARound(t *testing.T) {
	m, _ := speaking(t, "-w 2 --tickets 9 --protocol "+named(true), saying{Then: []string{done(1)}})
	if _, effects := m.Start(0); packets(effects) != "ticket of 9" || m.ended() {
		t.Errorf("%s; %v, %v", packets(effects), m.difference, m.failed)
	}
}

// Once a node has failed, nothing more is taken of what it says; once it differs, that counts, however it ends.
func TestNothingIsTakenAfterTheEnd(t *testing.T) {
	send, own := `{"event":"send","kind":"raw","id":"0.1","step":0,"body":""}`, `{"event":"receive","id":"0.1"}`
	again, never := `{"event":"resend","id":"0.1"}`, `{"event":"receive","id":"1.7"}`
	begin := saying{Then: []string{done(1)}}
	for _, c := range []struct {
		says   saying
		events int
		want   string // the difference, or the error
		made   string
	}{
		{saying{Then: []string{send, again, again, own, done(2)}}, 1, "more than 8 packets", "0.1, 0.1, 0.1"},
		{saying{Then: []string{send, again, own, done(2)}}, 2, "", "0.1, 0.1"},
		{saying{Then: []string{send, own, never, own}, Ends: true}, 2, "LOCK-BROUGHT", "0.1"},
		{saying{Then: []string{send, own, `{"event":"resend","id":"1.1"}`, again}, Ends: true}, 2, "LOCK-RESEND", "0.1"},
		{saying{Then: []string{send, own, "nonsense"}}, 2, "which is no message", "0.1"},
		{saying{Then: []string{send, own}, Ends: true}, 2, "exit status 3", "0.1"},
		{saying{Then: []string{send, own, done(3)}}, 2, "is done with input 3, want 2", "0.1"},
		{saying{Then: []string{done(2)}}, 0, "LOCK-DONE", ""},
	} {
		m, sink := speaking(t, "", begin, c.says)
		m.pool.InFlight = 8
		m.Start(0)
		_, effects := m.Apply(0, model.Coin{})
		got := ""
		switch {
		case m.failed != nil:
			got = m.failed.Error()
		case m.difference != nil:
			got = m.difference.String()
		}
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) || len(sink.words) != c.events ||
			packets(effects) != c.made {
			t.Errorf("%q, want %s; %v; effects: %s", got, c.want, sink.words, packets(effects))
		}
		busy := len(m.pool.busy)
		if _, effects := m.Start(1); m.ended() && (effects != nil || len(m.pool.busy) != busy) {
			t.Errorf("%s: another node starts: %v", c.want, effects)
		}
	}
	m, sink := speaking(t, "", begin, saying{Then: []string{send, own, done(2)}})
	sink.err = errors.New("disk full")
	if m.Start(0); m.ended() {
		t.Fatal(m.failed)
	}
	if m.Apply(0, model.Coin{}); m.failed != sink.err || len(sink.words) != 1 {
		t.Errorf("%v after %v", m.failed, sink.words)
	}
}

// A message is handed to the network and kept, its octets counted; what is no message is not.
func TestWhatIsCarried(t *testing.T) {
	m, _ := speaking(t, "-w 2 --protocol "+named(true))
	m.session.Begin(0, lockstep.Input{Kind: lockstep.Propose, Ticket: 7})
	raw, own, wit := traceformat.Event{Kind: traceformat.SendRaw, Ticket: 7}, traceformat.ID{Number: 1},
		traceformat.ID{Number: 3}
	raw.ID = own
	ack := traceformat.Event{Kind: traceformat.SendAck, ID: traceformat.ID{Sender: 1, Number: 2}, Of: own}
	take := func(i traceformat.Node, e traceformat.Event, body, want string) {
		t.Helper()
		e.Node = i
		if got := packets(m.take(i, lockstep.Reaction{Event: e, Body: body})); got != want || m.ended() {
			t.Errorf("%s: %s, want %s; %v", e.Words(), got, want, m.difference)
		}
	}
	take(0, raw, "abc", "0.1")
	take(0, traceformat.Event{Kind: traceformat.Receive, ID: own}, "", "")
	m.session.Begin(1, lockstep.Input{Kind: lockstep.Propose, Ticket: 7})
	other := raw
	other.ID = traceformat.ID{Sender: 1, Number: 1}
	take(1, other, "", "1.1")
	m.session.Begin(1, lockstep.Input{Kind: lockstep.Message, ID: own})
	take(1, traceformat.Event{Kind: traceformat.Receive, ID: own}, "", "")
	take(1, ack, "defg", "1.2 to 0")
	self := ack
	self.ID = traceformat.ID{Number: 2}
	take(0, self, "", "")
	take(0, traceformat.Event{Kind: traceformat.Receive, ID: self.ID}, "", "")
	m.session.Begin(0, lockstep.Input{Kind: lockstep.Message, ID: ack.ID})
	take(0, traceformat.Event{Kind: traceformat.Receive, ID: ack.ID}, "", "")
	take(0, traceformat.Event{Kind: traceformat.SendWit, ID: wit, Of: own}, "hi", "0.3")
	if len(m.sent) != 5 || m.octets != 9 || m.sent[ack.ID].Body != "defg" || m.sent[wit].Event.ID != wit {
		t.Errorf("%d messages of %d octets are kept", len(m.sent), m.octets)
	}
}

// What a node writes in answer to one input has bounds, and may reach them.
func TestTheBoundsOfAnAnswer(t *testing.T) {
	const mostLines, mostOctets = 16384, 8388608
	line := `{"event":"resend","id":"0.1","x_":"` + strings.Repeat("x", 1<<15) + `"}`
	fits := mostOctets/len(line) - 1
	rest := func(octets int) []string {
		short := `{"event":"resend","id":"0.1","x_":""}`
		left := mostOctets - fits*len(line) - len(done(1)) + octets
		half := left / 2
		return []string{short[:len(short)-2] + strings.Repeat("y", half-len(short)) + `"}`,
			short[:len(short)-2] + strings.Repeat("y", left-half-len(short)) + `"}`, done(1)}
	}
	short := `{"event":"resend","id":"0.1"}`
	for name, c := range map[string]struct {
		says  saying
		takes int
		want  string
	}{
		"most lines":       {saying{short, mostLines - 1, []string{done(1)}, false}, mostLines - 1, ""},
		"a line too many":  {saying{short, mostLines, []string{done(1)}, false}, mostLines, "is not done"},
		"most octets":      {saying{line, fits, rest(0), false}, fits + 2, ""},
		"an octet more":    {saying{line, fits, rest(1), false}, fits + 2, "is not done"},
		"done with others": {saying{Then: []string{done(2)}}, 0, "is done with input 2, want 1"},
	} {
		m, _ := speaking(t, "", c.says)
		n, err := m.pool.get(0, m.session.Header(), m.dir)
		if err != nil {
			t.Fatal(err)
		}
		takes := 0
		err = n.tell(lockstep.Input{Kind: lockstep.Timeout}.Line, func(r lockstep.Reaction) {
			if takes++; r.Kind != lockstep.Resends {
				t.Errorf("%s: %+v", name, r)
			}
		})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) || takes != c.takes {
			t.Errorf("%s: %v after %d lines, want %s after %d", name, err, takes, c.want, c.takes)
		}
	}
}

// closed tells whether a process was ended and waited for.
func closed(n *process) bool {
	_, err := n.talk.Hear(time.Now())
	return strings.Contains(err.Error(), "closed file")
}

// getting gets one process after the other from a pool.
func getting(t *testing.T) (get func() *process, p *Pool) {
	r := built(t, "")
	h, dir, count := r.session.Header(), t.TempDir(), traceformat.Node(0)
	return func() *process {
		t.Helper()
		count++
		n, err := r.pool.get(count, h, dir)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := os.Stat(n.dir); err != nil || !s.IsDir() || n.dir != filepath.Join(dir, fmt.Sprint(count)) ||
			n.node != count || !reflect.DeepEqual(n.header, h) || !r.pool.busy[n] {
			t.Errorf("process %d: %+v, %v", count, n, err)
		}
		return n
	}, r.pool
}

// Processes that can begin anew are used again, the last first, and all others are ended; a crash ends one, too, where
// it is not used again. Whatever is left ends with the pool.
func TestWhichProcessesAreUsedAgain(t *testing.T) {
	get, p := getting(t)
	counts := func(idle, busy int) {
		t.Helper()
		if len(p.idle) != idle || len(p.busy) != busy {
			t.Errorf("%d processes idle and %d busy, want %d and %d", len(p.idle), len(p.busy), idle, busy)
		}
	}
	a, b, c := get(), get(), get()
	if counts(0, 3); a == b || a.talk == b.talk || a.pool != p {
		t.Error("two nodes are one process")
	}
	a.again, b.again = true, true
	p.put(a)
	p.put(b)
	p.put(c)
	if counts(2, 0); !closed(c) || closed(a) || closed(b) {
		t.Error("want those to go on that can begin anew")
	}
	p.Fresh = true
	d := get()
	p.Fresh = false
	if got := get(); got != b || d == a || d == b {
		t.Error("want the last to be used first, and none where each is to be new")
	}
	counts(1, 2)
	p.Fresh, b.again = true, true
	p.put(b)
	if counts(1, 1); !closed(b) {
		t.Error("a process is kept where each is to be new")
	}
	talk := d.talk
	for _, fresh := range []bool{false, true} { // one that can begin anew, or cannot
		for _, again := range []bool{true, false} {
			p.Fresh, d.again = fresh, again
			if err := d.restart(); err != nil {
				t.Fatal(err)
			}
			old := &process{talk: talk}
			if same := again && !fresh; (d.talk == talk) != same || closed(old) == same || closed(d) {
				t.Errorf("fresh: %v, again: %v: is it the same process: %v", fresh, again, d.talk == talk)
			}
			talk = d.talk
		}
	}
	p.end()
	if counts(1, 0); !closed(d) || closed(a) {
		t.Error("want those to end that are busy, and no other")
	}
	e := get()
	p.Close()
	if counts(0, 0); !closed(e) || !closed(a) {
		t.Error("processes are left")
	}
	if _, err := p.folder(); err == nil {
		t.Error("a folder is made in a pool that is closed")
	}
}

// A node that cannot be started again ends the run with an error.
func TestANodeThatCannotGoOn(t *testing.T) {
	r := built(t, "")
	r.dir = t.TempDir()
	m := nodes{r}
	m.Start(0)
	m.Start(1)
	r.pool.Args, r.pool.Fresh = []string{"/nowhere/at/all"}, true
	if _, effects := m.Apply(0, model.Restart{}); effects != nil || !errors.Is(r.failed, os.ErrNotExist) ||
		!strings.HasPrefix(r.failed.Error(), "drive: node 0, told init in move 0: ") || len(r.pool.busy) != 1 {
		t.Errorf("%v, %v, %d busy", effects, r.failed, len(r.pool.busy))
	}
	if _, err := r.Report(worldOf{model.All(3), 0}, nil); err != r.failed || len(r.pool.busy) != 0 {
		t.Errorf("%v, %d busy", err, len(r.pool.busy))
	}
	m, _ = speaking(t, "", saying{Then: []string{done(1)}})
	m.pool.Args = []string{"/nowhere/at/all"}
	if _, effects := m.Start(0); effects != nil || !errors.Is(m.failed, os.ErrNotExist) || m.processes[0] != nil {
		t.Errorf("%v, %v", effects, m.failed)
	}
	m, _ = speaking(t, "", saying{Then: []string{done(1)}})
	m.dir = filepath.Join(m.dir, "missing") // so that its folder cannot be made
	if m.Start(0); !errors.Is(m.failed, os.ErrNotExist) {
		t.Error(m.failed)
	}
}

// A run is over when all live nodes have come to its last step; those that have crashed are ended at once, and not
// used again.
func TestCrashedNodesAreEnded(t *testing.T) {
	r := built(t, "--rounds 1")
	r.dir = t.TempDir()
	m := nodes{r}
	for i := range model.NodeID(3) {
		m.Start(i)
	}
	if r.Over(model.All(3)) || len(r.pool.busy) != 3 {
		t.Errorf("over at the start, %d busy", len(r.pool.busy))
	}
	crashed := r.processes[2]
	if crashed.again = true; r.Over(model.All(2)) {
		t.Error("over at the start")
	}
	if !closed(crashed) || r.processes[2] != nil || r.processes[1] == nil || len(r.pool.idle) != 0 ||
		len(r.pool.busy) != 2 {
		t.Errorf("processes %v, %d idle, %d busy", r.processes, len(r.pool.idle), len(r.pool.busy))
	}
	m.Apply(0, model.Coin{})
	m.Apply(1, model.Coin{})
	m.Apply(0, model.Receive{From: 1, Message: r.sent[traceformat.ID{Sender: 1, Number: 1}]})
	if r.session.Step(0) != 1 || r.Over(model.All(2)) || !r.Over(model.All(1)) {
		t.Errorf("node 0 is in step %d, and over: %v", r.session.Step(0), r.Over(model.All(2)))
	}
	if r.failed = errors.New("broken"); !r.Over(model.All(2)) {
		t.Error("it goes on")
	}
}

// A report counts what was judged, of the nodes that live; the processes are given back, and a trace that cannot be
// written is an error.
func TestWhatIsReported(t *testing.T) {
	r := built(t, "--rounds 9")
	sink := &events{}
	r.dir, r.sink = t.TempDir(), sink
	m := nodes{r}
	m.Start(0)
	m.Start(1)
	m.Apply(0, model.Coin{})
	m.Apply(1, model.Coin{})
	m.Apply(0, model.Receive{From: 1, Message: r.sent[traceformat.ID{Sender: 1, Number: 1}]})
	members := func(crashed int) string {
		return fmt.Sprintf("steps 1, moves 11, judged_events 6, decisions 0, commits 0, crashed %d", crashed)
	}
	for live, want := range map[int]string{2: "all live nodes reached step 0", 1: "all live nodes reached step 1"} {
		report, err := r.Report(worldOf{model.All(live), 11}, nil)
		var got []string
		for _, m := range report.Members {
			got = append(got, fmt.Sprint(m.Name, " ", m.Value))
		}
		if err != nil || report.Reached != want || strings.Join(got, ", ") != members(3-live) || report.Open != "" ||
			report.Table != "6 events judged; 0 decisions, 0 of them commits\n" || len(report.Breaches) != 0 {
			t.Errorf("%+v, %v", report, err)
		}
	}
	if len(r.pool.busy) != 0 || len(r.pool.idle) < 2 {
		t.Errorf("%d processes busy, %d idle", len(r.pool.busy), len(r.pool.idle))
	}
	r.difference = &lockstep.Difference{Rule: "X", Verdict: spec.Violated, Event: &traceformat.Event{Step: 4}}
	if report, err := r.Report(worldOf{model.All(2), 11}, nil); err != nil || report.Breaches[0].Event.Step != 4 ||
		report.Breaches[0].Message != r.difference.String() || !strings.HasSuffix(report.Table, r.difference.Explain()) ||
		!strings.HasPrefix(report.Table, "6 events") {
		t.Errorf("%+v, %v", report, err)
	}
	sink.err = errors.New("disk full")
	if _, err := r.Report(worldOf{model.All(2), 11}, nil); err != sink.err {
		t.Error(err)
	}
}

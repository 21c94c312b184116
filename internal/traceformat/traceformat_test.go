package traceformat

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quesera/internal/testdata"
)

const header = `{"trace":"quesera/1","protocol":"qsc3","nodes":3,"message_threshold":2,"witness_threshold":2}` + "\n"

// Two protocols as their rooms describe them: one that decides, and one that allows all that the other does not.
var (
	deciding = Protocol{Name: "qsc3", NoHistory: "forgets by deciding", NoUnwitnessed: "stands on witnessed TLC"}
	timing   = Protocol{Name: "tlc", NoRounds: "has none"}
)

// read decodes a whole trace.
func read(r io.Reader) (Header, []Event, error) {
	d, err := NewDecoder(r, deciding, timing)
	if err != nil {
		return Header{}, nil, err
	}
	var events []Event
	for {
		var e Event
		switch err := d.Next(&e); err {
		case nil:
			events = append(events, e)
		case io.EOF:
			return d.Header(), events, nil
		default:
			return d.Header(), events, err
		}
	}
}

// Decoding a foreign trace and encoding it again gives the same bytes: nothing that a
// line says is lost.
func TestForeignTracesAreReadAndWrittenBackByteForByte(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata.Path(t, "traces"), "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got no traces, %v", err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		h, events, err := read(bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		if got := encode(t, h, events); !bytes.Equal(got, want) {
			t.Errorf("%s: encoding what was decoded gives other bytes", file)
		}
	}
}

func encode(t *testing.T, h Header, events []Event) []byte {
	t.Helper()
	var out bytes.Buffer
	enc, err := NewEncoder(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if err := enc.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Every kind of event and every optional member of the header survives a round trip,
// plain and compressed.
func TestEveryKindOfEventSurvivesARoundTrip(t *testing.T) {
	headers := []Header{
		{Protocol: deciding, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		{Protocol: deciding, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Rivals: RivalsByEnd},
		{Protocol: deciding, Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Rounds: Sequential,
			Rivals: RivalsByTwo, Acks: Direct,
			Source: "a \"quoted\" β source"},
		{Protocol: timing, Nodes: 3, MessageThreshold: 1, History: History{true, 0}},
		{Protocol: timing, Nodes: 1024, MessageThreshold: 1, History: History{true, 7}},
	}
	events := []Event{
		{Node: 2, Kind: SendRaw, ID: ID{2, 1}, Step: 5, Ticket: maxNumber},
		{Node: 1, Kind: SendAck, ID: ID{1, maxNumber}, Step: 5, Of: ID{2, 1}, To: 2},
		{Node: 2, Kind: SendWit, ID: ID{2, 2}, Step: maxNumber, Of: ID{2, 1}},
		{Node: 0, Kind: Receive, ID: ID{1000000, 0}},
		{Node: 0, Kind: Advance, Step: 6},
		{Node: 0, Kind: Adopt, ID: ID{1, 7}},
		{Node: 0, Kind: Decide, Round: 3, Choice: Choice{true, ID{2, 1}}, Committed: true},
		{Node: 1, Kind: Decide, Round: 4},
	}
	for _, h := range headers {
		list := events
		if !h.Protocol.Decides() {
			list = events[:5]
		}
		text := encode(t, h, list)
		for name, r := range map[string]io.Reader{"plain": bytes.NewReader(text),
			"gzip": bytes.NewReader(compress(t, text))} {
			gotHeader, got, err := read(r)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if d := cmp.Diff(h, gotHeader); d != "" {
				t.Errorf("%s: header: %s", name, d)
			}
			if d := cmp.Diff(list, got); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
	}
}

func compress(t *testing.T, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// good is an event like those that malformedEvents spoils, each in one way.
const good = `{"node":0,"event":"receive","id":"1.2"}`

var malformedEvents = []struct{ line, want string }{
	{``, "a blank line, want an event: line 4 is not blank"},
	{`[]`, "not a JSON object: got '['"},
	{`{}`, `member "event" is missing`},
	{good + `x`, "after the object: got 'x'"},
	{good + good, "after the object: got '{'"},
	{good[:len(good)-1], "got the end of the line, want , or }"},
	{good[:len(good)-3], "line ends inside a string"},
	{`{"node":0,"event":"receive","id":"1.2",}`, "want the name of a member"},
	{`{"node" 0}`, "want :"},
	{`{"node":}`, "want a value"},
	{`{"node":0 "event":"receive"}`, "want , or }"},
	{`{"node":0,"node":0,"event":"receive","id":"1.2"}`, `two members are named "node"`},
	{`{"node":0,"n\u006fde":0,"event":"receive","id":"1.2"}`, `two members are named "node"`},
	{`{"node":0,"event":"receive","id":"1.2","time":7}`, `unknown member "time", want one of node, event, id, `},
	{`{"node":0,"event":"receive","id":{"a":1}}`, "nothing is nested"},
	{`{"node":0,"event":"receive","id":` + strings.Repeat("[", 60000), "nothing is nested"},
	{`{"node":0,"event":"receive","id":"1.2","x_a":[1]}`, "nothing is nested"},
	{`{"node":0,"event":"receive","id":12}`, `"id" is a number, want a string`},
	{`{"node":0,"event":"receive","id":"12"}`, "want sender.number"},
	{`{"node":0,"event":"receive","id":"1.02"}`, "want sender.number"},
	{`{"node":0,"event":"receive","id":"1.-2"}`, "want sender.number"},
	{`{"node":0,"event":"receive","id":"99999999999.2"}`, "want sender.number"},
	{`{"node":0,"event":"receive","id":null}`, `"id" is null, want a string`},
	{`{"node":"0","event":"receive","id":"1.2"}`, `"node" is a string, want a number`},
	{`{"node":3,"event":"receive","id":"1.2"}`, `"node" is 3, want a node in 0..2`},
	{`{"node":-1,"event":"receive","id":"1.2"}`, "want a whole number"},
	{`{"node":-0,"event":"receive","id":"1.2"}`, "want a whole number"},
	{`{"node":0.0,"event":"receive","id":"1.2"}`, "want a whole number"},
	{`{"node":0e0,"event":"receive","id":"1.2"}`, "want a whole number"},
	{`{"node":1e999999999,"event":"receive","id":"1.2"}`, "want a whole number"},
	{`{"node":00,"event":"receive","id":"1.2"}`, "malformed number"},
	{`{"node":1.,"event":"receive","id":"1.2"}`, "malformed number"},
	{`{"node":1e,"event":"receive","id":"1.2"}`, "malformed number"},
	{`{"node":-,"event":"receive","id":"1.2"}`, "malformed number"},
	{`{"node":NaN,"event":"receive","id":"1.2"}`, "got 'N', want a value"},
	{`{"node":tru,"event":"receive","id":"1.2"}`, "want a value"},
	{`{"node":0,"event":"advance","step":4611686018427387904}`, "want a whole number"},
	{`{"node":0,"event":"advance","step":99999999999999999999999}`, "want a whole number"},
	{`{"node":0,"event":"crash"}`, `"event" is "crash", want one of`},
	{`{"node":0,"event":"send","id":"0.1","step":0}`, `"kind" is missing`},
	{`{"node":0,"event":"send","id":"0.1","kind":"nack","step":0}`, `"kind" is "nack", want one of`},
	{`{"node":0,"event":"send","id":"0.1","kind":"raw","step":0}`, `send raw: member "ticket" is missing`},
	{`{"node":0,"event":"send","id":"0.1","kind":"ack","step":0,"of":"1.1"}`, `member "to" is missing`},
	{`{"node":0,"event":"send","id":"0.1","kind":"ack","step":0,"of":"1.1","to":3}`, `"to" is 3, want a node`},
	{`{"node":0,"event":"send","id":"0.1","kind":"wit","step":0,"of":"1.1","to":1}`, `has a member "to", want none`},
	{`{"node":0,"event":"receive","id":"1.2","kind":"raw"}`, `has a member "kind", want none`},
	{`{"node":0,"event":"decide","round":0,"choice":"0.1"}`, `member "committed" is missing`},
	{`{"node":0,"event":"decide","round":0,"committed":true}`, `member "choice" is missing`},
	{`{"node":0,"event":"decide","round":0,"choice":"0.1","committed":1}`, "want true or false"},
	{"{\"node\":0,\"event\":\"receive\",\"id\":\"1\t.2\"}", "control character"},
	{"{\"node\":0,\"event\":\"rec\xff\",\"id\":\"1.2\"}", "not UTF-8"},
	{`{"node":0,"event":"\x","id":"1.2"}`, "malformed string"},
	{"\x00\x01\x02\x7f", "not a JSON object"},
}

// The decoder is a strict JSON reader: each of malformedEvents is wrong in one way, and the
// error names the line, the rule and what is wrong.
func TestMalformedEventsAreRefused(t *testing.T) {
	for _, c := range malformedEvents {
		_, events, err := read(strings.NewReader(header + good + "\n" + c.line + "\n" + good + "\n"))
		var e *Error
		if !errors.As(err, &e) || e.Line != 3 || e.Rule != RuleEvent || !strings.Contains(e.Msg, c.want) ||
			len(events) != 1 {
			t.Errorf("%.60s: got %v after %d events, want line 3, %s and %q", c.line, err, len(events), RuleEvent,
				c.want)
		}
	}
}

// What JSON allows is allowed: white space, escapes, another order of the members, a
// carriage return, no line feed after the last line, and members of one's own.
func TestHarmlessVariantsAreRead(t *testing.T) {
	want := []Event{{Node: 1, Kind: Receive, ID: ID{0, 12}}}
	for _, line := range []string{
		`{"node":1,"event":"receive","id":"0.12"}`,
		" { \"id\" : \"0.12\" ,\t\"event\":\"receive\",\"node\":1 } \r\n",
		`{"node":1,"event":"rec\u0065ive","\u0069d":"0.12"}` + "\n",
		`{"node":1,"event":"receive","id":"0.12","x_time":-1.5e+3,"x_host":"β","x_a":null,"x_b":false,"x_time":1}`,
	} {
		_, got, err := read(strings.NewReader(header + line))
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: got %v, %v", line, got, err)
		}
	}
}

// A byte order mark may stand before the header, once.
func TestAByteOrderMarkIsPassedOver(t *testing.T) {
	if _, got, err := read(strings.NewReader("\uFEFF" + header + good + "\n")); err != nil || len(got) != 1 {
		t.Errorf("%d events, %v", len(got), err)
	}
	if _, _, err := read(strings.NewReader("\uFEFF\uFEFF" + header + good + "\n")); err == nil {
		t.Error("two marks are passed over")
	}
}

// Each header below is wrong in one way.
func TestMalformedHeadersAreRefused(t *testing.T) {
	member := func(name, value string) string {
		return strings.TrimSuffix(header, "}\n") + `,"` + name + `":` + value + "}\n"
	}
	change := func(old, new string) string { return strings.Replace(header, old, new, 1) }
	for _, c := range []struct{ text, rule, want string }{
		{"", RuleEncoding, "the file is empty"},
		{"\n", RuleHeader, "not a JSON object"},
		{`{"node":0,"event":"receive","id":"1.2"}` + "\n", RuleHeader, `unknown member "node"`},
		{change(`quesera/1`, `quesera/2`), RuleHeader, `"trace" is "quesera/2"`},
		{change(`qsc3`, `raft`), RuleHeader, `"protocol" is "raft"`},
		{change(`"nodes":3,`, ``), RuleHeader, `member "nodes" is missing`},
		{change(`"nodes":3`, `"nodes":0`), RuleHeader, "nodes = 0, want 1..1024"},
		{change(`"nodes":3`, `"nodes":1025`), RuleHeader, "nodes = 1025, want 1..1024"},
		{change(`"nodes":3`, `"nodes":"3"`), RuleHeader, "want a number"},
		{change(`"message_threshold":2`, `"message_threshold":0`), RuleThresholds, "message_threshold = 0, want 1..3"},
		{change(`"message_threshold":2`, `"message_threshold":4`), RuleThresholds, "message_threshold = 4, want 1..3"},
		{change(`"witness_threshold":2`, `"witness_threshold":4`), RuleThresholds, "witness_threshold = 4, want 0..3"},
		{change(`"witness_threshold":2`, `"witness_threshold":0`), RuleThresholds, "qsc3 stands on witnessed TLC"},
		{member("rounds", `"parallel"`), RuleHeader, `"rounds" is "parallel"`},
		{member("rivals", `"s+1"`), RuleHeader, `"rivals" is "s+1", want one of ["either" "s+3" "s+2"]`},
		{strings.Replace(member("rivals", `"s+2"`), "qsc3", "tlc", 1), RuleHeader, "tlc has none"},
		{member("acknowledgments", `"none"`), RuleHeader, `"acknowledgments" is "none"`},
		{member("history", `3`), RuleHeader, "qsc3 forgets by deciding"},
		{strings.Replace(member("rounds", `"sequential"`), "qsc3", "tlc", 1), RuleHeader, "tlc has none"},
		{member("source", `7`), RuleHeader, "want a string"},
		{strings.TrimSuffix(header, "}\n"), RuleHeader, "the end of the line"},
	} {
		_, _, err := read(strings.NewReader(c.text))
		var e *Error
		wantLine := 1
		if c.text == "" {
			wantLine = 0
		}
		if !errors.As(err, &e) || e.Line != wantLine || e.Rule != c.rule || !strings.Contains(e.Msg, c.want) {
			t.Errorf("%.90q: got %v, want line %d, %s and %q", c.text, err, wantLine, c.rule, c.want)
		}
	}
}

// endless gives the same byte for ever.
type endless byte

func (b endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(b)
	}
	return len(p), nil
}

// A line without end is refused at MaxLine, as header and as event; the reader is never
// asked for much more.
func TestALineWithoutEndIsRefusedAtTheLimit(t *testing.T) {
	for line, text := range []string{"", header} {
		counted := &countingReader{r: io.MultiReader(strings.NewReader(text), endless(' '))}
		_, _, err := read(counted)
		var e *Error
		if !errors.As(err, &e) || e.Line != line+1 || e.Rule != RuleEncoding ||
			!strings.Contains(e.Msg, "longer than") {
			t.Errorf("got %v, want line %d, %s", err, line+1, RuleEncoding)
		}
		if counted.n > 3*MaxLine {
			t.Errorf("read %d bytes of a line of at most %d", counted.n, MaxLine)
		}
	}
	longest := `{"node":1,"event":"receive","id":"0.12"`
	longest += strings.Repeat(" ", MaxLine-len(longest)-2) + "}\n"
	if _, got, err := read(strings.NewReader(header + longest)); err != nil || len(got) != 1 {
		t.Errorf("a line of just %d bytes: got %v", len(longest), err)
	}
}

type countingReader struct {
	r io.Reader
	n int
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// A compressed trace that is cut, damaged or followed by rubbish is refused.
func TestDamagedGzipIsRefused(t *testing.T) {
	whole := compress(t, []byte(header+strings.Repeat(`{"node":0,"event":"receive","id":"1.2"}`+"\n", 1000)))
	damaged := bytes.Clone(whole)
	damaged[len(damaged)-5] ^= 1
	for name, data := range map[string][]byte{
		"magic only": whole[:2], "cut in the head": whole[:7], "cut": whole[:len(whole)/2],
		"without its checksum": whole[:len(whole)-8], "damaged": damaged, "rubbish behind": append(bytes.Clone(whole),
			"rubbish"...),
	} {
		_, _, err := read(bytes.NewReader(data))
		var e *Error
		if !errors.As(err, &e) || e.Rule != RuleEncoding {
			t.Errorf("%s: got %v, want %s", name, err, RuleEncoding)
		}
	}
}

// A trace cut inside its last line is refused there, wherever the cut falls.
func TestATraceCutInsideALineIsRefusedThere(t *testing.T) {
	text := header + `{"node":0,"event":"receive","id":"1.2"}` + "\n" + `{"node":0,"event":"advance","step":10}`
	start := strings.LastIndex(text, "{")
	for cut := start + 1; cut < len(text); cut++ {
		_, _, err := read(strings.NewReader(text[:cut]))
		var e *Error
		if !errors.As(err, &e) || e.Line != 3 || e.Rule != RuleEvent {
			t.Fatalf("cut at %d: got %v, want line 3, %s", cut, err, RuleEvent)
		}
	}
}

// A decision has no place in a trace of TLC, whose raw messages may do without tickets.
func TestTLCHasNeitherDecisionsNorTickets(t *testing.T) {
	tlc := strings.Replace(header, "qsc3", "tlc", 1)
	if _, got, err := read(strings.NewReader(tlc +
		`{"node":0,"event":"send","id":"0.1","kind":"raw","step":0}`)); err != nil || len(got) != 1 {
		t.Errorf("raw without ticket: got %v, %v", got, err)
	}
	_, _, err := read(strings.NewReader(tlc + `{"node":0,"event":"decide","round":0,"choice":"0.1","committed":true}`))
	if err == nil || !strings.Contains(err.Error(), "no decisions") {
		t.Errorf("decide: got %v, want a refusal", err)
	}
}

// Blank lines may stand at the end of a file, and nowhere else: there the first one is named.
func TestBlankLinesOnlyAtTheEnd(t *testing.T) {
	const event = `{"node":0,"event":"receive","id":"1.2"}` + "\n"
	for _, end := range []string{"\n", "\n\n  \r\n\t", " "} {
		if _, events, err := read(strings.NewReader(header + event + end)); err != nil || len(events) != 1 {
			t.Errorf("with %q at the end: %d events, %v", end, len(events), err)
		}
		var e *Error
		if _, _, err := read(strings.NewReader(header + event + "\n" + end + "\n" + event)); !errors.As(err, &e) ||
			e.Line != 3 || e.Rule != RuleEvent {
			t.Errorf("with %q in the middle: %v, want an error in line 3", end, err)
		}
	}
}

// A last line without its line feed that is no event is called cut; one that is an event is read.
func TestACutLineIsCalledCut(t *testing.T) {
	const whole = `{"node":0,"event":"receive","id":"1.2"}`
	for text, cut := range map[string]bool{whole[:20]: true, whole[:20] + "\n": false} {
		_, _, err := read(strings.NewReader(header + text))
		if err == nil || strings.Contains(err.Error(), "the file is cut inside this line") != cut {
			t.Errorf("%q: %v, want to hear that it is cut: %v", text, err, cut)
		}
	}
	if _, events, err := read(strings.NewReader(header + whole)); err != nil || len(events) != 1 {
		t.Errorf("without a line feed: %v, %v", events, err)
	}
}

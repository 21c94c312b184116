package lockstep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/schematest"
	"quesera/internal/traceformat"
)

// definition is the schema of the messages of one direction.
func definition(t *testing.T, name string) func(line string) error {
	t.Helper()
	return schematest.Compile(t, Schema, "#/$defs/"+name)
}

// mutants are the line and all that is made from it by leaving a member out, adding one, or giving one another value.
func mutants(t *testing.T, line string) []string {
	t.Helper()
	object := schematest.Object(t, line)
	all := []string{line}
	add := func(name, value string) { all = append(all, schematest.With(t, object, name, value)) }
	for _, name := range slices.Sorted(maps.Keys(object)) {
		for _, value := range []string{"", "0", "1", "-1", "1.5", `"0.1"`, `"1"`, `"01.1"`, `"raw"`, `""`, "true", "null",
			"{}", "[]", "4611686018427387904", "18446744073709551615", "18446744073709551616"} {
			add(name, value)
		}
	}
	for _, value := range []string{"1", `"a"`, "null", "true", "{}"} {
		add("x_own", value)
		add("other", value)
	}
	add("body", `"b"`)
	add("body", "1")
	return all
}

// sent are the lines that nodes write, one of each kind.
var sent = []string{
	`{"event":"send","kind":"raw","id":"1.1","step":0,"ticket":5,"body":"b"}`,
	`{"event":"send","kind":"ack","id":"1.2","step":0,"of":"0.1","to":0}`,
	`{"event":"send","kind":"wit","id":"1.3","step":7,"of":"1.1","body":""}`,
	`{"event":"receive","id":"0.1"}`, `{"event":"adopt","id":"0.1"}`, `{"event":"advance","step":3}`,
	`{"event":"decide","round":2,"choice":"0.7","committed":true}`, `{"event":"decide","round":2,"choice":null,` +
		`"committed":false}`, `{"event":"resend","id":"0.1"}`, `{"event":"done","number":3,"again":true}`,
}

// What a node writes is read just if the schema has it, of every kind of message and everything that can be wrong
// with it. What the schema cannot know is the group: who is in it, and whether tickets are drawn.
func TestTheSchemaIsWhatIsRead(t *testing.T) {
	valid := definition(t, "wrote")
	h := group(t)
	counts := map[bool]int{}
	for _, line := range sent {
		for _, m := range mutants(t, line) {
			_, err := ReadReaction(h, 1, []byte(m))
			if err != nil && (strings.Contains(err.Error(), "want a node in") ||
				strings.Contains(err.Error(), `member "ticket" is missing`)) {
				continue
			}
			schema := valid(m)
			counts[schema == nil]++
			if (err == nil) != (schema == nil) {
				t.Errorf("%s: read: %v, schema: %v", m, err, schema)
			}
		}
	}
	if counts[true] < 30 || counts[false] < 300 {
		t.Errorf("%v lines compared", counts)
	}
}

// The same of what Serve reads.
func TestTheSchemaIsWhatIsServed(t *testing.T) {
	valid := definition(t, "asked")
	lines := []string{`{"node":1,"input":"propose","step":0,"ticket":5}`, `{"node":1,"input":"message","id":"0.1"}`,
		`{"node":1,"input":"timeout"}`, `{"node":1,"event":"done"}`, `{"node":1,"event":"expect"}`}
	for _, line := range sent {
		if !strings.Contains(line, "done") {
			line = strings.Replace(strings.Replace(line, `,"body":"b"`, "", 1), `,"body":""`, "", 1)
			lines = append(lines, `{"node":1,`+line[1:])
		}
	}
	counts := map[bool]int{}
	for _, line := range lines {
		for _, m := range mutants(t, line) {
			s, err := begin(bytes.TrimSpace(group(t).Line()), Options{}, catalogue.TraceFormats())
			if err != nil {
				t.Fatal(err)
			}
			if s.open.node = 1; !strings.Contains(m, `"input"`) {
				s.open.known = true
			}
			err = s.line([]byte(m), &Answer{})
			if err != nil && (strings.Contains(err.Error(), "want a node in") || strings.Contains(err.Error(), "want 0..1") ||
				strings.Contains(err.Error(), `member "ticket" is missing`) || strings.Contains(err.Error(), "has no input")) {
				continue
			}
			read, schema := err == nil || errors.Is(err, errDiffers), valid(m)
			counts[schema == nil]++
			if read != (schema == nil) {
				t.Errorf("%s: read: %v, schema: %v", m, err, schema)
			}
		}
	}
	if counts[true] < 30 || counts[false] < 300 {
		t.Errorf("%v lines compared", counts)
	}
}

// What is written is in the schema: every kind of input, and every kind of answer; and a line with a member less, or
// one more, is not.
func TestWhatIsWrittenIsInTheSchema(t *testing.T) {
	h := group(t)
	e := traceformat.Event{Node: 1, ID: traceformat.ID{Sender: 1, Number: 2}, Step: 4, Ticket: 1<<64 - 1,
		Of: traceformat.ID{Number: 9}}
	lines := map[string][]string{"told": {string(Init{Node: 1, Header: h, Dir: "/a"}.Line(1)),
		string(Input{Kind: Propose, Step: 3, Ticket: 5}.Line(2)), string(Input{Kind: Timeout}.Line(3))}}
	for kind := traceformat.SendRaw; kind <= traceformat.SendWit; kind++ {
		e.Kind = kind
		lines["told"] = append(lines["told"], string(Packet{e, "b"}.Line(4)))
	}
	begins := strings.SplitAfter(started, "\n")
	var out strings.Builder
	for _, session := range []string{started, begins[0] + `{"node":0,"event":"expect"}`, begins[0] + begins[6]} {
		in := strings.NewReader(string(h.Line()) + session)
		if _, err := Serve(in, &out, Options{}, catalogue.TraceFormats()...); err != nil {
			t.Fatal(err)
		}
	}
	lines["answered"] = strings.Split(strings.TrimSpace(out.String()), "\n")
	for name, all := range lines {
		valid := definition(t, name)
		kinds := map[string]bool{}
		for _, line := range all {
			if err := valid(line); err != nil {
				t.Errorf("%s: %v", line, err)
			}
			var object map[string]json.RawMessage
			json.Unmarshal([]byte(line), &object)
			kinds[fmt.Sprint(string(object["type"]), string(object["kind"]), string(object["answer"]))] = true
			for member := range object {
				less := maps.Clone(object)
				delete(less, member)
				text, _ := json.Marshal(less)
				if err := valid(string(text)); (err == nil) != (member == "expected") {
					t.Errorf("%s without %s: %v", line, member, err)
				}
			}
			object["x_more"] = json.RawMessage("1")
			if text, _ := json.Marshal(object); valid(string(text)) == nil {
				t.Errorf("%s is in the schema", text)
			}
		}
		if want := map[string]int{"told": 6, "answered": 3}[name]; len(kinds) != want {
			t.Errorf("%s: %d kinds, want %d", name, len(kinds), want)
		}
	}
}

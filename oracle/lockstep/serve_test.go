package lockstep

import (
	"encoding/json"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/spec"
)

// served has Serve read lines behind the header of group.
func served(t *testing.T, lines string) (answers []Answer, v spec.Verdict, err error) {
	t.Helper()
	var out strings.Builder
	v, err = Serve(strings.NewReader(string(group(t).Line())+lines), &out, Options{}, catalogue.TraceFormats()...)
	for line := range strings.Lines(out.String()) {
		var a Answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers, v, err
}

// started is a good beginning of node 0.
const started = `{"node":0,"input":"propose","step":0,"ticket":5}
{"node":0,"event":"send","kind":"raw","id":"0.1","step":0,"ticket":5}
{"node":0,"event":"receive","id":"0.1"}
{"node":0,"event":"send","kind":"ack","id":"0.2","step":0,"of":"0.1","to":0}
{"node":0,"event":"receive","id":"0.2"}
{"node":0,"event":"resend","id":"0.1"}
{"node":0,"event":"done"}
`

// Every line is answered by one, which agrees; and what should happen is told where it is asked, as events of a
// trace.
func TestEveryLineIsAnswered(t *testing.T) {
	answers, v, err := served(t, started)
	if err != nil || v != spec.Holds || len(answers) != 8 {
		t.Fatalf("%d answers, %v, %v", len(answers), v, err)
	}
	for k, a := range answers {
		if a.Line != k+1 || a.Answer != "agrees" || a.Node != nil {
			t.Errorf("%+v", a)
		}
	}
	lines := strings.SplitAfter(started, "\n")
	answers, v, err = served(t, lines[0]+`{"node":0,"event":"expect"}`+"\n")
	want := []string{`{"node":0,"event":"send","id":"0.1","kind":"raw","step":0,"ticket":5}`,
		`{"node":0,"event":"receive","id":"0.1"}`,
		`{"node":0,"event":"send","id":"0.2","kind":"ack","step":0,"of":"0.1","to":0}`,
		`{"node":0,"event":"receive","id":"0.2"}`}
	if err != nil || v != spec.Inconclusive || len(answers) != 3 || len(answers[2].Expected) != len(want) {
		t.Fatalf("%v, %v, %+v", v, err, answers)
	}
	for k, e := range answers[2].Expected {
		if string(e) != want[k] {
			t.Errorf("%s, want %s", e, want[k])
		}
	}
	if a := answers[2]; a.Answer != "expected" || *a.Node != 0 || a.Input != "propose in step 0 with ticket 5" ||
		!strings.HasPrefix(a.State, "in step 0; its raw message not sent") {
		t.Errorf("%+v", a)
	}
}

// The first difference ends it, with all that explains it.
func TestADifferenceIsAnswered(t *testing.T) {
	lines := strings.SplitAfter(started, "\n")
	answers, v, err := served(t, strings.Join(lines[:3], "")+lines[6]+lines[3])
	if err != nil || v != spec.Violated || len(answers) != 5 {
		t.Fatalf("%v, %v, %+v", v, err, answers)
	}
	a := answers[4]
	if a.Answer != "differs" || a.Rule != "LOCK-DONE" || a.Section == "" || *a.Node != 0 || a.Got != "is done" ||
		!strings.Contains(a.Message, "has not acknowledged 0.1") || len(a.Expected) != 4 || a.State == "" {
		t.Errorf("%+v", a)
	}
}

// What is no line of a session is refused with its number and the reason.
func TestWhatIsNoSessionIsRefused(t *testing.T) {
	for lines, want := range map[string]string{
		"\x00":                                  "line 2: line is not a JSON object",
		`{"input":"timeout"}`:                   `line 2: member "node"`,
		`{"node":7,"input":"x"}`:                "line 2: node = 7, want 0..1",
		`{"node":0,"input":"dance"}`:            `line 2: input = "dance"`,
		`{"node":0,"input":"timeout","step":1}`: `unknown member "step"`,
		`{"node":0,"input":"propose","step":0}`: `member "ticket"`,
		`{"node":0,"event":"done"}`:             "node 0 has no input",
		`{"node":0,"input":"timeout"}` + "\n" + `{"node":1,"event":"done"}`:    "line 3: node 1 has no input",
		`{"node":0,"input":"timeout"}` + "\n" + `{"node":1,"input":"timeout"}`: "node 0 is not done",
		`{"node":0,"input":"timeout"}` + "\n" + `{"node":0,"event":"sing"}`:    `"event" is "sing"`,
		`{"node":0,"input":"timeout"}` + "\n" + `{"node":0}`:                   `"event" is missing`,
		strings.Repeat("x", 1<<17):                                             "line 2: more than 65536 octets",
	} {
		if _, v, err := served(t, lines); err == nil || v != spec.Unusable || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, %v, want %s", lines, v, err, want)
		}
	}
	for head, want := range map[string]string{"": "nothing to read", "{}\n": `line 1: member "trace" is missing`,
		strings.Replace(string(group(t).Line()), `"witness_threshold":2`, `"witness_threshold":1`, 1): "is no majority"} {
		var out strings.Builder
		if v, err := Serve(strings.NewReader(head), &out, Options{}, catalogue.TraceFormats()...); err == nil ||
			v != spec.Unusable || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %s", head, v, err, want)
		}
	}
}

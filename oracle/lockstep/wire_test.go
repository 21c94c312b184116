package lockstep

import (
	"reflect"
	"strings"
	"testing"

	"quesera/internal/traceformat"
	"quesera/model"
)

// What a node writes is read: events, messages that it sends again, and that it is done.
func TestReactionsAreRead(t *testing.T) {
	h := group(t)
	for line, want := range map[string]Reaction{
		`{"event":"done","number":12}`:                             {Kind: IsDone, Number: 12},
		`{"number":0,"again":true,"event":"done","x_of_mine":"a"}`: {Kind: IsDone, Again: true},
		`{"event":"done","number":1,"again":false}`:                {Kind: IsDone, Number: 1},
		`{"event":"resend","id":"1.7"}`:                            {Kind: Resends, ID: traceformat.ID{Sender: 1, Number: 7}},
		`{"event":"receive","id":"0.3"}`: {Event: traceformat.Event{Node: 1, Kind: traceformat.Receive,
			ID: traceformat.ID{Number: 3}}},
		`{"event":"send","kind":"raw","id":"1.1","step":0,"ticket":18446744073709551615,"body":"a\"b"}`: {
			Event: traceformat.Event{Node: 1, Kind: traceformat.SendRaw, ID: traceformat.ID{Sender: 1, Number: 1},
				Ticket: 1<<64 - 1}, Body: `a"b`},
	} {
		if got, err := ReadReaction(h, 1, []byte(line)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", line, got, err, want)
		}
	}
}

// What is no message is refused with the reason.
func TestWhatIsNoReactionIsRefused(t *testing.T) {
	for line, want := range map[string]string{
		``:                                        "not a JSON object",
		`[]`:                                      "not a JSON object",
		"\x00\xff\x17":                            "not a JSON object",
		`{}`:                                      `"event" is missing`,
		`{"event":"done"}`:                        `"number": want a whole number`,
		`{"event":"done","number":-1}`:            `"number": want a whole number`,
		`{"event":"done","number":1e3}`:           `"number": want a whole number`,
		`{"event":"done","number":"1"}`:           `"number": want a whole number`,
		`{"event":"done","number":1,"number":2}`:  "two members are named",
		`{"event":"done","number":1,"again":1}`:   `"again": want true or false`,
		`{"event":"done","number":1,"b":1}`:       `unknown member "b"`,
		`{"event":"resend"}`:                      `"id": want a string`,
		`{"event":"resend","id":"x"}`:             "want sender.number",
		`{"event":"resend","id":"0.1","k":1}`:     `unknown member "k"`,
		`{"event":"dance"}`:                       `"event" is "dance"`,
		`{"event":1}`:                             `"event" is a number`,
		`{"event":"hole"}`:                        "is a hole",
		`{"event":"advance","step":1,"node":0}`:   "speaks for itself",
		`{"event":"advance","step":1,"body":"b"}`: "has a body",
		`{"event":"advance","step":{"a":1}}`:      "nothing is nested",
		`{"event":"send","kind":"ack","id":"1.1","step":0,"of":"0.1","to":2}`:           "want a node in 0..1",
		`{"event":"send","kind":"raw","id":"1.1","step":0,"ticket":1,"body":7}`:         `"body": want a string`,
		`{"event":"send","kind":"raw","id":"1.1","step":0}`:                             `"ticket" is missing`,
		`{"event":"advance","step":1} {}`:                                               "",
		`{` + strings.Repeat(`"x_a`, 1) + `":1` + strings.Repeat(`,"x_b":1`, 30) + `}`:  "two members are named",
		`{"event":"send","kind":"raw","body":"` + strings.Repeat("b", MaxBody+1) + `"}`: "want at most 32768",
		`{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,` +
			`"n":1,"o":1,"p":1,"q":1,"r":1,"s":1,"t":1,"u":1,"v":1,"w":1,"x":1,"y":1,"z":1}`: "more than 24 members",
	} {
		if r, err := ReadReaction(group(t), 1, []byte(line)); err == nil || !strings.Contains(err.Error(), want) ||
			strings.Contains(err.Error(), "%!") {
			t.Errorf("%.60s: %+v, %v, want %s", line, r, err, want)
		}
	}
}

// What a node is told is one flat object a line, with all that it needs.
func TestInputsAreWritten(t *testing.T) {
	h := group(t)
	ack := traceformat.Event{Node: 1, Kind: traceformat.SendAck, ID: traceformat.ID{Sender: 1, Number: 2}, Step: 4,
		Of: traceformat.ID{Number: 9}}
	wit := ack
	wit.Kind = traceformat.SendWit
	raw := traceformat.Event{Kind: traceformat.SendRaw, ID: traceformat.ID{Number: 2}, Step: 4, Ticket: 77}
	sequential := h
	sequential.Rounds = traceformat.Sequential
	for _, c := range []struct {
		line []byte
		want string
	}{
		{Init{Node: 1, Header: h, Dir: `/a "b"`}.Line(1), `{"type":"init","number":1,"node":1,"nodes":2,"protocol":"` +
			h.Protocol.Name + `","message_threshold":2,"witness_threshold":2,"rounds":"pipelined","dir":"/a \"b\"",` +
			`"restarted":false}`},
		{Input{Kind: Propose, Step: 3, Ticket: 5}.Line(2), `{"type":"propose","number":2,"step":3,"ticket":5}`},
		{Input{Kind: Timeout}.Line(3), `{"type":"timeout","number":3}`},
		{Packet{raw, "b"}.Line(4), `{"type":"message","number":4,"from":0,"kind":"raw","id":"0.2","step":4,"ticket":77,` +
			`"body":"b"}`},
		{Packet{ack, ""}.Line(5), `{"type":"message","number":5,"from":1,"kind":"ack","id":"1.2","step":4,"of":"0.9",` +
			`"to":0,"body":""}`},
		{Packet{wit, ""}.Line(6), `{"type":"message","number":6,"from":1,"kind":"wit","id":"1.2","step":4,"of":"0.9",` +
			`"body":""}`},
	} {
		if got := string(c.line); got != c.want+"\n" {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if got := string(Init{Header: sequential, Restarted: true}.Line(1)); !strings.Contains(got, `"rounds":"sequential"`) ||
		!strings.Contains(got, `"restarted":true`) {
		t.Error(got)
	}
	for kind, e := range []traceformat.Event{raw, ack, wit} {
		if got := (Packet{Event: e}).Label(); got != (model.Label{Kind: uint8(kind), Step: 4}) {
			t.Errorf("kind %d: %+v", kind, got)
		}
	}
}

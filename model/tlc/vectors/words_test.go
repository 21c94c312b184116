package vectors_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model"
	"quesera/model/tlc"
	"quesera/model/tlc/vectors"
)

// Groups are refused whose thresholds are none of theirs, or that the node is not of: each for one thing.
func TestGroupsThatThereAreNoneOfAreRefused(t *testing.T) {
	inputs, err := vectors.Family().Inputs()
	if err != nil {
		t.Fatal(err)
	}
	const head = `{"nodes":%d,"message_threshold":%d,"witness_threshold":%d,"self":%d,"messages":{},"events":[]}`
	for k, c := range []struct {
		nodes, message, witness, self int
		why                           string
	}{{0, 1, 1, 0, "self = 0, want 0 to -1"}, {3, 0, 2, 0, "message threshold = 0"}, {3, 4, 2, 0, "message threshold = 4"},
		{3, 2, 4, 0, "witness threshold = 4"},
		{3, 2, 2, 3, "self = 3, want 0 to 2"}, {1 << 20, 2, 2, 0, "nodes"}} {
		v := inputs[k]
		if want := fmt.Sprintf(head, c.nodes, c.message, c.witness, c.self); string(v.Input) != want ||
			v.Topic != "thresholds that do not fit the group are refused" {
			t.Errorf("%s: %s, %s, want %s", v.ID, v.Topic, v.Input, want)
		}
		if _, err := vectors.Family().Perform(v.ID, v.Input); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %s", v.ID, err, c.why)
		}
	}
}

// What is wrong with a script is what is said of it, on both sides of each bound.
func TestScriptsAreRead(t *testing.T) {
	one := func(event string) string { return "events=[" + event + "]" }
	got := func(name, content string) string {
		return fmt.Sprintf(`messages={%q:%s} events=[{"event":"receive","from":1,"message":%q}]`, name, content, name)
	}
	past := func(from int, messages ...string) string {
		return fmt.Sprintf(`{"past":{"from":%d,"messages":[%s]}}`, from, strings.Join(messages, ","))
	}
	const empty = `{"past":{"from":0,"messages":[]}}`
	recent := int(tlc.Recent)
	var all []vectortest.Spoilt
	for _, c := range [][2]string{
		{"self=-1", "! self = -1, want 0 to 2"}, {"self=2", "= start"},
		{one(`{"event":"none"}`), `malformed: event 1: event = "none", want one of broadcast`},
		{one(`{"event":"timeout","from":-1}`), "malformed: event 1: timeout: from = -1"},
		{one(`{"event":"timeout","from":1024}`), "= start"},
		{one(`{"event":"timeout","from":1025}`), "malformed: event 1: timeout: from = 1025"},
		{one(`{"event":"timeout","step":-1}`), "malformed: event 1: timeout: from = 0, step = -1"},
		{one(`{"event":"timeout","step":1073741824}`), "= start"},
		{one(`{"event":"timeout","step":1073741825}`), "malformed: event 1: timeout: from = 0, step = 1073741825"},
		{got("1.0.raw", empty), "= start"}, {got("1.0.cert", empty), "= start"},
		{got("1.0", empty), `malformed: event 1: message = "1.0", want one like`},
		{got("1.0.raw.raw", empty), "malformed: event 1: message ="},
		{got("1.0.ack", empty), "malformed: event 1: message ="},
		{got("x.0.raw", empty), "malformed: event 1: message ="}, {got("1.x.raw", empty), "malformed: event 1: message ="},
		{got("2.0.raw", empty), "= start"},
		{got("3.0.raw", empty), `malformed: event 1: message = "3.0.raw", want a node below 3`},
		{got("1.1073741823.raw", empty), "= start"}, {got("1.1073741824.raw", empty), "malformed: event 1: message ="},
		{`messages={} events=[{"event":"receive","from":1,"message":"1.0.raw"}]`,
			`malformed: event 1: message "1.0.raw" is not among`},
		{got("1.0.raw", past(-1)), "malformed: event 1: past: from = -1"}, {got("1.0.raw", past(1<<20)), "= start"},
		{got("1.0.raw", past(1<<20+1)), "malformed: event 1: past: from = 1048577"},
		{got("1.0.cert", past(-1)), "malformed: event 1: past: from = -1"},
		{got("1.9.raw", past(5, `"1.5.raw"`)), "= start"},
		{got("1.9.raw", past(5, `"1.4.cert"`)), "malformed: event 1: past: 1.4.cert is not of the"},
		{got("1.9.raw", past(5, fmt.Sprintf(`"1.%d.cert"`, 4+recent))), "= start"},
		{got("1.9.raw", past(5, fmt.Sprintf(`"1.%d.raw"`, 5+recent))), "malformed: event 1: past: 1."},
		{got("1.9.raw", past(5, `"1.5"`)), `malformed: event 1: message = "1.5"`},
		{got("1.1.raw", `{"confirmed":[-1],"past":{"from":0,"messages":[]}}`), "malformed: event 1: node = -1, want"},
		{got("1.1.raw", `{"confirmed":[3],"past":{"from":0,"messages":[]}}`), "malformed: event 1: node = 3, want 0 to 2"},
		{got("1.1.raw", `{"confirmed":[0,2],"past":{"from":0,"messages":[]}}`), "= start"},
		{one(`{"event":"catch_up","from":1,"messages":["1.0"]}`), `malformed: event 1: message = "1.0"`},
		{`messages={} events=[{"event":"catch_up","from":1,"messages":["0.0.raw"]}]`, "= start"},
		{`messages={} events=[{"event":"catch_up","from":1,"messages":["0.0.raw","1.0.raw"]}]`,
			`malformed: event 1: message "1.0.raw" is not among`},
	} {
		all = append(all, vectortest.Spoilt{ID: "tlc/clock/9", Change: c[0], Want: c[1]})
	}
	vectortest.Spoil(t, vectors.Family(), all...)
}

// An event of a script is one of the clock's: what is said of it there is what the node is told.
func TestEventsAreWhatTheySay(t *testing.T) {
	content := vectors.Message{Confirmed: []int{0, 2}, Past: vectors.Past{From: 1,
		Messages: []string{"2.1.cert", "0.2.raw"}}, Proposal: &vectors.Proposal{Round: 4}}
	of := vectors.Message{Of: "2.3.raw"}
	script := vectors.Script{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Messages: map[string]vectors.Message{
		"1.3.raw": content, "1.3.cert": of, "2.3.cert": {}, "2.2.raw": {}}}
	w := vectors.NewWords(script)
	told := func(e vectors.Event) model.Event {
		got, err := w.Event(e)
		if err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		return got
	}
	for want, e := range map[model.Event]vectors.Event{
		tlc.Broadcast{}: {Event: "broadcast"}, model.Timeout{}: {Event: "timeout"},
		model.Coin{Value: 77}:                             {Event: "coin", Ticket: 77},
		model.Receive{From: 2, Message: tlc.Ask{Step: 5}}: {Event: "ask", From: 2, Step: 5},
		model.Receive{From: 2, Message: tlc.Ack{Step: 3, Of: w.Digest("1.3.raw")}}: {Event: "ack", From: 2, Step: 8,
			Of: "1.3.raw"},
		model.Receive{From: 2, Message: tlc.Ack{Step: 8, Of: w.Digest("other")}}: {Event: "ack", From: 2, Step: 8,
			Of: "other"},
	} {
		if got := told(e); got != want {
			t.Errorf("%+v is %+v, want %+v", e, got, want)
		}
	}
	raw := told(vectors.Event{Event: "receive", From: 2, Message: "1.3.raw"}).(model.Receive)
	m := raw.Message.(*tlc.Raw)
	if raw.From != 2 || m.Node != 1 || m.Step != 3 || m.Stamp != tlc.RawStamp(3) || m.Digest != w.Digest("1.3.raw") ||
		!m.Confirmed.Equal(model.Only(0).With(2)) || m.Payload != nil || m.Past.Base() != tlc.RawStamp(1) ||
		!m.Past.At(tlc.CertStamp(1)).Equal(model.Only(2)) || !m.Past.At(tlc.RawStamp(2)).Equal(model.Only(0)) {
		t.Errorf("%+v", raw)
	}
	w.Read = func(_ *vectors.Words, p *vectors.Proposal) (model.Payload, error) { return payload(p.Round), nil }
	m = told(vectors.Event{Event: "receive", From: 2, Message: "1.3.raw"}).(model.Receive).Message.(*tlc.Raw)
	if m.Payload != payload(4) {
		t.Errorf("it carries %v", m.Payload)
	}
	for text, want := range map[string]string{"1.3.cert": "2.3.raw", "2.3.cert": "2.3.raw"} {
		cert := told(vectors.Event{Event: "receive", From: 2, Message: text}).(model.Receive).Message.(*tlc.Cert)
		if fmt.Sprintf("%d.%d.cert", cert.Node, cert.Step) != text || cert.Stamp != tlc.CertStamp(3) ||
			cert.Of != w.Digest(want) {
			t.Errorf("%s is %+v", text, cert)
		}
	}
	caught := told(vectors.Event{Event: "catch_up", From: 2, Step: 4, Asked: true,
		Messages: []string{"0.3.raw", "1.3.raw", "2.3.cert", "2.2.raw"}}).(model.Receive)
	up := caught.Message.(tlc.CatchUp)
	var has []string
	for step := range model.Step(5) {
		for m := range up.History.RawMessages(step) {
			has = append(has, fmt.Sprintf("%d.%d.raw", m.Node, m.Step))
		}
		for m := range up.History.CertMessages(step) {
			has = append(has, fmt.Sprintf("%d.%d.cert", m.Node, m.Step))
		}
	}
	if caught.From != 2 || up.Step != 4 || !up.Asked || !slices.Equal(has, []string{"2.2.raw", "1.3.raw", "2.3.cert"}) {
		t.Errorf("%+v, with %v", caught, has)
	}
}

// What a node does is said as it does it, each effect in its words. What no word is for is asked of the layer above.
func TestEffectsAreWhatTheySay(t *testing.T) {
	w := vectors.NewWords(vectors.Script{Nodes: 3})
	raw := &tlc.Raw{Step: 2, Digest: model.Digest{8}, Confirmed: model.Only(1), Payload: payload(6)}
	raw.Node = 1
	cert := &tlc.Cert{Step: 2, Of: model.Digest{8}}
	cert.Node = 2
	history := tlc.HistoryOf(2, []*tlc.Raw{raw}, []*tlc.Cert{cert})
	say := func() string {
		text, err := json.Marshal(w.Effects([]model.Effect{model.Broadcast{Message: raw},
			model.Send{To: 2, Message: cert}, model.Send{To: 1, Message: tlc.Ack{Step: 4, Of: model.Digest{8}}},
			model.Send{To: 0, Message: tlc.Ask{Step: 5}},
			model.Send{To: 0, Message: tlc.CatchUp{Step: 2, Asked: true, History: history}}, tlc.Advanced{Step: 3},
			tlc.DeliveredRaw{Message: raw}, tlc.DeliveredCert{Message: cert}, tlc.Acknowledged{By: 2},
			tlc.Jumped{From: 1, To: 2, Carried: raw}, model.AskCoin{Sides: 6}},
			func(e model.Effect) vectors.Effect { return vectors.Effect{Effect: fmt.Sprintf("%T", e)} }))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	want := func(proposal string) string {
		return `[{"effect":"broadcast","message":"1.2.raw","confirmed":[1],"past":{"from":0,"messages":[]}` + proposal +
			`},{"effect":"broadcast","to":2,"message":"2.2.cert","past":{"from":0,"messages":[]},"of":"1.2.raw"},` +
			`{"effect":"ack","to":1,"of":"1.2.raw","step":4},{"effect":"ask","to":0,"step":5},` +
			`{"effect":"catch_up","to":0,"step":2,"asked":true,"messages":["1.2.raw","2.2.cert"]},` +
			`{"effect":"advance","step":3},{"effect":"delivered","message":"1.2.raw"},` +
			`{"effect":"delivered","message":"2.2.cert"},{"effect":"acknowledged","by":2},` +
			`{"effect":"jump","message":"1.2.raw","step":2},{"effect":"model.AskCoin"}]`
	}
	if got := say(); got != want("") {
		t.Errorf("%s, want %s", got, want(""))
	}
	w.Show = func(_ *vectors.Words, p model.Payload) *vectors.Proposal {
		return &vectors.Proposal{Round: int(p.(payload)), Ticket: 3, Parent: "0.0.raw"}
	}
	const proposal = `,"proposal":{"round":6,"ticket":3,"parent":"0.0.raw"}`
	if got := say(); got != want(proposal) {
		t.Errorf("%s, want %s", got, want(proposal))
	}
	raw.Payload = nil
	if got := say(); got != want("") {
		t.Errorf("%s, want %s", got, want(""))
	}
}

// idle does nothing.
type idle struct{}

func (idle) Start(model.NodeID) (int, []model.Effect)         { return 0, nil }
func (idle) Apply(s int, _ model.Event) (int, []model.Effect) { return s + 1, nil }

// long is a history of as many steps as are kept, of which node 1 has a raw message and a certificate each.
func long() tlc.CatchUp {
	var raws []*tlc.Raw
	var certs []*tlc.Cert
	for step := model.Step(24); step < 40; step++ {
		raw, cert := &tlc.Raw{Step: step}, &tlc.Cert{Step: step}
		raw.Node, raw.Stamp, cert.Node, cert.Stamp = 1, tlc.RawStamp(step), 1, tlc.CertStamp(step)
		raws, certs = append(raws, raw), append(certs, cert)
	}
	return tlc.CatchUp{Step: 39, History: tlc.HistoryOf(39, raws, certs)}
}

// helper says what it is asked to when it starts, if it is node 1.
type helper struct {
	idle
	says model.Message
}

func (h helper) Start(i model.NodeID) (int, []model.Effect) {
	if i == 1 {
		return 0, []model.Effect{model.Send{To: 0, Message: h.says}}
	}
	return 0, nil
}

// Of what is caught up on all steps are told that are kept: as what is sent, and as what arrives, where
// each message is listed.
func TestAllStepsThatAreKeptAreTold(t *testing.T) {
	var want []string
	for step := 40 - int(tlc.Kept); step < 40; step++ {
		want = append(want, fmt.Sprintf("1.%d.raw", step), fmt.Sprintf("1.%d.cert", step))
	}
	slices.Sort(want)
	sent := vectors.NewWords(vectors.Script{Nodes: 2}).Effects([]model.Effect{model.Send{Message: long()}}, nil)
	if !slices.Equal(sent[0].Messages, want) {
		t.Errorf("%v is sent, want %v", sent[0].Messages, want)
	}
	r := vectors.Recording{Script: vectors.Script{Nodes: 2}, Events: 1}
	s := vectors.Record(r, helper{says: long()}, vectors.NewWords(r.Script),
		func(model.Effect) (uint64, bool) { return 0, false })
	if len(s.Events) != 1 || !slices.Equal(s.Events[0].Messages, want) ||
		!slices.Equal(slices.Sorted(maps.Keys(s.Messages)), want) {
		t.Errorf("%+v arrives, and %d messages are listed, want %v", s.Events, len(s.Messages), want)
	}
}

// The names of messages have nodes below 1024 and steps below 2^30.
func TestNamesAreRead(t *testing.T) {
	for name, known := range map[string]bool{"1023.0.raw": true, "1024.0.raw": false, "0.1073741823.cert": true,
		"0.1073741824.cert": false} {
		w := vectors.NewWords(vectors.Script{Nodes: 1 << 12, Messages: map[string]vectors.Message{name: {}}})
		if e, err := w.Event(vectors.Event{Event: "receive", Message: name}); (err == nil) != known {
			t.Errorf("%s: %v, %v", name, e, err)
		}
	}
}

// Long recordings are told alike too, in which a node that was deaf hears again, packets are lost and others late.
func TestLongRecordingsAreToldAlike(t *testing.T) {
	for seed := uint64(4); seed < 8; seed++ {
		r := recording(3, 2, 2, int(seed)%3, seed, 100)
		r.Deaf, r.Late, r.Loss = 60, 20*int(seed%2), 0.05
		m, err := tlc.New(tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2})
		if err != nil {
			t.Fatal(err)
		}
		got := vectors.Record(r, m, vectors.NewWords(r.Script), func(e model.Effect) (uint64, bool) {
			_, advanced := e.(tlc.Advanced)
			return 0, advanced
		})
		same(t, fmt.Sprintf("seed %d", seed), got, retold(t, "", r).script)
	}
}

// A recording of a node to which too little happens ends all the same.
func TestRecordingsEnd(t *testing.T) {
	r := vectors.Recording{Script: vectors.Script{Nodes: 1}, Events: 1 << 20}
	s := vectors.Record(r, idle{}, vectors.NewWords(r.Script), func(model.Effect) (uint64, bool) { return 0, false })
	if len(s.Events) != 1<<14 || s.Events[0].Event != "timeout" {
		t.Errorf("%d events", len(s.Events))
	}
}

// payload is one of a layer of a test.
type payload int

func (p payload) AppendTo(out []byte) []byte { return append(out, byte(p)) }

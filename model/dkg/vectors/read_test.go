package vectors_test

import (
	"fmt"
	"strings"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model/dkg/vectors"
)

// A refusal is a vector that must be refused, and why.
type refusal struct{ id, topic, head, why string }

// refused are sizes of which each is refused for one thing.
var refused = []refusal{
	{"dkg/fresh/1", "sizes, f < t <= n-f or not", sizes(0, 1, 0), "self is outside the group"},
	{"dkg/fresh/2", "sizes, f < t <= n-f or not", sizes(3, 1, 1), "threshold = 1"},
	{"dkg/fresh/3", "sizes, f < t <= n-f or not", sizes(3, 3, 1), "threshold = 3"},
	{"dkg/fresh/4", "sizes, f < t <= n-f or not", sizes(3, 0, 0), "threshold = 0"},
	{"dkg/fresh/5", "sizes, f < t <= n-f or not", sizes(3, 2, -1), "faults = -1"},
	{"dkg/reshare/9", "a commitment of another length than the old threshold", resharing(1, 3, 1),
		"old threshold = 3, want 1 < t <= 2"},
	{"dkg/reshare/10", "an old threshold that its faulty reach", resharing(1, 2, 2), "threshold = 2"},
	{"dkg/reshare/11", "a new threshold that its faulty reach", resharing(2, 2, 1), "threshold = 2"},
	{"dkg/reshare/12", "a commitment of another length than the old threshold",
		strings.Replace(resharing(1, 2, 1), `,"11"`, "", 1), "commitment"},
}

func sizes(n, t, f int) string {
	return fmt.Sprintf(`{"group":"GF(251)","protocol":"Gennaro","nodes":%d,"threshold":%d,"faults":%d,"self":0,`+
		`"events":[]}`, n, t, f)
}

func resharing(faults, oldThreshold, oldFaults int) string {
	return fmt.Sprintf(`{"group":"GF(251)","protocol":"resharing","nodes":5,"threshold":2,"faults":%d,"self":0,"old":`+
		`{"members":3,"receivers":3,"threshold":%d,"faults":%d,"commitment":["29","11"],"share":"3a"},"events":[]}`, faults,
		oldThreshold, oldFaults)
}

// What must be refused is refused for what it says, and a group of four of whom all must deal is none of these.
func TestSizesAreRefusedForOneThing(t *testing.T) {
	inputs, err := vectors.Family().Inputs()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, v := range inputs {
		_, err := vectors.Family().Perform(v.ID, v.Input)
		if v.ID == "dkg/fresh/6" && (string(v.Input) != sizes(4, 4, 0) || err != nil) {
			t.Errorf("%s: %s: %v", v.ID, v.Input, err)
		}
		for _, r := range refused {
			if r.id != v.ID {
				continue
			}
			found++
			if v.Topic != r.topic || string(v.Input) != r.head || err == nil || !strings.Contains(err.Error(), r.why) {
				t.Errorf("%s: %s, %s: %v, want %s", v.ID, v.Topic, v.Input, err, r.why)
			}
		}
	}
	if found != len(refused) {
		t.Errorf("%d refusals, want %d", found, len(refused))
	}
}

// What is wrong with a transcript is what is said of it, on both sides of each bound.
func TestTranscriptsAreRead(t *testing.T) {
	got := func(message string) string { return `events=[{"event":"receive","from":1,"message":` + message + `}]` }
	event := `malformed: event 1: event = "`
	var all []vectortest.Spoilt
	for _, c := range [][2]string{
		{`group="GF(7)"`, `malformed: group = "GF(7)", want GF(251) or G1`},
		{`protocol="none"`, `malformed: protocol = "none"`},
		{"nodes=1025", "malformed: nodes = 1025, want at most 1024"}, {"nodes=1024 threshold=1025 events=[]", "! dkg"},
		{"self=-1", "! self is outside the group"}, {"self=4", "! self is outside the group"}, {"self=3", "= effects"},
		{"nodes=0", "! self is outside the group"}, {`events=[{"event":"none"}]`, event + `none", want coins`},
		{`events=[{"event":"receive","from":1}]`, event}, {`events=[{"event":"ended","phase":"none"}]`, event},
		{`events=[{"event":"ended"}]`, event}, {`events=[{"event":"ended","phase":"dealing"}]`, "= effects"},
		{`events=[{"event":"coins","values":[1,2]}]`, `= effects [[await:dealing draw:2] [broadcast:deal:[x01 x02] send:1`},
		{`events=[{"event":"receive","from":-1,"message":{"kind":"complaint"}}]`, event},
		{`events=[{"event":"receive","from":1024,"message":{"kind":"complaint"}}]`, event},
		{`events=[{"event":"receive","from":1023,"message":{"kind":"complaint"}}]`, "= effects"},
		{`events=[{"event":"receive","from":0,"message":{"kind":"complaint"}}]`, "= effects"},
		{got(`{"kind":"none"}`), `malformed: event 1: kind = "none"`},
		{got(`{"kind":"deal","commitment":["fb"]}`), "malformed: event 1: fb: want an octet below 251"},
		{got(`{"kind":"deal","commitment":["fa"]}`), "= effects"}, {got(`{"kind":"deal","commitment":[""]}`), "malformed"},
		{got(`{"kind":"deal","commitment":["0101"]}`), "malformed: event 1: 0101: want"},
		{got(`{"kind":"share","value":"fb","blind":"00"}`), "malformed: event 1: fb: want"},
		{got(`{"kind":"share","value":"fa","blind":"fb"}`), "malformed: event 1: fb: want"},
		{got(`{"kind":"share","value":"fa","blind":"fa"}`), "= effects"},
		{got(`{"kind":"share"}`), "malformed: event 1: : want"},
		{got(`{"kind":"complaint","against":[-1]}`), "malformed: event 1: against = -1"},
		{got(`{"kind":"complaint","against":[1024]}`), "malformed: event 1: against = 1024"},
		{got(`{"kind":"complaint","against":[0,1023]}`), "= effects"},
		{got(`{"kind":"reveal","opened":[{"node":-1,"value":"00","blind":"00"}]}`), "malformed: event 1: node = -1"},
		{got(`{"kind":"reveal","opened":[{"node":1024,"value":"00","blind":"00"}]}`), "malformed: event 1: node = 1024"},
		{got(`{"kind":"reveal","opened":[{"node":0,"value":"00","blind":"00"}]}`), "= effects"},
		{got(`{"kind":"reveal","opened":[{"node":1023,"value":"00","blind":"00"}]}`), "= effects"},
		{got(`{"kind":"reveal","opened":[{"node":0,"value":"fb","blind":"00"}]}`), "malformed: event 1: fb: want"},
		{got(`{"kind":"reveal","opened":[{"node":0,"value":"00","blind":"fb"}]}`), "malformed: event 1: fb: want"},
	} {
		all = append(all, vectortest.Spoilt{ID: "dkg/fresh/7", Change: c[0], Want: c[1]})
	}
	for _, c := range [][2]string{
		{"old=null", "malformed: a resharing has an old group, within the nodes"},
		{"old.members=-1", "malformed: a resharing"}, {"old.members=6", "malformed: a resharing"},
		{"old.members=5 events=[]", "= effects"}, {"old.members=0", "! dkg"}, {"old.receivers=-1", "malformed: a resharing"},
		{"old.receivers=6", "malformed: a resharing"}, {"old.receivers=5 events=[]", "= effects"},
		{"old.receivers=0", "! dkg"},
		{`old.commitment.1="fb"`, "malformed: fb: want"}, {`old.share="fb"`, "malformed: fb: want"},
		{`old.share=null events=[]`, "= effects"},
	} {
		all = append(all, vectortest.Spoilt{ID: "dkg/reshare/1", Change: c[0], Want: c[1]})
	}
	vectortest.Spoil(t, vectors.Family(), all...)
}

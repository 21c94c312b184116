package vectors

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model"
	"quesera/model/beacon"
)

// Vectors are drawn. What comes of each that is written is what it wants.
func TestVectors(t *testing.T) { vectortest.Run(t, Family()) }

// An event is of a node that there can be, of a round that a timer can have, and of a kind that there is.
func TestEventsThatCannotBeAreRefused(t *testing.T) {
	scheme := beacon.PedersenChained()
	told := Beacon{Previous: genesis()}
	for _, c := range []struct {
		event Event
		want  bool
	}{
		{Event{Event: "begin", Round: 1}, true}, {Event{Event: "begin", Round: 1 << 31}, true},
		{Event{Event: "begin", Round: 1<<31 + 1}, false}, {Event{Event: "end", Round: 1}, false}, {Event{}, false},
		{Event{Event: "beacon", From: model.MaxNodes - 1, Beacon: &told}, true},
		{Event{Event: "beacon", From: model.MaxNodes, Beacon: &told}, false},
		{Event{Event: "beacon", From: -1, Beacon: &told}, false}, {Event{Event: "beacon", From: 1}, false},
		{Event{Event: "partial", From: 1, Round: 1}, false},
	} {
		e, err := eventOf(scheme, c.event)
		if (err == nil) != c.want {
			t.Errorf("%+v: %v, %v, want an event: %v", c.event, e, err, c.want)
		}
		if told, ok := e.(model.Receive); ok && c.want && int(told.From) != c.event.From {
			t.Errorf("%+v is from node %d", c.event, told.From)
		}
	}
}

// What is wrong with an input is what is said of it.
func TestInputsAreRead(t *testing.T) {
	most := strconv.Itoa(model.MaxNodes)
	above := strconv.Itoa(model.MaxNodes + 1)
	var all []vectortest.Spoilt
	for _, ids := range [][2]string{{"beacon/verify/1", "beacon/node/1"}, {"beacon/verify/27", "beacon/node/27"}} {
		for _, c := range [][2]string{
			{"beacons=[]", "malformed: want at least one beacon"}, {`scheme="none"`, `! scheme "none": unknown`},
			{"key=cut", "! beacon: round 1: bls: public key: G"}, {"beacons.0.signature=cut", "! beacon: round 1: bls: sig"},
		} {
			all = append(all, vectortest.Spoilt{ID: ids[0], Change: c[0], Want: c[1]})
		}
		for _, c := range [][2]string{
			{`scheme="none"`, `! scheme "none": unknown`}, {"nodes=-1", "malformed: nodes = -1, threshold = 2"},
			{"nodes=" + above, "malformed: nodes = " + above}, {"threshold=-1", "malformed: nodes = 3, threshold = -1"},
			{"threshold=" + above, "malformed: nodes = 3, threshold = " + above},
			{"nodes=" + most, "= lines"}, {"nodes=0", "! vss: shamir: threshold = 2 of 0 shares"},
			{"threshold=" + most, "! vss: shamir: threshold = " + most + " of 3 shares"},
			{"threshold=0", "! vss: shamir: threshold = 0 of 3 shares"},
			{"commitment=cut", "! vss: length of commitment ="}, {"share=cut", "! bls: scalar: wrong length = 31 octets"},
			{"self=-1", "! self = -1, want 0 to 2"}, {"self=3", "! self = 3, want 0 to 2"}, {"self=2", "= lines"},
			{`commitment="c0` + strings.Repeat("00", 47) + `"`, "! vss: length of commitment = 48"},
		} {
			all = append(all, vectortest.Spoilt{ID: ids[1], Change: c[0], Want: c[1]})
		}
	}
	identity, slope := "c0"+strings.Repeat("00", 47), makeOf(names[0]).commitment[48:]
	all = append(all, vectortest.Spoilt{ID: "beacon/node/1", Change: fmt.Sprintf(`commitment="%s%x"`, identity, slope),
		Want: "! tbls: public key: identity element"},
		vectortest.Spoilt{ID: "beacon/node/2", Change: "events.3.event=null", Want: `malformed: event 4: event = "", want`},
		vectortest.Spoilt{ID: "beacon/node/2", Change: "events.3.signature=cut", Want: "! event 4: bls: G2 point: wrong"})
	vectortest.Spoil(t, Family(), all...)
}

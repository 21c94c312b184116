package vectors

import (
	"strings"
	"testing"

	"quesera/internal/vector/vectortest"
	"quesera/model"
	"quesera/model/beacon"
)

// Vectors are drawn, and some have a result. What comes of each that is written is what it wants.
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

// Of the beacons that are to be verified those pass whose rounds follow each other, whatever is not known; without
// chains another genesis does not matter, and nobody names the signature before.
func TestEachBeaconThatDiffersIsRefused(t *testing.T) {
	good := " one beacon; three beacons; the genesis is not known;"
	unchained := good + " after another genesis; without the signature before;"
	seen := 0
	for _, c := range verifyCases() {
		want := good
		if c.Input.Scheme != "pedersen-bls-chained" {
			want = unchained
		}
		_, err := verify(c.Input)
		if holds := strings.Contains(want, " "+c.Topic+";"); (err == nil) != holds {
			t.Errorf("%s, %s: %v, want that it holds: %v", c.Input.Scheme, c.Topic, err, holds)
		}
		seen++
	}
	if seen < 40 {
		t.Errorf("%d cases, want many", seen)
	}
}

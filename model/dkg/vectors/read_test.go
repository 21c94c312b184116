package vectors_test

import (
	"fmt"
	"strings"
	"testing"

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
	return fmt.Sprintf(`{"group":"GF(251)","protocol":"Gennaro","nodes":%d,"threshold":%d,"faults":%d,"self":0,"events":[]}`,
		n, t, f)
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

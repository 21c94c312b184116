package dkg

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// safe are the configurations with all ways to cheat and crash for n = 3 and 4, with the reachable states
// and transitions that an exact search must find.
var safe = []struct {
	config              Config
	states, transitions uint64
}{
	{config: Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 1 << 2}},
	{config: Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 1 << 0, Expose: 1}},
	{config: Config{Nodes: 3, Threshold: 2, Faults: 1, Crashes: 1, Expose: 1}},
	{config: Config{Nodes: 4, Threshold: 2, Faults: 1, Corrupt: 1 << 3, Expose: 1}},
	{config: Config{Nodes: 4, Threshold: 3, Faults: 1, Corrupt: 1 << 1, Expose: 1}},
	{config: Config{Nodes: 4, Threshold: 3, Faults: 1, Crashes: 1, Expose: 1}},
}

func TestX(t *testing.T) {
	for _, s := range safe {
		r, err := explore.Explore(s.config.Spec(), explore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v: %d %d %v complete %v", s.config, r.States, r.Transitions, r.PerAction, r.Complete)
		for p, prop := range s.config.Spec().Props {
			if (r.Reached[p] != nil) != (prop.Kind == spec.Sometimes) {
				t.Errorf("%s %s: %v", prop.ID, prop.Claim, r.Reached[p])
				if r.Reached[p] != nil {
					run, _ := r.Reached[p].Run()
					t.Errorf("deadlock %+v", run.States[len(run.States)-1])
				}
			}
		}
		if r.Deadlock != nil {
			run, _ := r.Deadlock.Run()
			t.Errorf("deadlock %+v", run.States[len(run.States)-1])
		}
	}
}

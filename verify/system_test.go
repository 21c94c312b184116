package verify

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// up is a spec that counts to Top.
type up struct {
	N uint8 `max:"Top"`
}

type upConfig struct{ Nodes, Top uint8 }

func counting() *spec.Spec[up] {
	property := func(id string, kind spec.PropertyKind, holds func(*up) bool) spec.Property[up] {
		return spec.Property[up]{Claim: spec.Claim{ID: id}, Kind: kind, Predicate: spec.Predicate[up]{Holds: holds}}
	}
	return &spec.Spec[up]{
		Name: "up", Config: upConfig{1, 60},
		Actions: []spec.Action[up]{spec.Act1("Up", "", spec.Numbers("x", 1),
			func(s *up, _ uint8) bool { return s.N < 60 }, func(s *up, _ uint8) { s.N++ })},
		Props: []spec.Property[up]{
			property("T-P1", spec.Invariant, func(s *up) bool { return s.N <= 60 }),
			property("T-S1", spec.Sometimes, func(s *up) bool { return s.N == 5 }),
			property("T-S2", spec.Sometimes, func(s *up) bool { return s.N == 50 }),
			property("T-S3", spec.Sometimes, func(s *up) bool { return s.N > 60 }),
		},
		Final: &spec.Predicate[up]{Holds: func(s *up) bool { return s.N == 60 }},
	}
}

// What a search found is a fact; what it did not find is one only if it was complete.
func TestFindingsOfASearchCutShortAreInconclusive(t *testing.T) {
	const holds, violated, open = spec.Holds, spec.Violated, spec.Inconclusive
	for _, c := range []struct {
		most uint64
		want []spec.Verdict // of T-P1, T-S1 to T-S3, no deadlock
	}{
		{0, []spec.Verdict{holds, holds, holds, violated, holds}},
		{20, []spec.Verdict{open, holds, open, open, open}},
	} {
		r, err := NewSystem(counting()).Explore(explore.Options{MaxStates: c.most})
		if err != nil || len(r.Findings) != len(c.want) || r.Complete != (c.most == 0) {
			t.Fatalf("%+v, %v", r, err)
		}
		for i, f := range r.Findings {
			if f.Verdict != c.want[i] {
				t.Errorf("at most %d states, %s: %v, want %v", c.most, f.ID, f.Verdict, c.want[i])
			}
		}
	}
	stuck := counting()
	stuck.Final.Holds = func(s *up) bool { return false }
	r, err := NewSystem(stuck).Explore(explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	last := r.Findings[len(r.Findings)-1]
	if story, err := last.Run(); last.Verdict != violated || last.Depth != 60 || err != nil || len(story.Steps) != 60 {
		t.Errorf("a deadlock after 60 steps: %+v", last)
	}
}

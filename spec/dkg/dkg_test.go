package dkg

import (
	"testing"

	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

// safe are the configurations with all ways to cheat and to crash, f of n, for n = 3 and 4 and one of n = 5,
// with the states and transitions that an exact search finds.
var safe = []struct {
	config              Config
	states, transitions uint64
}{
	{Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 1 << 2}, 238, 237},
	{Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 1 << 0, Expose: true}, 1804, 1839},
	{Config{Nodes: 3, Threshold: 2, Faults: 1, Crashes: 1, Expose: true}, 301, 300},
	{Config{Nodes: 4, Threshold: 2, Faults: 1, Corrupt: 1 << 3, Expose: true}, 7592, 7719},
	{Config{Nodes: 4, Threshold: 3, Faults: 1, Corrupt: 1 << 1, Expose: true}, 13158, 13381},
	{Config{Nodes: 4, Threshold: 3, Faults: 1, Crashes: 1, Expose: true}, 945, 944},
	{Config{Nodes: 5, Threshold: 3, Faults: 2, Corrupt: 1 << 4, Crashes: 1}, 475082, 475081},
}

// DKG-P1 to P5, P12 to P14 hold in every reachable state of the safe configurations, every Sometimes is
// reached, and the search is complete and of the known size.
func TestQualifiedDealersAreAgreedOn(t *testing.T) {
	for _, s := range safe {
		if !s.config.Safe() {
			t.Errorf("%+v is not safe", s.config)
		}
		sp := s.config.Spec()
		r := exploretest.Whole(t, sp, explore.Options{}, s.states, s.transitions)
		for a, taken := range r.PerAction {
			if taken == 0 {
				t.Errorf("%+v: %s is never taken", s.config, sp.Actions[a].Name)
			}
		}
	}
}

// Each bound is needed: beyond it, the property that it is there for fails.
func TestBeyondTheBoundsPropertiesFail(t *testing.T) {
	for _, unsafe := range []struct {
		why    string
		config Config
		fails  string
	}{
		{"two corrupt nodes of three disqualify the honest one", Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 0b110},
			"DKG-P2"},
		{"QUAL then has no honest dealer", Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 0b110}, "DKG-P4"},
		{"with t = f a corrupt node knows what honest nodes deal", Config{Nodes: 3, Threshold: 1, Faults: 1, Corrupt: 0b100},
			"DKG-P14"},
		{"with t > n-f nobody can reconstruct", Config{Nodes: 3, Threshold: 3, Faults: 1, Corrupt: 0b100, Expose: true},
			"DKG-P12"},
		{"a second crash leaves too few dealers", Config{Nodes: 3, Threshold: 2, Faults: 1, Crashes: 2}, "DKG-P4"},
		{"without tolerance a false complaint disqualifies", Config{Nodes: 3, Threshold: 2, Faults: 0, Corrupt: 0b100},
			"DKG-P2"},
		{"without the broadcast channel honest nodes disagree", Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 0b001,
			Deaf: 0b100}, "DKG-P1"},
		{"a node whose share comes too late has it published", Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: 0b001,
			Cut: 0b100}, "DKG-P5"},
		{"a wrong answer that nobody checks leaves a node without its share", Config{Nodes: 3, Threshold: 2, Faults: 1,
			Corrupt: 0b001, Trusting: true}, "DKG-P3"},
		{"a false accusation that nobody checks breaks an honest dealer", Config{Nodes: 3, Threshold: 2, Faults: 1,
			Corrupt: 0b001, Expose: true, Trusting: true}, "DKG-P13"},
	} {
		if unsafe.config.Safe() {
			t.Errorf("%s: %+v counts as safe", unsafe.why, unsafe.config)
		}
		sp := unsafe.config.Spec()
		r, err := explore.Explore(sp, explore.Options{Until: unsafe.fails})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for p, prop := range sp.Props {
			found = found || prop.ID == unsafe.fails && r.Reached[p] != nil
		}
		if !found {
			t.Errorf("%s: %s holds of %+v", unsafe.why, unsafe.fails, unsafe.config)
		}
	}
}

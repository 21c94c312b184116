package dkg_test

import (
	"strings"
	"testing"

	"quesera/spec/dkg"
	"quesera/spec/explore/exploretest"
)

// The conditions of the invariants on states made by hand.
func TestEachConditionOfTheKeyGenerationSeesWhatItIsAbout(t *testing.T) {
	nobody := func(*st) {}
	exploretest.Judge(t, "somebody finished", dkg.Config.SomebodyFinished, four, handmade{"nobody", nobody, false},
		handmade{"the first", func(s *st) { s.Finished = set(0) }, true})
	exploretest.Judge(t, "two finished", dkg.Config.TwoFinished, four,
		handmade{"one", func(s *st) { s.Finished = set(2) }, false},
		handmade{"two", func(s *st) { s.Finished = set(0, 2) }, true})
	exploretest.Judge(t, "honest published", dkg.Config.HonestPublished, four, handmade{"nothing", ended, false},
		handmade{"answered by the first", func(s *st) { s.Answered[0] = set(3) }, true},
		handmade{"revealed of the last", func(s *st) { s.Revealed[2] = set(1) }, true},
		handmade{"of a corrupt dealer", func(s *st) { s.Answered[3], s.Revealed[3] = set(1), set(1) }, false},
		handmade{"of one that crashed", func(s *st) { s.Crashed, s.Answered[1] = set(1), set(0) }, false})
	exploretest.Judge(t, "honest shared", dkg.Config.HonestShared, four, handmade{"nothing is dealt", nobody, false},
		handmade{"a corrupt node has one of the first", func(s *st) { s.Dealt, s.Fits[0] = set(0), set(0, 3) }, true},
		handmade{"and of the last", func(s *st) { s.Dealt, s.Fits[2] = set(2), set(2, 3) }, true},
		handmade{"of a dealer whose commitment does not stand", func(s *st) { s.Fits[0] = set(0, 3) }, false},
		handmade{"of a corrupt one", func(s *st) { s.Dealt, s.Fits[3] = set(3), set(0, 1, 3) }, false},
		handmade{"of one that crashed", func(s *st) { s.Crashed, s.Dealt, s.Fits[0] = set(0), set(0), set(0, 3) }, false})
}

// Which claims and actions a key generation has depends on who is corrupt, who may crash, and how the key is shown.
func TestAKeyGenerationClaimsWhatItsGroupAllows(t *testing.T) {
	const (
		plain, shown = "P1 P2 P3 P4 P5 P14 S1", "P1 P2 P3 P4 P5 P14 S1 P12 P13"
		corrupt      = " S2 S3 S4 S5"
		deal, show   = "Deal Complain Justify Finish", "Deal Complain Justify ShowKey Accuse Reveal Finish"
	)
	for _, c := range []struct {
		config          dkg.Config
		claims, actions string
	}{
		{dkg.Config{Nodes: 3, Threshold: 2, Faults: 1}, plain, deal},
		{dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Crashes: 1}, plain + " S6", deal},
		{dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Corrupt: set(2)}, plain + corrupt, deal},
		{dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Expose: true}, shown, show},
		{dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Expose: true, Crashes: 1}, shown + " S6 S7", show},
		{dkg.Config{Nodes: 3, Threshold: 2, Faults: 1, Expose: true, Corrupt: set(0)}, shown + corrupt + " S7", show},
	} {
		sp := c.config.Spec()
		var claims, actions []string
		for _, p := range sp.Props {
			claims = append(claims, strings.TrimPrefix(p.ID, "DKG-"))
		}
		for _, a := range sp.Actions {
			actions = append(actions, a.Name)
		}
		if strings.Join(claims, " ") != c.claims || strings.Join(actions, " ") != c.actions {
			t.Errorf("%+v: claims %v, actions %v, want %s and %s", c.config, claims, actions, c.claims, c.actions)
		}
	}
}

// A dealer in a group of one that deals to all that there is, but whose commitment does not stand, has not done its
// duty. And who reads a run is told what each node dealt and holds.
func TestADealThatDoesNotStandIsNoDuty(t *testing.T) {
	var s st
	dkg.Config{Nodes: 1, Threshold: 1, Crashes: 1}.Deal(&s, 0, set(0), 0)
	if s.Crashed != set(0) || !s.Dealt.Empty() {
		t.Errorf("crashed %v, dealt %v", s.Crashed, s.Dealt)
	}
	s = st{Phase: 3, Turn: 1, Crashed: set(0), Dealt: set(1), Exposed: set(2), Accused: set(3)}
	s.Fits[3], s.Accusers[3], s.Answered[3], s.Qual[3], s.Holds[3] = set(0), set(1), set(2), set(3), set(0, 1)
	lines := four.Spec().Describe(&s)
	if len(lines) != 5 || lines[0] != "phase 3, turn of 1, crashed {0}, dealt {1}, exposed {2}, accused {3}" ||
		lines[4] != "node 3: its shares fit at {0}, accused by {1}, answered {2}; has QUAL {3}, shares of {0 1}" {
		t.Errorf("described as %q", lines)
	}
}

package qsc3_test

import (
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// Which actions, claims and views a round has depends on its thresholds, its tickets and what may be late.
func TestARoundClaimsWhatItsThresholdsAllow(t *testing.T) {
	const blind = "P1 P2 P3 P4"
	for _, c := range []struct {
		config                  qsc3.Config
		actions, claims, inFair string
		views, heard            int
	}{
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true},
			actions: "Witness Miss SeeLate ConfirmLate ReconfirmLate Hear", claims: blind + " S3", views: 2, heard: 4},
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true},
			actions: "Witness Miss Hear", claims: blind + " S3", views: 2, heard: 3},
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 2, Late: true},
			actions: "Witness Miss SeeLate ConfirmLate ReconfirmLate Hear", claims: blind, views: 2, heard: 1},
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 3, Rivals: 2}, actions: "Witness Miss Hear",
			claims: blind + " S3", heard: 4},
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 1},
			actions: "Witness Miss Hear Reveal", claims: blind + " P5 P6 P7 S1 S2 S7 S3", inFair: "P8", heard: 4},
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 2, Sure: true},
			actions: "Witness Miss Hear Reveal", claims: blind + " P5 P6 P7 S1 S2 S7 S3 S4 S5 S6", inFair: "P9", heard: 4},
		{config: qsc3.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Tickets: 2},
			actions: "Witness Miss Hear Reveal", claims: blind + " P5 P6 P7 S1 S2 S7", inFair: "P8", heard: 1},
	} {
		sp := c.config.Spec()
		var actions, claims, inFair []string
		heard := 0
		for _, a := range sp.Actions {
			if actions = append(actions, a.Name); a.Name == "Hear" {
				heard = len(a.Params[1].Values)
			}
		}
		for _, p := range sp.Props {
			claims = append(claims, strings.TrimPrefix(p.ID, "QSC3-"))
		}
		for _, p := range sp.Live {
			if inFair = append(inFair, strings.TrimPrefix(p.ID, "QSC3-")); p.Crashes != 0 {
				t.Errorf("%+v: %s: %d nodes crash, want none", c.config, p.ID, p.Crashes)
			}
		}
		if strings.Join(actions, " ") != c.actions || strings.Join(claims, " ") != c.claims ||
			strings.Join(inFair, " ") != c.inFair || len(sp.Views) != c.views || heard != c.heard {
			t.Errorf("%+v: actions %v, claims %v, in fair runs %v, %d views, messages of %d sets heard; want %+v", c.config,
				actions, claims, inFair, len(sp.Views), heard, c)
		}
	}
}

// What a node sees committed, the claims about it, and what a state is described as, on states made by hand.
func TestWhoSeesARoundSucceed(t *testing.T) {
	for p, want := range map[spec.NodeID]bool{0: false, 1: false, 2: true} {
		exploretest.Judge(t, "commits", func(c qsc3.Config, s *st) bool { return c.Commits(s, 0, p) }, three,
			handmade{"the highest ticket, reconfirmed", ended, want},
			handmade{"not reconfirmed", but(func(s *st) { s.Knows[0].Reconfirmed = set(1) }), false})
		exploretest.Judge(t, "may choose", func(c qsc3.Config, s *st) bool { return c.MayChoose(s, 0, p) }, three,
			handmade{"the highest ticket, confirmed", ended, want})
	}
	higher := but(func(s *st) { s.Ticket[0] = 3 }) // as high as node 2's, seen by all and confirmed by nobody
	for _, c := range []handmade{
		{"all commit", ended, true},
		{"before the tickets are known", but(func(s *st) { s.Turn = 0 }), false},
		{"a tie", higher, true},
		{"favoured for nobody: not reconfirmed", but(func(s *st) {
			for i := range 3 {
				s.Knows[i].Reconfirmed = 0
			}
		}), true},
	} {
		exploretest.Judge(t, "QSC3-P8", qsc3.Config.SucceedsIfFavoured, three, c)
	}
	exploretest.Judge(t, "QSC3-P9", qsc3.Config.Succeeds, three, handmade{"all commit", ended, true},
		handmade{"a tie", higher, false},
		handmade{"before the tickets are known", but(func(s *st) { s.Turn = 2 }), false},
		handmade{"one commits", but(func(s *st) { s.Knows[0].Reconfirmed, s.Knows[1].Reconfirmed = 0, 0 }), true})
	exploretest.Judge(t, "a tie is reconfirmed", qsc3.Config.TieReconfirmed, three,
		handmade{"no two are equal", ended, false},
		handmade{"the reconfirmed and another one", higher, true},
		handmade{"which is not seen", but(func(s *st) {
			s.Ticket[0] = 3
			for i := range 3 {
				s.Knows[i].Seen = set(1, 2)
			}
		}), false},
		handmade{"two that are not reconfirmed", but(func(s *st) { s.Ticket[1] = 1 }), false},
		handmade{"before the tickets are known", func(s *st) { higher(s); s.Turn = 2 }, false})
	for _, c := range []struct {
		name string
		says func(qsc3.Config, *st) bool
		step uint8 // from which on it matters
		of   func(*qsc3.Knowledge) *spec.NodeSet
	}{
		{"confirmed by then", qsc3.Config.ConfirmedByThen, 2,
			func(k *qsc3.Knowledge) *spec.NodeSet { return &k.Confirmed }},
		{"something reconfirmed", qsc3.Config.SomethingReconfirmed, 3,
			func(k *qsc3.Knowledge) *spec.NodeSet { return &k.Reconfirmed }},
	} {
		exploretest.Judge(t, c.name, c.says, blind,
			handmade{"nothing", func(s *st) { s.Step = 3 }, false},
			handmade{"by the first", func(s *st) { s.Step, *c.of(&s.Knows[0]) = c.step, set(2) }, true},
			handmade{"by the last", func(s *st) { s.Step, *c.of(&s.Knows[2]) = c.step, set(0) }, true},
			handmade{"too early", func(s *st) { s.Step, *c.of(&s.Knows[2]) = c.step-1, set(0) }, false})
	}
	var s st
	ended(&s)
	s.Knows[1].Reconfirmed = 0
	want := []string{
		"node 0: aware of {0 1 2}, confirmed {1 2}, reconfirmed {2}; ticket 1; chooses 2 and sees it committed",
		"node 1: aware of {0 1 2}, confirmed {1 2}, reconfirmed {}; ticket 2; chooses 2",
		"node 2: aware of {0 1 2}, confirmed {1 2}, reconfirmed {2}; ticket 3; chooses 2 and sees it committed",
	}
	if got := three.Spec().Describe(&s); !slices.Equal(got, want) {
		t.Errorf("described as %q", got)
	}
	s.Turn = 0
	if got := three.Spec().Describe(&s)[1]; got != "node 1: aware of {0 1 2}, confirmed {1 2}, reconfirmed {}" {
		t.Errorf("before the tickets are known described as %q", got)
	}
}

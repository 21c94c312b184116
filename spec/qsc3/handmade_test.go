package qsc3_test

import (
	"testing"

	"quesera/spec/explore/exploretest"
	"quesera/spec/qsc3"
)

// The properties and guards of a round on states made by hand: each conjunct is once what decides, at the first and
// last nodes.

type st = qsc3.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var (
	set = exploretest.Set
	// three are three nodes with a threshold of two, and tickets 0..3.
	three = qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 4}
	// blind is three before the tickets are revealed.
	blind = qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}
)

// ended is a complete round in which everybody saw, confirmed and reconfirmed node 2's proposal, which has the highest
// ticket.
func ended(s *st) {
	s.Step, s.Turn = 3, 3
	for i := range 3 {
		s.Knows[i] = qsc3.Knowledge{Seen: set(0, 1, 2), Confirmed: set(1, 2), Reconfirmed: set(2)}
	}
	s.Ticket[0], s.Ticket[1], s.Ticket[2] = 1, 2, 3
}

// but is ended, and then something else.
func but(f func(*st)) func(*st) { return func(s *st) { ended(s); f(s) } }

func TestAgreementIsOnWhatMayBeChosen(t *testing.T) {
	exploretest.Judge(t, "QSC3-P1", qsc3.Config.Agreement, three,
		handmade{"all is well", ended, true},
		handmade{"somebody has not confirmed it", but(func(s *st) { s.Knows[0].Confirmed = set(1) }), false},
		handmade{"the last has not confirmed it", but(func(s *st) { s.Knows[2].Confirmed = set(0) }), false},
		handmade{"somebody confirms an equal one, unseen", but(func(s *st) {
			s.Ticket[1], s.Knows[0].Seen = 3, set(2)
			s.Knows[1].Seen, s.Knows[2].Seen = set(1, 2), set(1, 2)
		}), false},
		handmade{"somebody has nothing confirmed", but(func(s *st) { s.Knows[0].Confirmed = 0 }), true},
		handmade{"nobody reconfirmed", but(func(s *st) {
			s.Knows[0].Confirmed = set(1)
			s.Knows[0].Reconfirmed, s.Knows[1].Reconfirmed, s.Knows[2].Reconfirmed = 0, 0, 0
		}), true},
		handmade{"all see a higher ticket", but(func(s *st) {
			s.Knows[2].Confirmed, s.Knows[0].Reconfirmed, s.Knows[1].Reconfirmed = set(0), set(0), set(0)
			s.Knows[2].Reconfirmed = set(0)
		}), true},
		handmade{"one alone sees it committed", but(func(s *st) {
			s.Knows[1].Reconfirmed, s.Knows[2].Reconfirmed, s.Knows[1].Confirmed = 0, 0, set(1)
		}), false},
		handmade{"a ticket is still hidden", but(func(s *st) { s.Turn, s.Knows[0].Confirmed = 2, set(1) }), true},
		handmade{"a step is missing", but(func(s *st) { s.Step, s.Knows[0].Confirmed = 2, set(1) }), true},
	)
	exploretest.Judge(t, "QSC3-P1", qsc3.Config.Agreement, blind,
		handmade{"without tickets", but(func(s *st) { s.Knows[0].Confirmed = set(1) }), true})
}

func TestNoCommitOnATieIsAboutEqualTickets(t *testing.T) {
	// A node that commits is not spoiled; the rule for spoiling keeps the property, so that it fails in no state.
	exploretest.Judge(t, "no commit on a tie", qsc3.Config.NoCommitOnATie, three,
		handmade{"no tie", ended, true},
		handmade{"a tie that is seen", but(func(s *st) { s.Ticket[1] = 3 }), true},
		handmade{"a tie that is not seen", but(func(s *st) {
			s.Ticket[1] = 3
			s.Knows[0].Seen, s.Knows[1].Seen, s.Knows[2].Seen = set(2), set(2), set(2)
		}), true},
	)
}

func TestWhatIsReconfirmedIsConfirmedByAll(t *testing.T) {
	exploretest.Judge(t, "reconfirmed is confirmed", qsc3.Config.ReconfirmedIsConfirmedByAll, three,
		handmade{"all is well", ended, true},
		handmade{"not by the last", but(func(s *st) { s.Knows[2].Confirmed = set(1) }), false},
		handmade{"not by the first", but(func(s *st) { s.Knows[0].Confirmed = set(1) }), false},
		handmade{"reconfirmed by the last alone", but(func(s *st) {
			s.Knows[0].Reconfirmed, s.Knows[1].Reconfirmed, s.Knows[0].Confirmed = 0, 0, 0
		}), false},
		handmade{"too early", but(func(s *st) { s.Step, s.Knows[2].Confirmed = 2, set(1) }), true},
	)
	exploretest.Judge(t, "confirmed is seen", qsc3.Config.ConfirmedIsSeenByAll, three,
		handmade{"all is well", ended, true},
		handmade{"not by the last", but(func(s *st) { s.Knows[2].Seen = set(0, 2) }), false},
		handmade{"not by the first", but(func(s *st) { s.Knows[0].Seen = set(0, 2) }), false},
		handmade{"not by the first, at step 2", but(func(s *st) { s.Step, s.Knows[0].Seen = 2, set(0, 2) }), false},
		handmade{"too early", but(func(s *st) { s.Step, s.Knows[0].Seen = 1, set(0, 2) }), true},
	)
}

func TestAgreementForAnyTicketsWantsBothHalves(t *testing.T) {
	exploretest.Judge(t, "QSC3-P4", qsc3.Config.AgreementForAnyTickets, blind,
		handmade{"all is well", ended, true},
		handmade{"not confirmed by one", but(func(s *st) { s.Knows[2].Confirmed = set(1) }), false},
		handmade{"a rival is not seen", but(func(s *st) { s.Knows[0].Seen = set(2) }), false},
		handmade{"a rival is not seen by the last", but(func(s *st) { s.Knows[2].Seen = set(2) }), false},
		handmade{"nothing is reconfirmed there", but(func(s *st) { s.Knows[0].Reconfirmed, s.Knows[0].Seen = 0, set(2) }),
			true},
		handmade{"too early", but(func(s *st) { s.Step, s.Knows[2].Confirmed = 2, set(1) }), true},
	)
}

func TestEnoughIsConfirmedAndReconfirmed(t *testing.T) {
	exploretest.Judge(t, "everyone chooses", qsc3.Config.EveryoneChooses, three,
		handmade{"all is well", ended, true},
		handmade{"all but the last", but(func(s *st) { s.Knows[2].Confirmed = 0 }), false},
		handmade{"all but the first", but(func(s *st) { s.Knows[0].Confirmed = 0 }), false},
		handmade{"too early", but(func(s *st) { s.Step, s.Knows[0].Confirmed = 2, 0 }), true},
	)
	two := func(s *st) {
		for i := range 3 {
			s.Knows[i].Reconfirmed = set(1, 2)
		}
	}
	exploretest.Judge(t, "enough is reconfirmed", qsc3.Config.EnoughReconfirmed, three,
		handmade{"just enough", but(two), true},
		handmade{"too few at the last", but(func(s *st) { two(s); s.Knows[2].Reconfirmed = set(1) }), false},
		handmade{"too few at the first", but(func(s *st) { two(s); s.Knows[0].Reconfirmed = set(1) }), false},
		handmade{"too early", but(func(s *st) { s.Step = 2 }), true},
	)
	exploretest.Judge(t, "least odds", qsc3.Config.LeastOdds, three,
		handmade{"no more than it must", but(two), true},
		handmade{"the last alone", but(func(s *st) { s.Knows[2].Reconfirmed = set(1, 2) }), true},
		handmade{"more", but(func(s *st) {
			for i := range 3 {
				s.Knows[i].Reconfirmed = set(0, 1, 2)
			}
		}), false},
		handmade{"one does not see all", but(func(s *st) {
			two(s)
			for i := range 3 {
				s.Knows[i].Seen = set(1, 2)
			}
		}), false},
		handmade{"too early", but(func(s *st) { two(s); s.Step = 2 }), false},
	)
}

func TestWhatSometimesHappensInARound(t *testing.T) {
	spoilFirst := but(func(s *st) { s.Knows[0].Reconfirmed = 0 })
	nobody := but(func(s *st) { s.Knows[0].Reconfirmed, s.Knows[1].Reconfirmed, s.Knows[2].Reconfirmed = 0, 0, 0 })
	lastAlone := but(func(s *st) { s.Knows[0].Reconfirmed, s.Knows[1].Reconfirmed = 0, 0 })
	hidden := but(func(s *st) { s.Turn = 2 })
	for _, c := range []struct {
		name                   string
		make                   func(*st)
		some, every, cloudy    bool
		divided, tied, unknown bool
	}{
		{"all commit", ended, true, true, false, false, false, true},
		{"the first does not", spoilFirst, true, false, true, false, false, true},
		{"the last alone does", lastAlone, true, false, true, false, false, true},
		{"nobody does", nobody, false, false, false, false, false, true},
		{"a ticket is hidden", hidden, false, false, false, false, false, true},
		{"too early", but(func(s *st) { s.Step = 2 }), false, false, false, false, false, false},
		{"they choose differently", but(func(s *st) { s.Knows[2].Confirmed = set(1) }), true, true, false, true, false, true},
		{"one has nothing", but(func(s *st) { s.Knows[0].Confirmed = 0 }), true, true, false, true, false, true},
		{"all is reconfirmed", but(func(s *st) {
			for i := range 3 {
				s.Knows[i].Reconfirmed = set(1, 2)
			}
		}), true, true, false, false, false, false},
		{"a tie", but(func(s *st) {
			s.Ticket[1] = 3
			for i := range 3 {
				s.Knows[i].Reconfirmed = set(1, 2)
			}
		}), false, false, false, false, true, false},
		{"a tie that one has not reconfirmed", but(func(s *st) {
			s.Ticket[1] = 3
			for i := range 2 {
				s.Knows[i].Reconfirmed = set(1, 2)
			}
		}), false, false, false, false, false, true},
	} {
		judge := func(name string, says func(qsc3.Config, *st) bool, want bool) {
			t.Helper()
			exploretest.Judge(t, name, says, three, handmade{c.name, c.make, want})
		}
		judge("somebody commits", qsc3.Config.SomebodyCommits, c.some)
		judge("everybody commits", qsc3.Config.EverybodyCommits, c.every)
		judge("cloudy for some", qsc3.Config.CloudyForSome, c.cloudy)
		judge("divided", qsc3.Config.Divided, c.divided)
		judge("tied", qsc3.Config.Tied, c.tied)
		judge("uncertain", qsc3.Config.Uncertain, c.unknown)
	}
	exploretest.Judge(t, "done", qsc3.Config.Done, three, handmade{"all revealed", ended, true},
		handmade{"one hidden", hidden, false}, handmade{"too early", but(func(s *st) { s.Step = 2 }), false})
	exploretest.Judge(t, "done", qsc3.Config.Done, blind, handmade{"without tickets", hidden, true},
		handmade{"without tickets, too early", but(func(s *st) { s.Step = 2 }), false})
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenInARound(t *testing.T) {
	late := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true}
	guard := func(name string, c qsc3.Config, can func(qsc3.Config, *st) bool, good func(*st),
		breaks map[string]func(*st)) {
		t.Helper()
		exploretest.Judge(t, name, can, c, handmade{"all is there", good, true})
		for what, f := range breaks {
			exploretest.Judge(t, name, can, c, handmade{what, func(s *st) { good(s); f(s) }, false})
		}
	}
	guard("Witness", three, func(c qsc3.Config, s *st) bool { return c.CanWitness(s, 1, set(1, 2)) },
		func(s *st) { s.Step, s.Turn = 2, 1 }, map[string]func(*st){
			"over":    func(s *st) { s.Step = 3 },
			"not yet": func(s *st) { s.Turn = 0 },
			"passed":  func(s *st) { s.Turn = 2 },
		})
	var s st
	if three.CanWitness(&s, 0, set(1, 2)) {
		t.Error("somebody is no witness of its own message")
	}
	guard("Miss", three, func(c qsc3.Config, s *st) bool { return c.CanMiss(s, 2) },
		func(s *st) { s.Step, s.Turn, s.Witnessed[2] = 2, 2, set(0, 1) }, map[string]func(*st){
			"over":                  func(s *st) { s.Step = 3 },
			"not yet":               func(s *st) { s.Turn = 1 },
			"too many went without": func(s *st) { s.Witnessed[2] = set(1) },
		})
	guard("SeeLate", late, func(c qsc3.Config, s *st) bool { return c.CanSeeLate(s, 2, 1) },
		func(s *st) { s.Step, s.Turn = 2, 4 }, map[string]func(*st){
			"over":       func(s *st) { s.Step = 3 },
			"not yet":    func(s *st) { s.Turn = 3 },
			"had before": func(s *st) { s.Knows[1].Seen = set(2) },
		})
	guard("ConfirmLate", late, func(c qsc3.Config, s *st) bool { return c.CanConfirmLate(s, 2, 1) },
		func(s *st) { s.Step, s.Turn, s.Witnessed[0] = 1, 4, set(2) }, map[string]func(*st){
			"over":          func(s *st) { s.Step = 3 },
			"in its step":   func(s *st) { s.Step = 0 },
			"not yet":       func(s *st) { s.Turn = 3 },
			"not witnessed": func(s *st) { s.Witnessed[0] = set(1) },
			"had before":    func(s *st) { s.Knows[1].Confirmed = set(2) },
		})
	guard("ReconfirmLate", late, func(c qsc3.Config, s *st) bool { return c.CanReconfirmLate(s, 2, 1) },
		func(s *st) { s.Step, s.Turn, s.Witnessed[1], s.Paparazzi[2].Confirmed = 2, 4, set(2), set(0) },
		map[string]func(*st){
			"over":          func(s *st) { s.Step = 3 },
			"in its step":   func(s *st) { s.Step = 1 },
			"not yet":       func(s *st) { s.Turn = 3 },
			"not witnessed": func(s *st) { s.Witnessed[1] = set(1) },
			"had before":    func(s *st) { s.Knows[1].Reconfirmed = set(0) },
		})
	guard("Hear", three, func(c qsc3.Config, s *st) bool { return c.CanHear(s, 1, set(0, 2)) },
		func(s *st) { s.Step, s.Turn, s.Witnessed[2] = 2, 4, set(0, 2) }, map[string]func(*st){
			"over":          func(s *st) { s.Step = 3 },
			"not yet":       func(s *st) { s.Turn = 3 },
			"not witnessed": func(s *st) { s.Witnessed[2] = set(0) },
		})
	guard("Reveal", three, func(c qsc3.Config, s *st) bool { return c.CanReveal(s, 1, 2) },
		func(s *st) { s.Step, s.Turn = 3, 1 }, map[string]func(*st){
			"too early": func(s *st) { s.Step = 2 },
			"not yet":   func(s *st) { s.Turn = 0 },
		})
	s = st{Step: 2, Turn: 4}
	s.Witnessed[0], s.Witnessed[1], s.Paparazzi[2].Confirmed = set(2), set(2), set(0)
	if blind.CanSeeLate(&s, 2, 1) || blind.CanConfirmLate(&s, 2, 1) || blind.CanReconfirmLate(&s, 2, 1) {
		t.Error("somebody learns late what the contract alone does not promise")
	}
	s = st{Step: 3, Turn: 1}
	if blind.CanReveal(&s, 1, 0) {
		t.Error("a ticket is revealed where there are none")
	}
}

package clock_test

import (
	"testing"

	"quesera/spec/clock"
	"quesera/spec/explore/exploretest"
)

// The properties and guards of the contract on states made by hand: each conjunct is once what decides, at the first
// and last nodes and steps.

type st = clock.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var set = exploretest.Set

// three are three nodes whose thresholds are two, for three steps.
var three = clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}

func TestPacedCountsOnLeaving(t *testing.T) {
	exploretest.Judge(t, "CLK-P1", clock.Config.Paced, three,
		handmade{"nobody has left", func(s *st) {}, true},
		handmade{"just enough", func(s *st) { s.Step[2], s.Carried[1][2].Cert[0] = 1, set(0, 1) }, true},
		handmade{"more", func(s *st) { s.Step[2], s.Carried[1][2].Cert[0] = 1, set(0, 1, 2) }, true},
		handmade{"too few", func(s *st) { s.Step[2], s.Carried[1][2].Cert[0] = 1, set(0) }, false},
		handmade{"too few at node 0", func(s *st) { s.Step[0], s.Carried[1][0].Cert[0] = 1, set(0) }, false},
		handmade{"too few on leaving, enough later", func(s *st) {
			s.Step[2], s.Carried[1][2].Cert[0], s.Knows[2].Cert[0] = 1, set(0), set(0, 1)
		}, false},
		handmade{"too few of the last step", func(s *st) {
			s.Step[2], s.Carried[1][2].Cert[0], s.Carried[2][2].Cert[1] = 3, set(0, 1), set(0, 1)
			s.Knows[2].Cert[2] = set(1)
		}, false},
		handmade{"enough of each", func(s *st) {
			s.Step[2], s.Carried[1][2].Cert[0], s.Carried[2][2].Cert[1] = 3, set(0, 1), set(0, 1)
			s.Knows[2].Cert[2] = set(1, 2)
		}, true},
		handmade{"raw messages do not count", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0] = 1, set(0, 1) }, false},
	)
	atOnce := three
	atOnce.Exact = true
	exploretest.Judge(t, "CLK-P1", clock.Config.Paced, atOnce,
		handmade{"left at once", func(s *st) { s.Step[2], s.Carried[1][2].Cert[0] = 1, set(0, 1) }, true},
		handmade{"left later", func(s *st) { s.Step[2], s.Carried[1][2].Cert[0] = 1, set(0, 1, 2) }, false},
		handmade{"the first left later", func(s *st) { s.Step[0], s.Carried[1][0].Cert[0] = 1, set(0, 1, 2) }, false},
		handmade{"more later", func(s *st) {
			s.Step[2], s.Carried[1][2].Cert[0], s.Knows[2].Cert[0] = 1, set(0, 1), set(0, 1, 2)
		}, true},
	)
	unwitnessed := clock.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 3}
	exploretest.Judge(t, "CLK-P1", clock.Config.Paced, unwitnessed,
		handmade{"raw messages count", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0] = 1, set(0, 1) }, true},
		handmade{"more raw messages", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0] = 1, set(0, 1, 2) }, true},
		handmade{"certificates do not", func(s *st) { s.Step[2], s.Carried[1][2].Cert[0] = 1, set(0, 1) }, false},
	)
}

func TestWitnessedInTimeCountsWhoSawItOnLeaving(t *testing.T) {
	exploretest.Judge(t, "CLK-P2", clock.Config.WitnessedInTime, three,
		handmade{"seen by enough", func(s *st) {
			s.Knows[2].Cert[0], s.Knows[2].Raw[0], s.Knows[0].Raw[0] = set(1), set(1), set(1)
		}, true},
		handmade{"seen by too few", func(s *st) { s.Knows[2].Cert[0], s.Knows[2].Raw[0] = set(1), set(1) }, false},
		handmade{"known by node 0 alone", func(s *st) { s.Knows[0].Cert[0] = set(2) }, false},
		handmade{"of the last step", func(s *st) { s.Knows[0].Cert[2] = set(0) }, false},
		handmade{"not certified", func(s *st) { s.Knows[2].Raw[0] = set(1) }, true},
		handmade{"another is certified and seen", func(s *st) {
			s.Knows[2].Cert[0], s.Knows[2].Raw[0], s.Knows[1].Raw[0] = set(0), set(0), set(0)
		}, true},
		handmade{"seen after leaving", func(s *st) {
			s.Knows[2].Cert[0], s.Knows[2].Raw[0], s.Knows[0].Raw[0], s.Step[0] = set(1), set(1), set(1), 1
		}, false},
		handmade{"seen before leaving", func(s *st) {
			s.Knows[2].Cert[0], s.Knows[2].Raw[0], s.Step[0] = set(1), set(1), 1
			s.Carried[1][0].Raw[0] = set(1)
		}, true},
	)
}

func TestCausallyClosedLooksAtWhatIsKnownAndCarried(t *testing.T) {
	exploretest.Judge(t, "CLK-P3", clock.Config.CausallyClosed, three,
		handmade{"all is there", func(s *st) {
			s.Knows[2].Raw[1], s.Carried[1][0].Raw[0], s.Knows[2].Raw[0] = set(0), set(1), set(1)
		}, true},
		handmade{"lacks a message", func(s *st) { s.Knows[2].Raw[1], s.Carried[1][0].Raw[0] = set(0), set(1) }, false},
		handmade{"lacks a certificate", func(s *st) { s.Knows[2].Raw[1], s.Carried[1][0].Cert[0] = set(0), set(1) },
			false},
		handmade{"lacks one of the last step", func(s *st) { s.Knows[0].Raw[2], s.Carried[2][2].Raw[2] = set(2), set(1) },
			false},
		handmade{"formulated with a gap", func(s *st) {
			s.Carried[2][2].Raw[1], s.Carried[1][2].Raw[0] = set(2), set(1)
		}, false},
		handmade{"formulated without", func(s *st) {
			s.Carried[2][2].Raw[1], s.Carried[2][2].Raw[0], s.Carried[1][2].Raw[0] = set(2), set(1), set(1)
		}, true},
	)
}

func TestNobodyForgets(t *testing.T) {
	c := clock.Config{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 2}
	good := func(s *st) {
		s.Step[0], s.Knows[0].Raw[0], s.Knows[0].Raw[1] = 1, set(0), set(0)
		s.Carried[1][0].Raw[0] = set(0)
	}
	exploretest.Judge(t, "CLK-P4", clock.Config.Remembered, c,
		handmade{"all is remembered", good, true},
		handmade{"has not its own message", func(s *st) { good(s); s.Knows[0].Raw[1] = 0 }, false},
		handmade{"had not its own message of an earlier step", func(s *st) { good(s); s.Carried[1][0].Raw[0] = 0 },
			false},
		handmade{"forgot what its message carries", func(s *st) { good(s); s.Knows[0].Raw[0] = 0 }, false},
		handmade{"of a step that is not reached", func(s *st) { s.Knows[0].Raw[0] = set(0) }, true},
	)
}

func TestCertifiedIsSeenInEachView(t *testing.T) {
	exploretest.Judge(t, "CLK-P5", clock.Config.CertifiedIsSeen, three,
		handmade{"seen", func(s *st) { s.Knows[2].Cert[2], s.Knows[2].Raw[2] = set(1), set(1) }, true},
		handmade{"not seen", func(s *st) { s.Knows[2].Cert[2], s.Knows[2].Raw[2] = set(1), set(0) }, false},
		handmade{"not seen at node 0", func(s *st) { s.Knows[0].Cert[0] = set(1) }, false},
		handmade{"carried and not seen", func(s *st) { s.Carried[2][2].Cert[1] = set(1) }, false},
		handmade{"carried and seen", func(s *st) { s.Carried[2][2].Cert[1], s.Carried[2][2].Raw[1] = set(1), set(1, 2) },
			true},
	)
}

func TestNothingOfTheFutureIsKnownOrCarried(t *testing.T) {
	exploretest.Judge(t, "CLK-P6", clock.Config.NothingOfTheFuture, three,
		handmade{"of the present", func(s *st) { s.Step[2], s.Knows[2].Raw[1], s.Knows[2].Cert[1] = 1, set(0), set(0) },
			true},
		handmade{"a raw message of the next step", func(s *st) { s.Step[2], s.Knows[2].Raw[2] = 1, set(0) }, false},
		handmade{"a certificate of the next step", func(s *st) { s.Step[0], s.Knows[0].Cert[1] = 0, set(0) }, false},
		handmade{"carries what is earlier", func(s *st) { s.Step[2], s.Carried[2][2].Raw[1] = 2, set(0) }, true},
		handmade{"carries a message of its own step", func(s *st) { s.Step[2], s.Carried[2][2].Raw[2] = 2, set(0) },
			false},
		handmade{"carries a certificate of its own step", func(s *st) { s.Carried[0][0].Cert[0] = set(0) }, false},
		handmade{"carries what is later", func(s *st) { s.Step[2], s.Carried[1][2].Raw[2] = 2, set(0) }, false},
		handmade{"formulated before its step", func(s *st) { s.Step[2], s.Carried[2][2].Raw[0] = 1, set(0) }, false},
		handmade{"formulated in its step", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0] = 1, set(0) }, true},
	)
}

func TestTwoStepBroadcastOfTheContract(t *testing.T) {
	for _, c := range []struct {
		name             string
		make             func(*st)
		broadcast, fails bool // CLK-P7 holds; that the certificate is not known is reached
	}{
		{"seen and certified in time", func(s *st) {
			s.Knows[0].Cert[0], s.Step[1] = set(2), 2
			s.Carried[2][1].Raw[0], s.Carried[2][1].Cert[0] = set(2), set(2)
		}, true, false},
		{"not seen", func(s *st) { s.Knows[0].Cert[0], s.Step[1] = set(2), 2 }, false, true},
		{"seen in time, certified later", func(s *st) {
			s.Knows[0].Cert[0], s.Step[1], s.Carried[2][1].Raw[0], s.Knows[1].Cert[0] = set(2), 2, set(2), set(2)
		}, true, true},
		{"seen later", func(s *st) { s.Knows[0].Cert[0], s.Step[1], s.Knows[1].Raw[0] = set(2), 2, set(2) }, false, true},
		{"one step on only", func(s *st) { s.Knows[0].Cert[0], s.Step[1] = set(2), 1 }, true, false},
		{"not certified", func(s *st) { s.Step[1] = 2 }, true, false},
		{"of step 1, at the horizon", func(s *st) { s.Knows[0].Cert[1], s.Step[2] = set(0), 3 }, false, true},
		{"of step 1, at the horizon, seen", func(s *st) {
			s.Knows[2].Cert[1], s.Knows[2].Raw[1], s.Step[2] = set(0), set(0), 3
		}, true, false},
		{"of step 2", func(s *st) { s.Knows[2].Cert[2], s.Step[2] = set(0), 3 }, true, false},
	} {
		exploretest.Judge(t, "CLK-P7", clock.Config.TwoStepBroadcast, three, handmade{c.name, c.make, c.broadcast})
		exploretest.Judge(t, "an unknown witness", clock.Config.UnknownWitness, three, handmade{c.name, c.make, c.fails})
	}
}

func TestWhatSometimesHappensInTheContract(t *testing.T) {
	exploretest.Judge(t, "everyone", clock.Config.Everyone, three,
		handmade{"all", func(s *st) { copy(s.Step[:], []uint8{3, 3, 3}) }, true},
		handmade{"all but the last", func(s *st) { copy(s.Step[:], []uint8{3, 3, 2}) }, false},
		handmade{"all but the first", func(s *st) { copy(s.Step[:], []uint8{0, 3, 3}) }, false},
	)
	exploretest.Judge(t, "missed", clock.Config.Missed, three,
		handmade{"saw all", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0] = 1, set(0, 1, 2) }, false},
		handmade{"saw all but one", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0] = 1, set(0, 2) }, true},
		handmade{"saw one later", func(s *st) {
			s.Step[2], s.Carried[1][2].Raw[0], s.Knows[2].Raw[0] = 1, set(0, 2), set(0, 1, 2)
		}, true},
		handmade{"nobody has left", func(s *st) {}, false},
	)
	exploretest.Judge(t, "tardy", clock.Config.Tardy, three,
		handmade{"more", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0], s.Carried[2][2].Raw[0] = 2, set(2), set(1, 2) },
			true},
		handmade{"as many", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0], s.Carried[2][2].Raw[0] = 2, set(2), set(2) },
			false},
		handmade{"not yet", func(s *st) { s.Step[2], s.Carried[1][2].Raw[0], s.Knows[2].Raw[0] = 1, set(2), set(1, 2) },
			false},
	)
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenInTheContract(t *testing.T) {
	late := three
	late.Late = true
	guard := func(name string, c clock.Config, can func(clock.Config, *st) bool, good func(*st),
		breaks map[string]func(*st)) {
		t.Helper()
		exploretest.Judge(t, name, can, c, handmade{"all is there", good, true})
		for what, f := range breaks {
			exploretest.Judge(t, name, can, c, handmade{what, func(s *st) { good(s); f(s) }, false})
		}
	}
	steps := func(s *st, step uint8) { s.Step = [len(s.Step)]uint8{step, step, step} }
	guard("Witness", three, func(c clock.Config, s *st) bool { return c.CanWitness(s, 1, set(1, 2)) },
		func(s *st) { steps(s, 2); s.Turn = 1 }, map[string]func(*st){
			"over":    func(s *st) { steps(s, 3) },
			"not yet": func(s *st) { s.Turn = 0 },
			"passed":  func(s *st) { s.Turn = 2 },
		})
	var s st
	if three.CanWitness(&s, 0, set(1, 2)) {
		t.Error("somebody is no witness of its own message")
	}
	guard("Miss", three, func(c clock.Config, s *st) bool { return c.CanMiss(s, 2) },
		func(s *st) { s.Turn, s.Witnessed[0] = 2, set(0, 1) }, map[string]func(*st){
			"over":                  func(s *st) { steps(s, 3) },
			"not yet":               func(s *st) { s.Turn = 1 },
			"too many went without": func(s *st) { s.Witnessed[0] = set(1) },
		})
	guard("SeeLate", late, func(c clock.Config, s *st) bool { return c.CanSeeLate(s, 2, 1, 1) },
		func(s *st) { steps(s, 1); s.Turn, s.Carried[1][2].Raw[0], s.Knows[1].Raw[0] = 4, set(0), set(0) },
		map[string]func(*st){
			"over":       func(s *st) { steps(s, 3) },
			"not sent":   func(s *st) { steps(s, 0) },
			"not yet":    func(s *st) { s.Turn = 3 },
			"had before": func(s *st) { s.Knows[1].Raw[1] = set(2) },
			"lacks":      func(s *st) { s.Knows[1].Raw[0] = 0 },
		})
	guard("CertLate", late, func(c clock.Config, s *st) bool { return c.CanCertLate(s, 2, 1, 0) },
		func(s *st) { steps(s, 1); s.Turn, s.Witnessed[0], s.Knows[1].Raw[0] = 4, set(2), set(2) },
		map[string]func(*st){
			"over":          func(s *st) { steps(s, 3) },
			"of this step":  func(s *st) { steps(s, 0) },
			"not yet":       func(s *st) { s.Turn = 3 },
			"not witnessed": func(s *st) { s.Witnessed[0] = set(1) },
			"not seen":      func(s *st) { s.Knows[1].Raw[0] = set(1) },
			"had before":    func(s *st) { s.Knows[1].Cert[0] = set(2) },
		})
	guard("Hear", three, func(c clock.Config, s *st) bool { return c.CanHear(s, 1, set(0, 2)) },
		func(s *st) { steps(s, 2); s.Turn, s.Witnessed[2] = 4, set(0, 2) }, map[string]func(*st){
			"over":          func(s *st) { steps(s, 3) },
			"not yet":       func(s *st) { s.Turn = 3 },
			"not witnessed": func(s *st) { s.Witnessed[2] = set(0) },
		})
	steps(&s, 1)
	s.Turn, s.Witnessed[0], s.Knows[1].Raw[0] = 4, set(2), set(2)
	if three.CanSeeLate(&s, 2, 1, 1) || three.CanCertLate(&s, 2, 1, 0) {
		t.Error("somebody learns late what the contract alone does not promise")
	}
}

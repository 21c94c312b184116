package tlc_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/tlc"
)

// The properties and guards of the clock on states made by hand: each conjunct is once what decides, at the first and
// last nodes and steps.

type st = tlc.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var set = exploretest.Set

// three are three nodes whose thresholds are two, for three steps, and atOnce leave each step at once.
var (
	three  = tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}
	atOnce = tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 3}
)

func TestPacedByThresholdCountsEachStepThatIsLeft(t *testing.T) {
	exploretest.Judge(t, "TLC-P1", tlc.Config.PacedByThreshold, three,
		handmade{"nobody has left a step", func(s *st) {}, true},
		handmade{"just enough", func(s *st) { s.Step[2] = 1; s.View[2].Cert[0] = set(0, 1) }, true},
		handmade{"too few", func(s *st) { s.Step[2] = 1; s.View[2].Cert[0] = set(0) }, false},
		handmade{"too few at node 0", func(s *st) { s.Step[0] = 1; s.View[0].Cert[0] = set(0) }, false},
		handmade{"raw messages do not count", func(s *st) { s.Step[2] = 1; s.View[2].Raw[0] = set(0, 1, 2) }, false},
		handmade{"too few of an earlier step", func(s *st) { s.Step[2] = 2; s.View[2].Cert[1] = set(0, 1) }, false},
		handmade{"too few of the last step", func(s *st) {
			s.Step[2] = 3
			s.View[2].Cert = [tlc.MaxSteps]spec.NodeSet{set(0, 1), set(0, 2), set(2)}
		}, false},
		handmade{"enough of each step", func(s *st) {
			s.Step[2] = 3
			s.View[2].Cert = [tlc.MaxSteps]spec.NodeSet{set(0, 1), set(0, 2), set(1, 2)}
		}, true},
	)
	exploretest.Judge(t, "TLC-P1", tlc.Config.PacedByThreshold,
		tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Horizon: 3},
		handmade{"raw messages count", func(s *st) { s.Step[2] = 1; s.View[2].Raw[0] = set(0, 1) }, true},
		handmade{"certificates do not", func(s *st) { s.Step[2] = 1; s.View[2].Cert[0] = set(0, 1) }, false},
	)
}

func TestWitnessedInTimeCountsWhoSawItInItsStep(t *testing.T) {
	exploretest.Judge(t, "TLC-P3", tlc.Config.WitnessedInTime, three,
		handmade{"seen by enough", func(s *st) {
			s.View[2].Cert[0], s.View[2].Raw[0], s.View[0].Raw[0] = set(2), set(2), set(2)
		}, true},
		handmade{"seen by too few", func(s *st) { s.View[2].Cert[0], s.View[2].Raw[0] = set(2), set(2) }, false},
		handmade{"of the last step, seen by too few", func(s *st) { s.View[0].Cert[2], s.View[0].Raw[2] = set(0), set(0) },
			false},
		handmade{"not certified", func(s *st) { s.View[2].Raw[0] = set(2) }, true},
		handmade{"certificate of another", func(s *st) { s.View[2].Cert[0] = set(1) }, true},
		handmade{"seen after leaving", func(s *st) {
			s.View[2].Cert[0], s.View[2].Raw[0], s.View[0].Raw[0] = set(2), set(2), set(2)
			s.Step[0] = 1
		}, false},
		handmade{"seen before leaving", func(s *st) {
			s.View[2].Cert[0], s.View[2].Raw[0], s.View[0].Raw[0] = set(2), set(2), set(2)
			s.Step[0], s.AtRaw[1][0].Raw[0] = 1, set(2)
		}, true},
		handmade{"of the last step, seen by who has left", func(s *st) {
			s.View[2].Cert[2], s.View[2].Raw[2], s.View[0].Raw[2] = set(2), set(2), set(2)
			s.Step[0] = 3
		}, true},
	)
}

func TestCausallyClosedLooksAtAllThatIsCarried(t *testing.T) {
	raw := func(have func(*st)) func(*st) {
		return func(s *st) { s.View[2].Raw[1] = set(0); have(s) }
	}
	cert := func(have func(*st)) func(*st) {
		return func(s *st) { s.View[2].Cert[2] = set(2); have(s) }
	}
	exploretest.Judge(t, "TLC-P2", tlc.Config.CausallyClosed, three,
		handmade{"a raw message carries a raw message that is there", raw(func(s *st) {
			s.AtRaw[1][0].Raw[0], s.View[2].Raw[0] = set(1), set(1)
		}), true},
		handmade{"a raw message carries a raw message", raw(func(s *st) { s.AtRaw[1][0].Raw[0] = set(1) }), false},
		handmade{"a raw message carries a certificate", raw(func(s *st) { s.AtRaw[1][0].Cert[0] = set(1) }), false},
		handmade{"a raw message carries one of the last step", raw(func(s *st) { s.AtRaw[1][0].Raw[2] = set(2) }),
			false},
		handmade{"a certificate carries a raw message", cert(func(s *st) { s.AtCert[2][2].Raw[0] = set(1) }), false},
		handmade{"a certificate carries a certificate", cert(func(s *st) { s.AtCert[2][2].Cert[0] = set(1) }), false},
		handmade{"a certificate carries what is there", cert(func(s *st) {
			s.AtCert[2][2].Cert[0], s.View[2].Cert[0] = set(1), set(1)
		}), true},
		handmade{"a message that nobody has", func(s *st) {
			s.AtRaw[1][0].Raw[0], s.AtCert[1][0].Raw[0] = set(1), set(1)
		}, true},
	)
}

func TestMajorityFirstWantsMoreThanHalf(t *testing.T) {
	steps := func(steps ...uint8) func(*st) { return func(s *st) { copy(s.Step[:], steps) } }
	four := tlc.Config{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 3, Horizon: 3}
	exploretest.Judge(t, "TLC-P4", tlc.Config.MajorityFirst, three,
		handmade{"nobody has left", steps(0, 0, 0), true},
		handmade{"one has left step 0", steps(1, 0, 0), true},
		handmade{"one has left step 1, and is alone there", steps(0, 0, 2), false},
		handmade{"one has left step 1, and another is there", steps(2, 1, 0), true},
		handmade{"one has left step 2, and is alone there", steps(3, 1, 1), false},
		handmade{"one has left step 2, and another is there", steps(3, 1, 2), true},
		handmade{"one is alone in step 2, where nobody else was", steps(1, 1, 2), true},
	)
	exploretest.Judge(t, "TLC-P4", tlc.Config.MajorityFirst, four,
		handmade{"half of them are there", steps(2, 1, 0, 0), false},
		handmade{"more than half are there", steps(2, 1, 1, 0), true},
	)
}

func TestNoTardyWitnessIsOfOnesOwnMessage(t *testing.T) {
	exploretest.Judge(t, "TLC-P5", tlc.Config.NoTardyWitness, three,
		handmade{"late and certified", func(s *st) { s.Tardy[2], s.View[2].Cert[2] = set(2), set(2) }, false},
		handmade{"late and certified in step 0", func(s *st) { s.Tardy[0], s.View[0].Cert[0] = set(0), set(0) }, false},
		handmade{"late", func(s *st) { s.Tardy[2] = set(2) }, true},
		handmade{"certified", func(s *st) { s.View[2].Cert[2] = set(2) }, true},
		handmade{"late, and another is certified", func(s *st) { s.Tardy[2], s.View[1].Cert[2] = set(2), set(1) },
			true},
	)
}

func TestTwoStepBroadcastLooksAtWhoReachedTheStepAfterNext(t *testing.T) {
	for _, c := range []struct {
		name             string
		make             func(*st)
		broadcast, fails bool // TLC-P6 holds; TLC-S3, that the certificate is not known, is reached
	}{
		{"seen and certified in time", func(s *st) {
			s.View[2].Cert[0], s.Step[1] = set(2), 2
			s.AtRaw[2][1].Raw[0], s.AtRaw[2][1].Cert[0] = set(2), set(2)
		}, true, false},
		{"not seen", func(s *st) { s.View[2].Cert[0], s.Step[1] = set(2), 2 }, false, true},
		{"seen in time, certified later", func(s *st) {
			s.View[2].Cert[0], s.Step[1], s.AtRaw[2][1].Raw[0], s.View[1].Cert[0] = set(2), 2, set(2), set(2)
		}, true, true},
		{"seen after that step only", func(s *st) {
			s.View[2].Cert[0], s.Step[1], s.View[1].Raw[0] = set(2), 2, set(2)
		}, false, true},
		{"one step on only", func(s *st) { s.View[2].Cert[0], s.Step[1] = set(2), 1 }, true, false},
		{"not certified", func(s *st) { s.Step[1] = 2 }, true, false},
		{"another is certified", func(s *st) { s.View[2].Cert[0], s.Step[1] = set(1), 2 }, true, false},
		{"of step 1, at the horizon, not seen", func(s *st) { s.View[0].Cert[1], s.Step[2] = set(0), 3 }, false, true},
		{"of step 1, at the horizon, seen", func(s *st) {
			s.View[0].Cert[1], s.Step[2], s.View[2].Raw[1], s.View[2].Cert[1] = set(0), 3, set(0), set(0)
		}, true, false},
		{"of step 2", func(s *st) { s.View[0].Cert[2], s.Step[2] = set(0), 3 }, true, false},
	} {
		exploretest.Judge(t, "TLC-P6", tlc.Config.TwoStepBroadcast, three, handmade{c.name, c.make, c.broadcast})
		exploretest.Judge(t, "TLC-S3", tlc.Config.UnknownWitness, three, handmade{c.name, c.make, c.fails})
	}
}

func TestWhatSometimesHappensIsRecognised(t *testing.T) {
	exploretest.Judge(t, "TLC-S2", tlc.Config.GaveUp, three,
		handmade{"in step 0", func(s *st) {}, false},
		handmade{"left without", func(s *st) { s.Step[2], s.View[2].Cert[0] = 1, set(0, 1) }, true},
		handmade{"node 0 left without", func(s *st) { s.Step[0] = 1 }, true},
		handmade{"left with", func(s *st) { s.Step[2], s.View[2].Cert[0] = 1, set(2) }, false},
	)
	exploretest.Judge(t, "TLC-S4", tlc.Config.TooLate, three,
		handmade{"in its step", func(s *st) { s.View[2].Raw[0] = set(1) }, false},
		handmade{"after its step", func(s *st) { s.Step[2], s.View[2].Raw[0] = 1, set(1) }, true},
		handmade{"after its step 1", func(s *st) { s.Step[2], s.View[2].Raw[1] = 2, set(1) }, true},
		handmade{"before leaving", func(s *st) {
			s.Step[2], s.View[2].Raw[0], s.AtRaw[1][2].Raw[0] = 1, set(1), set(1, 2)
		}, false},
	)
	exploretest.Judge(t, "TLC-S1", tlc.Config.Everyone, three,
		handmade{"all", func(s *st) { copy(s.Step[:], []uint8{3, 3, 3}) }, true},
		handmade{"all but one", func(s *st) { copy(s.Step[:], []uint8{3, 3, 2}) }, false},
		handmade{"all but the first", func(s *st) { copy(s.Step[:], []uint8{0, 3, 3}) }, false},
	)
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenToTheClock(t *testing.T) {
	guard := func(can func(tlc.Config, *st) bool, name string, good func(*st), breaks map[string]func(*st)) {
		t.Helper()
		exploretest.Judge(t, name, can, three, handmade{"all is there", good, true})
		for what, f := range breaks {
			exploretest.Judge(t, name, can, three, handmade{what, func(s *st) { good(s); f(s) }, false})
		}
	}
	guard(func(c tlc.Config, s *st) bool { return c.CanDeliverRaw(s, 2, 1, 1) }, "DeliverRaw", func(s *st) {
		s.Step[2], s.Step[1] = 1, 2
		s.View[2].Raw[1], s.AtRaw[1][2].Raw[0], s.View[1].Raw[0] = set(2), set(0, 2), set(0, 1, 2)
	}, map[string]func(*st){
		"not sent":          func(s *st) { s.View[2].Raw[1] = set(1) },
		"stopped":           func(s *st) { s.Step[1] = 3 },
		"had before":        func(s *st) { s.View[1].Raw[1] = set(2) },
		"of a later step":   func(s *st) { s.Step[1] = 0 },
		"lacks a message":   func(s *st) { s.View[1].Raw[0] = set(2) },
		"lacks certificate": func(s *st) { s.AtRaw[1][2].Cert[0] = set(0) },
	})
	guard(func(c tlc.Config, s *st) bool { return c.CanCertify(s, 2) }, "Certify", func(s *st) {
		s.Step[2], s.Acks[2] = 2, set(1, 2)
	}, map[string]func(*st){
		"too few":          func(s *st) { s.Acks[2] = set(2) },
		"stopped":          func(s *st) { s.Step[2] = 3; s.View[2].Cert[2] = 0 },
		"certified before": func(s *st) { s.View[2].Cert[2] = set(2) },
	})
	guard(func(c tlc.Config, s *st) bool { return c.CanDeliverCert(s, 2, 1, 1) }, "DeliverCert", func(s *st) {
		s.Step[1], s.View[2].Cert[1] = 2, set(2)
		s.AtCert[1][2].Cert[0], s.View[1].Cert[0] = set(0), set(0)
	}, map[string]func(*st){
		"not certified":   func(s *st) { s.View[2].Cert[1] = set(1) },
		"of a later step": func(s *st) { s.Step[1] = 0 },
		"stopped":         func(s *st) { s.Step[1] = 3 },
		"had before":      func(s *st) { s.View[1].Cert[1] = set(2) },
		"lacks":           func(s *st) { s.View[1].Cert[0] = 0 },
	})
	for _, self := range []spec.NodeID{0, 2} {
		var s st
		s.View[self].Cert[0] = set(self)
		if three.CanDeliverRaw(&s, self, self, 0) || three.CanDeliverCert(&s, self, self, 0) {
			t.Errorf("node %d hears itself", self)
		}
	}
	guard(func(c tlc.Config, s *st) bool { return c.CanAdvance(s, 1) }, "Advance", func(s *st) {
		s.Step[1], s.View[1].Cert[1] = 1, set(0, 2)
	}, map[string]func(*st){
		"too few":                    func(s *st) { s.View[1].Cert[1] = set(2) },
		"enough of an earlier step":  func(s *st) { s.View[1].Cert[0], s.View[1].Cert[1] = set(0, 2), 0 },
		"raw messages do not count":  func(s *st) { s.View[1].Raw[1], s.View[1].Cert[1] = set(0, 1, 2), 0 },
		"another has enough":         func(s *st) { s.View[2].Cert[1], s.View[1].Cert[1] = set(0, 2), 0 },
		"stopped":                    func(s *st) { s.Step[1] = 3 },
		"enough of the step to come": func(s *st) { s.Step[1], s.View[1].Cert[2] = 0, set(0, 2) },
	})
	adopt := func(c tlc.Config, s *st) bool { return c.CanAdopt(s, 2, 1, 2) }
	ready := func(s *st) { s.Step[2], s.View[2].Raw[2] = 3, set(2) }
	jumping := three
	jumping.Jumps = true
	exploretest.Judge(t, "Adopt", adopt, jumping, handmade{"all is there", ready, true},
		handmade{"to the next step", func(s *st) { ready(s); s.Step[1] = 1 }, true},
		handmade{"to its own step", func(s *st) { ready(s); s.Step[1] = 2 }, false},
		handmade{"stopped", func(s *st) { ready(s); s.Step[1] = 3 }, false},
		handmade{"not sent", func(s *st) { ready(s); s.View[2].Raw[2] = set(0, 1) }, false},
		handmade{"another step's", func(s *st) { ready(s); s.View[2].Raw[2], s.View[2].Raw[1] = 0, set(2) }, false})
	exploretest.Judge(t, "Adopt", adopt, three, handmade{"nobody jumps", ready, false})
	alone := tlc.Config{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Horizon: 2}
	advance := func(c tlc.Config, s *st) bool { return c.CanAdvance(s, 1) }
	exploretest.Judge(t, "Advance", advance, three, handmade{"on more than enough", func(s *st) {
		s.View[1].Cert[0] = set(0, 1, 2)
	}, true})
	exploretest.Judge(t, "Advance", advance, alone,
		handmade{"on its own message", func(s *st) { s.Step[1], s.View[1].Raw[1] = 1, set(1) }, true},
		handmade{"certificates do not count", func(s *st) { s.View[1].Cert[0] = set(1) }, false},
		handmade{"stopped", func(s *st) { s.Step[1], s.View[1].Raw[1] = 2, set(1) }, false})
	certify := func(c tlc.Config, s *st) bool { return c.CanCertify(s, 0) }
	exploretest.Judge(t, "Certify", certify, alone, handmade{"without witnesses", func(s *st) { s.Acks[0] = set(0, 1) },
		false})
}

// What each action changes, and nothing else.
func TestWhatHappensToTheClock(t *testing.T) {
	jumping := three
	jumping.Jumps = true
	for _, c := range []struct {
		name   string
		config tlc.Config
		before func(*st)
		do     func(tlc.Config, *st)
		after  func(*st)
	}{
		{"a raw message of this step is acknowledged", three, func(s *st) {},
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) },
			func(s *st) { s.View[1].Raw[0], s.Acks[2] = set(2), set(1) }},
		{"one of a step that its sender left is not", three, func(s *st) { s.Step[2] = 1 },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) },
			func(s *st) { s.View[1].Raw[0] = set(2) }},
		{"one of a step that its receiver left is not", three, func(s *st) { s.Step[1] = 1 },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) },
			func(s *st) { s.View[1].Raw[0] = set(2) }},
		{"one that is certified is not", three, func(s *st) { s.View[2].Cert[0] = set(2) },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) },
			func(s *st) { s.View[1].Raw[0] = set(2) }},
		{"a certificate is announced", three, func(s *st) { s.Acks[2], s.View[2].Raw[0] = set(1, 2), set(0, 2) },
			func(c tlc.Config, s *st) { c.Certify(s, 2) },
			func(s *st) { s.Acks[2], s.AtCert[0][2].Raw[0], s.View[2].Cert[0] = 0, set(0, 2), set(2) }},
		{"a certificate below the threshold is noted", three, func(s *st) {},
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 0) }, func(s *st) { s.View[1].Cert[0] = set(2) }},
		{"a certificate of an earlier step does not advance", atOnce,
			func(s *st) { s.Step[1], s.View[1].Cert[0] = 1, set(0, 1) },
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 0) }, func(s *st) { s.View[1].Cert[0] = set(0, 1, 2) }},
		{"at the threshold nothing more happens", three,
			func(s *st) { s.View[1].Cert[0], s.Acks[1] = set(0), set(1) },
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 0) },
			func(s *st) { s.View[1].Cert[0], s.Acks[1] = set(0, 2), set(1) }},
		{"certified at the threshold, nothing more happens", three,
			func(s *st) { s.View[1].Cert[0], s.Acks[1] = set(0), set(1, 2) },
			func(c tlc.Config, s *st) { c.Certify(s, 1) },
			func(s *st) { s.AtCert[0][1].Cert[0], s.View[1].Cert[0], s.Acks[1] = set(0), set(0, 1), 0 }},
		{"without witnesses, at the threshold nothing more happens",
			tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Horizon: 2},
			func(s *st) { s.View[1].Raw[0] = set(1) },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) }, func(s *st) { s.View[1].Raw[0] = set(1, 2) }},
		{"the next step begins", three,
			func(s *st) { s.View[1].Cert[0], s.View[1].Raw[0], s.Acks[1] = set(0, 1, 2), set(0, 1, 2), set(1) },
			func(c tlc.Config, s *st) { c.Advance(s, 1) }, func(s *st) {
				s.View[1].Cert[0], s.View[1].Raw[0], s.Step[1], s.Acks[1] = set(0, 1, 2), set(0, 1, 2), 1, set(1)
				s.AtRaw[1][1] = s.View[1]
				s.View[1].Raw[1] = set(1)
			}},
		{"at the threshold the next step begins at once", atOnce,
			func(s *st) { s.View[1].Cert[0], s.View[1].Raw[0], s.Acks[1] = set(0), set(0, 1), set(1) },
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 0) }, func(s *st) {
				s.View[1].Cert[0], s.Step[1], s.Acks[1] = set(0, 2), 1, set(1)
				s.AtRaw[1][1] = s.View[1]
				s.View[1].Raw[1] = set(1)
			}},
		{"who comes after a majority has left is late", atOnce,
			func(s *st) { s.Step[0], s.Step[2], s.View[1].Cert[0] = 2, 2, set(0) },
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 0) }, func(s *st) {
				s.View[1].Cert[0], s.Step[1], s.Acks[1], s.Tardy[1] = set(0, 2), 1, set(1), set(1)
				s.AtRaw[1][1] = s.View[1]
				s.View[1].Raw[1] = set(1)
			}},
		{"who comes after half have left is not",
			tlc.Config{Nodes: 4, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 3},
			func(s *st) { s.Step[0], s.Step[2], s.View[1].Cert[0] = 2, 2, set(0) },
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 0) }, func(s *st) {
				s.View[1].Cert[0], s.Step[1], s.Acks[1] = set(0, 2), 1, set(1)
				s.AtRaw[1][1] = s.View[1]
				s.View[1].Raw[1] = set(1)
			}},
		{"at the horizon a node stops", atOnce,
			func(s *st) { s.Step[1], s.View[1].Cert[2], s.Acks[1] = 2, set(0), set(1) },
			func(c tlc.Config, s *st) { c.DeliverCert(s, 2, 1, 2) },
			func(s *st) { s.Step[1], s.View[1].Cert[2], s.Acks[1] = 3, set(0, 2), 0 }},
		{"without witnesses raw messages advance at once",
			tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 2},
			func(s *st) { s.View[1].Raw[0] = set(1) },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) }, func(s *st) {
				s.View[1].Raw[0], s.Step[1], s.Acks[1] = set(1, 2), 1, set(1)
				s.AtRaw[1][1] = s.View[1]
				s.View[1].Raw[1] = set(1)
			}},
		{"without witnesses, below the threshold, nothing more",
			tlc.Config{Nodes: 3, MessageThreshold: 3, Unwitnessed: true, Exact: true, Horizon: 2},
			func(s *st) { s.View[1].Raw[0] = set(1) },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) }, func(s *st) { s.View[1].Raw[0] = set(1, 2) }},
		{"without witnesses, of an earlier step, nothing more",
			tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 2},
			func(s *st) { s.Step[1], s.View[1].Raw[0] = 1, set(0, 1) },
			func(c tlc.Config, s *st) { c.DeliverRaw(s, 2, 1, 0) }, func(s *st) { s.View[1].Raw[0] = set(0, 1, 2) }},
		{"who jumps knows what the message carries, and is in its step", jumping,
			func(s *st) {
				s.View[1].Raw[0], s.View[1].Cert[0], s.Acks[1] = set(1), set(1), set(0, 1)
				s.View[2].Raw[0], s.Step[2] = set(0), 2
				s.AtRaw[2][2].Raw[0], s.AtRaw[2][2].Cert[0], s.AtRaw[2][2].Raw[1] = set(2), set(2), set(0, 2)
				s.AtRaw[2][2].Cert[1], s.AtCert[1][2].Raw[0] = set(0), set(0)
			},
			func(c tlc.Config, s *st) { c.Adopt(s, 2, 1, 2) }, func(s *st) {
				s.Step[1], s.Acks[1] = 2, set(1)
				s.View[1].Raw[0], s.View[1].Cert[0] = set(1, 2), set(1, 2)
				s.AtRaw[1][1] = s.View[1] // the step passed over
				s.View[1].Raw[1], s.View[1].Cert[1] = set(0, 2), set(0)
				s.AtRaw[2][1] = s.View[1]
				s.View[1].Raw[2] = set(1)
			}},
		{"who jumps to the next step passes over none", jumping,
			func(s *st) { s.View[1].Raw[0], s.Step[2], s.AtRaw[1][2].Cert[0] = set(1), 1, set(0, 1) },
			func(c tlc.Config, s *st) { c.Adopt(s, 2, 1, 1) }, func(s *st) {
				s.Step[1], s.Acks[1] = 1, set(1)
				s.View[1].Cert[0] = set(0, 1)
				s.AtRaw[1][1] = s.View[1]
				s.View[1].Raw[1] = set(1)
			}},
		{"who jumps after a majority has left is late", jumping,
			func(s *st) { s.Step[0], s.Step[2] = 2, 2 },
			func(c tlc.Config, s *st) { c.Adopt(s, 2, 1, 1) }, func(s *st) {
				s.Step[1], s.Acks[1], s.View[1].Raw[1], s.Tardy[1] = 1, set(1), set(1), set(1)
			}},
		{"a node alone advances", tlc.Config{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Horizon: 1},
			func(s *st) { s.Acks[1] = set(1) }, func(c tlc.Config, s *st) { c.Advance(s, 1) },
			func(s *st) { s.Step[1], s.Acks[1] = 1, 0 }},
	} {
		var got, want st
		c.before(&got)
		c.before(&want)
		c.do(c.config, &got)
		c.after(&want)
		if got != want {
			t.Errorf("%s: got\n%+v, want\n%+v", c.name, got, want)
		}
	}
}

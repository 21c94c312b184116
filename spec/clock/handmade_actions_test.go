package clock_test

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/explore/exploretest"
)

// What each action of the contract changes, and nothing else.
func TestWhatHappensInTheContract(t *testing.T) {
	late := three
	late.Late = true
	at := func(s *st, step uint8, turn uint8) {
		s.Step[0], s.Step[1], s.Step[2], s.Turn = step, step, step, turn
	}
	for _, c := range []struct {
		name          string
		config        clock.Config
		before, after func(*st)
		do            func(clock.Config, *st)
	}{
		{"witnesses learn what a message carries", three, func(s *st) {
			at(s, 1, 2)
			s.Carried[1][2].Raw[0], s.Carried[1][2].Cert[0], s.Knows[0].Raw[0] = set(1, 2), set(1), set(0)
		}, func(s *st) {
			s.Turn, s.Witnessed[1] = 3, set(2)
			s.Knows[0].Raw[0], s.Knows[0].Cert[0], s.Knows[0].Raw[1] = set(0, 1, 2), set(1), set(2)
			s.Knows[2].Raw[0], s.Knows[2].Cert[0], s.Knows[2].Raw[1] = set(1, 2), set(1), set(2)
		}, func(c clock.Config, s *st) { c.Witness(s, 2, set(0, 2)) }},
		{"a message goes without", three, func(s *st) { at(s, 1, 1) }, func(s *st) { s.Turn = 2 },
			func(c clock.Config, s *st) { c.Miss(s, 1) }},
		{"a message is seen late", late, func(s *st) { at(s, 1, 4) }, func(s *st) { s.Knows[1].Raw[1] = set(2) },
			func(c clock.Config, s *st) { c.SeeLate(s, 2, 1, 1) }},
		{"a certificate is heard late", late, func(s *st) { at(s, 1, 4) }, func(s *st) { s.Knows[1].Cert[0] = set(2) },
			func(c clock.Config, s *st) { c.CertLate(s, 2, 1, 0) }},
		{"a node leaves a step, and formulates its next message", three, func(s *st) {
			at(s, 0, 4)
			s.Witnessed[0], s.Knows[1].Raw[0] = set(0, 2), set(1)
		}, func(s *st) {
			s.Turn, s.Step[1] = 5, 1
			s.Knows[1].Raw[0], s.Knows[1].Cert[0], s.Knows[1].Raw[1] = set(0, 1, 2), set(0, 2), set(1)
			s.Carried[1][1].Raw[0], s.Carried[1][1].Cert[0] = set(0, 1, 2), set(0, 2)
		}, func(c clock.Config, s *st) { c.Hear(s, 1, set(0, 2)) }},
		{"the last one leaves a step, and who witnessed is forgotten", three, func(s *st) {
			at(s, 0, 5)
			s.Step[0], s.Step[1], s.Witnessed[0] = 1, 1, set(0, 1)
		}, func(s *st) {
			s.Turn, s.Step[2], s.Witnessed[0] = 0, 1, 0
			s.Knows[2].Raw[0], s.Knows[2].Cert[0], s.Knows[2].Raw[1] = set(0, 1), set(0, 1), set(2)
			s.Carried[1][2].Raw[0], s.Carried[1][2].Cert[0] = set(0, 1), set(0, 1)
		}, func(c clock.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
		{"who witnessed is remembered for those that hear of it late", late, func(s *st) {
			at(s, 0, 5)
			s.Step[0], s.Step[1], s.Witnessed[0] = 1, 1, set(0, 1)
		}, func(s *st) {
			s.Turn, s.Step[2] = 0, 1
			s.Knows[2].Raw[0], s.Knows[2].Cert[0], s.Knows[2].Raw[1] = set(0, 1), set(0, 1), set(2)
			s.Carried[1][2].Raw[0], s.Carried[1][2].Cert[0] = set(0, 1), set(0, 1)
		}, func(c clock.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
		{"at the horizon all of it is forgotten, and no message formulated", late, func(s *st) {
			at(s, 2, 5)
			s.Step[0], s.Step[1] = 3, 3
			s.Witnessed[0], s.Witnessed[1], s.Witnessed[2] = set(0), set(1), set(0, 1)
		}, func(s *st) {
			s.Turn, s.Step[2] = 0, 3
			s.Witnessed[0], s.Witnessed[1], s.Witnessed[2] = 0, 0, 0
			s.Knows[2].Raw[2], s.Knows[2].Cert[2] = set(0, 1), set(0, 1)
		}, func(c clock.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
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
	got := three.Start()
	var want st
	for i := range spec.NodeID(3) {
		want.Knows[i].Raw[0] = set(i)
	}
	if got != want {
		t.Errorf("it starts with %+v", got)
	}
}

// The conditions of the axioms on states made by hand.
func TestEachConditionOfTheContractSeesWhatItIsAbout(t *testing.T) {
	for _, c := range []struct {
		name   string
		says   func(clock.Config, *st) bool
		states []handmade
	}{
		{"somebody left", clock.Config.SomebodyLeft, []handmade{
			{"nobody", func(s *st) {}, false}, {"the first", func(s *st) { s.Step[0] = 1 }, true},
			{"the last", func(s *st) { s.Step[2] = 1 }, true},
		}},
		{"something certified", clock.Config.SomethingCertified, []handmade{
			{"nothing", func(s *st) { s.Knows[0].Raw[0] = set(0) }, false},
			{"known", func(s *st) { s.Knows[2].Cert[2] = set(0) }, true},
			{"carried", func(s *st) { s.Carried[2][2].Cert[0] = set(0) }, true},
			{"carried by the first", func(s *st) { s.Carried[0][0].Cert[2] = set(0) }, true},
		}},
		{"something carried", clock.Config.SomethingCarried, []handmade{
			{"nothing", func(s *st) { s.Knows[0].Raw[0] = set(0) }, false},
			{"a message", func(s *st) { s.Carried[2][2].Raw[2] = set(0) }, true},
			{"a certificate", func(s *st) { s.Carried[0][0].Cert[0] = set(0) }, true},
		}},
		{"somebody two steps on", clock.Config.SomebodyTwoStepsOn, []handmade{
			{"one step on", func(s *st) { s.Knows[2].Cert[0], s.Step[2] = set(1), 1 }, false},
			{"two steps on", func(s *st) { s.Knows[2].Cert[0], s.Step[2] = set(1), 2 }, true},
			{"the first", func(s *st) { s.Knows[0].Cert[1], s.Step[0] = set(1), 3 }, true},
			{"nothing certified", func(s *st) { s.Step[2] = 3 }, false},
			{"something of step 2", func(s *st) { s.Knows[2].Cert[2], s.Step[2] = set(1), 3 }, false},
		}},
	} {
		exploretest.Judge(t, c.name, c.says, three, c.states...)
	}
}

// Which claims and actions the contract has depends on the thresholds, the horizon and what may come late.
func TestTheContractClaimsWhatItsThresholdsAllow(t *testing.T) {
	const axioms = "P1 P2 P3 P4 P5 P6 "
	for _, c := range []struct {
		config          clock.Config
		unsafe          bool
		claims, actions string
	}{
		{three, false, axioms + "S1 P7 S2 S3 S4", "Witness Miss Hear"},
		{clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 1, Late: true}, false, axioms + "S1 S2",
			"Witness Miss SeeLate CertLate Hear"},
		{clock.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 2, Horizon: 2}, false, axioms + "S1 P7",
			"Witness Miss Hear"},
		{clock.Config{Nodes: 4, MessageThreshold: 2, WitnessThreshold: 3, Horizon: 2}, false, axioms + "S1 S2 S3 S4",
			"Witness Miss Hear"},
		{clock.Config{Nodes: 4, MessageThreshold: 3, WitnessThreshold: 2, Horizon: 2}, false, axioms + "S1 S2 S3 S4",
			"Witness Miss Hear"},
		{clock.Config{Nodes: 4, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}, true, axioms + "S1 P7 S2 S3 S4",
			"Witness Miss Hear"},
		{clock.Config{Nodes: 4, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 1}, true, axioms + "S1 S2",
			"Witness Miss Hear"},
	} {
		sp := c.config.Spec()
		if c.unsafe {
			sp = c.config.UnsafeSpec()
		}
		var actions, claims []string
		for _, a := range sp.Actions {
			actions = append(actions, a.Name)
		}
		for _, p := range sp.Props {
			claims = append(claims, strings.TrimPrefix(p.ID, "CLK-"))
		}
		if strings.Join(claims, " ") != c.claims || strings.Join(actions, " ") != c.actions {
			t.Errorf("%+v, unsafe %v: claims %v, actions %v, want %s and %s", c.config, c.unsafe, claims, actions, c.claims,
				c.actions)
		}
	}
	sp := three.Spec()
	for turn := range uint8(4) {
		if got := sp.Symmetric(&st{Turn: turn}); got != (turn == 0) {
			t.Errorf("turn %d: symmetric %v", turn, got)
		}
	}
}

// Who acts in an action is who it happens to: the generated Promela has it in that node's process.
func TestWhoActsInTheContract(t *testing.T) {
	acting := map[string]string{"SeeLate": "i,j,s by j", "CertLate": "i,j,s by j", "Witness": "i,w by i", "Miss": "i by i",
		"Hear": "j,h by j"}
	for _, c := range []clock.Config{three, {Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2, Late: true}} {
		for _, a := range c.Spec().Actions {
			var names []string
			for _, p := range a.Params {
				names = append(names, p.Name)
			}
			if got := strings.Join(names, ",") + " by " + names[a.By]; got != acting[a.Name] {
				t.Errorf("%s: %s, want %s", a.Name, got, acting[a.Name])
			}
		}
	}
}

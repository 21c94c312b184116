package qsc3_test

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/qsc3"
)

// What each action of a round changes, and nothing else.
func TestWhatHappensInARound(t *testing.T) {
	late := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true}
	some := qsc3.Knowledge{Seen: set(0, 2), Confirmed: set(2), Reconfirmed: set(0)}
	for _, c := range []struct {
		name          string
		config        qsc3.Config
		before, after func(*st)
		do            func(qsc3.Config, *st)
	}{
		{"witnesses learn what a message carries", blind,
			func(s *st) { s.Step, s.Turn, s.Carried[2], s.Knows[1].Seen = 1, 2, some, set(1) },
			func(s *st) {
				s.Turn, s.Witnessed[1] = 3, set(2)
				s.Knows[1] = qsc3.Knowledge{Seen: set(0, 1, 2), Confirmed: set(2), Reconfirmed: set(0)}
				s.Knows[2] = some
			}, func(c qsc3.Config, s *st) { c.Witness(s, 2, set(1, 2)) }},
		{"a message goes without", blind, func(s *st) { s.Turn = 1 }, func(s *st) { s.Turn = 2 },
			func(c qsc3.Config, s *st) { c.Miss(s, 1) }},
		{"a proposal is seen late", late, func(s *st) { s.Turn = 4 }, func(s *st) { s.Knows[1].Seen = set(2) },
			func(c qsc3.Config, s *st) { c.SeeLate(s, 2, 1) }},
		{"a proposal is confirmed late", late, func(s *st) { s.Step, s.Turn, s.Knows[1].Confirmed = 1, 4, set(0) },
			func(s *st) { s.Knows[1].Seen, s.Knows[1].Confirmed = set(2), set(0, 2) },
			func(c qsc3.Config, s *st) { c.ConfirmLate(s, 2, 1) }},
		{"a proposal is reconfirmed late", late, func(s *st) {
			s.Step, s.Turn, s.Paparazzi[2], s.Knows[1].Seen = 2, 4, some, set(1)
		}, func(s *st) {
			s.Knows[1] = qsc3.Knowledge{Seen: set(0, 1, 2), Confirmed: set(2), Reconfirmed: set(2)}
		}, func(c qsc3.Config, s *st) { c.ReconfirmLate(s, 2, 1) }},
		{"in step 0 who is heard is confirmed", blind, func(s *st) {
			s.Turn, s.Carried[0].Seen, s.Carried[2].Seen = 4, set(0), set(2)
		}, func(s *st) {
			s.Turn, s.Knows[1].Seen, s.Knows[1].Confirmed = 5, set(0, 2), set(0, 2)
		}, func(c qsc3.Config, s *st) { c.Hear(s, 1, set(0, 2)) }},
		{"in step 1 what is confirmed there is reconfirmed", blind, func(s *st) {
			s.Step, s.Turn, s.Carried[2] = 1, 4, some
		}, func(s *st) {
			s.Turn = 5
			s.Knows[1] = qsc3.Knowledge{Seen: set(0, 2), Confirmed: set(2), Reconfirmed: set(0, 2)}
		}, func(c qsc3.Config, s *st) { c.Hear(s, 1, set(0, 2)) }},
		{"in step 2 only what is carried is learned", blind, func(s *st) {
			s.Step, s.Turn, s.Carried[2] = 2, 4, some
		}, func(s *st) { s.Turn, s.Knows[1] = 5, some }, func(c qsc3.Config, s *st) { c.Hear(s, 1, set(0, 2)) }},
		{"after step 0 all broadcast what they know", blind, func(s *st) {
			s.Turn, s.Witnessed[0], s.Knows[0] = 5, set(0, 1), some
		}, func(s *st) {
			s.Step, s.Turn, s.Witnessed[0] = 1, 0, 0
			s.Knows[2].Confirmed = set(0, 1)
			s.Carried[0], s.Carried[2] = some, s.Knows[2]
		}, func(c qsc3.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
		{"after step 0 it is remembered for those that hear of it late", late, func(s *st) {
			s.Turn, s.Witnessed[0], s.Knows[0] = 5, set(0, 1), some
		}, func(s *st) {
			s.Step, s.Turn = 1, 0
			s.Knows[2].Confirmed = set(0, 1)
			s.Carried[0], s.Carried[2] = some, s.Knows[2]
			s.Paparazzi[0], s.Paparazzi[2] = some, s.Knows[2]
		}, func(c qsc3.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
		{"after step 1 what was carried in it is still remembered", late, func(s *st) {
			s.Step, s.Turn, s.Paparazzi[1], s.Witnessed[0], s.Witnessed[1] = 1, 5, some, set(0), set(0, 1)
		}, func(s *st) { s.Step, s.Turn = 2, 0 }, func(c qsc3.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
		{"after step 2 all but what is known is forgotten", late, func(s *st) {
			s.Step, s.Turn, s.Paparazzi[1], s.Carried[2], s.Knows[0] = 2, 5, some, some, some
			s.Witnessed[0], s.Witnessed[1], s.Witnessed[2] = set(0), set(1), set(0, 1)
		}, func(s *st) {
			s.Step, s.Turn, s.Paparazzi[1], s.Carried[2] = 3, 0, qsc3.Knowledge{}, qsc3.Knowledge{}
			s.Witnessed[0], s.Witnessed[1], s.Witnessed[2] = 0, 0, 0
		}, func(c qsc3.Config, s *st) { c.Hear(s, 2, set(0, 1)) }},
		{"a ticket is revealed", three, func(s *st) { s.Step, s.Turn = 3, 1 },
			func(s *st) { s.Turn, s.Ticket[1] = 2, 3 }, func(c qsc3.Config, s *st) { c.Reveal(s, 1, 3) }},
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

// Which actions a round has depends on what may come late and on whether tickets are drawn.
func TestTheActionsOfARound(t *testing.T) {
	for _, c := range []struct {
		config qsc3.Config
		want   []string
	}{
		{blind, []string{"Witness", "Miss", "Hear"}},
		{three, []string{"Witness", "Miss", "Hear", "Reveal"}},
		{qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true}, []string{"Witness", "Miss", "SeeLate",
			"ConfirmLate",
			"ReconfirmLate", "Hear"}},
	} {
		found := map[string]int{}
		for _, a := range c.config.Spec().Actions {
			found[a.Name] = len(a.Params)
		}
		if len(found) != len(c.want) {
			t.Errorf("%+v: actions %v, want %v", c.config, found, c.want)
		}
		for _, name := range c.want {
			if found[name] == 0 {
				t.Errorf("%+v: no action %s", c.config, name)
			}
		}
	}
}

// Who acts in an action is who it happens to: the generated Promela has it in that node's process.
func TestWhoActsInARound(t *testing.T) {
	acting := map[string]string{"SeeLate": "i,j by j", "ConfirmLate": "i,j by j", "ReconfirmLate": "i,j by j",
		"Witness": "i,w by i", "Miss": "i by i", "Hear": "j,h by j", "Reveal": "i,ticket by i"}
	for _, c := range []qsc3.Config{three, {Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true}} {
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

// At the start everybody has made its proposal, and its message of step 0 carries that.
func TestHowARoundStarts(t *testing.T) {
	got := three.Start()
	var want st
	for i := range 3 {
		want.Knows[i].Seen, want.Carried[i].Seen = set(spec.NodeID(i)), set(spec.NodeID(i))
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

package relay_test

import (
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/dkg/relay"
	"quesera/spec/explore/exploretest"
)

// The properties and guards of a phase on states made by hand: each conjunct is once what decides, at the first and
// last nodes and versions.

type st = relay.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var (
	set = exploretest.Set
	// three are three nodes of which 0, who speaks, is corrupt; pure are three honest ones.
	three = relay.Config{Nodes: 3, Versions: 3, Corrupt: set(0), Crashes: 1, Relay: true}
	pure  = relay.Config{Nodes: 3, Versions: 2, Crashes: 1, Relay: true}
)

func TestConsistentComparesWhatIsMadeOfIt(t *testing.T) {
	known := func(v0, v1, v2 []int) func(*st) {
		return func(s *st) {
			s.Ended = true
			for v, nodes := range [][]int{v0, v1, v2} {
				for _, i := range nodes {
					s.Known[v] = s.Known[v].With(spec.NodeID(i))
				}
			}
		}
	}
	exploretest.Judge(t, "consistent", relay.Config.Consistent, three,
		handmade{"both have nothing", known(nil, nil, nil), true},
		handmade{"both have the last version", known(nil, nil, []int{1, 2}), true},
		handmade{"one has nothing", known(nil, nil, []int{2}), false},
		handmade{"they have different versions", known([]int{1}, nil, []int{2}), false},
		handmade{"both have two, not the same", known([]int{1, 2}, []int{1}, []int{2}), true},
		handmade{"one has two", known([]int{1, 2}, []int{1}, nil), false},
		handmade{"it is not over", func(s *st) { known(nil, nil, []int{2})(s); s.Ended = false }, true},
		handmade{"the one with nothing crashed", func(s *st) { known(nil, nil, []int{2})(s); s.Crashed = set(1) }, true},
		handmade{"the corrupt one has nothing", known([]int{1, 2}, nil, nil), true},
	)
	delivered := func(s *st) { s.Ended, s.Known[0] = true, set(0, 1, 2) }
	exploretest.Judge(t, "delivered", relay.Config.Delivered, pure,
		handmade{"to all", delivered, true},
		handmade{"not to the last", func(s *st) { delivered(s); s.Known[0] = set(0, 1) }, false},
		handmade{"not to the first", func(s *st) { delivered(s); s.Known[0] = set(1, 2) }, false},
		handmade{"and something else", func(s *st) { delivered(s); s.Known[1] = set(2) }, false},
		handmade{"it is not over", func(s *st) { s.Known[0] = set(0) }, true},
		handmade{"the sender crashed", func(s *st) { delivered(s); s.Known[0], s.Crashed = 0, set(0) }, true},
		handmade{"the receiver crashed", func(s *st) { delivered(s); s.Known[0], s.Crashed = set(0, 1), set(2) }, true},
	)
	exploretest.Judge(t, "delivered", relay.Config.Delivered, three,
		handmade{"a corrupt sender said nothing", func(s *st) { s.Ended = true }, true})
}

func TestWhatSometimesHappensInAPhase(t *testing.T) {
	convicted := func(s *st) { s.Ended, s.Known[0], s.Known[2] = true, set(2), set(2) }
	exploretest.Judge(t, "convicted", relay.Config.Convicted, three,
		handmade{"it has two versions", convicted, true},
		handmade{"it is not over", func(s *st) { convicted(s); s.Ended = false }, false},
		handmade{"it crashed", func(s *st) { convicted(s); s.Crashed = set(2) }, false},
		handmade{"it has one", func(s *st) { convicted(s); s.Known[0] = set(1) }, false})
	rescued := func(s *st) { s.Ended, s.Crashed, s.Known[0] = true, set(0), set(0, 1, 2) }
	exploretest.Judge(t, "rescued", relay.Config.Rescued, pure,
		handmade{"all have it", rescued, true},
		handmade{"one has not", func(s *st) { rescued(s); s.Known[0] = set(0, 1) }, false},
		handmade{"one has not, and crashed", func(s *st) { rescued(s); s.Known[0], s.Crashed = set(0, 2), set(0, 1) }, true},
		handmade{"it is not over", func(s *st) { rescued(s); s.Ended = false }, false},
		handmade{"nobody crashed", func(s *st) { rescued(s); s.Crashed = 0 }, false},
		handmade{"another crashed", func(s *st) { rescued(s); s.Crashed = set(1) }, false})
	forgotten := func(s *st) { s.Ended, s.Crashed, s.Known[0] = true, set(0, 1), set(0, 1) }
	exploretest.Judge(t, "forgotten", relay.Config.Forgotten, pure,
		handmade{"who heard it crashed", forgotten, true},
		handmade{"one has it", func(s *st) { forgotten(s); s.Known[0] = set(0, 1, 2) }, false},
		handmade{"it is not over", func(s *st) { forgotten(s); s.Ended = false }, false},
		handmade{"the sender lives", func(s *st) { forgotten(s); s.Crashed, s.Known[0] = set(1, 2), set(1, 2) }, false},
		handmade{"nobody heard it", func(s *st) { forgotten(s); s.Known[0] = set(0) }, false})
	exploretest.Judge(t, "over", relay.Config.Over, pure, handmade{"not yet", func(s *st) {}, false},
		handmade{"it is", func(s *st) { s.Ended = true }, true})
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenInAPhase(t *testing.T) {
	say := func(v uint8, to ...int) func(relay.Config, *st) bool {
		return func(c relay.Config, s *st) bool {
			all := set()
			for _, i := range to {
				all = all.With(spec.NodeID(i))
			}
			return c.CanSay(s, 0, v, all)
		}
	}
	zero := handmade{"at the start", func(s *st) {}, true}
	never := handmade{"at the start", func(s *st) {}, false}
	exploretest.Judge(t, "an honest one says version 0 to all", say(0, 1, 2), pure, zero,
		handmade{"it has said it", func(s *st) { s.Said[0] = true }, false},
		handmade{"it crashed", func(s *st) { s.Crashed = set(0) }, false},
		handmade{"it is over", func(s *st) { s.Ended = true }, false})
	exploretest.Judge(t, "an honest one says version 1", say(1, 1, 2), pure, never)
	exploretest.Judge(t, "an honest one says it to itself", say(0, 0, 1, 2), pure, never)
	exploretest.Judge(t, "an honest one leaves one out", say(0, 1), pure, zero,
		handmade{"and may not crash any more", func(s *st) { s.Crashed = set(2) }, false})
	exploretest.Judge(t, "a corrupt one says version 2 to one", say(2, 1), three, zero,
		handmade{"where nobody may crash", func(s *st) { s.Crashed = set(2) }, true})
	exploretest.Judge(t, "another one says it", func(c relay.Config, s *st) bool { return c.CanSay(s, 1, 0, set(0, 2)) },
		three, never)
	exploretest.Judge(t, "another one says it in its place",
		func(c relay.Config, s *st) bool { return c.CanSay(s, 1, 0, set(1, 2)) }, three, never)
	hear := func(to ...int) func(relay.Config, *st) bool {
		return func(c relay.Config, s *st) bool {
			all := set()
			for _, i := range to {
				all = all.With(spec.NodeID(i))
			}
			return c.CanHear(s, 2, 0, all)
		}
	}
	flying := func(s *st) { s.Flying[0] = set(2) }
	known := func(s *st) { flying(s); s.Known[0] = set(2) }
	full := func(s *st) { flying(s); s.Known[1], s.Known[2] = set(2), set(2) }
	exploretest.Judge(t, "news is passed on to all", hear(0, 1), three, never, handmade{"a copy comes", flying, true},
		handmade{"it crashed", func(s *st) { flying(s); s.Crashed = set(2) }, false},
		handmade{"it is over", func(s *st) { flying(s); s.Ended = true }, false},
		handmade{"it is known", known, true}, handmade{"two are known", full, true},
		handmade{"it is known, and it crashed", func(s *st) { known(s); s.Crashed = set(2) }, false},
		handmade{"it is known, and over", func(s *st) { known(s); s.Ended = true }, false})
	exploretest.Judge(t, "news is passed on to one", hear(0), three, handmade{"a copy comes", flying, true},
		handmade{"it is known", known, false}, handmade{"two are known", full, false})
	silent := three
	silent.Relay = false
	exploretest.Judge(t, "news is not passed on", hear(0), silent, handmade{"a copy comes", flying, false})
	end := func(c relay.Config, s *st) bool { return c.CanEnd(s, 0) }
	said := func(s *st) { s.Said[0] = true }
	exploretest.Judge(t, "the phase ends", end, pure, never, handmade{"it was said", said, true},
		handmade{"the sender crashed", func(s *st) { s.Crashed = set(0) }, true},
		handmade{"a copy is in flight", func(s *st) { said(s); s.Flying[1] = set(2) }, false},
		handmade{"a copy is in flight to one that crashed", func(s *st) { said(s); s.Flying[1], s.Crashed = set(2), set(2) },
			true},
		handmade{"it is over", func(s *st) { said(s); s.Ended = true }, false})
	exploretest.Judge(t, "the phase ends", end, three, zero)
	exploretest.Judge(t, "another ends it", func(c relay.Config, s *st) bool { return c.CanEnd(s, 1) }, three, never)
}

// What is said or heard is filed and on its way, and who leaves somebody out has crashed.
func TestWhatHappensInAPhase(t *testing.T) {
	for _, c := range []struct {
		name          string
		config        relay.Config
		before, after func(*st)
		do            func(relay.Config, *st)
	}{
		{"said to all", pure, func(s *st) {}, func(s *st) {
			s.Said[0], s.Known[0], s.Flying[0] = true, set(0), set(1, 2)
		}, func(c relay.Config, s *st) { c.Say(s, 0, 0, set(1, 2)) }},
		{"said to one, by an honest one", pure, func(s *st) {}, func(s *st) {
			s.Said[0], s.Known[0], s.Flying[0], s.Crashed = true, set(0), set(1), set(0)
		}, func(c relay.Config, s *st) { c.Say(s, 0, 0, set(1)) }},
		{"said to one, by a corrupt one", three, func(s *st) {}, func(s *st) {
			s.Said[2], s.Known[2], s.Flying[2] = true, set(0), set(1)
		}, func(c relay.Config, s *st) { c.Say(s, 0, 2, set(1)) }},
		{"news", three, func(s *st) { s.Flying[0] = set(1, 2) }, func(s *st) {
			s.Flying[0], s.Known[0] = set(0, 1), set(2)
		}, func(c relay.Config, s *st) { c.Hear(s, 2, 0, set(0, 1)) }},
		{"nothing new", three, func(s *st) { s.Flying[0], s.Known[0] = set(2), set(2) }, func(s *st) {
			s.Known[0] = set(2)
		}, func(c relay.Config, s *st) { c.Hear(s, 2, 0, set(0, 1)) }},
		{"more than two", three, func(s *st) { s.Flying[0], s.Known[1], s.Known[2] = set(2), set(2), set(2) }, func(s *st) {
			s.Known[1], s.Known[2] = set(2), set(2)
		}, func(c relay.Config, s *st) { c.Hear(s, 2, 0, set(0, 1)) }},
		{"news that is not passed on", relay.Config{Nodes: 3, Versions: 3, Corrupt: set(0)},
			func(s *st) { s.Flying[0] = set(2) }, func(s *st) { s.Known[0] = set(2) },
			func(c relay.Config, s *st) { c.Hear(s, 2, 0, set(0, 1)) }},
	} {
		var got, want st
		c.before(&got)
		c.do(c.config, &got)
		c.after(&want)
		if got != want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, want)
		}
	}
}

// The conditions of the claims, on states made by hand.
func TestWhenThereIsSomethingToCompare(t *testing.T) {
	over := func(crashed ...spec.NodeID) func(*st) {
		return func(s *st) { s.Ended, s.Crashed = true, set(crashed...) }
	}
	exploretest.Judge(t, "two ended", relay.Config.TwoEnded, pure, handmade{"all live", over(), true},
		handmade{"it is not over", func(s *st) {}, false}, handmade{"the first crashed", over(0), true},
		handmade{"the last crashed", over(2), true}, handmade{"the last lives", over(0, 1), false},
		handmade{"the first lives", over(1, 2), false})
	exploretest.Judge(t, "two ended", relay.Config.TwoEnded, three, handmade{"two are honest", over(), true},
		handmade{"one of them crashed", over(1), false})
	exploretest.Judge(t, "the sender ended", relay.Config.SenderEnded, pure, handmade{"all live", over(), true},
		handmade{"it is not over", func(s *st) {}, false}, handmade{"the sender crashed", over(0), false},
		handmade{"the others crashed", over(1, 2), true})
	exploretest.Judge(t, "the sender ended", relay.Config.SenderEnded, three,
		handmade{"the sender is corrupt", over(), false})
}

// What a phase claims depends on who is corrupt, and on how many crash.
func TestAPhaseClaimsWhatMayHappenInIt(t *testing.T) {
	for _, c := range []struct {
		config relay.Config
		claims string
	}{
		{relay.Config{Nodes: 3, Versions: 2, Relay: true}, "P15 P16 S8"},
		{relay.Config{Nodes: 3, Versions: 2, Crashes: 1, Relay: true}, "P15 P16 S8 S10"},
		{relay.Config{Nodes: 3, Versions: 2, Crashes: 2}, "P15 P16 S8 S10 S11"},
		{relay.Config{Nodes: 3, Versions: 2, Corrupt: set(0), Crashes: 2}, "P15 P16 S8 S9"},
		{relay.Config{Nodes: 3, Versions: 1, Corrupt: set(0)}, "P15 P16 S8"},
		{relay.Config{Nodes: 3, Versions: 2, Corrupt: set(1), Crashes: 1}, "P15 P16 S8 S10"},
	} {
		sp := c.config.Spec()
		var claims []string
		for _, p := range sp.Props {
			claims = append(claims, strings.TrimPrefix(p.ID, "DKG-"))
		}
		if got := strings.Join(claims, " "); got != c.claims {
			t.Errorf("%+v claims %s, want %s", c.config, got, c.claims)
		}
		for _, a := range sp.Actions {
			for _, param := range a.Params {
				if want := map[string]int{"i": 3, "j": 3, "v": int(c.config.Versions), "to": 7}[param.Name]; len(
					param.Values) != want {
					t.Errorf("%+v: %s has %d values of %s, want %d", c.config, a.Name, len(param.Values), param.Name, want)
				}
			}
		}
	}
	s := pure.Spec().Init
	s.Known[0], s.Flying[1], s.Crashed, s.Ended = set(0, 2), set(1), set(1), true
	want := []string{"version 0: known to {0 2}, in flight to {}", "version 1: known to {}, in flight to {1}",
		"crashed {1}, ended true"}
	if got := pure.Spec().Describe(&s); !slices.Equal(got, want) {
		t.Errorf("described as %q, want %q", got, want)
	}
}

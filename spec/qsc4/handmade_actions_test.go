package qsc4

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
)

// at sets the step and whose turn it is.
func at(step, turn uint8) func(*State) {
	return func(s *State) { s.Step, s.Turn = step, turn }
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenInARound(t *testing.T) {
	witness := func(i spec.NodeID, w spec.NodeSet) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanWitness(s, i, w) }
	}
	exploretest.Judge(t, "witness a correct node", witness(1, set(1, 2)), four, handmade{"its turn", at(2, 1), true},
		handmade{"not its turn", at(2, 2), false}, handmade{"over", at(3, 1), false})
	exploretest.Judge(t, "in the reader's step", witness(1, set(1, 2)), read, handmade{"not played", at(2, 1), false},
		handmade{"the one before", at(1, 1), true})
	exploretest.Judge(t, "without itself", witness(1, set(0, 2)), four, handmade{"its turn", at(0, 1), false})
	exploretest.Judge(t, "by a face", witness(1, set(1, 3)), four, handmade{"its turn", at(0, 1), false})
	exploretest.Judge(t, "witness a face", witness(4, set(0, 1)), four, handmade{"its turn", at(0, 4), true},
		handmade{"one has the other", func(s *State) { at(0, 4)(s); s.Shown = set(1, 2) }, false})
	exploretest.Judge(t, "witness the first face", witness(3, set(0, 1)), four,
		handmade{"its turn", func(s *State) { at(0, 3)(s); s.Shown = set(0) }, true})
	miss := func(i spec.NodeID) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanMiss(s, i) }
	}
	exploretest.Judge(t, "miss", miss(1), four,
		handmade{"one was", func(s *State) { at(2, 1)(s); s.Witnessed[2] = set(0) }, true},
		handmade{"none was", at(2, 1), false},
		handmade{"not its turn", func(s *State) { s.Witnessed[0] = set(0) }, false},
		handmade{"over", func(s *State) { at(3, 1)(s); s.Witnessed[0] = set(0) }, false})
	exploretest.Judge(t, "a first face misses", miss(3), four,
		handmade{"two were", func(s *State) { at(0, 3)(s); s.Witnessed[0] = set(0, 1) }, true},
		handmade{"one was", func(s *State) { at(0, 3)(s); s.Witnessed[0] = set(0) }, false})
	exploretest.Judge(t, "a second face misses", miss(4), four,
		handmade{"two were", func(s *State) { at(0, 4)(s); s.Witnessed[0] = set(0, 1) }, false},
		handmade{"and its first", func(s *State) { at(0, 4)(s); s.Witnessed[0] = set(0, 1, 3) }, true})
	hear := func(j spec.NodeID, h spec.NodeSet) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanHear(s, j, h) }
	}
	heard := func(s *State) { at(1, 6)(s); s.Witnessed[1] = set(0, 1, 2, 3, 4) }
	exploretest.Judge(t, "hear", hear(1, set(0, 2, 4)), four, handmade{"its turn", heard, true},
		handmade{"not its turn", func(s *State) { heard(s); s.Turn = 1 }, false},
		handmade{"over", func(s *State) { heard(s); s.Step, s.Witnessed[2] = 3, s.Witnessed[1] }, false},
		handmade{"not certified", func(s *State) { heard(s); s.Witnessed[1] = set(0, 1, 2, 3) }, false})
	exploretest.Judge(t, "hear two faces", hear(1, set(0, 3, 4)), four, handmade{"its turn", heard, false})
	reading := func(h spec.NodeSet) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanRead(s, h) }
	}
	exploretest.Judge(t, "read", reading(set(0, 2, 4)), read, handmade{"the last step", at(2, 0), true},
		handmade{"the one before", at(1, 0), false}, handmade{"it was", at(3, 0), false})
	exploretest.Judge(t, "read two faces", reading(set(0, 3, 4)), read, handmade{"the last step", at(2, 0), false})
	exploretest.Judge(t, "read without a reader", reading(set(0, 2, 4)), four,
		handmade{"the last step", at(2, 0), false})
	reveal := func(c Config, s *State) bool { return c.CanReveal(s, 4, 1) }
	exploretest.Judge(t, "reveal", reveal, chosen, handmade{"its turn", at(3, 4), true},
		handmade{"not its turn", at(3, 3), false}, handmade{"not over", at(2, 4), false})
	exploretest.Judge(t, "reveal without tickets", reveal, four, handmade{"its turn", at(3, 4), false})
}

// What may be learned late, and by whom.
func TestWhatMayBeLearnedLate(t *testing.T) {
	c := four.late()
	see := func(j spec.NodeID) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanSeeLate(s, 3, j) }
	}
	exploretest.Judge(t, "see late", see(1), c, handmade{"its turn", at(0, 6), true},
		handmade{"known", func(s *State) { at(0, 6)(s); s.Knows[1].Seen = set(3) }, false},
		handmade{"not its turn", at(0, 7), false}, handmade{"over", at(3, 6), false})
	exploretest.Judge(t, "a face sees late", see(4), c, handmade{"its turn", at(0, 9), false})
	exploretest.Judge(t, "see late", see(1), four, handmade{"nothing is late", at(0, 6), false})
	exploretest.Judge(t, "see another late", see(1), c.of(0), handmade{"its turn", at(0, 6), false})
	confirm := func(j spec.NodeID) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanConfirmLate(s, 3, j) }
	}
	good := func(s *State) { at(1, 6)(s); s.Witnessed[0] = set(3) }
	exploretest.Judge(t, "confirm late", confirm(1), c, handmade{"its turn", good, true},
		handmade{"in step 0", func(s *State) { good(s); s.Step = 0 }, false},
		handmade{"over", func(s *State) { good(s); s.Step = 3 }, false},
		handmade{"not its turn", func(s *State) { good(s); s.Turn = 7 }, false},
		handmade{"not certified", func(s *State) { good(s); s.Witnessed[0] = set(4) }, false},
		handmade{"known", func(s *State) { good(s); s.Knows[1].Confirmed = set(3) }, false})
	exploretest.Judge(t, "a face confirms late", confirm(4), c,
		handmade{"its turn", func(s *State) { good(s); s.Turn = 9 }, false})
	exploretest.Judge(t, "confirm late", confirm(1), four, handmade{"nothing is late", good, false})
	exploretest.Judge(t, "confirm another late", confirm(1), c.of(0), handmade{"its turn", good, false})
}

// What each action changes, and nothing else.
func TestWhatHappensInARound(t *testing.T) {
	k := func(seen, confirmed, reconfirmed spec.NodeSet) Knowledge {
		return Knowledge{seen, confirmed, reconfirmed}
	}
	for _, c := range []struct {
		name          string
		config        Config
		before, after func(*State)
		do            func(Config, *State)
	}{
		{"witnesses learn", four,
			func(s *State) { at(1, 1)(s); s.Carried[1] = k(set(1), set(2), set(3)); s.Shown = set(0) },
			func(s *State) {
				s.Turn, s.Shown, s.Witnessed[1] = 2, 0, set(1)
				s.Knows[1], s.Knows[2] = k(set(1), set(2), set(3)), k(set(1), set(2), set(3))
			}, func(c Config, s *State) { c.Witness(s, 1, set(1, 2)) }},
		{"who has the first face is remembered", four, at(0, 3), func(s *State) {
			s.Turn, s.Shown, s.Witnessed[0] = 4, set(0, 1), set(3)
		}, func(c Config, s *State) { c.Witness(s, 3, set(0, 1)) }},
		{"and forgotten", four, func(s *State) { at(0, 4)(s); s.Shown = set(0, 1) },
			func(s *State) { s.Turn, s.Shown = 5, 0 },
			func(c Config, s *State) { c.Miss(s, 4) }},
		{"what is not certified carries nothing", four,
			func(s *State) { at(0, 1)(s); s.Carried[1] = k(set(1), 0, 0) },
			func(s *State) { s.Turn, s.Carried[1] = 2, Knowledge{} }, func(c Config, s *State) { c.Miss(s, 1) }},
		{"a proposal is seen late", four, func(s *State) { s.Knows[1].Seen = set(1) },
			func(s *State) { s.Knows[1].Seen = set(1, 4) }, func(c Config, s *State) { c.SeeLate(s, 4, 1) }},
		{"a proposal is confirmed late", four, func(s *State) { s.Knows[1].Seen = set(1) },
			func(s *State) { s.Knows[1].Seen, s.Knows[1].Confirmed = set(1, 4), set(4) },
			func(c Config, s *State) { c.ConfirmLate(s, 4, 1) }},
		{"step 0 confirms", four, func(s *State) { at(0, 6)(s); s.Carried[4].Seen, s.Knows[1].Seen = set(4), set(1) },
			func(s *State) { s.Turn, s.Knows[1] = 7, k(set(1, 4), set(0, 2, 4), 0) },
			func(c Config, s *State) { c.Hear(s, 1, set(0, 2, 4)) }},
		{"of what is tracked", four.of(4), at(0, 6), func(s *State) { s.Turn, s.Knows[1] = 7, k(0, set(4), 0) },
			func(c Config, s *State) { c.Hear(s, 1, set(0, 2, 4)) }},
		{"step 1 reconfirms", four, func(s *State) { at(1, 6)(s); s.Carried[4].Confirmed = set(3) },
			func(s *State) { s.Turn, s.Knows[1] = 7, k(0, set(3), set(3)) },
			func(c Config, s *State) { c.Hear(s, 1, set(0, 2, 4)) }},
		{"not for a reader", read, func(s *State) { at(1, 6)(s); s.Carried[4].Confirmed = set(3) },
			func(s *State) { s.Turn, s.Knows[1] = 7, k(0, set(3), 0) },
			func(c Config, s *State) { c.Hear(s, 1, set(0, 2, 4)) }},
		{"the next step", read, func(s *State) {
			at(1, 9)(s)
			s.Witnessed[1], s.Carried[0].Confirmed, s.Carried[1].Confirmed = set(0, 2, 3), set(0), set(1)
			s.Knows[0].Seen = set(2)
		}, func(s *State) {
			s.Step, s.Turn, s.Reconfirmable = 2, 0, set(0)
			s.Carried[0], s.Carried[1], s.Carried[4] = k(set(2), 0, 0), Knowledge{}, k(0, set(0), 0)
		}, func(c Config, s *State) { c.Hear(s, 4, set(0, 2, 3)) }},
		{"the end", four, func(s *State) { at(2, 9)(s); s.Carried[0].Seen, s.Knows[0].Seen = set(1), set(2) },
			func(s *State) { s.Step, s.Turn, s.Carried[0] = 3, 0, Knowledge{} },
			func(c Config, s *State) { c.Hear(s, 4, set(0, 2, 3)) }},
		{"somebody reads", read, func(s *State) {
			at(2, 0)(s)
			s.Carried[0], s.Carried[1], s.Carried[4] = k(set(0), set(1), 0), k(set(1), 0, 0), k(set(2), set(2), 0)
			s.Knows[2].Seen = set(0)
		}, func(s *State) {
			s.Step, s.Read = 3, k(set(0, 2), set(1, 2), 0)
			s.Carried, s.Knows[2] = [spec.MaxFaces]Knowledge{}, Knowledge{}
		}, func(c Config, s *State) { c.Read(s, set(0, 2, 4)) }},
		{"a ticket", chosen, at(3, 4), func(s *State) { s.Turn, s.Ticket[4] = 5, 1 },
			func(c Config, s *State) { c.Reveal(s, 4, 1) }},
	} {
		var got, want State
		c.before(&got)
		c.before(&want)
		c.do(c.config, &got)
		c.after(&want)
		if got != want {
			t.Errorf("%s: got\n%+v, want\n%+v", c.name, got, want)
		}
	}
	start := four.of(1, 3).Start()
	if start.Carried[0].Seen != 0 || start.Carried[1].Seen != set(1) || start.Knows[1].Seen != set(1) ||
		start.Carried[3].Seen != set(3) || start.Knows[3].Seen != 0 {
		t.Errorf("starts as %+v", start)
	}
}

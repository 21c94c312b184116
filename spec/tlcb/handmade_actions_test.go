package tlcb

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
)

// nodeOf is a node by its number.
func nodeOf(i int) spec.NodeID { return spec.NodeID(i) }

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenInAStep(t *testing.T) {
	formulate := func(c Config, s *State) bool { return c.CanFormulate(s, 3) }
	exploretest.Judge(t, "Formulate", formulate, four, handmade{"at the start", func(*State) {}, true},
		handmade{"it has", all, false})
	exploretest.Judge(t, "Formulate", formulate, four.silent(3, 4), handmade{"silent", func(*State) {}, false})

	ack := func(i, j int) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanAcknowledge(s, nodeOf(i), nodeOf(j)) }
	}
	exploretest.Judge(t, "acknowledge a correct node", ack(2, 0), four, handmade{"all there", all, true},
		handmade{"not formulated", func(s *State) { all(s); s.At[2] = before }, false},
		handmade{"its author is beyond", func(s *State) { all(s); s.At[2] = beyond }, true},
		handmade{"not yet there", func(s *State) { all(s); s.At[0] = before }, false},
		handmade{"no longer", func(s *State) { all(s); s.At[0] = beyond }, false},
		handmade{"twice", func(s *State) { all(s); s.Acks[2] = set(0) }, false})
	exploretest.Judge(t, "eagerly", ack(2, 0), four.eager(), handmade{"all there", all, false})
	exploretest.Judge(t, "acknowledge a face", ack(4, 0), four.eager(), handmade{"all there", all, true},
		handmade{"the other was", func(s *State) { all(s); s.Acks[3] = set(0) }, false},
		handmade{"by another", func(s *State) { all(s); s.Acks[3] = set(1) }, true},
		handmade{"exposed", func(s *State) { all(s); s.Exposed[0] = set(3) }, false},
		handmade{"exposed to another", func(s *State) { all(s); s.Exposed[1] = set(3) }, true})
	exploretest.Judge(t, "a face acknowledges", ack(0, 3), four, handmade{"all there", all, false})

	leave := func(j int) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanLeave(s, nodeOf(j)) }
	}
	enough := func(s *State) { all(s); s.Certified = set(0, 1, 3) }
	exploretest.Judge(t, "leave", leave(2), four, handmade{"three certified", enough, true},
		handmade{"two", func(s *State) { enough(s); s.Certified = set(0, 3) }, false},
		handmade{"beyond", func(s *State) { enough(s); s.At[2] = beyond }, false},
		handmade{"not there", func(s *State) { enough(s); s.At[2] = before }, false})
	exploretest.Judge(t, "leave", leave(3), four, handmade{"a face", enough, false})
	exploretest.Judge(t, "leave without the exposed", leave(2), four.shrink(),
		handmade{"exposed", func(s *State) { enough(s); s.Certified, s.Exposed[2] = set(0, 1), set(3) }, true},
		handmade{"to another", func(s *State) { enough(s); s.Certified, s.Exposed[1] = set(0, 1), set(3) }, false})

	expose := func(i, j int) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanExpose(s, nodeOf(i), nodeOf(j)) }
	}
	exploretest.Judge(t, "expose", expose(3, 1), four.shrink(), handmade{"both faces shown", all, true},
		handmade{"one", func(s *State) { all(s); s.At[4] = before }, false},
		handmade{"known", func(s *State) { all(s); s.Exposed[1] = set(3) }, false})
	exploretest.Judge(t, "expose the second face", expose(4, 1), four.shrink(), handmade{"", all, false})
	exploretest.Judge(t, "expose to a face", expose(3, 4), four.shrink(), handmade{"", all, false})
	exploretest.Judge(t, "expose", expose(3, 1), four, handmade{"nobody leaves", all, false})
	exploretest.Judge(t, "expose", expose(3, 1), four.shrink().silent(1), handmade{"it is silent", all, false})
}

// What each action changes, and nothing else.
func TestWhatHappensInAStep(t *testing.T) {
	for _, c := range []struct {
		name          string
		config        Config
		before, after func(*State)
		do            func(Config, *State)
	}{
		{"a correct node's message", four, func(*State) {}, func(s *State) { s.At[2], s.Acks[2] = within, set(2) },
			func(c Config, s *State) { c.Formulate(s, 2) }},
		{"a face's", four, func(*State) {}, func(s *State) { s.At[4] = within },
			func(c Config, s *State) { c.Formulate(s, 4) }},
		{"too late", four, func(s *State) { s.At[0], s.At[1] = beyond, beyond },
			func(s *State) { s.At[4], s.Late = within, set(4) }, func(c Config, s *State) { c.Formulate(s, 4) }},
		{"not too late: half of four", group(5, 1, 4), func(s *State) { s.At[0], s.At[1] = beyond, beyond },
			func(s *State) { s.At[4] = within }, func(c Config, s *State) { c.Formulate(s, 4) }},
		{"acknowledged at once", four.eager(), func(s *State) {
			s.At[0], s.At[1], s.Acks[0], s.Acks[1] = beyond, within, set(0), set(0, 1)
		}, func(s *State) {
			s.At[2], s.Acks[0], s.Acks[1], s.Acks[2] = within, set(0, 2), set(0, 1, 2), set(1, 2)
			s.Faces, s.Certified = set(0, 1, 2), set(0, 1, 2)
		}, func(c Config, s *State) { c.Formulate(s, 2) }},
		{"an acknowledgment", four, func(s *State) { all(s); s.Acks[4] = set(0) },
			func(s *State) { s.Acks[4], s.Faces, s.Certified = set(0, 1), set(4), set(3) },
			func(c Config, s *State) { c.Acknowledge(s, 4, 1) }},
		{"leaving", four, all, func(s *State) { s.At[1] = beyond }, func(c Config, s *State) { c.Leave(s, 1) }},
		{"evidence", four, func(s *State) { s.Exposed[0] = set(3) }, func(s *State) { s.Exposed[1] = set(3) },
			func(c Config, s *State) { c.Expose(s, 3, 1) }},
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
}

// A counterexample says where each face is.
func TestAStepIsDescribed(t *testing.T) {
	s := State{}
	s.At[2], s.At[4], s.Acks[4], s.Late, s.Exposed[2] = beyond, within, set(0, 1), set(4), set(3)
	s.Faces = set(4)
	got := strings.Join(four.Spec().Describe(&s), "\n")
	for _, want := range []string{
		"node 0: before the step",
		"node 2: beyond the step, acknowledged by {}; knows of evidence against {3}",
		"face 0 of corrupt node 3: before the step",
		"face 1 of corrupt node 3: in the step, acknowledged by {0 1}, certified, formulated too late",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

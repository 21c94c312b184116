package tickets

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
)

var (
	set  = exploretest.Set
	four = Config{Nodes: 4, Corrupt: 1, Threshold: 3}
)

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*State)
	Want bool
}

// QSC4-P7 to P9 hold, and each of QSC4-S5 to S7 is reached, by itself (TLC §5.3.3). Method: exhaustive, one search a
// property and group, anytrust among them.
func TestEachPropertyOfATicketHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t, four.Spec(), Config{Nodes: 3, Corrupt: 2, Threshold: 3}.Spec())
}

// Each rule is needed. Method: it is given up, and a property fails; the figures of the whole group hold an action that
// silently became narrower.
func TestWhatBreaksATicket(t *testing.T) {
	for _, c := range []struct {
		config Config
		fails  string
	}{
		{four, ""}, {Config{Nodes: 4, Corrupt: 1, Threshold: 2}, "QSC4-P7"},
		{Config{Nodes: 4, Corrupt: 1, Threshold: 1}, "QSC4-P9"},
		{Config{Nodes: 4, Corrupt: 1, Threshold: 3, Few: true}, "QSC4-P7"},
		{Config{Nodes: 4, Corrupt: 1, Threshold: 3, Shrink: true}, "QSC4-P8"},
		{Config{Nodes: 4, Corrupt: 1, Threshold: 3, Withhold: true}, "QSC4-P8"},
	} {
		r, err := explore.Explore(c.config.Spec(), explore.Options{Until: c.fails})
		if err != nil {
			t.Fatal(err)
		}
		failed := c.fails == ""
		for p, prop := range c.config.Spec().Props {
			failed = failed || prop.ID == c.fails && r.Reached[p] != nil
		}
		if !failed || c.fails == "" && (r.States != 9785 || r.Transitions != 13024 || !r.Complete || r.Deadlock != nil) {
			t.Errorf("%+v: %d states, %d transitions, %s fails: %v", c.config, r.States, r.Transitions, c.fails, failed)
		}
	}
}

// Where the condition of QSC4-P7 to P9 is not met, the property holds whatever else is so. Method: states that mix what
// is in reachable ones.
func TestConditionsOfATicketAreTheirs(t *testing.T) {
	exploretest.Conditions(t, Config{Nodes: 4, Corrupt: 1, Threshold: 2}.Spec(),
		Config{Nodes: 4, Corrupt: 1, Threshold: 3, Shrink: true}.Spec())
}

func TestWhoCanOpenATicket(t *testing.T) {
	two := Config{Nodes: 6, Corrupt: 2, Threshold: 5}
	named := func(s *State) { s.Phase, s.Deals, s.Revealed = revealing, set(0, 3), set(0, 1) }
	exploretest.Judge(t, "open", Config.Open, four, handmade{"two revealed, and the corrupt node's", named, true},
		handmade{"one revealed", func(s *State) { named(s); s.Revealed = set(1) }, false},
		handmade{"one and the corrupt one", func(s *State) { named(s); s.Revealed = set(1, 3) }, false},
		handmade{"all deals are the corrupt node's",
			func(s *State) { named(s); s.Deals, s.Revealed = set(3), 0 }, true},
		handmade{"none is named yet", func(s *State) { named(s); s.Phase = naming }, false},
		handmade{"the dealer left the corrupt one out", func(s *State) { named(s); s.Left[0] = set(3) }, true},
		handmade{"and one revealed", func(s *State) { named(s); s.Left[0], s.Revealed = set(3), set(1) }, false})
	exploretest.Judge(t, "open", Config.Open, two,
		handmade{"a second deal is closed", func(s *State) {
			s.Phase, s.Deals, s.Revealed = revealing, set(0, 3), set(0, 1)
		}, false})
	exploretest.Judge(t, "QSC4-P7", Config.NotBeforeTheMajority, four,
		handmade{"a majority is there", func(s *State) { named(s); s.Entered = set(0, 1) }, true},
		handmade{"one and the corrupt node are", func(s *State) { named(s); s.Entered = set(0, 3) }, false},
		handmade{"it is closed", func(s *State) { named(s); s.Revealed = 0 }, true})
	exploretest.Judge(t, "known early", Config.KnownEarly, four,
		handmade{"one is missing", func(s *State) { named(s); s.Entered = set(0, 1, 3) }, true},
		handmade{"none is", func(s *State) { named(s); s.Entered = set(0, 1, 2) }, false},
		handmade{"it is closed", func(s *State) { named(s); s.Revealed, s.Entered = 0, set(0, 1) }, false})
}

func TestWhoRecoversATicket(t *testing.T) {
	read := func(s *State) {
		s.Phase, s.Certified, s.Deals, s.Revealed, s.Read = reading, true, set(0, 3), set(0, 1, 2, 3), set(0, 2, 3)
		s.First = set(1, 2)
	}
	exploretest.Judge(t, "QSC4-P8", Config.CertifiedIsRecovered, four, handmade{"all revealed", read, true},
		handmade{"one did not", func(s *State) { read(s); s.Revealed = set(0, 1, 2) }, false},
		handmade{"who is no recipient", func(s *State) {
			read(s)
			s.Revealed, s.Left[0], s.Left[3] = set(0, 1, 2), set(3), set(3)
		}, true},
		handmade{"and is of another deal",
			func(s *State) { read(s); s.Revealed, s.Left[0] = set(0, 1, 2), set(3) }, false},
		handmade{"nobody read", func(s *State) { read(s); s.Phase, s.Revealed = revealing, 0 }, true},
		handmade{"it is not certified", func(s *State) { read(s); s.Certified, s.Revealed = false, 0 }, true})
	exploretest.Judge(t, "QSC4-P9", Config.HearsTheFirst, four, handmade{"one of the first", read, true},
		handmade{"none of them", func(s *State) { read(s); s.First = set(1) }, false},
		handmade{"nobody read", func(s *State) { read(s); s.Phase, s.First = revealing, set(1) }, true})
	exploretest.Judge(t, "discarded", Config.Discarded, four, handmade{"recovered", read, false},
		handmade{"not", func(s *State) { read(s); s.Revealed = 0 }, true},
		handmade{"nobody read", func(s *State) { read(s); s.Revealed, s.Phase = 0, revealing }, false})
	exploretest.Judge(t, "mixed", Config.Mixed, four, handmade{"alike", read, false},
		handmade{"one left out", func(s *State) { read(s); s.Left[0] = set(3) }, true},
		handmade{"by another dealer", func(s *State) { read(s); s.Left[1] = set(3) }, false},
		handmade{"not recovered", func(s *State) { read(s); s.Left[0], s.Revealed = set(3), 0 }, false},
		handmade{"nobody read", func(s *State) { read(s); s.Left[0], s.Phase = set(3), revealing }, false})
	exploretest.Judge(t, "nodes enter", Config.Entering, four, handmade{"read", read, true},
		handmade{"the first may", func(s *State) { s.Phase = revealing }, true},
		handmade{"deals are named", func(s *State) { s.Phase = naming }, false})
	exploretest.Judge(t, "entering", Config.Late, four, handmade{"read", read, true},
		handmade{"not", func(s *State) { s.Phase = revealing }, false})
}

// Each conjunct of each guard keeps something from happening.
func TestWhatMayHappenToATicket(t *testing.T) {
	zero := handmade{"at the start", func(*State) {}, true}
	propose := func(x spec.NodeSet) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanPropose(s, x, 1) }
	}
	exploretest.Judge(t, "propose", propose(set(3)), four, zero,
		handmade{"again", func(s *State) { s.Phase = naming }, false})
	exploretest.Judge(t, "propose without a correct one", propose(set(2)), four, handmade{"", func(*State) {}, false})
	name := func(d spec.NodeID, x spec.NodeSet) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanName(s, d, x) }
	}
	naming1 := func(s *State) { s.Phase, s.Deals = naming, set(1) }
	exploretest.Judge(t, "name", name(2, set(3)), four, handmade{"one is named", naming1, true},
		handmade{"not proposed", func(s *State) { naming1(s); s.Phase = proposing }, false},
		handmade{"a later one is named", func(s *State) { naming1(s); s.Deals = set(3) }, false},
		handmade{"it is named", func(s *State) { naming1(s); s.Deals = set(2) }, false},
		handmade{"none is, and one can follow", func(s *State) { s.Phase = naming }, true},
		handmade{"none is, one needed", func(s *State) { s.Phase, s.Unnamed = naming, set(3) }, true},
		handmade{"it is exposed", func(s *State) { naming1(s); s.Unnamed = set(2) }, false})
	exploretest.Judge(t, "name the last", name(3, 0), four, handmade{"one is named", naming1, true},
		handmade{"none is", func(s *State) { s.Phase = naming }, false})
	exploretest.Judge(t, "name one that left out a correct one", name(2, set(1)), four, handmade{"", naming1, false})
	exploretest.Judge(t, "name one that left out itself", name(3, set(3)), four, handmade{"", naming1, false})
	enter := func(has uint8) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanEnter(s, 1, has) }
	}
	entering := func(s *State) { s.Phase, s.Entered = revealing, set(0) }
	exploretest.Judge(t, "enter", enter(1), four, handmade{"named", entering, true},
		handmade{"naming", func(s *State) { entering(s); s.Phase = naming }, false},
		handmade{"it has", func(s *State) { entering(s); s.Entered = set(1) }, false},
		handmade{"certified", func(s *State) { entering(s); s.Certified = true }, true})
	exploretest.Judge(t, "enter without the deals", enter(0), four, handmade{"not certified", entering, true},
		handmade{"certified", func(s *State) { entering(s); s.Certified = true }, false})
	read := func(h spec.NodeSet) func(Config, *State) bool {
		return func(c Config, s *State) bool { return c.CanRead(s, h) }
	}
	entered := func(s *State) { s.Phase, s.Entered = revealing, set(0, 1, 2) }
	shrink := four
	shrink.Shrink = true
	exploretest.Judge(t, "read", read(set(0, 1, 2)), four, handmade{"all have entered", entered, true},
		handmade{"one has not", func(s *State) { entered(s); s.Entered = set(0, 1, 3) }, false},
		handmade{"somebody has read", func(s *State) { entered(s); s.Phase = reading }, false})
	exploretest.Judge(t, "read two", read(set(0, 1)), four, handmade{"", entered, false})
	exploretest.Judge(t, "read two without the exposed", read(set(0, 1)), shrink, handmade{"", entered, true})
	exploretest.Judge(t, "read one without the exposed", read(set(0)), shrink, handmade{"", entered, false})
	exploretest.Judge(t, "read three", read(set(0, 1, 2)), shrink, handmade{"", entered, true})
}

// What each action changes, and nothing else.
func TestWhatHappensToATicket(t *testing.T) {
	few, withhold := four, four
	few.Few, withhold.Withhold = true, true
	for _, c := range []struct {
		name          string
		config        Config
		before, after func(*State)
		do            func(Config, *State)
	}{
		{"proposed", four, func(*State) {}, func(s *State) { s.Phase, s.Certified, s.Unnamed = naming, true, set(3) },
			func(c Config, s *State) { c.Propose(s, set(3), 1) }},
		{"proposed with no deals", few, func(*State) {}, func(s *State) { s.Phase, s.Unnamed = revealing, set(3) },
			func(c Config, s *State) { c.Propose(s, set(3), 0) }},
		{"the first deal", four, func(s *State) { s.Phase = naming },
			func(s *State) { s.Deals, s.Left[1] = set(1), set(3) },
			func(c Config, s *State) { c.Name(s, 1, set(3)) }},
		{"the last deal", four, func(s *State) { s.Phase, s.Deals = naming, set(1) },
			func(s *State) { s.Phase, s.Deals = revealing, set(1, 2) }, func(c Config, s *State) { c.Name(s, 2, 0) }},
		{"entered", four, func(s *State) { s.Entered = set(3) },
			func(s *State) { s.Entered, s.Revealed = set(1, 3), set(1) },
			func(c Config, s *State) { c.Enter(s, 1, 1) }},
		{"entered without", four, func(*State) {}, func(s *State) { s.Entered = set(1) },
			func(c Config, s *State) { c.Enter(s, 1, 0) }},
		{"entered, a majority", four, func(s *State) { s.Entered = set(2, 3) },
			func(s *State) { s.Entered, s.Revealed, s.First = set(1, 2, 3), set(1), set(1, 2) },
			func(c Config, s *State) { c.Enter(s, 1, 1) }},
		{"entered, a majority of five", Config{Nodes: 5, Threshold: 3}, func(s *State) { s.Entered = set(0, 4) },
			func(s *State) { s.Entered, s.Revealed, s.First = set(0, 1, 4), set(1), set(0, 1, 4) },
			func(c Config, s *State) { c.Enter(s, 1, 1) }},
		{"entered, half of four", Config{Nodes: 4, Threshold: 3}, func(s *State) { s.Entered = set(0) },
			func(s *State) { s.Entered, s.Revealed = set(0, 1), set(1) },
			func(c Config, s *State) { c.Enter(s, 1, 1) }},
		{"entered later", four, func(s *State) { s.Entered, s.First = set(1, 2), set(1, 2) },
			func(s *State) { s.Entered, s.Revealed = set(0, 1, 2), set(0) },
			func(c Config, s *State) { c.Enter(s, 0, 1) }},
		{"a corrupt node withholds", withhold, func(*State) {}, func(s *State) { s.Entered = set(3) },
			func(c Config, s *State) { c.Enter(s, 3, 1) }},
		{"a correct one does not", withhold, func(*State) {},
			func(s *State) { s.Entered, s.Revealed = set(2), set(2) },
			func(c Config, s *State) { c.Enter(s, 2, 1) }},
		{"read", four, func(s *State) { s.Phase = revealing },
			func(s *State) { s.Phase, s.Read = reading, set(0, 1, 2) },
			func(c Config, s *State) { c.Read(s, set(0, 1, 2)) }},
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
	s := State{Phase: reading, Deals: set(1), Entered: set(0, 1), Read: set(0)}
	s.Left[1] = set(3)
	text := strings.Join(four.Spec().Describe(&s), "\n")
	for _, want := range []string{"names the deals of {1}", "node 1 dealt to all but {3}", "in s+4: {0 1}",
		"has the messages of {0}"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nwant %s", text, want)
		}
	}
}

// Where all correct nodes are the majority, no ticket is known early; and who may be exposed is corrupt.
func TestATicketClaimsWhatItsGroupAllows(t *testing.T) {
	for _, c := range []struct {
		config          Config
		claims, actions string
	}{
		{four, "P7 P8 P9 S5 S7 S6",
			"Propose(x:2,certified:2) by x, Name(d:4,x:2) by d, Enter(j:4,has:2) by j, Read(h:4) by h"},
		{Config{Nodes: 4, Corrupt: 2, Threshold: 3, Shrink: true}, "P7 P8 P9 S5 S7",
			"Propose(x:4,certified:2) by x, Name(d:4,x:4) by d, Enter(j:4,has:2) by j, Read(h:14) by h"},
		{Config{Nodes: 3, Corrupt: 2, Threshold: 1, Shrink: true}, "P7 P8 P9 S5 S7",
			"Propose(x:4,certified:2) by x, Name(d:3,x:4) by d, Enter(j:3,has:2) by j, Read(h:4) by h"},
	} {
		if claims, actions := exploretest.Outline(c.config.Spec()); claims != c.claims || actions != c.actions {
			t.Errorf("%+v: %s; %s, want\n%s; %s", c.config, claims, actions, c.claims, c.actions)
		}
	}
}

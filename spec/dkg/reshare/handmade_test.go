package reshare_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/dkg/reshare"
	"quesera/spec/explore/exploretest"
)

// The properties, guards and effects of resharing on states made by hand: each conjunct is once what decides, at the
// first and last nodes and sharings.

type st = reshare.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var (
	set = exploretest.Set
	// way leads from {0 1 2}, t = 2, to {1 2 3 4}, t = 3, and back.
	way = reshare.Config{Nodes: 5, Small: set(0, 1, 2), Large: set(1, 2, 3, 4), SmallThreshold: 2, LargeThreshold: 3,
		Faults: 1, Passages: 2}
	mobile = changed(func(c *reshare.Config) { c.Mobile = true })
)

func changed(change func(*reshare.Config)) reshare.Config {
	c := way
	change(&c)
	return c
}

// and is one change of a state after another.
func and(changes ...func(*st)) func(*st) {
	return func(s *st) {
		for _, change := range changes {
			change(s)
		}
	}
}

func zero(*st) {}

func TestWhatMustHoldOfAKeyOnItsWay(t *testing.T) {
	exploretest.Judge(t, "same key", reshare.Config.SameKey, way, handmade{"it is", zero, true},
		handmade{"it is not", func(s *st) { s.Changed = true }, false})
	arrived := func(s *st) { s.Passage, s.Corrupt, s.Holds = 1, set(1), set(2, 3, 4) }
	exploretest.Judge(t, "served", reshare.Config.Served, way, handmade{"all are", arrived, true},
		handmade{"the last is not", and(arrived, func(s *st) { s.Holds = set(2, 3) }), false},
		handmade{"the first honest one is not", and(arrived, func(s *st) { s.Holds = set(3, 4) }), false},
		handmade{"nobody is corrupt", and(arrived, func(s *st) { s.Corrupt = 0 }), false},
		handmade{"the passage goes on", and(arrived, func(s *st) { s.Holds, s.Phase = 0, reshare.Dealing }), true},
		handmade{"no passage began", func(s *st) {}, true})
	exploretest.Judge(t, "blamed", reshare.Config.Blamed, way, handmade{"nobody dealt another value", zero, true},
		handmade{"who did is not in QUAL", func(s *st) { s.Other, s.Qual = set(0), set(1, 2) }, true},
		handmade{"who did is in QUAL", func(s *st) { s.Other, s.Qual = set(0), set(0, 1, 2) }, false})
	exploretest.Judge(t, "passes", reshare.Config.Passes, way, handmade{"it does", zero, true},
		handmade{"it does not", func(s *st) { s.Failed = true }, false})
	known := func(first, second, third spec.NodeSet) func(*st) {
		return func(s *st) { s.Known = [reshare.MaxSharings]spec.NodeSet{first, second, third} }
	}
	exploretest.Judge(t, "apart", reshare.Config.Apart, way,
		handmade{"one below each threshold", known(set(0), set(1, 4), set(2)), true},
		handmade{"two shares of the first sharing", known(set(0, 1), 0, 0), false},
		handmade{"three shares of the second", known(0, set(1, 3, 4), 0), false},
		handmade{"two shares of the third", known(0, 0, set(1, 2)), false})
}

func TestWhatSometimesHappensOnTheWay(t *testing.T) {
	exploretest.Judge(t, "arrived", reshare.Config.Arrived, way,
		handmade{"after both passages", func(s *st) { s.Passage = 2 }, true},
		handmade{"after one", func(s *st) { s.Passage = 1 }, false},
		handmade{"in the second", func(s *st) { s.Passage, s.Phase = 2, reshare.Dealing }, false})
	swindled := func(s *st) { s.Passage, s.Other, s.Used = 1, set(2), set(0, 1) }
	exploretest.Judge(t, "swindled", reshare.Config.Swindled, way, handmade{"once", swindled, true},
		handmade{"nobody did", and(swindled, func(s *st) { s.Other = 0 }), false},
		handmade{"the passage failed", and(swindled, func(s *st) { s.Used = 0 }), false},
		handmade{"the passage goes on", and(swindled, func(s *st) { s.Phase = reshare.Justifying }), false},
		handmade{"before the first passage", and(swindled, func(s *st) { s.Passage = 0 }), false})
	repaired := func(s *st) { s.Passage, s.Used, s.Corrupt, s.Answered[0] = 1, set(0, 1), set(0), set(4) }
	exploretest.Judge(t, "repaired", reshare.Config.Repaired, way, handmade{"once", repaired, true},
		handmade{"it is not used", and(repaired, func(s *st) { s.Used = set(1, 2) }), false},
		handmade{"it is honest", and(repaired, func(s *st) { s.Corrupt = 0 }), false},
		handmade{"it answered nobody", and(repaired, func(s *st) { s.Answered[0] = 0 }), false},
		handmade{"it answered a corrupt one", and(repaired, func(s *st) { s.Corrupt = set(0, 4) }), false},
		handmade{"the passage goes on", and(repaired, func(s *st) { s.Phase = reshare.Ending }), false})
	exploretest.Judge(t, "roamed", reshare.Config.Roamed, way,
		handmade{"f shares of each", func(s *st) { s.Known[0], s.Known[1], s.Known[2] = set(0), set(1), set(2) }, false},
		handmade{"more of the first", func(s *st) { s.Known[0] = set(0, 1) }, true},
		handmade{"more of the last", func(s *st) { s.Known[2] = set(0, 2) }, true})
}

func TestWhomTheAdversaryMaySeize(t *testing.T) {
	seize := func(whom ...spec.NodeID) func(reshare.Config, *st) bool {
		return func(c reshare.Config, s *st) bool { return c.CanSeize(s, set(whom...)) }
	}
	second := func(s *st) { s.Passage, s.Corrupt = 1, set(0, 3) }
	exploretest.Judge(t, "a member of each group", seize(0, 3), way, handmade{"first", zero, true},
		handmade{"again", second, true},
		handmade{"in a passage", func(s *st) { s.Phase = reshare.Dealing }, false},
		handmade{"after the last passage", func(s *st) { s.Passage, s.Corrupt = 2, set(0, 3) }, false})
	exploretest.Judge(t, "other nodes", seize(0, 4), way, handmade{"first", zero, true}, handmade{"then", second, false})
	exploretest.Judge(t, "other nodes", seize(0, 4), mobile, handmade{"then", second, true})
	exploretest.Judge(t, "two old members", seize(0, 1), way, handmade{"first", zero, false})
	exploretest.Judge(t, "two new members", seize(3, 4), way, handmade{"first", zero, false})
	exploretest.Judge(t, "nobody", seize(), way, handmade{"first", zero, true})
	small := way
	small.Large = set(1, 2, 3)
	exploretest.Judge(t, "a stranger", seize(4), small, handmade{"first", zero, false})
}

func TestWhatDealersMayDo(t *testing.T) {
	deal := func(i spec.NodeID, value uint8, to ...spec.NodeID) func(reshare.Config, *st) bool {
		return func(c reshare.Config, s *st) bool { return c.CanDeal(s, i, set(to...), value) }
	}
	turn := func(i uint8) func(*st) { return func(s *st) { s.Phase, s.Turn = reshare.Dealing, i } }
	corrupt := func(i spec.NodeID) func(*st) { return func(s *st) { s.Corrupt = set(i) } }
	back := func(s *st) { s.Passage = 1 }
	exploretest.Judge(t, "an old member deals to all", deal(0, reshare.Own, 1, 2, 3, 4), way,
		handmade{"in its turn", turn(0), true},
		handmade{"too late", and(turn(0), func(s *st) { s.Phase = reshare.Complaining }), false},
		handmade{"too early", zero, false},
		handmade{"in another's turn", turn(1), false})
	exploretest.Judge(t, "it leaves one out", deal(0, reshare.Own, 1, 2, 3), way, handmade{"honest", turn(0), false},
		handmade{"corrupt", and(turn(0), corrupt(0)), true})
	exploretest.Judge(t, "it deals another value", deal(0, reshare.Another, 1, 2, 3, 4), way,
		handmade{"honest", turn(0), false}, handmade{"corrupt", and(turn(0), corrupt(0)), true})
	exploretest.Judge(t, "it deals nothing", deal(0, reshare.Nothing), way, handmade{"honest", turn(0), false},
		handmade{"corrupt", and(turn(0), corrupt(0)), true})
	exploretest.Judge(t, "it deals nothing to one", deal(0, reshare.Nothing, 1), way,
		handmade{"corrupt", and(turn(0), corrupt(0)), false})
	exploretest.Judge(t, "it deals to itself, no receiver", deal(0, reshare.Own, 0, 1), way,
		handmade{"corrupt", and(turn(0), corrupt(0)), false})
	exploretest.Judge(t, "it leaves itself out, a receiver", deal(1, reshare.Own, 2, 3), way,
		handmade{"corrupt", and(turn(1), corrupt(1)), false})
	exploretest.Judge(t, "who is no old member deals nothing", deal(4, reshare.Nothing), way,
		handmade{"in its turn", turn(4), true})
	exploretest.Judge(t, "who is no old member deals", deal(4, reshare.Own, 1, 2, 3, 4), way,
		handmade{"honest", turn(4), false}, handmade{"corrupt", and(turn(4), corrupt(4)), false})
	exploretest.Judge(t, "back, with its share", deal(4, reshare.Own, 0, 1, 2), way,
		handmade{"it has it", and(turn(4), back, func(s *st) { s.Holds = set(4) }), true},
		handmade{"it has lost it", and(turn(4), back), false})
	exploretest.Judge(t, "back, with another value", deal(4, reshare.Another, 0, 1, 2), way,
		handmade{"it has its share", and(turn(4), back, func(s *st) { s.Holds = set(4) }), false},
		handmade{"it has lost it", and(turn(4), back), true})
}

func TestWhatReceiversAndDealersMayAnswer(t *testing.T) {
	complain := func(j spec.NodeID, against ...spec.NodeID) func(reshare.Config, *st) bool {
		return func(c reshare.Config, s *st) bool { return c.CanComplain(s, j, set(against...)) }
	}
	turn := func(phase, i uint8) func(*st) {
		return func(s *st) {
			s.Phase, s.Turn, s.Dealt = phase, i, set(0, 2)
			s.Fits[0], s.Fits[2] = set(1, 2, 4), set(1, 2, 3, 4)
		}
	}
	corrupt := func(i spec.NodeID) func(*st) { return func(s *st) { s.Corrupt = set(i) } }
	three := turn(reshare.Complaining, 3)
	exploretest.Judge(t, "it complains of who left it out", complain(3, 0), way, handmade{"in its turn", three, true},
		handmade{"too early", turn(reshare.Dealing, 3), false}, handmade{"in another's turn",
			turn(reshare.Complaining, 4), false})
	exploretest.Judge(t, "it complains of nobody", complain(3), way, handmade{"honest", three, false},
		handmade{"corrupt", and(three, corrupt(3)), true})
	exploretest.Judge(t, "it complains of one too many", complain(3, 0, 2), way, handmade{"honest", three, false},
		handmade{"corrupt", and(three, corrupt(3)), true})
	exploretest.Judge(t, "it complains of who has not dealt", complain(3, 1), way,
		handmade{"corrupt", and(three, corrupt(3)), false})
	exploretest.Judge(t, "it complains of itself", complain(2, 2), way,
		handmade{"corrupt", and(turn(reshare.Complaining, 2), corrupt(2)), false})
	exploretest.Judge(t, "an old member complains", complain(0, 2), way,
		handmade{"corrupt", and(turn(reshare.Complaining, 0), corrupt(0)), false})
	exploretest.Judge(t, "an old member is silent", complain(0), way,
		handmade{"in its turn", turn(reshare.Complaining, 0), true})
	own := and(turn(reshare.Complaining, 2), func(s *st) { s.Fits[2] = set(1) })
	exploretest.Judge(t, "a dealer does not complain of itself", complain(2), way, handmade{"honest", own, true})

	justify := func(well ...spec.NodeID) func(reshare.Config, *st) bool {
		return func(c reshare.Config, s *st) bool { return c.CanJustify(s, 0, set(well...)) }
	}
	asked := and(turn(reshare.Justifying, 0), func(s *st) { s.Accusers[0] = set(3) })
	many := and(asked, func(s *st) { s.Accusers[0] = set(3, 4) })
	exploretest.Judge(t, "it answers who asked", justify(3), way, handmade{"in its turn", asked, true},
		handmade{"of too many", many, false}, handmade{"of too many, corrupt", and(many, corrupt(0)), true},
		handmade{"too early", and(asked, func(s *st) { s.Phase = reshare.Complaining }), false},
		handmade{"in another's turn", and(asked, func(s *st) { s.Turn = 1 }), false})
	exploretest.Judge(t, "it answers nobody", justify(), way, handmade{"honest", asked, false},
		handmade{"corrupt", and(asked, corrupt(0)), true}, handmade{"too many asked", many, true})
	exploretest.Judge(t, "it answers who did not ask", justify(3, 4), way,
		handmade{"corrupt", and(asked, corrupt(0)), false})
	end := func(c reshare.Config, s *st) bool { return c.CanEnd(s, 0) }
	over := func(s *st) { s.Phase = reshare.Ending }
	exploretest.Judge(t, "the passage ends", end, way, handmade{"after all turns", over, true},
		handmade{"too early", zero, false}, handmade{"in a turn", and(over, func(s *st) { s.Turn = 1 }), false})
	exploretest.Judge(t, "another ends it", func(c reshare.Config, s *st) bool { return c.CanEnd(s, 1) }, way,
		handmade{"after all turns", over, false})
}

// What the steps do, field by field.
func TestWhatHappensOnTheWay(t *testing.T) {
	kept := changed(func(c *reshare.Config) { c.Kept = true })
	unchecked := changed(func(c *reshare.Config) { c.Unchecked = true })
	ending := func(s *st) { // 0 is corrupt and left 3 out, who asked; 1 and 2 dealt well
		s.Phase, s.Corrupt, s.Dealt = reshare.Ending, set(0), set(0, 1, 2)
		s.Fits[0], s.Fits[1], s.Fits[2] = set(1, 2, 4), set(1, 2, 3, 4), set(1, 2, 3, 4)
		s.Accusers[0], s.Answered[0], s.Known[0] = set(3), set(3), set(0)
	}
	ended := func(qual, used, holds spec.NodeSet) func(*st) {
		return func(s *st) {
			s.Passage, s.Phase, s.Qual, s.Used, s.Holds = 1, reshare.Seizing, qual, used, holds
		}
	}
	end := func(c reshare.Config, s *st) { c.End(s, 0) }
	for _, c := range []struct {
		name          string
		config        reshare.Config
		before, after func(*st)
		do            func(reshare.Config, *st)
	}{
		{"seizing", way, and(ending, func(s *st) {
			s.Passage, s.Phase, s.Other, s.Qual, s.Used, s.Holds = 1, reshare.Seizing, set(2), set(1), set(1), set(3)
		}), func(s *st) {
			s.Passage, s.Phase, s.Corrupt, s.Holds = 1, reshare.Dealing, set(1), set(3)
			s.Known[0], s.Known[1] = set(0), set(1)
		}, func(c reshare.Config, s *st) { c.Seize(s, set(1)) }},
		{"seizing who kept old shares", kept, func(s *st) { s.Passage = 1 }, func(s *st) {
			s.Passage, s.Phase, s.Corrupt = 1, reshare.Dealing, set(1)
			s.Known[0], s.Known[1] = set(1), set(1)
		}, func(c reshare.Config, s *st) { c.Seize(s, set(1)) }},
		{"dealing one's share", way, func(s *st) { s.Phase = reshare.Dealing }, func(s *st) {
			s.Phase, s.Turn, s.Dealt, s.Fits[0] = reshare.Dealing, 1, set(0), set(1, 4)
		}, func(c reshare.Config, s *st) { c.Deal(s, 0, set(1, 4), reshare.Own) }},
		{"dealing another value", way, func(s *st) { s.Phase = reshare.Dealing }, func(s *st) {
			s.Phase, s.Turn, s.Other = reshare.Dealing, 1, set(0)
		}, func(c reshare.Config, s *st) { c.Deal(s, 0, set(1, 4), reshare.Another) }},
		{"dealing another value, unchecked", unchecked, func(s *st) { s.Phase = reshare.Dealing }, func(s *st) {
			s.Phase, s.Turn, s.Other, s.Dealt, s.Fits[0] = reshare.Dealing, 1, set(0), set(0), set(1, 4)
		}, func(c reshare.Config, s *st) { c.Deal(s, 0, set(1, 4), reshare.Another) }},
		{"the last one deals nothing", unchecked, func(s *st) { s.Phase, s.Turn = reshare.Dealing, 4 },
			func(s *st) { s.Phase = reshare.Complaining },
			func(c reshare.Config, s *st) { c.Deal(s, 4, 0, reshare.Nothing) }},
		{"complaining", way, func(s *st) { s.Phase, s.Turn, s.Accusers[2] = reshare.Complaining, 3, set(1) }, func(s *st) {
			s.Phase, s.Turn, s.Accusers[0], s.Accusers[2] = reshare.Complaining, 4, set(3), set(1, 3)
		}, func(c reshare.Config, s *st) { c.Complain(s, 3, set(0, 2)) }},
		{"justifying", way, func(s *st) { s.Phase, s.Turn = reshare.Justifying, 4 }, func(s *st) {
			s.Phase, s.Answered[4] = reshare.Ending, set(3)
		}, func(c reshare.Config, s *st) { c.Justify(s, 4, set(3)) }},
		{"ending", way, ending, and(ending, ended(set(0, 1, 2), set(0, 1), set(1, 2, 3, 4))), end},
		{"ending with an answer missing", way, and(ending, func(s *st) { s.Answered[0] = 0 }),
			and(ending, func(s *st) { s.Answered[0] = 0 }, ended(set(1, 2), set(1, 2), set(1, 2, 3, 4))), end},
		{"ending with a share that nobody asked for", way, and(ending, func(s *st) { s.Accusers[0], s.Answered[0] = 0, 0 }),
			and(ending, func(s *st) { s.Accusers[0], s.Answered[0] = 0, 0 }, ended(set(0, 1, 2), set(0, 1), set(1, 2, 4))),
			end},
		{"ending with too few dealers", way, and(ending, func(s *st) { s.Dealt = set(0) }),
			and(ending, func(s *st) { s.Dealt = set(0) }, ended(set(0), 0, set(1, 2, 3, 4)), func(s *st) {
				s.Failed, s.Known[1] = true, set(1, 2, 3, 4)
			}), end},
		{"ending with a deal of another value", unchecked, and(ending, func(s *st) { s.Other = set(1) }),
			and(ending, func(s *st) { s.Other, s.Changed = set(1), true }, ended(set(0, 1, 2), set(0, 1), set(1, 2, 3, 4))),
			end},
		{"ending with one of another value that is not used", unchecked, and(ending, func(s *st) { s.Other = set(2) }),
			and(ending, func(s *st) { s.Other = set(2) }, ended(set(0, 1, 2), set(0, 1), set(1, 2, 3, 4))), end},
		{"ending with a receiver corrupt, and shares of an honest deal published", way, and(ending, func(s *st) {
			s.Corrupt, s.Accusers[1], s.Answered[1] = set(0, 4), set(2), set(2)
		}), and(ending, func(s *st) {
			s.Corrupt, s.Accusers[1], s.Answered[1], s.Known[1] = set(0, 4), set(2), set(2), set(2, 4)
		}, ended(set(0, 1, 2), set(0, 1), set(1, 2, 3, 4))), end},
		{"ending with as many shares known as open a deal", way, and(ending, func(s *st) {
			s.Corrupt, s.Answered[2] = set(0, 4), set(1, 3)
		}), and(ending, func(s *st) {
			s.Corrupt, s.Answered[2], s.Known[0], s.Known[1] = set(0, 4), set(1, 3), set(0, 2), set(4)
		}, ended(set(0, 1, 2), set(0, 1), set(1, 2, 3, 4))), end},
	} {
		var got, want st
		c.before(&got)
		c.do(c.config, &got)
		c.after(&want)
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, want)
		}
	}
}

// The conditions of the claims, on states made by hand.
func TestWhenAPassageSaysSomething(t *testing.T) {
	exploretest.Judge(t, "passed", reshare.Config.Passed, way, handmade{"none has ended", zero, false},
		handmade{"one has", func(s *st) { s.Passage = 1 }, true})
	exploretest.Judge(t, "another value was judged", reshare.Config.OtherJudged, way, handmade{"nothing yet", zero, false},
		handmade{"nobody dealt another value", func(s *st) { s.Qual = set(0, 1) }, false},
		handmade{"no passage has a QUAL", func(s *st) { s.Other = set(2) }, false},
		handmade{"both", func(s *st) { s.Other, s.Qual = set(2), set(0, 1) }, true})
	last := reshare.MaxSharings - 1
	exploretest.Judge(t, "something is known", reshare.Config.SomethingKnown, way, handmade{"nothing", zero, false},
		handmade{"of the first sharing", func(s *st) { s.Known[0] = set(2) }, true},
		handmade{"of the last sharing", func(s *st) { s.Known[last] = set(0) }, true})
	exploretest.Judge(t, "between", reshare.Config.Between, way, handmade{"none has ended", zero, false},
		handmade{"one has", func(s *st) { s.Passage = 1 }, true},
		handmade{"the next one has begun", func(s *st) { s.Passage, s.Phase = 1, reshare.Dealing }, false})
}

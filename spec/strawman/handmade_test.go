package strawman_test

import (
	"fmt"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/strawman"
)

// The properties, guards and actions of the strawmen on states made by hand: each conjunct is once what decides.

type st = strawman.State

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var set = exploretest.Set

func of(rule uint8) strawman.Config { return strawman.Of(rule, 3, 2) }

func TestEachPropertyOfTheStrawmenRejectsABadState(t *testing.T) {
	stays := strawman.Config.WhatAllHaveStays
	exploretest.Judge(t, "STRAW-P1", stays, of(strawman.Genetic),
		handmade{"they never agreed", func(s *st) { s.Bob = set(1) }, true},
		handmade{"all have it for Bob", func(s *st) { s.All, s.ForBob, s.Bob = set(0, 1, 2), true, set(0, 1, 2) }, true},
		handmade{"all have it for Charlie", func(s *st) { s.All = set(0, 1, 2) }, true},
		handmade{"one has left Bob", func(s *st) { s.All, s.ForBob, s.Bob = set(0, 1, 2), true, set(0, 1) }, false},
		handmade{"one has left Charlie", func(s *st) { s.All, s.Bob = set(0, 1, 2), set(2) }, false},
		handmade{"all have gone over to Bob", func(s *st) { s.All, s.Bob = set(0, 1, 2), set(0, 1, 2) }, false},
		handmade{"all have gone over to Charlie", func(s *st) { s.All, s.ForBob = set(0, 1, 2), true }, false})
	split := func(s *st) { s.Split = true }
	agreed := func(s *st) { s.Split, s.All = true, set(0, 1, 2) }
	exploretest.Judge(t, "STRAW-S1", strawman.Config.ConflictResolved, of(strawman.Genetic),
		handmade{"not", split, false}, handmade{"resolved", agreed, true},
		handmade{"there was none", func(s *st) { s.All = set(0, 1, 2) }, false})
	exploretest.Judge(t, "STRAW-P9", strawman.Config.NeverResolved, of(strawman.Own),
		handmade{"not", split, true}, handmade{"resolved", agreed, false})
	late := func(s *st) { s.Step = 4 }
	exploretest.Judge(t, "STRAW-P2", strawman.Config.ResolvedInTime, of(strawman.Own),
		handmade{"in time", func(s *st) { s.Step = 3 }, true}, handmade{"too late", late, false},
		handmade{"they agree", func(s *st) { s.Step, s.All = 4, set(0, 1, 2) }, true})
	exploretest.Judge(t, "STRAW-P2", strawman.Config.ResolvedInTime, of(strawman.AllKnow),
		handmade{"a round has no histories", func(s *st) { s.Step = 2 }, true})
	exploretest.Judge(t, "STRAW-P3", strawman.Config.FewSurvive, of(strawman.Fittest),
		handmade{"f+1", func(s *st) { s.Chosen = set(0, 2) }, true},
		handmade{"one more", func(s *st) { s.Chosen = set(0, 1, 2) }, false})
	exploretest.Judge(t, "STRAW-S2", strawman.Config.AsManySurvive, of(strawman.Fittest),
		handmade{"f+1", func(s *st) { s.Chosen = set(0, 2) }, true},
		handmade{"one", func(s *st) { s.Chosen = set(2) }, false},
		handmade{"one more", func(s *st) { s.Chosen = set(0, 1, 2) }, false})
	exploretest.Judge(t, "STRAW-P4", strawman.Config.OneSurvives, of(strawman.Fittest),
		handmade{"one", func(s *st) { s.Chosen = set(2) }, true},
		handmade{"two", func(s *st) { s.Chosen = set(1, 2) }, false})
	exploretest.Judge(t, "STRAW-S3", strawman.Config.AllChooseOne, of(strawman.AllKnow),
		handmade{"all have chosen it", func(s *st) { s.Step, s.Turn, s.Chosen = 2, 3, set(1) }, true},
		handmade{"one has yet to choose", func(s *st) { s.Step, s.Turn, s.Chosen = 2, 2, set(1) }, false},
		handmade{"the round goes on", func(s *st) { s.Step, s.Turn, s.Chosen = 1, 3, set(1) }, false},
		handmade{"nobody chose", func(s *st) { s.Step, s.Turn = 2, 3 }, false},
		handmade{"they chose two", func(s *st) { s.Step, s.Turn, s.Chosen = 2, 3, set(0, 1) }, false})
	exploretest.Judge(t, "STRAW-S3", strawman.Config.AllChooseOne, of(strawman.Own),
		handmade{"there is no round", func(s *st) { s.Step, s.Turn, s.Chosen = 4, 3, set(1) }, false})
}

// What is chosen must have been seen, confirmed or reconfirmed by all: the first and the last node count.
func TestEachPromiseOfKnowledgeRejectsABadState(t *testing.T) {
	know := func(part func(*strawman.Knowledge) *spec.NodeSet, nodes ...int) func(*st) {
		return func(s *st) {
			s.Chosen = set(0, 2)
			for _, i := range nodes {
				*part(&s.Knows[i]) = set(0, 2)
			}
		}
	}
	for _, c := range []struct {
		name string
		says func(strawman.Config, *st) bool
		part func(*strawman.Knowledge) *spec.NodeSet
	}{
		{"STRAW-P6", strawman.Config.AllHaveSeen, func(k *strawman.Knowledge) *spec.NodeSet { return &k.Seen }},
		{"STRAW-P7", strawman.Config.AllHaveConfirmed, func(k *strawman.Knowledge) *spec.NodeSet { return &k.Confirmed }},
		{"STRAW-P8", strawman.Config.AllHaveReconfirmed,
			func(k *strawman.Knowledge) *spec.NodeSet { return &k.Reconfirmed }},
	} {
		exploretest.Judge(t, c.name, c.says, of(strawman.Paparazzi),
			handmade{"nothing is chosen", func(*st) {}, true}, handmade{"all know", know(c.part, 0, 1, 2), true},
			handmade{"the first does not", know(c.part, 1, 2), false},
			handmade{"the last does not", know(c.part, 0, 1), false},
			handmade{"the last knows of one only", func(s *st) {
				know(c.part, 0, 1, 2)(s)
				*c.part(&s.Knows[2]) = set(0)
			}, false})
	}
	exploretest.Judge(t, "STRAW-P5", strawman.Config.ManyHadSeen, of(strawman.Celebrities),
		handmade{"nothing is chosen", func(*st) {}, true},
		handmade{"the first and the last had", func(s *st) {
			s.Chosen, s.Early[0], s.Early[2] = set(0, 2), set(0, 2), set(0, 2)
		}, true},
		handmade{"one had", func(s *st) { s.Chosen, s.Early[1] = set(0), set(0) }, false},
		handmade{"of the last proposal one had", func(s *st) {
			s.Chosen, s.Early[0], s.Early[1] = set(0, 2), set(0, 2), set(0)
		}, false})
}

// The conditions of the properties, and when a run is over.
func TestEachConditionOfTheStrawmenSeesWhatItIsAbout(t *testing.T) {
	exploretest.Judge(t, "paid twice", strawman.Config.PaidTwice, of(strawman.Own),
		handmade{"not", func(s *st) { s.Paid = true }, false}, handmade{"twice", func(s *st) { s.Split = true }, true})
	exploretest.Judge(t, "all say the same", strawman.Config.AllSayTheSame, of(strawman.Own),
		handmade{"not", func(s *st) { s.Bob = set(0, 1, 2) }, false},
		handmade{"they do", func(s *st) { s.All = set(0, 1, 2) }, true})
	exploretest.Judge(t, "somebody builds", strawman.Config.SomebodyBuilds, of(strawman.Fittest),
		handmade{"nobody", func(*st) {}, false}, handmade{"the first", func(s *st) { s.Chosen = set(0) }, true})
	last := func(s *st) { s.Step = 4 }
	exploretest.Judge(t, "the last step", strawman.Config.InTheLastStep, of(strawman.Genetic),
		handmade{"the one before", func(s *st) { s.Step = 3 }, false}, handmade{"the last", last, true})
	exploretest.Judge(t, "the last step", strawman.Config.InTheLastStep, of(strawman.Paparazzi),
		handmade{"of a round", func(s *st) { s.Step = 3 }, false})
	exploretest.Judge(t, "done", strawman.Config.Done, of(strawman.Own), handmade{"histories", last, true},
		handmade{"too early", func(s *st) { s.Step = 3 }, false})
	exploretest.Judge(t, "done", strawman.Config.Done, of(strawman.AllKnow),
		handmade{"all have chosen", func(s *st) { s.Step, s.Turn = 2, 3 }, true},
		handmade{"somebody has not", func(s *st) { s.Step, s.Turn = 2, 2 }, false},
		handmade{"too early", func(s *st) { s.Step, s.Turn = 1, 3 }, false})
}

// A may asks one guard of states made by hand, under one rule.
type may struct {
	name   string
	rule   uint8
	guard  func(strawman.Config, *st) bool
	states []handmade
}

func TestWhatMayHappenToHistories(t *testing.T) {
	pay := func(c strawman.Config, s *st) bool { return c.CanPay(s, set(1)) }
	adopt := func(c strawman.Config, s *st) bool { return c.CanAdopt(s, 0, 2) }
	itself := func(c strawman.Config, s *st) bool { return c.CanAdopt(s, 2, 2) }
	paid := func(step uint8) func(*st) { return func(s *st) { s.Paid, s.Step = true, step } }
	for _, c := range []may{
		{"Pay", strawman.Genetic, pay, []handmade{{"now", func(*st) {}, true}, {"once more", paid(0), false}}},
		{"Pay", strawman.Fittest, pay, []handmade{{"in a round", func(*st) {}, false}}},
		{"Pass", strawman.Own, strawman.Config.CanPass, []handmade{{"now", paid(3), true}, {"too late", paid(4), false},
			{"nothing is paid", func(*st) {}, false}}},
		{"Pass", strawman.Genetic, strawman.Config.CanPass, []handmade{{"by rule 1", paid(0), false}}},
		{"Adopt", strawman.Genetic, adopt, []handmade{{"now", paid(3), true}, {"too late", paid(4), false},
			{"nothing is paid", func(*st) {}, false}}},
		{"Adopt", strawman.Genetic, itself, []handmade{{"its own", paid(0), false}}},
		{"Adopt", strawman.Own, adopt, []handmade{{"by rule 0", paid(0), false}}},
	} {
		exploretest.Judge(t, c.name, c.guard, of(c.rule), c.states...)
	}
}

func TestWhatMayHappenInARound(t *testing.T) {
	at := func(step, turn uint8) func(*st) { return func(s *st) { s.Step, s.Turn = step, turn } }
	collect := func(c strawman.Config, s *st) bool { return c.CanCollect(s, 1, set(1, 2)) }
	others := func(c strawman.Config, s *st) bool { return c.CanCollect(s, 1, set(0, 2)) }
	witness := func(c strawman.Config, s *st) bool { return c.CanWitness(s, 1, set(1, 2)) }
	without := func(c strawman.Config, s *st) bool { return c.CanWitness(s, 1, set(0, 2)) }
	miss := func(c strawman.Config, s *st) bool { return c.CanMiss(s, 1) }
	hear := func(c strawman.Config, s *st) bool { return c.CanHear(s, 1, set(0, 2)) }
	heard := func(step, turn uint8, nodes ...spec.NodeID) func(*st) {
		return func(s *st) { s.Step, s.Turn, s.Witnessed = step, turn, set(nodes...) }
	}
	for _, c := range []may{
		{"Collect", strawman.Fittest, collect, []handmade{{"now", at(0, 4), true}, {"before its turn", at(0, 3), false},
			{"after its turn", at(0, 5), false}, {"in the next step", at(1, 4), false}}},
		{"Collect", strawman.Fittest, others, []handmade{{"without its own", at(0, 4), false}}},
		{"Collect", strawman.Celebrities, collect, []handmade{{"where there are witnesses", at(0, 4), false}}},
		{"Witness", strawman.AllKnow, witness, []handmade{{"now", at(1, 1), true}, {"before its turn", at(1, 0), false},
			{"after its turn", at(1, 2), false}, {"when the round is over", at(2, 1), false}}},
		{"Witness", strawman.AllKnow, without, []handmade{{"without itself", at(1, 1), false}}},
		{"Witness", strawman.Fittest, witness, []handmade{{"where there are none", at(0, 1), false}}},
		{"Miss", strawman.AllKnow, miss, []handmade{{"the first to miss", heard(1, 1, 0), true},
			{"when one has missed already", heard(1, 1), false}, {"before its turn", heard(1, 0, 0), false},
			{"when the round is over", heard(2, 1, 0), false}}},
		{"Miss", strawman.Fittest, miss, []handmade{{"where there are no witnesses", heard(0, 1, 0), false}}},
		{"Hear", strawman.AllKnow, hear, []handmade{{"what is witnessed", heard(1, 4, 0, 2), true},
			{"what is not", heard(1, 4, 0, 1), false}, {"before its turn", heard(1, 3, 0, 2), false},
			{"when the round is over", heard(2, 4, 0, 2), false}}},
		{"Hear", strawman.Fittest, hear, []handmade{{"where there are no witnesses", heard(0, 4, 0, 2), false}}},
	} {
		exploretest.Judge(t, c.name, c.guard, of(c.rule), c.states...)
	}
}

// By each rule a node builds on the best proposal that is eligible, and only that.
func TestWhatMayBeBuiltOn(t *testing.T) {
	chooses := func(p spec.NodeID) func(strawman.Config, *st) bool {
		return func(c strawman.Config, s *st) bool { return c.CanChoose(s, 1, p) }
	}
	for _, c := range []struct {
		rule  uint8
		known strawman.Knowledge // with which node 1 may build on node 1's proposal
	}{
		{strawman.Fittest, strawman.Knowledge{Seen: set(0, 1), Confirmed: set(2), Reconfirmed: set(2)}},
		{strawman.Celebrities, strawman.Knowledge{Seen: set(2), Confirmed: set(0, 1), Reconfirmed: set(2)}},
		{strawman.AllKnow, strawman.Knowledge{Seen: set(2), Confirmed: set(0, 1), Reconfirmed: set(2)}},
		{strawman.Paparazzi, strawman.Knowledge{Seen: set(2), Confirmed: set(2), Reconfirmed: set(0, 1)}},
	} {
		config := of(c.rule)
		knows := func(step, turn uint8) func(*st) {
			return func(s *st) { s.Step, s.Turn, s.Knows[1] = step, turn, c.known }
		}
		over := knows(config.Steps, 1)
		exploretest.Judge(t, "the best", chooses(1), config, handmade{"now", over, true},
			handmade{"before the end", knows(config.Steps-1, 1), false},
			handmade{"before its turn", knows(config.Steps, 0), false})
		exploretest.Judge(t, "a lower one", chooses(0), config, handmade{"now", over, false})
		exploretest.Judge(t, "one that is not eligible", chooses(2), config, handmade{"now", over, false})
		config.Tied = true
		exploretest.Judge(t, "one of equals", chooses(0), config, handmade{"now", over, true})
		exploretest.Judge(t, "one of equals that is not eligible", chooses(2), config, handmade{"now", over, false})
	}
	exploretest.Judge(t, "without a round", chooses(1), of(strawman.Own),
		handmade{"now", func(s *st) { s.Step, s.Turn, s.Knows[1].Confirmed = 4, 1, set(1) }, false})
}

// A change is what an action does to a state made by hand.
type change struct {
	name          string
	rule          uint8
	before, after func(*st)
	do            func(strawman.Config, *st)
}

func (c change) test(t *testing.T) {
	t.Helper()
	var got, want st
	c.before(&got)
	c.before(&want)
	c.do(of(c.rule), &got)
	c.after(&want)
	if got != want {
		t.Errorf("%s: got\n%+v, want\n%+v", c.name, got, want)
	}
}

func TestWhatHappensToHistories(t *testing.T) {
	pay := func(bob ...spec.NodeID) func(strawman.Config, *st) {
		return func(c strawman.Config, s *st) { c.Pay(s, set(bob...)) }
	}
	adopt := func(c strawman.Config, s *st) { c.Adopt(s, 0, 2) }
	nothing := func(*st) {}
	for _, c := range []change{
		{"paid to both", strawman.Own, nothing, func(s *st) { s.Paid, s.Split, s.Bob = true, true, set(0, 1) }, pay(0, 1)},
		{"paid to Charlie", strawman.Own, nothing, func(s *st) { s.Paid, s.All = true, set(0, 1, 2) }, pay()},
		{"paid to Bob", strawman.Own, nothing, func(s *st) {
			s.Paid, s.Bob, s.All, s.ForBob = true, set(0, 1, 2), set(0, 1, 2), true
		}, pay(0, 1, 2)},
		{"all pass", strawman.Own, func(s *st) { s.Step = 2 }, func(s *st) { s.Step = 3 }, strawman.Config.Pass},
		{"node 2 adopts Bob's", strawman.Genetic, func(s *st) { s.Bob = set(0) },
			func(s *st) { s.Step, s.Bob = 1, set(0, 2) }, adopt},
		{"node 2 adopts Charlie's", strawman.Genetic, func(s *st) { s.Bob = set(1, 2) },
			func(s *st) { s.Step, s.Bob = 1, set(1) }, adopt},
		{"and all agree on Bob", strawman.Genetic, func(s *st) { s.Bob = set(0, 1) },
			func(s *st) { s.Step, s.Bob, s.All, s.ForBob = 1, set(0, 1, 2), set(0, 1, 2), true }, adopt},
		{"and all agree on Charlie", strawman.Genetic, func(s *st) { s.Bob = set(2) },
			func(s *st) { s.Step, s.Bob, s.All = 1, 0, set(0, 1, 2) }, adopt},
		{"they agreed before, and on whom is not forgotten", strawman.Genetic,
			func(s *st) { s.Bob, s.All = set(0, 1), set(0, 1, 2) },
			func(s *st) { s.Step, s.Bob = 1, set(0, 1, 2) }, adopt},
	} {
		c.test(t)
	}
}

func TestWhatHappensInARound(t *testing.T) {
	all := strawman.Knowledge{Seen: set(0), Confirmed: set(1), Reconfirmed: set(2)}
	hear := func(j spec.NodeID) func(strawman.Config, *st) {
		return func(c strawman.Config, s *st) { c.Hear(s, j, set(0, 2)) }
	}
	at := func(step, turn uint8) func(*st) {
		return func(s *st) { s.Step, s.Turn, s.Carried[2], s.Witnessed = step, turn, all, set(0, 2) }
	}
	for _, c := range []change{
		{"node 1 collects", strawman.Fittest, func(s *st) { s.Turn, s.Knows[1].Seen = 4, set(1) },
			func(s *st) { s.Turn, s.Knows[1].Seen = 5, set(1, 2) },
			func(c strawman.Config, s *st) { c.Collect(s, 1, set(1, 2)) }},
		{"witnesses learn all that a message carries", strawman.Paparazzi, func(s *st) { s.Turn, s.Carried[1] = 1, all },
			func(s *st) { s.Turn, s.Witnessed, s.Knows[1], s.Knows[2] = 2, set(1), all, all },
			func(c strawman.Config, s *st) { c.Witness(s, 1, set(1, 2)) }},
		{"a message goes without", strawman.Paparazzi, func(s *st) { s.Turn = 1 }, func(s *st) { s.Turn = 2 },
			func(c strawman.Config, s *st) { c.Miss(s, 1) }},
		{"in step 0 what is heard is confirmed", strawman.Paparazzi, at(0, 4), func(s *st) {
			s.Turn, s.Knows[1] = 5, strawman.Knowledge{Seen: set(0), Confirmed: set(0, 1, 2), Reconfirmed: set(2)}
		}, hear(1)},
		{"in step 1 what it had confirmed is reconfirmed", strawman.Paparazzi, at(1, 4), func(s *st) {
			s.Turn, s.Knows[1] = 5, strawman.Knowledge{Seen: set(0), Confirmed: set(1), Reconfirmed: set(1, 2)}
		}, hear(1)},
		{"in step 2 neither", strawman.Paparazzi, at(2, 4), func(s *st) { s.Turn, s.Knows[1] = 5, all }, hear(1)},
		{"after the last one, all broadcast what they know", strawman.Paparazzi, func(s *st) {
			at(0, 5)(s)
			s.Carried[2] = strawman.Knowledge{}
			s.Knows[0].Seen, s.Knows[1].Seen = set(0), set(0, 1)
		}, func(s *st) {
			s.Step, s.Turn, s.Witnessed = 1, 0, 0
			s.Knows[2].Confirmed = set(0, 2)
			s.Carried = s.Knows
			s.Early[0], s.Early[1] = set(0), set(0, 1)
		}, hear(2)},
		{"what was seen by s+1 stays", strawman.Paparazzi, func(s *st) {
			at(1, 5)(s)
			s.Carried[2] = strawman.Knowledge{}
			s.Knows[0].Seen, s.Early[0] = set(0, 1), set(0)
		}, func(s *st) { s.Step, s.Turn, s.Witnessed, s.Carried[0].Seen = 2, 0, 0, set(0, 1) }, hear(2)},
		{"after the last step nobody broadcasts", strawman.Paparazzi, at(2, 5),
			func(s *st) {
				s.Step, s.Turn, s.Witnessed, s.Knows[2], s.Carried[2] = 3, 0, 0, all, strawman.Knowledge{}
			}, hear(2)},
		{"node 1 builds on node 2's", strawman.Paparazzi, func(s *st) { s.Turn, s.Chosen = 1, set(0) },
			func(s *st) { s.Turn, s.Chosen = 2, set(0, 2) }, func(c strawman.Config, s *st) { c.Choose(s, 1, 2) }},
	} {
		c.test(t)
	}
}

// Each strawman is that of its section, with the actions and the steps that the section needs. The generated Promela
// binds the parameters in this order.
func TestEachStrawmanIsThatOfItsSection(t *testing.T) {
	const round = " Witness(i: 3, w: 3) Miss(i: 3) Hear(j: 3, h: 3) Choose(j: 3, p: 3)"
	for rule, want := range []string{
		"TLC §4.1, 4 steps, turn 0: Pay(bob: 8) Pass()", "TLC §4.2, 4 steps, turn 0: Pay(bob: 8) Adopt(i: 3, j: 3)",
		"TLC §4.3, 1 steps, turn 3: Collect(j: 3, h: 4) Choose(j: 3, p: 3)", "TLC §4.4, 1 steps, turn 0:" + round,
		"TLC §4.5, 2 steps, turn 0:" + round, "TLC §4.6, 3 steps, turn 0:" + round,
	} {
		c := of(uint8(rule))
		sp := c.Spec()
		got := fmt.Sprintf("%s, %d steps, turn %d:", sp.Section, c.Steps, sp.Init.Turn)
		for _, a := range sp.Actions {
			var params []string
			for _, p := range a.Params {
				params = append(params, fmt.Sprintf("%s: %d", p.Name, len(p.Values)))
			}
			got += " " + a.Name + "(" + strings.Join(params, ", ") + ")"
		}
		if got != want {
			t.Errorf("rule %d: %s, want %s", rule, got, want)
		}
		for i := range 4 {
			known := strawman.Knowledge{}
			if rule >= strawman.Fittest && i < 3 {
				known.Seen = spec.Only(spec.NodeID(i))
			}
			if sp.Init.Knows[i] != known || sp.Init.Carried[i] != known {
				t.Errorf("rule %d: node %d starts with %+v, carried %+v", rule, i, sp.Init.Knows[i], sp.Init.Carried[i])
			}
		}
	}
}

// Who reads a run is told what is in each history, or what each node knows, and what is built on when all is over.
func TestStatesOfTheStrawmenAreDescribed(t *testing.T) {
	for _, c := range []struct {
		rule uint8
		make func(*st)
		want string
	}{
		{strawman.Own, func(*st) {}, "node 0: nothing is paid\nnode 1: nothing is paid\nnode 2: nothing is paid"},
		{strawman.Genetic, func(s *st) { s.Paid, s.Bob, s.Step = true, set(1), 4 },
			"node 0: the coin is Charlie's\nnode 1: the coin is Bob's\nnode 2: the coin is Charlie's"},
		{strawman.Fittest, func(s *st) { s.Bob = set(1) }, "node 0: aware of {}, confirmed {}, reconfirmed {}\n" +
			"node 1: aware of {}, confirmed {}, reconfirmed {}\nnode 2: aware of {}, confirmed {}, reconfirmed {}"},
		{strawman.Celebrities, func(s *st) {
			s.Knows[2], s.Step, s.Chosen = strawman.Knowledge{Seen: set(0), Confirmed: set(1), Reconfirmed: set(2)}, 1, set(1)
		}, "node 0: aware of {}, confirmed {}, reconfirmed {}\nnode 1: aware of {}, confirmed {}, reconfirmed {}\n" +
			"node 2: aware of {0}, confirmed {1}, reconfirmed {2}\nbuilt on: the proposals of {1}"},
	} {
		var s st
		c.make(&s)
		if got := strings.Join(of(c.rule).Spec().Describe(&s), "\n"); got != c.want {
			t.Errorf("rule %d:\n%s\nwant\n%s", c.rule, got, c.want)
		}
	}
}

package pipeline_test

import (
	"strings"
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
	"quesera/spec/pipeline"
)

// The properties, guards and actions of rounds that overlap on states made by hand, with two nodes, so that they part
// wherever they do not agree.

type (
	st     = pipeline.State
	config = pipeline.Config
)

// A handmade is a state made by hand, and whether what is asked of it is true.
type handmade struct {
	Name string
	Make func(*st)
	Want bool
}

var (
	set    = exploretest.Set
	one    = config{Nodes: 2, Rounds: 3, Gap: 1}
	three  = config{Nodes: 2, Rounds: 4, Gap: 3}
	single = config{Nodes: 2, Rounds: 3, Single: true} // without a gap, which one chain does not have
)

// ended is a state in which so many rounds have ended. Of each of them it is told who chose node 1's proposal, and who
// saw what it chose committed: "1:0" is that node 1 chose the proposal of node 1, and node 0 saw its own committed.
func ended(round uint8, of ...string) func(*st) {
	nodes := func(digits string) (s spec.NodeSet) {
		for _, d := range digits {
			s = s.With(spec.NodeID(d - '0'))
		}
		return s
	}
	return func(s *st) {
		s.Round = round
		for r, words := range of {
			second, committed, _ := strings.Cut(words, ":")
			s.Second[r], s.Committed[r] = nodes(second), nodes(committed)
		}
	}
}

func TestEachPropertyOfOverlappingRoundsRejectsABadState(t *testing.T) {
	exploretest.Judge(t, "PIPE-P1", config.SameBelow, single,
		handmade{"they parted and agreed", ended(2, "1"), false},
		handmade{"the second round goes on", ended(1, "1"), true},
		handmade{"they parted and did not agree", ended(2, "1", "1"), true},
		handmade{"they agreed and parted", ended(2, "01", "0"), true},
		handmade{"they changed sides", ended(2, "1", "0"), true},
		handmade{"they parted in the second round", ended(3, "", "1"), false},
		handmade{"and not before the last", ended(3, "", "", "1"), true},
		handmade{"they parted in the first of three", ended(3, "0", "0"), false})
	exploretest.Judge(t, "PIPE-P1", config.SameBelow, three,
		handmade{"they build on what is chosen", ended(4, "1", "1", "0", "01"), true})
	exploretest.Judge(t, "PIPE-P2", config.PrefixesAgree, one,
		handmade{"nothing is committed", ended(3, "1", "0", "1"), true},
		handmade{"different ends of one round", ended(1, "1:01"), false},
		handmade{"the round goes on", ended(0, "1:01"), true},
		handmade{"a later commit leaves an earlier one out", ended(2, "1:0", "1:1"), false},
		handmade{"a later commit builds on it", ended(2, "1:1", "1:1"), true},
		handmade{"the later round goes on", ended(1, "1:0", "1:1"), true},
		handmade{"the last commit leaves the first out", ended(3, "1:0", "1", "0:0"), false},
		handmade{"the last commit builds on the first", ended(3, "1:0", "", "0:0"), true},
		handmade{"what it builds on was parted", ended(3, "", "1:0", "1:1"), false})
	exploretest.Judge(t, "PIPE-P2", config.PrefixesAgree, three,
		handmade{"the last commit leaves the first out", ended(4, "1:0", "", "", "1:1"), false},
		handmade{"the last commit builds on the first", ended(4, "1:0", "", "", "1:0"), true},
		handmade{"another chain is not asked", ended(4, "1:0", "1:1", "1:1"), true})
	exploretest.Judge(t, "PIPE-P2", config.PrefixesAgree, single,
		handmade{"they parted below", ended(3, "1", ":0", ":1"), false},
		handmade{"they did not part below what one committed", ended(3, ":0", "", "1:1"), true})
	exploretest.Judge(t, "PIPE-P3", config.CommittedIsChosen, one,
		handmade{"all chose it", ended(3, "01:0", "", ":1"), true},
		handmade{"node 1 chose otherwise", ended(1, "1:0"), false},
		handmade{"node 0 chose otherwise", ended(2, "1:1"), false},
		handmade{"all chose it, and another one later", ended(2, "01:1"), true},
		handmade{"node 0 chose otherwise, in the last round", ended(3, "", "", "1:1"), false},
		handmade{"the round goes on", ended(2, "", "", "1:1"), true},
		handmade{"nobody saw anything committed", ended(3, "1", "0", "1"), true})
	exploretest.Judge(t, "PIPE-P4", config.OneOwner, three,
		handmade{"two chains, two owners", ended(2, ":0", "1:1"), false},
		handmade{"two chains, one owner", ended(2, "1:1", "1:1"), true},
		handmade{"the other round goes on", ended(1, ":0", "1:1"), true},
		handmade{"the last round pays by the first", ended(4, "1", "", ":0", "1:1"), false},
		handmade{"the last round pays as the first does", ended(4, "0", "", ":0", "01:0"), true},
		handmade{"nothing is committed", ended(4, "", "1", "0", "1"), true})
	exploretest.Judge(t, "PIPE-P4", config.OneOwner, one,
		handmade{"what is above is not asked", ended(3, "", "1:1", "1:0"), true},
		handmade{"the first block is", ended(3, "1", "1:1", "1:0"), false})
}

func TestWhatSometimesHappensInOverlappingRounds(t *testing.T) {
	exploretest.Judge(t, "PIPE-S1", config.FinalLater, three,
		handmade{"the first round, later", ended(4, "", "", "", ":1"), true},
		handmade{"the last round goes on", ended(3, "", "", "", ":1"), false},
		handmade{"it was committed itself", ended(4, ":0", "", "", ":1"), false},
		handmade{"by another chain", ended(4, "", "", ":0"), false}, handmade{"nothing", ended(4), false})
	exploretest.Judge(t, "PIPE-S1", config.FinalLater, one, handmade{"the second", ended(3, ":0", "", ":1"), true},
		handmade{"the first was not", ended(3, "", ":0", ":1"), true},
		handmade{"all were", ended(3, ":0", ":0", ":1"), false})
	exploretest.Judge(t, "PIPE-S2", config.Lost, one,
		handmade{"node 1's choice", ended(2, "1", ":0"), true},
		handmade{"node 0's choice", ended(2, "1", "1:1"), true},
		handmade{"the second round goes on", ended(1, "1", ":0"), false},
		handmade{"nothing is committed", ended(2, "1", "1"), false},
		handmade{"all chose it", ended(2, "01", "1:1"), false},
		handmade{"what is committed is what parted them", ended(1, "1:0"), false},
		handmade{"by the last", ended(3, "", "1", ":1"), true})
	exploretest.Judge(t, "PIPE-S2", config.Lost, three,
		handmade{"of the same chain", ended(4, "1", "", "", "1:1"), true},
		handmade{"of another", ended(4, "", "1", "0", ":0"), false})
	exploretest.Judge(t, "PIPE-S2", config.Lost, config{Nodes: 5, Rounds: 2, Gap: 1},
		handmade{"by the last of many", ended(2, "4", ":4"), true})
	exploretest.Judge(t, "done", config.Done, one, handmade{"all", ended(3), true}, handmade{"not all", ended(2), false})
}

func TestEachConditionOfOverlappingRoundsSeesWhatItIsAbout(t *testing.T) {
	exploretest.Judge(t, "chosen twice", config.ChosenTwice, single, handmade{"once", ended(1), false},
		handmade{"twice", ended(2), true})
	exploretest.Judge(t, "chosen twice", config.ChosenTwice, one, handmade{"once", ended(1), false},
		handmade{"twice", ended(2), true})
	exploretest.Judge(t, "chosen twice", config.ChosenTwice, three, handmade{"three rounds", ended(3), false},
		handmade{"a round on the first", ended(4), true})
	wide := config{Nodes: 2, Rounds: 4, Single: true, Gap: 3}
	exploretest.Judge(t, "chosen twice", config.ChosenTwice, wide, handmade{"one chain has no gaps", ended(2), true})
	exploretest.Judge(t, "something committed", config.SomethingCommitted, one, handmade{"nothing", ended(3), false},
		handmade{"the first", ended(1, ":0"), true}, handmade{"the last", ended(3, "", "", ":1"), true},
		handmade{"in a round that goes on", ended(2, "", "", ":1"), false})
}

func TestWhatMayHappenInOverlappingRounds(t *testing.T) {
	turn := func(turn uint8, make func(*st)) func(*st) {
		return func(s *st) {
			make(s)
			s.Turn = turn
		}
	}
	choose := func(i spec.NodeID, p uint8) func(config, *st) bool {
		return func(c config, s *st) bool { return c.CanChoose(s, i, p) }
	}
	exploretest.Judge(t, "Choose", choose(1, 1), one, handmade{"now", turn(1, ended(2)), true},
		handmade{"before its turn", turn(0, ended(2)), false}, handmade{"at the end", turn(1, ended(3)), false},
		handmade{"the other is committed", turn(1, ended(2, "", "", ":0")), false},
		handmade{"it is committed", turn(1, ended(2, "", "", "0:0")), true},
		handmade{"in another round", turn(1, ended(2, "", ":0")), true},
		handmade{"the other is chosen", turn(1, ended(2)), true})
	exploretest.Judge(t, "Choose", choose(0, 0), one, handmade{"now", turn(0, ended(1)), true},
		handmade{"after its turn", turn(1, ended(1)), false})
	commit := func(c config, s *st) bool { return c.CanCommit(s, 1, 1) }
	exploretest.Judge(t, "Commit", commit, one, handmade{"all before chose it", turn(1, ended(1, "", "0")), true},
		handmade{"one did not", turn(1, ended(1)), false}, handmade{"it did in another round", turn(1, ended(1, "0")), false},
		handmade{"before its turn", turn(0, ended(1, "", "0")), false})
	first := func(c config, s *st) bool { return c.CanCommit(s, 0, 1) }
	exploretest.Judge(t, "Commit", first, one, handmade{"nobody is before", turn(0, ended(1)), true})

	var s, want st
	turn(0, ended(1))(&s)
	one.Commit(&s, 0, 1)
	turn(1, ended(1, "", "0:0"))(&want)
	if s != want {
		t.Errorf("after a commit: %+v", s)
	}
	one.Choose(&s, 1, 0)
	turn(0, ended(2, "", "0:0"))(&want)
	if s != want {
		t.Errorf("after the last choice of a round: %+v", s)
	}
}

// What is claimed depends on how blocks are formed (doc.go), and both actions are of a node and a proposal.
func TestOverlappingRoundsClaimWhatTheyKeep(t *testing.T) {
	all := single
	all.All = true
	for _, c := range []struct {
		config config
		claims string
	}{
		{one, "P1 P2 P3 P4 S1 S2"}, {three, "P1 P2 P3 S1 S2"}, {single, "P3 S1 S2"}, {all, "P1 P2 P3 P4 S1 S2"},
	} {
		sp := c.config.Spec()
		var claims []string
		for _, p := range sp.Props {
			claims = append(claims, strings.TrimPrefix(p.ID, "PIPE-"))
		}
		if got := strings.Join(claims, " "); got != c.claims {
			t.Errorf("%+v claims %s, want %s", c.config, got, c.claims)
		}
		for _, a := range sp.Actions {
			if len(a.Params) != 2 || a.Params[0].Name != "i" || len(a.Params[0].Values) != 2 || len(a.Params[1].Values) != 2 {
				t.Errorf("%s has the parameters %+v", a.Name, a.Params)
			}
		}
	}
}

// Who reads a run is told what each node chose, what it saw committed, and on what each block stands.
func TestStatesOfOverlappingRoundsAreDescribed(t *testing.T) {
	for _, c := range []struct {
		config config
		make   func(*st)
		want   string
	}{
		{one, func(s *st) {
			ended(2, "1:0", "0", "0")(s)
			s.Turn = 1
		}, "node 0: round 0 node 0's, committed; round 1 node 1's, on 1; round 2 node 1's;\n" +
			"node 1: round 0 node 1's; round 1 node 0's, on 0;"},
		{three, ended(4, "1", "1", "", "0:1"), "node 0: round 0 node 0's; round 1 node 0's; round 2 node 0's; " +
			"round 3 node 1's, on 1;\n" +
			"node 1: round 0 node 1's; round 1 node 1's; round 2 node 0's; round 3 node 0's, committed, on 0;"},
		{one, ended(1, "1", "0", "0"), "node 0: round 0 node 0's;\nnode 1: round 0 node 1's;"},
		{single, ended(2, "1", "0"), "node 0: round 0 node 0's; round 1 node 1's, on 0;\n" +
			"node 1: round 0 node 1's; round 1 node 0's, on 1;"},
	} {
		var s st
		c.make(&s)
		if got := strings.Join(c.config.Spec().Describe(&s), "\n"); got != c.want {
			t.Errorf("%+v:\n%s\nwant\n%s", c.config, got, c.want)
		}
	}
}

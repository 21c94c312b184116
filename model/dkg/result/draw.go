package result

import (
	"slices"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/sim"
)

// The ways in which the duties of a script can be done.
var (
	commitWays = []dkg.Way{dkg.Right, dkg.Missing, dkg.Wrong, dkg.Twice, dkg.Short, dkg.Long, dkg.Sly}
	shareWays  = []dkg.Way{dkg.Right, dkg.Missing, dkg.Wrong, dkg.Twice}
)

// DrawSharing is a script for node self of n in the phases up to Justifying: every script there is, if c
// goes through all choices.
func DrawSharing(c sim.Chooser, self model.NodeID, n int) dkg.Script {
	s := dkg.Script{Commit: commitWays[c.Choose(len(commitWays))], Share: make([]dkg.Way, n), Answer: make([]dkg.Way, n)}
	for r := range n {
		if r != int(self) {
			s.Share[r] = shareWays[c.Choose(len(shareWays))]
			s.Answer[r] = shareWays[c.Choose(len(shareWays))]
		}
	}
	s.Accuse = drawSet(c, self, n)
	s.Resting, s.Unasked = c.Choose(2) == 1, c.Choose(2) == 1
	return s
}

// DrawExposing adds to a script what Gennaro's protocol has after Justifying.
func DrawExposing(c sim.Chooser, s dkg.Script, self model.NodeID, n int) dkg.Script {
	s.Expose = commitWays[c.Choose(len(commitWays))]
	s.Blame = drawSet(c, self, n)
	s.Reveal = []dkg.Way{dkg.Right, dkg.Missing}[c.Choose(2)]
	return s
}

// DrawRevealing varies what a script accuses of and reveals: every way there is, if c goes through all choices.
func DrawRevealing(c sim.Chooser, s dkg.Script, self model.NodeID, n int) dkg.Script {
	s.Blame, s.Betray, s.Bare = drawSet(c, self, n), drawSet(c, self, n), drawSet(c, self, n)
	s.Reveal = append(slices.Clone(shareWays), dkg.Blinded)[c.Choose(len(shareWays)+1)]
	s.Spare = c.Choose(2) == 1
	return s
}

// DrawFurther adds to a script what is drawn seldom: kinds of messages that are late or doubled, wrong blinds, stray
// entries, and nothing passed on.
func DrawFurther(c sim.Chooser, s dkg.Script, self model.NodeID, n int) dkg.Script {
	s = DrawRevealing(c, s, self, n)
	for k := dkg.Deals; k <= dkg.Shares; k++ {
		if c.Choose(10) == 9 {
			s.Late |= dkg.KindsOf(k)
		}
		if c.Choose(10) == 9 {
			s.Doubled |= dkg.KindsOf(k)
		}
	}
	for r := range s.Share {
		if r != int(self) && c.Choose(8) == 7 {
			s.Share[r] = dkg.Blinded
		}
		if r != int(self) && c.Choose(8) == 7 {
			s.Answer[r] = dkg.Blinded
		}
	}
	s.Stray, s.Hush = c.Choose(4) == 3, c.Choose(2) == 1
	return s
}

// drawSet is a set of nodes other than self.
func drawSet(c sim.Chooser, self model.NodeID, n int) model.NodeSet {
	var set model.NodeSet
	for i := range n {
		if i != int(self) && c.Choose(2) == 1 {
			set = set.With(model.NodeID(i))
		}
	}
	return set
}

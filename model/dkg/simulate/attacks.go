package simulate

import (
	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// An attack is how the corrupt nodes of a run behave: each follows a script of its own.
type attack struct {
	name, says string
	splits     bool // breaks the broadcast channel, so that only relays keep agreement
	script     func(c sim.Chooser, self model.NodeID, n int) dkg.Script
}

// attacks are the values of --attack.
var attacks = []attack{
	{name: "random", says: "do each duty in a way that is drawn", script: random},
	{name: "silent", says: "say nothing", script: silent},
	{name: "shares", says: "deal wrong shares, and do not answer complaints", script: wrongShares},
	{name: "sly", says: "commit to what t-1 shares fit although it is wrong", script: sly},
	{name: "accuse", says: "complain of all others, and accuse them", script: accuse},
	{name: "expose", says: "expose something else than they dealt", script: expose},
	{name: "late", says: "say everything one phase too late", script: late},
	{name: "reveal", says: "accuse with right shares, and reveal them unasked", script: reveal},
	{name: "split", says: "tell one half of the group something else than the other", splits: true, script: split},
}

func random(c sim.Chooser, self model.NodeID, n int) dkg.Script {
	return result.DrawFurther(c, result.DrawExposing(c, result.DrawSharing(c, self, n), self, n), self, n)
}

func silent(_ sim.Chooser, _ model.NodeID, n int) dkg.Script {
	nothing := every(dkg.Missing, n)
	return dkg.Script{Commit: dkg.Missing, Share: nothing, Answer: nothing, Resting: true, Expose: dkg.Missing,
		Reveal: dkg.Missing, Hush: true}
}

func wrongShares(_ sim.Chooser, _ model.NodeID, n int) dkg.Script {
	return dkg.Script{Share: every(dkg.Wrong, n), Answer: every(dkg.Missing, n)}
}

func sly(sim.Chooser, model.NodeID, int) dkg.Script { return dkg.Script{Commit: dkg.Sly} }

func accuse(_ sim.Chooser, self model.NodeID, n int) dkg.Script {
	others := model.All(n).Without(self)
	return dkg.Script{Accuse: others, Blame: others}
}

func expose(sim.Chooser, model.NodeID, int) dkg.Script { return dkg.Script{Expose: dkg.Wrong} }

func late(sim.Chooser, model.NodeID, int) dkg.Script { return dkg.Script{Late: ^dkg.Kinds(0)} }

func reveal(_ sim.Chooser, self model.NodeID, n int) dkg.Script {
	others := model.All(n).Without(self)
	return dkg.Script{Betray: others, Bare: others}
}

func split(_ sim.Chooser, _ model.NodeID, n int) dkg.Script {
	return dkg.Script{Commit: dkg.Twice, Hear: model.All((n + 1) / 2)}
}

// every is a way for each receiver.
func every(way dkg.Way, n int) []dkg.Way {
	ways := make([]dkg.Way, n)
	for i := range ways {
		ways[i] = way
	}
	return ways
}

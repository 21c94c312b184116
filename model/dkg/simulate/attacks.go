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
	script     func(c sim.Chooser, self model.NodeID, p dkg.Params) dkg.Script
}

// attacks are the values of --attack.
var attacks = []attack{
	{"random", "do each duty in a way that is drawn", false, func(c sim.Chooser, self model.NodeID, p dkg.Params) dkg.Script {
		return result.DrawExposing(c, result.DrawSharing(c, self, p.Nodes), self, p.Nodes)
	}},
	{"silent", "say nothing", false, func(_ sim.Chooser, _ model.NodeID, p dkg.Params) dkg.Script {
		return dkg.Script{Commit: dkg.Missing, Share: every(dkg.Missing, p.Nodes), Answer: every(dkg.Missing, p.Nodes), Resting: true,
			Expose: dkg.Missing, Keep: true}
	}},
	{"shares", "deal wrong shares, and do not answer complaints", false, func(_ sim.Chooser, _ model.NodeID, p dkg.Params) dkg.Script {
		return dkg.Script{Share: every(dkg.Wrong, p.Nodes), Answer: every(dkg.Missing, p.Nodes)}
	}},
	{"sly", "commit to what t-1 shares fit although it is wrong", false, func(sim.Chooser, model.NodeID, dkg.Params) dkg.Script {
		return dkg.Script{Commit: dkg.Sly}
	}},
	{"accuse", "complain of all others, and accuse them", false, func(_ sim.Chooser, self model.NodeID, p dkg.Params) dkg.Script {
		others := model.All(p.Nodes).Without(self)
		return dkg.Script{Accuse: others, Blame: others}
	}},
	{"expose", "expose something else than they dealt", false, func(sim.Chooser, model.NodeID, dkg.Params) dkg.Script {
		return dkg.Script{Expose: dkg.Wrong}
	}},
	{"split", "tell one half of the group something else than the other", true, func(_ sim.Chooser, _ model.NodeID, p dkg.Params) dkg.Script {
		return dkg.Script{Commit: dkg.Twice, Hear: model.All((p.Nodes + 1) / 2)}
	}},
}

// every is a way for each receiver.
func every(way dkg.Way, n int) []dkg.Way {
	ways := make([]dkg.Way, n)
	for i := range ways {
		ways[i] = way
	}
	return ways
}

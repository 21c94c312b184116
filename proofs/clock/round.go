package clock

import (
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/qsc3"
)

// Round is the round of consensus that is played on a clock. The clock's horizon is the round's end.
func Round(c clock.Config) qsc3.Config {
	return qsc3.Config{Nodes: c.Nodes, MessageThreshold: c.MessageThreshold, WitnessThreshold: c.WitnessThreshold,
		Late: c.Late, Exact: c.Exact}
}

// knowledgeIn is what a view tells of the round: whose proposals are seen, whose are confirmed
// (TLC §4.4), and whose are confirmed by a confirmed message of step 1 (TLC §4.6).
func knowledgeIn(st *clock.State, v clock.View) qsc3.Knowledge {
	k := qsc3.Knowledge{Seen: v.Raw[0], Confirmed: v.Cert[0]}
	for i := range spec.NodeID(spec.MaxNodes) {
		if v.Cert[1].Has(i) {
			k.Reconfirmed = k.Reconfirmed.Union(st.Carried[1][i].Cert[0])
		}
	}
	return k
}

// Project maps a state of the contract to one of the round.
func Project(c clock.Config, st *clock.State) qsc3.State {
	step := st.Step[c.Nodes-1]
	out := qsc3.State{Step: step, Turn: st.Turn, Witnessed: st.Witnessed}
	for k := range spec.NodeID(c.Nodes) {
		out.Knows[k] = knowledgeIn(st, st.Knows[k])
		if step < qsc3.Steps {
			out.Carried[k] = knowledgeIn(st, st.Carried[step][k])
		}
		if step == 0 {
			out.Carried[k].Seen = spec.Only(k) // the proposal itself is in the message
		}
		if c.Late && (step == 1 || step == 2) {
			out.Paparazzi[k] = knowledgeIn(st, st.Carried[1][k])
		}
	}
	return out
}

// Counterpart is the action of the round that an action of the contract is mapped to, "" for none: what
// is learned of later steps, or nothing new, is no news of the round.
func Counterpart(name string, args spec.Args, before, after *qsc3.State) (string, []uint16) {
	switch name {
	case "Witness", "Hear":
		return name, args[:2]
	case "Miss":
		return name, args[:1]
	case "SeeLate":
		if args[2] == 0 {
			return name, args[:2]
		}
	case "CertLate":
		if args[2] == 0 {
			return "ConfirmLate", args[:2]
		}
		if args[2] == 1 && *before != *after {
			return "ReconfirmLate", args[:2]
		}
	}
	return "", nil
}

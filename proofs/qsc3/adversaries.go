package qsc3

import (
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/proofs/refine"
)

// Adversaries are those that know nothing of the protocol, and those that try to spoil the rounds of a group (TLC
// §4.8).
func Adversaries(c qsc3.Config) []refine.Adversary {
	return append(refine.Neutral(c.Nodes),
		refine.Adversary{Name: "spoiler", Reads: true, New: func() sim.Adversary { return qsc3.Spoiler(c) }},
		refine.Adversary{Name: "blind spoiler", New: func() sim.Adversary { return qsc3.BlindSpoiler(c) }},
		refine.Adversary{Name: "withholder", New: func() sim.Adversary { return qsc3.Withholder(c) }})
}

package attack

import (
	"quesera/model"
	"quesera/model/qsc3"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// oldProposal: corrupt nodes propose once more what they proposed in the round before, whose tickets are known.
func oldProposal(l *qsc4.Layer) Attack {
	said := map[model.NodeID]map[qsc3.Round]qsc4.Proposal{}
	return lies(l, clock.Attack{Name: "old-proposal", Rule: "QSC4-R1", Waive: []string{"QSC4-R1"}, Breaks: "QSC4-O3",
		Says: "propose what they proposed in the round before"},
		proposal(func(self model.NodeID, _ *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			if said[self] == nil {
				said[self] = map[qsc3.Round]qsc4.Proposal{}
			}
			said[self][p.Round] = p
			if p.Round > 0 {
				return said[self][p.Round-1]
			}
			return p
		}))
}

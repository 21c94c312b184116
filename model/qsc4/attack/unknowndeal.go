package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// unknownDeal: a corrupt node names a deal that nobody has: its ticket cannot be recovered (TLC §5.3.3).
func unknownDeal(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "unknown-deal", Rule: "QSC4-R4", Waive: []string{"QSC4-R4"}, Breaks: "QSC4-O3",
		Says: "propose with deals that nobody has"},
		proposal(func(_ model.NodeID, _ *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			p.Deals = append([]log.Ref{}, p.Deals...)
			p.Deals[0].Hash = model.Digest{5}
			return p
		}))
}

package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// unfair: a corrupt node names its own deal alone, so that it knows its ticket, and could have tried many (TLC §5.3.2).
func unfair(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "unfair", Rule: "QSC4-R4", Waive: []string{"QSC4-R4"}, Breaks: "QSC4-O2",
		Says: "propose with tickets that they know"},
		proposal(func(self model.NodeID, v *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			for m := range v.RawMessages(v.Step() - 1) {
				if m.Node == self {
					p.Deals = []log.Ref{m.Ref()}
				}
			}
			return p
		}))
}

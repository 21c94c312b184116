package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// lieAboutChoice: a corrupt node builds on a proposal of its own liking (TLC §5.3.1).
func lieAboutChoice(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "lie", Rule: "QSC4-R5", Waive: []string{"QSC4-R5"}, Breaks: "QSC4-O1",
		Says: "build on what they did not choose"},
		proposal(func(_ model.NodeID, _ *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			p.Parent = model.Digest{7}
			return p
		}))
}

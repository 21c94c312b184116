package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// withholdShares: corrupt nodes reveal nothing, so that tickets may not be recovered (TLC §5.3.3).
func withholdShares(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "withhold-shares", Rule: "QSC4-R3", Waive: []string{"QSC4-R3"}, Breaks: "QSC4-O3",
		Says: "reveal no shares"},
		opening(func(_ model.NodeID, _ *tlcb.View, _ uint64, o qsc4.Opening) qsc4.Opening {
			o.Shares = nil
			return o
		}))
}

package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// malformed: corrupt nodes deal octets that are no deal (TLC §5.3.3).
func malformed(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "malformed-deal", Rule: "QSC4-R2", Waive: []string{"QSC4-R2"}, Breaks: "QSC4-O3",
		Says: "deal octets that are no deal"},
		opening(func(_ model.NodeID, _ *tlcb.View, _ uint64, o qsc4.Opening) qsc4.Opening {
			o.Deal = o.Deal[:len(o.Deal)/2]
			return o
		}))
}

package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// badDeal: corrupt nodes deal what their recipients cannot decrypt (TLC §5.3.3).
func badDeal(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "bad-deal", Rule: "QSC4-R2", Waive: []string{"QSC4-R2"}, Breaks: "QSC4-O3",
		Says: "deal what does not verify"},
		opening(func(_ model.NodeID, _ *tlcb.View, _ uint64, o qsc4.Opening) qsc4.Opening {
			o.Deal = append([]byte{}, o.Deal...)
			o.Deal[len(o.Deal)-1] ^= 1
			return o
		}))
}

package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// badShare: corrupt nodes reveal what is not their share.
func badShare(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "bad-share", Rule: "QSC4-R3", Waive: []string{"QSC4-R3"}, Breaks: "QSC4-O3",
		Says: "reveal wrong shares"},
		opening(func(_ model.NodeID, _ *tlcb.View, _ uint64, o qsc4.Opening) qsc4.Opening {
			o.Shares = append([]qsc4.Share{}, o.Shares...)
			for k := range o.Shares {
				o.Shares[k].Share = append([]byte{}, o.Shares[k].Share...)
				o.Shares[k].Share[3] ^= 1
			}
			return o
		}))
}

package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// staleDeal: corrupt nodes deal again what they dealt, for another round: its shares may be known.
func staleDeal(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "stale-deal", Rule: "QSC4-R2", Waive: []string{"QSC4-R2"}, Breaks: "QSC4-O3",
		Says: "deal what was dealt for another round"},
		opening(func(self model.NodeID, v *tlcb.View, coin uint64, o qsc4.Opening) qsc4.Opening {
			terms := l.TermsOf(o.Round+1, v)
			o.Deal = deal(l, terms, self, coin)
			return o
		}))
}

func deal(l *qsc4.Layer, t qsc4.Terms, self model.NodeID, coin uint64) []byte {
	d, err := l.Sharing.Deal(t, self, [32]byte{byte(coin), byte(coin >> 8), byte(t.Round)})
	if err != nil {
		return nil
	}
	return d
}

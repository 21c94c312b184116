package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// lowDegree: corrupt nodes deal with a threshold that they reach without a majority of the correct nodes.
func lowDegree(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "low-degree", Rule: "QSC4-R2", Waive: []string{"QSC4-R2"}, Breaks: "QSC4-O3",
		Says: "deal secrets that fewer shares recover"},
		opening(func(self model.NodeID, v *tlcb.View, coin uint64, o qsc4.Opening) qsc4.Opening {
			terms := l.TermsOf(o.Round, v)
			terms.Threshold--
			o.Deal = deal(l, terms, self, coin)
			return o
		}))
}

package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// negate: a corrupt node waits for a correct node's deal, and deals its negation. Whoever proposes with both, also a
// correct node, has a ticket that is known (TLC §5.3.3). The proofs that bind a deal to its dealer stop it (PVSS-P6).
func negate(l *qsc4.Layer) Attack {
	a := lies(l, clock.Attack{Name: "negate", Rule: "QSC4-R2, PVSS-P6", Breaks: "QSC4-O2",
		Says: "deal the negation of another's deal"}, opening(negation))
	a.Unbound = true
	return a
}

// negation is an opening with the negation of the first deal of another in a view; the honest one if there is none.
func negation(self model.NodeID, v *tlcb.View, _ uint64, o qsc4.Opening) qsc4.Opening {
	for m := range v.RawMessages(v.Step()) {
		if other, ok := m.Payload.(qsc4.Opening); ok && m.Node != self {
			o.Deal = append([]byte{}, other.Deal...)
			o.Deal[0] ^= 1
			return o
		}
	}
	return o
}

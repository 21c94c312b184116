package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// cancel: a corrupt node waits for a correct node's deal, deals its negation, and proposes with both: the sum is zero
// and the ticket known (TLC §5.3.3). The proofs that bind a deal to its dealer stop it (PVSS-P6).
func cancel(l *qsc4.Layer) Attack {
	a := lies(l, clock.Attack{Name: "cancel", Rule: "QSC4-R2, PVSS-P6", Breaks: "QSC4-O2",
		Says: "deal the negation of another's deal, and propose with both"},
		func(self model.NodeID, v *tlcb.View, coin uint64, honest model.Payload) model.Payload {
			switch p := honest.(type) {
			case qsc4.Opening:
				return negation(self, v, coin, p)
			case qsc4.Proposal:
				return both(l, self, v, p)
			}
			return honest
		})
	a.Unbound = true
	return a
}

// both is a proposal that names the node's own deal and the one that it negates.
func both(l *qsc4.Layer, self model.NodeID, v *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
	var own *tlcb.Message
	for m := range v.RawMessages(v.Step() - 1) {
		if m.Node == self {
			own = m
		}
	}
	for m := range v.RawMessages(v.Step() - 1) {
		a, b := m.Payload.(qsc4.Opening).Deal, own.Payload.(qsc4.Opening).Deal
		if m.Node != self && len(a) == len(b) && string(a[1:17]) == string(b[1:17]) && a[0] != b[0] {
			p.Deals = p.Deals[:0:0]
			p.Deals = append(p.Deals, m.Ref(), own.Ref())
			if m.Node > self {
				p.Deals[0], p.Deals[1] = p.Deals[1], p.Deals[0]
			}
			return p
		}
	}
	return p
}

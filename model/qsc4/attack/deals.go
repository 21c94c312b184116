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

func deal(l *qsc4.Layer, t qsc4.Terms, self model.NodeID, coin uint64) []byte {
	d, err := l.Sharing.Deal(t, self, [32]byte{byte(coin), byte(coin >> 8), byte(t.Round)})
	if err != nil {
		return nil
	}
	return d
}

// negate: a corrupt node waits for a correct node's deal, deals its negation, and proposes with both: the sum is zero
// and the ticket known (TLC §5.3.3). The proofs that bind a deal to its dealer stop it (PVSS-P6).
func negate(l *qsc4.Layer) Attack {
	a := lies(l, clock.Attack{Name: "negate", Rule: "QSC4-R2, PVSS-P6", Breaks: "QSC4-O2",
		Says: "deal the negation of another's deal, and propose with both"},
		func(self model.NodeID, v *tlcb.View, _ uint64, honest model.Payload) model.Payload {
			switch p := honest.(type) {
			case qsc4.Opening:
				for m := range v.RawMessages(v.Step()) {
					if other, ok := m.Payload.(qsc4.Opening); ok && m.Node != self {
						p.Deal = append([]byte{}, other.Deal...)
						p.Deal[0] ^= 1
						return p
					}
				}
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

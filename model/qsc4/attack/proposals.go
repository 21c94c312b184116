package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// unfair: a corrupt node names its own deal alone, so that it knows its ticket, and could have tried many (TLC §5.3.2).
func unfair(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "unfair", Rule: "QSC4-R4", Waive: []string{"QSC4-R4"}, Breaks: "QSC4-O2",
		Says: "propose with tickets that they know"},
		proposal(func(self model.NodeID, v *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			for m := range v.RawMessages(v.Step() - 1) {
				if m.Node == self {
					p.Deals = []log.Ref{m.Ref()}
				}
			}
			return p
		}))
}

// unknownDeal: a corrupt node names a deal that nobody has: its ticket cannot be recovered (TLC §5.3.3).
func unknownDeal(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "unknown-deal", Rule: "QSC4-R4", Waive: []string{"QSC4-R4"}, Breaks: "QSC4-O3",
		Says: "propose with deals that nobody has"},
		proposal(func(_ model.NodeID, _ *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			p.Deals = append([]log.Ref{}, p.Deals...)
			p.Deals[0].Hash = model.Digest{5}
			return p
		}))
}

// lieAboutChoice: a corrupt node builds on a proposal of its own liking (TLC §5.3.1).
func lieAboutChoice(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "lie", Rule: "QSC4-R5", Waive: []string{"QSC4-R5"}, Breaks: "QSC4-O1",
		Says: "build on what they did not choose"},
		proposal(func(_ model.NodeID, _ *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			p.Parent = model.Digest{7}
			return p
		}))
}

// withholdShares: corrupt nodes reveal nothing, so that tickets may not be recovered (TLC §5.3.3).
func withholdShares(l *qsc4.Layer) Attack {
	return lies(l, clock.Attack{Name: "withhold-shares", Rule: "QSC4-R3", Waive: []string{"QSC4-R3"}, Breaks: "QSC4-O3",
		Says: "reveal no shares"},
		opening(func(_ model.NodeID, _ *tlcb.View, _ uint64, o qsc4.Opening) qsc4.Opening {
			o.Shares = nil
			return o
		}))
}

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

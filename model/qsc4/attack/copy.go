package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// copyDeal: corrupt nodes listen until some correct node deals for round 1. Then they begin, and deal a copy of that
// for round 0, which ends: those who have not yet entered its last step open the copy there, long before the deal
// itself may be opened. In round 1 the corrupt nodes propose with it and with their own, and know their tickets (TLC
// §5.3.3).
// The proofs that bind a deal to its dealer and its round stop it (PVSS-P4, PVSS-P6).
func copyDeal(l *qsc4.Layer) Attack {
	copied := &[]log.Ref{} // the deals of correct nodes that were copied
	a := lies(l, clock.Attack{Name: "copy", Rule: "QSC4-R2, PVSS-P4, PVSS-P6", Breaks: "QSC4-O2",
		Says: "deal, in a round that ends, what another deals for the next", Network: first},
		proposal(func(self model.NodeID, v *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			return withCopied(self, v, p, *copied)
		}))
	a.Unbound = true
	a.New = func(s clock.Stage) clock.Script {
		late := map[model.NodeID]*tlcb.State{}
		*copied = nil
		return func(state *tlcb.State, e model.Event, _ []model.Effect) []model.Effect {
			self := state.Self()
			if late[self] != nil {
				return s.Machine.Change(late[self], e, nil)
			}
			for i := range s.Correct().Members() {
				head := state.Head(i)
				if head == nil {
					continue
				}
				raw, _ := head.Action.(tlcb.Raw)
				if o, deals := raw.Payload.(qsc4.Opening); deals && o.Round == 1 {
					now, _ := s.Machine.Start(self)
					late[self], *copied = &now, append(*copied, head.Ref())
					sent := s.Machine.Force(&now, tlcb.Raw{Payload: qsc4.Opening{Deal: o.Deal}})
					return append([]model.Effect{model.Broadcast{Message: sent}},
						s.Machine.Change(&now, model.Coin{Value: 5}, nil)...)
				}
			}
			return nil
		}
	}
	return a
}

// withCopied is a proposal that names a deal that was copied, and the node's own.
func withCopied(self model.NodeID, v *tlcb.View, p qsc4.Proposal, copied []log.Ref) qsc4.Proposal {
	for own := range v.RawMessages(v.Step() - 1) {
		if own.Node != self || len(copied) == 0 {
			continue
		}
		p.Deals = []log.Ref{own.Ref(), copied[0]}
		if copied[0].Node < self {
			p.Deals = []log.Ref{copied[0], own.Ref()}
		}
	}
	return p
}

// first is a network that has what corrupt nodes say and hear arrive before all else.
func first(s clock.Stage) sim.Adversary {
	return sim.Oblivious(func(view []sim.Envelope, c sim.Chooser) int {
		var theirs []int
		for k, e := range view {
			if s.Corrupt.Has(e.From) || s.Corrupt.Has(e.To) {
				theirs = append(theirs, k)
			}
		}
		if len(theirs) == 0 {
			return c.Choose(len(view))
		}
		return theirs[c.Choose(len(theirs))]
	})
}

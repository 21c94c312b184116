package attack

import (
	"slices"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// twoProposals: corrupt nodes propose twice, with other deals, and show each half of the group one proposal; they go on
// with one log (TLC §5.2.3, §5.3.3). Both proposals are right by themselves, and neither half has reason to doubt its
// own before they meet. Of the two at most one is certified; until it is known which, each spoils. A node that lets
// one of them pass commits what the spec does not: proofs/qsc4 shows that. It takes a rarer schedule for two nodes to
// disagree.
func twoProposals(*qsc4.Layer) Attack {
	return Attack{Attack: clock.Attack{Name: "two-proposals", Rule: "QSC4-6, LOG-E1", Waive: []string{"QSC4-6"},
		Breaks: "QSC4-R1", Says: "propose twice, and show each half of the group one proposal",
		New: func(s clock.Stage) clock.Script {
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) (sent []model.Effect) {
				for _, effect := range effects {
					b, _ := effect.(model.Broadcast)
					e, _ := b.Message.(*log.Entry)
					twin := otherDeals(s, state, e)
					if twin == nil {
						sent = append(sent, effect)
						continue
					}
					for i := range model.NodeID(s.Config.Nodes) {
						sent = append(sent, model.Send{To: i, Message: []*log.Entry{e, twin}[i%2]})
					}
				}
				return sent
			}
		}}}
}

// otherDeals is an entry like one with a proposal, with one more deal that its author has; nil: it is no such entry, or
// has them all.
func otherDeals(s clock.Stage, state *tlcb.State, e *log.Entry) *log.Entry {
	if e == nil {
		return nil
	}
	raw, _ := e.Action.(tlcb.Raw)
	p, proposes := raw.Payload.(qsc4.Proposal)
	if !proposes {
		return nil
	}
	for m := range state.Own().State.RawMessages(raw.Step - 1) {
		named := func(ref log.Ref) bool { return ref.Node == m.Node }
		if !slices.ContainsFunc(p.Deals, named) {
			p.Deals = append(slices.Clone(p.Deals), m.Ref())
			slices.SortFunc(p.Deals, func(a, b log.Ref) int { return int(a.Node) - int(b.Node) })
			raw.Payload = p
			twin := *e
			twin.Action = raw
			return s.Group.Sign(s.Group.Keys[e.Node], twin)
		}
	}
	return nil
}

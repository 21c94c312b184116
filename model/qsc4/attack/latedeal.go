package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// lateDeal: corrupt nodes propose with a deal that they keep to themselves, a second one of theirs, and show it when
// they enter the last step of the round: some have it by then, and reveal their shares, and some have not (TLC §5.3.3).
func lateDeal(l *qsc4.Layer) Attack {
	kept := map[model.NodeID]*log.Entry{}
	a := lies(l, clock.Attack{Name: "late-deal", Rule: "QSC4-R4", Waive: []string{"QSC4-R4"}, Breaks: "QSC4-O3",
		Says: "propose with deals that they show too late"},
		proposal(func(self model.NodeID, _ *tlcb.View, p qsc4.Proposal) qsc4.Proposal {
			p.Deals = append([]log.Ref{}, p.Deals...)
			for k, ref := range p.Deals {
				if ref.Node == self && kept[self] != nil {
					p.Deals[k] = kept[self].Ref()
				}
			}
			return p
		}))
	a.New = func(s clock.Stage) clock.Script {
		return func(_ *tlcb.State, _ model.Event, effects []model.Effect) (sent []model.Effect) {
			for _, effect := range effects {
				sent = append(sent, effect)
				b, _ := effect.(model.Broadcast)
				e, _ := b.Message.(*log.Entry)
				if e == nil {
					continue
				}
				raw, _ := e.Action.(tlcb.Raw)
				if o, deals := raw.Payload.(qsc4.Opening); deals {
					if kept[e.Node] != nil {
						sent = append(sent, model.Broadcast{Message: kept[e.Node]})
					}
					kept[e.Node] = s.Group.Sign(s.Group.Keys[e.Node], second(l, *e, raw, o))
				}
			}
			return sent
		}
	}
	return a
}

// second is an entry like one with a deal, with another deal of the same terms, as far as nobody is exposed.
func second(l *qsc4.Layer, e log.Entry, raw tlcb.Raw, o qsc4.Opening) log.Entry {
	terms := qsc4.Terms{Group: l.Group, Round: uint64(o.Round), Threshold: l.Config.Message,
		Recipients: model.All(l.Config.Nodes)}
	o.Deal = deal(l, terms, e.Node, 0x1a7e)
	raw.Payload = o
	e.Action = raw
	return e
}

// deals reports whether a message is an entry with a deal.
func deals(m model.Message) bool {
	e, _ := m.(*log.Entry)
	if e == nil {
		return false
	}
	raw, _ := e.Action.(tlcb.Raw)
	_, is := raw.Payload.(qsc4.Opening)
	return is
}

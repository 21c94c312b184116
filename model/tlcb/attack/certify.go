package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

// certify: a corrupt node says nothing for a long while. Then it formulates a message for a step that is long over, and
// certifies it on nobody's word (TLC §5.2.1, §5.2.4).
func certify() Attack {
	return Attack{Name: "certify", Rule: "TLCB-R5", Waive: []string{"TLCB-R5"}, Breaks: "TLCB-O4",
		Says: "certify a message for a step long over without acknowledgments",
		New: func(s Stage) Script {
			events := map[model.NodeID]int{}
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				self := state.Self()
				if events[self]++; events[self] != 25*s.Config.Nodes {
					return mute(effects)
				}
				late, _ := s.Machine.Start(self)
				said := s.Machine.Change(&late, model.Coin{Value: 3}, nil)
				m := late.Own().State.Own()
				return append(append(mute(effects), said...), s.forced(&late, tlcb.Cert{Step: m.Step, Of: m.Hash()})...)
			}
		}}
}

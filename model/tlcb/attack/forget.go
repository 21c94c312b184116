package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlcb"
)

// forget: a corrupt node leaves out of its vector time what its entry before had in it (TLC §5.2.5).
func forget() Attack {
	return Attack{Name: "forget", Rule: "LOG-R3, LOG-R4", Waive: []string{"LOG-R3", "LOG-R4"}, Breaks: "TLCB-O7",
		Says: "pretend not to have seen what they have seen",
		New: func(s Stage) Script {
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				for k, effect := range effects {
					e, action := wrote(effect)
					if action == nil || e.Seq < 5 {
						continue
					}
					bad := *e
					bad.Heads = make([]log.Head, len(e.Heads))
					effects = append(mute(effects[:k:k]), model.Broadcast{Message: s.Group.Sign(s.Group.Keys[e.Node], bad)})
					return effects
				}
				return effects
			}
		}}
}

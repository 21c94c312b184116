package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

// replay: corrupt nodes pass on entries that correct nodes signed for another group, and their own entries of it, to
// make correct nodes look like equivocators.
func replay() Attack {
	return Attack{Name: "replay", Rule: "LOG-2", Quiet: true, Waive: []string{"LOG-2"}, Breaks: "LOG-O1",
		Says: "pass on what was signed for another group",
		New: func(s Stage) Script {
			other := s.Group.Group
			other.ID += " of yesterday"
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				for _, effect := range effects {
					e, action := wrote(effect)
					if action == nil {
						continue
					}
					old := *e
					old.Back = model.Digest{1}
					effects = append(effects, model.Broadcast{Message: other.Sign(s.Group.Keys[e.Node], old)})
					if head := state.Head(0); head != nil {
						stale := *head.Entry
						stale.Back = model.Digest{2}
						effects = append(effects, model.Broadcast{Message: other.Sign(s.Group.Keys[0], stale)})
					}
					break
				}
				return effects
			}
		}}
}

package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

// drag: a corrupt node acknowledges in its log what obliges it to go on, and stays in its step (TLC §5.2.1).
func drag() Attack {
	return Attack{Name: "drag", Rule: "TLCB-R3", Waive: []string{"TLCB-R2", "TLCB-R3", "TLCB-R4"}, Breaks: "TLCB-O8",
		Says: "acknowledge enough to go on, and stay where they are",
		New: func(s Stage) Script {
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				for k, effect := range effects {
					e, action := wrote(effect)
					raw, ok := action.(tlcb.Raw)
					if !ok || raw.Step == 0 {
						continue
					}
					bad := *e // instead of its raw message it acknowledges its old one once more
					old := own(state, raw.Step-1)
					bad.Action = tlcb.Ack{Step: raw.Step - 1, Node: e.Node, Of: old}
					return append(mute(effects[:k:k]), model.Broadcast{Message: s.Group.Sign(s.Group.Keys[e.Node], bad)})
				}
				return effects
			}
		}}
}

// own is the node's own raw message of a step.
func own(state *tlcb.State, step model.Step) model.Digest {
	for item := state.Own(); item != nil; item = item.Prev {
		if raw, ok := item.Action.(tlcb.Raw); ok && raw.Step == step {
			return item.Hash()
		}
	}
	return model.Digest{}
}

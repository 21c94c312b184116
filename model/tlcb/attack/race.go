package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlcb"
)

// race: a corrupt node claims a step that it has no evidence for (TLC §5.2.1).
func race() Attack {
	return Attack{Name: "race", Rule: "TLCB-R1", Waive: []string{"TLCB-R1", "TLCB-R2", "TLCB-R3"}, Breaks: "TLCB-O3",
		Says: "advance before they have the evidence",
		New: func(s Stage) Script {
			return once(func(state *tlcb.State) ([]model.Effect, bool) {
				v := state.Own().State
				return s.forced(state, tlcb.Raw{Step: v.Step() + 2, Payload: v.Own().Payload}), true
			})
		}}
}

// turnBack: a corrupt node enters a step again that it has left (TLC §5.2.1).
func turnBack() Attack {
	return Attack{Name: "turn-back", Rule: "TLCB-R2", Waive: []string{"TLCB-R2", "TLCB-R3"}, Breaks: "TLCB-O7",
		Says: "turn their clock back",
		New: func(s Stage) Script {
			return once(func(state *tlcb.State) ([]model.Effect, bool) {
				own := state.Own().State.Own()
				if own.Step < 2 {
					return nil, false
				}
				return s.forced(state, tlcb.Raw{Step: own.Step - 1, Payload: own.Payload}), true
			})
		}}
}

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

// ackTwice: a corrupt node acknowledges one message again and again, or one that it made up, to make it look witnessed
// (TLC §5.2.3).
func ackTwice() Attack {
	return Attack{Name: "ack-twice", Rule: "TLCB-R4", Waive: []string{"TLCB-R4"}, Breaks: "TLCB-O9",
		Says: "acknowledge two versions of one message",
		New: func(s Stage) Script {
			return once(func(state *tlcb.State) ([]model.Effect, bool) {
				v := state.Own().State
				for i := range v.OwnAcks().Members() {
					of := model.Digest{1, 2, 3}
					share := s.Group.Acknowledge(state.Self(), i, v.Step(), of)
					return s.forced(state, tlcb.Ack{Step: v.Own().Step, Node: i, Of: of, Share: share}), true
				}
				return nil, false
			})
		}}
}

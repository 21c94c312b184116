package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

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

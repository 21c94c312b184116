package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

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

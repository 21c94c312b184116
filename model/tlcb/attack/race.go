package attack

import (
	"quesera/model"
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

package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

// silent: corrupt nodes write nothing after their first step: who acknowledges nothing is obliged to nothing, and
// cannot be told from a node that is slow (TLC §5.2.1).
func silent() Attack {
	return Attack{Name: "silent", Rule: "t <= n - f_a", Quiet: true,
		Says: "fall silent after the first step",
		Lax: func(c tlcb.Config) tlcb.Config {
			c.Message, c.Witness = c.Nodes, c.Nodes
			return c
		},
		Breaks: "TLCB-O6",
		New: func(Stage) Script {
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				if own := state.Own(); own != nil && own.State.Step() >= 1 {
					return mute(effects)
				}
				return effects
			}
		}}
}

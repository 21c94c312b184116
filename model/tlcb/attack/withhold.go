package attack

import (
	"quesera/model"
	"quesera/model/tlcb"
)

// withhold: a corrupt node sends what it says to one other node only, acknowledgments and certificates included. That
// is no evidence; the others get it from whom it was sent to (TLC §5.1.5).
func withhold() Attack {
	return Attack{Name: "withhold", Rule: "LOG-3, LOG-7", Quiet: true, Waive: []string{"LOG-3"}, Breaks: "TLCB-O6",
		Says: "send all they say to one node only",
		New: func(s Stage) Script {
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				sent := mute(effects)
				for _, effect := range effects {
					switch e := effect.(type) {
					case model.Broadcast:
						sent = append(sent, model.Send{To: 0, Message: e.Message})
					case model.Send:
						if e.To == 0 {
							sent = append(sent, e)
						}
					}
				}
				return sent
			}
		}}
}

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

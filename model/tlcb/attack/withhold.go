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

package attack

import (
	"quesera/model"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// privateDeal: corrupt nodes show their deals to one node only, and all else that they say to everybody (TLC §5.3.3).
// Who goes on from what refers to them must ask for them first, and gets them from whom they were shown to.
func privateDeal(*qsc4.Layer) Attack {
	return Attack{Attack: clock.Attack{Name: "private-deal", Rule: "LOG-3, LOG-7", Quiet: true, Waive: []string{"LOG-3"},
		Breaks: "TLCB-O6", Says: "show their deals to one node only",
		New: func(clock.Stage) clock.Script {
			return func(_ *tlcb.State, _ model.Event, effects []model.Effect) (sent []model.Effect) {
				for _, effect := range effects {
					switch e := effect.(type) {
					case model.Send: // an answer
						if e.To != 0 {
							continue
						}
					case model.Broadcast:
						if deals(e.Message) {
							effect = model.Send{To: 0, Message: e.Message}
						}
					}
					sent = append(sent, effect)
				}
				return sent
			}
		}}}
}

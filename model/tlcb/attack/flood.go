package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlcb"
)

// flood: corrupt nodes send entries without end that refer to what is not there.
func flood() Attack {
	return Attack{Name: "flood", Rule: "LOG-O6", Quiet: true, Waive: []string{"LOG-O6"}, Breaks: "LOG-O6",
		Says: "send entries without end whose past is not there",
		New: func(s Stage) Script {
			count := 0
			return func(state *tlcb.State, e model.Event, effects []model.Effect) []model.Effect {
				if _, ok := e.(model.Receive); !ok || count >= 600 || state.Own() == nil {
					return effects
				}
				for range 3 {
					count++
					heads := make([]log.Head, s.Config.Nodes)
					heads[0] = log.Head{Seq: log.Seq(count), Hash: model.Digest{byte(count), byte(count >> 8), 7}}
					bad := log.Entry{Node: state.Self(), Seq: log.Seq(1000 + 2*count), Back: model.Digest{9}, Heads: heads,
						Action: state.Own().Action}
					effects = append(effects, model.Send{To: 1, Message: s.Group.Sign(s.Group.Keys[bad.Node], bad)})
				}
				return effects
			}
		}}
}

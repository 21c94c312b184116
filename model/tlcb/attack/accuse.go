package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlcb"
)

// accuse: a corrupt node publishes evidence against a correct node: one right entry as if it were wrong, or twice as if
// it were two (TLC §5.1.2).
func accuse() Attack {
	return Attack{Name: "accuse", Rule: "LOG-R6", Waive: []string{"LOG-R6"}, Breaks: "LOG-O1",
		Says: "publish false evidence against correct nodes",
		New: func(s Stage) Script {
			return once(func(state *tlcb.State) ([]model.Effect, bool) {
				head := state.Head(0)
				if head == nil {
					return nil, false
				}
				v := log.Evidence{Kind: log.Equivocation, Against: 0, First: head.Entry, Second: head.Entry}
				if state.Self()%2 == 0 {
					v = log.Evidence{Kind: log.Invalid, Against: 0, First: head.Entry}
				}
				return s.forced(state, log.Expose{Evidence: v}), true
			})
		}}
}

// replay: corrupt nodes pass on entries that correct nodes signed for another group, and their own entries of it, to
// make correct nodes look like equivocators.
func replay() Attack {
	return Attack{Name: "replay", Rule: "LOG-2", Quiet: true, Waive: []string{"LOG-2"}, Breaks: "LOG-O1",
		Says: "pass on what was signed for another group",
		New: func(s Stage) Script {
			other := s.Group.Group
			other.ID += " of yesterday"
			return func(state *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
				for _, effect := range effects {
					e, action := wrote(effect)
					if action == nil {
						continue
					}
					old := *e
					old.Back = model.Digest{1}
					effects = append(effects, model.Broadcast{Message: other.Sign(s.Group.Keys[e.Node], old)})
					if head := state.Head(0); head != nil {
						stale := *head.Entry
						stale.Back = model.Digest{2}
						effects = append(effects, model.Broadcast{Message: other.Sign(s.Group.Keys[0], stale)})
					}
					break
				}
				return effects
			}
		}}
}

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

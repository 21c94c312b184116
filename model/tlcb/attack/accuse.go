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

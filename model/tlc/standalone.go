package tlc

import "quesera/model"

// Standalone is TLC with the least layer above it: one that has nothing to say in any
// step. It asks for a coin of one side on reaching a step and broadcasts when it comes, so that
// sim.World can run the clock alone.
type Standalone struct{ Machine }

// Start implements model.Machine.
func (m Standalone) Start(self model.NodeID) (State, []model.Effect) {
	s, effects := m.Machine.Start(self)
	return s, paced(effects)
}

// Apply implements model.Machine.
func (m Standalone) Apply(s State, e model.Event) (State, []model.Effect) {
	if _, ok := e.(model.Coin); ok {
		e = Broadcast{}
	}
	s, effects := m.Machine.Apply(s, e)
	return s, paced(effects)
}

// paced asks for a coin after each step reached.
func paced(effects []model.Effect) []model.Effect {
	for _, e := range effects {
		if _, ok := e.(Advanced); ok {
			return append(effects, model.AskCoin{Sides: 1})
		}
	}
	return effects
}

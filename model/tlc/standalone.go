package tlc

import "quesera/model"

// Standalone is TLC under the least layer above it, one that has nothing to say in any step: on reaching a step it asks
// for a coin of one side, and broadcasts when the coin comes. So sim.World can run the clock alone.
type Standalone struct{ Machine }

// Start implements model.Machine.
func (m Standalone) Start(self model.NodeID) (State, []model.Effect) {
	s, effects := m.Machine.Start(self)
	return s, paced(effects, 0)
}

// Apply implements model.Machine.
func (m Standalone) Apply(s State, e model.Event) (State, []model.Effect) {
	effects := m.Change(&s, e, nil)
	return s, effects
}

// Change implements model.InPlace.
func (m Standalone) Change(s *State, e model.Event, effects []model.Effect) []model.Effect {
	if _, ok := e.(model.Coin); ok {
		e = Broadcast{}
	}
	before := len(effects)
	return paced(m.Machine.Change(s, e, effects), before)
}

// paced asks for a coin if one of the effects from the first on is that a step is reached.
func paced(effects []model.Effect, first int) []model.Effect {
	for _, e := range effects[first:] {
		if _, ok := e.(Advanced); ok {
			return append(effects, model.AskCoin{Sides: 1})
		}
	}
	return effects
}

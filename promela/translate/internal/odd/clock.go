package odd

import "quesera/spec"

// ClockConfig is the Config of the smallest example: unwitnessed clocks, told by each node's
// step and whom it has heard in it.
type ClockConfig struct{ Nodes, Threshold, Horizon uint8 }

// ClockState is its state.
type ClockState struct {
	Step  [spec.MaxNodes]uint8        `len:"Nodes" max:"Horizon"` // logical time of each node
	Heard [spec.MaxNodes]spec.NodeSet `len:"Nodes"`               // whose message of its present step each node has
}

// CanDeliver: j may process i's message for j's present step (TLC §2.2).
func (c ClockConfig) CanDeliver(s *ClockState, i, j spec.NodeID) bool {
	return s.Step[i] >= s.Step[j] && s.Step[j] < c.Horizon && !s.Heard[j].Has(i)
}

// Deliver hears i at j, and lets j reach the next step at the threshold (TLC §2.2).
func (c ClockConfig) Deliver(s *ClockState, i, j spec.NodeID) {
	s.Heard[j] = s.Heard[j].With(i)
	if s.Heard[j].Len() >= int(c.Threshold) {
		s.Step[j]++
		s.Heard[j] = spec.Only(j)
	}
}

// Spec is the transition system.
func (c ClockConfig) Spec() *spec.Spec[ClockState] {
	sp := &spec.Spec[ClockState]{Name: "clocks", Title: "Unwitnessed clocks", Section: "TLC §2.2", Source: source,
		Config: c}
	for i := range spec.NodeID(c.Nodes) {
		sp.Init.Heard[i] = spec.Only(i)
	}
	i, j := spec.Nodes("i", int(c.Nodes)), spec.Nodes("j", int(c.Nodes))
	sp.Actions = []spec.Action[ClockState]{spec.MethodsOf[ClockState](c).Act("Deliver", "TLC §2.2", i, j).ByNode(1)}
	return sp
}

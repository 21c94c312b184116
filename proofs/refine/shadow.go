package refine

import (
	"fmt"

	"quesera/model"
	"quesera/model/sim"
	"quesera/spec"
)

// A Shadow follows a run of machines by actions of a spec: for each effect that a machine reports it takes the
// actions that this is, if their guards allow, and after each transition of a machine it compares the whole state.
type Shadow[M any, S comparable] struct {
	Above  *Player[S]
	Nodes  int
	States []M // of the machines that have started

	// Follow takes the actions that an effect of a node is.
	Follow func(node model.NodeID, e model.Effect) error
	// Abstraction is what the states of the machines are in the spec, and the messages that they sent.
	Abstraction func() S
	// Check says what else is wrong after a transition; nil: nothing else is looked at.
	Check func(o sim.Observation[M]) error
}

// Observe is one transition of a machine. Nothing is compared before all have started.
func (sh *Shadow[M, S]) Observe(o sim.Observation[M]) error {
	if o.Event == nil {
		sh.States = append(sh.States, *o.After)
	}
	sh.States[o.Node] = *o.After
	for _, e := range o.Effects {
		if err := sh.Follow(o.Node, e); err != nil {
			return fmt.Errorf("node %d, %T: %w", o.Node, e, err)
		}
	}
	if len(sh.States) < sh.Nodes {
		return nil
	}
	if sh.Check != nil {
		if err := sh.Check(o); err != nil {
			return err
		}
	}
	if got := sh.Abstraction(); got != sh.Above.State {
		return fmt.Errorf("after %T at node %d the model is in %+v, the spec in %+v", o.Event, o.Node, got, sh.Above.State)
	}
	return nil
}

// Set is a set of nodes in the notation of the abstract specs, which number nodes as the models do.
func Set(s model.NodeSet) spec.NodeSet {
	var out spec.NodeSet
	for i := range s.Members() {
		out = out.With(spec.NodeID(i))
	}
	return out
}

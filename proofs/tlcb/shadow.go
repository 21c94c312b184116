package tlcb

import (
	"fmt"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	model4 "quesera/model/tlcb"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/tlcb"
)

// A Shadow follows a run of model/tlcb, step by step of the clock, by actions of spec/tlcb: what a correct node writes
// is an action whose guard must hold, and what a corrupt node makes it see is a face.
type Shadow struct {
	config  tlcb.Config
	correct model.NodeSet
	steps   map[model.Step]*followed
	// how often what may matter happened
	Left, Acknowledged, Faces, Twice, Certified int
}

// followed is one step of the clock.
type followed struct {
	player *refine.Player[tlcb.State]
	faces  map[model.NodeID][]model.Digest // of corrupt nodes, in the order in which they are seen
}

// NewShadow follows a group whose corrupt nodes are the last ones. Thresholds stay.
func NewShadow(c model4.Config) *Shadow {
	return &Shadow{
		config: tlcb.Config{Nodes: uint8(c.Nodes + c.Corrupt), Corrupt: uint8(c.Corrupt),
			MessageThreshold: uint8(c.Message), WitnessThreshold: uint8(c.Witness)},
		correct: model.All(c.Nodes - c.Corrupt), steps: map[model.Step]*followed{},
	}
}

// at is a step.
func (sh *Shadow) at(s model.Step) *followed {
	if sh.steps[s] == nil {
		sh.steps[s] = &followed{refine.NewPlayer(sh.config.Spec()), map[model.NodeID][]model.Digest{}}
	}
	return sh.steps[s]
}

// face is that of a message, which is formulated, for all that correct nodes can tell, when the first of them has it.
func (sh *Shadow) face(s model.Step, i model.NodeID, of model.Digest) (spec.NodeID, error) {
	if sh.correct.Has(i) {
		return spec.NodeID(i), nil
	}
	f := sh.at(s)
	first := spec.NodeID(sh.correct.Len() + 2*(int(i)-sh.correct.Len()))
	for k, known := range f.faces[i] {
		if known == of {
			return first + spec.NodeID(k), nil
		}
	}
	k := len(f.faces[i])
	if k == 2 {
		return 0, fmt.Errorf("node %d shows a third message of step %d", i, s)
	}
	if f.faces[i] = append(f.faces[i], of); k == 1 {
		sh.Twice++
	}
	sh.Faces++
	return first + spec.NodeID(k), f.player.Take("Formulate", uint16(first)+uint16(k))
}

// Observe takes in a transition of the model.
func (sh *Shadow) Observe(o sim.Observation[model4.State]) error {
	if !sh.correct.Has(o.Node) {
		return nil
	}
	for _, effect := range o.Effects {
		var err error
		switch e := effect.(type) {
		case log.Wrote[*model4.View]:
			err = sh.wrote(o.Node, e.Item)
		case log.Processed[*model4.View]:
			err = sh.processed(e.Item)
		}
		if err != nil {
			return fmt.Errorf("node %d, move %d: %w", o.Node, o.Move, err)
		}
	}
	return nil
}

// wrote is what a correct node did.
func (sh *Shadow) wrote(j model.NodeID, item *model4.Item) error {
	switch a := item.Action.(type) {
	case model4.Raw:
		if a.Step > 0 {
			if err := sh.at(a.Step-1).player.Take("Leave", uint16(j)); err != nil {
				return err
			}
			sh.Left++
		}
		return sh.at(a.Step).player.Take("Formulate", uint16(j))
	case model4.Ack:
		if a.Node == j {
			return nil // with its message
		}
		face, err := sh.face(a.Step, a.Node, a.Of)
		if err != nil {
			return err
		}
		sh.Acknowledged++
		return sh.at(a.Step).player.Take("Acknowledge", uint16(face), uint16(j))
	}
	return sh.processed(item)
}

// processed is an entry that a correct node builds on: what it certifies the spec has certified.
func (sh *Shadow) processed(item *model4.Item) error {
	switch a := item.Action.(type) {
	case model4.Raw:
		_, err := sh.face(a.Step, item.Node, item.Hash())
		return err
	case model4.Cert:
		face, err := sh.face(a.Step, item.Node, a.Of)
		if err != nil {
			return err
		}
		if sh.Certified++; !sh.at(a.Step).player.State.Faces.Has(face) {
			return fmt.Errorf("face %d has a certificate of step %d, the spec has none: %+v", face, a.Step,
				sh.at(a.Step).player.State)
		}
	}
	return nil
}

// Judge asks all invariants of spec/tlcb but that about progress of every step.
func (sh *Shadow) Judge() error {
	for s, f := range sh.steps {
		for _, p := range sh.config.Spec().Props {
			if p.Kind == spec.Invariant && p.ID != "TLCB-P4" && !p.Holds(&f.player.State) {
				return fmt.Errorf("step %d: %s fails: %+v", s, p.ID, f.player.State)
			}
		}
	}
	return nil
}

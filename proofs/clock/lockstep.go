package clock

import (
	"fmt"

	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/qsc3"
)

// A Replayer makes outcomes by actions of the contract's generator, and plays the round of consensus on them
// as it goes where the clock's horizon is a round's end.
type Replayer struct {
	config clock.Config
	target *clock.State // the outcome to be made
	clock  *refine.Player[clock.State]
	Round  *refine.Player[qsc3.State] // nil: no round
}

// NewReplayer prepares to make outcomes of c.
func NewReplayer(c clock.Config) *Replayer {
	r := &Replayer{config: c, clock: refine.NewPlayer(c.Spec())}
	if c.Horizon == qsc3.Steps {
		r.Round = refine.NewPlayer(Round(c).Spec())
	}
	return r
}

// leaving is what j knows in the outcome on leaving step s.
func (r *Replayer) leaving(j spec.NodeID, s uint8) clock.View {
	if s+1 < r.config.Horizon {
		return r.target.Carried[s+1][j]
	}
	return r.target.Knows[j]
}

// take takes one action of the generator, and its counterpart in the round.
func (r *Replayer) take(name string, args ...uint16) error {
	before := r.clock.State
	if err := r.clock.Take(name, args...); err != nil {
		return err
	}
	if r.Round == nil {
		return nil
	}
	var all spec.Args
	copy(all[:], args)
	from, to := Project(r.config, &before), Project(r.config, &r.clock.State)
	above, aboveArgs := Counterpart(name, all, &from, &to)
	if above == "" {
		return nil
	}
	return r.Round.Take(above, aboveArgs...)
}

// Run makes an outcome from the start, step by step (spec/clock, The generator), every guard checked.
func (r *Replayer) Run(out *clock.State) error {
	r.target, r.clock.State = out, r.clock.Spec.Init
	if r.Round != nil {
		r.Round.State = r.Round.Spec.Init
	}
	for s := range r.config.Horizon {
		for i := range spec.NodeID(r.config.Nodes) {
			if err := r.witness(i, s); err != nil {
				return err
			}
		}
		for j := range spec.NodeID(r.config.Nodes) {
			if err := r.hear(j, s); err != nil {
				return err
			}
		}
	}
	if r.clock.State != *r.target {
		return fmt.Errorf("the generator makes %+v, want %+v", r.clock.State, *r.target)
	}
	if r.Round != nil && r.Round.State != Project(r.config, r.target) {
		return fmt.Errorf("the round ends in %+v, want %+v", r.Round.State, Project(r.config, r.target))
	}
	return nil
}

// witness fixes the witnesses of i's message of step s: the first of those who saw it in s, if anybody
// ever holds its certificate.
func (r *Replayer) witness(i spec.NodeID, s uint8) error {
	certified, witnesses := false, spec.Only(i)
	for k := range spec.NodeID(r.config.Nodes) {
		certified = certified || r.target.Knows[k].Cert[s].Has(i)
		if witnesses.Len() < int(r.config.WitnessThreshold) && r.leaving(k, s).Raw[s].Has(i) {
			witnesses = witnesses.With(k)
		}
	}
	if !certified {
		return r.take("Miss", uint16(i))
	}
	return r.take("Witness", uint16(i), uint16(witnesses))
}

// hear lets j learn by chance what else it knew on leaving step s, and leave.
func (r *Replayer) hear(j spec.NodeID, s uint8) error {
	target := r.leaving(j, s)
	for progress := true; progress; {
		progress = false
		for step := range s + 1 {
			for i := range spec.NodeID(r.config.Nodes) {
				learned, err := r.learn(i, j, step, target)
				if err != nil {
					return err
				}
				progress = progress || learned
			}
		}
	}
	return r.take("Hear", uint16(j), uint16(target.Cert[s]))
}

// learn lets j learn by chance what it has of i's message of a step in the end, if it may.
func (r *Replayer) learn(i, j spec.NodeID, step uint8, target clock.View) (learned bool, err error) {
	args := []uint16{uint16(i), uint16(j), uint16(step)}
	if target.Raw[step].Has(i) && r.clock.Can("SeeLate", args...) {
		if err := r.take("SeeLate", args...); err != nil {
			return false, err
		}
		learned = true
	}
	if target.Cert[step].Has(i) && r.clock.Can("CertLate", args...) {
		return true, r.take("CertLate", args...)
	}
	return learned, nil
}

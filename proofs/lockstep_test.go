package proofs

import (
	"fmt"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/qsc3"
)

// replayer makes an outcome by actions of the contract's generator, and plays the round of consensus on it
// as it goes where the clock's horizon is a round's end.
type replayer struct {
	config clock.Config
	target *clock.State // the outcome to be made
	clock  *player[clock.State]
	round  *player[qsc3.State] // nil: no round
}

// newReplayer prepares to make out. A round of consensus needs equal thresholds.
func newReplayer(c clock.Config, out *clock.State) *replayer {
	r := &replayer{config: c, target: out, clock: newPlayer(c.Spec())}
	if c.Horizon == qsc3.Steps && c.MessageThreshold == c.WitnessThreshold {
		r.round = newPlayer(roundOf(c).Spec())
	}
	return r
}

// leaving is what j knows in the outcome on leaving step s.
func (r *replayer) leaving(j spec.NodeID, s uint8) clock.View {
	if s+1 < r.config.Horizon {
		return r.target.Carried[s+1][j]
	}
	return r.target.Knows[j]
}

// take takes one action of the generator, and its counterpart in the round.
func (r *replayer) take(name string, args ...uint16) error {
	before := r.clock.state
	if err := r.clock.take(name, args...); err != nil {
		return err
	}
	if r.round == nil {
		return nil
	}
	var all spec.Args
	copy(all[:], args)
	from, to := projection(r.config, &before), projection(r.config, &r.clock.state)
	above, aboveArgs := counterpart(name, all, &from, &to)
	if above == "" {
		return nil
	}
	return r.round.take(above, aboveArgs...)
}

// run makes the outcome step by step (spec/clock, The generator), every guard checked.
func (r *replayer) run() error {
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
	if r.clock.state != *r.target {
		return fmt.Errorf("the generator makes %+v, want %+v", r.clock.state, *r.target)
	}
	if r.round != nil && r.round.state != projection(r.config, r.target) {
		return fmt.Errorf("the round ends in %+v, want %+v", r.round.state, projection(r.config, r.target))
	}
	return nil
}

// witness fixes the witnesses of i's message of step s: the first of those who saw it in s, if anybody
// ever holds its certificate.
func (r *replayer) witness(i spec.NodeID, s uint8) error {
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
func (r *replayer) hear(j spec.NodeID, s uint8) error {
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
func (r *replayer) learn(i, j spec.NodeID, step uint8, target clock.View) (learned bool, err error) {
	args := []uint16{uint16(i), uint16(j), uint16(step)}
	if target.Raw[step].Has(i) && r.clock.can("SeeLate", args...) {
		if err := r.take("SeeLate", args...); err != nil {
			return false, err
		}
		learned = true
	}
	if target.Cert[step].Has(i) && r.clock.can("CertLate", args...) {
		return true, r.take("CertLate", args...)
	}
	return learned, nil
}

// CLK-L1. Claim: the axioms are complete: whatever satisfies CLK-P1 to CLK-P6 the generator makes, by the schedule
// that spec/clock describes (TLC §2.1).
//
// Method: that schedule, with every guard checked, for each outcome of small groups; spec/clock compares
// with brute force in smaller ones still. The runs of the models are held to it up to n = 9 (TLC-R4).
func TestEveryOutcomeIsMadeByTheLockstepSchedule(t *testing.T) {
	for _, c := range []clock.Config{
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: 1, Horizon: 1},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 2, Late: 1, Horizon: 1},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: 1, Horizon: 2},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: 1, Horizon: 3},
	} {
		for out := range allowedOutcomes(t, c) {
			if err := newReplayer(c, &out).run(); err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
		}
	}
}

package twophase

import (
	"errors"
	"fmt"
	"testing"

	"quesera/examples/twophase/model/twophase"
	spectwophase "quesera/examples/twophase/spec/twophase"
	"quesera/model"
	"quesera/model/sim"
	"quesera/proofs/refine"
	"quesera/spec"
)

// TPC-R1. Claim: the model of two-phase commit refines its spec: whatever a node does is an action of
// spec/twophase whose guard holds, and the states agree after each transition (GL §3).
//
// Method: every schedule of one and two managers; random schedules of up to eight, on a network that loses and
// duplicates, with nodes that crash; in half of them a manager soon knows whether it can prepare, since few are in time
// otherwise.
func TestTheModelOfTwoPhaseCommitRefinesItsSpec(t *testing.T) {
	for n := 1; n <= 2; n++ {
		runs, all, err := refine.Schedules(20_000, func(c sim.Chooser) error {
			_, err := play(n, c, sim.Faults{})
			return err
		})
		if err != nil || !all {
			t.Fatalf("%d managers: %d schedules, all: %v: %v", n, runs, all, err)
		}
	}
	commits, aborts := 0, 0
	for n := 1; n <= 8; n++ {
		for seed := range uint64(400) {
			phase, err := play(n, sim.Random(seed), sim.Faults{Loss: 5, Duplicate: 10, Crashes: int(seed % 2),
				Coins: sim.Lateness{Bounded: seed%4 < 2}})
			if err != nil {
				t.Fatalf("%d managers, seed %d: %v", n, seed, err)
			}
			switch phase {
			case twophase.Committed:
				commits++
			case twophase.Aborted:
				aborts++
			}
		}
	}
	if commits < 50 || aborts < 50 {
		t.Errorf("%d runs commit and %d abort, want many of both", commits, aborts)
	}
}

// play makes a run with a shadow that follows it, and returns what the coordinator came to.
func play(n int, c sim.Chooser, faults sim.Faults) (twophase.Phase, error) {
	m, err := twophase.New(twophase.Config{Managers: n})
	if err != nil {
		return 0, err
	}
	above := refine.NewPlayer(spectwophase.Config{Nodes: uint8(n)}.Spec())
	shadow := &refine.Shadow[twophase.State, spectwophase.State]{Above: above, Nodes: n + 1}
	shadow.Follow = func(node model.NodeID, e model.Effect) error { return follow(m, above, node, e) }
	shadow.Abstraction = func() spectwophase.State { return abstraction(m, shadow.States, above.State.Said) }
	var failure error
	w, err := sim.New(sim.Config[twophase.State]{Nodes: n + 1, Machine: m, Chooser: c, Faults: faults, AnytimeTimers: true,
		Observe: func(o sim.Observation[twophase.State]) {
			if failure == nil {
				failure = shadow.Observe(o)
			}
		}})
	if err != nil {
		return 0, err
	}
	if err := w.Run(func() bool { return failure != nil }, 1000); !errors.Is(err, sim.ErrStuck) && failure == nil {
		return 0, fmt.Errorf("the run does not end: %w", err)
	}
	return w.State(m.Coordinator()).Phase, failure
}

// follow takes the action that an effect is.
func follow(m twophase.Machine, above *refine.Player[spectwophase.State], node model.NodeID, e model.Effect) error {
	r := uint16(node)
	switch e := e.(type) {
	case model.Send:
		return above.Take("Prepare", r)
	case twophase.Noted:
		return above.Take("Note", uint16(e.Manager))
	case twophase.Decided:
		switch {
		case node == m.Coordinator() && e.Phase == twophase.Committed:
			return above.Take("Commit")
		case node == m.Coordinator():
			return above.Take("Abort")
		case e.Phase == twophase.Committed:
			return above.Take("ObeyCommit", r)
		case above.State.Coordinator == spectwophase.Aborted:
			return above.Take("ObeyAbort", r)
		default:
			return above.Take("GiveUp", r)
		}
	}
	return nil
}

// abstraction is what the group has come to. Who has said that it is prepared, the spec remembers and no node does.
func abstraction(m twophase.Machine, states []twophase.State, said spec.NodeSet) spectwophase.State {
	var st spectwophase.State
	for r := range m.Managers {
		st.Manager[r] = uint8(states[r].Phase)
	}
	coordinator := states[m.Managers]
	st.Coordinator, st.Noted, st.Said = uint8(coordinator.Phase), refine.Set(coordinator.Ready), said
	return st
}

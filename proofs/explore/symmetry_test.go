package explore

import (
	"sync"
	"testing"

	clockproofs "quesera/proofs/clock"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
)

// EXP-R1. Claim: searching up to renaming of nodes decides every property as searching everything does, at
// the same depth, also for specs in which renaming is allowed between steps only (TLC §2.1, §4.10).
//
// Method: both searches, run to the end whatever fails on the way, over safe and unsafe thresholds.
func TestSymmetryBetweenStepsKeepsVerdictsAndDepths(t *testing.T) {
	for _, c := range []qsc3.Config{
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 3},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Tickets: 3},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Tickets: 3},
		{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Late: true, Tickets: 2},
	} {
		sameVerdicts(t, c.Spec())
	}
	for _, c := range []clock.Config{
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Exact: true, Horizon: 2},
		{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Late: true, Horizon: 3},
		{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 3},
		{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 1, Late: true, Exact: true, Horizon: 2},
	} {
		sp := c.Spec()
		if !c.Majorities() {
			sp.Props = append(sp.Props, spec.Property[clock.State]{Claim: spec.Claim{ID: "CLK-P7"},
				Predicate: spec.Predicate[clock.State]{Method: "TwoStepBroadcast", Holds: c.TwoStepBroadcast}})
		}
		sameVerdicts(t, sp)
	}
}

func sameVerdicts[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	const toTheEnd = "no property"
	full, err := explore.Explore(sp, explore.Options{Until: toTheEnd})
	if err != nil {
		t.Fatal(err)
	}
	reduced, err := explore.Explore(sp, explore.Options{Until: toTheEnd, Symmetry: true})
	if err != nil {
		t.Fatal(err)
	}
	if !full.Complete || !reduced.Complete || !reduced.Reduced || reduced.States > full.States {
		t.Errorf("%s, %+v: %d states, reduced to %d", sp.Name, sp.Config, full.States, reduced.States)
	}
	for p, prop := range sp.Props {
		a, b := full.Reached[p], reduced.Reached[p]
		if (a == nil) != (b == nil) || a != nil && a.Depth != b.Depth {
			t.Errorf("%s, %+v, %s: unreduced %+v, reduced %+v", sp.Name, sp.Config, prop.ID, a, b)
		}
		if b == nil {
			continue
		}
		if run, err := b.Run(); err != nil || len(run.Steps) != b.Depth {
			t.Errorf("%s, %+v, %s: the reduced search gives no run of length %d: %v", sp.Name, sp.Config, prop.ID, b.Depth, err)
		}
	}
}

// EXP-R2. Claim: where renaming is allowed, the reduced search visits exactly one state of each orbit of the
// reachable states (TLC §2.1, §4.10).
//
// Method: the orbits of the unreduced search are counted by renaming by hand; spec/explore does the same for spec/tlc.
func TestSymmetryBetweenStepsVisitsEachOrbitOnce(t *testing.T) {
	round := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 2}.Spec()
	oneOfEachOrbit(t, round, renamedRound)
	contract := clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Exact: true, Horizon: 2}
	oneOfEachOrbit(t, contract.Spec(), clockproofs.Renamed)
}

func oneOfEachOrbit[S comparable](t *testing.T, sp *spec.Spec[S], renamed func(*S, refine.Renaming) (S, []byte)) {
	t.Helper()
	var mu sync.Mutex
	orbits := func(symmetry bool) (set map[S]bool, visits int) {
		set = map[S]bool{}
		refine.EveryState(t, sp, symmetry, func(st *S) error {
			if !sp.Symmetric(st) {
				return nil
			}
			least := refine.Least(st, renamed)
			mu.Lock()
			defer mu.Unlock()
			set[least] = true
			visits++
			return nil
		})
		return set, visits
	}
	all, everywhere := orbits(false)
	found, visits := orbits(true)
	for st := range all {
		if !found[st] {
			t.Fatalf("%s: the reduced search misses the orbit of %+v", sp.Name, st)
		}
	}
	if len(found) != len(all) || visits != len(all) || everywhere <= visits {
		t.Errorf("%s: %d orbits of %d states, %d found in %d visits", sp.Name, len(all), everywhere, len(found), visits)
	}
}

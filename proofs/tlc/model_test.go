package tlc

import (
	"fmt"
	"testing"

	"quesera/model/sim"
	"quesera/proofs/refine"
	"quesera/spec"
	spectlc "quesera/spec/tlc"
)

// TLC-R1. Claim: the model of TLC refines its spec: each message that it delivers, each certificate and each
// step is an action of spec/tlc whose guard holds, everything else changes nothing there, and the
// abstraction of the model's state is the spec's state after each transition (TLC §2.2-2.6).
//
// Method: every schedule of the network for tiny groups; of three nodes a bounded number, in lexicographic order, which
// varies the ends of the runs, and with beginnings of their own and uniform choices after them. The layer above is as
// late as the schedule has it, and where that is too many schedules once in a run.
func TestTheModelOfTheClockRefinesItsSpecOnEverySchedule(t *testing.T) {
	const limit = 20000
	once := sim.Lateness{Bounded: true, Moves: 1}
	for _, scope := range []struct {
		config spectlc.Config
		all    bool // within the limit
		coins  sim.Lateness
	}{
		{spectlc.Config{Nodes: 1, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 3}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 3}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Exact: true, Horizon: 1}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 1, Exact: true, Horizon: 1}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 2, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 3}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Exact: true, Horizon: 2}, true, once},
		{spectlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 2}, true, sim.Lateness{}},
		{spectlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}, false, sim.Lateness{}},
		{spectlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 2}, false, sim.Lateness{}},
	} {
		runs, all, err := refine.Schedules(limit, func(chooser sim.Chooser) error {
			_, err := newShadow(scope.config).run(chooser, refine.Network{Faults: sim.Faults{Coins: scope.coins}})
			return err
		})
		t.Logf("%+v: %d schedules, all: %v", scope.config, runs, all)
		if err != nil || all != scope.all {
			t.Errorf("%+v: %d schedules, all: %v, want %v: %v", scope.config, runs, all, scope.all, err)
		}
	}
}

// TLC-R4. Claim: the same for groups up to spec.MaxNodes, all thresholds, and a network that
// duplicates, reorders, loses, splits and heals, with nodes that crash (TLC §2.2-2.6). The outcomes satisfy the
// contract and are made by its generator (TLC §2.1).
//
// Method: random schedules, a fixed number of seeds, on each of the networks in turn (refine.NetworkOf).
func TestTheModelOfTheClockRefinesItsSpecUnderFaults(t *testing.T) {
	finished, unfinished := 0, 0
	for n := uint8(1); n <= spec.MaxNodes; n++ {
		for k, c := range thresholds(n) {
			for seed := range uint64(seeds()) {
				against := adversaries(c)
				network := refine.NetworkOf(seed, int(n), against[(int(n)+k+int(seed))%len(against)])
				done, err := newShadow(c).run(sim.Random(seed<<8|uint64(n)), network)
				if err != nil {
					t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
				}
				if done {
					finished++
				} else {
					unfinished++ // too many nodes crashed: with enough of them it would be an error
				}
			}
		}
	}
	if finished < 200 || unfinished < 20 {
		t.Errorf("%d runs finished and %d did not, want many of both", finished, unfinished)
	}
}

// seeds is the number of random schedules for each configuration.
func seeds() int { return refine.Often(8, 200) }

// thresholds are the configurations to be tried with n nodes: each threshold at one, at the
// majority and at n, and no witnesses.
func thresholds(n uint8) []spectlc.Config {
	var all []spectlc.Config
	seen := map[spectlc.Config]bool{}
	for _, tm := range []uint8{1, n/2 + 1, n} {
		for _, tw := range []uint8{0, 1, n/2 + 1, n} {
			c := spectlc.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Unwitnessed: tw == 0, Exact: true,
				Horizon: 3}
			if !seen[c] {
				seen[c] = true
				all = append(all, c)
			}
		}
	}
	return all
}

// FuzzTheModelOfTheClock lets a fuzzer choose group, thresholds, network and schedule (TLC-R1).
func FuzzTheModelOfTheClock(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{3, 2, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 200, 100, 50})
	f.Add([]byte{5, 3, 3, 7, 9, 8, 7, 6, 5, 4, 3, 2, 1, 255, 254, 253})
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := anyRun(sim.NewBytes(data)); err != nil {
			t.Fatal(sim.ShrinkInput(t.Context(), data, anyRun))
		}
	})
}

// anyRun is a run of which everything is chosen.
func anyRun(choices sim.Chooser) error {
	n := uint8(1 + choices.Choose(spec.MaxNodes))
	c := spectlc.Config{Nodes: n, MessageThreshold: uint8(1 + choices.Choose(int(n))),
		WitnessThreshold: uint8(choices.Choose(int(n) + 1)), Exact: true,
		Horizon: uint8(1 + choices.Choose(spectlc.MaxSteps))}
	c.Unwitnessed = c.WitnessThreshold == 0
	seed, against := uint64(choices.Choose(8)), adversaries(c)
	network := refine.NetworkOf(seed, int(n), against[choices.Choose(len(against))])
	if _, err := newShadow(c).run(choices, network); err != nil {
		return fmt.Errorf("%+v, %s, %+v: %w", c, network.Adversary.Name, network.Faults, err)
	}
	return nil
}

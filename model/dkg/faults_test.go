package dkg_test

import (
	"errors"
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// DKG-R1 to R4 whatever f of n corrupt nodes do: scripts, schedules and coins drawn at random, on a
// broadcast channel and on relays.
func TestCorruptNodesDoNotDisturbTheResult(t *testing.T) {
	for _, protocol := range protocols {
		for _, relay := range []bool{false, true} {
			count := tally{}
			for seed := range uint64(400) {
				m := machine(t, exponents(t, 13), protocol, 5, 3, 2)
				if relay {
					m = m.WithRelay()
				}
				chooser := sim.Random(seed)
				scripts := map[model.NodeID]dkg.Script{}
				for len(scripts) < 2 {
					self := model.NodeID(chooser.Choose(5))
					scripts[self] = result.DrawExposing(chooser, result.DrawSharing(chooser, self, 5), self, 5)
					if seed%2 == 1 {
						scripts[self] = result.DrawFurther(chooser, scripts[self], self, 5)
					}
				}
				count.check(t, m, scripts, chooser, sim.Faults{}, seed)
			}
			count.mattered(t)
		}
	}
}

// tally counts what became of corrupt dealers, so that a test can tell that its runs mattered.
type tally struct{ kept, excluded, broken int }

// check runs a machine and checks the result. The honest dealers are those that are not scripted.
func (c *tally) check(t *testing.T, m *dkg.Machine[uint8, uint8], scripts map[model.NodeID]dkg.Script,
	chooser sim.Chooser, faults sim.Faults, seed uint64) {
	t.Helper()
	if err := c.try(m, scripts, chooser, faults); err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
}

// try plays one run and counts what it shows.
func (c *tally) try(m *dkg.Machine[uint8, uint8], scripts map[model.NodeID]dkg.Script, chooser sim.Chooser,
	faults sim.Faults) error {
	outcomes, honest, err := result.Execution[uint8, uint8]{Machine: m, Scripts: scripts, Chooser: chooser,
		Faults: faults}.Run()
	if err == nil {
		err = result.Check(m, outcomes, honest, honest)
	}
	if err != nil {
		return fmt.Errorf("scripts %+v: %w", scripts, err)
	}
	for i := range honest.Members() {
		for corrupt := range scripts {
			if outcomes[i].Qualified.Has(corrupt) {
				c.kept++
			} else {
				c.excluded++
			}
		}
		c.broken += outcomes[i].Broken.Len()
		break
	}
	return nil
}

func (c *tally) mattered(t *testing.T) {
	t.Helper()
	if c.kept == 0 || c.excluded == 0 {
		t.Errorf("corrupt dealers kept %d times, excluded %d times: want both", c.kept, c.excluded)
	}
}

// DKG-R1 to R4 for n = 3, f = 1: every script of the corrupt node in the sharing phases, each at one of the
// three places in turn.
func TestEveryWayToCheatOneOfThreeIsHandled(t *testing.T) {
	count := tally{}
	for self := range model.NodeID(3) {
		m := machine(t, exponents(t, 5), dkg.JointFeldman, 3, 2, 1)
		all, runs := sim.NewAll(), uint64(0)
		for all.Next() {
			runs++
			script := result.DrawSharing(all, self, 3)
			if runs%3 == uint64(self) {
				count.check(t, m, map[model.NodeID]dkg.Script{self: script}, sim.Random(runs), sim.Faults{}, runs)
			}
		}
		if all.Err() != nil || runs != 7*4*4*4*4*4*2*2 {
			t.Fatalf("scripts = %d (%v), want %d", runs, all.Err(), 7*4*4*4*4*4*2*2)
		}
	}
	count.mattered(t)
}

// Gennaro's second part, n = 3: every script of a corrupt dealer that is qualified, with or without a
// public share, and of one that is not.
func TestEveryWayToCheatInTheExposureIsHandled(t *testing.T) {
	count := tally{}
	for self := range model.NodeID(3) {
		m := machine(t, exponents(t, 5), dkg.Gennaro, 3, 2, 1)
		all, runs := sim.NewAll(), uint64(0)
		for all.Next() {
			runs++
			script := dkg.Script{Share: []dkg.Way{dkg.Right, dkg.Right, dkg.Right}}
			script.Share[(self+1)%3] = []dkg.Way{dkg.Right, dkg.Missing, dkg.Wrong}[all.Choose(3)]
			script.Answer = []dkg.Way{dkg.Way(all.Choose(3)), dkg.Right, dkg.Right}
			script.Until = []dkg.Phase{0, dkg.Exposing, dkg.Accusing, dkg.Reconstructing}[all.Choose(4)]
			script = result.DrawExposing(all, script, self, 3)
			count.check(t, m, map[model.NodeID]dkg.Script{self: script}, sim.Random(runs), sim.Faults{}, runs)
		}
		if all.Err() != nil {
			t.Fatal(all.Err())
		}
	}
	count.mattered(t)
	if count.broken == 0 {
		t.Error("no dealer was ever reconstructed")
	}
}

// Accusations with right shares, and reveals of every kind, n = 3: of a dealer that exposed rightly, wrongly or not at
// all, and of honest ones. An honest node whose share an exposure does not fit says so itself.
func TestEveryWayToAccuseAndRevealIsHandled(t *testing.T) {
	count := tally{}
	for self := range model.NodeID(3) {
		m := machine(t, exponents(t, 5), dkg.Gennaro, 3, 2, 1)
		all, runs := sim.NewAll(), uint64(0)
		for all.Next() {
			runs++
			script := dkg.Script{Expose: []dkg.Way{dkg.Right, dkg.Missing, dkg.Wrong}[all.Choose(3)]}
			script = result.DrawRevealing(all, script, self, 3)
			script.Stray = runs%2 == 0
			count.check(t, m, map[model.NodeID]dkg.Script{self: script}, sim.Random(runs), sim.Faults{}, runs)
		}
		if all.Err() != nil || runs != 3*4*4*4*5*2 {
			t.Fatalf("scripts = %d (%v), want %d", runs, all.Err(), 3*4*4*4*5*2)
		}
	}
	if count.broken == 0 {
		t.Error("no dealer was ever reconstructed")
	}
}

// Crashes at any moment, in the middle of a broadcast too, as many as f with the corrupt nodes: relays
// make up for the channel. Dealers that crash may be in QUAL or not, but for all alike.
func TestCrashesDoNotDisturbTheResult(t *testing.T) {
	for _, protocol := range protocols {
		count, crashed := tally{}, 0
		for seed := range uint64(200) {
			m := machine(t, exponents(t, 13), protocol, 5, 3, 2).WithRelay()
			chooser := sim.Random(seed)
			self := model.NodeID(chooser.Choose(5))
			scripts := map[model.NodeID]dkg.Script{self: result.DrawSharing(chooser, self, 5)}
			faults := sim.Faults{Crashes: 1, Rarity: 40, Duplicate: 10}
			count.check(t, m, scripts, chooser, faults, seed)
			outcomes, live := scriptless(t, m, sim.Faults{Crashes: 2, Rarity: 20, Loss: 20, Retransmit: true,
				Partitions: 1}, seed)
			if err := result.Check(m, outcomes, live, live); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			crashed += 5 - live.Len()
		}
		count.mattered(t)
		if crashed < 50 {
			t.Errorf("crashes = %d, want some", crashed)
		}
	}
}

func scriptless(t *testing.T, m *dkg.Machine[uint8, uint8], faults sim.Faults,
	seed uint64) ([]*dkg.Outcome[uint8, uint8], model.NodeSet) {
	t.Helper()
	outcomes, live, err := result.Execution[uint8, uint8]{Machine: m, Chooser: sim.Random(seed), Faults: faults}.Run()
	if err != nil {
		t.Fatal(err)
	}
	return outcomes, live
}

// The broadcast channel is an assumption that matters: a corrupt node that tells different nodes different
// things splits them if there is neither a channel nor relays, and their transcripts show it. With relays
// (DKG-3) it does not.
func TestWithoutTheBroadcastChannelOnlyRelaysKeepAgreement(t *testing.T) {
	for _, protocol := range protocols {
		split := 0
		for seed := range uint64(200) {
			m := machine(t, exponents(t, 13), protocol, 4, 2, 1)
			chooser := sim.Random(seed)
			self := model.NodeID(chooser.Choose(4))
			script := result.DrawExposing(chooser, result.DrawSharing(chooser, self, 4), self, 4)
			script.Hear = model.Only(model.NodeID(chooser.Choose(4))).With((self + 1) % 4)
			x := result.Execution[uint8, uint8]{Machine: m, Scripts: map[model.NodeID]dkg.Script{self: script},
				Chooser: chooser}
			outcomes, honest, err := x.Run()
			if err != nil {
				t.Fatal(err)
			}
			if result.Agree(m.Group(), outcomes, honest) != nil {
				split++
				if agreeOnTranscript(outcomes, honest) {
					t.Fatalf("seed %d: nodes end differently on the same transcript", seed)
				}
			}
			(&tally{}).check(t, m.WithRelay(), x.Scripts, sim.Random(seed), sim.Faults{}, seed)
		}
		if split == 0 {
			t.Error("no run split the honest nodes, so that the relays show nothing")
		}
	}
}

func agreeOnTranscript(outcomes []*dkg.Outcome[uint8, uint8], honest model.NodeSet) bool {
	digests := map[model.Digest]bool{}
	for i := range honest.Members() {
		digests[outcomes[i].Transcript] = true
	}
	return len(digests) == 1
}

// Every order of arrival at one node, with a corrupt dealer that says its commitment, one share
// and one answer twice: what came first does not matter. The other nodes hear in the order of sending, and coins come
// at once.
func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	for _, protocol := range protocols {
		for _, script := range []dkg.Script{
			{Commit: dkg.Twice}, {Share: []dkg.Way{dkg.Twice}, Answer: []dkg.Way{dkg.Right}},
			{Share: []dkg.Way{dkg.Wrong}, Answer: []dkg.Way{dkg.Twice}}, {Expose: dkg.Twice},
		} {
			m := machine(t, exponents(t, 5), protocol, 3, 2, 1)
			all, want := sim.NewAll(), model.NodeSet{}
			runs := 0
			for all.Next() {
				x := result.Execution[uint8, uint8]{Machine: m, Scripts: map[model.NodeID]dkg.Script{2: script},
					Chooser: sim.Random(5), Adversary: reorderingAt(0, all),
					Faults: sim.Faults{Coins: sim.Lateness{Bounded: true}}}
				outcomes, honest, err := x.Run()
				if err != nil {
					t.Fatal(err)
				}
				if err := result.Check(m, outcomes, honest, model.All(2)); err != nil {
					t.Fatal(err)
				}
				if runs++; runs == 1 {
					want = outcomes[0].Qualified
				} else if !want.Equal(outcomes[0].Qualified) {
					t.Fatalf("QUAL = %v, in another order %v", outcomes[0].Qualified, want)
				}
			}
			if all.Err() != nil || runs < 24 {
				t.Errorf("orders = %d (%v), want all", runs, all.Err())
			}
		}
	}
}

// reorderingAt lets packets arrive in the order of sending, except those to one node, whose order c chooses.
func reorderingAt(node model.NodeID, c sim.Chooser) sim.Oblivious {
	return func(view []sim.Envelope, _ sim.Chooser) int {
		first := -1
		var there []int
		for k, e := range view {
			if e.To == node {
				there = append(there, k)
			} else if first < 0 || e.Number < view[first].Number {
				first = k
			}
		}
		if first >= 0 {
			return first
		}
		if len(there) == 1 {
			return there[0]
		}
		return there[c.Choose(len(there))]
	}
}

// Timers that fire at any time break the assumption of synchronous rounds: honest nodes may then be
// disqualified, but the machine stops all the same.
func TestWithoutSynchronyNothingIsPromisedButAnEnd(t *testing.T) {
	disqualified := 0
	for seed := range uint64(200) {
		m := machine(t, exponents(t, 13), dkg.JointFeldman, 4, 2, 1)
		w, err := sim.New(sim.Config[dkg.State[uint8, uint8]]{Nodes: 4, Machine: m, Chooser: sim.Random(seed),
			AnytimeTimers: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(func() bool { return false }, 10000); !errors.Is(err, sim.ErrStuck) {
			t.Fatal(err)
		}
		for i := range model.NodeID(4) {
			if w.State(i).Outcome == nil {
				t.Fatalf("seed %d: node %d has not finished", seed, i)
			}
			disqualified += 4 - w.State(i).Outcome.Qualified.Len()
		}
	}
	if disqualified == 0 {
		t.Error("no dealer was disqualified, so that synchrony would not matter")
	}
}

// FuzzCorruptRun takes scripts, coins, schedules and crashes from the fuzzer's input. DKG-R1 to R4 hold.
func FuzzCorruptRun(f *testing.F) {
	f.Add([]byte{}, false)
	f.Add([]byte{0, 2, 1, 3, 3, 0, 0, 1, 1, 2, 2, 3, 1, 0, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1}, true)
	f.Add([]byte("withhold a share, answer twice, expose slyly, blame the honest, keep what you know"), true)
	f.Fuzz(func(t *testing.T, data []byte, gennaro bool) {
		protocol := dkg.JointFeldman
		if gennaro {
			protocol = dkg.Gennaro
		}
		run := func(c sim.Chooser) error { return corruptRun(c, machine(t, exponents(t, 13), protocol, 4, 2, 1)) }
		if err := run(sim.NewBytes(data)); err != nil {
			t.Fatalf("%v: %v", protocol, sim.ShrinkInput(t.Context(), data, run))
		}
	})
}

// corruptRun is a run in which everything is chosen that a corrupt node of four does.
func corruptRun(c sim.Chooser, m *dkg.Machine[uint8, uint8]) error {
	self := model.NodeID(c.Choose(4))
	script := result.DrawExposing(c, result.DrawSharing(c, self, 4), self, 4)
	script.Until = dkg.Phase(c.Choose(int(dkg.Finished)))
	if c.Choose(2) == 1 {
		script = result.DrawFurther(c, script, self, 4)
	}
	if c.Choose(2) == 1 {
		m, script.Hear = m.WithRelay(), model.Only(self).With(model.NodeID(c.Choose(4)))
	}
	return (&tally{}).try(m, map[model.NodeID]dkg.Script{self: script}, c, sim.Faults{Duplicate: 3})
}

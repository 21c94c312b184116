package qsc3

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/consensus"
)

// QSC3-R1. Claim: the model of QSC3 refines its spec: what the nodes know at the end of each round is what a run
// of spec/qsc3 gives, and each chooses and commits what the spec says (TLC §4.4-4.10); also under
// pipelining (TLC §4.11).
//
// Method: random schedules with faults, up to spec.MaxNodes nodes and three rounds, few tickets so that there
// are ties, on each of the networks (networkOf); the run is extracted as an outcome of the clock and replayed in
// lockstep (CLK-L1).
func TestTheModelOfQSC3RefinesItsSpecUnderFaults(t *testing.T) {
	const rounds = 3
	commits, failures, lagging := 0, 0, 0
	for n := 1; n <= spec.MaxNodes; n++ {
		for _, threshold := range slices.Compact([]int{max(1, n/2), n/2 + 1, n}) {
			for seed := range uint64(seeds()) {
				c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: threshold, Witness: threshold},
					Pipelined: seed%3 == 2, Tickets: []uint64{2, 1 << 20}[seed&1]}
				network := networkOf(seed, c)
				r := newRecorder(c)
				if err := r.run(rounds, sim.Random(seed<<8|uint64(n)), network); err != nil {
					t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
				}
				unfinished, err := r.refines(rounds)
				if err != nil {
					t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
				}
				lagging += unfinished
				for _, d := range r.order {
					if d.decided.Committed {
						commits++
					} else {
						failures++
					}
				}
			}
		}
	}
	if commits < 500 || failures < 500 || lagging < 20 {
		t.Errorf("%d commits, %d decisions without, %d rounds not finished by all; want many of each", commits, failures,
			lagging)
	}
}

// seeds is the number of random schedules for each configuration.
func seeds() int { return refine.Often(32, 800) }

// networkOf has the misfortunes of a seed, and each of the adversaries in turn.
func networkOf(seed uint64, c qsc3.Config) refine.Network {
	against := Adversaries(c)
	return refine.NetworkOf(seed, c.Nodes, against[seed/8%uint64(len(against))])
}

// refines replays the rounds of a run, and counts those that not all nodes finished.
func (r *recorder) refines(rounds qsc3.Round) (unfinished int, err error) {
	for number := range rounds {
		played := round{recorder: r, number: number, start: r.config.StartOf(number)}
		compared, err := played.replay()
		if err != nil {
			return unfinished, err
		}
		if compared < r.config.Nodes {
			unfinished++
		}
	}
	return unfinished, nil
}

// QSC3-R5. Claim: the same on every schedule of the smallest groups (TLC §4.4-4.10).
//
// Method: every order of delivery and every draw of tickets of a round, for two nodes that need each other only with
// QUESERA_DEEP=1; otherwise of them, and of three nodes always, a bounded number in lexicographic order and with
// beginnings of their own. Tickets are as late as the schedule has it, but of two nodes that need nobody three times at
// most.
func TestTheModelOfQSC3RefinesItsSpecOnEverySchedule(t *testing.T) {
	limit := refine.Often(5000, 200000)
	for _, scope := range []struct {
		n, threshold int
		all          bool
		coins        sim.Lateness
	}{
		{1, 1, true, sim.Lateness{}}, {2, 1, true, sim.Lateness{Bounded: true, Moves: 3}},
		{2, 2, refine.Deep(), sim.Lateness{}}, {3, 2, false, sim.Lateness{}},
	} {
		c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: scope.n, Message: scope.threshold, Witness: scope.threshold},
			Tickets: 2}
		runs, all, err := refine.Schedules(limit, func(chooser sim.Chooser) error {
			r := newRecorder(c)
			if err := r.run(1, chooser, refine.Network{Faults: sim.Faults{Coins: scope.coins}}); err != nil {
				return err
			}
			played := round{recorder: r}
			compared, err := played.replay()
			if err == nil && compared != scope.n {
				return fmt.Errorf("%d nodes compared, want all", compared)
			}
			return err
		})
		t.Logf("%+v: %d schedules", c, runs)
		if err != nil || all != scope.all {
			t.Errorf("%+v: %d schedules, all: %v, want %v: %v", c, runs, all, scope.all, err)
		}
	}
}

// QSC3-R4. Claim: the commits of the model refine the chain of chosen values: each commit chooses its proposal and
// what that builds on, position by position, or learns what is chosen already (TLC §4.1, 4.10). Pipelined rounds
// make three chains, and each of them refines a chain of its own (TLC §4.11).
//
// Method: random schedules with faults on each of the networks (networkOf), majorities, four rounds of each chain; each
// commit is replayed as Choose and Learn of spec/consensus, every guard checked. A commit has one ancestor at each
// position below its own.
func TestTheCommitsOfTheModelRefineConsensus(t *testing.T) {
	learned := map[bool][]int{false: make([]int, 1), true: make([]int, chains)} // by chain
	for n := 1; n <= spec.MaxNodes; n++ {
		for seed := range uint64(seeds()) {
			c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1},
				Pipelined: (seed+uint64(n))%2 == 1, Tickets: []uint64{3, 1 << 20}[seed&1]}
			network := networkOf(seed, c)
			r := newRecorder(c)
			if err := r.run(qsc3.Round(consensus.MaxRounds*len(learned[c.Pipelined])), sim.Random(seed<<8|uint64(n)),
				network); err != nil {
				t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
			}
			taken, err := r.refineConsensus()
			if err != nil {
				t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
			}
			for chain := range learned[c.Pipelined] {
				learned[c.Pipelined][chain] += taken[chain]
			}
		}
	}
	t.Logf("actions by chain: %v, pipelined %v", learned[false], learned[true])
	if slices.Min(learned[false]) < 500 || slices.Min(learned[true]) < 500 {
		t.Errorf("actions by chain: %v, pipelined %v, want many of each", learned[false], learned[true])
	}
}

// chains is the number of chains that pipelined rounds make (TLC §4.11).
const chains = 3

// placeOf is the chain to which a round belongs, and its position there.
func placeOf(c qsc3.Config, r qsc3.Round) (chain, position int) {
	if c.Pipelined {
		return int(r) % chains, int(r) / chains
	}
	return 0, int(r)
}

// refineConsensus replays the commits of a run, and counts for each chain the actions of spec/consensus that they are.
func (r *recorder) refineConsensus() (taken [chains]int, err error) {
	var above [chains]*refine.Player[consensus.State]
	for chain := range above {
		above[chain] = refine.NewPlayer(consensus.Config{Nodes: uint8(r.config.Nodes), Rounds: consensus.MaxRounds}.Spec())
	}
	for _, d := range r.order {
		chain, position := placeOf(r.config, d.decided.Round)
		if position >= consensus.MaxRounds || !d.decided.Committed {
			continue
		}
		ancestry := r.ancestry(d.decided.Choice)
		if len(ancestry) != position+1 {
			return taken, fmt.Errorf("node %d, round %d: the chain %v has %d positions, want %d", d.node, d.decided.Round,
				ancestry, len(ancestry), position+1)
		}
		if err := learn(above[chain], spec.NodeID(d.node), ancestry); err != nil {
			return taken, fmt.Errorf("node %d, round %d, chain %d: %w", d.node, d.decided.Round, chain, err)
		}
		taken[chain] = above[chain].Taken
	}
	return taken, nil
}

// FuzzTheModelOfQSC3 lets a fuzzer choose group, threshold, kind of rounds, tickets, network and schedule: the run
// refines spec/qsc3 round by round (QSC3-R1) and, if the threshold is a majority, its commits refine spec/consensus
// (QSC3-R4).
func FuzzTheModelOfQSC3(f *testing.F) {
	f.Add([]byte{})
	// three nodes, any packet
	f.Add([]byte{2, 1, 1, 0, 0, 0, 0, 7, 200, 1, 9, 4, 250, 3, 0, 17, 60, 2, 8, 5})
	// five, pipelined, uneven, losses
	f.Add([]byte{4, 2, 2, 1, 1, 3, 1, 12, 34, 56, 78, 90, 9, 8, 7, 6, 5, 4, 3, 2, 1, 255, 254, 253})
	f.Add([]byte{2, 1, 2, 0, 1, 0, 2, 1, 0, 2, 0, 3, 0, 250, 10, 40, 90, 100, 3, 77, 31, 5, 99}) // three, spoiler
	// seven, blind spoiler, all faults
	f.Add([]byte{6, 3, 1, 0, 0, 7, 3, 9, 8, 7, 39, 39, 39, 99, 99, 1, 0, 39, 200, 100, 50, 25, 12})
	// four of which two suffice, partitions
	f.Add([]byte{3, 1, 1, 0, 0, 4, 0, 39, 1, 39, 0, 39, 1, 1, 0, 1, 5, 39, 2, 2, 2, 7, 3, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := anyRun(sim.NewBytes(data)); err != nil {
			t.Fatal(sim.ShrinkInput(t.Context(), data, anyRun))
		}
	})
}

// anyRun is a run of which everything is chosen.
func anyRun(choices sim.Chooser) error {
	n := 1 + choices.Choose(spec.MaxNodes)
	threshold := 1 + choices.Choose(n)
	rounds := qsc3.Round(1 + choices.Choose(consensus.MaxRounds))
	c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: threshold, Witness: threshold},
		Pipelined: choices.Choose(2) == 1, Tickets: []uint64{2, 1 << 20}[choices.Choose(2)]}
	seed, against := uint64(choices.Choose(8)), Adversaries(c)
	network := refine.NetworkOf(seed, n, against[choices.Choose(len(against))])
	r := newRecorder(c)
	err := r.run(rounds, choices, network)
	if err == nil {
		_, err = r.refines(rounds)
	}
	if err == nil && 2*threshold > n {
		_, err = r.refineConsensus()
	}
	if err != nil {
		return fmt.Errorf("%+v, %s, %+v: %w", c, network.Adversary.Name, network.Faults, err)
	}
	return nil
}

// ancestry is the chain that a choice builds on, and it itself, from the first round on.
func (r *recorder) ancestry(c qsc3.Choice) []spec.NodeID {
	chain := []spec.NodeID{spec.NodeID(c.Node)}
	for parent := c.Proposal.Parent; parent != qsc3.Genesis; {
		found := false
		for _, raws := range r.raws {
			for _, m := range raws {
				if p, ok := m.Payload.(qsc3.Proposal); ok && m.Digest == parent {
					chain, parent, found = append(chain, spec.NodeID(m.Node)), p.Parent, true
					break
				}
			}
		}
		if !found {
			return nil
		}
	}
	slices.Reverse(chain)
	return chain
}

// learn takes the actions by which j comes to know that chain is chosen: what is not chosen yet becomes so.
func learn(p *refine.Player[consensus.State], j spec.NodeID, chain []spec.NodeID) error {
	if len(chain) == 0 {
		return errors.New("a commit without a chain")
	}
	for r, value := range chain {
		if p.State.Chosen[r].Empty() {
			if err := p.Take("Choose", uint16(value), uint16(r)); err != nil {
				return err
			}
		}
		if p.State.Chosen[r] != spec.Only(value) {
			return fmt.Errorf("position %d has %v, want %d: a choice would change", r, p.State.Chosen[r], value)
		}
		if p.State.Learned[j][r].Empty() {
			if err := p.Take("Learn", uint16(j), uint16(r)); err != nil {
				return err
			}
		}
	}
	return nil
}

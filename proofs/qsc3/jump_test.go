package qsc3

import (
	"testing"

	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/consensus"
)

// QSC3-R6. Claim: the model of QSC3 refines its spec across jumps (TLC §2.4, TLC-10.2): what the nodes know at the end
// of each round that they do not jump over the end of is what a run of spec/qsc3 gives, and each chooses and commits
// what the spec says; and its commits refine the chain of chosen values (TLC §4.4-4.11).
//
// Method: random schedules of nodes that jump whenever they hear of a later step, on networks that lose messages, split
// and let nodes crash, or favour some, up to spec.MaxNodes nodes; as QSC3-R1 and QSC3-R4. A message for each step that
// a node passed over is added, which nobody receives who does not have a later one.
func TestTheModelOfQSC3RefinesItsSpecAcrossJumps(t *testing.T) {
	jumps, silent, committed := 0, 0, 0
	for n := 2; n <= spec.MaxNodes; n++ {
		for seed := range uint64(refine.Often(16, 400)) {
			c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}, Viral: true,
				Pipelined: seed%3 == 2, Tickets: []uint64{2, 1 << 20}[seed&1]}
			against := Adversaries(c)
			network := refine.NetworkOf(seed|2, n, against[(seed+uint64(n))%uint64(len(against))])
			rounds := qsc3.Round(consensus.MaxRounds)
			if c.Pipelined {
				rounds *= chains
			}
			r := newRecorder(c)
			if err := r.run(rounds, sim.Random(seed<<8|uint64(n)), network); err != nil {
				t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
			}
			if _, err := r.refines(rounds); err != nil {
				t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
			}
			if _, err := r.refineConsensus(); err != nil {
				t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
			}
			jumps += r.jumps
			silent += r.silent(rounds)
			for _, d := range r.order {
				if d.decided.Committed {
					committed++
				}
			}
		}
	}
	t.Logf("%d jumps, %d messages of rounds left out by nodes that decide them, %d commits", jumps, silent, committed)
	if jumps < 500 || silent < 20 || committed < 500 {
		t.Errorf("%d jumps, %d messages of rounds left out by nodes that decide them, %d commits, want many", jumps, silent,
			committed)
	}
}

// silent counts the steps of rounds that nodes passed over who decide the round.
func (r *recorder) silent(rounds qsc3.Round) (count int) {
	for number := range rounds {
		played := round{recorder: r, number: number, start: r.config.StartOf(number)}
		for j := range r.ended[number] {
			for s := range 3 {
				if !played.sent(spec.NodeID(j), s) {
					count++
				}
			}
		}
	}
	return count
}

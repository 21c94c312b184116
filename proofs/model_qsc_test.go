package proofs

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/qsc"
	"quesera/model/sim"
	"quesera/spec"
	"quesera/spec/consensus"
)

// QSC3-R1. Claim: the model of QSC3 refines its spec: what the nodes know at the end of each round is what a run
// of spec/qsc gives, and each chooses and commits what the spec says (TLC §4.4-4.10); also under
// pipelining (TLC §4.11).
//
// Method: random schedules with faults, up to spec.MaxNodes nodes and three rounds, few tickets so that there
// are ties; the run is extracted as an outcome of the clock and replayed in lockstep (CLK-L1).
func TestTheModelOfQSC3RefinesItsSpecUnderFaults(t *testing.T) {
	const rounds = 3
	commits, failures, lagging := 0, 0, 0
	for n := 1; n <= spec.MaxNodes; n++ {
		for _, threshold := range slices.Compact([]int{max(1, n/2), n/2 + 1, n}) {
			for seed := range uint64(4 * seeds()) {
				c := qsc.Config{Thresholds: model.Thresholds{Nodes: n, Message: threshold, Witness: threshold},
					Pipelined: seed&8 != 0, Tickets: []uint64{2, 1 << 20}[seed&1]}
				r := newRecorder(c)
				faults, timeouts := faultsOf(seed, uint8(n))
				if err := r.run(rounds, sim.Random(seed<<8|uint64(n)), faults, timeouts); err != nil {
					t.Fatalf("%+v, seed %d: %v", c, seed, err)
				}
				for number := range model.Round(rounds) {
					played := round{recorder: r, number: number, start: c.StartOf(number)}
					compared, err := played.replay()
					if err != nil {
						t.Fatalf("%+v, seed %d: %v", c, seed, err)
					}
					if compared < n {
						lagging++
					}
				}
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
		t.Errorf("%d commits, %d decisions without, %d rounds not finished by all; want many of each", commits, failures, lagging)
	}
}

// QSC3-R5. Claim: the same on every schedule of the smallest groups (TLC §4.4-4.10).
//
// Method: every order of delivery and every draw of tickets of a round, for two nodes that need each other only with
// QUESERA_DEEP=1; otherwise of them, and of three nodes always, a bounded number in lexicographic order.
func TestTheModelOfQSC3RefinesItsSpecOnEverySchedule(t *testing.T) {
	limit := 5000
	if deep() {
		limit = 200000
	}
	for _, scope := range []struct {
		n, threshold int
		all          bool
	}{{1, 1, true}, {2, 1, true}, {2, 2, deep()}, {3, 2, false}} {
		c := qsc.Config{Thresholds: model.Thresholds{Nodes: scope.n, Message: scope.threshold, Witness: scope.threshold}, Tickets: 2}
		schedules, runs := sim.NewAll(), 0
		for runs < limit && schedules.Next() {
			recording := sim.Record(schedules)
			r := newRecorder(c)
			err := r.run(1, recording, sim.Faults{}, false)
			played := round{recorder: r}
			compared := 0
			if err == nil {
				compared, err = played.replay()
			}
			if err != nil || compared != scope.n {
				t.Fatalf("%+v: %d nodes compared, want all: %v\nschedule %v", c, compared, err, recording.Schedule())
			}
			runs++
		}
		t.Logf("%+v: %d schedules", c, runs)
		if err := schedules.Err(); err != nil || (runs < limit) != scope.all {
			t.Errorf("%+v: %d schedules, all: %v, want %v: %v", c, runs, runs < limit, scope.all, err)
		}
	}
}

// QSC3-R4. Claim: the commits of the model refine the chain of chosen values: each commit chooses its proposal and
// what that builds on, position by position, or learns what is chosen already (TLC §4.1, 4.10).
//
// Method: random schedules with faults, majorities, four rounds; each commit is replayed as Choose and
// Learn of spec/consensus, every guard checked.
func TestTheCommitsOfTheModelRefineConsensus(t *testing.T) {
	learned := 0
	for n := 1; n <= spec.MaxNodes; n++ {
		for seed := range uint64(4 * seeds()) {
			c := qsc.Config{Thresholds: model.Thresholds{Nodes: n, Message: n/2 + 1, Witness: n/2 + 1}, Tickets: []uint64{3, 1 << 20}[seed&1]}
			r := newRecorder(c)
			faults, timeouts := faultsOf(seed, uint8(n))
			if err := r.run(consensus.MaxRounds, sim.Random(seed<<8|uint64(n)), faults, timeouts); err != nil {
				t.Fatalf("%+v, seed %d: %v", c, seed, err)
			}
			above := newPlayer(consensus.Config{Nodes: uint8(n), Rounds: consensus.MaxRounds}.Spec())
			for _, d := range r.order {
				if int(d.decided.Round) >= consensus.MaxRounds || !d.decided.Committed {
					continue
				}
				if err := learn(above, spec.NodeID(d.node), r.ancestry(d.decided.Choice)); err != nil {
					t.Fatalf("%+v, seed %d: node %d, round %d: %v", c, seed, d.node, d.decided.Round, err)
				}
			}
			learned += above.taken
		}
	}
	if learned < 500 {
		t.Errorf("%d actions, want many", learned)
	}
}

// ancestry is the chain that a choice builds on, and it itself, from the first round on.
func (r *recorder) ancestry(c qsc.Choice) []spec.NodeID {
	chain := []spec.NodeID{spec.NodeID(c.Node)}
	for parent := c.Proposal.Parent; parent != qsc.Genesis; {
		found := false
		for _, raws := range r.raws {
			for _, m := range raws {
				if p, ok := m.Payload.(qsc.Proposal); ok && m.Digest == parent {
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
func learn(p *player[consensus.State], j spec.NodeID, chain []spec.NodeID) error {
	if len(chain) == 0 {
		return errors.New("a commit without a chain")
	}
	for r, value := range chain {
		if p.state.Chosen[r].Empty() {
			if err := p.take("Choose", uint16(value), uint16(r)); err != nil {
				return err
			}
		}
		if p.state.Chosen[r] != spec.Only(value) {
			return fmt.Errorf("position %d has %v, want %d: a choice would change", r, p.state.Chosen[r], value)
		}
		if p.state.Learned[j][r].Empty() {
			if err := p.take("Learn", uint16(j), uint16(r)); err != nil {
				return err
			}
		}
	}
	return nil
}

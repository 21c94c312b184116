package qsc3_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// Agreement, chain prefix, confirmation by all and ties (QSC3-O1 to QSC3-O5) on random
// schedules with every kind of fault, for groups of up to 9; ties are frequent.
func TestCommitsAgreeOnRandomSchedulesWithFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		lowest := n/2 + 1
		s := scenario{
			Config: qsc3.Config{
				Thresholds: tlc.Thresholds{
					Nodes:   n,
					Message: rapid.IntRange(lowest, n).Draw(t, "t_m"),
					Witness: rapid.IntRange(lowest, n).Draw(t, "t_w"),
				},
				Pipelined: rapid.Bool().Draw(t, "pipelined"),
				Tickets:   rapid.SampledFrom([]uint64{2, 5, 1 << 40}).Draw(t, "tickets"),
			},
			timeouts: true,
			rounds:   qsc3.Round(rapid.IntRange(1, 8).Draw(t, "rounds")),
		}
		s.Faults = sim.Faults{
			Duplicate:  rapid.SampledFrom([]int{0, 10}).Draw(t, "duplicate"),
			Loss:       rapid.SampledFrom([]int{0, 0, 10}).Draw(t, "loss"),
			Crashes:    rapid.IntRange(0, n-max(s.Message, s.Witness)).Draw(t, "crashes"),
			Partitions: rapid.IntRange(0, 2).Draw(t, "partitions"),
		}
		if rapid.Bool().Draw(t, "uneven") {
			s.adversary = sim.Uneven(n)
		}
		seed := rapid.Uint64().Draw(t, "seed")
		if r := run(s, sim.Random(seed)); r.err != nil {
			t.Fatal(r.err)
		}
	})
}

// The same on fixed schedules of uneven networks, in which nodes see little of each other, with
// tickets from few to many; these are the schedules on which a wrong decision shows.
func TestCommitsAgreeOnUnevenNetworks(t *testing.T) {
	for _, n := range []int{3, 4, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			for seed := range uint64(60) {
				c := qsc3.Config{Thresholds: majority(n), Pipelined: pipelined,
					Tickets: []uint64{3, 20, 1 << 40}[seed%3]}
				must(t, scenario{Config: c, adversary: sim.Uneven(n), rounds: 10}, seed)
			}
		}
	}
}

// Commits and failed rounds both happen, often, in every kind of group (TLC §4.7): a
// check of agreement that saw only one of them would prove nothing.
func TestCommitsAndFailedRoundsBothHappen(t *testing.T) {
	for _, n := range []int{3, 4, 5, 7} {
		for _, pipelined := range []bool{false, true} {
			decided, committed, split := 0, 0, 0
			for seed := range uint64(20) {
				c := qsc3.Config{Thresholds: majority(n), Pipelined: pipelined, Tickets: 1 << 40}
				r := must(t, scenario{Config: c, adversary: sim.Uneven(n), rounds: 20}, seed)
				decided, committed = decided+r.decided, committed+r.committed
				split += r.splitRounds()
			}
			if committed == 0 || committed == decided {
				t.Errorf("n=%d pipelined=%v: %d of %d decisions are commits, want some and not all", n, pipelined,
					committed, decided)
			}
			if split == 0 {
				t.Errorf("n=%d pipelined=%v: nodes never chose differently in a round", n, pipelined)
			}
			t.Logf("n=%d pipelined=%v: %d of %d decisions commit, %d rounds with different choices", n, pipelined,
				committed, decided, split)
		}
	}
}

// splitRounds counts the rounds in which nodes made different choices.
func (r report) splitRounds() int {
	count := 0
	for _, decisions := range r.rounds {
		for _, d := range decisions {
			if d.Choice.Digest != decisions[0].Choice.Digest {
				count++
				break
			}
		}
	}
	return count
}

// Where all tickets are equal nothing ever commits, and everybody goes on (QSC3-O5, TLC §A.5).
// A single node has no rival and commits every round.
func TestTiesNeverCommit(t *testing.T) {
	for _, n := range []int{2, 3, 5} {
		if r := must(t, scenario{Config: qsc3.Config{Thresholds: majority(n), Tickets: 1}, rounds: 50},
			1); r.committed != 0 {
			t.Errorf("n=%d: %d commits though all tickets are equal, want 0", n, r.committed)
		}
	}
	if r := must(t, scenario{Config: qsc3.Config{Thresholds: majority(1), Tickets: 1}, rounds: 50},
		1); r.committed != 50 {
		t.Errorf("n=1: %d commits in 50 rounds, want 50", r.committed)
	}
}

// The extremes of the thresholds run: one node, thresholds of one, all nodes, no witnesses. Outside the
// safe range nothing is promised but progress.
func TestEveryThresholdMakesProgress(t *testing.T) {
	for n := 1; n <= 4; n++ {
		for message := 1; message <= n; message++ {
			for witness := 0; witness <= n; witness++ {
				for _, pipelined := range []bool{false, true} {
					c := qsc3.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: message, Witness: witness,
						Unwitnessed: witness == 0}, Pipelined: pipelined, Tickets: 1 << 20}
					r := run(scenario{Config: c, rounds: 4}, sim.Random(uint64(n*100+message*10+witness)))
					if c.Safe(0, 0) == nil && r.err != nil {
						t.Errorf("%+v: %v", c, r.err)
					}
					if r.err == sim.ErrStuck || r.err == sim.ErrLimit || r.decided == 0 {
						t.Errorf("%+v: %d decisions, error %v, want progress", c, r.decided, r.err)
					}
				}
			}
		}
	}
}

// With thresholds that are no majorities agreement breaks, and the obligations notice it (TLC §2.7).
func TestWithoutMajoritiesAgreementBreaks(t *testing.T) {
	for _, c := range []tlc.Thresholds{
		{Nodes: 4, Message: 2, Witness: 2},
		{Nodes: 3, Message: 1, Witness: 1},
		{Nodes: 3, Message: 2, Unwitnessed: true},
	} {
		broken := false
		for seed := uint64(0); seed < 200 && !broken; seed++ {
			r := run(scenario{Config: qsc3.Config{Thresholds: c, Tickets: 1 << 40}, rounds: 10}, sim.Random(seed))
			broken = r.err != nil && r.err != sim.ErrStuck && r.err != sim.ErrLimit
		}
		if !broken {
			t.Errorf("%+v: 200 runs of 10 rounds without a disagreement, want one", c)
		}
	}
}

// One schedule gives one run (DESIGN: same choices, same bytes): repeating a recorded schedule
// repeats every decision.
func TestReplayingAScheduleRepeatsEveryDecision(t *testing.T) {
	s := scenario{
		Config:   qsc3.Config{Thresholds: majority(5), Tickets: 1 << 40},
		Faults:   sim.Faults{Duplicate: 10, Loss: 10, Crashes: 1, Partitions: 1},
		timeouts: true, rounds: 6,
	}
	recording := sim.Record(sim.Random(7))
	first := run(s, recording)
	replay := sim.NewReplay(recording.Schedule())
	second := run(s, replay)
	if first.err != nil || second.err != nil || replay.Left() != 0 {
		t.Fatalf("first run: %v, replayed: %v, %d choices left over", first.err, second.err, replay.Left())
	}
	for round, decisions := range first.rounds {
		for i, d := range decisions {
			if second.rounds[round][i] != d {
				t.Fatalf("round %d: %+v, replayed %+v", round, d, second.rounds[round][i])
			}
		}
	}
}

// New refuses what neither the lottery nor the clock below can use.
func TestNewRefusesWhatCannotRun(t *testing.T) {
	for name, c := range map[string]qsc3.Config{
		"no ticket":              {Thresholds: majority(3)},
		"a threshold above n":    {Thresholds: tlc.Thresholds{Nodes: 3, Message: 4, Witness: 2}, Tickets: 1},
		"a threshold of nothing": {Thresholds: tlc.Thresholds{Nodes: 3, Message: 2}, Tickets: 1},
	} {
		if _, err := qsc3.New(c); err == nil || !strings.HasPrefix(err.Error(), "qsc3: ") {
			t.Errorf("%s: %v, want an error of qsc3", name, err)
		}
	}
}

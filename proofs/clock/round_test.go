package clock

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/qsc3"
)

// simulate checks that one transition of the contract is one of the round, or nothing in it.
func simulate(c clock.Config, round *spec.Spec[qsc3.State], from *clock.State, a *spec.Action[clock.State],
	args spec.Args, to *clock.State) error {
	before, after := Project(c, from), Project(c, to)
	name, above := Counterpart(a.Name, args, &before, &after)
	p := refine.Player[qsc3.State]{Spec: round, State: before}
	if name != "" {
		if err := p.Take(name, above...); err != nil {
			return fmt.Errorf("%s of the clock: %w", a.Format(args), err)
		}
	}
	if p.State != after {
		return fmt.Errorf("%s leads the clock to %+v, and %q the round to %+v", a.Format(args), after, name, p.State)
	}
	return nil
}

// CLK-R1. Claim: QSC3's round stands on the contract: every transition of the clock's generator is, seen
// through the knowledge of proposals, confirmations and reconfirmations, one transition of spec/qsc3 or none
// (TLC §4.4-4.6).
//
// Method: every transition from every reachable state over the three steps of a round (up to renaming
// between steps, where so noted), safe thresholds and unsafe ones.
func TestEveryTransitionOfTheContractIsOneOfTheRoundOrNone(t *testing.T) {
	for _, scope := range []struct {
		n, tm, tw                   uint8
		late, exact, symmetry, deep bool
	}{
		{n: 1, tm: 1, tw: 1, late: true}, {n: 2, tm: 1, tw: 1, late: true}, {n: 2, tm: 1, tw: 2, late: true},
		{n: 2, tm: 2, tw: 2, late: true}, {n: 3, tm: 3, tw: 3, late: true}, {n: 3, tm: 2, tw: 3},
		{n: 3, tm: 1, tw: 1, exact: true}, {n: 3, tm: 2, tw: 2, exact: true, symmetry: true},
		{n: 3, tm: 2, tw: 2, late: true, exact: true, symmetry: true, deep: true},
	} {
		if scope.deep && !refine.Deep() {
			t.Logf("%+v: left out, set QUESERA_DEEP=1", scope)
			continue
		}
		c := clock.Config{Nodes: scope.n, MessageThreshold: scope.tm, WitnessThreshold: scope.tw,
			Late: scope.late, Exact: scope.exact, Horizon: qsc3.Steps}
		sp, round := c.Spec(), Round(c).Spec()
		if start := Project(c, &sp.Init); start != round.Init {
			t.Fatalf("%+v starts as %+v, want %+v", scope, start, round.Init)
		}
		refine.EveryState(t, sp, scope.symmetry, func(st *clock.State) error {
			return refine.EveryStep(sp, st, func(a *spec.Action[clock.State], args spec.Args, next *clock.State) error {
				return simulate(c, round, st, a, args, next)
			})
		})
	}
}

// CLK-R2. Claim: the same for larger groups (TLC §4.4-4.6).
//
// Method: random walks through the generator, every action instance enabled equally likely, up to n = 6; in every
// other one nodes leave each step at once.
func TestRandomWalksThroughTheContractAreRunsOfTheRound(t *testing.T) {
	for _, group := range [][3]uint8{{3, 2, 2}, {4, 3, 3}, {4, 2, 2}, {4, 2, 3}, {5, 3, 3}, {6, 4, 4}} {
		c := clock.Config{Nodes: group[0], MessageThreshold: group[1], WitnessThreshold: group[2], Late: true,
			Horizon: qsc3.Steps}
		taken := map[string]int{}
		for seed := range uint64(walks) {
			c.Exact = seed%2 == 0
			sp, round := c.Spec(), Round(c).Spec()
			if err := walk(c, sp, round, rand.New(rand.NewPCG(seed, uint64(c.Nodes))), taken); err != nil {
				t.Fatalf("%+v, seed %d: %v", c, seed, err)
			}
		}
		for _, a := range Round(c).Spec().Actions {
			if taken[a.Name] == 0 {
				t.Errorf("%+v: no walk takes %s", c, a.Name)
			}
		}
	}
}

const walks = 200

// walk goes from the start to the end of a round at random.
func walk(c clock.Config, sp *spec.Spec[clock.State], round *spec.Spec[qsc3.State], random *rand.Rand,
	taken map[string]int) error {
	st := sp.Init
	for !c.Everyone(&st) {
		type move struct {
			a    *spec.Action[clock.State]
			args spec.Args
			next clock.State
		}
		var moves []move
		if err := refine.EveryStep(sp, &st, func(a *spec.Action[clock.State], args spec.Args, next *clock.State) error {
			moves = append(moves, move{a, args, *next})
			return nil
		}); err != nil {
			return err
		}
		if len(moves) == 0 {
			return fmt.Errorf("no action is enabled in %+v", st)
		}
		m := moves[random.IntN(len(moves))]
		if err := simulate(c, round, &st, m.a, m.args, &m.next); err != nil {
			return err
		}
		before, after := Project(c, &st), Project(c, &m.next)
		name, _ := Counterpart(m.a.Name, m.args, &before, &after)
		taken[name]++
		st = m.next
	}
	return Judge(c)(&st)
}

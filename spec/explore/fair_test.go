package explore_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// A maze is a graph of eight states, of which the last is the goal. Its arcs belong to nodes, or to nobody.
type maze struct {
	nodes [4]int       // whose arcs they are: -1, 0, 1, 2
	to    [4][2][8]int // by whose, two each: where it leads from each state; -1: it cannot be taken
}

func (m *maze) spec() *spec.Spec[walker] {
	sp := &spec.Spec[walker]{Config: walking{3}}
	for k, node := range m.nodes {
		for _, to := range m.to[k] {
			can := func(s *walker) bool { return to[s.At] >= 0 }
			do := func(s *walker) { s.At = uint8(to[s.At]) }
			a := instance(fmt.Sprint("Go", k), uint16(max(node, 0)), can, do)
			if node < 0 {
				a.Params[0].Kind = spec.IsNumber
			}
			sp.Actions = append(sp.Actions, a)
		}
	}
	return sp
}

// depths of the states that are reached without the goal, in bits; -1: not reached.
func (m *maze) depths() (depths [7]int) {
	for s := range depths {
		depths[s] = min(s, 1) * -1
	}
	for d := range depths {
		for s := range depths {
			for k := range m.to {
				for _, to := range m.to[k] {
					if depths[s] == d && to[s] >= 0 && to[s] < 7 && depths[to[s]] < 0 {
						depths[to[s]] = d + 1
					}
				}
			}
		}
	}
	return depths
}

// connected reports whether from each state of the set one comes to each other without leaving it.
func (m *maze) connected(set uint) bool {
	for s := range 7 {
		if set>>s&1 == 0 {
			continue
		}
		seen := uint(1) << s
		for range 7 {
			for at := range 7 {
				for k := range m.to {
					for _, to := range m.to[k] {
						if seen>>at&1 == 1 && to[at] >= 0 {
							seen |= 1 << to[at] & set
						}
					}
				}
			}
		}
		if seen != set {
			return false
		}
	}
	return true
}

// stays reports whether somebody moves within the set, and whether a run that goes on so for ever is fair.
func (m *maze) stays(set uint, fair func(int) bool) (moves, isFair bool) {
	isFair = true
	for k, node := range m.nodes {
		acts, rests := false, false
		for s := range 7 {
			able := false
			for _, to := range m.to[k] {
				able = able || to[s] >= 0
				acts = acts || set>>s&1 == 1 && to[s] >= 0 && set>>to[s]&1 == 1
			}
			rests = rests || set>>s&1 == 1 && !able
		}
		moves = moves || acts
		isFair = isFair && (acts || rests || node >= 0 && !fair(node))
	}
	return moves, isFair
}

// Fair runs that never come to the goal are found exactly where there are some, with a shortest way to where they go
// round. Method: graphs at random, and all sets of their states.
func TestFairRunsAreFoundInMazes(t *testing.T) {
	random, lassos := rand.New(rand.NewPCG(7, 8)), 0
	for round := range 300 {
		m := maze{nodes: [4]int{-1, 0, 1, 2}}
		for k := range m.to {
			for c := range m.to[k] {
				for s := range m.to[k][c] {
					switch m.to[k][c][s] = -1; {
					case round%2 == 0 && random.IntN(4) == 0:
						m.to[k][c][s] = random.IntN(8)
					case round%2 == 1 && s < 7 && random.IntN(2) == 0: // towards the goal
						m.to[k][c][s] = s + 1 + random.IntN(7-s)
					}
				}
			}
		}
		fairly := random.IntN(8)
		fair := func(node int) bool { return fairly>>node&1 == 1 }
		depths, stem, cycles := m.depths(), -1, 0
		for set := uint(1); set < 1<<7; set++ {
			if depths[bits.TrailingZeros(set)] < 0 || !m.connected(set) {
				continue
			}
			moves, isFair := m.stays(set, fair)
			if moves && m.largest(set) {
				cycles++
			}
			for s := range 7 {
				if isFair && set>>s&1 == 1 && (stem < 0 || depths[s] < stem) {
					stem = depths[s]
				}
			}
		}
		sp, o := m.spec(), explore.Progressing[walker]{Fair: fair, Goal: func(s *walker) bool { return s.At == 7 }}
		r, err := explore.Live(sp, o)
		if err != nil || (r.Lasso != nil) != (stem >= 0) || r.Cycles != cycles ||
			r.Lasso != nil && len(r.Lasso.Stem.Steps) != stem {
			t.Fatalf("maze %d: %+v, %v, want a stem of %d and %d cycles in %+v", round, r, err, stem, cycles, m)
		}
		if r.Lasso != nil {
			lassos++
			_, err := explore.FollowLasso(sp, o, explore.Schedule(sp, r.Lasso.Stem), explore.Schedule(sp, r.Lasso.Cycle))
			if err != nil {
				t.Fatalf("maze %d: %v: %+v", round, err, r.Lasso.Cycle)
			}
		}
	}
	if lassos < 50 || lassos > 250 {
		t.Errorf("%d lassos in 300 mazes, want some and not all", lassos)
	}
}

// largest reports whether no larger set that is connected has all of this one.
func (m *maze) largest(set uint) bool {
	for larger := set + 1; larger < 1<<7; larger++ {
		if larger&set == set && m.connected(larger) {
			return false
		}
	}
	return true
}

package tlcb

import (
	"math/rand/v2"
	"strings"
	"testing"

	"quesera/proofs/refine"
	"quesera/proofs/smt"
	"quesera/spec"
	"quesera/spec/qsc4"
)

// places of the relations of Language.
const (
	a0 = iota
	a1
	s1
	c1
	s2
	c2
	s3
	c3
	h2
	h3
	r3
	w0
	w1
	same
	equal
)

// A told is a state of spec/qsc4 with what it does not remember: the relations of the run that led to it.
type told struct {
	state qsc4.State
	world smt.World
}

// begin is the initial state.
func begin(c qsc4.Config) told {
	st := told{state: c.Spec().Init, world: smt.World{Nodes: int(c.Nodes)}}
	correct := spec.NodeID(c.Nodes - 2*c.Corrupt)
	for x := range spec.NodeID(c.Nodes) {
		st.world.Holds[equal][x], st.world.Holds[same][x] = spec.Only(x), spec.Only(x)
		if x >= correct {
			st.world.Holds[same][x] = st.world.Holds[same][x].With(correct + ((x - correct) ^ 1))
		}
	}
	return st
}

// step notes what an action tells of the relations.
func (st *told) step(name string, args spec.Args, next *qsc4.State) {
	w, was := &st.world, &st.state
	switch name {
	case "Witness":
		m := spec.NodeID(args[0])
		certified := []int{w0, w1, -1}[was.Step]
		if certified >= 0 {
			w.Holds[certified][m] = spec.Only(m)
		}
		for x := range spec.NodeID(w.Nodes) {
			if spec.NodeSet(args[1]).Has(x) && certified >= 0 {
				place := []int{a0, a1}[was.Step]
				w.Holds[place][x] = w.Holds[place][x].With(m)
			}
		}
	case "Hear":
		if was.Step == 1 {
			w.Holds[h2][args[0]] = spec.NodeSet(args[1])
		}
	case "Read":
		for x := range w.Nodes {
			w.Holds[h3][x], w.Holds[r3][x] = spec.NodeSet(args[0]), was.Witnessed[1]
			w.Holds[s3][x], w.Holds[c3][x] = next.Read.Seen, next.Read.Confirmed
		}
	}
	if next.Step > was.Step && next.Step < qsc4.Steps {
		seen, confirmed := []int{0, s1, s2}[next.Step], []int{0, c1, c2}[next.Step]
		for x := range w.Nodes {
			w.Holds[seen][x], w.Holds[confirmed][x] = next.Carried[x].Seen, next.Carried[x].Confirmed
		}
	}
	st.state = *next
}

// everyWorld hands the relations of every run of a group to look, each once.
func everyWorld(c qsc4.Config, look func(*smt.World)) {
	sp := c.Spec()
	seen := map[told]bool{}
	var follow func(st told)
	follow = func(st told) {
		if seen[st] {
			return
		}
		seen[st] = true
		if c.Done(&st.state) {
			look(&st.world)
			return
		}
		_ = refine.EveryStep(sp, &st.state, func(a *spec.Action[qsc4.State], args spec.Args, next *qsc4.State) error {
			after := st
			after.step(a.Name, args, next)
			follow(after)
			return nil
		})
	}
	follow(begin(c))
}

// someWorlds hands the relations of so many random runs to look.
func someWorlds(c qsc4.Config, runs uint64, look func(*smt.World)) {
	sp := c.Spec()
	for seed := range runs {
		random, st := rand.New(rand.NewPCG(seed, uint64(c.Nodes))), begin(c)
		for !c.Done(&st.state) {
			var after []told
			_ = refine.EveryStep(sp, &st.state, func(a *spec.Action[qsc4.State], args spec.Args, next *qsc4.State) error {
				one := st
				one.step(a.Name, args, next)
				after = append(after, one)
				return nil
			})
			st = after[random.IntN(len(after))]
		}
		look(&st.world)
	}
}

// group is a group of spec/qsc4 with a reader.
func group(n, corrupt, t uint8) qsc4.Config {
	return qsc4.Config{Nodes: n + corrupt, Corrupt: corrupt, Threshold: t, Reader: true}
}

// TLCB-L5. Claim: what the solvers assume of Byzantine TLC (TLCB-L3, TLCB-L4, QSC4-L1) is true of every run of
// spec/qsc4 (TLC §5.2); with a threshold that leaves out f_c the overlaps fail, and nothing else.
//
// Method: the very formulas, judged at the end of every run of groups of three, and of random runs of groups of up to
// six.
func TestWhatTheSolversAssumeIsTrueOfEveryRun(t *testing.T) {
	assumptions := map[string]smt.Formula{}
	for name, text := range Contract() {
		assumptions[name] = Language.Parse(text)
	}
	failing := func(worlds func(look func(*smt.World))) (names map[string]bool, count int) {
		names = map[string]bool{}
		worlds(func(w *smt.World) {
			count++
			for name, holds := range assumptions {
				if !names[name] && !holds(w, &smt.Variables{}) {
					names[name] = true
				}
			}
		})
		return names, count
	}
	for _, c := range []qsc4.Config{group(3, 1, 3), group(3, 2, 3)} {
		if names, count := failing(func(look func(*smt.World)) { everyWorld(c, look) }); len(names) > 0 || count < 3 {
			t.Errorf("%+v: of %d runs these are false: %v", c, count, names)
		}
	}
	for _, c := range []qsc4.Config{group(4, 1, 3), group(5, 1, 4), group(5, 2, 4), group(6, 2, 5), group(4, 0, 3)} {
		if names, _ := failing(func(look func(*smt.World)) { someWorlds(c, 100, look) }); len(names) > 0 {
			t.Errorf("%+v: these are false: %v", c, names)
		}
	}
	names, _ := failing(func(look func(*smt.World)) { someWorlds(group(4, 1, 2), 300, look) })
	for name := range assumptions {
		if names[name] != strings.HasPrefix(name, "overlap") {
			t.Errorf("without f_c in the threshold, %q fails: %v", name, names[name])
		}
	}
}

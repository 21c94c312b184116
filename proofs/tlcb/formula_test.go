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

// everyWorld hands the relations of every run of a group to look, each once.
func everyWorld(c qsc4.Config, look func(*smt.World)) {
	sp := c.Spec()
	seen := map[Told]bool{}
	var follow func(st Told)
	follow = func(st Told) {
		if seen[st] {
			return
		}
		seen[st] = true
		if c.Done(&st.State) {
			look(&st.World)
			return
		}
		_ = refine.EveryStep(sp, &st.State, func(a *spec.Action[qsc4.State], args spec.Args, next *qsc4.State) error {
			after := st
			after.Step(a.Name, args, next)
			follow(after)
			return nil
		})
	}
	follow(Begin(c))
}

// someWorlds hands the relations of so many random runs to look.
func someWorlds(c qsc4.Config, runs uint64, look func(*smt.World)) {
	sp := c.Spec()
	for seed := range runs {
		random, st := rand.New(rand.NewPCG(seed, uint64(c.Nodes))), Begin(c)
		for !c.Done(&st.State) {
			var after []Told
			_ = refine.EveryStep(sp, &st.State, func(a *spec.Action[qsc4.State], args spec.Args, next *qsc4.State) error {
				one := st
				one.Step(a.Name, args, next)
				after = append(after, one)
				return nil
			})
			st = after[random.IntN(len(after))]
		}
		look(&st.World)
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

package circuits_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"quesera/examples/twophase/spec/twophase"
	"quesera/spec"
	"quesera/spec/circuits"
	"quesera/spec/consensus"
	"quesera/spec/explore"
	"quesera/spec/tlc"
	"quesera/spec/tlcb"
)

// A search by partial order says the same as one of all orders: of each property whether and at what depth it is
// decided, of deadlocks the same, and all states in which a run can end; whatever else is asked for with it. Its
// figures do not depend on the number of workers, nor on where the states are. Method: all combinations; of small
// specs without QUESERA_DEEP, half of them.
func TestASearchByPartialOrderSaysTheSame(t *testing.T) {
	for name, c := range clocks {
		if name != "later" || deep {
			t.Run("tlc, "+name, func(t *testing.T) { saysTheSame(t, c.Spec(), name == "at once") })
		}
	}
	t.Run("tlc, broken", func(t *testing.T) {
		saysTheSame(t, tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Exact: true,
			Horizon: 2}.UnsafeSpec(), false)
	})
	t.Run("twophase", func(t *testing.T) { saysTheSame(t, twophase.Config{Nodes: 4}.Spec(), false) })
	t.Run("twophase, hasty", func(t *testing.T) { saysTheSame(t, twophase.Config{Nodes: 4, Hasty: true}.Spec(), false) })
	t.Run("twophase, nothing asked", func(t *testing.T) {
		sp := twophase.Config{Nodes: 4}.Spec()
		sp.Props = nil
		saysTheSame(t, sp, true)
	})
	t.Run("twophase, nothing final", func(t *testing.T) {
		sp := twophase.Config{Nodes: 3}.Spec()
		sp.Final = spec.MethodsOf[twophase.State](twophase.Config{Nodes: 3}).Predicate("AllCommit")
		saysTheSame(t, sp, false)
	})
	t.Run("consensus", func(t *testing.T) { saysTheSame(t, consensus.Config{Nodes: 3, Rounds: 2}.Spec(), false) })
	if deep {
		t.Run("tlc, three nodes", func(t *testing.T) {
			saysTheSame(t, tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 1}.Spec(), true)
		})
		t.Run("tlcb", func(t *testing.T) {
			saysTheSame(t, tlcb.Config{Nodes: 5, Corrupt: 1, MessageThreshold: 3, WitnessThreshold: 3}.Spec(), false)
		})
		t.Run("tlc, of three broken", func(t *testing.T) {
			saysTheSame(t, tlc.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true,
				Horizon: 2}.UnsafeSpec(), false)
		})
	}
}

// deep asks for the combinations that take longer.
var deep = os.Getenv("QUESERA_DEEP") != ""

// saysTheSame compares, and wants fewer states where there must be some to leave out.
func saysTheSame[S comparable](t *testing.T, sp *spec.Spec[S], fewer bool) {
	d, err := circuits.Dependence(sp)
	if err != nil {
		t.Fatal(err)
	}
	for _, symmetry := range []bool{false, true} {
		all, want := outcomeOf(t, sp, explore.Options{Symmetry: symmetry, Workers: 1})
		var first string
		for _, workers := range []int{1, 3} {
			for _, disk := range []bool{false, true} {
				if disk != (workers > 1) && !deep {
					continue
				}
				o := explore.Options{Symmetry: symmetry, Workers: workers, PartialOrder: d}
				if disk {
					o.Expect, o.MaxBytes, o.Spill = 1<<40, 1, t.TempDir()
				}
				r, says := outcomeOf(t, sp, o)
				if says != want {
					t.Errorf("symmetry %v, %d workers, disk %v: by partial order\n%s\nwant\n%s", symmetry, workers, disk, says, want)
				}
				if r.States > all.States || fewer && r.States >= all.States || !r.Reduced {
					t.Errorf("symmetry %v: %d states of %d by partial order", symmetry, r.States, all.States)
				}
				figures := fmt.Sprint(r.States, r.Transitions, r.PerAction, r.Levels, r.Mattered)
				if first == "" {
					first = figures
				}
				if figures != first {
					t.Errorf("symmetry %v, %d workers, disk %v: %s, want %s", symmetry, workers, disk, figures, first)
				}
			}
		}
	}
}

// outcomeOf puts into words what a search says, but for how large it was.
func outcomeOf[S comparable](t *testing.T, sp *spec.Spec[S], o explore.Options) (*explore.Result[S], string) {
	t.Helper()
	ends, watched := endsOf(sp)
	if o.PartialOrder != nil {
		d := *o.PartialOrder
		none := explore.NewSet(len(d.Conflicts))
		d.Deciders, d.Mattering = append(slices.Clone(d.Deciders), none), append(slices.Clone(d.Mattering), none)
		o.PartialOrder = &d
	}
	r, err := explore.Explore(watched, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Free()
	says := []string{fmt.Sprintf("complete %v", r.Complete)}
	if r.Complete {
		says = append(says, slices.Sorted(maps.Keys(ends))...)
	}
	for p := range sp.Props {
		mattered := r.Complete && r.Mattered[p] > 0
		says = append(says, fmt.Sprintf("%s %s, mattered %v", sp.Props[p].ID, depthOf(t, r.Reached[p]), mattered))
	}
	return r, strings.Join(append(says, "deadlock "+depthOf(t, r.Deadlock)), "\n")
}

// endsOf has a property more, which notes the states in which no action is enabled.
func endsOf[S comparable](sp *spec.Spec[S]) (map[string]bool, *spec.Spec[S]) {
	ends, taken := map[string]bool{}, explore.Instances(sp)
	var mu sync.Mutex
	note := func(s *S) bool {
		for _, in := range taken {
			if sp.Actions[in.Action].Can(s, in.Args) {
				return true
			}
		}
		mu.Lock()
		defer mu.Unlock()
		ends[fmt.Sprint(*s)] = true
		return true
	}
	watched := *sp
	watched.Props = append(slices.Clone(sp.Props), spec.Property[S]{Claim: spec.Claim{ID: "ends"},
		Predicate: spec.Predicate[S]{Holds: note}})
	return ends, &watched
}

// depthOf is how deep something was found, by a run that is there.
func depthOf[S any](t *testing.T, r *explore.Reached[S]) string {
	t.Helper()
	if r == nil {
		return "not found"
	}
	run, err := r.Run()
	if err != nil || len(run.Steps) != r.Depth {
		t.Errorf("a run of %v actions, %v, want %d", run, err, r.Depth)
	}
	return fmt.Sprintf("at depth %d", r.Depth)
}

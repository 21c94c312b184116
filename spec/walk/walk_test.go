package walk_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"quesera/spec"
	"quesera/spec/consensus"
	"quesera/spec/dkg/relay"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
	"quesera/spec/strawman"
	"quesera/spec/tlc"
	"quesera/spec/walk"
)

// A walked spec, and what the explorer finds of it.
type walked struct {
	walk.Walker
	states, transitions uint64
	mattered            []uint64
	depths              map[string]int // of the nearest state that decides a property, of those that are decided
	kinds               map[string]spec.PropertyKind
}

func explored[S comparable](sp *spec.Spec[S]) walked {
	r, err := explore.Explore(sp, explore.Options{Until: "everything"})
	if err != nil || !r.Complete {
		panic(fmt.Sprint(sp.Title, ": ", err))
	}
	w, err := walk.New(sp)
	if err != nil {
		panic(err)
	}
	all := walked{w, r.States, r.Transitions, r.Mattered, map[string]int{}, map[string]spec.PropertyKind{}}
	for i, p := range sp.Props {
		if all.kinds[p.ID] = p.Kind; r.Reached[i] != nil {
			all.depths[p.ID] = r.Reached[i].Depth
		}
	}
	return all
}

// few are specs with few states, of several protocols, whose properties hold and fail.
var few = sync.OnceValue(func() map[string]walked {
	all := map[string]walked{
		"tlc": explored(tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Horizon: 1}.Spec()),
		"a clock without a majority": explored(tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1,
			Horizon: 2}.UnsafeSpec()),
		"qsc3":      explored(qsc3.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1}.Spec()),
		"consensus": explored(consensus.Config{Nodes: 2, Rounds: 2}.Spec()),
		"relay":     explored(relay.Config{Nodes: 3, Versions: 2, Corrupt: spec.Only(0)}.Spec()),
	}
	for _, rule := range []uint8{strawman.Own, strawman.Genetic, strawman.Fittest} {
		c := strawman.Of(rule, 3, 2)
		all[fmt.Sprint("strawman ", rule)] = explored(c.Spec())
		c.Asks = strawman.Next
		all[fmt.Sprint("strawman ", rule, " asked")] = explored(c.Spec())
	}
	return all
})

// Who goes everywhere, level by level, meets as many states and transitions as the explorer, as many in which each
// property says something, and each property decided and each deadlock at the depth at which the explorer finds it
// first.
func TestWalkingEverywhereFindsWhatTheExplorerFinds(t *testing.T) {
	for name, c := range few() {
		seen, transitions := map[string]bool{}, uint64(0)
		mattered := make([]uint64, len(c.Spec().Props))
		first := map[string]int{}
		decides := func(id string, depth int) {
			if _, found := first[id]; !found {
				first[id] = depth
			}
		}
		for level := [][]int{nil}; len(level) > 0; {
			var next [][]int
			for _, schedule := range level {
				p, err := c.At(schedule)
				if err != nil {
					t.Fatal(err)
				}
				if seen[fmt.Sprint(p.State)] {
					continue
				}
				seen[fmt.Sprint(p.State)] = true
				for i, s := range p.Standings {
					prop := c.Spec().Props[i]
					if s.Holds == (prop.Kind == spec.Sometimes) {
						decides(prop.ID, len(schedule))
					}
					if s.Matters && prop.When != "" {
						mattered[i]++
					}
				}
				if p.Deadlock {
					t.Errorf("%s: a deadlock after %v", name, schedule)
				}
				transitions += uint64(len(p.Enabled))
				for k := range p.Enabled {
					next = append(next, append(slices.Clone(schedule), k))
				}
			}
			level = next
		}
		if uint64(len(seen)) != c.states || transitions != c.transitions || !slices.Equal(mattered, c.mattered) ||
			!maps.Equal(first, c.depths) {
			t.Errorf("%s: %d states, %d transitions, mattered in %v, decided after %v, want %d, %d, %v, %v", name, len(seen),
				transitions, mattered, first, c.states, c.transitions, c.mattered, c.depths)
		}
	}
}

// A position says what led to it, what the last step changed, and what was decided on the way.
func TestAPositionSaysWhatLedToIt(t *testing.T) {
	for name, c := range few() {
		var schedule []int
		var before *walk.Position
		decided := map[int]int{}
		for {
			p, err := c.At(schedule)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range p.Standings {
				if _, found := decided[i]; !found && s.Holds == (c.Spec().Props[i].Kind == spec.Sometimes) {
					decided[i] = len(schedule)
				}
				if at, found := decided[i]; found != s.Decided || at != s.First {
					t.Errorf("%s, %v: property %d: %+v, want %v, %d", name, schedule, i, s, found, at)
				}
			}
			if before == nil && slices.Contains(p.Changed, true) || len(p.Steps) != len(schedule) || len(p.Says) == 0 {
				t.Errorf("%s, %v: %+v", name, schedule, p)
			}
			if before != nil {
				if took := before.Enabled[schedule[len(schedule)-1]]; p.Steps[len(p.Steps)-1] != took {
					t.Errorf("%s, %v: took %+v, want %+v", name, schedule, p.Steps[len(p.Steps)-1], took)
				}
				for i := range p.State {
					if p.Changed[i] != (p.State[i] != before.State[i]) {
						t.Errorf("%s, %v: changed %v", name, schedule, p.Changed)
					}
				}
			}
			if _, err := c.At(append(slices.Clone(schedule), len(p.Enabled))); err == nil {
				t.Errorf("%s, %v: a choice that there is not is followed", name, schedule)
			}
			if len(p.Enabled) == 0 {
				break
			}
			before, schedule = p, append(schedule, len(schedule)*7%len(p.Enabled))
		}
	}
}

// From every position of a run to a failure, a search finds a failure as near as it is, and leads over that position;
// beyond its bound it says that it saw no more.
func TestASearchFromAPositionFindsTheNearest(t *testing.T) {
	for name, c := range few() {
		for id, depth := range c.depths {
			found, err := c.Search(nil, explore.Options{Until: id})
			if err != nil || len(found.Schedule) != depth || found.Schedule == nil || found.Property != id ||
				found.Kind != c.kinds[id] {
				t.Fatalf("%s, %s: %+v, %v, want depth %d", name, id, found, err, depth)
			}
			for k := range found.Schedule {
				again, err := c.Search(found.Schedule[:k], explore.Options{Until: id})
				if err != nil || len(again.Schedule) != depth || !slices.Equal(again.Schedule[:k], found.Schedule[:k]) {
					t.Fatalf("%s, %s from step %d: %+v, %v", name, id, k, again, err)
				}
				p, err := c.At(again.Schedule)
				i := slices.IndexFunc(c.Spec().Props, func(p walk.Property) bool { return p.ID == id })
				if err != nil || p.Standings[i].Holds != (c.kinds[id] == spec.Sometimes) {
					t.Errorf("%s, %s from step %d: the run does not lead there", name, id, k)
				}
			}
		}
		whatever, err := c.Search(nil, explore.Options{})
		least := -1
		for id, depth := range c.depths {
			if c.kinds[id] == spec.Invariant && (least < 0 || depth < least) {
				least = depth
			}
		}
		if err != nil || least < 0 && (whatever.Schedule != nil || !whatever.Complete) ||
			least >= 0 && (len(whatever.Schedule) != least || whatever.Kind != spec.Invariant) {
			t.Errorf("%s: whatever fails: %+v, %v, want depth %d", name, whatever, err, least)
		}
		bounded, err := c.Search(nil, explore.Options{Until: "nothing", MaxStates: 1})
		if err != nil || bounded.Complete || bounded.Schedule != nil || bounded.States < 2 {
			t.Errorf("%s: %+v, %v", name, bounded, err)
		}
		if _, err := c.Search([]int{1000}, explore.Options{}); err == nil {
			t.Errorf("%s: searched from where no run leads", name)
		}
	}
}

// stuck is a spec that ends in a deadlock, for what the catalogue has none of.
type stuck struct {
	At uint8 `max:"3"`
}

type line struct{ Nodes uint8 }

func (line) CanWalk(s *stuck) bool { return s.At < 3 }
func (line) Walk(s *stuck)         { s.At++ }
func (line) Far(s *stuck) bool     { return s.At < 9 }
func (line) End(s *stuck) bool     { return s.At == 9 }

// A deadlock is said where it is, and found by a search for whatever fails; without words a state says what it is.
func TestADeadlockIsFound(t *testing.T) {
	m := spec.MethodsOf[stuck](line{Nodes: 1})
	w, err := walk.New(&spec.Spec[stuck]{Config: line{Nodes: 1}, Actions: []spec.Action[stuck]{m.Act("Walk", "")},
		Props: []spec.Property[stuck]{m.Always("L-P1", "", "", "Far")}, Final: m.Predicate("End")})
	if err != nil {
		t.Fatal(err)
	}
	found, err := w.Search([]int{0}, explore.Options{})
	if err != nil || !slices.Equal(found.Schedule, []int{0, 0, 0}) || found.Property != "no deadlock" {
		t.Errorf("%+v, %v", found, err)
	}
	for k, want := range []bool{false, false, false, true} {
		p, err := w.At(make([]int, k))
		if err != nil || p.Deadlock != want || p.Says[0] != fmt.Sprintf("{At:%d}", k) {
			t.Errorf("after %d: %+v, %v", k, p, err)
		}
	}
	if _, err := walk.New(&spec.Spec[stuck]{Config: struct{}{}}); err == nil {
		t.Error("a spec without a number of nodes is walked")
	}
}

package explore_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
	"quesera/spec/tlc"
)

// counter is a small spec with everything the explorer must get right: branching, merging, a
// cycle, a deadlock, both kinds of property.
type counter struct {
	A uint8    `max:"Top"`
	B uint8    `max:"Top"`
	C [3]uint8 `len:"Nodes" max:"Top"`
	D [9]uint8 `len:"Nodes" max:"Top"` // ends in words of memory that no node uses
}

type counterConfig struct {
	Nodes uint8
	Top   uint8
}

func (c counterConfig) spec() *spec.Spec[counter] {
	always := func(*counter, uint8) bool { return true }
	return &spec.Spec[counter]{
		Name: "counter", Config: c,
		Actions: []spec.Action[counter]{
			spec.Act1("Up", "", spec.Numbers("by", 2), func(s *counter, by uint8) bool { return s.A+by < c.Top },
				func(s *counter, by uint8) { s.A += by + 1 }),
			spec.Act1("Over", "", spec.Numbers("to", 2), func(s *counter, _ uint8) bool { return s.A == c.Top && s.B < c.Top },
				func(s *counter, to uint8) { s.A, s.B = 0, s.B+to }),
			spec.Act1("Spin", "", spec.Numbers("x", 1), func(s *counter, _ uint8) bool { return s.B == 1 },
				func(*counter, uint8) {}),
			spec.Act1("Never", "", spec.Numbers("x", 1), func(*counter, uint8) bool { return !always(nil, 0) },
				func(*counter, uint8) {}),
		},
	}
}

// reference explores sp with nothing clever: a map of whole states and a queue.
func reference[S comparable](sp *spec.Spec[S]) (states int, perAction []uint64, depth map[S]int) {
	perAction = make([]uint64, len(sp.Actions))
	depth = map[S]int{sp.Init: 0}
	queue := []S{sp.Init}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for a, action := range sp.Actions {
			for _, args := range product(action.Params) {
				if !action.Can(&s, args) {
					continue
				}
				perAction[a]++
				next := s
				action.Do(&next, args)
				if _, ok := depth[next]; !ok {
					depth[next] = depth[s] + 1
					queue = append(queue, next)
				}
			}
		}
	}
	return len(depth), perAction, depth
}

func product(params []spec.Param) []spec.Args {
	all := []spec.Args{{}}
	for i, p := range params {
		var longer []spec.Args
		for _, args := range all {
			for _, v := range p.Values {
				args[i] = v
				longer = append(longer, args)
			}
		}
		all = longer
	}
	return all
}

// The explorer finds exactly the states and transitions that a map of whole states finds,
// with one worker and with many.
func TestExploreFindsTheWholeGraph(t *testing.T) {
	compare(t, counterConfig{Nodes: 3, Top: 7}.spec())
	compare(t, tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}.Spec())
	compare(t, tlc.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 3}.Spec())
	compare(t, tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Horizon: 1}.Spec())
	compare(t, qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}.Spec())
}

func compare[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	states, perAction, depth := reference(sp)
	var levels []uint64
	for _, d := range depth {
		levels = append(levels, make([]uint64, max(0, d+1-len(levels)))...)
		levels[d]++
	}
	deepest := len(levels) - 1
	for _, workers := range []int{1, 2, 5} {
		r, err := explore.Explore(sp, explore.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if int(r.States) != states || r.Depth != deepest || !r.Complete {
			t.Errorf("%s, %d workers: %d states to depth %d, complete %v; want %d to %d", sp.Name, workers, r.States, r.Depth,
				r.Complete, states, deepest)
		}
		if diff := cmp.Diff(levels, r.Levels); diff != "" || r.Load <= 0 || r.Load > 0.8 {
			t.Errorf("%s, %d workers: load %f; states by level (-want +got):\n%s", sp.Name, workers, r.Load, diff)
		}
		if diff := cmp.Diff(perAction, r.PerAction); diff != "" {
			t.Errorf("%s, %d workers: transitions per action (-want +got):\n%s", sp.Name, workers, diff)
		}
	}
}

// A counterexample is as short as can be, replays, ends where the property fails, and is the same
// whatever the number of workers.
func TestCounterexamplesAreShortestAndDeterministic(t *testing.T) {
	c := counterConfig{Nodes: 3, Top: 7}
	build := func() *spec.Spec[counter] {
		sp := c.spec()
		sp.Props = []spec.Property[counter]{
			{Claim: spec.Claim{ID: "T-P1"}, Kind: spec.Invariant,
				Predicate: spec.Predicate[counter]{Holds: func(s *counter) bool { return s.B < 3 || s.A < 2 }}},
			{Claim: spec.Claim{ID: "T-S1"}, Kind: spec.Sometimes,
				Predicate: spec.Predicate[counter]{Holds: func(s *counter) bool { return s.A == 6 }}},
			{Claim: spec.Claim{ID: "T-S2"}, Kind: spec.Sometimes,
				Predicate: spec.Predicate[counter]{Holds: func(s *counter) bool { return s.A > 7 }}},
		}
		return sp
	}
	_, _, depth := reference(c.spec())
	shortest := 1 << 30
	for s, d := range depth {
		if s.B >= 3 && s.A >= 2 {
			shortest = min(shortest, d)
		}
	}
	var first *explore.Run[counter]
	for workers := 1; workers <= 6; workers++ {
		sp := build()
		r, err := explore.Explore(sp, explore.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if r.Complete || r.Reached[0] == nil || r.Reached[0].Depth != shortest || r.Reached[1] == nil || r.Reached[2] != nil {
			t.Fatalf("%d workers: complete %v, reached %v, want a failure of T-P1 at depth %d and T-S1 alone", workers,
				r.Complete, r.Reached, shortest)
		}
		run, err := r.Reached[0].Run()
		if err != nil {
			t.Fatal(err)
		}
		if end := replay(t, sp, run); sp.Props[0].Holds(&end) {
			t.Errorf("%d workers: the run ends in %+v, where the property holds", workers, end)
		}
		if first == nil {
			first = run
		}
		if diff := cmp.Diff(first, run); diff != "" {
			t.Errorf("%d workers: another run:\n%s", workers, diff)
		}
	}
}

// replay takes the steps of a run, checks guards and recorded states, and returns the last state.
func replay[S comparable](t *testing.T, sp *spec.Spec[S], run *explore.Run[S]) S {
	t.Helper()
	s := sp.Init
	for i, taken := range run.Steps {
		action := sp.Actions[taken.Action]
		if run.States[i] != s || !action.Can(&s, taken.Args) {
			t.Fatalf("step %d, %s, cannot be taken", i, action.Format(taken.Args))
		}
		action.Do(&s, taken.Args)
	}
	if run.States[len(run.Steps)] != s {
		t.Fatal("the run's last state is not where its steps lead")
	}
	return s
}

// A state without successors that is not final is reported as a deadlock, one that is final is not.
func TestDeadlockIsFound(t *testing.T) {
	sp := counterConfig{Nodes: 3, Top: 4}.spec()
	sp.Final = &spec.Predicate[counter]{Holds: func(*counter) bool { return false }}
	r, err := explore.Explore(sp, explore.Options{})
	if err != nil || r.Deadlock == nil {
		t.Fatalf("Explore = %+v, %v; want a deadlock", r, err)
	}
	run, err := r.Deadlock.Run()
	if err != nil {
		t.Fatal(err)
	}
	if end := replay(t, sp, run); end.B != 4 || end.A != 4 {
		t.Errorf("the run ends in %+v, want A and B at the top", end)
	}
	sp.Final.Holds = func(s *counter) bool { return s.B == 4 && s.A == 4 }
	if r, err := explore.Explore(sp, explore.Options{}); err != nil || r.Deadlock != nil || !r.Complete {
		t.Errorf("Explore with that state final = %+v, %v; want no deadlock", r, err)
	}
}

// A search that a bound cuts short is not complete, so that nothing is said to hold.
func TestABoundLeavesTheSearchIncomplete(t *testing.T) {
	sp := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}.Spec()
	for _, o := range []explore.Options{{MaxStates: 5000}, {MaxBytes: 1}} {
		if r, err := explore.Explore(sp, o); err != nil || r.Complete {
			t.Errorf("Explore(%+v): complete %v, %v; want incomplete", o, r.Complete, err)
		}
	}
}

// A state that the tags cannot hold is a mistake of the spec, reported and never cut off.
func TestValuesThatDoNotFitAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*counter)
		want string
	}{
		"a number too large":        {func(s *counter) { s.A = 8 }, "A = 8, does not fit 3 bits"},
		"an entry beyond the nodes": {func(s *counter) { s.C[2] = 1 }, "beyond the len tag"},
		"one far beyond":            {func(s *counter) { s.D[8] = 1 }, "beyond the len tag"},
	} {
		sp := counterConfig{Nodes: 2, Top: 7}.spec()
		sp.Actions = append(sp.Actions, spec.Act1("Bad", "", spec.Numbers("x", 1),
			func(s *counter, _ uint8) bool { return s.A == 3 }, func(s *counter, _ uint8) { c.do(s) }))
		if _, err := explore.Explore(sp, explore.Options{}); err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.Contains(err.Error(), "Bad") {
			t.Errorf("%s: error %v, want one with %q that names the action", name, err, c.want)
		}
	}
	sp := counterConfig{Nodes: 2, Top: 7}.spec()
	sp.Init.D[8] = 1
	if _, err := explore.Explore(sp, explore.Options{}); err == nil ||
		!strings.Contains(err.Error(), "beyond the len tag") {
		t.Errorf("an initial state with an entry beyond the nodes: error %v", err)
	}
	type untagged struct{ A uint8 }
	if _, err := explore.Explore(&spec.Spec[untagged]{Config: counterConfig{Nodes: 1}}, explore.Options{}); err == nil {
		t.Error("a number without a max tag is accepted")
	}
}

// Renaming the nodes changes neither the verdicts nor the depths, and one state stands for each orbit.
func TestSymmetryKeepsVerdicts(t *testing.T) {
	sameVerdicts(t, qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Tickets: 2}.Spec())
	sameVerdicts(t, tlc.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 2}.UnsafeSpec())
	sameVerdicts(t, qsc3.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Tickets: 2}.Spec())
}

func sameVerdicts[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	full, err := explore.Explore(sp, explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reduced, err := explore.Explore(sp, explore.Options{Symmetry: true})
	if err != nil {
		t.Fatal(err)
	}
	if reduced.States >= full.States && full.Complete || !reduced.Reduced || full.Reduced {
		t.Errorf("%s: %d states reduced, %d unreduced", sp.Name, reduced.States, full.States)
	}
	for i, p := range sp.Props {
		a, b := full.Reached[i], reduced.Reached[i]
		if (a == nil) != (b == nil) || a != nil && a.Depth != b.Depth {
			t.Errorf("%s %s: %v unreduced, %v reduced", sp.Name, p.ID, a, b)
		}
		if b != nil {
			run, err := b.Run()
			if err != nil {
				t.Fatal(err)
			}
			if end := replay(t, sp, run); p.Holds(&end) != (p.Kind == spec.Sometimes) || len(run.Steps) != b.Depth {
				t.Errorf("%s %s: the run does not decide it", sp.Name, p.ID)
			}
		}
	}
}

// With symmetry, exactly one state of each orbit of the message-level clock is counted.
func TestSymmetryCountsOrbits(t *testing.T) {
	c := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}
	_, _, depth := reference(c.Spec())
	orbits := map[tlc.State]bool{}
	for s := range depth {
		orbits[leastRenaming(s)] = true
	}
	r, err := explore.Explore(c.Spec(), explore.Options{Symmetry: true})
	if err != nil {
		t.Fatal(err)
	}
	if int(r.States) != len(orbits) {
		t.Errorf("%d states up to renaming, want %d orbits", r.States, len(orbits))
	}
}

// leastRenaming renames a state of three nodes by hand, field by field.
func leastRenaming(s tlc.State) tlc.State {
	best := s
	for _, to := range [][]spec.NodeID{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		set := func(old spec.NodeSet) (renamed spec.NodeSet) {
			for i, j := range to {
				if old.Has(spec.NodeID(i)) {
					renamed = renamed.With(j)
				}
			}
			return renamed
		}
		view := func(v tlc.View) tlc.View {
			for step := range v.Raw {
				v.Raw[step], v.Cert[step] = set(v.Raw[step]), set(v.Cert[step])
			}
			return v
		}
		var r tlc.State
		for i, j := range to {
			r.Step[j], r.View[j], r.Acks[j] = s.Step[i], view(s.View[i]), set(s.Acks[i])
			for step := range s.AtRaw {
				r.AtRaw[step][j], r.AtCert[step][j] = view(s.AtRaw[step][i]), view(s.AtCert[step][i])
			}
		}
		for step := range s.Tardy {
			r.Tardy[step] = set(s.Tardy[step])
		}
		if slices.Compare(bytesOf(r), bytesOf(best)) < 0 {
			best = r
		}
	}
	return best
}

func bytesOf(s tlc.State) []uint16 {
	var b []uint16
	view := func(v tlc.View) {
		for step := range v.Raw {
			b = append(b, uint16(v.Raw[step]), uint16(v.Cert[step]))
		}
	}
	for i := range 3 {
		b = append(b, uint16(s.Step[i]), uint16(s.Acks[i]))
		view(s.View[i])
		for step := range s.AtRaw {
			view(s.AtRaw[step][i])
			view(s.AtCert[step][i])
		}
	}
	for _, set := range s.Tardy {
		b = append(b, uint16(set))
	}
	return b
}

// BenchmarkExplore prints how many transitions a second the explorer takes.
func BenchmarkExplore(b *testing.B) {
	sp := tlc.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Exact: true, Horizon: 2}.Spec()
	transitions := uint64(0)
	for b.Loop() {
		r, err := explore.Explore(sp, explore.Options{})
		if err != nil {
			b.Fatal(err)
		}
		transitions += r.Transitions
	}
	b.ReportMetric(float64(transitions)/b.Elapsed().Seconds(), "transitions/s")
}

// Progress never changes a result: figures are the same with and without it, for a spec with a random order of values.
func TestOrderOfValuesDoesNotChangeCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	want, err := explore.Explore(qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}.Spec(), explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		sp := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}.Spec()
		for a := range sp.Actions {
			for p := range sp.Actions[a].Params {
				values := slices.Clone(sp.Actions[a].Params[p].Values)
				rng.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
				sp.Actions[a].Params[p].Values = values
			}
		}
		calls := 0
		got, err := explore.Explore(sp, explore.Options{Progress: func(explore.Progress) { calls++ }})
		if err != nil || got.States != want.States || !slices.Equal(got.PerAction, want.PerAction) || calls == 0 {
			t.Errorf("%d states %v, %v, %d calls of Progress; want %d %v", got.States, got.PerAction, err, calls, want.States,
				want.PerAction)
		}
	}
}

// A search that is told to stop gives up, inconclusive, and so does the search for the way to what it has found.
func TestStopStopsSearchesAndRuns(t *testing.T) {
	sp := qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2}.Spec()
	stop := make(chan struct{})
	r, err := explore.Explore(sp, explore.Options{Stop: stop})
	if err != nil || !r.Complete {
		t.Fatalf("%+v, %v", r, err)
	}
	close(stop)
	runs := 0
	for _, reached := range r.Reached {
		if reached != nil {
			runs++
			if run, err := reached.Run(); !errors.Is(err, explore.ErrStopped) {
				t.Errorf("%v, %v, want ErrStopped", run, err)
			}
		}
	}
	if runs == 0 {
		t.Error("nothing was reached")
	}
	if r, err := explore.Explore(sp, explore.Options{Stop: stop}); err != nil || r.Complete {
		t.Errorf("%+v, %v, want an incomplete search", r, err)
	}
}

// Of a large level the search tells how much of it is done, and in the end that all is.
func TestALevelIsDoneStepByStep(t *testing.T) {
	last, parts := explore.Progress{Depth: 1}, 0
	sp := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}.Spec()
	r, err := explore.Explore(sp, explore.Options{Progress: func(p explore.Progress) {
		if p.Depth > last.Depth && (last.Visited != last.Level || p.Depth != last.Depth+1) ||
			p.Depth == last.Depth && p.Visited <= last.Visited || p.Visited > p.Level {
			t.Errorf("%+v after %+v", p, last)
		}
		if p.Visited < p.Level {
			parts++
		}
		last = p
	}})
	if err != nil || parts == 0 || last.Level != r.Levels[r.Depth] || last.Visited != last.Level {
		t.Errorf("%v, %d times within a level; in the end %+v", err, parts, last)
	}
}

package gate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/gate"
	"quesera/promela/gate/gatetest"
	"quesera/promela/spin"
	"quesera/spec"
	"quesera/spec/explore"
)

// ChainConfig and ChainState are of a spec with one long run.
type (
	ChainConfig struct{ Nodes, Last uint16 }
	ChainState  struct {
		N uint16 `max:"Last"`
	}
)

const chainSource = `package chain

type ChainConfig struct{ Nodes, Last uint16 }

type ChainState struct {
	N uint16 ` + "`max:\"Last\"`" + `
}

func (c ChainConfig) CanCount(st *ChainState, x uint16) bool { return st.N < c.Last }
func (c ChainConfig) Count(st *ChainState, x uint16)         { st.N += 1 + x }
func (c ChainConfig) Counted(st *ChainState) bool            { return st.N >= c.Last }
`

// CanCount, Count and Counted are the same for the explorer.
func (c ChainConfig) CanCount(st *ChainState, x uint16) bool { return st.N < c.Last }
func (c ChainConfig) Count(st *ChainState, x uint16)         { st.N += 1 + x }
func (c ChainConfig) Counted(st *ChainState) bool            { return st.N >= c.Last }

func chain(last uint16) *spec.Spec[ChainState] {
	c := ChainConfig{Nodes: 1, Last: last}
	return &spec.Spec[ChainState]{Name: "chain", Source: fstest.MapFS{"chain.go": {Data: []byte(chainSource)}}, Config: c,
		Actions: []spec.Action[ChainState]{spec.Act1("Count", "none", spec.Numbers("x", 1), c.CanCount, c.Count)},
		Final:   &spec.Predicate[ChainState]{Method: "Counted", Holds: c.Counted}}
}

// Runs longer than Spin's usual stack do not cut the search short.
func TestLongRunsAreSearchedToTheirEnd(t *testing.T) {
	s := gatetest.Spin(t)
	c, err := gate.Compare(t.Context(), s, chain(12_000), explore.Options{}, spin.Options{Digest: true, Small: true})
	if err != nil || c.Spin.States != 12_001 || len(c.Differences) > 0 || c.Violated() {
		t.Errorf("%+v, %v", c, err)
	}
}

// What a bounded search of the explorer did not get to is neither compared nor judged.
func TestABoundedSearchIsNotCompared(t *testing.T) {
	s := gatetest.Spin(t)
	c, err := gate.Compare(t.Context(), s, chain(20), explore.Options{MaxStates: 5},
		spin.Options{Digest: true, Small: true})
	if err != nil {
		t.Fatal(err)
	}
	want := gate.VerdictPair{ID: "no deadlock", Explorer: spec.Inconclusive, Spin: spec.Holds}
	if c.Explorer.Complete || len(c.Differences) > 0 || c.Verdicts[0] != want {
		t.Errorf("%+v", c)
	}
}

// A deadlock is found by both engines, and Spin's shortest run to it replays in Go.
func TestDeadlockIsFoundAndReplayed(t *testing.T) {
	s := gatetest.Spin(t)
	sp := chain(5)
	sp.Final = &spec.Predicate[ChainState]{Method: "CanNever", Holds: func(*ChainState) bool { return false }}
	sp.Source = fstest.MapFS{"chain.go": {Data: []byte(chainSource +
		"\nfunc (c ChainConfig) CanNever(st *ChainState) bool { return st.N > 5 }\n")}}
	c, err := gate.Compare(t.Context(), s, sp, explore.Options{}, spin.Options{Digest: true, Small: true})
	if err != nil || !c.Violated() || !c.Spin.Seen[0] || len(c.Differences) > 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	trail, err := s.Trail(t.Context(), c.Program, -1, true, spin.Options{Small: true})
	if err != nil || trail == nil || trail.Property != 0 || len(trail.Steps) != 5 {
		t.Fatalf("%+v, %v", trail, err)
	}
	if run, err := gate.Replay(sp, trail); err != nil || run.States[5].N != 5 {
		t.Errorf("%+v, %v", run, err)
	}
	trail.Steps = trail.Steps[:4]
	if _, err := gate.Replay(sp, trail); err == nil {
		t.Error("a run that ends before the deadlock replays as one")
	}
	trail.Steps = append(trail.Steps, explore.Taken{Args: spec.Args{1}})
	if _, err := gate.Replay(sp, trail); err == nil {
		t.Error("an action with an argument that is none of its values replays")
	}
}

// A replay takes no action whose guard does not hold, and believes no property that does not fail in Go.
func TestReplayTakesOnlyWhatIsEnabled(t *testing.T) {
	sp := chain(2)
	step := explore.Taken{}
	if _, err := gate.Replay(sp, &spin.Trail{Property: 0, Steps: []explore.Taken{step, step, step}}); err == nil ||
		!strings.Contains(err.Error(), "step 3") {
		t.Errorf("beyond the end: %v, want an error about step 3", err)
	}
	if _, err := gate.Replay(sp, &spin.Trail{Property: 0, Steps: []explore.Taken{step, step}}); err == nil {
		t.Error("a final state replays as a deadlock")
	}
	sp.Props = []spec.Property[ChainState]{{Claim: spec.Claim{ID: "X-P1"},
		Predicate: spec.Predicate[ChainState]{Holds: func(s *ChainState) bool { return s.N < 2 }}}}
	if _, err := gate.Replay(sp, &spin.Trail{Property: 0, Steps: []explore.Taken{step}}); err == nil {
		t.Error("a property that holds replays as violated")
	}
	if run, err := gate.Replay(sp, &spin.Trail{Property: 0, Steps: []explore.Taken{step, step}}); err != nil ||
		len(run.States) != 3 {
		t.Errorf("%v, %v", run, err)
	}
}

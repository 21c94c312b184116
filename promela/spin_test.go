package promela

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/spec"
	"quesera/spec/explore"
)

// installed skips, aloud, where Spin or a C compiler is missing; where CI=true it must be there.
func installed(t *testing.T) *Spin {
	t.Helper()
	s, err := FindSpin(t.Context())
	if errors.As(err, new(*MissingError)) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What pan prints is no verdict unless it says that it searched everything, exactly and without errors, and counted.
func TestOnlyACompleteExactSearchCounts(t *testing.T) {
	m := &Model{Actions: []ActionLabel{{"Act", 1}}, Props: []PropertyLabel{{"X-P1", spec.Invariant, "X_P1", "X_P1_holds"}}}
	good := `(Spin Version 6.5.2 -- 6 December 2019)
Full statespace search for:
	assertion violations	+
State-vector 68 byte, depth reached 37, errors: 0
    12 states, stored
  134.415	total actual memory usage
quesera: stored 12 matched 5
quesera: action 0 taken 14
quesera: property 0 seen 0
`
	judge := func(text string) (*Result, error) {
		out, err := readOutput(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return out.result(m, false)
	}
	r, err := judge(good)
	if err != nil || r.States != 10 || r.Transitions != 14 || r.PerAction[0] != 14 || r.Seen[0] || r.Depth != 37 || r.Bytes == 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	for what, text := range map[string]string{
		"depth":          good + "error: max search depth too small\n",
		"memory":         good + "pan: reached -DMEMLIM bound\n",
		"out of memory":  good + "pan: out of memory\n",
		"interrupted":    good + "Interrupted\n",
		"not completed":  good + "Warning: Search not completed\n",
		"bit state":      strings.Replace(good, "Full", "Bit", 1),
		"reduction":      good + "+ Partial Order Reduction\n",
		"died early":     good[:60],
		"no counters":    good[:strings.Index(good, "quesera: action")],
		"no properties":  good[:strings.Index(good, "quesera: property")],
		"nothing at all": "",
	} {
		if r, err := judge(text); !errors.As(err, new(*IncompleteError)) {
			t.Errorf("%s: %+v, %v, want an IncompleteError", what, r, err)
		}
	}
	if _, err := judge(strings.Replace(good, "taken 14", "taken 13", 1)); err == nil || errors.As(err, new(*IncompleteError)) {
		t.Errorf("counts that do not add up: %v", err)
	}
	failed := strings.Replace(good, "errors: 0", "errors: 1", 1)
	if _, err := judge("pan:1: assertion violated X_P1_holds (at depth 3)\n" + failed); !errors.As(err, new(*ViolationError)) {
		t.Errorf("a failed property: %v", err)
	}
	if _, err := judge("pan:1: assertion violated - invalid array index (at depth 3)\n" + failed); !errors.As(err, new(*RefusedError)) {
		t.Errorf("an index out of bounds: %v", err)
	}
}

// Labels of other actions, or with too few or other arguments, are refused.
func TestLabelsAreParsedStrictly(t *testing.T) {
	m := &Model{Actions: []ActionLabel{{"Act", 2}}}
	if taken, err := m.parseLabel("take 0: Act i=1 j=65535"); err != nil || taken.Args != (spec.Args{1, 65535}) {
		t.Errorf("%v, %v", taken, err)
	}
	for _, label := range []string{"take 1: Act i=1 j=2", "take 0: Other i=1 j=2", "take 0: Act i=1", "take 0: Act i=1 j=2 k=3",
		"take 0: Act i=1 j=65536", "take 0: Act i=1 j=-1", "take -1: Act i=1 j=2", "take : Act i=1 j=2", "take 0 Act i=1 j=2"} {
		if taken, err := m.parseLabel(label); err == nil {
			t.Errorf("%s: %v, want an error", label, taken)
		}
	}
}

// What Go allows in a spec and the model does not have, an entry beyond those in use or a set beyond the nodes, stops
// the model and is never a verdict.
func TestModelsStopAtWhatTheyCannotHold(t *testing.T) {
	s := installed(t)
	for what, effect := range map[string]string{
		"invalid array index": "st.A[x] = 5\nst.A[0] = st.A[st.A[x]]",
		"<=7":                 "st.S = st.S.Union(4 << x)",
	} {
		m, err := translateSource(fmt.Sprintf(refusedSource, "", "return true", effect))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Search(t.Context(), m, SearchOptions{Small: true})
		if !errors.As(err, new(*RefusedError)) || !strings.Contains(err.Error(), what) {
			t.Errorf("error %v, want a RefusedError about %q", err, what)
		}
	}
}

// A search that meets its bound on memory is inconclusive.
func TestSearchOutOfMemoryIsInconclusive(t *testing.T) {
	s := installed(t)
	m, err := translateSource(fmt.Sprintf(refusedSource, "", "return true", "st.A[0]++\nif st.A[0] == 0 {\nst.A[1]++\nif st.A[1] == 0 {\nst.A[2]++\n}\n}"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Search(t.Context(), m, SearchOptions{MemoryMB: 2, Small: true}); !errors.As(err, new(*IncompleteError)) {
		t.Errorf("%+v, %v, want an IncompleteError", r, err)
	}
}

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
	s := installed(t)
	c, err := Compare(t.Context(), s, chain(12_000), explore.Options{}, SearchOptions{Digest: true, Small: true})
	if err != nil || c.Spin.States != 12_001 || len(c.Differences) > 0 || c.Violated {
		t.Errorf("%+v, %v", c, err)
	}
}

// A deadlock is found by both engines, and Spin's shortest run to it replays in Go.
func TestDeadlockIsFoundAndReplayed(t *testing.T) {
	s := installed(t)
	sp := chain(5)
	sp.Final = &spec.Predicate[ChainState]{Method: "CanNever", Holds: func(*ChainState) bool { return false }}
	sp.Source = fstest.MapFS{"chain.go": {Data: []byte(chainSource + "\nfunc (c ChainConfig) CanNever(st *ChainState) bool { return st.N > 5 }\n")}}
	c, err := Compare(t.Context(), s, sp, explore.Options{}, SearchOptions{Digest: true, Small: true})
	if err != nil || !c.Violated || !c.Spin.Deadlock || len(c.Differences) > 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	trail, err := s.Trail(t.Context(), c.Model, -1, true, SearchOptions{Small: true})
	if err != nil || trail == nil || trail.Property != 0 || len(trail.Steps) != 5 {
		t.Fatalf("%+v, %v", trail, err)
	}
	if run, err := Replay(sp, trail); err != nil || run.States[5].N != 5 {
		t.Errorf("%+v, %v", run, err)
	}
	trail.Steps = trail.Steps[:4]
	if _, err := Replay(sp, trail); err == nil {
		t.Error("a run that ends before the deadlock replays as one")
	}
	trail.Steps = append(trail.Steps, explore.Taken{Args: spec.Args{1}})
	if _, err := Replay(sp, trail); err == nil {
		t.Error("an action with an argument that is none of its values replays")
	}
}

// A replay takes no action whose guard does not hold, and believes no property that does not fail in Go.
func TestReplayTakesOnlyWhatIsEnabled(t *testing.T) {
	sp := chain(2)
	step := explore.Taken{}
	if _, err := Replay(sp, &Trail{Property: 0, Steps: []explore.Taken{step, step, step}}); err == nil || !strings.Contains(err.Error(), "step 3") {
		t.Errorf("beyond the end: %v, want an error about step 3", err)
	}
	if _, err := Replay(sp, &Trail{Property: 0, Steps: []explore.Taken{step, step}}); err == nil {
		t.Error("a final state replays as a deadlock")
	}
	sp.Props = []spec.Property[ChainState]{{Claim: spec.Claim{ID: "X-P1"}, Predicate: spec.Predicate[ChainState]{Holds: func(s *ChainState) bool { return s.N < 2 }}}}
	if _, err := Replay(sp, &Trail{Property: 0, Steps: []explore.Taken{step}}); err == nil {
		t.Error("a property that holds replays as violated")
	}
	if run, err := Replay(sp, &Trail{Property: 0, Steps: []explore.Taken{step, step}}); err != nil || len(run.States) != 3 {
		t.Errorf("%v, %v", run, err)
	}
}

package gate_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quesera/catalogue"
	"quesera/internal/child"
	"quesera/promela/gate"
	"quesera/promela/gate/gatetest"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
	"quesera/spec/tlc"
	"quesera/verify"
)

var update = flag.Bool("update", false, "write the generated Promela")

// catalogueCases are the catalogue's configurations that Spin can search: it knows no symmetry, so those that are
// explored up to renaming are left out, but for the small ones that fail on purpose.
func catalogueCases(deep bool) []verify.Check {
	var cases []verify.Check
	for _, p := range catalogue.Protocols() {
		for _, c := range p.Checks() {
			if c.Deep == deep && !c.Unsafe && c.Whole() {
				cases = append(cases, c)
			}
		}
	}
	return cases
}

// inTests is how many states the tests let both engines find. The suite, which CI runs before the tests, has both find
// more.
const inTests = 200_000

// For every configuration of the catalogue, the explorer and Spin find the same states, the same number of
// transitions, in all and by action, the same verdicts, and the figures that the catalogue records.
func TestGateBothEnginesFindTheSame(t *testing.T) {
	for _, c := range catalogueCases(false) {
		if c.States > inTests {
			continue
		}
		t.Run(c.Protocol+" "+c.Bounds, func(t *testing.T) {
			t.Parallel()
			check(t, c)
		})
	}
}

// The same for the configurations that take more, some of them minutes.
func TestGateDeep(t *testing.T) {
	if os.Getenv("QUESERA_DEEP") == "" {
		t.Skip("takes minutes: set QUESERA_DEEP=1")
	}
	for _, c := range slices.Concat(catalogueCases(false), catalogueCases(true)) {
		if c.Deep || c.States > inTests {
			t.Run(c.Protocol+" "+c.Bounds, func(t *testing.T) { check(t, c) })
		}
	}
}

func check(t *testing.T, c verify.Check) {
	r := gatetest.Agree(t, c.System.Compare, c.States <= inTests)
	if c.States != 0 && (r.Explorer.States != c.States || r.Explorer.Transitions != c.Transitions) {
		t.Errorf("%d states and %d transitions, want %d and %d", r.Explorer.States, r.Explorer.Transitions, c.States,
			c.Transitions)
	}
	if r.Violated() {
		t.Errorf("verdicts %v, want all to hold", r.Verdicts)
	}
	t.Logf("%d states, %d transitions, by action %v; explorer %v, Spin %v", r.Explorer.States, r.Explorer.Transitions,
		r.Explorer.PerAction, r.Explorer.Time, r.Spin.Search)
}

// Variants of TLC that the catalogue does not list: without witnesses, with a threshold of one, with two
// different thresholds. The figures were found by both engines when the test was written.
func TestGateVariantsOfTLC(t *testing.T) {
	for _, c := range []struct {
		config              tlc.Config
		states, transitions uint64
		perAction           []uint64
	}{
		{tlc.Config{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 3}, 669, 1224,
			[]uint64{592, 632}},
		{tlc.Config{Nodes: 3, MessageThreshold: 1, Unwitnessed: true, Exact: true, Horizon: 2}, 28_444, 59_964,
			[]uint64{38_874, 21_090}},
		{tlc.Config{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 3}, 36_453, 84_324,
			[]uint64{84_324}},
		{tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 2}, 350, 582,
			[]uint64{148, 320, 114}},
		{tlc.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 2, Exact: true, Horizon: 1}, 27_309, 83_400,
			[]uint64{26_292, 6_084, 51_024}},
		{tlc.Config{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Exact: true, Horizon: 1}, 6_587, 16_644,
			[]uint64{1_830, 1_104, 13_710}},
	} {
		t.Run(fmt.Sprint(c.config), func(t *testing.T) {
			t.Parallel()
			r := gatetest.Agree(t, verify.NewSystem(c.config.Spec()).Compare, true)
			if r.Explorer.States != c.states || r.Explorer.Transitions != c.transitions ||
				!slices.Equal(r.Explorer.PerAction, c.perAction) {
				t.Errorf("%d states, %d transitions, %v by action, want %d, %d, %v", r.Explorer.States, r.Explorer.Transitions,
					r.Explorer.PerAction, c.states, c.transitions, c.perAction)
			}
		})
	}
}

// Where thresholds are no majorities both engines find the disagreement, and Spin's run to it, taken action by action
// in Go, ends where the same property fails; its shortest is as short as the explorer's.
func TestGateConfigurationsThatFail(t *testing.T) {
	s := gatetest.Spin(t)
	unsafeTLC := tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 2}
	unsafeQSC := qsc3.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 1, Tickets: 2}
	for _, m := range []verify.System{verify.NewSystem(unsafeTLC.UnsafeSpec()), verify.NewSystem(unsafeQSC.Spec())} {
		t.Run(m.Name(), func(t *testing.T) {
			t.Parallel()
			c := gatetest.Agree(t, m.Compare, true)
			report, err := m.Explore(explore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			shortest := map[string]int{}
			for _, f := range report.Findings {
				if f.Kind == spec.Invariant && f.Verdict == spec.Violated {
					shortest[f.ID] = f.Depth
				}
			}
			if !c.Violated() || len(shortest) == 0 {
				t.Fatalf("verdicts %v, want a violation", c.Verdicts)
			}
			v, err := m.SpinViolation(t.Context(), s, true, spin.Options{Small: true})
			if err != nil || v == nil {
				t.Fatalf("Spin's run: %v, %v", v, err)
			}
			if depth, ok := shortest[v.ID]; !ok || v.Depth != depth || len(v.Steps) != depth {
				t.Errorf("Spin violates %s in %d actions, want one of %v", v.ID, v.Depth, shortest)
			}
		})
	}
}

// Every Sometimes of TLC has a run that Spin finds and that can be replayed in Go.
func TestSpinShowsWhatHappensSometimes(t *testing.T) {
	s := gatetest.Spin(t)
	sp := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}.Spec()
	m, err := translate.Spec(sp)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for i, p := range sp.Props {
		if p.Kind != spec.Sometimes {
			continue
		}
		trail, err := s.Trail(t.Context(), m, i, false, spin.Options{Small: true})
		if err != nil || trail == nil || trail.Property != i {
			t.Fatalf("%s: %v, %v", p.ID, trail, err)
		}
		if _, err := gate.Replay(sp, trail); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
		shown++
	}
	if shown == 0 {
		t.Error("no Sometimes property")
	}
}

// The committed Promela is what the translator makes of the specs.
func TestGeneratedPromelaIsUpToDate(t *testing.T) {
	kept := map[string]bool{}
	for _, p := range catalogue.Protocols() {
		for _, c := range p.Checks() {
			if c.File == "" {
				continue
			}
			file := filepath.Join("..", p.Name, c.File+".pml")
			kept[file] = true
			m, err := c.System.Translate()
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(m.Text),
					0o644)); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := os.ReadFile(file); err != nil || string(got) != m.Text {
				t.Errorf("%s is not what the translator makes of the spec (%v): go test ./promela/gate -update", file, err)
			}
		}
	}
	files, err := filepath.Glob("../*/*.pml")
	if err != nil || len(kept) == 0 {
		t.Fatalf("%d models in the catalogue, %v", len(kept), err)
	}
	for _, file := range files {
		if !kept[file] {
			t.Errorf("%s is no model of the catalogue", file)
		}
	}
}

// A search that is cut short by its context is inconclusive, and no verdict.
func TestStoppedSearchIsInconclusive(t *testing.T) {
	s := gatetest.Spin(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := catalogueCases(false)[0].System
	if _, err := m.Compare(ctx, s, explore.Options{}, spin.Options{}); !errors.As(err, new(*spin.IncompleteError)) {
		t.Errorf("error %v, want an IncompleteError", err)
	}
}

// What docs/PROMELA.md says that Spin alone prints, it prints.
func TestTheDocumentedCommandsOfSpin(t *testing.T) {
	gatetest.Spin(t)
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "PROMELA.md"))
	if err != nil {
		t.Fatal(err)
	}
	model, err := os.ReadFile(filepath.Join("..", "tlc", "n3t2h1.pml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "tlc.pml"), model, 0o600); err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^    (spin .*?) +# .*(errors: \d)$`).FindAllStringSubmatch(string(text), -1)
	if len(commands) != 2 {
		t.Fatalf("commands %q, want a search for all properties and one for a run", commands)
	}
	for _, c := range commands {
		out, err := child.Program{Args: strings.Fields(c[1]), Dir: dir, Limit: time.Minute}.Output(t.Context())
		if !strings.Contains(string(out), c[2]) {
			t.Errorf("%s prints %q, %v; want %s", c[1], out, err, c[2])
		}
	}
}

// The end of the context stops the explorer soon, and is no verdict.
func TestACompareIsStopped(t *testing.T) {
	s := gatetest.Spin(t)
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	sp := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1}.Spec()
	c, err := gate.Compare(ctx, s, sp, explore.Options{Progress: func(explore.Progress) {
		calls++
		cancel()
	}}, spin.Options{Small: true})
	if !errors.As(err, new(*spin.IncompleteError)) || calls > 2 {
		t.Errorf("%+v, %v, after %d looks at how far it is", c, err, calls)
	}
}

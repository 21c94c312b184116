package translate_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"quesera/promela/gate/gatetest"
	"quesera/promela/translate/internal/odd"
	"quesera/promela/translate/internal/oddgen"
	"quesera/verify"
)

var update = flag.Bool("update", false, "write the random spec")

// inSpin skips in short runs what Spin searches, which takes seconds: TestOddSpecsMeanTheSameInRandomRuns looks at the
// same specs.
func inSpin(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("Spin takes seconds: run without -short")
	}
}

// The example of a spec in DESIGN.md has the same graph in both engines, of the size that was measured
// for it when it was first written down.
func TestUnwitnessedClocksHaveTheMeasuredGraph(t *testing.T) {
	inSpin(t)
	c := gatetest.Agree(t, verify.NewSystem(odd.ClockConfig{Nodes: 4, Threshold: 3, Horizon: 8}.Spec()).Compare, true)
	if c.Explorer.States != 44_305 || c.Explorer.Transitions != 241_884 {
		t.Errorf("%d states and %d transitions, want 44305 and 241884", c.Explorer.States, c.Explorer.Transitions)
	}
}

// Where Go and Promela might differ they do not: arithmetic that wraps, operators on bits, copies of structs, nested
// loops, early returns, shadowed names, names that are words of Promela, arguments that change during a call.
func TestOddSpecsMeanTheSameInBothLanguages(t *testing.T) {
	inSpin(t)
	systems := []verify.System{
		verify.NewSystem(odd.NumbersConfig{Nodes: 3, Len: 600, Run: 3, Left: 5, Goto: true}.Spec()),
		verify.NewSystem(odd.FlowConfig{Nodes: 3, Left: 5, Far: 9, Loud: true}.Spec()),
	}
	if os.Getenv("QUESERA_DEEP") != "" {
		kinds, ways := odd.KindsConfig{Nodes: 3, Rows: 2, Deep: 300, Len: 3}.Spec(), odd.WaysConfig{Nodes: 3, On: true}.Spec()
		kinds.Init.Done, ways.Init.Left = 12, 4 // what is left to be done
		systems = append(systems, verify.NewSystem(kinds), verify.NewSystem(ways))
	}
	for _, m := range systems {
		t.Run(m.Name(), func(t *testing.T) {
			t.Parallel()
			c := gatetest.Agree(t, m.Compare, true)
			for i, a := range c.Program.Actions {
				if c.Explorer.PerAction[i] == 0 {
					t.Errorf("%s is never taken", a.Name)
				}
			}
			t.Log(c.Explorer, c.Verdicts)
		})
	}
}

// Statements and expressions written at random mean the same in both languages. The file is generated from one seed;
// other seeds were tried when the generator was written, and can be by changing it and running with -update.
func TestRandomSpecMeansTheSameInBothLanguages(t *testing.T) {
	const file, seed = "internal/odd/random.go", 12
	want, err := oddgen.Source(seed)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the generator writes (%v): go test ./promela/translate -run Random -update, twice", file,
			err)
	}
	inSpin(t)
	sp := odd.RandomConfig{Nodes: 3, Left: 3, One: 1, Two: 2, Big: 200, Wide: 1000, On: true}.Spec()
	c := gatetest.Agree(t, verify.NewSystem(sp).Compare, true)
	t.Log(c.Explorer)
}

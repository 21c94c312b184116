package circuits_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/examples/twophase/spec/twophase"
	"quesera/spec"
	"quesera/spec/circuits"
	"quesera/spec/explore"
	"quesera/spec/qsc3"
	"quesera/spec/tlc"
)

// Searches with programs find what those without find: states, transitions by action, levels, where properties matter,
// and what decides them at which depth; also together with all other options.
func TestProgramsMakeNoDifference(t *testing.T) {
	t.Run("tlc", func(t *testing.T) {
		noDifference(t, tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 1}.Spec())
	})
	if deep {
		t.Run("qsc3", func(t *testing.T) {
			noDifference(t, qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Late: true, Tickets: 3}.Spec())
		})
	}
	t.Run("twophase", func(t *testing.T) { noDifference(t, twophase.Config{Nodes: 6}.Spec()) })
}

func noDifference[S comparable](t *testing.T, sp *spec.Spec[S]) {
	program, err := circuits.Program(sp)
	if err != nil {
		t.Fatal(err)
	}
	var d *explore.Dependence
	if len(explore.Instances(sp)) < 60 {
		if d, err = circuits.Dependence(sp); err != nil {
			t.Fatal(err)
		}
	}
	for k, o := range []explore.Options{{Workers: 1}, {Workers: 3}, {Symmetry: true}, {Workers: 2, Expect: 1 << 40,
		MaxBytes: 1, Spill: t.TempDir()}, {PartialOrder: d}, {PartialOrder: d, Symmetry: true, Workers: 2}} {
		want, asked := figures(t, sp, o), 0
		o.Compile = func() *explore.Program { asked++; return program }
		if got := figures(t, sp, o); got != want {
			t.Errorf("options %d: with a program\n%s\nwant\n%s", k, got, want)
		}
		if k == 0 && asked == 0 {
			t.Error("no program was asked for: the search is too small")
		}
	}
}

// figures are all that a search says, in words.
func figures[S comparable](t *testing.T, sp *spec.Spec[S], o explore.Options) string {
	t.Helper()
	r, err := explore.Explore(sp, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Free()
	says := fmt.Sprintln(r.States, r.Transitions, r.PerAction, r.Levels, r.Mattered, r.Complete)
	for p := range sp.Props {
		if r.Reached[p] != nil {
			says += fmt.Sprintln(sp.Props[p].ID, r.Reached[p].Depth)
		}
	}
	return says
}

// A program says in which states the Go of a guard or a property might stop, and of no others: what stands on the right
// of && or || is looked at only where the left has not decided.
func TestAProgramSaysWhereGuardsMightStop(t *testing.T) {
	for body, stops := range map[string]bool{
		"st.Manager[r] == 0":                                         false,
		"st.Manager[st.Coordinator*5] == 0":                          true,
		"st.Manager[r] == 1 && st.Manager[st.Coordinator*5] == 0":    true,
		"st.Coordinator*5 < 9 && st.Manager[st.Coordinator*5] == 0":  false,
		"st.Coordinator*5 >= 9 || st.Manager[st.Coordinator*5] == 0": false,
		"st.Coordinator*5 < 9 || st.Manager[st.Coordinator*5] == 0":  true,
		"st.Manager[r] / st.Coordinator == 0":                        true,
		"c.first(st, st.Coordinator*5)":                              true,
	} {
		for _, property := range []bool{false, true} {
			guard, claim := body, "true"
			if property {
				guard, claim = "true", strings.ReplaceAll(body, "[r]", "[0]")
			}
			sp := twophase.Config{Nodes: 3}.Spec()
			sp.Source = fstest.MapFS{"spec.go": {Data: []byte(`package twophase
import "quesera/spec"
type Config struct { Nodes uint8; Hasty bool }
type State struct { Manager [9]uint8; Coordinator uint8; Said, Noted spec.NodeSet }
func (c Config) CanPrepare(st *State, r spec.NodeID) bool { return ` + guard + ` }
func (c Config) Prepare(st *State, r spec.NodeID) { st.Manager[r] = 1 }
func (c Config) first(st *State, k uint8) bool { return st.Manager[k] == 0 }
func (c Config) ` + sp.Props[0].Method + `(st *State) bool { return ` + claim + ` }
`)}}
			sp.Actions, sp.Props, sp.Final = sp.Actions[:1], sp.Props[:1], nil
			sp.Props[0].When = nil
			program, err := circuits.Program(sp)
			if err != nil {
				t.Fatal(err)
			}
			if (program.Unsure != 0) != stops {
				t.Errorf("guard %s, property %s: might stop %v, want %v", guard, claim, !stops, stops)
			}
		}
	}
}

// Where an effect may leave what no state can hold, or Go would stop, a program leaves it to the Go; and nowhere else.
func TestAProgramLeavesToTheGoWhatIsNoState(t *testing.T) {
	for body, odd := range map[string]int{
		"st.Manager[r] = 1; st.Said = st.Said.With(r)":                                           0,
		"if st.Coordinator > 0 { st.Manager[r] = 7 }; st.Manager[r] = 1; st.Said = spec.Only(r)": 0,
		"if r == 1 { st.Manager[r] = 7 } else { st.Manager[r] = 1; st.Said = spec.Only(r) }":     1,
		"st.Manager[r+3] = 1": 1,
		"st.Manager[r] = 1 - st.Manager[st.Coordinator+9]; st.Said = spec.Only(r)":               1,
		"st.Manager[r] = 1 - 0 % st.Coordinator; st.Said = spec.Only(r)":                         1,
		"st.Manager[r] = 1 - 0 / (st.Coordinator + 1); st.Said = spec.Only(r)":                   0,
		"if st.Coordinator > 8 { st.Manager[st.Coordinator] = 1 }; c.note(st, r)":                0,
		"st.Manager[r] = 1; if st.Coordinator < 9 { c.note(st, spec.NodeID(st.Coordinator)+r) }": 0,
	} {
		sp := twophase.Config{Nodes: 3}.Spec()
		sp.Source = fstest.MapFS{"spec.go": {Data: []byte(`package twophase
import "quesera/spec"
type Config struct { Nodes uint8; Hasty bool }
type State struct { Manager [9]uint8; Coordinator uint8; Said, Noted spec.NodeSet }
func (c Config) CanPrepare(st *State, r spec.NodeID) bool { return st.Manager[r] == 0 }
func (c Config) Prepare(st *State, r spec.NodeID) { ` + body + ` }
func (c Config) note(st *State, r spec.NodeID) { st.Manager[r], st.Said = 1, spec.Only(r) }
`)}}
		sp.Actions, sp.Props, sp.Final = sp.Actions[:1], nil, nil
		program, err := circuits.Program(sp)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := explore.CompareProgram(sp, program, []twophase.State{sp.Init}); got != odd || err != nil {
			t.Errorf("%s: %d states are left to the Go, %v, want %d", body, got, err, odd)
		}
	}
}

package spin_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/gate/gatetest"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
)

// Config and State of a spec whose source declares types of these names.
type (
	Config struct{ Nodes uint8 }
	State  struct {
		A [9]uint8 `len:"Nodes" max:"7"`
		S spec.NodeSet
	}
)

const source = `package acting

import "quesera/spec"

type Config struct{ Nodes uint8 }

type State struct {
	A [9]uint8 ` + "`len:\"Nodes\" max:\"7\"`" + `
	S spec.NodeSet
}

func (c Config) CanAct(st *State, x uint8) bool { return true }

func (c Config) Act(st *State, x uint8) {
	%s
}
`

// acting is a spec with one action of this effect, in Promela.
func acting(t *testing.T, effect string) *translate.Program {
	t.Helper()
	files := fstest.MapFS{"spec.go": {Data: []byte(fmt.Sprintf(source, effect))}}
	prog, err := translate.Spec(&spec.Spec[State]{Name: "acting", Source: files, Config: Config{Nodes: 3},
		Actions: []spec.Action[State]{spec.Act1("Act", "none", spec.Numbers("x", 3),
			func(*State, uint8) bool { return true }, func(*State, uint8) {})}})
	if err != nil {
		t.Fatal(err)
	}
	return prog
}

// inSpin is Spin itself; short runs do without, since scripts stand for it in other tests.
func inSpin(t *testing.T) *spin.Engine {
	t.Helper()
	if testing.Short() {
		t.Skip("Spin takes seconds: run without -short")
	}
	return gatetest.Spin(t)
}

// What Go allows in a spec and the model does not have, an entry beyond those in use or a set beyond the nodes, stops
// the model and is never a verdict.
func TestModelsStopAtWhatTheyCannotHold(t *testing.T) {
	s := inSpin(t)
	for what, effect := range map[string]string{
		"invalid array index": "st.A[x] = 5\nst.A[0] = st.A[st.A[x]]",
		"<=7":                 "st.S = st.S.Union(4 << x)",
	} {
		_, err := s.Search(t.Context(), acting(t, effect), spin.Options{Small: true})
		if !errors.As(err, new(*spin.RefusedError)) || !strings.Contains(err.Error(), what) {
			t.Errorf("error %v, want a RefusedError about %q", err, what)
		}
	}
}

// A search that meets its bound on memory is inconclusive.
func TestSearchOutOfMemoryIsInconclusive(t *testing.T) {
	s := inSpin(t)
	m := acting(t, "st.A[0]++\nif st.A[0] == 0 {\nst.A[1]++\nif st.A[1] == 0 {\nst.A[2]++\n}\n}")
	if r, err := s.Search(t.Context(), m, spin.Options{MemoryMB: 2, Small: true}); !errors.As(err,
		new(*spin.IncompleteError)) {
		t.Errorf("%+v, %v, want an IncompleteError", r, err)
	}
}

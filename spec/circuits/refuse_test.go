package circuits_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"quesera/examples/twophase/spec/twophase"
	"quesera/spec"
	"quesera/spec/circuits"
	"quesera/spec/dkg"
)

// lemma is a property of two-phase commit.
func lemma(id, method string) spec.Property[twophase.State] {
	return spec.MethodsOf[twophase.State](twophase.Config{Nodes: 3}).Always(id, "", "", method)
}

// A lemma is assumed only if it holds at the start, and every action keeps it where the lemmas and invariants hold.
func TestLemmasAreProvenFirst(t *testing.T) {
	if sp := clocks["two steps"].Spec(); len(sp.Lemmas) == 0 {
		t.Error("the clock has no lemmas")
	} else if _, err := circuits.Dependence(sp); err != nil {
		t.Error(err)
	}
	sp := twophase.Config{Nodes: 3}.Spec()
	sp.Lemmas = []spec.Property[twophase.State]{lemma("L1", "Consistent")} // nothing says that nobody works still
	_, err := circuits.Dependence(sp)
	if want := "lemma L1 does not follow from the lemmas and invariants before GiveUp(r=0)"; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	sp.Lemmas = []spec.Property[twophase.State]{lemma("L2", "AllCommit")}
	_, err = circuits.Dependence(sp)
	if want := "lemma L2 does not hold at the start"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
}

// What cannot be worked out is refused in one line, with the reason and where it stands.
func TestWhatCannotBeWorkedOutIsRefused(t *testing.T) {
	refused := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q in one line", err, want)
		}
	}
	large := dkg.Config{Nodes: 4, Threshold: 3, Faults: 1, Corrupt: spec.Only(1), Expose: true}.Spec()
	_, err := circuits.Dependence(large)
	refused(err, "has 520 instances of actions here, want at most 400")

	sp := twophase.Config{Nodes: 3}.Spec()
	sp.Source = nil
	_, err = circuits.Dependence(sp)
	refused(err, "twophase comes without its source")

	for _, c := range []struct{ body, want string }{
		{"seen := map[uint8]bool{}; return seen[0]", "is not in the subset"},
		{"for st.Coordinator < 4 { st.Coordinator += 0 }; return true", "a loop of more than 1024 rounds"},
		{"for i := range st.Coordinator { if i == 3 { return true } }; return false",
			"the rounds of a loop depend on the state"},
		{"switch st.Coordinator { case 1: return true }; return false", "is not in the subset"},
		{"return c.CanPrepare(st, r)", "more than 64 calls within calls"},
		{"outer: for { break outer }; return true", "is not in the subset"},
		{"p := &st.Coordinator; return *p == 0", "is not in the subset"},
		{"return float64(st.Coordinator) < 0.5", "is not in the subset"},
		{"f := func() bool { return true }; return f()", "is not in the subset"},
		{"panic(1)", "panic is not in the subset"},
		{"for _, x := range [2]bool{} { if x { return false } }; return true", "ranging over what is no number"},
		{"for i := range uint16(1025) { if i == 3 { return true } }; return false", "or are more than 1024"},
		{"a, b := c.both(); return a == b", "several results are not in the subset"},
		{"return c.both() == 1", "both has more than one result"},
		{"return float32(st.Coordinator) == 0", "type float32 is not in the subset"},
		{"return int(st.Coordinator)/2 == 0", "operator / is not in the subset for this type"},
		{"return spec.NodeID(0).Elsewhere()", "this call is not in the subset"},
		{"for i := range uint16(1024) { if i > 1024 { return true } }; return false", ""},
		{"for { return st.Coordinator == 0 }", ""},
		{"a := [2]uint8{1, 2}; for _, x := range a { if x > 2 { return false } }; return true", "is not in the subset"},
	} {
		sp := twophase.Config{Nodes: 3}.Spec()
		sp.Source = fstest.MapFS{"spec.go": {Data: []byte(`package twophase
import "quesera/spec"
type Config struct { Nodes uint8; Hasty bool }
type State struct { Manager [9]uint8; Coordinator uint8; Said, Noted spec.NodeSet }
func (c Config) CanPrepare(st *State, r spec.NodeID) bool { ` + c.body + ` }
func (c Config) Prepare(st *State, r spec.NodeID) { st.Manager[r] = 1 }
func (c Config) both() (a, b uint8) { return 1, 2 }
`)}}
		sp.Actions, sp.Props = sp.Actions[:1], nil
		if _, err := circuits.Dependence(sp); c.want != "" {
			refused(err, c.want)
		} else if err != nil {
			t.Error(err)
		}
	}
}

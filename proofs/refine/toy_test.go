package refine

import (
	"fmt"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/spec"
)

// greetings is a spec of nodes that hear so many greetings each.
type greetings struct {
	Heard [spec.MaxNodes]uint8 `len:"Nodes" max:"Most"`
}

type config struct{ Nodes, Most uint8 }

func (c config) spec() *spec.Spec[greetings] {
	return &spec.Spec[greetings]{Name: "greetings", Config: c, Actions: []spec.Action[greetings]{
		spec.Act1("Hear", "", spec.Nodes("i", int(c.Nodes)),
			func(s *greetings, i spec.NodeID) bool { return s.Heard[i] < c.Most }, func(s *greetings, i spec.NodeID) {
				s.Heard[i]++
			}),
		spec.Act1("Forget", "", spec.Numbers("all", 1),
			func(s *greetings, _ uint8) bool { return s.Heard[0] == c.Most }, func(s *greetings, _ uint8) { *s = greetings{} }),
	}}
}

// greeter is a machine that greets all others, and counts who greets it.
type greeter struct{}

type hello struct{}

func (hello) Label() model.Label { return model.Label{} }

type heard struct{}

func (heard) IsEffect() {}

func (greeter) Start(model.NodeID) (int, []model.Effect) {
	return 0, []model.Effect{model.Broadcast{Message: hello{}}}
}

func (greeter) Apply(s int, e model.Event) (int, []model.Effect) {
	if _, ok := e.(model.Receive); ok {
		return s + 1, []model.Effect{heard{}}
	}
	return s, nil
}

// greeted follows a run of n greeters.
func greeted(n int) *Shadow[int, greetings] {
	sh := &Shadow[int, greetings]{Above: NewPlayer(config{uint8(n), uint8(n - 1)}.spec()), Nodes: n}
	sh.Follow = func(node model.NodeID, e model.Effect) error {
		if _, ok := e.(heard); ok {
			return sh.Above.Take("Hear", uint16(node))
		}
		return nil
	}
	sh.Abstraction = func() (st greetings) {
		for i, n := range sh.States {
			st.Heard[i] = uint8(n)
		}
		return st
	}
	return sh
}

// run is a run of n greeters until all are greeted by all.
func run(n int, network Network, observe func(sim.Observation[int]) error) Run[int] {
	return Run[int]{Nodes: n, Machine: greeter{}, Network: network, Done: func(s *int) bool { return *s >= n-1 },
		Observe: observe}
}

// A recorder is a test that is not ended by its failure, whose text it keeps.
type recorder struct {
	testing.TB
	failure string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failure = fmt.Sprintf(format, args...)
	panic(r)
}

// failureOf is what do fails with, "" if it does not.
func failureOf(do func(t testing.TB)) string {
	r := &recorder{}
	func() {
		defer func() {
			if x := recover(); x != nil && x != any(r) {
				panic(x)
			}
		}()
		do(r)
	}()
	return r.failure
}

// wantError fails unless err contains the text.
func wantError(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("error = %v, want …%s…", err, text)
	}
}

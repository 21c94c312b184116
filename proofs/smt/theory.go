package smt

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// A Theory is what formulas speak of.
type Theory struct {
	Declarations string // of sorts, functions and constants, in SMT-LIB
	Small        string // an assumption under which counterexamples are found fast; "": none is needed
}

// Assumptions are formulas in SMT-LIB by what they are called in the proof.
type Assumptions map[string]string

// And is these assumptions and one more.
func (a Assumptions) And(name, formula string) Assumptions {
	more := maps.Clone(a)
	more[name] = formula
	return more
}

// Valid has every solver prove that the assumptions imply the claim. There must be a structure that satisfies them
// all, and without any one of those named in needed a counterexample.
func (th Theory) Valid(t *testing.T, assumptions Assumptions, claim string, needed ...string) {
	t.Helper()
	everySolver(t, func(t *testing.T, s Solver) {
		if got := th.ask(t, s, assumptions, claim); got != Unsat {
			t.Errorf("%s answers %v, want %v: the claim is not proved", s.Name, got, Unsat)
		}
		th.refute(t, s, assumptions, "false")
		for _, name := range needed {
			if _, known := assumptions[name]; !known {
				t.Fatalf("there is no assumption %q", name)
			}
			fewer := maps.Clone(assumptions)
			delete(fewer, name)
			th.refute(t, s, fewer, claim)
		}
	})
}

// Invalid has every solver find a counterexample.
func (th Theory) Invalid(t *testing.T, assumptions Assumptions, claim string) {
	t.Helper()
	everySolver(t, func(t *testing.T, s Solver) { th.refute(t, s, assumptions, claim) })
}

// refute has a solver find a counterexample.
func (th Theory) refute(t *testing.T, s Solver, assumptions Assumptions, claim string) {
	t.Helper()
	if th.Small != "" {
		assumptions = assumptions.And("small", th.Small)
	}
	if got := th.ask(t, s, assumptions, claim); got != Sat {
		t.Errorf("%s answers %v, want %v: the claim holds without what it should need", s.Name, got, Sat)
	}
}

// ask has a solver look for a counterexample to the claim.
func (th Theory) ask(t *testing.T, s Solver, assumptions Assumptions, claim string) Answer {
	t.Helper()
	script := th.script(assumptions, claim)
	answer, err := s.Ask(context.Background(), script)
	if err != nil {
		t.Logf("%v, asked\n%s", err, script)
	}
	return answer
}

func (th Theory) script(assumptions Assumptions, claim string) string {
	var b strings.Builder
	b.WriteString("(set-logic ALL)" + th.Declarations + "\n")
	for _, name := range slices.Sorted(maps.Keys(assumptions)) {
		b.WriteString("(assert " + assumptions[name] + ") ; " + name + "\n")
	}
	b.WriteString("(assert (not " + claim + "))\n(check-sat)\n")
	return b.String()
}

// everySolver calls do in a subtest for each solver. Where a solver is missing the subtest is skipped, as not run, and in
// continuous integration it fails.
func everySolver(t *testing.T, do func(*testing.T, Solver)) {
	t.Helper()
	for _, s := range Solvers {
		t.Run(s.Name, func(t *testing.T) {
			switch err := s.Missing(); {
			case err == nil:
				do(t, s)
			case os.Getenv("CI") == "true":
				t.Error(err)
			default:
				t.Skip(err)
			}
		})
	}
}

package smt

import (
	"context"
	"fmt"
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
		if err := th.prove(s, assumptions, claim, needed); err != nil {
			t.Error(err)
		}
	})
}

// Invalid has every solver find a counterexample.
func (th Theory) Invalid(t *testing.T, assumptions Assumptions, claim string) {
	t.Helper()
	everySolver(t, func(t *testing.T, s Solver) {
		if err := th.refute(s, assumptions, claim); err != nil {
			t.Error(err)
		}
	})
}

// prove has a solver prove the claim, and show that the proof is not empty.
func (th Theory) prove(s Solver, assumptions Assumptions, claim string, needed []string) error {
	if err := th.ask(s, assumptions, claim, Unsat); err != nil {
		return fmt.Errorf("the claim is not proved: %w", err)
	}
	if err := th.refute(s, assumptions, "false"); err != nil {
		return fmt.Errorf("the assumptions contradict each other: %w", err)
	}
	for _, name := range needed {
		if _, known := assumptions[name]; !known {
			return fmt.Errorf("smt: there is no assumption %q", name)
		}
		fewer := maps.Clone(assumptions)
		delete(fewer, name)
		if err := th.refute(s, fewer, claim); err != nil {
			return fmt.Errorf("without %q: %w", name, err)
		}
	}
	return nil
}

// refute has a solver find a counterexample.
func (th Theory) refute(s Solver, assumptions Assumptions, claim string) error {
	if th.Small != "" {
		assumptions = assumptions.And("small", th.Small)
	}
	if err := th.ask(s, assumptions, claim, Sat); err != nil {
		return fmt.Errorf("no counterexample is found: %w", err)
	}
	return nil
}

// ask has a solver look for a counterexample to the claim. The error says that it answers otherwise than it should.
func (th Theory) ask(s Solver, assumptions Assumptions, claim string, want Answer) error {
	script := th.script(assumptions, claim)
	got, err := s.Ask(context.Background(), script)
	if err != nil {
		return fmt.Errorf("%w, asked\n%s", err, script)
	}
	if got != want {
		return fmt.Errorf("smt: %s answers %v, want %v, asked\n%s", s.Name, got, want, script)
	}
	return nil
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

// everySolver calls do in a subtest for each solver. Where a solver is missing the subtest is skipped, as not run,
// and in continuous integration it fails.
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

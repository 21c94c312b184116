package smt

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quesera/spec"
)

// installed is a solver of that name which runs the lines of a shell script.
func installed(t *testing.T, lines string) Solver {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "solver"), []byte("#!/bin/sh\n"+lines+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return Solver{Name: "solver"}
}

// Only what a solver says in so many words is an answer; anything else is unknown, and the error says why.
func TestOnlyAnAnswerIsAnAnswer(t *testing.T) {
	for lines, want := range map[string]Answer{"cat >/dev/null; echo unsat": Unsat,
		"cat >/dev/null; echo sat; echo more": Sat} {
		if got, err := installed(t, lines).Ask(context.Background(), "(check-sat)"); got != want || err != nil {
			t.Errorf("%q answers %v, want %v: %v", lines, got, want, err)
		}
	}
	for lines, want := range map[string]string{
		"cat >/dev/null; echo unknown":                      `solver answers "unknown`,
		"cat >/dev/null":                                    `solver answers ""`,
		"cat >/dev/null; echo unsatisfied":                  `solver answers "unsatisfied`,
		"cat >/dev/null; echo '(error \"line 1\")'; exit 1": "exit status 1: (error",
	} {
		if got, err := installed(t, lines).Ask(context.Background(), "(check-sat)"); got != Unknown || err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%q answers %v, want unknown: %v, want …%s…", lines, got, err, want)
		}
	}
}

// A solver is not waited for longer than its context says, and its output is kept up to a bound.
func TestASolverIsBounded(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if got, err := installed(t, "exec sleep 30").Ask(ctx, ""); got != Unknown || err == nil ||
		time.Since(begun) > 10*time.Second {
		t.Errorf("a solver that sleeps answers %v after %v: %v", got, time.Since(begun), err)
	}
	if got, err := installed(t, "cat >/dev/null; yes unsat | head -c 10000000").Ask(context.Background(),
		""); got != Unsat || err != nil {
		t.Errorf("a solver that says much answers %v: %v", got, err)
	}
}

// A missing solver is not run, and says so.
func TestAMissingSolverIsNotRun(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, s := range Solvers {
		if err := s.Missing(); err == nil || err.Error() != "smt: not run: "+s.Name+" is missing" {
			t.Errorf("%s: %v", s.Name, err)
		}
		if answer, err := s.Ask(context.Background(), "(check-sat)"); answer != Unknown || err == nil {
			t.Errorf("%s, missing, answers %v: %v", s.Name, answer, err)
		}
	}
	ran := false
	t.Setenv("CI", "")
	t.Run("skipped", func(t *testing.T) { everySolver(t, func(*testing.T, Solver) { ran = true }) })
	if ran {
		t.Error("a missing solver was run")
	}
}

// less is a theory of two numbers.
var less = Theory{Declarations: "(declare-const x Int) (declare-const y Int)", Small: "(and (<= 0 x 3) (<= 0 y 3))"}

// What follows is proved, by each solver, and a script names its assumptions.
func TestWhatFollowsIsProved(t *testing.T) {
	all := Assumptions{"x": "(> x 0)"}.And("y", "(> y x)")
	less.Valid(t, all, "(> y 1)", "x", "y")
	less.Invalid(t, all, "(> y 2)")
	if script := less.script(all, "(> y 1)"); !strings.Contains(script,
		"(assert (> x 0)) ; x\n(assert (> y x)) ; y\n(assert (not (> y 1)))") {
		t.Errorf("script = %s", script)
	}
}

// What does not follow is not proved; and a proof that is empty, or needs less than it says, does not count.
func TestAnEmptyProofDoesNotCount(t *testing.T) {
	everySolver(t, func(t *testing.T, s Solver) {
		for _, c := range []struct {
			assumptions Assumptions
			claim       string
			needed      string
			want        string
		}{
			{Assumptions{"x": "(> x 0)"}, "(> x 1)", "x", "the claim is not proved"},
			{Assumptions{"x": "(> x 0)", "not": "(< x 0)"}, "(> y x)", "x", "the assumptions contradict each other"},
			{Assumptions{"x": "(> x 0)"}, "(or (> x 0) (<= x 0))", "x", `without "x": no counterexample is found`},
			{Assumptions{"x": "(> x 0)"}, "(> x 0)", "y", `there is no assumption "y"`},
			{Assumptions{"x": "(> x z)"}, "(> x 0)", "x", "the claim is not proved: smt: " + s.Name},
		} {
			if err := less.prove(s, c.assumptions, c.claim, []string{c.needed}); err == nil ||
				!strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, so %s: %v, want …%s…", c.assumptions, c.claim, err, c.want)
			}
		}
		if err := less.refute(s, Assumptions{}, "(<= x 3)"); err == nil {
			t.Errorf("%s finds a counterexample that is not small", s.Name)
		}
	})
}

// Formulas are judged as SMT-LIB means them, and what is outside the language is refused.
func TestFormulasAreJudged(t *testing.T) {
	language := Language{Relations: []string{"R", "Q"}, Names: []string{"i", "x", "y"}}
	w := &World{Nodes: 2}
	w.Tickets[1] = 1
	w.Holds[0][0], w.Holds[0][1], w.Holds[1][0] = spec.Only(1), spec.Only(0), spec.Only(0) // R: 0-1, 1-0; Q: 0-0
	for text, want := range map[string]bool{
		"(R i x)":                      false, // both are 0
		"(Q i x)":                      true,
		"(and (Q i x) (R i x))":        false,
		"(and (Q i x) (Q x i))":        true,
		"(=> (R i x) (R i x))":         true,
		"(=> (Q i x) (R i x))":         false,
		"(=> (Q i i) (R i i) (Q i i))": true,
		"(forall ((x Node)) (exists ((y Node)) (R x y)))":                            true,
		"(exists ((x Node)) (forall ((y Node)) (R x y)))":                            false,
		"(forall ((x Node) (y Node)) (=> (R x y) (R y x)))":                          true,
		"(forall ((x Node) (y Node)) (=> (Q x y) (R x y)))":                          false,
		"(exists ((x Node) (y Node)) (and (R x y) (Q y y)))":                         true,
		"(forall ((x Node)) (=> (Q x x) (R i x)))":                                   false,
		"(exists ((x Node)) (and (R i x) (forall ((y Node)) (=> (R x y) (Q y y)))))": true,
		"(not (R i x))":                                         true,
		"(distinct i x)":                                        false,
		"(<= (ticket i) (ticket x))":                            true,
		"(< (ticket i) (ticket x))":                             false,
		"(exists ((y Node)) (distinct i y))":                    true,
		"(exists ((y Node)) (< (ticket i) (ticket y)))":         true,
		"(forall ((y Node)) (=> (distinct i y) (not (R y y))))": true,
	} {
		if got := language.Parse(text)(w, &Variables{}); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"(or (R i x))", "(R i z)", "(S i x)", "(R i x) (R i x)"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is read", text)
				}
			}()
			language.Parse(text)
		}()
	}
}

// An axiom is judged by its parts, for the nodes that it is about, and needs of a world what it speaks of.
func TestAxiomsAreJudgedInParts(t *testing.T) {
	language := Language{Relations: []string{"R", "Q"}, Names: []string{"i", "x", "y"}}
	w := World{Nodes: 3}
	w.Holds[0][0], w.Holds[1][2] = spec.Only(1), spec.Only(0)
	a := language.Axiom("(forall ((x Node) (y Node)) (=> (R x y) (R x y) (exists ((i Node)) (Q i x))))")
	asked := 0
	a.About(w.Nodes, func(v Variables) {
		asked++
		says, holds, of01 := a.If(&w, &v), a.Then(&w, &v), v[1] == 0 && v[2] == 1
		if says != of01 || holds != (v[1] == 0) {
			t.Errorf("of %v it says something: %v, and is true: %v", v[1:3], says, holds)
		}
		needs := a.Needs(w.Nodes, &v)
		part := w.Only(&needs)
		if a.If(&part, &v) != says || a.Then(&part, &v) != holds {
			t.Errorf("of %v it depends on more than %v", v[1:3], needs)
		}
		if got := part == w; got != of01 {
			t.Errorf("of %v it depends on all: %v", v[1:3], got)
		}
	})
	if asked != 9 {
		t.Errorf("it is about %d pairs, want 9", asked)
	}
	always := language.Axiom("(forall ((x Node)) (exists ((y Node)) (R x y)))")
	if v := (Variables{0, 1}); !always.If(&w, &v) || always.Then(&w, &v) || !always.Then(&w, &Variables{}) {
		t.Error("an axiom without a condition is judged otherwise than its claim")
	}
}

// Formulas of integers are judged as solvers do.
func TestFormulasOfIntegersAreJudged(t *testing.T) {
	language := Arithmetic{Names: []string{"a", "b"}}
	sum := &Amounts{3, 5}
	for text, want := range map[string]bool{
		"(= (+ a b 1) 9)": true, "(= (- b a 1) 1)": true, "(= (* 2 a) 6)": true, "(< a b)": true, "(< a 3)": false,
		"(<= a 3)": true, "(<= b a)": false, "(> b a)": true, "(> a 3)": false, "(>= a 3)": true, "(>= a b)": false,
		"(and (< a b) (> a b))": false, "(and (< a b) (= a 3) (= b 5))": true,
	} {
		if got := language.Parse(text)(sum); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"(or (< a b))", "(< a c)", "(< a b) a"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is read", text)
				}
			}()
			language.Parse(text)
		}()
	}
}

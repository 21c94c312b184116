package proofs

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// solvers are the SMT solvers asked, each within a fixed amount of work, and what each is told on its command line.
var solvers = []struct {
	name string
	args []string
}{
	{"z3", []string{"-smt2", "-in", "rlimit=50000000"}},
	{"cvc5", []string{"--lang=smt2", "--rlimit=50000000", "--finite-model-find", "-"}},
}

// valid has every solver prove that the assumptions imply the claim. A proof from contradictory assumptions proves
// nothing, nor does one that needs none: there must be a group that satisfies them all, and without any one
// of those named in needed a counterexample.
func valid(t *testing.T, declarations string, assumptions map[string]string, claim string, needed ...string) {
	t.Helper()
	everySolver(t, func(name string, args []string) {
		if got := ask(t, name, args, script(declarations, assumptions, claim)); got != "unsat" {
			t.Errorf("%s answers %q, want unsat: the claim is not proved", name, got)
		}
	})
	invalid(t, declarations, assumptions, "false")
	for _, name := range needed {
		fewer := maps.Clone(assumptions)
		if delete(fewer, name); len(fewer) == len(assumptions) {
			t.Fatalf("there is no assumption %q", name)
		}
		invalid(t, declarations, fewer, claim)
	}
}

// invalid has every solver find a counterexample, among three nodes where nodes are declared.
func invalid(t *testing.T, declarations string, assumptions map[string]string, claim string) {
	t.Helper()
	if strings.Contains(declarations, "Node") {
		assumptions = maps.Clone(assumptions)
		assumptions["three nodes"] = threeNodes
	}
	everySolver(t, func(name string, args []string) {
		if got := ask(t, name, args, script(declarations, assumptions, claim)); got != "sat" {
			t.Errorf("%s answers %q, want sat: the claim holds without what it should need", name, got)
		}
	})
}

// everySolver calls do for each solver that is installed; in continuous integration all must be.
func everySolver(t *testing.T, do func(name string, args []string)) {
	t.Helper()
	for _, solver := range solvers {
		if _, err := exec.LookPath(solver.name); err == nil {
			do(solver.name, solver.args)
		} else if os.Getenv("CI") == "true" {
			t.Errorf("%s is not installed", solver.name)
		} else {
			t.Logf("%s is not installed: its proof was not run", solver.name)
		}
	}
}

// script asks for a counterexample to the claim.
func script(declarations string, assumptions map[string]string, claim string) string {
	var b strings.Builder
	b.WriteString("(set-logic ALL)" + declarations + "\n")
	for _, name := range slices.Sorted(maps.Keys(assumptions)) {
		b.WriteString("(assert " + assumptions[name] + ") ; " + name + "\n")
	}
	b.WriteString("(assert (not " + claim + "))\n(check-sat)\n")
	return b.String()
}

// ask is the first line of a solver's answer.
func ask(t *testing.T, name string, args []string, script string) string {
	t.Helper()
	command := exec.Command(name, args...)
	command.Stdin = strings.NewReader(script)
	out, err := command.CombinedOutput()
	answer, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if answer != "sat" && answer != "unsat" {
		t.Logf("%s: %v: %s, asked\n%s", name, err, out, script)
	}
	return answer
}

package smt

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"quesera/internal/child"
)

// A Solver is a program that decides SMT-LIB read from its input.
type Solver struct {
	Name string
	Args []string
}

// Solvers are those asked. Each has a fixed amount of work to do it in, which does not depend on the machine.
var Solvers = []Solver{
	{"z3", []string{"-smt2", "-in", "rlimit=50000000"}},
	{"cvc5", []string{"--lang=smt2", "--rlimit=50000000", "--finite-model-find", "-"}},
}

// An Answer is what a solver says of a script. The zero Answer is that it cannot tell.
type Answer uint8

const (
	Unknown Answer = iota
	Sat            // the assertions can be satisfied
	Unsat          // they cannot
)

func (a Answer) String() string { return [...]string{"unknown", "sat", "unsat"}[a] }

const (
	timeout = 2 * time.Minute // of a solver that does not keep to its amount of work
	most    = 64 << 10        // octets of a solver's output that are kept
)

// Missing says that the solver is not installed, nil if it is.
func (s Solver) Missing() error {
	if _, err := exec.LookPath(s.Name); err != nil {
		return fmt.Errorf("smt: not run: %s is missing", s.Name)
	}
	return nil
}

// Ask runs the solver on a script with one (check-sat). The error says why the answer is Unknown.
func (s Solver) Ask(ctx context.Context, script string) (Answer, error) {
	answer, _, err := s.Model(ctx, script)
	return answer, err
}

// Model is Ask with what the solver says after its answer, which is for the commands that follow (check-sat).
func (s Solver) Model(ctx context.Context, script string) (answer Answer, more string, err error) {
	out := &child.Bounded{Most: most}
	program := child.Program{Args: append([]string{s.Name}, s.Args...), Stdin: strings.NewReader(script), Limit: timeout}
	err = program.Run(ctx, out)
	if ctx.Err() != nil || errors.As(err, new(*child.LimitError)) {
		return Unknown, "", fmt.Errorf("smt: %s: %w", s.Name, err)
	}
	said, more, _ := strings.Cut(strings.TrimSpace(string(out.Kept)), "\n")
	switch said {
	case "sat":
		return Sat, more, nil
	case "unsat":
		return Unsat, more, nil
	}
	if err != nil {
		return Unknown, "", fmt.Errorf("smt: %s: %w: %s", s.Name, err, out.Kept)
	}
	return Unknown, "", fmt.Errorf("smt: %s answers %q", s.Name, out.Kept)
}

package spin

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"quesera/promela/translate"
)

// A Progressing is a question of liveness: whether every fair run comes to a state in which the goal holds.
type Progressing struct {
	Goal string // in Promela, over the variables of the model
	// Crashes is how many nodes, those of the lowest numbers, may stop for ever at any time. The others are treated
	// fairly: of what such a node could do all the time from some moment on, it does something again and again.
	Crashes int
}

// nodeLoop is how the process of a node begins in a translated model.
const nodeLoop = "proctype Node(byte self) {\nend:\n  do\n"

// runNodes is where process 0 starts the nodes. The states before are none of the spec's, and the goal may hold in
// them.
const runNodes = "  atomic { run Node(0)"

// never is what no fair run may do for ever: stay where the goal does not hold. It is the claim that Spin makes of
// the formula <> goal, written out, because Spin's parser of formulas does not take long ones.
const never = `
never { /* ! <> goal */
accept:
  do
  :: (!quesera_started || !(%s))
  od
}
`

// Live asks Spin the question, as a claim of temporal logic under weak fairness. Spin's fairness is that of
// processes, and each node is one; a node that may stop is given something to do that changes nothing. The error is
// as of Search.
func (s *Engine) Live(ctx context.Context, prog *translate.Program, q Progressing) (bool, error) {
	text := prog.Text + fmt.Sprintf(never, q.Goal)
	for _, change := range []struct{ at, with string }{
		{nodeLoop, nodeLoop + fmt.Sprintf("  :: (self < %d) -> skip\n", q.Crashes)},
		{runNodes, strings.ReplaceAll(runNodes, "run", "quesera_started = 1; run")},
	} {
		before, after, found := strings.Cut(text, change.at)
		if !found {
			return false, fmt.Errorf("promela: the model has no process of a node: want %q", change.at)
		}
		text = before + change.with + after
	}
	asked := *prog
	asked.Text = "bit quesera_started;\n" + text
	p, err := s.build(ctx, &asked, nil, []string{"-O0", "-DNOREDUCE", "-DNFAIR=4",
		"-DMEMLIM=" + strconv.Itoa(DefaultMemoryMB), "-DVECTORSZ=" + strconv.Itoa(max(1024, 2*prog.VectorBytes))})
	if err != nil {
		return false, err
	}
	defer p.remove()
	for _, depth := range depths {
		out, err := p.run(ctx, nil, "-a", "-f", "-n", "-m"+strconv.Itoa(depth), "-w16")
		if err != nil {
			return false, err
		}
		if out.tooDeep {
			continue
		}
		return out.live()
	}
	return false, &IncompleteError{"deeper than the search may go"}
}

// live reads the answer. Whatever is not a full search without errors or an acceptance cycle is none.
func (o *output) live() (bool, error) {
	switch {
	case o.errors > 0 && len(o.messages) > 0 && strings.Contains(o.messages[0], "acceptance cycle"):
		return false, nil
	case o.errors != 0 || len(o.messages) > 0:
		return false, &IncompleteError{fmt.Sprintf("pan finds %d errors: %v", o.errors, o.messages)}
	case o.stopped != "" || !o.full || o.lossy:
		return false, &IncompleteError{"pan did not search everything: " + o.stopped}
	}
	return true, nil
}

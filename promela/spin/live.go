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

// Live asks Spin the question, as a formula of temporal logic under weak fairness. Spin's fairness is that of
// processes, and each node is one; a node that may stop is given something to do that changes nothing. The error is as
// of Search.
func (s *Engine) Live(ctx context.Context, prog *translate.Program, q Progressing) (bool, error) {
	before, after, found := strings.Cut(prog.Text, nodeLoop)
	if !found {
		return false, fmt.Errorf("promela: the model has no process of a node that begins with %q", nodeLoop)
	}
	asked := *prog
	idle := fmt.Sprintf("  :: (self < %d) -> skip\n", q.Crashes)
	asked.Text = before + nodeLoop + idle + after + fmt.Sprintf("\nltl live { <> (%s) }\n", q.Goal)
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
	case o.errors > 0:
		return false, &IncompleteError{fmt.Sprintf("pan finds %d errors: %v", o.errors, o.messages)}
	case o.stopped != "" || !o.full || o.lossy:
		return false, &IncompleteError{"pan did not search everything: " + o.stopped}
	}
	return true, nil
}

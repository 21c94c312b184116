package explore

import (
	"errors"
	"fmt"

	"quesera/spec"
)

// A Lasso is a fair run that never comes to the goal: its stem leads to a state from which it goes round for ever.
// Where the cycle is empty, the nodes that are treated fairly can do nothing any more, and the others have stopped.
type Lasso[S any] struct {
	Stem, Cycle *Run[S]
}

// FollowLasso takes the choices of a stem from the initial state, and then those of a cycle. The error says why a run
// that goes on like that for ever is none, or is no answer to the question.
func FollowLasso[S comparable](sp *spec.Spec[S], o Progressing[S], stem, cycle []int) (*Lasso[S], error) {
	run, err := Follow(sp, append(append([]int{}, stem...), cycle...))
	if err != nil {
		return nil, err
	}
	l := &Lasso[S]{Stem: &Run[S]{Steps: run.Steps[:len(stem)], States: run.States[:len(stem)+1]},
		Cycle: &Run[S]{Steps: run.Steps[len(stem):], States: run.States[len(stem):]}}
	return l, l.check(sp, o)
}

// ErrNoLasso is part of the error of FollowLasso for choices that can be taken and are no fair run without the goal.
var ErrNoLasso = errors.New("explore: this is no fair run that never comes to the goal")

func (l *Lasso[S]) check(sp *spec.Spec[S], o Progressing[S]) error {
	round := l.Cycle.States
	if any(round[0]) != any(round[len(round)-1]) {
		return fmt.Errorf("%w: the cycle does not come back to where it began", ErrNoLasso)
	}
	for _, run := range []*Run[S]{l.Stem, l.Cycle} {
		for i := range run.States {
			if o.Goal(&run.States[i]) {
				return fmt.Errorf("%w: the goal holds in a state of it", ErrNoLasso)
			}
		}
	}
	acts, busy := map[int]bool{}, map[int]int{} // busy: in how many states of the cycle a node could act
	for _, taken := range l.Cycle.Steps {
		acts[nodeOf(&sp.Actions[taken.Action], taken.Args)] = true
	}
	instances := instancesOf(sp)
	for i := range round {
		able := map[int]bool{}
		for _, in := range instances {
			if in.can(&round[i], in.args) {
				able[nodeOf(&sp.Actions[in.action], in.args)] = true
			}
		}
		for node := range able {
			busy[node]++
		}
	}
	for node := -1; node < maxNodes; node++ {
		if (node < 0 || o.Fair(node)) && busy[node] == len(round) && !acts[node] {
			return fmt.Errorf("%w: %s could always act, and never does", ErrNoLasso, actor(node))
		}
	}
	return nil
}

// actor names who acts.
func actor(node int) string {
	if node < 0 {
		return "the network"
	}
	return fmt.Sprintf("node %d", node)
}

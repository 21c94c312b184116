package explore

import (
	"errors"
	"fmt"

	"quesera/spec"
)

// A Progressing is a question of liveness: whether every fair run comes to a state in which the goal holds.
type Progressing[S any] struct {
	Goal func(*S) bool
	// Fair tells which nodes are treated fairly: of what such a node could do all the time from some moment on, it does
	// something again and again (weak fairness). The others may stop for ever at any time: they may crash. What no node
	// does is fair.
	Fair      func(node int) bool
	MaxStates int             // give up beyond that many states; 0: no bound
	Stop      <-chan struct{} // once it is closed the search gives up; may be nil
}

// Progress of a spec, as far as it was found out.
type Liveness[S any] struct {
	States, Transitions int // of the part of the reachable graph in which the goal has not held yet
	Cycles              int // strongly connected components of it in which a run may go on for ever, fair or not
	Lasso               *Lasso[S]
}

// A Lasso is a fair run that never comes to the goal: its stem leads to a state from which it goes round for ever.
// Where the cycle is empty, the nodes that are treated fairly can do nothing any more, and the others have stopped.
type Lasso[S any] struct {
	Stem, Cycle *Run[S]
}

// ErrTooLarge is the error of a question of liveness about more states than were allowed.
var ErrTooLarge = errors.New("explore: too many states to decide liveness")

// An arc is a transition between states by their numbers.
type arc struct {
	to, instance int
}

// A graph is the part of the reachable states in which the goal has not held on the way, numbered as they are found.
type graph[S comparable] struct {
	sp        *spec.Spec[S]
	instances []instance[S]
	states    []S
	arcs      [][]arc
	by        []int // how each state was found first: the state before it
	via       []int // and the instance
}

// Live decides whether every fair run of sp comes to the goal. It keeps the graph in memory. The lasso is one with a
// shortest stem.
func Live[S comparable](sp *spec.Spec[S], o Progressing[S]) (*Liveness[S], error) {
	g := &graph[S]{sp: sp, instances: instancesOf(sp)}
	if err := g.search(o); err != nil {
		return nil, err
	}
	result := &Liveness[S]{States: len(g.states)}
	for _, arcs := range g.arcs {
		result.Transitions += len(arcs)
	}
	var where *component
	for _, members := range g.components() {
		c := g.component(members)
		if c.arcs > 0 {
			result.Cycles++
		}
		if c.keeps(o.Fair) && (where == nil || c.first < where.first) {
			where = c
		}
	}
	if where != nil {
		result.Lasso = &Lasso[S]{Stem: g.stem(where.first), Cycle: g.around(where, o.Fair)}
	}
	return result, nil
}

// search finds the states, breadth first. A state in which the goal holds is not gone beyond, and not kept.
func (g *graph[S]) search(o Progressing[S]) error {
	number := map[S]int{}
	add := func(s S, by, via int) int {
		if at, known := number[s]; known {
			return at
		}
		number[s] = len(g.states)
		g.states, g.by, g.via = append(g.states, s), append(g.by, by), append(g.via, via)
		return len(g.states) - 1
	}
	if o.Goal(&g.sp.Init) {
		return nil
	}
	add(g.sp.Init, -1, -1)
	for at := 0; at < len(g.states); at++ {
		select {
		case <-o.Stop:
			return ErrStopped
		default:
		}
		if o.MaxStates > 0 && len(g.states) > o.MaxStates {
			return fmt.Errorf("%w: more than %d", ErrTooLarge, o.MaxStates)
		}
		var arcs []arc
		for k, in := range g.instances {
			s := g.states[at]
			if !in.can(&s, in.args) {
				continue
			}
			in.do(&s, in.args)
			to := outside
			if !o.Goal(&s) {
				to = add(s, at, k)
			}
			arcs = append(arcs, arc{to, k})
		}
		g.arcs = append(g.arcs, arcs)
	}
	return nil
}

// outside is where an arc leads that comes to the goal.
const outside = -1

// node is the node whose action it is, -1 if it is nobody's.
func (g *graph[S]) node(k int) int {
	in := g.instances[k]
	a := g.sp.Actions[in.action]
	if a.By < 0 || a.By >= len(a.Params) || a.Params[a.By].Kind != spec.IsNode {
		return -1
	}
	return int(in.args[a.By])
}

// A component is a strongly connected one, and what it offers to a run that stays in it.
type component struct {
	first  int // its state that was found first
	member map[int]bool
	arcs   int // that stay in it
	// by node: whether it can act somewhere in the component, an arc by which it acts without leaving (the state, and the
	// place among its arcs), and a state that gives it nothing to do
	able  map[int]bool
	acts  map[int][2]int
	rests map[int]int
}

func (g *graph[S]) component(members []int) *component {
	c := &component{first: members[0], member: map[int]bool{}, able: map[int]bool{}, acts: map[int][2]int{},
		rests: map[int]int{}}
	for _, s := range members {
		c.member[s] = true
		c.first = min(c.first, s)
		for _, a := range g.arcs[s] {
			c.able[g.node(a.instance)] = true
		}
	}
	for _, s := range members {
		busy := map[int]bool{}
		for k, a := range g.arcs[s] {
			node := g.node(a.instance)
			busy[node] = true
			if c.member[a.to] {
				c.arcs++
				c.acts[node] = [2]int{s, k}
			}
		}
		for node := range c.able {
			if !busy[node] {
				c.rests[node] = s
			}
		}
	}
	return c
}

// keeps reports whether a fair run can stay in the component for ever: each node that is treated fairly acts in it, or
// has nothing to do in some state of it. If there are no arcs, nobody acts.
func (c *component) keeps(fair func(int) bool) bool {
	for node := range c.able {
		_, acts := c.acts[node]
		_, rests := c.rests[node]
		if (node < 0 || fair(node)) && !acts && !rests {
			return false
		}
	}
	return true
}

// components are the strongly connected components, by Tarjan's algorithm without recursion.
func (g *graph[S]) components() (all [][]int) {
	type frame struct{ state, next int }
	index, low := make([]int, len(g.states)), make([]int, len(g.states)) // counted from 1; 0: not seen
	var stack []int
	onStack := make([]bool, len(g.states))
	count := 0
	for root := range g.states {
		if index[root] > 0 {
			continue
		}
		frames := []frame{{state: root}}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			if f.next == 0 && index[f.state] == 0 {
				count++
				index[f.state], low[f.state] = count, count
				stack = append(stack, f.state)
				onStack[f.state] = true
			}
			if f.next < len(g.arcs[f.state]) {
				to := g.arcs[f.state][f.next].to
				f.next++
				switch {
				case to == outside:
				case index[to] == 0:
					frames = append(frames, frame{state: to})
				case onStack[to]:
					low[f.state] = min(low[f.state], index[to])
				}
				continue
			}
			if low[f.state] == index[f.state] {
				from := len(stack) - 1
				for stack[from] != f.state {
					from--
				}
				for _, s := range stack[from:] {
					onStack[s] = false
				}
				all = append(all, append([]int{}, stack[from:]...))
				stack = stack[:from]
			}
			done := f.state
			if frames = frames[:len(frames)-1]; len(frames) > 0 {
				parent := frames[len(frames)-1].state
				low[parent] = min(low[parent], low[done])
			}
		}
	}
	return all
}

// stem is the run by which a state was found.
func (g *graph[S]) stem(to int) *Run[S] {
	var back []int
	for at := to; g.by[at] >= 0; at = g.by[at] {
		back = append(back, at)
	}
	run := &Run[S]{States: []S{g.states[0]}}
	for i := len(back) - 1; i >= 0; i-- {
		g.take(run, arc{back[i], g.via[back[i]]})
	}
	return run
}

func (g *graph[S]) take(run *Run[S], a arc) {
	in := g.instances[a.instance]
	run.Steps = append(run.Steps, Taken{in.action, in.args})
	run.States = append(run.States, g.states[a.to])
}

// around goes round in the component, from its first state back to it, so that going on like that is fair.
func (g *graph[S]) around(c *component, fair func(int) bool) *Run[S] {
	run := &Run[S]{States: []S{g.states[c.first]}}
	if c.arcs == 0 {
		return run
	}
	at := c.first
	for node := -1; node < maxNodes; node++ {
		if !c.able[node] || node >= 0 && !fair(node) {
			continue
		}
		if to, rests := c.rests[node]; rests {
			at = g.walk(run, c, at, to)
			continue
		}
		act := c.acts[node]
		at = g.walk(run, c, at, act[0])
		a := g.arcs[at][act[1]]
		g.take(run, a)
		at = a.to
	}
	if len(run.Steps) == 0 { // nobody is treated fairly: any arc will do
		for _, a := range g.arcs[at] {
			if c.member[a.to] {
				g.take(run, a)
				at = a.to
				break
			}
		}
	}
	g.walk(run, c, at, c.first)
	return run
}

// walk goes by a shortest way within the component.
func (g *graph[S]) walk(run *Run[S], c *component, from, to int) int {
	if from == to {
		return to
	}
	by := map[int]arc{} // how a state is reached: from which state, by which instance
	queue := []int{from}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		for _, a := range g.arcs[s] {
			if _, seen := by[a.to]; !c.member[a.to] || seen || a.to == from {
				continue
			}
			by[a.to] = arc{s, a.instance}
			queue = append(queue, a.to)
		}
	}
	var back []arc
	for at := to; at != from; at = by[at].to {
		if _, reached := by[at]; !reached {
			panic("explore: a component is not strongly connected")
		}
		back = append(back, arc{at, by[at].instance})
	}
	for i := len(back) - 1; i >= 0; i-- {
		g.take(run, back[i])
	}
	return to
}

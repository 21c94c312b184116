package explore

import (
	"errors"
	"fmt"
	"unsafe"

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

// Asking is the question that a claim about fair runs asks.
func Asking[S any](p *spec.Progress[S]) Progressing[S] {
	return Progressing[S]{Goal: p.Holds, Fair: func(node int) bool { return node >= int(p.Crashes) }}
}

// Progress of a spec, as far as it was found out.
type Liveness[S any] struct {
	States, Transitions int // of the part of the reachable graph in which the goal has not held yet
	Cycles              int // strongly connected components of it in which a run may go on for ever, fair or not
	Lasso               *Lasso[S]
}

// ErrTooLarge is the error of a question of liveness about more states than were allowed.
var ErrTooLarge = errors.New("explore: too many states to decide liveness")

// An arc is a transition to a state, by its number.
type arc struct{ to, instance int32 }

// outside is where an arc leads that comes to the goal.
const outside = -1

// A graph is the part of the reachable states in which the goal has not held on the way, numbered as they are found.
type graph[S comparable] struct {
	sp        *spec.Spec[S]
	layout    *layout
	instances []instance[S]
	nodes     []int            // by instance: the node whose action it is, -1 if it is nobody's
	number    map[string]int32 // of a packed state
	packed    []uint64         // all states, one after the other
	arcs      []arc
	ends      []int   // of the arcs of each state
	by        []int32 // how each state was found first: the state before it, outside for the first one
	via       []int32 // and the instance
}

// Live decides whether every fair run of sp comes to the goal. It keeps the graph in memory. The lasso is one with a
// shortest stem.
func Live[S comparable](sp *spec.Spec[S], o Progressing[S]) (*Liveness[S], error) {
	l, err := newLayout[S](sp.Config)
	if err != nil {
		return nil, err
	}
	g := &graph[S]{sp: sp, layout: l, instances: instancesOf(sp), number: map[string]int32{}}
	for _, in := range g.instances {
		g.nodes = append(g.nodes, nodeOf(&sp.Actions[in.action], in.args))
	}
	if err := g.search(o); err != nil {
		return nil, err
	}
	result := &Liveness[S]{States: g.states(), Transitions: len(g.arcs)}
	var where *component
	for _, members := range g.components() {
		if len(members) == 1 && g.moves(members[0], o.Fair) {
			continue // what most states are: one that is left
		}
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

// states is how many there are.
func (g *graph[S]) states() int { return len(g.by) }

// state unpacks the state of that number.
func (g *graph[S]) state(n int) S {
	var s padded[S]
	words := g.layout.words
	g.layout.unpack(g.packed[n*words:(n+1)*words], unsafe.Pointer(&s.of))
	return s.of
}

// from are the arcs of a state.
func (g *graph[S]) from(n int) []arc {
	if n == 0 {
		return g.arcs[:g.ends[0]]
	}
	return g.arcs[g.ends[n-1]:g.ends[n]]
}

// add numbers a state, if it has no number yet.
func (g *graph[S]) add(s S, by, via int) (int32, error) {
	at := len(g.packed)
	g.packed = append(g.packed, make([]uint64, g.layout.words)...)
	words := g.packed[at:]
	if err := g.layout.pack(unsafe.Pointer(&s), words); err != nil {
		return 0, err
	}
	key := unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), 8*len(words))
	if n, known := g.number[string(key)]; known {
		g.packed = g.packed[:at]
		return n, nil
	}
	n := int32(g.states())
	g.number[string(key)] = n
	g.by, g.via = append(g.by, int32(by)), append(g.via, int32(via))
	if g.state(int(n)) != s {
		return 0, g.layout.misfit(unsafe.Pointer(&s))
	}
	return n, nil
}

// search finds the states, breadth first. A state in which the goal holds is not gone beyond, and not kept.
func (g *graph[S]) search(o Progressing[S]) error {
	if o.Goal(&g.sp.Init) {
		return nil
	}
	if _, err := g.add(g.sp.Init, outside, 0); err != nil {
		return err
	}
	for at := 0; at < g.states(); at++ {
		select {
		case <-o.Stop:
			return ErrStopped
		default:
		}
		if o.MaxStates > 0 && g.states() > o.MaxStates {
			return fmt.Errorf("%w: more than %d", ErrTooLarge, o.MaxStates)
		}
		state := g.state(at)
		for k, in := range g.instances {
			if !in.can(&state, in.args) {
				continue
			}
			s, to := state, int32(outside)
			in.do(&s, in.args)
			if !o.Goal(&s) {
				var err error
				if to, err = g.add(s, at, k); err != nil {
					return err
				}
			}
			g.arcs = append(g.arcs, arc{to, int32(k)})
		}
		g.ends = append(g.ends, len(g.arcs))
	}
	return nil
}

// nodeOf is the node that acts, -1 if none does.
func nodeOf[S any](a *spec.Action[S], args spec.Args) int {
	if a.By < 0 || a.By >= len(a.Params) || a.Params[a.By].Kind != spec.IsNode {
		return -1
	}
	return int(args[a.By])
}

// moves reports whether somebody who is treated fairly can act in a state, and any action leaves it.
func (g *graph[S]) moves(n int, fair func(int) bool) bool {
	able := false
	for _, a := range g.from(n) {
		if int(a.to) == n {
			return false
		}
		node := g.nodes[a.instance]
		able = able || node < 0 || fair(node)
	}
	return able
}

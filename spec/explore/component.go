package explore

// A component is a strongly connected one, and what it offers to a run that stays in it.
type component struct {
	first  int // its state that was found first
	member map[int]bool
	arcs   int // that stay in it
	// by node: whether it can act somewhere in the component, an arc by which it acts without leaving (the state, and
	// the place among its arcs), and a state that gives it nothing to do
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
		for _, a := range g.from(s) {
			c.able[g.nodes[a.instance]] = true
		}
	}
	for _, s := range members {
		busy := map[int]bool{}
		for k, a := range g.from(s) {
			node := g.nodes[a.instance]
			busy[node] = true
			if c.member[int(a.to)] {
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

// keeps reports whether a fair run can stay in the component for ever: each node that is treated fairly acts in it,
// or has nothing to do in some state of it. If there are no arcs, nobody acts.
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
	index, low := make([]int, g.states()), make([]int, g.states()) // counted from 1; 0: not seen
	var stack []int
	onStack := make([]bool, g.states())
	count := 0
	for root := range g.states() {
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
			if arcs := g.from(f.state); f.next < len(arcs) {
				to := int(arcs[f.next].to)
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
	for at := to; g.by[at] >= 0; at = int(g.by[at]) {
		back = append(back, at)
	}
	run := &Run[S]{States: []S{g.state(0)}}
	for i := len(back) - 1; i >= 0; i-- {
		g.take(run, arc{int32(back[i]), g.via[back[i]]})
	}
	return run
}

func (g *graph[S]) take(run *Run[S], a arc) {
	in := g.instances[a.instance]
	run.Steps = append(run.Steps, Taken{in.action, in.args})
	run.States = append(run.States, g.state(int(a.to)))
}

// around goes round in the component, from its first state back to it, so that going on like that is fair.
func (g *graph[S]) around(c *component, fair func(int) bool) *Run[S] {
	run := &Run[S]{States: []S{g.state(c.first)}}
	if c.arcs == 0 {
		return run
	}
	at := c.first
	for node := -1; node < maxNodes; node++ {
		if !c.able[node] || node >= 0 && !fair(node) || g.served(run, node) {
			continue
		}
		if to, rests := c.rests[node]; rests {
			at = g.walk(run, c, at, to)
			continue
		}
		act := c.acts[node]
		at = g.walk(run, c, at, act[0])
		a := g.from(at)[act[1]]
		g.take(run, a)
		at = int(a.to)
	}
	if len(run.Steps) == 0 { // nobody is treated fairly: any arc will do
		for _, a := range g.from(at) {
			if c.member[int(a.to)] {
				g.take(run, a)
				at = int(a.to)
				break
			}
		}
	}
	g.walk(run, c, at, c.first)
	return run
}

// served reports whether a part of a cycle is fair to a node: it acts in it, or could not act in some state of it.
func (g *graph[S]) served(run *Run[S], node int) bool {
	for _, taken := range run.Steps {
		if nodeOf(&g.sp.Actions[taken.Action], taken.Args) == node {
			return true
		}
	}
	for i := range run.States {
		busy := false
		for k, in := range g.instances {
			busy = busy || g.nodes[k] == node && in.can(&run.States[i], in.args)
		}
		if !busy {
			return true
		}
	}
	return false
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
		for _, a := range g.from(s) {
			to := int(a.to)
			if _, seen := by[to]; !c.member[to] || seen || to == from {
				continue
			}
			by[to] = arc{int32(s), a.instance}
			queue = append(queue, to)
		}
	}
	var back []arc
	for at := to; at != from; at = int(by[at].to) {
		if _, reached := by[at]; !reached {
			panic("explore: a component is not strongly connected")
		}
		back = append(back, arc{int32(at), by[at].instance})
	}
	for i := len(back) - 1; i >= 0; i-- {
		g.take(run, back[i])
	}
	return to
}

package odd

import "quesera/spec"

// FlowConfig bounds the loops. Two constants have other names in Promela, or none.
type FlowConfig struct {
	Nodes uint8
	Left  uint8 `promela:"ACTIONS"`
	Far   uint8 `promela:"-"` // 9
	Loud  bool  // true
	Mute  bool  `promela:"-"` // false
}

// FlowState is a few numbers for control flow to work on.
type FlowState struct {
	Left uint8                       `max:"15"`
	A    [spec.MaxNodes]uint8        `len:"Nodes" max:"7"`
	Pair [spec.MaxNodes]Pair         `len:"Nodes"`
	Acks [spec.MaxNodes]spec.NodeSet `len:"Nodes"`
	Skip uint8                       `max:"7"` // named as a statement of Promela
}

// Pair is a small struct.
type Pair struct {
	At   uint8       `max:"7"` // named as a field of the translator's own
	Self spec.NodeID // named as the parameter of the translator's processes
}

// CanAny: actions that are always enabled, but for the number of them.
func (c FlowConfig) CanAny(st *FlowState) bool { return st.Left > 0 }

// CanLoops: an odd number of entries is small.
func (c FlowConfig) CanLoops(st *FlowState, x uint8) bool {
	return c.CanAny(st) && c.small(st, x)%2 == 1
}

// small counts entries with continue and break, and a bound that moves.
func (c FlowConfig) small(st *FlowState, x uint8) uint8 {
	count := uint8(0)
	for i := uint8(0); i < c.Nodes; i++ {
		if st.A[i] == 5 {
			continue
		}
		for j := i; j <= x; j++ {
			if st.A[j] > st.A[i]+1 {
				break
			}
			count++
			if st.A[j] == 0 {
				continue
			}
			count += 2
		}
		if st.A[i] > 4 {
			break
		}
	}
	return count
}

// Loops returns early out of two loops.
func (c FlowConfig) Loops(st *FlowState, x uint8) {
	st.Left--
	for i := range c.Nodes {
		if st.A[i] == x {
			continue
		}
		st.A[i] = (st.A[i] + 1) & 7
		for j := uint8(0); j < i; j++ {
			if st.A[j] == 3 {
				st.Skip = i
				return
			}
			if st.A[j]+st.A[i] > 8 {
				break
			}
			st.A[j] = (st.A[j] + x) & 7
		}
		if st.A[i] > 6 && x == 2 {
			break
		}
		st.Skip = (st.Skip + 1) & 7
	}
	st.Skip = (st.Skip + 3) & 7
}

// CanBound is enabled where a property with a return in nested loops holds.
func (c FlowConfig) CanBound(st *FlowState, x uint8) bool {
	if !c.CanAny(st) {
		return false
	}
	for i := range c.Nodes {
		for j := range c.Nodes {
			if i != j && st.A[i] == st.A[j]+2 {
				return x > 0
			}
		}
		if st.A[i] == 6 {
			return true
		}
	}
	return st.Skip < 5
}

// Bound has a loop whose bound the body moves, and a variable that is shadowed.
func (c FlowConfig) Bound(st *FlowState, x uint8) {
	st.Left = st.Left - 1
	x++ // a parameter is a copy
	skip := st.Skip
	for k := x; k < 2+st.A[0]%4; k++ {
		skip := skip + k
		if skip > c.Far {
			st.A[0] = 0
		}
		st.A[1] = skip & 7
		skip++
		if k == 2 {
			st.Skip = skip & 7
		}
	}
	var run uint8
	for range 2 {
		run += x
	}
	st.A[2] = (skip + run) & 7
}

// CanAlias is enabled but for one combination.
func (c FlowConfig) CanAlias(st *FlowState, x uint8) bool {
	return c.CanAny(st) && (c.best(st, x).At != 3 || c.swapped(st.A[0], st.A[x]) > 1)
}

// best is one of two structs.
func (c FlowConfig) best(st *FlowState, x uint8) Pair {
	if st.Pair[x].At > st.Pair[0].At {
		return st.Pair[x]
	}
	return st.Pair[0]
}

// swapped calls with its parameters the other way round.
func (c FlowConfig) swapped(a, b uint8) uint8 { return c.minus(b, a) }

func (c FlowConfig) minus(a, b uint8) uint8 {
	if a < b {
		return b - a
	}
	return (a - b) * 3
}

// Alias passes places whose value the callee changes, and copies structs through a variable.
func (c FlowConfig) Alias(st *FlowState, x uint8) {
	st.Left--
	c.add(st, x, st.A[x])
	c.turn(st, 0, 1, 2)
	p := st.Pair[x]
	st.Pair[x] = st.Pair[(x+1)%3]
	st.Pair[(x+1)%3] = p
	st.Pair[2] = c.best(st, x)
	c.keep(st, st.Pair[x], x)
	st.Acks[x] = st.Acks[x].With(st.Pair[x].Self).Without(spec.NodeID(x))
}

// add uses its argument after it has changed what that was read from.
func (c FlowConfig) add(st *FlowState, i, a uint8) {
	st.A[i] = (st.A[i] + 1) & 7
	if a > 2 {
		st.A[(i+1)%3] = a
		i = 1 // in one branch only
	}
	st.Pair[i].At = (a + st.A[i]) & 7
}

// turn calls itself no more, but twice in a row, with its parameters in a circle.
func (c FlowConfig) turn(st *FlowState, i, j, k uint8) {
	c.shift(st, j, k, i)
	c.shift(st, k, i, j)
}

func (c FlowConfig) shift(st *FlowState, i, j, k uint8) {
	c.set(st, j, i, k)
}

func (c FlowConfig) set(st *FlowState, i, j, k uint8) {
	st.A[i] = (st.A[j]*2 + k) & 7
}

// keep has a struct for a parameter, and changes what it was copied from.
func (c FlowConfig) keep(st *FlowState, p Pair, x uint8) {
	st.Pair[x].At = 0
	if p.At == 0 {
		return
	}
	p.At--
	if p.At > 3 {
		st.Pair[0] = p
	} else if p.At == 2 {
		st.Pair[1].Self = 2
		return
	}
	st.Pair[x].Self = spec.NodeID(p.At & 1)
}

// CanLocals is enabled by a comparison of structs.
func (c FlowConfig) CanLocals(st *FlowState, x uint8) bool {
	p, q := st.Pair[0], st.Pair[x]
	if p == q && x > 0 {
		p = st.Pair[1]
	}
	return c.CanAny(st) && (p != q || x == 0 && q == Pair{})
}

// Locals has variables of every kind, set in branches and in loops.
func (c FlowConfig) Locals(st *FlowState, x uint8) {
	st.Left--
	var seen [spec.MaxNodes]bool
	far := c.Mute
	top, set := uint8(0), spec.NodeSet(0)
	for i := range spec.NodeID(c.Nodes) {
		if v := st.A[i]; v >= top {
			top = v
			seen[i] = true
		} else if far = v+3 < top; far {
			set = set.With(i)
		}
		set = set.Union(st.Acks[i])
	}
	sum := uint16(0)
	for i := range c.Nodes {
		if seen[i] != (far == c.Loud) {
			sum += 40000 + uint16(st.A[i])
		}
	}
	st.Skip = uint8(sum>>8) & 7
	best := c.best(st, x)
	best.At = (best.At + top) & 7
	st.Pair[x] = best
	if x > 0 {
		st.Acks[x] = set
	}
	{
		x := x + st.Skip
		st.A[0] = x & 7
	}
}

// CanLast is enabled where a loop over no round at all would be.
func (c FlowConfig) CanLast(st *FlowState, x uint8) bool {
	for k := c.Nodes; k < 2; k++ {
		return false
	}
	return c.CanAny(st) && st.A[x] != 1
}

// Last has a loop that a break ends, and one of no rounds.
func (c FlowConfig) Last(st *FlowState, x uint8) {
	st.Left--
	for k := uint8(2); k < 2; k++ {
		st.Skip = 0
	}
	if st.A[x] > 3 {
		for k := range c.Nodes {
			if st.A[k] == x && !c.Mute {
				break
			}
			st.A[k] = (st.A[k] + 3) & 7
		}
	}
	c.fill(st, x)
}

// fill ends in a loop, and an action ends in a call of it.
func (c FlowConfig) fill(st *FlowState, x uint8) {
	for k := uint8(0); k < x; k++ {
		st.A[k] = (st.A[k] + x) & 7
	}
}

// Even is a property to watch: it has conditions of several functions.
func (c FlowConfig) Even(st *FlowState) bool {
	for i := range c.Nodes - 1 + 1 {
		if c.Loud && c.small(st, i) == 7 && c.minus(st.A[i], st.Skip) == 6 || c.best(st, i).Self == 1 &&
			st.Acks[i].Len() > 1 {
			return true
		}
	}
	return false
}

// Spec is the transition system.
func (c FlowConfig) Spec() *spec.Spec[FlowState] {
	sp := &spec.Spec[FlowState]{Name: "flow", Title: "Control flow", Section: "odd", Source: source, Config: c}
	sp.Init = FlowState{Left: c.Left, A: [spec.MaxNodes]uint8{1, 2, 4}, Acks: [spec.MaxNodes]spec.NodeSet{1, 6, 0}}
	sp.Init.Pair[1] = Pair{3, 2}
	m := spec.MethodsOf[FlowState](c)
	for _, name := range []string{"Loops", "Bound", "Alias", "Locals"} {
		sp.Actions = append(sp.Actions, m.Act(name, "odd", spec.Numbers("x", 3)))
	}
	sp.Actions = append(sp.Actions, m.Act("Last", "odd", spec.Numbers("x", 2)))
	sp.Props = []spec.Property[FlowState]{m.Possible("ODD-S1", "odd", "some of it happens", "Even")}
	return sp
}

package circuits

import "github.com/crillab/gophersat/solver"

// A lit is a wire of a circuit: an input, the output of a gate, or the negation of one of these.
type lit int32

const (
	never  lit = 0
	always lit = 1
)

func (l lit) not() lit { return l ^ 1 }

// of is the constant.
func of(b bool) lit {
	if b {
		return always
	}
	return never
}

// constant reports whether the wire is one, and which.
func (l lit) constant() (value, is bool) { return l == always, l <= always }

// A circuit is made of gates of two inputs, each of which is there once: what is computed in the same way twice is the
// same wire.
type circuit struct {
	gates  [][2]lit // the inputs of each gate; of an input of the circuit it has the number, and never
	known  map[[2]lit]lit
	inputs int
}

func newCircuit() *circuit {
	return &circuit{gates: make([][2]lit, 1), known: map[[2]lit]lit{}} // the first is the constant
}

// input is one more input.
func (c *circuit) input() lit {
	c.inputs++
	c.gates = append(c.gates, [2]lit{lit(-c.inputs), never})
	return lit(len(c.gates)-1) << 1
}

func (c *circuit) and(a, b lit) lit {
	if a > b {
		a, b = b, a
	}
	switch {
	case a == never || a == b.not():
		return never
	case a == always || a == b:
		return b
	}
	gate := [2]lit{a, b}
	if l, ok := c.known[gate]; ok {
		return l
	}
	c.gates = append(c.gates, gate)
	l := lit(len(c.gates)-1) << 1
	c.known[gate] = l
	return l
}

func (c *circuit) or(a, b lit) lit { return c.and(a.not(), b.not()).not() }

func (c *circuit) xor(a, b lit) lit { return c.or(c.and(a, b.not()), c.and(a.not(), b)) }

// choose is a if when holds, and else b.
func (c *circuit) choose(when, a, b lit) lit {
	if a == b {
		return a
	}
	return c.or(c.and(when, a), c.and(when.not(), b))
}

// isInput reports whether a gate is an input, and which.
func (c *circuit) isInput(gate lit) (number int, is bool) {
	if first := c.gates[gate][0]; first < 0 {
		return int(-first) - 1, true
	}
	return 0, false
}

// apart takes the gates away that do makes.
func (c *circuit) apart(do func()) {
	mark := len(c.gates)
	do()
	for _, gate := range c.gates[mark:] {
		delete(c.known, gate)
	}
	c.gates = c.gates[:mark]
}

// eval is what the wires are for these inputs.
func (c *circuit) eval(inputs []bool) func(lit) bool {
	values := make([]bool, len(c.gates))
	at := func(l lit) bool { return values[l>>1] != (l&1 == 1) }
	for g := 1; g < len(c.gates); g++ {
		if number, is := c.isInput(lit(g)); is {
			values[g] = inputs[number]
			continue
		}
		values[g] = at(c.gates[g][0]) && at(c.gates[g][1])
	}
	return at
}

// find looks for inputs for which a wire is true, by a solver (Tseitin's clauses of the gates on which it depends).
// What it does not depend on is false.
func (c *circuit) find(goal lit) (inputs []bool, found bool) {
	if value, is := goal.constant(); is {
		return make([]bool, c.inputs), value
	}
	f := formula{circuit: c, variable: map[lit]int{}}
	f.clauses = append(f.clauses, []int{f.name(goal)})
	s := solver.New(solver.ParseSlice(f.clauses))
	if s.Solve() != solver.Sat {
		return nil, false
	}
	inputs = make([]bool, c.inputs)
	model := s.Model()
	for number, v := range f.inputs {
		inputs[number] = model[v-1]
	}
	return inputs, true
}

// A formula has a variable for each gate.
type formula struct {
	*circuit
	variable map[lit]int
	inputs   map[int]int // the variables of the inputs
	clauses  [][]int
}

// name is the variable of a wire, negative if the wire is negated.
func (f *formula) name(l lit) int {
	sign, gate := 1-2*int(l&1), l>>1
	if v, known := f.variable[gate]; known {
		return sign * v
	}
	if number, is := f.isInput(gate); is {
		v := len(f.variable) + 1
		f.variable[gate] = v
		if f.inputs == nil {
			f.inputs = map[int]int{}
		}
		f.inputs[number] = v
		return sign * v
	}
	a, b := f.name(f.gates[gate][0]), f.name(f.gates[gate][1])
	v := len(f.variable) + 1
	f.variable[gate] = v
	f.clauses = append(f.clauses, []int{-v, a}, []int{-v, b}, []int{v, -a, -b})
	return sign * v
}

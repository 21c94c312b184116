package explore

import "unsafe"

// abreast is how many words a wire has: what a gate is must be looked up once for all of them.
const abreast = 4

// A quad is a wire in 256 states.
type quad [abreast]uint64

// An operation is what is done to two wires, whose values may be kept negated.
type operation uint8

const (
	both      operation = iota // a and b
	firstOnly                  // a and not b
	either                     // a or b
	unlike                     // a or b, and not both
	operations
)

// A code evaluates gates. Operations of one kind follow each other, so that the processor need not guess what comes.
type code struct {
	passes []pass
	steps  []codeStep
}

// A pass is so many steps of one operation.
type pass struct {
	operation
	count int
}

// A codeStep has the places of two wires and of what is made of them, in octets.
type codeStep struct{ a, b, to uint32 }

const quadSize = uint32(unsafe.Sizeof(quad{}))

// run sets the values of all gates.
func (c *code) run(values []quad) {
	start := unsafe.Pointer(unsafe.SliceData(values))
	steps := c.steps
	for _, p := range c.passes {
		now := steps[:p.count]
		steps = steps[p.count:]
		switch p.operation {
		case both:
			for i := range now {
				a, b, to := now[i].of(start)
				to[0], to[1], to[2], to[3] = a[0]&b[0], a[1]&b[1], a[2]&b[2], a[3]&b[3]
			}
		case firstOnly:
			for i := range now {
				a, b, to := now[i].of(start)
				to[0], to[1], to[2], to[3] = a[0]&^b[0], a[1]&^b[1], a[2]&^b[2], a[3]&^b[3]
			}
		case either:
			for i := range now {
				a, b, to := now[i].of(start)
				to[0], to[1], to[2], to[3] = a[0]|b[0], a[1]|b[1], a[2]|b[2], a[3]|b[3]
			}
		case unlike:
			for i := range now {
				a, b, to := now[i].of(start)
				to[0], to[1], to[2], to[3] = a[0]^b[0], a[1]^b[1], a[2]^b[2], a[3]^b[3]
			}
		}
	}
}

// of are the wires of a step. The assembler made sure that they are there.
func (s *codeStep) of(start unsafe.Pointer) (a, b, to *quad) {
	return (*quad)(unsafe.Add(start, s.a)), (*quad)(unsafe.Add(start, s.b)), (*quad)(unsafe.Add(start, s.to))
}

// A signal is where a wire's values are, and what to turn them over with.
type signal struct {
	at   int32
	flip uint64
}

// An assembler makes code of gates.
type assembler struct {
	first   int    // the wire of the first gate
	gates   []Gate // all so far, the program's and those of one effect
	negated []bool // by wire: whether its values are kept negated
}

// newAssembler is for gates behind so many inputs.
func newAssembler(inputs int) *assembler {
	return &assembler{first: 1 + inputs, negated: make([]bool, 1+inputs)}
}

// signal is that of a wire that has been assembled.
func (a *assembler) signal(w Wire) signal {
	flip := uint64(w & 1)
	if a.negated[w>>1] {
		flip ^= 1
	}
	return signal{int32(w >> 1), -flip}
}

// forget takes away all gates but the first so many.
func (a *assembler) forget(gates int) {
	a.gates, a.negated = a.gates[:gates], a.negated[:a.first+gates]
}

// add makes code of further gates, as far as the wires wanted depend on them. The gates may be on any wires before
// them.
func (a *assembler) add(gates []Gate, wanted []Wire) code {
	from := len(a.gates)
	a.gates = append(a.gates, gates...)
	a.negated = append(a.negated, make([]bool, len(gates))...)
	made := make([]gateMade, len(gates))
	for i := len(wanted) - 1; i >= 0; i-- {
		a.want(wanted[i], from, made)
	}
	for g := len(gates) - 1; g >= 0; g-- {
		if made[g].wanted {
			made[g].a, made[g].b, made[g].operation = a.recognise(a.gates[from+g])
			a.want(made[g].a, from, made)
			a.want(made[g].b, from, made)
		}
	}
	for g := range made {
		if made[g].wanted {
			a.settle(&made[g], a.first+from+g)
		}
	}
	return schedule(made, a.first+from)
}

// gateMade is how a gate is made.
type gateMade struct {
	wanted bool
	operation
	a, b Wire
}

func (a *assembler) want(w Wire, from int, made []gateMade) {
	if g := int(w>>1) - a.first - from; g >= 0 {
		made[g].wanted = true
	}
}

// recognise finds out whether a gate is all of a comparison of two wires: neither both of them nor neither.
func (a *assembler) recognise(g Gate) (x, y Wire, op operation) {
	p, q := int(g.A>>1)-a.first, int(g.B>>1)-a.first
	if g.A&1 == 1 && g.B&1 == 1 && p >= 0 && q >= 0 {
		p, q := a.gates[p], a.gates[q]
		if q.A == p.A^1 && q.B == p.B^1 || q.A == p.B^1 && q.B == p.A^1 {
			return p.A, p.B, unlike
		}
	}
	return g.A, g.B, both
}

// settle chooses the operation by what is kept negated.
func (a *assembler) settle(m *gateMade, wire int) {
	x, y := m.a&1 == 1 != a.negated[m.a>>1], m.b&1 == 1 != a.negated[m.b>>1]
	switch {
	case m.operation == unlike:
		a.negated[wire] = x != y
	case x && y:
		m.operation, a.negated[wire] = either, true
	case y:
		m.operation = firstOnly
	case x:
		m.operation, m.a, m.b = firstOnly, m.b, m.a
	}
}

// schedule puts gates into an order in which each comes after those that it depends on, and many of one operation after
// each other.
func schedule(made []gateMade, first int) code {
	waiting, users := make([]int, len(made)), make([][]int, len(made)) // for how many gates each waits, and who for it
	var ready [operations][]int
	for g := range made {
		m := &made[g]
		if !m.wanted {
			continue
		}
		for _, w := range []Wire{m.a, m.b} {
			if on := int(w>>1) - first; on >= 0 {
				waiting[g]++
				users[on] = append(users[on], g)
			}
		}
		if waiting[g] == 0 {
			ready[m.operation] = append(ready[m.operation], g)
		}
	}
	var c code
	for range made { // each time some follow
		most := operation(0)
		for op := range ready {
			if len(ready[op]) > len(ready[most]) {
				most = operation(op)
			}
		}
		if len(ready[most]) == 0 {
			break
		}
		count := 0
		for ; count < len(ready[most]); count++ { // more may become ready meanwhile
			g := ready[most][count]
			c.steps = append(c.steps, codeStep{uint32(made[g].a>>1) * quadSize, uint32(made[g].b>>1) * quadSize,
				uint32(first+g) * quadSize})
			for _, user := range users[g] {
				if waiting[user]--; waiting[user] == 0 {
					ready[made[user].operation] = append(ready[made[user].operation], user)
				}
			}
		}
		ready[most] = nil
		c.passes = append(c.passes, pass{most, count})
	}
	return c
}

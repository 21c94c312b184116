package odd

import "quesera/spec"

// NumbersConfig has constants whose names mean something in Promela.
type NumbersConfig struct {
	Nodes uint8
	Len   uint16 // 600
	Run   uint8  // 3
	Left  uint8
	Goto  bool // true
}

// NumbersState has one number of each kind, and names that mean something in Promela or in C.
type NumbersState struct {
	Left   uint8           `max:"15"` // actions that may yet be taken, which bounds the state space
	Active uint8           `max:"255"`
	Init   uint16          `max:"511"`
	Bool   bool            // a bool
	Set    spec.NodeSet    // of nodes
	Type   [2]spec.NodeID  `len:"2"`
	Inner  [2][3]uint8     `len:"2,3" max:"3"` // an array of arrays
	Chan   [2]NumbersInner `len:"2"`
}

// NumbersInner nests.
type NumbersInner struct {
	Init uint8    `max:"3"` // named as a field of the state
	Proc [2]uint8 `len:"2" max:"3"`
}

const half = 128

// CanWrap holds unless the sum would be too plain.
func (c NumbersConfig) CanWrap(st *NumbersState, x uint8) bool {
	return st.Left > 0 && (st.Active < half || x > 1)
}

// Wrap runs around in uint8: 255+1 is 0, and a sum that is compared wraps before it is.
func (c NumbersConfig) Wrap(st *NumbersState, x uint8) {
	st.Left--
	if st.Active+100 < st.Active+200 {
		st.Active = st.Active + 50 + x
	} else if st.Active-x > 250 {
		st.Active -= 3
	} else {
		st.Active = (st.Active*3 + x) % 251
	}
	st.Bool = st.Bool != c.Goto
}

// CanWide looks at products beyond 16 bits, and at a difference of ints below zero.
func (c NumbersConfig) CanWide(st *NumbersState, x uint8) bool {
	return st.Left > 0 && ((st.Init*c.Len)&1023 < 700 || int(st.Active)-int(x)*20 < -3 || uint8(st.Init) > 250)
}

// Wide wraps around in uint16 before it drops bits.
func (c NumbersConfig) Wide(st *NumbersState, x uint8) {
	st.Left--
	y := st.Init*c.Len + uint16(x)<<9
	y ^= y >> 7
	st.Init = y & 15
	if y/3 > 9000 && y%7 != 2 {
		st.Init |= 496
	}
	st.Active = uint8(y>>3) & 7
}

// CanBits is enabled for some combinations of bits.
func (c NumbersConfig) CanBits(st *NumbersState, x uint8) bool {
	return st.Left > 0 && ((st.Active&^x)|1 != 0 && ^st.Active >= 4 && (st.Active>>x)&1 == 0)
}

// Bits has every operator on bits; x &^ y is not x & y, and ^x not -x.
func (c NumbersConfig) Bits(st *NumbersState, x uint8) {
	st.Left--
	st.Active = (st.Active &^ (6 >> x)) ^ (^x & 9)
	st.Active |= -x & 16
	st.Bool = st.Bool == (x > 1)
	st.Active &= 31
}

// CanSets has every method of sets in a guard.
func (c NumbersConfig) CanSets(st *NumbersState, x spec.NodeID) bool {
	all := spec.All(c.Nodes)
	return st.Left > 0 && (!st.Set.Has(x) && all.Includes(st.Set) || st.Set.Without(x).Len() == 2 ||
		st.Set.Minus(spec.Only(x)).Empty())
}

// Sets has them in an effect.
func (c NumbersConfig) Sets(st *NumbersState, x spec.NodeID) {
	st.Left--
	if st.Set.Len() == int(c.Nodes) {
		st.Set = st.Set.Without(x).Minus(spec.Only(st.Type[0]).Union(spec.Only(x)))
	} else {
		st.Set = st.Set.With(x).Union(spec.All(c.Nodes).Intersect(spec.Only(st.Type[1])))
	}
	if c.Nodes > uint8(x)+1 && st.Set.Has(x) {
		st.Type[x&1] = x + 1
	} else {
		st.Type[x&1] = min(st.Type[0], x, 1)
	}
}

// CanNested is always enabled, but for one value.
func (c NumbersConfig) CanNested(st *NumbersState, x uint8) bool {
	return st.Left > 0 && (st.Inner[x&1][max(x, 1)] < c.Run && max(st.Inner[0][0], st.Inner[1][2], x) < 3)
}

// CanNegate has the negation of every comparison, in a function that negates what it returns early on.
func (c NumbersConfig) CanNegate(st *NumbersState, x uint8) bool {
	return st.Left > 0 && c.unlike(st, x)
}

func (c NumbersConfig) unlike(st *NumbersState, x uint8) bool {
	if st.Init < 77 {
		return !(st.Active < 50+x) && !(st.Active > 200)
	}
	if st.Init >= 79 && !(st.Init == 496) {
		return false
	}
	return !(st.Active <= 4*x) && !(st.Active >= 250) && !(st.Inner[1][2] != 1 && st.Bool)
}

// Negate moves towards the bounds of its guard.
func (c NumbersConfig) Negate(st *NumbersState, x uint8) {
	st.Left--
	st.Init = (st.Init + 1) & 511
	if st.Active > 200-x {
		st.Active = 50 + x
	} else {
		st.Active = 3*x + 1
	}
}

// Nested copies a row by its numbers, and a struct with an index that is part of it.
func (c NumbersConfig) Nested(st *NumbersState, x uint8) {
	st.Left--
	st.Inner[x&1][x] = st.Inner[1-x&1][x] + 1
	st.Inner[1] = st.Inner[x&1]
	st.Chan[st.Chan[0].Init&1] = st.Chan[x&1]
	st.Chan[x&1].Init = (st.Chan[x&1].Init + 1) % 4
	st.Chan[1].Proc[x&1] = st.Chan[0].Init
	if st.Chan[0] == st.Chan[1] {
		st.Inner = [2][3]uint8{}
		st.Chan[0] = NumbersInner{}
	}
}

// Spec is the transition system.
func (c NumbersConfig) Spec() *spec.Spec[NumbersState] {
	sp := &spec.Spec[NumbersState]{Name: "numbers", Title: "Numbers", Section: "odd", Source: source, Config: c}
	sp.Init.Left, sp.Init.Active, sp.Init.Init, sp.Init.Inner[1][2] = c.Left, 200, 77, 1
	for _, name := range []string{"Wrap", "Wide", "Bits", "Sets", "Nested", "Negate"} {
		sp.Actions = append(sp.Actions, spec.MethodsOf[NumbersState](c).Act(name, "odd", spec.Numbers("x", 3)))
	}
	return sp
}

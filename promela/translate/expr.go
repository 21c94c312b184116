package translate

import "slices"

// An expr is a Promela expression, with bounds on its values. Expressions are never changed once
// made, so that they may be shared.
type expr struct {
	op    string   // opConst, … or a binary operator of Go
	name  string   // of opName, opPath, opCall, opWith; of opConst the macro that stands for it, or ""
	rng   interval // of a number: all values it can take
	steps []step   // of opPath
	args  []*expr  // operands
	shape *shape   // of opPath, opZero and opCond of records and arrays; nil for other numbers
	size  int      // how much text it makes, roughly: operators and operands
}

const (
	opConst  = "constant"
	opName   = "name"   // a variable or a parameter that is a number
	opPath   = "path"   // a place in a variable or parameter: name, steps
	opCall   = "call"   // of the macro name
	opWith   = "with"   // of the macro WITH; args: a set, a member, and the set of that member alone
	opCond   = "if"     // args: condition, then, else
	opZero   = "zero"   // the zero value of a record or array
	opNot    = "!"      // args: one bool
	opMask   = "mask"   // args: one number; rng is of the form 0..2^k-1, and of the number only these bits count
	opNegate = "negate" // args: one number
	opConfig = "config" // the Config
	opState  = "state"  // the State: its fields are the global variables
)

// A step goes from a record to its field, or from an array to its entry.
type step struct {
	field string
	index *expr
}

var (
	yes = constant(1)
	no  = constant(0)
)

func constant(v int64) *expr {
	return &expr{op: opConst, rng: exactly(v), size: 1}
}

func truth(b bool) *expr {
	if b {
		return yes
	}
	return no
}

// is reports whether the expression always has the value.
func (e *expr) is(v int64) bool { return e.rng == exactly(v) }

// isLiteral reports whether e is a plain number without a name.
func (e *expr) isLiteral() bool { return e.op == opConst && e.name == "" }

func sizeOf(args []*expr) int {
	total := 1
	for _, a := range args {
		total += a.size
	}
	return total
}

func newExpr(op string, rng interval, args ...*expr) *expr {
	return &expr{op: op, rng: rng, args: args, size: sizeOf(args)}
}

// binary is a op b in unbounded integers; the caller brings it back into the range of its type.
func binary(op string, a, b *expr) (*expr, error) {
	rng, err := binaryRange(op, a.rng, b.rng)
	if err != nil {
		return nil, err
	}
	if a.isLiteral() && b.isLiteral() && rng.lo == rng.hi {
		return constant(rng.lo), nil
	}
	return newExpr(op, rng, a, b), nil
}

// compare is a comparison; decided where the ranges decide it.
func compare(op string, a, b *expr) *expr {
	switch op {
	case ">":
		return compareWith(op, "<", b, a, a, b)
	case ">=":
		return compareWith(op, "<=", b, a, a, b)
	}
	return compareWith(op, op, a, b, a, b)
}

// compareWith decides small op large, and makes left written right where that is undecided.
func compareWith(written, op string, small, large, left, right *expr) *expr {
	s, l := small.rng, large.rng
	if s.empty() || l.empty() {
		return newExpr(written, boolean, left, right)
	}
	apart := s.hi < l.lo || l.hi < s.lo
	same := s == l && s.lo == s.hi
	switch {
	case op == "<" && s.hi < l.lo, op == "<=" && s.hi <= l.lo, op == "==" && same, op == "!=" && apart:
		return yes
	case op == "<" && s.lo >= l.hi, op == "<=" && s.lo > l.hi, op == "==" && apart, op == "!=" && same:
		return no
	}
	return newExpr(written, boolean, left, right)
}

var opposite = map[string]string{"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}

func not(a *expr) *expr {
	switch {
	case a.is(0):
		return yes
	case a.is(1):
		return no
	case a.op == opNot:
		return a.args[0]
	case opposite[a.op] != "":
		return newExpr(opposite[a.op], boolean, a.args...)
	case a.op == "&&":
		return or(not(a.args[0]), not(a.args[1]))
	case a.op == "||":
		return and(not(a.args[0]), not(a.args[1]))
	}
	return newExpr(opNot, boolean, a)
}

func and(a, b *expr) *expr {
	switch {
	case a.is(0) || b.is(1):
		return a
	case a.is(1):
		return b
	case b.is(0):
		return no
	}
	return newExpr("&&", boolean, a, b)
}

func or(a, b *expr) *expr {
	switch {
	case a.is(1) || b.is(0):
		return a
	case a.is(0):
		return b
	case b.is(1):
		return yes
	}
	return newExpr("||", boolean, a, b)
}

// cond is a if c, else b. truths tells that a and b are bools.
func cond(c, a, b *expr, truths bool) *expr {
	switch {
	case c.is(1) || same(a, b):
		return a
	case c.is(0):
		return b
	case truths && a.is(1):
		return or(c, b)
	case truths && a.is(0):
		return and(not(c), b)
	case truths && b.is(1):
		return or(not(c), a)
	case truths && b.is(0):
		return and(c, a)
	case a.op == "+" && same(a.args[0], b): // a count goes on
		if counted, err := binary("+", b, cond(c, a.args[1], no, false)); err == nil && counted.rng.within(cInt) {
			return counted
		}
	case a.op == opWith && same(a.args[0], b): // a set grows; to write it twice would double the text with each member
		return union(b, cond(c, a.args[2], no, false))
	case a.isLiteral() && a.is(1) && b.isLiteral() && b.is(0):
		return c
	}
	e := newExpr(opCond, a.rng.join(b.rng), c, a, b)
	e.shape = a.shape
	return e
}

// union is a | b, of sets.
func union(a, b *expr) *expr {
	if a.isLiteral() && a.is(0) {
		return b
	}
	rng, _ := binaryRange("|", a.rng, b.rng) // sets are not negative
	return newExpr("|", rng, a, b)
}

// same reports whether two expressions are the same text.
func same(a, b *expr) bool {
	if a == b {
		return true
	}
	if a.op != b.op || a.name != b.name || a.rng != b.rng || len(a.args) != len(b.args) || len(a.steps) != len(b.steps) {
		return false
	}
	return slices.EqualFunc(a.args, b.args, same) && slices.EqualFunc(a.steps, b.steps, func(x, y step) bool {
		return x.field == y.field && (x.index == nil) == (y.index == nil) && (x.index == nil || same(x.index, y.index))
	})
}

// wrap brings e, computed in unbounded integers, back into the range of a kind as Go does.
// It reports failure where pan's 32 bits might not do for e itself.
func wrap(e *expr, k kind) (*expr, bool) {
	if !e.rng.within(cInt) {
		return nil, false
	}
	to := kindRange(k)
	if e.rng.within(to) {
		return e, true
	}
	if e.isLiteral() {
		return constant(e.rng.lo & to.hi), true
	}
	return newExpr(opMask, to, e), true
}

// unmasked is what to store into a variable of the given range in place of e: storing into a byte masks by itself.
func unmasked(e *expr, storage string) *expr {
	if e.op == opMask && storage == "byte" && e.rng.hi == 1<<8-1 {
		return e.args[0]
	}
	return e
}

// field selects the field of a record.
func (e *expr) field(f field) *expr {
	switch e.op {
	case opState:
		return variable(f.name, f.shape)
	case opPath:
		return e.extend(f.shape, step{field: f.name})
	case opCond:
		return cond(e.args[0], e.args[1].field(f), e.args[2].field(f), f.shape.kind == kindBool)
	}
	return zero(f.shape)
}

// entry selects the entry of an array. Pan checks every index when it runs.
func (e *expr) entry(index *expr) *expr {
	elem := e.shape.elem
	switch e.op {
	case opPath:
		steps := []step{{index: index}}
		if e.shape.row != "" {
			steps = append(steps, step{field: rowEntry})
		}
		return e.extend(elem, steps...)
	case opCond:
		return cond(e.args[0], e.args[1].entry(index), e.args[2].entry(index), elem.kind == kindBool)
	}
	return zero(elem)
}

func (e *expr) extend(s *shape, steps ...step) *expr {
	p := *e
	p.shape = s
	p.steps = append(e.steps[:len(e.steps):len(e.steps)], steps...)
	p.rng = s.holds
	for _, st := range steps {
		p.size++
		if st.index != nil {
			p.size += st.index.size
		}
	}
	return &p
}

// variable is the whole of a variable or parameter.
func variable(name string, s *shape) *expr {
	return &expr{op: opPath, name: name, shape: s, rng: s.holds, size: 1}
}

// zero is the zero value of a shape.
func zero(s *shape) *expr {
	if s.kind != kindNone {
		return no
	}
	return &expr{op: opZero, shape: s, size: 1}
}

// mentions reports whether e may read the variable.
func (e *expr) mentions(name string) bool {
	return e.any(func(e *expr) bool {
		return e.op == opCall || e.name == name // a macro may read any
	})
}

// any reports whether f is true of e or of a part of it.
func (e *expr) any(f func(*expr) bool) bool {
	if f(e) {
		return true
	}
	for _, a := range e.args {
		if a.any(f) {
			return true
		}
	}
	for _, s := range e.steps {
		if s.index != nil && s.index.any(f) {
			return true
		}
	}
	return false
}

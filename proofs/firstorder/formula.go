package firstorder

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// A Sort is what a term stands for.
type Sort string

const (
	Bool   Sort = "Bool"
	Number Sort = "Int"  // steps and parameters, as natural numbers
	Node   Sort = "Node" // one of any number of nodes
)

type op uint8

const (
	opVariable op = iota // bound, or a constant: name
	opLiteral            // value
	opTrue
	opFalse
	opApply // name of args
	opNot
	opAnd
	opOr
	opImplies
	opEqual
	opLess
	opAtMost
	opAdd
	opIf
	opForall
	opExists
	opQuorum // the vars[0] that satisfy args[0] include a quorum of the family name
)

// A Term is a formula, or what a formula speaks of. Terms are never changed.
type Term struct {
	op    op
	sort  Sort
	name  string
	value int
	args  []*Term
	vars  []*Term
	text  string // in SMT-LIB
}

// String is the term in SMT-LIB.
func (t *Term) String() string { return t.text }

var (
	yes = &Term{op: opTrue, sort: Bool, text: "true"}
	no  = &Term{op: opFalse, sort: Bool, text: "false"}
)

// Constant is a named individual.
func Constant(name string, sort Sort) *Term {
	return &Term{op: opVariable, sort: sort, name: name, text: name}
}

// Text is a formula that is taken as it is written in SMT-LIB. Solvers can read it, and nothing here.
func Text(text string) *Term { return Constant(text, Bool) }

// Relation says that nodes are so related.
func Relation(name string, nodes ...*Term) *Term { return apply(name, Bool, nodes...) }

// Entry is the number that a part of the state has for nodes.
func Entry(name string, nodes ...*Term) *Term { return apply(name, Number, nodes...) }

// Natural is a number.
func Natural(n int) *Term { return literal(n) }

func literal(n int) *Term {
	return &Term{op: opLiteral, sort: Number, value: n, text: strconv.Itoa(n)}
}

func apply(name string, sort Sort, args ...*Term) *Term {
	return build(opApply, sort, name, name, args)
}

// build makes a term whose text is its head and its arguments.
func build(o op, sort Sort, head, name string, args []*Term) *Term {
	var b strings.Builder
	b.WriteString("(" + head)
	for _, a := range args {
		b.WriteString(" " + a.text)
	}
	b.WriteString(")")
	text := b.String()
	if len(args) == 0 {
		text = head
	}
	return &Term{op: o, sort: sort, name: name, args: args, text: text}
}

func same(a, b *Term) bool { return a == b || a.text == b.text }

// Not is the negation, drawn inwards where that is easier to read.
func Not(t *Term) *Term {
	switch t.op {
	case opTrue:
		return no
	case opFalse:
		return yes
	case opNot:
		return t.args[0]
	case opForall:
		return Exists(t.vars, Not(t.args[0]))
	case opExists:
		return Forall(t.vars, Not(t.args[0]))
	case opLess:
		return AtMost(t.args[1], t.args[0])
	case opAtMost:
		return Less(t.args[1], t.args[0])
	case opAnd:
		return Implies(And(t.args[:len(t.args)-1]...), Not(t.args[len(t.args)-1]))
	case opImplies:
		return And(t.args[0], Not(t.args[1]))
	case opOr:
		var all []*Term
		for _, a := range t.args {
			all = append(all, Not(a))
		}
		return And(all...)
	}
	return build(opNot, Bool, "not", "", []*Term{t})
}

// And is the conjunction.
func And(terms ...*Term) *Term { return junction(opAnd, "and", yes, no, terms) }

// Or is the disjunction.
func Or(terms ...*Term) *Term { return junction(opOr, "or", no, yes, terms) }

// junction flattens, and leaves out what is neutral or said twice.
func junction(o op, head string, neutral, absorbing *Term, terms []*Term) *Term {
	var all []*Term
	seen := map[string]bool{}
	var add func(terms []*Term)
	add = func(terms []*Term) {
		for _, t := range terms {
			if t.op == o {
				add(t.args)
			} else if t.op != neutral.op && !seen[t.text] {
				seen[t.text] = true
				all = append(all, t)
			}
		}
	}
	add(terms)
	for _, t := range all {
		if t.op == absorbing.op {
			return absorbing
		}
	}
	switch len(all) {
	case 0:
		return neutral
	case 1:
		return all[0]
	}
	return build(o, Bool, head, "", all)
}

// Implies is the implication.
func Implies(a, b *Term) *Term {
	switch {
	case a.op == opTrue:
		return b
	case a.op == opFalse || b.op == opTrue:
		return yes
	case b.op == opFalse:
		if a.op == opAnd { // Not would come back to here
			return build(opNot, Bool, "not", "", []*Term{a})
		}
		return Not(a)
	case b.op == opImplies:
		return Implies(And(a, b.args[0]), b.args[1])
	case b.op == opForall: // no two variables have one name
		return Forall(b.vars, Implies(a, b.args[0]))
	}
	return build(opImplies, Bool, "=>", "", []*Term{a, b})
}

// Equal is equality of numbers or nodes.
func Equal(a, b *Term) *Term {
	if same(a, b) {
		return yes
	}
	if a.op == opLiteral && b.op == opLiteral {
		return no
	}
	return build(opEqual, Bool, "=", "", []*Term{a, b})
}

// Less is a < b.
func Less(a, b *Term) *Term {
	if a.op == opLiteral && b.op == opLiteral {
		return truth(a.value < b.value)
	}
	return build(opLess, Bool, "<", "", []*Term{a, b})
}

// AtMost is a <= b.
func AtMost(a, b *Term) *Term {
	if a.op == opLiteral && b.op == opLiteral {
		return truth(a.value <= b.value)
	}
	return build(opAtMost, Bool, "<=", "", []*Term{a, b})
}

func truth(b bool) *Term {
	if b {
		return yes
	}
	return no
}

func add(a, b *Term) *Term {
	if a.op == opLiteral && b.op == opLiteral {
		return literal(a.value + b.value)
	}
	return build(opAdd, Number, "+", "", []*Term{a, b})
}

// choose is a where cond holds, else b.
func choose(cond, a, b *Term) *Term {
	switch {
	case cond.op == opTrue || same(a, b):
		return a
	case cond.op == opFalse:
		return b
	case a.sort != Bool:
		return build(opIf, a.sort, "ite", "", []*Term{cond, a, b})
	case a.op == opTrue || same(cond, a):
		return Or(cond, b)
	case a.op == opFalse:
		return And(Not(cond), b)
	case b.op == opTrue:
		return Implies(cond, a)
	case b.op == opFalse:
		return And(cond, a)
	}
	return build(opIf, Bool, "ite", "", []*Term{cond, a, b})
}

// Forall says body of all values of the variables.
func Forall(vars []*Term, body *Term) *Term {
	if len(vars) == 0 || body.op == opTrue || body.op == opFalse {
		return body // there is at least one node, and one number
	}
	if body.op == opForall {
		vars, body = append(append([]*Term{}, vars...), body.vars...), body.args[0]
	}
	return quantify(opForall, "forall", vars, body)
}

// Exists says body of some values of the variables.
func Exists(vars []*Term, body *Term) *Term {
	if body.op == opTrue || body.op == opFalse {
		return body
	}
	if body.op == opExists {
		vars, body = append(append([]*Term{}, vars...), body.vars...), body.args[0]
	}
	return quantify(opExists, "exists", vars, body)
}

func quantify(o op, head string, vars []*Term, body *Term) *Term {
	return &Term{op: o, sort: Bool, vars: vars, args: []*Term{body}, text: fmt.Sprintf("(%s (%s) %s)", head,
		declared(vars), body)}
}

func declared(vars []*Term) string {
	var all []string
	for _, v := range vars {
		all = append(all, fmt.Sprintf("(%s %s)", v.name, v.sort))
	}
	return strings.Join(all, " ")
}

// IncludesQuorum says that the nodes x that satisfy body include a quorum of the family.
func IncludesQuorum(family string, x, body *Term) *Term {
	return &Term{op: opQuorum, sort: Bool, name: family, vars: []*Term{x}, args: []*Term{body},
		text: fmt.Sprintf("(exists ((q Quorum)) (and (%s.quorum q) (forall ((%s Node)) (=> (in %s q) %s))))", family, x.name,
			x.name, body)}
}

// below says that k is at least zero and less than a parameter of the group.
func below(parameter string, k *Term) *Term { return apply("below."+parameter, Bool, k) }

// numbers adds to found the numbers in a term of which no variable is bound, by their texts.
func (t *Term) numbers(bound map[string]bool, found map[string]*Term) (free bool) {
	free = true
	switch t.op {
	case opVariable:
		free = !bound[t.name]
	case opForall, opExists, opQuorum:
		inner := maps.Clone(bound)
		for _, v := range t.vars {
			inner[v.name] = true
		}
		t.args[0].numbers(inner, found)
		return false
	}
	for _, a := range t.args {
		free = a.numbers(bound, found) && free
	}
	if free && t.sort == Number {
		found[t.text] = t
	}
	return free
}

// replace is the term with variables replaced, by name.
func (t *Term) replace(by map[string]*Term) *Term {
	switch t.op {
	case opVariable:
		if other, ok := by[t.name]; ok {
			return other
		}
		return t
	case opLiteral, opTrue, opFalse:
		return t
	}
	args := make([]*Term, len(t.args))
	for i, a := range t.args {
		args[i] = a.replace(by)
	}
	return t.rebuild(args)
}

// rebuild is the term with other arguments.
func (t *Term) rebuild(args []*Term) *Term {
	switch t.op {
	case opApply:
		return apply(t.name, t.sort, args...)
	case opNot:
		return Not(args[0])
	case opAnd:
		return And(args...)
	case opOr:
		return Or(args...)
	case opImplies:
		return Implies(args[0], args[1])
	case opEqual:
		return Equal(args[0], args[1])
	case opLess:
		return Less(args[0], args[1])
	case opAtMost:
		return AtMost(args[0], args[1])
	case opAdd:
		return add(args[0], args[1])
	case opIf:
		return choose(args[0], args[1], args[2])
	case opForall:
		return Forall(t.vars, args[0])
	case opExists:
		return Exists(t.vars, args[0])
	}
	return IncludesQuorum(t.name, t.vars[0], args[0])
}

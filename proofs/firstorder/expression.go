package firstorder

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"quesera/spec/syntax"
)

// kind of a Go type in the subset.
type kind uint8

const (
	kindOther kind = iota
	kindBool
	kindNumber
	kindNode
	kindSet
)

func kindOf(t types.Type) kind {
	switch types.TypeString(t, nil) {
	case syntax.SpecPath + ".NodeID":
		return kindNode
	case syntax.SpecPath + ".NodeSet":
		return kindSet
	}
	basic, ok := t.Underlying().(*types.Basic)
	if !ok {
		return kindOther
	}
	switch basic.Kind() {
	case types.Bool, types.UntypedBool:
		return kindBool
	case types.Uint8, types.Uint16, types.Int, types.UntypedInt:
		return kindNumber
	}
	return kindOther
}

// truth is an expression that is true or false.
func (t *Theory) truth(x ast.Expr, e *env) *Term {
	v, ok := t.value(x, e).(*Term)
	if !ok || v.sort != Bool {
		t.fail(x, "want something true or false")
	}
	return v
}

// term is an expression that is a number, a node or a truth value.
func (t *Theory) term(x ast.Expr, e *env) *Term {
	v, ok := t.value(x, e).(*Term)
	if !ok {
		t.fail(x, "want a number or a node, which this is not")
	}
	return v
}

// value is what an expression denotes.
func (t *Theory) value(x ast.Expr, e *env) value {
	typed, ok := t.src.Info.Types[x]
	if !ok || typed.Type == nil || typed.Type == types.Typ[types.Invalid] {
		if _, plain := x.(*ast.Ident); !plain {
			panic(bailout{t.src.Untyped(x)})
		}
	}
	if typed.Value != nil {
		return t.constant(x, typed)
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return t.value(x.X, e)
	case *ast.Ident:
		v, ok := e.vars[t.src.Info.Uses[x]]
		if !ok {
			t.fail(x, "%s is no variable of this function", x.Name)
		}
		if _, ok := v.(theState); ok && types.Identical(t.src.Info.Types[x].Type, t.stateType) {
			return *e.state
		}
		return v
	case *ast.SelectorExpr:
		return t.selector(x, e)
	case *ast.IndexExpr:
		a, ok := t.value(x.X, e).(array)
		if !ok {
			t.fail(x, "want an array")
		}
		i := t.term(x.Index, e)
		if i.sort != a.index {
			t.fail(x.Index, "the index is a %s, want a %s", words[i.sort], words[a.index])
		}
		return a.at(i)
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return Not(t.truth(x.X, e))
		}
		if id, ok := x.X.(*ast.Ident); ok && x.Op == token.AND && types.Identical(t.src.Info.Types[id].Type, t.stateType) {
			return theState{}
		}
	case *ast.BinaryExpr:
		return t.binary(x, e)
	case *ast.CallExpr:
		return t.callExpr(x, e)
	}
	t.fail(x, "an expression of this kind is not in the subset")
	return nil
}

var words = map[Sort]string{Bool: "truth value", Number: "number", Node: "node"}

func (t *Theory) constant(x ast.Expr, typed types.TypeAndValue) value {
	switch kindOf(typed.Type) {
	case kindBool:
		return truth(constant.BoolVal(typed.Value))
	case kindNumber:
		n, exact := constant.Int64Val(typed.Value)
		if exact && n >= 0 && n < 1<<31 {
			return literal(int(n))
		}
	case kindSet:
		if typed.Value.String() == "0" {
			return set(func(*Term) *Term { return no })
		}
	case kindNode:
		t.fail(x, "one particular node; a spec treats all alike")
	}
	t.fail(x, "the constant %s is not in the subset", typed.Value)
	return nil
}

func (t *Theory) selector(x *ast.SelectorExpr, e *env) value {
	v := t.value(x.X, e)
	switch v.(type) {
	case theConfig:
		return t.parameter(t.src.Info.Uses[x.Sel].(*types.Var))
	case theState:
		v = *e.state
	}
	if r, ok := v.(record); ok && r.of[x.Sel.Name] != nil {
		return r.of[x.Sel.Name]
	}
	t.fail(x, "%s is no field of the Config, of the State as it is seen here, or of a record", x.Sel.Name)
	return nil
}

func (t *Theory) binary(x *ast.BinaryExpr, e *env) value {
	switch x.Op {
	case token.LAND:
		return And(t.truth(x.X, e), t.truth(x.Y, e))
	case token.LOR:
		return Or(t.truth(x.X, e), t.truth(x.Y, e))
	}
	a, b := t.value(x.X, e), t.value(x.Y, e)
	if c, ok := a.(count); ok {
		return t.counting(x, c, x.Op, b)
	}
	if c, ok := b.(count); ok {
		op := x.Op
		if turned, ok := mirrored[op]; ok {
			op = turned
		}
		return t.counting(x, c, op, a)
	}
	l, ok1 := a.(*Term)
	r, ok2 := b.(*Term)
	if !ok1 || !ok2 || l.sort != r.sort {
		t.fail(x, "the two sides of %s are of different kinds, or are no numbers and no nodes", x.Op)
	}
	switch x.Op {
	case token.EQL:
		return Equal(l, r)
	case token.NEQ:
		return Not(Equal(l, r))
	}
	if l.sort != Number {
		t.fail(x, "%s of %ss; nodes have no order", x.Op, words[l.sort])
	}
	switch x.Op {
	case token.LSS:
		return Less(l, r)
	case token.GTR:
		return Less(r, l)
	case token.LEQ:
		return AtMost(l, r)
	case token.GEQ:
		return AtMost(r, l)
	case token.ADD:
		return add(l, r)
	}
	t.fail(x, "%s is not in the subset: natural numbers are added and compared", x.Op)
	return nil
}

var mirrored = map[token.Token]token.Token{token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ,
	token.GEQ: token.LEQ}

// counting is arithmetic with a number of nodes. It may be doubled, and compared: with a threshold, with zero, and
// doubled with the number of all nodes. All of this is said by quorums.
func (t *Theory) counting(n ast.Node, c count, op token.Token, other value) value {
	with, ok := other.(*Term)
	switch {
	case !ok:
		t.fail(n, "two numbers of nodes compared, or added")
	case op == token.MUL && with.op == opLiteral:
		return count{c.of, c.factor * with.value}
	case c.factor == 1 && with.op == opLiteral && with.value == 0:
		x := t.fresh("x", Node)
		some := Exists([]*Term{x}, c.of(x))
		switch op {
		case token.GTR, token.NEQ:
			return some
		case token.EQL, token.LEQ:
			return Not(some)
		}
	case c.factor == 2 && with.name == nodesField:
		switch op {
		case token.GTR:
			return t.quorum(Majority, c.of)
		case token.LEQ:
			return Not(t.quorum(Majority, c.of))
		}
	case c.factor == 1 && t.thresholds[with.name]:
		enough := t.quorum(with.name, c.of)
		switch op {
		case token.GEQ:
			return enough
		case token.LSS:
			return Not(enough)
		case token.GTR:
			return t.more(with.name, c.of)
		case token.LEQ:
			return Not(t.more(with.name, c.of))
		case token.EQL:
			return And(enough, Not(t.more(with.name, c.of)))
		case token.NEQ:
			return Or(Not(enough), t.more(with.name, c.of))
		}
	}
	t.fail(n, "this comparison of a number of nodes is not one with a threshold, with zero, or of its double with all "+
		"nodes")
	return nil
}

// quorum says that a set has as many members as the threshold.
func (t *Theory) quorum(family string, s set) *Term {
	x := t.fresh("x", Node)
	return IncludesQuorum(family, x, s(x))
}

// more says that a set has more members than the threshold: there are some, and without any one of them it is enough.
func (t *Theory) more(family string, s set) *Term {
	x, y := t.fresh("x", Node), t.fresh("y", Node)
	z := t.fresh("z", Node)
	return And(Exists([]*Term{x}, s(x)),
		Forall([]*Term{y}, Implies(s(y), IncludesQuorum(family, z, And(s(z), Not(Equal(z, y)))))))
}

func (t *Theory) callExpr(x *ast.CallExpr, e *env) value {
	if t.src.Info.Types[x.Fun].IsType() { // numbers are natural ones, whatever their size
		if len(x.Args) != 1 || kindOf(t.src.Info.Types[x].Type) == kindOther {
			t.fail(x, "a conversion to %s is not in the subset", t.src.Info.Types[x].Type)
		}
		return t.value(x.Args[0], e)
	}
	var f *types.Func
	var receiver ast.Expr
	switch fun := x.Fun.(type) {
	case *ast.Ident:
		f, _ = t.src.Info.Uses[fun].(*types.Func)
	case *ast.SelectorExpr:
		f, _ = t.src.Info.Uses[fun.Sel].(*types.Func)
		if f != nil && f.Signature().Recv() != nil {
			receiver = fun.X
		}
	}
	if f == nil {
		t.fail(x, "want a call of a function or method that is known here")
	}
	var args []value
	for _, a := range x.Args {
		args = append(args, t.value(a, e))
	}
	if f.Pkg().Path() == syntax.SpecPath {
		return t.setMethod(x, f, receiver, args, e)
	}
	if receiver != nil {
		if _, ok := t.value(receiver, e).(theConfig); !ok {
			t.fail(x, "want a method of the Config")
		}
	}
	return t.call(x, f, args, &e.state)
}

// setMethod is a method or function of package spec on node sets.
func (t *Theory) setMethod(n *ast.CallExpr, f *types.Func, receiver ast.Expr, args []value, e *env) value {
	if receiver != nil {
		args = append([]value{t.value(receiver, e)}, args...)
	}
	node := func(i int) *Term {
		v, ok := args[i].(*Term)
		if !ok || v.sort != Node {
			t.fail(n, "%s of something that is no node", f.Name())
		}
		return v
	}
	of := func(i int) set {
		s, ok := args[i].(set)
		if !ok {
			t.fail(n, "%s of something that is no set", f.Name())
		}
		return s
	}
	switch f.Name() {
	case "Only":
		i := node(0)
		return set(func(x *Term) *Term { return Equal(x, i) })
	case "Has":
		return of(0)(node(1))
	case "With":
		s, i := of(0), node(1)
		return set(func(x *Term) *Term { return Or(s(x), Equal(x, i)) })
	case "Without":
		s, i := of(0), node(1)
		return set(func(x *Term) *Term { return And(s(x), Not(Equal(x, i))) })
	case "Union":
		a, b := of(0), of(1)
		return set(func(x *Term) *Term { return Or(a(x), b(x)) })
	case "Intersect":
		a, b := of(0), of(1)
		return set(func(x *Term) *Term { return And(a(x), b(x)) })
	case "Minus":
		a, b := of(0), of(1)
		return set(func(x *Term) *Term { return And(a(x), Not(b(x))) })
	case "Includes":
		a, b, x := of(0), of(1), t.fresh("x", Node)
		return Forall([]*Term{x}, Implies(b(x), a(x)))
	case "Empty":
		s, x := of(0), t.fresh("x", Node)
		return Forall([]*Term{x}, Not(s(x)))
	case "Len":
		return count{of(0), 1}
	}
	t.fail(n, "%s of package spec is not in the subset", f.Name())
	return nil
}

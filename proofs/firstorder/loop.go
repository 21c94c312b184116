package firstorder

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A loop runs over all nodes, or over numbers.
type loop struct {
	n     ast.Node
	v     types.Object
	sort  Sort
	body  []ast.Stmt
	bound func(k *Term) *Term // which numbers it goes through
}

// rangeLoop is a loop over the numbers below one of the Config's fields, which may be less a constant. Those below
// the number of nodes are the nodes.
func (t *Theory) rangeLoop(s *ast.RangeStmt, e *env) {
	id, ok := s.Key.(*ast.Ident)
	if !ok || s.Value != nil || s.Tok != token.DEFINE {
		t.fail(s, "want a range over a number, with a variable of its own")
	}
	l := loop{n: s, v: t.src.Info.Defs[id], body: s.Body.List, sort: Number}
	bound, less := s.X, 0
	if difference, ok := s.X.(*ast.BinaryExpr); ok && difference.Op == token.SUB {
		v, ok := t.value(difference.Y, e).(*Term)
		if !ok || v.op != opLiteral {
			t.fail(s.X, "want a field of the Config less a constant")
		}
		bound, less = difference.X, v.value
	}
	switch field := t.field(bound); {
	case field == "":
		t.fail(s.X, "want a field of the Config, or one less a constant")
	case field == nodesField && less == 0:
		l.sort = Node
	case field == nodesField:
		t.fail(s.X, "all nodes but some; a spec treats all alike")
	default:
		t.loops[field] = true
		l.bound = func(k *Term) *Term {
			if less == 0 {
				return below(field, k)
			}
			return And(below(field, k), Less(add(k, literal(less)), Constant(field, Number)))
		}
	}
	t.loop(l, e)
}

// used is the variable that an expression is, nil if it is none.
func (t *Theory) used(x ast.Expr) types.Object {
	if id, ok := x.(*ast.Ident); ok {
		return t.src.Info.Uses[id]
	}
	return nil
}

func (t *Theory) mentions(x ast.Node, v types.Object) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && t.src.Info.Uses[id] == v {
			found = true
		}
		return true
	})
	return found
}

// field is the name of the Config's field that an expression is, converted or not, and "" if it is none.
func (t *Theory) field(x ast.Expr) string {
	for {
		switch y := x.(type) {
		case *ast.CallExpr:
			if len(y.Args) != 1 || !t.src.Info.Types[y.Fun].IsType() {
				return ""
			}
			x = y.Args[0]
		case *ast.ParenExpr:
			x = y.X
		case *ast.SelectorExpr:
			if !types.Identical(t.src.Info.Types[y.X].Type, t.configType) {
				return ""
			}
			return y.Sel.Name
		default:
			return ""
		}
	}
}

// loop runs the body once, for any k: what it returns is returned if some k makes it, and what it counts is the
// number of those k for which it does. It may do one of the two, or change for each k only entries of its own.
func (t *Theory) loop(l loop, e *env) {
	before := e.clone()
	run := func(k *Term) *env {
		inner := before.clone()
		inner.vars[l.v] = k
		t.block(l.body, inner)
		return inner
	}
	if l.sort == Number {
		if places := t.places(l, before); len(places) > 0 {
			t.eachEntry(l, places, e, run)
			return
		}
	}
	k := t.fresh(l.v.Name(), l.sort)
	once := run(k)
	counted := t.counted(l, e, once)
	if counted != nil {
		if once.done.op != opFalse || once.state != e.state || l.sort != Node {
			t.fail(l.n, "a loop that counts does nothing else, and counts nodes")
		}
		e.vars[counted] = count{func(x *Term) *Term { return run(x).vars[counted].(pending).cond }, 1}
		return
	}
	if once.state != e.state {
		if once.done.op != opFalse || l.sort != Node || !t.ownEntries(l) {
			t.fail(l.n, "a loop that changes the state does nothing else, and for each node reads and changes its own "+
				"entries only")
		}
		changed := t.pointwise(*before.state, func(x *Term) value { return *run(x).state })
		e.state = &changed
		return
	}
	if once.done.op == opFalse {
		return
	}
	ret, ok := once.ret.(*Term)
	if !ok || ret.op != opTrue && ret.op != opFalse {
		t.fail(l.n, "a loop returns the constant true or the constant false")
	}
	within := yes
	if l.bound != nil {
		within = l.bound(k)
	}
	e.done, e.ret = Exists([]*Term{k}, And(within, once.done)), ret
}

// counted is the variable that a loop counts up, nil if there is none. No other may be changed.
func (t *Theory) counted(l loop, before, after *env) types.Object {
	var found types.Object
	for object := range before.vars {
		if _, ok := after.vars[object].(pending); ok {
			if found != nil {
				t.fail(l.n, "a loop counts one variable")
			}
			found = object
		} else if t.assigned(l.body, object) {
			t.fail(l.n, "a loop assigns to %s, which is declared before it", object.Name())
		}
	}
	return found
}

// assigned reports whether statements assign to a variable, other than through the State's address.
func (t *Theory) assigned(list []ast.Stmt, v types.Object) bool {
	if pointer, ok := v.Type().(*types.Pointer); ok && types.Identical(pointer.Elem(), t.stateType) ||
		types.Identical(v.Type(), t.stateType) {
		return false
	}
	found := false
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			if assign, ok := n.(*ast.AssignStmt); ok && assign.Tok != token.DEFINE {
				for _, x := range assign.Lhs {
					found = found || t.mentions(root(x), v)
				}
			}
			return true
		})
	}
	return found
}

// root is the variable at which a place begins.
func root(x ast.Expr) ast.Expr {
	for {
		switch y := x.(type) {
		case *ast.SelectorExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.ParenExpr:
			x = y.X
		default:
			return x
		}
	}
}

// ownEntries reports whether all that a loop's body says of the state has the form st.Field[k].
func (t *Theory) ownEntries(l loop) bool {
	own := map[ast.Expr]bool{}
	all := true
	for _, s := range l.body {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IndexExpr:
				if field, ok := n.X.(*ast.SelectorExpr); ok && t.used(n.Index) == l.v {
					own[field.X] = true
				}
			case *ast.Ident:
				object := t.src.Info.Uses[n]
				if object == nil {
					return true
				}
				kind := object.Type()
				if pointer, ok := kind.(*types.Pointer); ok {
					kind = pointer.Elem()
				}
				if _, variable := object.(*types.Var); variable && types.Identical(kind, t.stateType) {
					all = all && own[n]
				}
			}
			return true
		})
	}
	return all
}

// pointwise is the state each of whose entries, by node first, is as in the state that its own node makes.
func (t *Theory) pointwise(old value, of func(x *Term) value) value {
	out := old.(record)
	for _, name := range out.fields {
		if a, ok := out.of[name].(array); ok && a.index == Node {
			out = out.with(name, array{Node, func(x *Term) value { return of(x).(record).of[name].(array).at(x) }})
		}
	}
	return out
}

package firstorder

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A loop over numbers may assign, if each turn changes and reads only entries of its own: those at its number. Then the
// order of the turns does not matter, and of each array that is changed, entry k is what turn k makes of it.

// A place is an array that a loop changes, as the source has it, and what leads to it from its variable: names of
// fields, and "" where any entry of an array is meant.
type place struct {
	array    ast.Expr
	variable types.Object
	path     []string
}

// places are the arrays whose own entries the turns of a loop change: none if it assigns to anything else that was
// there before it, which is for the other rules to judge. It refuses turns that look at other entries.
func (t *Theory) places(l loop, before *env) (all []place) {
	for _, x := range assignedTo(l.body) {
		if object := t.used(root(x)); before.vars[object] == nil {
			continue // a variable of the turn's own
		}
		p, ok := t.ownPlace(x, l, before)
		if !ok {
			return nil
		}
		all = append(all, p)
	}
	for _, s := range l.body {
		t.onlyOwn(s, l, all)
	}
	return all
}

// assignedTo lists what statements assign to, or count up or down.
func assignedTo(list []ast.Stmt) (all []ast.Expr) {
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					all = append(all, n.Lhs...)
				}
			case *ast.IncDecStmt:
				all = append(all, n.X)
			}
			return true
		})
	}
	return all
}

// ownPlace is the array whose entry at the loop's number an expression is, or is part of.
func (t *Theory) ownPlace(x ast.Expr, l loop, before *env) (p place, ok bool) {
	for {
		switch y := x.(type) {
		case *ast.IndexExpr:
			if t.used(y.Index) == l.v {
				p.array, ok = y.X, true
			}
			x = y.X
		case *ast.SelectorExpr:
			x = y.X
		default:
			if !ok {
				return place{}, false
			}
			p.variable, p.path = t.used(root(p.array)), path(p.array)
			ast.Inspect(p.array, func(n ast.Node) bool {
				if id, isName := n.(*ast.Ident); isName {
					if v, isVar := t.src.Info.Uses[id].(*types.Var); isVar && !v.IsField() && before.vars[v] == nil {
						t.fail(id, "%s is another one in each turn of the loop", id.Name)
					}
				}
				return true
			})
			return p, true
		}
	}
}

// path leads from the variable to an expression.
func path(x ast.Expr) []string {
	switch x := x.(type) {
	case *ast.SelectorExpr:
		return append(path(x.X), x.Sel.Name)
	case *ast.IndexExpr:
		return append(path(x.X), "")
	}
	return nil
}

// onlyOwn refuses what looks at entries of a changed array that belong to other turns.
func (t *Theory) onlyOwn(s ast.Stmt, l loop, places []place) {
	var above []ast.Node
	ast.Inspect(s, func(n ast.Node) bool {
		if n == nil {
			above = above[:len(above)-1]
			return true
		}
		above = append(above, n)
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		for _, p := range places {
			if t.used(id) == p.variable && !t.own(above, l, p) {
				t.fail(id, "a loop that assigns reads and changes, in each turn, its own entry only")
			}
		}
		return true
	})
}

// own reports whether the variable at the end of the syntax tree's path is used for another part than the place, or for
// the turn's own entry of it.
func (t *Theory) own(above []ast.Node, l loop, p place) bool {
	inner := above[len(above)-1]
	rest := p.path
	for _, outer := range slices.Backward(above[:len(above)-1]) {
		switch outer := outer.(type) {
		case *ast.SelectorExpr:
			if len(rest) == 0 {
				return false
			}
			if outer.Sel.Name != rest[0] {
				return true // another field
			}
		case *ast.IndexExpr:
			if outer.X != inner {
				return false
			}
			if len(rest) == 0 {
				return t.used(outer.Index) == l.v
			}
		default:
			return false
		}
		inner, rest = outer, rest[1:]
	}
	return false
}

// eachEntry makes each entry of the places what its own turn makes it.
func (t *Theory) eachEntry(l loop, places []place, e *env, run func(k *Term) *env) {
	before := e.clone()
	once, shared := run(t.fresh(l.v.Name(), l.sort)), false
	if once.done.op != opFalse {
		t.fail(l.n, "a loop that assigns does not return")
	}
	for _, p := range places {
		_, isState := before.vars[p.variable].(theState)
		shared = shared || isState
	}
	if once.state != before.state && !shared {
		t.fail(l.n, "a loop that assigns to a variable changes the state")
	}
	for _, p := range places {
		object, steps := t.place(p.array, before)
		at := func(of *env) array {
			if _, ok := of.vars[object].(theState); ok {
				return part(*of.state, steps).(array)
			}
			return part(of.vars[object], steps).(array)
		}
		old := at(before)
		t.set(p.array, array{old.index, func(i *Term) value {
			return mustMerge(l.bound(i), at(run(i)).at(i), old.at(i))
		}}, e)
	}
}

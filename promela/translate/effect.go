package translate

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A lowering turns the body of an effect into Promela statements.
type lowering struct {
	*translator
	fn   *function
	vals scope
}

// A place tells what the jumps of Go mean where a statement stands.
type place struct {
	inLoop   bool
	returned *local // in a loop: the flag that a return sets
}

// defineEffect translates the body of an effect, once a pass.
func (t *translator) defineEffect(n ast.Node, fn *function) {
	if fn.pass == t.pass {
		return
	}
	t.enter(fn, n)
	defer t.leave()
	if fn.obj.Signature().Results().Len() > 0 {
		t.fail(fn.decl.Name, "%s changes the state and has a result, which is not in the subset", fn.obj.Name())
	}
	fn.copies = 0
	l := &lowering{translator: t, fn: fn, vals: scope{}}
	var body []string
	for _, p := range fn.params {
		value := p.value(t)
		if p.role == roleNumber && fn.assigned[p.obj] { // Go's parameters are copies
			v := l.local(p.obj)
			v.admit(t, p.rng)
			body = append(body, v.name+" = "+p.name)
			value = v.value()
		}
		if p.role == roleRecord {
			value = l.local(p.obj).value()
		}
		l.vals[p.obj] = value
	}
	fn.body = append(body, l.list(fn.decl.Body.List, place{})...)
	fn.pass = t.pass
	t.order = append(t.order, fn)
}

// local is the hidden variable for a variable or parameter of the function.
func (l *lowering) local(obj types.Object) *local {
	return l.translator.hiddenOf(l.fn, obj, obj.Name(), obj.Type(), &ast.Ident{NamePos: obj.Pos(), Name: obj.Name()})
}

// hiddenOf is the hidden variable of fn for the key.
func (t *translator) hiddenOf(fn *function, key any, name string, typ types.Type, n ast.Node) *local {
	if v, ok := fn.hidden[key]; ok {
		return v
	}
	if !plain(name) {
		t.fail(n, "variable %s: a name in Promela has letters, digits and _ of ASCII", name)
	}
	v := &local{name: t.names.name([2]any{fn, key}, fn.name+"_"+name), kind: kindOf(typ), rng: impossible}
	if v.kind == kindNone {
		switch typ.Underlying().(type) {
		case *types.Struct, *types.Array:
			v.shape = t.shapeOf(typ, n, name)
		default:
			t.fail(n, "variable %s is %s, which is not in the subset", name, t.describe(typ))
		}
	}
	fn.hidden[key] = v
	fn.order = append(fn.order, v)
	return v
}

// copyOf is a hidden variable that holds a number for one statement.
func (l *lowering) copyOf(e *expr) (*local, string) {
	l.fn.copies++
	v := l.hiddenOf(l.fn, l.fn.copies, "copy", types.Typ[types.Int], l.fn.decl)
	v.admit(l.translator, e.rng)
	return v, v.name + " = " + e.text()
}

// list lowers statements. Where one of them may jump, what follows it goes into its branches.
func (l *lowering) list(stmts []ast.Stmt, at place) []string {
	var out []string
	for i, s := range stmts {
		rest := stmts[i+1:]
		switch s := s.(type) {
		case *ast.EmptyStmt:
		case *ast.BlockStmt:
			return append(out, l.list(slices.Concat(s.List, rest), at)...)
		case *ast.IfStmt:
			return append(out, l.branch(s, rest, at)...)
		case *ast.ReturnStmt:
			return append(out, l.leave(at)...)
		case *ast.BranchStmt:
			return append(out, l.jump(s)...)
		case *ast.ForStmt, *ast.RangeStmt:
			return append(out, l.loop(s, rest, at)...)
		default:
			out = append(out, l.simple(s)...)
		}
	}
	return out
}

// leave is a return: out of a loop by way of a flag.
func (l *lowering) leave(at place) []string {
	if at.inLoop {
		return []string{at.returned.name + " = 1", "break"}
	}
	return nil
}

func (l *lowering) jump(s *ast.BranchStmt) []string {
	switch {
	case s.Label == nil && s.Tok == token.CONTINUE:
		return nil // nothing follows: the list ends here, and the next round begins
	case s.Label == nil && s.Tok == token.BREAK:
		return []string{"break"}
	}
	l.fail(s, "%s with a label, goto and fallthrough are not in the subset", s.Tok)
	return nil
}

// branch lowers an if and what follows it.
func (l *lowering) branch(s *ast.IfStmt, rest []ast.Stmt, at place) []string {
	var out []string
	if s.Init != nil {
		out = l.simple(s.Init)
	}
	var other []ast.Stmt
	if s.Else != nil {
		other = []ast.Stmt{s.Else}
	}
	when := l.eval(s.Cond, l.vals)
	switch {
	case when.is(1):
		return append(out, l.list(slices.Concat(s.Body.List, rest), at)...)
	case when.is(0):
		return append(out, l.list(slices.Concat(other, rest), at)...)
	case jumps(s):
		then, other := l.list(slices.Concat(s.Body.List, rest), at), l.list(slices.Concat(other, rest), at)
		return append(out, choose(when, then, other)...)
	}
	out = append(out, choose(when, l.list(s.Body.List, at), l.list(other, at))...)
	return append(out, l.list(rest, at)...)
}

// jumps reports whether control may leave s by a return, or by a break or continue of a loop around it.
func jumps(s ast.Stmt) bool {
	found := false
	inLoop := 0
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			inLoop++
			ast.Inspect(bodyOf(n), visit)
			inLoop--
			return false
		case *ast.ReturnStmt:
			found = true
		case *ast.BranchStmt:
			found = found || inLoop == 0
		}
		return true
	}
	ast.Inspect(s, visit)
	return found
}

// returns reports whether there is a return in s.
func returns(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		_, is := n.(*ast.ReturnStmt)
		found = found || is
		return true
	})
	return found
}

func bodyOf(loop ast.Node) *ast.BlockStmt {
	switch loop := loop.(type) {
	case *ast.ForStmt:
		return loop.Body
	case *ast.RangeStmt:
		return loop.Body
	}
	return nil
}

// loop lowers a loop, and what follows it.
func (l *lowering) loop(s ast.Stmt, rest []ast.Stmt, at place) []string {
	var out []string
	inside := place{inLoop: true, returned: at.returned}
	if returns(s) && !at.inLoop {
		inside.returned = l.hiddenOf(l.fn, "returned", "returned", types.Typ[types.Bool], s)
		inside.returned.admit(l.translator, boolean)
		out = append(out, inside.returned.name+" = 0")
	}
	v, from, to := l.bounds(s)
	if !from.rng.empty() && !to.rng.empty() && from.rng.lo > to.rng.hi { // Spin refuses a loop of no rounds
		return l.list(rest, at)
	}
	l.fn.loops = true
	body := l.list(bodyOf(s).List, inside)
	end := to.text()
	if l.standsFor(from) && l.standsFor(to) && from.rng.hi > to.rng.lo {
		end += " + 0" // two numbers, the first one larger, Spin refuses too
	}
	out = append(out, "for ("+v.name+" : "+from.text()+" .. "+end+") {\n"+indent(sequence(body))+"\n}")
	if !returns(s) {
		return append(out, l.list(rest, at)...)
	}
	again := []string(nil)
	if at.inLoop {
		again = []string{"break"}
	}
	return append(out, choose(inside.returned.value(), again, l.list(rest, at))...)
}

// standsFor reports whether a number may stand where e is written: e is one, or a parameter, in whose place what the
// caller writes stands.
func (l *lowering) standsFor(e *expr) bool {
	return e.op == opConst || e.op == opName && slices.ContainsFunc(l.fn.params, func(p *parameter) bool {
		return p.name == e.name
	})
}

// bounds are the variable of a loop and its first and last value. A loop counts up by one to
// a bound, which with for may move as in Go: Promela too looks at it before every round.
func (l *lowering) bounds(s ast.Stmt) (v *local, from, to *expr) {
	if s, ok := s.(*ast.RangeStmt); ok {
		return l.rangeBounds(s)
	}
	f := s.(*ast.ForStmt)
	init, ok1 := f.Init.(*ast.AssignStmt)
	cond, ok2 := f.Cond.(*ast.BinaryExpr)
	post, ok3 := f.Post.(*ast.IncDecStmt)
	if !ok1 || !ok2 || !ok3 || init.Tok != token.DEFINE || len(init.Lhs) != 1 || len(init.Rhs) != 1 ||
		post.Tok != token.INC || cond.Op != token.LSS && cond.Op != token.LEQ {
		l.fail(s, "a loop without a bound is not in the subset: want for k := a; k < b; k++ (or <=)")
	}
	obj := l.src.Info.Defs[init.Lhs[0].(*ast.Ident)]
	for _, e := range []ast.Expr{cond.X, post.X} {
		if ident, _ := e.(*ast.Ident); l.src.Info.Uses[ident] != obj {
			l.fail(s, "a loop without a bound is not in the subset: want the same variable in its three parts")
		}
	}
	l.constantIn(f.Body, obj)
	first := l.eval(init.Rhs[0], l.vals)
	l.numberKind(init.Lhs[0])
	v = l.local(obj)
	l.vals[obj] = v.value()
	last := l.eval(cond.Y, l.vals)
	if last.any(func(e *expr) bool { return e.op == opName && e.name == v.name }) {
		l.fail(cond, "the bound of the loop depends on its variable")
	}
	if cond.Op == token.LSS {
		last = l.raw(cond, "-", last, yes)
	}
	if last.rng.hi >= kindRange(v.kind).hi {
		l.fail(cond, "a loop without a bound is not in the subset: the variable may reach the end of its type")
	}
	v.admit(l.translator, interval{first.rng.lo, last.rng.hi})
	l.vals[obj] = v.value()
	return v, first, last
}

func (l *lowering) rangeBounds(s *ast.RangeStmt) (v *local, from, to *expr) {
	n := l.rangeBound(s, l.vals)
	if n.rng.lo != n.rng.hi {
		l.fail(s, "the bound of the loop is %v, want a constant", n.rng)
	}
	key, ok := s.Key.(*ast.Ident)
	if !ok || key.Name == "_" {
		v = l.hiddenOf(l.fn, s, "round", types.Typ[types.Int], s)
	} else {
		obj := l.src.Info.Defs[key]
		l.constantIn(s.Body, obj)
		v = l.local(obj)
		defer func() { l.vals[obj] = v.value() }()
	}
	v.admit(l.translator, interval{0, n.rng.lo - 1})
	return v, no, l.raw(s, "-", n, yes)
}

// constantIn refuses a loop whose body changes the loop's variable.
func (l *lowering) constantIn(body *ast.BlockStmt, obj types.Object) {
	check := func(target ast.Expr) {
		if root, _ := rootOf(target); root != nil && l.src.Info.Uses[root] == obj {
			l.fail(target, "changing the variable of a loop in its body is not in the subset")
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, target := range n.Lhs {
				check(target)
			}
		case *ast.IncDecStmt:
			check(n.X)
		}
		return true
	})
}

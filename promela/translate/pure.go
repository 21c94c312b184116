package translate

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// Limits of what becomes an expression.
const (
	maxRounds = 1024  // of a loop
	maxSize   = 30000 // operators and operands
)

// An execution turns the body of a pure function into one expression, by executing it on
// expressions: loops are unrolled, and where branches meet again a variable has a conditional
// value. For what returns early it collects the conditions.
type execution struct {
	*translator
	fn      *function
	results []returned
}

// returned is a return statement: under the condition when, and unless an earlier one was taken, the value is the
// result.
type returned struct{ when, value *expr }

// An env is what holds at one point of the body, given that the function has not returned. A function that has returned
// for certain has no such point: over is then true.
type env struct {
	vals    scope
	live    *expr // control is here, and not past a continue or break
	running *expr // the innermost loop was not left by a break
	over    bool
}

func (v *env) clone() *env {
	c := *v
	c.vals = maps.Clone(v.vals)
	return &c
}

// runPure is the value that fn returns for the arguments.
func (t *translator) runPure(n ast.Node, fn *function, args []*expr) *expr {
	t.enter(fn, n)
	defer t.leave()
	x := &execution{translator: t, fn: fn}
	v := &env{vals: scope{}, live: yes, running: yes}
	for i, p := range fn.params {
		v.vals[p.obj] = args[i]
	}
	if results := fn.obj.Signature().Results(); results.Len() != 1 || results.At(0).Name() != "" {
		t.fail(fn.decl.Name, "%s: want one result, without a name", fn.obj.Name())
	}
	x.block(fn.decl.Body.List, v, yes)
	if !v.over {
		t.fail(fn.decl.Name, "%s may not return", fn.obj.Name())
	}
	last := len(x.results) - 1
	value := x.results[last].value
	truths := kindOf(fn.obj.Signature().Results().At(0).Type()) == kindBool
	for i := last - 1; i >= 0; i-- {
		value = cond(x.results[i].when, x.results[i].value, value, truths)
	}
	t.limit(fn.decl.Name, value)
	return value
}

// limit refuses expressions beyond reason.
func (t *translator) limit(n ast.Node, e *expr) {
	if e.size > maxSize {
		t.fail(n, "this becomes an expression of more than %d operations", maxSize)
	}
}

// block executes statements under the path condition.
func (x *execution) block(list []ast.Stmt, v *env, path *expr) {
	for i, s := range list {
		if v.over || v.live.is(0) {
			return
		}
		if !v.live.is(1) { // only where no continue or break was taken
			x.fork(s, v.live, v, path, func(then *env, path *expr) {
				then.live = yes
				x.block(list[i:], then, path)
			}, func(other *env, _ *expr) { other.live = no })
			return
		}
		x.statement(s, v, path)
	}
}

// fork executes then under the condition and other under its negation, and joins in v what comes out of them.
func (x *execution) fork(n ast.Node, when *expr, v *env, path *expr, then, other func(*env, *expr)) {
	switch {
	case when.is(1):
		then(v, path)
		return
	case when.is(0):
		other(v, path)
		return
	}
	a, b := v.clone(), v.clone()
	then(a, and(path, when))
	other(b, and(path, not(when)))
	switch {
	case a.over:
		*v = *b
	case b.over:
		*v = *a
	default:
		for obj := range v.vals {
			v.vals[obj] = cond(when, a.vals[obj], b.vals[obj], kindOf(obj.Type()) == kindBool)
			x.limit(n, v.vals[obj])
		}
		v.live, v.running = cond(when, a.live, b.live, true), cond(when, a.running, b.running, true)
		x.limit(n, v.live)
	}
}

func (x *execution) statement(s ast.Stmt, v *env, path *expr) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		x.block(s.List, v, path)
	case *ast.AssignStmt:
		x.assign(s, v)
	case *ast.IncDecStmt:
		x.set(s.X, x.increment(s, v.vals), v)
	case *ast.DeclStmt:
		x.declare(s, v)
	case *ast.IfStmt:
		x.branch(s, v, path)
	case *ast.ForStmt:
		if s.Init != nil {
			x.statement(s.Init, v, path)
		}
		x.loop(&loop{node: s, body: s.Body, cond: func(v *env, _ int) *expr {
			if s.Cond == nil {
				return yes
			}
			return x.eval(s.Cond, v.vals)
		}, post: s.Post}, v, path)
	case *ast.RangeStmt:
		x.rangeLoop(s, v, path)
	case *ast.ReturnStmt:
		x.results = append(x.results, returned{path, x.eval(s.Results[0], v.vals)})
		v.over = true
	case *ast.BranchStmt:
		if s.Label != nil || s.Tok != token.BREAK && s.Tok != token.CONTINUE {
			x.fail(s, "%s is not in the subset", s.Tok)
		}
		v.live = no
		if s.Tok == token.BREAK {
			v.running = no
		}
	case *ast.EmptyStmt:
	default:
		x.fail(s, "%s is not in the subset", construct(s))
	}
}

func (x *execution) branch(s *ast.IfStmt, v *env, path *expr) {
	if s.Init != nil {
		x.statement(s.Init, v, path)
	}
	x.fork(s, x.eval(s.Cond, v.vals), v, path,
		func(then *env, path *expr) { x.block(s.Body.List, then, path) },
		func(other *env, path *expr) {
			if s.Else != nil {
				x.statement(s.Else, other, path)
			}
		})
}

// A loop is what for and range have in common.
type loop struct {
	node  ast.Stmt
	body  *ast.BlockStmt
	cond  func(v *env, round int) *expr
	begin func(v *env, round int)
	post  ast.Stmt
}

func (x *execution) rangeLoop(s *ast.RangeStmt, v *env, path *expr) {
	n := x.rangeBound(s, v.vals)
	if n.rng.lo != n.rng.hi {
		x.fail(s, "the bound of the loop is %v, want a constant", n.rng)
	}
	x.loop(&loop{node: s, body: s.Body,
		cond: func(_ *env, round int) *expr { return truth(int64(round) < n.rng.lo) },
		begin: func(v *env, round int) {
			if key, ok := s.Key.(*ast.Ident); ok && key.Name != "_" {
				v.vals[x.src.Info.Defs[key]] = constant(int64(round))
			}
		}}, v, path)
}

// rangeBound is n of "for i := range n"; to range over anything but a number is not in the subset.
func (t *translator) rangeBound(s *ast.RangeStmt, sc scope) *expr {
	if kindOf(t.src.Info.TypeOf(s.X)) == kindNone {
		t.fail(s, "ranging over %s is not in the subset: range over a number", t.describe(t.src.Info.TypeOf(s.X)))
	}
	if s.Key != nil && s.Tok != token.DEFINE {
		t.fail(s, "want := in the range loop")
	}
	return t.eval(s.X, sc)
}

// loop executes the rounds of a loop, one after the other.
func (x *execution) loop(l *loop, v *env, path *expr) {
	outer := v.running
	v.running = yes
	x.rounds(l, 0, v, path)
	v.live, v.running = yes, outer
}

func (x *execution) rounds(l *loop, round int, v *env, path *expr) {
	if round > maxRounds {
		x.fail(l.node, "a loop without a bound, or of more than %d rounds, is not in the subset", maxRounds)
	}
	leave := func(other *env, _ *expr) { other.live, other.running = no, no }
	x.fork(l.node, l.cond(v, round), v, path, func(v *env, path *expr) {
		if l.begin != nil {
			l.begin(v, round)
		}
		x.block(l.body.List, v, path)
		if v.over {
			return
		}
		x.fork(l.node, v.running, v, path, func(v *env, path *expr) {
			v.live, v.running = yes, yes
			if l.post != nil {
				x.statement(l.post, v, path)
			}
			x.rounds(l, round+1, v, path)
		}, leave)
	}, leave)
}

func (x *execution) assign(s *ast.AssignStmt, v *env) {
	if len(s.Lhs) != len(s.Rhs) {
		x.fail(s, "a function with several results is not in the subset")
	}
	values := make([]*expr, len(s.Lhs))
	for i := range s.Lhs {
		values[i] = x.assigned(s, i, v.vals)
	}
	for i, target := range s.Lhs {
		x.set(target, values[i], v)
	}
}

// assigned is the value that goes to target i of an assignment.
func (t *translator) assigned(s *ast.AssignStmt, i int, sc scope) *expr {
	value := t.eval(s.Rhs[i], sc)
	if s.Tok == token.ASSIGN || s.Tok == token.DEFINE {
		return value
	}
	return t.arithmetic(s, assignOps[s.Tok], t.eval(s.Lhs[i], sc), value, t.numberKind(s.Lhs[i]))
}

var assignOps = map[token.Token]string{
	token.ADD_ASSIGN: "+", token.SUB_ASSIGN: "-", token.MUL_ASSIGN: "*", token.QUO_ASSIGN: "/", token.REM_ASSIGN: "%",
	token.AND_ASSIGN: "&", token.OR_ASSIGN: "|", token.XOR_ASSIGN: "^", token.AND_NOT_ASSIGN: "&^",
	token.SHL_ASSIGN: "<<", token.SHR_ASSIGN: ">>",
}

// increment is the value after x++ or x--.
func (t *translator) increment(s *ast.IncDecStmt, sc scope) *expr {
	op := "+"
	if s.Tok == token.DEC {
		op = "-"
	}
	return t.arithmetic(s, op, t.eval(s.X, sc), yes, t.numberKind(s.X))
}

// set gives a local variable a value.
func (x *execution) set(target ast.Expr, value *expr, v *env) {
	ident, ok := ast.Unparen(target).(*ast.Ident)
	if !ok {
		x.fail(target, "assigning to a part of a variable is not in the subset, where the function has a result")
	}
	if ident.Name == "_" {
		return
	}
	v.vals[x.objectOf(ident)] = value
}

// objectOf is the variable that an identifier defines or uses.
func (t *translator) objectOf(ident *ast.Ident) types.Object {
	if obj := t.src.Info.Defs[ident]; obj != nil {
		return obj
	}
	obj := t.src.Info.Uses[ident]
	if obj == nil {
		panic(bailout{t.src.Untyped(ident)})
	}
	if obj.Parent() == t.src.Pkg.Scope() {
		t.fail(ident, "the package variable %s is not in the subset: a spec has no state but its State", ident.Name)
	}
	return obj
}

// declare executes var declarations.
func (x *execution) declare(s *ast.DeclStmt, v *env) {
	x.variables(s, func(name *ast.Ident, value ast.Expr) {
		obj := x.src.Info.Defs[name]
		switch {
		case value != nil:
			v.vals[obj] = x.eval(value, v.vals)
		case kindOf(obj.Type()) != kindNone:
			v.vals[obj] = no
		default:
			v.vals[obj] = zero(x.shapeOf(obj.Type(), s, name.Name))
		}
	})
}

// variables calls f for each variable of a declaration, in order.
func (t *translator) variables(s *ast.DeclStmt, f func(name *ast.Ident, value ast.Expr)) {
	decl, ok := s.Decl.(*ast.GenDecl)
	if ok && decl.Tok == token.CONST {
		return // the type checker has put in the values
	}
	if !ok || decl.Tok != token.VAR {
		t.fail(s, "this declaration is not in the subset")
	}
	for _, vs := range decl.Specs {
		vs := vs.(*ast.ValueSpec)
		if len(vs.Values) > 0 && len(vs.Values) != len(vs.Names) {
			t.fail(s, "a function with several results is not in the subset")
		}
		for i, name := range vs.Names {
			if len(vs.Values) > 0 {
				f(name, vs.Values[i])
			} else {
				f(name, nil)
			}
		}
	}
}

package firstorder

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// An env is what the names of a function stand for at one place in it.
type env struct {
	vars  map[types.Object]value
	state *value // shared by the functions that are given the State's address
	done  *Term  // the function has returned here
	ret   value  // what, if it has
}

func (e *env) clone() *env {
	out := *e
	out.vars = map[types.Object]value{}
	for object, v := range e.vars {
		out.vars[object] = v
	}
	return &out
}

// The two values that are no terms: the receiver and the address of the State.
type (
	theConfig struct{}
	theState  struct{}
)

// pending is a number that a loop adds one to where cond holds.
type pending struct{ cond *Term }

// bailout carries an error out of the translation.
type bailout struct{ err error }

func (t *Theory) fail(n ast.Node, format string, args ...any) {
	panic(bailout{t.src.At(n, format, args...)})
}

// catch turns a bailout into an error.
func catch(err *error) {
	if r := recover(); r != nil {
		stop, ok := r.(bailout)
		if !ok {
			panic(r)
		}
		*err = stop.err
	}
}

// fresh is a new bound variable.
func (t *Theory) fresh(name string, sort Sort) *Term {
	t.names++
	return Constant(fmt.Sprintf("%s.%d", name, t.names), sort)
}

// call runs a function of the spec on arguments, and is what it returns.
func (t *Theory) call(n ast.Node, f *types.Func, args []value, state **value) value {
	decl := t.src.Funcs[f]
	if decl == nil {
		t.fail(n, "%s has no body here", f.Name())
	}
	inner := &env{vars: map[types.Object]value{}, state: *state, done: no}
	if decl.Recv != nil && len(decl.Recv.List[0].Names) == 1 {
		inner.vars[t.src.Info.Defs[decl.Recv.List[0].Names[0]]] = theConfig{}
	}
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			inner.vars[t.src.Info.Defs[name]] = args[0]
			args = args[1:]
		}
	}
	if results := decl.Type.Results; results != nil && len(results.List) > 0 && len(results.List[0].Names) > 0 {
		t.fail(decl, "%s names its results", f.Name())
	}
	t.block(decl.Body.List, inner)
	*state = inner.state
	if decl.Type.Results != nil && inner.ret == nil {
		t.fail(decl, "%s returns nothing", f.Name())
	}
	return inner.ret
}

// block runs statements. Where some of the cases have returned, only the others go on.
func (t *Theory) block(list []ast.Stmt, e *env) {
	for i, s := range list {
		t.statement(s, e)
		if e.done.op == opTrue {
			return
		}
		if e.done.op != opFalse {
			rest := e.clone()
			rest.done = no
			t.block(list[i+1:], rest)
			t.join(list[i], e.done, e, rest)
			return
		}
	}
}

// join makes e what a is where cond holds, and elsewhere what b is. The three may be the same.
func (t *Theory) join(n ast.Node, cond *Term, a, b *env) {
	merged := func(x, y value) value {
		if x == nil {
			return y
		}
		if y == nil {
			return x
		}
		v, err := merge(cond, x, y)
		if err != nil {
			t.fail(n, "%v", err)
		}
		return v
	}
	for object, v := range a.vars {
		if other, ok := b.vars[object]; ok && object.Name() != "_" {
			a.vars[object] = t.mergeVariable(n, cond, v, other)
		}
	}
	if a.state != b.state {
		v := merged(*a.state, *b.state)
		a.state = &v
	}
	a.ret = merged(a.ret, b.ret)
	a.done = choose(cond, a.done, b.done)
}

// mergeVariable merges what a name stands for; a number that is counted up in a loop may be so in one case only.
func (t *Theory) mergeVariable(n ast.Node, cond *Term, a, b value) value {
	switch x := a.(type) {
	case theConfig, theState:
		return a
	case pending:
		if y, ok := b.(pending); ok {
			return pending{choose(cond, x.cond, y.cond)}
		}
		if isZero(b) {
			return pending{And(cond, x.cond)}
		}
	case *Term:
		if y, ok := b.(pending); ok && isZero(a) {
			return pending{And(Not(cond), y.cond)}
		}
	}
	v, err := merge(cond, a, b)
	if err != nil {
		t.fail(n, "%v", err)
	}
	return v
}

func isZero(v value) bool {
	term, ok := v.(*Term)
	return ok && term.op == opLiteral && term.value == 0
}

func (t *Theory) statement(s ast.Stmt, e *env) {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		if len(s.Results) > 1 {
			t.fail(s, "%d results, want at most one", len(s.Results))
		}
		if len(s.Results) == 1 {
			e.ret = t.value(s.Results[0], e)
		}
		e.done = yes
	case *ast.IfStmt:
		t.ifStatement(s, e)
	case *ast.BlockStmt:
		t.block(s.List, e)
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			t.fail(s, "a statement that does nothing")
		}
		t.callExpr(call, e)
	case *ast.AssignStmt:
		t.assignment(s, e)
	case *ast.IncDecStmt:
		t.increment(s, e)
	case *ast.DeclStmt:
		t.declaration(s, e)
	case *ast.RangeStmt:
		t.rangeLoop(s, e)
	default:
		t.fail(s, "a statement of this kind is not in the subset")
	}
}

func (t *Theory) ifStatement(s *ast.IfStmt, e *env) {
	if s.Init != nil {
		t.fail(s.Init, "a statement before the condition is not in the subset")
	}
	cond := t.truth(s.Cond, e)
	then, otherwise := e.clone(), e.clone()
	t.block(s.Body.List, then)
	if s.Else != nil {
		t.statement(s.Else, otherwise)
	}
	t.join(s, cond, then, otherwise)
	for object := range e.vars {
		e.vars[object] = then.vars[object]
	}
	e.state, e.done, e.ret = then.state, then.done, then.ret
}

func (t *Theory) assignment(s *ast.AssignStmt, e *env) {
	if len(s.Lhs) != 1 || len(s.Rhs) != 1 || s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		t.fail(s, "want one plain assignment")
	}
	v := t.value(s.Rhs[0], e)
	if s.Tok == token.DEFINE {
		e.vars[t.src.Info.Defs[s.Lhs[0].(*ast.Ident)]] = v
		return
	}
	t.set(s.Lhs[0], v, e)
}

// increment adds one to a number of the state, or counts a local variable up.
func (t *Theory) increment(s *ast.IncDecStmt, e *env) {
	if s.Tok != token.INC {
		t.fail(s, "natural numbers are not counted down")
	}
	object, path := t.place(s.X, e)
	if _, ok := e.vars[object].(theState); !ok {
		if len(path) > 0 || !isZero(e.vars[object]) {
			t.fail(s, "want a local variable that is zero before its loop, and is counted up by one for some of the nodes")
		}
		e.vars[object] = pending{yes}
		return
	}
	t.set(s.X, add(t.term(s.X, e), literal(1)), e)
}

// set assigns to a place.
func (t *Theory) set(x ast.Expr, v value, e *env) {
	object, path := t.place(x, e)
	if _, ok := e.vars[object].(theState); ok {
		changed := update(*e.state, path, v)
		e.state = &changed
		return
	}
	e.vars[object] = update(e.vars[object], path, v)
}

// declaration is of a variable without a value.
func (t *Theory) declaration(s *ast.DeclStmt, e *env) {
	decl, ok := s.Decl.(*ast.GenDecl)
	if !ok || decl.Tok != token.VAR || len(decl.Specs) != 1 {
		t.fail(s, "want the declaration of one variable")
	}
	names := decl.Specs[0].(*ast.ValueSpec)
	if len(names.Names) != 1 || len(names.Values) > 0 {
		t.fail(s, "want the declaration of one variable without a value")
	}
	object := t.src.Info.Defs[names.Names[0]]
	zero := t.symbols(object.Type(), nil, "", nil, true)
	if e.vars[object] = zero; types.Identical(object.Type(), t.stateType) {
		if e.state != nil {
			t.fail(s, "a second State")
		}
		e.vars[object], e.state = theState{}, &zero
	}
}

// place is the variable and the path of an expression that can be assigned to.
func (t *Theory) place(x ast.Expr, e *env) (types.Object, []step) {
	switch x := x.(type) {
	case *ast.Ident:
		object := t.src.Info.Uses[x]
		if _, ok := e.vars[object]; !ok {
			t.fail(x, "%s is no variable of this function", x.Name)
		}
		return object, nil
	case *ast.SelectorExpr:
		object, path := t.place(x.X, e)
		return object, append(path, step{field: x.Sel.Name})
	case *ast.IndexExpr:
		object, path := t.place(x.X, e)
		return object, append(path, step{index: t.term(x.Index, e)})
	case *ast.ParenExpr:
		return t.place(x.X, e)
	}
	t.fail(x, "want a variable, a field or an entry of an array")
	return nil, nil
}

// names of the fields of a struct.
func fieldNames(u *types.Struct) []string {
	var all []string
	for f := range u.Fields() {
		all = append(all, f.Name())
	}
	return all
}

// dims are the dimensions of a field, from its tag.
func dims(tag string) []string {
	if tag == "" {
		return nil
	}
	return strings.Split(tag, ",")
}

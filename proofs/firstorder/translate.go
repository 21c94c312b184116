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

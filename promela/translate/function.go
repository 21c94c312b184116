package translate

import (
	"go/ast"
	"go/types"

	"quesera/spec/syntax"
)

// A translator turns one spec's functions into macros and inlines. It goes over all that the spec's actions and
// properties reach again and again until the ranges of parameters and local variables grow no more; only
// then is what it writes right.
type translator struct {
	src    *syntax.Source
	names  *namer
	config *constants
	shaper *shaper

	configType, stateType *types.Named
	state                 *expr

	pass    int
	changed bool // a range grew in this pass
	funcs   map[*types.Func]*function
	order   []*function // in use in this pass, what is called before what calls it
	active  []*function // being translated, the outermost first

	setMacros map[string]bool // rendered methods of NodeSet in use in this pass
	setBits   int             // how many bits the sets have that are counted
}

// A bailout carries the first error out of the translator.
type bailout struct{ err error }

// fail ends the translation: the Go at n is not in the subset.
func (t *translator) fail(n ast.Node, format string, args ...any) {
	panic(bailout{t.src.At(n, format, args...)})
}

// A function is a function or method of the spec's package.
type function struct {
	obj    *types.Func
	decl   *ast.FuncDecl
	name   string
	effect bool // it changes the state
	// assigned has the parameters and variables that change after their definition.
	assigned map[types.Object]bool
	params   []*parameter
	hidden   map[any]*local // of an effect: by variable, or by what else it stands for
	order    []*local       // the same in the order of their first use

	pass   int      // the last pass that translated it
	result *expr    // of a pure function: its value in terms of its parameters
	body   []string // of an effect: its statements
	helper bool     // another effect calls it
	loops  bool     // of an effect: it or one that it calls has a loop
	copies int      // of an effect: hidden copies made so far in this pass
}

type role uint8

const (
	roleNumber role = iota
	roleRecord
	roleConfig
	roleState
)

// A parameter of a function, the receiver included.
type parameter struct {
	obj   *types.Var
	role  role
	name  string
	kind  kind
	shape *shape   // of a record
	rng   interval // of a number: the arguments of all calls
}

// value is the parameter as an expression of the function's body.
func (p *parameter) value(t *translator) *expr {
	switch p.role {
	case roleConfig:
		return &expr{op: opConfig}
	case roleState:
		return t.state
	case roleRecord:
		return variable(p.name, p.shape)
	}
	return &expr{op: opName, name: p.name, rng: p.rng, size: 1}
}

// A local is a variable of an effect. It becomes a global one that is hidden from the state: nothing calls itself, so
// that one of each is enough, and it is always set before it is used, so that it carries nothing from one state to
// another.
type local struct {
	name  string
	kind  kind
	shape *shape // of a record or array
	rng   interval
	grown int // how often rng grew
}

func (l *local) value() *expr {
	if l.shape != nil {
		return variable(l.name, l.shape)
	}
	return &expr{op: opName, name: l.name, rng: l.rng, size: 1}
}

// storage is the Promela type of a number. There are no hidden bits.
func (l *local) storage() string {
	if l.kind == kindBool || l.kind == kindUint8 {
		return "byte"
	}
	return "int"
}

// maxGrowth is how often a range may grow before it is taken to be that of the whole type.
const maxGrowth = 12

// admit makes room for the values of r in the range.
func (l *local) admit(t *translator, r interval) {
	wider := l.rng.join(r)
	if wider == l.rng {
		return
	}
	if l.grown++; l.grown > maxGrowth {
		wider = kindRange(l.kind)
	}
	if wider != l.rng {
		l.rng, t.changed = wider, true
	}
}

// function prepares a function for translation at the call n.
func (t *translator) function(f *types.Func, n ast.Node) *function {
	if fn, ok := t.funcs[f]; ok {
		return fn
	}
	decl, ok := t.src.Funcs[f]
	if !ok {
		t.fail(n, "%s is declared outside the spec: only its own functions and those of package spec can be called", f.Name())
	}
	if !plain(f.Name()) {
		t.fail(decl.Name, "function %s: a name in Promela has letters, digits and _ of ASCII", f.Name())
	}
	if decl.Type.TypeParams != nil {
		t.fail(decl.Name, "function %s has type parameters, which are not in the subset", f.Name())
	}
	fn := &function{obj: f, decl: decl, name: t.names.name(f, f.Name()),
		assigned: map[types.Object]bool{}, hidden: map[any]*local{}}
	t.funcs[f] = fn
	sig := f.Signature()
	if r := sig.Recv(); r != nil {
		t.addParam(fn, r)
	}
	for i := range sig.Params().Len() {
		t.addParam(fn, sig.Params().At(i))
	}
	t.noteChanges(fn)
	return fn
}

// addParam gives a parameter its role by its type.
func (t *translator) addParam(fn *function, v *types.Var) {
	p := &parameter{obj: v, rng: impossible, kind: kindOf(v.Type())}
	fn.params = append(fn.params, p)
	target := v.Type()
	if pointer, ok := target.(*types.Pointer); ok && types.Identical(pointer.Elem(), t.stateType) {
		p.role = roleState
		return
	}
	if types.Identical(target, t.configType) {
		p.role = roleConfig
		return
	}
	if !plain(v.Name()) && v.Name() != "" {
		t.fail(fn.decl.Name, "parameter %s: a name in Promela has letters, digits and _ of ASCII", v.Name())
	}
	name := v.Name()
	if name == "" || name == "_" {
		name = "unused"
	}
	p.name = t.names.param(fn, v, name)
	if p.kind != kindNone {
		return
	}
	if _, ok := target.Underlying().(*types.Struct); !ok {
		t.fail(fn.decl.Name, "parameter %s of %s is %s, which is not in the subset",
			v.Name(), fn.obj.Name(), t.describe(target))
	}
	p.role = roleRecord
	p.shape = t.shapeOf(target, fn.decl.Name, v.Name())
}

// shapeOf is the shape of a local variable or parameter.
func (t *translator) shapeOf(typ types.Type, n ast.Node, what string) *shape {
	s, err := t.shaper.of(typ, tags{}, what)
	if err != nil {
		t.fail(n, "%v", err)
	}
	return s
}

// noteChanges finds out which variables the function assigns to, and whether it changes the state.
func (t *translator) noteChanges(fn *function) {
	change := func(target ast.Expr) {
		root, whole := rootOf(target)
		if obj := t.src.Info.Uses[root]; obj != nil {
			fn.assigned[obj] = true
			fn.effect = fn.effect || !whole && t.isStatePointer(obj.Type())
		}
	}
	ast.Inspect(fn.decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, target := range n.Lhs { // := too may assign to what exists already
				change(target)
			}
		case *ast.IncDecStmt:
			change(n.X)
		case *ast.CallExpr:
			if callee := t.callee(n); callee != nil && t.src.Funcs[callee] != nil {
				fn.effect = t.function(callee, n).effect || fn.effect
			}
		}
		return true
	})
}

// enter begins the translation of fn at the call n; leave ends it.
func (t *translator) enter(fn *function, n ast.Node) {
	for _, outer := range t.active {
		if outer == fn {
			t.fail(n, "%s calls itself: recursion is not in the subset", fn.obj.Name())
		}
	}
	t.active = append(t.active, fn)
}

func (t *translator) leave() { t.active = t.active[:len(t.active)-1] }

// rootOf is the variable that a target of an assignment belongs to, and whether it is all of it.
func rootOf(target ast.Expr) (root *ast.Ident, whole bool) {
	for whole = true; ; whole = false {
		switch e := ast.Unparen(target).(type) {
		case *ast.SelectorExpr:
			target = e.X
		case *ast.IndexExpr:
			target = e.X
		case *ast.Ident:
			return e, whole
		default:
			return nil, false
		}
	}
}

func (t *translator) isStatePointer(typ types.Type) bool {
	pointer, ok := typ.(*types.Pointer)
	return ok && types.Identical(pointer.Elem(), t.stateType)
}

// callee is the function that a call names, or nil.
func (t *translator) callee(call *ast.CallExpr) *types.Func {
	var name *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return nil
	}
	f, _ := t.src.Info.Uses[name].(*types.Func)
	return f
}

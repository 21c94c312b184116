package translate

import (
	"fmt"
	"go/ast"
	"go/types"
	"math/bits"
	"strings"

	"quesera/spec/syntax"
)

// call is a call within an expression: a conversion, min or max, a method of NodeSet, or a pure function of the spec.
func (t *translator) call(e *ast.CallExpr, sc scope) *expr {
	if tv := t.src.Info.Types[e.Fun]; tv.IsType() {
		return t.conversion(e, sc)
	} else if tv.IsBuiltin() {
		return t.builtin(e, sc)
	}
	f := t.callee(e)
	if f == nil {
		if t.src.Info.Types[e.Fun].Type == nil {
			panic(bailout{t.src.Untyped(e.Fun)})
		}
		t.fail(e, "the call of a function value is not in the subset")
	}
	args := t.arguments(e, f, sc)
	if f.Pkg().Path() == syntax.SpecPath {
		return t.setMethod(e, f, args)
	}
	fn := t.function(f, e)
	if fn.effect {
		t.fail(e, "%s changes the state, so that it cannot be part of an expression", f.Name())
	}
	return t.callPure(e, fn, args)
}

// arguments of a call, the receiver first.
func (t *translator) arguments(e *ast.CallExpr, f *types.Func, sc scope) []*expr {
	var args []*expr
	if f.Signature().Recv() != nil {
		selector := ast.Unparen(e.Fun).(*ast.SelectorExpr) // nothing else names a method
		if t.src.Info.Selections[selector].Kind() != types.MethodVal {
			t.fail(e, "the call of a method without its receiver is not in the subset")
		}
		args = append(args, t.eval(selector.X, sc))
	}
	for _, a := range e.Args {
		args = append(args, t.eval(a, sc))
	}
	if len(args) != f.Signature().Params().Len()+boolInt(f.Signature().Recv() != nil) {
		t.fail(e, "a call with a variable number of arguments is not in the subset")
	}
	return args
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *translator) conversion(e *ast.CallExpr, sc scope) *expr {
	x := t.eval(e.Args[0], sc)
	if x.shape != nil && x.shape.kind == kindNone {
		t.fail(e, "converting %s is not in the subset", t.describe(t.src.Info.TypeOf(e.Args[0])))
	}
	return t.wrapped(e, x, t.numberKind(e))
}

func (t *translator) builtin(e *ast.CallExpr, sc scope) *expr {
	name, _ := ast.Unparen(e.Fun).(*ast.Ident)
	if name == nil || name.Name != "min" && name.Name != "max" {
		t.fail(e, "the built-in %s is not in the subset", types.ExprString(e.Fun))
	}
	t.numberKind(e)
	best := t.eval(e.Args[0], sc)
	for _, a := range e.Args[1:] {
		x := t.eval(a, sc)
		better := compare("<", x, best)
		rng := interval{min(x.rng.lo, best.rng.lo), min(x.rng.hi, best.rng.hi)}
		if name.Name == "max" {
			better = compare(">", x, best)
			rng = interval{max(x.rng.lo, best.rng.lo), max(x.rng.hi, best.rng.hi)}
		}
		best = cond(better, x, best, false)
		if best.op == opCond {
			best.rng = rng
		}
	}
	return best
}

// callPure is the value of a pure function: a macro, or where structs stand in the way
// of that the function's body in place.
func (t *translator) callPure(n ast.Node, fn *function, args []*expr) *expr {
	results := fn.obj.Signature().Results()
	if results.Len() != 1 {
		t.fail(n, "%s has %d results, want 1", fn.obj.Name(), results.Len())
	}
	macro := kindOf(results.At(0).Type()) != kindNone
	for i, p := range fn.params {
		macro = macro && (p.role != roleRecord || args[i].op == opPath)
	}
	if !macro {
		return t.runPure(n, fn, args)
	}
	var values []*expr
	for i, p := range fn.params {
		if p.role == roleNumber {
			t.join(p, args[i].rng)
		}
		if p.role == roleNumber || p.role == roleRecord {
			values = append(values, args[i])
		}
	}
	t.definePure(n, fn)
	result := newExpr(opCall, fn.result.rng, values...)
	result.name = fn.name
	return result
}

// join makes room for an argument's values in the range of a parameter.
func (t *translator) join(p *parameter, r interval) {
	if wider := p.rng.join(r); wider != p.rng {
		p.rng, t.changed = wider, true
	}
}

// definePure translates the body of a pure function into the value of its macro, once a pass.
func (t *translator) definePure(n ast.Node, fn *function) {
	if fn.pass == t.pass {
		return
	}
	args := make([]*expr, len(fn.params))
	for i, p := range fn.params {
		args[i] = p.value(t)
	}
	fn.result = t.runPure(n, fn, args)
	fn.pass = t.pass
	t.order = append(t.order, fn)
}

// raw is a op b in unbounded integers.
func (t *translator) raw(n ast.Node, op string, a, b *expr) *expr {
	result, err := binary(op, a, b)
	if err != nil {
		t.fail(n, "%v", err)
	}
	return result
}

// setMethod is a method or function of package spec on node sets. The operators are those of spec/node.go.
func (t *translator) setMethod(e *ast.CallExpr, f *types.Func, args []*expr) *expr {
	raw := func(op string, a, b *expr) *expr { return t.raw(e, op, a, b) }
	macro := func(name string, rng interval) *expr {
		m := newExpr(opCall, rng, args...)
		m.name = t.setMacro(name)
		return t.wrapped(e, m, kindUint16)
	}
	switch f.Name() {
	case "Has":
		raw(">>", args[0], args[1])
		return macro("HAS", boolean)
	case "With":
		only := newExpr(opCall, raw("<<", yes, args[1]).rng, args[1])
		only.name = t.setMacro("ONLY")
		with := newExpr(opWith, raw("|", args[0], only).rng, args[0], args[1], only)
		with.name = t.setMacro("WITH")
		return t.wrapped(e, with, kindUint16)
	case "Without":
		return macro("WITHOUT", raw("&^", args[0], raw("<<", yes, args[1])).rng)
	case "Only":
		return macro("ONLY", raw("<<", yes, args[0]).rng)
	case "All":
		return t.wrapped(e, raw("-", raw("<<", yes, args[0]), yes), kindUint16)
	case "Union":
		return raw("|", args[0], args[1])
	case "Intersect":
		return raw("&", args[0], args[1])
	case "Minus":
		return raw("&^", args[0], args[1])
	case "Includes":
		return macro("INCLUDES", boolean)
	case "Empty":
		return compare("==", args[0], no)
	case "Len":
		width := bits.Len64(uint64(args[0].rng.hi))
		t.setBits = max(t.setBits, width)
		return macro("LEN", interval{0, int64(width)})
	}
	t.fail(e, "%s of package spec is not in the subset", f.Name())
	return nil
}

// setMacro is the name of a macro for node sets, which the model then defines.
func (t *translator) setMacro(name string) string {
	t.setMacros[name] = true
	return t.names.name("set "+name, name)
}

// setBodies are the macros for node sets, in the order in which a model defines them. LEN's depends
// on how many bits there are to count.
var setBodies = []struct{ name, params, body, note string }{
	{"HAS", "set, i", "(((set) >> (i)) & 1)", "i is a member of set"},
	{"WITH", "set, i", "((set) | ONLY(i))", "set and i"},
	{"WITHOUT", "set, i", "((set) & ~(1 << (i)))", "set less i"},
	{"ONLY", "i", "(1 << (i))", "the set of i alone"},
	{"INCLUDES", "set, part", "(((part) & ~(set)) == 0)", "every member of part is one of set"},
	{"LEN", "set", "", "the number of members"},
}

// countBits is the body of LEN for sets of so many bits.
func countBits(width int) string {
	terms := []string{"((set) & 1)"}
	for i := 1; i < width; i++ {
		terms = append(terms, fmt.Sprintf("(((set) >> %d) & 1)", i))
	}
	return "(" + strings.Join(terms, " + ") + ")"
}

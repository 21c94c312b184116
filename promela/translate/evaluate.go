package translate

import (
	"go/ast"
	gconstant "go/constant"
	"go/token"
	"go/types"
	"slices"
)

// A scope has the values of parameters and local variables.
type scope map[types.Object]*expr

// eval is a Go expression in Promela.
func (t *translator) eval(e ast.Expr, sc scope) *expr {
	e = ast.Unparen(e)
	tv, ok := t.src.Info.Types[e]
	if !ok || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		panic(bailout{t.src.Untyped(e)})
	}
	if tv.Value != nil {
		return t.constantValue(e, tv)
	}
	switch e := e.(type) {
	case *ast.Ident:
		return t.variable(e, sc)
	case *ast.SelectorExpr:
		return t.selectField(e, sc)
	case *ast.IndexExpr:
		return t.index(e, sc)
	case *ast.UnaryExpr:
		return t.unary(e, sc)
	case *ast.BinaryExpr:
		return t.binary(e, sc)
	case *ast.CallExpr:
		return t.call(e, sc)
	case *ast.CompositeLit:
		switch tv.Type.Underlying().(type) {
		case *types.Struct:
			if len(e.Elts) == 0 {
				return zero(t.shapeOf(tv.Type, e, "the literal"))
			}
		case *types.Array:
			if len(e.Elts) == 0 {
				return &expr{op: opZero} // to assign; how many entries are in use is known there
			}
		}
		t.fail(e, "a literal of %s is not in the subset, except for the zero value of a struct or array", t.describe(tv.Type))
	}
	t.fail(e, "%s is not in the subset", construct(e))
	return nil
}

// construct names a Go expression or statement for an error.
func construct(n ast.Node) string {
	switch n.(type) {
	case *ast.FuncLit:
		return "a closure"
	case *ast.StarExpr:
		return "a pointer's target"
	case *ast.SliceExpr:
		return "a slice"
	case *ast.TypeAssertExpr:
		return "a type assertion"
	case *ast.GoStmt:
		return "a goroutine"
	case *ast.DeferStmt:
		return "defer"
	case *ast.SendStmt, *ast.SelectStmt:
		return "a channel"
	case *ast.SwitchStmt, *ast.TypeSwitchStmt:
		return "switch (write if)"
	case *ast.LabeledStmt:
		return "a label"
	case *ast.ExprStmt:
		return "an expression as a statement, except for the call of an effect,"
	}
	return "this"
}

// describe names a type that is not in the subset.
func (t *translator) describe(typ types.Type) string {
	name := types.TypeString(typ, types.RelativeTo(t.src.Pkg))
	switch u := typ.Underlying().(type) {
	case *types.Map:
		return "a map (" + name + ")"
	case *types.Slice:
		return "a slice (" + name + ")"
	case *types.Pointer:
		return "a pointer (" + name + ")"
	case *types.Chan:
		return "a channel (" + name + ")"
	case *types.Signature:
		return "a function value (" + name + ")"
	case *types.Interface:
		return "an interface (" + name + ")"
	case *types.Basic:
		if u.Info()&types.IsFloat != 0 {
			return "a floating-point number (" + name + ")"
		}
	}
	return "type " + name
}

func (t *translator) constantValue(e ast.Expr, tv types.TypeAndValue) *expr {
	switch tv.Value.Kind() {
	case gconstant.Bool:
		return truth(gconstant.BoolVal(tv.Value))
	case gconstant.Int:
		if v, exact := gconstant.Int64Val(tv.Value); exact && exactly(v).within(cInt) && kindOf(tv.Type) != kindNone {
			return constant(v)
		}
	}
	t.fail(e, "%s as a constant (%s) is not in the subset", t.describe(tv.Type), tv.Value)
	return nil
}

// numberKind is the kind of the expression's type; what is not a number of the subset ends the translation.
func (t *translator) numberKind(e ast.Expr) kind {
	typ := t.src.Info.TypeOf(e)
	k := kindOf(typ)
	if k == kindNone {
		t.fail(e, "%s is not in the subset", t.describe(typ))
	}
	return k
}

func (t *translator) variable(e *ast.Ident, sc scope) *expr {
	obj := t.src.Info.Uses[e]
	if v, ok := sc[obj]; ok {
		return v
	}
	if _, ok := obj.(*types.Var); ok { // any other has its value in the scope
		t.fail(e, "the package variable %s is not in the subset: a spec has no state but its State", e.Name)
	}
	t.fail(e, "%s (%s) is not in the subset", e.Name, t.describe(obj.Type()))
	return nil
}

func (t *translator) selectField(e *ast.SelectorExpr, sc scope) *expr {
	selection := t.src.Info.Selections[e]
	if selection == nil || selection.Kind() != types.FieldVal {
		t.fail(e, "%s is not in the subset: want a field", e.Sel.Name)
	}
	x := t.eval(e.X, sc)
	if x.op == opConfig {
		c := constant(t.config.value(e.Sel.Name))
		c.name = t.config.names[e.Sel.Name]
		return c
	}
	return x.field(x.shape.fields[slices.IndexFunc(x.shape.fields, func(f field) bool { return f.goName == e.Sel.Name })])
}

func (t *translator) index(e *ast.IndexExpr, sc scope) *expr {
	x := t.eval(e.X, sc)
	if x.shape == nil || x.shape.elem == nil {
		t.fail(e, "indexing %s is not in the subset", t.describe(t.src.Info.TypeOf(e.X)))
	}
	i := t.eval(e.Index, sc)
	if !i.rng.empty() && (i.rng.lo >= int64(x.shape.length) || i.rng.hi < 0) {
		t.fail(e, "the index is %v, but only %d entries are in use (%s)", i.rng, x.shape.length, x.shape.count)
	}
	return x.entry(i)
}

func (t *translator) unary(e *ast.UnaryExpr, sc scope) *expr {
	k := t.numberKind(e)
	x := t.eval(e.X, sc)
	switch {
	case e.Op == token.NOT:
		return not(x)
	case e.Op == token.ADD:
		return x
	case e.Op == token.SUB:
		return t.wrapped(e, newExpr(opNegate, interval{-x.rng.hi, -x.rng.lo}, x), k)
	case e.Op == token.XOR && k != kindInt:
		return t.arithmetic(e, "^", x, constant(kindRange(k).hi), k)
	}
	t.fail(e, "operator %s on %s is not in the subset", e.Op, t.describe(t.src.Info.TypeOf(e)))
	return nil
}

func (t *translator) binary(e *ast.BinaryExpr, sc scope) *expr {
	switch e.Op {
	case token.LAND, token.LOR:
		x := t.eval(e.X, sc)
		if e.Op == token.LAND {
			if x.is(0) {
				return no
			}
			return and(x, t.eval(e.Y, sc))
		}
		if x.is(1) {
			return yes
		}
		return or(x, t.eval(e.Y, sc))
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return t.comparison(e, sc)
	}
	k := t.numberKind(e)
	return t.arithmetic(e, e.Op.String(), t.eval(e.X, sc), t.eval(e.Y, sc), k)
}

func (t *translator) arithmetic(n ast.Node, op string, x, y *expr, k kind) *expr {
	return t.wrapped(n, t.raw(n, op, x, y), k)
}

// wrapped brings a result into its type as Go does.
func (t *translator) wrapped(n ast.Node, e *expr, k kind) *expr {
	result, ok := wrap(e, k)
	if !ok {
		t.fail(n, "the result may be %v, beyond the 32 bits that Promela computes in", e.rng)
	}
	return result
}

// comparison of numbers; of structs for equality, number by number.
func (t *translator) comparison(e *ast.BinaryExpr, sc scope) *expr {
	x, y := t.eval(e.X, sc), t.eval(e.Y, sc)
	for _, operand := range []ast.Expr{e.X, e.Y} {
		typ := t.src.Info.TypeOf(operand)
		if kindOf(typ) == kindNone && (x.shape == nil || y.shape == nil || x.op == opState) {
			t.fail(operand, "comparing %s is not in the subset", t.describe(typ))
		}
	}
	if x.shape == nil || x.shape.kind != kindNone {
		return compare(e.Op.String(), x, y)
	}
	equal := yes
	for _, l := range x.shape.leaves() {
		equal = and(equal, compare("==", l.of(x), l.of(y)))
	}
	if e.Op == token.NEQ {
		return not(equal)
	}
	return equal
}

package circuits

import (
	"go/ast"
	"go/token"
	"go/types"

	"quesera/spec/syntax"
)

// expr is the value of an expression.
func (fr *frame) expr(e ast.Expr, path lit) value {
	if tv, ok := fr.source.Info.Types[e]; ok && tv.Value != nil {
		return fr.literal(e, tv.Value, tv.Type)
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return fr.expr(e.X, path)
	case *ast.CallExpr:
		return fr.callExpr(e, path)
	case *ast.CompositeLit:
		return fr.composite(e, path)
	case *ast.UnaryExpr:
		v := fr.expr(e.X, path)
		switch e.Op {
		case token.NOT, token.XOR:
			return fr.inverted(v)
		case token.SUB:
			return fr.subtract(number(0, len(v.bits)), v)
		case token.ADD:
			return v
		}
		fr.refuse(e, "operator %s is not in the subset", e.Op)
	case *ast.BinaryExpr:
		a := fr.expr(e.X, path)
		switch e.Op { // Go looks at the right only where the left has not decided
		case token.LAND:
			path = fr.and(path, a.bits[0])
		case token.LOR:
			path = fr.and(path, a.bits[0].not())
		}
		return fr.binary(e, e.Op, a, fr.expr(e.Y, path), fr.typeOf(e.X))
	}
	variable, way := fr.place(e, path)
	return fr.read(*variable, way)
}

// binary is a op b, where a has the given type, and b too unless it is a shift.
func (fr *frame) binary(n ast.Node, op token.Token, a, b value, t types.Type) value {
	truth := func(l lit) value { return value{bits: []lit{l}} }
	switch op {
	case token.EQL:
		return truth(fr.equal(a, b))
	case token.NEQ:
		return truth(fr.equal(a, b).not())
	}
	_, signed := fr.bits(n, t)
	switch op {
	case token.LSS:
		return truth(fr.less(a, b, signed))
	case token.GTR:
		return truth(fr.less(b, a, signed))
	case token.LEQ:
		return truth(fr.less(b, a, signed).not())
	case token.GEQ:
		return truth(fr.less(a, b, signed).not())
	case token.LAND, token.AND:
		return each(a, b, fr.and)
	case token.LOR, token.OR:
		return each(a, b, fr.or)
	case token.XOR:
		return each(a, b, fr.xor)
	case token.AND_NOT:
		return each(a, b, func(a, b lit) lit { return fr.and(a, b.not()) })
	case token.ADD:
		return fr.add(a, b, never)
	case token.SUB:
		return fr.subtract(a, b)
	case token.MUL:
		return fr.multiply(a, b)
	case token.SHL:
		return fr.shift(a, b, true, signed)
	case token.SHR:
		return fr.shift(a, b, false, signed)
	case token.QUO, token.REM:
		if signed {
			break
		}
		if fr.stops != nil {
			*fr.stops = fr.or(*fr.stops, fr.anySet(b).not())
		}
		quotient, remainder := fr.divide(a, b)
		if op == token.QUO {
			return quotient
		}
		return remainder
	}
	fr.refuse(n, "operator %s is not in the subset for this type", op)
	return value{}
}

// composite is T{} or T{Field: …} or T{…}.
func (fr *frame) composite(e *ast.CompositeLit, path lit) value {
	v := fr.zero(e, fr.typeOf(e))
	for i, element := range e.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			field, ok := pair.Key.(*ast.Ident)
			structure, isStruct := fr.typeOf(e).Underlying().(*types.Struct)
			if !ok || !isStruct {
				fr.refuse(e, "this composite is not in the subset")
			}
			for k := range structure.NumFields() {
				if structure.Field(k).Name() == field.Name {
					v.parts[k] = fr.expr(pair.Value, path)
				}
			}
			continue
		}
		v.parts[i] = fr.expr(element, path)
	}
	return v
}

// callExpr is a conversion, a call of a builtin, of package spec or of a function of the spec.
func (fr *frame) callExpr(e *ast.CallExpr, path lit) value {
	if fr.source.Info.Types[e.Fun].IsType() {
		bits, _ := fr.bits(e, fr.typeOf(e.Fun))
		_, signed := fr.bits(e, fr.typeOf(e.Args[0]))
		return fr.expr(e.Args[0], path).wide(bits, signed)
	}
	switch callee := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		switch object := fr.source.Info.Uses[callee].(type) {
		case *types.Builtin:
			return fr.leastOrMost(e, object.Name(), path)
		case *types.Func:
			return fr.call(e, object, fr.arguments(e.Args, path), path)
		}
	case *ast.SelectorExpr:
		f, ok := fr.source.Info.Uses[callee.Sel].(*types.Func)
		if !ok {
			break
		}
		if f.Pkg() != nil && f.Pkg().Path() == syntax.SpecPath {
			return fr.ofSpec(e, callee, f, path)
		}
		return fr.call(e, f, fr.arguments(append([]ast.Expr{callee.X}, e.Args...), path), path)
	}
	fr.refuse(e, "this call is not in the subset")
	return value{}
}

// arguments are values, or what pointers point to.
func (fr *frame) arguments(list []ast.Expr, path lit) []*value {
	var args []*value
	for _, e := range list {
		if _, pointer := fr.typeOf(e).(*types.Pointer); pointer {
			variable, way := fr.place(e, path)
			if len(way) > 0 {
				fr.refuse(e, "a pointer to a part is not in the subset")
			}
			args = append(args, variable)
			continue
		}
		v := fr.expr(e, path)
		args = append(args, &v)
	}
	return args
}

// leastOrMost is min or max.
func (fr *frame) leastOrMost(e *ast.CallExpr, name string, path lit) value {
	if name != "min" && name != "max" {
		fr.refuse(e, "%s is not in the subset", name)
	}
	_, signed := fr.bits(e, fr.typeOf(e))
	v := fr.expr(e.Args[0], path)
	for _, arg := range e.Args[1:] {
		w := fr.expr(arg, path)
		if name == "max" {
			v = fr.chooseValue(fr.less(v, w, signed), w, v)
		} else {
			v = fr.chooseValue(fr.less(w, v, signed), w, v)
		}
	}
	return v
}

// setBits are those of a spec.NodeSet.
const setBits = 16

// ofSpec is a call of a function of package spec, or of a method of its sets.
func (fr *frame) ofSpec(e *ast.CallExpr, callee *ast.SelectorExpr, f *types.Func, path lit) value {
	var args []value
	if f.Signature().Recv() != nil {
		args = append(args, fr.expr(callee.X, path))
	}
	for _, arg := range e.Args {
		args = append(args, fr.expr(arg, path))
	}
	truth := func(l lit) value { return value{bits: []lit{l}} }
	minus := func(a, b lit) lit { return fr.and(a, b.not()) }
	switch f.Name() {
	case "Only":
		return fr.only(args[0], setBits)
	case "All":
		return fr.subtract(fr.only(args[0], setBits), number(1, setBits))
	case "Has":
		return truth(fr.anySet(each(args[0], fr.only(args[1], setBits), fr.and)))
	case "With":
		return each(args[0], fr.only(args[1], setBits), fr.or)
	case "Without":
		return each(args[0], fr.only(args[1], setBits), minus)
	case "Union":
		return each(args[0], args[1], fr.or)
	case "Intersect":
		return each(args[0], args[1], fr.and)
	case "Minus":
		return each(args[0], args[1], minus)
	case "Includes":
		return truth(fr.anySet(each(args[1], args[0], minus)).not())
	case "Empty":
		return truth(fr.anySet(args[0]).not())
	case "Len":
		return fr.count(args[0], 8).wide(64, false)
	}
	fr.refuse(e, "spec.%s is not in the subset", f.Name())
	return value{}
}

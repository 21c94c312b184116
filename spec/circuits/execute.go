package circuits

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"quesera/spec/syntax"
)

// An executor runs functions of a spec on circuits: on all states at once. There are no branches in it: every statement
// is run, and what it assigns is taken where control is there.
type executor struct {
	*circuit
	source *syntax.Source
	calls  int  // that have not returned
	stops  *lit // where Go might stop, beyond an array or dividing by zero; nil: nobody wants to know
}

// A frame is a call that has not returned.
type frame struct {
	*executor
	vars     map[types.Object]*value // a pointer's is that of what it points to
	counting map[types.Object]bool   // between two rounds of a loop: the variables that are the loop's own
	returned lit
	result   value
}

// A loop is left where there was a break, and a round of it where there was a continue.
type loop struct{ left, skipped lit }

const (
	maxCalls  = 64
	maxRounds = 1024
)

// A refusal is the error of what is not in the subset, on its way up.
type refusal struct{ error }

func (x *executor) refuse(n ast.Node, format string, args ...any) {
	panic(refusal{x.source.At(n, format, args...)})
}

// guarded runs what may refuse.
func guarded(do func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			refused, ok := r.(refusal)
			if !ok {
				panic(r)
			}
			err = refused.error
		}
	}()
	do()
	return nil
}

// call runs a function or method of the spec's package. The arguments begin with the receiver; a pointer is to what it
// points to. It returns the result, if there is one.
func (x *executor) call(n ast.Node, f *types.Func, args []*value, path lit) value {
	decl := x.source.Funcs[f]
	if decl == nil {
		x.refuse(n, "%s has no body here", f.Name())
	}
	if x.calls++; x.calls > maxCalls {
		x.refuse(n, "%s: more than %d calls within calls", f.Name(), maxCalls)
	}
	defer func() { x.calls-- }()
	fr := &frame{executor: x, vars: map[types.Object]*value{}, returned: never}
	var names []*ast.Ident
	for _, list := range []*ast.FieldList{decl.Recv, decl.Type.Params} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			if len(field.Names) == 0 {
				names = append(names, nil)
			}
			names = append(names, field.Names...)
		}
	}
	for i, name := range names {
		if name == nil {
			continue
		}
		object := x.source.Info.Defs[name]
		fr.vars[object] = args[i]
		if _, pointer := object.Type().(*types.Pointer); !pointer {
			own := *args[i]
			fr.vars[object] = &own
		}
	}
	results := f.Signature().Results()
	if results.Len() > 1 {
		x.refuse(decl, "%s has more than one result", f.Name())
	}
	if results.Len() == 1 {
		fr.result = x.zero(decl, results.At(0).Type())
		path = always // it has no effect; so what does not depend on the state is seen not to
	}
	fr.block(decl.Body.List, path, nil)
	return fr.result
}

// here is where control is, of those at path: it has not returned, nor left the loop or its round.
func (fr *frame) here(path lit, l *loop) lit {
	path = fr.and(path, fr.returned.not())
	if l != nil {
		path = fr.and(path, fr.and(l.left.not(), l.skipped.not()))
	}
	return path
}

func (fr *frame) block(list []ast.Stmt, path lit, l *loop) {
	for _, s := range list {
		if path = fr.here(path, l); path == never {
			return
		}
		fr.statement(s, path, l)
	}
}

func (fr *frame) statement(s ast.Stmt, path lit, l *loop) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		fr.block(s.List, path, l)
	case *ast.ExprStmt:
		fr.expr(s.X, path)
	case *ast.AssignStmt:
		fr.assign(s, path)
	case *ast.IncDecStmt:
		v := fr.expr(s.X, path)
		one := number(1, len(v.bits))
		if s.Tok == token.INC {
			fr.set(s.X, fr.add(v, one, never), path)
		} else {
			fr.set(s.X, fr.subtract(v, one), path)
		}
	case *ast.DeclStmt:
		fr.declare(s, path)
	case *ast.IfStmt:
		if s.Init != nil {
			fr.statement(s.Init, path, l)
		}
		when := fr.expr(s.Cond, path).bits[0]
		fr.block(s.Body.List, fr.and(path, when), l)
		if s.Else != nil {
			fr.block([]ast.Stmt{s.Else}, fr.and(path, when.not()), l)
		}
	case *ast.ForStmt:
		fr.loop(s, path)
	case *ast.RangeStmt:
		fr.ranged(s, path)
	case *ast.BranchStmt:
		switch {
		case s.Label == nil && s.Tok == token.BREAK && l != nil:
			l.left = fr.or(l.left, path)
		case s.Label == nil && s.Tok == token.CONTINUE && l != nil:
			l.skipped = fr.or(l.skipped, path)
		default:
			fr.refuse(s, "%s is not in the subset", s.Tok)
		}
	case *ast.ReturnStmt:
		if len(s.Results) == 1 {
			fr.result = fr.chooseValue(path, fr.expr(s.Results[0], path), fr.result)
		}
		fr.returned = fr.or(fr.returned, path)
	default:
		fr.refuse(s, "a %T is not in the subset", s)
	}
}

func (fr *frame) declare(s *ast.DeclStmt, path lit) {
	for _, spec := range s.Decl.(*ast.GenDecl).Specs {
		vars, ok := spec.(*ast.ValueSpec)
		if !ok || s.Decl.(*ast.GenDecl).Tok == token.CONST {
			continue // constants are known by the types
		}
		for i, name := range vars.Names {
			object := fr.source.Info.Defs[name]
			v := fr.zero(name, object.Type())
			if len(vars.Values) > 0 {
				v = fr.expr(vars.Values[i], path)
			}
			fr.vars[object] = &v
		}
	}
}

func (fr *frame) assign(s *ast.AssignStmt, path lit) {
	if len(s.Lhs) != len(s.Rhs) {
		fr.refuse(s, "several results are not in the subset")
	}
	values := make([]value, len(s.Rhs))
	for i := range s.Rhs {
		if op, ok := assigning[s.Tok]; ok {
			values[i] = fr.binary(s, op, fr.expr(s.Lhs[i], path), fr.expr(s.Rhs[i], path), fr.typeOf(s.Lhs[i]))
			continue
		}
		values[i] = fr.expr(s.Rhs[i], path)
	}
	for i, target := range s.Lhs {
		if name, ok := target.(*ast.Ident); ok {
			if name.Name == "_" {
				continue
			}
			if object := fr.source.Info.Defs[name]; object != nil {
				fr.vars[object] = &values[i]
				continue
			}
		}
		fr.set(target, values[i], path)
	}
}

// assigning has the operators of assignments.
var assigning = map[token.Token]token.Token{token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB,
	token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO, token.REM_ASSIGN: token.REM, token.AND_ASSIGN: token.AND,
	token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR, token.AND_NOT_ASSIGN: token.AND_NOT,
	token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR}

// set assigns where path holds. Between two rounds a loop's own variables are assigned to wherever control is: where
// the loop has been left, nobody reads them any more. So a counter stays a constant behind an early return, and the
// rounds have an end.
func (fr *frame) set(target ast.Expr, v value, path lit) {
	if name, ok := target.(*ast.Ident); ok && fr.counting[fr.source.Info.Uses[name]] {
		path = always
	}
	variable, way := fr.place(target, path)
	*variable = fr.write(*variable, way, path, v)
}

// place is the variable that an expression names a part of, and the way to that part.
func (fr *frame) place(e ast.Expr, path lit) (*value, []step) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return fr.place(e.X, path)
	case *ast.StarExpr:
		return fr.place(e.X, path)
	case *ast.Ident:
		if v := fr.vars[fr.source.Info.Uses[e]]; v != nil {
			return v, nil
		}
	case *ast.SelectorExpr:
		if selection := fr.source.Info.Selections[e]; selection != nil && selection.Kind() == types.FieldVal {
			variable, way := fr.place(e.X, path)
			for _, field := range selection.Index() {
				way = append(way, step{number(uint64(field), 16)})
			}
			return variable, way
		}
	case *ast.IndexExpr:
		variable, way := fr.place(e.X, path)
		index := fr.simplified(fr.expr(e.Index, path), path)
		if fr.stops != nil {
			*fr.stops = fr.or(*fr.stops, fr.and(path, fr.beyond(index, fr.typeOf(e.X))))
		}
		return variable, append(way, step{index})
	case *ast.CallExpr, *ast.CompositeLit:
		v := fr.expr(e, path)
		return &v, nil
	}
	fr.refuse(e, "this is not in the subset")
	return nil, nil
}

func (fr *frame) loop(s *ast.ForStmt, path lit) {
	if s.Init != nil {
		fr.statement(s.Init, path, nil)
	}
	l := &loop{left: never}
	for round := 0; ; round++ {
		l.skipped = never
		path = fr.here(path, l)
		if s.Cond != nil && path != never {
			path = fr.and(path, fr.expr(s.Cond, path).bits[0])
		}
		if path == never {
			return
		}
		if round == maxRounds {
			fr.refuse(s, "a loop of more than %d rounds", maxRounds)
		}
		fr.block(s.Body.List, path, l)
		l.skipped = never
		if path = fr.here(path, l); s.Post != nil && path != never {
			fr.counting = fr.declaredBy(s.Init)
			fr.statement(s.Post, path, nil)
			fr.counting = nil
		}
	}
}

// declaredBy are the variables that a statement declares.
func (fr *frame) declaredBy(s ast.Stmt) map[types.Object]bool {
	variables := map[types.Object]bool{}
	if assign, ok := s.(*ast.AssignStmt); ok {
		for _, target := range assign.Lhs {
			if name, ok := target.(*ast.Ident); ok && fr.source.Info.Defs[name] != nil {
				variables[fr.source.Info.Defs[name]] = true
			}
		}
	}
	return variables
}

func (fr *frame) ranged(s *ast.RangeStmt, path lit) {
	if _, ok := fr.typeOf(s.X).Underlying().(*types.Basic); !ok || s.Value != nil {
		fr.refuse(s, "ranging over what is no number is not in the subset")
	}
	bound := fr.expr(s.X, path)
	rounds, is := bound.constant()
	if !is || rounds > maxRounds {
		fr.refuse(s, "the rounds of a loop depend on the state, or are more than %d", maxRounds)
	}
	l := &loop{left: never}
	for k := range rounds {
		l.skipped = never
		now := fr.here(path, l)
		if now == never {
			return
		}
		if name, ok := s.Key.(*ast.Ident); ok && name.Name != "_" {
			v := number(k, len(bound.bits))
			if object := fr.source.Info.Defs[name]; object != nil {
				v = v.wide(fr.bits(name, object.Type()))
				fr.vars[object] = &v
			}
		}
		fr.block(s.Body.List, now, l)
	}
}

// typeOf is the type of an expression.
func (x *executor) typeOf(e ast.Expr) types.Type {
	if t := x.source.Info.TypeOf(e); t != nil && t != types.Typ[types.Invalid] {
		return t
	}
	panic(refusal{x.source.Untyped(e)})
}

// bits are how many a number of this type has, and whether it has a sign.
func (x *executor) bits(n ast.Node, t types.Type) (bits int, signed bool) {
	if basic, ok := t.Underlying().(*types.Basic); ok {
		switch basic.Kind() {
		case types.Bool, types.UntypedBool:
			return 1, false
		case types.Uint8:
			return 8, false
		case types.Uint16:
			return 16, false
		case types.Uint32:
			return 32, false
		case types.Uint64, types.Uint:
			return 64, false
		case types.Int, types.UntypedInt:
			return 64, true
		}
	}
	x.refuse(n, "type %v is not in the subset", t)
	return 0, false
}

// zero is the zero value of a type.
func (x *executor) zero(n ast.Node, t types.Type) value {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		var v value
		for i := range u.NumFields() {
			v.parts = append(v.parts, x.zero(n, u.Field(i).Type()))
		}
		return v
	case *types.Array:
		v := value{parts: make([]value, u.Len())}
		for i := range v.parts {
			v.parts[i] = x.zero(n, u.Elem())
		}
		return v
	}
	bits, _ := x.bits(n, t)
	return number(0, bits)
}

// literal is a constant of a type.
func (x *executor) literal(e ast.Expr, v constant.Value, t types.Type) value {
	bits, _ := x.bits(e, t)
	if v.Kind() == constant.Bool {
		return value{bits: []lit{of(constant.BoolVal(v))}}
	}
	if n, exact := constant.Int64Val(v); exact {
		return number(uint64(n), bits)
	}
	n, exact := constant.Uint64Val(v)
	if !exact {
		panic(refusal{fmt.Errorf("circuits: the constant %v does not fit 64 bits", v)})
	}
	return number(n, bits)
}

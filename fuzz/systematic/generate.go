package systematic

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"

	"quesera/fuzz/mutants"
)

// A generator collects the faults of one file.
type generator struct {
	*source
	file   *file
	decl   string
	node   ast.Node   // the declaration
	stack  []ast.Node // what the node at hand stands in, outermost first
	faults []Fault
	keys   map[string]bool
	err    error
}

// Faults are all the faults of the package, in the order of its files and their lines.
func (s *source) faults() ([]Fault, error) {
	var all []Fault
	keys := map[string]bool{}
	for _, f := range s.files {
		g := &generator{source: s, file: f, keys: keys}
		mutants.Declared(f.tree, func(name string, node ast.Node) {
			g.decl, g.node = name, node
			g.declaration(node)
		})
		if g.err != nil {
			return nil, g.err
		}
		all = append(all, g.faults...)
	}
	return all, nil
}

// declaration collects the faults of one declaration.
func (g *generator) declaration(node ast.Node) {
	switch node := node.(type) {
	case *ast.FuncDecl:
		if node.Body != nil {
			g.body(node)
			g.walk(node.Body)
		}
	case *ast.ValueSpec:
		g.constants(node)
	case *ast.GenDecl:
		for _, s := range node.Specs {
			if s, ok := s.(*ast.ValueSpec); ok {
				g.constants(s)
			}
		}
	}
}

// walk visits root and all in it.
func (g *generator) walk(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			g.stack = g.stack[:len(g.stack)-1]
			return true
		}
		if !g.visit(n) {
			return false
		}
		g.stack = append(g.stack, n)
		return true
	})
}

// visit collects the faults of one node, and reports whether there may be more inside.
func (g *generator) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ArrayType, *ast.MapType, *ast.FuncType, *ast.StructType, *ast.InterfaceType:
		return false
	case *ast.GenDecl:
		return n.Tok == token.VAR
	case *ast.CallExpr:
		if g.speaks(n) {
			return false
		}
		g.arguments(n)
	case *ast.IfStmt:
		g.ifs(n)
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.BranchStmt:
		g.statements(n.(ast.Stmt))
	}
	if e, ok := n.(ast.Expr); ok {
		return g.expression(e)
	}
	return true
}

// speaks reports whether a call only makes a message, or is of make, whose sizes are no behaviour.
func (g *generator) speaks(call *ast.CallExpr) bool {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		_, builtin := g.info.Uses[f].(*types.Builtin)
		return builtin && (f.Name == "panic" || f.Name == "make" && len(call.Args) == 3)
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			if of, ok := g.info.Uses[x].(*types.PkgName); ok {
				return of.Imported().Path() == "fmt" || of.Imported().Path() == "errors"
			}
		}
	}
	return false
}

// add records a fault: text in place of node, and the switches that it can stand behind.
func (g *generator) add(kind string, node ast.Node, text string, wraps ...wrap) {
	g.addEdit(kind, node, edit{g.at(node.Pos()), g.at(node.End()), text}, wraps...)
}

func (g *generator) addEdit(kind string, node ast.Node, e edit, wraps ...wrap) {
	from, to := g.at(g.node.Pos()), g.at(g.node.End())
	within := edit{e.from - from, e.to - from, e.text}
	key, err := keyOf(g.folder, g.decl, within.apply(g.file.text[from:to]))
	if err != nil {
		g.err = err
		return
	}
	place := fmt.Sprintf("%s:%d-%d:%s", g.file.name, e.from, e.to, e.text) // of a declaration with two names
	if g.keys[key] || g.keys[place] {
		return
	}
	g.keys[key], g.keys[place] = true, true
	g.faults = append(g.faults, Fault{
		Key: key, Package: g.folder, Decl: g.decl, Kind: kind, File: g.file.name,
		Line: g.fset.Position(node.Pos()).Line, Old: oneLine(g.file.text[e.from:e.to]), New: oneLine(e.text),
		edit: e, wraps: wraps,
	})
}

// around is a switch around a node.
func (g *generator) around(n ast.Node, form func(int, string) string) wrap {
	return wrap{g.at(n.Pos()), g.at(n.End()), form}
}

func (g *generator) at(p token.Pos) int           { return g.fset.Position(p).Offset }
func (g *generator) text(n ast.Node) string       { return g.file.text[g.at(n.Pos()):g.at(n.End())] }
func (g *generator) typeOf(e ast.Expr) types.Type { return g.info.Types[e].Type }

// written is how a type is written in this file, if it can be.
func (g *generator) written(t types.Type) (string, bool) {
	known := true
	text := types.TypeString(t, func(p *types.Package) string {
		if p == g.pkg {
			return ""
		}
		for _, im := range g.file.tree.Imports {
			if at, _ := strconv.Unquote(im.Path.Value); at == p.Path() {
				if im.Name != nil {
					return im.Name.Name
				}
				return p.Name()
			}
		}
		known = false
		return path.Base(p.Path())
	})
	return text, known
}

// isBool reports whether e is a truth value of no named type that is not constant.
func (g *generator) isBool(e ast.Expr) bool {
	tv := g.info.Types[e]
	if tv.Type == nil || tv.Value != nil {
		return false
	}
	b, ok := tv.Type.(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// isInteger reports whether t is a type of integers; parameters of types are not.
func isInteger(t types.Type) bool {
	b, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// expression collects the faults of an expression, and reports whether to look inside.
func (g *generator) expression(e ast.Expr) bool {
	tv := g.info.Types[e]
	if tv.IsType() {
		return false
	}
	if tv.Value != nil {
		g.constant(e, tv)
		return false
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		g.binary(e)
	case *ast.UnaryExpr:
		if e.Op == token.NOT && g.isBool(e) {
			g.truth("negation", e, g.text(e.X))
		}
	case *ast.Ident:
		// true and false have values and are seen above.
	}
	return true
}

// truth records a fault in a truth value.
func (g *generator) truth(kind string, e ast.Expr, wrong string) {
	g.add(kind, e, wrong, g.around(e, condition(wrong)))
}

// constant collects the faults of a constant that has a digit or a truth value in it.
func (g *generator) constant(e ast.Expr, tv types.TypeAndValue) {
	if id, ok := e.(*ast.Ident); ok {
		if _, named := types.Unalias(tv.Type).(*types.Basic); named && (id.Name == "true" || id.Name == "false") &&
			g.info.Uses[id] == types.Universe.Lookup(id.Name) {
			wrong := strconv.FormatBool(id.Name == "false")
			g.add("constant", e, wrong, g.around(e, literal(id.Name, wrong)))
		}
		return
	}
	if !hasNumber(e) || !isInteger(tv.Type) {
		return
	}
	if parent, ok := g.parent().(*ast.KeyValueExpr); ok && parent.Key == e {
		return // an index of a literal must be constant
	}
	typ := tv.Type
	if b, ok := typ.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		typ = types.Default(typ)
	}
	name, known := g.written(typ)
	for _, op := range []token.Token{token.ADD, token.SUB} {
		v := constant.BinaryOp(tv.Value, op, constant.MakeInt64(1))
		if !fits(v, typ) {
			continue
		}
		if known {
			g.add("constant", e, v.ExactString(), g.around(e, pick(name, v.ExactString())))
		} else {
			g.add("constant", e, v.ExactString())
		}
	}
}

// hasNumber reports whether a number stands in e, or a letter.
func hasNumber(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		found = found || ok && lit.Kind == token.INT
		return true
	})
	return found
}

// fits reports whether v is a value of the integer type t.
func fits(v constant.Value, t types.Type) bool {
	b := t.Underlying().(*types.Basic)
	bits := map[types.BasicKind]uint{types.Int8: 8, types.Uint8: 8, types.Int16: 16, types.Uint16: 16, types.Int32: 32,
		types.Uint32: 32}[b.Kind()]
	if bits == 0 {
		bits = 64
	}
	low, high := constant.MakeInt64(0), constant.Shift(constant.MakeInt64(1), token.SHL, bits)
	if b.Info()&types.IsUnsigned == 0 {
		high = constant.Shift(constant.MakeInt64(1), token.SHL, bits-1)
		low = constant.UnaryOp(token.SUB, high, 0)
	}
	return constant.Compare(low, token.LEQ, v) && constant.Compare(v, token.LSS, high)
}

var (
	boundaries = map[token.Token]token.Token{token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ,
		token.GEQ: token.GTR}
	opposites = map[token.Token]token.Token{token.LSS: token.GEQ, token.LEQ: token.GTR, token.GTR: token.LEQ,
		token.GEQ: token.LSS, token.EQL: token.NEQ, token.NEQ: token.EQL}
	arithmetic = map[token.Token]token.Token{token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.ADD,
		token.QUO: token.MUL, token.REM: token.QUO, token.AND: token.OR, token.OR: token.AND, token.XOR: token.OR,
		token.AND_NOT: token.AND, token.SHL: token.SHR, token.SHR: token.SHL}
	assignments = map[token.Token]token.Token{token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
		token.OR_ASSIGN: token.AND_ASSIGN, token.AND_ASSIGN: token.OR_ASSIGN, token.AND_NOT_ASSIGN: token.AND_ASSIGN,
		token.XOR_ASSIGN: token.OR_ASSIGN, token.MUL_ASSIGN: token.ADD_ASSIGN}
)

// binary collects the faults of an operator.
func (g *generator) binary(e *ast.BinaryExpr) {
	x, y := g.text(e.X), g.text(e.Y)
	with := func(op token.Token) string { return x + " " + op.String() + " " + y }
	if e.Op == token.LAND || e.Op == token.LOR {
		if !g.isBool(e) {
			return
		}
		g.truth("condition", e, x)
		g.truth("condition", e, y)
		if e.Op == token.LAND {
			g.truth("condition", e, with(token.LOR))
		} else {
			g.truth("condition", e, "("+x+") && ("+y+")")
		}
		return
	}
	if g.isBool(e) {
		if op, ok := boundaries[e.Op]; ok {
			g.truth("boundary", e, with(op))
		}
		if op, ok := opposites[e.Op]; ok {
			g.truth("comparison", e, with(op))
		}
		return
	}
	op, ok := arithmetic[e.Op]
	if t := g.typeOf(e); ok && isInteger(t) {
		wrong := "(" + with(op) + ")"
		if name, known := g.written(t); known {
			g.add("arithmetic", e, wrong, g.around(e, value(name, wrong)))
		} else {
			g.add("arithmetic", e, wrong)
		}
	}
}

// ifs collects the faults of a condition: never met where it guards a way out, and negated where nothing inside is.
func (g *generator) ifs(s *ast.IfStmt) {
	if !g.isBool(s.Cond) {
		return
	}
	if s.Else == nil && leaves(s.Body) {
		g.truth("early way out", s.Cond, "false")
	}
	switch c := ast.Unparen(s.Cond).(type) {
	case *ast.BinaryExpr:
	case *ast.UnaryExpr:
		if c.Op != token.NOT {
			g.truth("negation", s.Cond, "!("+g.text(s.Cond)+")")
		}
	default:
		g.truth("negation", s.Cond, "!("+g.text(s.Cond)+")")
	}
}

// leaves reports whether a block ends in a way out.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

func (g *generator) parent() ast.Node {
	if len(g.stack) == 0 {
		return nil
	}
	return g.stack[len(g.stack)-1]
}

// inList reports whether the statement at hand stands in a list of statements, where one may be put in its place.
func (g *generator) inList() bool {
	switch p := g.parent().(type) {
	case *ast.BlockStmt, *ast.CaseClause:
		return true
	case *ast.CommClause:
		return len(p.Body) > 0
	}
	return false
}

// statements collects the faults of a statement that can be left out or changed.
func (g *generator) statements(s ast.Stmt) {
	if !g.inList() {
		return
	}
	switch s := s.(type) {
	case *ast.ExprStmt:
		if call, ok := s.X.(*ast.CallExpr); !ok || g.speaks(call) {
			return
		}
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE || onlyBlank(s.Lhs) {
			return
		}
		if op, ok := assignments[s.Tok]; ok && isInteger(g.typeOf(s.Lhs[0])) {
			wrong := g.text(s.Lhs[0]) + " " + op.String() + " " + g.text(s.Rhs[0])
			g.add("arithmetic", s, wrong, g.around(s, statement(wrong)))
		}
	case *ast.BranchStmt:
		g.branch(s)
		return
	}
	g.add("left out", s, "{ }", g.around(s, statement("")))
}

func onlyBlank(names []ast.Expr) bool {
	return !slices.ContainsFunc(names, func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return !ok || id.Name != "_"
	})
}

// branch collects the faults of break and continue. One without a label belongs to the loop around it.
func (g *generator) branch(s *ast.BranchStmt) {
	if s.Tok != token.BREAK && s.Tok != token.CONTINUE {
		return
	}
	g.add("left out", s, "{ }", g.around(s, statement("")))
	if s.Label != nil || !g.inLoop() {
		return
	}
	wrong := token.BREAK
	if s.Tok == token.BREAK {
		wrong = token.CONTINUE
	}
	g.add("branch", s, wrong.String(), g.around(s, statement(wrong.String())))
}

func (g *generator) inLoop() bool {
	for _, n := range slices.Backward(g.stack) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit:
			return false
		}
	}
	return false
}

// arguments collects the faults of a call whose neighbouring arguments can change places. Both are simple, so that
// nothing is lost by computing both twice.
func (g *generator) arguments(call *ast.CallExpr) {
	if g.info.Types[call.Fun].IsType() || call.Ellipsis.IsValid() || g.builtin(call) {
		return
	}
	for k := 1; k < len(call.Args); k++ {
		a, b := call.Args[k-1], call.Args[k]
		s, t := g.typeOf(a), g.typeOf(b)
		if s == nil || t == nil || !types.Identical(s, t) || g.text(a) == g.text(b) || !simple(a) || !simple(b) ||
			g.info.Types[a].Value != nil && g.info.Types[b].Value != nil {
			continue
		}
		from, between, to := g.at(a.Pos()), g.file.text[g.at(a.End()):g.at(b.Pos())], g.at(b.End())
		e := edit{from, to, g.text(b) + between + g.text(a)}
		if name, known := g.written(s); known {
			g.addEdit("swapped", a, e, g.around(a, pick(name, g.text(b))), g.around(b, pick(name, g.text(a))))
		} else {
			g.addEdit("swapped", a, e)
		}
	}
}

func (g *generator) builtin(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	_, ok = g.info.Uses[id].(*types.Builtin)
	return ok
}

// simple reports whether e only names something.
func simple(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.SelectorExpr:
		return simple(e.X)
	}
	return false
}

// body collects the fault of a function that does nothing.
func (g *generator) body(f *ast.FuncDecl) {
	if len(f.Body.List) == 0 || len(f.Body.List) == 1 && (f.Type.Results == nil || g.trivial(f.Body.List[0])) {
		return
	}
	wrong := "return"
	if f.Type.Results != nil {
		sep := " "
		for _, r := range f.Type.Results.List {
			for range max(1, len(r.Names)) {
				wrong += sep + "*new(" + g.text(r.Type) + ")"
				sep = ", "
			}
		}
	}
	first, last := g.at(f.Body.Lbrace)+1, g.at(f.Body.Rbrace)
	g.addEdit("body", f.Body, edit{first, first, " if true { " + wrong + " }; "}, wrap{first, last, prologue(wrong)})
	if n := len(g.faults); n > 0 && g.faults[n-1].Kind == "body" && g.faults[n-1].Decl == g.decl {
		g.faults[n-1].Old, g.faults[n-1].New = "{ … }", oneLine("{ "+wrong+" }")
	}
}

// trivial reports whether a statement returns nothing but constants and nil.
func (g *generator) trivial(s ast.Stmt) bool {
	r, ok := s.(*ast.ReturnStmt)
	return ok && !slices.ContainsFunc(r.Results, func(e ast.Expr) bool {
		tv := g.info.Types[e]
		return tv.Value == nil && !tv.IsNil()
	})
}

// constants collects the faults of declared constants. They cannot stand behind a switch.
func (g *generator) constants(s *ast.ValueSpec) {
	for _, e := range s.Values {
		tv := g.info.Types[e]
		if tv.Value == nil || !hasNumber(e) || !isInteger(tv.Type) {
			continue
		}
		for _, op := range []string{"+", "-"} {
			g.add("constant", e, "("+g.text(e)+") "+op+" 1")
		}
	}
}

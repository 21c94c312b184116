package translate

import (
	"fmt"
	"go/ast"
	"strings"
)

// simple lowers a statement without control flow.
func (l *lowering) simple(s ast.Stmt) []string {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if len(s.Lhs) != len(s.Rhs) || len(s.Lhs) > 1 && !l.allNew(s) {
			l.fail(s, "assigning to several variables at once is not in the subset where the state changes")
		}
		var out []string
		for i := range s.Lhs {
			out = append(out, l.assign(s.Lhs[i], l.assigned(s, i, l.vals))...)
		}
		return out
	case *ast.IncDecStmt:
		return l.assign(s.X, l.increment(s, l.vals))
	case *ast.DeclStmt:
		var out []string
		l.variables(s, func(name *ast.Ident, value ast.Expr) {
			switch obj := l.src.Info.Defs[name]; {
			case value != nil:
				out = append(out, l.assign(name, l.eval(value, l.vals))...)
			case name.Name == "_":
			case kindOf(obj.Type()) != kindNone:
				out = append(out, l.assign(name, no)...)
			default:
				out = append(out, l.assign(name, zero(l.local(obj).shape))...)
			}
		})
		return out
	case *ast.ExprStmt:
		if call, ok := s.X.(*ast.CallExpr); ok {
			if tv := l.src.Info.Types[call.Fun]; !tv.IsBuiltin() && !tv.IsType() {
				return l.callEffect(call)
			}
			l.call(call, l.vals) // says what is wrong with it
		}
	}
	l.fail(s, "%s is not in the subset", construct(s))
	return nil
}

// allNew reports whether an assignment does nothing but define variables, which none of its values can depend on.
func (l *lowering) allNew(s *ast.AssignStmt) bool {
	for _, target := range s.Lhs {
		if ident, _ := target.(*ast.Ident); l.src.Info.Defs[ident] == nil {
			return false
		}
	}
	return true
}

// assign sets a variable, or a part of the state, to a value.
func (l *lowering) assign(target ast.Expr, value *expr) []string {
	if ident, ok := ast.Unparen(target).(*ast.Ident); ok {
		if ident.Name == "_" {
			return nil
		}
		obj := l.objectOf(ident)
		v := l.local(obj)
		if v.shape == nil {
			v.admit(l.translator, value.rng)
			l.vals[obj] = v.value()
			return []string{v.name + " = " + unmasked(value, v.storage()).text()}
		}
		l.vals[obj] = v.value()
		return l.copy(target, v.value(), value)
	}
	to := l.eval(target, l.vals)
	if to.op != opPath {
		l.fail(target, "assigning to this is not in the subset")
	}
	return l.copy(target, to, value)
}

// copy sets a place of the state or of a hidden variable to a value, number by number.
func (l *lowering) copy(n ast.Node, to, value *expr) []string {
	if to.shape.kind != kindNone {
		return l.store(to, value)
	}
	if value.op == opCond {
		return choose(value.args[0], l.copy(n, to, value.args[1]), l.copy(n, to, value.args[2]))
	}
	if value.op != opPath && value.op != opZero {
		l.fail(n, "this value of a struct is not in the subset")
	}
	to, out := l.steady(to, to.name)
	value, more := l.steady(value, to.name)
	out = append(out, more...)
	for _, leaf := range to.shape.leaves() {
		out = append(out, l.store(leaf.of(to), leaf.of(value))...)
	}
	return out
}

// steady takes copies of the indices in e that depend on the variable, which is about to change piece by piece.
func (l *lowering) steady(e *expr, variable string) (*expr, []string) {
	var out []string
	s := *e
	s.steps = append([]step(nil), e.steps...)
	for i, st := range s.steps {
		if st.index != nil && st.index.mentions(variable) {
			v, set := l.copyOf(st.index)
			out = append(out, set)
			s.steps[i].index = v.value()
		}
	}
	return &s, out
}

// store sets one number. What the variable cannot hold stops the model, unless Go too drops what a byte drops.
func (l *lowering) store(to, value *expr) []string {
	s := to.shape
	if s.kind == kindUint8 && s.holds == kindRange(kindUint8) {
		value = unmasked(value, s.storage)
		return []string{to.text() + " = " + value.text()}
	}
	set := to.text() + " = " + value.text()
	if value.rng.within(s.holds) {
		return []string{set}
	}
	return []string{fmt.Sprintf("assert(%s <= %d)", value.atom(), s.holds.hi), set}
}

// callEffect is the call of another effect. Promela's inlines take their arguments by name. A variable of the caller
// cannot change while the call lasts, but the state can, so that any other argument is copied first.
func (l *lowering) callEffect(e *ast.CallExpr) []string {
	f := l.callee(e)
	if f == nil {
		if l.src.Info.Types[e.Fun].Type == nil {
			panic(bailout{l.src.Untyped(e.Fun)})
		}
		l.fail(e, "the call of a function value is not in the subset")
	}
	fn := l.function(f, e)
	if !fn.effect {
		l.fail(e, "the call of %s changes nothing", f.Name())
	}
	var out, actuals []string
	for i, arg := range l.arguments(e, f, l.vals) {
		p := fn.params[i]
		switch p.role {
		case roleNumber:
			l.join(p, arg.rng)
			if arg.op == opName || arg.op == opConst && arg.rng.lo >= 0 {
				actuals = append(actuals, arg.text())
				continue
			}
			v := l.hiddenOf(fn, "argument "+p.name, p.name, p.obj.Type(), e)
			v.admit(l.translator, arg.rng)
			out = append(out, v.name+" = "+unmasked(arg, v.storage()).text())
			actuals = append(actuals, v.name)
		case roleRecord:
			v := l.hiddenOf(fn, p.obj, p.obj.Name(), p.obj.Type(), e)
			out = append(out, l.copy(e, v.value(), arg)...)
		}
	}
	l.defineEffect(e, fn)
	fn.helper = true
	l.fn.loops = l.fn.loops || fn.loops
	return append(out, fn.name+"("+strings.Join(actuals, ", ")+")")
}

// choose is an if whose condition is evaluated once. Nothing to do in both cases is nothing to do.
func choose(when *expr, then, other []string) []string {
	if len(then)+len(other) == 0 {
		return nil
	}
	return []string{"if\n:: " + strings.Join(when.lines(), "\n     ") + " ->\n" + indent(sequence(then)) +
		"\n:: else ->\n" + indent(sequence(other)) + "\nfi"}
}

// sequence joins statements.
func sequence(stmts []string) string {
	if len(stmts) == 0 {
		return "skip"
	}
	return strings.Join(stmts, ";\n")
}

// indent shifts every line to the right.
func indent(text string) string {
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}

package translate

import (
	"strconv"
	"strings"
)

// Precedence of operators, as in C. Operators on bits are put into parentheses whatever their precedence.
const (
	precCond = iota
	precOr
	precAnd
	precBits
	precCompare
	precSum
	precProduct
	precUnary
	precAtom
)

var precedence = map[string]int{
	"||": precOr, "&&": precAnd, "&": precBits, "|": precBits, "^": precBits, "&^": precBits, "<<": precBits,
	">>": precBits,
	"==": precCompare, "!=": precCompare, "<": precCompare, "<=": precCompare, ">": precCompare, ">=": precCompare,
	"+": precSum, "-": precSum, "*": precProduct, "/": precProduct, "%": precProduct, opNot: precUnary,
}

// text is the expression in Promela.
func (e *expr) text() string {
	s, _ := e.print()
	return s
}

// atom is the expression such that any operator may be applied to it.
func (e *expr) atom() string {
	s, prec := e.print()
	if prec < precAtom {
		return "(" + s + ")"
	}
	return s
}

// print is the text of the expression and its precedence.
func (e *expr) print() (string, int) {
	switch e.op {
	case opConst:
		switch {
		case e.name != "":
			return e.name, precAtom
		case e.rng.lo < 0:
			return "(" + strconv.FormatInt(e.rng.lo, 10) + ")", precAtom
		}
		return strconv.FormatInt(e.rng.lo, 10), precAtom
	case opName:
		return e.name, precAtom
	case opPath:
		return e.path(), precAtom
	case opCall:
		return e.call(e.args), precAtom
	case opWith:
		return e.call(e.args[:2]), precAtom
	case opCond:
		return "(" + e.args[0].text() + " -> " + e.args[1].text() + " : " + e.args[2].text() + ")", precAtom
	case opNot:
		return "!" + e.args[0].atom(), precUnary
	case opNegate:
		return "(-" + e.args[0].atom() + ")", precAtom
	case opMask:
		return e.args[0].atom() + " & " + strconv.FormatInt(e.rng.hi, 10), precBits
	case "&^":
		return e.args[0].atom() + " & ~" + e.args[1].atom(), precBits
	}
	prec := precedence[e.op]
	return e.operand(0, prec) + " " + e.op + " " + e.operand(1, prec), prec
}

// operand is the text of an operand of a binary operator. Of operators of the same precedence, only a chain of the
// same one to the left does without parentheses, and of operators on bits only a union of sets.
func (e *expr) operand(i, prec int) string {
	s, inner := e.args[i].print()
	chain := inner == prec && e.args[i].op == e.op && (i == 0 || prec <= precAnd) &&
		prec != precCompare && (prec != precBits || e.op == "|")
	if !chain && (inner == precBits || prec == precBits && inner < precAtom || inner <= prec) {
		return "(" + s + ")"
	}
	return s
}

func (e *expr) path() string {
	var b strings.Builder
	b.WriteString(e.name)
	for _, s := range e.steps {
		if s.index != nil {
			b.WriteString("[" + s.index.text() + "]")
		} else {
			b.WriteString("." + s.field)
		}
	}
	return b.String()
}

// call is the use of a macro. An argument lands among other operators, so it must be an atom.
func (e *expr) call(args []*expr) string {
	if len(args) == 0 {
		return e.name
	}
	atoms := make([]string, len(args))
	for i, a := range args {
		atoms[i] = a.atom()
	}
	return e.name + "(" + strings.Join(atoms, ", ") + ")"
}

// lineWidth is how long lines of the model get, where they can be broken.
const lineWidth = 100

// lines is the expression broken into lines of reasonable length at its outermost &&, || or +, each but the last
// ending in the operator.
func (e *expr) lines() []string {
	whole := e.text()
	if len(whole) <= lineWidth || e.op != "&&" && e.op != "||" && e.op != "+" {
		return []string{whole}
	}
	var parts []string
	e.flatten(e.op, &parts)
	var lines []string
	line := ""
	for i, part := range parts {
		if i < len(parts)-1 {
			part += " " + e.op
		}
		if line != "" && len(line)+1+len(part) > lineWidth {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+part, " ")
	}
	return append(lines, line)
}

// flatten lists the operands of a chain of one logical operator.
func (e *expr) flatten(op string, parts *[]string) {
	for i, a := range e.args {
		if a.op == op && (i == 0 || op != "+") {
			a.flatten(op, parts)
		} else {
			*parts = append(*parts, e.operand(i, precedence[op]))
		}
	}
}

// comment is text as one comment, which nothing in it can end.
func comment(text string) string {
	text = strings.NewReplacer("*/", "* /", "/*", "/ *").Replace(strings.TrimSpace(text))
	return "/* " + strings.ReplaceAll(text, "\n", "\n   ") + " */"
}

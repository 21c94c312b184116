package translate_test

import (
	"math"
	"strconv"
	"strings"
)

// This file reads and computes the expressions of a model, in numbers of 32 bits, as pan does; what runs over is a
// fault.

// precedences of Promela's operators, which are C's.
var precedences = map[string]int{"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7,
	">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10}

// expression reads one of operators that bind more tightly than the precedence.
func (r *reader) expression(above int) value {
	left := r.unary()
	for {
		op := r.peek()
		prec := precedences[op]
		if prec <= above {
			return left
		}
		r.at++
		left = operation(op, left, r.expression(prec))
	}
}

func (r *reader) unary() value {
	word := r.next()
	switch {
	case word == "!":
		e := r.unary()
		return func(m *machine) int64 { return number(e(m) == 0) }
	case word == "-":
		e := r.unary()
		return func(m *machine) int64 { return fits(-e(m)) }
	case word == "~":
		e := r.unary()
		return func(m *machine) int64 { return ^e(m) }
	case word == "(":
		e := r.expression(0)
		if r.accept("->") {
			then := r.expression(0)
			r.want(":")
			other, when := r.expression(0), e
			e = func(m *machine) int64 {
				if when(m) != 0 {
					return then(m)
				}
				return other(m)
			}
		}
		r.want(")")
		return e
	case word == "timeout":
		return func(m *machine) int64 { return number(m.timeout) }
	case word == "true" || word == "false":
		return func(*machine) int64 { return number(word == "true") }
	case word == "c_expr":
		return r.asked()
	case word != "" && strings.Trim(word, "0123456789") == "":
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			wrong("%s: %v", word, err)
		}
		fits(n)
		return func(*machine) int64 { return n }
	}
	r.at--
	at, _, name := r.path()
	return func(m *machine) int64 {
		v := m.numbers[at(m)]
		if v == undefined {
			wrong("%s is read and was not set", name)
		}
		return v
	}
}

// asked reads what C is asked to note.
func (r *reader) asked() value {
	r.want("{")
	name := r.next()
	r.want("}")
	return func(m *machine) int64 {
		if name == "QUESERA_DIGEST" {
			m.noted++
			return 0
		}
		what, ok := m.sees[name]
		if !ok {
			wrong("C has no %s", name)
		}
		m.count(what.function, what.index)
		return 0
	}
}

// path reads a variable with its indices and fields, to a number.
func (r *reader) path() (at func(*machine) int, f *form, name string) {
	name = r.next()
	v, ok := r.variables[name]
	if !ok {
		wrong("%q is not declared", name)
	}
	first := v.at
	at = func(*machine) int { return first }
	for {
		if v.length > 0 {
			at = r.entry(at, v, name)
		}
		if v.form.fields == nil {
			return at, v.form, name
		}
		r.want(".")
		field, before := r.next(), at
		if v, ok = v.form.fields[field]; !ok {
			wrong("%s has no field %q", name, field)
		}
		within := v.at
		at = func(m *machine) int { return before(m) + within }
	}
}

func (r *reader) entry(before func(*machine) int, v place, name string) func(*machine) int {
	r.want("[")
	index := r.expression(0)
	r.want("]")
	return func(m *machine) int {
		i := index(m)
		if i < 0 || i >= int64(v.length) {
			wrong("%s[%d] of %d", name, i, v.length)
		}
		return before(m) + int(i)*v.form.size
	}
}

// target reads what is assigned to.
func (r *reader) target() func(m *machine, v int64) {
	at, f, name := r.path()
	r.assigned[name] = true
	return func(m *machine, v int64) {
		switch f.name {
		case "byte":
			v = int64(uint8(v))
		case "short":
			v = int64(int16(v))
		}
		m.numbers[at(m)] = v
	}
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func fits(v int64) int64 {
	if v < math.MinInt32 || v > math.MaxInt32 {
		wrong("%d is beyond 32 bits", v)
	}
	return v
}

// operation is a binary operator.
func operation(op string, a, b value) value {
	switch op {
	case "&&":
		return func(m *machine) int64 { return number(a(m) != 0 && b(m) != 0) }
	case "||":
		return func(m *machine) int64 { return number(a(m) != 0 || b(m) != 0) }
	}
	compute := operators[op]
	return func(m *machine) int64 { return fits(compute(a(m), b(m))) }
}

var operators = map[string]func(a, b int64) int64{
	"|": func(a, b int64) int64 { return a | b }, "^": func(a, b int64) int64 { return a ^ b },
	"&":  func(a, b int64) int64 { return a & b },
	"==": func(a, b int64) int64 { return number(a == b) }, "!=": func(a, b int64) int64 { return number(a != b) },
	"<": func(a, b int64) int64 { return number(a < b) }, ">": func(a, b int64) int64 { return number(a > b) },
	"<=": func(a, b int64) int64 { return number(a <= b) }, ">=": func(a, b int64) int64 { return number(a >= b) },
	"+": func(a, b int64) int64 { return a + b }, "-": func(a, b int64) int64 { return a - b },
	"*":  func(a, b int64) int64 { return a * b },
	"/":  func(a, b int64) int64 { return divided(a, b, a/max(b, 1)) },
	"%":  func(a, b int64) int64 { return divided(a, b, a%max(b, 1)) },
	"<<": func(a, b int64) int64 { return shifted(a, b, a<<min(max(b, 0), 31)) },
	">>": func(a, b int64) int64 { return shifted(a, b, a>>min(max(b, 0), 31)) },
}

func divided(a, b, result int64) int64 {
	if a < 0 || b <= 0 {
		wrong("%d is divided by %d", a, b)
	}
	return result
}

func shifted(a, b, result int64) int64 {
	if a < 0 || b < 0 || b > 30 {
		wrong("%d is shifted by %d", a, b)
	}
	return result
}

package smt

import (
	"fmt"
	"strconv"
)

// MaxAmounts bounds the names of an Arithmetic.
const MaxAmounts = 16

// Arithmetic names the integers of which formulas speak.
type Arithmetic struct{ Names []string }

// Amounts are the integers for which the names of an Arithmetic stand, in its order.
type Amounts [MaxAmounts]int

// Parse reads a formula in the part of SMT-LIB that consists of integers, "+", "-", "*", comparisons and "and". It
// panics at anything else: formulas are part of this program.
func (l Arithmetic) Parse(text string) func(*Amounts) bool {
	value, rest := l.read(words(text))
	if len(rest) > 0 {
		panic(fmt.Sprintf("smt: %q after a formula", rest))
	}
	return func(a *Amounts) bool { return value(a) != 0 }
}

// read returns what comes first in a list of words, as an integer: what is true is 1.
func (l Arithmetic) read(words []string) (func(*Amounts) int, []string) {
	if words[0] != "(" {
		if number, err := strconv.Atoi(words[0]); err == nil {
			return func(*Amounts) int { return number }, words[1:]
		}
		name := place(l.Names, words[0])
		return func(a *Amounts) int { return a[name] }, words[1:]
	}
	does, known := operators[words[1]]
	if !known {
		panic(fmt.Sprintf("smt: %q in a formula of integers", words[1]))
	}
	first, rest := l.read(words[2:])
	for rest[0] != ")" {
		var next func(*Amounts) int
		before := first
		next, rest = l.read(rest)
		first = func(a *Amounts) int { return does(before(a), next(a)) }
	}
	return first, rest[1:]
}

// operators combine two integers; more than two are combined from the left, which is right for all that more than two
// are given to here.
var operators = map[string]func(a, b int) int{
	"+":   func(a, b int) int { return a + b },
	"-":   func(a, b int) int { return a - b },
	"*":   func(a, b int) int { return a * b },
	"and": func(a, b int) int { return a & b },
	"=":   func(a, b int) int { return truth(a == b) },
	"<":   func(a, b int) int { return truth(a < b) },
	"<=":  func(a, b int) int { return truth(a <= b) },
	">":   func(a, b int) int { return truth(a > b) },
	">=":  func(a, b int) int { return truth(a >= b) },
}

func truth(is bool) int {
	if is {
		return 1
	}
	return 0
}

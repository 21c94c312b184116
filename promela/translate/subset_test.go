package translate_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/translate"
)

// inside are declarations that pieces of Go below refer to.
const inside = `type pair struct{ P, Q uint8 }

type same pair

type other interface{ f() bool }

func (c Config) pair() pair { return pair{} }

func (c Config) two() (uint8, uint8) { return 1, 2 }

func (c Config) bump(st *State) { st.W++ }

func (c Config) pure(x uint8) uint8 { return x }

func (c Config) unnamed(uint8, _ bool) bool { return true }

func missing(x uint8) bool

var global uint8
`

// refusal is a piece of Go that is refused with a message, at the line that ends in //!.
type refusal struct{ says, decls, guard, effect string }

func (r refusal) check(t *testing.T) {
	t.Helper()
	s := snippet{decls: inside + r.decls, guard: r.guard, effect: r.effect}
	sp := s.spec(State{})
	_, err := translate.Spec(sp)
	text := string(sp.Source.(fstest.MapFS)["spec.go"].Data)
	line := 0
	for i, l := range strings.Split(text, "\n") {
		if strings.HasSuffix(l, "//!") {
			line = i + 1
		}
	}
	if want := fmt.Sprintf("promela: spec.go:%d: ",
		line); err == nil || line == 0 || !strings.HasPrefix(err.Error(), want) ||
		!strings.Contains(err.Error(), r.says) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%s%s%s: %v, want %s… %s", r.decls, r.guard, r.effect, err, want, r.says)
	}
}

// Expressions that are not in the subset are refused, in guards and in effects.
func TestExpressionsOutsideTheSubsetAreRefused(t *testing.T) {
	for expression, says := range map[string]string{
		"[]uint8{1}[0] > x":              "a slice ([]uint8)",
		"map[uint8]uint8{}[x] > 1":       "a map (map[uint8]uint8)",
		"[2]uint8{1, 2}[x] > 1":          "a literal of type [2]uint8 is not in the subset",
		"pair{1, 2} == c.pair()":         "a literal of type pair is not in the subset",
		"[2]pair{}[x].P > 1":             "indexing type [2]pair",
		"c == c":                         "comparing type Config",
		"c == Config{}":                  "comparing type Config",
		"*st == *st":                     "a pointer's target is not in the subset",
		"st == st":                       "comparing a pointer (*State)",
		"st.R[0] == [2]uint8{}":          "comparing type [2]uint8",
		"[2]uint8{} == st.R[0]":          "comparing type [2]uint8",
		`"a"[x] > 1`:                     `type untyped string as a constant ("a")`,
		"string(x) == st.S.String()":     "type string",
		"1.5 > float64(x)":               "a floating-point number",
		"int64(x) > 1":                   "type int64",
		"uint32(x) > 1":                  "type uint32",
		"int(x) < 2147483648":            "as a constant (2147483648)",
		"^int(x) > 1":                    "operator ^ on type int",
		"&x == nil":                      "a pointer (*uint8)",
		"x == global":                    "the package variable global is not in the subset",
		"func() bool { return true }()":  "the call of a function value",
		"c.CanAct == nil":                "want a field",
		"Config.CanAct(c, st, x)":        "the call of a method without its receiver",
		"same(c.pair()) == same{}":       "converting type pair",
		"missing(x)":                     "missing is declared outside the spec",
		"undeclared(x)":                  "undefined: undeclared",
		"st.Missing > x":                 "st.Missing undefined",
		"unknown > x":                    "undefined: unknown",
		"2 > int64(x)":                   "type int64 as a constant (2) is not in the subset",
		`st.S.String() == ""`:            "String of package spec is not in the subset",
		"st.S.Has(spec.NodeID(st.A[0]))": "the shift count may be 0..255",
		"spec.Source == nil":             "this has no type",
		"cap(st.A[:]) > 1":               "the built-in cap",
		"len(st.A[:2]) > 1":              "the built-in len",
		"min(1.5, float64(x)) > 1":       "a floating-point number",
		"c.pure(c.two()) > 1":            "two has 2 results, want 1",
		"st.A[4] > 1":                    "the index is 4, but only 4 entries are in use (4)",
		"st.A[x+4] > 1":                  "the index is 4..7, but only 4 entries are in use (4)",
		"st.A[int(x)-4] > 1":             "the index is -4..-1, but only 4 entries",
		"x/(x-x) > 1":                    "the divisor may be 0",
		"x%uint8(len(st.A)-4) > 1":       "division by zero",
		"1<<st.A[0] > 1":                 "the shift count may be 0..255",
		"(int(x)-1)&1 == 0":              "an operand of & may be negative",
		"int(st.W)*int(st.W) > 1":        "beyond the 32 bits",
		"any(x).(bool)":                  "a type assertion",
		"x.(bool)":                       "x (variable of type uint8) is not an interface",
		"nil == st":                      "nil (type untyped nil)",
		"c.pure() > 1":                   "a call with a variable number of arguments",
		"c.pure(x, x) > 1":               "a call with a variable number of arguments",
	} {
		refusal{says: says, guard: "return " + expression + " //!"}.check(t)
		refusal{says: says, effect: "st.B = " + expression + " //!"}.check(t)
	}
}

// Statements that are not in the subset are refused, in pure functions.
func TestStatementsOfPureFunctionsAreRefused(t *testing.T) {
	for statement, says := range map[string]string{
		"switch { //!\n}":                               "switch (write if)",
		"select { //!\n}":                               "a channel",
		"go c.pure(x) //!":                              "a goroutine",
		"defer c.pure(x) //!":                           "defer",
		"c.pure(x) //!":                                 "an expression as a statement",
		"here: //!\nx++":                                "a label",
		"goto end //!\nend:\nx++":                       "goto is not in the subset",
		"for range 2 {\ncontinue here //!\n}":           "continue is not in the subset",
		"for range 2 {\nbreak here //!\n}":              "break is not in the subset",
		"type local uint8 //!":                          "this declaration is not in the subset",
		"a, b := c.two() //!\nx = a + b":                "a function with several results",
		"var a, b = c.two() //!\nx = a + b":             "a function with several results",
		"var p pair\np.P = 1 //!":                       "assigning to a part of a variable",
		"var r [2]uint8\nr[0]++ //!":                    "assigning to a part of a variable",
		"for { //!\n}":                                  "a loop without a bound, or of more than 1024 rounds",
		"for k := range x { //!\n_ = k\n}":              "the bound of the loop is 0..3, want a constant",
		"for k := range st.A { //!\n_ = k\n}":           "ranging over type [4]uint8",
		"var k uint8\nfor k = range c.Nodes { //!\n}":   "want := in the range loop",
		"global = 2 //!":                                "the package variable global",
		"n := int(x)\nfor range 3 {\nn *= 70000 //!\n}": "beyond the 32 bits",
		"x /= st.A[0] //!":                              "the divisor may be 0",
	} {
		refusal{says: says, guard: statement + "\nreturn x > 1"}.check(t)
	}
}

// Statements that are not in the subset are refused, in effects.
func TestStatementsOfEffectsAreRefused(t *testing.T) {
	const bound = "a loop without a bound is not in the subset: want for k := a; k < b; k++ (or <=)"
	const unlike = "a loop without a bound is not in the subset: want the same variable in its three parts"
	for statement, says := range map[string]string{
		"switch { //!\n}":                                     "switch (write if)",
		"select { //!\n}":                                     "a channel",
		"go c.bump(st) //!":                                   "a goroutine",
		"defer c.bump(st) //!":                                "defer",
		"st.W == 1 //!":                                       "an expression as a statement, except for the call of",
		"here: //!\nst.W++":                                   "a label",
		"goto end //!\nend:\nst.W++":                          "goto with a label",
		"for range 2 {\ncontinue here //!\n}":                 "continue with a label",
		"for range 2 {\nbreak here //!\n}":                    "break with a label",
		"fallthrough //!":                                     "fallthrough with a label, goto and fallthrough",
		"type local uint8 //!":                                "this declaration is not in the subset",
		"a, b := c.two() //!\nx = a + b":                      "assigning to several variables at once",
		"a, b := x, x\nd, b := a, b //!\nst.A[0] = d + b":     "assigning to several variables at once",
		"var a, b = c.two() //!\nx = a + b":                   "a function with several results",
		"_ = c.two() //!":                                     "two has 2 results, want 1",
		"st.A[0], st.A[1] = 1, 2 //!":                         "assigning to several variables at once",
		"st.B, _ = true, x //!":                               "assigning to several variables at once",
		"c.Nodes = 3 //!":                                     "assigning to this",
		"d := c //!\n_ = d":                                   "this value of a struct",
		"größe := x //!\n_ = größe":                           "variable größe: a name in Promela has letters",
		"var f func() bool //!\n_ = f":                        "variable f is a function value",
		"var p *uint8 //!\n_ = p":                             "variable p is a pointer",
		"global = 2 //!":                                      "the package variable global",
		"global++ //!":                                        "the package variable global",
		"println(x) //!":                                      "the built-in println",
		"uint16(x) //!":                                       "an expression as a statement",
		"func() {}() //!":                                     "the call of a function value",
		"nowhere(st) //!":                                     "undefined: nowhere",
		"c.pure(x) //!":                                       "the call of pure changes nothing",
		"missing(x) //!":                                      "missing is declared outside the spec",
		"for k := range x { //!\n_ = k\n}":                    "the bound of the loop is 0..3, want a constant",
		"for k := range st.A { //!\n_ = k\n}":                 "ranging over type [4]uint8",
		"var k uint8\nfor k = range c.Nodes { //!\nst.W++\n}": "want := in the range loop",
		"for k := range c.Nodes {\nk++ //!\n}":                "changing the variable of a loop",
		"for k := range c.Nodes {\nfor range 2 {\nk = 2 //!\n}\n}": "changing the variable of a loop",
		"for k := x; k < 3; k++ {\nk += 1 //!\n}":                  "changing the variable of a loop",
		"for { //!\n}":                                    bound,
		"for x < 2 { //!\n}":                              bound,
		"for ; x < 3; x++ { //!\n}":                       bound,
		"for k := x; ; k++ { //!\n_ = k\n}":               bound,
		"for k := x; k < 3; { //!\nst.A[0] = k\n}":        bound,
		"for st.W++; x < 3; x++ { //!\n}":                 bound,
		"for k := x; st.B; k++ { //!\n}":                  bound,
		"for k := x; k < 3; st.W = 1 { //!\n}":            bound,
		"for x = 1; x < 3; x++ { //!\n}":                  bound,
		"for k, j := x, x; k < 3; k++ { //!\n_ = j\n}":    bound,
		"for k, j := c.two(); k < 3; k++ { //!\n_ = j\n}": bound,
		"for k := x; k < 3; k-- { //!\n}":                 bound,
		"for k := x; k > 3; k++ { //!\n}":                 bound,
		"for k := x; k != 3; k++ { //!\n}":                bound,
		"for k := x; x < 3; k++ { //!\n}":                 unlike,
		"for k := x; k < 3; x++ { //!\n}":                 unlike,
		"for k := x; k+1 < 3; k++ { //!\n}":               unlike,
		"for k := x; k < 3; st.A[k]++ { //!\n}":           unlike,
		"for k := x; k < k+1; k++ { //!\n}":               "the bound of the loop depends on its variable",
		"for k := x; k <= st.A[0]; k++ { //!\n}":          "the variable may reach the end of its type",
		"for k := 1.5; k < 3; k++ { //!\n}":               "a floating-point number",
		"for p := st.P; p <= st.P; p++ { //!\n}":          "type Point is not in the subset",
		"x /= st.A[0] //!":                                "the divisor may be 0",
		"st.W <<= 31 //!":                                 "the shift count may be 31",
	} {
		refusal{says: says, effect: statement}.check(t)
	}
	refused := snippet{effect: "for k := x; k < st.A[0]; k++ {\nst.B = true\n}"}
	if _, err := translate.Spec(refused.spec(State{})); err != nil {
		t.Errorf("up to below a number of 8 bits: %v", err)
	}
}

// Functions that are not in the subset are refused where they are declared, or where they are called.
func TestFunctionsOutsideTheSubsetAreRefused(t *testing.T) {
	for _, r := range []refusal{
		{says: "f: want one result, without a name", decls: "func (c Config) f() (is bool) { return true } //!",
			guard: "return c.f()"},
		{says: "f may not return", decls: "func f(x uint8) bool { //!\n\tif x > 1 {\n\t\treturn true\n\t}\n}",
			guard: "return f(x)"},
		{says: "f may not return", decls: "func (c Config) f() bool { } //!", guard: "return c.f()"},
		{says: "f changes the state and has a result",
			decls:  "func (c Config) f(st *State) bool { //!\n\tst.W++\n\treturn true\n}",
			effect: "c.f(st)"},
		{says: "f calls itself", decls: "func (c Config) f(x uint8) bool { return c.g(x) }\n\n" +
			"func (c Config) g(x uint8) bool { return c.f(x) } //!", guard: "return c.f(x)"},
		{says: "f calls itself", decls: "func (c Config) f(st *State) { st.W++; c.g(st) }\n\n" +
			"func (c Config) g(st *State) { c.f(st) } //!", effect: "c.f(st)"},
		{says: "function größe: a name in Promela", decls: "func (c Config) größe() bool { return true } //!",
			guard: "return c.größe()"},
		{says: "parameter größe: a name in Promela", decls: "func (c Config) f(größe uint8) bool { return true } //!",
			guard: "return c.f(x)"},
		{says: "function f has type parameters", decls: "func f[T any](v T) bool { return true } //!",
			guard: "return f(x)"},
		{says: "parameter p of f is a pointer (*uint8)", decls: "func f(p *uint8) bool { return true } //!",
			guard: "return f(nil)"},
		{says: "parameter p of f is a slice ([]uint8)", decls: "func f(p ...uint8) bool { return true } //!",
			guard: "return f(x)"},
		{says: "parameter p of f is type [2]uint8", decls: "func f(p [2]uint8) bool { return true } //!",
			guard: "return f(st.R[0])"},
		{says: "q.N has type string", decls: "type q struct{ N string }\n\nfunc f(p q) bool { return true } //!",
			guard: "return f(q{})"},
		{says: "parameter p of f is a pointer (*Config)", decls: "func f(p *Config) bool { return true } //!",
			guard: "return f(&c)"},
		{says: "parameter p of f is a function value (func() bool)",
			decls: "func f(p func() bool) bool { return true } //!",
			guard: "return f(nil)"},
		{says: "parameter p of f is a channel (chan bool)", decls: "func f(p chan bool) bool { return true } //!",
			guard: "return f(nil)"},
		{says: "parameter p of f is an interface (other)", decls: "func f(p other) bool { return true } //!",
			guard: "return f(nil)"},
		{says: "parameter p of f is a floating-point number (float64)",
			decls: "func f(p float64) bool { return true } //!",
			guard: "return f(1)"},
	} {
		r.check(t)
	}
	for _, s := range []snippet{{guard: "return c.unnamed(x, true)"},
		{decls: "func größe() bool { return true }"}, {effect: "for _ := range 3 {\nst.W = 3\n}"},
		{guard: "for _ := range 3 {\nx++\n}\nreturn x > 3"}} {
		s.decls = inside + s.decls
		if _, err := translate.Spec(s.spec(State{})); err != nil {
			t.Errorf("%s%s: %v", s.guard, s.effect, err)
		}
	}
}

package translate

import (
	"strings"
	"testing"
)

// Parentheses stand where C's precedence or Spin's habits need them: around operators on bits always, around a chain of
// one operator to the left never.
func TestParenthesesStandWhereTheyAreNeeded(t *testing.T) {
	b := func(op string, args ...*expr) *expr { return newExpr(op, interval{0, 9}, args...) }
	name := func(s string) *expr { return &expr{op: opName, name: s, rng: interval{0, 9}, size: 1} }
	p, q, r := name("p"), name("q"), name("r")
	call := func(args ...*expr) *expr { e := b(opCall, args...); e.name = "F"; return e }
	constantN := &expr{op: opConst, name: "N", rng: exactly(4), size: 1}
	for want, e := range map[string]*expr{
		"p && q && r": b("&&", b("&&", p, q), r), "p || q || r": b("||", p, b("||", q, r)),
		"p && (q || r)": b("&&", p, b("||", q, r)), "p || q && r": b("||", p, b("&&", q, r)),
		"p && q || r": b("||", b("&&", p, q), r), "(p || q) && r": b("&&", b("||", p, q), r),
		"p + q + r": b("+", b("+", p, q), r), "p + (q + r)": b("+", p, b("+", q, r)),
		"p - q - r": b("-", b("-", p, q), r), "p - (q - r)": b("-", p, b("-", q, r)),
		"(p - q) + r": b("+", b("-", p, q), r), "(p + q) - r": b("-", b("+", p, q), r),
		"p * q * r": b("*", b("*", p, q), r), "p * (q / r)": b("*", p, b("/", q, r)),
		"(p / q) * r": b("*", b("/", p, q), r),
		"p * q + r":   b("+", b("*", p, q), r), "p * (q + r)": b("*", p, b("+", q, r)), "p % q - r": b("-", b("%", p, q), r),
		"p + q < r": b("<", b("+", p, q), r), "p < q - r": b("<", p, b("-", q, r)),
		"(p < q) == r": b("==", b("<", p, q), r), "p == (q == r)": b("==", p, b("==", q, r)),
		"(p == q) == r": b("==", b("==", p, q), r), "p < q && q < r": b("&&", b("<", p, q), b("<", q, r)),
		"p >= q || q != r": b("||", b(">=", p, q), b("!=", q, r)),
		"p | q | r":        b("|", b("|", p, q), r), "p | (q | r)": b("|", p, b("|", q, r)),
		"(p & q) & r": b("&", b("&", p, q), r), "(p ^ q) ^ r": b("^", b("^", p, q), r),
		"(p & q) | r": b("|", b("&", p, q), r), "(p << q) >> r": b(">>", b("<<", p, q), r),
		"(p & q) == r": b("==", b("&", p, q), r), "(p + q) & r": b("&", b("+", p, q), r),
		"p + (q & r)": b("+", p, b("&", q, r)), "(p >> q) + r": b("+", b(">>", p, q), r),
		"(p < q) & r": b("&", b("<", p, q), r), "(p & q) && r": b("&&", b("&", p, q), r), "(!p) & q": b("&", b(opNot, p), q),
		"p & ~q": b("&^", p, q), "(p + q) & ~(q + r)": b("&^", b("+", p, q), b("+", q, r)),
		"(p & ~q) & ~r": b("&^", b("&^", p, q), r), "(p & ~q) | r": b("|", b("&^", p, q), r),
		"!p": b(opNot, p), "!(p < q)": b(opNot, b("<", p, q)), "!F(p)": b(opNot, call(p)), "!(!p)": b(opNot, b(opNot, p)),
		"!p && q": b("&&", b(opNot, p), q), "(-p) + q": b("+", b(opNegate, p), q), "(-(p + q))": b(opNegate, b("+", p, q)),
		"F": call(), "F(p, q)": call(p, q), "F((p + q), 3)": call(b("+", p, q), constant(3)), "F(p) + q": b("+", call(p), q),
		"F((!q))":      call(b(opNot, q)),
		"(p -> q : r)": b(opCond, p, q, r), "(p && q -> q + r : (r -> p : q))": b(opCond, b("&&", p, q), b("+", q, r),
			b(opCond, r, p, q)), "(p -> q : r) < r": b("<", b(opCond, p, q, r), r),
		"p & 255": newExpr(opMask, interval{0, 255}, p), "(p + q) & 3": newExpr(opMask, interval{0, 3}, b("+", p, q)),
		"(p & 3) + q": b("+", newExpr(opMask, interval{0, 3}, p), q), "(p & 3) & 1": newExpr(opMask, interval{0, 1},
			newExpr(opMask, interval{0, 3}, p)),
		"12": constant(12), "0": no, "(-3)": constant(-3), "(-12)": constant(-12),
		"N": constantN, "N + 1": b("+", constantN, yes),
		"p - (-3)": b("-", p, constant(-3)),
		"s.f[p + 1].at[2]": {op: opPath, name: "s", steps: []step{{field: "f"}, {index: b("+", p, yes)},
			{field: "at"}, {index: constant(2)}}},
		"WITH(p, q)": {op: opWith, name: "WITH", args: []*expr{p, q, r}},
	} {
		if got := e.text(); got != want {
			t.Errorf("printed %s, want %s", got, want)
		}
		atom := want
		if strings.Contains(want, " ") && e.op != opCond && e.op != opCall && e.op != opPath && e.op != opWith ||
			e.op == opNot {
			atom = "(" + want + ")"
		}
		if e.op == opNegate {
			atom = want
		}
		if got := e.atom(); got != atom {
			t.Errorf("as an operand %s, want %s", got, atom)
		}
	}
}

// Long expressions are broken after their outermost &&, || and +, each line as full as it can be.
func TestLongExpressionsAreBrokenIntoLines(t *testing.T) {
	long := func(n int) *expr { return &expr{op: opName, name: strings.Repeat("x", n), rng: boolean, size: 1} }
	chain := func(op string, args ...*expr) *expr {
		e := args[0]
		for _, a := range args[1:] {
			e = newExpr(op, boolean, e, a)
		}
		return e
	}
	sum := newExpr("+", boolean, long(60), newExpr("+", boolean, long(30), long(40)))
	for name, c := range map[string]struct {
		e    *expr
		want []int // lengths of the lines
	}{
		"fits":             {chain("&&", long(48), long(48)), []int{100}},
		"does not":         {chain("&&", long(48), long(49)), []int{51, 49}},
		"three, two":       {chain("||", long(30), long(63), long(20)), []int{33 + 1 + 66, 20}},
		"three, one":       {chain("||", long(30), long(64), long(20)), []int{33, 67 + 1 + 20}},
		"a longer sum":     {chain("+", long(50), long(60), long(30)), []int{52, 62 + 1 + 30}},
		"a sum":            {chain("+", long(60), long(30), long(40)), []int{62 + 1 + 32, 40}},
		"to the right":     {sum, []int{62, 75}},
		"logical, right":   {chain("&&", long(60), chain("&&", long(30), long(40))), []int{63 + 1 + 33, 40}},
		"others are whole": {chain("-", long(70), long(70)), []int{143}},
		"another inside":   {chain("&&", long(40), chain("||", long(40), long(40))), []int{43, 86}},
		"one":              {long(150), []int{150}},
		"long operands":    {chain("&&", long(150), long(120)), []int{153, 120}},
	} {
		lines := c.e.lines()
		var got []int
		for i, line := range lines {
			got = append(got, len(line))
			if i < len(lines)-1 && !strings.HasSuffix(line, " "+c.e.op) {
				t.Errorf("%s: the line %q does not end in %s", name, line, c.e.op)
			}
		}
		if len(got) != len(c.want) || strings.Join(lines, " ") != c.e.text() {
			t.Errorf("%s: lines of %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: lines of %v, want %v", name, got, c.want)
			}
		}
	}
}

// No text can end its comment or begin another one.
func TestCommentsHoldAnyText(t *testing.T) {
	for text, want := range map[string]string{"a": "/* a */", " a \n": "/* a */", "a\nb": "/* a\n   b */",
		"a */ b /* c": "/* a * / b / * c */", "": "/*  */"} {
		if got := comment(text); got != want {
			t.Errorf("%q is the comment %q, want %q", text, got, want)
		}
	}
}

// A name is that which is wanted, if nothing has it, and always the same; parameters of different functions may share
// one.
func TestNamesStandForOneThing(t *testing.T) {
	n := newNamer()
	for _, c := range []struct{ key, want, got string }{
		{"a", "x", "x"}, {"b", "x", "x_2"}, {"c", "x", "x_3"}, {"a", "other", "x"}, {"b", "x", "x_2"}, {"d", "len", "len_2"},
		{"e", "x_2", "x_2_2"}, {"f", "at", "at_2"}, {"g", "Len", "Len"},
	} {
		if got := n.name(c.key, c.want); got != c.got {
			t.Errorf("%s wants %s and gets %s, want %s", c.key, c.want, got, c.got)
		}
	}
	for _, c := range []struct{ fn, key, want, got string }{
		{"f", "1", "i", "i"}, {"f", "2", "i", "i_2"}, {"h", "3", "i", "i"}, {"h", "4", "x", "x_4"}, {"f", "1", "j", "i"},
		{"h", "5", "if", "if_2"},
	} {
		if got := n.param(c.fn, c.key, c.want); got != c.got {
			t.Errorf("parameter %s of %s wants %s and gets %s, want %s", c.key, c.fn, c.want, got, c.got)
		}
	}
	if got := n.name("h", "i"); got != "i_3" {
		t.Errorf("a variable has the name %s, as a parameter has", got)
	}
	for name, want := range map[string]bool{"": false, "a": true, "z": true, "A": true, "Z": true, "0": true, "9": true,
		"_": true, "aZ_09": true, "`": false, "{": false, "@": false, "[": false, "/": false, ":": false, "a b": false,
		"é": false, "aé": false} {
		if plain(name) != want {
			t.Errorf("%q is plain: %v", name, !want)
		}
	}
	if identifier("X-P.1_b") != "X_P_1_b" || identifier("") != "" {
		t.Errorf("an ID becomes %s", identifier("X-P.1_b"))
	}
}

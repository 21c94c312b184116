package translate

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// What an expression is simplified to means the same. Method: expressions of a few variables are evaluated in Go, for
// all values of those.

// values are those of variables.
type values map[string]int64

// meaning is the value of e, in unbounded integers.
func meaning(e *expr, v values) int64 {
	arg := func(k int) int64 { return meaning(e.args[k], v) }
	switch e.op {
	case opConst:
		return e.rng.lo
	case opName, opPath:
		return v[e.name]
	case opNot:
		return 1 - arg(0)
	case opNegate:
		return -arg(0)
	case opMask:
		return arg(0) & e.rng.hi
	case opWith:
		return arg(0) | arg(2)
	case opCond:
		if arg(0) != 0 {
			return arg(1)
		}
		return arg(2)
	case "&&":
		return arg(0) & arg(1)
	case "||":
		return arg(0) | arg(1)
	}
	return operate(e.op, arg(0), arg(1))
}

// operate is what Go's operator makes of two numbers.
func operate(op string, a, b int64) int64 {
	holds := map[string]bool{"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}
	if is, ok := holds[op]; ok {
		return meaning(truth(is), nil)
	}
	switch op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "%":
		return a % b
	case "&":
		return a & b
	case "|":
		return a | b
	case "^":
		return a ^ b
	case "&^":
		return a &^ b
	case "<<":
		return a << b
	case ">>":
		return a >> b
	}
	panic("no operator " + op)
}

func named(name string, lo, hi int64) *expr {
	return &expr{op: opName, name: name, rng: interval{lo, hi}, size: 1}
}

var (
	vx, vy = named("x", 0, 1), named("y", 0, 1)
	vn, vm = named("n", 0, 3), named("m", 2, 4)
	vz     = named("z", -2, 1)
	// truths and numbers are what expressions are made of.
	truths = []*expr{yes, no, vx, vy, newExpr(opNot, boolean, vx), newExpr("&&", boolean, vx, vy),
		compare("<", vn, vm), compare("==", vn, constant(2))}
	numbers = []*expr{yes, no, constant(3), vn, vm, newExpr("+", interval{1, 4}, vn, yes),
		newExpr("+", interval{2, 6}, vn, constant(3)), vz}
)

// everywhere asks f in all environments.
func everywhere(f func(v values) error) error {
	for x := range int64(2) {
		for y := range int64(2) {
			for n := range int64(4) {
				for m := int64(2); m <= 4; m++ {
					for z := int64(-2); z <= 1; z++ {
						if err := f(values{"x": x, "y": y, "n": n, "m": m, "z": z}); err != nil {
							return err
						}
					}
				}
			}
		}
	}
	return nil
}

// means wants e to have the value that want tells, within its bounds, everywhere.
func means(t *testing.T, what string, e *expr, want func(v values) int64) {
	t.Helper()
	if err := everywhere(func(v values) error {
		got := meaning(e, v)
		if got != want(v) || got < e.rng.lo || got > e.rng.hi {
			return fmt.Errorf("%s is %+v in %v: %d within %v, want %d", what, e, v, got, e.rng, want(v))
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestSimplerTruthsMeanTheSame(t *testing.T) {
	for _, a := range truths {
		at := func(v values) int64 { return meaning(a, v) }
		means(t, "not a", not(a), func(v values) int64 { return 1 - at(v) })
		means(t, "not not a", not(not(a)), at)
		for _, b := range truths {
			means(t, "a and b", and(a, b), func(v values) int64 { return at(v) & meaning(b, v) })
			means(t, "a or b", or(a, b), func(v values) int64 { return at(v) | meaning(b, v) })
			means(t, "not (a and b)", not(and(a, b)), func(v values) int64 { return 1 - at(v)&meaning(b, v) })
			means(t, "not (a or b)", not(or(a, b)), func(v values) int64 { return 1 - (at(v) | meaning(b, v)) })
			for _, c := range truths {
				means(t, "a if c, else b", cond(c, a, b, true), func(v values) int64 {
					if meaning(c, v) != 0 {
						return at(v)
					}
					return meaning(b, v)
				})
			}
		}
	}
	if and(vx, yes) != vx || and(yes, vx) != vx || !and(vx, no).is(0) || !and(no, vx).is(0) || or(vx, no) != vx ||
		or(no, vx) != vx || !or(yes, vx).is(1) || !or(vx, yes).is(1) || not(not(vx)) != vx || cond(vx, yes, no, true) != vx ||
		cond(vx, vn, vn, false) != vn || cond(yes, vn, vm, false) != vn || cond(no, vn, vm, false) != vm ||
		cond(vx, yes, no, false) != vx {
		t.Error("what could be simpler is not")
	}
}

func TestSimplerNumbersMeanTheSame(t *testing.T) {
	for _, a := range numbers {
		for _, b := range numbers {
			for _, op := range []string{"<", "<=", ">", ">=", "==", "!="} {
				means(t, "a "+op+" b", compare(op, a, b), func(v values) int64 { return operate(op, meaning(a, v), meaning(b, v)) })
			}
			for _, op := range []string{"+", "-", "*", "/", "%", "&", "|", "^", "&^", "<<", ">>"} {
				e, err := binary(op, a, b)
				signed := a.rng.lo < 0 || b.rng.lo < 0
				undefined := strings.Contains("/%", op) && b.rng.lo == 0 || !strings.Contains("+-*", op) && signed
				if (err != nil) != undefined {
					t.Errorf("%v %s %v: %v", a.rng, op, b.rng, err)
				}
				if err == nil {
					means(t, "a "+op+" b", e, func(v values) int64 { return operate(op, meaning(a, v), meaning(b, v)) })
				}
			}
			for _, c := range truths {
				means(t, "a if c, else b", cond(c, a, b, false), func(v values) int64 {
					if meaning(c, v) != 0 {
						return meaning(a, v)
					}
					return meaning(b, v)
				})
			}
		}
		if a.rng.lo >= 0 {
			means(t, "nothing or a", union(no, a), func(v values) int64 { return meaning(a, v) })
			means(t, "a or nothing", union(a, no), func(v values) int64 { return meaning(a, v) })
			means(t, "a or m", union(a, vm), func(v values) int64 { return meaning(a, v) | v["m"] })
		}
	}
	wide := named("n", 0, 40) // of which some values do for all
	if _, err := binary("<<", vm, wide); err == nil {
		t.Error("shifted as far as C does not go")
	}
	if _, err := binary("<<", vm, named("n", 0, maxShift)); err != nil {
		t.Error(err)
	}
	if _, err := binary("**", vm, vn); err == nil {
		t.Error("an operator that there is not")
	}
	for op, want := range map[string]string{"<": "0", "<=": "0", ">": "1", ">=": "1", "==": "0", "!=": "1"} {
		if got := compare(op, named("a", 4, 7), named("b", 1, 3)); fmt.Sprint(got.rng) != want || got.op != opConst {
			t.Errorf("4..7 %s 1..3 is %v, want it decided: %s", op, got.rng, want)
		}
	}
	counted := cond(vx, newExpr("+", interval{1, 4}, vn, yes), vn, false)
	if counted.op != "+" || counted.args[0] != vn {
		t.Errorf("a count goes on as %+v", counted)
	}
}

// What is brought back into the range of a type is what Go has there; a byte masks by itself when it is stored.
func TestWrappedNumbersAreThoseOfGo(t *testing.T) {
	byteOf := func(v values) int64 { return int64(uint8(v["n"])) }
	for _, c := range []struct {
		rng      interval
		op       string
		possible bool
	}{{interval{0, 255}, opName, true}, {interval{0, 256}, opMask, true}, {interval{-1, 255}, opMask, true},
		{interval{0, math.MaxInt32}, opMask, true}, {interval{0, math.MaxInt32 + 1}, "", false},
		{interval{math.MinInt32 - 1, 0}, "", false}} {
		e, ok := wrap(&expr{op: opName, name: "n", rng: c.rng, size: 1}, kindUint8)
		if ok != c.possible || ok && e.op != c.op {
			t.Errorf("%v: %+v, %v", c.rng, e, ok)
			continue
		}
		for _, n := range []int64{c.rng.lo, 0, 7, 255, c.rng.hi} {
			if ok && n >= c.rng.lo && n <= c.rng.hi && meaning(e, values{"n": n}) != byteOf(values{"n": n}) {
				t.Errorf("%d is stored as %d", n, meaning(e, values{"n": n}))
			}
		}
	}
	for v, want := range map[int64]int64{256: 0, 511: 255, -1: 255, 300: 44} {
		if e, ok := wrap(constant(v), kindUint8); !ok || !e.is(want) || e.op != opConst {
			t.Errorf("%d is stored as %+v, want %d", v, e, want)
		}
	}
	of := func(hi int64) *expr { return newExpr(opMask, interval{0, hi}, vz) }
	if unmasked(of(255), "byte") != vz || unmasked(of(255), "short").op != opMask ||
		unmasked(of(127), "byte").op != opMask || unmasked(vz, "byte") != vz {
		t.Error("what is stored is not masked as the variable does")
	}
}

// Two expressions are the same if nothing in them differs, and an expression mentions what it may read.
func TestExpressionsAreComparedInAllTheirParts(t *testing.T) {
	at := func(name, field string, index *expr) *expr {
		return &expr{op: opPath, name: name, rng: boolean, steps: []step{{field: field, index: index}}, size: 2}
	}
	all := []*expr{yes, no, vx, vy, {op: opPath, name: "x", rng: boolean},
		{op: opName, name: "x", rng: interval{0, 2}}, newExpr("&&", boolean, vx, vy), newExpr("||", boolean, vx, vy),
		newExpr("&&", boolean, vy, vx), newExpr("&&", boolean, vx),
		at("s", "f", nil), at("s", "g", nil), at("r", "f", nil), at("s", "f", vx), at("s", "f", vy),
		newExpr(opCall, boolean, vx)}
	for i, a := range all {
		for j, b := range all {
			again := *b
			if same(a, &again) != (i == j) {
				t.Errorf("%+v and %+v: %v", a, b, same(a, &again))
			}
		}
	}
	for k, want := range []bool{false, false, true, false, true, true, true, true, true, true, false, false, false, true,
		false, true} {
		if got := all[k].mentions("x"); got != want {
			t.Errorf("%+v mentions x: %v", all[k], got)
		}
	}
	if !newExpr(opCall, boolean).mentions("q") { // a macro may read any
		t.Error("a call mentions nothing")
	}
	if sizeOf([]*expr{vx, newExpr("&&", boolean, vx, vy)}) != 5 || constant(7).size != 1 || truth(true) != yes ||
		truth(false) != no || (&expr{op: opConst, name: "N"}).isLiteral() || !yes.isLiteral() || vx.isLiteral() {
		t.Error("sizes and literals are others")
	}
}

// Intervals are sets of numbers: one is within another if all of it is, and what is joined has the values of both.
func TestIntervalsAreSetsOfNumbers(t *testing.T) {
	has := func(r interval, v int64) bool { return r.lo <= v && v <= r.hi }
	var all []interval
	for lo := int64(-2); lo <= 3; lo++ {
		for hi := lo; hi <= 3; hi++ {
			all = append(all, interval{lo, hi})
		}
	}
	all = append(all, impossible)
	for _, r := range all {
		for _, s := range all {
			within, least := true, impossible
			for v := int64(-3); v <= 4; v++ {
				within = within && (!has(r, v) || has(s, v))
				if has(r, v) || has(s, v) {
					if least.empty() {
						least = exactly(v)
					}
					least.hi = v
				}
			}
			if r.within(s) != within || r.join(s) != least || r.empty() != (r == impossible) {
				t.Errorf("%v and %v: within %v, joined %v, want %v and %v", r, s, r.within(s), r.join(s), within, least)
			}
			if (r.empty() || s.empty()) && corners(r, s, func(a, b int64) int64 { return a * b }) != impossible {
				t.Errorf("%v times %v has corners", r, s)
			}
		}
	}
	for v, want := range map[int64]int64{0: 0, 1: 1, 2: 3, 3: 3, 4: 7, 255: 255, 256: 511} {
		if ones(v) != want {
			t.Errorf("the ones of %d are %d, want %d", v, ones(v), want)
		}
	}
	if exactly(4).String()+" "+(interval{-1, 2}).String() != "4 -1..2" {
		t.Errorf("written %v, %v", exactly(4), interval{-1, 2})
	}
	if rng, err := binaryRange("+", impossible, boolean); err != nil || rng != impossible {
		t.Errorf("nothing and something: %v, %v", rng, err)
	}
}

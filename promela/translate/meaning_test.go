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
	a := compare("==", vn, yes)
	for want, e := range map[string]*expr{"x || y": cond(vx, yes, vy, true), "!x && y": cond(vx, no, vy, true),
		"!x || y": cond(vx, vy, yes, true), "x && y": cond(vx, vy, no, true), "n != 1": not(a), "!x": not(vx), "0": not(yes),
		"1": not(no), "!x || n != 1": not(and(vx, a)), "!x && n != 1": not(or(vx, a)),
		"(x -> y : n)": cond(vx, vy, vn, true)} {
		if e.text() != want {
			t.Errorf("written as %s, want %s", e.text(), want)
		}
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
	for _, op := range []string{"<", "<=", ">", ">=", "==", "!="} { // of what has no values yet nothing is decided
		none := &expr{op: opName, name: "none", rng: impossible, size: 1}
		for _, e := range []*expr{compare(op, none, vn), compare(op, vm, none), compare(op, none, none)} {
			if e.op != op {
				t.Errorf("of nothing %s is decided: %v", op, e.rng)
			}
		}
	}
	for _, c := range []struct {
		a, b  interval
		equal string // 0, 1 or "": undecided
	}{{interval{1, 2}, interval{3, 4}, "0"}, {interval{3, 4}, interval{1, 2}, "0"}, {interval{1, 3}, interval{3, 4}, ""},
		{interval{3, 4}, interval{1, 3}, ""}, {exactly(3), exactly(3), "1"}, {interval{2, 3}, interval{2, 3}, ""}} {
		a, b := named("a", c.a.lo, c.a.hi), named("b", c.b.lo, c.b.hi)
		is, isNot := compare("==", a, b), compare("!=", a, b)
		if c.equal == "" && (is.op != "==" || isNot.op != "!=") || c.equal != "" && (is.text() != c.equal ||
			isNot != not(is)) {
			t.Errorf("%v equals %v: %s, %s", c.a, c.b, is.text(), isNot.text())
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
			if product, err := binaryRange("*", r, s); (r.empty() || s.empty()) && (product != impossible || err != nil) {
				t.Errorf("%v times %v is %v, %v", r, s, product, err)
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

// The range of a result is the least that has all results, where it is not said to be rounded up to all ones.
func TestRangesAreNoWiderThanTheyMustBe(t *testing.T) {
	var all []interval
	for lo := int64(-2); lo <= 5; lo++ {
		for hi := lo; hi <= 5; hi++ {
			all = append(all, interval{lo, hi})
		}
	}
	for _, a := range all {
		for _, b := range all {
			for _, op := range []string{"+", "-", "*", "/", "%", "&", "|", "^", "&^", "<<", ">>"} {
				got, err := binaryRange(op, a, b)
				if err != nil {
					if got != impossible {
						t.Errorf("%v %s %v is %v, and an error", a, op, b, got)
					}
					continue
				}
				want := impossible
				for x := a.lo; x <= a.hi; x++ {
					for y := b.lo; y <= b.hi; y++ {
						want = want.join(exactly(operate(op, x, y)))
					}
				}
				switch op {
				case "%":
					want = interval{0, min(a.hi, b.hi-1)}
				case "&":
					want = interval{0, min(a.hi, b.hi)}
				case "&^":
					want = interval{0, a.hi}
				case "|":
					want = interval{max(a.lo, b.lo), ones(max(a.hi, b.hi))}
				case "^":
					want = interval{0, ones(max(a.hi, b.hi))}
				}
				if got != want {
					t.Errorf("%v %s %v is %v, want %v", a, op, b, got, want)
				}
			}
		}
	}
	if got, err := binaryRange("<<", exactly(1), interval{0, maxShift}); err != nil || got != (interval{1, 1 << 30}) {
		t.Errorf("the longest shift is %v, %v", got, err)
	}
	if _, err := binaryRange(">>", exactly(1), exactly(31)); err == nil {
		t.Error("C shifts by 31")
	}
	if cInt != (interval{-1 << 31, 1<<31 - 1}) || boolean != (interval{0, 1}) || !impossible.empty() {
		t.Errorf("the numbers of C are %v, bools %v", cInt, boolean)
	}
	for k, want := range map[kind]interval{kindBool: boolean, kindUint8: {0, 255}, kindUint16: {0, 65535}, kindInt: cInt} {
		if got := kindRange(k); got != want {
			t.Errorf("kind %d holds %v, want %v", k, got, want)
		}
	}
}

// A constant of the Config keeps its name in what is computed, though its value is known.
func TestConstantsKeepTheirNames(t *testing.T) {
	n := &expr{op: opConst, name: "N", rng: exactly(4), size: 1}
	for want, operands := range map[string][2]*expr{"N + 1": {n, yes}, "1 + N": {yes, n}, "N + N": {n, n}, "3": {yes,
		constant(2)}} {
		if e, err := binary("+", operands[0], operands[1]); err != nil || e.text() != want {
			t.Errorf("%s, %v, want %s", e.text(), err, want)
		}
	}
	for k, want := range map[kind]string{kindUint8: "N & 255", kindUint16: "N"} {
		wide := &expr{op: opConst, name: "N", rng: exactly(300), size: 1}
		if e, ok := wrap(wide, k); !ok || e.text() != want {
			t.Errorf("%v, %v, want %s", e, ok, want)
		}
	}
	counted := cond(vx, newExpr("+", interval{1, 4}, vn, n), vn, false)
	if counted.text() != "n + (x -> N : 0)" || counted.rng != (interval{0, 7}) {
		t.Errorf("a count goes on as %s, %v", counted.text(), counted.rng)
	}
	huge := named("h", math.MaxInt32-1, math.MaxInt32)
	if e := cond(vx, newExpr("+", interval{0, math.MaxInt32}, huge, yes), huge, false); e.op != opCond {
		t.Errorf("a count beyond 32 bits is %s", e.text())
	}
	one := &expr{op: opConst, name: "ONE", rng: exactly(1), size: 1}
	if e := cond(vx, one, no, false); e.text() != "(x -> ONE : 0)" {
		t.Errorf("a constant that happens to be 1 is lost: %s", e.text())
	}
	zero := &expr{op: opConst, name: "ZERO", rng: exactly(0), size: 1}
	if e := cond(vx, yes, zero, false); e.text() != "(x -> 1 : ZERO)" {
		t.Errorf("a constant that happens to be 0 is lost: %s", e.text())
	}
	if e := cond(vx, yes, constant(2), false); e.text() != "(x -> 1 : 2)" || e.rng != (interval{1, 2}) {
		t.Errorf("a choice of numbers is %s, %v", e.text(), e.rng)
	}
	if union(no, vn) != vn || union(zero, vn).text() != "ZERO | n" || union(vm, no).text() != "m | 0" {
		t.Error("a union with nothing is another one")
	}
}

// What is selected of a place does not change other selections of the same, and has its size and range.
func TestPlacesAreSelectedApart(t *testing.T) {
	small := &shape{kind: kindUint8, storage: "byte", holds: interval{0, 7}}
	list := &shape{elem: small, length: 3, count: "3"}
	record := &shape{record: "R", fields: []field{{"A", "a", "", small}, {"B", "b", "", list}, {"C", "c", "", list}}}
	rows := &shape{elem: list, length: 2, count: "2", row: "R_row"}
	base := variable("v", record)
	a, b, c := base.field(record.fields[0]), base.field(record.fields[1]), base.field(record.fields[2])
	first, second := b.entry(yes), b.entry(newExpr("+", boolean, vx, vy))
	row := variable("w", rows).entry(no)
	for want, e := range map[string]struct {
		e    *expr
		size int
	}{"v": {base, 1}, "v.a": {a, 2}, "v.b": {b, 2}, "v.c": {c, 2}, "v.b[1]": {first, 4}, "v.b[x + y]": {second, 6},
		"w[0].at": {row, 4}, "w[0].at[n]": {row.entry(vn), 6}} {
		if e.e.text() != want || e.e.size != e.size {
			t.Errorf("%s of size %d, want %s of %d", e.e.text(), e.e.size, want, e.size)
		}
	}
	if a.rng != small.holds || first.rng != small.holds || a.shape != small || row.shape != list {
		t.Errorf("of %v and %v", a.rng, first.rng)
	}
	other := variable("u", record)
	either := newExpr(opCond, boolean, vx, base, other)
	either.shape = record
	if e := either.field(record.fields[1]).entry(vn); e.text() != "(x -> v.b[n] : u.b[n])" || e.rng != small.holds {
		t.Errorf("of one of two: %s, %v", e.text(), e.rng)
	}
	if z := zero(record); z.op != opZero || z.field(record.fields[0]) != no || z.field(record.fields[1]).entry(vn) != no ||
		zero(small) != no || z.size != 1 || z.shape != record {
		t.Error("the zero value of a struct has others")
	}
	var texts []string
	for _, l := range record.leaves() {
		texts = append(texts, l.of(base).text()+" "+l.of(zero(record)).text())
	}
	if got := strings.Join(texts, ", "); got != "v.a 0, v.b[0] 0, v.b[1] 0, v.b[2] 0, v.c[0] 0, v.c[1] 0, v.c[2] 0" {
		t.Errorf("the numbers of a struct are %s", got)
	}
	if record.size() != 7 || rows.size() != 6 {
		t.Errorf("sizes %d and %d, want 7 and 6", record.size(), rows.size())
	}
}

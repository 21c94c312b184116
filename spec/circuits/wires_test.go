package circuits

import (
	"math/rand/v2"
	"testing"
)

// The solver finds inputs for a wire exactly if there are any, and they make it true; also after gates were taken away.
// Method: circuits made at random, all inputs.
func TestTheSolverSaysWhatIsPossible(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	possible := 0
	for range 300 {
		c := newCircuit()
		wires := []lit{never}
		for range 6 {
			wires = append(wires, c.input())
		}
		grow := func() {
			for range 25 {
				a, b := wires[random.IntN(len(wires))], wires[random.IntN(len(wires))]
				wires = append(wires, c.and(a^lit(random.IntN(2)), b^lit(random.IntN(2))))
			}
		}
		kept := len(wires)
		c.apart(grow)
		wires = wires[:kept]
		grow()
		goal := wires[len(wires)-1]
		for _, wire := range wires[kept:] {
			goal = c.xor(goal, wire)
		}
		goal = c.and(goal, wires[len(wires)-1])
		inputs, found := c.find(goal)
		if found != somewhere(c, goal) || found && !c.eval(inputs)(goal) {
			t.Fatalf("found %v, %v", found, inputs)
		}
		if found {
			possible++
		}
	}
	if possible == 0 || possible == 300 {
		t.Errorf("%d of 300 possible, want some", possible)
	}
}

// somewhere tries all inputs.
func somewhere(c *circuit, goal lit) bool {
	for all := range 1 << c.inputs {
		inputs := make([]bool, c.inputs)
		for i := range inputs {
			inputs[i] = all>>i&1 == 1
		}
		if c.eval(inputs)(goal) {
			return true
		}
	}
	return false
}

// Numbers of circuits are those of Go. Method: all pairs of small ones with all operators, of one that is an input.
func TestNumbersOfCircuitsAreThoseOfGo(t *testing.T) {
	c := newCircuit()
	in := func() value {
		var v value
		for range 4 {
			v.bits = append(v.bits, c.input())
		}
		return v
	}
	a, b := in(), in()
	quotient, remainder := c.divide(a, b)
	signed := func(n int) int { return (n&15 ^ 8) - 8 }
	cases := []struct {
		name string
		is   value
		want func(a, b int) int
	}{
		{"+", c.add(a, b, never), func(a, b int) int { return a + b }},
		{"-", c.subtract(a, b), func(a, b int) int { return a - b }},
		{"*", c.multiply(a, b), func(a, b int) int { return a * b }},
		{"/", quotient, func(a, b int) int { return a / max(b, 1) }},
		{"%", remainder, func(a, b int) int { return a % max(b, 1) }},
		{"<<", c.shift(a, b, true, false), func(a, b int) int { return a << b }},
		{">>", c.shift(a, b, false, false), func(a, b int) int { return a >> b }},
		{">> with sign", c.shift(a, b, false, true), func(a, b int) int { return signed(a) >> b }},
		{"<", value{bits: []lit{c.less(a, b, false)}}, func(a, b int) int { return truth(a < b) }},
		{"< with sign", value{bits: []lit{c.less(a, b, true)}}, func(a, b int) int { return truth(signed(a) < signed(b)) }},
		{"==", value{bits: []lit{c.equal(a, b)}}, func(a, b int) int { return truth(a == b) }},
		{"count", c.count(a, 4), func(a, _ int) int { return a&1 + a>>1&1 + a>>2&1 + a>>3 }},
	}
	for n := range 16 * 16 {
		x, y := n%16, n/16
		var inputs []bool
		for i := range 8 {
			inputs = append(inputs, n>>i&1 == 1)
		}
		at := c.eval(inputs)
		for _, tc := range cases {
			got := 0
			for i, bit := range tc.is.bits {
				got |= truth(at(bit)) << i
			}
			if want := tc.want(x, y) & (1<<len(tc.is.bits) - 1); got != want && !(y == 0 && (tc.name == "/" || tc.name == "%")) {
				t.Fatalf("%d %s %d = %d, want %d", x, tc.name, y, got, want)
			}
		}
	}
}

// Parts of an array are read and written where the number says, also if there are more of them than numbers.
func TestPartsAreReadAndWrittenByNumber(t *testing.T) {
	c := newCircuit()
	var index value
	for range 2 {
		index.bits = append(index.bits, c.input())
	}
	for _, parts := range []int{3, 4, 7} {
		var list value
		for k := range parts {
			list.parts = append(list.parts, number(uint64(k+10), 8))
		}
		read := c.read(list, []step{{index}})
		written := c.write(list, []step{{index}}, always, number(99, 8))
		for at := range min(parts, 4) {
			eval := c.eval([]bool{at&1 == 1, at>>1 == 1})
			is := func(v value) (n int) {
				for i, bit := range v.bits {
					n |= truth(eval(bit)) << i
				}
				return n
			}
			if got := is(read); got != at+10 {
				t.Errorf("part %d of %d is %d", at, parts, got)
			}
			for k, part := range written.parts {
				if got := is(part); got != k+10 && k != at || k == at && got != 99 {
					t.Errorf("part %d of %d written: part %d is %d", at, parts, k, got)
				}
			}
		}
	}
	if beyond := c.read(value{parts: []value{number(1, 2), number(2, 2)}}, []step{{number(9, 8)}}); len(beyond.bits) != 2 {
		t.Errorf("beyond an array is %v", beyond)
	}
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

package explore

import (
	"math/rand/v2"
	"testing"
)

// The code that is made of gates says what each of them does by itself, of an effect's gates too. Method: gates at
// random, with comparisons and what looks like them among them, on inputs at random.
func TestCodeSaysWhatItsGatesDo(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	var found [operations]int
	for range 200 {
		p := someGates(random, nil, 12, 40)
		effect := someGates(random, p, 12, 20)
		asm := newAssembler(12)
		var wanted, own []Wire
		for range 6 {
			wanted = append(wanted, Wire(random.IntN(2*(13+len(p)))))
			own = append(own, Wire(random.IntN(2*(13+len(p)+len(effect)))))
		}
		base := asm.add(p, (&Program{Inputs: 12, Gates: p, Enabled: wanted,
			Effects: []Effect{{Gates: effect, Changes: changesBy(own)}}}).wanted())
		code := asm.add(effect, own)
		for _, pass := range append(base.passes, code.passes...) {
			if found[pass.operation] += pass.count; pass.count == 0 {
				t.Fatal("a pass of nothing")
			}
		}
		values, want := make([]quad, 13+len(p)+len(effect)), make([]quad, 13+len(p)+len(effect))
		for w := 1; w < len(values); w++ {
			for k := range abreast {
				want[w][k] = random.Uint64()
				values[w][k] = want[w][k] // of gates it must be overwritten
			}
		}
		base.run(values)
		code.run(values)
		for g, gate := range append(p, effect...) {
			for k := range abreast {
				want[13+g][k] = (want[gate.A>>1][k] ^ -uint64(gate.A&1)) & (want[gate.B>>1][k] ^ -uint64(gate.B&1))
			}
		}
		for _, w := range append(wanted, own...) {
			s := asm.signal(w)
			for k := range abreast {
				if got := values[s.at][k] ^ s.flip; got != want[w>>1][k]^-uint64(w&1) {
					t.Fatalf("wire %d: %x", w, got)
				}
			}
		}
	}
	for op, n := range found {
		if n < 100 {
			t.Errorf("operation %d was used %d times", op, n)
		}
	}
}

// changesBy are changes where these wires are true.
func changesBy(wires []Wire) (changes []Change) {
	for _, w := range wires {
		changes = append(changes, Change{Differs: w})
	}
	return changes
}

// someGates are gates behind so many inputs and other gates, with comparisons among them.
func someGates(random *rand.Rand, before []Gate, inputs, n int) (gates []Gate) {
	next := func() Wire { return Wire(1+inputs+len(before)+len(gates)) << 1 }
	add := func(a, b Wire) Wire { w := next(); gates = append(gates, Gate{a, b}); return w }
	for range n {
		a, b := Wire(random.IntN(int(next()))), Wire(random.IntN(int(next())))
		if random.IntN(3) == 0 {
			c, d, x, y := a^1, b, Wire(1), Wire(1)
			switch random.IntN(8) { // these are no comparisons
			case 0:
				d = Wire(random.IntN(int(next())))
			case 1:
				c = Wire(random.IntN(int(next())))
			case 2:
				x = 0
			case 3:
				y = 0
			}
			if random.IntN(2) == 0 {
				c, d = d, c
			}
			add(add(a, b^1)^x, add(c, d)^y)
		} else {
			add(a, b)
		}
	}
	return gates
}

// A comparison is recognised whichever way round its gates have its wires, and nothing else is taken for one.
func TestComparisonsAreRecognised(t *testing.T) {
	const a, b, other = Wire(2), Wire(4), Wire(6) // inputs, as wires; the two gates are behind three
	const p, q = Wire(8), Wire(10)
	for _, c := range []struct {
		first, second Gate
		of            Gate
		unlike        bool
	}{
		{Gate{a, b ^ 1}, Gate{a ^ 1, b}, Gate{p ^ 1, q ^ 1}, true},
		{Gate{a, b ^ 1}, Gate{b, a ^ 1}, Gate{p ^ 1, q ^ 1}, true},
		{Gate{a, b}, Gate{a ^ 1, b ^ 1}, Gate{q ^ 1, p ^ 1}, true},
		{Gate{a, b ^ 1}, Gate{a ^ 1, b}, Gate{p, q ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{a ^ 1, b}, Gate{p ^ 1, q}, false},
		{Gate{a, b ^ 1}, Gate{a ^ 1, other}, Gate{p ^ 1, q ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{other, b}, Gate{p ^ 1, q ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{b, other}, Gate{p ^ 1, q ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{other, a ^ 1}, Gate{p ^ 1, q ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{a, b ^ 1}, Gate{p ^ 1, q ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{a ^ 1, b}, Gate{p ^ 1, a ^ 1}, false},
		{Gate{a, b ^ 1}, Gate{a ^ 1, b}, Gate{a ^ 1, q ^ 1}, false},
	} {
		asm := newAssembler(3)
		asm.gates = []Gate{c.first, c.second}
		x, y, op := asm.recognise(c.of)
		want, which := c.of, both
		if c.unlike {
			want, which = []Gate{c.first, c.second}[c.of.A>>1-p>>1], unlike
		}
		if op != which || x != want.A || y != want.B {
			t.Errorf("%+v: operation %d of %d and %d", c, op, x, y)
		}
	}
}

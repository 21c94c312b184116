package circuits

import (
	"go/types"

	"quesera/spec/explore"
)

// effect is what an instance makes of the states in which it is enabled.
func (a *analysis[S]) effect(k int, b *programBuilder) explore.Effect {
	if a.enabled[k] == never {
		return explore.Effect{}
	}
	var e explore.Effect
	own := &programBuilder{circuit: b.circuit, before: b, program: b.program, gates: &e.Gates,
		wires: map[lit]explore.Wire{}}
	stops, strays, simple := never, never, a.given(a.enabled[k])
	a.stops = &stops
	after := a.do(k, a.state)
	a.stops = nil
	each(a.state, after, func(before, after lit) lit {
		number, kept := a.isInput(before >> 1)
		switch after = simple(after); {
		case !kept:
			strays = a.or(strays, after)
		case after != before:
			if differs := a.xor(simple(before), after); differs != never {
				e.Changes = append(e.Changes, explore.Change{Input: number, Differs: own.wire(differs)})
			}
		}
		return never
	})
	e.Strays = own.wire(a.or(strays, simple(stops)))
	return e
}

// given rebuilds wires for those inputs for which a condition is true.
func (c *circuit) given(condition lit) func(lit) lit {
	known := map[lit]lit{0: never}
	for open := []lit{condition}; len(open) > 0; {
		l := open[len(open)-1]
		open = open[:len(open)-1]
		if _, is := known[l>>1]; is {
			continue
		}
		known[l>>1] = of(l&1 == 0)
		if _, input := c.isInput(l >> 1); l&1 == 0 && !input {
			open = append(open, c.gates[l>>1][0], c.gates[l>>1][1])
		}
	}
	var rebuild func(l lit) lit
	rebuild = func(l lit) lit {
		gate := l >> 1
		if _, is := known[gate]; !is {
			known[gate] = gate << 1
			if _, input := c.isInput(gate); !input {
				known[gate] = c.and(rebuild(c.gates[gate][0]), rebuild(c.gates[gate][1]))
			}
		}
		return known[gate] ^ l&1
	}
	return rebuild
}

// simplified is a number where control is.
func (c *circuit) simplified(v value, path lit) value {
	if _, is := v.constant(); is {
		return v
	}
	simple := c.given(path)
	return each(v, v, func(l, _ lit) lit { return simple(l) })
}

// beyond reports whether an index is none of an array's.
func (c *circuit) beyond(index value, array types.Type) lit {
	length := array.Underlying().(*types.Array).Len()
	if n := len(index.bits); n < 63 && length >= 1<<n {
		return never
	}
	return c.less(index, number(uint64(length), len(index.bits)), false).not()
}

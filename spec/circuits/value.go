package circuits

import "slices"

// A value is a number, bit by bit from the lowest one on, or a struct or array of values. Values are never changed.
type value struct {
	bits  []lit
	parts []value
}

// number is a constant of so many bits.
func number(v uint64, bits int) value {
	n := value{bits: make([]lit, bits)}
	for i := range n.bits {
		n.bits[i] = of(v>>i&1 == 1)
	}
	return n
}

// constant is the number, if it is one for certain.
func (v value) constant() (n uint64, is bool) {
	for i, b := range v.bits {
		one, is := b.constant()
		if !is {
			return 0, false
		}
		if one {
			n |= 1 << i
		}
	}
	return n, true
}

// wide is the number in so many bits: cut off, or with zeros above, or with its sign.
func (v value) wide(bits int, signed bool) value {
	fill := never
	if signed && len(v.bits) > 0 {
		fill = v.bits[len(v.bits)-1]
	}
	w := slices.Clone(v.bits[:min(bits, len(v.bits))])
	for len(w) < bits {
		w = append(w, fill)
	}
	return value{bits: w}
}

// each makes a value of two of the same shape, wire by wire.
func each(a, b value, do func(a, b lit) lit) value {
	var v value
	for i := range a.bits {
		v.bits = append(v.bits, do(a.bits[i], b.bits[i]))
	}
	for i := range a.parts {
		v.parts = append(v.parts, each(a.parts[i], b.parts[i], do))
	}
	return v
}

// choose is a if when holds, and else b.
func (c *circuit) chooseValue(when lit, a, b value) value {
	switch when {
	case always:
		return a
	case never:
		return b
	}
	return each(a, b, func(a, b lit) lit { return c.choose(when, a, b) })
}

// equal reports whether two values of the same shape are equal.
func (c *circuit) equal(a, b value) lit {
	same := always
	each(a, b, func(a, b lit) lit {
		same = c.and(same, c.xor(a, b).not())
		return never
	})
	return same
}

// add is a + b + carry.
func (c *circuit) add(a, b value, carry lit) value {
	var sum value
	for i := range a.bits {
		half := c.xor(a.bits[i], b.bits[i])
		sum.bits = append(sum.bits, c.xor(half, carry))
		carry = c.or(c.and(a.bits[i], b.bits[i]), c.and(half, carry))
	}
	return sum
}

func (c *circuit) inverted(a value) value {
	return each(a, a, func(a, _ lit) lit { return a.not() })
}

func (c *circuit) subtract(a, b value) value { return c.add(a, c.inverted(b), always) }

// less compares two numbers of as many bits.
func (c *circuit) less(a, b value, signed bool) lit {
	less := never
	for i := range a.bits {
		x, y := a.bits[i], b.bits[i]
		if signed && i == len(a.bits)-1 {
			x, y = y, x
		}
		less = c.choose(c.xor(x, y), y, less)
	}
	return less
}

func (c *circuit) multiply(a, b value) value {
	sum := number(0, len(a.bits))
	for i, bit := range b.bits {
		if bit == never {
			continue
		}
		shifted := c.shiftBy(a, i, true, never)
		sum = c.add(sum, each(shifted, shifted, func(x, _ lit) lit { return c.and(x, bit) }), never)
	}
	return sum
}

// divide is the quotient and the remainder of numbers without sign, where b is not zero.
func (c *circuit) divide(a, b value) (quotient, remainder value) {
	n := len(a.bits)
	b = b.wide(n+1, false)
	remainder, quotient = number(0, n+1), number(0, n)
	for i := n - 1; i >= 0; i-- {
		remainder = c.shiftBy(remainder, 1, true, never)
		remainder.bits[0] = a.bits[i]
		fits := c.less(remainder, b, false).not()
		quotient.bits[i] = fits
		remainder = c.chooseValue(fits, c.subtract(remainder, b), remainder)
	}
	return quotient, remainder.wide(n, false)
}

// shiftBy shifts by a constant, and fills up.
func (c *circuit) shiftBy(a value, by int, left bool, fill lit) value {
	n := len(a.bits)
	v := value{bits: make([]lit, n)}
	for i := range v.bits {
		from := i + by
		if left {
			from = i - by
		}
		v.bits[i] = fill
		if from >= 0 && from < n {
			v.bits[i] = a.bits[from]
		}
	}
	return v
}

// shift shifts by any number.
func (c *circuit) shift(a, by value, left, signed bool) value {
	fill := never
	if signed && !left {
		fill = a.bits[len(a.bits)-1]
	}
	for i, bit := range by.bits {
		steps := len(a.bits) // or more: nothing is left
		if i < 16 {
			steps = min(1<<i, steps)
		}
		a = c.chooseValue(bit, c.shiftBy(a, steps, left, fill), a)
	}
	return a
}

// count is how many of the bits are set.
func (c *circuit) count(a value, bits int) value {
	sum := number(0, bits)
	for _, bit := range a.bits {
		sum = c.add(sum, value{bits: []lit{bit}}.wide(bits, false), never)
	}
	return sum
}

// anySet reports whether a bit of the number is set.
func (c *circuit) anySet(a value) lit {
	any := never
	for _, bit := range a.bits {
		any = c.or(any, bit)
	}
	return any
}

// only has the bit with this number alone.
func (c *circuit) only(n value, bits int) value { return c.shift(number(1, bits), n, true, false) }

// A step goes from a value to a part of it: a field, or an entry, which may depend on the state.
type step struct{ index value }

// read is the part at the end of a path. What is beyond an array is never looked at: Go would stop there.
func (c *circuit) read(v value, path []step) value {
	for _, s := range path {
		if k, is := s.index.constant(); is {
			v = v.parts[min(int(k), len(v.parts)-1)]
			continue
		}
		part := v.parts[0]
		for k := 1; k < len(v.parts); k++ {
			part = c.chooseValue(c.at(s, k), v.parts[k], part)
		}
		v = part
	}
	return v
}

// at reports whether a step goes to part k.
func (c *circuit) at(s step, k int) lit {
	if uint64(k)>>len(s.index.bits) != 0 {
		return never
	}
	return c.equal(s.index, number(uint64(k), len(s.index.bits)))
}

// write is v with another part at the end of a path, where when holds.
func (c *circuit) write(v value, path []step, when lit, part value) value {
	if when == never {
		return v
	}
	if len(path) == 0 {
		return c.chooseValue(when, part, v)
	}
	changed := value{parts: slices.Clone(v.parts)}
	for k := range v.parts {
		changed.parts[k] = c.write(v.parts[k], path[1:], c.and(when, c.at(path[0], k)), part)
	}
	return changed
}

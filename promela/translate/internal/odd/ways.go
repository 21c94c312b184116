package odd

import "quesera/spec"

// WaysConfig has a constant of each kind for conditions that are decided.
type WaysConfig struct {
	Nodes uint8
	On    bool // true
	Off   bool `promela:"-"` // false
}

// WaysState is a few numbers.
type WaysState struct {
	Left uint8    `max:"31"`
	A    [4]uint8 `len:"4" max:"255"`
	W    uint16   `max:"65535"`
	Seen [2]bool  `len:"2"`
}

// base is a constant of the package.
const base = 3

// CanPure: pure functions in every form.
func (c WaysConfig) CanPure(st *WaysState, x uint8) bool {
	return st.Left > 0 && c.pure(st, x)&1 == 0
}

// pure has all statements of a pure function.
func (c WaysConfig) pure(st *WaysState, x uint8) uint8 {
	const step = 2
	var a, b uint8 = 1, x
	var zero uint16
	var pair, none [2]bool
	a, b = b+step, a
	_ = zero
	if v := a + b; v > 4 {
		a += b
	} else if v == 4 {
		b++
	} else if w := st.W; w > 300 {
		a, zero = uint8(w), w
	}
	{
		a := a - 1
		b += a
	}
	b -= 2
	a *= 3
	a /= base
	b %= 7
	a &= 63
	a |= b
	a ^= 5
	b &^= 2
	a <<= 1
	b >>= 1
	b--
	for k := 0; ; k++ {
		if k > int(x) {
			break
		}
		a++
		if k == 1 {
			continue
		}
		b += uint8(k)
	}
	for i := uint8(3); i > 1; i-- {
		a += i * st.A[i]
	}
	for range 2 {
		for j := range c.Nodes - 1 {
			if st.A[j] > 4 {
				return a + j
			}
			if j > 0 {
				continue
			}
			b = b + 1
		}
	}
	if c.Off && st.A[3] > 200 || c.On {
		a++
	}
	if (pair == none) == c.On {
		return a + b + uint8(zero>>3)
	}
	return 0
}

// Pure changes little.
func (c WaysConfig) Pure(st *WaysState, x uint8) {
	st.Left--
	st.A[0] = x
}

// CanAssigns has numbers below zero, and the bounds of types.
func (c WaysConfig) CanAssigns(st *WaysState, x uint8) bool {
	low := int(x) - 2
	return st.Left > 0 && (low*3 < int(st.A[0])-4 || uint8(low) > 250 || -low == 1 ||
		min(low, int(st.A[1])-1, 0) < max(-1, low)) && (uint16(st.A[0])<<8 != st.W || +x > 0) && !(low >= 1)
}

// Assigns has every form of assignment.
func (c WaysConfig) Assigns(st *WaysState, x uint8) {
	const step = 2
	st.Left--
	var a, b uint8 = step, x
	var zero uint16
	var none bool
	var _ = x
	st.A[0] += 5 + a
	st.A[1] -= b
	st.A[2] *= 3
	st.A[3] /= 2
	st.W %= 1000
	st.W |= 1 << (x & 15)
	st.W ^= 77
	st.W &^= 2
	st.W <<= 1
	st.A[x] >>= 1
	st.A[0] &= 127
	st.A[1]++
	st.A[2]--
	p, q := st.A[3], st.W
	st.Seen[x&1] = !st.Seen[x&1]
	st.Seen[1] = p > 3 != none
	zero += q + 1
	st.W += zero
	st.A[3] = uint8(zero >> 8)
	st.W -= uint16(p) * 500
}

// CanBlocks is always so.
func (c WaysConfig) CanBlocks(st *WaysState, x uint8) bool {
	return st.Left > 0 || c.Off && st.A[0] > 0
}

// Blocks has ways out of blocks and loops.
func (c WaysConfig) Blocks(st *WaysState, x uint8) {
	st.Left--
	{
		st.A[0] += x
		{
			if st.A[0] > 200 {
				return
			}
		}
		st.A[1]++
	}

	for i := uint8(0); i <= x; i++ {
		{
			if st.A[i] > 100 {
				{
					st.A[i] = 0
					break
				}
			}
		}
		if c.Off {
			return
		} else {
			st.A[3] += i
		}
		if c.On {
			st.A[2] += i + 1
		}
		for j := range c.Nodes - 1 {
			for k := range 3 {
				if st.A[j] == uint8(k)+2 {
					st.Seen[j] = true
					return
				}
				if st.A[j] > 40 {
					break
				}
				if k == 1 && x == 0 {
					continue
				}
				st.A[j] += 3
			}
			if st.Seen[j] {
				st.Seen[j] = false
				continue
			}
			st.W += 3
		}
		if st.W > 60000 {
			st.W = 1
			return
		}
	}
	c.tail(st, x)
	if v := st.A[0] - x; v > 3 && st.Seen[0] {
		st.A[0] = 3
	} else if w := v + 1; w > 2 {
		st.A[0] += w & 1
	}
}

// tail has branches that return and go on.
func (c WaysConfig) tail(st *WaysState, x uint8) {
	if x == 1 {
		st.W++
		if st.Seen[1] {
			return
		}
		st.W++
	} else if x == 2 {
		st.W += 5
	}
	for range 2 {
		st.W += 7
		for range c.Nodes - 2 {
			st.W++
		}
	}
	for k := uint8(3); k < 3; k++ {
		st.W = 0
	}
	for k := x; k < x+2; k++ {
		st.A[k&3]++
	}
	if !c.On {
		st.W = 2
	}
}

// CanCopies: one row equals another, or not.
func (c WaysConfig) CanCopies(st *WaysState, x uint8) bool { return st.Left > 0 && c.CanBlocks(st, x) }

// Copies copies arrays and calls with arguments of each kind.
func (c WaysConfig) Copies(st *WaysState, x uint8) {
	st.Left--
	a, seen := st.A, st.Seen
	a[x] += 2
	seen = [2]bool{}
	if st.Seen != seen {
		st.A = a
	}
	var fresh [4]uint8
	fresh[x] = st.A[x] + 1
	a = fresh
	st.A[3] = a[x] + a[3-x]
	c.spread(st, 1, x, st.A[x&1]+250, int(x)-2)
	c.spread(st, x, 3, c.pure(st, x), 0)
	st.A = [4]uint8{}
	st.A[x] = a[x]
}

// spread uses what it is given after it has changed the state.
func (c WaysConfig) spread(st *WaysState, from, to, by uint8, low int) {
	st.A[to] = st.A[from] + by
	st.A[from] = by
	if low < 0 {
		by++
		st.A[to] -= uint8(-low)
	}
	st.Seen[from&1] = by > 9
}

// Spec is the transition system.
func (c WaysConfig) Spec() *spec.Spec[WaysState] {
	sp := &spec.Spec[WaysState]{Name: "ways", Title: "Ways", Section: "odd", Source: source, Config: c}
	sp.Init = WaysState{Left: 20, A: [4]uint8{1, 4, 9, 250}, W: 40000}
	for _, name := range []string{"Pure", "Assigns", "Blocks", "Copies"} {
		sp.Actions = append(sp.Actions, spec.MethodsOf[WaysState](c).Act(name, "odd", spec.Numbers("x", 3)))
	}
	return sp
}

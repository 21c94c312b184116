package odd

import "quesera/spec"

// OperatorsConfig has constants of every kind.
type OperatorsConfig struct {
	Nodes uint8 // 3
	Wide  uint16
	On    bool
	Table [3]uint8
}

// OperatorsState has numbers of every kind.
type OperatorsState struct {
	A    [3]uint8     `len:"Nodes" max:"255"`
	W    uint16       `max:"65535"`
	S, T spec.NodeSet // of three nodes
	Who  spec.NodeID
	Flag bool
	P    [2]Box `len:"2"`
}

// Box is a struct in an array.
type Box struct {
	In [2]Pair `len:"2"`
}

// Pair is a struct in an array in a struct.
type Pair struct {
	At uint8 `max:"255"`
	On bool
}

// CanAny is always so.
func (c OperatorsConfig) CanAny(*OperatorsState, uint8) bool { return true }

// CanSums compares.
func (c OperatorsConfig) CanSums(st *OperatorsState, x uint8) bool {
	return st.A[0] < st.A[1] || st.A[1] <= x || st.W > c.Wide && st.W >= 700 || st.A[2] == c.Table[x]
}

// Sums adds, subtracts and multiplies, and wraps around.
func (c OperatorsConfig) Sums(st *OperatorsState, x uint8) {
	st.A[0] += st.A[x]
	st.A[1] -= x + 1
	st.A[2] *= st.A[0]
	st.W = st.W*3 - uint16(x)*c.Wide
	st.A[x]++
	st.W--
}

// CanQuotients compares truth.
func (c OperatorsConfig) CanQuotients(st *OperatorsState, x uint8) bool {
	return st.Flag == (x > 1) || (st.S != st.T) != c.On
}

// Quotients divides.
func (c OperatorsConfig) Quotients(st *OperatorsState, x uint8) {
	st.A[0] /= x + 1
	st.A[1] %= x + 2
	st.W = st.W / (uint16(st.A[2]) | 1)
	st.W %= uint16(st.A[0]) + 1
}

// Bits works on bits, and shifts by more than there are.
func (c OperatorsConfig) Bits(st *OperatorsState, x uint8) {
	a, b := st.A[0], st.A[1]
	st.A[0] &= b
	st.A[1] |= st.A[2]
	st.A[2] ^= a
	st.A[x] &^= 5
	st.A[0] <<= x
	st.A[1] >>= st.A[2] & 15
	st.W = st.W<<(b&31) | ^st.W>>8
	st.A[2] = -st.A[2] + +x ^ a
}

// Widths converts numbers to wider ones and back, with and without signs.
func (c OperatorsConfig) Widths(st *OperatorsState, x uint8) {
	n := uint32(st.W) * 70000
	m := uint64(n) * uint64(n+uint32(x))
	k := int(st.A[0]) - int(st.A[1])
	if k < 0 && k>>1 > -40 || k >= 100 {
		k = k*3 - 7
	}
	const top = uint64(1) << 63 // as large as no number with a sign
	st.Flag = k <= -20 || n > 1<<31 || m>>40 == 1 || (m^top) > top+uint64(x)
	st.W = uint16(m>>33) ^ uint16(n>>16) + uint16(k)
	var far uint32 = 1 << 31
	st.A[2] = uint8(k>>2) + uint8(far>>(28+x)) + uint8(uint(x)<<1)
}

// CanPoint: there is such an entry.
func (c OperatorsConfig) CanPoint(st *OperatorsState, _ uint8) bool { return st.A[0] < c.Nodes }

// Point changes the entry that another one names, and may be asked for only where it is there.
func (c OperatorsConfig) Point(st *OperatorsState, x uint8) {
	st.A[st.A[0]] += x
	st.W = uint16(c.sum(st, 3))
}

// sum calls itself, as often as a constant says.
func (c OperatorsConfig) sum(st *OperatorsState, n uint8) uint8 {
	if n == 0 {
		return 0
	}
	return st.A[n-1] + c.sum(st, n-1)
}

// CanSets asks of sets what can be asked.
func (c OperatorsConfig) CanSets(st *OperatorsState, x uint8) bool {
	return st.S.Has(spec.NodeID(x)) || st.T.Includes(st.S) || st.S.Intersect(st.T).Empty() ||
		st.S.Len() > st.T.Len() || st.Who == spec.NodeID(x)
}

// Sets makes sets of others.
func (c OperatorsConfig) Sets(st *OperatorsState, x uint8) {
	s := st.S.With(st.Who)
	st.S = st.T.Without(spec.NodeID(x)).Union(spec.Only(spec.NodeID(st.A[0] & 3)).Intersect(spec.All(c.Nodes)))
	st.T = spec.All(st.A[1] & 3).Minus(s)
	st.W = uint16(s.Len()*10 + st.S.Len())
	for i := range spec.NodeID(c.Nodes) {
		if s.Has(i) && st.Who != i {
			st.Who = i
			break
		}
	}
}

// Least takes the least and the most of some.
func (c OperatorsConfig) Least(st *OperatorsState, x uint8) {
	a := min(st.A[0], st.A[1], x+100)
	st.A[1] = max(st.A[1], st.A[2], x)
	st.A[0] = a
	k := max(int(a)-50, -20)
	st.W = uint16(min(k, int(x)))
}

// CanCopies compares structs.
func (c OperatorsConfig) CanCopies(st *OperatorsState, x uint8) bool {
	p, q := st.P[0].In[x&1], st.P[1].In[0]
	return p != q || p == Pair{At: x} || !p.On
}

// Copies declares, assigns and copies in every way.
func (c OperatorsConfig) Copies(st *OperatorsState, x uint8) {
	const two = 2
	var none, other uint8
	var p Pair
	var set, left = uint8(x + two), st.A[1]
	none, other = st.A[0], none+1
	st.A[0], st.A[1], _ = st.A[1], st.A[0], x
	_, st.A[2] = x, other+set+left-none
	at := st.A[2] & 1
	p = st.P[at].In[1]
	st.P[at].In[1] = Pair{At: p.At + 1}
	st.P[1-at].In[at] = Pair{x, !p.On}
	st.P[0] = st.P[x&1]
	if q := st.P[1].In[0]; q.At > 7 {
		st.P[1].In[0].On = q.On != p.On
	} else if x == 1 {
		st.P[1].In[0] = Pair{On: true}
	}
	c.change(st, at, st.A[0])
	{
		at := at + 1
		st.A[at] += at
	}
	st.A[0] = c.pick(st, p.At, x)
}

// change is an effect that is called; its parameters are copies.
func (c OperatorsConfig) change(st *OperatorsState, i, a uint8) {
	i++
	st.A[i] = a
	if a > 9 {
		return
	}
	a++
	st.A[0] = a + st.A[i]
}

// pick has a result by several ways.
func (c OperatorsConfig) pick(st *OperatorsState, a, b uint8) (picked uint8) {
	if a > b {
		return c.Table[b]
	}
	for i := range 3 {
		if i == 1 {
			continue
		}
		if st.A[i] == a {
			return uint8(i)
		}
	}
	return a
}

// Ranges goes round by ranges, of which some rounds are left out.
func (c OperatorsConfig) Ranges(st *OperatorsState, x uint8) {
	for range 2 {
		st.W += 3
	}
	for _ = range c.Nodes {
		st.W++
	}
	for i := range c.Nodes {
		for j := range uint8(3) {
			if j == i {
				continue
			}
			if st.A[j] > st.A[i] {
				break
			}
			st.A[j] += x + i
		}
		if st.A[i] == 7 {
			return
		}
	}
	st.Flag = !st.Flag && c.On
}

// Spec is the transition system.
func (c OperatorsConfig) Spec() *spec.Spec[OperatorsState] {
	m, x := spec.MethodsOf[OperatorsState](c), spec.Numbers("x", 3)
	sp := &spec.Spec[OperatorsState]{Name: "operators", Title: "Operators", Source: source, Config: c}
	for _, name := range []string{"Sums", "Quotients", "Bits", "Widths", "Sets", "Least", "Copies", "Ranges", "Point"} {
		sp.Actions = append(sp.Actions, m.Act(name, "", x))
	}
	return sp
}

// CanBits: always.
func (c OperatorsConfig) CanBits(st *OperatorsState, x uint8) bool { return c.CanAny(st, x) }

// CanWidths: always.
func (c OperatorsConfig) CanWidths(st *OperatorsState, x uint8) bool { return c.CanAny(st, x) }

// CanLeast: always.
func (c OperatorsConfig) CanLeast(st *OperatorsState, x uint8) bool { return c.CanAny(st, x) }

// CanRanges: always.
func (c OperatorsConfig) CanRanges(st *OperatorsState, x uint8) bool { return c.CanAny(st, x) }

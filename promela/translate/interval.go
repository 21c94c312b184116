package translate

import (
	"fmt"
	"math"
	"math/bits"
)

// An interval bounds the values that an expression can take, both ends included.
// The zero interval is the value 0; impossible is the interval without a value.
type interval struct{ lo, hi int64 }

var (
	impossible = interval{1, 0}
	boolean    = interval{0, 1}
	cInt       = interval{math.MinInt32, math.MaxInt32} // what pan, which is C, computes in
)

func exactly(v int64) interval { return interval{v, v} }

func (r interval) empty() bool { return r.lo > r.hi }

// within reports whether every value of r is one of s.
func (r interval) within(s interval) bool { return r.empty() || s.lo <= r.lo && r.hi <= s.hi }

// join is the least interval with the values of both.
func (r interval) join(s interval) interval {
	switch {
	case r.empty():
		return s
	case s.empty():
		return r
	}
	return interval{min(r.lo, s.lo), max(r.hi, s.hi)}
}

func (r interval) String() string {
	if r.lo == r.hi {
		return fmt.Sprint(r.lo)
	}
	return fmt.Sprintf("%d..%d", r.lo, r.hi)
}

// times is the interval of the products of two: its ends are among those of their ends.
func (r interval) times(s interval) interval {
	out := exactly(r.lo * s.lo)
	for _, v := range []int64{r.lo * s.hi, r.hi * s.lo, r.hi * s.hi} {
		out = out.join(exactly(v))
	}
	return out
}

// ones is the least number of the form 2^k-1 that is at least v.
func ones(v int64) int64 { return 1<<bits.Len64(uint64(v)) - 1 }

// maxShift bounds shift counts: beyond it C's int and Go's integers part ways.
const maxShift = 30

// binaryRange bounds a op b as computed in unbounded integers. The error says for which operands Go
// and C could differ or the operation is undefined.
func binaryRange(op string, a, b interval) (interval, error) {
	if a.empty() || b.empty() {
		return impossible, nil
	}
	switch op {
	case "+":
		return interval{a.lo + b.lo, a.hi + b.hi}, nil
	case "-":
		return interval{a.lo - b.hi, a.hi - b.lo}, nil
	case "*":
		return a.times(b), nil
	}
	if a.lo < 0 || b.lo < 0 {
		return impossible, fmt.Errorf("an operand of %s may be negative (%v %s %v)", op, a, op, b)
	}
	switch op {
	case "/", "%":
		if b.lo == 0 {
			return impossible, fmt.Errorf("the divisor may be 0 (%v)", b)
		}
		if op == "/" {
			return interval{a.lo / b.hi, a.hi / b.lo}, nil
		}
		return interval{0, min(a.hi, b.hi-1)}, nil
	case "&":
		return interval{0, min(a.hi, b.hi)}, nil
	case "|":
		return interval{max(a.lo, b.lo), ones(max(a.hi, b.hi))}, nil
	case "^":
		return interval{0, ones(max(a.hi, b.hi))}, nil
	case "&^":
		return interval{0, a.hi}, nil
	case "<<", ">>":
		if b.hi > maxShift {
			return impossible, fmt.Errorf("the shift count may be %v, want at most %d", b, maxShift)
		}
		if op == "<<" {
			return interval{a.lo << b.lo, a.hi << b.hi}, nil
		}
		return interval{a.lo >> b.hi, a.hi >> b.lo}, nil
	}
	return impossible, fmt.Errorf("operator %s is not in the subset", op)
}

package object

import "quesera/spec"

// allowed reports whether an operation may have been answered as it was, where the register held value before.
func (c Config) allowed(st *State, o, value uint8) bool {
	return !st.Made[o].Returned || st.Made[o].Kind == Write || st.Made[o].Answer == c.answer(st, o, value)
}

// apart reports whether one operation may stand before another one: that other one must not come first, by the calls
// and returns of all clients, or of the two's own client alone.
func (c Config) apart(st *State, first, second uint8, real bool) bool {
	return !st.Before[first][second] || !st.Made[second].Returned ||
		!real && st.Made[first].Client != st.Made[second].Client
}

// inOrder reports whether the object allows the answers of three operations in this order.
func (c Config) inOrder(st *State, i, j, k uint8) bool {
	first := c.after(st, i, 0)
	second := c.after(st, j, first)
	return c.allowed(st, i, 0) && c.allowed(st, j, first) && c.allowed(st, k, second)
}

// ordered reports whether there is an order of all operations that the object allows, and that keeps what came before
// what. One that is open may stand last, as if it had not happened.
func (c Config) ordered(st *State, real bool) bool {
	for i := range c.Operations {
		for j := range c.Operations {
			for k := range c.Operations {
				if i != j && j != k && i != k && c.apart(st, i, j, real) && c.apart(st, j, k, real) &&
					c.apart(st, i, k, real) && c.inOrder(st, i, j, k) {
					return true
				}
			}
		}
	}
	return false
}

// Linearizable: the history is (Herlihy and Wing 1990, §2).
func (c Config) Linearizable(st *State) bool { return c.ordered(st, true) }

// Sequential: the history is sequentially consistent (Lamport79).
func (c Config) Sequential(st *State) bool { return c.ordered(st, false) }

// Once: no operation is in the chain twice.
func (c Config) Once(st *State) bool {
	for o := range c.Operations {
		if c.copies(st, o) > 1 {
			return false
		}
	}
	return true
}

// Final: what a client was told of a write or a compare-and-set is in the chain, and was answered there so.
func (c Config) Final(st *State) bool {
	for o := range c.Operations {
		if st.Made[o].Returned && st.Made[o].Kind != Read {
			p := c.place(st, o)
			if p == 0 || st.Made[o].Answer != c.answer(st, o, c.holds(st, p-1)) {
				return false
			}
		}
	}
	return true
}

// SomeAnswered: an operation has returned.
func (c Config) SomeAnswered(st *State) bool {
	for o := range c.Operations {
		if st.Made[o].Returned {
			return true
		}
	}
	return false
}

// ChangeAnswered: a write or a compare-and-set has returned.
func (c Config) ChangeAnswered(st *State) bool {
	for o := range c.Operations {
		if st.Made[o].Returned && st.Made[o].Kind != Read {
			return true
		}
	}
	return false
}

// InChain: something is in the chain.
func (c Config) InChain(st *State) bool { return st.Length > 0 }

// Done: all operations have returned.
func (c Config) Done(st *State) bool {
	for o := range c.Operations {
		if !st.Made[o].Returned {
			return false
		}
	}
	return true
}

// Overlap: two operations were open together, and both have returned, and the one that was called later took effect
// first.
func (c Config) Overlap(st *State) bool {
	for i := range c.Operations {
		for j := range c.Operations {
			if i < j && st.Made[i].Returned && st.Made[j].Returned && !st.Before[j][i] && c.place(st, j) > 0 &&
				c.place(st, i) > c.place(st, j) {
				return true
			}
		}
	}
	return false
}

// Handed: a compare-and-set found what another client wrote, and a third operation read what it set.
func (c Config) Handed(st *State) bool {
	for o := range c.Operations {
		for r := range c.Operations {
			if st.Made[o].Kind == CompareAndSet && st.Made[o].Returned && st.Made[o].Answer == 1 &&
				st.Made[o].Client != st.Made[0].Client && st.Made[r].Kind == Read && st.Made[r].Returned &&
				st.Made[r].Answer == o+1 {
				return true
			}
		}
	}
	return false
}

// Ended: nothing more can happen: all has returned, and all nodes know all of the chain.
func (c Config) Ended(st *State) bool {
	for j := range spec.NodeID(c.Nodes) {
		if st.Known[j] < st.Length {
			return false
		}
	}
	return st.Called == c.Operations && c.Done(st)
}

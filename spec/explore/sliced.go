package explore

import (
	"errors"
	"fmt"
	"math/bits"

	"quesera/spec"
)

// A Program says of 64 states at once in which of them each action is enabled and each property holds: it is a list
// of gates, and each bit of a word is of a state of its own. Package circuits makes it of the same Go that is else
// executed state by state, and that Go remains what counts: what it says of the first of 64 states is compared, and a
// property is decided by it alone.
type Program struct {
	Inputs  int    // the bits of a state: those of its leaves (Shape), one after the other, from the lowest on
	Gates   []Gate // wire 0 is false, then come the inputs, and then the gates, each after those that it depends on
	Enabled []Wire // by instance
	Holds   []Wire // by property
	When    []Wire // by property: in which states it says anything; of one without a condition wire 0
}

// A Gate is true if both wires are.
type Gate struct{ A, B Wire }

// A Wire is twice its number, or one more: then it is negated.
type Wire int32

// inSlice is how many states are looked at at once.
const inSlice = 64

// largeEnough is from how many states on it pays to make a program.
const largeEnough = 20_000

// A sliced evaluates a program on behalf of one worker.
type sliced struct {
	*Program
	inputs []place // of the packed state, one a bit
	words  int
	rows   [inSlice]uint64
	values []uint64 // by wire
	// enabled has, for every 64 instances, a word for each of the states.
	enabled [][inSlice]uint64
}

// newSliced checks that the program is for states of this layout.
func newSliced(p *Program, l *layout, instances, properties int) (*sliced, error) {
	s := &sliced{Program: p, words: l.words, values: make([]uint64, 1+p.Inputs+len(p.Gates)),
		enabled: make([][inSlice]uint64, (instances+inSlice-1)/inSlice)}
	for i := range l.places {
		for bit := range l.leaves[i].bits {
			s.inputs = append(s.inputs, place{word: l.places[i].word, shift: l.places[i].shift + bit})
		}
	}
	if len(s.inputs) != p.Inputs || len(p.Enabled) != instances || len(p.Holds) != properties {
		return nil, errors.New("explore: the program is not that of the spec")
	}
	return s, nil
}

// run evaluates the program in up to 64 states.
func (s *sliced) run(count int, at func(k int) []uint64) {
	next := 0
	for w := range s.words {
		clear(s.rows[:])
		for k := range count {
			s.rows[k] = at(k)[w]
		}
		transpose(&s.rows)
		for ; next < len(s.inputs) && int(s.inputs[next].word) == w; next++ {
			s.values[1+next] = s.rows[s.inputs[next].shift]
		}
	}
	values, gates := s.values, s.values[1+len(s.inputs):]
	for g, gate := range s.Gates {
		gates[g] = (values[gate.A>>1] ^ -uint64(gate.A&1)) & (values[gate.B>>1] ^ -uint64(gate.B&1))
	}
	for block := range s.enabled {
		rows := &s.enabled[block]
		clear(rows[:])
		for k := block * inSlice; k < min(len(s.Enabled), (block+1)*inSlice); k++ {
			rows[k-block*inSlice] = s.value(s.Enabled[k])
		}
		transpose(rows)
	}
}

// value is a wire in all states.
func (s *sliced) value(w Wire) uint64 { return s.values[w>>1] ^ -uint64(w&1) }

// is reports whether a wire is true in the state with this number.
func (s *sliced) is(w Wire, k int) bool { return s.value(w)>>k&1 != 0 }

// transpose mirrors a square of bits: bit b of word w becomes bit w of word b (Warren, Hacker's Delight, §7-3).
func transpose(rows *[inSlice]uint64) {
	mask := uint64(1)<<32 - 1
	for size := 32; size != 0; size, mask = size>>1, mask^mask<<(size>>1) {
		for k := 0; k < inSlice; k = ((k | size) + 1) &^ size {
			t := (rows[k]>>size ^ rows[k|size]) & mask
			rows[k] ^= t << size
			rows[k|size] ^= t
		}
	}
}

// visitAll judges packed states, and takes every action from them: 64 at once where there is a program.
func (w *worker[S]) visitAll(count int, at func(k int) []uint64, depth int) error {
	for from := 0; from < count; from += inSlice {
		some, now := min(inSlice, count-from), func(k int) []uint64 { return at(from + k) }
		if w.sliced != nil {
			w.sliced.run(some, now)
			w.countMattering(uint64(1)<<some - 1)
		}
		for k := range some {
			w.number = k
			if err := w.visit(now(k), depth); err != nil {
				return err
			}
		}
	}
	return nil
}

// countMattering counts for each property in which of the states it says anything.
func (w *worker[S]) countMattering(states uint64) {
	for p := range w.sp.Props {
		w.mattered[p] += uint64(bits.OnesCount64(w.sliced.value(w.sliced.When[p]) & states))
	}
}

// holds reports whether a property holds in the present state. That it does not, or does for the first time, is said by
// its Go.
func (w *worker[S]) holds(p int) bool {
	prop := &w.sp.Props[p]
	if w.sliced != nil && w.sliced.is(w.sliced.Holds[p], w.number) != (prop.Kind == spec.Sometimes) {
		return prop.Kind != spec.Sometimes
	}
	return prop.Holds(&w.state.of)
}

// checkSliced compares what the program says of the present state with what the Go does.
func (w *worker[S]) checkSliced() error {
	s, k := w.sliced, w.number
	for p := range w.sp.Props {
		prop := &w.sp.Props[p]
		if s.is(s.Holds[p], k) != prop.Holds(&w.state.of) {
			return w.differs(prop.Method)
		}
		if s.is(s.When[p], k) != (prop.When != nil && prop.When.Holds(&w.state.of)) {
			return w.differs(prop.ID + "'s condition")
		}
	}
	for i := range w.instances {
		in := &w.instances[i]
		if s.enabled[i/inSlice][k]>>(i%inSlice)&1 != 0 != in.can(&w.state.of, in.args) {
			return w.differs(w.sp.Actions[in.action].Format(in.args))
		}
	}
	return nil
}

func (w *worker[S]) differs(what string) error {
	return fmt.Errorf("explore: %s: the program says otherwise than the Go of the spec, in %+v", what, w.state.of)
}

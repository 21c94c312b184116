package explore

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"quesera/spec"
)

// inSlice is how many states are looked at at once, and inBatch how many in one go.
const (
	inSlice = 64
	inBatch = abreast * inSlice
)

// largeEnough is from how many states on it pays to make a program.
const largeEnough = 20_000

// A sliced evaluates a program on behalf of one worker, in a batch of states.
type sliced struct {
	words                int
	inputs               []place // of the packed state, one a bit
	values               []quad  // by wire
	base                 code
	enabled, holds, when []signal
	final, unsure        signal
	effects              []effect // by instance; none: the Go says where actions lead
	count                int      // states in the batch
	states               []uint64 // they, one after the other
	rows                 [inSlice]uint64
	arranged             int               // for which slice able is; -1: for none
	able                 [][inSlice]uint64 // for every 64 instances, a word for each of the states of a slice
	moves                [abreast]moves
}

var errForeign = errors.New("explore: the program is not that of the spec")

// newSliced checks that the program is for states of this layout.
func newSliced(p *Program, l *layout, instances, properties int) (*sliced, error) {
	s := &sliced{words: l.words, states: make([]uint64, inBatch*l.words), arranged: -1,
		able: make([][inSlice]uint64, (instances+inSlice-1)/inSlice)}
	for i := range l.places {
		for bit := range l.leaves[i].bits {
			s.inputs = append(s.inputs, place{word: l.places[i].word, shift: l.places[i].shift + bit})
		}
	}
	if len(s.inputs) != p.Inputs || len(p.Enabled) != instances || len(p.Holds) != properties ||
		len(p.When) != properties || len(p.Effects) != 0 && len(p.Effects) != instances || !p.sound() {
		return nil, errForeign
	}
	for slice := range s.moves {
		s.moves[slice].taken = make([]uint64, instances)
	}
	asm := newAssembler(p.Inputs)
	s.base = asm.add(p.Gates, p.wanted())
	signals := func(list []Wire) (all []signal) {
		for _, w := range list {
			all = append(all, asm.signal(w))
		}
		return all
	}
	s.enabled, s.holds, s.when = signals(p.Enabled), signals(p.Holds), signals(p.When)
	s.final, s.unsure = asm.signal(p.Final), asm.signal(p.Unsure)
	own := 0
	for k := range p.Effects {
		s.effects = append(s.effects, newEffect(&p.Effects[k], s, asm))
		asm.forget(len(p.Gates))
		own = max(own, len(p.Effects[k].Gates))
	}
	s.values = make([]quad, 1+p.Inputs+len(p.Gates)+own)
	return s, nil
}

// sound reports whether no gate depends on one that does not come before it, and all wires are there.
func (p *Program) sound() bool {
	there := func(list []Wire, wires int) bool {
		return !slices.ContainsFunc(list, func(w Wire) bool { return w < 0 || int(w>>1) >= wires })
	}
	ordered := func(gates []Gate, first int) bool {
		for g := range gates {
			if !there([]Wire{gates[g].A, gates[g].B}, first+g) {
				return false
			}
		}
		return true
	}
	wires := 1 + p.Inputs + len(p.Gates)
	good := ordered(p.Gates, 1+p.Inputs) && there(p.Enabled, wires) && there(p.Holds, wires) &&
		there(p.When, wires) && there([]Wire{p.Final, p.Unsure}, wires)
	for k := range p.Effects {
		e := &p.Effects[k]
		good = good && ordered(e.Gates, wires) && there(e.results(), wires+len(e.Gates))
		for _, c := range e.Changes {
			good = good && c.Input >= 0 && c.Input < p.Inputs
		}
	}
	return good
}

// wanted are the wires of the program itself that somebody looks at.
func (p *Program) wanted() []Wire {
	wanted := append(slices.Concat(p.Enabled, p.Holds, p.When), p.Final, p.Unsure)
	for k := range p.Effects {
		wanted = append(wanted, p.Effects[k].results()...)
		for _, g := range p.Effects[k].Gates {
			wanted = append(wanted, g.A, g.B)
		}
	}
	return slices.DeleteFunc(wanted, func(w Wire) bool { return int(w>>1) > p.Inputs+len(p.Gates) })
}

// results are the wires that say what the effect is.
func (e *Effect) results() []Wire {
	wires := []Wire{e.Strays}
	for _, c := range e.Changes {
		wires = append(wires, c.Differs)
	}
	return wires
}

// run evaluates the program, but for the effects, in a batch of states.
func (s *sliced) run(count int, at func(k int) []uint64) {
	s.count, s.arranged = count, -1
	for k := range count {
		assign(s.state(k), at(k))
	}
	for slice := range abreast {
		here := s.states[slice*inSlice*s.words:]
		some, next := min(max(count-slice*inSlice, 0), inSlice), 0
		for w := range s.words {
			clear(s.rows[some:])
			for k := range some {
				s.rows[k] = here[k*s.words+w]
			}
			transpose(&s.rows)
			for ; next < len(s.inputs) && int(s.inputs[next].word) == w; next++ {
				s.values[1+next][slice] = s.rows[s.inputs[next].shift]
			}
		}
	}
	s.base.run(s.values)
}

// state is one of the batch.
func (s *sliced) state(k int) []uint64 { return s.states[k*s.words : (k+1)*s.words] }

// value is a wire in all states of a slice.
func (s *sliced) value(of signal, slice int) uint64 { return s.values[of.at][slice] ^ of.flip }

// is reports whether a wire is true in the state with this number.
func (s *sliced) is(of signal, k int) bool { return s.value(of, k/inSlice)>>(k%inSlice)&1 != 0 }

// all are the states of a slice.
func (s *sliced) all(slice int) uint64 {
	if n := s.count - slice*inSlice; n < inSlice {
		return uint64(1)<<max(n, 0) - 1
	}
	return ^uint64(0)
}

// findAble finds the instances that are enabled in the state with this number.
func (s *sliced) findAble(able Set, k int) {
	if slice := k / inSlice; s.arranged != slice {
		s.arranged = slice
		for block := range s.able {
			rows := &s.able[block]
			clear(rows[:])
			for i := block * inSlice; i < min(len(s.enabled), (block+1)*inSlice); i++ {
				rows[i-block*inSlice] = s.value(s.enabled[i], slice)
			}
			transpose(rows)
		}
	}
	for block := range able {
		able[block] = s.able[block][k%inSlice]
	}
}

// visitAll judges packed states, and takes every action from them: a batch at once where there is a program.
func (w *worker[S]) visitAll(count int, at func(k int) []uint64, depth int) error {
	if w.sliced == nil {
		for k := range count {
			if err := w.visit(at(k), depth); err != nil {
				return err
			}
		}
		return nil
	}
	for from := 0; from < count; from += inBatch {
		w.sliced.run(min(inBatch, count-from), func(k int) []uint64 { return at(from + k) })
		moving := len(w.sliced.effects) > 0 && w.renamer == nil && !w.judgeOnly.Load()
		if moving {
			w.sliced.runEffects()
		}
		for slice := 0; slice*inSlice < w.sliced.count; slice++ {
			if err := w.visitSlice(slice, depth, moving); err != nil {
				return err
			}
		}
	}
	return nil
}

// visitSlice visits the states of a slice. If moving, the program says where they lead.
func (w *worker[S]) visitSlice(slice, depth int, moving bool) error {
	s, all := w.sliced, w.sliced.all(slice)
	w.countMattering(slice, all)
	asked := s.value(s.unsure, slice) & all
	if slice == 0 {
		asked |= 1
	}
	for range bits.OnesCount64(asked) {
		if err := w.checkSliced(slice*inSlice + bits.TrailingZeros64(asked)); err != nil {
			return err
		}
		asked &= asked - 1
	}
	if !moving {
		rest := all
		for range bits.OnesCount64(rest) {
			w.number = slice*inSlice + bits.TrailingZeros64(rest)
			rest &= rest - 1
			if err := w.visit(s.state(w.number), depth); err != nil {
				return err
			}
		}
		return nil
	}
	w.judgeSlice(slice, depth)
	return w.moveAll(slice)
}

// judgeSlice judges those states of a slice in which a property is decided, or the search comes to an end.
func (w *worker[S]) judgeSlice(slice, depth int) {
	s, all := w.sliced, w.sliced.all(slice)
	deciding, stuck := uint64(0), uint64(0)
	for p := range w.sp.Props {
		if !w.search.goals[p].found {
			deciding |= w.deciding(p, slice)
		}
	}
	if w.sp.Final != nil {
		stuck = ^s.value(s.final, slice)
		for k := range s.enabled {
			stuck &^= s.value(s.enabled[k], slice)
		}
	}
	rest := (deciding | stuck) & all
	for range bits.OnesCount64(rest) {
		w.number = slice*inSlice + bits.TrailingZeros64(rest)
		w.load(s.state(w.number))
		w.judge(depth)
		if stuck&rest&-rest != 0 && !w.sp.Final.Holds(&w.state.of) {
			w.reach(len(w.sp.Props), depth)
		}
		rest &= rest - 1
	}
}

// deciding are the states of a slice in which the program says that a property is decided.
func (w *worker[S]) deciding(p, slice int) uint64 {
	holds := w.sliced.value(w.sliced.holds[p], slice)
	if w.sp.Props[p].Kind == spec.Sometimes {
		return holds
	}
	return ^holds
}

// countMattering counts for each property in which of the states it says anything.
func (w *worker[S]) countMattering(slice int, states uint64) {
	for p := range w.sp.Props {
		w.mattered[p] += uint64(bits.OnesCount64(w.sliced.value(w.sliced.when[p], slice) & states))
	}
}

// holds reports whether a property holds in the present state. That it does not, or does for the first time, is said by
// its Go.
func (w *worker[S]) holds(p int) bool {
	prop := &w.sp.Props[p]
	if w.sliced != nil && w.deciding(p, w.number/inSlice)>>(w.number%inSlice)&1 == 0 {
		return prop.Kind != spec.Sometimes
	}
	return prop.Holds(&w.state.of)
}

// checkSliced compares what the program says of a state of the batch with what the Go does: of the first one, and of
// those in which the Go might stop.
func (w *worker[S]) checkSliced(number int) error {
	s := w.sliced
	w.number = number
	w.load(s.state(number))
	for p := range w.sp.Props {
		prop := &w.sp.Props[p]
		if s.is(s.holds[p], number) != prop.Holds(&w.state.of) {
			return w.differs(prop.Method)
		}
		if s.is(s.when[p], number) != (prop.When != nil && prop.When.Holds(&w.state.of)) {
			return w.differs(prop.ID + "'s condition")
		}
	}
	if s.is(s.final, number) && (w.sp.Final == nil || !w.sp.Final.Holds(&w.state.of)) {
		return w.differs("what is final")
	}
	for i := range w.instances {
		in := &w.instances[i]
		if s.is(s.enabled[i], number) != in.can(&w.state.of, in.args) {
			return w.differs(w.sp.Actions[in.action].Format(in.args))
		}
	}
	return nil
}

func (w *worker[S]) differs(what string) error {
	return fmt.Errorf("explore: %s: the program says otherwise than the Go of the spec, in %+v", what, w.state.of)
}

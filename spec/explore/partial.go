package explore

import (
	"errors"
	"math/bits"

	"quesera/spec"
)

// A Dependence says which instances of the actions of a spec can get in each other's way, in states in which all
// invariants hold that the search judges. Package circuits works it out. Instances are numbered as Instances lists
// them, and properties in the spec's order. To say that too many depend on each other is safe.
type Dependence struct {
	// Conflicts has, for each instance, those with which it does not accord. Two accord if, wherever both are enabled,
	// they may be taken in either order, and come to the same state.
	Conflicts []Set
	Enablers  []Set // for each instance, those that may enable it where it is not enabled
	Deciders  []Set // for each property, those that may lead to a state that decides it from one that does not
	Mattering []Set // for each property with a condition, those that may bring it about; else empty
}

// A Set of instances, by their numbers as bits.
type Set []uint64

// NewSet is an empty set of up to n instances.
func NewSet(n int) Set { return make(Set, (n+63)/64) }

// Add puts an instance into the set.
func (s Set) Add(k int) { s[k/64] |= 1 << (k % 64) }

// Has reports whether an instance is in the set.
func (s Set) Has(k int) bool { return s[k/64]>>(k%64)&1 != 0 }

// Len is how many there are.
func (s Set) Len() int { return s.common(s) }

// union adds all of another set.
func (s Set) union(t Set) {
	for i := range t {
		s[i] |= t[i]
	}
}

// common is how many members two sets have in common.
func (s Set) common(t Set) (n int) {
	for i := range t {
		n += bits.OnesCount64(s[i] & t[i])
	}
	return n
}

// A chooser chooses, in one state after the other, which of the enabled instances are taken: a strong stubborn set
// (Valmari, Stubborn Sets for Reduced State Space Generation, 1989). It has
//
//   - with an instance that is enabled all that conflict with it,
//   - with one that is not all that may enable it,
//   - for each question that is still open all that may decide it (Kristensen, Schmidt and Valmari, Question-guided
//     Stubborn Set Methods for State Properties, 2006),
//   - and of those enabled at least one.
//
// So of every run to a state that answers a question, or in which nothing is enabled, the first action that is in the
// set can be taken first, and the rest of the run goes on from there: the reduced graph has a run that is as long.
// Nothing can be put off for ever, so that no proviso for cycles is needed, and the shortest runs stay as short.
type chooser struct {
	*Dependence
	open    Set // what the open questions ask for
	enabled Set
	chosen  Set
	trial   Set
	todo    []int
}

// newChooser is for one worker.
func newChooser(d *Dependence) *chooser {
	n := len(d.Conflicts)
	return &chooser{Dependence: d, open: NewSet(n), enabled: NewSet(n), chosen: NewSet(n), trial: NewSet(n)}
}

// ask collects what the questions that are open at the beginning of a level ask for.
func (c *chooser) ask(decided, mattered func(p int) bool) {
	clear(c.open)
	for p := range c.Deciders {
		if !decided(p) {
			c.open.union(c.Deciders[p])
		}
		if !mattered(p) {
			c.open.union(c.Mattering[p])
		}
	}
}

// choose is which of the enabled instances are to be taken: of the sets that begin with one of them the first of those
// with the fewest enabled.
func (c *chooser) choose() Set {
	clear(c.trial)
	c.close(c.open)
	if c.trial.common(c.enabled) > 0 {
		return c.trial
	}
	asked, least := append(c.todo[:0:0], membersOf(c.trial)...), 0
	for _, k := range membersOf(c.enabled) {
		clear(c.trial)
		for _, a := range asked {
			c.trial.Add(a)
		}
		begin := NewSet(len(c.Conflicts))
		begin.Add(k)
		c.close(begin)
		if n := c.trial.common(c.enabled); least == 0 || n < least {
			least = n
			copy(c.chosen, c.trial)
		}
	}
	return c.chosen
}

// close adds instances to c.trial, and all that must go with them.
func (c *chooser) close(begin Set) {
	c.add(begin)
	for len(c.todo) > 0 {
		k := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		if c.enabled.Has(k) {
			c.add(c.Conflicts[k])
		} else {
			c.add(c.Enablers[k])
		}
	}
}

// add adds instances to c.trial, and notes those that are new.
func (c *chooser) add(more Set) {
	for i, word := range more {
		word &^= c.trial[i]
		c.trial[i] |= word
		for range bits.OnesCount64(word) {
			c.todo = append(c.todo, 64*i+bits.TrailingZeros64(word))
			word &= word - 1
		}
	}
}

// membersOf lists a set in ascending order.
func membersOf(s Set) (all []int) {
	for i, word := range s {
		for range bits.OnesCount64(word) {
			all = append(all, 64*i+bits.TrailingZeros64(word))
			word &= word - 1
		}
	}
	return all
}

// askOpen tells the workers which questions are open at the beginning of a level.
func (e *search[S]) askOpen(workers []*worker[S]) {
	for _, w := range workers {
		if w.chooser != nil {
			w.chooser.ask(func(p int) bool { return e.goals[p].found }, func(p int) bool { return e.result.Mattered[p] > 0 })
		}
	}
}

// checkPartialOrder refuses what a reduction by partial order does not go with.
func checkPartialOrder[S any](sp *spec.Spec[S], o Options) error {
	switch d := o.PartialOrder; {
	case d == nil:
		return nil
	case o.Views:
		return errors.New("explore: partial order and views do not go together: what a view forgets makes other runs alike")
	case o.Elsewhere != nil:
		return errors.New("explore: partial order is for states that this process keeps, and not for an engine's")
	case o.Until != "":
		return errors.New("explore: partial order goes up to the first failure, and not until a certain property is decided")
	case len(d.Conflicts) != len(instancesOf(sp)) || len(d.Deciders) != len(sp.Props):
		return errors.New("explore: the dependence is not that of the spec")
	}
	return nil
}

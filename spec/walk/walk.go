// Package walk goes through the states of a spec one action at a time, for those who want to look at them: it says
// what a state is, what can happen there, and what each property says of it. It is what the explorer takes its steps
// with, in a form that a page can show.
package walk

import (
	"fmt"

	"quesera/spec"
	"quesera/spec/explore"
)

// A Walker walks a spec, whatever its states are.
type Walker interface {
	Spec() Spec
	// At is where a schedule leads: the choices among the enabled actions, in the spec's order. The error names the first
	// choice that there is not.
	At(schedule []int) (*Position, error)
	// Search looks for a state that can be reached from where a schedule leads.
	Search(schedule []int, o explore.Options) (*Found, error)
}

// A Spec is what is true of all positions.
type Spec struct {
	Title   string
	Section string
	Nodes   int // in the group
	Props   []Property
	Fields  []explore.Leaf // of Position.State
}

// A Property is a claim and what kind of claim it is.
type Property struct {
	spec.Claim
	Kind spec.PropertyKind
	When string // the method that tells where it says something; "": everywhere
}

// A Position is a state with what leads there and on.
type Position struct {
	Steps     []Action // what leads there
	Enabled   []Action // what can happen, in the order in which schedules count them
	Says      []string // what the state means, one line a fact
	State     []uint16 // the values of Spec.Fields
	Changed   []bool   // by the last step, of these
	Standings []Standing
	Deadlock  bool // nothing can happen although the state is not final
}

// An Action is one that was or may be taken.
type Action struct {
	Name   string // "Hear"
	Text   string // with its arguments, "Hear(j=0, h={1 2})"
	Says   string // the same in words; "" where the spec has none
	Acts   bool   // a node acts, that Node; false: the network does
	Node   spec.NodeID
	Others spec.NodeSet // the nodes that it names beside
}

// A Standing is what a property says of a position.
type Standing struct {
	Holds   bool // its predicate is true there
	Matters bool // an invariant says something there
	// Decided is whether a state on the way or the position decides the property, by failing or happening, and First after
	// how many steps the first of them is.
	Decided bool
	First   int
}

// New walks a spec. The error is that of explore.ShapeOf.
func New[S comparable](sp *spec.Spec[S]) (Walker, error) {
	shape, err := explore.ShapeOf(sp)
	if err != nil {
		return nil, err
	}
	return &walker[S]{sp, shape}, nil
}

type walker[S comparable] struct {
	sp    *spec.Spec[S]
	shape *explore.Shape[S]
}

func (w *walker[S]) Spec() Spec {
	s := Spec{Title: w.sp.Title, Section: w.sp.Section, Fields: w.shape.Leaves, Nodes: w.shape.Nodes}
	for _, p := range w.sp.Props {
		property := Property{Claim: p.Claim, Kind: p.Kind}
		if p.When != nil {
			property.When = p.When.Method
		}
		s.Props = append(s.Props, property)
	}
	return s
}

func (w *walker[S]) At(schedule []int) (*Position, error) {
	run, err := explore.Follow(w.sp, schedule)
	if err != nil {
		return nil, err
	}
	last := len(schedule)
	here := run.States[last]
	p := &Position{Says: w.describe(&here), State: w.shape.Read(&here), Deadlock: explore.Deadlocked(w.sp, &here)}
	p.Changed = make([]bool, len(p.State))
	if last > 0 {
		for i, before := range w.shape.Read(&run.States[last-1]) {
			p.Changed[i] = before != p.State[i]
		}
	}
	for _, taken := range run.Steps {
		p.Steps = append(p.Steps, ActionOf(w.sp, taken))
	}
	for _, taken := range explore.Instances(w.sp) {
		if w.sp.Actions[taken.Action].Can(&here, taken.Args) {
			p.Enabled = append(p.Enabled, ActionOf(w.sp, taken))
		}
	}
	for i := range w.sp.Props {
		p.Standings = append(p.Standings, standing(&w.sp.Props[i], run.States))
	}
	return p, nil
}

// standing is what a property says of the last of the states.
func standing[S any](p *spec.Property[S], states []S) Standing {
	here := &states[len(states)-1]
	s := Standing{Holds: p.Holds(here), Matters: p.Kind == spec.Invariant && (p.When == nil || p.When.Holds(here))}
	for i := range states {
		if p.Holds(&states[i]) == (p.Kind == spec.Sometimes) {
			s.Decided, s.First = true, i
			break
		}
	}
	return s
}

func (w *walker[S]) describe(s *S) []string {
	if w.sp.Describe != nil {
		return w.sp.Describe(s)
	}
	return []string{fmt.Sprintf("%+v", *s)}
}

// ActionOf puts an action that was taken into words.
func ActionOf[S any](sp *spec.Spec[S], taken explore.Taken) Action {
	action := &sp.Actions[taken.Action]
	a := Action{Name: action.Name, Text: action.Format(taken.Args), Says: action.Say(taken.Args)}
	for i, p := range action.Params {
		switch v := taken.Args[i]; {
		case i == action.By && p.Kind == spec.IsNode:
			a.Acts, a.Node = true, spec.NodeID(v)
		case p.Kind == spec.IsNode:
			a.Others = a.Others.With(spec.NodeID(v))
		case p.Kind == spec.IsSet:
			a.Others = a.Others.Union(spec.NodeSet(v))
		}
	}
	return a
}

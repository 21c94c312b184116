package verify

import (
	"context"
	"fmt"

	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
)

// A System is a spec of any state type, ready to be searched by either engine.
type System interface {
	Name() string
	Properties() []Property
	Explore(explore.Options) (*Report, error)
	Translate() (*translate.Program, error)
	Compare(context.Context, *spin.Engine, explore.Options, spin.Options) (*gate.Comparison, error)
	SpinViolation(ctx context.Context, s *spin.Engine, shortest bool, so spin.Options) (*Violation, error)
	Only(property string) System
	// Replay follows a schedule (Story.Schedule). The error names the first choice that cannot be followed.
	Replay(schedule string) (*Replay, error)
}

// A Report is the outcome of one search by one engine.
type Report struct {
	States, Transitions uint64
	Depth               int
	Levels              []uint64 // how many states are so many actions away from the initial one
	Bytes               uint64   // memory that held the states
	Load                float64  // of the table that finds them, from 0 to 1
	Actions             []ActionCount
	Findings            []Finding // one a property, then one for deadlock where it is checked
	Complete            bool      // all reachable states were searched
	Reduced             bool      // up to renaming of nodes, or in views
}

// ActionCount is how often an action was taken.
type ActionCount struct {
	Name        string
	Transitions uint64
}

// A Finding is what a search says of one property.
type Finding struct {
	spec.Claim
	Kind    spec.PropertyKind
	Verdict spec.Verdict
	// Mattered is in how many of the states judged an invariant said anything; nil for one that does so in every state,
	// and for what happens sometimes.
	Mattered *uint64
	Depth    int                    // of the shortest run that decided it, where Run is not nil
	Run      func() (*Story, error) // that run: a counterexample, or the example of a Sometimes
}

// A Story is a run as text.
type Story struct {
	Steps    []string // the actions, "Hear(j=0, h={1 2})"
	Says     []string // the same in words; "" where the spec has none
	Moves    []Move   // the same for pictures: who acts, and on whom
	Nodes    int      // in the group, as far as actions name them
	Schedule string   // the choices that make the run, "3.0.1": among the enabled actions, in the spec's order
	End      []string // the last state, one line a fact
}

// A Move is an action, as far as it can be drawn.
type Move struct {
	Name   string
	Acts   bool // a node acts, that Node; false: the network does
	Node   int
	Others spec.NodeSet // the nodes that it names
}

// A Property is a claim about the reachable states, whatever their type.
type Property struct {
	spec.Claim
	Kind spec.PropertyKind
	When string // the method that tells where it says anything; "": everywhere
}

// NewSystem is a spec without its type.
func NewSystem[S comparable](sp *spec.Spec[S]) System { return system[S]{sp} }

type system[S comparable] struct{ sp *spec.Spec[S] }

func (sys system[S]) Name() string { return sys.sp.Name }

func (sys system[S]) Properties() []Property {
	var all []Property
	for _, p := range sys.sp.Props {
		property := Property{Claim: p.Claim, Kind: p.Kind}
		if p.When != nil {
			property.When = p.When.Method
		}
		all = append(all, property)
	}
	return all
}

func (sys system[S]) Explore(o explore.Options) (*Report, error) {
	r, err := explore.Explore(sys.sp, o)
	if err != nil {
		return nil, err
	}
	report := &Report{States: r.States, Transitions: r.Transitions, Depth: r.Depth, Levels: r.Levels,
		Bytes: r.Bytes, Load: r.Load,
		Complete: r.Complete, Reduced: r.Reduced}
	for i, n := range r.PerAction {
		report.Actions = append(report.Actions, ActionCount{sys.sp.Actions[i].Name, n})
	}
	for i, p := range sys.sp.Props {
		f := sys.finding(p.Claim, p.Kind, r.Reached[i], r.Complete)
		if p.When != nil {
			f.Mattered = &r.Mattered[i]
		}
		report.Findings = append(report.Findings, f)
	}
	if sys.sp.Final != nil {
		report.Findings = append(report.Findings, sys.finding(spec.NoDeadlock(sys.sp.Section), spec.Invariant, r.Deadlock,
			r.Complete))
	}
	return report, nil
}

// finding judges a property: a state that decides it is a fact, the lack of one only after a complete search.
func (sys system[S]) finding(claim spec.Claim, kind spec.PropertyKind, reached *explore.Reached[S],
	complete bool) Finding {
	f := Finding{Claim: claim, Kind: kind, Verdict: kind.Judge(reached != nil, complete)}
	if reached != nil {
		f.Depth = reached.Depth
		f.Run = func() (*Story, error) { return sys.story(reached) }
	}
	return f
}

func (sys system[S]) story(reached *explore.Reached[S]) (*Story, error) {
	run, err := reached.Run()
	if err != nil {
		return nil, err
	}
	return sys.tell(run), nil
}

// tell puts a run into words.
func (sys system[S]) tell(run *explore.Run[S]) *Story {
	story := &Story{Schedule: formatSchedule(explore.Schedule(sys.sp, run)),
		End: sys.describe(&run.States[len(run.States)-1])}
	for _, taken := range run.Steps {
		action := &sys.sp.Actions[taken.Action]
		story.Steps = append(story.Steps, action.Format(taken.Args))
		story.Says = append(story.Says, action.Say(taken.Args))
		story.Moves = append(story.Moves, moveOf(action, taken.Args))
	}
	for i := range sys.sp.Actions {
		for _, p := range sys.sp.Actions[i].Params {
			if p.Kind == spec.IsNode {
				story.Nodes = max(story.Nodes, len(p.Values))
			}
		}
	}
	return story
}

// moveOf says who takes an action.
func moveOf[S any](a *spec.Action[S], args spec.Args) Move {
	m := Move{Name: a.Name}
	for i, p := range a.Params {
		switch {
		case i == a.By && p.Kind == spec.IsNode:
			m.Acts, m.Node = true, int(args[i])
		case p.Kind == spec.IsNode:
			m.Others = m.Others.With(spec.NodeID(args[i]))
		case p.Kind == spec.IsSet:
			m.Others = m.Others.Union(spec.NodeSet(args[i]))
		}
	}
	return m
}

// describe says what a state means.
func (sys system[S]) describe(s *S) []string {
	if sys.sp.Describe != nil {
		return sys.sp.Describe(s)
	}
	return []string{fmt.Sprintf("%+v", *s)}
}

package verify

import (
	"fmt"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/walk"
)

// A System is a spec of any state type, ready to be searched by either engine.
type System interface {
	Name() string
	Properties() []Property
	Explore(explore.Options) (*Report, error)
	// Only is the spec with no other property than the one named, and no check for deadlock.
	Only(property string) System
	// Live decides what the spec claims of fair runs; one finding a claim, in the spec's order.
	Live(maxStates int, stop <-chan struct{}) (*Report, error)
	// Replay follows a schedule (Story.Schedule). The error names the first choice that cannot be followed.
	Replay(schedule string) (*Replay, error)
	// Packed is a part of the spec as octets, for engines elsewhere (explore.Options.Elsewhere).
	Packed(explore.Part) (explore.Packed, error)
	// Walk goes through the states one by one. The error is that of a spec whose states cannot be packed.
	Walk() (walk.Walker, error)
	Translated
}

// A Report is the outcome of one search by one engine.
type Report struct {
	States, Transitions uint64
	Depth               int
	Levels              []uint64 // how many states are so many actions away from the initial one
	Bytes               uint64   // memory that held the states
	Load                float64  // of the table that finds them, from 0 to 1
	Actions             []ActionCount
	Findings            []Finding    // one a property, then one for deadlock where it is checked
	Disk                uint64       // octets that files of the search took, at most
	Lost                error        // what was wrong with them, so that the search ended early
	Free                func() error // takes the files away, without which no runs are found
	Complete            bool         // all reachable states were searched
	Reduced             bool         // up to renaming of nodes, or in views
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
	Steps    []string      // the actions, "Hear(j=0, h={1 2})"
	Says     []string      // the same in words; "" where the spec has none
	Moves    []walk.Action // the same for pictures: who acts, and on whom
	Nodes    int           // in the group
	Lasso    *int          // of a fair run for ever: after how many actions the rest repeats; nil: the run ends
	Schedule string        // the choices that make the run, "3.0.1": among the enabled actions, in the spec's order
	End      []string      // the last state, one line a fact
	// Drawn is the picture of the run; nil: it is made of the moves.
	Drawn *Diagram
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
	for _, p := range sys.sp.Live {
		all = append(all, Property{Claim: p.Claim, Kind: spec.Eventually})
	}
	return all
}

func (sys system[S]) Walk() (walk.Walker, error) { return walk.New(sys.sp) }

func (sys system[S]) Packed(part explore.Part) (explore.Packed, error) {
	return explore.NewPacked(sys.sp, part)
}

func (sys system[S]) Only(id string) System {
	sp := *sys.sp
	sp.Props, sp.Final = nil, nil
	for _, p := range sys.sp.Props {
		if p.ID == id {
			sp.Props = append(sp.Props, p)
		}
	}
	return system[S]{&sp}
}

func (sys system[S]) Explore(o explore.Options) (*Report, error) {
	o.Compile = sys.compile
	r, err := explore.Explore(sys.sp, o)
	if err != nil {
		return nil, err
	}
	report := &Report{States: r.States, Transitions: r.Transitions, Depth: r.Depth, Levels: r.Levels,
		Bytes: r.Bytes, Load: r.Load, Disk: r.Disk, Lost: r.Lost, Free: r.Free,
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
	story := &Story{Schedule: FormatSchedule(explore.Schedule(sys.sp, run)),
		End: sys.describe(&run.States[len(run.States)-1])}
	if shape, err := explore.ShapeOf(sys.sp); err == nil { // there is a run, so that there is one
		story.Nodes = shape.Nodes
	}
	for _, taken := range run.Steps {
		a := walk.ActionOf(sys.sp, taken)
		story.Steps, story.Says, story.Moves = append(story.Steps, a.Text), append(story.Says, a.Says),
			append(story.Moves, a)
	}
	return story
}

// describe says what a state means.
func (sys system[S]) describe(s *S) []string {
	if sys.sp.Describe != nil {
		return sys.sp.Describe(s)
	}
	return []string{fmt.Sprintf("%+v", *s)}
}

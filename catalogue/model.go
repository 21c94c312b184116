package catalogue

import (
	"context"
	"fmt"

	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec"
	"quesera/spec/explore"
)

// A Model is a spec of any state type, ready to be explored.
type Model interface {
	Name() string
	Explore(explore.Options) (*Report, error)
	Translate() (*translate.Program, error)
	Compare(context.Context, *spin.Engine, explore.Options, spin.Options) (*gate.Comparison, error)
	SpinViolation(ctx context.Context, s *spin.Engine, shortest bool, so spin.Options) (*Violation, error)
	Only(property string) Model
	// Replay follows a schedule (Story.Schedule). The error names the first choice that cannot be followed.
	Replay(schedule string) (*Replay, error)
}

// A Report is the outcome of one search by one engine.
type Report struct {
	States, Transitions uint64
	Depth               int
	Bytes               uint64 // memory that held the states
	Actions             []ActionCount
	Findings            []Finding // one a property, then one for deadlock where it is checked
	Complete            bool      // all reachable states were searched
	Reduced             bool      // up to renaming of nodes
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
	Depth   int                    // of the shortest run that decided it, where Run is not nil
	Run     func() (*Story, error) // that run: a counterexample, or the example of a Sometimes
}

// A Story is a run as text.
type Story struct {
	Steps    []string // the actions, "Hear(j=0, h={1 2})"
	Says     []string // the same in words; "" where the spec has none
	Schedule string   // the choices that make the run, "3.0.1": among the enabled actions, in the spec's order
	End      []string // the last state, one line a fact
}

// Of wraps a spec.
func Of[S comparable](sp *spec.Spec[S]) Model { return model[S]{sp} }

type model[S comparable] struct{ sp *spec.Spec[S] }

func (m model[S]) Name() string { return m.sp.Name }

func (m model[S]) Explore(o explore.Options) (*Report, error) {
	r, err := explore.Explore(m.sp, o)
	if err != nil {
		return nil, err
	}
	report := &Report{States: r.States, Transitions: r.Transitions, Depth: r.Depth, Bytes: r.Bytes,
		Complete: r.Complete, Reduced: r.Reduced}
	for i, n := range r.PerAction {
		report.Actions = append(report.Actions, ActionCount{m.sp.Actions[i].Name, n})
	}
	for i, p := range m.sp.Props {
		report.Findings = append(report.Findings, m.finding(p.Claim, p.Kind, r.Reached[i], r.Complete))
	}
	if m.sp.Final != nil {
		report.Findings = append(report.Findings, m.finding(m.noDeadlock(), spec.Invariant, r.Deadlock, r.Complete))
	}
	return report, nil
}

// deadlockID is what the check for deadlock is called.
const deadlockID = "no deadlock"

// noDeadlock is what the check for deadlock claims.
func (m model[S]) noDeadlock() spec.Claim {
	return spec.Claim{ID: deadlockID, Section: m.sp.Section, Text: "every state that is not final has a successor"}
}

// finding judges a property: a state that decides it is a fact, the lack of one only after a complete search.
func (m model[S]) finding(claim spec.Claim, kind spec.PropertyKind, reached *explore.Reached[S], complete bool) Finding {
	f := Finding{Claim: claim, Kind: kind}
	decided, otherwise := spec.Violated, spec.Holds
	if kind == spec.Sometimes {
		decided, otherwise = spec.Holds, spec.Violated
	}
	switch {
	case reached != nil:
		f.Verdict, f.Depth = decided, reached.Depth
		f.Run = func() (*Story, error) { return m.story(reached) }
	case complete:
		f.Verdict = otherwise
	default:
		f.Verdict = spec.Inconclusive
	}
	return f
}

func (m model[S]) story(reached *explore.Reached[S]) (*Story, error) {
	run, err := reached.Run()
	if err != nil {
		return nil, err
	}
	return m.tell(run), nil
}

// tell puts a run into words.
func (m model[S]) tell(run *explore.Run[S]) *Story {
	story := &Story{Schedule: formatSchedule(explore.Schedule(m.sp, run)), End: m.describe(&run.States[len(run.States)-1])}
	for _, taken := range run.Steps {
		action := &m.sp.Actions[taken.Action]
		story.Steps = append(story.Steps, action.Format(taken.Args))
		story.Says = append(story.Says, action.Say(taken.Args))
	}
	return story
}

// describe says what a state means.
func (m model[S]) describe(s *S) []string {
	if m.sp.Describe != nil {
		return m.sp.Describe(s)
	}
	return []string{fmt.Sprintf("%+v", *s)}
}

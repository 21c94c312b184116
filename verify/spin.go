//go:build !js

package verify

import (
	"context"

	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec/circuits"
	"quesera/spec/explore"
)

// A Violation is a run that Spin found, replayed in Go.
type Violation struct {
	ID    string // of the property that fails
	Depth int    // actions
	*Story
}

// A Translated system can be searched by Spin too.
type Translated interface {
	Translate() (*translate.Program, error)
	// Dependence says which actions depend on each other, for searches by partial order. The error is of a spec of which
	// that cannot be worked out.
	Dependence() (*explore.Dependence, error)
	Compare(context.Context, *spin.Engine, explore.Options, spin.Options) (*gate.Comparison, error)
	SpinViolation(ctx context.Context, s *spin.Engine, shortest bool, so spin.Options) (*Violation, error)
	// SpinLive decides what the spec claims of fair runs, in the spec's order: whether all of them get there.
	SpinLive(context.Context, *spin.Engine) ([]bool, error)
}

func (sys system[S]) Dependence() (*explore.Dependence, error) { return circuits.Dependence(sys.sp) }

// compile has guards and properties asked of many states at once, where they are in the subset.
func (sys system[S]) compile() *explore.Program {
	program, err := circuits.Program(sys.sp)
	if err != nil {
		return nil
	}
	return program
}

func (sys system[S]) Translate() (*translate.Program, error) { return translate.Spec(sys.sp) }

func (sys system[S]) Compare(ctx context.Context, s *spin.Engine, eo explore.Options,
	so spin.Options) (*gate.Comparison, error) {
	return gate.Compare(ctx, s, sys.sp, eo, so)
}

// SpinViolation has Spin search for a run to a violation and replays its actions in Go, where the same property must
// fail; nil if there is none. A shortest run takes searches that may each be as long as the whole.
func (sys system[S]) SpinViolation(ctx context.Context, s *spin.Engine, shortest bool,
	so spin.Options) (*Violation, error) {
	translated, err := translate.Spec(sys.sp)
	if err != nil {
		return nil, err
	}
	trail, err := s.Trail(ctx, translated, -1, shortest, so)
	if err != nil || trail == nil {
		return nil, err
	}
	run, err := gate.Replay(sys.sp, trail)
	if err != nil {
		return nil, err
	}
	return &Violation{ID: translated.Props[trail.Property].ID, Depth: len(run.Steps), Story: sys.tell(run)}, nil
}

// agree has Spin search too what the explorer's report is of, and compares.
func agree(ctx context.Context, s *spin.Engine, sys System, r *Report, so spin.Options) (*gate.Comparison, error) {
	prog, err := sys.Translate()
	if err != nil {
		return nil, err
	}
	e := gate.Explored{States: r.States, Transitions: r.Transitions, Complete: r.Complete}
	for _, a := range r.Actions {
		e.PerAction = append(e.PerAction, a.Transitions)
	}
	for _, f := range r.Findings {
		e.Verdicts = append(e.Verdicts, f.Verdict)
		mattered := uint64(0)
		if f.Mattered != nil {
			mattered = *f.Mattered
		}
		e.Mattered = append(e.Mattered, mattered)
	}
	return gate.Agree(ctx, s, prog, e, so)
}

func (sys system[S]) SpinLive(ctx context.Context, s *spin.Engine) ([]bool, error) {
	prog, err := translate.Spec(sys.sp)
	if err != nil {
		return nil, err
	}
	var all []bool
	for _, p := range prog.Live {
		live, err := s.Live(ctx, prog, spin.Progressing{Goal: p.Macro, Crashes: p.Crashes})
		if err != nil {
			return nil, err
		}
		all = append(all, live)
	}
	return all, nil
}

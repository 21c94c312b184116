package catalogue

import (
	"context"

	"quesera/promela"
	"quesera/spec/explore"
)

// A Violation is a run that Spin found, replayed in Go.
type Violation struct {
	ID    string // of the property that fails
	Depth int    // actions
	*Story
}

func (m model[S]) Translate() (*promela.Model, error) { return promela.Translate(m.sp) }

func (m model[S]) Compare(ctx context.Context, s *promela.Spin, eo explore.Options, so promela.SearchOptions) (*promela.Comparison, error) {
	return promela.Compare(ctx, s, m.sp, eo, so)
}

// SpinViolation has Spin search for a shortest run to a violation and replays its actions in Go, where the same property must
// fail; nil if there is none.
func (m model[S]) SpinViolation(ctx context.Context, s *promela.Spin, so promela.SearchOptions) (*Violation, error) {
	translated, err := promela.Translate(m.sp)
	if err != nil {
		return nil, err
	}
	trail, err := s.Trail(ctx, translated, -1, true, so)
	if err != nil || trail == nil {
		return nil, err
	}
	run, err := promela.Replay(m.sp, trail)
	if err != nil {
		return nil, err
	}
	v := &Violation{ID: "no deadlock", Depth: len(run.Steps), Story: m.tell(run)}
	if trail.Property < len(m.sp.Props) {
		v.ID = m.sp.Props[trail.Property].ID
	}
	return v, nil
}

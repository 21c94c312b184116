package verify

import (
	"context"
	"fmt"

	"quesera/promela/gate"
	"quesera/promela/spin"
	"quesera/promela/translate"
	"quesera/spec/explore"
)

// A Violation is a run that Spin found, replayed in Go.
type Violation struct {
	ID    string // of the property that fails
	Depth int    // actions
	*Story
}

func (sys system[S]) Translate() (*translate.Program, error) { return translate.Spec(sys.sp) }

func (sys system[S]) Compare(ctx context.Context, s *spin.Engine, eo explore.Options, so spin.Options) (*gate.Comparison, error) {
	return gate.Compare(ctx, s, sys.sp, eo, so)
}

// Only is the spec with no other property than the one named, and no check for deadlock.
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

// SpinViolation has Spin search for a run to a violation and replays its actions in Go, where the same property must
// fail; nil if there is none. A shortest run takes searches that may each be as long as the whole.
func (sys system[S]) SpinViolation(ctx context.Context, s *spin.Engine, shortest bool, so spin.Options) (*Violation, error) {
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
	v := &Violation{ID: deadlockID, Depth: len(run.Steps), Story: sys.tell(run)}
	if trail.Property < len(sys.sp.Props) {
		v.ID = sys.sp.Props[trail.Property].ID
	}
	return v, nil
}

// agree searches with Spin and lists what differs from the explorer's report of an unreduced, complete search:
// states, transitions, transitions by action, and what either says of each property.
func agree(ctx context.Context, s *spin.Engine, m System, r *Report, so spin.Options) (*spin.Result, []string, error) {
	text, err := m.Translate()
	if err != nil {
		return nil, nil, err
	}
	found, err := s.Search(ctx, text, so)
	if err != nil {
		return nil, nil, err
	}
	var differences []string
	differ := func(what string, explorer, spin any) {
		if explorer != spin {
			differences = append(differences, fmt.Sprintf("%s: explorer %v, Spin %v", what, explorer, spin))
		}
	}
	differ("states", r.States, found.States)
	differ("transitions", r.Transitions, found.Transitions)
	for i, a := range r.Actions {
		differ("transitions by "+a.Name, a.Transitions, found.PerAction[i])
	}
	for i, f := range r.Findings {
		decided := f.Run != nil
		if i < len(found.Seen) {
			differ(f.ID, decided, found.Seen[i])
		} else {
			differ(f.ID, decided, found.Deadlock)
		}
	}
	return found, differences, nil
}

package walk

import (
	"slices"

	"quesera/spec"
	"quesera/spec/explore"
)

// Found is what a search from a position came to.
type Found struct {
	// Schedule leads from the beginning to the state that was looked for, over the position; nil: none was found.
	Schedule []int
	Property string // the ID of the property that this state decides
	Kind     spec.PropertyKind
	// States, Transitions and Depth are those of the search, and Complete says that all states that can be reached from
	// the position were seen: if none was found then, there is none.
	States, Transitions uint64
	Depth               int
	Complete            bool
}

// Search looks for the nearest state that decides the property o.Until: an invariant fails there, or a Sometimes
// happens. Without such a property it looks for whatever fails, a deadlock too.
func (w *walker[S]) Search(schedule []int, o explore.Options) (*Found, error) {
	run, err := explore.Follow(w.sp, schedule)
	if err != nil {
		return nil, err
	}
	from := *w.sp
	from.Init = run.States[len(run.States)-1]
	r, err := explore.Explore(&from, o)
	if err != nil {
		return nil, err
	}
	found := &Found{States: r.States, Transitions: r.Transitions, Depth: r.Depth, Complete: r.Complete}
	claim, kind, reached := decided(&from, r, o.Until)
	if reached == nil {
		return found, nil
	}
	on, err := reached.Run()
	if err != nil {
		return nil, err
	}
	found.Property, found.Kind = claim.ID, kind
	found.Schedule = append(slices.Clone(schedule), explore.Schedule(&from, on)...)
	return found, nil
}

// decided is the nearest state of those that were looked for, and what it decides; nil: there is none. The search ends
// with the level of the first failure, so that all failures that it found are equally near.
func decided[S any](sp *spec.Spec[S], r *explore.Result[S], until string) (spec.Claim, spec.PropertyKind,
	*explore.Reached[S]) {
	for i, p := range sp.Props {
		if r.Reached[i] != nil && (p.ID == until || until == "" && p.Kind == spec.Invariant) {
			return p.Claim, p.Kind, r.Reached[i]
		}
	}
	if until == "" && r.Deadlock != nil {
		return spec.NoDeadlock(sp.Section), spec.Invariant, r.Deadlock
	}
	return spec.Claim{}, spec.Invariant, nil
}

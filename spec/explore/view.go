package explore

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"quesera/spec"
)

// exploreViews searches what each view of sp shows, and puts together what they say. Each property is judged in the
// view that keeps it.
func exploreViews[S comparable](sp *spec.Spec[S], o Options) (*Result[S], error) {
	all := &Result[S]{PerAction: make([]uint64, len(sp.Actions)), Reached: make([]*Reached[S], len(sp.Props)),
		Mattered: make([]uint64, len(sp.Props)), Reduced: true, Complete: true}
	o.Symmetry = false // a view joins what differs in names
	judged := make([]bool, len(sp.Props))
	for v := range sp.Views {
		view := &sp.Views[v]
		shown, places := inView(sp, view)
		r, err := exploreOne(shown, o, view)
		if err != nil {
			return nil, fmt.Errorf("explore: view of %s: %w", view.Name, err)
		}
		for k, place := range places {
			all.Reached[place], all.Mattered[place], judged[place] = r.Reached[k], r.Mattered[k], true
		}
		all.add(r)
	}
	for p, done := range judged {
		if !done {
			return nil, fmt.Errorf("explore: %s is kept by none of the %d views of %s", sp.Props[p].ID, len(sp.Views), sp.Name)
		}
	}
	return all, nil
}

// inView is a spec with the properties that a view keeps, and their places among all.
func inView[S any](sp *spec.Spec[S], view *spec.View[S]) (shown *spec.Spec[S], places []int) {
	var kept []spec.Property[S]
	for i, p := range sp.Props {
		if slices.Contains(view.Props, p.ID) {
			kept, places = append(kept, p), append(places, i)
		}
	}
	of := *sp
	of.Props = kept
	return &of, places
}

// add adds the figures of one view to those of the others.
func (r *Result[S]) add(one *Result[S]) {
	r.States += one.States
	r.Transitions += one.Transitions
	for a, n := range one.PerAction {
		r.PerAction[a] += n
	}
	r.Depth, r.Bytes, r.Load = max(r.Depth, one.Depth), max(r.Bytes, one.Bytes), max(r.Load, one.Load)
	r.Levels = added(r.Levels, one.Levels)
	r.Complete = r.Complete && one.Complete
	r.Lost, r.Disk = cmp.Or(r.Lost, one.Lost), max(r.Disk, one.Disk)
	if before := r.free; one.free != nil {
		r.free = func() error {
			if before != nil {
				return errors.Join(before(), one.free())
			}
			return one.free()
		}
	}
	if r.Deadlock == nil {
		r.Deadlock = one.Deadlock
	}
}

// concreteInView replays a path of states of a view as a run of the whole spec. It goes from each settled state to
// the next: between them the nodes need not take turns in the order of the path. From any state that is taken for a
// settled one the same settled states can be reached, so there is no need to go back. The last state must have what
// the goal asks for.
func (e *search[S]) concreteInView(path [][]uint64, goal func(*S) bool) (*Run[S], error) {
	w := newWorker(e)
	run := &Run[S]{States: []S{e.sp.Init}}
	for from := 0; from < len(path)-1; {
		to := from + 1
		for to < len(path)-1 && !e.settled(path[to]) {
			to++
		}
		arrived := func(s *S) bool { return w.encode(s) == nil && slices.Equal(w.packed, path[to]) }
		if to == len(path)-1 {
			arrived = goal
		}
		if !w.extend(run, to-from, arrived) {
			return nil, fmt.Errorf("explore: the path cannot be replayed: the view of %s joins states that lead elsewhere",
				e.view.Name)
		}
		from = to
	}
	return run, nil
}

// settled reports whether the packed state is one that is judged.
func (e *search[S]) settled(packed []uint64) bool {
	var s S
	e.layout.unpack(packed, unsafe.Pointer(&s))
	return e.view.Settled(&s)
}

// A visit is a state on the way of extend, and how it was reached.
type visit[S any] struct {
	state S
	taken Taken
	from  int // its predecessor's index
}

// extend extends run by the least number of actions, at most as many as given, to a state that has arrived. Of states
// that the view takes for each other one is enough.
func (w *worker[S]) extend(run *Run[S], actions int, arrived func(*S) bool) bool {
	visits := []visit[S]{{state: run.States[len(run.States)-1]}}
	seen := map[string]bool{}
	for at, level := 0, 0; at < len(visits) && level < actions; level++ {
		for end := len(visits); at < end && !w.stopped(); at++ {
			for _, in := range w.instances {
				next := visits[at].state
				if !in.can(&next, in.args) {
					continue
				}
				in.do(&next, in.args)
				if w.encode(&next) != nil || seen[fmt.Sprint(w.packed)] {
					continue
				}
				seen[fmt.Sprint(w.packed)] = true
				visits = append(visits, visit[S]{next, Taken{in.action, in.args}, at})
				if arrived(&next) {
					run.append(visits)
					return true
				}
			}
		}
	}
	return false
}

// append adds the way to the last of the visits.
func (r *Run[S]) append(visits []visit[S]) {
	var way []visit[S]
	for at := len(visits) - 1; at > 0; at = visits[at].from {
		way = append(way, visits[at])
	}
	for _, v := range slices.Backward(way) {
		r.Steps, r.States = append(r.Steps, v.taken), append(r.States, v.state)
	}
}

package exploretest

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// ViewsForget holds the views of a spec to the first half of what spec.View asks for, in every state that the whole
// search reaches: that forgetting commutes with the actions, and is honest.
func ViewsForget[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	taken := explore.Instances(sp)
	var room [2]S // for successors: a search has millions, one at a time
	everyState(t, sp, explore.Options{}, func(s S) {
		for v := range sp.Views {
			view := &sp.Views[v]
			shown := forgotten(view, s)
			if again := forgotten(view, shown); again != shown {
				t.Fatalf("%+v: view of %s: forgetting twice, of %+v:\n%+v\n%+v", sp.Config, view.Name, s, shown, again)
			}
			for _, in := range taken {
				commutes(t, sp, view, in, taken, &s, &shown, &room)
			}
			for _, p := range sp.Props {
				if slices.Contains(view.Props, p.ID) && view.Settled(&shown) && decides(&p, &shown) && !decides(&p, &s) {
					t.Fatalf("%+v: view of %s: %s is decided in %+v, not in %+v", sp.Config, view.Name, p.ID, shown, s)
				}
			}
		}
	})
}

// commutes compares what an action does to a state with what it does to what the view shows of it.
func commutes[S comparable](t *testing.T, sp *spec.Spec[S], view *spec.View[S], in explore.Taken, all []explore.Taken,
	s, shown *S, room *[2]S) {
	action := &sp.Actions[in.Action]
	whole, part := action.Can(s, in.Args), action.Can(shown, in.Args)
	if !whole && !part {
		return
	}
	after, there := &room[0], &room[1]
	*after, *there = *s, *shown
	if whole {
		action.Do(after, in.Args)
		view.Forget(after)
	}
	if part {
		action.Do(there, in.Args)
		view.Forget(there)
	}
	good := true
	switch {
	case whole && part:
		good = *after == *there
	case part:
		good = *there == *shown
	case whole:
		good = *after == *shown || leads(sp, view, all, shown, after, 2)
	}
	if !good {
		t.Helper()
		t.Fatalf("%+v: view of %s: %s, enabled %v, leads %+v to\n%+v, and in the view, enabled %v,\n%+v to\n%+v",
			sp.Config, view.Name, action.Format(in.Args), whole, *s, *after, part, *shown, *there)
	}
}

// leads reports whether at most so many actions of the view lead from one state to another.
func leads[S comparable](sp *spec.Spec[S], view *spec.View[S], all []explore.Taken, from, to *S, actions int) bool {
	if *from == *to || actions == 0 {
		return *from == *to
	}
	for _, in := range all {
		if next := successor(sp, view, in, from); next != nil && leads(sp, view, all, next, to, actions-1) {
			return true
		}
	}
	return false
}

// successor is what the view shows after an action; nil where the action is not enabled.
func successor[S comparable](sp *spec.Spec[S], view *spec.View[S], in explore.Taken, s *S) *S {
	action := &sp.Actions[in.Action]
	if !action.Can(s, in.Args) {
		return nil
	}
	next := *s
	action.Do(&next, in.Args)
	view.Forget(&next)
	return &next
}

// ViewsJoin holds the views to the other half: that a state and the one that it is taken for lead to the same settled
// states. Method: all that a view shows, with nothing joined. What a state leads to is worked out from its successors.
func ViewsJoin[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	for v := range sp.Views {
		view := &sp.Views[v]
		o := outcomes[S]{sp: sp, view: view, taken: explore.Instances(sp), of: map[S][]S{}, number: map[S]int{}}
		o.leadsTo(forgotten(view, sp.Init))
		others := 0
		for _, s := range slices.Collect(maps.Keys(o.of)) {
			form := joined(view, s)
			if form != s {
				others++
			}
			if here, there := o.leadsTo(s), o.leadsTo(form); !slices.Equal(here, there) {
				t.Fatalf("%+v: view of %s: %+v\nis taken for %+v,\nbut they lead to %d and %d settled states, not the same",
					sp.Config, view.Name, s, form, len(here), len(there))
			}
		}
		if others == 0 && len(o.of) > 20 {
			t.Errorf("%+v: view of %s: no state is taken for another one", sp.Config, view.Name)
		}
	}
}

// outcomes tell the settled states, joined, that come next after a state.
type outcomes[S comparable] struct {
	sp     *spec.Spec[S]
	view   *spec.View[S]
	taken  []explore.Taken
	of     map[S][]S // sorted by number
	number map[S]int // of settled states, in the order in which they are met
}

func (o *outcomes[S]) leadsTo(s S) []S {
	if known, ok := o.of[s]; ok {
		return known
	}
	all := map[S]bool{}
	for _, in := range o.taken {
		next := successor(o.sp, o.view, in, &s)
		if next == nil || *next == s {
			continue
		}
		after := o.leadsTo(*next)
		if o.view.Settled(next) {
			after = []S{joined(o.view, *next)}
		}
		for _, settled := range after {
			all[settled] = true
		}
	}
	var list []S
	for settled := range all {
		if _, ok := o.number[settled]; !ok {
			o.number[settled] = len(o.number)
		}
		list = append(list, settled)
	}
	slices.SortFunc(list, func(a, b S) int { return o.number[a] - o.number[b] })
	o.of[s] = list
	return list
}

// ViewsDecide compares searching the views with searching the whole, to the end whatever fails on the way: the same
// settled states are reached up to what a view joins, every property is decided or not alike, at the same depth, and
// the run to where it is decided is a run of the whole spec.
func ViewsDecide[S comparable](t *testing.T, sp *spec.Spec[S]) {
	t.Helper()
	const toTheEnd = "no property"
	whole := settledStates(t, sp, explore.Options{Until: toTheEnd})
	full, err := explore.Explore(sp, explore.Options{Until: toTheEnd})
	if err != nil {
		t.Fatal(err)
	}
	inViews, err := explore.Explore(sp, explore.Options{Until: toTheEnd, Views: true})
	if err != nil {
		t.Fatal(err)
	}
	if !full.Complete || !inViews.Complete || !inViews.Reduced {
		t.Fatalf("%+v: complete %v, in views %v", sp.Config, full.Complete, inViews.Complete)
	}
	for v := range sp.Views {
		view := &sp.Views[v]
		alone := *sp
		alone.Views = sp.Views[v : v+1]
		reduced := settledStates(t, &alone, explore.Options{Until: toTheEnd, Views: true})[0]
		for form := range whole[v] {
			if !reduced[form] {
				t.Fatalf("%+v: the view of %s misses %+v", sp.Config, view.Name, form)
			}
		}
		if len(reduced) != len(whole[v]) {
			t.Errorf("%+v: %d settled states in the view of %s, want %d", sp.Config, len(reduced), view.Name, len(whole[v]))
		}
	}
	for i, p := range sp.Props {
		sameDecision(t, sp, &p, full.Reached[i], inViews.Reached[i])
	}
}

func sameDecision[S comparable](t *testing.T, sp *spec.Spec[S], p *spec.Property[S], full, inView *explore.Reached[S]) {
	t.Helper()
	if (full == nil) != (inView == nil) || full != nil && full.Depth != inView.Depth {
		t.Errorf("%+v: %s: %+v in the whole, %+v in a view", sp.Config, p.ID, full, inView)
	}
	if inView == nil {
		return
	}
	run, err := inView.Run()
	if err != nil {
		t.Fatalf("%+v: %s: %v", sp.Config, p.ID, err)
	}
	again, err := explore.Follow(sp, explore.Schedule(sp, run))
	if err != nil || len(run.Steps) != inView.Depth {
		t.Fatalf("%+v: %s: a run of %d actions, want %d: %v", sp.Config, p.ID, len(run.Steps), inView.Depth, err)
	}
	if end := again.States[len(again.States)-1]; end != run.States[len(run.States)-1] || !decides(p, &end) {
		t.Errorf("%+v: %s: the run ends in %+v, which does not decide it", sp.Config, p.ID, end)
	}
}

// settledStates are, for each view, the forms of the settled states that a search visits.
func settledStates[S comparable](t *testing.T, sp *spec.Spec[S], o explore.Options) []map[S]bool {
	t.Helper()
	forms := make([]map[S]bool, len(sp.Views))
	for v := range forms {
		forms[v] = map[S]bool{}
	}
	everyState(t, sp, o, func(s S) {
		for v := range sp.Views {
			view := &sp.Views[v]
			if shown := forgotten(view, s); view.Settled(&shown) {
				forms[v][joined(view, shown)] = true
			}
		}
	})
	return forms
}

// everyState calls see on every state that a search judges, one at a time.
func everyState[S comparable](t *testing.T, sp *spec.Spec[S], o explore.Options, see func(S)) {
	t.Helper()
	const id = "seen"
	var mu sync.Mutex
	watched := *sp
	watched.Props = []spec.Property[S]{{Claim: spec.Claim{ID: id}, Predicate: spec.Predicate[S]{Holds: func(s *S) bool {
		mu.Lock()
		defer mu.Unlock()
		see(*s)
		return true
	}}}}
	watched.Views = slices.Clone(sp.Views)
	for v := range watched.Views {
		watched.Views[v].Props = []string{id}
	}
	r, err := explore.Explore(&watched, o)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Complete {
		t.Fatalf("%+v: the search is not complete", sp.Config)
	}
}

func forgotten[S any](view *spec.View[S], s S) S {
	view.Forget(&s)
	return s
}

func joined[S any](view *spec.View[S], s S) S {
	view.Join(&s)
	return s
}

func decides[S any](p *spec.Property[S], s *S) bool { return p.Holds(s) == (p.Kind == spec.Sometimes) }

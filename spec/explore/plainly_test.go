package explore

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
)

// A plain search does what a search does, with nothing clever: with a map of states, and lists that are sorted.
type plain struct {
	sp      *spec.Spec[village]
	layout  *layout
	form    func(village) village // which state stands for this one; nil: it does
	settled func(*village) bool   // which ones are judged; nil: all
	still   bool                  // what changes nothing is no transition
	until   string
	most    uint64

	depth  map[village]int
	levels [][]village
}

func (p *plain) decides(k int, s *village) bool {
	if k == len(p.sp.Props) {
		return p.sp.Final != nil && !p.sp.Final.Holds(s) && len(p.next(*s)) == 0
	}
	prop := &p.sp.Props[k]
	return (p.settled == nil || p.settled(s)) && prop.Holds(s) == (prop.Kind == spec.Sometimes)
}

// A step is an action instance, and where it leads.
type step struct {
	Taken
	to village
}

func (p *plain) next(s village) (all []step) {
	for a, action := range p.sp.Actions {
		for _, i := range action.Params[0].Values {
			for _, j := range action.Params[1].Values {
				args := spec.Args{i, j}
				if !action.Can(&s, args) {
					continue
				}
				to := s
				if action.Do(&to, args); p.still && to == s {
					continue
				}
				if p.form != nil {
					to = p.form(to)
				}
				all = append(all, step{Taken{a, args}, to})
			}
		}
	}
	return all
}

// says is what figuresOf says of the search, but for the runs of one that takes some states for others.
func (p *plain) says() (says []string) {
	perAction, mattered := make([]uint64, len(p.sp.Actions)), make([]uint64, len(p.sp.Props))
	reached := make([]string, len(p.sp.Props)+1)
	states, transitions, complete, ended := uint64(0), uint64(0), false, false
	var sizes []uint64
	p.depth, p.levels = map[village]int{p.sp.Init: 0}, [][]village{{p.sp.Init}}
	for d := 0; !ended; d++ {
		level := p.levels[d]
		if len(level) == 0 {
			complete = true
			break
		}
		states, sizes = states+uint64(len(level)), append(sizes, uint64(len(level)))
		ended = p.most > 0 && states > p.most
		slices.SortFunc(level, func(a, b village) int { return slices.Compare(keyOf(p.layout, a), keyOf(p.layout, b)) })
		for k := range reached {
			at := slices.IndexFunc(level, func(s village) bool { return p.decides(k, &s) })
			if at < 0 || reached[k] != "" {
				continue
			}
			if reached[k] = fmt.Sprint(k, d); p.form == nil {
				reached[k] += fmt.Sprint(p.run(d, level[at], k))
			}
			ended = ended || p.until == "" && (k == len(p.sp.Props) || p.sp.Props[k].Kind == spec.Invariant) ||
				k < len(p.sp.Props) && p.sp.Props[k].ID == p.until
		}
		for _, s := range level {
			for k, prop := range p.sp.Props {
				if (p.settled == nil || p.settled(&s)) && prop.When != nil && prop.When.Holds(&s) {
					mattered[k]++
				}
			}
		}
		if ended {
			break
		}
		var newest []village
		for _, s := range level {
			for _, next := range p.next(s) {
				transitions++
				perAction[next.Action]++
				if _, there := p.depth[next.to]; !there {
					p.depth[next.to], newest = d+1, append(newest, next.to)
				}
			}
		}
		p.levels = append(p.levels, newest)
	}
	says = []string{fmt.Sprint(states, transitions, perAction, len(sizes)-1, sizes, complete, p.form != nil, mattered)}
	return append(says, slices.DeleteFunc(reached, func(s string) bool { return s == "" })...)
}

// run is that to a state: before each, the least one of its level that leads there, and from each the first instance.
func (p *plain) run(depth int, s village, goal int) *Run[village] {
	run, path := &Run[village]{States: []village{p.sp.Init}}, []village{s}
	for d := depth - 1; d >= 0; d-- {
		at := slices.IndexFunc(p.levels[d], func(before village) bool {
			return slices.ContainsFunc(p.next(before), func(n step) bool { return n.to == path[0] })
		})
		path = slices.Insert(path, 0, p.levels[d][at])
	}
	for d := range depth {
		all := p.next(path[d])
		at := slices.IndexFunc(all, func(n step) bool {
			return n.to == path[d+1] || d == depth-1 && p.decides(goal, &n.to)
		})
		run.Steps, run.States = append(run.Steps, all[at].Taken), append(run.States, all[at].to)
	}
	return run
}

// dependence is what depends on what in the states that there are, by trying.
func (p *plain) dependence() *Dependence {
	instances := instancesOf(p.sp)
	n, sets := len(instances), func(k int) (all []Set) {
		for range k {
			all = append(all, NewSet(len(instances)))
		}
		return all
	}
	d := &Dependence{sets(n), sets(n), sets(len(p.sp.Props)), sets(len(p.sp.Props))}
	after := func(k int, s village) village { instances[k].do(&s, instances[k].args); return s }
	can := func(k int, s village) bool { return instances[k].can(&s, instances[k].args) }
	for s := range p.depth {
		for a := range n {
			if !can(a, s) {
				continue
			}
			next := after(a, s)
			for q, prop := range p.sp.Props {
				if !p.decides(q, &s) && p.decides(q, &next) {
					d.Deciders[q].Add(a)
				}
				if prop.When != nil && !prop.When.Holds(&s) && prop.When.Holds(&next) {
					d.Mattering[q].Add(a)
				}
			}
			for b := range n {
				if !can(b, s) && can(b, next) {
					d.Enablers[b].Add(a)
				}
				if can(b, s) && (!can(b, next) || !can(a, after(b, s)) || after(b, next) != after(a, after(b, s))) {
					d.Conflicts[a].Add(b)
				}
			}
		}
	}
	return d
}

// ways are how states may be kept and visited.
var ways = []struct {
	workers                  int
	disk, elsewhere, program bool
}{{1, false, false, false}, {2, true, false, false}, {2, false, false, true}, {1, false, true, false},
	{1, true, false, true}, {3, false, false, false}}

// Whatever is asked for, a search says what a plain one says: in memory, on disk, and where an engine has the states,
// with a program and without, up to renaming and in a view, however many search; by partial order it decides the same.
// Method: specs at random.
func TestSearchesSayWhatAPlainOneSays(t *testing.T) {
	random, tried := rand.New(rand.NewPCG(3, 14)), 0
	for tried < 8 {
		v := someVillage(random)
		sp := v.spec()
		all := plain{sp: sp, layout: v.layout, until: "none", most: 300}
		if all.says(); len(all.depth) < 40 || len(all.depth) > 300 || v.nodes == 2 && tried%3 > 0 {
			continue
		}
		tried++
		until := []string{"", "", "none", "V-P2"}[random.IntN(4)]
		most := uint64(random.IntN(3) / 2 * random.IntN(len(all.depth)))
		for k, o := range []Options{{}, {Symmetry: true}, {Views: true}} {
			o.Until, o.MaxStates = until, most
			p := plain{sp: sp, layout: v.layout, until: until, most: most, still: o.Views}
			if o.Symmetry || o.Views {
				p.form = func(s village) village {
					if s.Clock == 1 && o.Symmetry {
						return s
					}
					return leastVillage(v, s)
				}
			}
			if o.Views {
				p.settled = sp.Views[0].Settled
			}
			want := p.says()
			for way := range ways {
				if (way+k+tried)%2 == 0 {
					saysAsPlain(t, v, way, o, want)
				}
			}
		}
		sameByPartialOrder(t, v, all.dependence())
	}
}

// saysAsPlain holds a search to what a plain one says, and its runs to the spec's own actions.
func saysAsPlain(t *testing.T, v *villageRules, way int, o Options, want []string) {
	t.Helper()
	sp := v.spec()
	if o.Workers = ways[way].workers; ways[way].disk {
		o = onDisk(t, o)
	}
	if ways[way].elsewhere {
		o.Elsewhere = shelf[village]{sp: sp}
	}
	if ways[way].program {
		o.compileAt, o.Compile = 1, v.program
	}
	r, err := Explore(sp, o)
	if err != nil || r.Lost != nil {
		t.Fatalf("%+v of %+v: %v, %v", o, v, err, r)
	}
	got := []string{fmt.Sprint(r.States, r.Transitions, r.PerAction, r.Depth, r.Levels, r.Complete, r.Reduced, r.Mattered)}
	p := plain{sp: sp, still: o.Views}
	for k, reached := range append(r.Reached, r.Deadlock) {
		if reached == nil {
			continue
		}
		run, err := reached.Run()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Follow(sp, Schedule(sp, run))
		if err != nil || fmt.Sprint(again) != fmt.Sprint(run) || len(run.Steps) > reached.Depth ||
			!o.Views && len(run.Steps) < reached.Depth || !p.decides(k, &run.States[len(run.States)-1]) {
			t.Fatalf("%+v of %+v: goal %d at depth %d: %+v, %v", o, v, k, reached.Depth, run, err)
		}
		if got = append(got, fmt.Sprint(k, reached.Depth)); !r.Reduced {
			got[len(got)-1] += fmt.Sprint(run)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%+v of %+v:\n%s\nwant\n%s", o, v, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := r.Free(); err != nil {
		t.Error(err)
	}
}

// sameByPartialOrder holds a search by partial order to one without, and one with a program to both.
func sameByPartialOrder(t *testing.T, v *villageRules, d *Dependence) {
	t.Helper()
	search := func(o Options) (decided, figures string) {
		r, err := Explore(v.spec(), o)
		if err != nil || r.Reduced != (o.PartialOrder != nil) {
			t.Fatal(r, err)
		}
		decided = fmt.Sprint(r.Complete)
		for _, reached := range append(r.Reached, r.Deadlock) {
			decided += fmt.Sprint(" ", cmp.Or(reached, &Reached[village]{Depth: -1}).Depth)
		}
		for _, n := range r.Mattered {
			decided += fmt.Sprint(" ", n > 0)
		}
		return decided, fmt.Sprint(r.States, r.PerAction, r.Levels, r.Mattered)
	}
	want, _ := search(Options{Workers: 1})
	got, figures := search(Options{Workers: 1, PartialOrder: d})
	again, same := search(Options{Workers: 2, PartialOrder: d, compileAt: 1, Compile: v.program})
	if got != want || again != want || figures != same {
		t.Fatalf("by partial order %s, %s, with a program %s, %s, want %s, of %+v", got, figures, again, same, want, v)
	}
}

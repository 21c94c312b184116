package explore

import (
	"slices"
	"strings"
	"testing"

	"quesera/spec"
)

// dependenceOf has the pairs given, of four instances.
func dependenceOf(conflicts, enablers [][2]int, deciders, mattering []int) *Dependence {
	d := &Dependence{Deciders: []Set{NewSet(4)}, Mattering: []Set{NewSet(4)}}
	for range 4 {
		d.Conflicts, d.Enablers = append(d.Conflicts, NewSet(4)), append(d.Enablers, NewSet(4))
	}
	for _, c := range conflicts {
		d.Conflicts[c[0]].Add(c[1])
		d.Conflicts[c[1]].Add(c[0])
	}
	for _, e := range enablers {
		d.Enablers[e[0]].Add(e[1])
	}
	for _, k := range deciders {
		d.Deciders[0].Add(k)
	}
	for _, k := range mattering {
		d.Mattering[0].Add(k)
	}
	return d
}

// What is chosen has with each enabled instance what conflicts with it, with each other one what may enable it, what
// may decide a question that is open, and else as few enabled ones as can be, the first of them.
func TestWhatIsChosenIsStubborn(t *testing.T) {
	for _, c := range []struct {
		name     string
		d        *Dependence
		decided  bool
		mattered bool
		enabled  []int
		want     []int // of those enabled
	}{
		{"one is enough", dependenceOf(nil, nil, nil, nil), true, true, []int{1, 2, 3}, []int{1}},
		{"what conflicts goes with it", dependenceOf([][2]int{{1, 3}, {2, 3}}, nil, nil, nil), true, true,
			[]int{1, 2, 3}, []int{1, 2, 3}},
		{"the fewest", dependenceOf([][2]int{{0, 1}}, nil, nil, nil), true, true, []int{0, 1, 3}, []int{3}},
		{"who enables what conflicts", dependenceOf([][2]int{{1, 0}}, [][2]int{{0, 3}}, nil, nil), true, true,
			[]int{1, 3}, []int{3}},
		{"who enables who enables it", dependenceOf([][2]int{{1, 0}, {3, 0}}, [][2]int{{0, 2}, {2, 1}, {2, 3}}, nil, nil),
			true, true, []int{1, 3}, []int{1, 3}},
		{"who decides", dependenceOf(nil, nil, []int{3}, nil), false, true, []int{1, 3}, []int{3}},
		{"who decides, and it is decided", dependenceOf(nil, nil, []int{3}, nil), true, true, []int{1, 3}, []int{1}},
		{"who makes it matter", dependenceOf(nil, nil, nil, []int{2}), true, false, []int{1, 2}, []int{2}},
		{"who may decide later", dependenceOf(nil, [][2]int{{0, 2}}, []int{0, 3}, nil), false, true, []int{1, 2, 3},
			[]int{2, 3}},
		{"nobody can decide any more", dependenceOf(nil, nil, []int{0}, nil), false, true, []int{1, 3}, []int{1}},
		{"nothing is enabled", dependenceOf(nil, nil, []int{0}, nil), false, true, nil, nil},
	} {
		chooser := newChooser(c.d)
		is := func(b bool) func(int) bool { return func(int) bool { return b } }
		chooser.ask(is(c.decided), is(c.mattered))
		for _, k := range c.enabled {
			chooser.enabled.Add(k)
		}
		chosen := chooser.choose()
		var got []int
		for _, k := range c.enabled {
			if chosen.Has(k) {
				got = append(got, k)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Sets hold more instances than a word has bits.
func TestSetsOfInstancesAreLarge(t *testing.T) {
	s := NewSet(130)
	for _, k := range []int{0, 63, 64, 129} {
		if s.Has(k) {
			t.Errorf("%d is in an empty set", k)
		}
		s.Add(k)
	}
	if got := membersOf(s); !slices.Equal(got, []int{0, 63, 64, 129}) || s.Len() != 4 || s.Has(1) || s.Has(128) {
		t.Errorf("%v, %d", got, s.Len())
	}
}

// What partial order does not go with is refused, with the reason.
func TestWhatPartialOrderDoesNotGoWithIsRefused(t *testing.T) {
	sp := upAndDownInside()
	d := &Dependence{Conflicts: []Set{NewSet(1)}, Enablers: []Set{NewSet(1)}}
	for want, o := range map[string]Options{
		"views":                {PartialOrder: d, Views: true},
		"a certain property":   {PartialOrder: d, Until: "X"},
		"an engine":            {PartialOrder: d, Elsewhere: shelf[long]{sp: sp}},
		"not that of the spec": {PartialOrder: &Dependence{}},
	} {
		if _, err := Explore(sp, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if r, err := Explore(sp, Options{PartialOrder: d}); err != nil || !r.Complete || !r.Reduced || r.States != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

// upAndDownInside counts up to two.
func upAndDownInside() *spec.Spec[long] {
	return &spec.Spec[long]{Config: struct{ Nodes uint8 }{1}, Actions: []spec.Action[long]{
		spec.Act1("Up", "", spec.Numbers("x", 1), func(s *long, _ uint8) bool { return s.N < 2 },
			func(s *long, _ uint8) { s.N++ })}}
}

// corner is two counters that have nothing to do with each other.
type corner struct {
	X uint8 `max:"2"`
	Y uint8 `max:"2"`
}

// corners counts both up to two. Each of its properties is about one state only.
func corners(props ...spec.Property[corner]) *spec.Spec[corner] {
	once := spec.Numbers("x", 1)
	return &spec.Spec[corner]{Config: struct{ Nodes uint8 }{1}, Props: props, Actions: []spec.Action[corner]{
		spec.Act1("Right", "", once, func(s *corner, _ uint8) bool { return s.X < 2 }, func(s *corner, _ uint8) { s.X++ }),
		spec.Act1("Up", "", once, func(s *corner, _ uint8) bool { return s.Y < 2 }, func(s *corner, _ uint8) { s.Y++ }),
	}}
}

// Whatever place a property has among others, and whatever these ask for, a search by partial order decides it, and
// finds whether it matters. Method: corners of a square, to each of which leads one order of the actions only, while
// the other properties ask for those of the other order.
func TestPartialOrderKeepsWhatIsAskedOfEachProperty(t *testing.T) {
	for k, goal := range []corner{{X: 2}, {Y: 2}} {
		there := func(s *corner) bool { return *s == goal }
		other := spec.Property[corner]{Claim: spec.Claim{ID: "T-P9"},
			Predicate: spec.Predicate[corner]{Holds: func(*corner) bool { return true }}}
		for name, asked := range map[string]spec.Property[corner]{
			"an invariant":         {Predicate: spec.Predicate[corner]{Holds: func(s *corner) bool { return !there(s) }}},
			"a Sometimes":          {Kind: spec.Sometimes, Predicate: spec.Predicate[corner]{Holds: there}},
			"where it may be vain": {Predicate: other.Predicate, When: &spec.Predicate[corner]{Holds: there}},
		} {
			for place := range 3 {
				props := []spec.Property[corner]{other, other, other}
				props[place] = asked
				d := &Dependence{Conflicts: []Set{NewSet(2), NewSet(2)}, Enablers: []Set{NewSet(2), NewSet(2)}}
				for p := range props {
					d.Deciders, d.Mattering = append(d.Deciders, NewSet(2)), append(d.Mattering, NewSet(2))
					switch {
					case p != place:
						d.Deciders[p].Add(1 - k)
					case asked.When != nil:
						d.Mattering[p].Add(k)
					default:
						d.Deciders[p].Add(k)
					}
				}
				r, err := Explore(corners(props...), Options{Workers: 1, PartialOrder: d})
				if err != nil {
					t.Fatal(err)
				}
				reached, mattered := r.Reached[place], r.Mattered[place]
				if found := reached != nil && reached.Depth == 2; found != (asked.When == nil) || mattered > 0 == found {
					t.Errorf("%s, %+v, in place %d: found %v, mattered in %d states", name, goal, place, found, mattered)
				}
			}
		}
	}
}

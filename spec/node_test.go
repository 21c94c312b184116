package spec_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
)

// Sets of nodes are those of mathematics. Method: against maps, over all pairs of sets of four nodes, moved to the
// lowest and to the highest places.
func TestSetsOfNodesAreSets(t *testing.T) {
	for _, shift := range []int{0, 12} {
		for a := range spec.NodeSet(16) {
			for b := range spec.NodeSet(16) {
				s, u := a<<shift, b<<shift
				var union, both, minus spec.NodeSet
				all, count := true, 0
				for i := spec.NodeID(0); i < 16; i++ {
					inS, inU := s.Has(i), u.Has(i)
					if inS != (uint16(s)&(1<<i) != 0) {
						t.Fatalf("%v has %d: %v", s, i, inS)
					}
					one := spec.Only(i)
					if uint16(one) != 1<<i || one.Len() != 1 || s.With(i) != s|one || s.Without(i) != s&^one {
						t.Fatalf("node %d: %v, %v with it %v, without %v", i, one, s, s.With(i), s.Without(i))
					}
					if inS || inU {
						union = union.With(i)
					}
					if inS && inU {
						both = both.With(i)
					}
					if inS && !inU {
						minus = minus.With(i)
					}
					if inS {
						count++
					}
					all = all && (inS || !inU)
				}
				if s.Union(u) != union || s.Intersect(u) != both || s.Minus(u) != minus || s.Includes(u) != all ||
					s.Len() != count || s.Empty() != (count == 0) {
					t.Fatalf("%v and %v: union %v, both %v, minus %v, includes %v, %d members, empty %v", s, u, s.Union(u),
						s.Intersect(u), s.Minus(u), s.Includes(u), s.Len(), s.Empty())
				}
			}
		}
	}
	if spec.All(0) != 0 || spec.All(1) != spec.Only(0) || spec.All(9).Len() != 9 || spec.All(9).Has(9) ||
		!spec.All(9).Has(8) {
		t.Errorf("all of none, one and nine: %v, %v, %v", spec.All(0), spec.All(1), spec.All(9))
	}
	for set, want := range map[spec.NodeSet]string{0: "{}", 1: "{0}", 1<<0 | 1<<2: "{0 2}", 1<<9 | 1<<15: "{9 15}"} {
		if set.String() != want {
			t.Errorf("%b is written %s, want %s", uint16(set), set, want)
		}
	}
}

// A parameter ranges over all that it should, in order, and is written in its own way.
func TestParametersRangeOverTheirValues(t *testing.T) {
	for _, c := range []struct {
		param spec.Param
		kind  spec.Kind
		want  []uint16
		last  string
	}{
		{spec.Nodes("i", 3), spec.IsNode, []uint16{0, 1, 2}, "2"}, {spec.Numbers("x", 2), spec.IsNumber, []uint16{0, 1}, "1"},
		{spec.Sets("w", 3, 2, 2), spec.IsSet, []uint16{3, 5, 6}, "{1 2}"},
		{spec.Sets("w", 3, 0, 1), spec.IsSet, []uint16{0, 1, 2, 4}, "{2}"},
		{spec.Sets("w", 2, 1, 2), spec.IsSet, []uint16{1, 2, 3}, "{0 1}"},
	} {
		got := c.param
		if got.Kind != c.kind || !slices.Equal(got.Values, c.want) ||
			got.Kind.Format(got.Values[len(got.Values)-1]) != c.last {
			t.Errorf("%+v, want %v of kind %v, the last written %s", got, c.want, c.kind, c.last)
		}
	}
}

// An instance of an action is written with all its arguments, in words too; and one of functions calls them.
func TestActionsAreWrittenWithTheirArguments(t *testing.T) {
	m := spec.MethodsOf[seen](rules{Nodes: 2})
	a := m.Act("Three", "§1", number, node, set).Saying("{i} hears {x} from {w}, {i}")
	args := spec.Args{1, 0, 0b101}
	if got := a.Format(args) + "; " + a.Say(args); got != "Three(x=1, i=0, w={0 2}); 0 hears 1 from {0 2}, 0" {
		t.Errorf("written %s", got)
	}
	if a.By != 0 || a.ByNode(1).By != 1 || a.By != 0 {
		t.Errorf("by %d, by the second %d", a.By, a.ByNode(1).By)
	}
	one := spec.Act1("Add", "§2", spec.Numbers("x", 3), func(s *seen, x uint8) bool { return s.A+uint16(x) == 2 },
		func(s *seen, x uint8) { s.A += uint16(x) })
	s := seen{A: 1}
	if one.Name != "Add" || one.Section != "§2" || len(one.Params) != 1 || one.Can(&s, spec.Args{2, 1}) ||
		!one.Can(&s, spec.Args{1, 2}) {
		t.Errorf("%+v", one)
	}
	if one.Do(&s, spec.Args{1, 2}); s != (seen{A: 2}) {
		t.Errorf("after it %+v", s)
	}
	for kind, want := range map[spec.PropertyKind]string{spec.Invariant: "invariant", spec.Sometimes: "sometimes",
		spec.Eventually: "eventually"} {
		if kind.String() != want {
			t.Errorf("%v, want %s", kind, want)
		}
	}
	if c := spec.NoDeadlock("§3"); c.Section != "§3" || c.ID != "no deadlock" || c.Text == "" {
		t.Errorf("%+v", c)
	}
	p := m.Eventually("T-P3", "§1", "full", "Full", 2)
	if p.ID != "T-P3" || p.Crashes != 2 || !p.Holds(&seen{A: 2}) || p.Holds(&seen{A: 1}) {
		t.Errorf("%+v", p)
	}
}

// Each verdict has its word, which it is read from again, and its exit code; a word that is none is refused.
func TestVerdictsHaveWordsAndExitCodes(t *testing.T) {
	for v, want := range map[spec.Verdict]string{spec.Inconclusive: "inconclusive 3", spec.Holds: "holds 0",
		spec.Violated: "violated 1", spec.Unusable: "unusable 2", spec.NotRun: "not run 3"} {
		text, err := json.Marshal(v)
		back := spec.Verdict(7)
		if err != nil || json.Unmarshal(text, &back) != nil || back != v || fmt.Sprint(v, v.ExitCode()) != want ||
			string(text) != `"`+v.String()+`"` {
			t.Errorf("%s, read as %v, exit code %d, want %s", text, back, v.ExitCode(), want)
		}
	}
	var v spec.Verdict
	if err := json.Unmarshal([]byte(`"true"`), &v); err == nil || !strings.Contains(err.Error(), `"not run"`) {
		t.Errorf("a word that is none: %v", err)
	}
}

// A typed is a Config whose actions have parameters of any types.
type typed[A, B, D ~uint8 | ~uint16] struct{}

func (typed[A, B, D]) CanOne(s *seen, a A) bool             { return a == 1 }
func (typed[A, B, D]) One(s *seen, a A)                     { s.A = uint16(a) }
func (typed[A, B, D]) CanTwo(s *seen, a A, b B) bool        { return a == 1 && b == 2 }
func (typed[A, B, D]) Two(s *seen, a A, b B)                { s.A, s.B = uint16(a), uint16(b) }
func (typed[A, B, D]) CanThree(s *seen, a A, b B, d D) bool { return a == 1 && b == 2 && d == 3 }
func (typed[A, B, D]) Three(s *seen, a A, b B, d D)         { s.A, s.B, s.C = uint16(a), uint16(b), uint16(d) }
func (typed[A, B, D]) CanNone(s *seen) bool                 { return s.A == 1 }
func (typed[A, B, D]) None(s *seen)                         { s.A = 2 }
func (typed[A, B, D]) CanMore(s *seen, a A) bool            { return true } // their effects have other parameters
func (typed[A, B, D]) More(s *seen, b B)                    {}
func (typed[A, B, D]) CanMuch(s *seen, a A, b B) bool       { return true }
func (typed[A, B, D]) Much(s *seen, b B, a A)               {}
func (typed[A, B, D]) CanMost(s *seen, a, b A, d D) bool    { return true }
func (typed[A, B, D]) Most(s *seen, a, b A, c B)            {}
func (typed[A, B, D]) CanBare(s *seen) bool                 { return true }
func (typed[A, B, D]) Bare(s *seen, a A)                    {}
func (typed[A, B, D]) CanFull(s *seen, a A) bool            { return true }
func (typed[A, B, D]) Full(s *seen)                         {}

// Every type of parameter may stand in every place of an action of up to three.
func TestParametersMayBeOfEveryType(t *testing.T) {
	takes[spec.NodeID, spec.NodeID](t, spec.IsNode, spec.IsNode)
	takes[spec.NodeID, spec.NodeSet](t, spec.IsNode, spec.IsSet)
	takes[spec.NodeID, uint8](t, spec.IsNode, spec.IsNumber)
	takes[spec.NodeSet, spec.NodeID](t, spec.IsSet, spec.IsNode)
	takes[spec.NodeSet, spec.NodeSet](t, spec.IsSet, spec.IsSet)
	takes[spec.NodeSet, uint8](t, spec.IsSet, spec.IsNumber)
	takes[uint8, spec.NodeID](t, spec.IsNumber, spec.IsNode)
	takes[uint8, spec.NodeSet](t, spec.IsNumber, spec.IsSet)
	takes[uint8, uint8](t, spec.IsNumber, spec.IsNumber)
}

func takes[A, B ~uint8 | ~uint16](t *testing.T, a, b spec.Kind) {
	ends[A, B, spec.NodeID](t, a, b, spec.IsNode)
	ends[A, B, spec.NodeSet](t, a, b, spec.IsSet)
	ends[A, B, uint8](t, a, b, spec.IsNumber)
}

// ends tries actions whose parameters begin with a, b and d.
func ends[A, B, D ~uint8 | ~uint16](t *testing.T, a, b, d spec.Kind) {
	m := spec.MethodsOf[seen](typed[A, B, D]{})
	params := []spec.Param{{Name: "a", Kind: a}, {Name: "b", Kind: b}, {Name: "d", Kind: d}}
	for n, name := range []string{"None", "One", "Two", "Three"} {
		act := m.Act(name, "", params[:n]...)
		s, want := seen{A: 1}, []seen{{A: 2}, {A: 1}, {A: 1, B: 2}, {A: 1, B: 2, C: 3}}[n]
		if !act.Can(&s, spec.Args{1, 2, 3}) || n > 0 && act.Can(&s, spec.Args{2, 1, 1}) {
			t.Errorf("%v of %v %v %v: the guard is wrong", name, a, b, d)
		}
		if act.Do(&s, spec.Args{1, 2, 3}); s != want {
			t.Errorf("%v of %v %v %v: %+v, want %+v", name, a, b, d, s, want)
		}
	}
	if a == b || b == d {
		return // the guards and effects of the others are alike
	}
	for n, names := range [][]string{{"Bare", "Full"}, {"More", "Bare", "Full"}, {"Much"}, {"Most"}} {
		for _, name := range names {
			if said := panicked(func() { m.Act(name, "", params[:n]...) }); !strings.Contains(said, "the guard is") {
				t.Errorf("%v of %v %v %v is accepted: %q", name, a, b, d, said)
			}
		}
	}
}

package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"quesera/spec"
)

// rules is a Config whose methods are an action for each number and type of parameters, and some that are none.
type rules struct{ Nodes uint8 }

// seen is a state that remembers the arguments.
type seen struct{ A, B, C uint16 }

func (c rules) CanOne(s *seen, i spec.NodeID) bool { return uint8(i) == c.Nodes }
func (c rules) One(s *seen, i spec.NodeID)         { s.A = uint16(i) }

func (c rules) CanTwo(s *seen, w spec.NodeSet, x uint8) bool { return w.Has(0) && x == c.Nodes }
func (c rules) Two(s *seen, w spec.NodeSet, x uint8)         { s.A, s.B = uint16(w), uint16(x) }

func (c rules) CanThree(s *seen, x uint8, i spec.NodeID, w spec.NodeSet) bool {
	return x < c.Nodes && w.Has(i)
}
func (c rules) Three(s *seen, x uint8, i spec.NodeID, w spec.NodeSet) {
	s.A, s.B, s.C = uint16(x), uint16(i), uint16(w)
}

func (c rules) Full(s *seen) bool { return s.A == uint16(c.Nodes) }

func (c rules) CanLonely(s *seen, x uint8) bool   { return true }
func (c rules) CanUneven(s *seen, x uint8) bool   { return true }
func (c rules) Uneven(s *seen, x, y uint8)        {}
func (c rules) CanWide(s *seen, x uint16) bool    { return true }
func (c rules) Wide(s *seen, x uint16)            {}
func (c rules) CanOther(s *int, x uint8) bool     { return true }
func (c rules) Other(s *int, x uint8)             {}
func (c rules) CanCount(s *seen, x uint8) uint8   { return 1 }
func (c rules) Count(s *seen, x uint8)            {}
func (c *rules) CanPointed(s *seen, x uint8) bool { return true }
func (c *rules) Pointed(s *seen, x uint8)         {}

var (
	node   = spec.Nodes("i", 3)
	set    = spec.Sets("w", 3, 0, 3)
	number = spec.Numbers("x", 3)
)

// The guard and the effect of an action are the methods of its name, and get its arguments in their order and the
// Config.
func TestActionsCallTheMethodsOfTheirName(t *testing.T) {
	m := spec.MethodsOf[seen](rules{Nodes: 2})
	for _, c := range []struct {
		action  spec.Action[seen]
		yes, no spec.Args
		after   seen
	}{
		{m.Act("One", "§1", node), spec.Args{2}, spec.Args{1}, seen{A: 2}},
		{m.Act("Two", "§1", set, number), spec.Args{0b101, 2}, spec.Args{0b110, 2}, seen{A: 0b101, B: 2}},
		{m.Act("Three", "§1", number, node, set), spec.Args{1, 0, 0b011}, spec.Args{1, 2, 0b011}, seen{A: 1, B: 0, C: 0b011}},
	} {
		var s seen
		if !c.action.Can(&s, c.yes) || c.action.Can(&s, c.no) {
			t.Errorf("%s: guard of %v and %v = %v and %v, want true and false", c.action.Name, c.yes, c.no,
				c.action.Can(&s, c.yes), c.action.Can(&s, c.no))
		}
		if c.action.Do(&s, c.yes); s != c.after || c.action.Section != "§1" {
			t.Errorf("%s: state %+v, want %+v", c.action.Name, s, c.after)
		}
	}
}

// A property has the predicate of the method's name, and the name for the translator.
func TestPropertiesCallTheMethodsOfTheirName(t *testing.T) {
	m := spec.MethodsOf[seen](rules{Nodes: 2})
	for _, p := range []spec.Property[seen]{m.Always("T-P1", "§1", "full", "Full"), m.Possible("T-S1", "§1", "full",
		"Full")} {
		if p.Method != "Full" || !p.Holds(&seen{A: 2}) || p.Holds(&seen{A: 1}) ||
			(p.Kind == spec.Invariant) != (p.ID == "T-P1") {
			t.Errorf("%+v", p)
		}
	}
}

// An invariant has the condition named before it, and the next one has none.
func TestAConditionIsThatOfOneInvariant(t *testing.T) {
	m := spec.MethodsOf[seen](rules{Nodes: 2})
	p, q := m.When("Full").Always("T-P1", "§1", "full", "Full"), m.Always("T-P2", "§1", "full", "Full")
	if p.When == nil || p.When.Method != "Full" || !p.When.Holds(&seen{A: 2}) || p.When.Holds(&seen{A: 1}) ||
		p.Kind != spec.Invariant || q.When != nil {
		t.Errorf("%+v, %+v", p, q)
	}
}

// Methods that are missing, or that no action or property can have, end in a panic that names them and what is wanted.
func TestWrongMethodsAreRefused(t *testing.T) {
	m := spec.MethodsOf[seen](rules{})
	act := func(name string, params ...spec.Param) func() { return func() { m.Act(name, "", params...) } }
	for _, c := range []struct {
		call func()
		want string
	}{
		{act("Nothing", number), "no method CanNothing"},
		{act("Lonely", number), "no method Lonely"},
		{act("Pointed", number), "no method CanPointed"},
		{act("One"), "want methods of a *State and the 0 parameters"},
		{act("One", node, node), "the guard is func(spec_test.rules, *spec_test.seen, spec.NodeID) bool"},
		{act("Uneven", number), "the effect func(spec_test.rules, *spec_test.seen, uint8, uint8)"},
		{act("Wide", number), "func(spec_test.rules, *spec_test.seen, uint16)"},
		{act("Other", number), "*int"},
		{act("Count", number), "the guard is func(spec_test.rules, *spec_test.seen, uint8) uint8"},
		{act("One", set), "parameter w = spec.NodeID, want spec.NodeSet"},
		{act("Two", node, number), "parameter i = spec.NodeSet, want spec.NodeID"},
		{act("Three", number, node, set, set), "want methods of a *State and the 4 parameters"},
		{func() { m.Predicate("Empty") }, "no method Empty"},
		{func() { m.When("Empty") }, "no method Empty"},
		{func() { m.Always("T-P1", "", "", "CanOne") },
			"CanOne is func(spec_test.rules, *spec_test.seen, spec.NodeID) bool, want a method"},
		{func() { m.Possible("T-S1", "", "", "CanOne") }, "CanOne is func"},
	} {
		if said := panicked(c.call); !strings.HasPrefix(said, "spec: ") || !strings.Contains(said, c.want) {
			t.Errorf("panic %q, want one about %q", said, c.want)
		}
	}
}

// panicked is what f panics with, "" if it does not.
func panicked(f func()) (said string) {
	defer func() {
		if r := recover(); r != nil {
			said = fmt.Sprint(r)
		}
	}()
	f()
	return ""
}

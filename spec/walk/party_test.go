package walk_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/walk"
)

// party is a small spec, for what is said of every part of it: guests arrive, and a clock strikes.
type party struct {
	Here  spec.NodeSet
	Hours uint8 `max:"Top"`
}

type guests struct{ Nodes, Top, Late uint8 }

func (c guests) CanBring(s *party, i spec.NodeID, w spec.NodeSet) bool {
	return !s.Here.Has(i) && !w.Has(i)
}
func (c guests) Bring(s *party, i spec.NodeID, w spec.NodeSet) { s.Here = s.Here.Union(w).With(i) }
func (c guests) CanCall(s *party, of, by spec.NodeID) bool     { return s.Here.Has(by) && !s.Here.Has(of) }
func (c guests) Call(s *party, of, by spec.NodeID)             { s.Here = s.Here.With(of) }
func (c guests) CanStrike(s *party, x uint8) bool              { return x == s.Hours && x < c.Late }
func (c guests) Strike(s *party, x uint8)                      { s.Hours++ }
func (c guests) Begun(s *party) bool                           { return !s.Here.Empty() }
func (c guests) Early(s *party) bool                           { return s.Here.Empty() || s.Hours < 2 }
func (c guests) Full(s *party) bool                            { return s.Here == spec.All(c.Nodes) }

// partyOf is a walk through it. The clock runs over where it strikes later than the state has room for.
func partyOf(t *testing.T, late uint8) walk.Walker {
	t.Helper()
	c := guests{Nodes: 3, Top: 3, Late: late}
	m := spec.MethodsOf[party](c)
	w, err := walk.New(&spec.Spec[party]{Title: "A party", Section: "P §1", Config: c, Actions: []spec.Action[party]{
		m.Act("Bring", "", spec.Nodes("i", 3), spec.Sets("w", 3, 1, 1)).Saying("{i} brings {w}"),
		m.Act("Call", "", spec.Nodes("of", 3), spec.Nodes("by", 3)).ByNode(1).Saying("{by} calls {of}"),
		m.Act("Strike", "", spec.Numbers("x", 4)),
	}, Props: []spec.Property[party]{m.When("Begun").Always("PT-P1", "P §2", "it begins early", "Early"),
		m.Possible("PT-S1", "P §3", "all come", "Full"), m.Always("PT-P2", "P §4", "it is early", "Early"),
	}, Final: m.Predicate("Full"), Describe: func(s *party) []string { return []string{fmt.Sprint(s.Here), "here"} }})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// follow is where the actions of these texts lead.
func follow(t *testing.T, w walk.Walker, texts ...string) (*walk.Position, []int) {
	t.Helper()
	var schedule []int
	for {
		p, err := w.At(schedule)
		if err != nil {
			t.Fatal(err)
		}
		if len(schedule) == len(texts) {
			return p, schedule
		}
		k := slices.IndexFunc(p.Enabled, func(a walk.Action) bool { return a.Text == texts[len(schedule)] })
		if k < 0 {
			t.Fatalf("%s cannot happen, but %v", texts[len(schedule)], p.Enabled)
		}
		schedule = append(schedule, k)
	}
}

// Of a spec it is said what it is of, and what it claims where.
func TestAWalkSaysWhatIsTrueEverywhere(t *testing.T) {
	got := partyOf(t, 2).Spec()
	want := []walk.Property{
		{Claim: spec.Claim{ID: "PT-P1", Section: "P §2", Text: "it begins early"}, Kind: spec.Invariant, When: "Begun"},
		{Claim: spec.Claim{ID: "PT-S1", Section: "P §3", Text: "all come"}, Kind: spec.Sometimes},
		{Claim: spec.Claim{ID: "PT-P2", Section: "P §4", Text: "it is early"}, Kind: spec.Invariant},
	}
	if got.Title != "A party" || got.Section != "P §1" || got.Nodes != 3 || len(got.Fields) != 2 ||
		!reflect.DeepEqual(got.Props, want) {
		t.Errorf("%+v", got)
	}
}

// Of a position it is said what happened and can happen, to whom, what changed, and what each property says: an
// invariant only where it says something.
func TestAPositionSaysWhoActsAndWhatHolds(t *testing.T) {
	w := partyOf(t, 2)
	p, _ := follow(t, w, "Strike(x=0)", "Strike(x=1)", "Bring(i=2, w={0})")
	steps := []walk.Action{{Name: "Strike", Text: "Strike(x=0)"}, {Name: "Strike", Text: "Strike(x=1)"},
		{Name: "Bring", Text: "Bring(i=2, w={0})", Says: "2 brings {0}", Acts: true, Node: 2, Others: spec.Only(0)}}
	enabled := []walk.Action{
		{Name: "Bring", Text: "Bring(i=1, w={0})", Says: "1 brings {0}", Acts: true, Node: 1, Others: spec.Only(0)},
		{Name: "Bring", Text: "Bring(i=1, w={2})", Says: "1 brings {2}", Acts: true, Node: 1, Others: spec.Only(2)},
		{Name: "Call", Text: "Call(of=1, by=0)", Says: "0 calls 1", Acts: true, Node: 0, Others: spec.Only(1)},
		{Name: "Call", Text: "Call(of=1, by=2)", Says: "2 calls 1", Acts: true, Node: 2, Others: spec.Only(1)},
	}
	if !reflect.DeepEqual(p.Steps, steps) || !reflect.DeepEqual(p.Enabled, enabled) {
		t.Errorf("steps %+v, enabled %+v", p.Steps, p.Enabled)
	}
	if !slices.Equal(p.State, []uint16{5, 2}) || !slices.Equal(p.Changed, []bool{true, false}) || p.Deadlock ||
		!slices.Equal(p.Says, []string{"{0 2}", "here"}) {
		t.Errorf("state %v, changed %v, deadlock %v, says %q", p.State, p.Changed, p.Deadlock, p.Says)
	}
	standings := func(p *walk.Position) [3]walk.Standing { return [3]walk.Standing(p.Standings) }
	if got, want := standings(p), [3]walk.Standing{{Matters: true, Decided: true, First: 3}, {},
		{Matters: true, Decided: true, First: 3}}; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	p, _ = follow(t, w, "Bring(i=2, w={0})", "Call(of=1, by=0)", "Strike(x=0)")
	if got, want := standings(p), [3]walk.Standing{{Holds: true, Matters: true}, {Holds: true, Decided: true, First: 2},
		{Holds: true, Matters: true}}; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	p, _ = follow(t, w)
	if got, want := standings(p), [3]walk.Standing{{Holds: true}, {}, {Holds: true, Matters: true}}; got != want ||
		slices.Contains(p.Changed, true) {
		t.Errorf("at the start %+v, want %+v; changed %v", got, want, p.Changed)
	}
}

// A search goes on from where it stands, and stops at what is asked for alone.
func TestASearchStopsAtWhatIsAskedFor(t *testing.T) {
	w := partyOf(t, 2)
	_, schedule := follow(t, w, "Strike(x=0)", "Strike(x=1)")
	for _, c := range []struct {
		until, want string
		length      int
	}{{"", "PT-P1", 3}, {"PT-P1", "PT-P1", 3}, {"PT-P2", "PT-P2", 3}, {"PT-S1", "PT-S1", 4}, {"PT-P3", "", 0}} {
		found, err := w.Search(schedule, explore.Options{Until: c.until})
		if err != nil || found.Property != c.want || len(found.Schedule) != c.length ||
			c.length > 0 && !slices.Equal(found.Schedule[:2], schedule) || c.length == 0 && !found.Complete ||
			(found.Kind == spec.Sometimes) != (c.want == "PT-S1") || found.States == 0 || found.Transitions == 0 ||
			found.Depth == 0 {
			t.Errorf("%q from %v: %+v, %v", c.until, schedule, found, err)
		}
	}
	m := spec.MethodsOf[stuck](line{Nodes: 1})
	end, err := walk.New(&spec.Spec[stuck]{Config: line{Nodes: 1}, Actions: []spec.Action[stuck]{m.Act("Walk", "")},
		Props: []spec.Property[stuck]{m.Possible("L-S1", "", "", "End")}, Final: m.Predicate("End")})
	if err != nil {
		t.Fatal(err)
	}
	if found, err := end.Search(nil, explore.Options{Until: "L-S1"}); err != nil || found.Schedule != nil {
		t.Errorf("a deadlock is found where it is not looked for: %+v, %v", found, err)
	}
	_, before := follow(t, partyOf(t, 4), "Strike(x=0)")
	if found, err := partyOf(t, 4).Search(before, explore.Options{Until: "nothing"}); err == nil {
		t.Errorf("what the state has no room for is found: %+v", found)
	}
	if _, err := w.At([]int{1000}); err == nil {
		t.Errorf("followed where nothing leads: %v", err)
	}
}

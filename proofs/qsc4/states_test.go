package qsc4

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"quesera/proofs/refine"
	"quesera/proofs/smt"
	"quesera/proofs/tlcb"
	"quesera/spec"
	"quesera/spec/qsc4"
	"quesera/spec/qsc4/tickets"
)

// amounts are the numbers of which QSC4-L2 and QSC4-L3 speak.
var amounts = smt.Arithmetic{Names: []string{"n", "f", "k", "t", "x", "r", "named", "bad", "heard", "without"}}

// A theme is what some states are examples of: what is assumed there, and what follows.
type theme struct {
	assumed smt.Assumptions
	claim   string
}

// themes are those of QSC4-L2 and QSC4-L3.
func themes() map[string]theme {
	return map[string]theme{"minority": {minority(), tooFew}, "named": {namedDeals(), oneIsCorrect},
		"read": {aThreshold(), enoughShares}}
}

// examples are what the reachable states of a ticket are examples of, by theme, for each deal that it needs.
func examples(t *testing.T, c tickets.Config) map[string]map[smt.Amounts]bool {
	t.Helper()
	all := map[string]map[smt.Amounts]bool{"minority": {}, "named": {}, "read": {}}
	correct := spec.All(c.Nodes - c.Corrupt)
	var mu sync.Mutex
	refine.EveryState(t, c.Spec(), false, func(st *tickets.State) error {
		mu.Lock()
		defer mu.Unlock()
		sum := smt.Amounts{int(c.Nodes), int(c.Corrupt), int(c.Corrupt), int(c.Threshold)}
		if c.Entering(st) {
			named := sum
			named[4], named[6], named[7] = st.Unnamed.Len(), st.Deals.Len(), st.Deals.Minus(correct).Len()
			all["named"][named] = true
		}
		for d := range spec.NodeID(c.Nodes) {
			if !c.Entering(st) || !st.Deals.Has(d) {
				continue
			}
			of := sum
			of[4], of[5] = st.Left[d].Len(), st.Revealed.Intersect(correct).Len()
			if 2*st.Entered.Intersect(correct).Len() <= correct.Len() {
				all["minority"][of] = true
			}
			if c.CertifiedRead(st) {
				of[8], of[9] = st.Read.Len(), st.Read.Intersect(st.Left[d]).Len()
				all["read"][of] = true
			}
		}
		return nil
	})
	return all
}

// falseOf are the assumptions and claims that are false of some example of a group.
func falseOf(t *testing.T, c tickets.Config) (names []string) {
	for name, found := range examples(t, c) {
		if len(found) == 0 {
			t.Errorf("%+v: no state is an example of %s", c, name)
		}
		formulas := themes()[name].assumed.And("claim", themes()[name].claim)
		for _, part := range slices.Sorted(maps.Keys(formulas)) {
			holds := amounts.Parse(formulas[part])
			for sum := range found {
				if !holds(&sum) {
					names = append(names, name+": "+part)
					break
				}
			}
		}
	}
	slices.Sort(names)
	return names
}

// QSC4-L4. Claim: what the solvers assume of deals and shares (QSC4-L2, QSC4-L3), and what follows, is true in every
// reachable state of spec/qsc4/tickets (TLC §5.3.3). With a threshold that leaves out f_c, one deal less, or thresholds
// that shrink in the round, one assumption is false, and what rests on it.
//
// Method: the very formulas, of the numbers of all states, once a deal; n=4 and anytrust n=3.
func TestWhatTheSolversAssumeOfSharesIsTrueInEveryState(t *testing.T) {
	four := tickets.Config{Nodes: 4, Corrupt: 1, Threshold: 3}
	lax, few, shrink := four, four, four
	lax.Threshold, few.Few, shrink.Shrink = 2, true, true
	for _, g := range []struct {
		name   string
		config tickets.Config
		want   []string
	}{
		{"four", four, nil}, {"anytrust", tickets.Config{Nodes: 3, Corrupt: 2, Threshold: 3}, nil},
		{"a threshold without f_c", lax, []string{"minority: claim", "minority: t"}},
		{"one deal less", few, []string{"named: claim", "named: named"}},
		{"thresholds that shrink", shrink, []string{"read: claim", "read: heard"}},
	} {
		if got := falseOf(t, g.config); !slices.Equal(got, g.want) {
			t.Errorf("%s: false are %q, want %q", g.name, got, g.want)
		}
	}
}

// place is where a relation of proofs/tlcb stands in its worlds.
func place(relation string) int { return slices.Index(tlcb.Language.Relations, relation) }

// everyOutcome hands to look every state that ends a round, with what QSC4-L1 speaks of: what anybody has on entering
// s+4 (S3, C3), which messages of s+2 are certified (R3) and what they carry as confirmed (C1), and the tickets.
func everyOutcome(c qsc4.Config, look func(*tlcb.Told)) {
	mask := smt.World{}
	for node := range c.Nodes {
		mask.Holds[place("C1")][node], mask.Holds[place("Same")][node] = spec.All(c.Nodes), spec.All(c.Nodes)
	}
	start := tlcb.Begin(c)
	start.World = start.World.Only(&mask)
	sp, known := c.Spec(), map[tlcb.Told]bool{}
	for next := []tlcb.Told{start}; len(next) > 0; {
		st := next[len(next)-1]
		next = next[:len(next)-1]
		if c.Done(&st.State) {
			for i := range c.Nodes {
				st.World.Holds[place("S3")][i] = st.State.Knows[i].Seen
				st.World.Holds[place("C3")][i] = st.State.Knows[i].Confirmed
				st.World.Holds[place("R3")][i] = st.State.Witnessed[1]
			}
			copy(st.World.Tickets[:], st.State.Ticket[:])
			look(&st)
		}
		_ = refine.EveryStep(sp, &st.State, func(act *spec.Action[qsc4.State], args spec.Args, to *qsc4.State) error {
			after := st
			after.Step(act.Name, args, to)
			if after.World = after.World.Only(&mask); !known[after] {
				known[after] = true
				next = append(next, after)
			}
			return nil
		})
	}
}

// variables have some nodes stand for names.
func variables(of map[string]spec.NodeID) (v smt.Variables) {
	for name, node := range of {
		v[slices.Index(tlcb.Language.Names, name)] = node
	}
	return v
}

// QSC4-L5. Claim: who commits and who may choose in spec/qsc4 are those of whom QSC4-L1 assumes it: who reconfirms the
// proposal by a certified message and sees no rival, and of whose confirmed proposals none has a higher ticket (TLC
// §5.3.1).
//
// Method: the very formulas against the Go of the spec, for all nodes and proposals, at the end of every round of
// groups of two and three, anytrust among them, with all draws of tickets.
func TestWhoCommitsAndChoosesIsWhomTheSolversAssume(t *testing.T) {
	says := map[string]smt.Formula{}
	for name, text := range decisions() {
		says[name] = tlcb.Language.Parse(text)
	}
	commits, choices := 0, 0
	for _, c := range []qsc4.Config{{Nodes: 5, Corrupt: 2, Threshold: 3, Tickets: 2, Late: true}, {Nodes: 2,
		Threshold: 2, Tickets: 3}, {Nodes: 3, Threshold: 2, Tickets: 2}} {
		everyOutcome(c, func(st *tlcb.Told) {
			for j := range spec.NodeID(c.Nodes - 2*c.Corrupt) {
				for p := range spec.NodeID(c.Nodes) {
					reconfirmed := false
					for m := range spec.NodeID(c.Nodes) {
						v := variables(map[string]spec.NodeID{"i": j, "p": p, "m": m})
						reconfirmed = reconfirmed || says["i reconfirms p by m"](&st.World, &v)
					}
					v := variables(map[string]spec.NodeID{"i": j, "p": p, "j": j, "q": p})
					if c.Commits(&st.State, j, p) {
						if commits++; !reconfirmed || !says["i sees no rival"](&st.World, &v) {
							t.Fatalf("%+v: node %d commits proposal %d", st.State, j, p)
						}
					}
					if got, want := c.MayChoose(&st.State, j, p), says["j may choose q"](&st.World, &v); got != want {
						t.Fatalf("%+v: node %d may choose proposal %d: %v, as a formula %v", st.State, j, p, got, want)
					} else if got {
						choices++
					}
				}
			}
		})
	}
	t.Logf("%d commits, %d choices", commits, choices)
	if commits < 100 || choices < 100 {
		t.Errorf("%d commits and %d choices are too few", commits, choices)
	}
}

package proofs

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"quesera/spec"
	"quesera/spec/clock"
)

// relations are the names by which the formulas given to the solvers speak of an outcome (contract), and names
// those of nodes in them.
var (
	relations = []string{"S1", "S2", "S3", "C1", "C2", "C3", "R2", "R3", "H2", "H3", "K3"}
	names     = []string{"i", "j", "x", "y", "m", "w"}
)

// A world is one outcome of the contract, as a structure in which the formulas can be judged: each
// relation, as the set of those to whom a node is so related.
type world struct {
	nodes spec.NodeID
	holds [11][spec.MaxNodes]spec.NodeSet
}

// worldOf reads the relations out of an outcome of three steps, in their order.
func worldOf(c clock.Config, st *clock.State) world {
	w := world{nodes: spec.NodeID(c.Nodes)}
	for j := range w.nodes {
		one, two, end := &st.Carried[1][j], &st.Carried[2][j], &st.Knows[j]
		for k, set := range []spec.NodeSet{
			one.Raw[0], two.Raw[0], end.Raw[0], one.Cert[0], two.Cert[0], end.Cert[0],
			two.Raw[1], end.Raw[1], two.Cert[1], end.Cert[1], end.Cert[2],
		} {
			w.holds[k][j] = set
		}
	}
	return w
}

// variables are the nodes for which names stand.
type variables [6]spec.NodeID

// A formula is what an SMT-LIB formula over nodes says of a world.
type formula func(w *world, v *variables) bool

// place is where a word of a formula is in a list. It panics if it is not.
func place(list []string, word string) int {
	k := slices.Index(list, word)
	if k < 0 {
		panic(fmt.Sprintf("proofs: %q in a formula, want one of %q", word, list))
	}
	return k
}

// parseFormula reads the part of SMT-LIB in which theContract is written. It panics at anything else.
func parseFormula(text string) formula {
	words := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))
	f, rest := readFormula(words)
	if len(rest) > 0 {
		panic(fmt.Sprintf("proofs: %q after a formula", rest))
	}
	return f
}

func readFormula(words []string) (formula, []string) {
	head, rest := words[1], words[2:]
	if head == "forall" || head == "exists" {
		return readQuantifier(head == "forall", rest[1:])
	}
	if head != "and" && head != "=>" {
		relation, left, right := place(relations, head), place(names, rest[0]), place(names, rest[1])
		return func(w *world, v *variables) bool { return w.holds[relation][v[left]].Has(v[right]) }, rest[3:]
	}
	var parts []formula
	for rest[0] != ")" {
		var part formula
		part, rest = readFormula(rest)
		parts = append(parts, part)
	}
	return func(w *world, v *variables) bool {
		for k, part := range parts {
			if head == "=>" && k == len(parts)-1 {
				return part(w, v)
			}
			if !part(w, v) {
				return head == "=>"
			}
		}
		return true
	}, rest[1:]
}

// readQuantifier reads the declared names of a quantifier, its body and its end.
func readQuantifier(all bool, words []string) (formula, []string) {
	if words[0] == ")" {
		body, rest := readFormula(words[1:])
		return body, rest[1:]
	}
	name := place(names, words[1])
	body, rest := readQuantifier(all, words[4:])
	return func(w *world, v *variables) bool {
		for node := range w.nodes {
			if v[name] = node; body(w, v) != all {
				return !all
			}
		}
		return all
	}, rest
}

// CLK-L3. Claim: what the solvers assume of a round (CLK-L2, QSC3-L3, QSC3-L4) is true of every outcome of the contract, for
// any two nodes as i and j (TLC §2.1-2.9); and it is majorities that make it so.
//
// Method: the very formulas, judged on every outcome of three steps of three nodes, up to renaming; with late knowledge
// only with QUESERA_DEEP=1. With thresholds of one the overlaps fail, and nothing else.
func TestWhatTheSolversAssumeIsTrueOfEveryOutcome(t *testing.T) {
	majority := clock.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 3}
	if failing := failingAssumptions(t, majority); len(failing) > 0 {
		t.Errorf("of majorities these are false: %v", failing)
	}
	late := majority
	if late.Late = 1; !deep() {
		t.Log("late knowledge: left out, set QUESERA_DEEP=1")
	} else if failing := failingAssumptions(t, late); len(failing) > 0 {
		t.Errorf("with late knowledge these are false: %v", failing)
	}
	failing := failingAssumptions(t, clock.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 3})
	for name := range theContract() {
		if failing[name] != strings.HasPrefix(name, "overlap") {
			t.Errorf("with thresholds of one %q fails: %v", name, failing[name])
		}
	}
}

// failingAssumptions are those that are false of some outcome.
func failingAssumptions(t *testing.T, c clock.Config) map[string]bool {
	t.Helper()
	assumptions := map[string]formula{}
	for name, text := range theContract() {
		assumptions[name] = parseFormula(text)
	}
	var mu sync.Mutex
	worlds := map[world]bool{}
	everyState(t, c.Spec(), true, func(st *clock.State) error {
		if c.Everyone(st) {
			w := worldOf(c, st)
			mu.Lock()
			defer mu.Unlock()
			worlds[w] = true
		}
		return nil
	})
	if len(worlds) < 100 {
		t.Errorf("%+v has %d outcomes", c, len(worlds))
	}
	failing := map[string]bool{}
	for name, holds := range assumptions {
		pairs := spec.NodeID(1) // where a formula does not speak of i and j one will do
		if text := theContract()[name]; strings.Contains(text, " i ") || strings.Contains(text, " j ") {
			pairs = spec.NodeID(c.Nodes)
		}
		for w := range worlds {
			if !everyPair(&w, pairs, holds) {
				failing[name] = true
				break
			}
		}
	}
	return failing
}

// everyPair judges a formula for all i and j below n.
func everyPair(w *world, n spec.NodeID, holds formula) bool {
	for i := range n {
		for j := range n {
			if !holds(w, &variables{i, j}) {
				return false
			}
		}
	}
	return true
}

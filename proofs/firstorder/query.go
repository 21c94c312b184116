package firstorder

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Named is an assumption with the name by which it is cited.
type Named struct {
	Name    string
	Formula fmt.Stringer
}

// Axiom is a formula in the text of SMT-LIB, about quorums.
type Axiom string

func (a Axiom) String() string { return string(a) }

// A Query asks whether assumptions imply a goal. A transition's parameters are arbitrary individuals.
type Query struct {
	Theory  *Theory
	Related []string // relations between two nodes that are neither defined nor part of the state
	Params  []*Term
	Next    []Definition
	Assumed []Named
	Goal    *Term
}

// Script asks a solver for a counterexample.
func (q *Query) Script() string {
	var b strings.Builder
	b.WriteString("(set-logic UFLIA)\n(declare-sort Node 0)\n(declare-sort Quorum 0)\n(declare-fun in (Node Quorum) " +
		"Bool)\n" +
		"(declare-fun shared (Quorum Quorum) Node)\n")
	q.Theory.declare(&b)
	for _, name := range q.Related {
		fmt.Fprintf(&b, "(declare-fun %s (Node Node) Bool)\n", name)
	}
	for _, p := range q.Params {
		fmt.Fprintf(&b, "(declare-const %s %s)\n", p, p.sort)
	}
	for _, d := range q.Next {
		fmt.Fprintf(&b, "(define-fun %s (%s) %s\n  %s)\n", d.Name, declared(d.Params), d.Body.sort, d.Body)
	}
	q.mention(&b)
	for _, a := range q.Assumed {
		fmt.Fprintf(&b, "; %s\n(assert %s)\n", a.Name, a.Formula)
	}
	fmt.Fprintf(&b, "(assert (not %s))\n(check-sat)\n", q.Goal)
	return b.String()
}

// declare declares the symbols of the theory: the parameters of the group, the families of quorums, and the parts of
// the state.
func (t *Theory) declare(b *strings.Builder) {
	for field := range structOf(t).Fields() {
		if p := t.parameter(field); p.op == opVariable {
			fmt.Fprintf(b, "(declare-const %s %s)\n", p, p.sort)
		}
	}
	for name := range t.loops {
		fmt.Fprintf(b, "(declare-fun below.%s (Int) Bool)\n(assert (forall ((s Int)) (= (below.%s s) (and (<= 0 s) (< s "+
			"%s)))))\n", name, name, name)
	}
	for _, family := range t.families() {
		fmt.Fprintf(b, "(declare-fun %s.quorum (Quorum) Bool)\n", family)
	}
	t.declareLeaves(b)
}

// declareLeaves declares the parts of the state.
func (t *Theory) declareLeaves(b *strings.Builder) {
	for _, l := range t.leaves {
		sorts := slices.Clone(l.index)
		if l.isSet {
			sorts = append(sorts, Node)
		}
		var words []string
		for _, s := range sorts {
			words = append(words, string(s))
		}
		fmt.Fprintf(b, "(declare-fun %s (%s) %s)\n", l.name, strings.Join(words, " "), l.result)
	}
}

// mention says what below means of the numbers of which the transition speaks, so that solvers think of them.
func (q *Query) mention(b *strings.Builder) {
	found := map[string]*Term{}
	for _, d := range q.Next {
		bound := map[string]bool{}
		for _, p := range d.Params {
			bound[p.name] = true
		}
		d.Body.numbers(bound, found)
	}
	for _, p := range q.Params {
		p.numbers(nil, found)
	}
	for _, text := range slices.Sorted(maps.Keys(found)) {
		for name := range q.Theory.loops {
			fmt.Fprintf(b, "(assert (= (below.%s %s) (and (<= 0 %s) (< %s %s))))\n", name, text, text, text, name)
		}
	}
}

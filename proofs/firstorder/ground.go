package firstorder

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Small asks for a counterexample in the group: the same query with every quantifier written out, so that solvers can
// decide it, and the answer be read.
func (g *Group) Small(q *Query) string {
	var b strings.Builder
	b.WriteString("(set-logic QF_UFLIA)\n(set-option :produce-models true)\n(define-sort Node () Int)\n")
	for _, name := range slices.Sorted(maps.Keys(g.values)) {
		if g.bools[name] {
			fmt.Fprintf(&b, "(define-fun %s () Bool %t)\n", name, g.values[name] == 1)
		} else {
			fmt.Fprintf(&b, "(define-fun %s () Int %d)\n", name, g.values[name])
		}
	}
	for name := range g.theory.loops {
		fmt.Fprintf(&b, "(define-fun below.%s ((s Int)) Bool (and (<= 0 s) (< s %s)))\n", name, name)
	}
	g.theory.declareLeaves(&b)
	for _, cell := range g.cells() {
		if !cell.isSet {
			fmt.Fprintf(&b, "(assert (and (<= 0 %s) (<= %s %d)))\n", cell.text, cell.text, g.most())
		}
	}
	for _, p := range q.Params {
		last := g.nodes - 1
		if p.sort == Number {
			last = g.most()
		}
		fmt.Fprintf(&b, "(declare-const %s Int)\n(assert (and (<= 0 %s) (<= %s %d)))\n", p, p, p, last)
	}
	for _, d := range q.Next {
		fmt.Fprintf(&b, "(define-fun %s (%s) %s\n  %s)\n", d.Name, declared(d.Params), d.Body.sort, g.ground(d.Body))
	}
	for _, a := range q.Assumed {
		if term, ok := a.Formula.(*Term); ok { // axioms about quorums are true of numbers
			fmt.Fprintf(&b, "; %s\n(assert %s)\n", a.Name, g.ground(term))
		}
	}
	fmt.Fprintf(&b, "(assert %s)\n(check-sat)\n(get-value (", g.ground(Not(q.Goal)))
	for _, p := range q.Params {
		b.WriteString(p.text + " ")
	}
	for _, cell := range g.cells() {
		b.WriteString(cell.text + " ")
	}
	b.WriteString("))\n")
	return b.String()
}

// most is the largest number that a state may hold: it bounds the search for a counterexample only.
func (g *Group) most() int {
	most := 0
	for name := range g.theory.loops {
		most = max(most, g.values[name])
	}
	return most
}

// A cell is one number of the state, or one node's membership in one of its sets.
type cell struct {
	leaf  int
	index []int
	isSet bool
	text  string
}

// cells are those that the group uses.
func (g *Group) cells() []cell {
	var all []cell
	for i, l := range g.theory.leaves {
		lens := slices.Clone(g.lens[i])
		if l.isSet {
			lens = append(lens, g.nodes)
		}
		var fill func(index []int)
		fill = func(index []int) {
			if k := len(index); k < len(lens) {
				for v := range lens[k] {
					fill(append(index[:k:k], v))
				}
				return
			}
			text := "(" + l.name
			for _, v := range index {
				text += " " + strconv.Itoa(v)
			}
			if text += ")"; len(index) == 0 {
				text = l.name
			}
			all = append(all, cell{i, index, l.isSet, text})
		}
		fill(nil)
	}
	return all
}

// ground writes the quantifiers of a formula out.
func (g *Group) ground(t *Term) *Term {
	switch t.op {
	case opForall, opExists:
		var parts []*Term
		g.instances(t.vars, map[string]*Term{}, func(by map[string]*Term) {
			parts = append(parts, g.ground(t.args[0].replace(by)))
		})
		if t.op == opForall {
			return And(parts...)
		}
		return Or(parts...)
	case opQuorum:
		var members []*Term
		g.instances(t.vars, map[string]*Term{}, func(by map[string]*Term) {
			members = append(members, g.ground(t.args[0].replace(by)))
		})
		return atLeast(g.threshold(t.name), members)
	}
	if len(t.args) == 0 {
		return t
	}
	args := make([]*Term, len(t.args))
	for i, a := range t.args {
		args[i] = g.ground(a)
	}
	return t.rebuild(args)
}

// instances calls do for all values of the variables.
func (g *Group) instances(vars []*Term, by map[string]*Term, do func(map[string]*Term)) {
	if len(vars) == 0 {
		do(by)
		return
	}
	until := g.most()
	if vars[0].sort == Node {
		until = g.nodes
	}
	for k := range until {
		by[vars[0].name] = literal(k)
		g.instances(vars[1:], by, do)
	}
}

// atLeast says that so many of the formulas hold.
func atLeast(enough int, formulas []*Term) *Term {
	if enough <= 0 {
		return yes
	}
	if len(formulas) < enough {
		return no
	}
	rest := formulas[1:]
	return Or(And(formulas[0], atLeast(enough-1, rest)), atLeast(enough, rest))
}

// Values reads a solver's answer to Small: the values of the query's parameters, and the state, which is written to
// state.
func (g *Group) Values(q *Query, answer string, state any) (map[string]int, error) {
	var words []string
	for _, w := range strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(answer)) {
		words = append(words, w)
	}
	values := readPairs(words)
	cells := g.cells()
	if len(values) != len(q.Params)+len(cells) {
		return nil, fmt.Errorf("firstorder: %d values in the solver's answer, want %d: %s", len(values),
			len(q.Params)+len(cells), answer)
	}
	params := map[string]int{}
	for i, p := range q.Params {
		params[p.name] = values[i]
	}
	root := reflect.ValueOf(state).Elem()
	for i, c := range cells {
		l := g.theory.leaves[c.leaf]
		place := locate(root, l.path, c.index)
		value := uint64(values[len(q.Params)+i])
		if c.isSet {
			value = place.Uint() | value<<c.index[len(c.index)-1]
		}
		if l.result == Bool && !c.isSet {
			place.SetBool(value == 1)
		} else {
			place.SetUint(value)
		}
	}
	return params, nil
}

// locate is the part of a value at a path of fields and indices.
func locate(v reflect.Value, path []string, index []int) reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		return locate(v.FieldByName(path[0]), path[1:], index)
	case reflect.Array:
		return locate(v.Index(index[0]), path, index[1:])
	}
	return v
}

// readPairs reads "((term value) ...)": the values, which are numbers or truth values.
func readPairs(words []string) []int {
	var all []int
	depth := 0
	for i, w := range words {
		switch w {
		case "(":
			depth++
		case ")":
			if depth--; depth == 1 && words[i-1] != ")" {
				n, err := strconv.Atoi(words[i-1])
				if err != nil {
					n = number(words[i-1] == "true")
				}
				all = append(all, n)
			}
		}
	}
	return all
}

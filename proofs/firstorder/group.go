package firstorder

import (
	"fmt"
	"reflect"
	"strings"
)

// A Group is one group of a certain size, with certain thresholds and a certain number of steps, in whose states
// formulas can be judged, node by node and step by step.
type Group struct {
	theory *Theory
	nodes  int
	values map[string]int  // of the Config's fields, by the names that the formulas have for them
	bools  map[string]bool // those of them that are true or false, which are 1 and 0
	lens   [][]int         // of each leaf, how many values each of its indices has
	at     map[string]int  // the place of each leaf
}

// A Reading is a state as the formulas see it: of each leaf the numbers or sets, by its indices.
type Reading [][]uint16

// Group is the group of a Config.
func (t *Theory) Group(config any) (*Group, error) {
	g := &Group{theory: t, values: map[string]int{}, bools: map[string]bool{}, at: map[string]int{}}
	c := reflect.ValueOf(config)
	for i := range c.NumField() {
		name := c.Type().Field(i).Name
		switch {
		case c.Field(i).CanUint():
			g.values[name] = int(c.Field(i).Uint())
		case c.Field(i).Kind() == reflect.Bool:
			g.values[name] = number(c.Field(i).Bool())
			g.bools[name] = true
		}
	}
	g.nodes = g.values[nodesField]
	for i, l := range t.leaves {
		g.at[l.name] = i
		var lens []int
		for _, bound := range l.bounds {
			lens = append(lens, g.values[bound])
		}
		g.lens = append(g.lens, lens)
	}
	if g.nodes == 0 {
		return nil, fmt.Errorf("firstorder: the Config has no %s", nodesField)
	}
	return g, nil
}

// Read reads a state.
func (g *Group) Read(state any) Reading {
	out := make(Reading, len(g.theory.leaves))
	v := reflect.Indirect(reflect.ValueOf(state))
	for i, l := range g.theory.leaves {
		out[i] = flatten(nil, v, l.path, g.lens[i])
	}
	return out
}

// flatten appends the numbers at the end of a path of fields, of each array as many entries as are in use.
func flatten(out []uint16, v reflect.Value, path []string, lens []int) []uint16 {
	switch v.Kind() {
	case reflect.Struct:
		return flatten(out, v.FieldByName(path[0]), path[1:], lens)
	case reflect.Array:
		for i := range lens[0] {
			out = flatten(out, v.Index(i), path, lens[1:])
		}
		return out
	case reflect.Bool:
		return append(out, uint16(number(v.Bool())))
	}
	return append(out, uint16(v.Uint()))
}

// threshold is the size of a family's smallest quorums.
func (g *Group) threshold(family string) int {
	if family == Majority {
		return g.nodes/2 + 1
	}
	return g.values[family]
}

// A Judge says what a formula, or any other term, is in a state, and for formulas about a transition in the next one,
// for values of its free variables: 0 for false, 1 for true.
type Judge func(before, after Reading, values []int) int

// Judge compiles a term whose free variables are those given.
func (g *Group) Judge(t *Term, free ...*Term) Judge {
	scope := map[string]int{}
	for i, v := range free {
		scope[v.name] = i
	}
	slots := len(free)
	inner := g.compile(t, scope, &slots)
	return func(before, after Reading, values []int) int {
		f := frame{before, after, make([]int, slots)}
		copy(f.values, values)
		return inner(&f)
	}
}

type frame struct {
	before, after Reading
	values        []int
}

type compiled func(f *frame) int

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (g *Group) compile(t *Term, scope map[string]int, slots *int) compiled {
	if t.op == opForall || t.op == opExists || t.op == opQuorum {
		return g.quantifier(t, scope, slots)
	}
	args := make([]compiled, len(t.args))
	for i, a := range t.args {
		args[i] = g.compile(a, scope, slots)
	}
	switch t.op {
	case opVariable:
		if slot, ok := scope[t.name]; ok {
			return func(f *frame) int { return f.values[slot] }
		}
		value, ok := g.values[t.name]
		if !ok {
			panic("firstorder: nothing is called " + t.name)
		}
		return func(*frame) int { return value }
	case opLiteral:
		return func(*frame) int { return t.value }
	case opTrue, opFalse:
		return func(*frame) int { return number(t.op == opTrue) }
	case opApply:
		return g.apply(t, args)
	case opNot:
		return func(f *frame) int { return 1 - args[0](f) }
	case opAnd, opOr:
		stop := number(t.op == opOr)
		return func(f *frame) int {
			for _, a := range args {
				if a(f) == stop {
					return stop
				}
			}
			return 1 - stop
		}
	case opImplies:
		return func(f *frame) int { return number(args[0](f) == 0 || args[1](f) == 1) }
	case opEqual:
		return func(f *frame) int { return number(args[0](f) == args[1](f)) }
	case opLess:
		return func(f *frame) int { return number(args[0](f) < args[1](f)) }
	case opAtMost:
		return func(f *frame) int { return number(args[0](f) <= args[1](f)) }
	case opAdd:
		return func(f *frame) int { return args[0](f) + args[1](f) }
	}
	return func(f *frame) int { // opIf
		if args[0](f) == 1 {
			return args[1](f)
		}
		return args[2](f)
	}
}

// apply looks a symbol up. Of indices that no array has it says 0: no formula may depend on what it is there.
func (g *Group) apply(t *Term, args []compiled) compiled {
	if parameter, ok := strings.CutPrefix(t.name, "below."); ok {
		bound := g.values[parameter]
		return func(f *frame) int { k := args[0](f); return number(0 <= k && k < bound) }
	}
	name, next := strings.CutPrefix(t.name, Next)
	place := g.at[name]
	isSet := g.theory.leaves[place].isSet
	indices := len(g.theory.leaves[place].index)
	return func(f *frame) int {
		at := 0
		for i := range indices {
			k := args[i](f)
			if k < 0 || k >= g.lens[place][i] {
				return 0
			}
			at = at*g.lens[place][i] + k
		}
		from := f.before
		if next {
			from = f.after
		}
		value := int(from[place][at])
		if isSet {
			return value >> args[indices](f) & 1
		}
		return value
	}
}

// quantifier goes through all nodes and, since what is said of numbers is said of those below a parameter, up to the
// largest one.
func (g *Group) quantifier(t *Term, scope map[string]int, slots *int) compiled {
	inner := map[string]int{}
	for name, slot := range scope {
		inner[name] = slot
	}
	most := 0
	for _, v := range g.values {
		most = max(most, v+1)
	}
	var at, until []int
	for _, v := range t.vars {
		inner[v.name] = *slots
		at = append(at, *slots)
		*slots++
		if v.sort == Node {
			until = append(until, g.nodes)
		} else {
			until = append(until, most)
		}
	}
	body := g.compile(t.args[0], inner, slots)
	if t.op == opQuorum {
		enough := g.threshold(t.name)
		return func(f *frame) int {
			members := 0
			for k := range g.nodes {
				f.values[at[0]] = k
				members += body(f)
			}
			return number(members >= enough)
		}
	}
	stop := number(t.op == opExists)
	var search func(f *frame, depth int) bool
	search = func(f *frame, depth int) bool {
		if depth == len(at) {
			return body(f) == stop
		}
		for k := range until[depth] {
			f.values[at[depth]] = k
			if search(f, depth+1) {
				return true
			}
		}
		return false
	}
	return func(f *frame) int {
		if search(f, 0) {
			return stop
		}
		return 1 - stop
	}
}

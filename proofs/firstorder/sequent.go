package firstorder

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Sequent is one case of a goal: what may be supposed in it, of which individuals, and what is left to show.
type Sequent struct {
	Constants []*Term
	Supposed  []*Term
	Goal      *Term
}

// Cases takes a goal apart: what is claimed of all individuals is claimed of arbitrary ones, with what is presupposed
// of them; and of several claims each is a case.
func Cases(goal *Term) []Sequent { return cases(Sequent{Goal: goal}) }

func cases(s Sequent) []Sequent {
	switch g := s.Goal; g.op {
	case opForall:
		s.Constants = append(s.Constants[:len(s.Constants):len(s.Constants)], g.vars...)
		s.Goal = g.args[0]
		return cases(s)
	case opImplies:
		s.suppose(g.args[0])
		s.Goal = g.args[1]
		return cases(s)
	case opAnd:
		var all []Sequent
		for _, part := range g.args {
			all = append(all, cases(Sequent{s.Constants, s.Supposed, part})...)
		}
		return all
	}
	return []Sequent{s}
}

// suppose adds what may be supposed, part by part; of what there is some individual, one is taken.
func (s *Sequent) suppose(t *Term) {
	switch t.op {
	case opAnd:
		for _, part := range t.args {
			s.suppose(part)
		}
	case opExists:
		by := map[string]*Term{}
		for _, v := range t.vars {
			taken := v
			for slices.ContainsFunc(s.Constants, func(c *Term) bool { return c.name == taken.name }) {
				taken = Constant(taken.name+".", v.sort) // one formula supposed twice speaks of two individuals
			}
			by[v.name] = taken
			s.Constants = append(s.Constants[:len(s.Constants):len(s.Constants)], taken)
		}
		s.suppose(t.args[0].replace(by))
	default:
		s.Supposed = append(s.Supposed[:len(s.Supposed):len(s.Supposed)], t)
	}
}

// called finds the first individual of a Go name, or nil.
func called(name string, individuals []*Term) *Term {
	for _, t := range individuals {
		if base, _, _ := strings.Cut(t.name, "."); base == name {
			return t
		}
	}
	return nil
}

// individual is the one that an argument means: "s", "s+1" or "1".
func individual(arg string, individuals []*Term) (*Term, error) {
	if n, err := strconv.Atoi(arg); err == nil {
		return literal(n), nil
	}
	name, plus, more := strings.Cut(arg, "+")
	term := called(name, individuals)
	if term == nil {
		return nil, fmt.Errorf("firstorder: nothing is called %s here", name)
	}
	if !more {
		return term, nil
	}
	n, err := strconv.Atoi(plus)
	if err != nil {
		return nil, fmt.Errorf("firstorder: %q, want a name and a number", arg)
	}
	return add(term, literal(n)), nil
}

// At is what a formula about all individuals says of some: one for each of its first variables, by the name that it
// has in Go, or that and a number added to it, or "_" for any.
func At(formula *Term, args []string, individuals []*Term) (*Term, error) {
	if formula.op != opForall || len(formula.vars) < len(args) {
		return nil, fmt.Errorf("firstorder: %d arguments for a formula that does not speak of so many: %s", len(args),
			formula)
	}
	by := map[string]*Term{}
	var open []*Term
	for i, arg := range args {
		if arg == "_" {
			open = append(open, formula.vars[i])
			continue
		}
		term, err := individual(arg, individuals)
		if err != nil {
			return nil, err
		}
		if term.sort != formula.vars[i].sort {
			return nil, fmt.Errorf("firstorder: %s is a %s, want a %s", arg, words[term.sort], words[formula.vars[i].sort])
		}
		by[formula.vars[i].name] = term
	}
	return Forall(append(open, formula.vars[len(args):]...), formula.args[0].replace(by)), nil
}

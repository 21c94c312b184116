package firstorder

import (
	"fmt"
	"strings"
)

// Parse reads a formula about nodes: quantifiers, "and", "or", "not", "=>" and relations, in SMT-LIB.
func Parse(text string) (*Term, error) {
	words := strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))
	r := &reader{words: words}
	t := r.formula(map[string]*Term{})
	if r.err == nil && r.at != len(words) {
		r.err = fmt.Errorf("firstorder: %q after a formula", words[r.at:])
	}
	return t, r.err
}

type reader struct {
	words []string
	at    int
	err   error
}

func (r *reader) next() string {
	if r.at == len(r.words) {
		if r.err == nil {
			r.err = fmt.Errorf("firstorder: a formula that ends too early")
		}
		return ")"
	}
	r.at++
	return r.words[r.at-1]
}

func (r *reader) want(word string) {
	if got := r.next(); got != word && r.err == nil {
		r.err = fmt.Errorf("firstorder: %q in a formula, want %q", got, word)
	}
}

func (r *reader) formula(bound map[string]*Term) *Term {
	r.want("(")
	head := r.next()
	if head == "forall" || head == "exists" {
		return r.quantifier(head, bound)
	}
	var args []*Term
	for r.err == nil && r.at < len(r.words) && r.words[r.at] != ")" {
		if r.words[r.at] == "(" {
			args = append(args, r.formula(bound))
		} else if name := r.next(); bound[name] != nil {
			args = append(args, bound[name])
		} else {
			args = append(args, Constant(name, Node))
		}
	}
	r.want(")")
	switch {
	case r.err != nil:
		return no
	case head == "and":
		return And(args...)
	case head == "or":
		return Or(args...)
	case head == "not" && len(args) == 1:
		return Not(args[0])
	case head == "=>" && len(args) == 2:
		return Implies(args[0], args[1])
	}
	return apply(head, Bool, args...)
}

func (r *reader) quantifier(head string, bound map[string]*Term) *Term {
	inner := map[string]*Term{}
	for name, v := range bound {
		inner[name] = v
	}
	var vars []*Term
	r.want("(")
	for r.err == nil && r.at < len(r.words) && r.words[r.at] == "(" {
		r.want("(")
		v := Constant(r.next(), Node)
		vars, inner[v.name] = append(vars, v), v
		r.want("Node")
		r.want(")")
	}
	r.want(")")
	body := r.formula(inner)
	r.want(")")
	if head == "forall" {
		return Forall(vars, body)
	}
	return Exists(vars, body)
}

package smt

import (
	"fmt"
	"slices"
	"strings"

	"quesera/spec"
)

// Bounds on a Language.
const (
	MaxRelations = 16
	MaxNames     = 8
)

// A World is a structure in which formulas over nodes can be judged.
type World struct {
	Nodes int
	// Holds has, for each relation of a Language and each node, those to whom the node is so related.
	Holds   [MaxRelations][spec.MaxNodes]spec.NodeSet
	Tickets [spec.MaxNodes]uint8 // the ticket of each node's proposal
}

// Variables are the nodes for which the names of a Language stand, in its order.
type Variables [MaxNames]spec.NodeID

// A Formula is what an SMT-LIB formula says of a world.
type Formula func(w *World, v *Variables) bool

// A Language names the relations between two nodes, and the nodes, of which formulas speak.
type Language struct {
	Relations, Names []string
}

// Parse reads a formula in the part of SMT-LIB that consists of quantifiers over one sort, "and", "=>", "not", the
// relations, "distinct" of two nodes, and "<" and "<=" of the tickets of two. It panics at anything else: formulas are
// part of this program.
func (l Language) Parse(text string) Formula {
	f, rest := l.read(words(text))
	if len(rest) > 0 {
		panic(fmt.Sprintf("smt: %q after a formula", rest))
	}
	return f
}

// words are the parentheses and names of a formula.
func words(text string) []string {
	return strings.Fields(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(text))
}

// place is where a word of a formula is in a list.
func place(list []string, word string) int {
	k := slices.Index(list, word)
	if k < 0 {
		panic(fmt.Sprintf("smt: %q in a formula, want one of %q", word, list))
	}
	return k
}

func (l Language) read(words []string) (Formula, []string) {
	head, rest := words[1], words[2:]
	if head == "forall" || head == "exists" {
		return l.readQuantifier(head == "forall", rest[1:])
	}
	switch head {
	case "not":
		f, rest := l.read(rest)
		return func(w *World, v *Variables) bool { return !f(w, v) }, rest[1:]
	case "distinct":
		left, right := place(l.Names, rest[0]), place(l.Names, rest[1])
		return func(_ *World, v *Variables) bool { return v[left] != v[right] }, rest[3:]
	case "<", "<=": // (< (ticket x) (ticket y))
		left, right := place(l.Names, rest[2]), place(l.Names, rest[6])
		return func(w *World, v *Variables) bool {
			a, b := w.Tickets[v[left]], w.Tickets[v[right]]
			return a < b || a == b && head == "<="
		}, rest[9:]
	}
	if head != "and" && head != "=>" {
		relation, left, right := place(l.Relations, head), place(l.Names, rest[0]), place(l.Names, rest[1])
		return func(w *World, v *Variables) bool { return w.Holds[relation][v[left]].Has(v[right]) }, rest[3:]
	}
	var parts []Formula
	for rest[0] != ")" {
		var part Formula
		part, rest = l.read(rest)
		parts = append(parts, part)
	}
	return func(w *World, v *Variables) bool {
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
func (l Language) readQuantifier(all bool, words []string) (Formula, []string) {
	if words[0] == ")" {
		body, rest := l.read(words[1:])
		return body, rest[1:]
	}
	name := place(l.Names, words[1])
	body, rest := l.readQuantifier(all, words[4:])
	return func(w *World, v *Variables) bool {
		for node := range spec.NodeID(w.Nodes) {
			if v[name] = node; body(w, v) != all {
				return !all
			}
		}
		return all
	}, rest
}

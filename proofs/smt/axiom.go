package smt

import (
	"regexp"
	"slices"

	"quesera/spec"
)

// An Axiom is a formula "for all these nodes, if this then that" in its parts, so that it can be judged for some nodes
// alone, and seen to say something of them.
type Axiom struct {
	Names []string // of the nodes that it is about, of those of the Language
	// If is when it says something, and Then what; of an axiom without "=>" the first is always true.
	If, Then Formula
	language Language
	Atoms    [][]string // what it speaks of: relation, left, right
}

var atom = regexp.MustCompile(`\((\w+) (\w+) (\w+)\)`)

// Axiom reads a formula that begins with "forall". It panics at anything else: formulas are part of this program.
func (l Language) Axiom(text string) Axiom {
	a := Axiom{language: l, If: func(*World, *Variables) bool { return true }}
	for _, found := range atom.FindAllStringSubmatch(text, -1) {
		if slices.Contains(l.Relations, found[1]) {
			a.Atoms = append(a.Atoms, found[1:])
		}
	}
	rest := words(text)
	if rest[1] != "forall" {
		panic("smt: an axiom begins with " + rest[1] + ", want forall")
	}
	for rest = rest[3:]; rest[0] == "("; rest = rest[4:] {
		a.Names = append(a.Names, rest[1])
	}
	if rest = rest[1:]; rest[1] != "=>" {
		a.Then, _ = l.read(rest)
		return a
	}
	var parts []Formula
	for rest = rest[2:]; rest[0] != ")"; {
		var part Formula
		part, rest = l.read(rest)
		parts = append(parts, part)
	}
	last := len(parts) - 1
	a.Then = parts[last]
	a.If = func(w *World, v *Variables) bool {
		return !slices.ContainsFunc(parts[:last], func(part Formula) bool { return !part(w, v) })
	}
	return a
}

// About calls do with every choice of the nodes that the axiom is about, of a world of n nodes.
func (a Axiom) About(n int, do func(v Variables)) {
	var choose func(k int, v Variables)
	choose = func(k int, v Variables) {
		if k == len(a.Names) {
			do(v)
			return
		}
		for node := range n {
			v[place(a.language.Names, a.Names[k])] = spec.NodeID(node)
			choose(k+1, v)
		}
	}
	choose(0, Variables{})
}

// Needs is what of a world of n nodes the axiom depends on when it is about some nodes: the relations of these, and all
// of those that it says there is somebody for.
func (a Axiom) Needs(n int, v *Variables) World {
	needs := World{Nodes: n}
	of := func(name string) spec.NodeSet {
		if slices.Contains(a.Names, name) {
			return spec.Only(v[place(a.language.Names, name)])
		}
		return spec.All(uint8(n))
	}
	for _, atom := range a.Atoms {
		relation := &needs.Holds[place(a.language.Relations, atom[0])]
		left, right := of(atom[1]), of(atom[2])
		for node := range spec.NodeID(n) {
			if left.Has(node) {
				relation[node] = relation[node].Union(right)
			}
		}
	}
	return needs
}

// Only is what of a world is in another one, too.
func (w World) Only(mask *World) World {
	for relation := range w.Holds {
		for node := range w.Nodes {
			w.Holds[relation][node] = w.Holds[relation][node].Intersect(mask.Holds[relation][node])
		}
	}
	return w
}

// Package firstorder turns an abstract spec into first-order formulas, in which there are any number of nodes and
// steps, and has SMT solvers prove with them what the explorer can only check in small groups.
//
// It is the third reader of a spec's Go, after the compiler and package promela/translate, and starts from the same
// syntax tree. Of the Go it makes this:
//
//	NodeID                       a sort without further properties: there may be any number of nodes
//	other numbers                natural numbers, without a bound
//	the State's arrays           functions of nodes and numbers
//	NodeSet                      a predicate of nodes
//	a loop that returns          a quantifier
//	a loop that counts nodes     the set of those nodes
//	a loop that assigns          of each array what each turn makes of its own entry (entries.go)
//	set.Len() >= threshold       the set includes a quorum of that threshold's family
//	count*2 > Nodes              the set includes a quorum of the family of all majorities
//	an action                    its guard, and of each part of the State what it is afterwards
//
// A family of quorums is what is left of a threshold: nothing is said of numbers of nodes but that a set has at
// least, or more than, as many members as a threshold says. Sets of more members than the threshold are said to be
// non-empty and to include a quorum without any one member. All that holds of such families holds of the real ones,
// those of all sets of as many members or more; which axioms about them a proof uses, it says.
//
// What cannot be translated is refused, with file and line: an order of nodes, one particular node, other arithmetic
// with numbers of nodes, loops whose turns look at each other's entries.
//
//	Theory      translates (theory.go, translate.go, entries.go, expression.go) into Terms (formula.go)
//	Proof       says what an Obligation may rest on, and has solvers prove it case by case (proof.go, sequent.go,
//	            query.go)
//	Group       judges formulas in the states of one small group (group.go), so that they can be compared with the
//	            Go (Agree) and solvers can find counterexamples that the spec itself confirms (ground.go)
package firstorder

// Package circuits says what a spec says of all its states at once.
//
// It reads a spec's Go as the translator to Promela does, but runs it on circuits: each bit of the state is an input,
// and what a guard, an effect or a property makes of any state is made of gates. Two things come of it.
//
// Program has the explorer ask guards, effects and properties of many states at once: a gate is one operation on words
// of which each bit is of a state of its own.
//
// Dependence works out which actions depend on each other, for searches by partial order. Whether two instances of
// actions accord is a question to a solver of satisfiability: is there a state in which both are enabled, and one of
// them disables the other, or the two orders lead apart? In the same way it asks who may enable whom, and who may
// decide a property. So what is found are not the variables that are read and written, but whether that matters: two
// messages that the same node receives are read and written in the same set, and may come in either order. What is
// impossible needs no care. So the states that count are those in which all invariants hold that the search judges,
// since it ends with the first that fails, and the spec's lemmas (spec.Spec.Lemmas), which are proven first, by
// induction.
//
// A circuit that says other than the Go, or a solver that says wrongly that something is impossible, would lose
// verdicts. Against that stand tests: circuits and Go must agree in states of every spec, and on Go that is odd
// (Against); searches with programs must find what those without find; what happens in all reachable states must be
// among what was worked out; and searches by partial order must say the same as those of all orders. The explorer
// compares one state of 256 in every search.
package circuits

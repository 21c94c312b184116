// Package smt has SMT solvers prove that something follows for every n, and shows that the proof is not empty.
//
// A claim is text in SMT-LIB, and so are its assumptions, each with a name. A proof from contradictory assumptions
// proves nothing, nor does one that needs none of them. So each proof comes with searches for counterexamples, which
// must be found (Theory.Valid). The formulas can also be judged here, on structures that were read out of states of a
// spec (Parse): what the solvers assume is then no longer believed but checked.
//
// Every solver is asked, and all must agree. One that is not installed is reported as not run, and fails the test in
// continuous integration (CI=true).
package smt

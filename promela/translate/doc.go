// Package translate turns an abstract spec into Promela.
//
// The translator works on the syntax tree of the spec's source (Spec), so that nothing is written twice and yet two
// engines stand behind a verdict: spec/explore executes the compiled Go, Spin (promela/spin) the generated text, and
// promela/gate holds what they find against each other. What the translator takes and how it renders it is in
// docs/PROMELA.md.
//
// Where Go and Promela differ, the translator is exact or it refuses: by an error with file and line where it can tell
// from the source (arithmetic that might leave 32 bits, loops without a bound), and otherwise by an assertion or a
// check of Spin's own that stops the search.
package translate

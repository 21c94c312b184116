// Package promela turns an abstract spec into Promela, has Spin search it, and holds what Spin finds against
// what spec/explore finds.
//
// The translator works on the syntax tree of the spec's source (Translate), so that nothing is written twice and
// yet two engines stand behind a verdict: the explorer executes the compiled Go, Spin the generated text. What the
// translator takes, how it renders it, and which of Spin's flags are used and why, is in docs/PROMELA.md.
//
// Where Go and Promela differ, the translator is exact or it refuses: by an error with file and line where it can tell from
// the source (arithmetic that might leave 32 bits, loops without a bound), and otherwise by an assertion or a check of Spin's
// own that stops the model (RefusedError). A search that was not exact, not finished or not run is never a verdict
// (IncompleteError, MissingError).
package promela

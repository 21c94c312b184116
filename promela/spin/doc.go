// Package spin runs the model checker Spin on what promela/translate makes of a spec, and reads what it prints.
//
// Which of Spin's flags are used and why is in docs/PROMELA.md. A search that was not exact, not finished or not run is
// never a verdict (IncompleteError, MissingError). Nor is one that stops because the Promela cannot hold a number of
// the spec's (RefusedError).
package spin

package mutants

import "time"

// A Verdict says what became of a planted fault.
type Verdict uint8

const (
	Caught       Verdict = iota // the named check fails under the fault, and passes without it
	Survived                    // the named check passes under the fault
	Faulty                      // the entry of the catalogue says nothing: it cannot be applied, built or run
	Inconclusive                // the check ran out of time, or was skipped
)

func (v Verdict) String() string {
	return [...]string{"caught", "survived", "error", "inconclusive"}[v]
}

// A Result is the verdict on one fault.
type Result struct {
	Mutant  Mutant
	File    string // that the fault changes; "" where it does not apply
	Verdict Verdict
	Detail  string        // caught: what the check said first; otherwise why the fault was not caught
	Time    time.Duration // to build and run the check under the fault
}

package mutants

import (
	"time"

	"quesera/spec"
)

// What becomes of a planted fault, as verdicts on its check.
const (
	Caught       = spec.Holds        // the named check fails under the fault, and passes without it
	Survived     = spec.Violated     // the named check passes under the fault
	Faulty       = spec.Unusable     // the entry of the catalogue says nothing: it cannot be applied, built or run
	Inconclusive = spec.Inconclusive // the check ran out of time, or was skipped
)

// Word is what a verdict on a fault is called.
func Word(v spec.Verdict) string {
	switch v {
	case Caught:
		return "caught"
	case Survived:
		return "survived"
	case Faulty:
		return "error"
	}
	return "inconclusive"
}

// A Result is the verdict on one fault.
type Result struct {
	Mutant  Mutant
	File    string // that the fault changes; "" where it does not apply
	Verdict spec.Verdict
	Detail  string        // caught: what the check said first; otherwise why the fault was not caught
	Time    time.Duration // to build and run the check under the fault
}

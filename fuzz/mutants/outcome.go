package mutants

import "quesera/spec"

// An outcome is what became of one test in one run.
type outcome struct {
	state outcomeState
	said  string // what the test, or else the go command, printed first
}

type outcomeState uint8

const (
	notRun outcomeState = iota // not there, or the run ended before it
	passed
	failed
	skipped
	unbuilt  // the package or its tests do not compile
	overtime // the run, or the building, took too long or was stopped from outside
	crashed  // the process ended while the test ran, without a failure of the test
)

// outcomeOf is what became of the named test.
func (r record) outcomeOf(test string) outcome {
	t, begun := r.tests[test]
	switch {
	case r.timedOut || r.killed:
		return outcome{overtime, r.said}
	case r.buildFailed:
		return outcome{unbuilt, r.said}
	case !begun:
		return outcome{notRun, r.said}
	case t.action == "pass":
		return outcome{passed, t.said}
	case t.action == "skip":
		return outcome{skipped, t.said}
	case t.action == "fail" && t.reported:
		return outcome{failed, t.said}
	default:
		return outcome{crashed, firstOf(t.said, r.said)}
	}
}

// verdictUnder is the verdict for the outcome of a check under its fault.
func (o outcome) verdictUnder() (spec.Verdict, string) {
	switch o.state {
	case failed:
		return Caught, o.said
	case passed:
		return Survived, "the check passes under the fault"
	case overtime:
		return Inconclusive, "the check did not end in time under the fault"
	case skipped:
		return Inconclusive, "the check is skipped under the fault: " + o.said
	case unbuilt:
		return Faulty, "the fault does not compile: " + o.said
	case crashed:
		return Faulty, "the fault ends the process instead of failing the check: " + o.said
	default:
		return Faulty, "the check does not run under the fault: " + o.said
	}
}

// fitness reports whether a check with this outcome without any fault is fit to judge faults: it
// must have run and passed, or else its failing under one means nothing. If it is
// unfit, the verdict and its reason are those of every fault that names it.
func (o outcome) fitness() (verdict spec.Verdict, reason string, fit bool) {
	switch o.state {
	case passed:
		return 0, "", true
	case overtime:
		return Inconclusive, "the check did not end in time without any fault", false
	case skipped:
		return Inconclusive, "the check is skipped without any fault: " + o.said, false
	case failed:
		return Faulty, "the check fails without any fault: " + o.said, false
	case unbuilt:
		return Faulty, "the check does not compile without any fault: " + o.said, false
	case crashed:
		return Faulty, "the check ends the process without any fault: " + o.said, false
	default:
		return Faulty, "there is no such check: " + o.said, false
	}
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

package spec

import "fmt"

// A Verdict is what a check says. What was not judged to the end is never Holds: a bound reached, a timeout and a
// lossy search are Inconclusive, and what a missing tool kept from running is NotRun.
type Verdict uint8

const (
	Inconclusive Verdict = iota // nothing wrong was found, but not everything was judged
	Holds                       // everything was judged, and holds
	Violated                    // something is wrong
	Unusable                    // what was to be judged cannot be used: malformed, missing, refused
	NotRun                      // a tool is missing; counts as inconclusive
)

// verdicts are their words.
var verdicts = [...]string{"inconclusive", "holds", "violated", "unusable", "not run"}

func (v Verdict) String() string { return verdicts[v] }

// ExitCode is what a command leaves to the shell: 0 holds, 1 violated, 2 unusable, 3 inconclusive or not run.
func (v Verdict) ExitCode() int {
	return [...]int{Inconclusive: 3, Holds: 0, Violated: 1, Unusable: 2, NotRun: 3}[v]
}

// MarshalText is the verdict's word, for JSON.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the verdict's word, from JSON.
func (v *Verdict) UnmarshalText(text []byte) error {
	for k, word := range verdicts {
		if word == string(text) {
			*v = Verdict(k)
			return nil
		}
	}
	return fmt.Errorf("verdict = %q, want one of %q", text, verdicts)
}

// severity orders verdicts. A violation outweighs all: it is a fact about what was judged, whatever became of the
// rest. Unusable input outweighs inconclusive: it must be repaired before anything can be said.
func (v Verdict) severity() int {
	return [...]int{Inconclusive: 1, Holds: 0, Violated: 3, Unusable: 2, NotRun: 1}[v]
}

// Worse is the worse of two verdicts: violated, then unusable, then inconclusive or not run, then holds.
func Worse(a, b Verdict) Verdict {
	if b.severity() > a.severity() {
		return b
	}
	return a
}

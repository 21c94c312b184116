package vectors

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"quesera/spec"
)

// A Count is the number of tests of one kind by what came of them.
type Count struct {
	Kind   string `json:"kind,omitempty"` // "wycheproof/BlsSigVerify"; none in a total
	Passed int    `json:"passed"`
	Failed int    `json:"failed"`
	NotRun int    `json:"not_run"`
}

// A Finding is what is to be said of a file, or of one of its tests.
type Finding struct {
	File  string `json:"file"`
	Kind  string `json:"kind,omitempty"`
	Test  string `json:"test,omitempty"`  // one test: its name or number in the file
	Tests int    `json:"tests,omitempty"` // so many tests
	Why   string `json:"why"`
}

// A Report is what came of all files.
type Report struct {
	Kinds         []Count   `json:"kinds"`          // sorted by kind
	Failed        []Finding `json:"failed"`         // tests whose outcome is not the published one
	Unusable      []Finding `json:"unusable"`       // files that are missing or malformed
	NotRun        []Finding `json:"not_run"`        // tests of recognised files that were not run
	NotRecognised []Finding `json:"not_recognised"` // files that hold no vectors known here
}

// Total adds up all kinds.
func (r Report) Total() Count {
	total := Count{}
	for _, c := range r.Kinds {
		total.Passed += c.Passed
		total.Failed += c.Failed
		total.NotRun += c.NotRun
	}
	return total
}

// Verdict is the worst of what came of all files: a test failed; none did, and a file could not be used; nothing ran.
func (r Report) Verdict() spec.Verdict {
	total := r.Total()
	switch {
	case total.Failed > 0:
		return spec.Violated
	case len(r.Unusable) > 0:
		return spec.Unusable
	case total.Passed == 0:
		return spec.Inconclusive
	default:
		return spec.Holds
	}
}

// Write prints a report for people.
func (r Report) Write(w io.Writer) {
	if len(r.Kinds) > 0 {
		fmt.Fprintf(w, "%-36s %8s %8s %8s\n", "kind", "passed", "failed", "not run")
	}
	for _, c := range r.Kinds {
		fmt.Fprintf(w, "%-36s %8d %8d %8d\n", c.Kind, c.Passed, c.Failed, c.NotRun)
	}
	writeFindings(w, "failed", r.Failed)
	writeFindings(w, "unusable", r.Unusable)
	writeFindings(w, "not run", r.NotRun)
	writeFindings(w, "not recognised", r.NotRecognised)
	total := r.Total()
	fmt.Fprintf(w, "%v: %d passed, %d failed, %d not run; %d files unusable, %d not recognised\n", r.Verdict(),
		total.Passed, total.Failed, total.NotRun, len(r.Unusable), len(r.NotRecognised))
}

func writeFindings(w io.Writer, title string, findings []Finding) {
	for _, f := range findings {
		line := title + ": " + f.File + ": "
		switch {
		case f.Test != "":
			line += f.Test + ": "
		case f.Tests > 0:
			line += fmt.Sprintf("%d of %s: ", f.Tests, f.Kind)
		}
		fmt.Fprintln(w, strings.Join(strings.Fields(line+f.Why), " "))
	}
}

// recorder collects what comes of the tests of one file after the other.
type recorder struct {
	report Report
	file   string
}

// count is the counter of a kind.
func (r *recorder) count(kind string) *Count {
	at, found := slices.BinarySearchFunc(r.report.Kinds, kind, func(c Count, kind string) int {
		return cmp.Compare(c.Kind, kind)
	})
	if !found {
		r.report.Kinds = slices.Insert(r.report.Kinds, at, Count{Kind: kind})
	}
	return &r.report.Kinds[at]
}

// judge records a test that the publisher calls valid or not, and err, nil if it was accepted.
func (r *recorder) judge(kind, test string, err error, valid bool) {
	switch {
	case err == nil && !valid:
		r.fail(kind, test, "accepted, want refused")
	case err != nil && valid:
		r.fail(kind, test, fmt.Sprintf("refused, want accepted: %v", err))
	default:
		r.count(kind).Passed++
	}
}

// equal records a test whose published value is want.
func (r *recorder) equal(kind, test string, got, want []byte) {
	if slices.Equal(got, want) {
		r.count(kind).Passed++
		return
	}
	r.fail(kind, test, fmt.Sprintf("got %x, want %x", got, want))
}

func (r *recorder) fail(kind, test, why string) {
	r.count(kind).Failed++
	r.report.Failed = append(r.report.Failed, Finding{File: r.file, Kind: kind, Test: test, Why: why})
}

// notRun records tests that were not run. The same reason in one file is said once.
func (r *recorder) notRun(kind string, tests int, why string) {
	r.count(kind).NotRun += tests
	for i := range r.report.NotRun {
		if f := &r.report.NotRun[i]; f.File == r.file && f.Kind == kind && f.Why == why {
			f.Tests += tests
			return
		}
	}
	r.report.NotRun = append(r.report.NotRun, Finding{File: r.file, Kind: kind, Tests: tests, Why: why})
}

func (r *recorder) notRecognised(why string) {
	r.report.NotRecognised = append(r.report.NotRecognised, Finding{File: r.file, Why: why})
}

func (r *recorder) unusable(err error) {
	r.report.Unusable = append(r.report.Unusable, Finding{File: r.file, Why: err.Error()})
}

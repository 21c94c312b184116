package systematic

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"quesera/spec"
)

// An Outcome is what the tests said of a fault.
type Outcome string

const (
	Caught     Outcome = "caught"     // a test of behaviour failed
	Text       Outcome = "text"       // only tests that compare committed text or figures failed
	Hang       Outcome = "hang"       // only the bound on time or memory ended the tests
	Survived   Outcome = "survived"   // all tests passed
	Equivalent Outcome = "equivalent" // survived, and changes nothing
	Unbuilt    Outcome = ""           // does not compile, so that it is no fault
)

// A Result is the outcome of one fault.
type Result struct {
	Fault
	Outcome Outcome
	By      string // the test that failed or hung, with its package where that is another one
	Why     string // equivalent: why; survived: "no test passes here"
	Stale   bool   // a test failed although the fault is listed as equivalent
	Time    time.Duration
	Commit  string // of the checkout
	Of      int    // how many faults the package has, tried or not
	Slowest time.Duration
}

// Job names the fault in a campaign of shards.
func (f Fault) Job() string { return f.Package + " " + f.Key }

// Verdict is on the tests: violated where none of behaviour fails, and unusable where the list of faults that change
// nothing is wrong.
func (r Result) Verdict() spec.Verdict {
	switch {
	case r.Stale:
		return spec.Unusable
	case r.Outcome == Caught || r.Outcome == Equivalent || r.Outcome == Unbuilt:
		return spec.Holds
	}
	return spec.Violated
}

// A Line is a Result as it is written and merged: one JSON object a line.
type Line struct {
	Key         string  `json:"key"`
	Package     string  `json:"package"`
	Declaration string  `json:"declaration"`
	Kind        string  `json:"kind"`
	File        string  `json:"file"`
	Line        int     `json:"line"`
	Old         string  `json:"old"`
	New         string  `json:"new"`
	Outcome     Outcome `json:"outcome"`
	By          string  `json:"by,omitempty"`
	Why         string  `json:"why,omitempty"`
	Stale       bool    `json:"stale,omitempty"`
	Seconds     float64 `json:"seconds"`
	Commit      string  `json:"commit,omitempty"`  // of the checkout; ends in + where files were changed
	Of          int     `json:"of"`                // so many faults the package has, tried or not
	Slowest     string  `json:"slowest,omitempty"` // tests that take more of a processor were not used
}

// Line is r as it is written.
func (r Result) Line() Line {
	return Line{r.Key, r.Package, r.Decl, r.Kind, r.File, r.Fault.Line, r.Old, r.New, r.Outcome, r.By, r.Why, r.Stale,
		float64(r.Time.Milliseconds()) / 1000, r.Commit, r.Of,
		r.Slowest.String()}
}

// A Count is what became of the faults of one package.
type Count struct {
	Package    string `json:"package"`
	Tried      int    `json:"tried"`
	Caught     int    `json:"caught"`
	Text       int    `json:"text"`
	Hang       int    `json:"hang"`
	Survived   int    `json:"survived"`
	Equivalent int    `json:"equivalent"`
	Stale      int    `json:"stale,omitempty"`
	Of         int    `json:"of"`               // faults of the package, tried or not
	Commit     string `json:"commit,omitempty"` // the last one
	Slowest    string `json:"slowest,omitempty"`
}

// Counts sums lines up by package. Of two lines on one fault, the later one counts.
func Counts(lines []Line) []Count {
	type id struct{ pkg, key string }
	last := map[id]int{}
	for i, l := range lines {
		last[id{l.Package, l.Key}] = i
	}
	by := map[string]*Count{}
	for i, l := range lines {
		if last[id{l.Package, l.Key}] != i {
			continue
		}
		if by[l.Package] == nil {
			by[l.Package] = &Count{Package: l.Package}
		}
		by[l.Package].add(l)
	}
	var all []Count
	for _, c := range by {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Compare(a.Package, b.Package) })
	return all
}

func (c *Count) add(l Line) {
	c.Tried++
	c.Of, c.Commit, c.Slowest = l.Of, l.Commit, l.Slowest
	switch l.Outcome {
	case Caught:
		c.Caught++
	case Text:
		c.Text++
	case Hang:
		c.Hang++
	case Survived:
		c.Survived++
	case Equivalent:
		c.Equivalent++
	}
	if l.Stale {
		c.Stale++
	}
}

// Enough is the share of the faults that change something, in percent, that must be caught by behaviour.
const Enough = 95

// Share is the percentage caught by behaviour of the faults that change something, rounded down.
func (c Count) Share() int {
	if c.Tried == c.Equivalent {
		return 100
	}
	return 100 * c.Caught / (c.Tried - c.Equivalent)
}

// Total is the sum of counts.
func Total(counts []Count) Count {
	sum := Count{Package: "all"}
	for _, c := range counts {
		sum.Tried += c.Tried
		sum.Caught += c.Caught
		sum.Text += c.Text
		sum.Hang += c.Hang
		sum.Survived += c.Survived
		sum.Equivalent += c.Equivalent
		sum.Stale += c.Stale
		sum.Of += c.Of
	}
	return sum
}

// Print writes counts as a table.
func Print(out io.Writer, counts []Count) error {
	wide := len("PACKAGE")
	for _, c := range counts {
		wide = max(wide, len(c.Package))
	}
	if _, err := fmt.Fprintf(out, "%-*s  %6s %6s %7s %5s %5s %9s %11s %7s\n", wide, "PACKAGE", "FAULTS", "TRIED",
		"CAUGHT", "TEXT", "HANG", "SURVIVED", "EQUIVALENT", "SHARE"); err != nil {
		return err
	}
	for _, c := range append(slices.Clone(counts), Total(counts)) {
		if _, err := fmt.Fprintf(out, "%-*s  %6d %6d %7d %5d %5d %9d %11d %6d%%\n", wide, c.Package, c.Of, c.Tried, c.Caught,
			c.Text, c.Hang, c.Survived, c.Equivalent, c.Share()); err != nil {
			return err
		}
	}
	return nil
}

// ReadLines reads results that were written as JSON Lines.
func ReadLines(name string, in io.Reader) ([]Line, error) {
	var all []Line
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		var l Line
		dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&l); err != nil || l.Key == "" || l.Package == "" {
			return nil, fmt.Errorf("systematic: %s:%d: want a result of quesera mutants --systematic --json: %w", name, number,
				cmp.Or(err, errors.New("key and package are missing")))
		}
		all = append(all, l)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("systematic: %s: %w", name, err)
	}
	return all, nil
}

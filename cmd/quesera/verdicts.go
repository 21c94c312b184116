package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"quesera/catalogue"
	"quesera/spec"
)

// verdictRow is one row of the table, and one object of --json.
type verdictRow struct {
	Protocol    string   `json:"protocol"`
	Property    string   `json:"property"`
	Kind        string   `json:"kind,omitempty"`
	Section     string   `json:"section,omitempty"`
	Claim       string   `json:"claim"`
	Technique   string   `json:"technique"`
	Bounds      string   `json:"bounds"`
	Verdict     string   `json:"verdict"`
	States      uint64   `json:"states"`
	Transitions uint64   `json:"transitions"`
	Seconds     float64  `json:"seconds"`
	Engine      string   `json:"engine"`
	Run         []string `json:"run,omitempty"`    // the actions of a counterexample
	Says        []string `json:"says,omitempty"`   // the same in words
	End         []string `json:"end,omitempty"`    // the state in which it ends
	Replay      string   `json:"replay,omitempty"` // the command that follows it again
	first       bool     // of its search: only there the figures are printed
}

// verdicts prints rows as they come and remembers the worst.
type verdicts struct {
	json  bool
	w     io.Writer
	code  exitCode
	runs  []verdictRow
	count map[string]int
	width int // of the column of bounds
}

// columns lays the table out so that rows can be printed as they come.
const columns = "%-8s  %-12s  %-12s  %-*s  %-17s  %11s  %11s  %8s  %-19s  %s\n"

func newVerdicts(f verifyFlags, checks []catalogue.Check) *verdicts {
	v := &verdicts{json: f.json, w: f.stdout, count: map[string]int{}}
	for _, c := range checks {
		v.width = max(v.width, len(c.Bounds))
	}
	if !f.json {
		fmt.Fprintf(f.stdout, columns, "PROTOCOL", "PROPERTY", "VERDICT", v.width, "BOUNDS", "TECHNIQUE", "STATES", "TRANSITIONS", "TIME", "ENGINE", "CLAIM")
	}
	return v
}

func (v *verdicts) add(r verdictRow) {
	v.count[r.Verdict]++
	switch r.Verdict {
	case spec.Violated.String():
		v.code = worse(v.code, exitViolated)
	case spec.Holds.String():
	default:
		v.code = worse(v.code, exitInconclusive)
	}
	if v.json {
		line, _ := json.Marshal(r)
		fmt.Fprintln(v.w, string(line))
		return
	}
	if r.Run != nil {
		v.runs = append(v.runs, r)
	}
	states, transitions, took := "", "", ""
	if r.first {
		took = fmt.Sprintf("%.2f s", r.Seconds)
		if r.States > 0 { // not where a search stopped at the first failure
			states, transitions = grouped(r.States), grouped(r.Transitions)
		}
	}
	claim := r.Claim
	if r.Kind == spec.Sometimes.String() {
		claim = "sometimes: " + claim
	}
	if r.Section != "" {
		claim += " (" + r.Section + ")"
	}
	fmt.Fprintf(v.w, columns, r.Protocol, r.Property, strings.ToUpper(r.Verdict), v.width, r.Bounds,
		r.Technique, states, transitions, took, r.Engine, claim)
}

// flush prints what is left: the table, the counterexamples, the sum.
func (v *verdicts) flush() {
	if v.json {
		return
	}
	for _, r := range v.runs {
		fmt.Fprintf(v.w, "\n%s %s is violated, %s. A shortest run, %d actions:\n", r.Protocol, r.Property, r.Bounds, len(r.Run))
		fmt.Fprintf(v.w, "  claim: %s (%s)\n", r.Claim, r.Section)
		printRun(v.w, r.Run, r.Says, r.End)
		fmt.Fprintf(v.w, "  replay: %s\n", r.Replay)
	}
	fmt.Fprintf(v.w, "\n%d hold, %d violated, %d inconclusive or not run\n",
		v.count[spec.Holds.String()], v.count[spec.Violated.String()],
		v.count[spec.Inconclusive.String()]+v.count[notRun])
}

// notRun is the verdict of what a missing tool kept from running: never "holds".
const notRun = "not run"

// grouped prints a number with its thousands apart.
func grouped(n uint64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

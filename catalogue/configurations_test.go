package catalogue

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"quesera/verify"
)

var update = flag.Bool("update", false, "write docs/CONFIGURATIONS.md")

const configurationsFile = "../docs/CONFIGURATIONS.md"

const configurationsHead = `<!-- Generated: go test ./catalogue -run Configurations -update. Do not edit. -->

# Which configurations are verified

Each row is one exhaustive search of ` + "`quesera verify`" + `; what is *deep* takes minutes, and runs with
` + "`quesera verify --deep`" + `. A verdict covers these bounds and no more. Both engines must find the states and
transitions that are recorded; where none are, they must still find the same. Of *fair runs* the figures are the
explorer's, of the part of the graph in which the goal has not been reached yet: Spin decides a formula of temporal
logic on a graph of its own, and both must give the same verdict. Seconds are of processor, of both engines together,
where they were measured (catalogue/deep.list). Where a property *must fail*, an
assumption of the protocol is given up on purpose, and the check fails if the property holds.

`

// configurations is docs/CONFIGURATIONS.md.
func configurations() string {
	var b strings.Builder
	seconds, err := took()
	if err != nil {
		return err.Error()
	}
	b.WriteString(configurationsHead)
	for _, p := range Protocols() {
		fmt.Fprintf(&b, "## %s: %s (%s)\n\n", p.Name, p.Title, p.Section)
		if why, missing := p.Missing["spec"]; missing {
			fmt.Fprintf(&b, "No abstract spec: %s.\n\n", why)
			continue
		}
		b.WriteString("| Spec | Bounds | States | Transitions | When | Must fail | Promela |\n")
		b.WriteString("|---|---|--:|--:|---|---|---|\n")
		for _, s := range p.Specs {
			for _, c := range s.Checks {
				states, transitions, when := "", "", "quick"
				if c.States > 0 {
					states, transitions = verify.Grouped(c.States), verify.Grouped(c.Transitions)
				}
				if c.Deep {
					when = "deep"
				}
				if seconds := seconds[[2]string{p.Name, c.Bounds}]; seconds > 0 {
					when += fmt.Sprintf(", %.0f s", max(1, seconds))
				}
				fmt.Fprintf(&b, "| `spec/%s` | %s | %s | %s | %s | %s | %s |\n", s.Folder, c.Bounds, states, transitions, when,
					c.Headline, promelaOf(c))
			}
		}
		b.WriteString("\n")
		for _, s := range p.Specs {
			if s.Always != "" {
				fmt.Fprintf(&b, "Nothing must fail in `spec/%s`: %s.\n\n", s.Folder, s.Always)
			}
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// promelaOf says where the Promela of a check is, or why there is none.
func promelaOf(c verify.Check) string {
	switch {
	case c.File != "":
		return fmt.Sprintf("[%[2]s](../promela/%[1]s/%[2]s.pml)", c.Protocol, c.File)
	case c.Views && !c.Unsafe:
		return "none: Spin knows no views"
	case c.Symmetry && !c.Unsafe:
		return "none: Spin knows no renaming"
	}
	return "generated for each search"
}

// docs/CONFIGURATIONS.md is what the catalogue says.
func TestConfigurationsAreCurrent(t *testing.T) {
	want := configurations()
	if *update {
		if err := os.WriteFile(configurationsFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(configurationsFile); err != nil || string(got) != want {
		t.Errorf("docs/CONFIGURATIONS.md is not what the catalogue says (%v): "+
			"go test ./catalogue -run Configurations -update", err)
	}
}

package mutants

import (
	"fmt"
	"path"
	"strings"
)

const matrixHead = `<!-- Generated: go test ./fuzz/mutants -run Matrix -update. Do not edit. -->

# Planted faults

A check that cannot fail proves nothing. Each row is a fault that was planted on purpose, as a change
of source text (the catalogue is in ` + "`fuzz/mutants`" + `), and the one check that must catch it. The
verdicts are not written down here but found out:

    go run ./cmd/quesera mutants                      # all of them
    go run ./cmd/quesera mutants --protocol tlc
    go run ./cmd/quesera mutants --only TLC-M1,BLS-M1

builds each fault into the tests of a package, without changing the checkout, and runs its check. A
fault counts as caught only if that very test fails under it and passes without it; exit code
0 says that all were caught. ` + "`scripts/test`" + ` runs six of each protocol (` + "`--each 6`" + `).
`

// Matrix is docs/MUTANTS.md: which check catches which fault.
func Matrix(groups []Group) string {
	var b strings.Builder
	b.WriteString(matrixHead)
	total := 0
	for _, g := range groups {
		total += len(g.Mutants)
		fmt.Fprintf(&b, "\n## %s (`%s`)\n\n", g.Title, g.Protocol)
		b.WriteString("| ID | Planted fault | Against | In | Caught by |\n|---|---|---|---|---|\n")
		for _, m := range g.Mutants {
			fmt.Fprintf(&b, "| %s | %s | %s | `%s` | `%s` in `%s` |\n",
				m.ID, cell(m.Fault), cell(m.Section), m.File, m.Check.Test, path.Clean(m.Check.Package))
		}
	}
	fmt.Fprintf(&b, "\n%d planted faults.\n", total)
	return b.String()
}

// cell is text that does not end a table's cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

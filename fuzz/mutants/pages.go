package mutants

import (
	"fmt"
	"path"
	"strings"
)

const generated = "<!-- Generated: go test ./fuzz/mutants -run Pages -update. Do not edit. -->\n\n"

const indexHead = generated + `# Planted faults

A check that cannot fail proves nothing. Each list has faults that were planted on purpose, as changes of source
text, each with the one check that must catch it. The lists are written from ` + "`fuzz/mutants/*.faults`" + `. The
verdicts are not written down here but found out:

    go run ./cmd/quesera mutants                      # all of them
    go run ./cmd/quesera mutants --protocol tlc
    go run ./cmd/quesera mutants --only TLC-M1,BLS-M1

builds each fault into the tests of a package, without changing the checkout, and runs its check. A
fault counts as caught only if that very test fails under it and passes without it; exit code
0 says that all were caught. ` + "`scripts/test`" + ` runs two of each list (` + "`--each 2`" + `).

| List | of |
|---|---|
`

// Pages are the pages of docs/mutants by their names: which check catches which fault. The index counts
// nothing, so that two lists that grow do not meet in it.
func Pages(groups []Group) map[string]string {
	pages := map[string]string{}
	var index strings.Builder
	index.WriteString(indexHead)
	for _, g := range groups {
		pages[g.Protocol+".md"] = g.page()
		fmt.Fprintf(&index, "| [%s](%s.md) | %s |\n", g.Protocol, g.Protocol, cell(g.Title))
	}
	pages["README.md"] = index.String()
	return pages
}

// page is the table of one list.
func (g Group) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s: planted faults\n\nFrom `fuzz/mutants/%s%s`; README.md says what they are.\n\n",
		generated, g.Title, g.Protocol, extension)
	b.WriteString("| ID | Planted fault | Against | In | Caught by |\n|---|---|---|---|---|\n")
	for _, m := range g.Mutants {
		fmt.Fprintf(&b, "| %s | %s | %s | `%s` | `%s` in `%s` |\n",
			m.ID, cell(m.Fault), cell(m.Section), m.In, m.Check.Test, path.Clean(m.Check.Package))
	}
	fmt.Fprintf(&b, "\n%d planted faults.\n", len(g.Mutants))
	return b.String()
}

// cell is text that does not end a table's cell.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

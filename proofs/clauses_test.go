package proofs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quesera/model/qsc4"
	"quesera/model/qsc4/attack"
)

var (
	numberedStart = regexp.MustCompile(`(?m)^//\t((?:LOG|TLCB|QSC4|PVSS)-[A-Z]?[0-9]+)\s`)
	numbered      = regexp.MustCompile(`\b(?:LOG|TLCB|QSC4|PVSS)-[A-Z]?[0-9]+\b`)
	rule          = regexp.MustCompile(`-R?[0-9]+$`)
	testIn        = regexp.MustCompile("`(Test\\w+)` in `([\\w/]+)`")
	named         = regexp.MustCompile("`([a-z-]+)`")
)

// definedIn are the numbers that the doc.go of a package defines.
func definedIn(t *testing.T, folder string) (ids []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", folder, "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range numberedStart.FindAllStringSubmatch(string(text), -1) {
		ids = append(ids, found[1])
	}
	return ids
}

// clauses are the rows of the table that walks section 5: section, what the paper says, and where it is.
func clauses(t *testing.T) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile("../docs/BYZANTINE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n## Section 5, sentence by sentence\n")
	for _, line := range strings.Split(table, "\n") {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| 5.") && len(cells) == 3 {
			rows = append(rows, []string{cells[0][2:], cells[1], cells[2]})
		} else if strings.HasPrefix(line, "| 5.") {
			t.Errorf("not three cells: %s", line)
		}
	}
	return rows
}

// Every sentence of TLC §5.1 to §5.3 has its place: each row of the table in docs/BYZANTINE.md names what there is, and
// every step and rule of the three layers stands in some row, so that a reader of the paper finds each by its number.
func TestEverySentenceOfSection5HasItsPlace(t *testing.T) {
	e := allEvidence(t)
	layers := slices.Concat(definedIn(t, "model/log"), definedIn(t, "model/tlcb"), definedIn(t, "model/qsc4"))
	known := slices.Concat(layers, definedIn(t, "model/crypto/pvss"))
	var attacks, sections, cited []string
	for _, a := range attack.With(qsc4.New(qsc4.Layer{}.Config, "", qsc4.NewIdeal(1))) {
		attacks = append(attacks, a.Name)
	}
	for _, row := range clauses(t) {
		ids := numbered.FindAllString(row[2], -1)
		for _, id := range ids {
			_, proved := e.theorems[id]
			if !slices.Contains(known, id) && !e.properties[id] && !proved {
				t.Errorf("§%s, %s: there is no %s", row[0], row[1], id)
			}
		}
		tests := testIn.FindAllStringSubmatch(row[2], -1)
		for _, test := range tests {
			if !hasTest(test[2], test[1]) {
				t.Errorf("§%s, %s: there is no %s in %s", row[0], row[1], test[1], test[2])
			}
		}
		_, played, _ := strings.Cut(row[2], "attack")
		for _, name := range named.FindAllStringSubmatch(played, -1) {
			if !slices.Contains(attacks, name[1]) {
				t.Errorf("§%s, %s: there is no attack %s", row[0], row[1], name[1])
			}
		}
		if len(ids)+len(tests) == 0 && played == "" && !strings.Contains(row[2], "`model/") {
			t.Errorf("§%s, %s: it is said to be nowhere", row[0], row[1])
		}
		sections, cited = append(sections, row[0]), append(cited, ids...)
	}
	if !slices.IsSorted(sections) {
		t.Error("the rows are not in the order of the paper")
	}
	want := []string{"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.5", "5.2.1", "5.2.2", "5.2.3", "5.2.4", "5.2.5", "5.3.1",
		"5.3.2", "5.3.3"}
	if got := slices.Compact(slices.Clone(sections)); !slices.Equal(got, want) {
		t.Errorf("sections %v, want %v", got, want)
	}
	for _, id := range layers {
		if rule.MatchString(id) && !slices.Contains(cited, id) {
			t.Errorf("%s stands in no row", id)
		}
	}
}

package trace

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
)

var update = flag.Bool("update", false, "rewrite the table of rules in docs/TRACE-FORMAT.md")

const rulesDoc = "../../docs/TRACE-FORMAT.md"

// The documentation lists just the rules that there are; -update rewrites the list.
func TestTheDocumentationListsTheRules(t *testing.T) {
	text, err := os.ReadFile(rulesDoc)
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?s)(<!-- rules: [^\n]*-->\n).*(<!-- end of rules -->)`)
	if len(block.FindAll(text, -1)) != 1 {
		t.Fatalf("%s: want one block of rules", rulesDoc)
	}
	want := block.ReplaceAllString(string(text), "${1}"+rulesTable()+"${2}")
	if string(text) == want {
		return
	}
	if !*update {
		t.Fatalf("%s does not list the rules as they are: run go test ./oracle/trace -update", rulesDoc)
	}
	if err := os.WriteFile(rulesDoc, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func rulesTable() string {
	var b strings.Builder
	b.WriteString("\n| rule | source | what holds of a good trace | otherwise |\n| --- | --- | --- | --- |\n")
	for _, r := range slices.Concat(Rules, LogRules) {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, r.Section, r.Text, r.Breach)
	}
	b.WriteString("\n")
	return b.String()
}

// Rules have IDs of their own and say something.
func TestRulesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range slices.Concat(Rules, LogRules) {
		if seen[r.ID] || !regexp.MustCompile(`^TRACE(-[A-Z]+)+$`).MatchString(r.ID) {
			t.Errorf("%s: is used twice or malformed", r.ID)
		}
		seen[r.ID] = true
		if r.Section == "" || !strings.HasSuffix(r.Text, ".") || r.Breach == spec.Holds {
			t.Errorf("%s: incomplete: %+v", r.ID, r)
		}
	}
}

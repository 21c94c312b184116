package lockstep

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated parts of the documentation")

// The documentation lists the rules of lock-step.
func TestTheRulesAreDocumented(t *testing.T) {
	const file = "../../docs/ORACLE.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := "\n| rule | source | what holds of a good node |\n| --- | --- | --- |\n"
	for _, r := range Rules {
		table += fmt.Sprintf("| `%s` | %s | %s |\n", r.ID, r.Section, r.Text)
	}
	head, rest, begun := strings.Cut(string(text), "go test ./oracle/lockstep -update -->\n")
	_, tail, ended := strings.Cut(rest, "<!-- end of rules -->")
	if !begun || !ended {
		t.Fatal("no place for the rules")
	}
	want := head + "go test ./oracle/lockstep -update -->\n" + table + "\n<!-- end of rules -->" + tail
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is not up to date: run go test ./oracle/lockstep -run Documented -update", file)
	}
}

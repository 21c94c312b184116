package systematic

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/fuzz/mutants"
)

var update = flag.Bool("update", false, "write docs/MUTATION.md anew")

// docs/MUTATION.md is what the committed results say.
func TestPageIsCurrent(t *testing.T) {
	root, err := mutants.FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	counts, err := Committed()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "docs", "MUTATION.md")
	if *update {
		if err := os.WriteFile(name, []byte(Page(counts)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != Page(counts) {
		t.Errorf("docs/MUTATION.md is not what the results say (%v); go test ./fuzz/systematic -run Page -update", err)
	}
}

// Results that do not add up, or say not of which commit they are, are refused.
func TestResultsThatDoNotAddUpAreRefused(t *testing.T) {
	good := `{"package":"a","tried":2,"caught":1,"text":0,"hang":0,"survived":1,"equivalent":0,"of":3,"commit":"c"}` + "\n"
	if counts, err := readCounts(good); err != nil || len(counts) != 1 {
		t.Errorf("got %v, %v", counts, err)
	}
	for _, bad := range []string{
		strings.Replace(good, `"survived":1`, `"survived":0`, 1), strings.Replace(good, `"of":3`, `"of":1`, 1),
		strings.Replace(good, `"commit":"c"`, `"commit":""`, 1), good + good, "nonsense\n",
	} {
		if _, err := readCounts(bad); err == nil {
			t.Errorf("accepted %s", bad)
		}
	}
}

package systematic

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	lists, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(root, "docs", "MUTATION.md")
	page := Page(counts, lists)
	if *update {
		if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != page {
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

// Every package of the parts that the issue of these faults is about has a row of figures, or a reason why it has none,
// and not both.
func TestEveryPackageHasFiguresOrAReason(t *testing.T) {
	root, err := mutants.FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := Committed()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]int{}
	for _, c := range counts {
		said[c.Package]++
	}
	for _, all := range []map[string]string{lists.Skip, lists.Unmeasured} {
		for pkg := range all {
			said[pkg]++
		}
	}
	found := 0
	for _, part := range []string{"model", "spec", "promela", "oracle"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			sources, _ := filepath.Glob(filepath.Join(name, "*.go"))
			if !slices.ContainsFunc(sources, func(s string) bool { return !strings.HasSuffix(s, "_test.go") }) {
				return nil
			}
			pkg, err := filepath.Rel(root, name)
			found++
			if n := said[filepath.ToSlash(pkg)]; n != 1 {
				t.Errorf("%s has figures or a reason %d times, want once: results.jsonl, or skip or unmeasured in campaign.list",
					pkg, n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 50 {
		t.Errorf("%d packages are found, want 50 at least", found)
	}
}

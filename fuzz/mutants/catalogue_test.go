package mutants

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/MUTANTS.md anew")

// root is the checkout that the tests run in.
func root(t *testing.T) string {
	t.Helper()
	dir, err := FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Every ID is used once, a protocol has one group, and no entry has a hole.
func TestEntriesAreCompleteAndTheirIDsUnique(t *testing.T) {
	form := regexp.MustCompile(`^[A-Z][A-Z0-9]*-M[1-9][0-9]*$`)
	ids, protocols := map[string]bool{}, map[string]bool{}
	for _, g := range Catalogue() {
		if protocols[g.Protocol] || g.Title == "" || len(g.Mutants) == 0 {
			t.Errorf("group %q: twice, or without a title, or empty", g.Protocol)
		}
		protocols[g.Protocol] = true
		for _, m := range g.Mutants {
			if !form.MatchString(m.ID) || ids[m.ID] {
				t.Errorf("ID = %q, want a new one of the form QSC3-M1", m.ID)
			}
			ids[m.ID] = true
			if m.Fault == "" || strings.HasSuffix(m.Fault, ".") || strings.Contains(m.Fault, "\n") || m.Section == "" {
				t.Errorf("%s: fault %q, section %q, want one sentence without a full stop, and a section", m.ID, m.Fault, m.Section)
			}
		}
	}
}

// Each fault applies to the source as it is: the old text occurs once, and the file with the new text is
// still Go. Who changes a line that a fault is planted in changes the entry too.
func TestEveryFaultAppliesToTheSource(t *testing.T) {
	at := root(t)
	for _, g := range Catalogue() {
		for _, m := range g.Mutants {
			text, err := m.Mutate(at)
			if err != nil {
				t.Error(err)
				continue
			}
			if _, err := parser.ParseFile(token.NewFileSet(), m.File, text, parser.SkipObjectResolution); err != nil {
				t.Errorf("%s: %v", m.ID, err)
			}
			if strings.HasSuffix(m.File, "_test.go") {
				t.Errorf("%s: file = %s, want a fault of the product, not of its tests", m.ID, m.File)
			}
		}
	}
}

// Each fault names a test that exists.
func TestEveryNamedCheckExists(t *testing.T) {
	at, tests := root(t), map[string][]string{}
	for _, g := range Catalogue() {
		for _, m := range g.Mutants {
			if _, known := tests[m.Check.Package]; !known {
				tests[m.Check.Package] = testsOf(t, filepath.Join(at, filepath.FromSlash(m.Check.Package)))
			}
			if top, _, _ := strings.Cut(m.Check.Test, "/"); !slices.Contains(tests[m.Check.Package], top) {
				t.Errorf("%s: no %s in %s", m.ID, top, m.Check.Package)
			}
		}
	}
}

// testsOf lists the tests and fuzz targets of the package in dir.
func testsOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && (strings.HasPrefix(f.Name.Name, "Test") || strings.HasPrefix(f.Name.Name, "Fuzz")) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// docs/MUTANTS.md is what the catalogue says.
func TestMatrixIsCurrent(t *testing.T) {
	path := filepath.Join(root(t), "docs", "MUTANTS.md")
	want := Matrix(Catalogue())
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("docs/MUTANTS.md is not what the catalogue says (%v); go test ./fuzz/mutants -run Matrix -update", err)
	}
}

// Select takes whole protocols and single IDs, in the catalogue's order, and refuses
// names that it does not know: a misspelt one must not select nothing and succeed.
func TestSelectionRefusesUnknownNames(t *testing.T) {
	groups := []Group{
		{"a", "A", []Mutant{{ID: "A-M1"}, {ID: "A-M2"}}},
		{"b", "B", []Mutant{{ID: "B-M1"}, {ID: "B-M2"}}},
	}
	for _, c := range []struct {
		protocols, ids []string
		want           string
	}{
		{nil, nil, "A-M1 A-M2 B-M1 B-M2"},
		{[]string{"b"}, nil, "B-M1 B-M2"},
		{nil, []string{"B-M2", "A-M1"}, "A-M1 B-M2"},
		{[]string{"a"}, []string{"B-M2"}, "A-M1 A-M2 B-M2"},
	} {
		picked, err := Select(groups, c.protocols, c.ids)
		var ids []string
		for _, m := range picked {
			ids = append(ids, m.ID)
		}
		if got := strings.Join(ids, " "); err != nil || got != c.want {
			t.Errorf("%v, %v: got %s, %v, want %s", c.protocols, c.ids, got, err, c.want)
		}
	}
	if _, err := Select(groups, []string{"c"}, nil); err == nil {
		t.Error("unknown protocol: accepted")
	}
	if _, err := Select(groups, nil, []string{"A-M3"}); err == nil {
		t.Error("unknown ID: accepted")
	}
}

// Outside of a checkout, or in that of another module, there is nothing to plant faults in.
func TestRootIsThatOfThisModule(t *testing.T) {
	if at, err := FindRoot(t.TempDir()); err == nil {
		t.Errorf("a folder without go.mod: got %s", at)
	}
	other := writeModule(t, map[string]string{"go.mod": "module other\n", "a/b/x": ""})
	if at, err := FindRoot(filepath.Join(other, "a", "b")); err == nil {
		t.Errorf("another module: got %s", at)
	}
	ours := writeModule(t, map[string]string{"go.mod": "module quesera\n", "a/b/x": ""})
	if at, err := FindRoot(filepath.Join(ours, "a", "b")); err != nil || at != ours {
		t.Errorf("got %s, %v, want %s", at, err, ours)
	}
}

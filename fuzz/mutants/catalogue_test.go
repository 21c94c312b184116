package mutants

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/mutants anew")

// root is the checkout that the tests run in.
func root(t *testing.T) string {
	t.Helper()
	dir, err := FindRoot(".")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// all is the catalogue.
func all(t *testing.T) []Group {
	t.Helper()
	groups, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return groups
}

// Each fault applies to the source as it is: the old text stands there once, and the file with the new text is
// still Go. Who changes a line that a fault is planted in changes the record too.
func TestEveryFaultAppliesToTheSource(t *testing.T) {
	checkout := Open(root(t))
	for _, g := range all(t) {
		for _, m := range g.Mutants {
			file, text, err := checkout.Mutate(m)
			if err != nil {
				t.Error(err)
				continue
			}
			if m.In.File != "" {
				continue
			}
			if _, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution); err != nil {
				t.Errorf("%s (%s): %v", m.ID, m.Listed, err)
			}
		}
	}
}

// Each fault names a test that exists.
func TestEveryNamedCheckExists(t *testing.T) {
	at, tests := root(t), map[string][]string{}
	for _, g := range all(t) {
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
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && (strings.HasPrefix(f.Name.Name, "Test") ||
				strings.HasPrefix(f.Name.Name, "Fuzz")) {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

// docs/mutants is what the catalogue says, and no page more.
func TestPagesAreCurrent(t *testing.T) {
	dir := filepath.Join(root(t), "docs", "mutants")
	pages := Pages(all(t))
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range found {
		path := filepath.Join(dir, file.Name())
		switch want, known := pages[file.Name()]; {
		case !known && *update:
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		case !known:
			t.Errorf("docs/mutants/%s is the page of no list; go test ./fuzz/mutants -run Pages -update", file.Name())
		default:
			if got, err := os.ReadFile(path); !*update && (err != nil || string(got) != want) {
				t.Errorf("docs/mutants/%s is not what the catalogue says (%v); go test ./fuzz/mutants -run Pages -update",
					file.Name(), err)
			}
		}
	}
	for name, want := range pages {
		if *update {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if !slices.ContainsFunc(found, func(file os.DirEntry) bool { return file.Name() == name }) {
			t.Errorf("docs/mutants/%s is missing; go test ./fuzz/mutants -run Pages -update", name)
		}
	}
}

// Select takes whole protocols and single IDs, in the catalogue's order, and refuses
// names that it does not know: a misspelt one must not select nothing and succeed.
func TestSelectionRefusesUnknownNames(t *testing.T) {
	groups := []Group{
		{Protocol: "a", Mutants: []Mutant{{ID: "A-M1"}, {ID: "A-M2"}}},
		{Protocol: "b", Mutants: []Mutant{{ID: "B-M1"}, {ID: "B-M2"}}},
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

package mutants

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quesera/catalogue"
)

// No mutant, no property: for every property of every spec there is a fault in a spec whose check is that property
// alone, a subtest of the spec's own package that is named by its ID.
func TestEveryPropertyHasAFaultThatBreaksIt(t *testing.T) {
	broken := map[string]bool{}
	for _, g := range all(t) {
		for _, m := range g.Mutants {
			if _, id, alone := strings.Cut(m.Check.Test, "/"); alone && strings.HasPrefix(m.In.Package, "spec/") {
				broken[m.Check.Package+" "+id] = true
			}
		}
	}
	asserted := assertedIDs(t)
	for folder, ids := range asserted {
		for _, id := range ids {
			if !broken["./"+folder+" "+id] {
				t.Errorf("%s: %s: no fault is caught by it alone", folder, id)
			}
		}
	}
	for _, p := range catalogue.Protocols() {
		for _, s := range p.Specs {
			folder := path.Join("spec", s.Folder)
			if len(asserted[folder]) == 0 {
				t.Errorf("%s: no property is found in its source", folder)
			}
			for _, property := range s.Properties() {
				if !strings.Contains(strings.Join(asserted[folder], " ")+" ", property.ID+" ") {
					t.Errorf("%s: %s is not found in its source", folder, property.ID)
				}
			}
		}
	}
}

// assertedIDs lists by folder the properties that specs assert in some configuration, verified or not: the
// first arguments of Always, Possible and Eventually.
func assertedIDs(t *testing.T) map[string][]string {
	t.Helper()
	ids, root := map[string][]string{}, root(t)
	err := filepath.WalkDir(filepath.Join(root, "spec"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "internal" {
			return fs.SkipDir // specs for tests, which claim nothing of a protocol
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			of, ok := call.Fun.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Always", "Possible", "Eventually"}, of.Sel.Name) {
				literal, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					t.Errorf("%s: the ID of a property is no literal", name)
					return true
				}
				id, _ := strconv.Unquote(literal.Value)
				ids[filepath.ToSlash(dir)] = append(ids[filepath.ToSlash(dir)], id)
			}
			return true
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// Every protocol of the catalogue has planted faults: under each prefix of its IDs there is one at least.
func TestEveryProtocolHasFaults(t *testing.T) {
	planted := map[string]bool{}
	for _, g := range all(t) {
		for _, m := range g.Mutants {
			prefix, _, _ := strings.Cut(m.ID, "-")
			planted[prefix] = true
		}
	}
	for _, p := range catalogue.Protocols() {
		for _, prefix := range p.Prefixes {
			if !planted[prefix] {
				t.Errorf("%s: no fault is called %s-M…", p.Name, prefix)
			}
		}
	}
}

package mutants

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// told are the types that model.Output carries, by the package that sends it.
var told = map[string]string{"model/dkg": "Outcome", "model/beacon": "Beacon", "model/object/replica": "Answer"}

// unjudged are outputs that need no judge, and why.
var unjudged = map[string]string{
	"model/object/replica State.Chain": "it is the state of the layer below, whose own outputs are judged",
	"model/qsc3 State.Clock":           "it is the state of the layer below, whose own outputs are judged",
	"model/dkg State.Said":             "it is what others said, for corrupt nodes to play with",
	"model/dkg State.Private":          "it is what others said, for corrupt nodes to play with",
	"model/dkg State.Phase":            "it follows the timers, and the machine itself stands on it",
	"model/dkg State.Outcome":          "it is the value of its output, whose parts are judged",
	"model/qsc4 State.Known":           "it is whether there is a decision, without which the rest is not read",
	"model/log State.Private":          "it is what a corrupt node remembers for itself",
	"model/log State.Coin":             "it is the randomness that the world gave",
	"model/log State.Mirror":           "it is what the node has processed, of which it tells by Processed and Wrote",
	"model/tlc State.Time":             "it is what goes into the next raw message, by which others judge it",
	"model/tlc State.Held":             "it is how much is buffered, of which only the bound matters",
}

// Each thing that a model says to its user has a judge: there is a fault that spoils it, and the check that sees it is
// its judge. The outputs are the parts of the effects of a protocol's own, and of the values that it puts out, and
// what its states show.
func TestEveryOutputOfAModelHasAJudge(t *testing.T) {
	spoiled := map[string]bool{}
	for _, g := range all(t) {
		for _, m := range g.Mutants {
			if m.Output != "" {
				spoiled[m.Output] = true
			}
		}
	}
	outputs := modelOutputs(t)
	if len(outputs) < 40 {
		t.Errorf("outputs = %d: %v, want those of all models", len(outputs), outputs)
	}
	for _, o := range outputs {
		if spoiled[o] == (unjudged[o] != "") {
			t.Errorf("%s: spoiled by a fault %v, needs none %q, want one of the two: a record with output: %s", o,
				spoiled[o], unjudged[o], o)
		}
	}
	for _, list := range [][]string{slices.Sorted(maps.Keys(spoiled)), slices.Sorted(maps.Keys(unjudged))} {
		for _, o := range list {
			if !slices.Contains(outputs, o) {
				t.Errorf("%s is no output of a model", o)
			}
		}
	}
}

// modelOutputs lists the outputs of all models.
func modelOutputs(t *testing.T) (all []string) {
	t.Helper()
	root := root(t)
	err := filepath.WalkDir(filepath.Join(root, "model"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, name)
		folder := filepath.ToSlash(rel)
		if folder == "model" || strings.HasPrefix(folder, "model/sim") || strings.HasPrefix(folder, "model/crypto") {
			return nil // no machines: what they say is for the world to carry out
		}
		if strings.HasSuffix(folder, "/vectors") {
			return nil // what a machine shows in other words, for other programs; the machine's own is judged
		}
		packages, err := parser.ParseDir(token.NewFileSet(), name, func(f fs.FileInfo) bool {
			return !strings.HasSuffix(f.Name(), "_test.go")
		}, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, p := range packages {
			for _, o := range outputsOf(t, folder, p) {
				if o != "State.Self" { // the name under which the machine was started
					all = append(all, folder+" "+o)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// outputsOf lists the outputs of one package.
func outputsOf(t *testing.T, folder string, p *ast.Package) (all []string) {
	fields, methods, wanted := map[string][]string{}, map[string][]string{}, map[string]bool{"State": true}
	for _, file := range p.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok {
					fields[n.Name.Name] = fieldsOf(s)
				}
			case *ast.FuncDecl:
				of := receiverOf(n)
				if n.Name.Name == "IsEffect" {
					wanted[of] = true
				} else if of == "State" && n.Name.IsExported() {
					methods[of] = append(methods[of], n.Name.Name)
				}
			case *ast.CompositeLit:
				if sel, ok := n.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Output" {
					if told[folder] == "" {
						t.Errorf("%s sends a model.Output, want the type of its value in the list of this test", folder)
					}
					wanted[told[folder]] = true
				}
			}
			return true
		})
	}
	for of := range wanted {
		for _, part := range append(fields[of], methods[of]...) {
			all = append(all, of+"."+part)
		}
	}
	return all
}

// fieldsOf lists the exported fields of a struct.
func fieldsOf(s *ast.StructType) (names []string) {
	for _, f := range s.Fields.List {
		for _, name := range f.Names {
			if name.IsExported() {
				names = append(names, name.Name)
			}
		}
		if len(f.Names) == 0 { // embedded
			of := f.Type
			if generic, ok := of.(*ast.IndexExpr); ok {
				of = generic.X
			}
			if name, ok := of.(*ast.Ident); ok && name.IsExported() {
				names = append(names, name.Name)
			}
		}
	}
	return names
}

// receiverOf is the type whose method a function is; empty: it is none.
func receiverOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	of := f.Recv.List[0].Type
	if star, ok := of.(*ast.StarExpr); ok {
		of = star.X
	}
	switch generic := of.(type) {
	case *ast.IndexExpr:
		of = generic.X
	case *ast.IndexListExpr:
		of = generic.X
	}
	name, _ := of.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// Package layers holds the project's imports to the direction that docs/ARCHITECTURE.md draws.
package layers

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

// layers lists path prefixes from the bottom up. A package may import those of its own prefix and of lower layers.
// The longest prefix of a package's path counts; one that ends in / is of what is below only.
var layers = []struct {
	prefix string
	height int
}{
	{"internal", 0}, // helpers that know nothing of protocols
	{"spec", 1},     // the words of claims and verdicts
	{"model", 2},
	{"model/sim", 3}, // knows machines, and no protocol
	{"model/crypto", 3},
	{"model/", 4}, // the protocols
	{"spec/", 5},
	{"promela/translate", 6},
	{"promela/spin", 7},
	{"promela/gate", 8},
	{"verify", 9},
	{"linearizability", 10}, // what users see; its claims are verified like those of specs
	{"catalogue", 11},
	{"proofs", 12},
	{"oracle", 12},
	{"fuzz", 12},
	{"web", 12},
	{"cmd", 13},
}

// height is the layer of a package path below the module, -1 if it is in none.
func height(path string) int {
	best, h := -1, -1
	for _, l := range layers {
		if (path == l.prefix || strings.HasPrefix(path, strings.TrimSuffix(l.prefix, "/")+"/")) &&
			len(l.prefix) > best {
			best, h = len(l.prefix), l.height
		}
	}
	return h
}

// branch is the part of a package path that siblings share: two packages of one layer may import each other
// only within it.
func branch(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

// allowed reports whether the package at from may import the one at to.
func allowed(from, to string) bool {
	h, g := height(from), height(to)
	if h < 0 || g < 0 {
		return false
	}
	return g < h || g == h && branch(from) == branch(to)
}

func TestTheRulesThemselves(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"model/tlc", "model", true},
		{"model/tlc", "model/sim", true},
		{"model/sim", "model/tlc", false},
		{"model/crypto/bls", "model/dkg", false},
		{"model", "model/sim", false},
		{"model/tlc", "spec", true},
		{"model/tlc", "spec/tlc", false},
		{"spec", "model", false},
		{"spec/tlc", "spec/explore", true},
		{"spec/tlc", "model/tlc", true},
		{"proofs/dkg", "model/sim", true},
		{"proofs/qsc3", "proofs/clock", true},
		{"model/sim", "spec/explore", false},
		{"spec/tlc", "promela/translate", false},
		{"promela/translate", "promela/spin", false},
		{"promela/gate", "spec/explore", true},
		{"oracle/trace", "fuzz/mutants", false},
		{"cmd/quesera", "oracle/trace", true},
		{"unknown", "model", false},
	} {
		if got := allowed(c.from, c.to); got != c.want {
			t.Errorf("allowed(%q, %q) = %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

// A source is one Go file of the project that is no test.
type source struct {
	file, folder string
	imports      []string // of the project's packages
	strings      []string // the string literals
}

// sources are the project's files. Tests are left out: they may look from above at what they test.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var all []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." ||
			slices.Contains([]string{"bin", "cluster", "examples", "peers"}, rel) ||
			d.Name() == "testdata" && rel != "internal/testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, read(parsed, rel))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Errorf("%d files looked at, want the whole project", len(all))
	}
	return all
}

// read lists what a parsed file imports of the project, and its other strings.
func read(parsed *ast.File, rel string) source {
	s := source{file: rel, folder: path.Dir(rel)}
	for _, im := range parsed.Imports {
		target, _ := strconv.Unquote(im.Path.Value)
		if target, ours := strings.CutPrefix(target, "quesera/"); ours {
			s.imports = append(s.imports, target)
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				word, _ := strconv.Unquote(n.Value)
				s.strings = append(s.strings, word)
			}
		}
		return true
	})
	return s
}

// The rooms of a protocol are its packages in every layer, those of all its specs, and nothing else.
func TestRoomsAreTheProtocolsOwn(t *testing.T) {
	for path, want := range map[string]bool{
		"model/tlc": true, "model/tlc/audit": true, "spec/consensus": true,
		"spec/dkg/relay": true, "proofs/dkg": true, "model/beacon": true,
		"model": false, "model/sim": false, "model/crypto/tbls": false, "spec/explore": false,
		"oracle/trace": false, "catalogue": false,
	} {
		if got := isRoom(path); got != want {
			t.Errorf("isRoom(%q) = %v, want %v", path, got, want)
		}
	}
}

// Imports point down: no package imports a layer above its own, or beside it.
func TestImportsPointDown(t *testing.T) {
	for _, source := range sources(t) {
		for _, target := range source.imports {
			if !allowed(source.folder, target) {
				t.Errorf("%s imports %s, which is not below %s", source.file, target, source.folder)
			}
		}
	}
}

// protocols has the names of the catalogue's protocols, and rooms the packages of each: those whose path's second name
// is the protocol's, and its specs.
var protocols, rooms = func() (names, rooms map[string]bool) {
	names, rooms = map[string]bool{}, map[string]bool{}
	for _, p := range catalogue.Protocols() {
		names[p.Name] = true
		for _, s := range p.Specs {
			rooms["spec/"+s.Folder] = true
		}
	}
	return names, rooms
}()

// isRoom reports whether a package belongs to a protocol, be it one that has a folder at the top.
func isRoom(path string) bool {
	parts := strings.Split(path, "/")
	if len(parts) == 1 {
		return protocols[path] // what it has that is not of one layer alone
	}
	return protocols[parts[1]] || rooms[parts[0]+"/"+parts[1]]
}

// Nothing outside the catalogue and a protocol's own rooms names a protocol: it imports none of its packages, and has
// no string that is its name.
func TestOnlyTheCatalogueAndItsRoomsNameAProtocol(t *testing.T) {
	for _, source := range sources(t) {
		if source.folder == "catalogue" || isRoom(source.folder) {
			continue
		}
		for _, target := range source.imports {
			if isRoom(target) {
				t.Errorf("%s imports %s", source.folder, target)
			}
		}
		for _, word := range source.strings {
			if protocols[word] {
				t.Errorf("%s names %q", source.folder, word)
			}
		}
	}
}

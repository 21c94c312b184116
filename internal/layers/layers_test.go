// Package layers holds the project's imports to the direction that docs/ARCHITECTURE.md draws.
package layers

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// layers lists path prefixes from the bottom up. A package may import those of its own prefix and of lower layers.
// The longest prefix of a package's path counts; one that ends in / is of what is below only.
var layers = []struct {
	prefix string
	height int
}{
	{"internal", 0}, // helpers that know nothing of protocols
	{"model", 1},
	{"model/sim", 2}, // knows machines, and no protocol
	{"model/crypto", 2},
	{"model/", 3}, // the protocols
	{"spec", 4},
	{"promela/translate", 5},
	{"promela/spin", 6},
	{"promela/gate", 7},
	{"verify", 8},
	{"catalogue", 9},
	{"proofs", 10},
	{"oracle", 10},
	{"fuzz", 10},
	{"cmd", 11},
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
		{"model/tlc", "spec", false},
		{"spec/tlc", "spec/explore", true},
		{"spec/tlc", "model/tlc", true},
		{"proofs/dkg", "model/sim", true},
		{"proofs/qsc3", "proofs/clock", true},
		{"model/sim", "spec", false},
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

// Imports point down: no package imports a layer above its own, or beside it.
func TestImportsPointDown(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || rel == "peers" || rel == "bin" ||
			d.Name() == "testdata" && rel != "internal/testdata") {
			return filepath.SkipDir
		}
		// Tests may look from above at what they test.
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, im := range file.Imports {
			target, _ := strconv.Unquote(im.Path.Value)
			target, ours := strings.CutPrefix(target, "quesera/")
			if from := filepath.ToSlash(filepath.Dir(rel)); ours && !allowed(from, target) {
				t.Errorf("%s imports %s, which is not below %s", rel, target, from)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Errorf("%d files looked at, want the whole project", files)
	}
}

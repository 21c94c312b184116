package systematic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"quesera/fuzz/mutants"
)

// A source is a type-checked package without its tests.
type source struct {
	root   string
	folder string // from the root
	fset   *token.FileSet
	files  []*file
	info   *types.Info
	pkg    *types.Package
	load   types.Importer
}

// A file is one of a source.
type file struct {
	name string // from the root
	text string
	tree *ast.File
}

// A listed is what the go command says of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
	DepsErrors              []struct{ Err string }
}

// list asks the go command for packages.
func list(ctx context.Context, root string, args ...string) ([]listed, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-json=ImportPath,Dir,Export,GoFiles"}, args...)...)
	cmd.Dir = root
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("systematic: go list %s: %w: %s", strings.Join(args, " "), err, oneLine(said.String()))
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("systematic: go list: %w", err)
		}
		all = append(all, l)
	}
}

// open reads the package in a folder of the module.
func open(ctx context.Context, root, folder string) (*source, error) {
	packages, err := list(ctx, root, "-export", "-deps", "./"+folder, "./internal/planted")
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	var own *listed
	for i, p := range packages {
		exports[p.ImportPath] = p.Export
		if p.ImportPath == path.Join(mutants.ModulePath, folder) {
			own = &packages[i]
		}
	}
	if own == nil {
		return nil, fmt.Errorf("systematic: no package in %s", folder)
	}
	s := &source{root: root, folder: folder, fset: token.NewFileSet()}
	s.load = importer.ForCompiler(s.fset, "gc", func(name string) (io.ReadCloser, error) {
		if exports[name] == "" {
			return nil, fmt.Errorf("systematic: %s imports %s, of which there is no compiled form", folder, name)
		}
		return os.Open(exports[name])
	})
	for _, name := range own.GoFiles {
		text, err := os.ReadFile(filepath.Join(own.Dir, name))
		if err != nil {
			return nil, fmt.Errorf("systematic: %w", err)
		}
		s.files = append(s.files, &file{name: path.Join(folder, name), text: string(text)})
	}
	return s, s.check()
}

// check parses the files and checks their types.
func (s *source) check() error {
	s.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	var trees []*ast.File
	for _, f := range s.files {
		tree, err := parser.ParseFile(s.fset, f.name, f.text, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("systematic: %w", err)
		}
		f.tree = tree
		trees = append(trees, tree)
	}
	conf := types.Config{Importer: s.load}
	pkg, err := conf.Check(path.Join(mutants.ModulePath, s.folder), s.fset, trees, s.info)
	if err != nil {
		return fmt.Errorf("systematic: %w", err)
	}
	s.pkg = pkg
	return nil
}

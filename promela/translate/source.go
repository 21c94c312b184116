package translate

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"strings"

	"quesera/spec"
)

// specPath is the import path of package spec.
const specPath = "quesera/spec"

// A source is the type-checked Go of a spec.
type source struct {
	fset  *token.FileSet
	info  *types.Info
	pkg   *types.Package
	funcs map[*types.Func]*ast.FuncDecl
	notes map[types.Object]string // comments of struct fields
	errs  []types.Error           // what could not be typed; a mistake only where the translator gets there
}

// loadSource parses and type-checks the files, without tests. It needs neither a
// checkout nor a Go installation: of the imports it knows package spec, by its embedded source,
// and nothing of the others, so what they export cannot be translated.
func loadSource(files fs.FS) (*source, error) {
	s := &source{fset: token.NewFileSet(), funcs: map[*types.Func]*ast.FuncDecl{}, notes: map[types.Object]string{}}
	parsed, err := s.parse(files)
	if err != nil {
		return nil, err
	}
	s.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	config := types.Config{Importer: &importer{}, Error: func(err error) {
		var e types.Error
		if errors.As(err, &e) {
			s.errs = append(s.errs, e)
		}
	}}
	s.pkg, _ = config.Check("spec", s.fset, parsed, s.info) // its error is the first of s.errs
	for _, file := range parsed {
		s.index(file)
	}
	return s, nil
}

func (s *source) parse(files fs.FS) ([]*ast.File, error) {
	names, err := fs.Glob(files, "*.go")
	if err != nil {
		return nil, fmt.Errorf("promela: %w", err)
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("promela: %w", err)
		}
		file, err := parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("promela: %w", err)
		}
		parsed = append(parsed, file)
	}
	if len(parsed) == 0 {
		return nil, errors.New("promela: the spec's Source has no Go files")
	}
	return parsed, nil
}

// index notes where functions are declared and what is said about fields.
func (s *source) index(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if f, ok := s.info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				s.funcs[f] = n
			}
		case *ast.Field:
			note := n.Comment.Text()
			if note == "" {
				note = n.Doc.Text()
			}
			for _, name := range n.Names {
				s.notes[s.info.Defs[name]] = strings.TrimSpace(note)
			}
		}
		return true
	})
}

// method finds a method of the named type.
func (s *source) method(typeName, name string) *types.Func {
	object := s.pkg.Scope().Lookup(typeName)
	if object == nil {
		return nil
	}
	found, _, _ := types.LookupFieldOrMethod(object.Type(), true, s.pkg, name)
	f, _ := found.(*types.Func)
	return f
}

// at is an error about a piece of Go, with its file and line.
func (s *source) at(n ast.Node, format string, args ...any) error {
	p := s.fset.Position(n.Pos())
	return fmt.Errorf("promela: %s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...))
}

// untyped is the error for an expression that has no type, with the reason that the type checker gave for its line.
func (s *source) untyped(n ast.Node) error {
	line := s.fset.Position(n.Pos())
	for _, e := range s.errs {
		if p := e.Fset.Position(e.Pos); p.Filename == line.Filename && p.Line == line.Line {
			return s.at(n, "%s (of other packages only spec is known)", e.Msg)
		}
	}
	return s.at(n, "this has no type (of other packages only spec is known)")
}

// An importer provides package spec from its embedded source, without function bodies,
// and for every other path an empty package.
type importer struct {
	spec *types.Package
}

func (im *importer) Import(importPath string) (*types.Package, error) {
	if importPath != specPath {
		pkg := types.NewPackage(importPath, path.Base(importPath))
		pkg.MarkComplete()
		return pkg, nil
	}
	if im.spec != nil {
		return im.spec, nil
	}
	s := &source{fset: token.NewFileSet()}
	parsed, err := s.parse(spec.Source)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: im, IgnoreFuncBodies: true, Error: func(error) {}}
	im.spec, _ = config.Check(specPath, s.fset, parsed, nil)
	return im.spec, nil
}

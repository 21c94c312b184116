// Package syntax reads the Go in which a spec is written: its syntax trees, with the types of their expressions. What
// translates specs starts from it.
package syntax

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

// SpecPath is the import path of package spec.
const SpecPath = "quesera/spec"

// A Source is the type-checked Go of a spec.
type Source struct {
	Info  *types.Info
	Pkg   *types.Package
	Funcs map[*types.Func]*ast.FuncDecl
	Notes map[types.Object]string // comments of struct fields

	reader string // what reads it, for errors
	fset   *token.FileSet
	errs   []types.Error // what could not be typed; a mistake only where a translator gets there
}

// Load parses and type-checks the files, without tests, for the reader that its errors begin with. It needs neither a
// checkout nor a Go installation: of the imports it knows package spec, by its embedded source,
// and nothing of the others, so what they export cannot be translated.
func Load(reader string, files fs.FS) (*Source, error) {
	s := &Source{reader: reader, fset: token.NewFileSet(), Funcs: map[*types.Func]*ast.FuncDecl{},
		Notes: map[types.Object]string{}}
	parsed, err := s.parse(files)
	if err != nil {
		return nil, err
	}
	s.Info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	config := types.Config{Importer: &importer{}, Error: func(err error) {
		var e types.Error
		if errors.As(err, &e) {
			s.errs = append(s.errs, e)
		}
	}}
	s.Pkg, _ = config.Check("spec", s.fset, parsed, s.Info) // its error is the first of s.errs
	for _, file := range parsed {
		s.index(file)
	}
	return s, nil
}

func (s *Source) parse(files fs.FS) ([]*ast.File, error) {
	names, err := fs.Glob(files, "*.go")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.reader, err)
	}
	var parsed []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.reader, err)
		}
		file, err := parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.reader, err)
		}
		parsed = append(parsed, file)
	}
	if len(parsed) == 0 {
		return nil, fmt.Errorf("%s: the spec's Source has no Go files", s.reader)
	}
	return parsed, nil
}

// index notes where functions are declared and what is said about fields.
func (s *Source) index(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if f, ok := s.Info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				s.Funcs[f] = n
			}
		case *ast.Field:
			note := n.Comment.Text()
			if note == "" {
				note = n.Doc.Text()
			}
			for _, name := range n.Names {
				s.Notes[s.Info.Defs[name]] = strings.TrimSpace(note)
			}
		}
		return true
	})
}

// Method finds a method of the named type.
func (s *Source) Method(typeName, name string) *types.Func {
	object := s.Pkg.Scope().Lookup(typeName)
	if object == nil {
		return nil
	}
	found, _, _ := types.LookupFieldOrMethod(object.Type(), true, s.Pkg, name)
	f, _ := found.(*types.Func)
	return f
}

// At is an error about a piece of Go, with its file and line.
func (s *Source) At(n ast.Node, format string, args ...any) error {
	p := s.fset.Position(n.Pos())
	return fmt.Errorf("%s: %s:%d: %s", s.reader, p.Filename, p.Line, fmt.Sprintf(format, args...))
}

// Untyped is the error for an expression that has no type, with the reason that the type checker gave for its line.
func (s *Source) Untyped(n ast.Node) error {
	line := s.fset.Position(n.Pos())
	for _, e := range s.errs {
		if p := e.Fset.Position(e.Pos); p.Filename == line.Filename && p.Line == line.Line {
			return s.At(n, "%s (of other packages only spec is known)", e.Msg)
		}
	}
	return s.At(n, "this has no type (of other packages only spec is known)")
}

// Named finds a type of the spec's package.
func (s *Source) Named(name string) (*types.Named, error) {
	if object, ok := s.Pkg.Scope().Lookup(name).(*types.TypeName); ok {
		if named, ok := object.Type().(*types.Named); ok {
			return named, nil
		}
	}
	return nil, fmt.Errorf("%s: the spec's Source does not declare the type %q", s.reader, name)
}

// An importer provides package spec from its embedded source, without function bodies,
// and for every other path an empty package.
type importer struct {
	spec *types.Package
}

func (im *importer) Import(importPath string) (*types.Package, error) {
	if importPath != SpecPath {
		return nothing{}.Import(importPath)
	}
	if im.spec != nil {
		return im.spec, nil
	}
	s := &Source{fset: token.NewFileSet()}
	parsed, err := s.parse(spec.Source)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: nothing{}, IgnoreFuncBodies: true, Error: func(error) {}}
	im.spec, _ = config.Check(SpecPath, s.fset, parsed, nil)
	return im.spec, nil
}

// nothing provides empty packages. Package spec itself sees no others, so that nothing imports it again.
type nothing struct{}

func (nothing) Import(importPath string) (*types.Package, error) {
	pkg := types.NewPackage(importPath, path.Base(importPath))
	pkg.MarkComplete()
	return pkg, nil
}

package mutants

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A Checkout is the source that faults are planted in. Each package is read once.
type Checkout struct {
	root string
	mu   sync.Mutex
	read map[string]*folder
}

// Open is the checkout at root, see FindRoot.
func Open(root string) *Checkout {
	return &Checkout{root: root, read: map[string]*folder{}}
}

// A folder is the Go files of a package without its tests, or one file that is not Go.
type folder struct {
	texts map[string]string // by file, from the root
	decls []decl
	err   error
}

// A decl is a declaration, and what it consists of.
type decl struct {
	name   string // "floorOf", "Machine.Apply", "Header.Past"
	file   string
	toks   []tok
	member bool // of a type, which is a declaration itself
}

// line is the number of the line in which t begins, and that line.
func (f *folder) line(file string, t tok) (int, string) {
	text := f.texts[file]
	from := strings.LastIndexByte(text[:t.from], '\n') + 1
	line, _, _ := strings.Cut(text[from:], "\n")
	return strings.Count(text[:from], "\n") + 1, strings.TrimSpace(line)
}

// folder is what a place is searched in.
func (c *Checkout) folder(p Place) *folder {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := p.Package + "\n" + p.File
	if c.read[key] == nil {
		f := &folder{texts: map[string]string{}}
		if p.File != "" {
			f.err = f.addFile(c.root, p.File)
		} else {
			f.err = f.addPackage(c.root, p.Package)
		}
		c.read[key] = f
	}
	return c.read[key]
}

// addFile adds a file that is not Go, as one declaration with the file's name.
func (f *folder) addFile(root, name string) error {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	toks, err := words(string(text))
	f.texts[name] = string(text)
	f.decls = append(f.decls, decl{name: name, file: name, toks: toks})
	return err
}

// addPackage adds the declarations of the Go files in dir but for its tests.
func (f *folder) addPackage(root, dir string) error {
	names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*.go"))
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	if len(names) == 0 {
		return errors.New("no Go files, want the folder of a package, from the root of the module")
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file := path.Join(dir, filepath.Base(name))
		f.texts[file] = string(text)
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		toks, err := goTokens(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		Declared(parsed, func(name string, node ast.Node) {
			from, to := fset.Position(node.Pos()).Offset, fset.Position(node.End()).Offset
			first, _ := slices.BinarySearchFunc(toks, from, func(t tok, at int) int { return t.from - at })
			last, _ := slices.BinarySearchFunc(toks, to, func(t tok, at int) int { return t.from - at })
			_, member := node.(*ast.Field)
			f.decls = append(f.decls, decl{name, file, toks[first:last], member})
		})
	}
	return nil
}

// Declared calls yield with each declaration of a file: functions, methods as Type.Method, constants, variables
// and types by their names, and as Type.field the fields of structs and the methods of interfaces.
func Declared(file *ast.File, yield func(name string, node ast.Node)) {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			yield(receiver(f)+f.Name.Name, f)
			continue
		}
		group := d.(*ast.GenDecl)
		for _, s := range group.Specs {
			node := ast.Node(s)
			if !group.Lparen.IsValid() {
				node = group
			}
			switch s := s.(type) {
			case *ast.ValueSpec:
				for _, name := range s.Names {
					yield(name.Name, node)
				}
			case *ast.TypeSpec:
				yield(s.Name.Name, node)
				for _, field := range membersOf(s.Type) {
					for _, name := range field.Names {
						yield(s.Name.Name+"."+name.Name, field)
					}
				}
			}
		}
	}
}

// Declaration is the first declaration of a file with that name, nil if there is none.
func Declaration(file *ast.File, name string) ast.Node {
	var found ast.Node
	Declared(file, func(of string, node ast.Node) {
		if found == nil && of == name {
			found = node
		}
	})
	return found
}

// receiver is the name of the type that f is a method of, with a dot after it.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	t := f.Recv.List[0].Type
	for {
		switch of := t.(type) {
		case *ast.StarExpr:
			t = of.X
		case *ast.IndexExpr:
			t = of.X
		case *ast.IndexListExpr:
			t = of.X
		case *ast.Ident:
			return of.Name + "."
		default:
			return "?."
		}
	}
}

// membersOf is the fields of a struct or the methods of an interface.
func membersOf(t ast.Expr) []*ast.Field {
	switch t := t.(type) {
	case *ast.StructType:
		return t.Fields.List
	case *ast.InterfaceType:
		return t.Methods.List
	}
	return nil
}

// Mutate finds the place of m, and is the name of the file that it changes and the file's text with the fault.
// The old text must stand there exactly once.
func (c *Checkout) Mutate(m Mutant) (file string, text []byte, err error) {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("mutants: %s (%s) in %s: %w", m.ID, m.Listed, m.In, fmt.Errorf(format, args...))
	}
	f := c.folder(m.In)
	if f.err != nil {
		return "", nil, wrong("%w", f.err)
	}
	read, replacement := goTokens, withoutComments(m.New)
	if m.In.File != "" {
		read, replacement = words, m.New
	}
	old, err := read(m.Old)
	if err != nil {
		return "", nil, wrong("old text: %w", err)
	}
	changed, err := read(m.New)
	if err != nil {
		return "", nil, wrong("new text: %w", err)
	}
	if len(old) == 0 || same(old, changed) {
		return "", nil, wrong("new text = old text, want a fault")
	}
	found := f.find(m.In.name(), old)
	if len(found) != 1 {
		return "", nil, wrong("%s", f.explain(m, old, found))
	}
	before, at := f.texts[found[0].file], found[0]
	return at.file, []byte(before[:at.first.from] + replacement + before[at.last.to:]), nil
}

// An occurrence is where some tokens stand.
type occurrence struct {
	decl, file  string
	first, last tok
}

// find is where old stands in the declarations of that name.
func (f *folder) find(name string, old []tok) (found []occurrence) {
	for _, d := range f.decls {
		if d.name == name {
			for _, k := range occurrences(d.toks, old) {
				found = append(found, occurrence{d.name, d.file, d.toks[k], d.toks[k+len(old)-1]})
			}
		}
	}
	return found
}

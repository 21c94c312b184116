package syntax_test

import (
	"errors"
	"go/ast"
	"go/types"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/spec/syntax"
)

const (
	first = `package lamp

import (
	"sort"

	"quesera/spec"
	"quesera/spec/other"
)

// State of a lamp.
type State struct {
	On    bool // it shines
	// who switched it
	By    spec.NodeSet
	A, B  uint8 // two of them
	Plain uint8
}

type Config struct{ Nodes uint8 }

type Alias = Config

func (c Config) Switch(st *State, i spec.NodeID) { st.By = st.By.With(i) }

func (c *Config) Later(st *State) bool { return sort.IsSorted(nil) }
func (c Config) Other(st *State) bool  { return other.Than(st) }
`
	second = `package lamp

func helper(x uint8) uint8 { return x + 1 }

func missing(x uint8) uint8

var Nodes = 3
`
	third = `package lamp

func wrong() bool { return undeclared() }

func good() bool { return true }
`
)

func files(all ...string) fstest.MapFS {
	names := []string{"a.go", "b.go", "c.go"}
	dir := fstest.MapFS{"note.txt": {Data: []byte("no Go")}}
	for k, text := range all {
		dir[names[k]] = &fstest.MapFile{Data: []byte(text)}
	}
	return dir
}

func load(t *testing.T, dir fs.FS) *syntax.Source {
	t.Helper()
	s, err := syntax.Load("reader", dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// All functions with a body are indexed, and what is said of fields, beside or above them. Expressions have their
// types, those of package spec too.
func TestASourceIsIndexedAndTyped(t *testing.T) {
	dir := files(first, second)
	dir["a_test.go"] = &fstest.MapFile{Data: []byte("this is no Go at all")}
	s := load(t, dir)
	var funcs []string
	for f, decl := range s.Funcs {
		if f.Name() != decl.Name.Name {
			t.Errorf("%s is declared as %s", f.Name(), decl.Name.Name)
		}
		funcs = append(funcs, f.Name())
	}
	for _, want := range []string{"Switch", "Later", "Other", "helper"} {
		if !strings.Contains(strings.Join(funcs, " "), want) {
			t.Errorf("of the functions %v %s is missing", funcs, want)
		}
	}
	if len(funcs) != 4 {
		t.Errorf("functions %v, want four", funcs)
	}
	state, err := s.Named("State")
	if err != nil {
		t.Fatal(err)
	}
	fields := state.Underlying().(*types.Struct)
	for k, want := range []string{"it shines", "who switched it", "two of them", "two of them", ""} {
		if got := s.Notes[fields.Field(k)]; got != want {
			t.Errorf("of %s it is said %q, want %q", fields.Field(k).Name(), got, want)
		}
	}
	if by := fields.Field(1).Type(); by.String() != "quesera/spec.NodeSet" || by.Underlying().String() != "uint16" {
		t.Errorf("By is a %v, which is %v", by, by.Underlying())
	}
	decl := s.Funcs[s.Method("Config", "Switch")]
	value := decl.Body.List[0].(*ast.AssignStmt).Rhs[0]
	if got := s.Info.Types[value].Type; got == nil || got.String() != "quesera/spec.NodeSet" {
		t.Errorf("With gives %v", got)
	}
	call := value.(*ast.CallExpr).Fun.(*ast.SelectorExpr)
	if s.Info.Selections[call] == nil || s.Info.Uses[call.Sel] == nil || s.Pkg.Name() != "lamp" {
		t.Errorf("the method that is called is not known, in package %v", s.Pkg)
	}
}

// Methods are found on values and pointers of their type, and nothing else is.
func TestMethodsAndTypesAreFound(t *testing.T) {
	s := load(t, files(first, second))
	for name, want := range map[string]bool{"Switch": true, "Later": true, "Nodes": false, "helper": false} {
		if f := s.Method("Config", name); (f != nil) != want || f != nil && f.Name() != name {
			t.Errorf("%s: %v, want found: %v", name, f, want)
		}
	}
	if f := s.Method("Nothing", "Switch"); f != nil {
		t.Errorf("a method of no type: %v", f)
	}
	for name, want := range map[string]bool{"State": true, "Config": true, "Alias": false, "helper": false, "Nodes": false,
		"Nothing": false} {
		named, err := s.Named(name)
		if (err == nil) != want || want != (named != nil) {
			t.Errorf("the type %s: %v, %v, want found: %v", name, named, err, want)
		}
		if err != nil && err.Error() != `reader: the spec's Source does not declare the type "`+name+`"` {
			t.Errorf("the error is %v", err)
		}
	}
}

// An error names the reader, the file and the line; one about what has no type says why, by what the type checker said
// of that very line of that file.
func TestErrorsNameTheirPlace(t *testing.T) {
	s := load(t, files(first, second, third))
	body := func(name string) ast.Node {
		for f, decl := range s.Funcs {
			if f.Name() == name {
				return decl.Body.List[0]
			}
		}
		t.Fatalf("no function %s", name)
		return nil
	}
	for name, want := range map[string]string{
		"wrong":  "reader: c.go:3: undefined: undeclared (of other packages only spec is known)",
		"good":   "reader: c.go:5: this has no type (of other packages only spec is known)",
		"helper": "reader: b.go:3: this has no type (of other packages only spec is known)",
		"Later":  "reader: a.go:25: undefined: sort.IsSorted (of other packages only spec is known)",
		"Other":  "reader: a.go:26: undefined: other.Than (of other packages only spec is known)",
	} {
		if got := s.Untyped(body(name)).Error(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := s.At(body("helper"), "%d things", 2).Error(); got != "reader: b.go:3: 2 things" {
		t.Errorf("got %s", got)
	}
}

// broken is a folder in which files cannot be read.
type broken struct{ fstest.MapFS }

var errBroken = errors.New("cannot be read")

func (broken) ReadFile(string) ([]byte, error) { return nil, errBroken }

// unlisted is a folder that cannot be listed.
type unlisted struct{ fstest.MapFS }

func (unlisted) Glob(string) ([]string, error) { return nil, errBroken }

// What is no Go, cannot be read or is not there is refused with the reader's name.
func TestSourcesThatCannotBeReadAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		dir  fs.FS
		want string
	}{
		"no files": {files(), "reader: the spec's Source has no Go files"},
		"only tests": {fstest.MapFS{"a_test.go": {Data: []byte(first)}},
			"reader: the spec's Source has no Go files"},
		"no Go":        {files("package lamp\nfunc {"), "reader: a.go:2:6"},
		"unreadable":   {broken{files(first)}, "reader: cannot be read"},
		"cannot list":  {unlisted{files(first)}, "reader: cannot be read"},
		"second wrong": {files(first, "nonsense"), "reader: b.go:1:1"},
	} {
		if s, err := syntax.Load("reader", c.dir); err == nil || s != nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

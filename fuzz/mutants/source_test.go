package mutants

import (
	"strings"
	"testing"
)

// sums is a package with declarations of every kind.
var sums = map[string]string{
	"sum/sum.go": `package sum

const Zero = 0

const (
	One = 1
	Two = 2
)

var start, end = 1, 2

// Adder adds.
type Adder struct {
	from int ` + "`max:\"7\"`" + `
	to   int
}

type adding interface{ Add(a, b int) int }

func (s *Adder) Add(a, b int) int {
	if a == 0 { // nothing to add
		return b
	}
	return a + b
}

type Of[T any] struct{ x T }

func (o Of[T]) Add(a, b int) int { return a + b }

func Sum(a, b int) int {
	return a + b
}
`,
	"sum/sum_test.go":  "package sum\n\nfunc helper(a, b int) int { return a - b }\n",
	"sum/text.txt":     "one two\n  three\n",
	"broken/broken.go": "package broken\n\nfunc {\n",
}

// A fault changes the one declaration that it names, and nothing else, whatever else the package says alike.
func TestAFaultChangesTheDeclarationThatItNames(t *testing.T) {
	root := writeModule(t, sums)
	for _, c := range []struct{ decl, old, new, then string }{
		{"Sum", "a + b", "a - b", "func Sum(a, b int) int {\n\treturn a - b\n}"},
		{"Adder.Add", "return a + b", "return a", "\treturn a\n}\n\ntype Of"},
		{"Of.Add", "a + b", "b", "func (o Of[T]) Add(a, b int) int { return b }"},
		{"Zero", "0", "9", "const Zero = 9"},
		{"Two", "= 2", "= 3", "\tOne = 1\n\tTwo = 3"},
		{"end", "1, 2", "1, 3", "var start, end = 1, 3"},
		{"Adder", "to int", "to uint8", "\tto uint8\n}"},
		{"Adder.from", "7", "", ""}, // inside a token
		{"Adder.from", "int `max:\"7\"`", "int", "\tfrom int\n\tto   int"},
		{"adding.Add", "int) int", "int)", "interface{ Add(a, b int) }"},
		{"Adder.Add", "if a==0 {return b}", "", "\t\n\treturn a + b"},
		{"Adder.Add", "if a == 0 { /* as it is\n */ return\nb }\nreturn a", "return a // only a",
			"int {\n\treturn a + b\n}\n\ntype Of"},
	} {
		m := Mutant{ID: "SUM-M1", In: Place{Package: "sum", Decl: c.decl}, Old: c.old, New: c.new}
		file, text, err := Open(root).Mutate(m)
		if c.then == "" {
			if err == nil {
				t.Errorf("%s: %q applies", c.decl, c.old)
			}
			continue
		}
		if err != nil || file != "sum/sum.go" || !strings.Contains(string(text), c.then) {
			t.Errorf("%s: %q: got %s, %v, want …%s… in\n%s", c.decl, c.old, file, err, c.then, text)
		}
	}
}

// A fault still applies after its declaration has moved to another file, between others, and has been formatted and
// commented anew.
func TestAFaultFollowsItsDeclaration(t *testing.T) {
	root := writeModule(t, map[string]string{
		"sum/a.go": "package sum\n\nfunc Sum(a, b int) int { return a * b }\n",
		"sum/z.go": "package sum\n\nfunc (s Adder) Add(\n\ta, b int,\n) int {\n\tif a == 0 {\n\t\t// Why " +
			"so.\n\n\t\treturn b\n\t}\n\treturn a +\n\t\tb // the sum\n}\n",
	})
	m := Mutant{ID: "SUM-M1", In: Place{Package: "sum", Decl: "Adder.Add"}, Old: "return b\n}\nreturn a + b",
		New: "return 0\n}\nreturn b"}
	file, text, err := Open(root).Mutate(m)
	if want := "\t\treturn 0\n}\nreturn b // the sum\n"; err != nil || file != "sum/z.go" ||
		!strings.Contains(string(text), want) {
		t.Errorf("got %s, %v, want …%s… in\n%s", file, err, want, text)
	}
}

// What is not Go is matched word by word.
func TestAFaultMayChangeAFileThatIsNotGo(t *testing.T) {
	m := Mutant{ID: "SUM-M1", In: Place{File: "sum/text.txt"}, Old: "two three", New: "four"}
	if file, text, err := Open(writeModule(t, sums)).Mutate(m); err != nil || file != "sum/text.txt" ||
		string(text) != "one four\n" {
		t.Errorf("got %s, %q, %v", file, text, err)
	}
}

// A fault that does not apply says where its record stands, and what there is instead of what it quotes.
func TestAFaultThatDoesNotApplySaysWhatIsNearest(t *testing.T) {
	root := writeModule(t, sums)
	in := func(pkg, decl string) Place { return Place{Package: pkg, Decl: decl} }
	for _, c := range []struct {
		in             Place
		old, new, says string
	}{
		{in("sum", "Sum"), "return a - b", "return a",
			`SUM-M1 (sum.faults:6) in sum Sum: old text occurs 0 times, want once: it quotes "return a - b"; the nearest ` +
				`there is "return a + b" (sum/sum.go:32)`},
		{in("sum", "Adder.Add"), "if a == 0 {\n\treturn c\n}", "",
			`it quotes "return c"; the nearest there is "return b" (sum/sum.go:22)`},
		{in("sum", "Adder.Add"), "return b\nif a == 0 {", "", "each of its lines stands there, but not one after the other"},
		{in("sum", "Sum"), "to int", "to uint", `old text occurs 0 times, want once; it stands in Adder, sum/sum.go:15`},
		{in("sum", "Summ"), "return a * b", "", "no such declaration; the nearest is Sum"},
		{in("sum", "Added.Add"), "a == 0", "",
			"no such declaration; the nearest is Adder.Add; it stands in Adder.Add, sum/sum.go:21"},
		{in("sum", "helper"), "a - b", "a + b", "no such declaration"}, // of a test
		{in("sum", "Sum"), "int", "uint",
			"occurs 2 times, want once (Sum, sum/sum.go:31; Sum, sum/sum.go:31): quote more of it"},
		{in("sum", "Sum"), "a + b", "a +  b // the same", "new text = old text, want a fault"},
		{in("sum", "Sum"), "// only a comment", "a", "want a fault"},
		{in("sum", "Sum"), `"a`, "a", "old text: line 1: string literal not terminated"},
		{in("sum", "Sum"), "a", `"a`, "new text: line 1: string literal not terminated"},
		{in("none", "Sum"), "a", "b", "in none Sum: no Go files, want the folder of a package"},
		{in("broken", "Sum"), "a", "b", "broken/broken.go:3"},
		{Place{File: "sum/none.txt"}, "a", "b", "no such file"},
		{Place{File: "sum/text.txt"}, "two four", "b",
			`it quotes "two four"; the nearest there is "one two" (sum/text.txt:1)`},
	} {
		m := Mutant{ID: "SUM-M1", Listed: "sum.faults:6", In: c.in, Old: c.old, New: c.new}
		if _, _, err := Open(root).Mutate(m); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v %q: got %v, want …%s…", c.in, c.old, err, c.says)
		}
	}
}

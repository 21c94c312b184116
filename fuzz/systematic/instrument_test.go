package systematic

import (
	"go/ast"
	"go/parser"
	"slices"
	"strings"
	"testing"
)

// Where a text with switches does not compile, the switch to blame is the last one before that place in its line, or
// the first one after it: never one of another line.
func TestTheSwitchBeforeAMistakeIsToBlame(t *testing.T) {
	const before, line, after = "planted.On(1)\n", "a := planted.On(2) && b || planted.Off(30) | c", "\nplanted.Off(4)"
	text := before + line + after
	for _, c := range []struct {
		at   string // at the beginning of which the mistake is
		want []int
	}{
		{"planted.On(1)", []int{1}}, {"a := ", []int{2}}, {"planted.On(2)", []int{2}}, {"&& b", []int{2}},
		{"|| planted", []int{2}}, {"planted.Off(30)", []int{30}}, {"c\n", []int{30}}, {"\nplanted.Off(4)", []int{30}},
		{"planted.Off(4)", []int{4}},
	} {
		if got := idsAround(text, strings.Index(text, c.at)); !slices.Equal(got, c.want) {
			t.Errorf("at %q: %v, want %v", c.at, got, c.want)
		}
	}
	if got := idsAround("planted.On(1)\nx\nplanted.On(2)", len("planted.On(1)\n")); got != nil {
		t.Errorf("in a line without a switch: %v, want none", got)
	}
	if got := idsAround(`f(planted.Pick[uint8](12, a))`, 3); !slices.Equal(got, []int{12}) {
		t.Errorf("of a choice: %v, want 12", got)
	}
}

// A condition guards a way out if what it guards ends with leaving.
func TestWaysOutEndWithLeaving(t *testing.T) {
	for text, want := range map[string]bool{
		"{}": false, "{ return }": true, "{ a(); return }": true, "{ return; a() }": false, "{ break }": true,
		"{ continue }": true, "{ a() }": false, "{ if b { return } }": false,
	} {
		e, err := parser.ParseExpr("func() " + text)
		if err != nil {
			t.Fatal(err)
		}
		if got := leaves(e.(*ast.FuncLit).Body); got != want {
			t.Errorf("%s leaves: %v, want %v", text, got, want)
		}
	}
}

// A switch of a truth value keeps one that stands in its place already, as that of two arguments that change places.
func TestASwitchKeepsTheOneInItsPlace(t *testing.T) {
	for _, c := range []struct{ right, wrong, inner, want string }{
		{"true", "false", "true", "planted.Off(7)"}, {"false", "true", "false", "planted.On(7)"},
		{"true", "false", "planted.Pick[bool](6, true, a)", "planted.Pick[bool](7, planted.Pick[bool](6, true, a), false)"},
		{"false", "true", "planted.Pick[bool](6, false, a)", "planted.Pick[bool](7, planted.Pick[bool](6, false, a), true)"},
	} {
		if got := literal(c.right, c.wrong)(7, c.inner); got != c.want {
			t.Errorf("%s around %s: %s, want %s", c.right, c.inner, got, c.want)
		}
	}
}

package vectors

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shown is a document on one line: "1:{a 1:[2:(1)]}" is an object of one list of one number, with the lines.
func shown(n *node) string {
	if n == nil {
		return "none"
	}
	var inner []string
	for k, item := range n.items {
		name := ""
		if n.kind == object {
			name = n.names[k] + " "
		}
		inner = append(inner, name+shown(item))
	}
	forms := map[valueKind]string{null: "null", boolean: "bool %s", number: "(%s)", text: "'%s'", list: "[%s]",
		object: "{%s}"}
	form := fmt.Sprintf("%d:%s", n.line, forms[n.kind])
	if n.kind == null {
		return form
	}
	return fmt.Sprintf(form, n.text+strings.Join(inner, " "))
}

// Documents are read with the lines on which their values stand, each value of its kind.
func TestDocumentsAreReadWithTheirLines(t *testing.T) {
	for content, want := range map[string]string{
		"1": "1:(1)", " -2.5e3\n": "1:(-2.5e3)", "null": "1:null", "\n\ntrue": "3:bool true", "false": "1:bool false",
		`"a\u0041\n"`: "1:'aA\n'", "[]": "1:[]", "{}": "1:{}", "[\n1,\n[2,\n3]]": "1:[2:(1) 3:[3:(2) 4:(3)]]",
		"{\"a\":\n[1],\n\"b\": {\"c\":\nnull}}": "1:{a 2:[2:(1)] b 3:{c 4:null}}", "[{}, [], \"\"]": "1:[1:{} 1:[] 1:'']",
		"18446744073709551616": "1:(18446744073709551616)",
	} {
		if root, err := parseJSON([]byte(content)); err != nil || shown(root) != want {
			t.Errorf("JSON %q: %s, %v, want %s", content, shown(root), err, want)
		}
	}
	for content, want := range map[string]string{
		"1": "1:'1'", "null": "1:null", "~": "1:null", "TRUE": "1:bool true", "False": "1:bool false", "yes": "1:'yes'",
		"0x00": "1:'0x00'", "'null'": "1:'null'", "a: 1\nb:\n- 2\n- {c: null}\n": "1:{a 1:'1' b 3:[3:'2' 4:{c 4:null}]}",
		"[]": "1:[]", "{}": "1:{}", "--- [1.5]\n": "1:[1:'1.5']", "1: 2": "1:{1 1:'2'}", "\n\na: \n": "3:{a 3:null}",
	} {
		if root, err := parseYAML([]byte(content)); err != nil || shown(root) != want {
			t.Errorf("YAML %q: %s, %v, want %s", content, shown(root), err, want)
		}
	}
}

// What is no document is refused, with the line and what is wrong.
func TestDocumentsThatAreNone(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	objects := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for content, want := range map[string]string{
		"": "line 1: JSON ends too early", "[1,\n2": "line 2: JSON ends too early", "{\n\n": "line 3: JSON ends too early",
		"[1,": "line 1: JSON ends too early", `{"a"`: "line 1: JSON ends too early", `{"a":`: "line 1: JSON ends too early",
		"\"x": "line 1: JSON ends too early", "[1 2]": "line 1: no JSON", "{\n1: 2}": "line 2: no JSON",
		"\n\n]":     "line 3: no JSON",
		"{\"a\" 1}": "line 1: no JSON", "[1}": "line 1: no JSON", "{]": "line 1: no JSON",
		"nul": "line 1: JSON ends too early",
		"1 2": "line 1: JSON goes on after its end", "[]\n\n[]": "line 3: JSON goes on after its end",
		"{} x": "goes on after its end", "{\"a\": 1,\n\"b\": 2,\n\"a\": 3}": `line 3: field "a" occurs twice`,
		deep(34): "line 1: nested deeper than 32", objects(33): "line 1: nested deeper than 32",
	} {
		if root, err := parseJSON([]byte(content)); err == nil || !strings.Contains(err.Error(), want) || root != nil {
			t.Errorf("JSON %q: %s, %v, want %s", content, shown(root), err, want)
		}
	}
	for content, want := range map[string]string{
		"": "line 1: no YAML document", "# x\n": "line 1: no YAML document", "a: [": "no YAML: ",
		"a: 1\n---\nb: 1": "line 2: a second",
		"a: 1\n--- [":     "no YAML: ", "a: &x 1": "line 1: YAML anchors and", "a:\n- &x [1]\n- *x": "line 2: YAML anchors",
		"\n? [a]\n: 1": "line 2: a name that is no scalar", "a: 1\na: 2": `line 2: field "a" occurs twice`,
		"- a\n- {b: 1,\n   b: 2}": `line 3: field "b" occurs twice`, deep(34): "nested deeper than 32",
		objects(33): "line 1: nested deeper than 32", "a: [1, {b: *c}]": "no YAML",
	} {
		if root, err := parseYAML([]byte(content)); err == nil || !strings.Contains(err.Error(), want) || root != nil {
			t.Errorf("YAML %q: %s, %v, want %s", content, shown(root), err, want)
		}
	}
	for _, content := range []string{deep(33), objects(32)} {
		if _, err := parseJSON([]byte(content)); err != nil {
			t.Errorf("JSON of 32 levels: %v", err)
		}
		if _, err := parseYAML([]byte(content)); err != nil {
			t.Errorf("YAML of 32 levels: %v", err)
		}
	}
	p := parser{nodes: 499_999}
	if n, err := p.add(text, 7, 32); err != nil || n.kind != text || n.line != 7 {
		t.Errorf("%+v, %v", n, err)
	}
	if n, err := p.add(text, 7, 0); err == nil || n != nil || err.Error() != "line 7: more than 500000 values" {
		t.Errorf("%+v, %v", n, err)
	}
}

// Fields are read by their kinds, and the first thing that is wrong is kept.
func TestFieldsAreReadByTheirKinds(t *testing.T) {
	root, err := parseJSON([]byte(`{"null": null, "bool": true, "no": false,
"number": 18446744073709551615, "big": 18446744073709551616, "frac": 1.5,
"text": "0x0aF0", "bare": "0b", "half": "0ab", "empty": "", "list": ["01", "0x02"],
"mixed": ["01", 2], "digits": ["01", "xx"], "object": {"a": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	missing := func(kind string) string { return `line 4: field "` + kind + `" is missing` }
	is := func(line int, name, kind, want string) string {
		return fmt.Sprintf("line %d: field %q = %s, want %s", line, name, kind, want)
	}
	root.line = 4
	for _, c := range []struct{ reader, name, want, why string }{
		{"text", "text", "0x0aF0", ""}, {"text", "empty", "", ""}, {"text", "none", "", missing("none")},
		{"text", "null", "", is(1, "null", "null", "a string")}, {"text", "list", "", is(3, "list", "a list", "a string")},
		{"optional text", "text", "0x0aF0", ""}, {"optional text", "none", "", ""}, {"optional text", "null", "", ""},
		{"optional text", "number", "", is(2, "number", "a number", "a string")},
		{"hex", "text", "0af0", ""}, {"hex", "bare", "0b", ""}, {"hex", "empty", "", ""},
		{"hex", "none", "", missing("none")},
		{"hex", "half", "", `line 3: half = "0ab", want hexadecimal digits, two an octet`},
		{"hex", "bool", "", is(1, "bool", "a boolean", "a string")},
		{"optional hex", "bare", "0b", ""}, {"optional hex", "none", "", ""}, {"optional hex", "null", "", ""},
		{"optional hex", "object", "", is(4, "object", "an object", "a string")},
		{"optional hex", "half", "", `line 3: half = "0ab", want hexadecimal digits, two an octet`},
		{"hexes", "list", "01 02", ""}, {"hexes", "none", "", missing("none")},
		{"hexes", "text", "", is(3, "text", "a string", "a list")},
		{"hexes", "mixed", "", "line 4: mixed = a number, want a string of hexadecimal digits"},
		{"hexes", "digits", "", `line 4: digits = "xx", want hexadecimal digits, two an octet`},
		{"list", "list", "2", ""}, {"list", "none", "", missing("none")},
		{"list", "no", "", is(1, "no", "a boolean", "a list")},
		{"number", "number", "18446744073709551615", ""}, {"number", "none", "0", missing("none")},
		{"number", "big", "", `line 2: field "big" = "18446744073709551616", want a natural number below 2^64`},
		{"number", "frac", "", `line 2: field "frac" = "1.5", want a natural number below 2^64`},
		{"number", "text", "0", is(3, "text", "a string", "a number")},
		{"boolean", "bool", "true", ""}, {"boolean", "no", "false", ""}, {"boolean", "none", "false", missing("none")},
		{"boolean", "null", "false", is(1, "null", "null", "a boolean")},
	} {
		f := fieldsOf(root)
		got := readAs(f, c.reader, c.name)
		if c.why == "" && (f.err != nil || got != c.want) || c.why != "" && (f.err == nil || f.err.Error() != c.why) {
			t.Errorf("%s %s: %q, %v, want %q, %s", c.reader, c.name, got, f.err, c.want, c.why)
		}
		first := errors.New("first")
		broken := &fields{node: root, err: first}
		got = readAs(broken, c.reader, c.name)
		empty := map[string]string{"list": "0", "number": "0", "boolean": "false"}[c.reader]
		if broken.err != first || got != empty {
			t.Errorf("%s %s, after something was wrong: %q, %v", c.reader, c.name, got, broken.err)
		}
	}
}

// readAs reads a field as something.
func readAs(f *fields, reader, name string) string {
	switch reader {
	case "text":
		return f.text(name)
	case "optional text":
		return f.optionalText(name)
	case "hex":
		return hexOf(f.hex(name))
	case "optional hex":
		return hexOf(f.optionalHex(name))
	case "hexes":
		var all []string
		for _, octets := range f.hexes(name) {
			all = append(all, hexOf(octets))
		}
		return strings.TrimSpace(strings.Join(all, " "))
	case "list":
		return fmt.Sprint(len(f.list(name)))
	case "number":
		return fmt.Sprint(f.number(name))
	default:
		return fmt.Sprint(f.boolean(name))
	}
}

// Of what is none there are no fields and no items, and long texts are shortened.
func TestWhatIsNoObjectHasNoFields(t *testing.T) {
	inner := &node{kind: object, names: []string{"a", "b"}, items: []*node{{kind: null}, {kind: text}}}
	for k, c := range []struct {
		n     *node
		has   string
		first *node
	}{
		{nil, "", nil}, {&node{}, "", nil}, {&node{kind: list}, "", nil},
		{&node{kind: list, items: []*node{inner}}, "", inner},
		{inner, "a b", nil}, {&node{kind: object}, "", nil},
		{&node{kind: list, names: []string{"a"}, items: []*node{inner}}, "", inner},
	} {
		isObject := c.n != nil && c.n.kind == object
		if c.n.first() != c.first || c.n.has() != isObject || c.n.has("a", "b") != (c.has != "") || c.n.has("a", "c") ||
			c.n.has("c") {
			t.Errorf("%d: first %v, has %v", k, c.n.first(), c.n.has("a", "b"))
		}
	}
	if v, ok := inner.field("b"); !ok || v.kind != text {
		t.Errorf("%v, %v", v, ok)
	}
	forty := strings.Repeat("x", 40)
	if got := shortened(forty) + shortened(forty+"y"); got != `"`+forty+`""`+forty+`"…` {
		t.Error(got)
	}
	if got := []string{breaks(0, "a %d", 1).Error(), breaks(1, "b").Error()}; !slices.Equal(got,
		[]string{"a 1", "line 1: b"}) {
		t.Error(got)
	}
	if s, ok := suiteByID("BLS_SIG_BN254"); ok || s != nil {
		t.Errorf("%v", s)
	}
}

// A file is read up to its bound, which depends on its name, and parsed if it is called so or looks so.
func TestWhichFilesAreParsed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]string{4: "larger than 4 octets", 5: "", 6: ""} {
		data, err := readBounded(path, limit)
		if (err == nil) != (want == "") || err != nil && err.Error() != want || err == nil && string(data) != "12345" {
			t.Errorf("limit %d: %q, %v", limit, data, err)
		}
	}
	if _, err := readBounded(path+"b", 9); err == nil || err.Error() != "no such file or directory" {
		t.Error(err)
	}
	if _, err := readBounded(filepath.Dir(path), 9); err == nil {
		t.Error("a folder is read")
	}
	if err := missing(os.ErrPermission); err != os.ErrPermission {
		t.Error(err)
	}
	for name, want := range map[string]int64{"a.yaml": 1048576, "A.YML": 1048576, "a.json": 16777216, "yaml": 16777216} {
		if got := limitOf(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
	for _, c := range []struct{ name, content, want, why string }{
		{"a.json", "1", "1:(1)", ""}, {"a.JSON", "1", "1:(1)", ""}, {"a.json", "x", "", "no JSON"},
		{"a.yaml", "x", "1:'x'", ""},
		{"a.YML", "x", "1:'x'", ""}, {"a.yml", "[", "", "no YAML"}, {"a.yaml", "{a: 1}", "1:{a 1:'1'}", ""},
		{"a", "1", "none", ""}, {"a", " \t\r\n{}", "2:{}", ""}, {"a.txt", "[]", "1:[]", ""}, {"a", "{", "none", ""},
		{"a", "", "none", ""},
		{"a", "[1, x", "none", ""}, {"json", "1", "none", ""}, {"a", "x[]", "none", ""},
	} {
		f, err := parse(c.name, []byte(c.content))
		if (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) ||
			err == nil && shown(f.root) != c.want || f.path != c.name || string(f.data) != c.content {
			t.Errorf("%s, %q: %s, %v, want %s%s", c.name, c.content, shown(f.root), err, c.want, c.why)
		}
	}
}

package history

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/internal/schematest"
)

// lineSchema validates a line of a history by docs/history.schema.json.
func lineSchema(t *testing.T) func(line string) error {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "history.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return schematest.Compile(t, text, "")
}

// variants are a line and all that is made from it by leaving a member out, adding one, or giving one another value.
// The object is not varied: the reader leaves it to the judge. Where null is no value, the reader takes it for none.
func variants(t *testing.T, line string) []string {
	t.Helper()
	object := schematest.Object(t, line)
	all := []string{line}
	add := func(name, value string) { all = append(all, schematest.With(t, object, name, value)) }
	for _, name := range append(slices.Sorted(maps.Keys(object)), "key", "time", "accounts", "initial", "nothing") {
		if name == "object" {
			continue
		}
		if slices.Contains([]string{"key", "value", "initial"}, name) {
			add(name, "null")
		}
		for _, value := range []string{"", "true", "-1", "1.5", `""`, `"x"`, `[1,[2]]`, `{}`, `{"a":1}`} {
			add(name, value)
		}
	}
	return all
}

// The schema of docs/history.schema.json takes every line that the reader takes, whatever is changed in it, and
// refuses some; and every line of the examples.
func TestTheSchemaTakesWhatTheReaderTakes(t *testing.T) {
	validate := lineSchema(t)
	lines := []string{`{"history":"quesera/1","object":"register","initial":0}`,
		`{"process":0,"type":"invoke","f":"write","value":1}`, `{"process":0,"type":"ok","f":"write","value":1,"time":7}`}
	taken, refused := 0, 0
	for k := range lines {
		for _, line := range variants(t, lines[k]) {
			changed := slices.Clone(lines)
			changed[k] = line
			_, read := Read(t.Context(), strings.NewReader(strings.Join(changed, "\n")+"\n"), Usual())
			switch valid := validate(line); {
			case read == nil && valid != nil:
				t.Errorf("%s is read, and the schema refuses it: %v", line, valid)
			case read == nil:
				taken++
			case valid != nil:
				refused++
			}
		}
	}
	if taken < 20 || refused < 20 {
		t.Errorf("%d lines are taken by both, %d refused by both", taken, refused)
	}
	examples, err := filepath.Glob(filepath.Join("..", "..", "examples", "histories", "*.jsonl"))
	if err != nil || len(examples) == 0 {
		t.Fatal(err, examples)
	}
	for _, name := range examples {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			if err := validate(line); err != nil {
				t.Errorf("%s: %s: %v", name, line, err)
			}
		}
	}
}

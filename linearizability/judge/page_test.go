package judge

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"quesera/linearizability/history"
)

var update = flag.Bool("update", false, "write the table of docs/HISTORY-FORMAT.md anew")

// The table of docs/HISTORY-FORMAT.md has every object with its operations, and the schema every object.
func TestTheDocumentationHasEveryObject(t *testing.T) {
	const file = "../../docs/HISTORY-FORMAT.md"
	var table strings.Builder
	table.WriteString("| object | operations |\n| --- | --- |\n")
	var names []string
	for _, o := range Objects() {
		fmt.Fprintf(&table, "| `%s` | %s |\n", o.Name, o.Says)
		names = append(names, o.Name)
		for _, word := range o.Does {
			if !strings.Contains(o.Says, "`"+word+"`") && o.Name != "bag" {
				t.Errorf("%s: %s is not told", o.Name, word)
			}
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "## Objects\n")
	intro, rest, _ := strings.Cut(rest, "| object |")
	if rest == "" {
		intro, rest, _ = strings.Cut(intro, "OBJECTS")
	}
	_, after, _ := strings.Cut(rest, "\n\n")
	want := before + "## Objects\n" + intro + table.String() + "\n" + after
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if string(text) != want {
		t.Error("the table is not what the objects say; go test ./linearizability/judge -run Documentation -update")
	}
	limits := history.Usual()
	for _, n := range []int{limits.Operations, limits.Processes} {
		if !strings.Contains(string(text), grouped(n)) {
			t.Errorf("the limit %s is not told", grouped(n))
		}
	}
	schema, err := os.ReadFile("../../docs/history.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		OneOf []struct {
			Properties map[string]struct{ Enum []string }
		}
	}
	if err := json.Unmarshal(schema, &s); err != nil || !slices.Equal(s.OneOf[0].Properties["object"].Enum, names) {
		t.Errorf("objects of the schema = %v (%v), want %v", s.OneOf[0].Properties["object"].Enum, err, names)
	}
}

func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

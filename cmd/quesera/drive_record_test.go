package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/internal/schematest"
	"quesera/oracle/lockstep"
)

// recorded is the schema of the lines of a session.
func recorded(t *testing.T) func(line string) error {
	t.Helper()
	return schematest.Compile(t, lockstep.Schema, "#/$defs/recorded")
}

// Every line of a session that is recorded is in its schema, of whatever a node writes, and is read.
func TestASessionIsInItsSchema(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("sh is missing")
	}
	valid := recorded(t)
	kinds := map[string]int{}
	for _, says := range []string{`{"event":"done","number":1}`, `{"no":[1]}`, `no json`, "\\0001\\0377"} {
		file := filepath.Join(t.TempDir(), "session.jsonl")
		script := `read x; printf '` + says + `\n'; read x; exit 3`
		code, out, errs := command("", "drive", "--record", file, "--", shell, "-c", script)
		if code != exitUnusable {
			t.Fatalf("%s: exit code %d: %s%s", says, code, out, errs)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if err := valid(line); err != nil {
				t.Errorf("%s%v", line, err)
			}
			if _, err := readSessionLine([]byte(line)); err != nil {
				t.Errorf("%s%v", line, err)
			}
			var object map[string]any
			if err := json.Unmarshal([]byte(line), &object); err != nil {
				t.Fatal(err)
			}
			kinds[fmt.Sprint(slices.Sorted(maps.Keys(object)))]++
		}
	}
	for _, want := range []string{"[flags session]", "[node told]", "[node wrote]", "[end]", "[move]"} {
		if kinds[want] == 0 {
			t.Errorf("no line with %s: %v", want, kinds)
		}
	}
}

// A line is read just if the schema has it: every kind of line with a member less, one more, or another value.
func TestASessionIsReadJustIfTheSchemaHasIt(t *testing.T) {
	valid := recorded(t)
	counts := map[bool]int{}
	for _, line := range []string{`{"session":"quesera-drive/1","flags":"-n 3"}`, `{"move":"0>1.2:0@0"}`,
		`{"node":2,"told":{"type":"timeout","number":1}}`, `{"node":0,"wrote":"\u0000x"}`, `{"end":"holds"}`} {
		object := schematest.Object(t, line)
		for _, name := range []string{"session", "flags", "move", "node", "told", "wrote", "end", "x_own"} {
			for _, value := range []string{"", "0", "-1", "1.5", `"0=0@0"`, `"s s"`, `""`, `"quesera-drive/1"`, "true", "{}",
				"[]", "18446744073709551616"} {
				text := schematest.With(t, object, name, value)
				_, read := readSessionLine([]byte(text))
				if read != nil && strings.Contains(read.Error(), "sim: move 1 of the schedule") {
					continue // what a move is, the schema leaves to ORACLE.md
				}
				schema := valid(text)
				counts[schema == nil]++
				if (read == nil) != (schema == nil) {
					t.Errorf("%s: read: %v, schema: %v", text, read, schema)
				}
			}
		}
	}
	if counts[true] < 30 || counts[false] < 300 {
		t.Errorf("%v lines compared", counts)
	}
}

// What is no session is refused with the line.
func TestWhatIsNoSessionIsRefused(t *testing.T) {
	const head, move = `{"session":"quesera-drive/1","flags":""}` + "\n", `{"move":"h"}` + "\n"
	for text, want := range map[string]string{
		"":                                   "no session",
		head:                                 "without moves",
		move:                                 "line 1: want the head first",
		head + move + head:                   "line 3: want the head first",
		head + `{"end":""}` + "\n" + move:    "line 3: behind the end",
		head + "{} {}":                       "line 2: the line goes on",
		head + "[]":                          "line 2: json",
		head + strings.Repeat("x", 2<<20):    "token too long",
		strings.Replace(head, "/1", "/2", 1): `line 1: session = "quesera-drive/2"`,
	} {
		if _, _, err := readSession(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: %v, want %s", text, err, want)
		}
	}
	flags, moves, err := readSession(strings.NewReader(head + move + move))
	if err != nil || flags != "" || moves != "h h" {
		t.Errorf("%q, %q, %v", flags, moves, err)
	}
}

package main

import (
	"bufio"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// Each command that prints JSON prints the same objects a line each, as --json does, or as one document, which is an
// array where there may be several objects.
func TestFormats(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", "examples"))
	for words, array := range map[string]bool{
		"verify tlc -n 2 -t 2": true,
		"odds -n 3 -t 2":       true,
		"check trace traces/round.jsonl traces/commit.jsonl":                            true,
		"check certificate --root-key certificates/root-key.hex certificates/whole.hex": true,
		"check vectors vectors": false,
		"sim qsc3 --rounds 2":   false,
	} {
		code, table, _ := runLine(words + " --format table")
		_, plain, _ := runLine(words)
		if len(strings.Fields(table)) != len(strings.Fields(plain)) || strings.HasPrefix(table, "{") {
			t.Errorf("%s: table\n%s\nwant\n%s", words, table, plain)
		}
		var lines []any
		lcode, text, errs := runLine(words + " --format jsonl")
		for in := bufio.NewScanner(strings.NewReader(text)); in.Scan(); {
			var o map[string]any
			if err := json.Unmarshal(in.Bytes(), &o); err != nil {
				t.Fatalf("%s: %v in %q, %s", words, err, in.Text(), errs)
			}
			lines = append(lines, o)
		}
		dcode, document, errs := runLine(words + " --format json")
		var whole any
		if err := json.Unmarshal([]byte(document), &whole); err != nil {
			t.Fatalf("%s: %v in %s, %s", words, err, document, errs)
		}
		objects, isArray := whole.([]any)
		if !isArray {
			objects = []any{whole}
		}
		if isArray != array || len(objects) != len(lines) || len(lines) == 0 {
			t.Errorf("%s: %d objects in a document, array %v; %d lines", words, len(objects), isArray, len(lines))
		}
		if code != lcode || code != dcode {
			t.Errorf("%s: exit codes %d, %d, %d", words, code, lcode, dcode)
		}
	}
	for words, want := range map[string]string{"verify --format xml": "want table, json or jsonl",
		"verify x --format json": "protocol"} {
		if code, out, errs := runLine(words); code != exitUnusable || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
}

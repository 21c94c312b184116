// Package columns holds what people write here, code and documentation, to lines of at most 120 columns.
package columns

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// limit is in characters; a tab is one.
const limit = 120

// held are the endings of the files that are held to the limit.
var held = []string{".go", ".md", ".script", ".faults", ".sh"}

// tooLong are the numbers of the lines beyond the limit. In a file of Markdown (page) it leaves out what cannot wrap:
// the rows of tables, and code blocks that show a command ("$ …") and what it printed.
func tooLong(text string, page bool) (numbers []int) {
	lines := strings.Split(text, "\n")
	printed := make([]bool, len(lines))
	if page {
		printed = printedIn(lines)
	}
	for k, line := range lines {
		row := page && strings.HasPrefix(line, "|")
		if utf8.RuneCountInString(line) > limit && !row && !printed[k] {
			numbers = append(numbers, k+1)
		}
	}
	return numbers
}

// printedIn says of each line of a page whether it is in a code block that shows what a command printed.
func printedIn(lines []string) []bool {
	printed := make([]bool, len(lines))
	fenced, shows := false, false
	for k, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fence {
			fenced = !fenced
		}
		inside := fenced || strings.HasPrefix(line, "    ")
		shows = inside && !fence && (shows || strings.HasPrefix(strings.TrimSpace(line), "$ "))
		printed[k] = shows
	}
	return printed
}

// generated says whether a program wrote the file: its first line says so.
func generated(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	return strings.Contains(first, "Generated:") || strings.Contains(first, "Code generated")
}

func TestNoLineIsWiderThanThePage(t *testing.T) {
	root, files := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); path != root && (strings.HasPrefix(name, ".") || name == "bin") {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.Contains(held, filepath.Ext(path)) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil || generated(string(text)) {
			return err
		}
		files++
		for _, number := range tooLong(string(text), filepath.Ext(path) == ".md") {
			t.Errorf("%s:%d: width = more than %d columns, want at most that", path, number, limit)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 200 {
		t.Errorf("%d files looked at, want the whole project", files)
	}
}

// A line of 120 columns passes and one of 121 does not, whatever it is made of.
func TestALineOf121ColumnsIsTooLong(t *testing.T) {
	full := strings.Repeat("x", limit)
	for _, c := range []struct {
		name, text string
		page       bool
		long       []int
	}{
		{"a full line", full, false, nil},
		{"one column more", "\n" + full + "x", false, []int{2}},
		{"letters of two octets", strings.Repeat("§", limit), false, nil},
		{"a tab and one column more", "\t" + full, false, []int{1}},
		{"prose", full + " x", true, []int{1}},
		{"a row of a table", "| " + full, true, nil},
		{"what looks like a row in code", "| " + full, false, []int{1}},
		{"what a command printed", "```\n$ ls\n" + full + "x\n```\n" + full + "x", true, []int{5}},
		{"a block without a command", "```\n" + full + "x\n```", true, []int{2}},
		{"an indented block", "    $ ls\n    " + full + "\n\n    " + full, true, []int{4}},
	} {
		if got := tooLong(c.text, c.page); !slices.Equal(got, c.long) {
			t.Errorf("%s: lines that are too long = %v, want %v", c.name, got, c.long)
		}
	}
}

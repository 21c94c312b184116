package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/catalogue"
	"quesera/internal/browsertest"
	"quesera/spec"
	"quesera/verify"
)

// A disagreement of two nodes, replayed.
const disagreement = "verify qsc3 -n 4 -t 2 --unsafe --replay " +
	"0.0.0.1.0.3.3.3.3.0.0.0.0.0.2.2.2.0.0.0.0.2.5.0.0.1.0.1"

// Each command that draws writes whole files; what cannot be drawn is refused, and leaves what is there alone.
func TestCommandsDraw(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join("..", "..", "examples", "traces")
	for words, code := range map[string]exitCode{
		disagreement: exitViolated, "verify tlc -n 2 -t 1 --unsafe": exitViolated,
		"sim qsc3 -n 3 --rounds 2": exitHolds, "sim tlc --rounds 3": exitHolds,
		"check trace " + filepath.Join(root, "commit.jsonl"): exitViolated,
		"check trace " + filepath.Join(root, "round.jsonl"):  exitHolds,
	} {
		svg, html := filepath.Join(dir, "picture.svg"), filepath.Join(dir, "page.html")
		if got, _, errs := runLine(words + " --svg " + svg + " --html " + html); got != code {
			t.Errorf("%s: exit code %d, %s, want %d", words, got, errs, code)
		}
		picture, err := os.ReadFile(svg)
		page, err2 := os.ReadFile(html)
		if err != nil || err2 != nil || !strings.Contains(string(picture), "</svg>") ||
			!strings.HasSuffix(string(page), "</html>\n") || !strings.Contains(string(page), "</svg>") {
			t.Errorf("%s: %v, %v, %d and %d octets", words, err, err2, len(picture), len(page))
		}
		if wrong := strings.Contains(string(picture), `class="wrong"`); wrong != (code == exitViolated) {
			t.Errorf("%s: something wrong is drawn: %v", words, wrong)
		}
		os.Remove(svg)
		os.Remove(html)
	}
	old := filepath.Join(dir, "old.svg")
	if err := os.WriteFile(old, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"sim dkg", "sim qsc3 --trace -", "check trace -", "check trace a b", "sim qsc3 -n 0"} {
		if code, out, errs := runLine(words + " --svg " + old); code != exitUnusable || out != "" || errs == "" {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
	if text, err := os.ReadFile(old); err != nil || string(text) != "precious" {
		t.Errorf("%q, %v", text, err)
	}
}

// probe opens each page in a frame as wide as a screen and as a telephone.
//
//go:embed testdata/probe.html
var probe string

// Pages work in a browser, on a screen and on a telephone: nothing is wider than the window, events are stepped through
// with buttons and keys, rows are selected, and there is no error. Method: headless Chromium, by what the page's
// elements then are.
func TestPagesWorkInABrowser(t *testing.T) {
	browsertest.Browser(t)
	dir := t.TempDir()
	for name, words := range map[string]string{"run.html": disagreement, "rows.html": "verify tlc -n 2 -t 1 --unsafe"} {
		if code, _, errs := runLine(words + " --html " + filepath.Join(dir, name)); code != exitViolated {
			t.Fatalf("%s: exit code %d, %s", words, code, errs)
		}
	}
	rows := everyRow()
	file, err := os.Create(filepath.Join(dir, "table.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := verify.NewReport(rows).HTML(file); err != nil {
		t.Fatal(err)
	}
	if size, err := file.Seek(0, io.SeekCurrent); err != nil || size > 2<<20 {
		t.Errorf("a table of %d rows takes %d octets, %v, want less than 2 MB", len(rows), size, err)
	}
	var found map[string][]string
	browsertest.Probe(t, dir, strings.Replace(probe, "PAGES", `["run.html", "rows.html", "table.html"]`, 1), &found)
	if len(found) != 6 {
		t.Fatalf("%v", found)
	}
	for page, lines := range found {
		told := strings.Join(lines, "\n")
		if strings.Contains(told, "error") || strings.Contains(told, "wide true") ||
			!strings.HasPrefix(told, "verdict violated\nwide false\n") {
			t.Errorf("%s:\n%s", page, told)
		}
		if strings.HasPrefix(page, "table.html") {
			isFiltered(t, page, told, rows)
			continue
		}
		for _, want := range []string{"\nEvent 1 of ", "\nEvent 2 of ", "\nlater 0\n", "\nlarger true"} {
			if !strings.Contains(told, want) {
				t.Errorf("%s: no %q in\n%s", page, want, told)
			}
		}
		if strings.Count(told, "later ") != 2 || strings.Count(told, "later 0") != 1 {
			t.Errorf("%s:\n%s", page, told)
		}
	}
}

// everyRow are rows for every property of every configuration of the catalogue, as many as a long table has. Each fifth
// is violated.
func everyRow() (rows []verify.Row) {
	for _, p := range catalogue.Verified() {
		for _, c := range p.Checks() {
			for _, property := range c.System.Properties() {
				row := verify.Row{Protocol: p.Name, Bounds: c.Bounds, Property: property.ID, Section: property.Section,
					Claim: property.Text, Technique: "exhaustive search", Verdict: spec.Holds, States: 1_234_567}
				if len(rows)%5 == 0 {
					row.Verdict = spec.Violated
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// isFiltered wants that the filters of a table left the rows that they should.
func isFiltered(t *testing.T, page, told string, rows []verify.Row) {
	t.Helper()
	count := func(fits func(verify.Row) bool) int {
		n := 0
		for _, r := range rows {
			if fits(r) {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		chosen string
		n      int
	}{
		{"TLC-P1", count(func(r verify.Row) bool { return strings.HasPrefix(r.Property, "TLC-P1") })},
		{"", len(rows)},
		{"violated", count(func(r verify.Row) bool { return r.Verdict == spec.Violated })},
		{"qsc3", count(func(r verify.Row) bool { return r.Verdict == spec.Violated && r.Protocol == "qsc3" })},
		{"", count(func(r verify.Row) bool { return r.Protocol == "qsc3" })},
		{"nowhere", 0},
	} {
		want := fmt.Sprintf("\n%s: %d of %d rows, %d to be seen\n", c.chosen, c.n, len(rows), c.n)
		if !strings.Contains(told, want) {
			t.Errorf("%s: no %q in\n%s", page, want, told)
		}
	}
}

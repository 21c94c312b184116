package main

import (
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quesera/internal/child"
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

// probe drives a page in a frame as wide as a screen or a telephone, and leaves what it finds in the outer document.
//
//go:embed testdata/probe.html
var probe string

// Pages work in a browser, on a screen and on a telephone: nothing is wider than the window, events are stepped through
// with buttons and keys, rows are selected, and there is no error. Method: headless Chromium, by what the page's
// elements then are.
func TestPagesWorkInABrowser(t *testing.T) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("not run: chromium is missing")
	}
	dir := t.TempDir()
	pages := map[string]string{"run.html": disagreement, "rows.html": "verify tlc -n 2 -t 1 --unsafe"}
	for name, words := range pages {
		if code, _, errs := runLine(words + " --html " + filepath.Join(dir, name)); code != exitViolated {
			t.Fatalf("%s: exit code %d, %s", words, code, errs)
		}
	}
	for name := range pages {
		for _, width := range []string{"1280", "390"} {
			text := strings.NewReplacer("WIDTH", width, "PAGE", name).Replace(probe)
			outer := filepath.Join(dir, "probe.html")
			if err := os.WriteFile(outer, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := child.Program{Args: []string{browser, "--headless=new", "--no-sandbox", "--disable-gpu",
				"--allow-file-access-from-files", "--user-data-dir=" + filepath.Join(dir, "profile"), "--virtual-time-budget=5000",
				"--enable-logging=stderr", "--dump-dom", "file://" + outer}, Limit: 2 * time.Minute}.Output(t.Context())
			found := regexp.MustCompile(`(?s)<pre id="found">(.*?)</pre>`).FindSubmatch(out)
			if err != nil || found == nil {
				t.Fatalf("%s: %v, %s", name, err, out)
			}
			told := string(found[1])
			for _, want := range []string{"verdict violated\n", "wide false\n", "\nEvent 1 of ", "\nEvent 2 of ", "\nlater 0\n",
				"\nlarger true"} {
				if !strings.Contains(told, want) {
					t.Errorf("%s, %s pixels wide: no %q in\n%s", name, width, want, told)
				}
			}
			if strings.Contains(told, "error") || regexp.MustCompile(`CONSOLE.*(?i:error)`).Match(out) ||
				strings.Count(told, "later ") != 2 || strings.HasSuffix(told, "later 0") {
				t.Errorf("%s, %s pixels wide:\n%s\n%s", name, width, told, regexp.MustCompile(`(?m)^.*CONSOLE.*$`).Find(out))
			}
		}
	}
}

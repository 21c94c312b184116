package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// readme is README.md's blocks of commands and their output; the working folder is the project's root.
func readme(t *testing.T) (blocks []string) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)\n```\n\\$ bin/quesera (.*?)\n```\n").FindAllStringSubmatch(string(text),
		-1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

// README shows what the commands print. Method: those are run whose output is a matter of named files or seeds,
// without times and without all that a folder holds.
func TestReadmeShowsRealOutput(t *testing.T) {
	t.Chdir(filepath.Join("..", "..")) // where README's commands are meant to run
	compared := 0
	for _, block := range readme(t) {
		words, want, _ := strings.Cut(block, "\n")
		if !regexp.MustCompile(`^(sim|drive|odds|check (trace|history|certificate|evidence)) `).MatchString(words) {
			continue
		}
		compared++
		t.Run(words, func(t *testing.T) {
			if _, err := exec.LookPath("python3"); err != nil && os.Getenv("CI") != "true" &&
				strings.Contains(words, " python3 ") {
				t.Skip("python3 is missing")
			}
			_, got, errs := runLine(words)
			if *update && errs == "" {
				text, err := os.ReadFile("README.md")
				if err == nil {
					text = bytes.Replace(text, []byte(block), []byte(words+"\n"+strings.TrimSuffix(got, "\n")), 1)
					err = os.WriteFile("README.md", text, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want+"\n" || errs != "" {
				t.Errorf("prints, with %q on standard error:\n%s\nREADME has:\n%s", errs, got, want)
			}
		})
	}
	if compared < 5 {
		t.Errorf("%d commands in README, want two simulations and three checks", compared)
	}
}

// The counterexample in README is one: its replay line leads to the failure that it claims, by the actions shown.
func TestReadmesCounterexampleReplays(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	for _, block := range readme(t) {
		replay := regexp.MustCompile(`(?m)^  replay: quesera (.*) --replay '([0-9.]*)'$`).FindStringSubmatch(block)
		if replay == nil {
			continue
		}
		code, out, errs := runLine(replay[1] + " --replay " + replay[2])
		if code != exitViolated || !strings.Contains(out, "QSC3-P5 is violated after 28 actions") {
			t.Errorf("exit code %d, %s, output:\n%s", code, errs, out)
		}
		shown := regexp.MustCompile(`(?m)^ +\d+  \w+\(.*\)  .*$`).FindAllString(block, -1)
		if len(shown) != 28 {
			t.Errorf("README shows %d actions, want 28", len(shown))
		}
		for _, line := range shown {
			if !strings.Contains(out, line+"\n") {
				t.Errorf("the replay does not show %q", line)
			}
		}
		return
	}
	t.Error("no counterexample in README")
}

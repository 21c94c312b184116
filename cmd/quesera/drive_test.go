package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What cannot be driven is one line and exit code 2, in time: no program, one that is none, that ends, that writes
// what is no message, that is silent; and command lines that make no sense.
func TestWhatCannotBeDriven(t *testing.T) {
	nonsense := write(t, "nonsense", "{}\n")
	for args, want := range map[string]string{
		"":                                 "want -- and the program",
		"./my-node":                        "want -- and the program",
		"-- /nowhere/at/all":               "no such file",
		"-- /bin/true":                     "has ended: it ends",
		"-- /bin/cat":                      "which is no message",
		"--deadline 200ms -- /bin/sleep 9": "sleep does not answer in time",
		"--deadline 0s -- /bin/true":       "--deadline = 0s",
		"-n 4 -t 2 -- /bin/true":           "drive: threshold = 2, want more than n/2 = 2",
		"--replay h -- /bin/true":          "has ended",
		"--replay nowhere.jsonl -- x":      "neither a schedule nor a session",
		"--replay " + nonsense + " -- x":   "line 1: want session and flags",
		"--trace /nowhere/t -- /bin/true":  "no such file",
	} {
		code, out, errs := command("", append([]string{"drive"}, strings.Fields(args)...)...)
		if code != exitUnusable || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 || out != "" {
			t.Errorf("drive %s: exit code %d, %q, %q, want %s", args, code, out, errs, want)
		}
	}
	if code, _, errs := command("", "drive", "--timeout", "200ms", "--", "/bin/sleep", "60"); code != exitInconclusive ||
		!strings.Contains(errs, "--timeout 200ms is over") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// A run is driven, recorded and played again; so is the shorter run of one that fails, whose trace is judged as the
// run was.
func TestADrivenRunIsPlayedAgain(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") != "true" { // there it must be, and running it fails
		t.Skip("python3 is missing: no node is driven")
	}
	node := filepath.Join("..", "..", "examples", "clients", "python", "node.py")
	dir := t.TempDir()
	session, run := filepath.Join(dir, "session.jsonl"), filepath.Join(dir, "run.jsonl")
	code, out, errs := command("", "drive", "-n", "3", "--rounds", "2", "--record", session, "--trace", run, "--", python,
		node)
	if code != exitHolds || !strings.Contains(out, "6 decisions") || !strings.HasSuffix(out, "\nholds\n") {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	if code, again, errs := command("", "drive", "--replay", session, "--", python, node); code != exitHolds ||
		!strings.HasSuffix(again, out[strings.Index(out, "\n\n"):]) {
		t.Errorf("again: exit code %d: %s%s", code, again, errs)
	}
	if code, out, _ := command("", "check", "trace", run); code != exitHolds || !strings.Contains(out, "6 decisions") {
		t.Errorf("its trace: exit code %d: %s", code, out)
	}
	code, out, errs = command("", "drive", "-n", "3", "--rounds", "40", "--record", session, "--trace", run, "--", python,
		node, "--bug", "greedy")
	_, shorter, found := strings.Cut(out, "\nthe same in ")
	_, message, _ := strings.Cut(shorter, "\nviolated: ")
	message, line, _ := strings.Cut(message, "\nreplay: quesera ")
	if code != exitViolated || !found || !strings.Contains(message, "TRACE-COMMIT") ||
		!strings.Contains(out, "\n  expected:  ") {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	text, err := os.ReadFile(session)
	if err != nil || !strings.Contains(string(text), `"told":{"type":"propose"`) ||
		!strings.HasSuffix(string(text), `{"end":"violated"}`+"\n") {
		t.Errorf("%v: %s", err, text)
	}
	code, again, errs := command("", "drive", "--no-shrink", "--replay", session, "--", python, node, "--bug", "greedy")
	if code != exitViolated || !strings.Contains(again, "\nviolated: "+message+"\n") ||
		strings.Contains(again, "same in") {
		t.Errorf("again: exit code %d: %s%s, want %s", code, again, errs, message)
	}
	if !strings.HasPrefix(line, "drive -n 3 ") || !strings.HasSuffix(line, "' -- "+python+" "+node+" --bug greedy\n") {
		t.Errorf("replay: %s", line)
	}
}

// A driven run is drawn, and of one that is stopped the wrong step too, which its trace does not have: in red, with its
// rule, behind what it depends on, the acknowledgments included that were too few.
func TestADrivenRunIsDrawn(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("python3 is missing: no node is driven")
	}
	node, err := filepath.Abs(filepath.Join("..", "..", "examples", "clients", "python", "node.py"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	svg, html, trace := filepath.Join(dir, "run.svg"), filepath.Join(dir, "run.html"), filepath.Join(dir, "run.jsonl")
	for _, c := range []struct {
		words string
		code  exitCode
		want  []string // in both files
	}{
		{"-n 3 --rounds 2", exitHolds, []string{"a commit", "step 3"}},
		{"-n 4 --tickets 10 --bug early --trace " + trace, exitViolated, []string{">TRACE-WIT-THRESHOLD<",
			"certifies 2.1 after", "node 2 announces that 2.1 is threshold witnessed: ",
			"node 0 acknowledges 2.1 to node 2", "node 2 receives the acknowledgment 0.3"}},
		{"-n 3 --rounds 9 --restart 3 --no-shrink --bug forgets", exitViolated, []string{"breaks a rule"}},
	} {
		flags, bug, has := strings.Cut(c.words, " --bug ")
		bug, more, _ := strings.Cut(bug, " ")
		args := append([]string{"drive", "--svg", svg, "--html", html}, strings.Fields(flags+" "+more)...)
		args = append(args, "--", python, node)
		if has {
			args = append(args, "--bug", bug)
		}
		code, out, errs := command("", args...)
		if code != c.code {
			t.Fatalf("%s: exit code %d: %s%s", c.words, code, out, errs)
		}
		picture, err := os.ReadFile(svg)
		page, err2 := os.ReadFile(html)
		if err != nil || err2 != nil {
			t.Fatalf("%s: %v, %v", c.words, err, err2)
		}
		for _, want := range c.want {
			if !strings.Contains(string(picture), want) || !strings.Contains(string(page), want) {
				t.Errorf("%s: no %q in\n%s", c.words, want, picture)
			}
		}
		// Two strokes a cross: one cross for the event, and one in the legend.
		if got := strings.Count(string(picture), `class="wrong"`); (got == 4) != (code == exitViolated) || got%4 != 0 {
			t.Errorf("%s: %d strokes of crosses", c.words, got)
		}
		if told := strings.Contains(string(page), "was told:"); told != (code == exitViolated) ||
			!strings.Contains(string(page), "Again: <code>quesera drive -n ") {
			t.Errorf("%s: the page says what the node was told: %v", c.words, told)
		}
	}
	for _, args := range []string{"--svg -", "--html -", "--record -", "--trace -",
		"--trace " + os.DevNull + " --svg " + svg} {
		code, out, errs := command("", append(strings.Fields("drive "+args), "--", python, node)...)
		if code != exitUnusable || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", args, code, out, errs)
		}
	}
	if _, err := os.Stat("-"); err == nil {
		t.Error("a file of the name - was written")
	}
}

// Arguments are quoted where a shell would take them apart.
func TestArgumentsAreQuoted(t *testing.T) {
	want := `a '' 'b c' 'it'\''s' '$x' --k=v`
	if got := quoted([]string{"a", "", "b c", "it's", "$x", "--k=v"}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

package script

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// counter is the least protocol.
func counter(*testing.T) Forms {
	full, count := 0, 0
	add := func(numbers ...int) (effects []string) {
		before := count
		for _, n := range numbers {
			count += n
		}
		if before < full && count >= full {
			effects = append(effects, "full")
		}
		return append(effects, fmt.Sprint(count))
	}
	return Forms{
		"counter full at={n}": func(a *Args) []string { full = a.Int("n"); return nil },
		"add {n}":             func(a *Args) []string { return add(a.Ints("n")...) },
		"reset":               func(*Args) []string { count = 0; return nil },
		"ask {i}":             func(a *Args) []string { return []string{fmt.Sprint(a.Node("i", 3))} },
		"ask all of {set}":    func(a *Args) []string { return []string{fmt.Sprint(a.Nodes("set", 3))} },
		"say {word}":          func(a *Args) []string { return []string{a.Word("word")} },
		"jump":                func(a *Args) []string { a.Reject("nowhere to go"); return nil },
	}
}

// A script whose expectations are met passes, whatever its lines look like.
func TestAScriptIsPlayedLineByLine(t *testing.T) {
	Test(t, "testdata/*.script", counter)
}

// A script that expects the wrong thing, or says what nobody understands, fails at that line and says why.
func TestAWrongLineIsNamedWithWhatItGotAndWhatItWanted(t *testing.T) {
	for text, want := range map[string]string{
		"add 1 -> 1\nadd 1 -> 3":              `run:2: add 1: got "2", want "3"`,
		"add 1\n":                             `run:1: add 1: got "1", want "nothing"`,
		"reset -> 0":                          `run:1: reset: got "nothing", want "0"`,
		"add 1 -> 1; 1":                       `run:1: add 1: got "1", want "1; 1"`,
		"counter full at=1\nadd 1 -> 1; full": `run:2: add 1: got "full; 1", want "1; full"`,
		"# one\n\nadd\n  1\n -> 2":            `run:3: add 1: got "1", want "2"`,
		"add one -> 1":                        `run:1: add one: n = "one", want a number`,
		"add -1 -> 1":                         `run:1: add -1: n = "-1", want a number`,
		"add 10 -> 10\nadd 1 -> 1":            `run:2: add 1: got "11", want "1"`,
		"add 2147483647 -> 1":                 `run:1: add 2147483647: got "2147483647", want "1"`,
		"reset\nadd 2147483648 -> 0":          `run:2: add 2147483648: n = "2147483648", want a number`,
		"  add 1 -> 2":                        `run:1: add 1: got "1", want "2"`,
		"ask 2 -> 2\nask 4 -> 4":              `run:2: ask 4: i = 4, want a node below 3`,
		"ask all of {0 2} -> [0 2]\nask all of {0 3} -> [0 3]": `run:2: ask all of {0 3}: set = 3, want a node below 3`,
		"say one -> one\nsay two -> one":                       `run:2: say two: got "two", want "one"`,
		"adds 1 -> 1":                                          `run:1: event = "adds 1", want one of`,
		"jump":                                                 `run:1: jump: nowhere to go`,
		"fly -> away":                                          `run:1: event = "fly", want one of: add {n};`,
		"counter full in=1":                                    `run:1: event = "counter full in=1", want one of`,
		"add 1 2 -> 3":                                         `run:1: event = "add 1 2", want one of`,
		"# nothing but words":                                  `run:1: lines = none, want an event`,
	} {
		if err := Play("run", text, counter(t)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Test itself fails for a script that fails and for a pattern that matches none: a test process of its own shows it.
func TestAFailingScriptFailsItsTest(t *testing.T) {
	const pattern = "QUESERA_SCRIPT_THAT_FAILS"
	if files, asked := os.LookupEnv(pattern); asked {
		Test(t, files, counter)
		return
	}
	wrong := t.TempDir() + "/wrong.script"
	if err := os.WriteFile(wrong, []byte("add 1 -> 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for files, want := range map[string]string{
		wrong:                   `wrong.script:1: add 1: got "1", want "2"`,
		t.TempDir() + "/*.none": "none is there",
		t.TempDir() + "/[":      "syntax error in pattern",
		t.TempDir():             "is a directory",
	} {
		again := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), pattern+"="+files)
		if out, err := again.CombinedOutput(); err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v, %s, want a failure that says %s", files, err, out, want)
		}
	}
}

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"quesera/catalogue"
)

// What a terminal would take for a command is written as text, wherever a writer cuts it; other text stays as it is.
func TestControlCharactersAreWrittenOut(t *testing.T) {
	for text, want := range map[string]string{
		"plain\tof n=3 ≤ ∞ 日本\n":        "plain\tof n=3 ≤ ∞ 日本\n",
		"red \x1b[31m and \r\a\x7f":     `red \x1b[31m and \r\a\x7f`,
		"\u009b31m \u202e \u2066":       `\u009b31m \u202e \u2066`,
		"cut \xe2\x82 and \xff\xc3":     `cut \xe2\x82 and \xff\xc3`,
		"a real \ufffd, and a quote \"": "a real \ufffd, and a quote \"",
	} {
		for piece := 1; piece <= len(text); piece++ {
			var to bytes.Buffer
			out := &output{w: &to}
			for at := 0; at < len(text); at += piece {
				part := text[at:min(at+piece, len(text))]
				if n, err := out.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatalf("%d, %v", n, err)
				}
			}
			if out.end(exitHolds); to.String() != want {
				t.Errorf("%q in pieces of %d is %q, want %q", text, piece, to.String(), want)
			}
		}
	}
	out := &output{w: full{}}
	if _, err := out.Write([]byte("x")); err == nil || !errors.Is(out.err, err) {
		t.Errorf("%v, %v", err, out.err)
	}
}

// No command prints the name of a file so that a terminal obeys it.
func TestNamesOfFilesAreNoCommands(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "\x1b[31mred\a")
	if err := os.WriteFile(name, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"check", "trace", name}, {"check", "vectors", name}, {"check", "certificate", name},
		{"check", "trace", name + "none"}, {"check", "vectors", name + "none"}, {"check", "certificate", name + "none"},
		{"sim", "qsc3", "--trace", name + "/none"}, {"sim", name}, {"verify", name}, {"spin", name}, {name},
	} {
		var out, errs bytes.Buffer
		run(args, strings.NewReader(""), &out, &errs)
		if text := out.String() + errs.String(); strings.ContainsAny(text, "\x1b\a") ||
			!strings.Contains(text, "x1b[31mred") {
			t.Errorf("%q prints %q", args, text)
		}
	}
}

// A value that a flag cannot have is refused in our words, on one line, with what it may be.
func TestFlagsAreRefusedInWords(t *testing.T) {
	for words, want := range map[string]string{
		"verify tlc -n x -t 2":             `-n = "x", want a whole number`,
		"sim qsc3 -n 99999999999999999999": `-n = "99999999999999999999", want a whole number`,
		"sim qsc3 --seed -1":               `--seed = "-1", want a whole number from 0 to 18446744073709551615`,
		"sim qsc3 --rounds x":              `--rounds = "x", want a whole number from 0 to 4294967295`,
		"verify --timeout x":               `--timeout = "x", want a time such as 90s or 5m`,
		"verify --deep=x":                  `--deep = "x", want true or false`,
		"mutants --jobs x":                 `--jobs = "x", want a whole number`,
		"verify tlc -n 3 -t 2 --steps 0":   "steps: 0, want 1 to",
		"promela tlc -n 3 -t 2 --steps 0":  "steps: 0, want 1 to",
		"verify --nothing":                 "unknown flag: --nothing",
		"sim":                              "sim: arguments: got none, want: quesera sim PROTOCOL [flags]",
		"sim qsc3 tlc":                     `sim: arguments: got ["qsc3" "tlc"], want: quesera sim PROTOCOL [flags]`,
		"check vectors":                    "check vectors: arguments: got none, want: quesera check vectors PATH… [flags]",
		"doctor x":                         `doctor: arguments: got ["x"], want: quesera doctor`,
		"web a b":                          `web: arguments: got ["a" "b"], want: quesera web DIR | web --serve [flags]`,
	} {
		code, out, errs := runLine(words)
		if code != exitUnusable || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 ||
			strings.Contains(errs, "strconv") {
			t.Errorf("%s: exit code %d, %q, %q, want %q", words, code, out, errs, want)
		}
	}
}

// No command says of a flag's value what the parser of numbers says, whatever type the flag is of. Method: every flag
// of every command that takes no text, with a value that it cannot have.
func TestEveryFlagRefusesInWords(t *testing.T) {
	tried := map[string]bool{}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, below := range cmd.Commands() {
			walk(below)
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if kind := f.Name + " " + f.Value.Type(); strings.HasPrefix(f.Value.Type(), "string") || tried[kind] {
				return
			} else {
				tried[kind] = true
			}
			words := strings.TrimPrefix(cmd.CommandPath()+" --"+f.Name+"=99999999999999999999", "quesera ")
			code, out, errs := runLine(words)
			if code != exitUnusable || out != "" || strings.Count(errs, "\n") != 1 || strings.Contains(errs, "strconv") ||
				strings.Contains(errs, "invalid argument") || !strings.Contains(errs, ", want ") {
				t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
			}
		})
	}
	walk(newRootCommand())
	if len(tried) < 40 {
		t.Errorf("%d flags, want all", len(tried))
	}
}

// An unknown command is refused with those there are.
func TestUnknownCommandsAreRefusedWithTheKnown(t *testing.T) {
	for words, want := range map[string]string{"verfy": "mutants, odds, oracle", "check traces": "certificate, evidence",
		"completion csh": "bash, fish"} {
		if code, out, errs := runLine(words); code != exitUnusable || out != "" || !strings.Contains(errs, want) ||
			strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
}

// The number of nodes alone is enough: the thresholds fit it.
func TestANumberOfNodesIsEnough(t *testing.T) {
	for _, p := range catalogue.Simulated() {
		for _, n := range []string{"2", "3", "4", "5", "7"} {
			if code, out, errs := runLine("sim " + p.Name + " -n " + n); code != exitHolds {
				t.Errorf("%s, n=%s: exit code %d, %s%s", p.Name, n, code, out, errs)
			}
		}
	}
	_, out, _ := runLine("sim qsc3 -n 7 --rounds 2")
	if !strings.Contains(out, "n=7 t_m=4 t_w=4") {
		t.Errorf("prints %s", out)
	}
}

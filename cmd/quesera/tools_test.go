package main

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"quesera/promela/gate/gatetest"
)

// doctor says what is there; where tools are missing or do not work it says which, and what is then not run.
func TestDoctorSaysWhatWouldNotRun(t *testing.T) {
	gatetest.Spin(t)
	code, out, errs := runLine("doctor")
	if code == exitUnusable || errs != "" || !strings.Contains(out, "spin ") {
		t.Errorf("exit code %d, %q, %s", code, errs, out)
	}
	fakes(t, map[string]string{"gcc": "[ \"$1\" = --version ] && echo 1.2 && exit; echo no >&2; exit 1"})
	code, out, _ = runLine("doctor")
	if code != exitInconclusive || !strings.Contains(out, "gcc does not work: exit status 1: no") ||
		!strings.Contains(out, `rows of "quesera verify" (tlc, `) {
		t.Errorf("a broken compiler: exit code %d, %s", code, out)
	}
	t.Setenv("PATH", t.TempDir())
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "nowhere"))
	t.Chdir(t.TempDir())
	code, out, _ = runLine("doctor")
	for _, want := range []string{"spin is missing", "gcc is missing", "z3 is missing", "cvc5 is missing", "go is missing",
		"chromium is missing", "nowhere", "not around the working folder"} {
		if code != exitInconclusive || !strings.Contains(out, want) {
			t.Errorf("exit code %d, want %q in %s", code, want, out)
		}
	}
}

// --version has the commit and the engines, missing ones too.
func TestVersion(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	code, out, errs := runLine("--version")
	for _, want := range []string{"quesera: commit not recorded in this build", "explorer: go1.", "spin: spin " +
		"is missing", "z3: z3 is missing"} {
		if code != exitHolds || errs != "" || !strings.Contains(out, want) {
			t.Errorf("exit code %d, %q, want %q in %q", code, errs, want, out)
		}
	}
	if code, _, errs := runLine("nothing --version"); code != exitUnusable || !strings.Contains(errs, "unknown command") {
		t.Errorf("exit code %d, %q", code, errs)
	}
}

// What a build knows of its sources is said, and no more.
func TestABuildSaysWhatItIsOf(t *testing.T) {
	build := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "abc"}
	changed := func(word string) debug.BuildSetting { return debug.BuildSetting{Key: "vcs.modified", Value: word} }
	for want, info := range map[string]*debug.BuildInfo{
		"commit abc":                        build("v0.0.0-1", commit, changed("false")),
		"commit abc, changed since":         build("(devel)", changed("true"), commit),
		"v1.2.3":                            build("v1.2.3"),
		"commit not recorded in this build": nil,
		"commit not recorded in this build (Go records it in a clone, with git, unless -buildvcs=false says not " +
			"to)": build("(devel)"),
	} {
		if got := buildOf(info); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// There is a manual page for each command, the same on every day, and shells complete protocols and formats.
func TestManualsAndCompletions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if code, _, errs := runLine("man " + dir); code != exitHolds {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	for _, name := range []string{"quesera", "quesera-verify", "quesera-check-trace", "quesera-sim"} {
		page, err := os.ReadFile(filepath.Join(dir, name+".1"))
		if err != nil || !strings.Contains(string(page), ".SH") || strings.Contains(string(page), "20") &&
			strings.Contains(string(page), "Auto generated") {
			t.Errorf("%s: %v, %.200q", name, err, page)
		}
	}
	for words, want := range map[string]string{"__complete sim q": "qsc3\t", "__complete verify tlc cl": "clock\t",
		"__complete verify --format js": "jsonl", "__complete check ": "vectors\t"} {
		fields := append(strings.Fields(words), "")
		if !strings.HasSuffix(words, " ") {
			fields = strings.Fields(words)
		}
		if code, out, errs := runWords(fields); code != exitHolds || !strings.Contains(out, want) {
			t.Errorf("%s: exit code %d, %q, %s", words, code, out, errs)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if code, out, _ := runLine("completion " + shell); code != exitHolds || !strings.Contains(out, "__complete") {
			t.Errorf("%s: exit code %d, %d octets", shell, code, len(out))
		}
	}
}

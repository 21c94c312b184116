package spin

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"quesera/promela/translate"
	"quesera/spec"
)

// What the package makes of its tools is tested without them: shell scripts stand for spin, for the C compiler and for
// pan. They note their arguments, and print what the tools would, or fail as these may.

// tools are the scripts' folder.
type tools struct {
	t   *testing.T
	dir string
}

// Scripts of tools that work: spin copies the model that it is given, and the compiler makes pan out of a script.
const (
	goodSpin = `case "$1" in
-V) echo "Spin Version 6.5.2 -- 6 December 2019" ;;
*) echo verifier >pan.c
   [ ! -f digest.h ] || /bin/cp model.pml digest.h DIR ;;
esac`
	goodCompiler = `case "$*" in
*trial.c) printf '#!/bin/sh\necho works\n' >trial; /bin/chmod +x trial ;;
*) /bin/cp DIR/pan pan ;;
esac`
)

// goodOutput is what pan prints at the end of a search of the model below.
const goodOutput = `(Spin Version 6.5.2 -- 6 December 2019)
Full statespace search for:
	assertion violations	+
State-vector 68 byte, depth reached 37, errors: 0
    12 states, stored
  134.500	total actual memory usage
quesera: stored 12 matched 5
quesera: action 0 taken 9
quesera: action 1 taken 5
quesera: property 0 seen 0
quesera: property 1 seen 1
quesera: property 0 mattered 6
quesera: property 1 mattered 0
quesera: digest 77
`

type (
	fakeConfig struct{ Nodes uint8 }
	fakeState  struct{ N uint8 }
)

const fakeSource = `package fake

type fakeConfig struct{ Nodes uint8 }

type fakeState struct{ N uint8 }

func (c fakeConfig) CanUp(st *fakeState, x uint8) bool { return true }

func (c fakeConfig) Up(st *fakeState, x uint8) { st.N = x }
`

// fakeModel is a program with two actions and two properties.
func fakeModel() *translate.Program {
	m, err := translate.Spec(&spec.Spec[fakeState]{Name: "fake", Config: fakeConfig{Nodes: 2},
		Source: fstest.MapFS{"spec.go": {Data: []byte(fakeSource)}}, Actions: []spec.Action[fakeState]{spec.Act1("Up", "",
			spec.Numbers("x", 3), func(*fakeState, uint8) bool { return true }, func(*fakeState, uint8) {})}})
	if err != nil {
		panic(err)
	}
	m.Text, m.VectorBytes, m.Prelude = "init { skip }\n", 40, 3
	m.Actions = []translate.ActionLabel{{Name: "Up", Params: 1}, {Name: "Down"}}
	m.Props = []translate.PropertyLabel{{ID: "X-P1", Kind: spec.Invariant, Macro: "X_P1", Flag: "X_P1_holds"},
		{ID: "X-S1", Kind: spec.Sometimes, Macro: "X_S1", Flag: "X_S1_never"}}
	return m
}

// fake makes an engine of scripts; pan is one too. In their text DIR is the folder.
func fake(t *testing.T, spin, compiler, pan string) (*Engine, *tools) {
	t.Helper()
	f := newTools(t)
	f.script("spin", spin)
	f.script("gcc", compiler)
	f.script("pan", pan)
	return &Engine{spin: filepath.Join(f.dir, "spin"), cc: filepath.Join(f.dir, "gcc"), Version: "6.5.2"}, f
}

// newTools makes the folder, and leaves ours for another one, where a fault may write what it likes.
func newTools(t *testing.T) *tools {
	t.Helper()
	t.Chdir(t.TempDir())
	return &tools{t, t.TempDir()}
}

// works is an engine whose pan is the script.
func works(t *testing.T, pan string) (*Engine, *tools) {
	t.Helper()
	return fake(t, goodSpin, goodCompiler, pan)
}

func (f *tools) script(name, text string) {
	f.t.Helper()
	if name == "pan" {
		text = bound + text
	}
	text = fmt.Sprintf("#!/bin/sh\necho \"%s $*\" >>DIR/log\n%s\n", name, text)
	text = strings.ReplaceAll(text, "DIR", f.dir)
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o755); err != nil {
		f.t.Fatal(err)
	}
}

// bound ends a search that calls pan again and again: it says that the model is wrong.
const bound = `calls=0; [ ! -f DIR/calls ] || read calls <DIR/calls; calls=$((calls + 1)); echo $calls >DIR/calls
if [ $calls -gt 60 ]; then
  echo "pan:1: called too often (at depth 1)"; echo "State-vector 1 byte, depth reached 1, errors: 1"; exit
fi
`

// prints is a script that prints the text.
func prints(text string) string { return "/bin/cat <<'END'\n" + text + "END" }

// calls are those of a tool so far, with its arguments.
func (f *tools) calls(tool string) []string {
	f.t.Helper()
	log := f.file("log")
	var all []string
	for line := range strings.Lines(log) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), tool+" "); ok || strings.TrimSpace(line) == tool {
			all = append(all, rest)
		}
	}
	return all
}

func (f *tools) file(name string) string {
	f.t.Helper()
	text, err := os.ReadFile(filepath.Join(f.dir, name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

// wantCalls wants these and no others of a tool.
func (f *tools) wantCalls(tool string, want ...string) {
	f.t.Helper()
	if got := f.calls(tool); !slices.Equal(got, want) {
		f.t.Errorf("%s is called with %q, want %q", tool, got, want)
	}
}

// nothingLeft wants the folder for temporary files, which it sets, to be empty when the test ends.
func nothingLeft(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind are %v, %v", left, err)
		}
	})
}

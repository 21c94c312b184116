// Package outside shows that quesera's packages can be used from another module.
package outside

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"quesera/internal/child"
)

// A module outside this one defines a spec and a machine of its own, and explores, translates and simulates them with
// quesera's packages. Method: it is written elsewhere, with this checkout in place of a released version, and run.
func TestAnotherModuleUsesThePackages(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("not run: go is missing")
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	// The versions are ours, so that none has to be looked for.
	module := regexp.MustCompile(`(?m)^module .*$`).ReplaceAllString(string(ours), "module example.test/ring") +
		"\nrequire quesera v0.0.0\n\nreplace quesera => " + root + "\n"
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(filepath.Join("testdata", "main.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": module, "go.sum": string(sums), "main.go": string(program)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := child.Program{Args: []string{"go", "run", "-mod=mod", "."}, Dir: dir,
		Env: []string{"GOPROXY=off", "GOFLAGS=", "GOWORK=off"}, Limit: 5 * time.Minute}.Output(t.Context())
	want := "explored: 4 states, 4 transitions, complete: true violated: false\ntranslated: true\nsimulated: 5 5 5 5\n"
	if err != nil || !strings.HasSuffix(string(out), want) {
		t.Errorf("%v, prints\n%s\nwant\n%s", err, out, want)
	}
}

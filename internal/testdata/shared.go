// Package testdata finds the public traces and vectors that tests read in place.
// They are not part of the project: they lie beside it, or where QUESERA_SHARED points.
package testdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Env names the environment variable that points to the folder holding traces/ and vectors/.
const Env = "QUESERA_SHARED"

// Path is the path of the shared file or folder elem..., for example Path(t, "traces", "good").
// Without it the test is skipped and says so; scripts/test lists what was skipped, so
// that a missing folder cannot pass for a check.
func Path(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{root()}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("not run: shared data %s is missing (set %s)", filepath.Join(elem...), Env)
	}
	return path
}

// root is the folder named by QUESERA_SHARED or, where it is unset, the folder "shared" beside the project's root.
func root() string {
	if dir := os.Getenv(Env); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		return "shared"
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared")
		}
	}
	return "shared"
}

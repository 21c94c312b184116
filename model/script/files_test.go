package script

import (
	"os"
	"path/filepath"
	"testing"
)

// A pattern that no file matches, or that is none, is an error: no script played is not all scripts passed.
func TestAPatternMustMatchSomething(t *testing.T) {
	dir := t.TempDir()
	for _, pattern := range []string{filepath.Join(dir, "*.script"), "["} {
		if files, err := matching(pattern); err == nil {
			t.Errorf("%q: %v, want an error", pattern, files)
		}
	}
	one := filepath.Join(dir, "a.script")
	if err := os.WriteFile(one, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if files, err := matching(filepath.Join(dir, "*.script")); err != nil || len(files) != 1 || files[0] != one {
		t.Errorf("got %v, %v, want %s", files, err, one)
	}
}

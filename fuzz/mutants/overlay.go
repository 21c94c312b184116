package mutants

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ModulePath is the module that the catalogue changes.
const ModulePath = "quesera"

// FindRoot is the root of the checkout that dir lies in: the nearest folder above with a
// go.mod, which must be that of this module.
func FindRoot(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("mutants: %w", err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil {
			if first, _, _ := strings.Cut(string(text), "\n"); strings.TrimSpace(first) != "module "+ModulePath {
				return "", fmt.Errorf("mutants: %s = %q, want the checkout of module %s", filepath.Join(at, "go.mod"), first,
					ModulePath)
			}
			return at, nil
		}
		if filepath.Dir(at) == at {
			return "", fmt.Errorf("mutants: no go.mod in or above %s, want a checkout of module %s: planted faults are "+
				"changes of its source", dir, ModulePath)
		}
	}
}

// writeOverlay leaves in dir the text of a file with fault m and the overlay that puts it in place of
// the original, and returns the path of the overlay.
func (m Mutant) writeOverlay(root, dir, file string, text []byte) (string, error) {
	changed := filepath.Join(dir, filepath.Base(file))
	if err := os.WriteFile(changed, text, 0o600); err != nil {
		return "", fmt.Errorf("mutants: %s: %w", m.ID, err)
	}
	original := filepath.Join(root, filepath.FromSlash(file))
	replace := map[string]map[string]string{"Replace": {original: changed}}
	overlay, err := json.Marshal(replace)
	if err != nil {
		return "", fmt.Errorf("mutants: %s: %w", m.ID, err)
	}
	path := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(path, overlay, 0o600); err != nil {
		return "", fmt.Errorf("mutants: %s: %w", m.ID, err)
	}
	return path, nil
}

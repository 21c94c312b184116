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
				return "", fmt.Errorf("mutants: %s = %q, want the checkout of module %s", filepath.Join(at, "go.mod"), first, ModulePath)
			}
			return at, nil
		}
		if filepath.Dir(at) == at {
			return "", fmt.Errorf("mutants: no go.mod in or above %s, want a checkout of module %s: planted faults are changes of its source", dir, ModulePath)
		}
	}
}

// Mutate is the text of the file that m changes, with the fault. The old text must occur in it exactly once.
func (m Mutant) Mutate(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.File)))
	if err != nil {
		return nil, fmt.Errorf("mutants: %s: %w", m.ID, err)
	}
	if m.Old == m.New {
		return nil, fmt.Errorf("mutants: %s: new text = old text, want a fault", m.ID)
	}
	if n := strings.Count(string(text), m.Old); n != 1 {
		return nil, fmt.Errorf("mutants: %s: old text occurs in %s %d times, want once: %q", m.ID, m.File, n, m.Old)
	}
	return []byte(strings.Replace(string(text), m.Old, m.New, 1)), nil
}

// writeOverlay leaves in dir the changed file and the overlay that puts it in place of
// the original, and returns the path of the overlay.
func (m Mutant) writeOverlay(root, dir string) (string, error) {
	text, err := m.Mutate(root)
	if err != nil {
		return "", err
	}
	changed := filepath.Join(dir, filepath.Base(m.File))
	if err := os.WriteFile(changed, text, 0o600); err != nil {
		return "", fmt.Errorf("mutants: %s: %w", m.ID, err)
	}
	original := filepath.Join(root, filepath.FromSlash(m.File))
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

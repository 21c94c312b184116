package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quesera/catalogue/claims"
)

// What the ledger says is refuted is: its command shows it.
func TestRefutedClaimsAreRefuted(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	refuted := 0
	for _, source := range claims.Sources() {
		for _, c := range source.Claims {
			if c.Verdict != claims.Refuted {
				continue
			}
			refuted++
			t.Run(c.Section, func(t *testing.T) {
				out := ""
				if words, ours := strings.CutPrefix(c.Replay, "quesera "); ours {
					_, out, _ = runLine(words)
				} else {
					words := strings.Fields(c.Replay)
					printed, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput()
					if out = string(printed); err != nil {
						t.Error(err)
					}
				}
				if !strings.Contains(out, c.Output) {
					t.Errorf("%s prints\n%s\nwant %q in it", c.Replay, out, c.Output)
				}
			})
		}
	}
	if refuted == 0 {
		t.Error("nothing is refuted")
	}
}

package verify_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quesera/spec"
	"quesera/verify"
)

// Where a search needs more memory than there is, it goes on in a folder, with the same rows and runs as in memory, and
// leaves nothing there. Without a folder, or with one that does not work, it is inconclusive, and says why.
func TestSearchesGoOnInAFolder(t *testing.T) {
	folder := t.TempDir()
	for _, c := range []verify.Check{good().Pinned(3, 3), bad(), bad().MustFail("TOKEN-P1")} {
		want, _ := run(t, c, verify.Options{})
		got, _ := run(t, c, verify.Options{Memory: 1, Spill: folder})
		for k := range want {
			want[k].Seconds, got[k].Seconds = 0, 0
			if want[k].Verdict != got[k].Verdict || want[k].States != got[k].States || !slices.Equal(want[k].Run, got[k].Run) {
				t.Errorf("%v: %+v in a folder, %+v in memory", c, got[k], want[k])
			}
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	for what, o := range map[string]verify.Options{"": {Memory: 1},
		"ended early": {Memory: 1, Spill: filepath.Join(folder, "nowhere")}} {
		rows, _ := run(t, good(), o)
		if verify.Worst(rows) != spec.Inconclusive || !strings.Contains(rows[0].Claim, what) {
			t.Errorf("%+v: %+v", o, rows[0])
		}
	}
}

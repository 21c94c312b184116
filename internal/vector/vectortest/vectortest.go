// Package vectortest runs the vectors of families as tests, a subtest each.
package vectortest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"quesera/internal/vector"
)

// Dir is the environment variable with the folder whose files are judged in place of the candidates: how it is measured
// which planted faults a vector kills.
const Dir = "QUESERA_VECTORS"

// Run judges the families' files in the folder Dir. Where that is not set it only draws the inputs of their candidates,
// which want what comes of them here, so that there is nothing to judge: what they claim other tests hold (Claims).
func Run(t *testing.T, families ...vector.Family) {
	t.Helper()
	for _, f := range families {
		if _, given := os.LookupEnv(Dir); !given {
			if all, err := f.Inputs(); err != nil || len(all) == 0 {
				t.Errorf("%s: %d inputs, %v", f.Name, len(all), err)
			}
			continue
		}
		all, judged := vectorsOf(t, f)
		if !judged {
			continue
		}
		refused := 0
		for _, v := range all {
			t.Run(v.ID, func(t *testing.T) {
				if err := f.Judge(v); err != nil {
					t.Error(err)
				}
			})
			if v.Refused {
				refused++
			}
		}
		if len(all) == 0 || refused == len(all) {
			t.Errorf("%s: %d vectors, %d of them refusals: want some that have a result", f.Name, len(all), refused)
		}
	}
}

// vectorsOf are the vectors of the folder. There are none where the folder has no file of the family.
func vectorsOf(t *testing.T, f vector.Family) (all []vector.Vector, judged bool) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv(Dir), f.Name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	file, err := vector.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return file.Vectors, true
}

// Package vectortest runs the vectors of families as tests, a subtest each.
package vectortest

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"quesera/internal/vector"
)

// Dir is the environment variable with the folder whose files are judged in place of the candidates: how it is measured
// which planted faults a vector kills.
const Dir = "QUESERA_VECTORS"

// Run judges the families' files in the folder Dir, or their candidates where that is not set. Candidates are drawn up
// twice, and must be the same.
func Run(t *testing.T, families ...vector.Family) {
	t.Helper()
	for _, f := range families {
		all := vectorsOf(t, f)
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

func vectorsOf(t *testing.T, f vector.Family) []vector.Vector {
	t.Helper()
	dir, given := os.LookupEnv(Dir)
	if !given {
		all, err := f.Candidates()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := f.Candidates(); err != nil || !reflect.DeepEqual(all, again) {
			t.Errorf("%s: drawn up twice, the candidates differ (%v)", f.Name, err)
		}
		return all
	}
	data, err := os.ReadFile(filepath.Join(dir, f.Name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := vector.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return file.Vectors
}

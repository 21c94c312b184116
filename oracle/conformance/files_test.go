package conformance

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"quesera/internal/vector"
)

// A selection is read as it is written, without what was measured of one family, and a line that is none is refused
// with its number.
func TestASelectionIsReadAsItIsWritten(t *testing.T) {
	s := Selection{Faults: []Fault{{"trace", "A-M1", "caught"}, {"tlc", "A-M2", "survived"}},
		Vectors: []Selected{{"trace/1", []string{"A-M1"}}, {"tracer/1", []string{}}, {"tlc/1", []string{"A-M1", "A-M2"}}}}
	text := s.String()
	if !strings.HasPrefix(text, "# ") || strings.Count(text, "\n") != 6 {
		t.Errorf("written as %s", text)
	}
	if got, err := ParseSelection(text); err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("read as %+v, %v", got, err)
	}
	want := Selection{Faults: s.Faults[1:], Vectors: s.Vectors[1:]}
	if got := s.Without("trace"); !reflect.DeepEqual(got, want) || len(s.Faults) != 2 {
		t.Errorf("without a family: %+v", got)
	}
	for _, bad := range []string{"fault a b", "vector", "fault a b c d", "sector a"} {
		if _, err := ParseSelection("# head\n\n" + bad); err == nil || !strings.HasPrefix(err.Error(), "line 3: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if m := s.measured(); m.Planted != 2 || m.Killed != 1 || len(m.Survived) != 1 || m.Survived[0] != "A-M2" {
		t.Errorf("measured %+v", m)
	}
	all := Families()
	if f, ok := Find(all[1].Name); !ok || f.Name != all[1].Name {
		t.Errorf("found %s, %v", f.Name, ok)
	}
	if f, ok := Find("nothing"); ok || f.Name != "" {
		t.Errorf("found %s, %v", f.Name, ok)
	}
}

// A set is written into a folder, octet for octet; where it cannot be, that is an error.
func TestASetIsWrittenIntoAFolder(t *testing.T) {
	set := Set{Files: map[string][]byte{"a.json": []byte("a"), "b.json": {}}}
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := set.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range set.Files {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != string(want) {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if err := set.WriteTo(filepath.Join(dir, "a.json")); err == nil {
		t.Error("written into a file")
	}
	if err := (Set{Files: map[string][]byte{"none/a.json": nil}}).WriteTo(dir); err == nil {
		t.Error("written into a folder that is not there")
	}
	if text, err := encode(map[string]int{"a": 1}); err != nil || string(text) != "{\n \"a\": 1\n}\n" {
		t.Errorf("%q, %v", text, err)
	}
}

// What is written can be read and written by as many as a file of ours elsewhere.
func TestWhoMayReadASet(t *testing.T) {
	dir := t.TempDir()
	usual, folder := filepath.Join(dir, "usual"), filepath.Join(dir, "set")
	if err := os.Mkdir(usual, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(usual, "a"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := (Set{Files: map[string][]byte{"a": nil}}).WriteTo(folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "a"} {
		want, err := os.Stat(filepath.Join(usual, name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.Stat(filepath.Join(folder, name)); err != nil || got.Mode() != want.Mode() {
			t.Errorf("%q: %v, %v, want %v", name, got, err, want.Mode())
		}
	}
}

// halves is a family of an operation that halves even numbers, refuses odd ones, and cannot be judged beyond 99.
func halves(name string) vector.Family {
	run := func(n int) (int, error) {
		switch {
		case n > 99:
			panic("too large")
		case n%2 == 1:
			return 0, errors.New("odd")
		}
		return n / 2, nil
	}
	return vector.Family{Name: name, Title: "halves", Ops: []vector.Op{vector.NewOp("half", "half", run,
		func() (all []vector.Case[int]) {
			for _, n := range []int{2, 3, 4, 5, 100} {
				all = append(all, vector.Case[int]{Topic: fmt.Sprint("of ", n), Input: n})
			}
			return all
		})}}
}

// A set has what was chosen of each family, in their order, and a manifest that says so; what cannot be drawn up is an
// error that says what.
func TestASetIsDrawnUp(t *testing.T) {
	chosen := Selection{Faults: []Fault{{"b", "X-M1", "caught"}, {"b", "X-M2", "survived"}},
		Vectors: []Selected{{"a/half/2", nil}, {"b/half/1", []string{"X-M1"}}, {"b/half/2", nil}, {"b/half/4", nil}}}
	families := []vector.Family{halves("b"), halves("none"), halves("a")}
	set, err := draw(chosen, families)
	if err != nil {
		t.Fatal(err)
	}
	var m Manifest
	if err := json.Unmarshal(set.Files["manifest.json"], &m); err != nil || !reflect.DeepEqual(m, set.Manifest) ||
		m.Format != "quesera-vectors-manifest/1" || m.Version != Version || len(set.Files) != 5 {
		t.Errorf("%+v of %d files, %v", m, len(set.Files), err)
	}
	want := []Entry{{"b/half/1", "of 2", []string{"X-M1"}}, {"b/half/2", "of 3", []string{}},
		{"b/half/4", "of 5", []string{}}, {"a/half/2", "of 3", []string{}}}
	if !reflect.DeepEqual(m.Vectors, want) || m.Faults.Planted != 2 || m.Faults.Killed != 1 ||
		len(m.Faults.Survived) != 1 {
		t.Errorf("vectors %v, faults %v", m.Vectors, m.Faults)
	}
	for k, w := range []Written{{Name: "b.json", Family: "b", Vectors: 3, Refused: 2}, {Name: "a.json", Family: "a",
		Vectors: 1, Refused: 1}} {
		text := set.Files[w.Name]
		w.Title, w.Octets, w.SHA256 = "halves", len(text), fmt.Sprintf("%x", sha256.Sum256(text))
		if m.Files[k] != w || len(text) == 0 || len(set.Files[w.Family+".schema.json"]) == 0 {
			t.Errorf("%+v, want %+v", m.Files[k], w)
		}
	}
	for id, want := range map[string]string{"b/half/5": "conformance: b: b/half/5: of 100: cannot be judged: too large",
		"b/half/6": "selected.list has b/half/6, which", "c/half/1": "selected.list has a/half/9, which"} {
		more := Selection{Vectors: append(chosen.Vectors[:4:4], Selected{ID: id})}
		if id[0] == 'c' { // two that are not there
			more.Vectors = append(more.Vectors, Selected{ID: "a/half/9"})
		}
		if _, err := draw(more, families); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", id, err, want)
		}
	}
}

// A family of which nothing is chosen has no file, and what is chosen is taken off the list.
func TestOnlyWhatIsChosenIsWritten(t *testing.T) {
	family := Families()[0]
	inputs, err := family.Inputs()
	if err != nil || len(inputs) < 2 {
		t.Fatal(err)
	}
	set := Set{Files: map[string][]byte{}}
	if err := set.add(family, map[string][]string{"other/1": nil}); err != nil || len(set.Files) > 0 ||
		len(set.Manifest.Files)+len(set.Manifest.Vectors) > 0 {
		t.Errorf("%d files, %+v, %v", len(set.Files), set.Manifest, err)
	}
	kills := map[string][]string{inputs[1].ID: {"X-M1"}, "other/1": nil}
	if err := set.add(family, kills); err != nil || len(kills) != 1 || len(set.Manifest.Vectors) != 1 ||
		set.Manifest.Vectors[0].ID != inputs[1].ID || set.Manifest.Vectors[0].Kills[0] != "X-M1" ||
		len(set.Files[family.Name+SchemaSuffix]) == 0 {
		t.Fatalf("%+v, %v", set.Manifest, err)
	}
	w := set.Manifest.Files[0]
	if text := set.Files[w.Name]; w.Vectors != 1 || w.Octets != len(text) || w.Name != family.Name+".json" {
		t.Errorf("%+v of %d octets", w, len(text))
	}
}

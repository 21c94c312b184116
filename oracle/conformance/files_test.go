package conformance

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
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

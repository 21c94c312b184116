package conformance

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"quesera/internal/vector"
	"quesera/internal/vector/vectortest"
)

var update = flag.Bool("update", false, "rewrite docs/VECTORS.md")

var once = sync.OnceValues(Draw)

// drawn is the set, drawn up once for all tests.
func drawn(t *testing.T) Set {
	t.Helper()
	set, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// most is how large the set may be, with its schemas and manifest.
const most = 2 << 20

// The set is the vectors of the list, judged right, with something to refuse and something that has a result in every
// family, the same octets as last time (docs/VECTORS.md has their hashes), and not large.
func TestTheSetIsWhatIsListed(t *testing.T) {
	set := drawn(t)
	size := 0
	for _, text := range set.Files {
		size += len(text)
	}
	if size > most {
		t.Errorf("%d octets, want at most %d", size, most)
	}
	if got, want := len(set.Manifest.Vectors), len(TheSelection().Vectors); got != want || len(set.Manifest.Files) != 10 {
		t.Errorf("%d vectors in %d files, want %d in 10", got, len(set.Manifest.Files), want)
	}
	for _, f := range set.Manifest.Files {
		file, err := vector.Decode(set.Files[f.Name])
		if err != nil {
			t.Fatal(err)
		}
		family, _ := Find(f.Family)
		for _, v := range file.Vectors {
			if err := family.Judge(v); err != nil {
				t.Errorf("%s: %v", v.ID, err)
			}
		}
		if f.Family != "trace" && (f.Refused == 0 || f.Refused == f.Vectors) { // no trace is refused: it is judged
			t.Errorf("%s: %d of %d are refused, want some and not all", f.Name, f.Refused, f.Vectors)
		}
	}
	document(t, set)
}

// Every topic of what can be drawn up is shown in the set, the paper's hard cases among them.
func TestEveryTopicIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, v := range TheSelection().Vectors {
		shown[v.ID] = true
	}
	topics := map[string]bool{}
	var missing []string
	for _, f := range Families() {
		all, err := f.Inputs()
		if err != nil {
			t.Fatal(err)
		}
		has := map[string]bool{}
		for _, v := range all {
			key := v.ID[:strings.LastIndexByte(v.ID, '/')] + ": " + v.Topic
			has[key] = has[key] || shown[v.ID]
			topics[v.Topic] = true
		}
		for key, is := range has {
			if !is {
				missing = append(missing, key)
			}
		}
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("not shown: %s", strings.Join(missing, "\n"))
	}
	for _, want := range []string{"a tie spoils", "a higher ticket that comes late spoils by one reading only",
		"rounds that a node misses, because it jumps", "forged messages are ignored", "a good trace"} {
		if !topics[want] {
			t.Errorf("no vector shows: %s", want)
		}
	}
}

// Every family says where its faults are to be planted, and which test judges it; and it was measured.
func TestEveryFamilyIsMeasured(t *testing.T) {
	caught := map[string]int{}
	for _, f := range TheSelection().Faults {
		if f.Verdict == "caught" {
			caught[f.Family]++
		}
	}
	for _, f := range Families() {
		if caught[f.Name] == 0 {
			t.Errorf("%s: kills no fault that was planted", f.Name)
		}
		if f.Package == "" || len(f.Under) == 0 {
			t.Errorf("%s: package = %q, under = %v, want both", f.Name, f.Package, f.Under)
		}
	}
}

// Every fault is planted once for a family, and every kill is of a fault that was planted for the family of its vector.
func TestTheListIsWhole(t *testing.T) {
	s := TheSelection()
	planted := map[string]string{}
	for _, f := range s.Faults {
		if _, twice := planted[f.Family+" "+f.ID]; twice {
			t.Errorf("%s is planted for %s twice", f.ID, f.Family)
		}
		planted[f.Family+" "+f.ID] = f.Verdict
	}
	killed := map[string]bool{}
	for _, v := range s.Vectors {
		family, _, _ := strings.Cut(v.ID, "/")
		for _, id := range v.Kills {
			killed[family+" "+id] = true
			if planted[family+" "+id] != "caught" {
				t.Errorf("%s kills %s, of which it was measured: %q", v.ID, id, planted[family+" "+id])
			}
		}
	}
	for fault, verdict := range planted {
		if (verdict == "caught") != killed[fault] {
			t.Errorf("%s: %s, and in the set some vector kills it: %v", fault, verdict, killed[fault])
		}
	}
	if again, err := ParseSelection(s.String()); err != nil || again.String() != s.String() {
		t.Errorf("the list is not read as it is written: %v", err)
	}
	for _, bad := range []string{"fault shamir SSS-M1", "vector", "nothing"} {
		if _, err := ParseSelection(bad); err == nil {
			t.Errorf("%q: accepted", bad)
		}
	}
}

// The files fit their schemas, and a file with a member too many, too few or of another type fits neither the schema
// nor the reader.
func TestSchemasAndReadersAgree(t *testing.T) {
	set := drawn(t)
	for _, f := range set.Manifest.Files {
		family, _ := Find(f.Family)
		schema := family.Schema()
		var whole map[string]any
		if err := json.Unmarshal(set.Files[f.Name], &whole); err != nil {
			t.Fatal(err)
		}
		if err := vectortest.Fits(schema, whole); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		for name, spoil := range spoilings {
			var spoilt map[string]any
			if err := json.Unmarshal(set.Files[f.Name], &spoilt); err != nil {
				t.Fatal(err)
			}
			vectors := spoilt["vectors"].([]any)
			spoil(spoilt, vectors[0].(map[string]any))
			if vectortest.Fits(schema, spoilt) == nil {
				t.Errorf("%s with %s fits the schema", f.Name, name)
			}
			text, _ := json.Marshal(spoilt)
			if reads(family, text) {
				t.Errorf("%s with %s is read", f.Name, name)
			}
		}
	}
}

// reads tells whether all of a file is of the family.
func reads(family vector.Family, text []byte) bool {
	file, err := vector.Decode(text)
	if err != nil || file.Family != family.Name {
		return false
	}
	for _, v := range file.Vectors {
		if _, malformed := family.Judge(v).(*vector.Malformed); malformed {
			return false
		}
	}
	return true
}

// spoilings make of a file none, in the file or in one vector.
var spoilings = map[string]func(file, v map[string]any){
	"another format":                    func(file, _ map[string]any) { file["format"] = "quesera-vectors/9" },
	"another family":                    func(file, _ map[string]any) { file["family"] = "none" },
	"a member too many":                 func(file, _ map[string]any) { file["more"] = 1 },
	"an id of another operation":        func(_, v map[string]any) { v["id"] = "none/none/1" },
	"a vector with a member too many":   func(_, v map[string]any) { v["more"] = 1 },
	"an input that is a list":           func(_, v map[string]any) { v["input"] = []any{} },
	"a result and a refusal":            func(_, v map[string]any) { v["refused"], v["want"] = true, map[string]any{} },
	"neither a result nor a refusal":    func(_, v map[string]any) { delete(v, "refused"); delete(v, "want") },
	"an input with a member too many":   func(_, v map[string]any) { v["input"].(map[string]any)["more"] = 1 },
	"a topic that is a number":          func(_, v map[string]any) { v["topic"] = 1.0 },
	"an input whose members are false ": func(_, v map[string]any) { falsify(v["input"].(map[string]any)) },
}

func falsify(object map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		object[name] = map[string]any{"no": "such"}
	}
}

// The same set has the same octets.
func TestTheSameOctetsEveryTime(t *testing.T) {
	a := drawn(t)
	b, err := Draw()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range a.Files {
		if !bytes.Equal(text, b.Files[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// document holds docs/VECTORS.md against the manifest; -update rewrites it.
func document(t *testing.T, set Set) {
	t.Helper()
	const page = "../../docs/VECTORS.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- manifest: generated by go test ./oracle/conformance -update -->\n", "<!-- end of manifest -->"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s: want a place for the manifest", page)
	}
	want := before + begin + table(set) + end + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("%s is not of this set: run go test ./oracle/conformance -update, and raise Version if vectors "+
			"changed", page)
	}
	if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// table is the manifest for people.
func table(set Set) string {
	b := &strings.Builder{}
	m := set.Manifest
	fmt.Fprintf(b, "\nVersion %d: %d vectors. They kill %d of the %d faults that were planted and could be "+
		"judged.\n\n",
		m.Version, len(m.Vectors), m.Faults.Killed, m.Faults.Planted)
	b.WriteString("| file | of | vectors | to be refused | faults killed | planted | octets | SHA-256 |\n")
	b.WriteString("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n")
	faults := TheSelection().Faults
	for _, f := range m.Files {
		killed, planted := 0, 0
		for _, fault := range faults {
			if fault.Family == f.Family && (fault.Verdict == "caught" || fault.Verdict == "survived") {
				planted++
				if fault.Verdict == "caught" {
					killed++
				}
			}
		}
		fmt.Fprintf(b, "| %s | %s | %d | %d | %d | %d | %d | `%.16s…` |\n", f.Name, f.Title, f.Vectors, f.Refused, killed,
			planted, f.Octets, f.SHA256)
	}
	var open []string
	for _, f := range m.Files {
		if !slices.ContainsFunc(faults, func(fault Fault) bool { return fault.Family == f.Family }) {
			open = append(open, f.Family)
		}
	}
	if len(open) > 0 {
		fmt.Fprintf(b, "\nNot measured so far: %s.\nOf these the set has the smallest vector of every topic.\n",
			strings.Join(open, ", "))
	}
	b.WriteString("\n" + wrapped("No vector that was drawn up fails under these: "+
		strings.Join(m.Faults.Survived, ", ")+".") + "\n\n")
	return b.String()
}

// wrapped is the text in lines that fit the page.
func wrapped(text string) string {
	const widest = 118
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		if last := &lines[len(lines)-1]; len(*last)+1+len(word) <= widest {
			*last = strings.TrimSpace(*last + " " + word)
			continue
		}
		lines = append(lines, word)
	}
	return strings.Join(lines, "\n")
}

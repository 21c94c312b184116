package vectors

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/internal/vector"
	"quesera/oracle/conformance"
)

// small is a family's file of a few of its vectors, with one to refuse, and these.
func small(t *testing.T) (vector.Family, []vector.Vector, string) {
	t.Helper()
	family, known := conformance.Find("shamir")
	if !known {
		t.Fatal("no such family")
	}
	count, refused := 0, 0
	vectors, err := family.Draw(func(id string) bool {
		count++
		return strings.HasPrefix(id, "shamir/interpolate/")
	})
	if err != nil || len(vectors) < 3 {
		t.Fatalf("%d vectors of %d, %v", len(vectors), count, err)
	}
	for _, v := range vectors {
		if v.Refused {
			refused++
		}
	}
	text, err := family.File(vectors).Encode()
	if err != nil || refused == 0 || refused == len(vectors) {
		t.Fatalf("%d refused, %v", refused, err)
	}
	return family, vectors, string(text)
}

// Each vector of a family is judged under its name, and what is no vector of it makes the file unusable.
func TestEachOwnVectorIsJudged(t *testing.T) {
	_, vectors, text := small(t)
	run := func(old, new string) Report {
		t.Helper()
		if !strings.Contains(text, old) {
			t.Fatalf("%q does not stand there", old)
		}
		r := newRunner()
		r.run("a.json", []byte(strings.Replace(text, old, new, 1)))
		return r.report
	}
	good := run("", "")
	if n := len(vectors); len(good.Kinds) != 1 || good.Kinds[0] != (Count{"quesera/shamir", n, 0, 0}) || unread(good) {
		t.Errorf("%+v", good)
	}
	for _, c := range []struct{ old, new, test, why string }{
		{`"want":`, `"want":1,"x":`, "", "x"},
		{`"refused":true`, `"want":""`, "shamir/interpolate/", "refused, want accepted"},
		{"quesera-vectors/1", "quesera-vectors/2", "", "format"},
		{`"family":"shamir"`, `"family":"other"`, "", `family = "other": there is none of that name`},
		{`"id":"shamir/interpolate/2"`, `"id":"shamir/interpolate/1"`, "", `vector "shamir/interpolate/1" occurs twice`},
		{`"id":"shamir/interpolate/2"`, `"id":"shamir/other/2"`, "", `vector "shamir/other/2": id`},
	} {
		r := run(c.old, c.new)
		switch {
		case c.test == "" && (len(r.Unusable) != 1 || !strings.Contains(r.Unusable[0].Why, c.why)):
			t.Errorf("%s: %+v, want %s", c.new, r, c.why)
		case c.test != "" && (len(r.Failed) != 1 || !strings.HasPrefix(r.Failed[0].Test, c.test) ||
			!strings.Contains(r.Failed[0].Why, c.why) || unread(r)):
			t.Errorf("%s: %+v, want %s", c.new, r, c.why)
		}
	}
	r := newRunner()
	r.run("a.json", []byte(`{"format":"quesera-vectors/1","family":"shamir","title":"","operations":{},"vectors":[]}`))
	if len(r.report.Unusable) != 1 || r.report.Unusable[0].Why != "quesera family: no vector" {
		t.Errorf("%+v", r.report)
	}
}

// A schema is that of this version, whatever its white space is, and of a family that there is.
func TestEachOwnSchemaIsCompared(t *testing.T) {
	family, _, _ := small(t)
	whole, err := json.MarshalIndent(family.Schema(), " ", "\t")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, want string }{
		{"shamir", string(whole), "passed"}, {"shamir", strings.Replace(string(whole), "integer", "number", 1),
			"not the schema"},
		{"dkg", string(whole), "not the schema of this version"}, {"none", string(whole), `family = "none": there is none`},
	} {
		r := newRunner()
		r.run("/x/"+c.name+".schema.json", []byte(c.text))
		got := fmt.Sprint(r.report.Failed, r.report.Unusable)
		if total := r.report.Total(); (c.want == "passed") != (total == Count{"", 1, 0, 0}) ||
			c.want != "passed" && !strings.Contains(got, c.want) || total.Failed > 0 && r.report.Failed[0].Test != c.name {
			t.Errorf("%s: %+v, want %s", c.name, r.report, c.want)
		}
	}
}

// A manifest is held against the files beside it: their octets, hashes, and vectors in order.
func TestEachFileOfAManifestIsHeldAgainstIt(t *testing.T) {
	_, vectors, text := small(t)
	none := `{"format":"quesera-vectors/1"}`
	dir := files{"shamir.json": text, "none.json": none, "d/shamir.json": text}.write(t)
	listed := func(name, text string, vectors int) conformance.Written {
		return conformance.Written{Name: name, Family: "shamir", Vectors: vectors, Octets: len(text),
			SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(text)))}
	}
	for _, c := range []struct {
		name   string
		change func(m *conformance.Manifest)
		want   string
	}{
		{"good", func(*conformance.Manifest) {}, ""},
		{"another family's entry", func(m *conformance.Manifest) {
			m.Vectors = append([]conformance.Entry{{ID: "shamirs/1"}}, m.Vectors...)
		}, ""},
		{"another format", func(m *conformance.Manifest) { m.Format += "0" }, "format = "},
		{"no file", func(m *conformance.Manifest) { m.Files = nil }, "no file"},
		{"a dot", func(m *conformance.Manifest) { m.Files[0].Name = "." }, `file ".": want a name`},
		{"two dots", func(m *conformance.Manifest) { m.Files[0].Name = ".." }, `file "..": want a name`},
		{"a folder", func(m *conformance.Manifest) { m.Files[0].Name = "d/shamir.json" }, "want a name without a folder"},
		{"a missing file", func(m *conformance.Manifest) { m.Files[0].Name = "x.json" }, "no such file"},
		{"an octet more", func(m *conformance.Manifest) { m.Files[0].Octets++ }, "octets with SHA-256"},
		{"another hash", func(m *conformance.Manifest) { m.Files[0].SHA256 = strings.Repeat("0", 64) },
			"octets with SHA-256"},
		{"a vector more", func(m *conformance.Manifest) { m.Files[0].Vectors++ }, "vectors, want"},
		{"an entry more", func(m *conformance.Manifest) {
			m.Vectors = append(m.Vectors, conformance.Entry{ID: "shamir/x/1"})
			m.Files[0].Vectors++
		}, "vectors, want"},
		{"an entry less", func(m *conformance.Manifest) { m.Vectors = m.Vectors[1:] }, "vectors, want"},
		{"another topic", func(m *conformance.Manifest) { m.Vectors[1].Topic += "x" },
			"vector 2 is shamir/interpolate/2, want"},
		{"another name", func(m *conformance.Manifest) { m.Vectors[0].ID += "0" },
			"vector 1 is shamir/interpolate/1, want"},
		{"another order", func(m *conformance.Manifest) { m.Vectors[0], m.Vectors[1] = m.Vectors[1], m.Vectors[0] },
			"vector 1 is"},
		{"no vectors", func(m *conformance.Manifest) { m.Files[0] = listed("none.json", none, 1) }, "none.json"},
	} {
		m := conformance.Manifest{Format: "quesera-vectors-manifest/1",
			Files: []conformance.Written{listed("shamir.json", text,
				len(vectors))}}
		for _, v := range vectors {
			m.Vectors = append(m.Vectors, conformance.Entry{ID: v.ID, Topic: v.Topic})
		}
		c.change(&m)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "manifest.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		r := Run(path)
		total := r.Total()
		if got := fmt.Sprint(r.Failed, r.Unusable); (c.want == "") != (total.Passed == 1) || total.Passed+total.Failed+
			len(r.Unusable) != 1 || !strings.Contains(got, c.want) || total.Failed > 0 &&
			r.Kinds[0].Kind != "quesera/manifest" {
			t.Errorf("%s: %+v, want %s", c.name, r, c.want)
		}
	}
	for _, text := range []string{`{"format":"quesera-vectors-manifest/1","x":1}`,
		`{"format":"quesera-vectors-manifest/1","files":1}`} {
		r := newRunner()
		r.run("manifest.json", []byte(text))
		if len(r.report.Unusable) != 1 || strings.Contains(r.report.Unusable[0].Why, "no file") {
			t.Errorf("%s: %+v", text, r.report)
		}
	}
}

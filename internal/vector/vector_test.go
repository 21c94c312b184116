package vector

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

type quotient struct {
	Of int `json:"of"`
	By int `json:"by"`
}

// dividing is a family of one operation, which refuses to divide by 0 and panics when it divides by 1.
func dividing() Family {
	return Family{Name: "sums", Title: "Sums", Ops: []Op{NewOp("divide", "divides", func(q quotient) (int, error) {
		switch q.By {
		case 0:
			return 0, errors.New("nothing to divide by")
		case 1:
			panic("one")
		}
		return q.Of / q.By, nil
	}, func() []Case[quotient] {
		return []Case[quotient]{{"halves", quotient{6, 2}}, {"by nothing", quotient{6, 0}}}
	})}}
}

// What comes of an input is what its vector wants; a vector with another result, or that wants the reverse of a
// refusal, fails; what is no vector of the family is malformed, and a failure of ours too.
func TestVectorsAreJudged(t *testing.T) {
	f := dividing()
	all, err := f.Candidates()
	if err != nil || len(all) != 2 || all[0].ID != "sums/divide/1" || string(all[0].Want) != "3" || !all[1].Refused {
		t.Fatalf("got %+v, %v", all, err)
	}
	for _, c := range []struct {
		name      string
		vector    Vector
		malformed bool
		want      string // part of the error; empty: it passes
	}{
		{"right", all[0], false, ""},
		{"refused", all[1], false, ""},
		{"with spaces", Vector{ID: "sums/divide/9", Input: []byte(`{"of": 8, "by": 2}`), Want: []byte(" 4 ")}, false, ""},
		{"another result", Vector{ID: "sums/divide/9", Input: all[0].Input, Want: []byte("4")}, false, "got …3…"},
		{"not refused", Vector{ID: "sums/divide/9", Input: all[0].Input, Refused: true}, false, "accepted"},
		{"not accepted", Vector{ID: "sums/divide/9", Input: all[1].Input, Want: []byte("4")}, false, "refused"},
		{"both", Vector{ID: "sums/divide/9", Input: all[0].Input, Want: []byte("3"), Refused: true}, true, "either"},
		{"neither", Vector{ID: "sums/divide/9", Input: all[0].Input}, true, "either"},
		{"another operation", Vector{ID: "sums/add/1", Input: all[0].Input, Want: []byte("3")}, true, "id"},
		{"another family", Vector{ID: "products/divide/1", Input: all[0].Input, Want: []byte("3")}, true, "id"},
		{"an unknown member", Vector{ID: "sums/divide/9", Input: []byte(`{"of":6,"by":2,"x":1}`), Want: []byte("3")}, true,
			"unknown"},
		{"more behind", Vector{ID: "sums/divide/9", Input: []byte(`{"of":6,"by":2} 1`), Want: []byte("3")}, true, "goes on"},
		{"a panic", Vector{ID: "sums/divide/9", Input: []byte(`{"of":6,"by":1}`), Refused: true}, true, "one"},
	} {
		err := f.Judge(c.vector)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) ||
			errors.As(err, new(*Malformed)) != c.malformed {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// A file is read as it was written, and what is none is refused.
func TestFilesSurviveARoundTrip(t *testing.T) {
	f := dividing()
	all, _ := f.Candidates()
	text, err := f.File(all).Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := Decode(text)
	if err != nil || len(read.Vectors) != 2 || string(read.Vectors[1].Input) != string(all[1].Input) ||
		read.Operations["divide"] != "divides" {
		t.Errorf("got %+v, %v", read, err)
	}
	for _, bad := range []string{"", "[]", strings.Replace(string(text), "vectors/1", "vectors/2", 1),
		strings.Replace(string(text), `"title"`, `"tilte"`, 1), string(text) + "{}"} {
		if _, err := Decode([]byte(bad)); err == nil {
			t.Errorf("%.60q: accepted", bad)
		}
	}
}

// Few candidates kill all that any kills and show every topic: the best first, the smaller of two, and none that the
// others have made needless.
func TestFewVectorsCoverAll(t *testing.T) {
	c := func(id, topic string, size int, kills ...string) Candidate {
		return Candidate{Vector{ID: id, Topic: topic, Input: make(json.RawMessage, size)}, kills}
	}
	for _, x := range []struct {
		name string
		all  []Candidate
		want string
	}{
		{"one is enough", []Candidate{c("f/o/1", "t", 1, "A"), c("f/o/2", "t", 9, "A", "B")}, "f/o/2"},
		{"the smaller", []Candidate{c("f/o/1", "t", 9, "A"), c("f/o/2", "t", 1, "A")}, "f/o/2"},
		{"every topic of every operation", []Candidate{c("f/o/1", "t", 1), c("f/o/2", "u", 1), c("f/p/1", "t", 1),
			c("f/o/3", "t", 1)}, "f/o/1 f/o/2 f/p/1"},
		{"what others make needless", []Candidate{c("f/o/1", "t", 1, "A", "B", "C", "D"), c("f/o/2", "t", 1, "A", "B", "E"),
			c("f/o/3", "t", 1, "C", "D", "F")}, "f/o/2 f/o/3"},
	} {
		var got []string
		for _, k := range Cover(x.all) {
			got = append(got, k.ID)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: got %v, want %s", x.name, got, x.want)
		}
	}
}

// Octets are lower-case hexadecimal digits, two each.
func TestHex(t *testing.T) {
	var h Hex
	if err := json.Unmarshal([]byte(`"00ff"`), &h); err != nil || len(h) != 2 || h[1] != 255 {
		t.Errorf("got %v, %v", h, err)
	}
	if text, err := json.Marshal(h); err != nil || string(text) != `"00ff"` {
		t.Errorf("got %s, %v", text, err)
	}
	for _, bad := range []string{`"0"`, `"zz"`, `7`, `"0x00"`} {
		if json.Unmarshal([]byte(bad), &h) == nil {
			t.Errorf("%s: accepted", bad)
		}
	}
}

package mutants

import (
	"strings"
	"testing"
	"testing/fstest"
)

const wellFormed = `title: The sum
place: 7

# What stands after # says nothing.

-- SUM-M1 --
fault:   one is: forgotten
against: Peano §1
in:      sum Adder.Add
check:   sum TestSum/small

  x := a
-     return x + b
+     return x
  }

-- SUM-M2 --
fault: the text
against: Peano
file: sum/text.txt
check: . TestText
- one  two
`

// A list is read field by field: each ends with its line and may contain colons; the lines of a change after -
// and those without a sign are the old text, those after + and those without a sign the new one.
func TestAListOfFaultsIsReadAsItStands(t *testing.T) {
	g, err := parseGroup("sum.faults", wellFormed)
	if err != nil {
		t.Fatal(err)
	}
	want := []Mutant{
		{ID: "SUM-M1", Fault: "one is: forgotten", Section: "Peano §1", In: Place{Package: "sum", Decl: "Adder.Add"},
			Old: "x := a\n    return x + b\n}", New: "x := a\n    return x\n}", Check: Check{"./sum", "TestSum/small"},
			Listed: "sum.faults:6"},
		{ID: "SUM-M2", Fault: "the text", Section: "Peano", In: Place{File: "sum/text.txt"},
			Old: "one  two", Check: Check{".", "TestText"}, Listed: "sum.faults:17"},
	}
	if g.Protocol != "sum" || g.Title != "The sum" || g.place != 7 || len(g.Mutants) != len(want) {
		t.Fatalf("got %+v", g)
	}
	for i, m := range g.Mutants {
		if m != want[i] {
			t.Errorf("got  %+v\nwant %+v", m, want[i])
		}
	}
}

// A malformed list is refused at its line, with what is wanted there.
func TestAMalformedListIsRefusedAtItsLine(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{"title: The sum\n", "", `sum.faults:5: title = ""`},
		{"place: 7\n", "place: first\n", `sum.faults:6: title = "The sum", place = "first", want both`},
		{"place: 7\n", "place: 7\norder: 8\n", `sum.faults:3: line = "order: 8", want a field (title, place)`},
		{"place: 7\n", "place: 7\n- x\n", `sum.faults:3: line = "- x", want the title and place of the list first`},
		{"-- SUM-M1 --", "-- SUM-1 --", `sum.faults:6: header = "-- SUM-1 --", want -- NAME-M1 --`},
		{"-- SUM-M1 --", "-- SUM-M01 --", `sum.faults:6: header`},
		{"fault:   one", "fault:   two\nfault: one", `sum.faults:8: fault: given twice`},
		{"fault:   one is: forgotten\n", "", `sum.faults:16: the record of SUM-M1 (line 6): no fault`},
		{"fault:   one is: forgotten\n", "fault:\n", `sum.faults:7: fault: empty`},
		{"one is: forgotten\n", "one is: forgotten.\n", `want no full stop`},
		{"against: Peano §1\n", "", `no against, want what the source says instead`},
		{"against:", "agains:",
			`sum.faults:8: line = "agains: Peano §1", want a field (fault, against, in, file, check, output)`},
		{"in:      sum Adder.Add\n", "", `want either in (a package and a declaration) or file`},
		{"in:      sum Adder.Add\n", "in:      sum Adder.Add\nfile: x.txt\n",
			`want either in (a package and a declaration) or file`},
		{"in:      sum Adder.Add\n", "in:      sum/sum.go\n", `in = "sum/sum.go", want a package's folder and a declaration`},
		{"in:      sum Adder.Add\n", "file:    sum/sum.go\n", `file = sum/sum.go, want in:`},
		{"check:   sum TestSum/small\n", "check:   TestSum\n", `check = "TestSum", want a package's folder and a test`},
		{"check:   sum TestSum/small\n", "", `check = "", want a package's folder and a test`},
		{"  x := a\n", "x := a\n", `sum.faults:12: line = "x := a", want a field`},
		{"  x := a\n", "\tx := a\n", `sum.faults:12: line = "\tx := a", want "- ", "+ " or two spaces before the code`},
		{"  x := a\n", "-x := a\n", `sum.faults:12: line = "-x := a", want "- "`},
		{"-     return x + b\n+     return x\n", "", `no change, want lines that begin with "- " or "+ "`},
		{"  x := a\n-     return x + b\n+     return x\n  }\n", "+ x\n", `no old text`},
		{"- one  two\n", "- one  two\nfault: the text again\n", `sum.faults:23: fault: given twice`},
		{"check: . TestText\n- one  two\n", "- one  two\ncheck: . TestText\n",
			`sum.faults:22: check: after the change, want it before`},
	} {
		if !strings.Contains(wellFormed, c.old) {
			t.Fatalf("%q does not stand in the well-formed list", c.old)
		}
		_, err := parseGroup("sum.faults", strings.Replace(wellFormed, c.old, c.new, 1))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q in place of %q: got %v, want …%s…", c.new, c.old, err, c.says)
		}
	}
	if _, err := parseGroup("sum.faults", "title: x\nplace: 1\n"); err == nil ||
		!strings.Contains(err.Error(), "no fault, want a record") {
		t.Errorf("an empty list: got %v", err)
	}
}

// The lists are those of the folder, in the order of their places, then of their names. No ID is used twice, in one
// list or in two.
func TestTheCatalogueIsTheListsOfItsFolder(t *testing.T) {
	list := func(place, id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("title: T\nplace: " + place + "\n-- " + id +
			" --\nfault: f\nagainst: a\nin: p D\ncheck: p TestP\n- x\n+ y\n")}
	}
	groups, err := readLists(fstest.MapFS{"c.faults": list("20", "C-M1"), "b.faults": list("100", "B-M1"),
		"a.faults": list("100", "A-M1"), "doc.go": {Data: []byte("no list")}})
	if err != nil || len(groups) != 3 || groups[0].Protocol+groups[1].Protocol+groups[2].Protocol != "cab" {
		t.Errorf("got %+v, %v, want c, a, b", groups, err)
	}
	_, err = readLists(fstest.MapFS{"a.faults": list("1", "A-M1"), "b.faults": list("2", "A-M1")})
	if want := "b.faults:3: ID = A-M1, which is that of a.faults:3"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want …%s…", err, want)
	}
	if _, err = readLists(fstest.MapFS{"a.faults": {Data: []byte("nonsense")}}); err == nil {
		t.Error("a malformed list is accepted")
	}
}

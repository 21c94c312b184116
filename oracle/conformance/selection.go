package conformance

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// selected is the list of what was measured, a line each:
//
//	fault shamir SSS-M1 caught      a fault that was planted for a family, and what its vectors say
//	vector shamir/deal/3 SSS-M1     a vector of the set, and the faults that it kills
//
//go:embed selected.list
var selected string

// A Fault is a planted fault, and what the vectors of a family say of it.
type Fault struct {
	Family, ID string
	Verdict    string // "caught": one of the candidates fails; "survived"; or why it could not be measured, in a word
}

// Selected is a vector of the set.
type Selected struct {
	ID    string
	Kills []string
}

// A Selection is what was measured.
type Selection struct {
	Faults  []Fault
	Vectors []Selected
}

// Selection of the set that is published.
func TheSelection() Selection {
	s, err := ParseSelection(selected)
	if err != nil {
		panic("conformance: selected.list: " + err.Error()) // a test reads it
	}
	return s
}

// ParseSelection reads a list.
func ParseSelection(text string) (s Selection, err error) {
	for k, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(line, "#"):
		case len(words) == 4 && words[0] == "fault":
			s.Faults = append(s.Faults, Fault{words[1], words[2], words[3]})
		case len(words) >= 2 && words[0] == "vector":
			s.Vectors = append(s.Vectors, Selected{words[1], words[2:]})
		default:
			return s, fmt.Errorf("line %d: %.60q, want fault FAMILY ID VERDICT, or vector ID FAULT…", k+1, line)
		}
	}
	return s, nil
}

// String is the selection as a list.
func (s Selection) String() string {
	b := &strings.Builder{}
	b.WriteString("# Measured by quesera vectors --measure. Do not edit.\n")
	for _, f := range s.Faults {
		fmt.Fprintf(b, "fault %s %s %s\n", f.Family, f.ID, f.Verdict)
	}
	for _, v := range s.Vectors {
		fmt.Fprintln(b, strings.Join(append([]string{"vector", v.ID}, v.Kills...), " "))
	}
	return b.String()
}

// Without is the selection without what was measured of a family.
func (s Selection) Without(family string) Selection {
	s.Faults = slices.DeleteFunc(slices.Clone(s.Faults), func(f Fault) bool { return f.Family == family })
	s.Vectors = slices.DeleteFunc(slices.Clone(s.Vectors), func(v Selected) bool {
		return strings.HasPrefix(v.ID, family+"/")
	})
	return s
}

package mutants

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// A Mutant is one planted fault: a change of the source, and the check that must catch it.
type Mutant struct {
	ID      string // "QSC3-M1", defined once and never reused
	Fault   string // what is wrong, in one sentence without a full stop
	Section string // what the source says instead: "TLC §2.6"
	In      Place  // what it changes
	Old     string // stands exactly once in that place; its tokens count, not how they are spaced and commented
	New     string // what takes its place
	Check   Check
	Output  string // the output of a model that it spoils: "model/qsc3 Decided.Choice"; empty: none in particular
	Listed  string // where its record stands: "tlc.faults:12"
}

// A Place is a declaration of a package, wherever in the package it stands, or a file that is not Go.
type Place struct {
	Package string // its folder from the root of the module, with slashes: "model/tlc"
	Decl    string // a function, constant, variable or type; "Machine.Apply" is a method, "Header.Past" a field
	File    string // instead of both: from the root of the module
}

func (p Place) String() string {
	if p.File != "" {
		return p.File
	}
	return p.Package + " " + p.Decl
}

// name is how the place is called in its folder.
func (p Place) name() string { return p.Decl + p.File }

// A Check is one test: the only one that runs under the fault.
type Check struct {
	Package string // from the root of the module: "./model/qsc3"
	Test    string // "TestDuplicateAckCountsOnce", or a subtest after a slash
}

// pattern is the regular expression that matches the check and nothing else.
func (c Check) pattern() string {
	return "^" + strings.ReplaceAll(c.Test, "/", "$/^") + "$"
}

// A Group is the faults of one protocol or tool: those of one file.
type Group struct {
	Protocol string // as on the command line: "tlc", "qsc3", "bls"
	Title    string
	Mutants  []Mutant
	place    int // among the groups
}

// The faults of each protocol or tool are a file of their own. A new file is found by its name.
const extension = ".faults"

//go:embed *.faults
var lists embed.FS

// Catalogue is all faults, in a fixed order.
func Catalogue() ([]Group, error) { return readLists(lists) }

// readLists reads the lists of faults in a folder. Groups are in the order of their places, and those of one
// place in that of their names.
func readLists(dir fs.FS) ([]Group, error) {
	files, err := fs.Glob(dir, "*"+extension)
	if err != nil {
		return nil, fmt.Errorf("mutants: %w", err)
	}
	var groups []Group
	listed := map[string]string{}
	for _, file := range files {
		text, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, fmt.Errorf("mutants: %w", err)
		}
		g, err := parseGroup(file, string(text))
		if err != nil {
			return nil, err
		}
		for _, m := range g.Mutants {
			if first, twice := listed[m.ID]; twice {
				return nil, fmt.Errorf("mutants: %s: ID = %s, which is that of %s: want one that was never used",
					m.Listed, m.ID, first)
			}
			listed[m.ID] = m.Listed
		}
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b Group) int { return cmp.Compare(a.place, b.place) })
	return groups, nil
}

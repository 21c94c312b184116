package mutants

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A file of faults begins with a head of two fields, its title and its place, a number that orders the lists.
// It has a record a fault:
//
//	-- TLC-M1 --
//	fault:   a node leaves a step with one certificate too few
//	against: TLC §2.6
//	in:      model/tlc transition.advance
//	check:   model/tlc TestWitnessedNodeAdvancesWithExactlyTheMessageThreshold
//	output:  model/tlc Advanced.Step
//	- t.confirmed.Len() >= t.Message {
//	+ t.confirmed.Len()+1 >= t.Message {
//
// The change reads like a diff: - and + before lines of the old and of the new text, two spaces before those of
// both. It need not be whole lines. A field ends with its line. Lines that begin with # and empty lines say
// nothing.

var (
	headFields = []string{"title", "place"}
	// Of in and file a record has one. output is there where the fault spoils what a model says to its user.
	recordFields = []string{"fault", "against", "in", "file", "check", "output"}
	headerForm   = regexp.MustCompile(`^-- ([A-Z][A-Z0-9]*-M[1-9][0-9]*) --$`)
)

// A listing reads one file of faults.
type listing struct {
	file  string
	line  int // counted from 1
	group Group

	fields map[string]string // of the head or of the record at hand
	id     string            // of the record; "": the head
	begun  int               // the line of its header
	old    []string
	new    []string
	change bool // some line of it is not in both texts
}

// parseGroup reads the faults of one file. Its name without extension is that of the group.
func parseGroup(file, text string) (Group, error) {
	p := &listing{file: file, fields: map[string]string{}, group: Group{Protocol: strings.TrimSuffix(file, extension)}}
	for line := range strings.Lines(text) {
		p.line++
		if err := p.read(strings.TrimRight(line, "\r\n\t ")); err != nil {
			return Group{}, err
		}
	}
	if err := p.end(); err != nil {
		return Group{}, err
	}
	if len(p.group.Mutants) == 0 {
		return Group{}, p.wrong("no fault, want a record: -- NAME-M1 --")
	}
	return p.group, nil
}

// read takes one line.
func (p *listing) read(line string) error {
	switch {
	case line == "" || line[0] == '#':
		return nil
	case strings.HasPrefix(line, "--"):
		return p.header(line)
	case line[0] == '-' || line[0] == '+' || line[0] == ' ' || line[0] == '\t':
		return p.text(line)
	default:
		return p.field(line)
	}
}

// header begins a record.
func (p *listing) header(line string) error {
	if err := p.end(); err != nil {
		return err
	}
	found := headerForm.FindStringSubmatch(line)
	if found == nil {
		return p.wrong("header = %q, want -- NAME-M1 --", line)
	}
	p.id, p.begun = found[1], p.line
	p.fields, p.old, p.new, p.change = map[string]string{}, nil, nil, false
	return nil
}

// field takes a line such as "fault: what is wrong".
func (p *listing) field(line string) error {
	known := recordFields
	if p.id == "" {
		known = headFields
	}
	name, value, found := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch _, twice := p.fields[name]; {
	case !found || !slices.Contains(known, name):
		return p.wrong("line = %q, want a field (%s), or a line of the change after %q, %q or two spaces",
			line, strings.Join(known, ", "), "- ", "+ ")
	case twice:
		return p.wrong("%s: given twice", name)
	case value == "":
		return p.wrong("%s: empty", name)
	case len(p.old)+len(p.new) > 0:
		return p.wrong("%s: after the change, want it before", name)
	}
	p.fields[name] = value
	return nil
}

// text takes a line of the change.
func (p *listing) text(line string) error {
	if p.id == "" {
		return p.wrong("line = %q, want the title and place of the list first", line)
	}
	if len(line) > 1 && line[1] != ' ' || line[0] == '\t' {
		return p.wrong("line = %q, want %q, %q or two spaces before the code", line, "- ", "+ ")
	}
	code := line[min(2, len(line)):]
	if line[0] != '+' {
		p.old = append(p.old, code)
	}
	if line[0] != '-' {
		p.new = append(p.new, code)
	}
	p.change = p.change || line[0] != ' '
	return nil
}

// end closes the head or the record at hand.
func (p *listing) end() error {
	if p.id == "" {
		return p.endHead()
	}
	m := Mutant{ID: p.id, Fault: p.fields["fault"], Section: p.fields["against"],
		Old: strings.Join(p.old, "\n"), New: strings.Join(p.new, "\n"), Listed: fmt.Sprintf("%s:%d", p.file, p.begun)}
	var placing, checking error
	m.In, placing = placeOf(p.fields["in"], p.fields["file"])
	m.Check, checking = checkOf(p.fields["check"])
	m.Output = p.fields["output"]
	if err := cmp.Or(p.spoken(m), placing, checking, p.changing(m)); err != nil {
		return p.wrong("the record of %s (line %d): %v", m.ID, p.begun, err)
	}
	p.group.Mutants = append(p.group.Mutants, m)
	return nil
}

// spoken refuses a record that does not say what is wrong.
func (p *listing) spoken(m Mutant) error {
	switch {
	case m.Fault == "":
		return errors.New("no fault, want what is wrong in one sentence")
	case strings.HasSuffix(m.Fault, "."):
		return fmt.Errorf("fault = %q, want no full stop", m.Fault)
	case m.Section == "":
		return errors.New("no against, want what the source says instead, TLC §2.6")
	}
	return nil
}

// changing refuses a record that changes nothing.
func (p *listing) changing(m Mutant) error {
	switch {
	case !p.change:
		return fmt.Errorf("no change, want lines that begin with %q or %q", "- ", "+ ")
	case strings.TrimSpace(m.Old) == "":
		return fmt.Errorf("no old text, want lines that begin with %q or two spaces", "- ")
	}
	return nil
}

func (p *listing) endHead() error {
	p.group.Title = p.fields["title"]
	place, err := strconv.ParseUint(p.fields["place"], 10, 16)
	if p.group.Title == "" || err != nil {
		return p.wrong("title = %q, place = %q, want both before the first record; place is a number that orders the lists",
			p.group.Title, p.fields["place"])
	}
	p.group.place = int(place)
	return nil
}

// placeOf reads the fields in and file, of which a record has one.
func placeOf(in, file string) (Place, error) {
	words := strings.Fields(in)
	switch {
	case (in == "") == (file == ""):
		return Place{}, errors.New("want either in (a package and a declaration) or file (what is not Go)")
	case file != "" && strings.HasSuffix(file, ".go"):
		return Place{}, fmt.Errorf("file = %s, want in: with the package's folder and the declaration: it is Go", file)
	case file != "":
		return Place{File: file}, nil
	case len(words) != 2:
		return Place{}, fmt.Errorf("in = %q, want a package's folder and a declaration: model/tlc Machine.Apply", in)
	}
	return Place{Package: words[0], Decl: words[1]}, nil
}

// checkOf reads the field check.
func checkOf(field string) (Check, error) {
	words := strings.Fields(field)
	if len(words) != 2 {
		return Check{}, fmt.Errorf("check = %q, want a package's folder and a test: model/tlc TestDuplicateAck", field)
	}
	if words[0] != "." {
		words[0] = "./" + words[0]
	}
	return Check{words[0], words[1]}, nil
}

// wrong is an error at the line at hand.
func (p *listing) wrong(format string, args ...any) error {
	return fmt.Errorf("mutants: %s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}

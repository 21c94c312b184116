package systematic

import (
	"embed"
	"fmt"
	"go/parser"
	"go/token"
	"slices"
	"strings"

	"quesera/fuzz/mutants"
)

//go:embed campaign.list equivalents.list results.jsonl
var files embed.FS

// Lists are what people decide of a campaign.
type Lists struct {
	Skip   map[string]string   // packages that are not changed, and why
	Golden map[string][]string // by package, tests that compare committed text or figures only
	Also   map[string][]string // by package, others whose tests judge it too
	Equal  map[string]string   // faults that change nothing, by their keys, and why
	// Unmeasured are packages that are changed, but of which nobody has written down what became of that, and why.
	Unmeasured map[string]string
}

// An equivalent is a fault that changes nothing, as it is listed.
type equivalent struct {
	mutants.Mutant
	why string
}

// Read reads the lists. The equivalents are looked for in the checkout at root.
func Read(root string) (*Lists, error) {
	campaign, err := files.ReadFile("campaign.list")
	if err != nil {
		return nil, err
	}
	equivalents, err := files.ReadFile("equivalents.list")
	if err != nil {
		return nil, err
	}
	return readLists(root, string(campaign), string(equivalents))
}

func readLists(root, campaign, equivalents string) (*Lists, error) {
	l := &Lists{Skip: map[string]string{}, Golden: map[string][]string{}, Also: map[string][]string{},
		Equal: map[string]string{}, Unmeasured: map[string]string{}}
	number := 0
	for line := range strings.Lines(campaign) {
		number++
		if err := l.add(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("systematic: campaign.list:%d: %w", number, err)
		}
	}
	records, err := parseEquivalents(equivalents)
	if err != nil {
		return nil, err
	}
	checkout := mutants.Open(root)
	for _, e := range records {
		key, err := e.key(checkout)
		if err != nil {
			return nil, err
		}
		if l.Equal[key] != "" {
			return nil, fmt.Errorf("systematic: %s: listed twice", e.Listed)
		}
		l.Equal[key] = e.why
	}
	return l, nil
}

// add takes one line of campaign.list: a word, a package, and what the word wants.
func (l *Lists) add(line string) error {
	if line == "" || line[0] == '#' {
		return nil
	}
	words := strings.Fields(line)
	if len(words) < 3 {
		return fmt.Errorf("line = %q, want skip PACKAGE WHY, unmeasured PACKAGE WHY, golden PACKAGE TEST… or "+
			"also PACKAGE PACKAGE…", line)
	}
	of := words[1]
	switch words[0] {
	case "skip":
		l.Skip[of] = strings.Join(words[2:], " ")
	case "unmeasured":
		l.Unmeasured[of] = strings.Join(words[2:], " ")
	case "golden":
		l.Golden[of] = append(l.Golden[of], words[2:]...)
	case "also":
		l.Also[of] = append(l.Also[of], words[2:]...)
	default:
		return fmt.Errorf("word = %q, want skip, unmeasured, golden or also", words[0])
	}
	return nil
}

// parseEquivalents reads records such as
//
//	-- spec/explore worker.flush --
//	why: the list is empty then
//	- len(list) > 0
//	+ len(list) >= 0
//
// in which - and + begin lines of the old and of the new text.
func parseEquivalents(text string) ([]equivalent, error) {
	var all []equivalent
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\n")
		wrong := fmt.Errorf("systematic: equivalents.list:%d: line = %q, want -- PACKAGE DECLARATION --, why: …, "+
			"- old or + new", number, line)
		if line == "" || line[0] == '#' {
			continue
		}
		if head, ok := strings.CutPrefix(line, "-- "); ok {
			words := strings.Fields(head)
			if len(words) != 3 || words[2] != "--" {
				return nil, wrong
			}
			where := fmt.Sprintf("equivalents.list:%d", number)
			m := mutants.Mutant{ID: "record", Listed: where, In: mutants.Place{Package: words[0], Decl: words[1]}}
			all = append(all, equivalent{Mutant: m})
			continue
		}
		if len(all) == 0 {
			return nil, wrong
		}
		e := &all[len(all)-1]
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "why:":
			e.why = rest
		case "-":
			e.Old += rest + "\n"
		case "+":
			e.New += rest + "\n"
		default:
			return nil, wrong
		}
	}
	for _, e := range all {
		if e.why == "" || e.Old == "" {
			return nil, fmt.Errorf("systematic: %s: want a line with why and a change", e.Listed)
		}
	}
	return all, nil
}

// key is that of the fault that e is.
func (e equivalent) key(checkout *mutants.Checkout) (string, error) {
	name, text, err := checkout.Mutate(e.Mutant)
	if err != nil {
		return "", err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("systematic: %s: %w", e.Listed, err)
	}
	decl := mutants.Declaration(tree, e.In.Decl)
	if decl == nil {
		return "", fmt.Errorf("systematic: %s: no %s", e.Listed, e.In)
	}
	from, to := fset.Position(decl.Pos()).Offset, fset.Position(decl.End()).Offset
	return keyOf(e.In.Package, e.In.Decl, string(text[from:to]))
}

// Packages are those of folders, without the ones that are skipped.
func (l *Lists) packages(listed []listed) []string {
	var all []string
	for _, p := range listed {
		folder := strings.TrimPrefix(p.ImportPath, mutants.ModulePath+"/")
		if l.Skip[folder] == "" && len(p.GoFiles) > 0 {
			all = append(all, folder)
		}
	}
	slices.Sort(all)
	return all
}

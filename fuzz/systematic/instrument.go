package systematic

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"quesera/fuzz/mutants"
)

// instrument is the files of the package with all faults behind switches that can stand there, numbered from 1 as
// in the list, and the indices of those that cannot. The compiler's rules decide: what does not type-check with its
// switch is left without.
func (s *source) instrument(faults []Fault) (texts map[string]string, alone []int, err error) {
	out := make([]bool, len(faults))
	for i := range faults {
		out[i] = len(faults[i].wraps) == 0
	}
	const rounds = 50
	for range rounds {
		texts = map[string]string{}
		for _, f := range s.files {
			texts[f.name] = s.withSwitches(f, faults, out)
		}
		bad, err := s.checkTexts(texts)
		if err != nil {
			return nil, nil, err
		}
		if len(bad) == 0 {
			for i := range out {
				if out[i] {
					alone = append(alone, i)
				}
			}
			return texts, alone, nil
		}
		for _, id := range bad {
			out[id-1] = true
		}
	}
	return nil, nil, fmt.Errorf("systematic: %s does not compile with switches after %d rounds", s.folder, rounds)
}

// A numbered is a wrap of a fault.
type numbered struct {
	wrap
	id int
}

// withSwitches is the text of a file with the switches of the faults that are not out.
func (s *source) withSwitches(f *file, faults []Fault, out []bool) string {
	var wraps []numbered
	for i, fault := range faults {
		if fault.File == f.name && !out[i] {
			for _, w := range fault.wraps {
				wraps = append(wraps, numbered{w, i + 1})
			}
		}
	}
	text := f.text
	name := s.fset.Position(f.tree.Name.End()).Offset
	if len(wraps) == 0 {
		return s.unembedded(text, name)
	}
	slices.SortStableFunc(wraps, func(a, b numbered) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	rendered, _ := render(text, 0, len(text), wraps)
	head := text[:name]
	return s.unembedded(head+"; import \""+mutants.ModulePath+"/internal/planted\""+rendered[name:], name)
}

// render is text[from:to] with the wraps that stand in it, and what is left of them.
func render(text string, from, to int, wraps []numbered) (string, []numbered) {
	var b strings.Builder
	at := from
	for len(wraps) > 0 && wraps[0].from < to {
		w := wraps[0]
		b.WriteString(text[at:w.from])
		same := []numbered{}
		for len(wraps) > 0 && wraps[0].from == w.from && wraps[0].to == w.to {
			same, wraps = append(same, wraps[0]), wraps[1:]
		}
		var inner string
		inner, wraps = render(text, w.from, w.to, wraps)
		for _, one := range same {
			inner = one.around(one.id, inner)
		}
		b.WriteString(inner)
		at = w.to
	}
	b.WriteString(text[at:to])
	return b.String(), wraps
}

var embedded = regexp.MustCompile(`//go:embed \*\.go\nvar (\w+) embed\.FS`)

// unembedded has the package read its sources, which a spec shows to its translators, from the checkout, where they
// have no switches.
func (s *source) unembedded(text string, name int) string {
	if !embedded.MatchString(text) {
		return text
	}
	dir := strconv.Quote(filepath.Join(s.root, filepath.FromSlash(s.folder)))
	head := text[:name] + "; import embeddedFS \"io/fs\"; import embeddedOS \"os\""
	return head + embedded.ReplaceAllString(strings.Replace(text[name:], `"embed"`, `_ "embed"`, 1),
		"var $1 embeddedFS.FS = embeddedOS.DirFS("+strings.ReplaceAll(dir, "$", "$$")+")")
}

var numberOf = regexp.MustCompile(`planted\.(?:On|Off)\(([0-9]+)\)|planted\.Pick\[[^(]*\]\(([0-9]+),`)

// checkTexts type-checks the package with other texts, and is the numbers of the faults whose switches stand where it
// does not compile.
func (s *source) checkTexts(texts map[string]string) (bad []int, err error) {
	fset := token.NewFileSet()
	var trees []*ast.File
	for _, f := range s.files {
		tree, err := parser.ParseFile(fset, f.name, texts[f.name], parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("systematic: %s does not parse with switches: %w", f.name, err)
		}
		trees = append(trees, tree)
	}
	var lost error
	conf := types.Config{Importer: s.load, Error: func(err error) {
		var at types.Error
		if !errors.As(err, &at) || at.Soft && strings.Contains(at.Msg, "imported and not used") {
			lost = cmp.Or(lost, err)
			return
		}
		position := fset.Position(at.Pos)
		ids := idsAround(texts[position.Filename], position.Offset)
		if len(ids) == 0 {
			lost = cmp.Or(lost, err)
		}
		bad = append(bad, ids...)
	}}
	_, _ = conf.Check(s.pkg.Path(), fset, trees, nil)
	if lost != nil && len(bad) == 0 {
		return nil, fmt.Errorf("systematic: %s with switches: %w", s.folder, lost)
	}
	return bad, nil
}

// idsAround is the number of the last switch before an octet of the text and in its line; of the first one after it,
// if there is none before.
func idsAround(text string, at int) []int {
	from := strings.LastIndexByte(text[:at], '\n') + 1
	to := len(text)
	if end := strings.IndexByte(text[at:], '\n'); end >= 0 {
		to = at + end
	}
	var best []string
	for _, m := range numberOf.FindAllStringSubmatchIndex(text[from:to], -1) {
		if best != nil && from+m[0] > at {
			break
		}
		best = []string{}
		for k := 2; k < len(m); k += 2 {
			if m[k] >= 0 {
				best = append(best, text[from+m[k]:from+m[k+1]])
			}
		}
	}
	var ids []int
	for _, b := range best {
		id, err := strconv.Atoi(b)
		if err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

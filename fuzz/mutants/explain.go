package mutants

import (
	"fmt"
	"strings"
)

// explain says why old, the old text of m, does not stand exactly once in its place, and what there is instead.
func (f *folder) explain(m Mutant, old []tok, found []occurrence) string {
	if len(found) > 1 {
		return fmt.Sprintf("old text occurs %d times, want once (%s): quote more of it", len(found), f.places(found))
	}
	var elsewhere []occurrence
	known := false
	for _, d := range f.decls {
		known = known || d.name == m.In.name()
		if d.name != m.In.name() && !d.member {
			for _, k := range occurrences(d.toks, old) {
				elsewhere = append(elsewhere, occurrence{d.name, d.file, d.toks[k], d.toks[k+len(old)-1]})
			}
		}
	}
	says := "old text occurs 0 times, want once"
	if !known {
		says = "no such declaration; the nearest is " + f.nearestName(m.In.name())
	}
	if len(elsewhere) > 0 {
		return says + "; it stands in " + f.places(elsewhere)
	}
	if known {
		says += f.difference(m)
	}
	return says
}

// places lists where something stands.
func (f *folder) places(found []occurrence) string {
	var at []string
	for _, o := range found {
		line, _ := f.line(o.file, o.first)
		at = append(at, fmt.Sprintf("%s, %s:%d", o.decl, o.file, line))
	}
	return strings.Join(at, "; ")
}

// nearestName is the declaration whose name shares most letters with name.
func (f *folder) nearestName(name string) string {
	best, most := "none", -1
	for _, d := range f.decls {
		if shared := 2*common(strings.Split(name, ""), strings.Split(d.name, "")) - len(d.name); shared > most {
			best, most = d.name, shared
		}
	}
	return best
}

// difference shows the first line of the old text that the place of m does not have, and the line there that is
// most like it.
func (f *folder) difference(m Mutant) string {
	read := goTokens
	if m.In.File != "" {
		read = words
	}
	for quoted := range strings.Lines(m.Old) {
		toks, _ := read(quoted)
		if len(f.find(m.In.name(), toks)) > 0 {
			continue
		}
		best, most, where := "", -1, ""
		for _, d := range f.decls {
			for lines := d.toks; d.name == m.In.name() && len(lines) > 0; {
				number, line := f.line(d.file, lines[0])
				length := f.lineLength(d.file, lines)
				if shared := 2*common(texts(toks), texts(lines[:length])) - length; shared > most || best == "" {
					best, most, where = line, shared, fmt.Sprintf("%s:%d", d.file, number)
				}
				lines = lines[length:]
			}
		}
		return fmt.Sprintf(": it quotes %q; the nearest there is %q (%s)", strings.TrimSpace(quoted), best, where)
	}
	return ": each of its lines stands there, but not one after the other"
}

// lineLength is how many tokens, one at least, stand in one line.
func (f *folder) lineLength(file string, toks []tok) int {
	length := 1
	for length < len(toks) && !strings.Contains(f.texts[file][toks[length-1].to:toks[length].from], "\n") {
		length++
	}
	return length
}

func texts(toks []tok) []string {
	var all []string
	for _, t := range toks {
		all = append(all, t.text)
	}
	return all
}

// common is the length of the longest sequence that both have, with gaps.
func common(a, b []string) int {
	lengths := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for k, y := range b {
			above := lengths[k+1]
			if x == y {
				lengths[k+1] = diagonal + 1
			} else {
				lengths[k+1] = max(above, lengths[k])
			}
			diagonal = above
		}
	}
	return lengths[len(b)]
}

package picture

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
)

// A Report is a page that needs no other file: a verdict, tables and runs.
type Report struct {
	Title   string
	Verdict string   // one word, as printed
	Summary string   // a sentence
	Tables  []Table  // each with filters, if it has many rows
	Runs    []Run    // each with its diagram, if it has one
	Replay  []string // command lines that show the same again
}

// A Table is rows of cells. The column named Verdict, if there is one, tells rows apart by shape and colour.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
	Filters []string // the columns by whose values rows can be selected
}

// A Run is a picture with its events in words.
type Run struct {
	Title   string
	Wrong   string // what rule is broken, and how; empty: none
	Diagram *Diagram
	End     []string // what the last state is, in lines
	Replay  string
}

//go:embed report.html
var page string

var pageTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"svg": func(r Run) (template.HTML, error) {
		var out bytes.Buffer
		if err := r.Diagram.SVG(&out, ""); err != nil {
			return "", err
		}
		_, body, _ := bytes.Cut(out.Bytes(), []byte("-->\n")) // without the head of an XML file
		return template.HTML(body), nil                       // svgo escapes what we write
	},
	"values": func(t Table, column string) []string { return t.values(column) },
	"says":   func(r Run) []string { return r.says() },
	"many":   func(t Table) bool { return len(t.Rows) > 8 },
	"column": func(t Table, k int) string { return t.Head[k] },
}).Parse(page))

// HTML writes the page.
func (r *Report) HTML(w io.Writer) error { return pageTemplate.Execute(w, r) }

// values are those of a column, each once, in the order in which they occur.
func (t Table) values(column string) []string {
	var all []string
	seen := map[string]bool{}
	for k, name := range t.Head {
		for _, row := range t.Rows {
			if name == column && !seen[row[k]] {
				seen[row[k]] = true
				all = append(all, row[k])
			}
		}
	}
	return all
}

// says are the events in words.
func (r Run) says() []string {
	var all []string
	for _, e := range r.Diagram.Events {
		all = append(all, e.Says)
	}
	return all
}

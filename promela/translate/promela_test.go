package translate_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// This file reads the Promela that the translator writes, so that tests need no Spin: what the preprocessor leaves of
// it, its declarations, and the text of its inlines and processes. It is strict: what Spin would refuse is a fault.

// A fault is what is wrong with a model, or with a step of it.
type fault string

func (f fault) Error() string { return string(f) }

func wrong(format string, args ...any) { panic(fault(fmt.Sprintf(format, args...))) }

// caught turns a fault that f meets into an error.
func caught(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			found, ok := r.(fault)
			if !ok {
				panic(r)
			}
			err = found
		}
	}()
	f()
	return nil
}

// A macro is what #define defines.
type macro struct {
	params []string
	takes  bool // it has a list of parameters
	body   []string
}

// A preprocessor is what Spin's leaves of the text, in tokens; what is C stays as it is, apart.
type preprocessor struct {
	macros map[string]macro
	out    []string
	open   []string // tokens since the last directive, not yet expanded
	c      string   // the text of c_decl
}

var (
	tokenPattern   = regexp.MustCompile(`[A-Za-z_]\w*|\d+|"[^"]*"|->|::|\.\.|&&|\|\||[=!<>]=|<<|>>|\S`)
	commentPattern = regexp.MustCompile(`(?s)/\*.*?\*/`)
	definePattern  = regexp.MustCompile(`^#define (\w+)(\([^)]*\))?\s*(.*)$`)
	namePattern    = regexp.MustCompile(`^[A-Za-z_]\w*$`)
)

func tokens(text string) []string { return tokenPattern.FindAllString(text, -1) }

// preprocess goes over the lines; the names are defined as by -D.
func preprocess(text string, defined ...string) *preprocessor {
	p := &preprocessor{macros: map[string]macro{}}
	text = strings.ReplaceAll(commentPattern.ReplaceAllString(text, " "), "\\\n", " ")
	var skipping []bool // by open #ifdef
	inC := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n ")
		skip := slices.Contains(skipping, true)
		switch at := strings.TrimSpace(line); {
		case strings.HasPrefix(at, "#ifdef "):
			skipping = append(skipping, !slices.Contains(defined, strings.TrimPrefix(at, "#ifdef ")))
		case at == "#else":
			skipping[len(skipping)-1] = !skipping[len(skipping)-1]
		case at == "#endif":
			skipping = skipping[:len(skipping)-1]
		case skip:
		case inC || strings.HasPrefix(line, "c_decl {"):
			p.c += line + "\n"
			inC = line == "c_decl {" || inC && line != "}"
		case strings.HasPrefix(at, "#"):
			p.flush()
			p.define(line)
		default:
			p.open = append(p.open, tokens(line)...)
		}
	}
	if len(skipping) > 0 || inC {
		wrong("an #ifdef or c_decl has no end")
	}
	p.flush()
	return p
}

func (p *preprocessor) define(line string) {
	m := definePattern.FindStringSubmatch(line)
	if m == nil {
		wrong("%q is no directive", line)
	}
	if _, twice := p.macros[m[1]]; twice {
		wrong("%s is defined twice", m[1])
	}
	params := slices.DeleteFunc(tokens(strings.Trim(m[2], "()")), func(s string) bool { return s == "," })
	p.macros[m[1]] = macro{params, m[2] != "", tokens(m[3])}
}

// flush expands what stands between two directives with the macros known there.
func (p *preprocessor) flush() {
	p.out, p.open = append(p.out, p.expand(p.open, nil)...), nil
}

// expand puts in the bodies of macros, but for those that are being expanded.
func (p *preprocessor) expand(in []string, within []string) []string {
	var out []string
	for i := 0; i < len(in); i++ {
		m, ok := p.macros[in[i]]
		if !ok || slices.Contains(within, in[i]) || m.takes && (i+1 == len(in) || in[i+1] != "(") {
			out = append(out, in[i])
			continue
		}
		body, inner := m.body, append(within[:len(within):len(within)], in[i])
		if m.takes {
			args, next := arguments(in, i+1)
			if len(args) != len(m.params) {
				wrong("%s has %d arguments, want %d", in[i], len(args), len(m.params))
			}
			for k := range args {
				args[k] = p.expand(args[k], within)
			}
			body, i = substitute(body, m.params, args), next-1
		}
		out = append(out, p.expand(body, inner)...)
	}
	return out
}

// arguments are those between the parentheses that begin at i, and where they end.
func arguments(in []string, i int) (args [][]string, next int) {
	if i >= len(in) || in[i] != "(" {
		wrong("no arguments in %v", in[max(0, i-1):min(len(in), i+1)])
	}
	depth := 0
	var arg []string
	for ; i < len(in); i++ {
		switch {
		case in[i] == "(" || in[i] == "[":
			depth++
		case in[i] == ")" || in[i] == "]":
			depth--
		}
		switch {
		case depth == 0:
			if len(arg) > 1 || len(args) > 0 {
				args = append(args, arg[1:])
			}
			return args, i + 1
		case depth == 1 && in[i] == ",":
			args, arg = append(args, arg[1:]), []string{","}
		default:
			arg = append(arg, in[i])
		}
	}
	wrong("arguments without an end")
	return nil, 0
}

// substitute puts arguments in the place of parameters.
func substitute(body, params []string, args [][]string) []string {
	var out []string
	for _, word := range body {
		if k := slices.Index(params, word); k >= 0 {
			out = append(out, args[k]...)
		} else {
			out = append(out, word)
		}
	}
	return out
}

// A form is a type: a number, or a record of fields.
type form struct {
	name   string // byte, short, int, or the typedef's
	size   int    // in numbers
	fields map[string]place
}

// A place is a variable or field.
type place struct {
	form   *form
	length int // of an array; 0: it is none
	at     int // the first of its numbers
	hidden bool
}

func (v place) size() int { return v.form.size * max(1, v.length) }

// A body is what an inline or process does, in tokens.
type body struct {
	params []string
	text   []string
}

// A model is what the text declares.
type model struct {
	*preprocessor
	forms     map[string]*form
	variables map[string]place
	inlines   map[string]body
	processes map[string]body
	init      []string
	size      int // of all variables, in numbers
	shown     int // of those that are not hidden
	assigned  map[string]bool
	used      map[string]bool // every name that stands for something
}

// read reads a model.
func read(text string, defined ...string) *model {
	m := &model{preprocessor: preprocess(text, defined...), forms: map[string]*form{}, variables: map[string]place{},
		inlines: map[string]body{}, processes: map[string]body{}, assigned: map[string]bool{}, used: map[string]bool{}}
	for _, name := range []string{"byte", "short", "int"} {
		m.forms[name] = &form{name: name, size: 1}
	}
	for name := range m.macros {
		m.claim(name)
	}
	r := &reader{model: m, in: m.out}
	for r.more() {
		r.top()
	}
	if m.init == nil {
		wrong("there is no init")
	}
	return m
}

// claim notes a name, which may stand for one thing only.
func (m *model) claim(name string) {
	if m.used[name] || !namePattern.MatchString(name) {
		wrong("the name %q stands for two things, or is none", name)
	}
	m.used[name] = true
}

var blankPattern = regexp.MustCompile(`[ \t]\n|\n\n\n|^\n|\n\n$`)

// usedPattern are names of what is declared only where it is used: operations on sets, and copies.
var usedPattern = regexp.MustCompile(`^(HAS|WITH|WITHOUT|ONLY|INCLUDES|LEN)(_\d+)?$|_copy(_\d+)?$`)

// tidy wants what is declared to be used, but for constants and for what is simplified away, and no blanks where nobody
// sees them.
func (m *model) tidy(text string) {
	if blank := blankPattern.FindString(text); blank != "" || !strings.HasSuffix(text, "\n") {
		wrong("the text has %q in it, or no end", blank)
	}
	times := map[string]int{}
	for _, word := range tokens(commentPattern.ReplaceAllString(text, " ")) {
		times[word]++
	}
	for name := range m.used {
		_, isForm := m.forms[name]
		_, isInline := m.inlines[name]
		isConstant := len(m.macros[name].body) == 1 && !m.macros[name].takes
		if times[name] < 2 && (isForm || isInline || usedPattern.MatchString(name) && !isConstant) {
			wrong("%s is declared and not used", name)
		}
	}
}

// A reader goes over tokens.
type reader struct {
	*model
	in []string
	at int
}

func (r *reader) more() bool { return r.at < len(r.in) }

func (r *reader) peek() string {
	if !r.more() {
		return ""
	}
	return r.in[r.at]
}

func (r *reader) next() string {
	word := r.peek()
	r.at++
	return word
}

func (r *reader) accept(word string) bool {
	if r.peek() != word {
		return false
	}
	r.at++
	return true
}

func (r *reader) want(words ...string) {
	for _, word := range words {
		if !r.accept(word) {
			wrong("want %q at %q", word, strings.Join(r.in[max(0, r.at-5):min(len(r.in), r.at+5)], " "))
		}
	}
}

// top reads one declaration.
func (r *reader) top() {
	switch word := r.next(); word {
	case ";":
	case "typedef":
		f := &form{name: r.next(), fields: map[string]place{}}
		r.claim(f.name)
		for r.want("{"); !r.accept("}"); {
			name, v := r.declaration(r.next())
			if _, twice := f.fields[name]; twice || r.used[name] {
				wrong("field %s stands for two things", name)
			}
			v.at = f.size
			f.fields[name], f.size = v, f.size+v.size()
		}
		r.forms[f.name] = f
	case "inline", "proctype":
		name := r.next()
		r.claim(name)
		params, next := arguments(r.in, r.at)
		r.at = next
		b := body{text: r.braces()}
		for _, p := range params {
			b.params = append(b.params, p[len(p)-1])
		}
		if word == "inline" {
			r.inlines[name] = b
		} else {
			r.processes[name] = b
		}
	case "init":
		r.init = r.braces()
	case "hidden":
		r.variable(r.next(), true)
	default:
		r.variable(word, false)
	}
}

func (r *reader) variable(kind string, hidden bool) {
	name, v := r.declaration(kind)
	r.claim(name)
	v.at, v.hidden = r.size, hidden
	r.size += v.size()
	if !hidden {
		if r.size-v.size() != r.shown {
			wrong("%s is declared after hidden variables", name)
		}
		r.shown = r.size
	}
	r.variables[name] = v
}

// declaration reads one of a type.
func (r *reader) declaration(kind string) (string, place) {
	v := place{form: r.forms[kind]}
	if v.form == nil {
		wrong("the type %q is not declared", kind)
	}
	name := r.next()
	if r.accept("[") {
		v.length = int(r.expression(0)(nil))
		r.want("]")
		if v.length < 1 {
			wrong("%s has %d entries", name, v.length)
		}
	}
	r.want(";")
	return name, v
}

// braces reads to the end of what { begins.
func (r *reader) braces() []string {
	r.want("{")
	first, depth := r.at, 1
	for depth > 0 {
		switch r.next() {
		case "{":
			depth++
		case "}":
			depth--
		case "":
			wrong("a brace is not closed")
		}
	}
	return r.in[first : r.at-1]
}

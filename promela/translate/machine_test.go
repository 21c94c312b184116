package translate_test

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// This file runs a model. What is undefined in pan, which is C, or would make it choose, is a fault.

// undefined is in a hidden variable until it is set.
const undefined = math.MinInt64

// A machine is a model with its variables, and what it has done.
type machine struct {
	*model
	numbers  []int64
	timeout  bool
	printed  []string
	failed   string // the text of an assertion that failed
	taken    []int
	seen     []int
	mattered []int
	noted    int

	started []string // the processes
	options []option // of these
	watches []option // of process 0
	uses    map[string]used
	loops   int            // read so far
	sees    map[string]use // by macro of C
}

// An option is one of a do.
type option struct {
	process string
	run     statement
}

// A used inline is read once for the same arguments.
type used struct {
	run   statement
	loops bool // it has one
}

// A use is the call of a C function with a number.
type use struct {
	function string
	index    int
}

type (
	value     func(m *machine) int64
	statement func(m *machine) outcome
)

type outcome int

const (
	done outcome = iota
	blocked
	broke
)

var (
	sizePattern   = regexp.MustCompile(`static (?:unsigned long|char) quesera_(\w+)\[(\d+)\];`)
	seePattern    = regexp.MustCompile(`(?m)^  \\#define (\w+) quesera_(\w+)\((\d+)\)$`)
	reportPattern = regexp.MustCompile(`for \(i = 0; i < (\d+); i\+\+\) printf\("([^"]*)", i, quesera_(\w+)\[i\]\);`)
)

// newMachine starts the model: it takes the first two steps of process 0.
func newMachine(m *model) *machine {
	vm := &machine{model: m, numbers: make([]int64, m.size), uses: map[string]used{}, sees: map[string]use{}}
	for _, found := range sizePattern.FindAllStringSubmatch(m.c, -1) {
		n, _ := strconv.Atoi(found[2])
		*vm.counts(found[1]) = make([]int, n)
	}
	for _, found := range seePattern.FindAllStringSubmatch(m.c, -1) {
		index, _ := strconv.Atoi(found[3])
		vm.sees[found[1]] = use{found[2], index}
	}
	r := &reader{model: m, in: m.init}
	first, start := r.statement(vm), []body(nil)
	r.want(";", "atomic", "{")
	for !r.accept("}") {
		r.want("run")
		name := r.next()
		args, next := arguments(r.in, r.at)
		r.at = next
		p, ok := m.processes[name]
		if !ok || len(args) != len(p.params) {
			wrong("run %s%v", name, args)
		}
		start = append(start, body{[]string{name}, substitute(p.text, p.params, args)})
		vm.started = append(vm.started, name)
		r.accept(";")
	}
	r.want(";")
	vm.watches = r.process(vm, "init")
	for _, p := range start {
		vm.options = append(vm.options, (&reader{model: m, in: p.text}).process(vm, p.params[0])...)
	}
	if first(vm) != done {
		wrong("the first step is blocked")
	}
	return vm
}

// counts are the array of C that the name stands for.
func (m *machine) counts(name string) *[]int {
	switch name {
	case "taken":
		return &m.taken
	case "seen", "see":
		return &m.seen
	case "mattered", "matter":
		return &m.mattered
	}
	wrong("no array of C is called %s", name)
	return nil
}

func (m *machine) count(name string, index int) {
	all := *m.counts(name)
	if index >= len(all)-1 { // C has one more, since it has no empty arrays
		wrong("%s %d is counted, of %d", name, index, len(all)-1)
	}
	all[index]++
}

// report is what pan prints at its end.
func (m *machine) report() []string {
	var lines []string
	for _, found := range reportPattern.FindAllStringSubmatch(m.c, -1) {
		n, _ := strconv.Atoi(found[1])
		for i := range n {
			text := strings.Replace(found[2], "%d", strconv.Itoa(i), 1)
			text = strings.NewReplacer("%lu", "%d", `\n`, "").Replace(text)
			lines = append(lines, fmt.Sprintf(text, (*m.counts(found[3]))[i]))
		}
	}
	return lines
}

// process reads end: do … od.
func (r *reader) process(vm *machine, name string) []option {
	r.want("end", ":", "do")
	var all []option
	for _, run := range r.alternatives(vm, "od") {
		all = append(all, option{name, run.all()})
	}
	r.accept(";")
	if r.more() {
		wrong("%s does more than a loop", name)
	}
	return all
}

// take tries an option in the state; it is nil if that is blocked. The hidden variables are not set at first, and what
// it leaves in them does not matter.
func (m *machine) take(state []int64, o option) (next []int64) {
	m.numbers = append(m.numbers[:0], state...)
	for len(m.numbers) < m.size {
		m.numbers = append(m.numbers, undefined)
	}
	for name, v := range m.variables { // nobody ever sets the names of assertions
		if v.hidden && !m.assigned[name] {
			m.numbers[v.at] = 0
		}
	}
	m.printed, m.failed = nil, ""
	if o.run(m) != done {
		return nil
	}
	return slices.Clone(m.numbers[:m.shown])
}

// A branch is an alternative of if and do.
type branch struct {
	guard statement
	test  value // of the guard, if it is an expression
	other bool  // else
	rest  []statement
}

func (b branch) all() statement {
	return func(m *machine) outcome {
		if b.guard(m) == blocked {
			return blocked
		}
		return sequence(b.rest)(m)
	}
}

// sequence runs statements of which none may be blocked.
func sequence(all []statement) statement {
	return func(m *machine) outcome {
		for i, s := range all {
			switch s(m) {
			case broke:
				if i < len(all)-1 {
					wrong("statements after a break")
				}
				return broke
			case blocked:
				wrong("a step is blocked half way")
			}
			if m.failed != "" {
				return done
			}
		}
		return done
	}
}

// alternatives reads :: … :: … to the word that ends them.
func (r *reader) alternatives(vm *machine, end string) []branch {
	var all []branch
	for !r.accept(end) {
		r.want("::")
		b := branch{}
		if r.accept("else") {
			b.other, b.guard = true, func(*machine) outcome { return done }
		} else {
			b.guard, b.test = r.simple(vm)
		}
		for r.accept("->") || r.accept(";") {
			b.rest = append(b.rest, r.statement(vm))
		}
		all = append(all, b)
	}
	return all
}

// list reads statements up to the brace that closes them.
func (r *reader) list(vm *machine) []statement {
	var all []statement
	for !r.accept("}") {
		all = append(all, r.statement(vm))
		if r.peek() != "}" && !r.accept(";") {
			r.want("->")
		}
	}
	return all
}

func (r *reader) statement(vm *machine) statement {
	s, _ := r.simple(vm)
	return s
}

// simple reads a statement; one that is an expression is a value too.
func (r *reader) simple(vm *machine) (statement, value) {
	switch word := r.next(); word {
	case "skip":
		return func(*machine) outcome { return done }, nil
	case "break":
		return func(*machine) outcome { return broke }, nil
	case "d_step":
		r.want("{")
		before := vm.loops
		all := r.list(vm)
		if vm.loops > before && r.in[r.at-2] != "skip" {
			wrong("a d_step with a loop does not end in skip, so that Spin may not find its end inside")
		}
		return branch{guard: all[0], rest: all[1:]}.all(), nil
	case "if":
		return choice(r.alternatives(vm, "fi")), nil
	case "for":
		return r.loop(vm), nil
	case "assert":
		return r.assertion(), nil
	case "printf":
		return r.print(), nil
	case "c_code":
		r.want("{", "quesera_taken", "[")
		index := r.expression(0)
		r.want("]", "+", "+", ";", "}")
		return func(m *machine) outcome { m.count("taken", int(index(m))); return done }, nil
	default:
		if b, ok := r.inlines[word]; ok {
			return r.call(vm, word, b), nil
		}
		r.at--
	}
	if !namePattern.MatchString(r.peek()) || !r.assigns() {
		e := r.expression(0)
		return func(m *machine) outcome {
			if e(m) == 0 {
				return blocked
			}
			return done
		}, e
	}
	set := r.target()
	r.want("=")
	e := r.expression(0)
	return func(m *machine) outcome { set(m, e(m)); return done }, nil
}

// assigns looks whether = stands behind the path that begins here.
func (r *reader) assigns() bool {
	depth := 0
	for i := r.at; i < len(r.in); i++ {
		switch word := r.in[i]; {
		case word == "[":
			depth++
		case word == "]":
			depth--
		case word == "=":
			return true
		case depth == 0 && word != "." && !namePattern.MatchString(word):
			return false
		}
	}
	return false
}

// call reads the use of an inline.
func (r *reader) call(vm *machine, name string, b body) statement {
	args, next := arguments(r.in, r.at)
	key := strings.Join(r.in[r.at-1:next], " ")
	r.at = next
	if len(args) != len(b.params) {
		wrong("%s, want %d arguments", key, len(b.params))
	}
	u, ok := vm.uses[key]
	if !ok {
		before := vm.loops
		inner := &reader{model: r.model, in: append(substitute(b.text, b.params, args), "}")}
		u.run = sequence(nil)
		if all := inner.list(vm); len(all) > 0 {
			u.run = branch{guard: all[0], rest: all[1:]}.all()
		}
		u.loops = vm.loops > before
		vm.uses[key] = u
	}
	vm.loops += int(number(u.loops))
	return u.run
}

// choice is an if of which exactly one alternative must be possible.
func choice(all []branch) statement {
	return func(m *machine) outcome {
		var found *branch
		for i, b := range all {
			if b.other || b.test != nil && b.test(m) == 0 {
				continue
			}
			if found != nil {
				wrong("an if has a choice")
			}
			found = &all[i]
		}
		if k := slices.IndexFunc(all, func(b branch) bool { return b.other }); found == nil && k >= 0 {
			found = &all[k]
		}
		if found == nil {
			return blocked
		}
		if found.test == nil && !found.other && found.guard(m) == broke {
			return broke
		}
		return sequence(found.rest)(m)
	}
}

// most is how many rounds a loop may have.
const mostRounds = 1 << 12

func (r *reader) loop(vm *machine) statement {
	r.want("(")
	from := r.at
	set := r.target()
	to := r.at
	get := (&reader{model: r.model, in: r.in[from:to]}).expression(0)
	r.want(":")
	bounds := r.at
	first := r.expression(0)
	r.want("..")
	last := r.expression(0)
	if constant, _ := regexp.MatchString(`^[\d .]*$`, strings.Join(r.in[bounds:r.at], " ")); constant &&
		first(nil) > last(nil) {
		wrong("a loop of no rounds, which Spin refuses")
	}
	r.want(")", "{")
	vm.loops++
	run := sequence(r.list(vm))
	return func(m *machine) outcome {
		set(m, first(m))
		for rounds := 0; get(m) <= last(m); rounds++ {
			if rounds > mostRounds {
				wrong("a loop goes on without end")
			}
			if run(m) == broke {
				break
			}
			if m.failed != "" {
				break
			}
			set(m, get(m)+1)
		}
		return done
	}
}

func (r *reader) assertion() statement {
	from := r.at
	r.want("(")
	e := r.expression(0)
	r.want(")")
	text := strings.Join(r.in[from+1:r.at-1], " ")
	return func(m *machine) outcome {
		if e(m) == 0 {
			m.failed = text
		}
		return done
	}
}

func (r *reader) print() statement {
	r.want("(")
	format := strings.ReplaceAll(strings.Trim(r.next(), `"`), `\n`, "\n")
	var args []value
	for r.accept(",") {
		args = append(args, r.expression(0))
	}
	r.want(")")
	if strings.Count(format, "%") != len(args) || strings.Count(format, "%d") != len(args) {
		wrong("%q is printed with %d numbers", format, len(args))
	}
	return func(m *machine) outcome {
		var all []any
		for _, a := range args {
			all = append(all, a(m))
		}
		m.printed = append(m.printed, fmt.Sprintf(format, all...))
		return done
	}
}

// names are the variables in a fixed order.
func (m *model) names() []string { return slices.Sorted(maps.Keys(m.variables)) }

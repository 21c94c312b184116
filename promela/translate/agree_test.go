package translate_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"quesera/promela/translate"
	"quesera/promela/translate/internal/odd"
	"quesera/spec"
)

// What the translator writes means the same as the Go. Method: the test's own machine runs the Promela, the compiled Go
// runs beside it, and in each state both must have the same steps, with the same labels, to the same states, and judge
// the properties alike. That the machine is right is what the same specs show in Spin, which takes longer
// (TestOddSpecsMeanTheSameInBothLanguages).

// A pair is one spec in both languages.
type pair[S comparable] struct {
	t        *testing.T
	sp       *spec.Spec[S]
	prog     *translate.Program
	counting *machine // of a search with COUNTERS and DIGEST
	judging  *machine // of one that shows all properties
	plain    *machine // of one that shows none
	order    []int    // where the numbers of the State are among those of the model
	taken    []int    // by action
	seen     []bool   // by property
	mattered []int
}

// agree runs both from the initial state and from states that random runs come to, so many runs of up to so many steps.
func agree[S comparable](t *testing.T, sp *spec.Spec[S], runs, steps int) *pair[S] {
	t.Helper()
	prog, err := translate.Spec(sp)
	if err != nil {
		t.Fatal(err)
	}
	p := &pair[S]{t: t, sp: sp, prog: prog, taken: make([]int, len(sp.Actions)), seen: make([]bool, len(prog.Props)),
		mattered: make([]int, len(prog.Props))}
	if err := caught(p.start); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	known := map[S][]S{}
	for range runs {
		s := sp.Init
		for range steps {
			next, ok := known[s]
			if !ok {
				if next = p.compare(s); t.Failed() {
					t.Fatalf("in state %+v", s)
				}
				known[s] = next
			}
			if len(next) == 0 {
				break
			}
			s = next[random.IntN(len(next))]
		}
	}
	p.compareReport()
	return p
}

// start makes the machines, finds the numbers of the State in them and compares the initial states.
func (p *pair[S]) start() {
	defines := []string{"TRACE"}
	for _, prop := range p.prog.Props {
		if prop.Macro != "" {
			defines = append(defines, "SHOW_"+prop.Macro)
		}
	}
	p.judging = newMachine(read(p.prog.Text, defines...))
	p.plain = newMachine(read(p.prog.Text))
	p.counting = newMachine(read(p.prog.Text, "COUNTERS", "DIGEST"))
	p.counting.tidy(p.prog.Text)
	p.labels()
	for _, path := range digestPattern.FindAllStringSubmatch(p.prog.DigestHeader(), -1) {
		r := &reader{model: p.judging.model, in: tokens(path[1])}
		at, _, _ := r.path()
		p.order = append(p.order, at(nil))
	}
	if sorted := slices.Sorted(slices.Values(p.order)); len(sorted) != p.judging.shown ||
		len(slices.Compact(sorted)) != len(p.order) {
		wrong("the digest has %d numbers of %d", len(p.order), p.judging.shown)
	}
	for _, m := range []*machine{p.judging, p.counting} {
		if got := m.numbers[:m.shown]; !slices.Equal(got, p.numbers(p.sp.Init)) {
			wrong("the initial state is %v, want %v", got, p.numbers(p.sp.Init))
		}
	}
	if got := len(p.judging.options); p.prog.Prelude != len(p.judging.started)+2 || got != p.instances() {
		wrong("%d options and a prelude of %d, want %d, and 2 more than of %v", got, p.prog.Prelude, p.instances(),
			p.judging.started)
	}
}

var digestPattern = regexp.MustCompile(`quesera_add\(now\.(.*)\), \\`)

// labels wants those of the program to be the spec's.
func (p *pair[S]) labels() {
	var got, want []any
	for i, a := range p.sp.Actions {
		got, want = append(got, p.prog.Actions[i]), append(want, translate.ActionLabel{Name: a.Name, Params: len(a.Params)})
	}
	for i, prop := range p.prog.Props {
		last := i == len(p.sp.Props)
		got = append(got, prop.Deadlock, prop.Macro == "", prop.When == "")
		if want = append(want, last, last, last || p.sp.Props[i].When == nil); !last {
			got, want = append(got, prop.ID, prop.Kind), append(want, p.sp.Props[i].ID, p.sp.Props[i].Kind)
		}
	}
	for i, live := range p.prog.Live {
		got = append(got, live.ID, live.Crashes)
		want = append(want, p.sp.Live[i].ID, int(p.sp.Live[i].Crashes))
	}
	if !reflect.DeepEqual(got, want) || len(p.prog.Actions) != len(p.sp.Actions) || p.prog.Name != p.sp.Name ||
		len(p.prog.Props) != len(p.sp.Props)+int(number(p.sp.Final != nil)) || len(p.prog.Live) != len(p.sp.Live) {
		wrong("%s has the labels %v, want %v", p.prog.Name, got, want)
	}
}

// instances is how many instances of actions there are.
func (p *pair[S]) instances() int {
	total := 0
	for _, a := range p.sp.Actions {
		n := 1
		for _, param := range a.Params {
			n *= len(param.Values)
		}
		total += n
	}
	return total
}

// numbers are those of a state, in the model's order.
func (p *pair[S]) numbers(s S) []int64 {
	flat := flatten(reflect.ValueOf(s), reflect.ValueOf(p.sp.Config), "")
	if len(flat) != len(p.order) {
		wrong("the digest has %d numbers, the State %d", len(p.order), len(flat))
	}
	all := make([]int64, len(flat))
	for i, at := range p.order {
		all[at] = flat[i]
	}
	return all
}

// flatten lists the numbers of a value, of arrays those in use.
func flatten(v, config reflect.Value, dims string) []int64 {
	var all []int64
	switch v.Kind() {
	case reflect.Bool:
		return []int64{number(v.Bool())}
	case reflect.Array:
		n := v.Len()
		dim, rest, _ := strings.Cut(dims, ",")
		if used, err := strconv.Atoi(dim); err == nil {
			n = used
		} else if dim != "" {
			n = int(config.FieldByName(dim).Uint())
		}
		for i := range n {
			all = append(all, flatten(v.Index(i), config, rest)...)
		}
		return all
	case reflect.Struct:
		for i := range v.NumField() {
			all = append(all, flatten(v.Field(i), config, v.Type().Field(i).Tag.Get("len"))...)
		}
		return all
	}
	return []int64{int64(v.Uint())}
}

// compare holds the steps from a state in both languages against each other, and is where Go's lead.
func (p *pair[S]) compare(s S) (next []S) {
	want := map[string]string{}
	for i, a := range p.sp.Actions {
		for _, args := range combinations(a.Params) {
			if !a.Can(&s, args) {
				continue
			}
			p.taken[i]++
			after := s
			a.Do(&after, args)
			next = append(next, after)
			want[fmt.Sprintf("%d %s %v", i, a.Name, args[:len(a.Params)])] = fmt.Sprint(p.numbers(after))
		}
	}
	if err := caught(func() {
		p.compareSteps(s, want)
		p.compareJudgement(s, len(next) == 0)
		p.compareDigest(s)
	}); err != nil {
		p.t.Error(err)
	}
	return next
}

func combinations(params []spec.Param) []spec.Args {
	all := []spec.Args{{}}
	for i, param := range params {
		var more []spec.Args
		for _, args := range all {
			for _, v := range param.Values {
				args[i] = v
				more = append(more, args)
			}
		}
		all = more
	}
	return all
}

var labelPattern = regexp.MustCompile(`^take (\d+): (\w+)((?: \w+=\d+)*)\n$`)

// compareSteps wants those of Go, by label, and no others.
func (p *pair[S]) compareSteps(s S, want map[string]string) {
	numbers, found := p.numbers(s), map[string]string{}
	for _, o := range p.counting.options {
		after := p.counting.take(numbers, o)
		if after == nil {
			continue
		}
		if p.counting.failed != "" || len(p.counting.printed) != 1 {
			wrong("a step of %s fails for %s, and prints %q", o.process, p.counting.failed, p.counting.printed)
		}
		label := labelPattern.FindStringSubmatch(p.counting.printed[0])
		if label == nil {
			wrong("the label %q", p.counting.printed[0])
		}
		var args []string
		for _, word := range strings.Fields(label[3]) {
			args = append(args, word[strings.Index(word, "=")+1:])
		}
		found[fmt.Sprintf("%s %s %v", label[1], label[2], args)] = fmt.Sprint(after)
		if index, err := strconv.Atoi(label[1]); err != nil || o.process != p.process(p.sp.Actions[index]) {
			wrong("%s is taken by %s", label[2], o.process)
		}
	}
	for label, after := range want {
		got, ok := found[label]
		if !ok || got != after {
			wrong("%s leads to %s, %v; want %s", label, got, ok, after)
		}
	}
	if len(found) != len(want) {
		wrong("%v are possible, want %v", found, want)
	}
}

// process is what takes an action: a node, if the parameter that acts is one of all nodes.
func (p *pair[S]) process(a spec.Action[S]) string {
	if len(a.Params) == 0 || a.Params[a.By].Kind != spec.IsNode {
		return "Network"
	}
	n := int(reflect.ValueOf(p.sp.Config).FieldByName("Nodes").Uint())
	if !slices.Equal(a.Params[a.By].Values, spec.Nodes("all", n).Values) {
		return "Network"
	}
	return "Node"
}

// compareJudgement holds the properties against what process 0 sees of them, in either kind of search.
func (p *pair[S]) compareJudgement(s S, stuck bool) {
	numbers, seen, mattered := p.numbers(s), make([]int, len(p.prog.Props)), make([]int, len(p.prog.Props))
	failing := map[string]bool{}
	for i, prop := range p.sp.Props {
		seen[i] = int(number(prop.Holds(&s) == (prop.Kind == spec.Sometimes)))
		if prop.When != nil && prop.When.Holds(&s) && !stuck {
			mattered[i] = 1
		}
		failing[p.prog.Props[i].Flag] = seen[i] != 0
	}
	if p.sp.Final != nil {
		last := len(seen) - 1
		seen[last] = int(number(stuck && !p.sp.Final.Holds(&s)))
		failing[p.prog.Props[last].Flag] = seen[last] != 0
	}
	m := p.counting
	before, counted := slices.Clone(m.seen), slices.Clone(m.mattered)
	m.timeout = stuck
	for _, w := range m.watches {
		if m.take(numbers, w) != nil {
			wrong("process 0 takes a step")
		}
	}
	for i := range seen {
		if m.seen[i]-before[i] != seen[i] || m.mattered[i]-counted[i] != mattered[i] {
			wrong("property %d: seen %d times and mattered %d, want %d and %d", i, m.seen[i]-before[i],
				m.mattered[i]-counted[i], seen[i], mattered[i])
		}
		p.seen[i], p.mattered[i] = p.seen[i] || seen[i] != 0, p.mattered[i]+mattered[i]
	}
	p.judging.fail(numbers, stuck, maps.Clone(failing))
	for i, prop := range p.sp.Props {
		failing[p.prog.Props[i].Flag] = failing[p.prog.Props[i].Flag] && prop.Kind == spec.Invariant
	}
	p.plain.fail(numbers, stuck, failing)
	for i, live := range p.sp.Live {
		if got := p.judging.holds(numbers, p.prog.Live[i].Macro); got != live.Holds(&s) {
			wrong("%s is %v", live.ID, got)
		}
	}
}

// fail wants those assertions of process 0 to fail that are true in the list.
func (m *machine) fail(state []int64, stuck bool, failing map[string]bool) {
	m.timeout = stuck
	for _, w := range m.watches {
		if m.take(state, w) != nil && !failing[m.failed] {
			wrong("the assertion %q fails", m.failed)
		}
		delete(failing, m.failed)
	}
	for flag, fails := range failing {
		if fails {
			wrong("the assertion %q does not fail", flag)
		}
	}
}

// holds is the value of a macro without parameters in a state.
func (m *machine) holds(state []int64, name string) bool {
	m.numbers = append(m.numbers[:0], state...)
	r := &reader{model: m.model, in: m.expand([]string{name}, nil)}
	is := r.expression(0)(m) != 0
	if r.more() {
		wrong("%s is no expression", name)
	}
	return is
}

var mixPattern = regexp.MustCompile(`quesera_h = \(quesera_h \^ v\) \* (\w+)ULL; quesera_h \^= quesera_h >> (\d+); ` +
	`return 0; }\n.* quesera_h \*= (\w+)ULL; quesera_sum \+= quesera_h \^ quesera_h >> (\d+); quesera_h = 0;`)

// compareDigest computes the digest of a state as the C does.
func (p *pair[S]) compareDigest(s S) {
	text := mixPattern.FindStringSubmatch(p.prog.DigestHeader())
	if text == nil {
		wrong("the digest in C is\n%s", p.prog.DigestHeader())
	}
	var is [4]uint64
	for i, word := range text[1:] {
		is[i], _ = strconv.ParseUint(word, 0, 64)
	}
	h, all := uint64(0), p.numbers(s)
	for _, at := range p.order {
		h = (h ^ uint64(all[at])) * is[0]
		h ^= h >> is[1]
	}
	h *= is[2]
	d := p.prog.NewDigest(reflect.TypeFor[S]())
	d.Note(unsafe.Pointer(&s))
	if h ^= h >> is[3]; d.Sum() != h || is[0]%2 == 0 || is[2]%2 == 0 {
		wrong("the digest is %#x in Go and %#x in C, of odd factors %v", d.Sum(), h, is)
	}
}

// compareReport holds what pan would print at its end against what was counted.
func (p *pair[S]) compareReport() {
	var want []string
	for i, n := range p.taken {
		want = append(want, fmt.Sprintf("quesera: action %d taken %d", i, n))
	}
	for i, n := range p.counting.seen[:len(p.seen)] {
		want = append(want, fmt.Sprintf("quesera: property %d seen %d", i, n))
	}
	for i, n := range p.mattered {
		want = append(want, fmt.Sprintf("quesera: property %d mattered %d", i, n))
	}
	if got := p.counting.report(); !slices.Equal(got, want) {
		p.t.Errorf("pan reports %q, want %q", got, want)
	}
}

// everyAction wants each to have been taken.
func (p *pair[S]) everyAction() {
	for i, n := range p.taken {
		if n == 0 {
			p.t.Errorf("%s is never taken", p.sp.Actions[i].Name)
		}
	}
}

// Odd specs mean the same in random runs: arithmetic that wraps, operators on bits, copies of structs, nested loops,
// early returns, shadowed names, names that are words of Promela, arguments that change during a call.
func TestOddSpecsMeanTheSameInRandomRuns(t *testing.T) {
	t.Run("clock", func(t *testing.T) {
		agree(t, odd.ClockConfig{Nodes: 3, Threshold: 2, Horizon: 3}.Spec(), 20, 12)
	})
	t.Run("numbers", func(t *testing.T) {
		agree(t, odd.NumbersConfig{Nodes: 3, Len: 600, Run: 3, Left: 9, Goto: true}.Spec(), 30, 9).everyAction()
	})
	t.Run("flow", func(t *testing.T) {
		agree(t, odd.FlowConfig{Nodes: 3, Left: 9, Far: 9, Loud: true}.Spec(), 30, 9).everyAction()
	})
	t.Run("kinds", func(t *testing.T) {
		agree(t, odd.KindsConfig{Nodes: 3, Rows: 2, Deep: 300, Len: 3}.Spec(), 30, 16).everyAction()
		agree(t, odd.KindsConfig{Nodes: 3, Rows: 2, Deep: 300, Len: 2, Fast: true}.Spec(), 15, 16).everyAction()
	})
	t.Run("ways", func(t *testing.T) {
		agree(t, odd.WaysConfig{Nodes: 3, On: true}.Spec(), 30, 20).everyAction()
	})
	t.Run("random", func(t *testing.T) {
		agree(t, odd.RandomConfig{Nodes: 3, Left: 8, One: 1, Two: 2, Big: 200, Wide: 1000, On: true}.Spec(), 30, 8)
	})
}

// kindsText is the model of the spec of kinds.
func kindsText(t *testing.T) string {
	t.Helper()
	prog, err := translate.Spec(odd.KindsConfig{Nodes: 3, Rows: 2, Deep: 300, Len: 3}.Spec())
	if err != nil {
		t.Fatal(err)
	}
	return prog.Text
}

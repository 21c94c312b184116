package translate

import (
	"cmp"
	"errors"
	"fmt"
	"go/types"
	"reflect"

	"quesera/spec"
	"quesera/spec/syntax"
)

// A Program is a spec in Promela.
type Program struct {
	Text        string
	Name        string          // of the spec
	Actions     []ActionLabel   // in the spec's order
	Props       []PropertyLabel // in the spec's order, then one for deadlock if that is checked
	VectorBytes int             // of the state vector, at least
	Live        []ProgressLabel // claims about fair runs, in the spec's order
	Prelude     int             // transitions before those of the spec, and the one in which an assertion fails

	state *shape
}

// An ActionLabel is what the output of Spin's search says of an action.
type ActionLabel struct {
	Name   string
	Params int
}

// A PropertyLabel is what the output of Spin's search says of a property.
type PropertyLabel struct {
	ID       string
	Kind     spec.PropertyKind
	Deadlock bool   // it is none of the spec's, but that a state without a successor is final
	Macro    string // true where the predicate holds; "" for deadlock
	When     string // true where it says anything; "" where it has no condition
	Flag     string // the variable in the text of the assertion that fails
}

// A ProgressLabel is a claim about fair runs.
type ProgressLabel struct {
	ID      string
	Macro   string // true where the predicate holds
	Crashes int    // nodes, those of the lowest numbers, that may stop for ever
}

// Spec turns a spec into Promela, from the syntax tree of its source. What is not in the subset
// (docs/PROMELA.md) is an error with its file and line.
func Spec[S any](sp *spec.Spec[S]) (*Program, error) {
	in := input{name: sp.Name, title: sp.Title, section: sp.Section, config: sp.Config,
		init: reflect.ValueOf(&sp.Init).Elem()}
	for _, a := range sp.Actions {
		in.actions = append(in.actions, inputAction{a.Name, a.Section, a.Params, a.By})
	}
	for _, p := range sp.Props {
		when := ""
		if p.When != nil {
			when = p.When.Method
		}
		in.props = append(in.props, inputProperty{p.Claim, p.Kind, p.Method, when})
	}
	for _, p := range sp.Live {
		in.live = append(in.live, inputProgress{p.Claim, p.Method, int(p.Crashes)})
	}
	if sp.Final != nil {
		in.final = sp.Final.Method
	}
	if len(in.actions) == 0 {
		return nil, fmt.Errorf("promela: spec %s has no actions", sp.Name)
	}
	if sp.Source == nil {
		return nil, fmt.Errorf("promela: spec %s has no Source", sp.Name)
	}
	src, err := syntax.Load("promela", sp.Source)
	if err != nil {
		return nil, err
	}
	return in.translate(src)
}

// input is a spec without its type parameter.
type input struct {
	name, title, section string
	config               any
	init                 reflect.Value
	actions              []inputAction
	props                []inputProperty
	live                 []inputProgress
	final                string // method, or ""
}

type inputAction struct {
	name, section string
	params        []spec.Param
	by            int
}

type inputProperty struct {
	spec.Claim
	kind   spec.PropertyKind
	method string
	when   string // method, or ""
}

type inputProgress struct {
	spec.Claim
	method  string
	crashes int
}

// translate is Spec with the source loaded.
func (in *input) translate(src *syntax.Source) (p *Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			stop, ok := r.(bailout)
			if !ok {
				panic(r)
			}
			p, err = nil, stop.err
		}
	}()
	t, err := newTranslator(in, src)
	if err != nil {
		return nil, err
	}
	w := &writer{translator: t, in: in}
	if err := w.prepare(); err != nil {
		return nil, err
	}
	if err := w.settle(); err != nil {
		return nil, err
	}
	return w.program()
}

func newTranslator(in *input, src *syntax.Source) (*translator, error) {
	t := &translator{src: src, names: newNamer(), funcs: map[*types.Func]*function{}}
	var err error
	if t.config, err = newConstants(in.config, t.names); err != nil {
		return nil, err
	}
	t.configType, err = src.Named(reflect.TypeOf(in.config).Name())
	stateType, err2 := src.Named(in.init.Type().Name())
	if err := cmp.Or(err, err2); err != nil {
		return nil, err
	}
	t.stateType = stateType
	for _, m := range setBodies {
		t.names.name("set "+m.name, m.name)
	}
	t.shaper = &shaper{src: src, names: t.names, config: t.config, records: map[*types.Named]*shape{}}
	s, err := t.shaper.state(stateType)
	if err != nil {
		return nil, fmt.Errorf("promela: %w", err)
	}
	t.state = &expr{op: opState, shape: s}
	return t, nil
}

// A writer puts a model together.
type writer struct {
	*translator
	in      *input
	actions []*action
	props   []*property
	live    []*progress
	final   *function
}

type action struct {
	inputAction
	can, do *function
	guard   *expr
	ofNode  bool // one process a node takes it
}

type property struct {
	inputProperty
	fn    *function
	macro string
	flag  string
	holds *expr

	when      *function // its condition; nil: none
	whenMacro string
	matters   *expr
}

type progress struct {
	inputProgress
	fn    *function
	macro string
	holds *expr
}

// prepare finds the methods of the actions and properties. All functions get their names first, since
// parameters must not have the name of any.
func (w *writer) prepare() error {
	for _, p := range w.in.props {
		name := identifier(p.ID)
		prop := &property{inputProperty: p, macro: w.names.name("property "+p.ID, name),
			flag: w.names.name("flag "+p.ID, name+"_"+flagOf[p.kind])}
		if p.when != "" {
			prop.whenMacro = w.names.name("condition "+p.ID, name+"_when")
		}
		w.props = append(w.props, prop)
	}
	for _, p := range w.in.live {
		w.live = append(w.live, &progress{inputProgress: p, macro: w.names.name("progress "+p.ID, identifier(p.ID))})
	}
	w.names.name("no deadlock", "no_deadlock")
	for _, name := range w.src.Pkg.Scope().Names() {
		w.nameFunctions(w.src.Pkg.Scope().Lookup(name))
	}
	for _, in := range w.in.actions {
		a := &action{inputAction: in}
		var err error
		if a.can, err = w.find("Can" + in.name); err != nil {
			return err
		}
		if a.do, err = w.find(in.name); err != nil {
			return err
		}
		if err := w.checkAction(a); err != nil {
			return err
		}
		w.actions = append(w.actions, a)
	}
	for _, p := range w.props {
		var err error
		if p.fn, err = w.find(p.method); err != nil {
			return err
		}
		if p.inputProperty.when == "" {
			continue
		}
		if p.when, err = w.find(p.inputProperty.when); err != nil {
			return err
		}
	}
	for _, p := range w.live {
		var err error
		if p.fn, err = w.find(p.method); err != nil {
			return err
		}
	}
	if w.in.final == "" {
		return nil
	}
	var err error
	w.final, err = w.find(w.in.final)
	return err
}

// flagOf tells what the text of a failed assertion adds to the property's name.
var flagOf = map[spec.PropertyKind]string{spec.Invariant: "holds", spec.Sometimes: "never"}

// nameFunctions gives the functions and methods of a package-level object their names.
func (w *writer) nameFunctions(object types.Object) {
	if f, ok := object.(*types.Func); ok {
		w.names.name(f, f.Name())
	}
	if named, ok := object.Type().(*types.Named); ok {
		for m := range named.Methods() {
			w.names.name(m, m.Name())
		}
	}
}

// find prepares a method of the Config.
func (w *writer) find(name string) (*function, error) {
	f := w.src.Method(w.configType.Obj().Name(), name)
	if f == nil || w.src.Funcs[f] == nil {
		return nil, fmt.Errorf("promela: the Config has no method %s", name)
	}
	return w.function(f, w.src.Funcs[f].Name), nil
}

// checkAction holds an action's parameters against those of its methods.
func (w *writer) checkAction(a *action) error {
	for _, fn := range []*function{a.can, a.do} {
		numbers := fn.numbers()
		if len(numbers) != len(a.params) || len(fn.params) != len(a.params)+2 {
			return w.src.At(fn.decl.Name, "%s: want the State and %d numbers as parameters, as the spec's action has",
				fn.obj.Name(), len(a.params))
		}
		for i, p := range a.params {
			for _, v := range p.Values {
				if !exactly(int64(v)).within(kindRange(numbers[i].kind)) {
					return w.src.At(fn.decl.Name, "%s: parameter %s = %d, which its type cannot hold", fn.obj.Name(), p.Name, v)
				}
			}
		}
	}
	if len(a.params) == 0 {
		return nil // nobody's: it is the network's
	}
	if a.by < 0 || a.by >= len(a.params) {
		return fmt.Errorf("promela: action %s: parameter %d acts, but it has %d", a.name, a.by, len(a.params))
	}
	a.ofNode = w.isNodes(a.params[a.by])
	return nil
}

// isNodes reports whether a parameter ranges over exactly the nodes.
func (w *writer) isNodes(p spec.Param) bool {
	n, _, err := w.config.bound(nodesField)
	if err != nil || p.Kind != spec.IsNode || len(p.Values) != n {
		return false
	}
	for i, v := range p.Values {
		if int(v) != i {
			return false
		}
	}
	return true
}

// numbers are the parameters that are numbers.
func (fn *function) numbers() []*parameter {
	var numbers []*parameter
	for _, p := range fn.params {
		if p.role == roleNumber {
			numbers = append(numbers, p)
		}
	}
	return numbers
}

// maxPasses bounds how often the translator goes over a spec; ranges grow too seldom to get there.
const maxPasses = 200

// settle translates all functions until the ranges of parameters and variables are what they will be.
func (w *writer) settle() error {
	for w.pass = 1; w.pass <= maxPasses; w.pass++ {
		w.changed, w.order = false, nil
		w.setMacros, w.setBits = map[string]bool{}, 1
		w.translateAll()
		if !w.changed {
			return nil
		}
	}
	return errors.New("promela: the ranges of the spec's variables do not settle")
}

func (w *writer) translateAll() {
	for _, a := range w.actions {
		for i, p := range a.do.numbers() {
			r := impossible
			for _, v := range a.params[i].Values {
				r = r.join(exactly(int64(v)))
			}
			w.join(p, r)
		}
		args := make([]*expr, len(a.can.params))
		numbers := a.do.numbers()
		for i, p := range a.can.params {
			if args[i] = p.value(w.translator); p.role == roleNumber {
				args[i], numbers = numbers[0].value(w.translator), numbers[1:]
			}
		}
		a.guard = w.predicate(a.can, args)
		w.defineEffect(a.do.decl, a.do)
	}
	for _, p := range w.props {
		p.holds = w.predicateOfState(p.fn)
		if p.when != nil {
			p.matters = w.predicateOfState(p.when)
		}
	}
	for _, p := range w.live {
		p.holds = w.predicateOfState(p.fn)
	}
	if w.final != nil {
		w.predicateOfState(w.final)
	}
}

// predicate is a bool function applied to arguments.
func (w *writer) predicate(fn *function, args []*expr) *expr {
	results := fn.obj.Signature().Results()
	if results.Len() != 1 || kindOf(results.At(0).Type()) != kindBool {
		w.fail(fn.decl.Name, "%s: want one bool as result", fn.obj.Name())
	}
	if fn.effect {
		w.fail(fn.decl.Name, "%s changes the state, which a guard or property must not", fn.obj.Name())
	}
	return w.callPure(fn.decl, fn, args)
}

// predicateOfState is a property's method.
func (w *writer) predicateOfState(fn *function) *expr {
	args := make([]*expr, len(fn.params))
	for i, p := range fn.params {
		if p.role != roleConfig && p.role != roleState {
			w.fail(fn.decl.Name, "%s: want no parameter but the State", fn.obj.Name())
		}
		args[i] = p.value(w.translator)
	}
	return w.predicate(fn, args)
}

// identifier makes a property's ID a name.
func identifier(id string) string {
	name := []byte(id)
	for i, b := range name {
		if !plain(string(rune(b))) {
			name[i] = '_'
		}
	}
	return string(name)
}

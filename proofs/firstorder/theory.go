package firstorder

import (
	"fmt"
	"go/ast"
	"go/types"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"quesera/spec/syntax"
)

// Majority is the family of all sets of more than half of the nodes.
const Majority = "Majority"

// nodesField is the Config field that holds the number of nodes, as for spec/explore.
const nodesField = "Nodes"

// Source says which Go is translated, and how its Config is read.
type Source struct {
	Files      fs.FS
	Thresholds []string        // the Config's fields that are thresholds: the least size of the quorums of a family
	Fixed      map[string]bool // what the Config's fields that are true or false are taken to be
}

// A Theory translates one spec. The group is of any size, its thresholds are any, and there are any number of steps.
type Theory struct {
	src        *syntax.Source
	configType *types.Named
	stateType  *types.Named
	thresholds map[string]bool
	fixed      map[string]bool
	loops      map[string]bool // the parameters up to which loops run
	leaves     []leaf
	names      int
}

// A leaf is a symbol for part of the State: a function of indices to numbers or, if it is a set, a relation between
// indices and nodes.
type leaf struct {
	name   string
	path   []string // its fields
	index  []Sort
	bounds []string // the Config's fields that bound the indices
	result Sort
	isSet  bool
}

// New loads a spec whose State and Config have these names.
func New(s Source) (t *Theory, err error) {
	defer catch(&err)
	src, err := syntax.Load("firstorder", s.Files)
	if err != nil {
		return nil, err
	}
	t = &Theory{src: src, thresholds: map[string]bool{}, fixed: s.Fixed, loops: map[string]bool{}}
	if t.configType, err = src.Named("Config"); err != nil {
		return nil, err
	}
	if t.stateType, err = src.Named("State"); err != nil {
		return nil, err
	}
	for _, name := range s.Thresholds {
		t.thresholds[name] = true
	}
	t.addLeaves(t.stateType, nil, leaf{})
	return t, nil
}

// families of quorums, by name.
func (t *Theory) families() []string {
	return append(slices.Sorted(maps.Keys(t.thresholds)), Majority)
}

func structOf(t *Theory) *types.Struct { return t.configType.Underlying().(*types.Struct) }

// parameter is a field of the Config.
func (t *Theory) parameter(field *types.Var) *Term {
	if kindOf(field.Type()) != kindBool {
		return Constant(field.Name(), Number)
	}
	if value, ok := t.fixed[field.Name()]; ok {
		return truth(value)
	}
	return Constant(field.Name(), Bool)
}

// State is the state whose symbols begin with a prefix.
func (t *Theory) State(prefix string) any {
	return t.symbols(t.stateType, nil, prefix, nil, false)
}

// Seen is a state of another spec, each of whose fields is the field of this state that is named for it. It has no
// others.
func Seen(state any, fields map[string]string) any {
	out := map[string]any{}
	for field, from := range fields {
		out[field] = state.(record).of[from]
	}
	return Record(out)
}

// symbols is a value of a Go type made of symbols, or of zeros. The indices so far are args; tag has the
// dimensions that are left.
func (t *Theory) symbols(typ types.Type, tag []string, name string, args []*Term, zero bool) value {
	switch u := typ.Underlying().(type) {
	case *types.Struct:
		r := record{fields: fieldNames(u), of: map[string]value{}}
		for i := range u.NumFields() {
			path := name
			if path != "" && !strings.HasSuffix(path, ".") {
				path += "."
			}
			r.of[u.Field(i).Name()] = t.symbols(u.Field(i).Type(), dims(reflect.StructTag(u.Tag(i)).Get("len")),
				path+u.Field(i).Name(), args, zero)
		}
		return r
	case *types.Array:
		return array{indexOf(tag[0]), func(i *Term) value {
			return t.symbols(u.Elem(), tag[1:], name, append(args[:len(args):len(args)], i), zero)
		}}
	}
	result := sortOf(typ)
	isSet := kindOf(typ) == kindSet
	switch {
	case zero && isSet:
		return set(func(*Term) *Term { return no })
	case zero && result == Bool:
		return no
	case zero && result == Number:
		return literal(0)
	case zero:
		panic(bailout{fmt.Errorf("firstorder: %s is a node without a value", name)})
	case isSet:
		return set(func(x *Term) *Term { return apply(name, Bool, append(args[:len(args):len(args)], x)...) })
	}
	return apply(name, result, args...)
}

// sortOf is what a Go type stands for, "" if it is not in the subset.
func sortOf(typ types.Type) Sort {
	return map[kind]Sort{kindBool: Bool, kindNumber: Number, kindNode: Node, kindSet: Bool}[kindOf(typ)]
}

// addLeaves lists the parts of a type, which stands where l says.
func (t *Theory) addLeaves(typ types.Type, tag []string, l leaf) {
	switch u := typ.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			inner := l
			inner.path = append(l.path[:len(l.path):len(l.path)], u.Field(i).Name())
			t.addLeaves(u.Field(i).Type(), dims(reflect.StructTag(u.Tag(i)).Get("len")), inner)
		}
		return
	case *types.Array:
		l.name = strings.Join(l.path, ".")
		if len(tag) == 0 {
			panic(bailout{fmt.Errorf("firstorder: %s is an array whose tag does not say what its entries stand for", l.name)})
		}
		l.index = append(l.index[:len(l.index):len(l.index)], indexOf(tag[0]))
		l.bounds = append(l.bounds[:len(l.bounds):len(l.bounds)], tag[0])
		t.addLeaves(u.Elem(), tag[1:], l)
		return
	}
	l.name, l.result, l.isSet = strings.Join(l.path, "."), sortOf(typ), kindOf(typ) == kindSet
	if l.result == "" {
		panic(bailout{fmt.Errorf("firstorder: %s has the type %s, want a number, a node, a set, or an array or struct of "+
			"them", l.name, typ)})
	}
	t.leaves = append(t.leaves, l)
}

// indexOf is what the indices of an array stand for that is as long as the Config's field says.
func indexOf(field string) Sort {
	if field == nodesField {
		return Node
	}
	return Number
}

// Next is what the symbols of the state after a transition begin with.
const Next = "next."

// method finds a method of the Config with a body.
func (t *Theory) method(name string) (*types.Func, *ast.FuncDecl, error) {
	f := t.src.Method(t.configType.Obj().Name(), name)
	if f == nil || t.src.Funcs[f] == nil {
		return nil, nil, fmt.Errorf("firstorder: the Config has no method %s", name)
	}
	return f, t.src.Funcs[f], nil
}

// Predicate is what a method of the Config says of a state and of further arguments.
func (t *Theory) Predicate(method string, state any, args ...*Term) (formula *Term, err error) {
	defer catch(&err)
	f, decl, err := t.method(method)
	if err != nil {
		return nil, err
	}
	before := value(state)
	after := &before
	formula, ok := t.call(decl, f, append([]value{theState{}}, values(args)...), &after).(*Term)
	if !ok || formula.sort != Bool {
		t.fail(decl, "%s is no predicate", method)
	}
	if after != &before {
		t.fail(decl, "%s changes the state, which a guard or property must not", method)
	}
	return formula, nil
}

func values(args []*Term) []value {
	var all []value
	for _, a := range args {
		all = append(all, a)
	}
	return all
}

// A Definition says what a symbol of the state after a transition is.
type Definition struct {
	Name   string
	Params []*Term
	Body   *Term
}

// A Transition is an action: whose it is, when it can happen, and what every part of the state is afterwards.
type Transition struct {
	Name   string
	Params []*Term
	Guard  *Term
	Next   []Definition
}

// Action translates the action of a name. Its parameters are called as in its Go method.
func (t *Theory) Action(name string) (tr *Transition, err error) {
	defer catch(&err)
	f, decl, err := t.method(name)
	if err != nil {
		return nil, err
	}
	tr = &Transition{Name: name}
	params := f.Signature().Params()
	for i := 1; i < params.Len(); i++ {
		sort := map[kind]Sort{kindNode: Node, kindNumber: Number}[kindOf(params.At(i).Type())]
		if sort == "" {
			t.fail(decl, "the parameter %s is neither a node nor a number", params.At(i).Name())
		}
		tr.Params = append(tr.Params, Constant(params.At(i).Name(), sort))
	}
	before := t.State("")
	if tr.Guard, err = t.Predicate("Can"+name, before, tr.Params...); err != nil {
		return nil, err
	}
	state := value(before)
	after := &state
	t.call(decl, f, append([]value{theState{}}, values(tr.Params)...), &after)
	tr.Next = t.definitions(*after)
	return tr, nil
}

// Start is the initial state, as the method Start of the Config makes it.
func (t *Theory) Start() (next []Definition, err error) {
	defer catch(&err)
	f, decl, err := t.method("Start")
	if err != nil {
		return nil, err
	}
	var none *value
	return t.definitions(t.call(decl, f, nil, &none)), nil
}

// definitions say what each symbol of the next state is.
func (t *Theory) definitions(after value) []Definition {
	var all []Definition
	for _, l := range t.leaves {
		d := Definition{Name: Next + l.name}
		v := after
		for _, field := range strings.Split(l.name, ".") {
			v = v.(record).of[field]
			for a, ok := v.(array); ok; a, ok = v.(array) {
				i := t.fresh("k", a.index)
				d.Params = append(d.Params, i)
				v = a.at(i)
			}
		}
		if s, ok := v.(set); ok {
			x := t.fresh("x", Node)
			d.Params = append(d.Params, x)
			v = s(x)
		}
		d.Body = v.(*Term)
		all = append(all, d)
	}
	return all
}

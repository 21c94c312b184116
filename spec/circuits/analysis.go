package circuits

import (
	"fmt"
	"go/types"
	"reflect"
	"slices"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/syntax"
)

// mostInstances is for how many instances of actions the dependence is worked out: there is a question for each pair.
const mostInstances = 400

// An analysis asks questions about all states of a spec at once.
type analysis[S any] struct {
	*executor
	sp        *spec.Spec[S]
	config    value
	state     value // any
	instances []explore.Taken
	enabled   []lit   // by instance, in state
	after     []value // the state after it
	some      lit     // an instance is enabled
	unsure    lit     // a guard, property or condition that was asked so far might stop
	good      []lit   // what holds in all states that count: invariants and lemmas
}

// Dependence works out the dependence of the actions of a spec. The error says what of the spec's Go is not in the
// subset.
func Dependence[S comparable](sp *spec.Spec[S]) (d *explore.Dependence, err error) {
	refused := guarded(func() {
		var a *analysis[S]
		if a, err = newAnalysis(sp); err != nil {
			return
		}
		if err = few(sp.Name, len(a.instances)); err != nil {
			return
		}
		a.takeAll()
		if err = a.assume(); err == nil {
			d = a.dependence()
		}
	})
	if refused != nil {
		return nil, refused
	}
	return d, err
}

// few refuses to ask about too many pairs of instances.
func few(name string, instances int) error {
	if instances > mostInstances {
		return fmt.Errorf("circuits: %s has %d instances of actions here, want at most %d", name, instances, mostInstances)
	}
	return nil
}

func newAnalysis[S comparable](sp *spec.Spec[S]) (*analysis[S], error) {
	if sp.Source == nil {
		return nil, fmt.Errorf("circuits: %s comes without its source", sp.Name)
	}
	source, err := syntax.Load("circuits", sp.Source)
	if err != nil {
		return nil, err
	}
	shape, err := explore.ShapeOf(sp)
	if err != nil {
		return nil, err
	}
	a := &analysis[S]{executor: &executor{circuit: newCircuit(), source: source}, sp: sp,
		instances: explore.Instances(sp)}
	a.config = constantOf(reflect.ValueOf(sp.Config))
	leaves := map[string]int{}
	for _, leaf := range shape.Leaves {
		leaves[keyOf(leaf.Field, leaf.Index)] = leaf.Bits
	}
	a.state = a.anyState(reflect.TypeFor[S](), "", nil, leaves)
	a.stops = &a.unsure
	defer func() { a.stops = nil }()
	for p := range sp.Props {
		if sp.Props[p].Kind == spec.Invariant {
			a.good = append(a.good, a.holds(&sp.Props[p].Predicate, a.state))
		}
	}
	for k := range a.instances {
		a.enabled = append(a.enabled, a.can(k, a.state))
		a.some = a.or(a.some, a.enabled[k])
	}
	return a, nil
}

// takeAll makes the state after each instance.
func (a *analysis[S]) takeAll() {
	for k := range a.instances {
		a.after = append(a.after, a.do(k, a.state))
	}
}

// assume takes the spec's lemmas for true, after a proof by induction: they hold at the start, and where they and the
// invariants hold every action keeps each of them. Of invariants it need not be shown: a search stops where one fails.
func (a *analysis[S]) assume() error {
	for p := range a.sp.Lemmas {
		lemma := &a.sp.Lemmas[p]
		if !lemma.Holds(&a.sp.Init) {
			return fmt.Errorf("circuits: lemma %s does not hold at the start", lemma.ID)
		}
		a.good = append(a.good, a.holds(&lemma.Predicate, a.state))
	}
	for p := range a.sp.Lemmas {
		lemma := &a.sp.Lemmas[p]
		if k, broken := a.breaks(&lemma.Predicate); broken {
			return fmt.Errorf("circuits: lemma %s does not follow from the lemmas and invariants before %s", lemma.ID,
				a.sp.Actions[a.instances[k].Action].Format(a.instances[k].Args))
		}
	}
	return nil
}

// breaks finds an instance that does not keep a predicate that holds in all good states.
func (a *analysis[S]) breaks(p *spec.Predicate[S]) (instance int, broken bool) {
	for k := range a.instances {
		a.apart(func() {
			broken = a.inSomeState(a.and(a.enabled[k], a.holds(p, a.after[k]).not()))
		})
		if broken {
			return k, true
		}
	}
	return 0, false
}

func keyOf(field string, index []int) string { return fmt.Sprint(field, index) }

// constantOf is a Config as a value.
func constantOf(v reflect.Value) value {
	switch v.Kind() {
	case reflect.Struct:
		var s value
		for i := range v.NumField() {
			s.parts = append(s.parts, constantOf(v.Field(i)))
		}
		return s
	case reflect.Array:
		s := value{parts: make([]value, v.Len())}
		for i := range s.parts {
			s.parts[i] = constantOf(v.Index(i))
		}
		return s
	case reflect.Bool:
		return value{bits: []lit{of(v.Bool())}}
	}
	if !v.CanUint() {
		panic(refusal{fmt.Errorf("circuits: the Config has a %v, want unsigned numbers", v.Kind())})
	}
	return number(v.Uint(), int(v.Type().Size())*8)
}

// anyState is a state with an input for each bit that the explorer keeps of it. The rest is zero.
func (a *analysis[S]) anyState(t reflect.Type, field string, index []int, leaves map[string]int) value {
	switch t.Kind() {
	case reflect.Struct:
		var s value
		for i := range t.NumField() {
			name := t.Field(i).Name
			if field != "" {
				name = field + "." + name
			}
			s.parts = append(s.parts, a.anyState(t.Field(i).Type, name, index, leaves))
		}
		return s
	case reflect.Array:
		s := value{parts: make([]value, t.Len())}
		for i := range s.parts {
			s.parts[i] = a.anyState(t.Elem(), field, append(slices.Clone(index), i), leaves)
		}
		return s
	}
	bits := int(t.Size()) * 8
	if t.Kind() == reflect.Bool {
		bits = 1
	}
	v := number(0, bits)
	for i := range leaves[keyOf(field, index)] {
		v.bits[i] = a.input()
	}
	return v
}

// method is what a method of the Config makes of a state: its result, and the state that it leaves.
func (a *analysis[S]) method(name string, state value, args ...value) (result, left value) {
	f := a.source.Method(reflect.TypeOf(a.sp.Config).Name(), name)
	if f == nil {
		panic(refusal{fmt.Errorf("circuits: the spec's Source has no method %s", name)})
	}
	parameters := f.Signature().Params()
	list := []*value{&a.config, &state}
	for i := range args {
		bits, _ := a.bits(a.source.Funcs[f], parameters.At(i+1).Type())
		arg := args[i].wide(bits, false)
		list = append(list, &arg)
	}
	if parameters.Len() != len(args)+1 || !isPointer(parameters.At(0).Type()) {
		panic(refusal{fmt.Errorf("circuits: %s is no method of a *State and %d parameters", name, len(args))})
	}
	result = a.call(a.source.Funcs[f], f, list, always)
	return result, state
}

func isPointer(t types.Type) bool {
	_, is := t.(*types.Pointer)
	return is
}

// arguments are those of an instance.
func (a *analysis[S]) arguments(k int) []value {
	var args []value
	for p := range a.sp.Actions[a.instances[k].Action].Params {
		args = append(args, number(uint64(a.instances[k].Args[p]), 16))
	}
	return args
}

// can reports whether an instance is enabled.
func (a *analysis[S]) can(k int, state value) lit {
	result, _ := a.method("Can"+a.sp.Actions[a.instances[k].Action].Name, state, a.arguments(k)...)
	return result.bits[0]
}

// do is the state after an instance.
func (a *analysis[S]) do(k int, state value) value {
	_, left := a.method(a.sp.Actions[a.instances[k].Action].Name, state, a.arguments(k)...)
	return left
}

// holds reports whether a predicate holds.
func (a *analysis[S]) holds(p *spec.Predicate[S], state value) lit {
	result, _ := a.method(p.Method, state)
	return result.bits[0]
}

// inSomeState reports whether a wire is true in a state that counts. Of what holds in these only that is assumed which
// is not so where the wire was found to be true: mostly it is little.
func (a *analysis[S]) inSomeState(goal lit) bool {
	for {
		inputs, found := a.find(goal)
		if !found {
			return false
		}
		at, counts := a.eval(inputs), true
		for _, good := range a.good {
			if !at(good) {
				goal, counts = a.and(goal, good), false
			}
		}
		if counts {
			return true
		}
	}
}

func (a *analysis[S]) dependence() *explore.Dependence {
	n := len(a.instances)
	d := &explore.Dependence{}
	for range n {
		d.Conflicts, d.Enablers = append(d.Conflicts, explore.NewSet(n)), append(d.Enablers, explore.NewSet(n))
	}
	for k := range n {
		for m := range k {
			a.apart(func() { a.compare(k, m, d) })
		}
	}
	for p := range a.sp.Props {
		prop := &a.sp.Props[p]
		deciders := explore.NewSet(n)
		if prop.Kind == spec.Invariant || a.inSomeState(a.and(a.holds(&prop.Predicate, a.state), a.some)) {
			deciders = a.changers(&prop.Predicate, prop.Kind == spec.Sometimes)
		} // else it holds at the end of runs only, and all ends are found
		d.Deciders = append(d.Deciders, deciders)
		mattering := explore.NewSet(n)
		if prop.When != nil && prop.Kind == spec.Invariant {
			mattering = a.changers(prop.When, true)
		}
		d.Mattering = append(d.Mattering, mattering)
	}
	return d
}

// compare notes what two instances do to each other.
func (a *analysis[S]) compare(k, m int, d *explore.Dependence) {
	kThen, mThen := a.can(m, a.after[k]), a.can(k, a.after[m]) // the other one is enabled after the first
	both := a.and(a.enabled[k], a.enabled[m])
	same := always
	if both != never {
		same = a.and(a.and(kThen, mThen), a.equal(a.do(m, a.after[k]), a.do(k, a.after[m])))
	}
	if a.inSomeState(a.and(both, same.not())) {
		d.Conflicts[k].Add(m)
		d.Conflicts[m].Add(k)
	}
	if a.inSomeState(a.and(a.and(a.enabled[k], a.enabled[m].not()), kThen)) {
		d.Enablers[m].Add(k)
	}
	if a.inSomeState(a.and(a.and(a.enabled[m], a.enabled[k].not()), mThen)) {
		d.Enablers[k].Add(m)
	}
}

// changers are the instances that may lead from a state in which a predicate is not so to one in which it is.
func (a *analysis[S]) changers(p *spec.Predicate[S], so bool) explore.Set {
	set, before := explore.NewSet(len(a.instances)), a.holds(p, a.state)
	for k := range a.instances {
		a.apart(func() {
			then := a.holds(p, a.after[k])
			changes := a.and(a.enabled[k], a.and(a.xor(before, of(so)), a.xor(then, of(!so))))
			if a.inSomeState(changes) {
				set.Add(k)
			}
		})
	}
	return set
}

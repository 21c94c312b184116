package spec

import (
	"fmt"
	"reflect"
	"sync"
)

// Methods makes the actions and properties of a spec out of the methods of its Config, which it finds by their names. A
// method that is missing or has another signature is a mistake in the spec, and a panic. Reflection looks for the
// methods once; then they are called like any function.
type Methods[S, C any] struct {
	config C
	when   *Predicate[S] // of the next invariant
}

// MethodsOf are the methods of the Config for states of type S.
func MethodsOf[S, C any](config C) Methods[S, C] { return Methods[S, C]{config: config} }

// Act is the action X with the guard CanX and the effect X. Their parameters after the state are a NodeID for a node, a
// NodeSet for a set, and any of these or a uint8 for a number.
func (m Methods[S, C]) Act(name, section string, params ...Param) Action[S] {
	a := Action[S]{Name: name, Section: section, Params: params}
	b := binder[S, C]{m.config, m.find("Can" + name), m.find(name), &a}
	bound := false
	switch len(params) {
	case 0:
		bound = b.none()
	case 1:
		bound = b.one()
	case 2:
		bound = b.two()
	case 3:
		bound = b.three()
	}
	if !bound {
		panic(fmt.Sprintf("spec: %s: the guard is %T and the effect %T, want methods of a *State and the %d parameters",
			name, b.can, b.do, len(params)))
	}
	for i, p := range params {
		want := map[Kind]reflect.Type{IsNode: reflect.TypeFor[NodeID](), IsSet: reflect.TypeFor[NodeSet]()}[p.Kind]
		if got := reflect.TypeOf(b.do).In(i + 2); want != nil && got != want {
			panic(fmt.Sprintf("spec: %s: parameter %s = %v, want %v", name, p.Name, got, want))
		}
	}
	return a
}

// Predicate is the method of that name from states to bool.
func (m Methods[S, C]) Predicate(name string) *Predicate[S] {
	holds, ok := m.find(name).(func(C, *S) bool)
	if !ok {
		panic(fmt.Sprintf("spec: %s is %T, want a method from a *State to bool", name, m.find(name)))
	}
	return &Predicate[S]{name, func(s *S) bool { return holds(m.config, s) }}
}

// Always is an invariant of the given ID, whose predicate is the method of that name.
func (m Methods[S, C]) Always(id, section, claim, method string) Property[S] {
	return Property[S]{Claim{id, section, claim}, Invariant, *m.Predicate(method), m.when}
}

// When are the same methods, for an invariant that says something in those states only in which the method of that name
// is true: m.When("SomebodyLeft").Always(…).
func (m Methods[S, C]) When(method string) Methods[S, C] {
	m.when = m.Predicate(method)
	return m
}

// Possible is a Sometimes property of the given ID, whose predicate is the method of that name.
func (m Methods[S, C]) Possible(id, section, claim, method string) Property[S] {
	return Property[S]{Claim{id, section, claim}, Sometimes, *m.Predicate(method), nil}
}

// Eventually is a claim of the given ID about fair runs, whose predicate is the method of that name. So many nodes may
// crash.
func (m Methods[S, C]) Eventually(id, section, claim, method string, crashes uint8) Progress[S] {
	return Progress[S]{Claim{id, section, claim}, *m.Predicate(method), crashes}
}

// find is the method of that name as a function of the Config and the method's parameters.
func (m Methods[S, C]) find(name string) any {
	of := methodName{reflect.TypeFor[C](), name}
	if known, ok := found.Load(of); ok {
		return known
	}
	method, ok := of.config.MethodByName(name)
	if !ok {
		panic(fmt.Sprintf("spec: %T has no method %s", m.config, name))
	}
	function := method.Func.Interface()
	found.Store(of, function)
	return function
}

// found are the methods that were looked for, by methodName: reflection takes its time, and proofs make the same spec
// once a run.
var found sync.Map

type methodName struct {
	config reflect.Type
	name   string
}

// A binder tries types for the parameters of an action's methods, until they fit. Only so is a call as fast as that of
// any function.
type binder[S, C any] struct {
	config  C
	can, do any
	action  *Action[S]
}

// word is a type of what an action takes as an argument.
type word interface{ ~uint8 | ~uint16 }

func (b binder[S, C]) none() bool {
	can, ok1 := b.can.(func(C, *S) bool)
	do, ok2 := b.do.(func(C, *S))
	b.action.Can = func(s *S, _ Args) bool { return can(b.config, s) }
	b.action.Do = func(s *S, _ Args) { do(b.config, s) }
	return ok1 && ok2
}

func (b binder[S, C]) one() bool { return bind1[NodeID](b) || bind1[NodeSet](b) || bind1[uint8](b) }
func (b binder[S, C]) two() bool { return first2[NodeID](b) || first2[NodeSet](b) || first2[uint8](b) }
func (b binder[S, C]) three() bool {
	return first3[NodeID](b) || first3[NodeSet](b) || first3[uint8](b)
}

func first2[A word, S, C any](b binder[S, C]) bool {
	return bind2[A, NodeID](b) || bind2[A, NodeSet](b) || bind2[A, uint8](b)
}

func first3[A word, S, C any](b binder[S, C]) bool {
	return second3[A, NodeID](b) || second3[A, NodeSet](b) || second3[A, uint8](b)
}

func second3[A, B word, S, C any](b binder[S, C]) bool {
	return bind3[A, B, NodeID](b) || bind3[A, B, NodeSet](b) || bind3[A, B, uint8](b)
}

func bind1[A word, S, C any](b binder[S, C]) bool {
	c := b.config
	can, ok1 := b.can.(func(C, *S, A) bool)
	do, ok2 := b.do.(func(C, *S, A))
	b.action.Can = func(s *S, v Args) bool { return can(c, s, A(v[0])) }
	b.action.Do = func(s *S, v Args) { do(c, s, A(v[0])) }
	return ok1 && ok2
}

func bind2[A, B word, S, C any](b binder[S, C]) bool {
	c := b.config
	can, ok1 := b.can.(func(C, *S, A, B) bool)
	do, ok2 := b.do.(func(C, *S, A, B))
	b.action.Can = func(s *S, v Args) bool { return can(c, s, A(v[0]), B(v[1])) }
	b.action.Do = func(s *S, v Args) { do(c, s, A(v[0]), B(v[1])) }
	return ok1 && ok2
}

func bind3[A, B, D word, S, C any](b binder[S, C]) bool {
	c := b.config
	can, ok1 := b.can.(func(C, *S, A, B, D) bool)
	do, ok2 := b.do.(func(C, *S, A, B, D))
	b.action.Can = func(s *S, v Args) bool { return can(c, s, A(v[0]), B(v[1]), D(v[2])) }
	b.action.Do = func(s *S, v Args) { do(c, s, A(v[0]), B(v[1]), D(v[2])) }
	return ok1 && ok2
}

package circuits

import (
	"fmt"
	"reflect"

	"quesera/spec"
	"quesera/spec/explore"
)

// Against compares what the circuits of a spec say with what its Go does, in one state after the other: guards,
// effects, properties and their conditions, and lemmas. It is for tests.
func Against[S comparable](sp *spec.Spec[S]) (compare func(S) error, err error) {
	refused := guarded(func() {
		var a *analysis[S]
		var shape *explore.Shape[S]
		if a, err = newAnalysis(sp); err != nil {
			return
		}
		if shape, err = explore.ShapeOf(sp); err == nil {
			a.takeAll()
			predicates := a.predicates()
			compare = func(s S) error { return a.against(s, shape, predicates) }
		}
	})
	if refused != nil {
		return nil, refused
	}
	return compare, err
}

// A predicate is a wire, and what it must be.
type predicate[S any] struct {
	*spec.Predicate[S]
	wire lit
}

// predicates are all of the spec.
func (a *analysis[S]) predicates() []predicate[S] {
	var all []*spec.Predicate[S]
	for _, list := range [][]spec.Property[S]{a.sp.Props, a.sp.Lemmas} {
		for p := range list {
			if all = append(all, &list[p].Predicate); list[p].When != nil {
				all = append(all, list[p].When)
			}
		}
	}
	if a.sp.Final != nil {
		all = append(all, a.sp.Final)
	}
	var wired []predicate[S]
	for _, p := range all {
		wired = append(wired, predicate[S]{p, a.holds(p, a.state)})
	}
	return wired
}

func (a *analysis[S]) against(s S, shape *explore.Shape[S], predicates []predicate[S]) error {
	var inputs []bool
	for i, v := range shape.Read(&s) {
		for bit := range shape.Leaves[i].Bits {
			inputs = append(inputs, v>>bit&1 == 1)
		}
	}
	if len(inputs) != a.inputs {
		return fmt.Errorf("circuits: %d bits, want %d", len(inputs), a.inputs)
	}
	at := a.eval(inputs)
	for _, p := range predicates {
		if got, want := at(p.wire), p.Holds(&s); got != want {
			return fmt.Errorf("circuits: %s = %v, want %v, in %+v", p.Method, got, want, s)
		}
	}
	for k, in := range a.instances {
		action := &a.sp.Actions[in.Action]
		want := action.Can(&s, in.Args)
		if at(a.enabled[k]) != want {
			return fmt.Errorf("circuits: %s enabled = %v, want %v, in %+v", action.Format(in.Args), !want, want, s)
		}
		if !want {
			continue
		}
		after := s
		action.Do(&after, in.Args)
		if !same(a.after[k], reflect.ValueOf(after), at) {
			return fmt.Errorf("circuits: %s leads elsewhere than to %+v, from %+v", action.Format(in.Args), after, s)
		}
	}
	return nil
}

// same reports whether a value is what Go has.
func same(v value, want reflect.Value, at func(lit) bool) bool {
	switch want.Kind() {
	case reflect.Struct:
		for i := range v.parts {
			if !same(v.parts[i], want.Field(i), at) {
				return false
			}
		}
		return len(v.parts) == want.NumField()
	case reflect.Array:
		for i := range v.parts {
			if !same(v.parts[i], want.Index(i), at) {
				return false
			}
		}
		return len(v.parts) == want.Len()
	}
	got := uint64(0)
	for i, bit := range v.bits {
		if at(bit) {
			got |= 1 << i
		}
	}
	if want.Kind() == reflect.Bool {
		return got == 1 == want.Bool()
	}
	return got == want.Uint()
}

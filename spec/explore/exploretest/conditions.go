package exploretest

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
)

// Conditions holds the conditions of the specs' invariants to what they say: where a condition is not met, the
// invariant holds whatever else is so; and where it is met the invariant can fail, in a state of one of the specs at
// least. Method: states that mix what is in a few reachable ones, entries of arrays and members of sets each from any
// of them, so that most are not reachable. A spec whose reachable states are many is searched as far as some of them.
func Conditions[S comparable](t *testing.T, specs ...*spec.Spec[S]) {
	t.Helper()
	if err := conditions(specs); err != nil {
		t.Error(err)
	}
}

func conditions[S comparable](specs []*spec.Spec[S]) error {
	failed, idle := map[string]int{}, map[string]int{}
	for _, sp := range specs {
		reachable, err := someStates(sp)
		if err != nil {
			return err
		}
		random := rand.New(rand.NewPCG(1, uint64(len(reachable))))
		for range mixtures {
			s := mixed(random, reachable)
			for p := range sp.Props {
				prop := &sp.Props[p]
				if prop.Kind != spec.Invariant || prop.When == nil {
					continue
				}
				said, holds := prop.When.Holds(&s), prop.Holds(&s)
				if !said && !holds {
					return fmt.Errorf("%+v: %s fails where %s is not met: %+v", sp.Config, prop.ID, prop.When.Method, s)
				}
				failed[prop.ID] += number(!holds)
				idle[prop.ID] += number(!said)
			}
		}
	}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(failed)) {
		if failed[id] == 0 || idle[id] == 0 {
			errs = append(errs, fmt.Errorf("%s: of %d states in each of %d specs it fails in %d, and its condition is not met "+
				"in %d: want some", id, mixtures, len(specs), failed[id], idle[id]))
		}
	}
	if len(failed) == 0 {
		errs = append(errs, errors.New("no property has a condition"))
	}
	return errors.Join(errs...)
}

const (
	mixtures  = 6_000
	reachable = 60_000 // where a search stops, or somewhat beyond
)

// someStates are reachable states.
func someStates[S comparable](sp *spec.Spec[S]) ([]S, error) {
	var all []S
	watched := *sp
	watched.Views, watched.Final = nil, nil
	watched.Props = []spec.Property[S]{{Predicate: spec.Predicate[S]{Holds: func(s *S) bool {
		all = append(all, *s)
		return true
	}}}}
	_, err := explore.Explore(&watched, explore.Options{Workers: 1, MaxStates: reachable})
	return all, err
}

// mixed is a state made of up to three of the given ones.
func mixed[S any](random *rand.Rand, of []S) S {
	parts := make([]reflect.Value, 1+random.IntN(3))
	for i := range parts {
		parts[i] = reflect.ValueOf(of[random.IntN(len(of))])
	}
	var s S
	mix(random, reflect.ValueOf(&s).Elem(), parts)
	return s
}

// mix sets each number below to that of one of the parts, and each set to members from all of them. Now and then an
// entry of an array is made from other entries.
func mix(random *rand.Rand, to reflect.Value, parts []reflect.Value) {
	switch to.Kind() {
	case reflect.Array:
		for i := range to.Len() {
			from := i
			if random.IntN(8) == 0 {
				from = random.IntN(to.Len())
			}
			entries := make([]reflect.Value, len(parts))
			for p := range parts {
				entries[p] = parts[p].Index(from)
			}
			mix(random, to.Index(i), entries)
		}
	case reflect.Struct:
		for i := range to.NumField() {
			fields := make([]reflect.Value, len(parts))
			for p := range parts {
				fields[p] = parts[p].Field(i)
			}
			mix(random, to.Field(i), fields)
		}
	default:
		to.Set(parts[random.IntN(len(parts))])
		if to.Type() == reflect.TypeFor[spec.NodeSet]() && random.IntN(2) == 0 {
			other, of := parts[random.IntN(len(parts))].Uint(), random.Uint64()
			to.SetUint(to.Uint()&of | other&^of)
		}
	}
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

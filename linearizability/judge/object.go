package judge

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	"quesera/linearizability/history"
)

// A State is what an object holds. It is a value.
type State interface {
	Equal(State) bool
	// Hash is the same for states that are equal.
	Hash() uint64
	String() string
}

// An Object is a sequential specification: what it holds at first, and which answers an operation may get.
type Object struct {
	Name  string
	Says  string   // its operations and their answers, for the documentation
	Does  []string // the operations, by the words of histories
	Start func(h *history.History) State
	// Step is the object after an operation, and whether the operation may be answered as it was. An open one may be
	// answered in any way.
	Step func(s State, o *history.Operation) (State, bool)
	// Changes reports whether an operation can change the object; nil: all but read do.
	Changes func(o *history.Operation) bool
	// Whole objects are not made of parts that have a key each.
	Whole bool
	// Check says why an operation is none of the object's.
	Check func(o *history.Operation) error
}

// Objects are all that histories may be of. The first that has all words of a history is the one that it is of, if it
// does not say.
func Objects() []Object {
	return []Object{register(), queue(), bag(), set(), list(), mutex(), store(), ledger(), transactions()}
}

// Find is the object of that name, or if there is none the one whose words the history uses.
func Find(name string, h *history.History) (Object, error) {
	var names []string
	for _, o := range Objects() {
		names = append(names, o.Name)
		if o.Name == name {
			return o, nil
		}
	}
	if name != "" {
		return Object{}, fmt.Errorf("object = %q, want one of %s", name, strings.Join(names, ", "))
	}
	words := wordsOf(h)
	for _, o := range Objects() {
		if !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(o.Does, w) }) {
			return o, nil
		}
	}
	return Object{}, fmt.Errorf("no object has the operations %s; --object names one of %s", strings.Join(words, ", "),
		strings.Join(names, ", "))
}

// wordsOf are the operations that occur in a history, each once, in the order in which they do.
func wordsOf(h *history.History) []string {
	var words []string
	seen := map[string]bool{}
	for k := range h.Operations {
		if f := h.Operations[k].F; !seen[f] {
			seen[f] = true
			words = append(words, f)
		}
	}
	return words
}

// changes reports whether an operation can change the object.
func (o *Object) changes(op *history.Operation) bool {
	if o.Changes != nil {
		return o.Changes(op)
	}
	return op.F != "read"
}

// usable says why a history is none of the object.
func (o *Object) usable(h *history.History) error {
	for k := range h.Operations {
		op := &h.Operations[k]
		if !slices.Contains(o.Does, op.F) {
			return fmt.Errorf("line %d: f = %s, want one of a %s: %s", op.Line, op.F, o.Name, strings.Join(o.Does, ", "))
		}
		if o.Check != nil {
			if err := o.Check(op); err != nil {
				return fmt.Errorf("line %d: %s: %w", op.Line, op.F, err)
			}
		}
	}
	return nil
}

// seed is of the hashes of one run of the program. Nothing but the speed depends on it.
var seed = maphash.MakeSeed()

// held is a state that is a value.
type held struct{ history.Value }

func (h held) Equal(s State) bool { return h.Value.Equal(s.(held).Value) }
func (h held) Hash() uint64       { return maphash.String(seed, h.String()) }

// said reports whether an operation may have been answered so. An open one may.
func said(o *history.Operation, v history.Value) bool {
	return o.Outcome != history.OK || o.Output.Equal(v)
}

// done reports whether an operation may have been answered that it took effect. No value is that answer, or the
// argument again, as Jepsen writes it.
func done(o *history.Operation, effect bool) bool {
	switch {
	case o.Outcome != history.OK:
		return true
	case o.Output.Equal(no):
		return !effect
	}
	return effect
}

var no = history.Of("false")

// pair refuses what is not a list of two.
func pair(v history.Value) error {
	if v.Kind != history.List || len(v.Items) != 2 {
		return fmt.Errorf("value = %v, want two", v)
	}
	return nil
}

// register holds one value, at first none.
func register() Object {
	return Object{Name: "register",
		Says: "`read` is answered the value, null before the first write; `write` and a value; `cas` and a list " +
			"of the " +
			"value that it wants to find and the new one: false is the answer where it finds another one",
		Does:  []string{"read", "write", "cas"},
		Start: func(h *history.History) State { return held{h.Initial} },
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(held)
			switch o.F {
			case "read":
				return s, said(o, now.Value)
			case "write":
				return held{o.Input}, done(o, true)
			}
			if found := now.Value.Equal(o.Input.Items[0]); !found {
				return s, done(o, false)
			}
			return held{o.Input.Items[1]}, done(o, true)
		},
		Check: func(o *history.Operation) error {
			if o.F == "cas" {
				return pair(o.Input)
			}
			return nil
		}}
}

// mutex is held or free, at first free.
func mutex() Object {
	return Object{Name: "mutex", Says: "`acquire` takes it where it is free; `release` frees it where it is taken",
		Does:  []string{"acquire", "release"},
		Start: func(*history.History) State { return held{history.Of("free")} },
		Step: func(s State, o *history.Operation) (State, bool) {
			want, next := "free", "taken"
			if o.F == "release" {
				want, next = next, want
			}
			if s.(held).Text != want {
				return s, o.Outcome != history.OK
			}
			return held{history.Of(next)}, true
		}}
}

// store holds a text, at first an empty one: a register to which can be appended.
func store() Object {
	empty := history.Of(`""`)
	text := func(v history.Value) string { return strings.TrimSuffix(strings.TrimPrefix(v.Text, `"`), `"`) }
	return Object{Name: "store",
		Says: "`get` is answered the text, empty at first; `put` and a text; `append` and a text that is put at " +
			"the end",
		Does: []string{"get", "put", "append"},
		Start: func(*history.History) State {
			return held{empty}
		},
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(held)
			switch o.F {
			case "get":
				return s, said(o, now.Value) || o.Output.Kind == history.None && now.Value.Equal(empty)
			case "put":
				return held{o.Input}, true
			}
			return held{history.Of(`"` + text(now.Value) + text(o.Input) + `"`)}, true
		},
		Changes: func(o *history.Operation) bool { return o.F != "get" },
		Check: func(o *history.Operation) error {
			if o.F != "get" && o.Input.Kind != history.Scalar {
				return fmt.Errorf("value = %v, want a text", o.Input)
			}
			return nil
		}}
}

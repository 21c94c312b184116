package object

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Each object does what its documentation says. Method: a run of operations with the answer that each must get.
func TestObjectsAnswerAsTheirSequentialSelves(t *testing.T) {
	type call struct {
		o    Operation
		want Result
	}
	yes := Result{Done: true}
	for name, calls := range map[Name][]call{
		TheLog: {
			{Operation{Kind: ReadLog}, yes},
			{Operation{Kind: Append, Value: 5}, yes},
			{Operation{Kind: Append, Value: 6}, Result{Done: true, Value: 1}},
			{Operation{Kind: ReadLog}, Result{Done: true, Values: []Value{5, 6}}},
		},
		Registers: {
			{Operation{Kind: Read, Key: 1}, Result{}},
			{Operation{Kind: CompareAndSet, Key: 1, Value: 3}, Result{}},
			{Operation{Kind: Write, Key: 1, Value: 4}, yes},
			{Operation{Kind: Read}, Result{}},
			{Operation{Kind: CompareAndSet, Key: 1, Expected: 3, Value: 5}, Result{}},
			{Operation{Kind: CompareAndSet, Key: 1, Expected: 4, Value: 5}, yes},
			{Operation{Kind: Write, Key: 2, Value: 9}, yes},
			{Operation{Kind: Read, Key: 1}, Result{Done: true, Value: 5}},
		},
		TheQueue: {
			{Operation{Kind: Dequeue}, Result{}},
			{Operation{Kind: Enqueue, Value: 7}, yes},
			{Operation{Kind: Enqueue, Value: 8}, yes},
			{Operation{Kind: Dequeue}, Result{Done: true, Value: 7}},
			{Operation{Kind: Dequeue}, Result{Done: true, Value: 8}},
			{Operation{Kind: Dequeue}, Result{}},
		},
		TheLedger: {
			{Operation{Kind: Balance}, Result{Done: true, Value: 1}},
			{Operation{Kind: Transfer, To: 1, Value: 1}, yes},      // Alice pays Bob
			{Operation{Kind: Transfer, To: 2, Value: 1}, Result{}}, // and Charlie the same coin (TLC §4.1)
			{Operation{Kind: Balance, Key: 1}, Result{Done: true, Value: 1}},
			{Operation{Kind: Transfer, Key: 1, To: 1, Value: 1}, yes},
			{Operation{Kind: Balance, Key: 1}, Result{Done: true, Value: 1}},
			{Operation{Kind: Transfer, Key: 1, To: 9, Value: 1}, Result{}},
			{Operation{Kind: Transfer, Key: 1, To: 2, Value: -1}, Result{}},
			{Operation{Kind: Transfer, Key: 1, To: 2}, yes}, // nothing
			{Operation{Kind: Balance, Key: 9}, Result{}},
		},
	} {
		s := New(name)
		for k, c := range calls {
			before := reflect.ValueOf(s).Interface()
			next, got := s.Apply(c.o)
			if !reflect.DeepEqual(got, c.want) && !(len(got.Values) == 0 && len(c.want.Values) == 0 && got.Done == c.want.Done &&
				got.Value == c.want.Value) {
				t.Errorf("%s, call %d, %v: %+v, want %+v", name, k, c.o, got, c.want)
			}
			if _, again := s.Apply(c.o); !reflect.DeepEqual(got, again) || !reflect.DeepEqual(before, s) {
				t.Errorf("%s, call %d: a state is not the same after it was applied", name, k)
			}
			s = next
		}
	}
}

// What one state makes of a log or a queue, another one that was made of the same does not see.
func TestStatesDoNotSeeEachOther(t *testing.T) {
	for name, kind := range map[Name]Kind{TheLog: Append, TheQueue: Enqueue} {
		base := New(name)
		for v := range Value(3) {
			base, _ = base.Apply(Operation{Kind: kind, Value: v})
		}
		left, _ := base.Apply(Operation{Kind: kind, Value: 10})
		right, _ := base.Apply(Operation{Kind: kind, Value: 20})
		if reflect.DeepEqual(left, right) {
			t.Errorf("%s: two that grew from one are the same: %+v", name, left)
		}
	}
}

// Reads leave every object as it is, and the kinds that say they read are all that do.
func TestReadsChangeNothing(t *testing.T) {
	for name, kinds := range map[Name][]Kind{TheLog: {ReadLog, Append}, Registers: {Read, Write}, TheQueue: {Enqueue},
		TheLedger: {Balance, Transfer}} {
		for _, kind := range kinds {
			s := New(name)
			next, _ := s.Apply(Operation{Kind: kind, To: 1, Value: 1})
			if reflect.DeepEqual(s, next) != kind.Reads() {
				t.Errorf("%s: %v leaves it as it is: %v, want %v", name, kind, !kind.Reads(), kind.Reads())
			}
		}
	}
}

// Operations are written so that each part of them tells, and kinds as histories name them. Who asks an object for what
// another one does, or for an object that there is not, is told so by a panic.
func TestOperationsAreWritten(t *testing.T) {
	base := Operation{Kind: Transfer, Key: 1, To: 2, Expected: 3, Value: 4}
	want := []byte{7, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0}
	if got := base.AppendTo([]byte{9}); !bytes.Equal(got, append([]byte{9}, want...)) {
		t.Errorf("%+v is written %v", base, got)
	}
	for k, want := range []string{"append", "read", "read", "write", "cas", "enqueue", "dequeue", "transfer", "balance"} {
		if got := Kind(k).String(); got != want {
			t.Errorf("kind %d is called %s, want %s", k, got, want)
		}
	}
	if !slices.Equal(Names(), []Name{TheLog, Registers, TheQueue, TheLedger}) {
		t.Errorf("the objects are %v", Names())
	}
	says := func(f func()) (said string) {
		defer func() { said, _ = recover().(string) }()
		f()
		return ""
	}
	for name, kind := range map[Name]Kind{TheLog: Read, Registers: Append, TheQueue: Balance, TheLedger: Enqueue} {
		said := says(func() { New(name).Apply(Operation{Kind: kind}) })
		if !strings.HasPrefix(said, "object: "+kind.String()) {
			t.Errorf("%s asked for %v says %q", name, kind, said)
		}
	}
	if said := says(func() { New("tree") }); !strings.Contains(said, `"tree"`) {
		t.Errorf("an object that there is not says %q", said)
	}
}

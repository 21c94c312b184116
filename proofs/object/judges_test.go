package object

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"quesera/linearizability/history"
	"quesera/linearizability/judge"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/object"
)

// historyOf is the history of the clients in a state of the spec, as a file would have it. The calls and returns of a
// client are in its order; that one operation had returned when another was called is kept, and nothing more.
func historyOf(t *testing.T, st *object.State) *history.History {
	t.Helper()
	b := history.NewBuilder(history.Usual())
	add := func(e history.Event) {
		if err := b.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	returned := [object.MaxOperations]bool{}
	for o := range st.Called {
		for before := range o {
			if st.Before[o][before] && !returned[before] {
				returned[before] = true
				add(returnOf(st, before))
			}
		}
		add(callOf(st, o))
	}
	for o := range st.Called {
		if st.Made[o].Returned && !returned[o] {
			add(returnOf(st, o))
		}
	}
	return b.Finish()
}

func number(n uint8) history.Value { return history.Of(strconv.Itoa(int(n))) }

func callOf(st *object.State, o uint8) history.Event {
	e := history.Event{Process: strconv.Itoa(int(st.Made[o].Client)), Type: history.Invoke, F: "read"}
	switch st.Made[o].Kind {
	case object.Write:
		e.F, e.Value = "write", number(o+1)
	case object.CompareAndSet:
		e.F, e.Value = "cas", history.ListOf(number(1), number(o+1))
	}
	return e
}

func returnOf(st *object.State, o uint8) history.Event {
	e := callOf(st, o)
	e.Type, e.Value = history.OK, history.Value{}
	switch answer := st.Made[o].Answer; {
	case st.Made[o].Kind == object.CompareAndSet:
		e.Value = history.Of(strconv.FormatBool(answer == 1))
	case st.Made[o].Kind == object.Read && answer > 0:
		e.Value = number(answer)
	}
	return e
}

// seen is what of a state its history depends on.
type seen struct {
	called uint8
	made   [object.MaxOperations]object.Operation
	before [object.MaxOperations][object.MaxOperations]bool
}

// OBJ-R1. Claim: of every history that two clients with three operations can reach, by whichever strategy, the spec,
// porcupine and the search of our own say the same: that it is linearizable (OBJ-P1) or not, and sequentially
// consistent (OBJ-P2) or not (HW §2; Lamport79).
//
// Method: all reachable states of the spec with each strategy; the history of each, once, is written as a file would
// have it and judged.
func TestEveryReachableHistoryIsJudgedAlike(t *testing.T) {
	for _, c := range []struct {
		name   string
		config object.Config
		bad    bool // some history is not linearizable
	}{
		{"through the chain", object.Config{Nodes: 2, Clients: 2, Operations: 3}, false},
		{"reads of the final prefix", object.Config{Nodes: 2, Clients: 2, Operations: 3, FinalReads: true}, true},
		{"no request IDs", object.Config{Nodes: 1, Clients: 2, Operations: 3, NoIDs: true}, true},
	} {
		sp := c.config.Spec()
		sp.Props = nil
		done := map[seen]bool{}
		var mutex sync.Mutex // states are looked at by several at once
		good, bad := 0, 0
		refine.EveryState(t, sp, false, func(st *object.State) error {
			mutex.Lock()
			defer mutex.Unlock()
			s := seen{st.Called, st.Made, st.Before}
			if done[s] {
				return nil
			}
			done[s] = true
			h := historyOf(t, st)
			r, err := judge.Judge(context.Background(), h, judge.Options{Object: "register"})
			if err != nil {
				return err
			}
			linearizable, sequential := c.config.Linearizable(st), c.config.Sequential(st)
			if (r.Verdict == spec.Holds) != linearizable {
				t.Errorf("%s: porcupine says %v of %+v, the spec %v", c.name, r.Verdict, s, linearizable)
			}
			if kept := judge.Keeps(r.Object, h, judge.Sequential); kept != sequential {
				t.Errorf("%s: sequentially consistent by all orders: %v, by the spec: %v: %+v", c.name, kept, sequential, s)
			}
			if linearizable {
				good++
			} else {
				bad++
			}
			return nil
		})
		if good < 500 || (bad > 0) != c.bad {
			t.Errorf("%s: %d histories are linearizable, %d are not, want 500, and some that are not: %v", c.name, good, bad,
				c.bad)
		}
		t.Logf("%s: %d histories are linearizable, %d are not", c.name, good, bad)
	}
}

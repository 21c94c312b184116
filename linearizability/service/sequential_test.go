package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"quesera/linearizability/history"
	"quesera/linearizability/judge"
	"quesera/model/object"
	"quesera/model/sim"
	"quesera/spec"
)

// A widened is an operation of a sequential run, which took effect at its place in the run, with a call before and a
// return after that.
type widened struct {
	client       int
	what         object.Operation
	result       object.Result
	call, answer int // times; the operation takes effect between them
}

// apart is the time between two operations of a sequential run.
const apart = 10

// widen makes a run of an object one after the other, and lets the operations overlap: each takes effect at its place,
// and is called so much earlier and answered so much later, as its client has nothing else open.
func widen(p *Plan, c sim.Chooser, operations int) []widened {
	state := object.New(p.Object)
	free := make([]int, p.Clients) // when each client's last operation was answered
	for k := range free {
		free[k] = -1
	}
	var all []widened
	for k := range operations {
		at := apart * k
		idle := 0
		for idle < len(free) && free[idle] >= at {
			idle++
		}
		if idle == len(free) {
			continue
		}
		client := idle
		if other := p.pick(c, len(free)); free[other] < at {
			client = other
		}
		w := widened{client: client, what: p.operation(c, k)}
		state, w.result = state.Apply(w.what)
		w.call = max(free[client]+1, at-p.pick(c, 4*apart))
		w.answer = at + p.pick(c, 4*apart)
		free[client] = w.answer
		all = append(all, w)
	}
	return all
}

// histories of what was widened; one answer may be another.
func historyOf(t testing.TB, p *Plan, all []widened, other map[int]history.Value) *history.History {
	t.Helper()
	type event struct {
		at, k  int
		answer bool
	}
	var events []event
	for k, w := range all {
		events = append(events, event{w.call, k, false}, event{w.answer, k, true})
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	b := history.NewBuilder(history.Usual())
	for _, e := range events {
		w := all[e.k]
		add := history.Event{Process: strconv.Itoa(w.client), F: w.what.Kind.String(), Value: inputOf(w.what)}
		if p.Object == object.Registers {
			add.Key = number(object.Value(w.what.Key))
		}
		if e.answer {
			add.Type, add.Value = history.OK, outputOf(w.what, w.result)
			if v, changed := other[e.k]; changed {
				add.Value = v
			}
		}
		if err := b.Add(add); err != nil {
			t.Fatal(err)
		}
	}
	h := b.Finish()
	h.Object, h.Accounts = judged[p.Object], accounts()
	return h
}

func accounts() map[string]int64 {
	all := map[string]int64{}
	for key, amount := range object.Accounts {
		all[number(object.Value(key)).Text] = int64(amount)
	}
	return all
}

// judgeSequential holds a history that was made of a sequential run against the judge, and the same with an answer that
// nothing allows.
func judgeSequential(t *testing.T, name object.Name, c sim.Chooser, operations int) error {
	p := &Plan{Object: name, Clients: 4, Keys: 2}
	all := widen(p, c, operations)
	verdict := func(h *history.History) spec.Verdict {
		r, err := judge.Judge(context.Background(), h, judge.Options{Bytes: 64 << 20})
		if err != nil {
			t.Fatal(err)
		}
		return r.Verdict
	}
	if v := verdict(historyOf(t, p, all, nil)); v != spec.Holds {
		return fmt.Errorf("%s: %v, want holds: the operations took effect one after the other: %+v", name, v, all)
	}
	for k, w := range all {
		if !w.what.Kind.Reads() && w.what.Kind != object.Dequeue {
			continue
		}
		wrong := history.Of("999")
		if w.what.Kind == object.ReadLog {
			wrong = history.ListOf(wrong)
		}
		if v := verdict(historyOf(t, p, all, map[int]history.Value{k: wrong})); v != spec.Violated {
			return fmt.Errorf("%s: %v with 999 for the answer of operation %d, want violated: %+v", name, v, k, all)
		}
		break
	}
	return nil
}

// Histories of sequential runs whose operations overlap are linearizable, and are not with an answer that nothing
// allows. The objects that ran share no code with those of the judge.
func FuzzSequentialRunsAreLinearizable(f *testing.F) {
	for k := range len(object.Names()) {
		f.Add(uint8(k), []byte("que sera sera, whatever will be will be"))
		f.Add(uint8(k), []byte{0, 1, 2, 3, 200, 100, 50, 25, 12, 6, 3, 1, 9, 99, 199, 255, 254, 253, 7, 77, 17, 71})
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := object.Names()[int(which)%len(object.Names())]
		run := func(c sim.Chooser) error { return judgeSequential(t, name, c, 12) }
		if err := run(sim.NewBytes(data)); err != nil {
			t.Fatal(sim.ShrinkInput(t.Context(), data, run))
		}
	})
}

// The same for runs drawn at random.
func TestSequentialRunsAreLinearizable(t *testing.T) {
	for _, name := range object.Names() {
		for seed := range uint64(100) {
			if err := judgeSequential(t, name, sim.Random(seed), 20); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
}

// large is the history of 100 clients with so many operations on 50 registers.
func large(t testing.TB, operations int) *history.History {
	p := &Plan{Object: object.Registers, Clients: 100, Keys: 50}
	return historyOf(t, p, widen(p, sim.Random(1), operations), nil)
}

// A large history is judged by its keys. Method: a tenth of the size that the benchmark takes.
func TestLargeHistoriesAreJudgedByTheirKeys(t *testing.T) {
	h := large(t, 10_000)
	r, err := judge.Judge(context.Background(), h, judge.Options{Bytes: 1 << 30})
	if err != nil || r.Verdict != spec.Holds || r.Keys != 50 || r.Operations != 10_000 {
		t.Errorf("%+v, %v, want 10,000 operations on 50 keys to hold", r, err)
	}
}

// BenchmarkHistory judges 100,000 operations by 100 clients on 50 registers.
func BenchmarkHistory(b *testing.B) {
	h := large(b, 100_000)
	for b.Loop() {
		r, err := judge.Judge(context.Background(), h, judge.Options{Bytes: 1 << 30})
		if err != nil || r.Verdict != spec.Holds || r.Operations != 100_000 {
			b.Fatalf("%+v, %v", r, err)
		}
	}
}

package service

import (
	"testing"

	"quesera/linearizability/history"
	"quesera/model/object"
	"quesera/model/object/replica"
)

// last always takes the last choice, so that whatever may happen with some percent does.
type last struct{}

func (last) Choose(n int) int { return n - 1 }

// waiter are two clients of three nodes under faults; the first has two writes to do, at node 2, and the other one
// nothing.
func waiter(f Faults) *clients {
	write := func(v object.Value) task {
		return task{chooser: last{}, think: 3, node: 2, what: object.Operation{Kind: object.Write, Key: 1, Value: v}}
	}
	plan := &Plan{Nodes: 3, Object: object.Registers, Clients: 2, Keys: 2, Think: 3, Faults: f}
	return &clients{plan: plan, names: 2, history: history.NewBuilder(history.Usual()),
		all: []client{{id: 1, tasks: []task{write(7), write(8)}, free: 10}, {id: 2}}}
}

func answer(number uint32, seen uint32) replica.Answer {
	return replica.Answer{ID: replica.RequestID{Client: 1, Number: number}, Seen: seen}
}

// A client calls when it has thought, and its request goes to its node; late, and twice, where requests are.
func TestAClientCallsWhenItHasThought(t *testing.T) {
	for _, c := range []struct {
		faults  Faults
		packets int
		due     uint64
	}{
		{Faults{Attempts: 1}, 1, 13 + usual}, {Faults{Attempts: 1, Late: 1}, 1, 13 + usual*long},
		{Faults{Attempts: 1, Duplicate: 1}, 2, 13 + usual},
	} {
		k := waiter(c.faults)
		if k.act(12); k.all[0].busy || len(k.packets) > 0 {
			t.Errorf("%+v: it calls while it thinks", c.faults)
		}
		k.act(13)
		want := replica.Ask{ID: replica.RequestID{Client: 1, Number: 1}, What: k.all[0].tasks[0].what}
		if !k.all[0].busy || k.all[0].since != 13 || len(k.packets) != c.packets || k.stats.Duplicate != c.packets-1 {
			t.Fatalf("%+v: %+v, %d packets, %+v", c.faults, k.all[0], len(k.packets), k.stats)
		}
		for _, p := range k.packets {
			if p.due != c.due || p.node != 2 || p.ask != want || p.tells {
				t.Errorf("%+v: %+v, want one to node 2 at %d", c.faults, p, c.due)
			}
		}
		if k.act(1000); len(k.packets) != c.packets || k.all[1].busy || !k.busy() {
			t.Errorf("%+v: it does not wait for ever without patience", c.faults)
		}
	}
}

// An answer travels to whom waits for it, unless it gets lost; and it is told once. Other answers go nowhere.
func TestAnAnswerIsToldToWhomWaitsForIt(t *testing.T) {
	k := waiter(Faults{Attempts: 1})
	k.tell(answer(0, 1), 5) // nobody waits yet
	k.act(13)
	k.packets = nil
	for _, a := range []replica.Answer{answer(2, 1), {ID: replica.RequestID{Client: 2, Number: 1}},
		{ID: replica.RequestID{Client: 3, Number: 1}}} {
		if k.tell(a, 20); len(k.packets) > 0 {
			t.Errorf("%+v is on its way", a)
		}
	}
	k.tell(answer(1, 4), 20)
	if len(k.packets) != 1 || !k.packets[0].tells || k.packets[0].due != 20+usual || k.packets[0].answer.Seen != 4 {
		t.Fatalf("%+v", k.packets)
	}
	k.told(answer(1, 4), 32)
	first := k.all[0]
	if first.busy || first.seen != 4 || len(first.tasks) != 1 || first.free != 32 || k.stats.Answered != 1 {
		t.Errorf("told: %+v, %+v", first, k.stats)
	}
	if k.told(answer(1, 9), 33); k.all[0].seen != 4 || k.stats.Answered != 1 || len(k.all[0].tasks) != 1 {
		t.Errorf("told twice: %+v", k.all[0])
	}
	k.act(35)
	if got := k.packets[1].ask; got.Seen != 4 || got.ID.Number != 2 || got.What.Value != 8 {
		t.Errorf("the next request is %+v", got)
	}
	k.told(answer(2, 3), 40) // from a node that knows less
	if k.all[0].seen != 4 || k.busy() {
		t.Errorf("after all: %+v", k.all[0])
	}
	h := k.history.Finish()
	if len(h.Operations) != 2 || h.Operations[0].Outcome != history.OK || h.Operations[0].Input.String() != "7" ||
		h.Operations[1].Outcome != history.OK || h.Operations[0].Key.String() != "1" || h.Operations[0].F != "write" {
		t.Errorf("history %+v", h.Operations)
	}
	k = waiter(Faults{Attempts: 1, Lose: 1})
	k.act(13)
	k.packets = nil
	if k.tell(answer(1, 4), 20); len(k.packets) > 0 || !k.all[0].busy {
		t.Error("an answer that is lost is on its way")
	}
}

// Who has waited long enough asks the next node with the same request, and in the end gives up: its operation stays
// open, and another client takes its place and goes on with the rest.
func TestAClientAsksElsewhereAndGivesUp(t *testing.T) {
	k := waiter(Faults{Attempts: 2, Patience: 5})
	k.act(13)
	if k.act(17); len(k.packets) != 1 {
		t.Error("it does not wait")
	}
	k.act(18)
	if len(k.packets) != 2 || k.packets[1].node != 0 || k.packets[1].ask != k.packets[0].ask || k.stats.Retries != 1 ||
		k.all[0].since != 18 {
		t.Fatalf("asks again: %+v, %+v", k.packets, k.all[0])
	}
	k.act(23)
	want := client{id: 3, tasks: k.all[0].tasks, free: 23}
	if got := k.all[0]; got.id != want.id || got.busy || len(got.tasks) != 1 || got.free != 23 || got.number != 0 ||
		k.stats.Retries != 1 || len(k.packets) != 2 {
		t.Errorf("gives up: %+v, want %+v", got, want)
	}
	if k.told(answer(1, 1), 24); k.stats.Answered != 0 {
		t.Error("who gave up is told")
	}
	k.act(26)
	if got := k.packets[2].ask.ID; got != (replica.RequestID{Client: 3, Number: 1}) {
		t.Errorf("the next one asks as %+v", got)
	}
	if h := k.history.Finish(); len(h.Operations) != 2 || h.Operations[0].Outcome != history.Info || h.Processes != 2 {
		t.Errorf("history %+v", h)
	}
}

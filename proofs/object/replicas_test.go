package object

import (
	"fmt"
	"testing"

	chain "quesera/linearizability/qsc3"
	"quesera/linearizability/service"
	"quesera/model"
	register "quesera/model/object"
	"quesera/model/object/replica"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/proofs/refine"
	"quesera/spec/object"
)

type state = replica.State[qsc3.State]

// A follower takes, for what happens in a run of replicas with their clients, the actions of the spec that it is.
type follower struct {
	above   *refine.Player[object.State]
	what    []register.Operation // by the operations of the spec
	ids     map[replica.RequestID]uint16
	told    map[uint16]register.Result // the first answer to each operation
	failure error
}

func (f *follower) take(name string, args ...uint16) {
	if f.failure == nil {
		f.failure = f.above.Take(name, args...)
	}
}

// call has a client call an operation.
func (f *follower) call(client replica.ClientID, number uint32, what register.Operation) {
	kind := map[register.Kind]uint16{register.Read: object.Read, register.Write: object.Write,
		register.CompareAndSet: object.CompareAndSet}[what.Kind]
	f.ids[replica.RequestID{Client: client, Number: number}] = uint16(len(f.what))
	f.what = append(f.what, what)
	f.take("Call", uint16(client), kind)
}

// observe follows a transition of a node: what became final there, and what it answers.
func (f *follower) observe(o sim.Observation[state]) {
	if f.failure != nil {
		return
	}
	at, st := uint8(0), &f.above.State
	var blocks []*replica.Block
	for b := o.After.Final(0); b != nil; b = b.Below {
		blocks = append(blocks, b)
	}
	for k := len(blocks) - 1; k >= 0; k-- {
		for _, c := range blocks[k].Commands {
			op := f.ids[c.ID]
			if at == st.Length {
				f.take("Append", op)
			}
			if f.failure == nil && uint16(st.Chain[at]) != op {
				f.failure = fmt.Errorf("node %d: operation %d is at place %d of the chain, want %d", o.Node, op, at, st.Chain[at])
			}
			if at++; f.failure == nil && st.Known[o.Node] < at {
				f.take("Learn", uint16(o.Node))
			}
		}
	}
	for _, e := range o.Effects {
		if out, ok := e.(model.Output); ok {
			f.answered(o.Node, out.Value.(replica.Answer))
		}
	}
}

// answered follows an answer. Those after the first say the same.
func (f *follower) answered(node model.NodeID, a replica.Answer) {
	op := f.ids[a.ID]
	if _, again := f.told[op]; !again {
		f.take("Return", op, uint16(node))
		f.told[op] = a.Result
	}
	if f.failure != nil {
		return
	}
	want := f.above.State.Made[op].Answer
	got := uint8(0)
	switch {
	case f.what[op].Kind == register.Read && a.Result.Done:
		got = uint8(a.Result.Value)
	case f.what[op].Kind == register.CompareAndSet && a.Result.Done:
		got = 1
	}
	if got != want {
		f.failure = fmt.Errorf("node %d answers operation %d with %d, want %d", node, op, got, want)
	}
}

// operation is that of the spec with this number and kind: it writes the number plus one, and wants to find 1.
func operation(o int, kind int) register.Operation {
	switch kind {
	case object.Write:
		return register.Operation{Kind: register.Write, Value: register.Value(o + 1)}
	case object.CompareAndSet:
		return register.Operation{Kind: register.CompareAndSet, Expected: 1, Value: register.Value(o + 1)}
	}
	return register.Operation{Kind: register.Read}
}

// play runs three replicas and two clients with three operations, each asked at one node and perhaps again at the
// next, while nodes stop and start again. It returns how many operations were answered.
func play(t *testing.T, seed uint64) (answered int, err error) {
	t.Helper()
	c, err := chain.New(3, 2, false)
	if err != nil {
		t.Fatal(err)
	}
	config := object.Config{Nodes: 3, Clients: 2, Operations: 3}
	f := &follower{above: refine.NewPlayer(config.Spec()), ids: map[replica.RequestID]uint16{},
		told: map[uint16]register.Result{}}
	chooser := sim.Random(seed)
	w, err := sim.New(sim.Config[state]{Nodes: 3, Machine: replica.Machine[qsc3.State]{Chain: c,
		Object: register.Registers},
		Chooser: chooser, Adversary: service.Lagging(3, 150), Timeouts: true, Observe: f.observe,
		Faults: sim.Faults{Loss: 3, Partitions: 1, Rarity: 200}})
	if err != nil {
		t.Fatal(err)
	}
	open := map[int]uint16{} // of each client
	numbers := [2]uint32{}
	for range 2000 {
		for client, op := range open {
			if _, done := f.told[op]; done {
				delete(open, client)
			}
		}
		if f.failure != nil || len(f.told) == 3 {
			break
		}
		client := chooser.Choose(2)
		_, busy := open[client]
		if chooser.Choose(30) == 0 && !busy && len(f.what) < 3 {
			o := len(f.what)
			numbers[client]++
			open[client] = uint16(o)
			what := operation(o, 1+chooser.Choose(3))
			f.call(replica.ClientID(client), numbers[client], what)
			at := model.NodeID(chooser.Choose(3))
			ask := replica.Ask{ID: replica.RequestID{Client: replica.ClientID(client), Number: numbers[client]}, What: what}
			w.Request(at, ask)
			if chooser.Choose(2) == 0 {
				w.Request((at+1)%3, ask)
			}
		}
		if chooser.Choose(100) == 0 {
			i := model.NodeID(chooser.Choose(3))
			w.Request(i, replica.Stop{})
			w.Request(i, replica.Resume{})
		}
		if err := w.Move(); err != nil {
			return 0, err
		}
	}
	return len(f.told), f.failure
}

// OBJ-R2. Claim: every step of replicas on QSC3's chain, with clients that ask again elsewhere, is an action of the
// spec or changes nothing there, and every answer is the spec's (TLC §4.1, §4.10).
//
// Method: random runs on a network that loses, splits and lets one node after the other lag, with nodes that stop and
// start again; an operation is appended when the first node knows it to be final.
func TestReplicasFollowTheSpec(t *testing.T) {
	answered, runs := 0, refine.Often(40, 3000)
	for seed := range uint64(runs) {
		n, err := play(t, seed)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		answered += n
	}
	if answered < runs {
		t.Errorf("%d operations answered in %d runs, want one a run at least", answered, runs)
	}
	t.Logf("%d operations answered in %d runs", answered, runs)
}

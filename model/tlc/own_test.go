package tlc_test

import (
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// After each transition a node shows as its own the raw message that it broadcast last, if that is of its present
// step, and none while it has yet to broadcast.
func TestOwnIsTheMessageOfThePresentStep(t *testing.T) {
	machine, err := tlc.New(tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	w, err := sim.New(sim.Config[tlc.State]{
		Nodes: 3, Machine: tlc.Standalone{Machine: machine}, Chooser: sim.Random(5),
		Observe: func(o sim.Observation[tlc.State]) {
			own, ok := o.After.Own()
			if ok == o.After.Waiting() || ok && (own.Node != o.Node || own.Step != o.After.Step()) {
				t.Fatalf("move %d: node %d in step %d shows %+v, %v, want its message of that step", o.Move, o.Node,
					o.After.Step(), own, ok)
			}
			shown++
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(func() bool { return w.State(0).Step() > 3 }, 10_000); err != nil || shown < 20 {
		t.Errorf("%d states, %v, want 20", shown, err)
	}
}

// An acknowledgment is of the message that came, also where that was made from another one: of what was said of the
// other nothing is left.
func TestAnAcknowledgmentIsOfTheMessageThatCame(t *testing.T) {
	machine, err := tlc.New(tlc.Thresholds{Nodes: 3, Message: 2, Witness: 2})
	if err != nil {
		t.Fatal(err)
	}
	sender, _ := machine.Start(0)
	sender, _ = machine.Apply(sender, tlc.Broadcast{})
	said, _ := sender.Own()
	changed, moved := *said, *said
	changed.Digest[0]++
	moved.Node = 2
	for name, m := range map[string]*tlc.Raw{"said": said, "changed": &changed, "of another node": &moved} {
		receiver, _ := machine.Start(1)
		receiver, _ = machine.Apply(receiver, tlc.Broadcast{})
		_, effects := machine.Apply(receiver, model.Receive{From: m.Node, Message: m})
		want := model.Effect(model.Send{To: m.Node, Message: tlc.Ack{Step: 0, Of: m.Digest}})
		if !slices.Contains(effects, want) {
			t.Errorf("%s: %v, want %v", name, effects, want)
		}
	}
}

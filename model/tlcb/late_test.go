package tlcb

import (
	"testing"

	"quesera/model"
)

// A node that starts when the others are some steps ahead begins with step 0, as everybody, and catches up step by step
// (TLCB-1, TLCB-R2). What reached it before is as lost where it could not begin with it, and supplied when it asks
// (LOG-3).
func TestANodeThatStartsLateCatchesUp(t *testing.T) {
	c := config(4, 1, 1)
	g := IdealGroup("late", 1, 4)
	m, err := New(c, g, Words{})
	if err != nil {
		t.Fatal(err)
	}
	type packet struct {
		to    model.NodeID
		event model.Event
	}
	var queue []packet
	states := make([]State, 4)
	apply := func(at model.NodeID, e model.Event) {
		var effects []model.Effect
		states[at], effects = m.Apply(states[at], e)
		for _, effect := range effects {
			switch e := effect.(type) {
			case model.Broadcast:
				for to := range model.NodeID(4) {
					if to != at {
						queue = append(queue, packet{to, model.Receive{From: at, Message: e.Message}})
					}
				}
			case model.Send:
				queue = append(queue, packet{e.To, model.Receive{From: at, Message: e.Message}})
			}
		}
	}
	step := func(i model.NodeID) int {
		if own := states[i].Own(); own != nil {
			return int(own.State.Own().Step)
		}
		return -1
	}
	for i := range states {
		states[i], _ = m.Start(model.NodeID(i))
	}
	for i := range model.NodeID(3) {
		apply(i, model.Coin{Value: uint64(i)})
	}
	for moves := 0; step(0) < 12 || step(3) < 10; moves++ {
		if moves > 20_000 {
			t.Fatalf("node 0 is in step %d, the late one in step %d", step(0), step(3))
		}
		if step(0) == 4 && step(3) < 0 {
			apply(3, model.Coin{Value: 3})
		}
		if len(queue) == 0 {
			t.Fatal("nothing is in flight")
		}
		p := queue[0]
		queue = queue[1:]
		apply(p.to, p.event)
	}
	if blamed := states[0].Corrupt().Union(states[3].Corrupt()); !blamed.Empty() {
		t.Errorf("%v are blamed", blamed)
	}
}

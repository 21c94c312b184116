package attack

import (
	"errors"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlcb"
)

// alike reports whether two views have the same in them.
func alike(a, b *tlcb.View) bool {
	same := a.Step() == b.Step() && a.Exposed().Equal(b.Exposed()) && a.Own() == b.Own() &&
		a.OwnAcks().Equal(b.OwnAcks())
	for s := model.Step(0); s <= a.Step(); s++ {
		same = same && a.Certified(s).Equal(b.Certified(s)) && a.Raws(s).Equal(b.Raws(s)) &&
			slices.EqualFunc(slices.Collect(a.RawMessages(s)), slices.Collect(b.RawMessages(s)),
				func(m, o *tlcb.Message) bool { return m.Hash() == o.Hash() })
		for i := range a.Certified(s).Members() {
			same = same && a.Cert(s, i).Hash() == b.Cert(s, i).Hash()
		}
	}
	return same
}

// What a node notes of its view makes no difference: at each move of runs under each attack, without the rules that
// stop it, the view that was added to is the one that is made anew of the node's last entry and all heads.
func TestAViewThatWasAddedToIsTheOneMadeAnew(t *testing.T) {
	compared, exposed := 0, 0
	for seed, a := range All() {
		c := tlcb.Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 3, Witness: 3}, Crashed: 1, Corrupt: 1}
		group := tlcb.IdealGroup("noted", uint64(seed), c.Nodes)
		m, err := tlcb.New(c, group, tlcb.Words{}, a.Waive...)
		if err != nil {
			t.Fatal(err)
		}
		s, rules := Stage{c, group, m, model.NodeSet{}.With(3)}, m.Author.(tlcb.Rules)
		world, err := sim.New(sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: a.Play(s), InPlace: true,
			Chooser: sim.Random(uint64(seed)), Timeouts: true, Observe: func(o sim.Observation[tlcb.State]) {
				noted, anew := o.After.Mirror, o.After.Mirror
				anew.Noted = nil
				compared++
				if v := rules.Present(&anew); !alike(rules.Present(&noted), v) {
					t.Errorf("%s, move %d: node %d noted another view than it has", a.Name, compared, o.Node)
				} else if !v.Exposed().Empty() {
					exposed++
				}
			}})
		if err != nil {
			t.Fatal(err)
		}
		if err := world.Run(func() bool { return t.Failed() }, 700); err != nil && !errors.Is(err, sim.ErrLimit) &&
			!errors.Is(err, sim.ErrStuck) {
			t.Fatal(err)
		}
	}
	if compared < 1000 || exposed < 100 {
		t.Errorf("%d views, %d of them with evidence in them, want thousands", compared, exposed)
	}
}

package tlcb

import (
	"errors"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc4"
	layers "quesera/model/qsc4/attack"
	"quesera/model/sim"
	"quesera/model/tlc"
	model4 "quesera/model/tlcb"
	"quesera/model/tlcb/attack"
	"quesera/proofs/refine"
)

// of is a group of the model.
func of(n, t, crashed, corrupt int) model4.Config {
	return model4.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Crashed: crashed, Corrupt: corrupt}
}

// follow runs an attack on a group for some steps, with a layer above, and follows it.
func follow(t *testing.T, c model4.Config, steps int, name string, g *model4.Group, layer model4.Layer,
	attacks []attack.Attack, seed uint64, waived ...string) (*Shadow, error) {
	t.Helper()
	m, err := model4.New(c, g, layer, waived...)
	if err != nil {
		t.Fatal(err)
	}
	s := attack.Stage{Config: c, Group: g, Machine: m, Corrupt: model.All(c.Nodes).Minus(model.All(c.Nodes - c.Corrupt))}
	shadow := NewShadow(c)
	for _, a := range attacks {
		if a.Name != name {
			continue
		}
		var failed error
		config := sim.Config[model4.State]{Nodes: c.Nodes, Machine: a.Play(s), InPlace: true, Chooser: sim.Random(seed),
			Timeouts: true, Observe: func(o sim.Observation[model4.State]) {
				if failed == nil {
					failed = shadow.Observe(o)
				}
			}}
		if a.Network != nil && seed%2 == 0 {
			config.Adversary = a.Network(s)
		}
		world, err := sim.New(config)
		if err != nil {
			t.Fatal(err)
		}
		err = world.Run(func() bool { return failed != nil || shadow.Left >= steps*(c.Nodes-c.Corrupt) },
			60*uint64(steps*c.Nodes))
		if err != nil && !errors.Is(err, sim.ErrLimit) && !errors.Is(err, sim.ErrStuck) {
			t.Fatal(err)
		}
		return shadow, errors.Join(failed, shadow.Judge())
	}
	t.Fatalf("no attack is called %s", name)
	return nil, nil
}

// TLCB-F1. Claim: under every attack, what correct nodes of the model do is what spec/tlcb allows: they acknowledge one
// face of a node, in its step; leave a step on t_m certified messages; and hold certificates only of what as many
// correct nodes acknowledged as spec/tlcb asks for (TLC §5.2.1-5.2.4).
//
// Method: runs of the model with QSC4 on it, one of each attack, group and seed, each step followed by the spec in
// lockstep; ideal cryptography, and in a few runs Ed25519.
func TestTheModelUnderAttackIsFollowedByTheSpec(t *testing.T) {
	seeds := uint64(2)
	if refine.Deep() {
		seeds = 100
	}
	var sum Shadow
	add := func(sh *Shadow) {
		sum.Left, sum.Acknowledged, sum.Faces = sum.Left+sh.Left, sum.Acknowledged+sh.Acknowledged, sum.Faces+sh.Faces
		sum.Twice, sum.Certified = sum.Twice+sh.Twice, sum.Certified+sh.Certified
	}
	for _, c := range []model4.Config{of(4, 3, 1, 1), of(5, 4, 1, 1), of(6, 5, 1, 2), of(3, 3, 0, 2), of(8, 6, 2, 1),
		of(9, 6, 3, 2), of(10, 7, 3, 3)} {
		for seed := range seeds {
			g := model4.IdealGroup("refine", seed, c.Nodes)
			layer := qsc4.New(c, g.ID, qsc4.Ideal{})
			attacks := layers.With(layer)
			for k, a := range attacks {
				if !refine.Deep() && c.Nodes > 4 && (k+c.Nodes+int(seed))%(3*(c.Nodes-4)) > 0 {
					continue
				}
				sh, err := follow(t, c, 5, a.Name, g, layer, attacks, seed)
				if err != nil {
					t.Fatalf("%s, n=%d, seed %d: %v", a.Name, c.Nodes, seed, err)
				}
				add(sh)
			}
		}
	}
	c := of(4, 3, 1, 1)
	g, err := model4.RealGroup("refine", 1, c.Nodes, false)
	if err != nil {
		t.Fatal(err)
	}
	sh, err := follow(t, c, 5, "equivocate", g, model4.Words{}, attack.All(), 1)
	if err != nil {
		t.Fatal(err)
	}
	add(sh)
	if sum.Left < 500 || sum.Acknowledged < 1000 || sum.Faces < 100 || sum.Twice < 5 || sum.Certified < 500 {
		t.Errorf("too little happened: %+v", sum)
	}
}

// A model that breaks a rule is not followed. Method: certificates on nobody's word, where nobody keeps the rule that
// stops them.
func TestTheSpecDoesNotFollowAModelWithoutItsRules(t *testing.T) {
	refused := 0
	for seed := range uint64(8) {
		c := of(4, 3, 1, 1)
		_, err := follow(t, c, 15, "certify", model4.IdealGroup("refine", seed, c.Nodes), model4.Words{}, attack.All(), seed,
			"TLCB-R5")
		if err != nil && strings.Contains(err.Error(), "the spec has none") {
			refused++
		}
	}
	if refused == 0 {
		t.Error("all runs are followed")
	}
}

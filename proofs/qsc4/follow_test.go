package qsc4

import (
	"errors"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/crypto/pvss"
	model4 "quesera/model/qsc4"
	layers "quesera/model/qsc4/attack"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlcb"
	"quesera/model/tlcb/attack"
	"quesera/proofs/refine"
)

// of is a group of the model.
func of(n, t, crashed, corrupt int) tlcb.Config {
	return tlcb.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Crashed: crashed, Corrupt: corrupt}
}

// followed runs an attack on a group for some rounds, and follows them.
func followed(t testing.TB, c tlcb.Config, rounds int, name string, g *tlcb.Group, sharing model4.Sharing,
	chooser sim.Chooser, spread bool, waived ...string) (*Follower, error) {
	t.Helper()
	layer := model4.New(c, g.ID, sharing, waived...)
	m, err := tlcb.New(c, g, layer, waived...)
	if err != nil {
		t.Fatal(err)
	}
	s := attack.Stage{Config: c, Group: g, Machine: m, Corrupt: model.All(c.Nodes).Minus(model.All(c.Nodes - c.Corrupt))}
	f := NewFollower(layer)
	for _, a := range layers.With(layer) {
		if a.Name != name {
			continue
		}
		var failed error
		config := sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: a.Play(s), InPlace: true, Chooser: chooser, Timeouts: true,
			Observe: func(o sim.Observation[tlcb.State]) {
				if failed == nil {
					failed = f.Observe(o)
				}
			}}
		if a.Network != nil && spread {
			config.Adversary = a.Network(s)
		}
		world, err := sim.New(config)
		if err != nil {
			t.Fatal(err)
		}
		err = world.Run(func() bool { return failed != nil || f.Rounds >= rounds }, 1200*uint64(rounds*c.Nodes))
		if err != nil && !errors.Is(err, sim.ErrLimit) && !errors.Is(err, sim.ErrStuck) {
			t.Fatal(err)
		}
		return f, failed
	}
	t.Fatalf("no attack is called %s", name)
	return nil, nil
}

// attacks are the names of all.
func attacks() (names []string) {
	for _, a := range layers.With(&model4.Layer{}) {
		names = append(names, a.Name)
	}
	return names
}

// QSC4-F1. Claim: under every attack, what correct nodes of the model choose and see committed is what spec/qsc4 says
// of what they know, and they know what its actions have them know (TLC §5.3).
//
// Method: runs of the model, of each attack, group and seed, groups of three to ten nodes; each round followed by the
// spec in lockstep, once a proposal; in many a corrupt node shows two messages of one step. Ideal cryptography, and in
// two runs Ed25519 with each scheme of secret sharing.
func TestRoundsUnderAttackAreFollowedByTheSpec(t *testing.T) {
	seeds := uint64(refine.Often(2, 60))
	var sum Follower
	add := func(f *Follower) {
		sum.Rounds, sum.Commits, sum.Faces = sum.Rounds+f.Rounds, sum.Commits+f.Commits, sum.Faces+f.Faces
		sum.Uncertified, sum.Late = sum.Uncertified+f.Uncertified, sum.Late+f.Late
	}
	for _, c := range []tlcb.Config{of(4, 3, 1, 1), of(3, 3, 0, 2), of(5, 4, 1, 2), of(6, 5, 1, 2), of(7, 5, 2, 2),
		of(8, 6, 2, 1), of(9, 6, 3, 2), of(10, 7, 3, 3)} {
		for k, name := range attacks() {
			for seed := range seeds {
				rounds := 2
				if c.Nodes > 8 {
					rounds = 1
				}
				if !refine.Deep() && c.Nodes > 4 && (k+c.Nodes+int(seed))%(c.Nodes+6*rounds) > 0 {
					continue
				}
				f, err := followed(t, c, rounds, name, tlcb.IdealGroup("follow", seed, c.Nodes), model4.NewIdeal(seed),
					sim.Random(seed), seed%2 == 0)
				if err != nil {
					t.Fatalf("%s, n=%d, seed %d: %v", name, c.Nodes, seed, err)
				}
				add(f)
			}
		}
	}
	g, err := tlcb.RealGroup("follow", 1, 4, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, sharing := range []model4.Sharing{model4.NewReal(pvss.Schoenmakers{}, 1, 4),
		model4.NewReal(pvss.Pairing{}, 1, 4)} {
		f, err := followed(t, of(4, 3, 1, 1), 1, "equivocate", g, sharing, sim.Random(1), false)
		if err != nil || f.Rounds != 1 {
			t.Fatalf("%s: %d rounds, %v", sharing.Name(), f.Rounds, err)
		}
	}
	for _, g := range []struct {
		config tlcb.Config
		name   string
		seeds  uint64
	}{{of(4, 3, 1, 1), "two-proposals", 40}, {of(7, 5, 2, 2), "two-proposals", 14}, {of(6, 4, 2, 1), "fork", 6},
		{of(9, 6, 3, 2), "two-proposals", 1}, {of(10, 7, 3, 3), "two-proposals", 1}} {
		for seed := range uint64(refine.Often(int(g.seeds), 200)) {
			f, err := followed(t, g.config, 1, g.name, tlcb.IdealGroup("faces", seed, g.config.Nodes),
				model4.NewIdeal(seed), sim.Random(seed), false)
			if err != nil {
				t.Fatalf("%s, n=%d, seed %d: %v", g.name, g.config.Nodes, seed, err)
			}
			add(f)
		}
	}
	t.Logf("%d rounds, %d commits, %d second faces, %d messages without certificate, %d times something was seen late",
		sum.Rounds, sum.Commits, sum.Faces, sum.Uncertified, sum.Late)
	if sum.Rounds < 80 || sum.Commits < 100 || sum.Faces < 20 || sum.Uncertified < 100 || sum.Late < 20 {
		t.Errorf("too little happened: %+v", sum)
	}
}

// A model that breaks a rule is not followed. Method: shares that are withheld, and deals that nobody has, where nobody
// keeps the rules that stop them: what one confirms has no ticket then. And two proposals of one node, where one of
// them is let pass: what one commits is spoiled then.
func TestTheSpecDoesNotFollowRoundsWithoutTheirRules(t *testing.T) {
	for _, c := range []struct{ name, rule, says string }{
		{"withhold-shares", "QSC4-R3", "recovers the tickets"}, {"unknown-deal", "QSC4-R4", "recovers the tickets"},
		{"two-proposals", "QSC4-6", "commits proposal"},
	} {
		refused := false
		for seed := uint64(0); seed < 60 && !refused; seed++ {
			_, err := followed(t, of(4, 3, 1, 1), 2, c.name, tlcb.IdealGroup("follow", seed, 4), model4.NewIdeal(seed),
				sim.Random(seed), false, c.rule)
			refused = err != nil && strings.Contains(err.Error(), c.says)
		}
		if !refused {
			t.Errorf("%s without %s: all runs are followed", c.name, c.rule)
		}
	}
}

// QSC4-F1, on schedules that a fuzzer makes: the first octets say which attack and group, the rest how the network
// orders the packets.
func FuzzRoundsAreFollowedByTheSpec(f *testing.F) {
	names := attacks()
	for k := range names {
		f.Add([]byte{byte(k), byte(k % 4), 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6})
	}
	f.Add([]byte{0, 6, 2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4, 5, 2, 3, 5, 3, 6})
	groups := []tlcb.Config{of(4, 3, 1, 1), of(3, 3, 0, 2), of(5, 4, 1, 2), of(6, 5, 1, 2), of(7, 5, 2, 2),
		of(9, 6, 3, 2), of(10, 7, 3, 3)}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 2 {
			return
		}
		c, name := groups[int(data[1])%len(groups)], names[int(data[0])%len(names)]
		_, err := followed(t, c, 1, name, tlcb.IdealGroup("fuzz", 1, c.Nodes), model4.NewIdeal(1), sim.NewBytes(data[2:]),
			false)
		if err != nil {
			t.Fatalf("%s, n=%d: %v", name, c.Nodes, err)
		}
	})
}

package attack

import (
	"errors"
	"os"
	"testing"

	"quesera/internal/shard"
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlcb"
)

// outcome is what came of a run under an attack.
type outcome struct {
	*tlcb.Watch
	world   *sim.World[tlcb.State]
	stage   Stage
	reached bool // all correct nodes came to the goal
}

const goal = 5

// play runs an attack by the last nodes of a group, until all correct nodes are in step goal and nothing is in flight.
func play(t testing.TB, a Attack, c tlcb.Config, seed uint64, waived ...string) outcome {
	t.Helper()
	group := tlcb.IdealGroup("attack", seed, c.Nodes)
	m, err := tlcb.New(c, group, tlcb.Words{}, waived...)
	if err != nil {
		t.Fatal(err)
	}
	s := Stage{c, group, m, model.All(c.Nodes).Minus(model.All(c.Nodes - c.Corrupt))}
	o := outcome{Watch: tlcb.NewWatch(c, s.Correct()), stage: s}
	config := sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: a.Play(s), InPlace: true,
		Chooser: sim.Random(seed), Timeouts: true, Observe: o.Observe}
	healed := false // what keeps regions apart ends some time
	if a.Network != nil {
		network := a.Network(s).(sim.Oblivious)
		config.Adversary = sim.Oblivious(func(view []sim.Envelope, c sim.Chooser) int {
			if healed && c.Choose(2) == 0 { // else what waits among very many packets may never come
				return oldest(view)
			} else if healed {
				return c.Choose(len(view))
			}
			return network(view, c)
		})
	}
	if o.world, err = sim.New(config); err != nil {
		t.Fatal(err)
	}
	over := func() bool {
		o.reached = true
		for i := range s.Correct().Members() {
			own := o.world.State(i).Own()
			o.reached = o.reached && own != nil && own.State.Own().Step >= goal
		}
		return o.reached || len(o.Breaches()) > 0
	}
	limit := 1200 * uint64(c.Nodes)
	if a.Network != nil { // it need not let all come to the goal
		limit /= 5
	}
	err = o.world.Run(over, limit)
	healed = true
	settled := o.world.Moves() + 200*uint64(c.Nodes)
	same := func() bool { // let what was said arrive
		for i := range s.Correct().Members() {
			if !o.Exposed(i).Equal(o.Exposed(0)) {
				return len(o.Breaches()) > 0
			}
		}
		return o.world.Moves() > settled || len(o.Breaches()) > 0
	}
	if err == nil || errors.Is(err, sim.ErrLimit) {
		err = o.world.Run(same, 40_000*uint64(c.Nodes)) // what regions kept apart may be much
	}
	if err != nil && !errors.Is(err, sim.ErrLimit) && !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	return o
}

// oldest is the packet that was sent first.
func oldest(view []sim.Envelope) int {
	first := 0
	for i, e := range view {
		if e.Number < view[first].Number {
			first = i
		}
	}
	return first
}

// groups are the configurations that attacks are played in: f_a and f_c as they fit, the anytrust limit among them.
var groups = []tlcb.Config{of(4, 3, 1, 1), of(5, 4, 1, 1), of(6, 5, 1, 2), of(7, 5, 2, 2), of(3, 3, 0, 2)}

func of(n, t, crashed, corrupt int) tlcb.Config {
	return tlcb.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Crashed: crashed, Corrupt: corrupt,
		Shrink: true}
}

// No attack breaks an obligation, stops time where nodes may be silent, or has a correct node blamed; and what is
// manifest is known to all correct nodes in the end (TLCB-O1 to TLCB-O9, LOG-O1, LOG-O2).
func TestNoAttackBreaksAnObligation(t *testing.T) {
	seeds, groups := uint64(4), groups
	switch {
	case os.Getenv("QUESERA_DEEP") != "":
		seeds = 1000
	case testing.Short():
		seeds, groups = 1, groups[:2]
	}
	runs, pieces := 0, 0
	for _, a := range All() {
		t.Run(a.Name, func(t *testing.T) {
			caught := 0
			for _, c := range groups {
				if err := c.Check(); err != nil {
					t.Fatal(err)
				}
				for seed := range seeds {
					if !shard.Mine(seed) {
						continue
					}
					o := play(t, a, c, seed)
					runs++
					if len(o.Breaches()) > 0 {
						t.Fatalf("n=%d, seed %d: %+v", c.Nodes, seed, o.Breaches()[0])
					}
					if !o.reached && c.Corrupt <= c.Crashed && a.Network == nil { // corrupt nodes may be silent
						t.Errorf("n=%d, seed %d: some correct node does not come to step %d", c.Nodes, seed, goal)
					}
					if seeds > 4 || seed%4 == 0 {
						pieces += o.evidence(t, c, seed)
					}
					first := o.Exposed(0)
					for i := range o.stage.Correct().Members() {
						if s := o.world.State(i); s.Pending() > log.MaxPending*c.Nodes {
							t.Errorf("LOG-O6: node %d keeps %d entries", i, s.Pending())
						}
					}
					caught += first.Len()
				}
			}
			if (caught == 0) != a.Quiet {
				t.Errorf("%d corrupt nodes are exposed, quiet = %v", caught, a.Quiet)
			}
		})
	}
	t.Logf("%d runs, %d pieces of evidence", runs, pieces)
}

// evidence judges what the correct nodes know in the end, by a stranger's machine.
func (o outcome) evidence(t testing.TB, c tlcb.Config, seed uint64) int {
	t.Helper()
	stranger, err := tlcb.New(c, o.stage.Group, tlcb.Words{})
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := o.stage.Evidence(o.world.State, stranger)
	if err != nil {
		t.Errorf("n=%d, seed %d: %v", c.Nodes, seed, err)
	}
	return pieces
}

// Each attack hurts where nobody keeps the rule that stops it, or where thresholds leave out f_c.
func TestEachAttackHurtsWithoutTheRuleThatStopsIt(t *testing.T) {
	for _, a := range All() {
		if a.Waive == nil && a.Lax == nil {
			t.Errorf("%s: no rule is named that stops it", a.Name)
		}
		t.Run(a.Name, func(t *testing.T) {
			broken := map[string]int{}
			for _, c := range []tlcb.Config{of(5, 4, 1, 2), of(4, 3, 1, 1)} {
				if a.Lax != nil {
					c = a.Lax(c)
				}
				// The attack it is that hurts. Lower thresholds may break something else without it.
				plain := play(t, Attack{}, c, 1, a.Waive...)
				for _, b := range plain.Breaches() {
					if a.Waive != nil || b.Rule == a.Breaks {
						t.Errorf("without what stops it and without the attack: %+v", b)
					}
				}
				if a.Waive != nil && !plain.reached {
					t.Errorf("without %v and without the attack some node does not come to step %d", a.Waive, goal)
				}
				for seed := uint64(0); seed < 12 && broken[a.Breaks] == 0; seed++ {
					o := play(t, a, c, seed, a.Waive...)
					for _, b := range o.Breaches() {
						broken[b.Rule]++
					}
					if !o.reached && len(o.Breaches()) == 0 {
						broken["TLCB-O6"]++
					}
				}
			}
			if broken[a.Breaks] == 0 {
				t.Errorf("broken: %v, want %s", broken, a.Breaks)
			}
		})
	}
}

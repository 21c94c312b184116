package attack

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"quesera/internal/shard"
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

func of(n, t, crashed, corrupt int) tlcb.Config {
	return tlcb.Config{Thresholds: tlc.Thresholds{Nodes: n, Message: t, Witness: t}, Crashed: crashed, Corrupt: corrupt}
}

var groups = []tlcb.Config{of(4, 3, 1, 1), of(5, 4, 1, 2), of(3, 3, 0, 2), of(7, 5, 2, 2)}

// outcome is what came of a run under an attack.
type outcome struct {
	*qsc4.Watch
	clock   *tlcb.Watch
	world   *sim.World[tlcb.State]
	stage   clock.Stage
	correct model.NodeSet
	reached bool
	healed  *bool                      // what keeps regions apart ends some time
	heard   map[string]map[string]bool // by kind, corrupt author and step: payloads that correct nodes took in
}

// hear notes what a correct node takes in of corrupt nodes' payloads.
func (o *outcome) hear(e sim.Observation[tlcb.State]) {
	for _, effect := range e.Effects {
		p, _ := effect.(log.Processed[*tlcb.View])
		if p.Item == nil || !o.correct.Has(e.Node) || o.correct.Has(p.Item.Node) {
			continue
		}
		if raw, ok := p.Item.Action.(tlcb.Raw); ok {
			what := fmt.Sprintf("%T %d %d", raw.Payload, p.Item.Node, raw.Step)
			if o.heard[what] == nil {
				o.heard[what] = map[string]bool{}
			}
			o.heard[what][string(raw.Payload.AppendTo(nil))] = true
		}
	}
}

// broken are the obligations that the run breaks.
func (o outcome) broken() []tlcb.Breach { return append(o.clock.Breaches(), o.Breaches()...) }

// play runs the attack of a name by the last nodes of a group, for two rounds.
func play(t testing.TB, name string, c tlcb.Config, sharing qsc4.Sharing, seed uint64, waived ...string) outcome {
	t.Helper()
	g := tlcb.IdealGroup("attack", seed, c.Nodes)
	layer := qsc4.New(c, g.ID, sharing, waived...)
	m, err := tlcb.New(c, g, layer, waived...)
	if err != nil {
		t.Fatal(err)
	}
	s := clock.Stage{Config: c, Group: g, Machine: m, Corrupt: model.All(c.Nodes).Minus(model.All(c.Nodes - c.Corrupt))}
	o := outcome{Watch: qsc4.NewWatch(layer, s.Correct()), clock: tlcb.NewWatch(c, s.Correct()), correct: s.Correct(),
		stage: s, heard: map[string]map[string]bool{}, healed: new(bool)}
	var attack clock.Attack
	for _, a := range With(layer) {
		if a.Name == name {
			attack = a
		}
	}
	config := sim.Config[tlcb.State]{Nodes: c.Nodes, Machine: attack.Play(s), InPlace: true, Chooser: sim.Random(seed),
		Timeouts: true, Observe: func(e sim.Observation[tlcb.State]) { o.clock.Observe(e); o.Observe(e); o.hear(e) }}
	if attack.Network != nil && seed%2 == 0 {
		network := attack.Network(s).(sim.Oblivious)
		config.Adversary = sim.Oblivious(func(view []sim.Envelope, c sim.Chooser) int {
			if *o.healed {
				return c.Choose(len(view))
			}
			return network(view, c)
		})
	}
	if o.world, err = sim.New(config); err != nil {
		t.Fatal(err)
	}
	limit := 2000 * uint64(c.Nodes)
	if config.Adversary != nil { // it need not let all come to the end
		limit /= 4
	}
	err = o.world.Run(func() bool {
		o.reached = true
		for i := range o.correct.Members() {
			own := o.world.State(i).Own()
			o.reached = o.reached && own != nil && own.State.Own().Step >= qsc4.StartOf(2)+1
		}
		return o.reached || len(o.broken()) > 0
	}, limit)
	if err != nil && !errors.Is(err, sim.ErrLimit) && !errors.Is(err, sim.ErrStuck) {
		t.Fatal(err)
	}
	return o
}

// evidence lets what was said arrive, and judges what the correct nodes know then, by a stranger's machine.
func (o outcome) evidence(t testing.TB, c tlcb.Config, seed uint64) int {
	t.Helper()
	*o.healed = true
	same := func() bool {
		for i := range o.correct.Members() {
			if !o.world.State(i).Corrupt().Equal(o.world.State(0).Corrupt()) {
				return false
			}
		}
		return true
	}
	if err := o.world.Run(same, 40_000*uint64(c.Nodes)); err != nil && !errors.Is(err, sim.ErrLimit) {
		t.Fatal(err)
	}
	layer := qsc4.New(c, o.stage.Group.ID, qsc4.NewIdeal(seed))
	stranger, err := tlcb.New(c, o.stage.Group, layer)
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := o.stage.Evidence(o.world.State, stranger)
	if err != nil {
		t.Errorf("n=%d, seed %d: %v", c.Nodes, seed, err)
	}
	return pieces
}

// No attack, on the clock or on the layer, breaks an obligation or has a correct node blamed (QSC4-O1 to O4, TLCB-O1 to
// O9, LOG-O1).
func TestNoAttackBreaksAnObligation(t *testing.T) {
	seeds, groups := uint64(2), groups
	switch {
	case os.Getenv("QUESERA_DEEP") != "":
		seeds = 500
	case testing.Short():
		seeds, groups = 1, groups[:2]
	}
	runs, pieces := 0, 0
	for _, a := range With(qsc4.New(groups[0], "", qsc4.NewIdeal(1))) {
		t.Run(a.Name, func(t *testing.T) {
			exposed := 0
			for k, c := range groups {
				for seed := range seeds {
					if !shard.Mine(seed) {
						continue
					}
					o := play(t, a.Name, c, qsc4.NewIdeal(seed), seed)
					runs++
					if b := o.broken(); len(b) > 0 {
						t.Fatalf("n=%d, seed %d: %+v", c.Nodes, seed, b[0])
					}
					if !o.reached && c.Corrupt <= c.Crashed && a.Network == nil {
						t.Errorf("n=%d, seed %d: some correct node does not come to the end of round 1", c.Nodes, seed)
					}
					exposed += o.clock.Exposed(0).Len()
					if seeds > 2 || k < 3 && seed == 0 {
						pieces += o.evidence(t, c, seed)
					}
				}
			}
			if (exposed == 0) != a.Quiet {
				t.Errorf("%d corrupt nodes are exposed, quiet = %v", exposed, a.Quiet)
			}
		})
	}
	t.Logf("%d runs, %d pieces of evidence", runs, pieces)
}

// Each attack on the layer hurts where nobody keeps the rule that stops it, and without the attack nothing does; but
// who leaks does nothing else than others, so that without its rule tickets are known to all anyway.
func TestEachAttackHurtsWithoutTheRuleThatStopsIt(t *testing.T) {
	for _, a := range All(qsc4.New(groups[0], "", qsc4.NewIdeal(1))) {
		if a.Breaks == "" {
			t.Errorf("%s: nothing is named that it breaks", a.Name)
		}
		if a.Breaks == "QSC4-R1" {
			continue // proofs/qsc4 shows that the spec does not follow such a run
		}
		t.Run(a.Name, func(t *testing.T) {
			broken := map[string]int{}
			unbound := qsc4.NewIdeal(1)
			unbound.Unbound = a.Unbound
			plain := play(t, "", groups[0], unbound, 1, a.Waive...)
			if len(plain.broken()) > 0 != (a.Name == "leak") || !plain.reached && a.Name != "leak" {
				t.Errorf("without the rule and without the attack: %+v, reached %v", plain.broken(), plain.reached)
			}
			for seed := range uint64(40) {
				sharing := qsc4.NewIdeal(seed)
				sharing.Unbound = a.Unbound
				o := play(t, a.Name, groups[seed%2], sharing, seed, a.Waive...)
				for _, b := range o.broken() {
					broken[b.Rule]++
				}
				if !o.reached && len(o.broken()) == 0 {
					broken["TLCB-O6"]++
				}
				if broken[a.Breaks] > 0 {
					return
				}
			}
			t.Errorf("broken: %v, want %s", broken, a.Breaks)
		})
	}
}

// Corrupt nodes deal and propose twice, each time to different correct nodes (TLC §5.2.3, §5.3.3). Method: what correct
// nodes take in of a corrupt node's payloads, step by step, in runs that break nothing.
func TestCorruptNodesDealAndProposeTwice(t *testing.T) {
	for name, kind := range map[string]string{"equivocate": "qsc4.Opening", "two-proposals": "qsc4.Proposal"} {
		twice := 0
		for seed := uint64(1); seed < 20; seed += 2 {
			o := play(t, name, of(4, 3, 1, 1), qsc4.NewIdeal(seed), seed)
			if b := o.broken(); len(b) > 0 {
				t.Fatalf("%s, seed %d: %+v", name, seed, b[0])
			}
			for what, payloads := range o.heard {
				if strings.HasPrefix(what, kind) && len(payloads) > 1 {
					twice++
				}
			}
		}
		if twice < 2 {
			t.Errorf("%s: two of one step are heard %d times", name, twice)
		}
	}
}

// If exposed nodes left the clock's thresholds in the middle of a round (TLC §5.2.2), a view could end the round with
// fewer shares than a deal needs that was made before the exposure: certified proposals would be discarded in some
// views and not in others. So QSC4's clock keeps its thresholds; the same runs with them lose no ticket.
func TestThresholdsThatShrinkInARoundLoseTickets(t *testing.T) {
	lost := 0
	for seed := range uint64(30) {
		for _, shrink := range []bool{true, false} {
			c := of(4, 3, 1, 1)
			c.Shrink = shrink
			for _, b := range play(t, "turn-back", c, qsc4.NewIdeal(seed), seed).broken() {
				if !shrink || b.Rule != "QSC4-O3" && b.Rule != "QSC4-O1" {
					t.Errorf("shrink = %v, seed %d: %+v", shrink, seed, b)
				}
				lost++
			}
		}
	}
	if lost == 0 {
		t.Error("no ticket is lost, want one where thresholds shrink")
	}
	t.Logf("%d obligations broken in 30 runs", lost)
}

// Nor does an attack on groups of nine and ten nodes, which are too large for the specs to follow. Method: some of the
// attacks, and all with QUESERA_DEEP=1.
func TestNoAttackBreaksAnObligationOfALargerGroup(t *testing.T) {
	for n, c := range []tlcb.Config{of(9, 7, 2, 3), of(10, 7, 3, 3)} {
		for k, a := range With(qsc4.New(c, "", qsc4.NewIdeal(1))) {
			if os.Getenv("QUESERA_DEEP") == "" && k%7 != 3*n {
				continue
			}
			o := play(t, a.Name, c, qsc4.NewIdeal(1), uint64(2*k+1))
			if b := o.broken(); len(b) > 0 {
				t.Errorf("%s, n=%d: %+v", a.Name, c.Nodes, b[0])
			}
			if !o.reached && c.Corrupt <= c.Crashed && a.Network == nil {
				t.Errorf("%s, n=%d: some correct node does not come to the end of round 1", a.Name, c.Nodes)
			}
		}
	}
}

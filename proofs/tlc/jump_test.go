package tlc

import (
	"testing"

	"quesera/model"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/proofs/refine"
	"quesera/spec"
	spectlc "quesera/spec/tlc"
)

// A jump takes a node over steps: it acknowledges nothing of what it takes over, and broadcasts nothing for the steps
// that it passes over (TLC-10.2). Jumps are those of a run, with steps as the spec counts them.
type jumps struct {
	count int
	from  map[stay]spectlc.View // what who jumped knew before it did, of the step that it left
	over  map[stay]spectlc.View // what it would have known on reaching a step that it passed over
}

// stay is a node's time in a step.
type stay struct {
	node spec.NodeID
	step uint8
}

func newJumps() jumps { return jumps{from: map[stay]spectlc.View{}, over: map[stay]spectlc.View{}} }

// jumped: node j, which knew before, jumps over steps and knows after.
func (l *jumps) jumped(j spec.NodeID, from, to uint8, before, after spectlc.View) {
	l.count++
	l.from[stay{j, from}] = before
	for s := from + 1; s < to; s++ {
		known := after
		for later := s; later < spectlc.MaxSteps; later++ {
			known.Raw[later], known.Cert[later] = 0, 0
		}
		l.over[stay{j, s}] = known
	}
}

// inStep is what k knew of step s while it was there, and could acknowledge.
func (l *jumps) inStep(c spectlc.Config, st *spectlc.State, k spec.NodeID, s uint8) spectlc.View {
	if known, jumped := l.from[stay{k, s}]; jumped {
		return known
	}
	if _, over := l.over[stay{k, s}]; over {
		return spectlc.View{}
	}
	return leaving(c, st, k, s)
}

// passedOver adds to a state what nodes would have known on reaching the steps that they passed over.
func (l *jumps) passedOver(st *spectlc.State) {
	for at, known := range l.over {
		st.AtRaw[at.step][at.node] = known
	}
}

// TLC-R6. Claim: the model refines its spec across jumps (TLC-10.2): a node that takes over what another one's message
// carries, certificates and all, takes the action Adopt of spec/tlc, after which it and all others know what the spec
// says; and the end of the run keeps the contract (TLC §2.1, 2.4).
//
// Method: random schedules of nodes that jump whenever they hear of a later step, of groups up to spec.MaxNodes, all
// thresholds, on each of the networks that lose messages in turn (refine.NetworkOf); and runs of twenty steps, each
// three steps in a row of which are followed like a run of their own (TLC-R7).
func TestTheModelOfTheClockRefinesItsSpecAcrossJumps(t *testing.T) {
	count, over := 0, 0
	for n := uint8(2); n <= spec.MaxNodes; n++ {
		for k, c := range thresholds(n) {
			for seed := range uint64(refine.Often(6, 100)) {
				c, network := lossy(c, seed, k)
				sh := newShadow(c)
				if _, err := sh.run(sim.Random(seed<<8|uint64(n)), network); err != nil {
					t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
				}
				count, over = count+sh.jumps.count, over+len(sh.jumps.over)
			}
		}
	}
	t.Logf("%d jumps, over %d steps", count, over)
	if count < 400 || over < 40 {
		t.Errorf("%d jumps, over %d steps, want many", count, over)
	}
	count, over, windows := 0, 0, 0
	for n := uint8(2); n <= 4; n++ {
		for k, c := range thresholds(n) {
			for seed := range uint64(refine.Often(4, 20)) {
				c, network := lossy(c, seed, k)
				run := newLong(c, 20)
				if err := run.play(sim.Random(seed<<8|uint64(n)), network); err != nil {
					t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
				}
				for _, w := range run.windows {
					count, over = count+w.jumps.count, over+len(w.jumps.over)
				}
				windows += run.whole
			}
		}
	}
	t.Logf("%d jumps, over %d steps, in windows, of which %d end", count, over, windows)
	if count < 200 || over < 10 || windows < 100 {
		t.Errorf("%d jumps over %d steps in windows, of which %d end, want many", count, over, windows)
	}
}

// lossy is a clock whose nodes jump, and a network that loses messages or, every other time, leaves one node behind.
func lossy(c spectlc.Config, seed uint64, k int) (spectlc.Config, refine.Network) {
	c.Jumps = true
	n := int(c.Nodes)
	if seed%2 == 1 {
		return c, refine.Network{Timeouts: true, Adversary: refine.Adversary{Name: "leaves one behind",
			New: func() sim.Adversary { return leavesOneBehind(n) }}}
	}
	against := adversaries(c)
	return c, refine.NetworkOf(seed<<1|2, n, against[(k+int(seed/2))%len(against)])
}

// leavesOneBehind is a network in which one node after the other is heard by nobody and hears nothing until others are
// two steps on. Then it is heard, and what was sent to it last arrives first.
func leavesOneBehind(n int) sim.Oblivious {
	var behind model.NodeID
	var since, high model.Step
	freed := 0 // so many packets have arrived since the others were far enough
	return func(view []sim.Envelope, c sim.Chooser) int {
		var others, from, to []int
		for k, e := range view {
			switch high = max(high, model.Step(e.Label.Step)); {
			case e.From == behind:
				from = append(from, k)
			case e.To == behind:
				to = append(to, k)
			default:
				others = append(others, k)
			}
		}
		far := high >= since+2
		if far {
			freed++
		}
		if freed > 20*n {
			behind, since, freed = model.NodeID(c.Choose(n)), high, 0
		}
		switch {
		case len(others) > 0 && (!far || len(from)+len(to) == 0):
			return others[c.Choose(len(others))]
		case !far:
			return -1 // who waits for the layer above goes on
		case len(from) > 0:
			return from[0]
		}
		return to[len(to)-1]
	}
}

// onJumped takes the action by which j takes over what a raw message carries.
func (sh *shadow) onJumped(j model.NodeID, e tlc.Jumped) error {
	sh.jumps.jumped(spec.NodeID(j), uint8(e.From), uint8(e.To), sh.Above.State.View[j], sh.historyOf(&sh.States[j]))
	return sh.Above.Take("Adopt", uint16(e.Carried.Node), uint16(j), uint16(e.To))
}

// onJumped is the same of a window, within which the jump lies. A jump to its first step is like any other way there.
func (w *window) onJumped(j model.NodeID, e tlc.Jumped, s *tlc.State) error {
	if w.at[j] < w.base || w.at[j] >= w.base+spectlc.MaxSteps {
		return nil
	}
	from, to := uint8(e.From-w.base), uint8(e.To-w.base)
	w.jumps.jumped(spec.NodeID(j), from, to, w.above.State.View[j], w.historyOf(s))
	return w.above.Take("Adopt", uint16(e.Carried.Node), uint16(j), uint16(to))
}

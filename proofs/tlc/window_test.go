package tlc

import (
	"fmt"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/sim"
	"quesera/model/tlc"
	proofs "quesera/proofs/clock"
	"quesera/proofs/refine"
	"quesera/spec"
	spectlc "quesera/spec/tlc"
)

// TLC-R7. Claim: any three steps in a row of a run of the model, however long it is, are a run of spec/tlc, and their
// outcome is one of the contract (TLC §2.1-2.6). So what is shown of the first three steps is so of all; among them are
// those in which the steps before are forgotten.
//
// Method: random schedules with faults of runs of twenty steps (refine.NetworkOf). Each three steps in a row are
// followed like a run of their own, whose steps are counted from the first of the three. A node that has not come so
// far counts as in the first of them, where it hears nothing yet; one that has left them stops. Windows into or out of
// which a node jumps are not followed any more.
func TestAnyThreeStepsOfALongRunRefineTheSpec(t *testing.T) {
	const horizon = 20
	windows, forgotten, dropped := 0, 0, 0
	for n := uint8(1); n <= 4; n++ {
		for k, c := range thresholds(n) {
			if c.MessageThreshold == n && n > 3 {
				continue // all wait for the last one, which takes long
			}
			for seed := range uint64(refine.Often(2, 40)) {
				seed = seed*4 + uint64(k) + uint64(n)
				against := adversaries(c)
				network := refine.NetworkOf(seed, int(n), against[(int(n)+k)%len(against)])
				run := newLong(c, horizon)
				if err := run.play(sim.Random(seed<<8|uint64(n)), network); err != nil {
					t.Fatalf("%+v, seed %d, %s: %v", c, seed, network.Adversary.Name, err)
				}
				windows, forgotten, dropped = windows+run.whole, forgotten+run.forgotten, dropped+run.dropped
			}
		}
	}
	t.Logf("%d windows followed to their end, %d steps forgotten, %d windows jumped into", windows, forgotten, dropped)
	if windows < 400 || forgotten < 400 {
		t.Errorf("%d windows followed to their end and %d steps forgotten by a node, want many", windows, forgotten)
	}
}

// A long run is followed in windows.
type long struct {
	config    spectlc.Config // of each window
	horizon   model.Step
	windows   []*window
	states    []tlc.State
	whole     int // windows in which all nodes came to the end
	dropped   int // windows that are not followed any more, since a node jumped into them or out of them
	forgotten int // steps that nodes have passed, and of which they have nothing any more
}

func newLong(c spectlc.Config, horizon model.Step) *long {
	c.Horizon = spectlc.MaxSteps
	run := &long{config: c, horizon: horizon}
	for base := model.Step(0); base+spectlc.MaxSteps <= horizon; base++ {
		run.windows = append(run.windows, newWindow(c, base))
	}
	return run
}

// play makes the run, and judges its end.
func (l *long) play(chooser sim.Chooser, n refine.Network) error {
	machine, err := tlc.New(thresholdsOf(l.config))
	if err != nil {
		return err
	}
	machine.Viral = l.config.Jumps
	run := refine.Run[tlc.State]{Nodes: int(l.config.Nodes), Network: n,
		Machine: halting{machine, l.horizon, n.Adversary.Reads},
		Needs:   int(max(l.config.MessageThreshold, l.config.WitnessThreshold)),
		Done:    func(s *tlc.State) bool { return s.Step() >= l.horizon }, Observe: l.observe}
	if err := run.Play(chooser); err != nil {
		return err
	}
	for _, w := range l.windows {
		whole, err := w.judge()
		if err != nil {
			return fmt.Errorf("steps from %d on: %w", w.base, err)
		}
		if whole {
			l.whole++
		}
	}
	for j := range l.states {
		for s := range l.states[j].Step() {
			if l.states[j].History().Raws(s).Empty() {
				l.forgotten++
			}
		}
	}
	return nil
}

// observe has every window see a transition.
func (l *long) observe(o sim.Observation[tlc.State]) error {
	if o.Event == nil {
		l.states = append(l.states, *o.After)
	}
	l.states[o.Node] = *o.After
	for _, e := range o.Effects {
		if e, ok := e.(tlc.Jumped); ok {
			before := len(l.windows)
			l.windows = slices.DeleteFunc(l.windows, func(w *window) bool {
				at, end := w.at[o.Node], w.base+spectlc.MaxSteps
				return at < w.base && w.base < e.To || w.base <= at && at < end && end <= e.To
			})
			l.dropped += before - len(l.windows)
		}
	}
	for _, w := range l.windows {
		if err := w.observe(o, l.states); err != nil {
			return fmt.Errorf("steps from %d on: %w", w.base, err)
		}
	}
	return nil
}

// A window follows three steps in a row, from base on, by actions of spec/tlc.
type window struct {
	above   *refine.Player[spectlc.State]
	config  spectlc.Config
	base    model.Step
	at      []model.Step // in which step each node is
	stamped map[causal.Stamp]position
	carried map[tlc.ID]spectlc.View
	tardy   [spectlc.MaxSteps]spec.NodeSet
	left    map[model.NodeID]spectlc.View // what each node knew on leaving the window
	jumps   jumps
}

func newWindow(c spectlc.Config, base model.Step) *window {
	return &window{above: refine.NewPlayer(c.Spec()), config: c, base: base, at: make([]model.Step, c.Nodes),
		stamped: map[causal.Stamp]position{}, carried: map[tlc.ID]spectlc.View{}, left: map[model.NodeID]spectlc.View{},
		jumps: newJumps()}
}

// in reports whether a step is one of the window's.
func (w *window) in(s model.Step) bool { return s >= w.base && s < w.base+spectlc.MaxSteps }

// observe takes the actions that the effects of a transition are, and compares the states.
func (w *window) observe(o sim.Observation[tlc.State], states []tlc.State) error {
	if w.elsewhere(o) {
		return nil
	}
	for _, e := range o.Effects {
		if err := w.follow(o.Node, e, o.After); err != nil {
			return fmt.Errorf("node %d, %T: %w", o.Node, e, err)
		}
	}
	if len(states) < int(w.config.Nodes) {
		return nil
	}
	if _, gone := w.left[o.Node]; !gone && w.at[o.Node] >= w.base+spectlc.MaxSteps {
		w.left[o.Node] = w.historyOf(&states[o.Node])
	}
	if got := w.abstraction(states); got != w.above.State {
		return fmt.Errorf("after %T at node %d the model is in %+v, the spec in %+v", o.Event, o.Node, got, w.above.State)
	}
	return nil
}

// elsewhere reports whether a transition has nothing to do with the window, since all have left it or nobody has come
// to it yet. Then it only notes in which step the node is.
func (w *window) elsewhere(o sim.Observation[tlc.State]) bool {
	if len(w.left) == len(w.at) {
		return true
	}
	at := w.at[o.Node]
	for _, e := range o.Effects {
		if a, ok := e.(tlc.Advanced); ok {
			at = a.Step
		}
	}
	if at >= w.base || slices.Max(w.at) >= w.base {
		return false
	}
	w.at[o.Node] = at
	return true
}

// follow takes the action that an effect is, if it belongs to the window; after it node j is in state after.
func (w *window) follow(j model.NodeID, e model.Effect, after *tlc.State) error {
	s := func(step model.Step) uint16 { return uint16(step - w.base) }
	stopped := w.at[j] >= w.base+spectlc.MaxSteps
	switch e := e.(type) {
	case tlc.Advanced:
		return w.onAdvanced(j, e.Step)
	case tlc.Jumped:
		return w.onJumped(j, e, after)
	case tlc.DeliveredRaw:
		if w.in(e.Message.Step) && !stopped {
			return w.above.Take("DeliverRaw", uint16(e.Message.Node), uint16(j), s(e.Message.Step))
		}
	case tlc.DeliveredCert:
		if w.in(e.Message.Step) && !stopped {
			return w.above.Take("DeliverCert", uint16(e.Message.Node), uint16(j), s(e.Message.Step))
		}
	case model.Broadcast:
		switch m := e.Message.(type) {
		case *tlc.Raw:
			if w.in(m.Step) {
				w.record(m.ID(), position{m.Step, false}, &m.Header)
			}
		case *tlc.Cert:
			if w.in(m.Step) && w.record(m.ID(), position{m.Step, true}, &m.Header) {
				return w.above.Take("Certify", uint16(j))
			}
		}
	}
	return nil
}

// onAdvanced: the action before it took the node to its next step, or it does so by itself (TLC §2.2).
func (w *window) onAdvanced(j model.NodeID, s model.Step) error {
	w.at[j] = s
	if s <= w.base || s > w.base+spectlc.MaxSteps {
		return nil
	}
	to := uint8(s - w.base)
	if w.above.State.Step[j] < to && w.above.Can("Advance", uint16(j)) {
		if err := w.above.Take("Advance", uint16(j)); err != nil {
			return err
		}
	}
	if got := w.above.State.Step[j]; got != to {
		return fmt.Errorf("the model reaches step %d, the spec is in %d", s, w.base+model.Step(got))
	}
	beyond := 0
	for _, at := range w.at {
		if at > s {
			beyond++
		}
	}
	if w.in(s) && 2*beyond > int(w.config.Nodes) {
		w.tardy[to] = w.tardy[to].With(spec.NodeID(j))
	}
	return nil
}

// record notes what a broadcast of the window carries. It reports whether this is the first time.
func (w *window) record(id tlc.ID, at position, h *causal.Header) (first bool) {
	if _, again := w.carried[id]; again {
		return false
	}
	w.stamped[h.Stamp] = at
	var v spectlc.View
	for stamp, at := range w.stamped {
		if senders := refine.Set(h.Past.At(stamp)); at.cert {
			v.Cert[at.step-w.base] = senders
		} else {
			v.Raw[at.step-w.base] = senders
		}
	}
	w.carried[id] = v
	return true
}

// historyOf is what a node has delivered of the window.
func (w *window) historyOf(s *tlc.State) spectlc.View {
	var v spectlc.View
	for step := range model.Step(spectlc.MaxSteps) {
		v.Raw[step] = refine.Set(s.History().Raws(w.base + step))
		v.Cert[step] = refine.Set(s.History().Certs(w.base + step))
	}
	return v
}

// abstraction is what the states of all nodes, and the messages sent so far, are in the window (shadow.abstraction). A
// node that has not come to its first step has broadcast its message of it, and nobody has received it.
func (w *window) abstraction(states []tlc.State) spectlc.State {
	st := spectlc.State{Tardy: w.tardy}
	for j := range states {
		s := &states[j]
		view, gone := w.left[model.NodeID(j)]
		switch {
		case gone:
			st.Step[j], st.View[j] = spectlc.MaxSteps, view
			continue
		case s.Step() < w.base:
			st.View[j].Raw[0] = spec.Only(spec.NodeID(j))
			continue
		}
		st.Step[j], st.View[j] = uint8(s.Step()-w.base), w.historyOf(s)
		if s.Waiting() {
			st.AtRaw[st.Step[j]][j] = st.View[j]
			st.View[j].Raw[st.Step[j]] = st.View[j].Raw[st.Step[j]].With(spec.NodeID(j))
		}
	}
	for id, view := range w.carried {
		if id.Kind == tlc.KindRaw {
			st.AtRaw[id.Step-w.base][id.Node] = view
		} else {
			st.AtCert[id.Step-w.base][id.Node] = view
		}
	}
	w.jumps.passedOver(&st)
	for i := range states {
		if s := st.Step[i]; s < spectlc.MaxSteps && (w.config.Unwitnessed || !st.View[i].Cert[s].Has(spec.NodeID(i))) {
			st.Acks[i] = w.witnesses(&st, spec.NodeID(i), s)
		}
	}
	return st
}

// witnesses are those who saw i's raw message of its present step s while in s.
func (w *window) witnesses(st *spectlc.State, i spec.NodeID, s uint8) spec.NodeSet {
	if w.config.Unwitnessed {
		return spec.Only(i)
	}
	var all spec.NodeSet
	for k := range spec.NodeID(w.config.Nodes) {
		if w.jumps.inStep(w.config, st, k, s).Raw[s].Has(i) {
			all = all.With(k)
		}
	}
	return all
}

// judge holds the end of a window to the contract. It reports whether everybody came to it.
func (w *window) judge() (whole bool, err error) {
	contract, out := contractOf(w.config), outcomeOf(&w.above.State)
	if err := proofs.Judge(contract)(&out); err != nil {
		return false, err
	}
	if !w.config.Everyone(&w.above.State) {
		return false, nil
	}
	if w.config.Unwitnessed || w.jumps.count > 0 {
		return true, nil
	}
	return true, proofs.NewReplayer(contract).Run(&out)
}

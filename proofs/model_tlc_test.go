package proofs

import (
	"errors"
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	"quesera/spec"
	spectlc "quesera/spec/tlc"
)

// halting is TLC under a layer that says what the clock must not care about, a proposal with a ticket, and stops speaking
// at the horizon. A node there processes nothing more, but still answers those who ask.
type halting struct {
	tlc.Machine
	horizon model.Step
	tickets uint64 // how many different ones there are
}

func (h halting) Start(self model.NodeID) (tlc.State, []model.Effect) {
	s, effects := h.Machine.Start(self)
	return s, h.paced(effects)
}

func (h halting) Apply(s tlc.State, e model.Event) (tlc.State, []model.Effect) {
	if coin, ok := e.(model.Coin); ok {
		e = tlc.Broadcast{Payload: qsc3.Proposal{Ticket: qsc3.Ticket(coin.Value)}}
	}
	s, effects := h.Machine.Apply(s, e)
	return s, h.paced(effects)
}

// paced asks for a coin, the layer's sign to go on, after each step reached below the horizon.
func (h halting) paced(effects []model.Effect) []model.Effect {
	for _, e := range effects {
		if a, ok := e.(tlc.Advanced); ok && a.Step < h.horizon {
			return append(effects, model.AskCoin{Sides: h.tickets})
		}
	}
	return effects
}

// A shadow follows a run of the model by actions of spec/tlc: for each effect that the model reports it
// takes the action that this is, if its guard allows, and after each transition of the model
// it compares the whole state.
type shadow struct {
	config  spectlc.Config
	above   *player[spectlc.State]
	states  []tlc.State // of the nodes started so far
	stamped map[causal.Stamp]position
	past    map[tlc.ID]causal.Time // what each broadcast message carries
	digest  map[position]map[model.NodeID]model.Digest
	tardy   [spectlc.MaxSteps]spec.NodeSet
	acked   [spec.MaxNodes]spec.NodeSet // whose acknowledgments each node has reported in its present step
	err     error
}

// position is a place in every node's log: the raw message or the certificate of a step.
type position struct {
	step model.Step
	cert bool
}

func newShadow(c spectlc.Config) *shadow {
	return &shadow{config: c, above: newPlayer(c.Spec()), stamped: map[causal.Stamp]position{},
		past: map[tlc.ID]causal.Time{}, digest: map[position]map[model.NodeID]model.Digest{}}
}

// observe is one transition of the model.
func (sh *shadow) observe(o sim.Observation[tlc.State]) {
	if sh.err != nil {
		return
	}
	if o.Event == nil {
		sh.states = append(sh.states, *o.After)
	}
	sh.states[o.Node] = *o.After
	for _, e := range o.Effects {
		if err := sh.follow(o.Node, e); err != nil {
			sh.err = fmt.Errorf("node %d, %T: %w", o.Node, e, err)
			return
		}
	}
	if len(sh.states) < int(sh.config.Nodes) {
		return
	}
	if owed := o.After; sh.config.Witness > 0 && owed.Acks().Len() >= int(sh.config.Witness) && !owed.Certified() {
		sh.err = fmt.Errorf("node %d has the acknowledgments of %v and does not certify its message", o.Node, owed.Acks())
	}
	if got := sh.abstraction(); got != sh.above.state {
		sh.err = fmt.Errorf("after %T at node %d the model is in %+v, the spec in %+v", o.Event, o.Node, got, sh.above.state)
	}
}

// follow takes the action of the spec that an effect reports.
func (sh *shadow) follow(j model.NodeID, e model.Effect) error {
	switch e := e.(type) {
	case tlc.Jumped:
		return fmt.Errorf("a jump from step %d to %d, though all history is kept", e.From, e.To)
	case tlc.Advanced:
		return sh.onAdvanced(j, e.Step)
	case tlc.DeliveredRaw:
		return sh.above.take("DeliverRaw", uint16(e.Message.Node), uint16(j), uint16(e.Message.Step))
	case tlc.DeliveredCert:
		return sh.above.take("DeliverCert", uint16(e.Message.Node), uint16(j), uint16(e.Message.Step))
	case tlc.Acknowledged:
		return sh.onAcknowledged(spec.NodeID(j), spec.NodeID(e.By))
	case model.Broadcast:
		switch m := e.Message.(type) {
		case *tlc.Raw:
			if err := sh.carries(m); err != nil {
				return err
			}
			_, err := sh.record(j, m.ID(), position{m.Step, false}, &m.Header)
			return err
		case *tlc.Cert:
			first, err := sh.record(j, m.ID(), position{m.Step, true}, &m.Header)
			if err != nil || !first {
				return err
			}
			return sh.above.take("Certify", uint16(j))
		}
	}
	return nil
}

// carries: what a raw message says its sender had confirmed of the step before is what the sender knew then (TLC §4.6).
func (sh *shadow) carries(m *tlc.Raw) error {
	var want spec.NodeSet
	if m.Step > 0 {
		carried := sh.above.state.AtRaw[m.Step][m.Node]
		if want = carried.Cert[m.Step-1]; sh.config.Witness == 0 {
			want = carried.Raw[m.Step-1]
		}
	}
	if got := small(m.Confirmed); got != want {
		return fmt.Errorf("its message of step %d says it confirmed %v, want %v", m.Step, got, want)
	}
	return nil
}

// onAcknowledged: an acknowledgment counts once, of one who saw the message in its step (TLC §2.6).
func (sh *shadow) onAcknowledged(j, by spec.NodeID) error {
	s := sh.above.state.Step[j]
	if !sh.viewOnLeaving(by, s).Raw[s].Has(j) {
		return fmt.Errorf("an acknowledgment by %d counts, who did not see the message in step %d", by, s)
	}
	if sh.acked[j].Has(by) {
		return fmt.Errorf("an acknowledgment by %d counts twice in step %d", by, s)
	}
	sh.acked[j] = sh.acked[j].With(by)
	return nil
}

// onAdvanced: the action before it took the node to its next step, or it ticks alone (TLC §2.2).
func (sh *shadow) onAdvanced(j model.NodeID, s model.Step) error {
	if s > 0 && sh.above.state.Step[j] < uint8(s) && sh.config.Witness == 0 && sh.config.Message == 1 {
		if err := sh.above.take("Tick", uint16(j)); err != nil {
			return err
		}
	}
	if got := sh.above.state.Step[j]; got != uint8(s) {
		return fmt.Errorf("the model reaches step %d, the spec is in %d", s, got)
	}
	sh.acked[j] = 0
	beyond := 0
	for k := range sh.states {
		if sh.states[k].Step() > s {
			beyond++
		}
	}
	if s < model.Step(sh.config.Horizon) && 2*beyond > int(sh.config.Nodes) {
		sh.tardy[s] = sh.tardy[s].With(spec.NodeID(j))
	}
	return nil
}

// record notes what a broadcast carries, and that a node sends one message for each position of its
// log, though possibly several times. It reports whether this is the first time.
func (sh *shadow) record(j model.NodeID, id tlc.ID, at position, h *causal.Header) (first bool, err error) {
	if id.Node != j || h.Node != j {
		return false, fmt.Errorf("a message of node %d", id.Node)
	}
	if known, ok := sh.stamped[h.Stamp]; ok && known != at {
		return false, fmt.Errorf("stamp %d names %+v and %+v", h.Stamp, known, at)
	}
	sh.stamped[h.Stamp] = at
	if sh.digest[at] == nil {
		sh.digest[at] = map[model.NodeID]model.Digest{}
	}
	if digest, again := sh.digest[at][j]; again {
		if digest != id.Digest {
			return false, errors.New("two messages for one step")
		}
		return false, nil
	}
	sh.digest[at][j] = id.Digest
	sh.past[id] = h.Past
	return true, nil
}

// run plays the model until all who live have reached the horizon, or the world is stuck or the run too long,
// and judges the end by the axioms of the contract. It reports whether everybody got there.
func (sh *shadow) run(chooser sim.Chooser, n network) (finished bool, err error) {
	thresholds := tlc.Thresholds{Nodes: int(sh.config.Nodes), Message: int(sh.config.Message), Witness: int(sh.config.Witness),
		Unwitnessed: sh.config.Witness == 0}
	machine, err := tlc.New(thresholds)
	if err != nil {
		return false, err
	}
	w, err := sim.New(sim.Config[tlc.State]{Nodes: int(sh.config.Nodes), Machine: halting{machine, model.Step(sh.config.Horizon), n.adversary.tickets()},
		Chooser: chooser, Adversary: n.adversary.of(qsc3.Config{Thresholds: thresholds}), Faults: n.faults, Timeouts: n.timeouts, Observe: sh.observe})
	if err != nil {
		return false, err
	}
	done := func() bool {
		for i := range w.Live().Members() {
			if sh.states[i].Step() < model.Step(sh.config.Horizon) && sh.err == nil {
				return false
			}
		}
		return true
	}
	if err := w.Run(done, 20000); err != nil && !errors.Is(err, sim.ErrStuck) && !errors.Is(err, sim.ErrLimit) {
		return false, err
	}
	if sh.err != nil {
		return false, sh.err
	}
	return sh.judge()
}

// judge holds the end of a run to the contract.
func (sh *shadow) judge() (finished bool, err error) {
	contract, out := contractOf(sh.config), outcomeOf(&sh.above.state)
	if err := contractHolds(contract, &out); err != nil {
		return false, err
	}
	if !sh.config.Everyone(&sh.above.state) {
		return false, nil
	}
	if sh.config.Witness == 0 {
		return true, nil
	}
	return true, newReplayer(contract, &out).run()
}

var _ model.Machine[tlc.State] = halting{}

// everySchedule runs every schedule of a tiny group, or the first limit of them; it returns how many.
func everySchedule(t *testing.T, c spectlc.Config, limit int) (runs int, all bool) {
	t.Helper()
	schedules := sim.NewAll()
	for schedules.Next() {
		recording := sim.Record(schedules)
		if _, err := newShadow(c).run(recording, network{}); err != nil {
			t.Fatalf("%+v: %v\nschedule %v", c, err, recording.Schedule())
		}
		if runs++; runs == limit {
			return runs, false
		}
	}
	if err := schedules.Err(); err != nil {
		t.Fatal(err)
	}
	return runs, true
}

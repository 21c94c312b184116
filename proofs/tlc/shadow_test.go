package tlc

import (
	"errors"
	"fmt"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	proofs "quesera/proofs/clock"
	proofsqsc3 "quesera/proofs/qsc3"
	"quesera/proofs/refine"
	"quesera/spec"
	spectlc "quesera/spec/tlc"
)

// halting is TLC under a layer that says what the clock must not care about, a proposal with a ticket, and stops
// speaking at the horizon. A node there processes nothing more, but still answers those who ask.
type halting struct {
	tlc.Machine
	horizon model.Step
	read    bool // somebody reads the tickets, so that they should differ
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
	sides := uint64(1)
	if h.read {
		sides = 1 << 16
	}
	for _, e := range effects {
		if a, ok := e.(tlc.Advanced); ok && a.Step < h.horizon {
			return append(effects, model.AskCoin{Sides: sides})
		}
	}
	return effects
}

// thresholdsOf are the model's thresholds for a configuration of the spec.
func thresholdsOf(c spectlc.Config) tlc.Thresholds {
	return tlc.Thresholds{Nodes: int(c.Nodes), Message: int(c.MessageThreshold), Witness: int(c.WitnessThreshold),
		Unwitnessed: c.Unwitnessed}
}

// adversaries are those that the clock is run against: the layer above it is a round of QSC3, which some try to spoil.
func adversaries(c spectlc.Config) []refine.Adversary {
	return proofsqsc3.Adversaries(qsc3.Config{Thresholds: thresholdsOf(c)})
}

// A shadow follows a run of the model by actions of spec/tlc: each effect that the model reports is an action, or
// nothing.
type shadow struct {
	refine.Shadow[tlc.State, spectlc.State]
	config  spectlc.Config
	stamped map[causal.Stamp]position
	carried map[tlc.ID]spectlc.View // by each broadcast message
	digest  map[position]map[model.NodeID]model.Digest
	tardy   [spectlc.MaxSteps]spec.NodeSet
	jumps   jumps
	acked   [spec.MaxNodes]spec.NodeSet // whose acknowledgments each node has reported in its present step
}

// position is a place in every node's log: the raw message or the certificate of a step.
type position struct {
	step model.Step
	cert bool
}

func newShadow(c spectlc.Config) *shadow {
	sh := &shadow{config: c, stamped: map[causal.Stamp]position{}, carried: map[tlc.ID]spectlc.View{},
		digest: map[position]map[model.NodeID]model.Digest{}, jumps: newJumps()}
	sh.Shadow = refine.Shadow[tlc.State, spectlc.State]{Above: refine.NewPlayer(c.Spec()), Nodes: int(c.Nodes),
		Follow: sh.follow, Abstraction: sh.abstraction, Check: sh.certifies}
	return sh
}

// certifies: whoever has a witness threshold of acknowledgments has certified its message (TLC §2.6).
func (sh *shadow) certifies(o sim.Observation[tlc.State]) error {
	if at := o.After; !sh.config.Unwitnessed && at.Acks().Len() >= int(sh.config.WitnessThreshold) && !at.Certified() {
		return fmt.Errorf("node %d has the acknowledgments of %v and does not certify its message", o.Node, at.Acks())
	}
	return nil
}

// follow takes the action of the spec that an effect reports.
func (sh *shadow) follow(j model.NodeID, e model.Effect) error {
	switch e := e.(type) {
	case tlc.Jumped:
		return sh.onJumped(j, e)
	case tlc.Advanced:
		return sh.onAdvanced(j, e.Step)
	case tlc.DeliveredRaw:
		return sh.Above.Take("DeliverRaw", uint16(e.Message.Node), uint16(j), uint16(e.Message.Step))
	case tlc.DeliveredCert:
		return sh.Above.Take("DeliverCert", uint16(e.Message.Node), uint16(j), uint16(e.Message.Step))
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
			return sh.Above.Take("Certify", uint16(j))
		}
	}
	return nil
}

// carries: what a raw message says its sender had confirmed of the step before is what the sender knew then (TLC §4.6).
func (sh *shadow) carries(m *tlc.Raw) error {
	var want spec.NodeSet
	if m.Step > 0 {
		carried := sh.Above.State.AtRaw[m.Step][m.Node]
		if want = carried.Cert[m.Step-1]; sh.config.Unwitnessed {
			want = carried.Raw[m.Step-1]
		}
	}
	if got := refine.Set(m.Confirmed); got != want {
		return fmt.Errorf("its message of step %d says it confirmed %v, want %v", m.Step, got, want)
	}
	return nil
}

// onAcknowledged: an acknowledgment counts once, of one who saw the message in its step (TLC §2.6).
func (sh *shadow) onAcknowledged(j, by spec.NodeID) error {
	s := sh.Above.State.Step[j]
	if !sh.jumps.inStep(sh.config, &sh.Above.State, by, s).Raw[s].Has(j) {
		return fmt.Errorf("an acknowledgment by %d counts, who did not see the message in step %d", by, s)
	}
	if sh.acked[j].Has(by) {
		return fmt.Errorf("an acknowledgment by %d counts twice in step %d", by, s)
	}
	sh.acked[j] = sh.acked[j].With(by)
	return nil
}

// onAdvanced: the action before it took the node to its next step, or it does so by itself (TLC §2.2).
func (sh *shadow) onAdvanced(j model.NodeID, s model.Step) error {
	if s > 0 && sh.Above.State.Step[j] < uint8(s) && sh.Above.Can("Advance", uint16(j)) {
		if err := sh.Above.Take("Advance", uint16(j)); err != nil {
			return err
		}
	}
	if got := sh.Above.State.Step[j]; got != uint8(s) {
		return fmt.Errorf("the model reaches step %d, the spec is in %d", s, got)
	}
	sh.acked[j] = 0
	beyond := 0
	for k := range sh.States {
		if sh.States[k].Step() > s {
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
	sh.carried[id] = sh.viewOf(h.Past) // whose parts were all sent before it
	return true, nil
}

// run plays the model until all who live have reached the horizon, or the world is stuck or the run too long,
// and judges the end by the axioms of the contract. It reports whether everybody got there.
func (sh *shadow) run(chooser sim.Chooser, n refine.Network) (finished bool, err error) {
	machine, err := tlc.New(thresholdsOf(sh.config))
	if err != nil {
		return false, err
	}
	machine.Viral = sh.config.Jumps
	horizon := model.Step(sh.config.Horizon)
	run := refine.Run[tlc.State]{Nodes: int(sh.config.Nodes), Machine: halting{machine, horizon, n.Adversary.Reads},
		Network: n, Needs: int(max(sh.config.MessageThreshold, sh.config.WitnessThreshold)),
		Done: func(s *tlc.State) bool { return s.Step() >= horizon }, Observe: sh.Observe}
	if err := run.Play(chooser); err != nil {
		return false, err
	}
	return sh.judge()
}

// judge holds the end of a run to the contract.
func (sh *shadow) judge() (finished bool, err error) {
	contract, out := contractOf(sh.config), outcomeOf(&sh.Above.State)
	if err := proofs.Judge(contract)(&out); err != nil {
		return false, err
	}
	if !sh.config.Everyone(&sh.Above.State) {
		return false, nil
	}
	if sh.config.Unwitnessed || sh.jumps.count > 0 { // of which the generator of spec/clock makes no outcomes
		return true, nil
	}
	return true, proofs.NewReplayer(contract).Run(&out)
}

package qsc3

import (
	"errors"
	"fmt"
	"slices"

	"quesera/model"
	"quesera/model/causal"
	"quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
	clockproofs "quesera/proofs/clock"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/clock"
	specqsc "quesera/spec/qsc3"
)

// haltingRounds is QSC3 that stops speaking at the horizon, as halting is TLC.
type haltingRounds struct {
	qsc3.Machine
	horizon model.Step
}

func (h haltingRounds) Apply(s qsc3.State, e model.Event) (qsc3.State, []model.Effect) {
	s, effects := h.Machine.Apply(s, e)
	if s.Clock().Step() >= h.horizon {
		effects = slices.DeleteFunc(effects, func(e model.Effect) bool { _, asks := e.(model.AskCoin); return asks })
	}
	return s, effects
}

// A recorder keeps what a run of the model of QSC3 sent and decided.
type recorder struct {
	config  qsc3.Config
	states  []qsc3.State
	raws    map[model.Step]map[model.NodeID]*tlc.Raw
	certs   map[model.Step]model.NodeSet // whose message of the step was certified
	stamped map[causal.Stamp]tlc.ID      // of which kind and step a stamp is
	ended   map[qsc3.Round]map[model.NodeID]ending
	order   []decision
	jumps   int
}

// ending is what a node concluded of a round, and the history it had then.
type ending struct {
	decided qsc3.Decided
	history tlc.History
}

type decision struct {
	node    model.NodeID
	decided qsc3.Decided
}

func newRecorder(c qsc3.Config) *recorder {
	return &recorder{config: c, states: make([]qsc3.State, c.Nodes), raws: map[model.Step]map[model.NodeID]*tlc.Raw{},
		certs:   map[model.Step]model.NodeSet{},
		stamped: map[causal.Stamp]tlc.ID{}, ended: map[qsc3.Round]map[model.NodeID]ending{}}
}

// observe is one transition of the model.
func (r *recorder) observe(o sim.Observation[qsc3.State]) error {
	r.states[o.Node] = *o.After
	for _, e := range o.Effects {
		switch e := e.(type) {
		case tlc.Jumped:
			if r.jumps++; !r.config.Viral {
				return errors.New("a jump, though all history is kept")
			}
		case qsc3.Decided:
			if r.ended[e.Round] == nil {
				r.ended[e.Round] = map[model.NodeID]ending{}
			}
			r.ended[e.Round][o.Node] = ending{e, *o.After.Clock().History()}
			r.order = append(r.order, decision{o.Node, e})
		case model.Broadcast:
			switch m := e.Message.(type) {
			case *tlc.Raw:
				if r.raws[m.Step] == nil {
					r.raws[m.Step] = map[model.NodeID]*tlc.Raw{}
				}
				r.raws[m.Step][m.Node] = m
				r.stamped[m.Stamp] = tlc.ID{Kind: tlc.KindRaw, Step: m.Step}
			case *tlc.Cert:
				r.certs[m.Step] = r.certs[m.Step].With(m.Node)
				r.stamped[m.Stamp] = tlc.ID{Kind: tlc.KindCert, Step: m.Step}
			}
		}
	}
	return nil
}

// run plays so many rounds, or as many as the network allows.
func (r *recorder) run(rounds qsc3.Round, chooser sim.Chooser, n refine.Network) error {
	machine, err := qsc3.New(r.config)
	if err != nil {
		return err
	}
	horizon := r.config.StartOf(rounds-1) + specqsc.Steps
	run := refine.Run[qsc3.State]{Nodes: r.config.Nodes, Machine: haltingRounds{machine, horizon}, Network: n,
		Needs: max(r.config.Message, r.config.Witness),
		Done:  func(s *qsc3.State) bool { return s.Clock().Step() >= horizon }, Observe: r.observe}
	return run.Play(chooser)
}

// A round extracts one round of a recorded run as an outcome of the clock's contract, steps counted from
// the start of the round.
type round struct {
	*recorder
	number qsc3.Round
	start  model.Step
	out    clock.State
}

func (r *round) nodes() spec.NodeID { return spec.NodeID(r.config.Nodes) }

// viewOf reads a vector time.
func (r *round) viewOf(past causal.Time) clock.View {
	var v clock.View
	for stamp, at := range r.stamped {
		if at.Step < r.start || at.Step >= r.start+specqsc.Steps {
			continue
		}
		if at.Kind == tlc.KindCert {
			v.Cert[at.Step-r.start] = refine.Set(past.At(stamp))
		} else {
			v.Raw[at.Step-r.start] = refine.Set(past.At(stamp))
		}
	}
	return v
}

// historyOf is what a history has of the steps of the round up to the given one.
func (r *round) historyOf(h *tlc.History, last int) clock.View {
	var v clock.View
	for s := 0; s <= last; s++ {
		v.Raw[s] = refine.Set(h.Raws(r.start + model.Step(s)))
		v.Cert[s] = refine.Set(h.Certs(r.start + model.Step(s)))
	}
	return v
}

// sent reports whether j has a message of step s of the round.
func (r *round) sent(j spec.NodeID, s int) bool {
	return r.raws[r.start+model.Step(s)][model.NodeID(j)] != nil
}

// leaving is what j knew when it left step s of the round, if it did. Of steps that it jumped over, and of the one that
// it jumped out of, it is what it then knew of them and of the steps before.
func (r *round) leaving(j spec.NodeID, s int) (clock.View, bool) {
	for next := s + 1; next < specqsc.Steps; next++ {
		if r.sent(j, next) {
			return firstSteps(r.viewOf(r.raws[r.start+model.Step(next)][model.NodeID(j)].Past), s), true
		}
	}
	end, decided := r.ended[r.number][model.NodeID(j)]
	return r.historyOf(&end.history, s), decided
}

// firstSteps is what a view has of the steps up to the given one.
func firstSteps(v clock.View, last int) clock.View {
	for s := last + 1; s < len(v.Raw); s++ {
		v.Raw[s], v.Cert[s] = 0, 0
	}
	return v
}

// withSilent adds to what j knew on leaving step s messages for the steps that nodes jumped over: the contract has a
// message of everybody for each step. Nobody receives them but their senders, and those who have a later message of
// the same sender; they are never certified, and their tickets are below all others. So they change no conclusion.
func (r *round) withSilent(v clock.View, j spec.NodeID, s int) clock.View {
	for i := range r.nodes() {
		for over := range s + 1 {
			if r.sent(i, over) {
				continue
			}
			known := i == j
			for later := over + 1; later <= s; later++ {
				known = known || v.Raw[later].Has(i)
			}
			if known {
				v = union(v, r.out.Carried[over][i])
				v.Raw[over] = v.Raw[over].With(i)
			}
		}
	}
	return v
}

// extract fills the outcome. A node that did not leave a step in the run, because it crashed, lags, or the run
// ended, is taken through it by any legal Hear. Nobody's conclusion depends on which: what such a node sends
// afterwards reaches nobody, so that no certificate of it exists and no view contains it. It reports
// whether all could leave all steps.
func (r *round) extract() (whole bool) {
	for s := range specqsc.Steps {
		for j := range r.nodes() {
			view, left := r.leaving(j, s)
			if !left {
				if view, left = r.complete(j, s); !left {
					return false
				}
			}
			view = r.withSilent(view, j, s)
			if s+1 < specqsc.Steps {
				r.out.Carried[s+1][j] = view
			} else {
				r.out.Knows[j] = view
			}
			r.out.Step[j] = uint8(s + 1)
		}
	}
	return true
}

// complete lets j, who is in step s, hear the first certified messages that it lacks.
func (r *round) complete(j spec.NodeID, s int) (clock.View, bool) {
	view := r.out.Carried[s][j]
	if at := r.states[j].Clock(); at.Step() == r.start+model.Step(s) {
		view = union(view, r.historyOf(at.History(), s))
	}
	view.Raw[s] = view.Raw[s].With(j)
	certified := refine.Set(r.certs[r.start+model.Step(s)])
	for i := range r.nodes() {
		if certified.Has(i) && !view.Cert[s].Has(i) && view.Cert[s].Len() < r.config.Message {
			view = union(view, r.out.Carried[s][i])
			view.Raw[s], view.Cert[s] = view.Raw[s].With(i), view.Cert[s].With(i)
		}
	}
	return view, view.Cert[s].Len() == r.config.Message
}

func union(a, b clock.View) clock.View {
	for s := range a.Raw {
		a.Raw[s], a.Cert[s] = a.Raw[s].Union(b.Raw[s]), a.Cert[s].Union(b.Cert[s])
	}
	return a
}

// ranks are the tickets of the round as places in their order, equal for equal ones. Proposals not made come before all
// others: then there are fewer than nodes.
func (r *round) ranks() []uint16 {
	tickets := map[model.NodeID]qsc3.Ticket{}
	var sorted []qsc3.Ticket
	for i, m := range r.raws[r.start] {
		tickets[i] = m.Payload.(qsc3.Proposal).Ticket
		sorted = append(sorted, tickets[i])
	}
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	ranks := make([]uint16, r.nodes())
	for i, ticket := range tickets {
		rank, _ := slices.BinarySearch(sorted, ticket)
		if ranks[i] = uint16(rank); len(tickets) < len(ranks) {
			ranks[i]++
		}
	}
	return ranks
}

// replay plays the round as actions of spec/qsc3, every guard checked, and compares what the nodes that
// finished concluded. It reports whether there was anything to compare.
func (r *round) replay() (compared int, err error) {
	if !r.extract() {
		if len(r.ended[r.number]) > 0 {
			return 0, fmt.Errorf("round %d is decided by somebody, and cannot be completed by all", r.number)
		}
		return 0, nil
	}
	n, tm, tw := uint8(r.config.Nodes), uint8(r.config.Message), uint8(r.config.Witness)
	contract := clock.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Late: true,
		Exact: !r.config.Viral, Horizon: specqsc.Steps} // who jumps takes over more than it needs
	if err := clockproofs.Judge(contract)(&r.out); err != nil {
		return 0, err
	}
	c := clockproofs.Round(contract)
	c.Tickets = n
	lockstep := clockproofs.NewReplayer(contract)
	lockstep.Round = refine.NewPlayer(c.Spec())
	if err := lockstep.Run(&r.out); err != nil {
		return 0, err
	}
	for i, rank := range r.ranks() {
		if err := lockstep.Round.Take("Reveal", uint16(i), rank); err != nil {
			return 0, err
		}
	}
	for j, end := range r.ended[r.number] {
		if err := compare(c, &lockstep.Round.State, spec.NodeID(j), end.decided); err != nil {
			return 0, fmt.Errorf("round %d, node %d: %w", r.number, j, err)
		}
		compared++
	}
	if contract.Majorities() && !(c.AgreementForAnyTickets(&lockstep.Round.State) && c.Agreement(&lockstep.Round.State)) {
		return 0, fmt.Errorf("round %d breaks agreement", r.number)
	}
	return compared, nil
}

// compare holds a decision of the model to what the spec says of the same knowledge.
func compare(c specqsc.Config, st *specqsc.State, j spec.NodeID, d qsc3.Decided) error {
	p := spec.NodeID(d.Choice.Node)
	if !d.Choice.Known || !c.MayChoose(st, j, p) {
		return fmt.Errorf("it chooses %d, which is not a best confirmed proposal of %+v", p, st.Knows[j])
	}
	for q := range spec.NodeID(c.Nodes) {
		if c.Commits(st, j, q) != (d.Committed && q == p) {
			return fmt.Errorf("it commits %d: %v, and the spec %d: %v", p, d.Committed, q, c.Commits(st, j, q))
		}
	}
	return nil
}

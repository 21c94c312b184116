package qsc4

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	model4 "quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlcb"
	"quesera/proofs/refine"
	"quesera/spec"
	"quesera/spec/qsc4"
)

// A Follower follows rounds of model/qsc4 by spec/qsc4, and holds what correct nodes choose and see committed against
// it. For each proposal of a round the spec is played once, told of who knows of that proposal: what a correct node of
// the model knows of it on entering s+4 is what the spec has it know, action by action, each with its guard. The
// outcome is then the spec's rule on all of that, with the tickets that the model recovers.
type Follower struct {
	layer   *model4.Layer
	config  qsc4.Config
	correct model.NodeSet
	entered map[model.Step]map[model.NodeID]*tlcb.Message // by step: the correct nodes' raw messages
	acks    map[model.Digest]model.NodeSet                // by raw message: which correct nodes acknowledged it
	ended   map[qsc3.Round]map[model.NodeID]end
	// how often what may matter happened
	Rounds, Commits, Faces, Uncertified, Late int
}

// end is what a correct node concluded of a round, in its view of step s+5.
type end struct {
	view    *tlcb.View
	decided qsc3.Decided
}

// NewFollower follows a group whose corrupt nodes are the last ones.
func NewFollower(l *model4.Layer) *Follower {
	c := l.Config
	return &Follower{layer: l, correct: model.All(c.Nodes - c.Corrupt),
		config: qsc4.Config{Nodes: uint8(c.Nodes + c.Corrupt), Corrupt: uint8(c.Corrupt), Threshold: uint8(c.Message),
			Late: true},
		entered: map[model.Step]map[model.NodeID]*tlcb.Message{}, acks: map[model.Digest]model.NodeSet{},
		ended: map[qsc3.Round]map[model.NodeID]end{}}
}

// Observe takes in a transition of the model. When all correct nodes have decided a round it is followed.
func (f *Follower) Observe(o sim.Observation[tlcb.State]) error {
	if !f.correct.Has(o.Node) {
		return nil
	}
	for _, effect := range o.Effects {
		wrote, ok := effect.(log.Wrote[*tlcb.View])
		if !ok {
			continue
		}
		switch a := wrote.Item.Action.(type) {
		case tlcb.Ack:
			f.acks[a.Of] = f.acks[a.Of].With(o.Node)
		case tlcb.Raw:
			if f.entered[a.Step] == nil {
				f.entered[a.Step] = map[model.NodeID]*tlcb.Message{}
			}
			f.entered[a.Step][o.Node] = wrote.Item.State.Own()
			if err := f.decided(o.Node, wrote.Item); err != nil {
				return err
			}
		}
	}
	return nil
}

// decided notes a decision, and follows the round if it is the last of it.
func (f *Follower) decided(j model.NodeID, item *tlcb.Item) error {
	state, _ := item.State.Layer().(model4.State)
	m := item.State.Own()
	if _, proposes := m.Payload.(model4.Proposal); !proposes || !state.Known {
		return nil
	}
	r := state.Decided.Round
	if f.ended[r] == nil {
		f.ended[r] = map[model.NodeID]end{}
	}
	f.ended[r][j] = end{m.View, state.Decided}
	if len(f.ended[r]) < f.correct.Len() {
		return nil
	}
	if err := f.follow(r); err != nil {
		return fmt.Errorf("round %d: %w", r, err)
	}
	return nil
}

// played is one round, as the spec has it.
type played struct {
	*Follower
	start model.Step                  // s+1
	faces [qsc4.Steps][]*tlcb.Message // by step and face: the messages; nil: there is none
	found [qsc4.Steps]map[model.Digest]spec.NodeID
	certs [qsc4.Steps]spec.NodeSet // certified in the view of some correct node
}

// follow is a round that all correct nodes have decided.
func (f *Follower) follow(r qsc3.Round) error {
	p := &played{Follower: f, start: model4.StartOf(r) + 1}
	for k := range p.faces {
		if err := p.gather(k, r); err != nil {
			return err
		}
	}
	f.Rounds++
	known := make([]qsc4.Knowledge, f.correct.Len())
	for proposal, m := range p.faces[0] {
		if m == nil {
			continue
		}
		if err := p.track(spec.NodeID(proposal), known); err != nil {
			return fmt.Errorf("proposal %d: %w", proposal, err)
		}
	}
	return p.judge(r, known)
}

// gather lists the messages of a step as faces: those of corrupt nodes by hash, two at most.
func (p *played) gather(k int, r qsc3.Round) error {
	s := p.start + model.Step(k)
	p.faces[k], p.found[k] = make([]*tlcb.Message, p.config.Nodes), map[model.Digest]spec.NodeID{}
	for j := range p.correct.Members() {
		view := p.ended[r][j].view
		for m := range view.RawMessages(s) {
			if err := p.place(k, m); err != nil {
				return err
			}
		}
		for i := range view.Certified(s).Members() {
			p.certs[k] = p.certs[k].With(p.found[k][view.Cert(s, i).Hash()])
		}
	}
	return nil
}

// place finds a face for a message.
func (p *played) place(k int, m *tlcb.Message) error {
	if _, known := p.found[k][m.Hash()]; known {
		return nil
	}
	at := int(m.Node)
	if correct := p.correct.Len(); at >= correct {
		at = correct + 2*(at-correct)
		if p.faces[k][at] != nil {
			at++
			p.Faces++
		}
	}
	if p.faces[k][at] != nil {
		return fmt.Errorf("node %d shows one message more in step %d than the spec has faces", m.Node, k)
	}
	p.faces[k][at], p.found[k][m.Hash()] = m, spec.NodeID(at)
	return nil
}

// track plays the round of the spec with one proposal told of, and adds what correct nodes know of it.
func (p *played) track(proposal spec.NodeID, known []qsc4.Knowledge) error {
	c := p.config
	c.Tracked = spec.Only(proposal)
	player := refine.NewPlayer(c.Spec())
	for k := range p.faces {
		if err := p.witnesses(player, k); err != nil {
			return err
		}
		for j := range spec.NodeID(c.Nodes) {
			if err := p.hears(player, k, j, proposal); err != nil {
				return err
			}
		}
	}
	for j := range known {
		view := p.entered[p.start+qsc4.Steps][model.NodeID(j)].View
		want, got := p.knows(view, proposal), player.State.Knows[j]
		// That it was reconfirmed may also be learned late, by anybody, if it could be: which is what QSC4-P2 is about.
		if got.Seen != want.Seen || got.Confirmed != want.Confirmed || !want.Reconfirmed.Includes(got.Reconfirmed) ||
			!player.State.Reconfirmable.Includes(want.Reconfirmed) {
			return fmt.Errorf("node %d enters s+4 knowing %+v, the spec has it know %+v, and %v could be reconfirmed", j, want,
				got, player.State.Reconfirmable)
		}
		known[j].Seen = known[j].Seen.Union(want.Seen)
		known[j].Confirmed = known[j].Confirmed.Union(want.Confirmed)
		known[j].Reconfirmed = known[j].Reconfirmed.Union(want.Reconfirmed)
	}
	return nil
}

// witnesses are the actions Witness and Miss of a step, face by face.
func (p *played) witnesses(player *refine.Player[qsc4.State], k int) error {
	var shown spec.NodeSet // of the other face of the node
	for i := range spec.NodeID(p.config.Nodes) {
		if !p.certs[k].Has(i) {
			p.Uncertified++
			shown = 0
			if err := player.Take("Miss", uint16(i)); err != nil {
				return err
			}
			continue
		}
		free := refine.Set(p.acks[p.faces[k][i].Hash()]).Minus(shown)
		w := spec.NodeSet(0)
		if int(i) < p.correct.Len() {
			w = spec.Only(i)
		}
		for j := range spec.NodeID(p.correct.Len()) {
			if free.Has(j) && w.Len() < int(p.config.Threshold-p.config.Corrupt) {
				w = w.With(j)
			}
		}
		if shown = w; int(i) < p.correct.Len() {
			shown = 0
		}
		if err := player.Take("Witness", uint16(i), uint16(w)); err != nil {
			return fmt.Errorf("step %d: %w: acknowledged by %v", k, err, free)
		}
	}
	return nil
}

// viewOf is the view in which a face's message of the step after k was formulated; nil: there is none.
func (p *played) viewOf(k int, j spec.NodeID) *tlcb.View {
	if int(j) < p.correct.Len() {
		return p.entered[p.start+model.Step(k)+1][model.NodeID(j)].View
	}
	if k+1 < qsc4.Steps && p.faces[k+1][j] != nil {
		return p.faces[k+1][j].View
	}
	return nil
}

// hears are the actions of one face when it leaves step k: what it learns beyond the contract, and Hear.
func (p *played) hears(player *refine.Player[qsc4.State], k int, j, proposal spec.NodeID) error {
	view := p.viewOf(k, j)
	var want qsc4.Knowledge
	if view != nil {
		want = p.knows(view, proposal)
	}
	if int(j) < p.correct.Len() {
		have := &player.State.Knows[j]
		if want.Seen.Has(proposal) && !have.Seen.Has(proposal) {
			p.Late++
			if err := player.Take("SeeLate", uint16(proposal), uint16(j)); err != nil {
				return err
			}
		}
		if k > 0 && want.Confirmed.Has(proposal) && !have.Confirmed.Has(proposal) {
			if err := player.Take("ConfirmLate", uint16(proposal), uint16(j)); err != nil {
				return err
			}
		}
	}
	return player.Take("Hear", uint16(j), uint16(p.heard(player, k, view, proposal)))
}

// heard are certified messages of step k in a view, one a node, as many as the threshold: first those that tell of the
// proposal what the view knows.
func (p *played) heard(player *refine.Player[qsc4.State], k int, view *tlcb.View, proposal spec.NodeID) spec.NodeSet {
	var all []spec.NodeID
	if view != nil {
		for i := range view.Certified(p.start + model.Step(k)).Members() {
			all = append(all, p.found[k][view.Cert(p.start+model.Step(k), i).Hash()])
		}
	} else { // a face that says nothing more may have heard anything
		taken := map[model.NodeID]bool{}
		for i := range spec.NodeID(p.config.Nodes) {
			if p.certs[k].Has(i) && !taken[p.faces[k][i].Node] {
				all, taken[p.faces[k][i].Node] = append(all, i), true
			}
		}
	}
	tells := func(i spec.NodeID) int {
		if k == 0 && i == proposal || k == 1 && player.State.Carried[i].Confirmed.Has(proposal) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b spec.NodeID) int { return cmp.Compare(tells(a), tells(b)) })
	h := spec.NodeSet(0)
	for _, i := range all[:min(len(all), int(p.config.Threshold))] {
		h = h.With(i)
	}
	return h
}

// knows is what a view tells of a proposal.
func (p *played) knows(view *tlcb.View, proposal spec.NodeID) (k qsc4.Knowledge) {
	m := p.faces[0][proposal]
	for other := range view.RawMessages(p.start) {
		if other.Hash() == m.Hash() {
			k.Seen = spec.Only(proposal)
		}
	}
	if cert := view.Cert(p.start, m.Node); cert == nil || cert.Hash() != m.Hash() {
		return k
	}
	if k.Confirmed = spec.Only(proposal); view.Step() <= p.start+2 {
		return k // nothing of step s+2 is certified before one leaves it
	}
	for i := range view.Certified(p.start + 1).Members() {
		if vote := view.Cert(p.start+1, i); vote.Confirmed.Has(m.Node) {
			k.Reconfirmed = spec.Only(proposal)
		}
	}
	return k
}

// judge holds the decisions of a round against the spec's rule on what nodes know.
func (p *played) judge(r qsc3.Round, known []qsc4.Knowledge) error {
	c := p.config
	c.Tickets = c.Nodes + 1
	st := qsc4.State{Step: qsc4.Steps, Turn: c.Nodes}
	copy(st.Knows[:], known)
	tickets := map[spec.NodeID]qsc3.Ticket{}
	for j, e := range p.ended[r] {
		recovered := spec.NodeSet(0)
		for of, ticket := range p.layer.Tickets(e.view, r) {
			i, there := p.found[0][of]
			if before, already := tickets[i]; there && already && before != ticket {
				return fmt.Errorf("proposal %d has two tickets", i)
			} else if there {
				tickets[i], recovered = ticket, recovered.With(i)
			}
		}
		if !recovered.Includes(st.Knows[j].Confirmed) {
			return fmt.Errorf("node %d confirmed %v and recovers the tickets of %v", j, st.Knows[j].Confirmed, recovered)
		}
		st.Knows[j].Seen = st.Knows[j].Seen.Intersect(recovered) // what has no ticket is discarded
	}
	ranks := slices.Sorted(maps.Values(tickets))
	for i, ticket := range tickets {
		rank, _ := slices.BinarySearch(ranks, ticket)
		st.Ticket[i] = uint8(rank + 1)
	}
	for j := range p.correct.Members() {
		d := p.ended[r][j].decided
		choice, there := p.found[0][d.Choice.Digest]
		switch {
		case !d.Choice.Known || !there:
			return fmt.Errorf("node %d chooses no proposal of the round", j)
		case !c.MayChoose(&st, spec.NodeID(j), choice):
			return fmt.Errorf("node %d chooses proposal %d, which the spec does not: %+v", j, choice, st)
		case d.Committed != c.Commits(&st, spec.NodeID(j), choice):
			return fmt.Errorf("node %d commits proposal %d: %v, the spec does not say so: %+v", j, choice, d.Committed, st)
		}
		if d.Committed {
			p.Commits++
		}
	}
	if !c.Agreement(&st) {
		return fmt.Errorf("the spec's QSC4-P5 fails: %+v", st)
	}
	return nil
}

package dkg

import (
	"fmt"
	"reflect"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
	"quesera/model/sim"
	"quesera/proofs/refine"
	"quesera/spec"
	abstract "quesera/spec/dkg"
)

// A Refinement notes what every node says in a run, and then judges by it whether the run is one of the
// abstract spec (DKG-P17). What was said is taken from the effects, and judged here anew: nothing is
// asked of the machines but how they ended.
type Refinement[E, P any] struct {
	Group    dkg.Group[E, P]
	Protocol dkg.Protocol
	Params   dkg.Params
	Corrupt  model.NodeSet
	Session  model.Digest // of the machine

	said   map[model.NodeID][]model.Message               // broadcasts
	shares map[[2]model.NodeID][]model.Message            // by dealer and receiver
	deals  map[model.NodeID][]P                           // of those that stand
	fits   map[model.NodeID]map[model.NodeID]dkg.Share[E] // by dealer and receiver: known shares that fit
	above  *refine.Player[abstract.State]
}

// Observe is to be called with every observation of the run. What is said after its phase is not noted. Without a
// broadcast channel what is said to one honest node counts as said to all, since that node passes it on (DKG-P15), and
// so does what a corrupt node passes on.
func (r *Refinement[E, P]) Observe(o sim.Observation[dkg.State[E, P]]) {
	if r.said == nil {
		r.said, r.shares = map[model.NodeID][]model.Message{}, map[[2]model.NodeID][]model.Message{}
	}
	for _, effect := range o.Effects {
		switch e := effect.(type) {
		case model.Broadcast:
			from, message := o.Node, e.Message
			if relayed, ok := message.(dkg.Relayed); ok {
				if relayed.Session != r.Session {
					continue
				}
				from, message = relayed.Origin, relayed.Message
			}
			if inTime(o.After.Phase, message) {
				r.said[from] = append(r.said[from], message)
			}
		case model.Send:
			_, private := e.Message.(dkg.Share[E])
			switch at := [2]model.NodeID{o.Node, e.To}; {
			case !inTime(o.After.Phase, e.Message):
			case private:
				r.shares[at] = append(r.shares[at], e.Message)
			case !r.Corrupt.Has(e.To):
				r.said[o.Node] = append(r.said[o.Node], e.Message)
			}
		}
	}
}

// inTime tells whether a message said in a phase arrives before the end of its own: it is sent in that phase, at
// the latest at its beginning.
func inTime(phase dkg.Phase, message model.Message) bool {
	return dkg.Phase(message.Label().Step) >= phase
}

// said is what a node broadcast of one type, if it broadcast one thing.
func said[M model.Message](messages []model.Message) (m M, ok bool) {
	for _, message := range messages {
		next, is := message.(M)
		if is && ok && !reflect.DeepEqual(next, m) {
			return m, false
		}
		if is {
			m, ok = next, true
		}
	}
	return m, ok
}

// Config is the abstract configuration of the run.
func (r *Refinement[E, P]) Config() abstract.Config {
	c := abstract.Config{Nodes: uint8(r.Params.Nodes), Threshold: uint8(r.Params.Threshold),
		Faults:  uint8(r.Params.Faults),
		Corrupt: refine.Set(r.Corrupt)}
	if r.Protocol == dkg.Gennaro {
		c.Expose = true
	}
	return c
}

// Judge takes the steps of the spec that the run took. The error is the first step that the spec does not allow,
// a node that ended otherwise than the spec says, or an invariant that fails.
func (r *Refinement[E, P]) Judge(outcomes []*dkg.Outcome[E, P]) error {
	r.above = refine.NewPlayer(r.Config().Spec())
	r.deals, r.fits = map[model.NodeID][]P{}, map[model.NodeID]map[model.NodeID]dkg.Share[E]{}
	phases := []func(model.NodeID) error{r.deal, r.complain, r.justify}
	if r.Protocol == dkg.Gennaro {
		phases = append(phases, r.expose(outcomes), r.accuse, r.reveal(outcomes))
	}
	for _, phase := range append(phases, r.finish) {
		for i := range r.Params.Nodes {
			if err := phase(model.NodeID(i)); err != nil {
				return err
			}
		}
	}
	for j := range r.Params.Nodes {
		if r.Corrupt.Has(model.NodeID(j)) {
			continue
		}
		if r.above.State.Qual[j] != refine.Set(outcomes[j].Qualified) ||
			r.above.State.Broken[j] != refine.Set(outcomes[j].Broken) {
			return fmt.Errorf("DKG-P17: node %d ends with QUAL %v, broken %v; the spec with %v and %v",
				j, outcomes[j].Qualified, outcomes[j].Broken, r.above.State.Qual[j], r.above.State.Broken[j])
		}
	}
	for _, p := range r.above.Spec.Props {
		if p.Kind == spec.Invariant && !p.Holds(&r.above.State) {
			return fmt.Errorf("DKG-P17: %s fails at the end: %s", p.ID, p.Text)
		}
	}
	return nil
}

// take is one step of the spec.
func (r *Refinement[E, P]) take(action string, args ...uint16) error {
	if err := r.above.Take(action, args...); err != nil {
		return fmt.Errorf("DKG-P17: %w", err)
	}
	return nil
}

// fitting notes a share of i's deal for j if it fits.
func (r *Refinement[E, P]) fitting(i, j model.NodeID, share dkg.Share[E]) bool {
	g := r.Group
	image := g.Mul(share.Value, g.Generator())
	if r.Protocol == dkg.Gennaro {
		image = g.Add(image, g.Mul(share.Blind, g.Second()))
	} else if f := g.Scalars(); !f.Equal(share.Blind, f.FromUint(0)) {
		return false // Feldman's shares have no blind
	}
	if !g.Equal(image, dkg.Image(g, r.deals[i], shamir.ShareIndex(j+1))) {
		return false
	}
	r.fits[i][j] = share
	return true
}

func (r *Refinement[E, P]) deal(i model.NodeID) error {
	to, stands := spec.Only(spec.NodeID(i)), uint16(0)
	if deal, ok := said[dkg.Deal[P]](r.said[i]); ok && len(deal.Commitment) == r.Params.Threshold {
		stands = 1
		r.deals[i], r.fits[i] = deal.Commitment, map[model.NodeID]dkg.Share[E]{}
		for j := range r.Params.Nodes {
			share, ok := said[dkg.Share[E]](r.shares[[2]model.NodeID{i, model.NodeID(j)}])
			if ok && r.fitting(i, model.NodeID(j), share) {
				to = to.With(spec.NodeID(j))
			}
		}
	}
	return r.take("Deal", uint16(i), uint16(to), stands)
}

func (r *Refinement[E, P]) complain(j model.NodeID) error {
	against := spec.NodeSet(0)
	if c, ok := said[dkg.Complaint](r.said[j]); ok {
		against = refine.Set(c.Against).Intersect(r.above.State.Dealt).Without(spec.NodeID(j))
	}
	return r.take("Complain", uint16(j), uint16(against))
}

func (r *Refinement[E, P]) justify(i model.NodeID) error {
	well, ill := spec.NodeSet(0), spec.NodeSet(0)
	if justification, ok := said[dkg.Justification[E]](r.said[i]); ok {
		for _, answer := range justification.Answers {
			k := spec.NodeID(answer.Node)
			switch {
			case int(answer.Node) >= r.Params.Nodes || !r.above.State.Accusers[i].Has(k):
			case r.fitting(i, answer.Node, answer.Share):
				well = well.With(k)
			default:
				ill = ill.With(k)
			}
		}
	}
	return r.take("Justify", uint16(i), uint16(well.Minus(ill)))
}

// expose takes QUAL from the outcomes, which Judge compares with the spec's later.
func (r *Refinement[E, P]) expose(outcomes []*dkg.Outcome[E, P]) func(model.NodeID) error {
	var qual model.NodeSet
	for j, o := range outcomes {
		if !r.Corrupt.Has(model.NodeID(j)) {
			qual = o.Qualified
		}
	}
	return func(i model.NodeID) error {
		e, ok := said[dkg.Exposure[P]](r.said[i])
		if !ok || len(e.Commitment) != r.Params.Threshold || !qual.Has(i) {
			return r.take("ShowKey", uint16(i), 0, 0)
		}
		misfits, err := r.misfits(i, e.Commitment)
		if err != nil {
			return err
		}
		return r.take("ShowKey", uint16(i), uint16(misfits), 1)
	}
}

// misfits is the nodes whose shares of i's deal do not fit its exposure c. Shares that nobody sent, such as
// the dealer's own, follow from the others if those are enough.
func (r *Refinement[E, P]) misfits(i model.NodeID, c []P) (misfits spec.NodeSet, err error) {
	field := r.Group.Scalars()
	scheme, err := shamir.New(field, shamir.Size(r.Params.Threshold), shamir.Size(r.Params.Nodes))
	if err != nil {
		return 0, err
	}
	var shares []shamir.Share[E]
	for j := range r.Params.Nodes {
		if s, ok := r.fits[i][model.NodeID(j)]; ok {
			shares = append(shares, shamir.Share[E]{Index: shamir.ShareIndex(j + 1), Value: s.Value})
		}
	}
	if len(shares) >= r.Params.Threshold {
		a, err := scheme.Recover(shares)
		if err != nil {
			return 0, err
		}
		if shares, err = scheme.Deal(a); err != nil {
			return 0, err
		}
	}
	for _, s := range shares {
		if !r.Group.Equal(r.Group.Mul(s.Value, r.Group.Generator()), dkg.Image(r.Group, c, s.Index)) {
			misfits = misfits.With(spec.NodeID(s.Index - 1))
		}
	}
	return misfits, nil
}

func (r *Refinement[E, P]) accuse(j model.NodeID) error {
	against := spec.NodeSet(0)
	if a, ok := said[dkg.Accusation[E]](r.said[j]); ok {
		for _, o := range a.Shares {
			k := spec.NodeID(o.Node)
			if int(o.Node) < r.Params.Nodes && r.above.State.Misfits[k].Has(spec.NodeID(j)) &&
				r.fitting(o.Node, j, o.Share) {
				against = against.With(k)
			}
		}
	}
	return r.take("Accuse", uint16(j), uint16(against))
}

// reveal takes whom to reconstruct from the outcomes, which Judge compares with the spec's later. Shares of others
// that somebody reveals change nothing.
func (r *Refinement[E, P]) reveal(outcomes []*dkg.Outcome[E, P]) func(model.NodeID) error {
	var broken model.NodeSet
	for j, o := range outcomes {
		if !r.Corrupt.Has(model.NodeID(j)) {
			broken = o.Broken
		}
	}
	return func(j model.NodeID) error {
		whom := spec.NodeSet(0)
		if a, ok := said[dkg.Reveal[E]](r.said[j]); ok {
			for _, o := range a.Shares {
				if broken.Has(o.Node) && r.deals[o.Node] != nil && r.fitting(o.Node, j, o.Share) {
					whom = whom.With(spec.NodeID(o.Node))
				}
			}
		}
		return r.take("Reveal", uint16(j), uint16(whom))
	}
}

func (r *Refinement[E, P]) finish(j model.NodeID) error {
	if r.Corrupt.Has(j) {
		return r.take("Finish", uint16(j), 0)
	}
	return r.take("Finish", uint16(j), 1)
}

package dkg

import (
	"fmt"
	"slices"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
	"quesera/proofs/refine"
	"quesera/spec"
	abstractly "quesera/spec/dkg/reshare"
)

// A Passage notes what every node says in a resharing, and then judges by it whether the run is one of spec/dkg/reshare
// (DKG-P24). As in Refinement, what was said is judged anew. The old nodes come in ascending order, so that the lowest
// indices are the lowest nodes, and both groups have the same f.
type Passage[E, P any] struct {
	Refinement[E, P] // Params are those of the new group
	Resharing        dkg.Resharing[E, P]

	player *refine.Player[abstractly.State]
}

// Config is the abstract configuration of the run.
func (p *Passage[E, P]) Config() abstractly.Config {
	c := abstractly.Config{Nodes: uint8(p.Resharing.Nodes), SmallThreshold: uint8(p.Resharing.Threshold),
		LargeThreshold: uint8(p.Params.Threshold), Faults: uint8(p.Params.Faults), Passages: 1}
	for _, i := range p.Resharing.Old {
		c.Small = c.Small.With(spec.NodeID(i))
	}
	for _, i := range p.Resharing.New {
		c.Large = c.Large.With(spec.NodeID(i))
	}
	return c
}

// Judge takes the steps of the spec that the run took. The error is the first step that the spec does not allow, a node
// that ended otherwise than the spec says, or an invariant that fails.
func (p *Passage[E, P]) Judge(outcomes []*dkg.Outcome[E, P]) error {
	p.player = refine.NewPlayer(p.Config().Spec())
	p.deals, p.fits = map[model.NodeID][]P{}, map[model.NodeID]map[model.NodeID]dkg.Share[E]{}
	if err := p.take("Seize", uint16(refine.Set(p.Corrupt))); err != nil {
		return err
	}
	for _, phase := range []func(model.NodeID) error{p.deal, p.complain, p.justify} {
		for i := range p.Resharing.Nodes {
			if err := phase(model.NodeID(i)); err != nil {
				return err
			}
		}
	}
	if err := p.take("End", 0); err != nil {
		return err
	}
	end := p.player.State
	for i, o := range outcomes {
		if p.Corrupt.Has(model.NodeID(i)) {
			continue
		}
		if end.Qual != refine.Set(o.Qualified) || end.Used != refine.Set(o.Used) || end.Failed != (o.Failure != "") {
			return fmt.Errorf("DKG-P24: node %d ends with QUAL %v, used %v, failure %q; the spec with %v, %v and failed %v",
				i, o.Qualified, o.Used, o.Failure, end.Qual, end.Used, end.Failed)
		}
		if o.Member && !end.Holds.Has(spec.NodeID(i)) {
			return fmt.Errorf("DKG-P24: node %d ends with a share, in the spec without", i)
		}
	}
	for _, property := range p.player.Spec.Props {
		if property.Kind == spec.Invariant && !property.Holds(&end) {
			return fmt.Errorf("DKG-P24: %s fails at the end: %s", property.ID, property.Text)
		}
	}
	return nil
}

// take is one step of the spec.
func (p *Passage[E, P]) take(action string, args ...uint16) error {
	if err := p.player.Take(action, args...); err != nil {
		return fmt.Errorf("DKG-P24: %w", err)
	}
	return nil
}

// fitting notes a share of i's deal for j if it fits.
func (p *Passage[E, P]) fitting(i, j model.NodeID, share dkg.Share[E]) bool {
	g, f := p.Group, p.Group.Scalars()
	k := slices.Index(p.Resharing.New, j)
	if k < 0 || !f.Equal(share.Blind, f.FromUint(0)) ||
		!g.Equal(g.Mul(share.Value, g.Generator()), dkg.Image(g, p.deals[i], shamir.ShareIndex(k+1))) {
		return false
	}
	p.fits[i][j] = share
	return true
}

func (p *Passage[E, P]) deal(i model.NodeID) error {
	to, value := spec.NodeSet(0), uint16(abstractly.Nothing)
	k := slices.Index(p.Resharing.Old, i)
	if deal, ok := said[dkg.Deal[P]](p.said[i]); ok && k >= 0 && len(deal.Commitment) == p.Params.Threshold {
		value = abstractly.Another
		if p.Group.Equal(deal.Commitment[0], dkg.Image(p.Group, p.Resharing.Commitment, shamir.ShareIndex(k+1))) {
			value = abstractly.Own
		}
		p.deals[i], p.fits[i] = deal.Commitment, map[model.NodeID]dkg.Share[E]{}
		for _, j := range p.Resharing.New {
			share, ok := said[dkg.Share[E]](p.shares[[2]model.NodeID{i, j}])
			if i == j || ok && p.fitting(i, j, share) { // a dealer gives itself what fits
				to = to.With(spec.NodeID(j))
			}
		}
	}
	return p.take("Deal", uint16(i), uint16(to), value)
}

func (p *Passage[E, P]) complain(j model.NodeID) error {
	against := spec.NodeSet(0)
	if c, ok := said[dkg.Complaint](p.said[j]); ok && slices.Contains(p.Resharing.New, j) {
		against = refine.Set(c.Against).Intersect(p.player.State.Dealt).Without(spec.NodeID(j))
	}
	return p.take("Complain", uint16(j), uint16(against))
}

func (p *Passage[E, P]) justify(i model.NodeID) error {
	well, ill := spec.NodeSet(0), spec.NodeSet(0)
	if justification, ok := said[dkg.Justification[E]](p.said[i]); ok {
		for _, answer := range justification.Answers {
			k := spec.NodeID(answer.Node)
			switch {
			case int(answer.Node) >= p.Resharing.Nodes || !p.player.State.Accusers[i].Has(k):
			case p.fitting(i, answer.Node, answer.Share):
				well = well.With(k)
			default:
				ill = ill.With(k)
			}
		}
	}
	return p.take("Justify", uint16(i), uint16(well.Minus(ill)))
}

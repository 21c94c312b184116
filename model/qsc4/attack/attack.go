// Package attack is what corrupt nodes do to QSC4 (TLC §5.3), beside what they do to the clock below it (package
// tlcb/attack): they lie in what they deal, propose, reveal and decide.
package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc4"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// Attack is a way to misbehave in QSC4.
type Attack struct {
	clock.Attack
	// Unbound: it hurts where nothing binds a deal to its dealer (qsc4.Ideal.Unbound).
	Unbound bool
}

// All are the attacks on the layer, for a group that runs it.
func All(l *qsc4.Layer) []Attack {
	return []Attack{twoProposals(l), badDeal(l), malformed(l), staleDeal(l), lowDegree(l), negate(l), cancel(l),
		copyDeal(l), lateDeal(l), privateDeal(l), unfair(l), unknownDeal(l), oldProposal(l), withholdShares(l),
		badShare(l), lieAboutChoice(l), leaky()}
}

// With are the attacks on the clock and those on the layer.
func With(l *qsc4.Layer) []clock.Attack {
	all := clock.All()
	for _, a := range All(l) {
		all = append(all, a.Attack)
	}
	return all
}

// A twist changes what an honest node would say in a view.
type twist func(self model.NodeID, v *tlcb.View, coin uint64, honest model.Payload) model.Payload

// liar is QSC4 as corrupt nodes speak it: it judges like everybody, and says something else.
type liar struct {
	*qsc4.Layer
	twist twist
}

// Say implements tlcb.Layer.
func (l liar) Say(self model.NodeID, v *tlcb.View, coin uint64) model.Payload {
	return l.twist(self, v, coin, l.Layer.Say(self, v, coin))
}

// lies makes an attack of a twist.
func lies(l *qsc4.Layer, a clock.Attack, t twist) Attack {
	a.Author = func(s clock.Stage) log.Author[*tlcb.View] {
		return tlcb.Rules{Config: s.Config, Group: s.Group, Layer: liar{l, t}}
	}
	return Attack{Attack: a}
}

// opening twists deals and shares, proposal proposals.
func opening(change func(self model.NodeID, v *tlcb.View, coin uint64, o qsc4.Opening) qsc4.Opening) twist {
	return func(self model.NodeID, v *tlcb.View, coin uint64, honest model.Payload) model.Payload {
		if o, ok := honest.(qsc4.Opening); ok {
			return change(self, v, coin, o)
		}
		return honest
	}
}

func proposal(change func(self model.NodeID, v *tlcb.View, p qsc4.Proposal) qsc4.Proposal) twist {
	return func(self model.NodeID, v *tlcb.View, _ uint64, honest model.Payload) model.Payload {
		if p, ok := honest.(qsc4.Proposal); ok {
			return change(self, v, p)
		}
		return honest
	}
}

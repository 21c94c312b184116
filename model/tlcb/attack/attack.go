// Package attack is what corrupt nodes do to Byzantine TLC (TLC §5.2), one file an attack. Each says which rule stops
// it, and what breaks where nobody keeps that rule: a test shows both.
package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/sim"
	"quesera/model/tlcb"
)

// Attack is a way to misbehave.
type Attack struct {
	Name string
	Says string // what corrupt nodes do: "they …"
	Rule string // what stops it
	// Waive are rules without which it hurts, and Lax thresholds under which it does.
	Waive []string
	Lax   func(tlcb.Config) tlcb.Config
	// Breaks is the obligation that is broken then.
	Breaks string
	// Quiet tells that no correct node can have evidence of it.
	Quiet bool
	// New makes the script of all corrupt nodes of a run, who collude; nil: they send what their author writes.
	New func(s Stage) Script
	// Author writes the logs of corrupt nodes in place of the honest one; nil: the honest one.
	Author func(s Stage) log.Author[*tlcb.View]
	// Network orders the packets so that the attack has its effect; nil: any order will do.
	Network func(s Stage) sim.Adversary
}

// Stage is where an attack takes place.
type Stage struct {
	Config  tlcb.Config
	Group   *tlcb.Group
	Machine tlcb.Machine
	Corrupt model.NodeSet
}

// Correct are the nodes that are not corrupt.
func (s Stage) Correct() model.NodeSet { return model.All(s.Config.Nodes).Minus(s.Corrupt) }

// A Script is told what happened to a corrupt node and what an honest one in its place did, and says what it does
// instead. It may write to the node's state, which is the node's own.
type Script func(s *tlcb.State, e model.Event, effects []model.Effect) []model.Effect

// Cast is a group some of whose nodes follow a script.
type Cast struct {
	tlcb.Machine
	corrupt model.NodeSet
	acting  tlcb.Machine // of corrupt nodes
	script  Script
}

// Play is the group in which corrupt nodes make an attack.
func (a Attack) Play(s Stage) Cast {
	c := Cast{s.Machine, s.Corrupt, s.Machine, nil}
	if a.Author != nil {
		c.acting.Author, c.acting.Corrupt = a.Author(s), true
	}
	if a.New != nil {
		s.Machine = c.acting
		c.script = a.New(s)
	}
	return c
}

// Apply implements model.Machine.
func (c Cast) Apply(s tlcb.State, e model.Event) (tlcb.State, []model.Effect) {
	effects := c.Change(&s, e, nil)
	return s, effects
}

// Change implements model.InPlace.
func (c Cast) Change(s *tlcb.State, e model.Event, effects []model.Effect) []model.Effect {
	switch {
	case !c.corrupt.Has(s.Self()):
		return c.Machine.Change(s, e, effects)
	case c.script == nil:
		return c.acting.Change(s, e, effects)
	}
	return append(effects, c.script(s, e, c.acting.Change(s, e, nil))...)
}

// All are the attacks.
func All() []Attack {
	return []Attack{equivocate(), fork(), certify(), race(), turnBack(), forget(), drag(), ackTwice(), withhold(),
		withholdAcks(), silent(), accuse(), replay(), flood()}
}

// Find is the attack of a name.
func Find(name string) (Attack, bool) {
	for _, a := range All() {
		if a.Name == name {
			return a, true
		}
	}
	return Attack{}, false
}

// wrote is the action that an effect broadcasts; nil: it is something else.
func wrote(effect model.Effect) (*log.Entry, log.Action) {
	b, _ := effect.(model.Broadcast)
	e, entry := b.Message.(*log.Entry)
	if !entry {
		return nil, nil
	}
	return e, e.Action
}

// mute keeps what nobody else notices.
func mute(effects []model.Effect) []model.Effect {
	var unsent []model.Effect
	for _, effect := range effects {
		switch effect.(type) {
		case model.Send, model.Broadcast:
		default:
			unsent = append(unsent, effect)
		}
	}
	return unsent
}

// once is a script that acts once, at the first opportunity, as told; before it behaves, afterwards too. Try returns
// what it sends beside what an honest node sends, and whether it did.
func once(try func(s *tlcb.State) ([]model.Effect, bool)) Script {
	done := map[model.NodeID]bool{}
	return func(s *tlcb.State, _ model.Event, effects []model.Effect) []model.Effect {
		if done[s.Self()] || s.Own() == nil {
			return effects
		}
		sent, ok := try(s)
		done[s.Self()] = ok
		return append(effects, sent...)
	}
}

// forced broadcasts an action that the node writes whatever the rules say.
func (s Stage) forced(state *tlcb.State, action log.Action) []model.Effect {
	return []model.Effect{model.Broadcast{Message: s.Machine.Force(state, action)}}
}

package vectors

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"quesera/internal/vector"
	"quesera/model"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// Family is the vectors of key generation.
func Family() vector.Family {
	ops := []vector.Op{
		vector.NewOp("fresh", "makes a fresh key, by joint-Feldman's or Gennaro's protocol", Play, freshCases),
		vector.NewOp("reshare", "passes a key on to another group", Play, reshareCases),
	}
	return vector.Family{Name: "dkg", Title: "Distributed key generation and resharing: what one node does",
		Package: "model/dkg/vectors", Under: []string{"model/dkg"}, Ops: ops}
}

// Play has a node go through a transcript. Sizes for which there is no protocol are refused.
func Play(t Transcript) (Played, error) {
	if t.Nodes > model.MaxNodes {
		return Played{}, &vector.Malformed{What: fmt.Sprintf("nodes = %d, want at most %d", t.Nodes, model.MaxNodes)}
	}
	if t.Self < 0 || t.Self >= t.Nodes {
		return Played{}, errors.New("self is outside the group")
	}
	switch t.Group {
	case fmt.Sprintf("GF(%d)", small):
		return play(exponents(), t)
	case "G1":
		return play(curve(), t)
	}
	return Played{}, &vector.Malformed{What: fmt.Sprintf("group = %.20q, want GF(%d) or G1", t.Group, small)}
}

func play[E, P any](c codec[E, P], t Transcript) (Played, error) {
	m, err := machineOf(c, t)
	if err != nil {
		return Played{}, err
	}
	s, effects := m.Start(model.NodeID(t.Self))
	out := Played{Effects: [][]Effect{c.effects(effects)}}
	for k, line := range t.Events {
		events, err := c.events(line)
		if err != nil {
			return Played{}, fmt.Errorf("event %d: %w", k+1, err)
		}
		var all []model.Effect
		for _, e := range events {
			s, effects = m.Apply(s, e)
			all = append(all, effects...)
		}
		out.Effects = append(out.Effects, c.effects(all))
	}
	return out, nil
}

// machineOf is the protocol that a transcript is of.
func machineOf[E, P any](c codec[E, P], t Transcript) (*dkg.Machine[E, P], error) {
	params := dkg.Params{Nodes: t.Nodes, Threshold: t.Threshold, Faults: t.Faults}
	switch t.Protocol {
	case dkg.JointFeldman.String():
		return dkg.New(c.group, dkg.JointFeldman, params)
	case dkg.Gennaro.String():
		return dkg.New(c.group, dkg.Gennaro, params)
	case "resharing":
		return reshares(c, t)
	}
	return nil, &vector.Malformed{What: fmt.Sprintf("protocol = %.20q", t.Protocol)}
}

func reshares[E, P any](c codec[E, P], t Transcript) (*dkg.Machine[E, P], error) {
	o := t.Old
	if o == nil || o.Members < 0 || o.Members > t.Nodes || o.Receivers < 0 || o.Receivers > t.Nodes {
		return nil, &vector.Malformed{What: "a resharing has an old group, within the nodes"}
	}
	commitment, err := c.points(o.Commitment)
	if err != nil {
		return nil, err
	}
	r := dkg.Resharing[E, P]{Nodes: t.Nodes, Threshold: o.Threshold, Faults: o.Faults, Commitment: commitment,
		Shares: make([]E, o.Members), To: dkg.Params{Nodes: o.Receivers, Threshold: t.Threshold, Faults: t.Faults}}
	for i := range o.Members {
		r.Old = append(r.Old, model.NodeID(i))
		if i == t.Self && o.Share != nil {
			if r.Shares[i], err = c.scalar(*o.Share); err != nil {
				return nil, err
			}
		}
	}
	for i := range o.Receivers {
		r.New = append(r.New, model.NodeID(t.Nodes-o.Receivers+i))
	}
	return dkg.NewResharing(c.group, r)
}

// recorder writes down what happens to one node of a run.
type recorder[E, P any] struct {
	codec[E, P]
	script  *Transcript
	machine model.Machine[dkg.State[E, P]]
	states  []dkg.State[E, P]
	rng     *rand.Rand
	flying  []model.Receive
	to      []model.NodeID
}

// record plays a run in which nodes follow scripts, and writes down what one that follows none is told.
func record[E, P any](c codec[E, P], t Transcript, m *dkg.Machine[E, P], seed uint64,
	scripts map[model.NodeID]dkg.Script) Transcript {
	r := &recorder[E, P]{codec: c, script: &t, rng: rand.New(rand.NewPCG(seed, 18)),
		machine: dkg.Corrupt[E, P]{Machine: m, Scripts: scripts}, states: make([]dkg.State[E, P], t.Nodes)}
	t.Events = []Event{}
	for i := range r.states {
		var effects []model.Effect
		r.states[i], effects = r.machine.Start(model.NodeID(i))
		r.follow(model.NodeID(i), effects)
	}
	for phase := range uint32(len(phases)) {
		for len(r.flying) > 0 {
			k := r.rng.IntN(len(r.flying))
			e, to := r.flying[k], r.to[k]
			last := len(r.flying) - 1
			r.flying[k], r.to[k] = r.flying[last], r.to[last]
			r.flying, r.to = r.flying[:last], r.to[:last]
			r.apply(to, Event{Event: "receive", From: int(e.From), Message: r.shown(e.Message)}, e)
		}
		for i := range r.states {
			if uint32(r.states[i].Phase) == phase {
				r.apply(model.NodeID(i), Event{Event: "ended", Phase: phases[phase]}, model.Timer{Phase: phase})
			}
		}
	}
	return t
}

func (r *recorder[E, P]) apply(i model.NodeID, line Event, events ...model.Event) {
	if int(i) == r.script.Self {
		r.script.Events = append(r.script.Events, line)
	}
	for _, e := range events {
		s, effects := r.machine.Apply(r.states[i], e)
		r.states[i] = s
		r.follow(i, effects)
	}
}

func (r *recorder[E, P]) follow(i model.NodeID, effects []model.Effect) {
	var coins []model.Event
	line := Event{Event: "coins"}
	for _, e := range effects {
		switch e := e.(type) {
		case model.AskCoin:
			v := r.rng.Uint64N(e.Sides)
			coins, line.Values = append(coins, model.Coin{Value: v}), append(line.Values, v)
		case model.Send:
			r.flying, r.to = append(r.flying, model.Receive{From: i, Message: e.Message}), append(r.to, e.To)
		case model.Broadcast:
			for to := range r.states {
				if model.NodeID(to) != i {
					r.flying = append(r.flying, model.Receive{From: i, Message: e.Message})
					r.to = append(r.to, model.NodeID(to))
				}
			}
		}
	}
	if len(coins) > 0 {
		r.apply(i, line, coins...)
	}
}

func freshCases() (all []vector.Case[Transcript]) {
	add := func(topic string, t Transcript) {
		if t.Events == nil {
			t.Events = []Event{}
		}
		all = append(all, vector.Case[Transcript]{Topic: topic, Input: t})
	}
	of := func(protocol dkg.Protocol, n, t, f int) Transcript {
		return Transcript{Group: fmt.Sprintf("GF(%d)", small), Protocol: protocol.String(), Nodes: n, Threshold: t, Faults: f}
	}
	for _, sizes := range [][3]int{{0, 1, 0}, {3, 1, 1}, {3, 3, 1}, {3, 0, 0}, {3, 2, -1}, {4, 4, 0}} {
		add("sizes, f < t <= n-f or not", of(dkg.Gennaro, sizes[0], sizes[1], sizes[2]))
	}
	for _, protocol := range []dkg.Protocol{dkg.JointFeldman, dkg.Gennaro} {
		for seed := range uint64(14) {
			t := of(protocol, 4, 2, 1)
			if seed%3 == 2 {
				t = of(protocol, 5, 3, 2)
			}
			t.Self = int(seed) % 2
			scripts := map[model.NodeID]dkg.Script{}
			topic := "all are honest"
			if seed > 0 {
				topic = protocol.String() + ": the last node is corrupt"
				chooser := sim.Random(seed)
				for i := t.Nodes - t.Faults; i < t.Nodes; i++ {
					self := model.NodeID(i)
					scripts[self] = result.DrawFurther(chooser, result.DrawExposing(chooser, result.DrawSharing(chooser, self,
						t.Nodes), self, t.Nodes), self, t.Nodes)
				}
			}
			add(topic, recordedFresh(exponents(), t, seed, scripts))
		}
		t := of(protocol, 3, 2, 1)
		t.Group = "G1"
		add("over G1", recordedFresh(curve(), t, 1, nil))
		wrong := map[model.NodeID]dkg.Script{2: {Share: []dkg.Way{dkg.Wrong, dkg.Wrong}, Answer: []dkg.Way{dkg.Wrong}}}
		add("over G1, with a dealer that deals wrong shares", recordedFresh(curve(), t, 1, wrong))
	}
	return all
}

func recordedFresh[E, P any](c codec[E, P], t Transcript, seed uint64, scripts map[model.NodeID]dkg.Script) Transcript {
	m, err := machineOf(c, t)
	if err != nil {
		panic("vectors: " + err.Error()) // the sizes are ours
	}
	return record(c, t, m, seed, scripts)
}

// reshareCases pass the key of 2 of 3 on to 2 of 3 others of whom one was in the old group.
func reshareCases() (all []vector.Case[Transcript]) {
	c := exponents()
	old := []uint8{41, 17} // the polynomial: the key and the slope
	for seed := range uint64(8) {
		t := Transcript{Group: fmt.Sprintf("GF(%d)", small), Protocol: "resharing", Nodes: 5, Threshold: 2, Faults: 1,
			Self: []int{0, 2, 4}[seed%3], Old: &Old{Members: 3, Receivers: 3, Threshold: 2, Faults: 1,
				Commitment: c.hexes(old)}}
		shares := []uint8{58, 75, 92}
		m, err := dkg.NewResharing(c.group, dkg.Resharing[uint8, uint8]{Nodes: 5, Old: []model.NodeID{0, 1, 2}, Threshold: 2,
			Faults: 1, Commitment: old, Shares: shares, New: []model.NodeID{2, 3, 4},
			To: dkg.Params{Nodes: 3, Threshold: 2, Faults: 1}})
		if err != nil {
			panic("vectors: " + err.Error()) // the sizes are ours
		}
		scripts := map[model.NodeID]dkg.Script{}
		topic := "all are honest"
		if seed > 1 {
			topic = "an old member is corrupt"
			chooser := sim.Random(seed)
			scripts[1] = result.DrawFurther(chooser, result.DrawSharing(chooser, 1, 5), 1, 5)
		}
		if t.Self < 3 {
			octets := vector.Hex{shares[t.Self]}
			t.Old.Share = &octets
		}
		all = append(all, vector.Case[Transcript]{Topic: topic, Input: record(c, t, m, seed, scripts)})
	}
	refuse := func(topic string, change func(t *Transcript)) {
		t := all[0].Input
		o := *t.Old
		t.Old, t.Events = &o, []Event{}
		change(&t)
		all = append(all, vector.Case[Transcript]{Topic: topic, Input: t})
	}
	refuse("a commitment of another length than the old threshold", func(t *Transcript) { t.Old.Threshold = 3 })
	refuse("an old threshold that its faulty reach", func(t *Transcript) { t.Old.Faults = 2 })
	refuse("a new threshold that its faulty reach", func(t *Transcript) { t.Faults = 2 })
	refuse("a commitment of another length than the old threshold", func(t *Transcript) {
		t.Old.Commitment = t.Old.Commitment[:1] // and nothing else is wrong
	})
	return all
}

package sim

import (
	"errors"
	"fmt"
	"slices"

	"quesera/model"
)

// Config describes a world.
type Config[S any] struct {
	Nodes         int
	Machine       model.Machine[S]
	InPlace       bool // make transitions in place: Machine is a model.InPlace, and its Change is used, not Apply
	Chooser       Chooser
	Adversary     Adversary // nil: every packet in flight is equally likely to be next
	Faults        Faults
	Timeouts      bool // a silent network makes every node suspect a loss (model.Timeout)
	AnytimeTimers bool // timers may fire at any time, not only when nothing is in flight
	Observe       func(Observation[S])
	Record        func(Move) // is told of every move by name (World.Do); nil: nobody asks
}

// An Observation is one transition of one node. Its fields belong to the World, which uses them again when
// the observer has returned: the observer may keep copies, and changes nothing.
type Observation[S any] struct {
	Move    uint64 // the move of the run that it belongs to, from 1; the nodes start in move 0
	Node    model.NodeID
	Live    model.NodeSet // the nodes that have not crashed
	Event   model.Event   // nil: the node's start
	After   *S
	Effects []model.Effect
}

// World is a group of machines and the network between them.
type World[S any] struct {
	nodes    int
	machine  model.Machine[S]
	inPlace  model.InPlace[S] // machine, if it is to work in place; else nil
	chooser  Chooser
	fallible interface{ Err() error } // the chooser, if it can have an error; else nil
	faults   Faults                   // what may still go wrong
	config   Config[S]
	states   []S
	live     model.NodeSet
	sent     uint64
	said     uint64    // how often a node has sent something, be it to nobody
	latest   []reached // by node: the latest step of which it has sent something
	moves    uint64
	owed     []owedCoin
	timers   []pendingTimer
	effects  []model.Effect // of the last transition in place, to be used again

	inFlight packets
	split    bool // the group is partitioned
	side     model.NodeSet
	held     packets // they wait for the partition to heal
}

// packets are the packets in some place: the outside of each, and the Receive event that it will be.
type packets struct {
	envelopes []Envelope
	events    []model.Event
}

// add puts a packet there.
func (p *packets) add(e Envelope, event model.Event) {
	p.envelopes, p.events = append(p.envelopes, e), append(p.events, event)
}

// remove takes packet k out; the last one takes its place.
func (p *packets) remove(k int) {
	last := len(p.envelopes) - 1
	p.envelopes[k], p.events[k] = p.envelopes[last], p.events[last]
	p.events[last] = nil
	p.envelopes, p.events = p.envelopes[:last], p.events[:last]
}

// reached is a step, or none.
type reached struct {
	known bool
	step  model.Step
}

type owedCoin struct {
	node  model.NodeID
	sides uint64
}

type pendingTimer struct {
	node  model.NodeID
	phase uint32
}

// ErrStuck is returned when nothing is in flight and nothing will ever be.
var ErrStuck = errors.New("sim: the world is stuck: nothing is in flight and no node has anything to say")

// ErrLimit is returned when a run made all the moves it was allowed.
var ErrLimit = errors.New("sim: the run was not over within its limit of moves")

// New starts all nodes.
func New[S any](c Config[S]) (*World[S], error) {
	switch {
	case c.Nodes < 1 || c.Nodes > model.MaxNodes:
		return nil, fmt.Errorf("sim: nodes = %d, want 1..%d", c.Nodes, model.MaxNodes)
	case c.Machine == nil || c.Chooser == nil:
		return nil, errors.New("sim: config without machine or chooser")
	}
	if err := c.Faults.Validate(c.Nodes); err != nil {
		return nil, err
	}
	w := &World[S]{
		nodes: c.Nodes, machine: c.Machine, chooser: c.Chooser, faults: c.Faults, config: c,
		states: make([]S, c.Nodes), live: model.All(c.Nodes), latest: make([]reached, c.Nodes),
	}
	if c.InPlace {
		var ok bool
		if w.inPlace, ok = c.Machine.(model.InPlace[S]); !ok {
			return nil, fmt.Errorf("sim: machine = %T, want one that works in place", c.Machine)
		}
	}
	w.fallible, _ = c.Chooser.(interface{ Err() error })
	for i := range w.nodes {
		node := model.NodeID(i)
		state, effects := w.machine.Start(node)
		w.states[i] = state
		w.after(node, nil, effects)
	}
	return w, nil
}

// State is the present state of a node, to read.
func (w *World[S]) State(i model.NodeID) *S { return &w.states[i] }

// Live are the nodes that have not crashed.
func (w *World[S]) Live() model.NodeSet { return w.live }

// InFlight is the number of packets under way, those included that wait for a partition to heal.
func (w *World[S]) InFlight() int { return len(w.inFlight.envelopes) + len(w.held.envelopes) }

// Moves is the number of moves made.
func (w *World[S]) Moves() uint64 { return w.moves }

// Run makes moves until done, at most limit of them. The error is ErrStuck, ErrLimit or the Chooser's.
func (w *World[S]) Run(done func() bool, limit uint64) error {
	for range limit {
		if done() {
			return nil
		}
		if err := w.Move(); err != nil {
			return err
		}
	}
	if done() {
		return nil
	}
	return ErrLimit
}

// Request hands a client's wish to a node now; a node that has crashed ignores it.
func (w *World[S]) Request(i model.NodeID, value any) {
	if w.live.Has(i) {
		w.apply(i, model.Request{Value: value})
	}
}

// Move makes one move (package comment). The error is ErrStuck or the Chooser's.
func (w *World[S]) Move() error {
	w.moves++
	switch {
	case !w.live.Empty() && w.misfortune():
	case len(w.owed) > 0 && !w.coinsMayWait():
		w.payCoin(0)
	case len(w.owed) > 0 || w.anythingArrives():
		w.arrival()
	case w.split:
		w.heal()
	case len(w.timers) > 0:
		w.endPhase()
	default:
		if err := w.silence(); err != nil {
			return err
		}
	}
	if w.fallible != nil {
		return w.fallible.Err()
	}
	return nil
}

func (w *World[S]) choose(n int) int {
	if n == 1 {
		return 0
	}
	return w.chooser.Choose(n)
}

// anythingArrives reports whether a packet is in flight, or a timer may fire.
func (w *World[S]) anythingArrives() bool {
	return len(w.inFlight.envelopes) > 0 || w.config.AnytimeTimers && len(w.timers) > 0
}

// coinsMayWait reports whether something else may happen before the coins that are owed arrive.
func (w *World[S]) coinsMayWait() bool {
	return w.anythingArrives() && (!w.faults.Coins.Bounded || w.faults.Coins.Moves > 0)
}

// payCoin hands coin k of those asked for to its node.
func (w *World[S]) payCoin(k int) {
	coin := w.owed[k]
	w.owed = slices.Delete(w.owed, k, k+1)
	if w.live.Has(coin.node) {
		value := w.toss(coin.sides)
		w.note(func() Move { return w.coinMove(coin.node, value) })
		w.apply(coin.node, model.Coin{Value: value})
	}
}

// toss chooses a value below sides, in digits to the base 2^16 where one choice cannot name it.
func (w *World[S]) toss(sides uint64) uint64 {
	const base = 1 << 16
	if sides <= base {
		return uint64(w.choose(int(max(sides, 1))))
	}
	high := w.toss((sides + base - 1) / base)
	value := high*base + uint64(w.choose(base))
	if value < sides {
		return value
	}
	return w.toss(sides)
}

// arrival picks a coin that is owed, a packet in flight, or a timer where those may fire, and lets it arrive.
func (w *World[S]) arrival() {
	timers := 0
	if w.config.AnytimeTimers {
		timers = len(w.timers)
	}
	coins, packets := len(w.owed), len(w.inFlight.envelopes)
	adversary := w.config.Adversary != nil && packets > 0 && timers == 0
	p := 0
	if coins > 0 || !adversary {
		p = w.choose(coins + packets + timers)
	}
	if p >= coins && adversary {
		if p = w.adversaryPicks() + coins; p < coins { // it lets a coin come first
			p = w.choose(coins)
		}
	}
	if p < coins {
		w.payCoin(p)
		return
	}
	if coins > 0 && w.faults.Coins.Bounded {
		w.faults.Coins.Moves--
	}
	p -= coins
	if p >= packets {
		t := p - packets
		timer := w.timers[t]
		w.timers = slices.Delete(w.timers, t, t+1)
		w.note(func() Move { return Move{Kind: Fire, Node: timer.node, Phase: timer.phase} })
		w.apply(timer.node, model.Timer{Phase: timer.phase})
		return
	}
	if w.percent(w.faults.Loss) {
		if !w.faults.Retransmit {
			w.note(func() Move { return w.packetMove(&w.inFlight, p, Lose) })
			w.inFlight.remove(p)
		}
		return
	}
	to, event := w.inFlight.envelopes[p].To, w.inFlight.events[p]
	if w.percent(w.faults.Duplicate) {
		w.note(func() Move { return w.packetMove(&w.inFlight, p, ArriveAndStay) })
	} else {
		w.note(func() Move { return w.packetMove(&w.inFlight, p, Arrive) })
		w.inFlight.remove(p)
	}
	w.apply(to, event)
}

// adversaryPicks is the packet that the adversary picks, or -1 where it wants a coin to come first and one is owed.
func (w *World[S]) adversaryPicks() int {
	p := w.config.Adversary.pick(w.inFlight.envelopes, w.inFlight.events, w.chooser)
	if p < 0 && len(w.owed) == 0 {
		return 0
	}
	return max(p, -1)
}

// endPhase fires all pending timers of the lowest phase, in the order of the nodes.
func (w *World[S]) endPhase() {
	phase := w.timers[0].phase
	for _, t := range w.timers {
		phase = min(phase, t.phase)
	}
	var now, later []pendingTimer
	for _, t := range w.timers {
		if t.phase == phase {
			now = append(now, t)
		} else {
			later = append(later, t)
		}
	}
	slices.SortStableFunc(now, func(a, b pendingTimer) int { return int(a.node) - int(b.node) })
	w.timers = later
	w.note(func() Move { return Move{Kind: EndPhase} })
	for _, t := range now {
		w.apply(t.node, model.Timer{Phase: t.phase})
	}
}

// silence makes every node suspect that its messages were lost. The world is stuck if none says anything. A node that
// is alone says it to nobody, and may go on by itself.
func (w *World[S]) silence() error {
	if !w.config.Timeouts {
		return ErrStuck
	}
	w.note(func() Move { return Move{Kind: Silence} })
	before := w.said
	w.suspect()
	if len(w.inFlight.envelopes) == 0 && len(w.owed) == 0 && len(w.timers) == 0 && (w.nodes > 1 || w.said == before) {
		return ErrStuck
	}
	return nil
}

// suspect lets every live node suspect that its messages were lost.
func (w *World[S]) suspect() {
	for i := range w.live.Members() {
		w.apply(i, model.Timeout{})
	}
}

// apply is one transition of one node, if it is still live.
func (w *World[S]) apply(node model.NodeID, e model.Event) {
	if !w.live.Has(node) {
		return
	}
	if w.inPlace == nil {
		state, effects := w.machine.Apply(w.states[node], e)
		w.states[node] = state
		w.after(node, e, effects)
		return
	}
	effects := w.effects[:0]
	w.effects = nil // an observer may make a Request
	effects = w.inPlace.Change(&w.states[node], e, effects)
	w.after(node, e, effects)
	w.effects = effects
}

// after carries out the effects of a transition.
func (w *World[S]) after(node model.NodeID, e model.Event, effects []model.Effect) {
	for _, effect := range effects {
		switch effect := effect.(type) {
		case model.Send:
			label := effect.Message.Label()
			w.says(node, label)
			w.post(node, effect.To, model.Receive{From: node, Message: effect.Message}, label)
		case model.Broadcast:
			var event model.Event = model.Receive{From: node, Message: effect.Message}
			label := effect.Message.Label()
			w.says(node, label)
			for to := range w.nodes {
				w.post(node, model.NodeID(to), event, label)
			}
		case model.AskCoin:
			w.owed = append(w.owed, owedCoin{node, effect.Sides})
		case model.SetTimer:
			w.timers = append(w.timers, pendingTimer{node, effect.Phase})
		}
	}
	if w.config.Observe != nil {
		w.config.Observe(Observation[S]{Move: w.moves, Node: node, Live: w.live, Event: e, After: &w.states[node],
			Effects: effects})
	}
}

// says notes that a node sends something, and of which step.
func (w *World[S]) says(node model.NodeID, label model.Label) {
	w.said++
	w.latest[node] = reached{true, max(w.latest[node].step, label.Step)}
}

// post puts a packet in flight. Nothing is sent to oneself or outside the group.
func (w *World[S]) post(from, to model.NodeID, event model.Event, label model.Label) {
	if to == from || int(to) >= w.nodes {
		return
	}
	w.sent++
	e := Envelope{From: from, To: to, Label: label, Number: w.sent}
	if w.across(from, to) {
		w.held.add(e, event)
	} else {
		w.inFlight.add(e, event)
	}
}

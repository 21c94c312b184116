package attack

import (
	"quesera/model"
	"quesera/model/log"
	"quesera/model/qsc3"
	"quesera/model/qsc4"
	"quesera/model/sim"
	"quesera/model/tlcb"
	clock "quesera/model/tlcb/attack"
)

// leaky: corrupt nodes follow the protocol to the letter, and tell the network all they know. Nobody can see that. It
// is Leak that makes use of it.
func leaky() Attack {
	return Attack{Attack: clock.Attack{Name: "leak", Rule: "QSC4-R2 to QSC4-R4", Quiet: true,
		Says: "follow the protocol, and tell the network all they know"}}
}

// Leak is a network that the corrupt nodes tell all they know (TLC §5.3.2). Like the adversary of QSC3 (TLC §4.8) it
// shows the proposal with the highest ticket to nobody in time: too late to be witnessed, early enough to spoil every
// other. It uses each ticket that can be computed from what was sent and from corrupt nodes' keys at the time. While
// none can it picks a victim by chance.
func Leak(w *qsc4.Watch, c tlcb.Config) sim.FullInformation {
	l := &leak{watch: w, nodes: c.Nodes, step: make([]model.Step, c.Nodes), victims: map[qsc3.Round]victim{}}
	return l.pick
}

type leak struct {
	watch   *qsc4.Watch
	nodes   int
	step    []model.Step // by node: the latest step of which it was seen to send a raw message
	victims map[qsc3.Round]victim
}

// victim is whose proposal of a round is held back, and from which entry of its log on.
type victim struct {
	node  model.NodeID
	known bool // by its ticket, not by chance
	from  log.Seq
}

func (l *leak) pick(view []sim.Envelope, contents func(int) model.Message, c sim.Chooser) int {
	for k, e := range view {
		if entry, ok := contents(k).(*log.Entry); ok && entry.Node == e.From {
			l.look(entry, c)
		}
	}
	var free []int
	for k, e := range view {
		if !l.held(e, contents(k)) {
			free = append(free, k)
		}
	}
	if len(free) == 0 {
		return c.Choose(len(view))
	}
	return free[c.Choose(len(free))]
}

// look notes how far the author of an entry is, and whose proposal is to be held back.
func (l *leak) look(e *log.Entry, c sim.Chooser) {
	raw, ok := e.Action.(tlcb.Raw)
	if !ok {
		return
	}
	l.step[e.Node] = max(l.step[e.Node], raw.Step)
	p, ok := raw.Payload.(qsc4.Proposal)
	if !ok {
		return
	}
	v, chosen := l.victims[p.Round]
	if !chosen {
		delete(l.victims, p.Round-4)
		v = victim{node: model.NodeID(c.Choose(l.nodes))}
	}
	if best, known := l.watch.Best(p.Round); known && !v.known {
		v = victim{node: best, known: true}
	}
	if v.node == e.Node {
		v.from = e.Seq
	}
	l.victims[p.Round] = v
}

// held reports whether a packet would show a victim's proposal to a node that is still in its step.
func (l *leak) held(e sim.Envelope, m model.Message) bool {
	entry, ok := m.(*log.Entry)
	if !ok {
		return false
	}
	for r, v := range l.victims {
		if v.node == entry.Node && v.from > 0 && entry.Seq >= v.from && l.step[e.To] <= qsc4.StartOf(r)+1 {
			return true
		}
	}
	return false
}

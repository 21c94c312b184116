package attack

import (
	"maps"
	"slices"

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
	return Attack{Attack: clock.Attack{Name: "leak", Rule: "QSC4-1, QSC4-R2 to QSC4-R4", Quiet: true,
		Waive: []string{"QSC4-1"}, Breaks: "QSC4-O2",
		Says: "follow the protocol, and tell the network all they know"}}
}

// Leak is a network that the corrupt nodes tell all they know (TLC §5.3.2). Like the adversary of QSC3 (TLC §4.8) it
// shows the proposal with the highest ticket to nobody in time: too late to be witnessed, early enough to spoil every
// other. It keeps back all proposals of a round until all are there, or nothing else can be done. Then it uses the
// tickets, if they can be computed from what was sent and from corrupt nodes' keys and proposals; otherwise it picks a
// victim by chance.
func Leak(w *qsc4.Watch, c tlcb.Config) sim.FullInformation {
	l := &leak{watch: w, nodes: c.Nodes, step: make([]model.Step, c.Nodes), rounds: map[qsc3.Round]*withheld{}}
	return l.pick
}

type leak struct {
	watch  *qsc4.Watch
	nodes  int
	step   []model.Step // by node: the latest step of which it was seen to send a raw message
	rounds map[qsc3.Round]*withheld
}

// withheld is whose entries of a round are held back, and from which entry of its log on.
type withheld struct {
	from   map[model.NodeID]log.Seq // that has its proposal
	chosen bool                     // only those of the victim, from now on
	victim model.NodeID
}

func (l *leak) pick(view []sim.Envelope, contents func(int) model.Message, c sim.Chooser) int {
	for k, e := range view {
		if entry, ok := contents(k).(*log.Entry); ok && entry.Node == e.From {
			l.look(entry, c)
		}
	}
	free := l.free(view, contents)
	if len(free) == 0 { // nobody proposes any more without them
		for _, r := range slices.Sorted(maps.Keys(l.rounds)) {
			l.choose(r, c)
		}
		free = l.free(view, contents)
	}
	if len(free) == 0 {
		return c.Choose(len(view))
	}
	return free[c.Choose(len(free))]
}

// free are the packets that are not held back.
func (l *leak) free(view []sim.Envelope, contents func(int) model.Message) (free []int) {
	for k, e := range view {
		if !l.held(e, contents(k)) {
			free = append(free, k)
		}
	}
	return free
}

// look notes how far the author of an entry is, and its proposal.
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
	if l.rounds[p.Round] == nil {
		delete(l.rounds, p.Round-4)
		l.rounds[p.Round] = &withheld{from: map[model.NodeID]log.Seq{}}
	}
	l.rounds[p.Round].from[e.Node] = e.Seq
	if len(l.rounds[p.Round].from) == l.nodes {
		l.choose(p.Round, c)
	}
}

// choose is who is the victim of a round, once.
func (l *leak) choose(r qsc3.Round, c sim.Chooser) {
	w := l.rounds[r]
	if w.chosen {
		return
	}
	best, known := l.watch.Best(r)
	if !known {
		best = model.NodeID(c.Choose(l.nodes))
	}
	w.chosen, w.victim = true, best
}

// held reports whether a packet would show what is held back to a node that is still in its step.
func (l *leak) held(e sim.Envelope, m model.Message) bool {
	entry, ok := m.(*log.Entry)
	if !ok {
		return false
	}
	for r, w := range l.rounds {
		from, proposed := w.from[entry.Node]
		if proposed && entry.Seq >= from && l.step[e.To] <= qsc4.StartOf(r)+1 && (!w.chosen || w.victim == entry.Node) {
			return true
		}
	}
	return false
}

package sim

import (
	"iter"
	"math/bits"
	"slices"

	"quesera/model"
)

// Shorter proposes schedules that may lead to the same, made of one that leads there: without its first steps, all
// that comes after them moved to the beginning of time, for a protocol that goes on in steps does in each of them
// much the same; without one of the nodes; and with all that some of the nodes can tell each other, so that the others
// are needed less. The last are to be played as far as they can be, and may be longer before that.
func Shorter(moves []Move) iter.Seq[[]Move] {
	return func(yield func([]Move) bool) {
		last, most := model.Step(0), model.NodeID(0)
		for _, m := range moves {
			last, most = max(last, m.Label.Step), max(most, m.Node, m.From)
		}
		for kept := range last {
			if !yield(without(moves, last-kept)) {
				return
			}
		}
		for i := model.NodeID(0); i <= most; i++ {
			others := slices.DeleteFunc(slices.Clone(moves), func(m Move) bool { return m.about(i) })
			if !yield(others) {
				return
			}
		}
		for some := range subsets(most) {
			if !yield(among(moves, some)) {
				return
			}
		}
	}
}

// about tells whether the move is about that node.
func (m Move) about(i model.NodeID) bool {
	switch m.Kind {
	case Arrive, ArriveAndStay, Lose:
		return m.From == i || m.Node == i
	case ShowCoin, Fire, Suspect, Crash, Restart:
		return m.Node == i
	}
	return false
}

// without leaves out the packets and coins of the first steps, and moves the others so many steps back.
func without(moves []Move, steps model.Step) []Move {
	var later []Move
	for _, m := range moves {
		if m.Kind <= ShowCoin {
			if m.Label.Step < steps {
				continue
			}
			m.Label.Step -= steps
		}
		later = append(later, m)
	}
	return later
}

// mostAmong is the largest node of groups of which all subsets are tried.
const mostAmong = 7

// subsets are those of the nodes 0..most, small ones first, but not all of them; a bit is a node.
func subsets(most model.NodeID) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		if most > mostAmong {
			return
		}
		for size := 2; size <= int(most); size++ {
			for some := range uint64(1) << (most + 1) {
				if bits.OnesCount64(some) == size && !yield(some) {
					return
				}
			}
		}
	}
}

// stage is when a packet or a coin is due where all nodes go on together.
type stage struct {
	step model.Step
	kind int // of message; -1: coins
}

// stageOf is the stage of a packet or a coin.
func (m Move) stageOf() stage {
	if m.Kind == ShowCoin {
		return stage{m.Label.Step, -1}
	}
	return stage{m.Label.Step, int(m.Label.Kind)}
}

// compare is negative if a is before b, and positive if it is after it.
func (a stage) compare(b stage) int {
	if a.step != b.step {
		return int(a.step) - int(b.step)
	}
	return a.kind - b.kind
}

// among has everything that some nodes, a bit each, may have sent arrive at each of them, stage after stage. What else
// happens comes behind that, in the stage in which it did or that was under way.
func among(moves []Move, some uint64) (all []Move) {
	in := func(i model.NodeID) bool { return some&(1<<i) != 0 }
	var stages []stage
	others := map[stage][]Move{}
	now := stage{kind: -1}
	for _, m := range moves {
		if m.Kind <= ShowCoin {
			now = m.stageOf()
		}
		if k, found := slices.BinarySearchFunc(stages, now, stage.compare); !found {
			stages = slices.Insert(stages, k, now)
		}
		if m.Kind != Arrive || !in(m.From) || !in(m.Node) {
			others[now] = append(others[now], m)
		}
	}
	for _, s := range stages {
		if s.kind >= 0 {
			all = append(all, mutual(in, model.Label{Kind: uint8(s.kind), Step: s.step})...)
		}
		all = append(all, others[s]...)
	}
	return all
}

// mutual has a message of each of the nodes arrive at each other one.
func mutual(in func(model.NodeID) bool, label model.Label) (all []Move) {
	for from := range model.NodeID(mostAmong + 1) {
		for to := range model.NodeID(mostAmong + 1) {
			if from != to && in(from) && in(to) {
				all = append(all, Move{Kind: Arrive, From: from, Node: to, Label: label})
			}
		}
	}
	return all
}

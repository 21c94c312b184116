package sim

import (
	"fmt"
	"strings"

	"quesera/model"
)

// Gather takes moves together that follow each other and are told in one: that what a node broadcast arrives at one
// receiver after the other, or that messages alike of one sender after the other arrive at one receiver.
func Gather(moves []Move) (groups [][]Move) {
	for len(moves) > 0 {
		size := max(alike(moves, sameSender), alike(moves, sameReceiver))
		groups, moves = append(groups, moves[:size]), moves[size:]
	}
	return groups
}

// alike is how many moves from the first on are the same in that way.
func alike(moves []Move, same func(a, b Move) bool) int {
	size := 1
	for ; size < len(moves) && size < model.MaxNodes && same(moves[0], moves[size]); size++ {
	}
	return size
}

// sameSender tells whether b is the same as a but for the receiver.
func sameSender(a, b Move) bool {
	other := a.Node != b.Node
	a.Node = b.Node
	return other && a == b && a.Kind <= Lose
}

// sameReceiver tells whether b is the same as a but for the sender.
func sameReceiver(a, b Move) bool {
	other := a.From != b.From
	a.From = b.From
	return other && a == b && a.Kind <= Lose
}

// wordOf is a group of Gather as a word of a schedule.
func wordOf(group []Move) string {
	first := group[0]
	if len(group) == 1 {
		return first.String()
	}
	if sameSender(first, group[1]) {
		return packetWord(fmt.Sprint(first.From), listed(group, Move.to, "."), first)
	}
	return packetWord(listed(group, Move.from, "."), fmt.Sprint(first.Node), first)
}

// WordsOf is a group of Gather in words, with names for the kinds of messages as far as there are any.
func WordsOf(group []Move, kinds []string) string {
	m := group[0]
	if len(group) == 1 {
		return m.Words(kinds)
	}
	if sameSender(m, group[1]) {
		return fmt.Sprintf("node %d's %s of step %d %s nodes %s", m.From, m.kindIn(kinds), m.Label.Step, m.does(),
			listed(group, Move.to, ", "))
	}
	return fmt.Sprintf("the %s of step %d of each of nodes %s %s node %d", m.kindIn(kinds), m.Label.Step,
		listed(group, Move.from, ", "), m.does(), m.Node)
}

func (m Move) from() model.NodeID { return m.From }
func (m Move) to() model.NodeID   { return m.Node }

// listed are nodes of the moves, one after the other.
func listed(group []Move, node func(Move) model.NodeID, sep string) string {
	names := make([]string, len(group))
	for i, m := range group {
		names[i] = fmt.Sprint(node(m))
	}
	return strings.Join(names, sep)
}

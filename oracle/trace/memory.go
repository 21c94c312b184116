package trace

import (
	"unsafe"

	"quesera/internal/traceformat"
)

// logEntrySize is what one entry of a log takes, spare capacity included.
const logEntrySize = 16

// numbersSize is what a range of numbers that a node has not used takes.
const numbersSize = int(unsafe.Sizeof(numbers{}))

// memory keeps the judge within its budget. It works like a garbage collector: tidying
// is due each time as much again has been added as was left the last time.
type memory struct {
	budget int // bytes
	used   int // bytes, estimated
	due    int // the level at which to tidy next
}

const firstTidy = 1 << 20

func newMemory(budget int) memory {
	return memory{budget: budget, due: min(firstTidy, budget)}
}

// size estimates the bytes that a message takes.
func (j *judge) size(m *message) int {
	const perMessage = int(unsafe.Sizeof(message{}) + unsafe.Sizeof(m))
	set := (len(j.nodes) - 1) / 64 * 8
	if m.kind == traceformat.SendRaw {
		return perMessage + int(unsafe.Sizeof(proposal{})) + 4*set
	}
	return perMessage + set
}

// rowSize is what one step of the table of raw messages takes, in bytes.
func (j *judge) rowSize() int { return 8 * len(j.nodes) }

// tidy drops what matters to nobody any more, once that is worth while. If too much is
// left, the node that holds most of it back is abandoned.
func (j *judge) tidy() *breach {
	if j.memory.used < j.memory.due {
		return nil
	}
	j.drop()
	for j.memory.used > j.memory.budget/4*3 {
		if !j.abandonLast() {
			return refuse(ruleLimit, "more than %d bytes would have to be remembered, and no node lags behind the others: "+
				"not judged any further", j.memory.budget)
		}
		j.drop()
	}
	j.memory.due = min(max(2*j.memory.used, firstTidy), j.memory.budget)
	return nil
}

// abandonLast gives up the node at the lowest step, if the others are further.
func (j *judge) abandonLast() bool {
	var last *node
	lags := false
	for i := range j.nodes {
		switch n := &j.nodes[i]; {
		case n.abandoned:
		case last == nil:
			last = n
		case n.step != last.step:
			lags = true
			if n.step < last.step {
				last = n
			}
		}
	}
	if lags {
		last.abandoned = true
	}
	return lags
}

// forgets tells whether nodes come to ignore old messages.
func (j *judge) forgets() bool {
	return j.header.Protocol.Decides() || j.header.History.Limited
}

// drop forgets messages, table entries and log entries that no node that is still
// followed can come back to, and recounts what is left.
func (j *judge) drop() {
	ignored, steps, rounds := j.horizon()
	dead := func(m *message) bool {
		if j.forgets() {
			return m.step < ignored
		}
		return m.step < steps && j.receivedByAll(m)
	}
	j.raws.cut(uint64(steps))
	j.rounds.cut(uint64(rounds))
	j.memory.used = j.rowSize() * len(j.raws.entries)
	for i := range j.nodes {
		n := &j.nodes[i]
		kept := n.sent[:0:0]
		for _, m := range n.sent {
			if dead(m) {
				n.gone.known, n.gone.last = true, m.id.Number
				continue
			}
			kept = append(kept, m)
			j.memory.used += j.size(m)
		}
		n.sent = kept
		j.dropLog(n, dead)
		j.memory.used += logEntrySize*len(n.log.entries) + numbersSize*len(n.unused)
	}
}

// horizon is how far back any node that is still followed can reach: the first step
// whose messages it may receive, the first step of whose raw messages it may ask, and
// the first round that it may decide.
func (j *judge) horizon() (ignored, steps step, rounds round) {
	ignored, steps, rounds = ^step(0), ^step(0), ^round(0)
	for i := range j.nodes {
		n := &j.nodes[i]
		if n.abandoned {
			continue
		}
		ignored = min(ignored, n.ignoreBelow)
		rounds = min(rounds, n.nextRound)
		steps = min(steps, n.step)
		if j.header.Protocol.Decides() {
			steps = min(steps, j.start(n.nextRound))
		}
	}
	return ignored, steps, rounds
}

// receivedByAll tells whether all nodes that are still followed have received m, as far
// as it is meant for them.
func (j *judge) receivedByAll(m *message) bool {
	if j.outOfBand(m) {
		return j.nodes[m.to].abandoned || m.received.has(m.to)
	}
	for i := range j.nodes {
		if !j.nodes[i].abandoned && !m.received.has(nodeID(i)) {
			return false
		}
	}
	return true
}

// dropLog cuts the front of n's log: what every node is known to have, or need not have.
func (j *judge) dropLog(n *node, dead func(*message) bool) {
	verified := n.log.end()
	for i := range j.nodes {
		if other := &j.nodes[i]; !other.abandoned && other != n {
			verified = min(verified, other.verified[n.id])
		}
	}
	cut := 0
	for cut < len(n.log.entries) && (n.log.base+cut < verified || dead(n.log.entries[cut])) {
		cut++
	}
	n.log.entries = append(n.log.entries[:0:0], n.log.entries[cut:]...)
	n.log.base += cut
}

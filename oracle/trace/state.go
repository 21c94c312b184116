package trace

import (
	"quesera/internal/traceformat"
)

type (
	nodeID = traceformat.Node
	step   = traceformat.Step
	round  = traceformat.Round
)

// message is one message that was sent.
type message struct {
	id       traceformat.ID
	kind     traceformat.Kind // SendRaw, SendAck or SendWit
	step     step
	history  int       // how long the sender's log was when it was sent
	received nodeSet   // by whom
	adopted  nodeSet   // of these, by whom only as part of what somebody else knew
	time     uint64    // the sum of its vector time, where messages are named so (times.go)
	of       *message  // of an acknowledgment or certificate: the raw message
	to       nodeID    // of an acknowledgment
	raw      *proposal // of a raw message, else nil
	unknown  bool      // nothing is known of it but its name: the log of its sender is not here (partial.go)
}

// proposal is what only raw messages have.
type proposal struct {
	ticket    traceformat.Ticket
	acked     nodeSet  // who has sent an acknowledgment of it
	early     nodeSet  // who had received it on reaching the step two after its own, where a round starts at its step
	certified *message // the certificate that its sender broadcast; nil: none so far

	// carried are the nodes whose raw message of the step before the sender had
	// confirmed when it sent this one (the message's own view, TLC §4.6).
	carried nodeSet
}

// node is what the judge knows of one node.
type node struct {
	id        nodeID
	step      step
	raw       *message // its raw message of its present step; nil: not yet sent
	acks      int      // how many acknowledgments of raw it has received
	confirmed int      // how many raw messages of its present step it has confirmed

	owesAck    *message // a raw message that it has yet to acknowledge
	owesDecide bool     // whether it has reached the end of round nextRound
	ahead      step     // the last step of which it has adopted anything
	adopted    bool     // whether it has received nothing since it adopted what another knew

	nextRound   round
	ignoreBelow step // it receives no message of an earlier step
	forgetBelow step // it need not receive one of an earlier step; >= ignoreBelow

	log      log        // what it received, in order
	verified []int      // by node: how much of that node's log this one is known to have
	sent     []*message // its messages that may still matter, numbers ascending
	numbered struct {
		known bool   // whether it has sent anything
		last  uint64 // the number of its latest message
	}
	unused []numbers // between those of its messages, ascending: nobody can receive these
	gone   struct {
		known bool   // whether a message of its was dropped from sent
		last  uint64 // the highest number dropped
	}
	abandoned bool // no further event of it can be judged
	absence
	clock
}

// numbers are those from first to last.
type numbers struct{ first, last uint64 }

// log is a queue of messages with absolute positions.
type log struct {
	base    int // the position of entries[0]
	entries []*message
}

func (l *log) end() int            { return l.base + len(l.entries) }
func (l *log) at(pos int) *message { return l.entries[pos-l.base] }

// judge holds the whole group.
type judge struct {
	header traceformat.Header
	nodes  []node
	raws   table[[]*message] // by step and node: the raw messages; nil: not sent
	rounds table[agreement]  // by round
	commit commitReading
	partial
	exercise exercise
	memory   memory
	stats    Stats
}

// agreement is what the nodes have decided in one round so far.
type agreement struct {
	first, other, committed decision
}

// decision is one node's choice; absent while known is false.
type decision struct {
	known  bool
	node   nodeID
	choice traceformat.ID
}

// table is a queue indexed by step or round, whose front can be cut off.
type table[T any] struct {
	base    uint64
	entries []T
}

// at is the entry of index i, or nil if it was cut off or not yet made.
func (t *table[T]) at(i uint64) *T {
	if i < t.base || i-t.base >= uint64(len(t.entries)) {
		return nil
	}
	return &t.entries[i-t.base]
}

// grow makes entries up to index i; there is at most one more to make, because
// steps and rounds are reached one after the other.
func (t *table[T]) grow(i uint64, make func() T) *T {
	for i-t.base >= uint64(len(t.entries)) {
		t.entries = append(t.entries, make())
	}
	return t.at(i)
}

// cut drops all entries before index i.
func (t *table[T]) cut(i uint64) {
	if i <= t.base {
		return
	}
	drop := min(i-t.base, uint64(len(t.entries)))
	t.entries = append(t.entries[:0:0], t.entries[drop:]...)
	t.base += drop
}

func newJudge(h traceformat.Header, memoryBudget int) *judge {
	j := &judge{header: h, nodes: make([]node, h.Nodes), memory: newMemory(memoryBudget)}
	j.commit.byEnd = h.Rivals != traceformat.RivalsByTwo
	j.commit.byTwo = h.Rivals != traceformat.RivalsByEnd
	for i := range j.nodes {
		j.nodes[i].id = nodeID(i)
		j.nodes[i].verified = make([]int, h.Nodes)
		if h.Names == traceformat.ByTime {
			j.nodes[i].clock = newClock(h.Nodes)
		}
	}
	j.stats.Nodes = h.Nodes
	return j
}

// start and end are the first step of a round, and the step at which it is decided.
func (j *judge) start(r round) step {
	if j.header.Rounds == traceformat.Sequential {
		return 3 * step(r)
	}
	return step(r)
}

func (j *judge) end(r round) step { return j.start(r) + 3 }

// decides tells whether node n, having reached its present step, is at the end of its
// next round.
func (j *judge) decides(n *node) bool {
	return j.header.Protocol.Decides() && n.step == j.end(n.nextRound)
}

// hasConfirmed tells whether node n has received the certificate of a raw message, or in
// unwitnessed TLC the raw message itself (TLC §2.6).
func (j *judge) hasConfirmed(n nodeID, m *message) bool {
	if j.header.WitnessThreshold == 0 {
		return m.received.has(n)
	}
	return m.raw.certified != nil && m.raw.certified.received.has(n)
}

// outOfBand tells whether a message travels outside the causal order.
func (j *judge) outOfBand(m *message) bool {
	return j.header.Acks == traceformat.Direct && m.kind == traceformat.SendAck
}

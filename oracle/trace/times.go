package trace

import "quesera/internal/traceformat"

// Vector times in place of numbers (TLC §2.3). A component of a message's time is the number of a message of that node,
// its sender's the message's own. Implementations differ in what makes their clocks tick, and in whether they count
// what they ignore. So a time is held to bounds: it covers all that its sender has received within causal order, and
// nothing of which neither that nor the times of other messages that it was brought could tell.

// clock is what the vector time of a node's next message may be. It is empty where messages are named by numbers.
type clock struct {
	must []uint64 // by node: the number of its latest message received
	may  []uint64 // by node: the most that the times of all messages brought say
}

func newClock(nodes int) clock { return clock{make([]uint64, nodes), make([]uint64, nodes)} }

// mustKnow notes that a message was received.
func (c clock) mustKnow(id traceformat.ID) {
	if c.must != nil {
		c.must[id.Sender] = max(c.must[id.Sender], id.Number)
		c.may[id.Sender] = max(c.may[id.Sender], id.Number)
	}
}

// mayKnow notes what the time of a message says that was brought.
func (c clock) mayKnow(time []uint64) {
	for i, t := range time {
		c.may[i] = max(c.may[i], t)
	}
}

// checkTime holds the vector time of a message that is sent against what its sender has received.
func (j *judge) checkTime(n *node, e *traceformat.Event) *breach {
	for i, t := range e.Time {
		switch {
		case nodeID(i) == n.id: // the number of the message
		case t < n.clock.must[i]:
			return refuse(ruleTime, "sends %s whose vector time says %d of node %d, but has received its message %d",
				e.ID, t, i, n.clock.must[i])
		case t > n.clock.may[i]:
			return refuse(ruleTime, "sends %s whose vector time says %d of node %d, but what it was brought says %d at most",
				e.ID, t, i, n.clock.may[i])
		}
	}
	if e.Time != nil {
		j.exercise.timed++
	}
	return nil
}

// checkName wants a message to be named by the vector time with which it was sent.
func (j *judge) checkName(m *message, e *traceformat.Event) *breach {
	if e.Time == nil || m == nil || m.unknown || m.time == sumOf(e.Time) {
		return nil
	}
	return refuse(ruleTime, "names %s by another vector time than it was sent with", e.ID)
}

// sumOf is a sum of a vector time by which two are told apart (FNV-1a over its components); 0: there is none.
func sumOf(time []uint64) uint64 {
	if time == nil {
		return 0
	}
	sum := uint64(14695981039346656037)
	for _, t := range time {
		sum = (sum ^ t) * 1099511628211
	}
	return sum
}

package vectors

import (
	"math/rand/v2"
	"slices"
	"strings"

	"quesera/internal/traceformat"
	"quesera/internal/vector"
)

// change is one way in which a trace is spoilt at an event. It tells whether that can be done there.
type change func(r *recording, at int, rng *rand.Rand) bool

// changes are the ways; each changes, adds or drops one event.
var changes = []change{
	// A line is missing.
	func(r *recording, at int, _ *rand.Rand) bool {
		r.events = slices.Delete(r.events, at, at+1)
		return true
	},
	// A line stands twice.
	func(r *recording, at int, _ *rand.Rand) bool {
		r.events = slices.Insert(r.events, at, r.events[at])
		return true
	},
	// A message is received again, later.
	func(r *recording, at int, rng *rand.Rand) bool {
		if r.events[at].Kind != traceformat.Receive {
			return false
		}
		r.events = slices.Insert(r.events, at+1+rng.IntN(len(r.events)-at), r.events[at])
		return true
	},
	// Two lines of one node in each other's place.
	func(r *recording, at int, _ *rand.Rand) bool {
		for k := at + 1; k < len(r.events); k++ {
			if r.events[k].Node == r.events[at].Node {
				r.events[at], r.events[k] = r.events[k], r.events[at]
				return true
			}
		}
		return false
	},
	// A line comes later.
	func(r *recording, at int, rng *rand.Rand) bool {
		e := r.events[at]
		to := min(len(r.events)-1, at+1+rng.IntN(20))
		r.events = slices.Insert(slices.Delete(r.events, at, at+1), to, e)
		return true
	},
	// A node receives a message of which it is not the receiver.
	func(r *recording, at int, rng *rand.Rand) bool {
		e := r.events[at]
		if e.Kind != traceformat.Receive {
			return false
		}
		e.Node = traceformat.Node(rng.IntN(r.nodes))
		r.events = slices.Insert(r.events, at+1, e)
		return true
	},
	// Another step.
	func(r *recording, at int, rng *rand.Rand) bool {
		r.events[at].Step = max(r.events[at].Step, 1) + traceformat.Step(rng.IntN(3)) - 1
		return r.events[at].Kind <= traceformat.SendWit || r.events[at].Kind == traceformat.Advance
	},
	// About another message.
	func(r *recording, at int, rng *rand.Rand) bool {
		e := &r.events[at]
		other := r.events[rng.IntN(len(r.events))]
		e.Of = other.ID
		return (e.Kind == traceformat.SendAck || e.Kind == traceformat.SendWit) && other.Kind <= traceformat.SendWit
	},
	// To another node.
	func(r *recording, at int, rng *rand.Rand) bool {
		r.events[at].To = traceformat.Node(rng.IntN(r.nodes))
		return r.events[at].Kind == traceformat.SendAck
	},
	// Committed or not, the other way round.
	func(r *recording, at int, _ *rand.Rand) bool {
		r.events[at].Committed = !r.events[at].Committed
		return r.events[at].Kind == traceformat.Decide
	},
	// Another choice.
	func(r *recording, at int, rng *rand.Rand) bool {
		other := r.events[rng.IntN(len(r.events))]
		r.events[at].Choice = traceformat.Choice{Known: other.Kind == traceformat.SendRaw, ID: other.ID}
		return r.events[at].Kind == traceformat.Decide
	},
	// Another round.
	func(r *recording, at int, rng *rand.Rand) bool {
		r.events[at].Round += traceformat.Round(1 + rng.IntN(2))
		return r.events[at].Kind == traceformat.Decide
	},
	// Another ticket.
	func(r *recording, at int, rng *rand.Rand) bool {
		r.events[at].Ticket = []traceformat.Ticket{0, 1, 1<<64 - 1}[rng.IntN(3)]
		return r.events[at].Kind == traceformat.SendRaw
	},
	// Another number.
	func(r *recording, at int, rng *rand.Rand) bool {
		r.events[at].ID.Number = uint64(rng.IntN(30))
		return r.events[at].Kind <= traceformat.SendWit
	},
	// Another sender.
	func(r *recording, at int, rng *rand.Rand) bool {
		r.events[at].ID.Sender = traceformat.Node(rng.IntN(r.nodes + 1))
		return r.events[at].Kind <= traceformat.Receive
	},
	// A hole in a log.
	func(r *recording, at int, _ *rand.Rand) bool {
		r.events = slices.Insert(r.events, at, traceformat.Event{Kind: traceformat.Hole, Node: r.events[at].Node})
		return true
	},
	// A log is missing.
	func(r *recording, at int, _ *rand.Rand) bool {
		gone := r.events[at].Node
		r.events = slices.DeleteFunc(r.events, func(e traceformat.Event) bool { return e.Node == gone })
		return true
	},
	// A node adopts in place of receiving.
	func(r *recording, at int, _ *rand.Rand) bool {
		is := r.events[at].Kind == traceformat.Receive
		r.events[at].Kind = traceformat.Adopt
		return is
	},
}

// spoil is a recording with one thing gone wrong. It need not break a rule.
func spoil(r recording, rng *rand.Rand) recording {
	for range mostTries {
		c := changes[rng.IntN(len(changes))]
		spoilt := r
		spoilt.events = slices.Clone(r.events)
		if c(&spoilt, rng.IntN(len(r.events)), rng) {
			return spoilt
		}
	}
	panic("vectors: no way to spoil a trace can be done in it") // a line can always be left out
}

// mostTries bounds how often a way to spoil a trace is drawn that cannot be done where it is drawn.
const mostTries = 10_000

// unusable are texts that are no traces, or say nothing.
func unusable(good Trace) (all []vector.Case[Trace]) {
	add := func(topic string, lines ...string) {
		all = append(all, vector.Case[Trace]{Topic: topic, Input: Trace{append([]string{}, lines...)}})
	}
	head, first := good.Lines[0], good.Lines[1]
	in := func(old, new string) string { return strings.ReplaceAll(head, old, new) }
	at := func(old, new string) string { return strings.ReplaceAll(first, old, new) }
	add("an empty file")
	add("a header alone", head)
	add("no header", first)
	add("another version", in("quesera/1", "quesera/9"), first)
	add("an unknown protocol", in(`"protocol":"`, `"protocol":"x`), first)
	add("more nodes than there may be", in(`"nodes":3`, `"nodes":1025`), first)
	add("a threshold above n", in(`"message_threshold":2`, `"message_threshold":4`), first)
	add("a threshold of 0", in(`"message_threshold":2`, `"message_threshold":0`), first)
	add("a line that is no object", head, "[1]")
	add("a line that is cut", head, first[:len(first)-1])
	add("an unknown member", head, at("{", `{"nodes":3,`))
	add("a member of one's own", head, at("{", `{"x_mine":3,`))
	add("a member twice", head, at("{", `{"node":0,`))
	add("a node outside the group", head, at(`"node":`, `"node":9`))
	add("a number with a fraction", head, at(`"step":0`, `"step":0.0`))
	add("a number with an exponent", head, at(`"step":0`, `"step":0e0`))
	add("a number with a leading zero", head, at(`"step":0`, `"step":00`))
	add("a negative number", head, at(`"step":0`, `"step":-1`))
	add("a blank line in between", head, "", first)
	add("blank lines at the end", head, first, "", "")
	return all
}

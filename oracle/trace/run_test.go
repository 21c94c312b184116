package trace

import (
	"bytes"
	"cmp"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/model/qsc3"
	"quesera/model/tlc"
)

// What the formats of both protocols allow.
var qscFormat, clockFormat = qsc3.TraceFormat(), tlc.TraceFormat()

// run describes a run to be recorded for a test.
type run struct {
	tf.Header
	seed    uint64
	steps   tf.Step   // every node stops here
	tickets tf.Ticket // how many different tickets there are
	lag     int       // node 0 takes its turn only once in lag+1 times
	crash   tf.Step   // the last node stops on reaching this step; 0: it does not
	forget  bool      // sequential rounds: nodes ignore all steps of a round that is decided
	slow    int       // one message in so many takes much longer than the others; 0: any order
	remote  float64   // how much longer the messages of the last node take, at most
	split   bool      // nothing passes between the even nodes and the odd ones
	merge   int       // one message in so many that lacks causally prior ones brings its sender's state; 0: none
	// by is by which step of a round a node must know of a rival: 3, 2 or 1; nil: all by 3
	by func(tf.Node) tf.Step
}

// small is the group of three that most tests start from.
func small(seed uint64) run {
	return run{
		Header: tf.Header{Protocol: qscFormat, Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2},
		seed:   seed, steps: 9, tickets: 30,
	}
}

// simMessage and simNode are a plain implementation of TLC and QSC3 after TLC §A, for
// tests only. It shares nothing with the judge but the types of the format.
type simMessage struct {
	tf.Event
	history []*simMessage // what its sender had received
	of      *simMessage
	wit     map[*simMessage]bool // of a raw message: what of the step before its sender had confirmed
}

type simNode struct {
	id       tf.Node
	step     tf.Step
	round    tf.Round
	save     tf.Step
	number   uint64
	raw      *simMessage
	done     bool // raw is certified
	acks     map[tf.Node]bool
	wits     int
	log      []*simMessage
	received map[*simMessage]bool
	when     map[*simMessage]tf.Step   // in which step it received each
	raws     map[tf.Step][]*simMessage // by step: the raw messages that it has received
	verified []int                     // by node: how much of its log this one has, or ignores
	wit      map[*simMessage]bool
	inbox    []parcel
}

// parcel is a message on its way.
type parcel struct {
	*simMessage
	due float64
}

// earliest is where the parcel lies that arrives first.
func earliest(ready []*simNode) (at *simNode, k int) {
	for _, n := range ready {
		for i, p := range n.inbox {
			if at == nil || p.due < at.inbox[k].due {
				at, k = n, i
			}
		}
	}
	return at, k
}

type sim struct {
	run
	rng    *rand.Rand
	nodes  []*simNode
	now    float64
	events []tf.Event
}

// record performs the run and returns its events.
func (r run) record() []tf.Event {
	s := &sim{run: r, rng: rand.New(rand.NewPCG(r.seed, 1))}
	for i := range r.Nodes {
		s.nodes = append(s.nodes, &simNode{id: tf.Node(i), received: map[*simMessage]bool{},
			when: map[*simMessage]tf.Step{}, raws: map[tf.Step][]*simMessage{}, verified: make([]int, r.Nodes),
			wit: map[*simMessage]bool{}})
	}
	for _, n := range s.nodes {
		s.begin(n)
	}
	for range 1 << 22 {
		var ready []*simNode
		for _, n := range s.nodes {
			crashed := r.crash > 0 && n.id == tf.Node(r.Nodes-1) && n.step >= r.crash
			if len(n.inbox) > 0 && n.step < r.steps && !crashed {
				ready = append(ready, n)
			}
		}
		if len(ready) == 0 {
			return s.events
		}
		n := ready[s.rng.IntN(len(ready))]
		if n.id == 0 && len(ready) > 1 && s.rng.IntN(r.lag+1) > 0 {
			continue
		}
		k := s.rng.IntN(len(n.inbox))
		if r.slow > 0 {
			n, k = earliest(ready)
			s.now = n.inbox[k].due
		}
		m := n.inbox[k].simMessage
		n.inbox = slices.Delete(n.inbox, k, k+1)
		s.receive(n, m)
	}
	panic("a run has no end")
}

func (s *sim) emit(e tf.Event) { s.events = append(s.events, e) }

func (s *sim) send(n *simNode, kind tf.Kind, of *simMessage) *simMessage {
	n.number += 10 // so that a test can put messages in between
	m := &simMessage{of: of, history: n.log[:len(n.log):len(n.log)]}
	m.Event = tf.Event{Node: n.id, Kind: kind, ID: tf.ID{Sender: n.id, Number: n.number}, Step: n.step}
	switch kind {
	case tf.SendRaw:
		m.Ticket = tf.Ticket(s.rng.Uint64N(uint64(s.tickets)))
		m.wit = map[*simMessage]bool{}
		for p := range n.wit {
			if p.Step+1 == n.step {
				m.wit[p] = true
			}
		}
	case tf.SendAck:
		m.Of, m.To = of.ID, of.Node
	default:
		m.Of = of.ID
	}
	s.emit(m.Event)
	for _, other := range s.nodes {
		if (kind != tf.SendAck || other.id == m.To) && !(s.split && (n.id+other.id)%2 != 0) {
			p := parcel{m, s.now + s.rng.ExpFloat64()}
			if s.remote > 0 && int(n.id) == s.Nodes-1 {
				p.due += s.remote * s.rng.Float64()
			}
			if s.slow > 0 && s.rng.IntN(s.slow) == 0 {
				p.due += 10 * s.rng.ExpFloat64()
			}
			other.inbox = append(other.inbox, p)
		}
	}
	return m
}

// begin broadcasts the raw message of a step.
func (s *sim) begin(n *simNode) {
	n.acks, n.wits, n.done = map[tf.Node]bool{}, 0, false
	n.raw = s.send(n, tf.SendRaw, nil)
}

func (s *sim) receive(n *simNode, m *simMessage) {
	if n.received[m] || m.Step < n.save {
		return
	}
	direct := s.Acks == tf.Direct
	if !direct || m.Kind != tf.SendAck {
		if s.merge > 0 && s.lacks(n, m) && s.rng.IntN(s.merge) == 0 {
			s.adopt(n, m)
		}
		for ; n.verified[m.Node] < len(m.history); n.verified[m.Node]++ {
			s.receive(n, m.history[n.verified[m.Node]])
		}
		if n.received[m] || m.Step < n.save {
			return
		}
		n.log = append(n.log, m)
	}
	n.note(m)
	n.when[m] = n.step
	s.emit(tf.Event{Node: n.id, Kind: tf.Receive, ID: m.ID})
	witnessed := s.WitnessThreshold > 0
	switch {
	case m.Kind == tf.SendRaw && !witnessed:
		s.count(n, m, m)
	case m.Kind == tf.SendRaw && m.Step == n.step:
		s.send(n, tf.SendAck, m)
	case m.Kind == tf.SendAck && m.of == n.raw:
		n.acks[m.Node] = true
		if len(n.acks) >= s.WitnessThreshold && !n.done {
			n.done = true
			s.send(n, tf.SendWit, n.raw)
		}
	case m.Kind == tf.SendWit:
		s.count(n, m, m.of)
	}
}

// note notes that a node has received a message.
func (n *simNode) note(m *simMessage) {
	n.received[m] = true
	if m.Kind == tf.SendRaw {
		n.raws[m.Step] = append(n.raws[m.Step], m)
	}
}

// lacks tells whether a node lacks causally prior messages of m.
func (s *sim) lacks(n *simNode, m *simMessage) bool {
	for _, prior := range m.history {
		if !n.received[prior] && prior.Step >= n.save {
			return true
		}
	}
	return false
}

// adopt takes over what m's sender had received before sending it, and goes as far as that leads: step by step with all
// decisions, or at once and without those in between.
func (s *sim) adopt(n *simNode, m *simMessage) {
	s.emit(tf.Event{Node: n.id, Kind: tf.Adopt, ID: m.ID})
	for _, prior := range m.history {
		if n.received[prior] || prior.Step < n.save {
			continue
		}
		n.note(prior)
		n.log = append(n.log, prior)
		switch {
		case prior.Kind == tf.SendAck && prior.of == n.raw:
			n.acks[prior.Node] = true
		case prior.Kind == tf.SendWit:
			n.wit[prior.of] = true
		case prior.Kind == tf.SendRaw && s.WitnessThreshold == 0:
			n.wit[prior] = true
		}
	}
	last, atOnce := n.step, s.rng.IntN(2) == 0
	for s.confirmed(n, last) >= s.MessageThreshold {
		last++
	}
	switch {
	case last == n.step:
		if len(n.acks) >= s.WitnessThreshold && s.WitnessThreshold > 0 && !n.done {
			n.done = true
			s.send(n, tf.SendWit, n.raw)
		}
		n.wits = s.confirmed(n, n.step)
		return
	case atOnce:
		n.step = last
		s.emit(tf.Event{Node: n.id, Kind: tf.Advance, Step: last})
		for ; s.Protocol.Decides() && s.end(n.round) < last; n.round++ {
			n.save = s.end(n.round) - 2
		}
		s.decide(n)
	default:
		for n.step < last {
			n.step++
			s.emit(tf.Event{Node: n.id, Kind: tf.Advance, Step: n.step})
			s.decide(n)
		}
	}
	s.begin(n)
	n.wits = s.confirmed(n, n.step)
}

// end is the step at which a round is decided.
func (s *sim) end(round tf.Round) tf.Step {
	if s.Rounds == tf.Sequential {
		return 3*tf.Step(round) + 3
	}
	return tf.Step(round) + 3
}

// confirmed is how many messages of a step a node has confirmed.
func (s *sim) confirmed(n *simNode, step tf.Step) (count int) {
	for raw := range n.wit {
		if raw.Step == step {
			count++
		}
	}
	return count
}

// count counts a threshold witnessed message, and advances at the threshold.
func (s *sim) count(n *simNode, m, raw *simMessage) {
	n.wit[raw] = true
	if m.Step != n.step {
		return
	}
	if n.wits++; n.wits < s.MessageThreshold {
		return
	}
	n.step++
	s.emit(tf.Event{Node: n.id, Kind: tf.Advance, Step: n.step})
	s.decide(n)
	s.begin(n)
}

func (s *sim) decide(n *simNode) {
	if s.History.Limited && n.step > s.History.Steps {
		n.save = n.step - s.History.Steps
	}
	start := tf.Step(n.round)
	if s.Rounds == tf.Sequential {
		start *= 3
	}
	if s.Protocol == clockFormat || n.step != start+3 {
		return
	}
	var confirmed []*simMessage
	for p := range n.wit {
		if p.Step == start {
			confirmed = append(confirmed, p)
		}
	}
	best := slices.MaxFunc(confirmed, func(a, b *simMessage) int {
		return cmp.Or(cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Node, b.Node))
	})
	spoiled, reconfirmed := false, false
	by := tf.Step(3)
	if s.by != nil {
		by = s.by(n.id)
	}
	for _, p := range n.raws[start] {
		rival := p != best && p.Ticket >= best.Ticket
		spoiled = spoiled || rival && n.when[p] < start+by
	}
	for p := range n.wit {
		reconfirmed = reconfirmed || p.Step == start+1 && p.wit[best]
	}
	s.emit(tf.Event{Node: n.id, Kind: tf.Decide, Round: n.round, Choice: tf.Choice{Known: true, ID: best.ID},
		Committed: reconfirmed && !spoiled})
	n.round++
	n.save = start + 1
	if s.forget {
		n.save = start + 3
	}
}

// encode writes a trace.
func encode(t testing.TB, h tf.Header, events []tf.Event) []byte {
	t.Helper()
	return encodeWith(t, h, events, (*tf.Encoder).Encode)
}

// encodeWith writes a trace whose lines one function of the encoder writes.
func encodeWith[E any](t testing.TB, h tf.Header, events []E, write func(*tf.Encoder, E) error) []byte {
	t.Helper()
	var out bytes.Buffer
	e, err := tf.NewEncoder(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range events {
		if err := write(e, ev); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// judgeEvents judges a trace given as events.
func judgeEvents(t testing.TB, h tf.Header, events []tf.Event, o Options) Result {
	t.Helper()
	return Judge(bytes.NewReader(encode(t, h, events)), o)
}

func judgeText(text string) Result { return Judge(io.Reader(bytes.NewReader([]byte(text))), Options{}) }

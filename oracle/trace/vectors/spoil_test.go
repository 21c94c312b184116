package vectors

import (
	"math/rand/v2"
	"slices"
	"testing"

	"quesera/internal/traceformat"
)

// An outcome is what a way to spoil a trace has made of it at a line.
type outcome struct {
	before, after []traceformat.Event
	at            int
}

// line is the line before and now.
func (o outcome) line() (old, now traceformat.Event) { return o.before[o.at], o.after[o.at] }

// only tells whether the line is all that is not as before, and is as before once a field has its old value.
func (o outcome) only(restore func(now *traceformat.Event, old traceformat.Event)) bool {
	if len(o.before) != len(o.after) {
		return false
	}
	old, now := o.line()
	restore(&now, old)
	list := slices.Clone(o.after)
	list[o.at] = now
	return same(list, o.before)
}

// added is where a line was added, behind or at the line; -1: something else was done.
func (o outcome) added() int {
	for k := len(o.after) - 1; k >= o.at && len(o.after) == len(o.before)+1; k-- {
		if same(o.after[:k], o.before[:k]) && same(o.after[k+1:], o.before[k:]) {
			return k
		}
	}
	return -1
}

func same(a, b []traceformat.Event) bool { return slices.EqualFunc(a, b, equal) }

// equal tells whether two lines without vector times say the same.
func equal(a, b traceformat.Event) bool {
	return a.Node == b.Node && a.Kind == b.Kind && a.ID == b.ID && a.Step == b.Step && a.Ticket == b.Ticket &&
		a.Of == b.Of && a.To == b.To && a.Round == b.Round && a.Choice == b.Choice && a.Committed == b.Committed
}

// sends tells whether a line is of a message that is sent.
func sends(e traceformat.Event) bool { return e.Kind <= traceformat.SendWit }

// A way is what a change is held against: where it can be done, and what it does there. Seen notes which of the things
// that are drawn were, and so many are wanted.
type way struct {
	name string
	can  func(before []traceformat.Event, at int) bool
	does func(o outcome, seen func(int)) bool
	want int // things seen
}

func anywhere([]traceformat.Event, int) bool { return true }

func of(kinds ...traceformat.Kind) func([]traceformat.Event, int) bool {
	return func(before []traceformat.Event, at int) bool { return slices.Contains(kinds, before[at].Kind) }
}

var sent = []traceformat.Kind{traceformat.SendRaw, traceformat.SendAck, traceformat.SendWit}

// ways are in the order of the changes.
var ways = []way{
	{"a line is missing", anywhere, func(o outcome, _ func(int)) bool {
		return same(o.after, slices.Delete(slices.Clone(o.before), o.at, o.at+1))
	}, 0},
	{"a line stands twice", anywhere, func(o outcome, _ func(int)) bool {
		return o.added() >= 0 && same(o.after[o.at:o.at+1], o.after[o.at+1:o.at+2])
	}, 0},
	{"a message is received again", of(traceformat.Receive), func(o outcome, seen func(int)) bool {
		k := o.added()
		seen(min(k-o.at, len(o.before)-k)) // 1: right behind the line; 0: at the end
		return k > o.at && same(o.after[k:k+1], o.before[o.at:o.at+1])
	}, 20},
	{"two lines of a node change places", func(before []traceformat.Event, at int) bool {
		return slices.ContainsFunc(before[at+1:], func(e traceformat.Event) bool { return e.Node == before[at].Node })
	}, func(o outcome, _ func(int)) bool {
		next := o.at + 1
		for o.before[next].Node != o.before[o.at].Node {
			next++
		}
		list := slices.Clone(o.before)
		list[o.at], list[next] = list[next], list[o.at]
		return same(o.after, list)
	}, 0},
	{"a line comes later", anywhere, func(o outcome, seen func(int)) bool {
		for to := o.at; to <= min(o.at+20, len(o.before)-1) && len(o.after) == len(o.before); to++ {
			if same(o.after[:o.at], o.before[:o.at]) && same(o.after[o.at:to], o.before[o.at+1:to+1]) &&
				equal(o.after[to], o.before[o.at]) && same(o.after[to+1:], o.before[to+1:]) {
				seen(to - o.at)
				return to > o.at || o.at == len(o.before)-1
			}
		}
		return false
	}, 21},
	{"another node receives", of(traceformat.Receive), func(o outcome, seen func(int)) bool {
		now := o.after[o.at+1]
		seen(int(now.Node))
		old := o.before[o.at]
		now.Node = old.Node
		return o.added() >= 0 && same([]traceformat.Event{now}, []traceformat.Event{old})
	}, 3},
	{"another step", of(append(sent, traceformat.Advance)...), func(o outcome, seen func(int)) bool {
		old, now := o.line()
		seen(int(now.Step) - int(old.Step))
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Step = old.Step }) &&
			now.Step+1 >= max(old.Step, 1) && now.Step <= max(old.Step, 1)+1
	}, 4}, // one less, the same, one more; two more where it is 0... and no less there
	{"about another message", nil, func(o outcome, _ func(int)) bool {
		_, now := o.line()
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Of = old.Of }) &&
			slices.ContainsFunc(o.before, func(e traceformat.Event) bool { return sends(e) && e.ID == now.Of })
	}, 0},
	{"to another node", of(traceformat.SendAck), func(o outcome, seen func(int)) bool {
		_, now := o.line()
		seen(int(now.To))
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.To = old.To })
	}, 3},
	{"committed or not", of(traceformat.Decide), func(o outcome, _ func(int)) bool {
		old, now := o.line()
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Committed = old.Committed }) &&
			now.Committed != old.Committed
	}, 0},
	{"another choice", of(traceformat.Decide), func(o outcome, seen func(int)) bool {
		_, now := o.line()
		raw := slices.ContainsFunc(o.before, func(e traceformat.Event) bool {
			return e.Kind == traceformat.SendRaw && e.ID == now.Choice.ID
		})
		seen(map[bool]int{true: 1}[now.Choice.Known])
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Choice = old.Choice }) &&
			(!now.Choice.Known || raw)
	}, 2},
	{"another round", of(traceformat.Decide), func(o outcome, seen func(int)) bool {
		old, now := o.line()
		seen(int(now.Round - old.Round))
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Round = old.Round }) &&
			now.Round > old.Round && now.Round <= old.Round+2
	}, 2},
	{"another ticket", of(traceformat.SendRaw), func(o outcome, seen func(int)) bool {
		_, now := o.line()
		k := slices.Index([]traceformat.Ticket{0, 1, 1<<64 - 1}, now.Ticket)
		seen(k)
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Ticket = old.Ticket }) && k >= 0
	}, 3},
	{"another number", of(sent...), func(o outcome, seen func(int)) bool {
		_, now := o.line()
		seen(int(now.ID.Number))
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.ID.Number = old.ID.Number })
	}, 30},
	{"another sender", of(append(sent, traceformat.Receive)...), func(o outcome, seen func(int)) bool {
		_, now := o.line()
		seen(int(now.ID.Sender))
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.ID.Sender = old.ID.Sender })
	}, 4},
	{"a hole in a log", anywhere, func(o outcome, _ func(int)) bool {
		now := o.after[o.at]
		return o.added() == o.at && equal(now, traceformat.Event{Kind: traceformat.Hole, Node: o.before[o.at].Node})
	}, 0},
	{"a log is missing", anywhere, func(o outcome, _ func(int)) bool {
		return same(o.after, slices.DeleteFunc(slices.Clone(o.before), func(e traceformat.Event) bool {
			return e.Node == o.before[o.at].Node
		}))
	}, 0},
	{"a node adopts", of(traceformat.Receive), func(o outcome, _ func(int)) bool {
		_, now := o.line()
		return o.only(func(now *traceformat.Event, old traceformat.Event) { now.Kind = old.Kind }) &&
			now.Kind == traceformat.Adopt
	}, 0},
}

// Each way to spoil a trace does what it says, wherever that can be done and nowhere else, and draws all that it may.
func TestEachWayToSpoilATraceDoesWhatItSays(t *testing.T) {
	var r recording
	for _, one := range recorded() {
		if one.nodes == 3 && slices.ContainsFunc(one.events, func(e traceformat.Event) bool {
			return e.Kind == traceformat.Decide
		}) {
			r = one
			break
		}
	}
	r.events = r.events[len(r.events)-40:]
	r.events = append([]traceformat.Event{{Kind: traceformat.SendRaw, ID: traceformat.ID{Number: 1}},
		{Kind: traceformat.Decide}}, r.events...)
	if len(ways) != len(changes) {
		t.Fatalf("%d ways, want %d", len(ways), len(changes))
	}
	for k, w := range ways {
		rng := rand.New(rand.NewPCG(uint64(k), 1))
		seen := map[int]bool{}
		done := 0
		for i := range 25 * len(r.events) {
			at := i % len(r.events)
			spoilt := recording{header: r.header, nodes: r.nodes, events: slices.Clone(r.events)}
			did := changes[k](&spoilt, at, rng)
			if w.can != nil && did != w.can(r.events, at) || w.can == nil && did && !of(traceformat.SendAck,
				traceformat.SendWit)(r.events, at) {
				t.Fatalf("%s: at %+v: done is %v", w.name, r.events[at], did)
			}
			if !did {
				continue
			}
			done++
			if !w.does(outcome{r.events, spoilt.events, at}, func(what int) { seen[what] = true }) {
				t.Fatalf("%s: of %d lines with %+v at %d come %d with %+v", w.name, len(r.events), r.events[at], at,
					len(spoilt.events), spoilt.events[min(at, len(spoilt.events)-1)])
			}
		}
		if done == 0 || len(seen) < w.want || w.want > 4 && w.want < 22 && len(seen) > 60 || w.want > 0 && w.want < 5 &&
			len(seen) > w.want || w.want == 30 && len(seen) > 30 {
			t.Errorf("%s: done %d times, seen %v, want %d", w.name, done, seen, w.want)
		}
	}
}

// A trace is spoilt in one way, which it says can be done, and the good one stays as it is.
func TestATraceIsSpoiltInOneWay(t *testing.T) {
	r := recorded()[0]
	good := slices.Clone(r.events)
	rng := rand.New(rand.NewPCG(1, 1))
	lengths, at := map[int]int{}, map[int]bool{}
	for range 2000 {
		s := spoil(r, rng)
		if !same(r.events, good) || s.header != r.header || s.nodes != r.nodes {
			t.Fatal("the good trace has changed")
		}
		by := len(s.events) - len(r.events)
		lengths[max(by, -2)]++
		if by == 1 {
			for k := range r.events {
				if e := s.events[k]; e.Kind == traceformat.Hole {
					at[k] = true
				}
			}
		}
	}
	if lengths[1] < 200 || lengths[0] < 200 || lengths[-1] < 50 || lengths[-2] < 50 || !at[0] || !at[len(r.events)-1] {
		t.Errorf("lines more or less: %v; holes at %v", lengths, at)
	}
}

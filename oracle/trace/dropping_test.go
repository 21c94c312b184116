package trace

import (
	"fmt"
	"slices"
	"testing"

	tf "quesera/internal/traceformat"
)

// What is remembered is counted to the octet: while nothing can be dropped, dropping counts what was there before, be
// it sent, received, adopted or of nodes whose logs are missing. What was dropped leaves as much less.
func TestWhatIsRememberedIsCounted(t *testing.T) {
	partial := run{Header: direct.Header, seed: 1, steps: 5, tickets: 9}
	for k, r := range []run{small(1), direct, bare, merging[0], partial} {
		list := events(r.record())
		if k == 4 {
			list = slices.DeleteFunc(slices.Clone(list), func(e tf.Event) bool { return e.Node == 3 })
		}
		j, dropped := newJudge(r.Header, DefaultMemory), 0
		for i := range list {
			if b := j.event(&list[i]); b != nil {
				t.Fatalf("line %d: %s", i+2, b)
			}
			for _, when := range []string{"before", "after"} {
				if want := remembered(j); j.memory.used != want.octets(j) {
					t.Fatalf("%+v, line %d: %d octets %s dropping, want %d", r.Header, i+2, j.memory.used, when, want.octets(j))
				}
				before := remembered(j)
				if j.drop(); before != remembered(j) {
					dropped++
				}
			}
		}
		if dropped < 2 && k < 3 {
			t.Errorf("%+v: nothing was dropped", r.Header)
		}
	}
}

// A memento is how much is remembered.
type memento struct{ raws, others, entries, rows, unused int }

// remembered counts what a judge remembers.
func remembered(j *judge) (m memento) {
	m.rows = len(j.raws.entries)
	for i := range j.nodes {
		m.entries += len(j.nodes[i].log.entries)
		m.unused += len(j.nodes[i].unused)
		for _, sent := range j.nodes[i].sent {
			if sent.kind == tf.SendRaw {
				m.raws++
			} else {
				m.others++
			}
		}
	}
	return m
}

// octets is what that takes.
func (m memento) octets(j *judge) int {
	return m.raws*j.size(&message{kind: tf.SendRaw}) + m.others*j.size(&message{kind: tf.SendAck}) +
		m.entries*logEntrySize + m.rows*j.rowSize() + m.unused*numbersSize
}

// group is a judge whose nodes are where it is said: in a step, with a round to decide next.
func group(t *testing.T, words string, at ...[2]int) *judge {
	t.Helper()
	j := newJudge(variant(t, words), DefaultMemory)
	for i, a := range at {
		n := &j.nodes[i]
		n.step, n.nextRound = step(a[0]), round(a[1])
		n.ignoreBelow, n.forgetBelow = step(a[0]), step(a[0])
	}
	return j
}

// How far back anybody can reach is the least of what the nodes can that are not given up; and where rounds are
// decided, no later than the first that anybody has to decide begins.
func TestTheHorizonIsThatOfWhoIsFurthestBehind(t *testing.T) {
	for _, c := range []struct {
		words   string
		at      [][2]int
		given   []int
		ignored step
		steps   step
		rounds  round
	}{
		{"3 2 2", [][2]int{{7, 4}, {9, 6}, {8, 5}}, nil, 7, 4, 4},
		{"3 2 2", [][2]int{{9, 6}, {8, 5}, {7, 4}}, []int{2}, 8, 5, 5},
		{"3 2 2", [][2]int{{9, 6}, {5, 7}, {8, 7}}, nil, 5, 5, 6},
		{"3 2 2 sequential", [][2]int{{12, 3}, {11, 3}, {14, 4}}, nil, 11, 9, 3},
		{"3 2 2 sequential", [][2]int{{12, 3}, {11, 3}, {14, 4}}, []int{0, 1}, 14, 12, 4},
		{"3 2 2 clock", [][2]int{{7, 1}, {9, 0}, {8, 2}}, nil, 7, 7, 0},
		{"3 2 2", [][2]int{{7, 4}, {9, 6}, {8, 5}}, []int{0, 1, 2}, ^step(0), ^step(0), ^round(0)},
	} {
		j := group(t, c.words, c.at...)
		for _, i := range c.given {
			j.nodes[i].abandoned = true
		}
		if ignored, steps, rounds := j.horizon(); ignored != c.ignored || steps != c.steps || rounds != c.rounds {
			t.Errorf("%s %v: %d, %d, %d, want %d, %d, %d", c.words, c.at, ignored, steps, rounds, c.ignored, c.steps, c.rounds)
		}
	}
	for words, want := range map[string]bool{"3 2 2": true, "3 2 2 clock": false, "3 2 2 clock history-1": true} {
		if got := group(t, words).forgets(); got != want {
			t.Errorf("%s: nodes forget: %v, want %v", words, got, want)
		}
	}
}

// Given up is the node at the lowest step, if another is further, and nobody twice.
func TestGivenUpIsTheNodeThatLags(t *testing.T) {
	for _, c := range []struct {
		steps []int
		gone  []int
		want  int // -1: none
	}{
		{[]int{3, 3, 3}, nil, -1}, {[]int{3, 2, 4}, nil, 1}, {[]int{2, 3, 2}, nil, 0}, {[]int{4, 3, 2}, nil, 2},
		{[]int{3, 2, 4}, []int{1}, 0}, {[]int{1, 2, 4}, []int{0}, 1}, {[]int{3, 1, 3}, []int{1}, -1},
		{[]int{3, 1, 5}, []int{1, 0}, -1}, {[]int{1, 1, 2}, nil, 0}, {[]int{2, 1, 1}, nil, 1},
	} {
		j := group(t, "3 2 2", [2]int{c.steps[0]}, [2]int{c.steps[1]}, [2]int{c.steps[2]})
		for _, i := range c.gone {
			j.nodes[i].abandoned = true
		}
		did := j.abandonLast()
		var now []int
		for i := range j.nodes {
			if j.nodes[i].abandoned && !slices.Contains(c.gone, i) {
				now = append(now, i)
			}
		}
		if did != (c.want >= 0) || len(now) > 1 || did && !slices.Equal(now, []int{c.want}) {
			t.Errorf("%+v: %v is given up (%v)", c, now, did)
		}
	}
}

// A message has been received by all when it was by all that are followed and that it is meant for.
func TestWhatAllHaveReceived(t *testing.T) {
	for _, c := range []struct {
		words string
		kind  tf.Kind
		by    []int
		gone  []int
		want  bool
	}{
		{"3 2 2", tf.SendAck, []int{0, 1, 2}, nil, true}, {"3 2 2", tf.SendAck, []int{0, 1}, nil, false},
		{"3 2 2", tf.SendAck, []int{1, 2}, []int{0}, true}, {"3 2 2", tf.SendAck, []int{1}, []int{0}, false},
		{"3 2 2 direct", tf.SendAck, []int{1}, nil, true}, {"3 2 2 direct", tf.SendAck, []int{0, 2}, nil, false},
		{"3 2 2 direct", tf.SendAck, nil, []int{1}, true}, {"3 2 2 direct", tf.SendAck, nil, []int{0}, false},
		{"3 2 2 direct", tf.SendWit, []int{1}, nil, false}, {"3 2 2 direct", tf.SendWit, []int{0, 1, 2}, nil, true},
	} {
		j := group(t, c.words)
		m := &message{kind: c.kind, to: 1}
		for _, i := range c.by {
			m.received.add(nodeID(i))
		}
		for _, i := range c.gone {
			j.nodes[i].abandoned = true
		}
		if got := j.receivedByAll(m); got != c.want {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}

// The front of a log is cut off as far as all have it, or as it matters to nobody; not beyond what somebody lacks.
func TestLogsAreCutAsFarAsAllHaveThem(t *testing.T) {
	for _, c := range []struct {
		verified [3]int // by node, of node 0's log
		gone     int
		dead     []uint64
		left     []uint64
	}{
		{[3]int{0, 0, 0}, -1, nil, []uint64{3, 4, 5, 6}}, {[3]int{9, 6, 7}, -1, nil, []uint64{4, 5, 6}},
		{[3]int{0, 7, 8}, -1, nil, []uint64{5, 6}}, {[3]int{0, 6, 8}, 1, nil, []uint64{6}},
		{[3]int{0, 9, 9}, -1, nil, nil}, {[3]int{0, 0, 0}, -1, []uint64{3, 5}, []uint64{4, 5, 6}},
		{[3]int{0, 6, 6}, -1, []uint64{4}, []uint64{5, 6}}, {[3]int{0, 0, 0}, -1, []uint64{3, 4, 5, 6}, nil},
		{[3]int{0, 5, 5}, -1, nil, []uint64{3, 4, 5, 6}},
	} {
		j := group(t, "3 2 2")
		n := &j.nodes[0]
		n.log.base = 5
		for k := range uint64(4) {
			n.log.entries = append(n.log.entries, &message{id: tf.ID{Sender: 1, Number: k + 3}})
		}
		for i := range j.nodes {
			j.nodes[i].verified[0], j.nodes[i].abandoned = c.verified[i], i == c.gone
		}
		j.dropLog(n, func(m *message) bool { return slices.Contains(c.dead, m.id.Number) })
		var left []uint64
		for pos := n.log.base; pos < n.log.end(); pos++ {
			left = append(left, n.log.at(pos).id.Number)
		}
		if !slices.Equal(left, c.left) || n.log.end() != 9 {
			t.Errorf("%+v: left are %v up to %d", c, left, n.log.end())
		}
	}
}

// Dropped is what nobody can receive any more, and the highest number of it is kept; see doc.go.
func TestWhatMattersToNobodyIsDropped(t *testing.T) {
	for words, want := range map[string][]uint64{
		"3 2 2": {3, 4, 5}, "3 2 2 clock": {1, 3, 4, 5}, "3 2 2 clock history-1": {3, 4, 5},
	} {
		j := group(t, words, [2]int{3, 3}, [2]int{4, 4}, [2]int{3, 3})
		n := &j.nodes[0]
		for k := range uint64(5) { // numbers 1 to 5, of steps 1 to 5; all but the first have been received by all
			m := &message{id: tf.ID{Number: k + 1}, step: step(k + 1)}
			for i := range 3 - min(1, 1-min(k, 1)) {
				m.received.add(nodeID(i))
			}
			n.sent = append(n.sent, m)
		}
		for range 7 {
			j.raws.grow(uint64(len(j.raws.entries)), func() []*message { return make([]*message, 3) })
			j.rounds.grow(uint64(len(j.rounds.entries)), func() agreement { return agreement{} })
		}
		j.drop()
		var left []uint64
		for _, m := range n.sent {
			left = append(left, m.id.Number)
		}
		if !slices.Equal(left, want) || !n.gone.known || n.gone.last != 2 || j.raws.base != 3 || j.rounds.base != 3 {
			t.Errorf("%s: left are %v, gone are %+v, %d and %d", words, left, n.gone, j.raws.base, j.rounds.base)
		}
		if j.nodes[1].gone.known {
			t.Errorf("%s: something of node 1 was dropped", words)
		}
	}
}

// Tidying is due at a level; it goes on until three quarters of the budget suffice, and is due again at twice as much.
func TestTidyingIsDueAgainAtTwiceAsMuch(t *testing.T) {
	fill := func(budget, messages int) *judge {
		j := group(t, "3 2 2 clock", [2]int{3}, [2]int{3}, [2]int{3})
		j.memory = newMemory(budget)
		for k := range messages {
			m := &message{id: tf.ID{Number: uint64(k)}, step: 3}
			j.nodes[0].sent = append(j.nodes[0].sent, m)
			j.memory.used += j.size(m)
		}
		j.memory.due = j.memory.used
		return j
	}
	one := group(t, "3 2 2").size(&message{})
	for _, c := range []struct {
		budget, messages, due int // due 0: refused
	}{
		{one * 40, 29, one * 40}, {one * 40, 30, one * 40}, {one * 40, 31, 0}, {8 * firstTidy, 3, firstTidy},
		{4 * firstTidy, firstTidy/one + 1, 2 * one * (firstTidy/one + 1)},
		{4 * firstTidy, 3 * firstTidy / one, 4 * firstTidy}, {4 * firstTidy, 3*firstTidy/one + 1, 0},
		{64 * firstTidy, 3 * firstTidy / one, 2 * (3 * firstTidy / one * one)},
	} {
		j := fill(c.budget, c.messages)
		b := j.tidy()
		if refused := b != nil; refused != (c.due == 0) || !refused && j.memory.due != c.due {
			t.Errorf("%d messages of %d in %d octets: %v, due at %d, want %d", c.messages, one, c.budget, b, j.memory.due, c.due)
		}
		if b != nil && b.rule != ruleLimit {
			t.Errorf("%v", b)
		}
	}
	// What can be dropped leaves enough; and who lags is given up for the others.
	j := fill(one*40, 40)
	for _, m := range j.nodes[0].sent {
		m.step = 2
		m.received = nodeSet{low: 7}
	}
	if b := j.tidy(); b != nil || j.memory.used != 0 || j.memory.due != one*40 || j.nodes[0].abandoned {
		t.Errorf("what all have received: %v, %+v", b, j.memory)
	}
	j = fill(one*40, 40)
	j.nodes[1].step = 2
	for _, m := range j.nodes[0].sent[:10] {
		m.step = 2
		m.received = nodeSet{low: 5}
	}
	if b := j.tidy(); b != nil || j.memory.used != 30*one || !j.nodes[1].abandoned {
		t.Errorf("who lags: %v, %+v", b, j.memory)
	}
	want := fmt.Sprintf("more than %d bytes would have to be remembered, and no node lags behind the others: not judged "+
		"any further", one*40)
	if b := fill(one*40, 40).tidy(); b.msg != want {
		t.Error(b)
	}
}

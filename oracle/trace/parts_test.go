package trace

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/spec"
)

// A table has the entries from its base on, whatever was cut off.
func TestTablesAreCutAtTheFront(t *testing.T) {
	var table table[int]
	made := 0
	fill := func() int { made++; return 100 + made }
	if table.at(0) != nil || *table.grow(0, fill) != 101 || *table.grow(2, fill) != 103 || *table.grow(1, fill) != 102 ||
		made != 3 || table.at(3) != nil || *table.at(2) != 103 {
		t.Fatalf("%+v after %d were made", table, made)
	}
	for _, c := range []struct {
		cut, base uint64
		left      int
	}{{0, 0, 3}, {1, 1, 2}, {1, 1, 2}, {0, 1, 2}, {3, 3, 0}, {9, 3, 0}} {
		if table.cut(c.cut); table.base != c.base || len(table.entries) != c.left || table.at(c.base+uint64(c.left)) != nil {
			t.Fatalf("cut before %d: %+v, want %d from %d on", c.cut, table, c.left, c.base)
		}
		if c.base > 0 && table.at(c.base-1) != nil || c.left > 0 && *table.at(2) != 103 {
			t.Fatalf("cut before %d: %+v", c.cut, table)
		}
	}
	if *table.grow(4, fill) != 105 || *table.at(3) != 104 || table.at(2) != nil || len(table.entries) != 2 {
		t.Errorf("%+v, want entries 3 and 4", table)
	}
}

// A set of nodes is a set, in each of its words. Method: it is held against a map.
func TestSetsOfNodesAreSets(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	var set nodeSet
	want := map[tf.Node]bool{}
	some := []tf.Node{0, 1, 62, 63, 64, 65, 127, 128, 129, 191, 192, 193, 1023}
	for range 2000 {
		i := some[rng.IntN(len(some))]
		switch {
		case rng.IntN(2) == 0:
			set.add(i)
			want[i] = true
		case want[i]:
			set.remove(i)
			delete(want, i)
		}
		for _, k := range some {
			if set.has(k) != want[k] {
				t.Fatalf("after %d: node %d is in %v, want %v", i, k, set, want[k])
			}
		}
	}
	if (&nodeSet{}).has(64) || (&nodeSet{high: []uint64{1}}).has(128) || !(&nodeSet{high: []uint64{0, 1}}).has(128) {
		t.Error("sets that are short have other nodes")
	}
}

// When rounds begin and end, and what is known to be confirmed and to travel outside the causal order, follows from the
// header.
func TestWhatFollowsFromTheHeader(t *testing.T) {
	for words, want := range map[string]struct{ start, end step }{"3 2 2": {4, 7}, "3 2 2 sequential": {12, 15}} {
		j := newJudge(variant(t, words), 1)
		n := &j.nodes[1]
		n.nextRound = 4
		for n.step = range want.end + 3 {
			if j.decides(n) != (n.step == want.end) {
				t.Errorf("%s: decides at step %d: %v", words, n.step, j.decides(n))
			}
		}
		if j.start(4) != want.start || j.end(4) != want.end || n.id != 1 || j.stats.Nodes != 3 {
			t.Errorf("%s: %d to %d, want %v", words, j.start(4), j.end(4), want)
		}
	}
	clock := newJudge(variant(t, "3 2 2 clock"), 1)
	if clock.nodes[0].step = 3; clock.decides(&clock.nodes[0]) || clock.nodes[0].clock.must != nil {
		t.Error("a clock alone decides, or has vector times")
	}
	for words, ends := range map[string][2]bool{"3 2 2": {true, true}, "3 2 2 by-end": {true, false},
		"3 2 2 by-two": {false, true}} {
		if c := newJudge(variant(t, words), 1).commit; c.byEnd != ends[0] || c.byTwo != ends[1] || c.settled.known {
			t.Errorf("%s: %+v", words, c)
		}
	}
	raw, wit := &message{kind: tf.SendRaw, raw: &proposal{}}, &message{kind: tf.SendWit}
	for words, want := range map[string][3]bool{"3 2 2": {false, false, true}, "3 2 0 clock": {true, true, true}} {
		j := newJudge(variant(t, words), 1)
		*raw, *wit = message{kind: tf.SendRaw, raw: &proposal{}}, message{kind: tf.SendWit}
		raw.received.add(0)
		got := [3]bool{j.hasConfirmed(0, raw)}
		raw.raw.certified = wit
		got[1] = j.hasConfirmed(0, raw)
		wit.received.add(0)
		if got[2] = j.hasConfirmed(0, raw); got != want || j.hasConfirmed(1, raw) {
			t.Errorf("%s: confirmed %v, want %v", words, got, want)
		}
		if j.outOfBand(&message{kind: tf.SendAck}) {
			t.Errorf("%s: acknowledgments are outside the causal order", words)
		}
	}
	direct := newJudge(variant(t, "3 2 2 direct"), 1)
	if !direct.outOfBand(&message{kind: tf.SendAck}) || direct.outOfBand(raw) || direct.outOfBand(wit) {
		t.Error("not just acknowledgments are outside the causal order")
	}
}

// A breach says where it is, as far as that is known.
func TestABreachSaysWhereItIs(t *testing.T) {
	b := Breach{Rule: ruleOf(ruleOnce), Message: "so it is"}
	b.Node.ID = 7
	for _, c := range []struct {
		line  int
		known bool
		want  string
	}{
		{0, false, "TRACE-ONCE (TLC §A.2): so it is"}, {4, false, "line 4: TRACE-ONCE (TLC §A.2): so it is"},
		{1, true, "line 1: node 7: TRACE-ONCE (TLC §A.2): so it is"}, {0, true, "node 7: TRACE-ONCE (TLC §A.2): so it is"},
	} {
		if b.Line, b.Node.Known = c.line, c.known; b.String() != c.want {
			t.Errorf("%s, want %s", b, c.want)
		}
	}
	var err error = refuse(ruleOnce, "%d of %s", 3, "four")
	if err.Error() != "TRACE-ONCE: 3 of four" {
		t.Error(err)
	}
	r := Unreadable(errors.New("no"))
	if r.Breach.Line != 0 || r.Breach.Node.Known || r.Breach.Rule.ID != tf.RuleEncoding {
		t.Errorf("%+v", r)
	}
	defer func() {
		if recover() == nil {
			t.Error("a rule that there is not has no panic")
		}
	}()
	ruleOf("TRACE-NONE")
}

// What is said of a file that is no trace has its line and its words.
func TestWhatIsSaidOfNoTrace(t *testing.T) {
	const minority = "line 1: TRACE-THRESHOLDS (TLC §2.7, §5.2.2): %s_threshold = 2 of %d nodes is no majority: nodes " +
		"that follow every rule may still commit different choices; want at least 3 (--unsafe judges it all the same)"
	const empty = "line 1: TRACE-EMPTY (format): no event after the header: nothing was judged"
	header := string(variant(t, "3 2 2").Line())
	for _, c := range []struct{ text, want string }{
		{header + `{"node":0,"event":"say %d"}` + "\n",
			`line 2: TRACE-EVENT (format): member "event" is "say %d", want one of`},
		{"\n" + header, "line 1: TRACE-HEADER"},
		{string(variant(t, "4 2 3").Line()), fmt.Sprintf(minority, "message", 4)},
		{string(variant(t, "4 3 2").Line()), fmt.Sprintf(minority, "witness", 4)},
		{string(variant(t, "5 2 3").Line()), fmt.Sprintf(minority, "message", 5)},
		{string(variant(t, "5 3 3").Line()), empty},
		{string(variant(t, "4 2 2 clock").Line()), empty},
	} {
		r := judgeText(c.text)
		if got := r.Breach.String(); !strings.HasPrefix(got, c.want) || r.Verdict == spec.Holds {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
		if refused := strings.Contains(c.want, "THRESHOLDS"); refused && r.Stats.Nodes == 0 {
			t.Errorf("%s: the group is not said: %+v", c.text, r.Stats)
		}
	}
}

// Lines are out of order where two or more messages of others come before they are sent; else what was broken stands.
// Method: after a first line that breaks a rule come others.
func TestHowManyMessagesComeBeforeTheyAreSent(t *testing.T) {
	const order = "TRACE-ORDER from here on "
	for _, c := range []struct{ script, want string }{
		{"0 raw; 0 gets 1.1; 1 raw; 2 raw", "TRACE-CAUSAL"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 0 gets 1.3; 1 ack 0.1; 1 ack 0.1", order + "2 messages"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 0 gets 1.3; 1 ack 0.1", "TRACE-CAUSAL"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 2 gets 1.2; 1 ack 0.1", order + "2 messages"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 2 adopts 1.2; 1 ack 0.1", order + "2 messages"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 1 ack 0.1; 1 ack 0.1 as 1.2", "TRACE-CAUSAL"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 1 wit 1.1; 2 gets 1.2; 1 wit 1.1 as 1.2", "TRACE-CAUSAL"},
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 1 wit 1.1 as 1.3; 0 gets 1.2; 1 wit 1.1 as 1.2", "TRACE-CAUSAL"},
		{"0 raw; 1 raw as 1.5; 2 raw; 0 gets 1.4; 2 gets 1.4; 1 ack 0.1 as 1.4", "TRACE-CAUSAL"},
		{"0 raw; 1 raw; 2 raw; 0 gets 0.2; 0 gets 0.3; 0 ack 0.1; 0 ack 0.1", "TRACE-CAUSAL"}, // its own
		{"0 raw; 1 raw; 2 raw; 0 gets 1.2; 2 gets 3.1; 2 gets 3.1; 1 ack 0.1", "TRACE-CAUSAL"},
		{"0 raw; 2 raw; 0 raw; 1 raw as 1.0; 2 gets 1.0; 0 gets 1.0; 1 raw as 1.0", "TRACE-EQUIVOCATION"},
		{"0 raw; 2 raw; 0 raw; 2 gets 1.0; 0 gets 1.0; 1 raw as 1.0", order + "2 messages"},
		{"0 raw; 1 raw; 2 raw; 0 raw; 2 gets 0.3; 1 gets 0.3; 0 raw", order + "2 messages"},
	} {
		h := variant(t, "3 2 2")
		r := judgeEvents(t, h, played(t, h, c.script), Options{})
		if got := r.Breach.Rule.ID + " " + r.Breach.Message; !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.script, got, c.want)
		}
	}
	list := played(t, variant(t, "3 2 2"), "0 raw; 1 raw; 2 raw; 0 gets 1.2")
	for k := range uint64(1044) {
		list = append(list, tf.Event{Node: 2, Kind: tf.Receive, ID: tf.ID{Sender: 1, Number: k + 3}})
	}
	for k := range uint64(1054) {
		list = append(list, tf.Event{Node: 1, Kind: tf.SendAck, ID: tf.ID{Sender: 1, Number: k + 2}})
	}
	const want = "from here on 1024 messages are received before they are sent: the lines are out of order " +
		"(TRACE-CAUSAL: receives 1.2, which nobody has sent before: it is causally later, or unknown)"
	if r := judgeEvents(t, variant(t, "3 2 2"), list, Options{}); r.Breach.Message != want || r.Breach.Node.Known ||
		r.Breach.Line != 5 {
		t.Errorf("%s, want %s", r.Breach, want)
	}
}

package trace

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	tf "quesera/internal/traceformat"
	"quesera/model"
	accountable "quesera/model/log"
	"quesera/model/tlcb"
	"quesera/spec"
)

// logOf judges signed events.
func logOf(t *testing.T, h tf.Header, ev lines, o Options) Result {
	t.Helper()
	return Judge(bytes.NewReader(written(t, h, ev)), o)
}

// clockRun is a run of the accountable clock in which nobody is to blame.
func clockRun(t *testing.T) (tf.Header, lines) {
	t.Helper()
	return signedRun(t, "tlcb", "-n 4 -t 3 --rounds 1")
}

// How often rules of accountable logs had something to say is how many lines and entries there are of what they are
// about.
func TestCoverageOfLogsCountsLinesAndEntries(t *testing.T) {
	header, ev := signedRun(t, "qsc4", quietRun)
	want := map[string]int{}
	entries := map[string]bool{}
	for _, e := range ev {
		switch e.Kind {
		case tf.Write:
			want[ruleLog]++
		case tf.Conclude: // each round ends in one entry of each node
			want[ruleDecision]++
			want[ruleSplit]++
		}
		if e.Entry != nil {
			want[ruleSignature]++
			entries[string(e.Entry)] = true
		}
	}
	want[ruleFault] = len(entries)
	r := logOf(t, header, ev, Options{})
	for k, e := range r.Coverage {
		if e.Times != want[e.Rule.ID] || e.Rule.ID != LogRules[k].ID {
			t.Errorf("%s: %d times, want %d", e.Rule.ID, e.Times, want[e.Rule.ID])
		}
	}
	if len(r.Coverage) != len(LogRules) || r.Protocol != "qsc4" || r.Stats.Events != len(ev) || r.Stats.Nodes != 4 ||
		r.Stats.Decisions != want[ruleDecision] || r.Stats.Committed > r.Stats.Decisions || len(r.Owed) > 0 {
		t.Errorf("%+v, %v, owed %v", r.Stats, r.Coverage, r.Owed)
	}
}

// Entries fit into the budget to the octet.
func TestEntriesFitIntoTheBudget(t *testing.T) {
	header, ev := clockRun(t)
	octets := 0
	for _, e := range ev {
		octets += len(e.Entry)
	}
	if r := logOf(t, header, ev, Options{Memory: octets * octetCost}); r.Verdict != spec.Holds {
		t.Errorf("in as much as they take: %s", r.Breach)
	}
	r := logOf(t, header, ev, Options{Memory: octets*octetCost - 1})
	if r.Verdict != spec.Inconclusive || r.Breach.Rule.ID != ruleLimit || r.Breach.Node.Known || r.Breach.Line == 0 ||
		r.Breach.Message != fmt.Sprintf("entries of %d octets do not fit into the memory budget", octets) {
		t.Errorf("in less: %s", r.Breach)
	}
}

// What is refused in logs names the entries, rounds and nodes that it is about.
func TestWhatIsRefusedInLogsIsSaid(t *testing.T) {
	header, ev := clockRun(t)
	writes := func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 1 }
	first := at(t, ev, writes)
	second := first + 1 + at(t, ev[first+1:], writes)
	third := second + 1 + at(t, ev[second+1:], writes)
	nothing := tf.Hash(bytes.Repeat([]byte{7}, len(tf.Hash{})))
	some := ev[at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Take && e.Entry == nil })].Hash
	another := slices.Clone(ev)
	another[first].Node = 2
	moved := slices.Insert(slices.Delete(slices.Clone(ev), third, third+1), second, ev[third])
	with := func(e tf.SignedEvent) lines { return append(slices.Clone(ev), e) }
	const (
		next   = ", want the next one, linked to that"
		no     = "names an entry that no earlier line has"
		end    = -1
		noNode = -1
	)
	for _, c := range []struct {
		name, want string
		list       lines
		node       int
		at         int // the place of the line; 0: not asked
	}{
		{"another's log", "writes entry 1 of the log of node 1", another, 2, first},
		{"an entry left out", "writes entry 2 after entry 0" + next, without(ev, first), 1, 0},
		{"the second left out", "writes entry 3 after entry 1" + next, without(ev, second), 1, 0},
		{"the third before the second", "writes entry 3 after entry 1" + next, moved, 1, second},
		{"an entry twice", "writes entry 1 after entry 1" + next, slices.Insert(slices.Clone(ev), first+1, ev[first]), 1,
			first + 1},
		{"a hash of nothing", `receive: member "hash" ` + no, with(tf.SignedEvent{Node: 1, Kind: tf.Take, Hash: nothing}),
			noNode, end},
		{"blame for nothing", `blame: member "first" ` + no,
			with(tf.SignedEvent{Node: 1, Kind: tf.Blame, First: nothing, Second: nothing}), noNode, end},
		{"blame for nothing and one", `blame: member "first" ` + no,
			with(tf.SignedEvent{Node: 1, Kind: tf.Blame, First: nothing, Second: some}), noNode, end},
		{"blame for one and nothing", `blame: member "second" ` + no,
			with(tf.SignedEvent{Node: 2, Kind: tf.Blame, First: some, Second: nothing}), noNode, end},
		{"blame for a right entry", "blames node 0 for what is not proved: ", with(tf.SignedEvent{Node: 2, Kind: tf.Blame,
			First: some, Fault: int(accountable.Invalid - accountable.Equivocation)}), 2, end},
	} {
		r := logOf(t, header, c.list, Options{})
		if c.at == end {
			c.at = len(c.list) - 1
		}
		if !strings.HasPrefix(r.Breach.Message, c.want) || c.at > 0 && r.Breach.Line != c.at+2 ||
			r.Breach.Node.Known != (c.node >= 0) || c.node >= 0 && r.Breach.Node.ID != c.node {
			t.Errorf("%s: %s, want node %d, line %d: %s", c.name, r.Breach, c.node, c.at+2, c.want)
		}
		if c.node >= 0 && r.Verdict != spec.Violated || c.node < 0 && r.Verdict != spec.Unusable {
			t.Errorf("%s: %v", c.name, r.Verdict)
		}
		if r.Stats.Events != r.Breach.Line-2 {
			t.Errorf("%s: %d events, want those before line %d", c.name, r.Stats.Events, r.Breach.Line)
		}
	}
}

// An entry of a node's own log has the next number and the link to the one before, each of which its author could have
// signed without the other; but for a hole before it.
func TestAnEntryHasTheNextNumberAndTheLink(t *testing.T) {
	for _, c := range []struct {
		after *accountable.Entry
		seq   accountable.Seq
		back  model.Digest
		gap   bool
		want  string
	}{
		{nil, 1, model.Digest{}, false, ""}, {nil, 1, model.Digest{9}, false, ""},
		{nil, 2, model.Digest{}, false, "writes entry 2 after entry 0, want the next one, linked to that"},
		{nil, 2, model.Digest{}, true, ""},
		{&accountable.Entry{Seq: 4}, 5, model.Digest{}, false, ""},
		{&accountable.Entry{Seq: 4}, 6, model.Digest{}, false,
			"writes entry 6 after entry 4, want the next one, linked to that"},
		{&accountable.Entry{Seq: 4}, 4, model.Digest{}, false,
			"writes entry 4 after entry 4, want the next one, linked to that"},
		{&accountable.Entry{Seq: 4}, 5, model.Digest{9}, false,
			"writes entry 5 after entry 4, want the next one, linked to that"},
		{&accountable.Entry{Seq: 4}, 5, model.Digest{9}, true, ""}, {&accountable.Entry{Seq: 4}, 7, model.Digest{}, true, ""},
	} {
		entry := &accountable.Entry{Node: 1, Seq: c.seq, Back: c.back}
		j := &logJudge{audit: told{entry: entry}, memory: 1, times: map[string]int{}, lines: map[model.Digest]int{}}
		r := &record{last: c.after, gap: c.gap}
		got := ""
		if b := j.onWrite(r, &tf.SignedEvent{Node: 1}); b != nil {
			got = b.msg
		}
		if got != c.want || c.want == "" && r.last != entry {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// A decision is what the replay says. Method: each answer of the replay is made by hand, and so is each decision.
func TestADecisionIsWhatTheReplaySays(t *testing.T) {
	one, other := model.Digest{1}, model.Digest{2}
	ends := accountable.Conclusion{Ends: true, Round: 3, Chosen: true, Choice: one, Committed: true}
	open, elsewhere, empty := ends, ends, ends
	open.Ends = false
	elsewhere.Round = 4
	empty.Chosen, empty.Choice, empty.Committed = false, model.Digest{}, false
	decide := tf.SignedEvent{Kind: tf.Conclude, Round: 3, Chosen: true, Choice: tf.Hash(one), Committed: true}
	with := func(f func(e *tf.SignedEvent)) tf.SignedEvent {
		e := decide
		f(&e)
		return e
	}
	last := &accountable.Entry{Seq: 7}
	const (
		not  = "decides round 3 after its entry 7, by which it does not end"
		want = ", want 010000000000…, committed by the replay of its entry 7"
	)
	for _, c := range []struct {
		name     string
		last     *accountable.Entry
		gap      bool
		replayed *accountable.Conclusion // nil: its past is not there
		broken   *accountable.Broken
		e        tf.SignedEvent
		want     string
		partly   int
	}{
		{"as it is", last, false, &ends, nil, decide, "", 0},
		{"after a hole", last, true, &ends, nil, decide, "", 0},
		{"nothing written", nil, false, &ends, nil, decide, "decides round 3, and has written nothing", 0},
		{"no past", last, false, nil, nil, decide, not, 0},
		{"no past after a hole", last, true, nil, nil, decide, "", 1},
		{"a broken rule", last, true, &ends, &accountable.Broken{}, decide, not, 0},
		{"no end", last, true, &open, nil, decide, not, 0},
		{"another round", last, false, &elsewhere, nil, decide, not, 0},
		{"no choice", last, false, &ends, nil, with(func(e *tf.SignedEvent) { e.Chosen = false }),
			"decides round 3 for nothing, committed" + want, 0},
		{"another choice", last, false, &ends, nil, with(func(e *tf.SignedEvent) { e.Choice = tf.Hash(other) }),
			"decides round 3 for 020000000000…, committed" + want, 0},
		{"no commit", last, false, &ends, nil, with(func(e *tf.SignedEvent) { e.Committed = false }),
			"decides round 3 for 010000000000…, not committed" + want, 0},
		{"no choice to be had", last, false, &empty, nil, with(func(e *tf.SignedEvent) {
			e.Chosen, e.Committed = false, false // what else it says of a choice says nothing
		}), "", 0},
		{"a choice of none", last, false, &empty, nil, with(func(e *tf.SignedEvent) { e.Committed = false }),
			"decides round 3 for 010000000000…, not committed, want nothing, not committed by the replay of its entry 7", 0},
	} {
		a := told{concludes: map[model.Digest]accountable.Conclusion{}, broken: c.broken}
		if c.replayed != nil {
			a.concludes[model.Digest{}] = *c.replayed
		}
		j := &logJudge{audit: a, times: map[string]int{}}
		r := &record{last: c.last, gap: c.gap, decided: map[tf.Round]bool{}}
		got, committed := "", 0
		if b := j.onConclude(r, &c.e); b != nil {
			got = b.rule + b.msg
		}
		if c.want != "" {
			c.want = ruleDecision + c.want
		}
		if c.e.Committed {
			committed = 1
		}
		if got != c.want || j.stats.Partly != c.partly || j.stats.Decisions != 1 || j.stats.Committed != committed ||
			j.times[ruleDecision] != 1 {
			t.Errorf("%s: %s, %+v, want %s", c.name, got, j.stats, c.want)
		}
		if b := j.onConclude(r, &c.e); b == nil || b.msg != "decides round 3 twice" || j.stats.Decisions != 1 {
			t.Errorf("%s, twice: %v", c.name, b)
		}
	}
}

// Lines of a node that are missing in part are not held against those after the hole.
func TestLinesAfterAHoleAreJudgedByThemselves(t *testing.T) {
	header, ev := clockRun(t)
	writes := func(e tf.SignedEvent) bool { return e.Kind == tf.Write && e.Node == 1 }
	first := at(t, ev, writes)
	second := first + 1 + at(t, ev[first+1:], writes)
	hole := tf.SignedEvent{Node: 1, Kind: tf.Gap}
	// Of node 1 its second entry is missing; who receives it first has it on his line.
	list := slices.Clone(ev)
	hash := tf.Hash(decoded(t, "tlcb", tlcb.Words{}, ev[second].Entry).Hash())
	next := at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Take && e.Node != 1 && e.Hash == hash })
	list[next].Entry, list[next].Signature, list[next].Hash = ev[second].Entry, ev[second].Signature, tf.Hash{}
	list = without(list, second)
	takes := first + 1 + at(t, ev[first+1:], func(e tf.SignedEvent) bool { return e.Kind == tf.Take && e.Node == 1 })
	for k, c := range []struct {
		list lines
		want string
	}{
		{slices.Insert(slices.Clone(ev), first, hole), "there is a hole in the lines of node 1; no event that is there " +
			"breaks a rule"},
		{list, "writes entry 3 after entry 1, want"},
		{slices.Insert(slices.Clone(list), second, hole), "there is a hole in the lines of node 1;"},
		{without(ev, takes), "covers entry "},
		{slices.Insert(without(ev, takes), first, hole), "there is a hole in the lines of node 1;"},
		{append(slices.Clone(ev), hole, tf.SignedEvent{Node: 3, Kind: tf.Gap}),
			"there is a hole in the lines of node 1 node 3;"},
	} {
		r := logOf(t, header, c.list, Options{})
		hole := strings.HasPrefix(c.want, "there is a hole")
		if !strings.HasPrefix(r.Breach.Message, c.want) || (r.Breach.Rule.ID == rulePartial) != hole ||
			(r.Verdict == spec.Inconclusive) != hole || hole && (r.Breach.Node.Known || r.Breach.Line != 0) {
			t.Errorf("%d: %v %s, want %s", k, r.Verdict, r.Breach, c.want)
		}
	}
}

// without is a list without the lines at some places.
func without(list lines, places ...int) (left lines) {
	for k, e := range list {
		if !slices.Contains(places, k) {
			left = append(left, e)
		}
	}
	return left
}

// Who is to blame is said with the lines of the entries that prove it, from the line on which it is proved, and who
// says that he knows.
func TestWhoIsToBlameIsSaidWithLines(t *testing.T) {
	header, ev := signedRun(t, "tlcb", "-n 4 -t 3 --corrupt 1 --attack equivocate --rounds 3")
	r := logOf(t, header, ev, Options{})
	if len(r.Blamed) != 1 || r.Verdict != spec.Violated {
		t.Fatalf("%v %+v", r.Verdict, r.Blamed)
	}
	b := r.Blamed[0]
	var a, c, x, y int
	form := b.Fault + ": entry %d (%x…, line %d) and entry %d (%x…, line %d)"
	n, err := fmt.Sscanf(b.Message, form, &a, new([]byte), &x, &c, new([]byte), &y)
	if n != 6 || err != nil || a != c || max(x, y) != b.Line || x == y || ev[x-2].Entry == nil || ev[y-2].Entry == nil {
		t.Errorf("%s: %v, from line %d on", b.Message, err, b.Line)
	}
	if r.Breach.Line != b.Line || r.Breach.Message != b.Message || r.Breach.Node.ID != 3 || !r.Breach.Node.Known ||
		r.Breach.Rule.ID != ruleFault || b.Export == nil || b.Rule != "" {
		t.Errorf("%s, %+v", r.Breach, b)
	}
	// Before that line nobody is to blame, and from it on one is: nobody need say so.
	if r := logOf(t, header, ev[:b.Line-2], Options{}); len(r.Blamed) > 0 {
		t.Errorf("before line %d: %+v", b.Line, r.Blamed)
	}
	if r := logOf(t, header, ev[:b.Line-1], Options{}); len(r.Blamed) != 1 || len(r.Blamed[0].KnownTo) > 0 {
		t.Errorf("at line %d: %+v", b.Line, r.Blamed)
	}
	blames := at(t, ev, func(e tf.SignedEvent) bool { return e.Kind == tf.Blame })
	r = logOf(t, header, ev[:blames+1], Options{})
	if len(r.Blamed) != 1 || !slices.Equal(r.Blamed[0].KnownTo, []int{int(ev[blames].Node)}) {
		t.Errorf("node %d blames it: %s", ev[blames].Node, r.Breach)
	}
	for _, e := range r.Coverage {
		if e.Rule.ID == ruleBlame && e.Times != 1 {
			t.Errorf("%s: %d times, want once", e.Rule.ID, e.Times)
		}
	}
	// Where an entry stands on no line, it has none.
	entry := &accountable.Entry{Seq: 5}
	j := &logJudge{lines: map[model.Digest]int{}}
	if got := j.place(entry); got != fmt.Sprintf("entry 5 (%s)", shortHash(entry.Hash())) {
		t.Error(got)
	}
	if j.lines[entry.Hash()] = 3; j.place(entry) != fmt.Sprintf("entry 5 (%s, line 3)", shortHash(entry.Hash())) {
		t.Error(j.place(entry))
	}
	if seqOf(nil) != 0 || seqOf(entry) != 5 {
		t.Errorf("numbers of entries are %d and %d", seqOf(nil), seqOf(entry))
	}
}

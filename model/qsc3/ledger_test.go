package qsc3_test

import (
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/qsc3"
)

// block is a choice named by a letter, built on another.
func block(name byte, round qsc3.Round, parent byte) qsc3.Choice {
	c := qsc3.Choice{Known: true, Node: model.NodeID(name % 3), Proposal: qsc3.Proposal{Round: round},
		Digest: model.Digest{name}}
	if parent != 0 {
		c.Proposal.Parent = model.Digest{parent}
	}
	return c
}

// The ledger notices each way in which decisions can contradict each other, whatever the order in which
// they come, and accepts what is in order.
func TestLedgerNoticesContradictions(t *testing.T) {
	type entry struct {
		choice    qsc3.Choice
		committed bool
	}
	a, b := block('a', 0, 0), block('b', 0, 0)
	onA, onB := block('c', 1, 'a'), block('d', 1, 'b')
	third, orphan := block('e', 2, 'd'), block('f', 2, 'z')
	for name, c := range map[string]struct {
		entries []entry
		want    string // "": no contradiction
	}{
		"agreement":                    {[]entry{{a, true}, {a, false}, {onA, true}, {onA, true}}, ""},
		"different choices, no commit": {[]entry{{a, false}, {b, false}, {onB, true}}, ""},
		"two commits":                  {[]entry{{a, true}, {b, true}}, "QSC3-O2"},
		"choice after a commit":        {[]entry{{a, true}, {b, false}}, "QSC3-O2"},
		"commit after a choice":        {[]entry{{b, false}, {a, true}}, "QSC3-O2"},
		"commit on another branch":     {[]entry{{a, true}, {onB, true}}, "builds on"},
		"commits two rounds apart": {[]entry{{a, true}, {onA, false}, {onB, false}, {block('b', 0, 0), false}},
			"QSC3-O2"},
		"descendant of a loser": {[]entry{{b, false}, {onA, false}, {onB, false}, {third, true}, {a, true}},
			"QSC3-O2"},
		"earlier round commits afterwards": {[]entry{{a, false}, {b, false}, {onA, false}, {onB, false}, {third, true},
			{onA, true}}, "QSC3-O2"},
		"prefix broken":               {[]entry{{onA, true}, {b, false}, {onB, false}, {third, true}}, "QSC3-O"},
		"builds on what nobody chose": {[]entry{{a, true}, {orphan, true}}, "builds on"},
	} {
		ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 1})
		var err error
		for i, e := range c.entries {
			if bad := ledger.Add(model.NodeID(i), qsc3.Decided{Round: e.choice.Proposal.Round, Choice: e.choice,
				Committed: e.committed}); err == nil {
				err = bad
			}
		}
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A commit whose chain does not go through an earlier commit breaks the prefix rule (QSC3-O3), though
// the rounds as such agree.
func TestLedgerNoticesABrokenPrefix(t *testing.T) {
	ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 1})
	ledger.Add(0, qsc3.Decided{Round: 1, Choice: block('d', 1, 'b')})
	decisions := []qsc3.Decided{
		{Round: 0, Choice: block('a', 0, 0), Committed: true},
		{Round: 2, Choice: block('e', 2, 'd'), Committed: true},
	}
	if err := ledger.Add(1, decisions[0]); err != nil {
		t.Fatal(err)
	}
	ledger.Add(2, qsc3.Decided{Round: 0, Choice: block('b', 0, 0)}) // a contradiction of its own
	if err := ledger.Add(0, decisions[1]); err == nil || !strings.Contains(err.Error(), "QSC3-O3") {
		t.Errorf("error = %v, want QSC3-O3", err)
	}
}

// What comes after its round was forgotten is counted, not passed over; and the ledger stays small.
func TestLedgerCountsWhatItCannotJudge(t *testing.T) {
	ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 1})
	for r := range qsc3.Round(10_000) {
		c := block(byte(r), r, 0)
		c.Digest[1], c.Digest[2] = byte(r>>8), 1
		if r > 0 {
			c.Proposal.Parent = model.Digest{byte(r - 1), byte((r - 1) >> 8), 1}
		}
		if err := ledger.Add(0, qsc3.Decided{Round: r, Choice: c, Committed: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := ledger.Add(1, qsc3.Decided{Round: 3, Choice: block('x', 3, 0), Committed: true}); err != nil ||
		ledger.Unjudged() != 1 {
		t.Errorf("error = %v, %d unjudged, want none and 1", err, ledger.Unjudged())
	}
	if rounds, blocks := ledger.Remembered(); rounds != 4096 || blocks != 4096 {
		t.Errorf("%d rounds and %d blocks are remembered of 10,000, want 4096", rounds, blocks)
	}
}

// One decision far ahead makes all of the rounds between old at once.
func TestALeapOfTheLedgerForgetsWhatLiesBetween(t *testing.T) {
	ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 1})
	for i, round := range []qsc3.Round{9000, 9000 - 4096, 9000 - 4095} {
		if err := ledger.Add(0, qsc3.Decided{Round: round, Choice: block('x', round, 0)}); err != nil {
			t.Fatal(err)
		}
		if want := min(i, 1); ledger.Unjudged() != want {
			t.Errorf("after round %d %d are unjudged, want %d", round, ledger.Unjudged(), want)
		}
	}
}

// The ledger refuses each way in which decisions can contradict each other, by its obligation.
func TestTheLedgerWantsOneLineOfDescent(t *testing.T) {
	digest := func(b byte) model.Digest { return model.Digest{b} }
	on := func(round qsc3.Round, name, parent byte, committed bool) qsc3.Decided {
		return qsc3.Decided{Round: round, Committed: committed, Choice: qsc3.Choice{Known: true,
			Node: model.NodeID(name), Digest: digest(name),
			Proposal: qsc3.Proposal{Round: round, Parent: digest(parent)}}}
	}
	const a, b, c, d = 1, 2, 3, 4 // proposals; 0 is the genesis
	for _, run := range []struct {
		name      string
		decisions []qsc3.Decided
		want      string // the obligation that the last decision breaks; "": none
	}{
		{"a chain", []qsc3.Decided{on(0, a, 0, true), on(1, b, a, false), on(2, c, b, true)}, ""},
		{"different choices, no commit", []qsc3.Decided{on(0, a, 0, false), on(0, b, 0, false)}, ""},
		{"a commit of nothing", []qsc3.Decided{{Round: 0, Committed: true}}, "QSC3-O1"},
		{"two commits", []qsc3.Decided{on(0, a, 0, true), on(0, b, 0, true)}, "QSC3-O2"},
		{"another choice after a commit", []qsc3.Decided{on(0, a, 0, true), on(0, b, 0, false)}, "QSC3-O2"},
		{"a commit after another choice", []qsc3.Decided{on(0, a, 0, false), on(0, b, 0, true)}, "QSC3-O2"},
		{"a fork below a commit", []qsc3.Decided{on(0, a, 0, false), on(1, b, a, true), on(2, c, a, true)}, "QSC3-O3"},
		{"a parent that nobody chose", []qsc3.Decided{on(0, a, 0, true), on(2, c, b, true)}, "QSC3-4"},
		{"a choice of nothing", []qsc3.Decided{on(0, a, 0, true), {Round: 0}, {Round: 1}}, ""},
		{"an earlier commit afterwards", []qsc3.Decided{on(0, a, 0, false), on(1, b, a, false), on(2, c, b, true),
			on(1, b, a, true), on(0, a, 0, true), on(3, d, c, true)}, ""},
		{"an earlier commit afterwards, on another line", []qsc3.Decided{on(0, a, 0, false), on(1, b, 0, false),
			on(2, c, b, true), on(0, a, 0, true)}, "QSC3-4"},
		{"an earlier commit afterwards, beside the line", []qsc3.Decided{on(0, a, 0, false), on(1, b, a, false),
			on(2, c, a, true), on(1, b, a, true)}, "QSC3-O3"},
		{"what follows an earlier commit afterwards", []qsc3.Decided{on(0, a, 0, false), on(1, b, a, true),
			on(0, a, 0, true), on(2, c, a, true)}, "QSC3-O3"},
		{"many choices between", []qsc3.Decided{on(0, a, 0, true), on(5, b, a, false), on(6, c, b, false),
			on(9, d, c, true)}, ""},
		{"the same commit of another node", []qsc3.Decided{on(0, a, 0, true), on(1, b, a, true), on(1, b, a, true),
			on(0, a, 0, true)}, ""},
		{"builds on what is of its own round", []qsc3.Decided{on(0, a, 0, true), on(2, b, c, false), on(2, c, c, false),
			on(2, c, c, false)}, ""},
		{"goes round in circles", []qsc3.Decided{on(0, a, 0, true), on(3, b, c, false), on(2, c, b, true)}, "QSC3-O3"},
	} {
		ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 9})
		for i, decision := range run.decisions {
			err, last := ledger.Add(model.NodeID(i), decision), i == len(run.decisions)-1
			if wanted := last && run.want != ""; (err != nil) != wanted || wanted &&
				!strings.Contains(err.Error(), run.want) {
				t.Errorf("%s, decision %d: %v, want %q", run.name, i, err, run.want)
			}
		}
	}
}

// The rounds of three chains are held against those of their own chain only, and against each of those.
func TestTheLedgerKeepsChainsApart(t *testing.T) {
	ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Pipelined: true, Tickets: 1})
	commit := func(round qsc3.Round, name, parent byte) error {
		return ledger.Add(0, qsc3.Decided{Round: round, Choice: block(name, round, parent), Committed: true})
	}
	for round, name := range []byte("abc") {
		if err := commit(qsc3.Round(round), name, 0); err != nil {
			t.Errorf("the first of chain %d: %v", round, err)
		}
	}
	for k, name := range []byte("def") {
		if err := commit(qsc3.Round(3+k), name, "abc"[k]); err != nil {
			t.Errorf("the second of chain %d: %v", k, err)
		}
	}
	for k, name := range []byte("ghi") {
		if err := commit(qsc3.Round(6+k), name, "efd"[k]); err == nil {
			t.Errorf("the third of chain %d is on another chain, and that is not seen", k)
		}
	}
}

// What is said of a contradiction names its nodes and rounds, each in its place.
func TestAContradictionSaysWhoAndWhen(t *testing.T) {
	choice := func(node model.NodeID, round qsc3.Round, name, parent byte) qsc3.Choice {
		c := block(name, round, parent)
		c.Node = node
		return c
	}
	decided := func(c qsc3.Choice, committed bool) qsc3.Decided {
		return qsc3.Decided{Round: c.Proposal.Round, Choice: c, Committed: committed}
	}
	first, other := choice(10, 4, 'a', 0), choice(11, 4, 'b', 0)
	for _, c := range []struct {
		before []qsc3.Decided // by nodes 20, 21, …
		last   qsc3.Decided   // by node 30
		want   string
	}{
		{nil, qsc3.Decided{Round: 7, Committed: true}, "qsc3: node 30 commits nothing in round 7 (QSC3-O1)"},
		{[]qsc3.Decided{decided(first, true)}, decided(other, false),
			"qsc3: node 30 chooses node 11's proposal in round 4, want node 10's, which is committed (QSC3-O2)"},
		{[]qsc3.Decided{decided(other, false), decided(first, false)}, decided(other, true),
			"qsc3: node 30 commits node 11's proposal in round 4, of which node 21 chose node 10's (QSC3-O2)"},
		{[]qsc3.Decided{decided(first, true)}, decided(choice(12, 6, 'c', 'z'), true),
			"qsc3: node 12's proposal of round 6 builds on 7a000000, which nobody chose (QSC3-4)"},
		{[]qsc3.Decided{decided(first, true), decided(choice(12, 3, 'c', 0), false)}, decided(choice(13, 6, 'd', 'c'), true),
			"qsc3: node 30 commits node 13's proposal in round 6, and the commit of round 6 does not lie on one line with " +
				"the one of round 4 (QSC3-O3)"},
		{[]qsc3.Decided{decided(choice(12, 3, 'c', 0), false), decided(choice(13, 6, 'd', 'c'), true)}, decided(first, true),
			"qsc3: node 30 commits node 10's proposal in round 4, and the commit of round 6 does not lie on one line with " +
				"the one of round 4 (QSC3-O3)"},
	} {
		ledger := qsc3.NewLedger(qsc3.Config{Thresholds: majority(3), Tickets: 1})
		for i, d := range c.before {
			if err := ledger.Add(model.NodeID(20+i), d); err != nil {
				t.Fatal(err)
			}
		}
		if err := ledger.Add(30, c.last); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

package tlcb

import (
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlc"
)

// bench writes entries by hand, for a group of 4 with t = 3.
type bench struct {
	*testing.T
	Machine
	group *Group
	items map[log.Ref]*Item
	heads []*Item
}

func newBench(t *testing.T, c Config) *bench {
	g := IdealGroup("bench", 1, c.Nodes)
	m, err := New(c, g, Words{})
	if err != nil {
		t.Fatal(err)
	}
	return &bench{t, m, g, map[log.Ref]*Item{}, make([]*Item, c.Nodes)}
}

// try is the next entry of a node's log, with heads at what is given, others where its own entry before had them.
func (b *bench) try(i model.NodeID, action log.Action, seen ...*Item) *Item {
	b.Helper()
	e := log.Entry{Node: i, Seq: 1, Back: b.group.Genesis(), Heads: make([]log.Head, b.group.Nodes), Action: action}
	if prev := b.heads[i]; prev != nil {
		e.Seq, e.Back = prev.Seq+1, prev.Hash()
		copy(e.Heads, prev.Heads)
	}
	for _, item := range seen {
		e.Heads[item.Node] = item.Ref().Head
	}
	signed := b.group.Sign(b.group.Keys[i], e)
	item, missing := b.Replay.Item(signed, func(ref log.Ref) *Item { return b.items[ref] })
	if missing != nil {
		b.Fatalf("entry of node %d lacks %v", i, missing)
	}
	return item
}

// write is try for an entry that is right, and goes on from it.
func (b *bench) write(i model.NodeID, action log.Action, seen ...*Item) *Item {
	b.Helper()
	item := b.try(i, action, seen...)
	if item.Broken != nil {
		b.Fatalf("node %d: %T: %v", i, action, item.Broken)
	}
	b.heads[i], b.items[item.Ref()] = item, item
	return item
}

// wrong wants an entry to break a rule.
func (b *bench) wrong(name, rule string, i model.NodeID, action log.Action, seen ...*Item) {
	b.Helper()
	switch item := b.try(i, action, seen...); {
	case item.Broken == nil:
		b.Errorf("%s: right, want %s broken", name, rule)
	case item.Broken.Rule != rule:
		b.Errorf("%s: %v, want %s", name, item.Broken, rule)
	}
}

func (b *bench) ack(by model.NodeID, of *Item) Ack {
	step := of.Action.(Raw).Step
	return Ack{step, of.Node, of.Hash(), b.group.Acknowledge(by, of.Node, step, of.Hash())}
}

func (b *bench) cert(of *Item, by ...model.NodeID) Cert {
	step := of.Action.(Raw).Step
	var shares []Share
	for _, i := range by {
		shares = append(shares, Share{i, b.group.Acknowledge(i, of.Node, step, of.Hash())})
	}
	proof, err := b.group.Witnesses.Combine(b.group.statement(of.Node, step, of.Hash()), shares)
	if err != nil {
		b.Fatal(err)
	}
	return Cert{step, of.Hash(), proof}
}

// Each rule refuses what breaks it, at the boundary of its thresholds, and what is beside it is right (TLCB-R1 to
// TLCB-R6).
func TestEachRuleRefusesItsBreach(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	var raws []*Item
	b.wrong("begins with an acknowledgment", "TLCB-R3", 0, Ack{})
	b.wrong("begins in step 1", "TLCB-R1", 0, Raw{1, Word(1)})
	for i := range model.NodeID(4) {
		raws = append(raws, b.write(i, Raw{0, Word(i)}))
	}
	b.wrong("enters step 0 twice", "TLCB-R2", 0, Raw{0, Word(7)})
	b.wrong("advances on nothing", "TLCB-R1", 0, Raw{1, Word(7)})
	b.wrong("says what is no word", "TLCB-R6", 0, Expectant{})
	// acknowledgments
	forged := b.ack(0, raws[1])
	forged.Share = b.ack(2, raws[1]).Share
	other := b.ack(0, raws[1])
	other.Of = raws[2].Hash()
	other.Share = b.group.Acknowledge(0, 1, 0, other.Of)
	later := b.ack(0, raws[1])
	later.Step = 1
	b.wrong("an unseen message", "TLCB-R4", 0, b.ack(0, raws[1]))
	b.wrong("another message", "TLCB-R4", 0, other, raws[1], raws[2])
	b.wrong("a share of another", "TLCB-R4", 0, forged, raws[1])
	b.wrong("another step", "TLCB-R4", 0, later, raws[1])
	b.wrong("no node", "TLCB-R4", 0, Ack{Node: 4}, raws[1])
	b.write(0, b.ack(0, raws[1]), raws[1])
	b.wrong("twice", "TLCB-R4", 0, b.ack(0, raws[1]))
	b.write(0, b.ack(0, raws[0]))
	// certificates
	b.wrong("too few", "TLCB-R5", 0, b.cert(raws[0], 0, 1))
	b.wrong("none", "TLCB-R5", 0, Cert{Of: raws[0].Hash()})
	b.wrong("one counted twice", "TLCB-R5", 0, b.cert(raws[0], 0, 1, 1))
	b.wrong("out of order", "TLCB-R5", 0, b.cert(raws[0], 1, 0, 2))
	b.wrong("another's message", "TLCB-R5", 0, b.cert(raws[1], 0, 1, 2))
	wrongStep := b.cert(raws[0], 0, 1, 2)
	wrongStep.Step = 1
	b.wrong("another step", "TLCB-R5", 0, wrongStep)
	moved := b.cert(raws[1], 0, 1, 2)
	moved.Of = raws[0].Hash()
	b.wrong("acknowledgments of another message", "TLCB-R5", 0, moved)
	invented := Cert{Of: model.Digest{7}}
	var shares []Share
	for _, i := range []model.NodeID{0, 1, 2} {
		shares = append(shares, Share{i, b.group.Acknowledge(i, 0, 0, invented.Of)})
	}
	invented.Proof, _ = b.group.Witnesses.Combine(model.Digest{}, shares)
	b.wrong("a message that it did not write", "TLCB-R5", 0, invented)
	certs := []*Item{b.write(0, b.cert(raws[0], 0, 1, 2))}
	b.wrong("certifies twice", "TLCB-R5", 0, b.cert(raws[0], 0, 1, 2))
	for i := range model.NodeID(2) {
		certs = append(certs, b.write(i+1, b.cert(raws[i+1], 0, 1, 2)))
	}
	// steps
	b.wrong("two certificates", "TLCB-R1", 0, Raw{1, Word(1)}, certs[1])
	b.wrong("drags its heels", "TLCB-R3", 0, b.ack(0, raws[2]), certs[1], certs[2])
	b.wrong("skips a step", "TLCB-R1", 0, Raw{2, Word(1)}, certs[1], certs[2])
	b.wrong("goes back", "TLCB-R2", 0, Raw{0, Word(1)}, certs[1], certs[2])
	next := b.write(0, Raw{1, Word(1)}, certs[1], certs[2])
	if v := next.State; v.Step() != 1 || !v.Own().Confirmed.Equal(model.All(3)) || v.Certified(0).Len() != 3 ||
		v.Raws(0).Len() != 3 || v.OwnCertified() || !v.OwnAcks().Empty() || v.Cert(0, 1).Hash() != raws[1].Hash() ||
		v.Cert(0, 3) != nil {
		t.Errorf("view = %+v, want one in step 1 that confirmed {0 1 2}", v)
	}
	b.wrong("acknowledges the step before", "TLCB-R4", 0, b.ack(0, raws[3]), raws[3])
	b.wrong("certifies the step before", "TLCB-R5", 0, b.cert(raws[0], 0, 1, 2))
	b.write(3, b.ack(3, raws[0]), raws[0]) // node 3 is slow, and that is right
}

// Expectant is a payload of nobody.
type Expectant struct{}

func (Expectant) AppendTo(b []byte) []byte { return Raw{0, Word(1)}.AppendTo(b) }

// Where exposed nodes leave, each lowers both thresholds by one and is not counted; where they do not, nothing changes
// (TLC §5.2.2).
func TestAnExposedNodeLeavesAndTakesOneOffTheThresholds(t *testing.T) {
	for _, shrink := range []bool{true, false} {
		c := config(4, 1, 1)
		c.Shrink = shrink
		b := newBench(t, c)
		var raws []*Item
		for i := range model.NodeID(4) {
			raws = append(raws, b.write(i, Raw{0, Word(i)}))
		}
		twin := b.group.Sign(b.group.Keys[3], log.Entry{Node: 3, Seq: 1, Back: b.group.Genesis(),
			Heads: make([]log.Head, 4), Action: Raw{0, Word(9)}})
		proof := log.Evidence{Kind: log.Equivocation, Against: 3, First: raws[3].Entry, Second: twin}
		expose := b.write(0, log.Expose{Evidence: proof})
		b.wrong("acknowledges an exposed node", "TLCB-R4", 0, b.ack(0, raws[3]), raws[3])
		two := b.cert(raws[0], 0, 1)
		if shrink {
			b.wrong("counts an exposed node", "TLCB-R5", 0, b.cert(raws[0], 0, 3))
			b.write(0, two)
		} else {
			b.wrong("counts two of three", "TLCB-R5", 0, two)
			b.write(0, b.cert(raws[0], 0, 1, 3))
		}
		if !b.heads[0].State.Exposed().Equal(model.Only(3)) {
			t.Errorf("exposed = %v, want node 3", b.heads[0].State.Exposed())
		}
		cert := b.write(1, b.cert(raws[1], 0, 1, 2))
		if shrink { // two certified messages of nodes that are not exposed are enough
			b.write(0, Raw{1, Word(1)}, cert)
			b.wrong("does not know of the exposure", "TLCB-R1", 1, Raw{1, Word(1)})
			b.write(1, Raw{1, Word(1)}, b.heads[0])
		} else {
			b.wrong("two of three", "TLCB-R1", 0, Raw{1, Word(1)}, cert)
		}
		_ = expose
	}
}

// Two quorums formed in views that have exposed different corrupt nodes share a correct node: for all n up to 7, all
// thresholds that are safe and none that is not, counted out. Where exposed nodes were counted they would not.
func TestQuorumsOfDifferentViewsShareACorrectNode(t *testing.T) {
	for n := 1; n <= 6; n++ {
		for corrupt := 0; corrupt < n; corrupt++ {
			for threshold := 1; threshold <= n; threshold++ {
				c := Config{Thresholds: tlc.Thresholds{Nodes: n, Message: threshold, Witness: threshold}, Corrupt: corrupt,
					Shrink: true}
				if got, want := disjoint(c) == "", c.Check() == nil; got != want {
					t.Errorf("n=%d t=%d f_c=%d: intersect = %v (%s), want %v", n, threshold, corrupt, got, disjoint(c), want)
				}
			}
		}
	}
}

// disjoint are two quorums without a common correct node; empty: there are none. The corrupt nodes are the last ones.
func disjoint(c Config) string {
	good := model.All(c.Nodes - c.Corrupt)
	var least []model.NodeSet // the correct nodes of each quorum, in any view
	for exposed := range 1 << c.Corrupt {
		for members := range 1 << c.Nodes {
			e, q := set(exposed<<(c.Nodes-c.Corrupt)), set(members)
			if c.quorum(c.Witness, q, e) {
				least = append(least, q.Intersect(good))
			}
		}
	}
	seen := map[string]bool{}
	for _, a := range least {
		if seen[a.String()] {
			continue
		}
		seen[a.String()] = true
		for _, b := range least {
			if a.Intersect(b).Empty() {
				return a.String() + " and " + b.String()
			}
		}
	}
	return ""
}

func set(bits int) (s model.NodeSet) {
	for i := range model.NodeID(16) {
		if bits>>i&1 != 0 {
			s = s.With(i)
		}
	}
	return s
}

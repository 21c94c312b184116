package replica

import (
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/object"
)

// paper is a chain on paper: whoever tests decides what is decided. Its state is what the node proposed last.
type paper struct{ lines int }

// decide is an event on which the paper chain decides.
type decide struct{ Decision }

// propose asks for a proposal.
type propose struct{}

// proposal is the event that carries one.
type proposal struct{ block *Block }

type decided struct{ Decision }

func (decide) IsEvent()   {}
func (propose) IsEvent()  {}
func (proposal) IsEvent() {}
func (decided) IsEffect() {}

func (paper) Start(model.NodeID) (*Block, []model.Effect) { return nil, nil }

func (paper) Apply(s *Block, e model.Event) (*Block, []model.Effect) {
	switch e := e.(type) {
	case decide:
		return s, []model.Effect{decided(e)}
	case proposal:
		return e.block, nil
	}
	return s, nil
}

func (p paper) Lines() int     { return p.lines }
func (paper) Line(**Block) int { return 0 }

func (paper) Propose(_ model.Coin, block *Block) model.Event { return proposal{block} }

func (paper) Decided(e model.Effect) (Decision, bool) {
	d, ok := e.(decided)
	return d.Decision, ok
}

// node is one replica on the paper chain.
type node struct {
	t *testing.T
	m Machine[*Block]
	s State[*Block]
}

func start(t *testing.T, self model.NodeID, name object.Name, strategy Strategy) *node {
	n := &node{t: t, m: Machine[*Block]{Chain: paper{1}, Object: name, Strategy: strategy}}
	n.s, _ = n.m.Start(self)
	return n
}

// does has something happen, and returns what the node answers.
func (n *node) does(e model.Event) (answers []Answer) {
	var effects []model.Effect
	n.s, effects = n.m.Apply(n.s, e)
	for _, e := range effects {
		if out, ok := e.(model.Output); ok {
			answers = append(answers, out.Value.(Answer))
		}
	}
	return answers
}

func (n *node) asks(client ClientID, number uint32, what object.Operation) []Answer {
	return n.does(model.Request{Value: Ask{ID: RequestID{client, number}, What: what}})
}

// proposes has the node propose, and returns the block.
func (n *node) proposes() *Block {
	n.does(model.Coin{})
	return n.s.chain
}

func (n *node) chooses(b *Block) []Answer { return n.does(decide{Decision{Block: b}}) }
func (n *node) commits(b *Block) []Answer {
	return n.does(decide{Decision{Block: b, Committed: true}})
}

// wants compares answers, by their clients and values.
func (n *node) wants(what string, got []Answer, want ...Answer) {
	n.t.Helper()
	if !slices.EqualFunc(got, want, func(a, b Answer) bool {
		return a.ID == b.ID && a.Result.Done == b.Result.Done && a.Result.Value == b.Result.Value && a.Seen == b.Seen
	}) {
		n.t.Errorf("%s: answers = %+v, want %+v", what, got, want)
	}
}

func (n *node) wantsNone(what string, got []Answer) {
	n.t.Helper()
	n.wants(what, got)
}

var (
	write1 = object.Operation{Kind: object.Write, Value: 1}
	write2 = object.Operation{Kind: object.Write, Value: 2}
	read   = object.Operation{Kind: object.Read}
)

func told(client ClientID, number uint32, value object.Value, seen uint32) Answer {
	return Answer{RequestID{client, number}, object.Result{Done: true, Value: value}, seen}
}

// A block of another node, on top of one, with these commands.
func foreign(below *Block, by model.NodeID, commands ...Command) *Block {
	b := &Block{Below: below, By: by, Commands: commands}
	if below != nil {
		b.Height = below.Height + 1
	}
	return b
}

func command(client ClientID, number uint32, what object.Operation) Command {
	return Command{RequestID{client, number}, what}
}

// REP-1 to REP-4: a request is kept, proposed, and answered once it is final, and not before.
func TestARequestIsAnsweredWhenItIsFinal(t *testing.T) {
	n := start(t, 1, object.Registers, Strategy{})
	n.wantsNone("asked", n.asks(7, 1, write1))
	b := n.proposes()
	if len(b.Commands) != 1 || b.Commands[0] != command(7, 1, write1) || b.By != 1 || b.Height != 0 {
		t.Fatalf("block = %+v, want the request", b)
	}
	n.wantsNone("chosen", n.chooses(b))
	n.wants("committed", n.commits(b), told(7, 1, 0, 1))
	n.wantsNone("committed again", n.commits(b))
	n.wants("asked again", n.asks(7, 1, write1), told(7, 1, 0, 1))
}

// REP-2: what is in the chain that a block is put on is not proposed again; what was in a chain that is given up is.
func TestABlockHasWhatTheChainBelowLacks(t *testing.T) {
	n := start(t, 0, object.Registers, Strategy{})
	n.asks(7, 1, write1)
	mine := n.proposes()
	n.chooses(mine)
	if b := n.proposes(); len(b.Commands) != 0 || b.Below != mine || b.Height != 1 {
		t.Errorf("block on top = %+v, want nothing in it", b)
	}
	other := foreign(nil, 2)
	n.chooses(other)
	if b := n.proposes(); len(b.Commands) != 1 || b.Below != other {
		t.Errorf("block on top of another chain = %+v, want the request", b)
	}
	n.commits(mine)
	if b := n.proposes(); len(b.Commands) != 0 {
		t.Errorf("block after it is final = %+v, want nothing in it", b)
	}
}

// REP-3: a commit applies all blocks below it, in their order, and each request once, wherever it was asked.
func TestARequestIsAppliedOnce(t *testing.T) {
	n := start(t, 0, object.TheLog, Strategy{})
	add := func(v object.Value) object.Operation { return object.Operation{Kind: object.Append, Value: v} }
	first := foreign(nil, 1, command(7, 1, add(5)), command(8, 1, add(6)))
	second := foreign(first, 2, command(7, 1, add(5)), command(7, 2, add(7)))
	n.commits(second)
	n.asks(9, 1, object.Operation{Kind: object.ReadLog})
	answers := n.commits(foreign(second, 1, command(9, 1, object.Operation{Kind: object.ReadLog}), command(7, 2, add(7))))
	if len(answers) != 1 || !slices.Equal(answers[0].Result.Values, []object.Value{5, 6, 7}) {
		t.Errorf("answers = %+v, want the log 5 6 7", answers)
	}
}

// A node that jumped has the table of requests with the chain: it answers what was applied elsewhere, as it was
// applied.
func TestANodeThatTakesOverAChainAnswersAtOnce(t *testing.T) {
	n := start(t, 0, object.TheLog, Strategy{})
	n.asks(7, 1, object.Operation{Kind: object.Append, Value: 5})
	b := foreign(nil, 1, command(8, 1, object.Operation{Kind: object.Append, Value: 4}))
	b = foreign(b, 2, command(7, 1, object.Operation{Kind: object.Append, Value: 5}))
	n.wants("the chain is taken over", n.commits(b), told(7, 1, 1, 2))
	if again := n.proposes(); len(again.Commands) != 0 {
		t.Errorf("block = %+v, want nothing: it is applied", again)
	}
}

// A request that comes twice while it waits is one request, and one whose client has gone on is forgotten.
func TestDuplicatesAndLatecomersAreForgotten(t *testing.T) {
	n := start(t, 0, object.Registers, Strategy{})
	n.asks(7, 1, write1)
	n.asks(7, 1, write1)
	b := n.proposes()
	if len(b.Commands) != 1 {
		t.Errorf("block = %+v, want the request once", b)
	}
	n.wants("committed", n.commits(foreign(b, 1, command(7, 2, write2))))
	n.wantsNone("late", n.asks(7, 1, write1))
	if b := n.proposes(); len(b.Commands) != 0 || len(n.s.waiting) != 0 {
		t.Errorf("block = %+v with %d waiting, want none: the client has gone on", b, len(n.s.waiting))
	}
}

// A node that has stopped does nothing, and has forgotten the requests, not what is final. One that forgets begins
// anew.
func TestWhatANodeKnowsWhenItStartsAgain(t *testing.T) {
	n := start(t, 0, object.Registers, Strategy{Reads: OfFinal})
	n.commits(foreign(nil, 1, command(8, 1, write1)))
	n.asks(7, 1, write2)
	n.does(model.Request{Value: Stop{}})
	n.wantsNone("stopped", n.asks(9, 1, read))
	n.wantsNone("stopped, a commit", n.commits(foreign(n.s.Final(0), 1, command(7, 1, write2))))
	n.does(model.Request{Value: Resume{}})
	if len(n.s.waiting) != 0 {
		t.Errorf("waiting = %+v, want none", n.s.waiting)
	}
	n.wants("after it started again", n.asks(9, 1, read), told(9, 1, 1, 1))
	n.does(model.Request{Value: Resume{Forgetting: true}})
	n.wants("started when it had not stopped", n.asks(9, 2, read), told(9, 2, 1, 1))
	n.does(model.Request{Value: Stop{}})
	n.does(model.Request{Value: Resume{Forgetting: true}})
	n.wants("after it forgot", n.asks(9, 3, read), Answer{ID: RequestID{9, 3}})
}

// A coin that comes while a node has stopped is there when it starts again.
func TestACoinWaitsForANodeThatHasStopped(t *testing.T) {
	n := start(t, 0, object.Registers, Strategy{})
	n.does(model.Request{Value: Stop{}})
	if b := n.proposes(); b != nil {
		t.Fatalf("block = %+v, want none while it has stopped", b)
	}
	n.does(model.Request{Value: Resume{}})
	if n.s.chain == nil {
		t.Error("no block after it started again, want one")
	}
	was := n.s.chain
	n.does(model.Request{Value: Stop{}})
	n.does(model.Request{Value: Resume{}})
	if n.s.chain != was {
		t.Error("a second block for one coin")
	}
}

// The strategies: from where reads are answered, and when success is told.
func TestFromWhereAReadIsAnswered(t *testing.T) {
	below := foreign(nil, 1, command(8, 1, write1))
	above := foreign(below, 2, command(8, 2, write2))
	for _, c := range []struct {
		name     string
		strategy Strategy
		seen     uint32
		want     []Answer
	}{
		{"through the chain", Strategy{}, 0, nil},
		{"of the final prefix", Strategy{Reads: OfFinal}, 0, []Answer{told(9, 1, 1, 1)}},
		{"of the final prefix, of which more was seen", Strategy{Reads: OfFinal}, 2, []Answer{told(9, 1, 1, 1)}},
		{"with a session", Strategy{Reads: OfFinal, Sessions: true}, 1, []Answer{told(9, 1, 1, 1)}},
		{"with a session that has seen more", Strategy{Reads: OfFinal, Sessions: true}, 2, nil},
		{"of the head", Strategy{Reads: OfHead}, 0, []Answer{told(9, 1, 2, 2)}},
		{"without a lease", Strategy{Reads: UnderLease}, 0, nil},
	} {
		n := start(t, 0, object.Registers, c.strategy)
		n.commits(below)
		n.chooses(above)
		n.wants(c.name, n.does(model.Request{Value: Ask{ID: RequestID{9, 1}, What: read, Seen: c.seen}}), c.want...)
		if b := n.proposes(); (len(b.Commands) > 0) != (c.strategy.Reads == ThroughChain || c.strategy.Reads == UnderLease) {
			t.Errorf("%s: block = %+v", c.name, b)
		}
	}
}

func TestSuccessAtChoiceIsToldBeforeTheCommit(t *testing.T) {
	n := start(t, 0, object.Registers, Strategy{AtChoice: true})
	n.asks(7, 1, write1)
	n.wants("chosen", n.chooses(n.proposes()), told(7, 1, 0, 1))
}

// Without IDs a request that comes again is another one, and each is answered.
func TestWithoutIDsARequestThatComesAgainIsAnotherOne(t *testing.T) {
	n := start(t, 0, object.TheLog, Strategy{NoIDs: true})
	add := object.Operation{Kind: object.Append, Value: 5}
	n.asks(7, 1, add)
	n.asks(7, 1, add)
	b := n.proposes()
	if len(b.Commands) != 2 || b.Commands[0].ID == b.Commands[1].ID {
		t.Fatalf("block = %+v, want two requests", b)
	}
	n.wants("committed", n.commits(b), told(7, 1, 0, 1), told(7, 1, 1, 1))
}

// The leaseholder answers reads alone from when it proposed a block that is final, for a term; others keep their
// answers back as long from when they know.
func TestALeaseKeepsOthersFromAnswering(t *testing.T) {
	tick := model.Request{Value: Tick{}}
	holder, other := start(t, 0, object.Registers, Strategy{Reads: UnderLease}), start(t, 1, object.Registers,
		Strategy{Reads: UnderLease})
	b := holder.proposes()
	holder.does(tick)
	holder.wantsNone("before it is final", holder.asks(9, 1, read))
	holder.wants("final", holder.commits(b), Answer{ID: RequestID{9, 1}, Seen: 1})
	for k := range leaseTerm - 2 {
		holder.does(tick)
		holder.wants("within the term", holder.asks(9, uint32(k+2), read), Answer{ID: RequestID{9, uint32(k + 2)}, Seen: 1})
	}
	holder.does(tick)
	holder.wantsNone("after the term", holder.asks(9, 90, read))

	other.commits(b)
	other.asks(7, 1, write1)
	other.wantsNone("while another may hold a lease", other.commits(foreign(b, 1, command(7, 1, write1))))
	for range leaseTerm - 1 {
		other.wantsNone("while it may", other.does(tick))
	}
	other.wants("when it may not", other.does(tick), told(7, 1, 0, 2))
	own := foreign(b, 1)
	other.commits(own)
	other.wantsNone("a block of its own is no lease", other.asks(9, 1, read))
}

// Operations on registers go to the chain of their key, and all else to the first one.
func TestRegistersAreSpreadOverTheChains(t *testing.T) {
	m := Machine[*Block]{Chain: paper{3}, Object: object.Registers}
	s, _ := m.Start(0)
	for key := range object.Key(4) {
		s, _ = m.Apply(s, model.Request{Value: Ask{ID: RequestID{ClientID(key), 1},
			What: object.Operation{Kind: object.Write, Key: key}}})
	}
	s, _ = m.Apply(s, model.Coin{})
	var keys []object.Key
	for _, c := range s.chain.Commands {
		keys = append(keys, c.What.Key)
	}
	if !slices.Equal(keys, []object.Key{0, 3}) {
		t.Errorf("keys of the first chain = %v, want 0 and 3", keys)
	}
	m.Object = object.TheQueue
	if line := m.line(object.Operation{Kind: object.Enqueue, Key: 1}); line != 0 {
		t.Errorf("chain of a queue = %d, want 0", line)
	}
}

// A block's contents tell it from all others.
func TestBlocksAreToldApartByTheirContents(t *testing.T) {
	base := foreign(nil, 1, command(7, 1, write1))
	seen := map[string]string{}
	for name, b := range map[string]*Block{
		"base": base, "on top": foreign(base, 1, command(7, 1, write1)), "another node": foreign(nil, 2, base.Commands...),
		"another client": foreign(nil, 1, command(8, 1, write1)), "another number": foreign(nil, 1, command(7, 2, write1)),
		"another value": foreign(nil, 1, command(7, 1, write2)), "empty": foreign(nil, 1),
		"another kind": foreign(nil, 1, command(7, 1, object.Operation{Kind: object.CompareAndSet, Value: 1})),
		"another key":  foreign(nil, 1, command(7, 1, object.Operation{Kind: object.Write, Key: 1, Value: 1})),
		"another to":   foreign(nil, 1, command(7, 1, object.Operation{Kind: object.Write, To: 1, Value: 1})),
		"another want": foreign(nil, 1, command(7, 1, object.Operation{Kind: object.Write, Expected: 1, Value: 1})),
		"twice":        foreign(nil, 1, command(7, 1, write1), command(7, 1, write1)),
	} {
		text := string(b.AppendTo(nil))
		if other, taken := seen[text]; taken {
			t.Errorf("%s and %s have the same encoding", name, other)
		}
		seen[text] = name
	}
}

// What is kept back for a lease is told when that lease is over, even if there is a later one by then; and what becomes
// final at that very tick is told at once.
func TestWhatIsKeptBackIsTold(t *testing.T) {
	tick := model.Request{Value: Tick{}}
	n := start(t, 1, object.Registers, Strategy{Reads: UnderLease})
	lease := foreign(nil, leaseholder)
	n.commits(lease)
	n.asks(7, 1, write1)
	first := foreign(lease, 1, command(7, 1, write1))
	n.wantsNone("while another may hold a lease", n.commits(first))
	for range leaseTerm - 1 {
		n.wantsNone("within the term", n.does(tick))
	}
	n.wantsNone("with another lease", n.commits(foreign(first, leaseholder)))
	n.wants("after the term", n.does(tick), told(7, 1, 0, 3))
	n = start(t, 1, object.Registers, Strategy{Reads: UnderLease})
	n.commits(lease)
	n.asks(7, 1, write1)
	for range leaseTerm {
		n.does(tick)
	}
	n.wants("when the term ends", n.commits(first), told(7, 1, 0, 2))
}

// A node that gives its own names to requests gives names that no other node gives; a block is in the chains that end
// above it, and the state of the chain below is there to read.
func TestNamesAndBlocksAreToldApart(t *testing.T) {
	names := map[RequestID]bool{}
	for self := range model.NodeID(3) {
		n := start(t, self, object.TheLog, Strategy{NoIDs: true})
		for range 3 {
			n.asks(7, 1, object.Operation{Kind: object.Append, Value: 5})
		}
		for k, c := range n.proposes().Commands {
			if want := (RequestID{1<<30 + ClientID(self)<<16 + ClientID(k) + 1, 1}); c.ID != want || names[c.ID] {
				t.Errorf("node %d names a request %+v, want %+v", self, c.ID, want)
			}
			names[c.ID] = true
		}
	}
	low := foreign(nil, 1)
	middle := foreign(low, 2)
	high, other := foreign(middle, 1), foreign(nil, 2)
	for _, c := range []struct {
		top, of *Block
		want    bool
	}{{high, high, true}, {high, middle, true}, {high, low, true}, {low, high, false}, {high, other, false},
		{nil, low, false}, {other, other, true}} {
		if got := c.top.has(c.of); got != c.want {
			t.Errorf("%+v is in the chain that ends in %+v: %v", c.of, c.top, got)
		}
	}
	n := start(t, 1, object.TheLog, Strategy{})
	if b := n.proposes(); *n.s.Chain() != b {
		t.Errorf("the chain below is in %+v, want %+v", *n.s.Chain(), b)
	}
}

// Under a lease only reads are told at once, and the leaseholder's own block keeps nothing back from itself. It
// remembers the blocks whose lease is not over. And what a node's state was stays what it was.
func TestALeaseIsForReadsOfOthers(t *testing.T) {
	n := start(t, leaseholder, object.Registers, Strategy{Reads: UnderLease})
	b := n.proposes()
	before := n.s
	n.commits(b)
	if before.Final(0) != nil || n.s.Final(0) != b {
		t.Errorf("the state before has %+v final", before.Final(0))
	}
	n.wantsNone("a write under its lease", n.asks(7, 1, write1))
	n.wants("its own block", n.commits(n.proposes()), told(7, 1, 0, 2))
	for k := range leaseTerm + 1 {
		n.does(model.Request{Value: Tick{}})
		n.proposes()
		if kept := len(n.s.lines[0].mine); kept > leaseTerm+2 || k < 3 && kept < 2 {
			t.Errorf("after %d ticks %d of its blocks are remembered", k+1, kept)
		}
	}
}

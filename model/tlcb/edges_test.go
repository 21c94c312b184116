package tlcb

import (
	"crypto/sha256"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/log"
	"quesera/model/tlc"
)

// Nobody is never enough: where as many nodes are exposed as a threshold that is not safe has, or more, a view stays in
// its step, in place of reaching one after the other.
func TestNobodyIsNoQuorum(t *testing.T) {
	c := Config{Thresholds: tlc.Thresholds{Nodes: 4, Message: 2, Witness: 2}, Corrupt: 2, Shrink: true}
	exposed := model.Only(2).With(3)
	for _, threshold := range []int{1, 2} {
		if c.quorum(threshold, model.NodeSet{}, exposed) || c.quorum(threshold, exposed, exposed) {
			t.Errorf("of %d, with two exposed, nobody is enough", threshold)
		}
		if !c.quorum(threshold, model.Only(0), exposed) {
			t.Errorf("of %d, with two exposed, one is not enough", threshold)
		}
	}
	g := gather(4, nil)
	g.exposed = exposed
	if (Rules{Config: c}).advance(g); g.step != 0 {
		t.Errorf("a view with nothing certified reaches step %d", g.step)
	}
	g.addCert(0, said(0, 0, 1))
	if (Rules{Config: c}).advance(g); g.step != 1 {
		t.Errorf("a view with one certified message reaches step %d, want 1", g.step)
	}
}

// Where nobody minds who builds on a wrong entry (LOG-R5), its view, which there is none of, counts for nothing.
func TestAWrongEntryAddsNothingToAView(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	m, err := New(config(4, 1, 1), b.group, Words{}, "LOG-R5")
	if err != nil {
		t.Fatal(err)
	}
	b.Machine = m
	wrong := b.try(3, Raw{7, Word(1)})
	if wrong.Broken == nil {
		t.Fatal("a raw message of step 7 is right")
	}
	b.items[wrong.Ref()] = wrong
	if v := b.write(0, Raw{0, Word(1)}, wrong).State; !v.Raws(0).Equal(model.Only(0)) {
		t.Errorf("messages of %v are in the view", v.Raws(0))
	}
}

// What one says in a step is the coin and the step together.
func TestAWordIsOfItsStep(t *testing.T) {
	if got := (Words{}).Say(0, ViewOf(4, 3, nil, model.NodeSet{}, nil, nil), 5); got != Word(8) {
		t.Errorf("the word of step 3 with the coin 5 is %v, want 8", got)
	}
}

// An acknowledgment is of a message of the very step that both are in, and all those given are remembered; a list of
// shares that ends in what is none proves nothing.
func TestAcknowledgmentsAreOfTheStepOfBoth(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	var raws, certs []*Item
	for i := range model.NodeID(4) {
		raws = append(raws, b.write(i, Raw{0, Word(i)}))
	}
	b.write(0, b.ack(0, raws[1]), raws[1])
	b.write(0, b.ack(0, raws[2]), raws[2])
	for i, want := range []model.Digest{{}, raws[1].Hash(), raws[2].Hash(), {}} {
		if got := b.heads[0].State.own.given[i]; got.of != want || (got.share != "") != (want != model.Digest{}) {
			t.Errorf("of node %d it acknowledged %v, want %v", i, got.of, want)
		}
	}
	longer := b.cert(raws[0], 0, 1, 2)
	longer.Proof += "x"
	b.wrong("more than shares", "TLCB-R5", 0, longer)
	for i := range model.NodeID(3) {
		certs = append(certs, b.write(i, b.cert(raws[i], 0, 1, 2)))
	}
	next := b.write(0, Raw{1, Word(9)}, certs[1], certs[2])
	if got := next.State.Own().Confirmed; !got.Equal(model.All(3)) {
		t.Errorf("confirmed are %v", got)
	}
	if got := raws[0].State.Own().Confirmed; !got.Empty() {
		t.Errorf("before step 0 %v are confirmed", got)
	}
	late := b.ack(0, raws[3])
	late.Step, late.Share = 1, b.group.Acknowledge(0, 3, 1, raws[3].Hash())
	b.wrong("a message of the step before, for this one", "TLCB-R4", 0, late, raws[3])
}

// Who certifies in a view that has long forgotten its step, since nobody minds (TLCB-R3), certifies nothing in the
// view, and a raw message of such a step is not in it either; those of the oldest step that is remembered are.
func TestWhatIsForgottenIsNotCertifiedInAView(t *testing.T) {
	group := IdealGroup("view", 1, 4)
	r := Rules{Config: config(4, 1, 1), Group: group, Layer: Words{}}
	for reached, want := range map[model.Step]bool{Recent - 1: true, Recent: false} {
		own := said(0, 0, 1)
		var shares []Share
		for _, i := range []model.NodeID{0, 1, 2} {
			shares = append(shares, Share{i, group.Acknowledge(i, 0, 0, own.Hash())})
		}
		proof, err := group.Witnesses.Combine(model.Digest{}, shares)
		if err != nil {
			t.Fatal(err)
		}
		g := gather(4, nil)
		g.own.raw = own
		g.reach(reached)
		if wrong := r.actCert(g, own.Entry, Cert{Of: own.Hash(), Proof: proof}); wrong != nil || !g.own.certified {
			t.Errorf("in step %d: %v, certified %v", reached, wrong, g.own.certified)
		}
		if got := g.Certified(0).Has(0); got != want {
			t.Errorf("in step %d the message of step 0 is certified: %v, want %v", reached, got, want)
		}
		said := gather(4, nil)
		said.reach(reached)
		said.say(own)
		if got := said.Raws(0).Has(0); got != want || said.step != reached {
			t.Errorf("in step %d the message of step 0 is there: %v, want %v", reached, got, want)
		}
	}
}

// What a node notes of its view is of its latest entry and of the heads that were added, of the others; and who stops
// looking at the messages of a step gets no more.
func TestWhatIsNotedIsWhatWasAdded(t *testing.T) {
	m := machine(t, config(4, 1, 1))
	s, _ := m.Start(0)
	s, _ = m.Apply(s, model.Coin{Value: 1})
	for _, i := range []model.NodeID{1, 3} {
		other, _ := m.Start(i)
		_, effects := m.Apply(other, model.Coin{Value: uint64(i)})
		for _, e := range effects {
			if wrote, ok := e.(log.Wrote[*View]); ok {
				s, _ = m.Apply(s, model.Receive{From: i, Message: wrote.Item.Entry})
			}
		}
	}
	rules := m.Author.(Rules)
	v := rules.Present(&s.Mirror)
	n := s.Noted.(*noted)
	if n.own != s.Own() || !slices.Equal(n.seen, []*Item{nil, s.Head(1), nil, s.Head(3)}) || s.Head(1) == nil {
		t.Errorf("noted are %v and %v", n.own, n.seen)
	}
	if got := slices.Collect(v.RawMessages(0)); len(got) != 3 {
		t.Errorf("%d messages are in the view, want 3", len(got))
	}
	faces := []*Message{said(1, 0, 1), said(1, 0, 2), said(2, 0, 3), said(1, 0, 3)}
	both := ViewOf(4, 0, nil, model.NodeSet{}, faces, nil)
	for most := 1; most <= len(faces); most++ {
		count := 0
		for range both.RawMessages(0) {
			if count++; count == most {
				break
			}
		}
		if count != most {
			t.Errorf("%d messages, want %d", count, most)
		}
	}
}

// A statement is SHA-256 over a name, the entry, node and step, the lowest octets first, and the group's name. A list
// has node, length and signature of each share. A signer that the group has not signs nothing.
func TestTheOctetsOfStatementsAndProofs(t *testing.T) {
	of := model.Digest{9, 31: 8}
	octets := slices.Concat([]byte("quesera/tlcb/ack"), of[:], []byte{2, 1, 6, 5, 4, 3}, []byte("name"))
	if got := IdealGroup("name", 1, 3).statement(0x0102, 0x03040506, of); got != sha256.Sum256(octets) {
		t.Errorf("the statement is %v, want the hash of %v", got, octets)
	}
	proof, err := Acks{}.Combine(model.Digest{}, []Share{{0x0102, "ab"}, {3, ""}})
	if want := "\x02\x01\x02\x00ab\x03\x00\x00\x00"; err != nil || proof != want {
		t.Errorf("shares are listed as %q, want %q", proof, want)
	}
	multi, _, err := NewMulti(5, 2)
	if err != nil {
		t.Fatal(err)
	}
	for count := range 9 {
		for octets := range 2 + 2*count {
			cut := string(append([]byte{byte(count), 0}, make([]byte, 2*count)...)[:octets])
			if signers, err := multi.Signers(model.Digest{1}, cut); err == nil || !signers.Empty() {
				t.Errorf("%d octets of %d signers prove %v", octets, count, signers)
			}
		}
	}
	if signers, err := multi.Signers(model.Digest{1}, "\x01\x00\xff\xff"); err == nil || !signers.Empty() {
		t.Errorf("a signer that no group has proves %v", signers)
	}
	if signers, err := multi.Signers(model.Digest{1}, "\x01\x00\x02\x00"); err == nil || !signers.Empty() {
		t.Errorf("a signer that the group has not proves %v", signers)
	}
}

// What is said of a broken rule names step, node and what is wanted, each in its place.
func TestABrokenRuleSaysWhatIsWrong(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	says := func(want string, i model.NodeID, action log.Action, seen ...*Item) {
		t.Helper()
		if item := b.try(i, action, seen...); item.Broken == nil || item.Broken.Error() != want {
			t.Errorf("%v, want %s", item.Broken, want)
		}
	}
	says("begins with tlcb.Ack, want a raw message (TLCB-R3)", 0, Ack{})
	says("raw message of step 2, want t_m = 3 certified messages of the step before; of step 0 there are 0 (TLCB-R1)", 0,
		Raw{2, Word(1)})
	var raws, certs []*Item
	for i := range model.NodeID(4) {
		raws = append(raws, b.write(i, Raw{0, Word(i)}))
	}
	says("raw message of step 0, want step 1 (TLCB-R2)", 0, Raw{0, Word(1)})
	says("acknowledges 07000000 of node 2 for step 1, want the message of its own step 0 that it has (TLCB-R4)", 1,
		Ack{Step: 1, Node: 2, Of: model.Digest{7}}, raws[2])
	b.write(1, b.ack(1, raws[2]), raws[2])
	says("acknowledges node 2 twice in step 0 (TLCB-R4)", 1, b.ack(1, raws[2]))
	says("acknowledges node 4, want one below 4 (TLCB-R4)", 1, Ack{Node: 4})
	says("acknowledges node 2 with a share that does not verify (TLCB-R4)", 0,
		Ack{Node: 2, Of: raws[2].Hash()}, raws[2])
	says("certifies 07000000 of step 5, want its own message of step 0, once (TLCB-R5)", 1,
		Cert{Step: 5, Of: model.Digest{7}})
	says("certifies step 0 with acknowledgments of {0 1} (<nil>), want 3 (TLCB-R5)", 1, b.cert(raws[1], 0, 1))
	for i := range model.NodeID(3) {
		certs = append(certs, b.write(i, b.cert(raws[i], 0, 1, 2)))
	}
	says("reaches step 1 and does not enter it (TLCB-R3)", 0, b.ack(0, raws[3]), certs[1], certs[2], raws[3])
	m, err := New(config(4, 1, 1), b.group, Words{}, "TLCB-R2")
	if err != nil {
		t.Fatal(err)
	}
	b.Machine = m
	says("raw message of step 0 in a view that reaches step 1 (TLCB-R3)", 0, Raw{0, Word(1)}, certs[1], certs[2])
	says("payload = tlcb.Expectant, want a word (TLCB-R6)", 0, Raw{1, Expectant{}}, certs[1], certs[2])
	says("action = tlcb.Expectant, want one of the protocol (TLCB-R6)", 3, Expectant{})
}

// A view from which another one grows stays what it was, also where that takes in a whole step that it had nothing of;
// and a step that is far ahead is reached at once, with room for the recent ones.
func TestWhatAViewGrowsFromStaysAsItIs(t *testing.T) {
	before := ViewOf(4, 3, nil, model.NodeSet{}, []*Message{said(1, 2, 1)}, nil)
	g := gather(4, before)
	g.add(ViewOf(4, 3, nil, model.NodeSet{}, []*Message{said(2, 2, 1), said(2, 3, 1), said(0, 0, 1)}, nil))
	for s, want := range []model.NodeSet{{}, {}, model.Only(1), {}} {
		if got := before.Raws(model.Step(s)); !got.Equal(want) {
			t.Errorf("of step %d the view before has the messages of %v, want %v", s, got, want)
		}
	}
	for s, want := range []model.NodeSet{model.Only(0), {}, model.Only(1).With(2), model.Only(2)} {
		if got := g.Raws(model.Step(s)); !got.Equal(want) {
			t.Errorf("of step %d the view has the messages of %v, want %v", s, got, want)
		}
	}
	for _, far := range []model.Step{4, 3 + Recent - 1, 3 + Recent, 3 + Recent + 1, 1000, ^model.Step(0)} {
		g := gather(4, before)
		g.reach(far)
		if g.reach(2); g.step != far || len(g.records) > Recent {
			t.Errorf("reached are %d with %d records", g.step, len(g.records))
		}
		for k, r := range g.records {
			if want := far - model.Step(len(g.records)-1-k); r.step != want {
				t.Errorf("in step %d record %d is of step %d, want %d", far, k, r.step, want)
			}
		}
		if got := g.Raws(2); got.Empty() != (far-2 >= Recent) {
			t.Errorf("in step %d of step 2 there are the messages of %v", far, got)
		}
	}
}

// The view in which a message is written has what its author had seen, and not the message itself, also where that was
// put together for it of what several had.
func TestAMessageIsNotInTheViewThatItIsWrittenIn(t *testing.T) {
	b := newBench(t, config(4, 1, 1))
	var raws, certs []*Item
	for i := range model.NodeID(4) {
		raws = append(raws, b.write(i, Raw{0, Word(i)}))
	}
	for i := range model.NodeID(3) {
		certs = append(certs, b.write(i, b.cert(raws[i], 0, 1, 2)))
	}
	var next []*Item
	for i := range model.NodeID(3) {
		var others []*Item
		for j, cert := range certs {
			if j != int(i) {
				others = append(others, cert)
			}
		}
		next = append(next, b.write(i, Raw{1, Word(i)}, others...))
	}
	own := b.write(3, Raw{1, Word(3)}, next...).State
	if got := own.Own().View.Raws(1); !got.Equal(model.All(3)) {
		t.Errorf("the view that the message is written in has messages of %v of its step, want {0 1 2}", got)
	}
	if got := own.Raws(1); !got.Equal(model.All(4)) {
		t.Errorf("the view after it has messages of %v, want all", got)
	}
}

// An audit made of a description tells the step of a right entry, and hands out evidence that convinces by itself.
func TestADescribedAuditConvinces(t *testing.T) {
	p := exported(t)[1]
	a, err := p.Audit(Clock(), false)
	if err != nil {
		t.Fatal(err)
	}
	evidence, err := p.Judge(Clock())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []*log.Entry{evidence.First, evidence.Second} {
		if _, err := a.Take(e.AppendTo(nil), e.Signature); err != nil {
			t.Fatal(err)
		}
	}
	if c, wrong, ok := a.Replayed(evidence.First.Hash()); !ok || wrong != nil || c != (log.Conclusion{}) {
		t.Errorf("a right entry of step 0 concludes %+v, %v, %v", c, wrong, ok)
	}
	fault, found := a.Fault(3)
	if !found {
		t.Fatal("node 3 is not to blame")
	}
	file, err := a.Export(fault.Evidence)
	if again, ok := file.(Portable); err != nil || !ok || again.Digest() != p.Digest() {
		t.Errorf("the file is %+v, %v", file, err)
	} else if v, err := again.Judge(Clock()); err != nil || v.Against != 3 {
		t.Errorf("the file proves %+v, %v", v, err)
	}
}

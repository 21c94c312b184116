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
	if signers, err := multi.Signers(model.Digest{1}, "\x01\x00\xff\xff"); err == nil || !signers.Empty() {
		t.Errorf("a signer that no group has proves %v", signers)
	}
	if signers, err := multi.Signers(model.Digest{1}, "\x01\x00\x02\x00"); err == nil || !signers.Empty() {
		t.Errorf("a signer that the group has not proves %v", signers)
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

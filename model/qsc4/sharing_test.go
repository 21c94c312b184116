package qsc4

import (
	"bytes"
	"reflect"
	"testing"

	"quesera/model"
	"quesera/model/crypto/pvss"
	"quesera/model/log"
)

// Ideal sharing and both real schemes keep the same promises: a deal is bound to its dealer, group, round, threshold
// and recipients; a share to its recipient; any threshold of shares gives one secret, and fewer none.
func TestBothKindsOfSharingKeepTheirPromises(t *testing.T) {
	terms := Terms{"group", 3, 3, model.All(5).Without(1)}
	for _, s := range []Sharing{NewIdeal(1), NewReal(pvss.Schoenmakers{}, 1, 5), NewReal(pvss.Pairing{}, 1, 5)} {
		deal, err := s.Deal(terms, 2, [32]byte{7})
		if err != nil {
			t.Fatal(err)
		}
		dealt, err := s.Verify(terms, 2, deal)
		if err != nil {
			t.Fatalf("%s: %v", s.Name(), err)
		}
		for name, change := range map[string]func(*Terms){
			"group": func(x *Terms) { x.Group = "other" }, "round": func(x *Terms) { x.Round++ },
			"threshold":  func(x *Terms) { x.Threshold-- },
			"recipients": func(x *Terms) { x.Recipients = model.All(5).Without(0) },
			"size":       func(x *Terms) { x.Recipients = model.All(5) },
		} {
			other := terms
			if change(&other); name != "threshold" || s.Name() == "ideal" {
				if _, err := s.Verify(other, 2, deal); err == nil {
					t.Errorf("%s: a deal for another %s verifies", s.Name(), name)
				}
			} else if _, err := s.Verify(other, 2, deal); err == nil {
				t.Errorf("%s: a deal of a higher degree verifies", s.Name())
			}
		}
		if _, err := s.Verify(terms, 3, deal); err == nil {
			t.Errorf("%s: a deal passes for that of another dealer", s.Name())
		}
		if _, err := s.Verify(terms, 2, deal[1:]); err == nil {
			t.Errorf("%s: a deal that is cut verifies", s.Name())
		}
		shares := map[model.NodeID][]byte{}
		for i := range terms.Recipients.Members() {
			if shares[i], err = dealt.Open(i, [32]byte{1}); err != nil || dealt.Check(i, shares[i]) != nil {
				t.Fatalf("%s: the share of node %d is refused (%v)", s.Name(), i, err)
			}
		}
		if dealt.Check(0, shares[2]) == nil || dealt.Check(1, shares[2]) == nil || dealt.Check(0, nil) == nil {
			t.Errorf("%s: a share passes for that of another", s.Name())
		}
		if _, err := dealt.Open(1, [32]byte{}); err == nil {
			t.Errorf("%s: who is no recipient opens a share", s.Name())
		}
		pick := func(nodes ...model.NodeID) map[model.NodeID][]byte {
			some := map[model.NodeID][]byte{}
			for _, i := range nodes {
				some[i] = shares[i]
			}
			return some
		}
		one, err := dealt.Recover(pick(0, 2, 3))
		two, err2 := dealt.Recover(pick(4, 3, 2))
		if err != nil || err2 != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: secrets = %x (%v) and %x (%v)", s.Name(), one, err, two, err2)
		}
		if _, err := dealt.Recover(pick(0, 2)); err == nil {
			t.Errorf("%s: two shares recover a secret", s.Name())
		}
		if _, err := dealt.Recover(map[model.NodeID][]byte{0: shares[0], 2: shares[2], 3: shares[4]}); err == nil {
			t.Errorf("%s: a share of another counts", s.Name())
		}
		ab, err := s.Sum([][]byte{one, one})
		if ba, err2 := s.Sum([][]byte{one}); err != nil || err2 != nil || bytes.Equal(ab, ba) || len(ab) != len(ba) {
			t.Errorf("%s: sums = %x and %x (%v, %v)", s.Name(), ab, ba, err, err2)
		}
		if _, err := s.Sum([][]byte{one[1:]}); err == nil {
			t.Errorf("%s: what is no secret is added", s.Name())
		}
	}
}

// Shares of many deals together are checked as one by one: what counts is how many are right before the first that is
// not, whether it can be read or cannot (QSC4-R3).
func TestSharesOfManyDealsAreCheckedAsOneByOne(t *testing.T) {
	terms := Terms{"group", 3, 2, model.All(3)}
	for _, s := range []Sharing{NewIdeal(1), NewReal(pvss.Schoenmakers{}, 1, 3), NewReal(pvss.Pairing{}, 1, 3)} {
		var of []Dealt
		var good [][]byte
		for dealer := range model.NodeID(3) {
			deal, err := s.Deal(terms, dealer, [32]byte{byte(dealer)})
			if err != nil {
				t.Fatal(err)
			}
			dealt, err := s.Verify(terms, dealer, deal)
			if err != nil {
				t.Fatal(err)
			}
			share, err := dealt.Open(1, [32]byte{4})
			if err != nil {
				t.Fatal(err)
			}
			of, good = append(of, dealt), append(good, share)
		}
		none, foreign := []byte{}, []Dealt{of[0], idealDealt{}, of[2]}
		for name, shares := range map[string][][]byte{
			"right": good, "unreadable last": {good[0], good[1], none}, "unreadable first": {none, good[1], good[2]},
			"of another deal": {good[0], good[2], good[1]}, "wrong before unreadable": {good[1], good[0], none},
			"wrong, then right, then unreadable": {good[2], good[1], none}, "wrong last": {good[0], good[1], good[0]},
		} {
			if got, want := s.CheckAll(1, of, shares), checkEach(1, of, shares); got != want {
				t.Errorf("%s: %s: %d come before the first that is wrong, want %d", s.Name(), name, got, want)
			}
		}
		if got := s.CheckAll(2, of, good); got != 0 {
			t.Errorf("%s: %d shares of another node are right", s.Name(), got)
		}
		if got := s.CheckAll(1, foreign, good); got != 1 {
			t.Errorf("%s: with a deal of another scheme %d are right, want the one before", s.Name(), got)
		}
	}
}

// Payloads are read back as they were written, and nothing else is read.
func TestPayloadsAreReadBack(t *testing.T) {
	ref := log.Ref{Node: 2, Head: log.Head{Seq: 5, Hash: model.Digest{6}}}
	shares := []Share{{model.Digest{1}, []byte("share")}, {model.Digest{2}, []byte{}}}
	for _, p := range []model.Payload{
		Idle{}, Proposal{Round: 3, Deals: []log.Ref{ref, ref}, Parent: model.Digest{4}, Committed: true},
		Opening{Round: 2, Deal: []byte("deal"), Shares: shares},
	} {
		octets := p.AppendTo(nil)
		if got, err := decode(octets); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%+v is read as %+v (%v)", p, got, err)
		}
		for cut := range octets {
			if got, err := decode(octets[:cut]); err == nil {
				t.Errorf("%d of %d octets of %T are read as %+v", cut, len(octets), p, got)
			}
		}
		if _, err := decode(append(octets, 0)); err == nil {
			t.Errorf("%T and one octet more is read", p)
		}
	}
}

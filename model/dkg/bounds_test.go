package dkg_test

import (
	"encoding/binary"
	"testing"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/dkg"
)

// The generator of a subgroup has its order, and the second one is a power of it.
func TestResiduesAreGroupsOfTheirOrder(t *testing.T) {
	for _, c := range []struct{ q, p uint8 }{{5, 11}, {11, 23}, {3, 7}, {2, 3}, {2, 13}, {7, 29}, {113, 227}} {
		g, err := dkg.NewResidues(c.q, c.p, 1)
		if err != nil {
			t.Fatal(err)
		}
		order, at := 1, g.Generator()
		for ; !g.Equal(at, g.Identity()) && order <= int(c.p); order++ {
			at = g.Add(at, g.Generator())
		}
		if order != int(c.q) || g.Second() != g.Generator() {
			t.Errorf("order of %d modulo %d = %d, want %d; second generator %d", g.Generator(), c.p, order, c.q, g.Second())
		}
	}
}

// A list may name every node once, and a longer one is not kept.
func TestListsAreKeptUpToAllNodes(t *testing.T) {
	all := make([]dkg.Opened[uint8], 4)
	for i := range all {
		all[i].Node = model.NodeID(i)
	}
	lists := map[dkg.Kind]func([]dkg.Opened[uint8]) model.Message{
		dkg.Justifications: func(o []dkg.Opened[uint8]) model.Message { return dkg.Justification[uint8]{Answers: o} },
		dkg.Accusations:    func(o []dkg.Opened[uint8]) model.Message { return dkg.Accusation[uint8]{Shares: o} },
		dkg.Reveals:        func(o []dkg.Opened[uint8]) model.Message { return dkg.Reveal[uint8]{Shares: o} },
	}
	for kind, list := range lists {
		for n := 3; n <= 4; n++ {
			m := machine(t, exponents(t, 13), dkg.Gennaro, 3, 2, 1)
			s, _ := m.Start(0)
			s, _ = m.Apply(s, model.Receive{From: 1, Message: list(all[:n])})
			if _, kept := s.Said(kind, 1); kept != (n == 3) {
				t.Errorf("kind %v, list of %d among 3 nodes: kept is %v", kind, n, kept)
			}
		}
	}
}

// What a node that does not exist said, or of a kind that is not broadcast, is nothing.
func TestNothingIsSaidByNobody(t *testing.T) {
	s, _ := machine(t, exponents(t, 13), dkg.Gennaro, 3, 2, 1).Start(0)
	for _, k := range []dkg.Kind{dkg.Deals, dkg.Reveals + 1, dkg.Shares, dkg.Shares + 1} {
		for _, i := range []model.NodeID{1, 3, 4} {
			if message, ok := s.Said(k, i); ok || message != nil {
				t.Errorf("kind %v of node %d: %v", k, i, message)
			}
		}
	}
	for i := range model.NodeID(5) {
		if message, ok := s.Private(i); ok || message != nil {
			t.Errorf("share of node %d: %v", i, message)
		}
	}
}

// A corrupt node passes on what others said, as an honest one does, unless it is to hush.
func TestACorruptNodePassesOnUnlessItHushes(t *testing.T) {
	m := machine(t, exponents(t, 13), dkg.Gennaro, 3, 2, 1).WithRelay()
	for _, hush := range []bool{false, true} {
		c := dkg.Corrupt[uint8, uint8]{Machine: m, Scripts: map[model.NodeID]dkg.Script{2: {Hush: hush}}}
		s, _ := c.Start(2)
		_, effects := c.Apply(s, model.Receive{From: 1, Message: dkg.Deal[uint8]{Commitment: []uint8{3, 2}}})
		want := 1
		if hush {
			want = 0
		}
		if len(effects) != want {
			t.Errorf("hushes is %v: says %v, want %d relayed", hush, effects, want)
		}
	}
}

// The coins of a scalar are its octets, the highest first, modulo r.
func TestCoinsAreTheOctetsOfAScalar(t *testing.T) {
	var octets []byte
	var coins []uint64
	for k := range byte(16) {
		coins = append(coins, binary.BigEndian.Uint64([]byte{0, 0, 0, 0, 4 * k, 4*k + 1, 4*k + 2, 4*k + 3}))
		octets = append(octets, 4*k, 4*k+1, 4*k+2, 4*k+3)
	}
	var want bls.Scalar
	want.SetBytes(octets)
	curve := dkg.NewCurve(bls.GroupG1)
	if count, sides := curve.Coins(); count != len(coins) || sides != 1<<32 || curve.Scalar(coins) != want {
		t.Errorf("%d coins of %d sides give %v, want %d of 2^32 that give %v", count, sides, curve.Scalar(coins), len(coins),
			want)
	}
}

// Protocols are called by the names of the papers.
func TestProtocolsHaveNames(t *testing.T) {
	if a, b := dkg.JointFeldman.String(), dkg.Gennaro.String(); a != "joint-Feldman" || b != "Gennaro" {
		t.Errorf("protocols %q and %q", a, b)
	}
}

// A label shows the kind of a message and the phase by whose end it must have arrived, and nothing else.
func TestLabelsShowKindAndPhase(t *testing.T) {
	for k, c := range []struct {
		message model.Message
		kind    dkg.Kind
		phase   dkg.Phase
	}{
		{dkg.Deal[uint8]{}, dkg.Deals, dkg.Dealing}, {dkg.Share[uint8]{}, dkg.Shares, dkg.Dealing},
		{dkg.Complaint{}, dkg.Complaints, dkg.Complaining},
		{dkg.Justification[uint8]{}, dkg.Justifications, dkg.Justifying},
		{dkg.Exposure[uint8]{}, dkg.Exposures, dkg.Exposing}, {dkg.Accusation[uint8]{}, dkg.Accusations, dkg.Accusing},
		{dkg.Reveal[uint8]{}, dkg.Reveals, dkg.Reconstructing},
	} {
		if got, want := c.message.Label(), (model.Label{Kind: uint8(c.kind), Step: model.Step(c.phase)}); got != want {
			t.Errorf("message %d: label %+v, want %+v", k, got, want)
		}
	}
}

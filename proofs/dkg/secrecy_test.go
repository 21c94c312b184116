package dkg

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/dkg"
	"quesera/proofs/refine"
)

// dealt is what the machine of node 0 deals on the given coins: its commitment, and its shares by node.
func dealt(t *testing.T, m *dkg.Machine[uint8, uint8],
	values []uint8) (dkg.Deal[uint8], map[model.NodeID]dkg.Share[uint8]) {
	t.Helper()
	s, _ := m.Start(0)
	var deal dkg.Deal[uint8]
	shares := map[model.NodeID]dkg.Share[uint8]{}
	for _, v := range values {
		var effects []model.Effect
		s, effects = m.Apply(s, model.Coin{Value: uint64(v)})
		for _, effect := range effects {
			switch e := effect.(type) {
			case model.Broadcast:
				deal = e.Message.(dkg.Deal[uint8])
			case model.Send:
				shares[e.To] = e.Message.(dkg.Share[uint8])
			}
		}
	}
	if len(deal.Commitment) != m.Threshold() {
		t.Fatalf("coins %v: no deal", values)
	}
	return deal, shares
}

// secrets counts the secrets of all deals by what t-1 others see of each.
func secrets(t *testing.T, protocol dkg.Protocol, p dkg.Params) map[string]*[q]int {
	m := generation(t, protocol, p)
	polynomials := 1
	if protocol == dkg.Gennaro {
		polynomials = 2
	}
	seen := map[string]*[q]int{}
	for v := range refine.Vectors(q, polynomials*p.Threshold) {
		deal, shares := dealt(t, m, v)
		view := fmt.Sprint(deal)
		for i := range p.Threshold - 1 { // nodes 1 to t-1
			view += fmt.Sprint(shares[model.NodeID(i+1)])
		}
		if seen[view] == nil {
			seen[view] = new([q]int)
		}
		seen[view][v[0]]++
	}
	return seen
}

// DKG-P7. Claim: under Pedersen's commitments, t-1 shares and the commitment leave a deal's secret exactly uniform
// (GJKR §4, Pedersen91 §4). Proof: for every secret there is one a through it and the t-1 shares, and then one b that
// explains the commitment. Here: all polynomials a and b over GF(5), for t = 2 and 3; every view.
func TestPedersensDealsHideTheirSecrets(t *testing.T) {
	for _, p := range []dkg.Params{{Nodes: 3, Threshold: 2, Faults: 1}, {Nodes: 4, Threshold: 3, Faults: 1}} {
		seen := secrets(t, dkg.Gennaro, p)
		views := 1
		for range 2*p.Threshold - 1 {
			views *= q
		}
		if len(seen) != views {
			t.Errorf("t = %d: views = %d, want %d", p.Threshold, len(seen), views)
		}
		for view, h := range seen {
			if !uniform(*h) {
				t.Fatalf("t = %d: given %s the secrets are %v", p.Threshold, view, *h)
			}
		}
	}
}

// DKG-P7, the contrast. Claim: Feldman's commitment determines the secret, to who can take logarithms: its
// secrecy is computational (Feldman87). Here: the same count.
func TestFeldmansDealsDetermineTheirSecrets(t *testing.T) {
	for view, h := range secrets(t, dkg.JointFeldman, group) {
		possible := 0
		for _, n := range h {
			if n > 0 {
				possible++
			}
		}
		if possible != 1 {
			t.Fatalf("given %s the secrets are %v", view, *h)
		}
	}
}

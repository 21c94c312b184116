package dkg

import (
	"fmt"
	"testing"

	"quesera/model"
	"quesera/model/crypto/shamir"
	"quesera/model/dkg"
	"quesera/proofs/refine"
)

// reshare is one resharing among three nodes, t = 2 before and after: the old secret and slope, the coin of
// each dealer, and what dealers do.
func reshare(t testing.TB, v []uint8, scripts map[model.NodeID]dkg.Script) []*small {
	t.Helper()
	g := exponents(t)
	old := shamir.Polynomial[uint8]{v[0], v[1]}
	r := dkg.Resharing[uint8, uint8]{Nodes: 3, Threshold: 2, Commitment: old, To: group}
	for i := range 3 {
		r.Old, r.New = append(r.Old, model.NodeID(i)), append(r.New, model.NodeID(i))
		r.Shares = append(r.Shares, shamir.Eval(g.Scalars(), old, shamir.ShareIndex(i+1)))
	}
	m, err := dkg.NewResharing(dkg.Group[uint8, uint8](g), r)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, dkg.Corrupt[uint8, uint8]{Machine: m, Scripts: scripts}, 3, v[2:])
}

// shares is the new shares of the honest nodes, 0 for others, and the new commitment.
func shares(states []*small, scripts map[model.NodeID]dkg.Script) (v [5]uint8) {
	for i, s := range states {
		if _, corrupt := scripts[model.NodeID(i)]; !corrupt {
			v[i] = s.Outcome.Share.Value
			copy(v[3:], s.Outcome.Commitment)
		}
	}
	return v
}

// DKG-P11. Claim: the new shares and the new commitment are a linear function of the old polynomial and the
// dealers' polynomials, and share the old secret, whichever t_old dealers are used (ICP §III.1.3.6). Proof:
// Lagrange interpolation and evaluation are linear. Here: all old polynomials and all coins over GF(5), with
// every dealer and with each one missing: all inputs against the sums of the unit inputs.
func TestResharingIsLinear(t *testing.T) {
	silent := dkg.Script{Commit: dkg.Missing}
	for _, scripts := range []map[model.NodeID]dkg.Script{nil, {0: silent}, {1: silent}, {2: silent}} {
		var unit [5][5]uint8
		for k := range unit {
			v := make([]uint8, 5)
			v[k] = 1
			unit[k] = shares(reshare(t, v, scripts), scripts)
		}
		for v := range refine.Vectors(q, 5) {
			ended := reshare(t, v, scripts)
			got, want := shares(ended, scripts), [5]uint8{}
			for k := range want {
				for l := range unit {
					want[k] = (want[k] + v[l]*unit[l][k]) % q
				}
			}
			if got != want {
				t.Fatalf("input %v: new shares and commitment %v, want %v", v, got, want)
			}
			a := got[3:]
			for i, share := range got[:3] {
				if _, corrupt := scripts[model.NodeID(i)]; !corrupt && (a[0] != v[0] || share != (a[0]+uint8(i+1)*a[1])%q) {
					t.Fatalf("input %v: new shares and commitment %v are no sharing of %d", v, got, v[0])
				}
				if used := ended[i].Outcome.Used; used.Len() != 2 {
					t.Fatalf("dealers used = %v, want 2", used)
				}
			}
		}
	}
}

// DKG-P18. Claim: an adversary that had one node before a resharing and another one afterwards learns nothing of the
// secret (ICP §III.1.3.6) from what the two hold, t-1 shares of each sharing, and all that was dealt to the second
// (commitments apart, which hide computationally). Proof: without the first node's new sub-shares the old and the new
// polynomial are independent but for the secret. Here: all old polynomials and coins, every pair of different nodes;
// every view.
func TestOldAndNewSharesDoNotAddUp(t *testing.T) {
	type pair struct{ before, after model.NodeID }
	seen := map[pair]map[string]*[q]int{}
	for v := range refine.Vectors(q, 5) {
		ended := reshare(t, v, nil)
		for before := range model.NodeID(3) {
			for after := range model.NodeID(3) {
				p := pair{before, after}
				view := fmt.Sprint((v[0] + v[1]*uint8(before+1)) % q)
				for dealer := range model.NodeID(3) {
					share, _ := ended[after].Private(dealer)
					view += fmt.Sprint(share)
				}
				if seen[p] == nil {
					seen[p] = map[string]*[q]int{}
				}
				if seen[p][view] == nil {
					seen[p][view] = new([q]int)
				}
				seen[p][view][v[0]]++
			}
		}
	}
	for p, views := range seen {
		for view, h := range views {
			if !uniform(*h) {
				t.Fatalf("nodes %+v: given %s the secrets are %v", p, view, *h)
			}
		}
	}
	if len(seen) != 9 || len(seen[pair{0, 1}]) != q*q*q*q {
		t.Errorf("pairs = %d, views of one = %d, want 9 and %d", len(seen), len(seen[pair{0, 1}]), q*q*q*q)
	}
}

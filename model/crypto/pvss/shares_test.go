package pvss

import (
	"slices"
	"testing"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// eachFault is what VerifyShares says, as it is defined: what VerifyShare says of each.
func eachFault[D, V, S any](scheme Scheme[D, V, S], sharings []V, shares []S) (positions []int) {
	for k, share := range shares {
		if scheme.VerifyShare(sharings[k], share) != nil {
			positions = append(positions, k)
		}
	}
	return positions
}

// shareBatch is the decrypted shares of two dealers' deals, side by side, with the values that can be changed in them.
func shareBatch[D, V, S any](t *testing.T, scheme Scheme[D, V, S]) (c committee, sharings []V, shares []S) {
	t.Helper()
	c = newCommittee(t, "together", 1, 2, 3)
	for dealer := Dealer(1); dealer <= 2; dealer++ {
		v := sharing(t, scheme, c, dealer)
		for _, share := range decryptAll(t, scheme, c, v) {
			sharings, shares = append(sharings, v), append(shares, share)
		}
	}
	return c, sharings, shares
}

// PVSS-14: shares together are accepted and refused as one by one, and the same ones are blamed, wherever shares are
// negated, of another recipient, of another deal, out of range, or spoiled in one of their parts.
func TestSharesTogetherAreThoseOneByOne(t *testing.T) {
	g := bls.GroupG1
	t.Run("schoenmakers", func(t *testing.T) {
		sharesTogether(t, Schoenmakers{}, map[string]func(h, other SchoenmakersShare) SchoenmakersShare{
			"negated":         func(h, _ SchoenmakersShare) SchoenmakersShare { h.Value = g.Neg(h.Value); return h },
			"of another deal": func(_, other SchoenmakersShare) SchoenmakersShare { return other },
			"relabelled":      func(h, _ SchoenmakersShare) SchoenmakersShare { h.Index = h.Index%3 + 1; return h },
			"of nobody":       func(h, _ SchoenmakersShare) SchoenmakersShare { h.Index = 4; return h },
			"of number 0":     func(h, _ SchoenmakersShare) SchoenmakersShare { h.Index = 0; return h },
			"nothing":         func(SchoenmakersShare, SchoenmakersShare) SchoenmakersShare { return SchoenmakersShare{} },
			"another onP":     func(h, other SchoenmakersShare) SchoenmakersShare { h.OnP = other.OnP; return h },
			"another value":   func(h, other SchoenmakersShare) SchoenmakersShare { h.OnValue = other.OnValue; return h },
			"another response": func(h, other SchoenmakersShare) SchoenmakersShare {
				h.Response = other.Response
				return h
			},
		})
	})
	t.Run("pairing", func(t *testing.T) {
		sharesTogether(t, Pairing{}, map[string]func(h, other PairingShare) PairingShare{
			"negated":         func(h, _ PairingShare) PairingShare { h.Value = g.Neg(h.Value); return h },
			"of another deal": func(_, other PairingShare) PairingShare { return other },
			"relabelled":      func(h, _ PairingShare) PairingShare { h.Index = h.Index%3 + 1; return h },
			"of nobody":       func(h, _ PairingShare) PairingShare { h.Index = 4; return h },
			"nothing":         func(PairingShare, PairingShare) PairingShare { return PairingShare{} },
		})
	})
}

func sharesTogether[D, V, S any](t *testing.T, scheme Scheme[D, V, S], spoil map[string]func(h, other S) S) {
	_, sharings, good := shareBatch(t, scheme)
	if faults := scheme.VerifyShares(sharings, good); faults != nil || scheme.VerifyShares(nil, nil) != nil {
		t.Errorf("good shares: %v", faults)
	}
	if faults := scheme.VerifyShares(sharings[:1], good[3:4]); len(faults) != 1 {
		t.Errorf("a wrong share alone: %v, want one fault", faults)
	}
	for name, change := range spoil {
		for _, places := range [][]int{{5}, {0, 3, 4}, {0, 1, 2, 3, 4, 5}} {
			shares := slices.Clone(good)
			for _, k := range places {
				shares[k] = change(good[k], good[(k+3)%len(good)])
			}
			want := eachFault(scheme, sharings, shares)
			var got []int
			for _, fault := range scheme.VerifyShares(sharings, shares) {
				got = append(got, fault.Position)
				if fault.Reason == nil {
					t.Errorf("%s at %v: fault %d without a reason", name, places, fault.Position)
				}
			}
			if !slices.Equal(got, want) || len(want) == 0 {
				t.Errorf("%s at %v: faults at %v, one by one at %v", name, places, got, want)
			}
		}
	}
}

// announced is share k of a batch with announcements that are shifted by some points, and the response to the challenge
// that comes of these: each of its equations is false by its shift.
func announced(c committee, v SchoenmakersSharing, h SchoenmakersShare, onP, onValue bls.G1) SchoenmakersShare {
	g, w := bls.GroupG1, shamir.FromSeed([]byte("nonce"), "w", 1)[0]
	h.OnP, h.OnValue = g.Sum(g.Mul(w, g.Generator()), onP), g.Sum(g.Mul(w, h.Value), onValue)
	h.Response = plus(w, times(v.challenge(h), c.keys[h.Index-1]))
	return h
}

// Errors that cancel in a sum without weights are found: of two shares of one recipient or of two, of either equation,
// and of the two equations of one share (PVSS-14).
func TestErrorsOfSharesThatCancelAreFound(t *testing.T) {
	c, sharings, good := shareBatch(t, Schoenmakers{})
	g, none, shift := bls.GroupG1, bls.G1{}, secondBase
	for name, shifts := range map[string]map[int][2]bls.G1{
		"on P, of two deals":      {0: {shift, none}, 3: {g.Neg(shift), none}},
		"on P, of two recipients": {0: {shift, none}, 1: {g.Neg(shift), none}},
		"on the share":            {0: {none, shift}, 3: {none, g.Neg(shift)}},
		"on both of one share":    {2: {shift, g.Neg(shift)}},
	} {
		shares := slices.Clone(good)
		for k, by := range shifts {
			shares[k] = announced(c, sharings[k], good[k], by[0], by[1])
		}
		if faults := (Schoenmakers{}).VerifyShares(sharings, shares); len(faults) != len(shifts) {
			t.Errorf("%s: faults %v, want %d", name, faults, len(shifts))
		}
	}
	_, pairs, values := shareBatch(t, Pairing{})
	if !schoenmakersTogether(sharings, good) || !pairingTogether(pairs, values) {
		t.Error("right shares do not verify together")
	}
	values[0].Value, values[4].Value = g.Sum(values[0].Value, shift), g.Sum(values[4].Value, g.Neg(shift))
	if faults := (Pairing{}).VerifyShares(pairs, values); len(faults) != 2 {
		t.Errorf("pairing: faults %v, want two", faults)
	}
}

// Whoever knows the weights beforehand makes the errors cancel all the same: so they depend on all that the equations
// are made of (PVSS-14).
func TestWeightsOfSharesDependOnTheShares(t *testing.T) {
	_, sharings, good := shareBatch(t, Schoenmakers{})
	g := bls.GroupG1
	// Three times one share, with responses shifted by δ_k: with weights u that do not cover responses, both sums vanish
	// for δ = (u_1,u_3,u_5) × (u_2,u_4,u_6).
	copies, shares := slices.Repeat(sharings[:1], 3), slices.Repeat(good[:1], 3)
	tr := transcript.New("quesera/pvss/schoenmakers/shares") // as in schoenmakersTogether, without responses
	for range shares {
		about := sharings[0].proof(good[0]).Digest()
		tr.Bytes("proof", about[:])
	}
	u := tr.Weights("weights", 6)
	for k := range shares {
		i, j := (k+1)%3, (k+2)%3
		shares[k].Response = plus(shares[k].Response, minus(times(u[2*i], u[2*j+1]), times(u[2*j], u[2*i+1])))
	}
	if faults := (Schoenmakers{}).VerifyShares(copies, shares); len(faults) != 3 {
		t.Errorf("responses made for weights that do not cover them: faults %v, want three", faults)
	}
	said := func(v SchoenmakersSharing, h SchoenmakersShare) [32]byte {
		tr, _ := schoenmakersSaid([]SchoenmakersSharing{sharings[1], v}, []SchoenmakersShare{good[1], h})
		return tr.Digest()
	}
	h, all := good[0], map[[32]byte]string{}
	for name, change := range map[string]func(v *SchoenmakersSharing, h *SchoenmakersShare){
		"none":         func(*SchoenmakersSharing, *SchoenmakersShare) {},
		"deal":         func(v *SchoenmakersSharing, _ *SchoenmakersShare) { *v = sharings[3] },
		"recipient":    func(_ *SchoenmakersSharing, h *SchoenmakersShare) { h.Index = 2 },
		"value":        func(_ *SchoenmakersSharing, h *SchoenmakersShare) { h.Value = secondBase },
		"on P":         func(_ *SchoenmakersSharing, h *SchoenmakersShare) { h.OnP = secondBase },
		"on the share": func(_ *SchoenmakersSharing, h *SchoenmakersShare) { h.OnValue = secondBase },
		"response":     func(_ *SchoenmakersSharing, h *SchoenmakersShare) { h.Response = u[0] },
	} {
		v, changed := sharings[0], h
		change(&v, &changed)
		if other, same := all[said(v, changed)]; same {
			t.Errorf("the weights do not depend on the change of %s, or on that of %s", name, other)
		}
		all[said(v, changed)] = name
	}
	_, pairs, values := shareBatch(t, Pairing{})
	tr = transcript.New("quesera/pvss/pairing/shares")
	for k, h := range values {
		tr.Bytes("image", bls.EncodeG2(pairs[k].deal.Images[h.Index-1]))
	}
	u = tr.Weights("weights", len(values))
	values[0].Value = g.Sum(values[0].Value, g.Mul(u[1], secondBase))
	values[1].Value = g.Sum(values[1].Value, g.Neg(g.Mul(u[0], secondBase)))
	if faults := (Pairing{}).VerifyShares(pairs, values); len(faults) != 2 {
		t.Errorf("values made for weights that do not cover them: faults %v, want two", faults)
	}
	_, pairs, values = shareBatch(t, Pairing{}) // and images that a dealer makes for weights that do not cover them
	tr = transcript.New("quesera/pvss/pairing/shares")
	for _, h := range values {
		tr.Bytes("share", bls.EncodeG1(h.Value))
	}
	u = tr.Weights("weights", len(values))
	q := bls.GroupG2
	for k, by := range []bls.G2{q.Mul(u[3], q.Generator()), q.Neg(q.Mul(u[0], q.Generator()))} {
		images := pairs[3*k].deal.clone()
		images.Images[0] = q.Sum(images.Images[0], by)
		pairs[3*k].deal = images
	}
	if faults := (Pairing{}).VerifyShares(pairs, values); len(faults) != 2 {
		t.Errorf("images made for weights that do not cover them: faults %v, want two", faults)
	}
}

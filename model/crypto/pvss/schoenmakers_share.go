package pvss

import (
	"fmt"
	"slices"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// SchoenmakersShare is a decrypted share with the proof that it is one (PVSS-4).
type SchoenmakersShare struct {
	Index    shamir.ShareIndex
	Value    bls.G1     // S_i
	OnP      bls.G1     // w·P
	OnValue  bls.G1     // w·S_i
	Response bls.Scalar // w + c·x_i
}

func (h SchoenmakersShare) index() shamir.ShareIndex { return h.Index }
func (h SchoenmakersShare) value() bls.G1            { return h.Value }

// Decrypt is PVSS-4.
func (Schoenmakers) Decrypt(v SchoenmakersSharing, i shamir.ShareIndex, x bls.Scalar,
	seed [32]byte) (SchoenmakersShare, error) {
	if err := v.session.checkRecipient(i, x); err != nil {
		return SchoenmakersShare{}, err
	}
	h := SchoenmakersShare{Index: i}
	h.Value = bls.GroupG1.Mul(shamir.Scalars{}.Inverse(x), v.encryptions[i-1])
	about := v.transcript(h).Digest() // of the session, dealers, recipient and share
	w := v.session.nonces("schoenmakers share "+string(about[:]), seed, []bls.Scalar{x}, uint64(i), 1)[0]
	h.OnP = bls.GroupG1.Mul(w, bls.GroupG1.Generator())
	h.OnValue = bls.GroupG1.Mul(w, h.Value)
	h.Response = plus(w, times(v.challenge(h), x))
	return h, nil
}

// transcript is what a decryption proof is about: the sharing, whose share it is, the share.
func (v SchoenmakersSharing) transcript(h SchoenmakersShare) *transcript.T {
	tr := v.session.begin("quesera/pvss/schoenmakers/share")
	for _, dealer := range v.dealers {
		tr.Uint("dealer", uint64(dealer))
	}
	tr.Uint("recipient", uint64(h.Index))
	tr.Bytes("key", bls.EncodeG1(v.session.key(h.Index)))
	tr.Bytes("encryption", bls.EncodeG1(v.encryptions[h.Index-1]))
	tr.Bytes("share", bls.EncodeG1(h.Value))
	return tr
}

// proof is what the challenge of a decryption proof is hashed from: what it is about, and the announcements.
func (v SchoenmakersSharing) proof(h SchoenmakersShare) *transcript.T {
	tr := v.transcript(h)
	tr.Bytes("on P", bls.EncodeG1(h.OnP))
	tr.Bytes("on the share", bls.EncodeG1(h.OnValue))
	return tr
}

// challenge is c of PVSS-4.
func (v SchoenmakersSharing) challenge(h SchoenmakersShare) bls.Scalar {
	return v.proof(h).Scalar("challenge")
}

// VerifyShare checks that log_P K_i = log_{S_i} Y_i.
func (Schoenmakers) VerifyShare(v SchoenmakersSharing, h SchoenmakersShare) error {
	if err := v.session.sharing.Check([]shamir.ShareIndex{h.Index}); err != nil {
		return fmt.Errorf("pvss: %w", err)
	}
	c := v.challenge(h)
	g := bls.GroupG1
	key, encryption := v.session.key(h.Index), v.encryptions[h.Index-1]
	onP := g.Equal(g.Mul(h.Response, g.Generator()), g.Sum(h.OnP, g.Mul(c, key)))
	onValue := g.Equal(g.Mul(h.Response, h.Value), g.Sum(h.OnValue, g.Mul(c, encryption)))
	if !onP || !onValue {
		return fmt.Errorf("pvss: share of recipient %d: %w", h.Index, ErrShare)
	}
	return nil
}

// Recover is PVSS-5. The secret is a(0)·P, for a sum of deals the sum of their secrets.
func (scheme Schoenmakers) Recover(v SchoenmakersSharing, shares []SchoenmakersShare) (bls.G1, error) {
	return recoverSecret(v.session, shares, scheme.VerifyShares(slices.Repeat([]SchoenmakersSharing{v}, len(shares)),
		shares))
}

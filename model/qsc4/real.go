package qsc4

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/crypto/shamir"
)

// Real is one of the schemes of package pvss, with the keys of n nodes.
type Real[D, V, S any] struct {
	scheme  pvss.Scheme[D, V, S]
	secrets []bls.Scalar
	publics []bls.G1
}

// NewReal draws the keys from a seed.
func NewReal[D, V, S any](scheme pvss.Scheme[D, V, S], seed uint64, n int) Real[D, V, S] {
	octets := binary.BigEndian.AppendUint64(nil, seed)
	r := Real[D, V, S]{scheme: scheme, secrets: shamir.FromSeed(octets, "quesera/qsc4 keys", shamir.Size(n))}
	for _, x := range r.secrets {
		r.publics = append(r.publics, pvss.PublicKey(x))
	}
	return r
}

// Name is that of the scheme.
func (r Real[D, V, S]) Name() string { return r.scheme.Name() }

// session is the scheme's form of terms.
func (r Real[D, V, S]) session(t Terms) (*pvss.Session, error) {
	terms := pvss.Terms{Group: t.Group, Round: t.Round, Threshold: shamir.Size(t.Threshold), Dealers: r.publics}
	for i := range t.Recipients.Members() {
		if int(i) >= len(r.publics) {
			return nil, errDeal
		}
		terms.Recipients = append(terms.Recipients, r.publics[i])
	}
	return pvss.NewSession(terms)
}

// dealerOf is a node as a dealer: package pvss counts from 1.
func dealerOf(i model.NodeID) pvss.Dealer { return pvss.Dealer(i + 1) }

// Deal implements Sharing.
func (r Real[D, V, S]) Deal(t Terms, dealer model.NodeID, seed [32]byte) ([]byte, error) {
	session, err := r.session(t)
	if err != nil {
		return nil, err
	}
	secret := shamir.FromSeed(seed[:], "quesera/qsc4 deal", shamir.Size(t.Threshold))
	deal, err := r.scheme.Deal(session, dealerOf(dealer), r.secrets[dealer], secret, sha256.Sum256(seed[:]))
	if err != nil {
		return nil, err
	}
	return r.scheme.EncodeDeal(deal), nil
}

// Verify implements Sharing.
func (r Real[D, V, S]) Verify(t Terms, dealer model.NodeID, octets []byte) (Dealt, error) {
	session, err := r.session(t)
	if err != nil {
		return nil, err
	}
	deal, err := r.scheme.DecodeDeal(session, octets)
	if err != nil {
		return nil, err
	}
	verified, err := r.scheme.Verify(session, dealerOf(dealer), deal)
	return realDealt[D, V, S]{r, t, session, verified}, err
}

// CheckAll checks shares together, which is many times as fast as one by one.
func (r Real[D, V, S]) CheckAll(i model.NodeID, of []Dealt, shares [][]byte) int {
	var sharings []V
	var decoded []S
	for k, d := range of {
		dealt, ours := d.(realDealt[D, V, S])
		if !ours {
			break
		}
		share, err := dealt.decode(i, shares[k])
		if err != nil {
			break // what comes before it may be wrong, too
		}
		sharings, decoded = append(sharings, dealt.sharing), append(decoded, share)
	}
	if faults := r.scheme.VerifyShares(sharings, decoded); len(faults) > 0 {
		return faults[0].Position
	}
	return len(decoded)
}

// Sum adds points; the encoding is compressed, 48 octets.
func (Real[D, V, S]) Sum(secrets [][]byte) ([]byte, error) {
	sum := bls.GroupG1.Identity()
	for _, octets := range secrets {
		point, err := bls.DecodeG1(octets)
		if err != nil {
			return nil, err
		}
		sum = bls.GroupG1.Sum(sum, point)
	}
	return bls.EncodeG1(sum), nil
}

type realDealt[D, V, S any] struct {
	Real[D, V, S]
	terms   Terms
	session *pvss.Session
	sharing V
}

func (v realDealt[D, V, S]) Open(i model.NodeID, seed [32]byte) ([]byte, error) {
	if !v.terms.Recipients.Has(i) {
		return nil, errShare
	}
	share, err := v.scheme.Decrypt(v.sharing, v.terms.index(i), v.secrets[i], seed)
	if err != nil {
		return nil, err
	}
	return v.scheme.EncodeShare(share), nil
}

// decode reads a share that is of a node.
func (v realDealt[D, V, S]) decode(i model.NodeID, octets []byte) (share S, err error) {
	if !v.terms.Recipients.Has(i) || len(octets) < shamir.IndexSize ||
		binary.BigEndian.Uint16(octets) != uint16(v.terms.index(i)) {
		return share, errShare
	}
	return v.scheme.DecodeShare(v.session, octets)
}

func (v realDealt[D, V, S]) Check(i model.NodeID, octets []byte) error {
	share, err := v.decode(i, octets)
	if err != nil {
		return err
	}
	return v.scheme.VerifyShare(v.sharing, share)
}

func (v realDealt[D, V, S]) Recover(shares map[model.NodeID][]byte) ([]byte, error) {
	var list []S
	for _, i := range slices.SortedFunc(maps.Keys(shares), cmp.Compare[model.NodeID]) {
		if share, err := v.decode(i, shares[i]); err == nil && len(list) < v.terms.Threshold {
			list = append(list, share)
		}
	}
	secret, err := v.scheme.Recover(v.sharing, list)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errFew, err)
	}
	return bls.EncodeG1(secret), nil
}

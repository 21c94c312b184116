package tbls

import (
	"fmt"
	"slices"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/transcript"
)

// VerifyAll checks partial signatures of one message by distinct parties, at least one,
// with one pairing check (TBLS-4). An error does not say which is bad: Judge does.
func (k PublicKey[K, S]) VerifyAll(message []byte, partials []Partial[S]) error {
	if len(partials) == 0 {
		return fmt.Errorf("tbls: %w", ErrEmpty)
	}
	set := make([]shamir.ShareIndex, len(partials))
	for l, p := range partials {
		if err := k.screen(p); err != nil {
			return err
		}
		set[l] = p.Index
	}
	if err := k.feldman.Sharing().Check(set); err != nil {
		return fmt.Errorf("tbls: %w", err)
	}
	if !k.batch(message, k.suite.HashToPoint(message), partials) {
		return fmt.Errorf("tbls: of %d partial signatures at least one: %w", len(partials), ErrSignature)
	}
	return nil
}

// batch is TBLS-4 on partials that passed screen. The weights w_i are a hash of everything
// that the equation depends on. Without them (σ_1+d, σ_2-d) would pass for (σ_1, σ_2); if
// they did not depend on the signatures, then so would some other pair.
func (k PublicKey[K, S]) batch(message []byte, h S, partials []Partial[S]) bool {
	set := make([]shamir.ShareIndex, len(partials))
	signatures := make([]S, len(partials))
	for l, p := range partials {
		set[l], signatures[l] = p.Index, p.Signature
	}
	weights := k.weights(message, partials)
	return k.signs(k.combined(set, weights), h, k.suite.Signatures.MultiExp(weights, signatures))
}

// weights are those of batch.
func (k PublicKey[K, S]) weights(message []byte, partials []Partial[S]) []bls.Scalar {
	tr := transcript.New("quesera/tbls/batch")
	tr.Bytes("key", k.id[:])
	tr.Bytes("message", message)
	for _, p := range partials {
		tr.Bytes("partial", k.Encode(p))
	}
	return tr.Weights("weights", len(partials))
}

// A Fault is a bad partial signature.
type Fault struct {
	Position int               // among the partials given
	Index    shamir.ShareIndex // who is named as its signer
	Reason   error
}

// Judge tells good partial signatures of a message from bad ones (TBLS-5). Good ones come in
// the order of their indices, each index once: a repetition counts once and is no fault.
// Faults come in the order of their positions. Two different partials of one index are both
// judged; at most one of them is good.
func (k PublicKey[K, S]) Judge(message []byte, partials []Partial[S]) (good []Partial[S], faults []Fault) {
	h := k.suite.HashToPoint(message)
	var positions []int // of those worth a pairing
	for position, p := range partials {
		if err := k.screen(p); err != nil {
			faults = append(faults, Fault{position, p.Index, err})
			continue
		}
		positions = append(positions, position)
	}
	bad := k.bisect(message, h, partials, positions)
	faults = append(faults, bad...)
	slices.SortFunc(faults, func(a, b Fault) int { return a.Position - b.Position })
	isBad := make(map[int]bool, len(bad))
	for _, fault := range bad {
		isBad[fault.Position] = true
	}
	counted := make(map[shamir.ShareIndex]bool, len(positions))
	for _, position := range positions {
		if p := partials[position]; !isBad[position] && !counted[p.Index] {
			counted[p.Index] = true
			good = append(good, p)
		}
	}
	slices.SortFunc(good, func(a, b Partial[S]) int { return int(a.Index) - int(b.Index) })
	return good, faults
}

// bisect is the faults among the partials at the positions: none if the batch passes, and
// otherwise those of its two halves. A partial alone is judged by Verify.
func (k PublicKey[K, S]) bisect(message []byte, h S, partials []Partial[S], positions []int) []Fault {
	switch len(positions) {
	case 0:
		return nil
	case 1:
		p := partials[positions[0]]
		if err := k.verifyHashed(h, p); err != nil {
			return []Fault{{positions[0], p.Index, err}}
		}
		return nil
	}
	chosen := make([]Partial[S], len(positions))
	for l, position := range positions {
		chosen[l] = partials[position]
	}
	if k.batch(message, h, chosen) {
		return nil
	}
	half := len(positions) / 2
	return append(k.bisect(message, h, partials, positions[:half]), k.bisect(message, h, partials, positions[half:])...)
}

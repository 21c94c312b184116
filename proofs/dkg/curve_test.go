package dkg

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"quesera/model"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/tbls"
	"quesera/model/crypto/vss"
	"quesera/model/dkg"
	"quesera/model/dkg/result"
	"quesera/model/sim"
)

// sharing is a key as the honest nodes hold it.
type sharing[K, S any] struct {
	key      tbls.PublicKey[K, S]
	shares   []vss.Share // of honest nodes
	outcomes []*dkg.Outcome[bls.Scalar, K]
}

// shared runs a machine with scripts and takes the honest nodes' results for a key.
func shared[K, S any](t *testing.T, suite bls.Suite[K, S], m *dkg.Machine[bls.Scalar, K], n int,
	scripts map[model.NodeID]dkg.Script, seed uint64) sharing[K, S] {
	t.Helper()
	outcomes, honest, err := result.Execution[bls.Scalar, K]{Machine: m, Scripts: scripts, Chooser: sim.Random(seed)}.Run()
	if err != nil {
		t.Fatal(err)
	}
	if err := result.Check(m, outcomes, honest, model.NodeSet{}); err != nil {
		t.Fatal(err)
	}
	s := sharing[K, S]{outcomes: outcomes}
	for i := range honest.Members() {
		if o := outcomes[i]; o.Member {
			s.shares = append(s.shares, o.Share)
			s.key, err = tbls.NewPublicKey(suite, shamir.Size(m.Threshold()), shamir.Size(n), o.Commitment)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// generations is one key of each protocol with one corrupt node, and the same key after a resharing to
// another group with another threshold.
func generations[K, S any](t *testing.T, suite bls.Suite[K, S]) [][2]sharing[K, S] {
	t.Helper()
	g := dkg.Group[bls.Scalar, K](dkg.NewCurve(suite.Keys))
	var keys [][2]sharing[K, S]
	for _, protocol := range []dkg.Protocol{dkg.JointFeldman, dkg.Gennaro} {
		m, err := dkg.New(g, protocol, dkg.Params{Nodes: 4, Threshold: 2, Faults: 1})
		if err != nil {
			t.Fatal(err)
		}
		scripts := map[model.NodeID]dkg.Script{1: {Share: []dkg.Way{dkg.Wrong}, Accuse: model.Only(2), Expose: dkg.Sly}}
		before := shared(t, suite, m, 4, scripts, 7)
		r := dkg.Resharing[bls.Scalar, K]{Nodes: 6, Old: []model.NodeID{0, 1, 2, 3}, Threshold: 2,
			Commitment: before.outcomes[0].Commitment,
			New:        []model.NodeID{5, 4, 3, 2}, To: dkg.Params{Nodes: 4, Threshold: 3, Faults: 1}}
		for i := range r.Old {
			r.Shares = append(r.Shares, before.outcomes[i].Share.Value)
		}
		if m, err = dkg.NewResharing(g, r); err != nil {
			t.Fatal(err)
		}
		scripts = map[model.NodeID]dkg.Script{0: {Commit: dkg.Wrong, Share: []dkg.Way{dkg.Wrong, dkg.Wrong, dkg.Wrong,
			dkg.Wrong}}}
		keys = append(keys, [2]sharing[K, S]{before, shared(t, suite, m, 4, scripts, 8)})
	}
	return keys
}

// sign combines the partials of t honest nodes that rapid picks, in an order that it picks.
func (s sharing[K, S]) sign(t *rapid.T, message []byte, label string) []byte {
	order := rapid.Permutation(s.shares).Draw(t, label)
	var partials []tbls.Partial[S]
	for _, share := range order[:s.key.Threshold()] {
		p, err := tbls.Sign(s.key.Suite(), share, message)
		if err != nil {
			t.Fatal(err)
		}
		partials = append(partials, p)
	}
	if _, err := s.key.Combine(message, partials[1:]); err == nil {
		t.Fatal("fewer than t nodes sign")
	}
	signature, err := s.key.Combine(message, partials)
	if err != nil {
		t.Fatal(err)
	}
	return s.key.Suite().Signatures.Encode(signature)
}

// DKG-P10. Claim: any t honest nodes sign with a generated key, fewer do not, all make the same signature, and plain
// BLS accepts it under the public key; after a resharing to another group and threshold the new nodes make that very
// signature (ICP §III.1.3, Boldyreva03). Proof: the shares are a sharing of log_G of the key (DKG-R3, DKG-P6), and
// TBLS-P1. Here: keys of both protocols and in both groups, with a corrupt node in each, for drawn messages and
// quorums.
func TestAnyQuorumSignsAlikeBeforeAndAfterResharing(t *testing.T) {
	t.Run("keys in G1", func(t *testing.T) { signsAlike(t, bls.MinPubkeySize(bls.Basic)) })
	t.Run("keys in G2", func(t *testing.T) { signsAlike(t, bls.MinSignatureSize(bls.Basic)) })
}

func signsAlike[K, S any](t *testing.T, suite bls.Suite[K, S]) {
	keys := generations(t, suite)
	rapid.Check(t, func(t *rapid.T) {
		key := keys[rapid.IntRange(0, len(keys)-1).Draw(t, "key")]
		message := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "message")
		before, after := key[0].sign(t, message, "old quorum"), key[1].sign(t, message, "new quorum")
		if !bytes.Equal(before, after) {
			t.Fatal("two signatures")
		}
		if err := suite.Verify(suite.Keys.Encode(key[0].key.Group()), message, after); err != nil {
			t.Fatal(err)
		}
	})
}

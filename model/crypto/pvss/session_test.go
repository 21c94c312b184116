package pvss

import (
	"slices"
	"testing"

	"quesera/model/crypto/bls"
)

// A session owns its recipients: who changes the list of keys afterwards does not change it.
func TestASessionOwnsItsRecipients(t *testing.T) {
	c := newCommittee(t, "owned", 1, 2, 3)
	terms := c.terms
	terms.Recipients, terms.Dealers = slices.Clone(terms.Recipients), slices.Clone(terms.Dealers)
	s, err := NewSession(terms)
	if err != nil {
		t.Fatal(err)
	}
	terms.Recipients[0], terms.Dealers[0] = bls.GroupG1.Generator(), bls.GroupG1.Generator()
	if !bls.GroupG1.Equal(s.key(1), c.key(1)) || !bls.GroupG1.Equal(s.dealerKey(1), c.dealerKey(1)) {
		t.Error("the key of recipient or dealer 1 has changed")
	}
}

// Nonces depend on all that a proof is about: a seed used twice, with another secret, dealer,
// use or session, repeats none, or two responses would give the secret away.
func TestASeedUsedTwiceRepeatsNoNonce(t *testing.T) {
	c := newCommittee(t, "nonces", 1, 2, 3)
	later := c.other(t, func(terms *Terms) { terms.Round++ })
	seen := make(map[bls.Scalar]string)
	for name, nonces := range map[string][]bls.Scalar{
		"a use":           c.nonces("use", seed, secretOf(1, 2), 1, 2),
		"another use":     c.nonces("other", seed, secretOf(1, 2), 1, 2),
		"another secret":  c.nonces("use", seed, secretOf(2, 2), 1, 2),
		"another dealer":  c.nonces("use", seed, secretOf(1, 2), 2, 2),
		"another session": later.nonces("use", seed, secretOf(1, 2), 1, 2),
		"another seed":    c.nonces("use", [32]byte{9}, secretOf(1, 2), 1, 2),
	} {
		for _, nonce := range nonces {
			if other, twice := seen[nonce]; twice {
				t.Errorf("%s and %s share a nonce", name, other)
			}
			seen[nonce] = name
		}
	}
}

package tlcb

import (
	"encoding/binary"
	"testing"

	"quesera/model"
	"quesera/model/log"
)

// Signed acknowledgments and multi-signatures prove the same: who signed, each once, what was stated and nothing else.
func TestAProofNamesWhoAcknowledged(t *testing.T) {
	multi, multiKeys, err := NewMulti(5, 4)
	if err != nil {
		t.Fatal(err)
	}
	real, realKeys := log.NewEd25519(5, 4)
	ideal, idealKeys := log.NewIdeal(5, 4)
	for _, c := range []struct {
		w    Witnesses
		keys []log.Key
	}{{multi, multiKeys}, {Acks{real}, realKeys}, {Acks{ideal}, idealKeys}} {
		what, other := model.Digest{1}, model.Digest{2}
		var shares []Share
		for _, i := range []model.NodeID{0, 2, 3} {
			share := c.keys[i].Sign(what)
			if !c.w.Valid(i, what, share) || c.w.Valid(i, other, share) || c.w.Valid(1, what, share) ||
				c.w.Valid(4, what, share) {
				t.Errorf("%s: the share of node %d is judged wrong", c.w.Name(), i)
			}
			shares = append(shares, Share{i, share})
		}
		proof, err := c.w.Combine(what, shares)
		signers, bad := c.w.Signers(what, proof)
		if err != nil || bad != nil || signers.String() != "{0 2 3}" {
			t.Errorf("%s: signers = %v (%v, %v), want {0 2 3}", c.w.Name(), signers, err, bad)
		}
		twice, _ := c.w.Combine(what, []Share{shares[0], shares[0]})
		for name, p := range map[string]string{"cut": proof[:len(proof)-1], "longer": proof + "x", "twice": proof + proof,
			"one byte": "x", "one signer twice": twice, "another signer": retold(c.w, proof)} {
			if signers, err := c.w.Signers(what, p); err == nil && !(p == "" && signers.Empty()) {
				t.Errorf("%s: %s: signers = %v, want an error", c.w.Name(), name, signers)
			}
		}
		if _, err := c.w.Signers(other, proof); err == nil {
			t.Errorf("%s: a proof of something else is accepted", c.w.Name())
		}
		if signers, err := c.w.Signers(what, ""); err == nil && !signers.Empty() {
			t.Errorf("%s: nothing proves %v", c.w.Name(), signers)
		}
	}
}

// retold is a proof that claims node 1 instead of node 0.
func retold(w Witnesses, proof string) string {
	b := []byte(proof)
	at := 0
	if _, multi := w.(Multi); multi {
		at = 2
	}
	binary.LittleEndian.PutUint16(b[at:], 1)
	return string(b)
}

// A round with real signatures goes like one with ideal ones, with either kind of certificates.
func TestRealSignaturesMakeTheSameSteps(t *testing.T) {
	for _, multi := range []bool{false, true} {
		g, err := RealGroup("real", 3, 4, multi)
		if err != nil {
			t.Fatal(err)
		}
		m, err := New(config(4, 1, 1), g, Words{})
		if err != nil {
			t.Fatal(err)
		}
		if steps := stepsOf(t, m, 2); steps != stepsOf(t, machine(t, config(4, 1, 1)), 2) {
			t.Errorf("multi = %v: %d entries", multi, steps)
		}
	}
}

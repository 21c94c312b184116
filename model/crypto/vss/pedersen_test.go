package vss

import (
	"testing"

	"quesera/model/crypto/bls"
)

// The second generator is the hash that doc.go promises, and no multiple of the first that
// somebody chose (VSS-4).
func TestNobodyKnowsTheLogarithmOfTheSecondGenerator(t *testing.T) {
	message := []byte("second generator")
	if !bls.GroupG1.Equal(SecondGenerator(bls.GroupG1), bls.HashToG1(message, "quesera/vss/pedersen-G1")) {
		t.Error("H in G1 is not the hash to the group")
	}
	if !bls.GroupG2.Equal(SecondGenerator(bls.GroupG2), bls.HashToG2(message, "quesera/vss/pedersen-G2")) {
		t.Error("H in G2 is not the hash to the group")
	}
}

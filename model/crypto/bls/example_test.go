package bls_test

import (
	"bytes"
	"fmt"

	"quesera/model/crypto/bls"
)

// One key signs, and its signature is verified; of another message it is refused.
func ExampleSuite() {
	suite := bls.MinPubkeySize(bls.Possession)
	sk, err := bls.KeyGen(bytes.Repeat([]byte{1}, 32), bls.SaltV4(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	pk, signature := suite.SkToPk(sk), suite.Sign(sk, []byte("que sera"))
	fmt.Println(suite.Verify(pk, []byte("que sera"), signature), suite.Verify(pk, []byte("che sara"), signature))
	// Output: <nil> bls: pairing: signature does not verify
}

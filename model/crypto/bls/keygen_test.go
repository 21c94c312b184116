package bls

import (
	"encoding/hex"
	"testing"
)

// KeyGen with the salt of version 4 is hkdf_mod_r of EIP-2333, whose first test case it
// gives: a known answer, where TestKeyGenDependsOnEveryInputAndSkipsZero compares KeyGen
// with itself.
func TestKeyGenGivesTheMasterKeyOfEIP2333(t *testing.T) {
	const seed = "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264" +
		"c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04"
	const want = "6083874454709270928345386274498605044986640685124978867557563392430687146096"
	ikm, err := hex.DecodeString(seed)
	if err != nil {
		t.Fatal(err)
	}
	sk, err := KeyGen(ikm, SaltV4(), nil)
	if err != nil || sk.String() != want {
		t.Errorf("master key = %s, %v, want %s", sk.String(), err, want)
	}
}

package certificate

import (
	"bytes"
	"encoding/hex"
	"encoding/pem"
	"fmt"
)

// derPrefix is what the DER encoding of a BLS key begins with: SubjectPublicKeyInfo with the
// algorithm 1.3.6.1.4.1.44668.5.3.1.2.1 and the curve 1.3.6.1.4.1.44668.5.3.2.1, and a bit
// string of 96 octets.
var derPrefix = fromHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100")

// keySize is the length of a BLS key, a point of G2 in compressed form.
const keySize = 96

// mainnetRootKey is the root key of the public Internet Computer, without the prefix.
const mainnetRootKey = "814c0e6ec71fab583b08bd81373c255c3c371b2e84863c98a4f1e08b74235d14" +
	"fb5d9c0cd546d9685f913a0c0b2cc5341583bf4b4392e467db96d65b9bb4cb71" +
	"7112f8472e0d5a4d14505ffd7484b01291091c5f87b98883463f98091a0baaae"

// MainnetRootKey is the root key of the public Internet Computer, DER-encoded.
func MainnetRootKey() []byte {
	return append(bytes.Clone(derPrefix), fromHex(mainnetRootKey)...)
}

// extractDER is the BLS key in a DER encoding, which has one form only.
func extractDER(der []byte) ([]byte, error) {
	if len(der) != len(derPrefix)+keySize || !bytes.HasPrefix(der, derPrefix) {
		return nil, fmt.Errorf("public key = %d octets, want the DER encoding of a BLS12-381 key in G2, %d octets", len(der),
			len(derPrefix)+keySize)
	}
	return der[len(derPrefix):], nil
}

// pemType is the type of a PEM block that holds a key.
const pemType = "PUBLIC KEY"

// ParseRootKey reads a root key file: the DER encoding, as it is, in hexadecimal, in base 64
// or as the one block of a PEM file.
func ParseRootKey(data []byte) ([]byte, error) {
	der := binaryOf(data)
	if block, rest := pem.Decode(data); block != nil {
		if block.Type != pemType || len(bytes.TrimSpace(rest)) > 0 {
			return nil, fmt.Errorf("certificate: root key: PEM block %q, want one %q and nothing after it", block.Type, pemType)
		}
		der = block.Bytes
	}
	key, err := extractDER(der)
	if err != nil {
		return nil, fmt.Errorf("certificate: root key: %w", err)
	}
	if err := suite.Validate(key); err != nil {
		return nil, fmt.Errorf("certificate: root key: %w", err)
	}
	return der, nil
}

// fromHex is for the constants above.
func fromHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("certificate: constant: " + err.Error())
	}
	return b
}

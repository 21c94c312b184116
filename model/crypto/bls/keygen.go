package bls

import (
	"crypto/hkdf"
	"crypto/sha256"
)

// Salts of KeyGen that deployed systems use (draft §2.3).
const saltPhrase = "BLS-SIG-KEYGEN-SALT-"

// SaltV2 makes KeyGen compatible with versions of the draft before 4.
func SaltV2() []byte { return []byte(saltPhrase) }

// SaltV4 makes KeyGen compatible with version 4 of the draft and with EIP-2333.
func SaltV4() []byte {
	salt := sha256.Sum256([]byte(saltPhrase))
	return salt[:]
}

const (
	minKeyMaterial = 32 // octets of IKM, at least (draft §2.3)
	keyGenOctets   = 48 // L = ceil(3·ceil(log2 r)/16)
)

// KeyGen derives a secret key from the secret ikm of at least 32 octets (draft §2.3).
// keyInfo may be empty; it tells apart the keys made of one ikm.
func KeyGen(ikm, salt, keyInfo []byte) (Scalar, error) {
	return keyGen(ikm, salt, keyInfo, func(okm []byte) (sk Scalar) {
		sk.SetBytes(okm) // OS2IP(okm) mod r: here, reducing is what is wanted
		return sk
	})
}

// keyGen is KeyGen with the reduction of step 4 as a parameter: no input is known
// that reaches step 7 otherwise.
func keyGen(ikm, salt, keyInfo []byte, modR func(okm []byte) Scalar) (Scalar, error) {
	if len(ikm) < minKeyMaterial {
		return Scalar{}, refuse(wrong(ErrLength, "%d octets, want at least %d", len(ikm), minKeyMaterial),
			"key material")
	}
	ikm = append(append([]byte(nil), ikm...), 0)
	info := string(keyInfo) + string([]byte{0, keyGenOctets})
	for { // 1
		prk, err := hkdf.Extract(sha256.New, ikm, salt) // 2
		if err != nil {
			return Scalar{}, refuse(err, "key generation")
		}
		okm, err := hkdf.Expand(sha256.New, prk, info, keyGenOctets) // 3
		if err != nil {
			return Scalar{}, refuse(err, "key generation")
		}
		if sk := modR(okm); !sk.IsZero() { // 4, 5
			return sk, nil // 6
		}
		next := sha256.Sum256(salt) // 7
		salt = next[:]
	}
}

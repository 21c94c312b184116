package vectors

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"quesera/model/crypto/bls"
	"quesera/model/crypto/ibe"
)

const tlockKind = "tlock/ciphertext"

// vaults open the key of a file that tlock encrypted, by drand's scheme.
var vaults = map[string]func(signature, body []byte) ([]byte, error){
	"pedersen-bls-unchained": opener(ibe.MinPubkeySize(bls.MinPubkeySize(bls.Basic))),
	"bls-unchained-on-g1": opener(ibe.MinSignatureSize(
		bls.MinSignatureSize(bls.Basic).WithTag(bls.MinPubkeySize(bls.Basic).Tag))),
	"bls-unchained-g1-rfc9380": opener(ibe.MinSignatureSize(bls.MinSignatureSize(bls.Basic))),
}

func opener[K, S any](s ibe.Scheme[K, S]) func(signature, body []byte) ([]byte, error) {
	return func(signature, body []byte) ([]byte, error) {
		c, err := s.Decode(body, ageKey)
		if err != nil {
			return nil, err
		}
		return s.Decrypt(signature, c)
	}
}

// isCiphertexts recognises a list of {round, signature, age_base64}.
func isCiphertexts(f *file) bool {
	return f.root.first().has("round", "age_base64")
}

// runCiphertexts decrypts each file with the signature of its round, and compares the plaintext where there is one.
// Items may say by the field valid that it must not open.
func runCiphertexts(r *runner, f *file) error {
	for i, n := range f.root.items {
		test := fmt.Sprintf("number %d", i+1)
		if err := runCiphertext(r, n, test); err != nil {
			return fmt.Errorf("%s: %w", test, err)
		}
	}
	return nil
}

func runCiphertext(r *runner, n *node, test string) error {
	t := fieldsOf(n)
	round, scheme, signature := t.number("round"), t.text("scheme"), t.optionalHex("signature")
	plaintext, armored := t.optionalText("plaintext"), t.text("age_base64")
	valid, err := validity(n)
	if err := errors.Join(t.err, err); err != nil {
		return err
	}
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(strings.Fields(armored), ""), "="))
	if err != nil {
		return breaks(n.line, "age_base64 is not base 64")
	}
	open, known := vaults[scheme]
	switch {
	case !known:
		r.notRun(tlockKind, 1, "scheme "+shortened(scheme)+" is not run: tlock's use of it is not known here")
	case len(signature) == 0:
		r.notRun(tlockKind, 1, "no signature of the round")
	default:
		got, err := openVault(open, data, round, signature)
		if err == nil && n.has("plaintext") && !bytes.Equal(got, []byte(plaintext)) {
			err = fmt.Errorf("plaintext = %q, want %q", got, plaintext)
		}
		r.judge(tlockKind, test, err, valid)
	}
	return nil
}

// openVault decrypts an age file of one stanza "tlock ROUND CHAINHASH". If the chain is a public one, the signature
// must be its round's.
func openVault(open func(signature, body []byte) ([]byte, error), data []byte, round uint64, signature []byte) ([]byte,
	error) {
	f, err := parseAge(data)
	if err != nil {
		return nil, err
	}
	if len(f.stanzas) != 1 || f.stanzas[0].kind != "tlock" || len(f.stanzas[0].args) != 2 {
		return nil, errors.New("age: want one stanza, of tlock with two arguments")
	}
	stanza := f.stanzas[0]
	if to, err := strconv.ParseUint(stanza.args[0], 10, 64); err != nil || to != round {
		return nil, fmt.Errorf("tlock: encrypted to round %s, want %d", shortened(stanza.args[0]), round)
	}
	for _, info := range publicNetworks {
		if hex.EncodeToString(info.hash) != stanza.args[1] {
			continue
		}
		if err := (beacon{round: round, signature: signature}).verify(networks[info.scheme], info.publicKey,
			info.genesisSeed); err != nil {
			return nil, fmt.Errorf("tlock: signature of round %d of %s: %w", round, info.id, err)
		}
	}
	key, err := open(signature, stanza.body)
	if err != nil {
		return nil, err
	}
	return f.open(key)
}

// isVault recognises a file that tlock encrypted, armored or not.
func isVault(f *file) bool {
	return f.root == nil && bytes.HasPrefix(unarmored(f.data), []byte(ageVersion+"\n-> tlock "))
}

// unarmored is the file in an armor, and data itself if there is none.
func unarmored(data []byte) []byte {
	if block, _ := pem.Decode(data); block != nil && block.Type == "AGE ENCRYPTED FILE" {
		return block.Bytes
	}
	return data
}

// runVault reads such a file. What opens it is in none.
func runVault(r *runner, f *file) error {
	if _, err := parseAge(unarmored(f.data)); err != nil {
		return err
	}
	r.notRun(tlockKind, 1, "no signature of the round")
	return nil
}

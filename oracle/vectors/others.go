package vectors

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"quesera/model/crypto/bls"
)

// internetComputer is the suite of the Internet Computer's signatures.
var internetComputer = bls.MinSignatureSize(bls.Basic)

// isVerifyBLS recognises the tests of dfinity's verify-bls-signatures: a list of {valid, sig,
// msg, pk} or, for signing, {valid, sig, msg, sk}.
func isVerifyBLS(f *file) bool {
	return f.root.first().has("valid", "sig", "msg")
}

func runVerifyBLS(r *runner, f *file) error {
	const kind = "dfinity/verify-bls-signatures"
	for i, n := range f.root.items {
		t, test := fieldsOf(n), fmt.Sprintf("number %d", i+1)
		valid, message, signature := t.boolean("valid"), t.hex("msg"), t.hex("sig")
		name := "pk"
		if t.has("sk") {
			name = "sk"
		}
		key := t.hex(name)
		if t.err != nil {
			return fmt.Errorf("%s: %w", test, t.err)
		}
		if name == "pk" {
			r.judge(kind, test, internetComputer.Verify(key, message, signature), valid)
			continue
		}
		r.judge(kind, test, signsAs(internetComputer, key, message, signature), valid)
	}
	return nil
}

// signsAs wants a secret key's signature of a message to be the one published.
func signsAs(s suite, key, message, signature []byte) error {
	sk, err := bls.DecodeSecretKey(key)
	if err != nil {
		return err
	}
	if got := s.Sign(sk, message); !bytes.Equal(got, signature) {
		return fmt.Errorf("signature = %x, want %x", got, signature)
	}
	return nil
}

// sigsRefLine is a line of kwantam's bls_sigs_ref: message, key material of at least 32 octets, and a
// signature in G1 or in G2, in hexadecimal.
var sigsRefLine = regexp.MustCompile(`^([0-9a-f]{2})* ([0-9a-f]{2}){32,} ([0-9a-f]{96}|[0-9a-f]{192})$`)

// sigsRefName is how the files are called that must consist of such lines.
var sigsRefName = regexp.MustCompile(`(^|/)sig_g[12]_basic[^/]*$`)

// maxLine bounds a line; the longest published one has some 400 octets.
const maxLine = 1 << 16

func isSigsRef(f *file) bool {
	first, _, _ := bytes.Cut(f.data, []byte("\n"))
	return f.root == nil && (sigsRefName.MatchString(f.path) || sigsRefLine.Match(bytes.TrimRight(first, "\r")))
}

// runSigsRef signs each message with KeyGen(ikm) as in the versions of the draft before 4, and
// verifies the result.
func runSigsRef(r *runner, f *file) error {
	lines := bufio.NewScanner(bytes.NewReader(f.data))
	lines.Buffer(nil, maxLine)
	number := 0
	for lines.Scan() {
		number++
		if !sigsRefLine.Match(lines.Bytes()) {
			return breaks(number, "got %s, want a message, at least 32 octets and a signature, in hexadecimal",
				shortened(lines.Text()))
		}
		if err := runSigsRefLine(r, number, bytes.Split(lines.Bytes(), []byte(" "))); err != nil {
			return breaks(number, "%v", err)
		}
	}
	if err := lines.Err(); err != nil {
		return breaks(number+1, "%v", err)
	}
	return nil
}

func runSigsRefLine(r *runner, number int, parts [][]byte) error {
	var octets [3][]byte // message, key material, signature
	for i, part := range parts {
		octets[i] = make([]byte, hex.DecodedLen(len(part)))
		if _, err := hex.Decode(octets[i], part); err != nil {
			return err
		}
	}
	s, kind := suite(bls.MinSignatureSize(bls.Basic)), "bls_sigs_ref/sig_g1_basic"
	if len(octets[2]) == bls.GroupG2.Size() {
		s, kind = bls.MinPubkeySize(bls.Basic), "bls_sigs_ref/sig_g2_basic"
	}
	sk, err := bls.KeyGen(octets[1], bls.SaltV2(), nil)
	if err != nil {
		return err
	}
	test := fmt.Sprintf("line %d", number)
	if got := s.Sign(sk, octets[0]); !bytes.Equal(got, octets[2]) {
		r.equal(kind, test, got, octets[2])
		return nil
	}
	r.judge(kind, test, s.Verify(s.SkToPk(sk), octets[0], octets[2]), true)
	return nil
}

// isPairingValues recognises the pairing of the generators as tlock's tests have it.
func isPairingValues(f *file) bool {
	return f.root.has("e_g1_g2_bytes", "e_g1_g2_squared_bytes", "gt_to_hash_16")
}

// runPairingValues compares e(P1, P2), its square, and 16 octets hashed from it (IBE-H2 of
// tlock's encryption). Octets go from the highest coefficient to the lowest.
func runPairingValues(r *runner, f *file) error {
	const kind = "tlock/pairing"
	t := fieldsOf(f.root)
	want, squared, hashed := t.hex("e_g1_g2_bytes"), t.hex("e_g1_g2_squared_bytes"), t.hex("gt_to_hash_16")
	coefficients := t.hexes("e_g1_g2_coeffs_reverse")
	if t.err != nil {
		return t.err
	}
	e, err := bls12381.Pair([]bls.G1{bls.GroupG1.Generator()}, []bls.G2{bls.GroupG2.Generator()})
	if err != nil {
		return err
	}
	octets := e.Bytes()
	hash := sha256.Sum256(append([]byte("IBE-H2"), octets[:]...))
	e.Square(&e)
	square := e.Bytes()
	slices.Reverse(coefficients)
	r.equal(kind, "e_g1_g2_bytes", octets[:], want)
	r.equal(kind, "e_g1_g2_coeffs_reverse", octets[:], slices.Concat(coefficients...))
	r.equal(kind, "e_g1_g2_squared_bytes", square[:], squared)
	r.equal(kind, "gt_to_hash_16", hash[:16], hashed)
	return nil
}

package vectors

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"

	"quesera/model/crypto/bls"
)

// maxMultiple is how many encodings a file of multiples holds.
const maxMultiple = 1000

// A pointEncoding is one of the forms in which zkcrypto's bls12_381 writes the multiples 0, 1, 2, … of a generator.
type pointEncoding struct {
	name     string
	size     int    // octets of an encoding
	file     string // the publisher's name
	multiple func() func() []byte
	decode   func([]byte) error
}

var pointEncodings = []pointEncoding{
	{"zkcrypto/g1_compressed", 48, "g1_compressed_valid_test_vectors.dat",
		multiplesOf(bls.GroupG1, bls.EncodeG1), decodes(bls.DecodeG1)},
	{"zkcrypto/g1_uncompressed", 96, "g1_uncompressed_valid_test_vectors.dat",
		multiplesOf(bls.GroupG1, rawG1), decodesRaw[bls12381.G1Affine]},
	{"zkcrypto/g2_compressed", 96, "g2_compressed_valid_test_vectors.dat",
		multiplesOf(bls.GroupG2, bls.EncodeG2), decodes(bls.DecodeG2)},
	{"zkcrypto/g2_uncompressed", 192, "g2_uncompressed_valid_test_vectors.dat",
		multiplesOf(bls.GroupG2, rawG2), decodesRaw[bls12381.G2Affine]},
}

func rawG1(p bls.G1) []byte { b := p.RawBytes(); return b[:] }
func rawG2(p bls.G2) []byte { b := p.RawBytes(); return b[:] }

// multiplesOf starts a walk over the encodings of 0, G, 2G, …
func multiplesOf[P any](g bls.Group[P], encode func(P) []byte) func() func() []byte {
	return func() func() []byte {
		next := g.Identity()
		return func() []byte {
			octets := encode(next)
			next = g.Sum(next, g.Generator())
			return octets
		}
	}
}

func decodes[P any](decode func([]byte) (P, error)) func([]byte) error {
	return func(octets []byte) error {
		_, err := decode(octets)
		return err
	}
}

// decodesRaw reads an uncompressed point, which model/crypto/bls does not know.
func decodesRaw[P any](octets []byte) error {
	var p P
	return bls12381.NewDecoder(bytes.NewReader(octets)).Decode(&p)
}

// encodingOf is the form of a file: it has the publisher's name, or begins with the identity and the generator.
func encodingOf(f *file) (pointEncoding, bool) {
	for _, e := range pointEncodings {
		if path.Base(filepath.ToSlash(f.path)) == e.file {
			return e, true
		}
	}
	for _, e := range pointEncodings {
		next := e.multiple()
		if bytes.HasPrefix(f.data, append(next(), next()...)) {
			return e, true
		}
	}
	return pointEncoding{}, false
}

func isMultiples(f *file) bool {
	if f.root != nil {
		return false
	}
	_, known := encodingOf(f)
	return known
}

// runMultiples compares each encoding with the multiple that stands in its place, and decodes it.
func runMultiples(r *runner, f *file) error {
	e, _ := encodingOf(f)
	if want := maxMultiple * e.size; len(f.data) != want {
		return fmt.Errorf("%d octets, want %d encodings of %d, %d octets", len(f.data), maxMultiple, e.size, want)
	}
	next := e.multiple()
	for i := range maxMultiple {
		got, test := f.data[i*e.size:(i+1)*e.size], fmt.Sprintf("multiple %d", i)
		if want := next(); !bytes.Equal(got, want) {
			r.fail(e.name, test, fmt.Sprintf("got %x, the file has %x", want, got))
			continue
		}
		r.judge(e.name, test, e.decode(got), true)
	}
	return nil
}

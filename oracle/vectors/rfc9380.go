package vectors

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/big"
	"strings"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/hash_to_curve"

	"quesera/model/crypto/bls"
)

// curveHash is hash_to_curve or encode_to_curve with its intermediate values (RFC 9380 §3).
// Elements and coordinates are octets, 48 for each element of the base field; those of
// the extension field are c0 and then c1, as the files write them.
type curveHash struct {
	u []string // hash_to_field
	q []string // map_to_curve of each u: x and y
	p string   // the point: x and y
}

// curveHashes are the suites of RFC 9380 over BLS12-381, by their ID without the prefix
// and the suffix that they share.
var curveHashes = map[string]func(message []byte, dst string) (curveHash, error){
	"BLS12381G1_XMD:SHA-256_SSWU_RO_": func(m []byte, dst string) (curveHash, error) { return hashG1(m, dst, 2) },
	"BLS12381G1_XMD:SHA-256_SSWU_NU_": func(m []byte, dst string) (curveHash, error) { return hashG1(m, dst, 1) },
	"BLS12381G2_XMD:SHA-256_SSWU_RO_": func(m []byte, dst string) (curveHash, error) { return hashG2(m, dst, 2) },
	"BLS12381G2_XMD:SHA-256_SSWU_NU_": func(m []byte, dst string) (curveHash, error) { return hashG2(m, dst, 1) },
}

func hashG1(message []byte, dst string, count int) (curveHash, error) {
	var h curveHash
	u, err := fp.Hash(message, tag(dst), count)
	if err != nil {
		return h, err
	}
	for i := range u {
		q := bls12381.MapToCurve1(&u[i])
		hash_to_curve.G1Isogeny(&q.X, &q.Y)
		h.u, h.q = append(h.u, octets(u[i])), append(h.q, octets(q.X, q.Y))
	}
	p := bls.HashToG1(message, dst)
	if count == 1 {
		p, err = bls12381.EncodeToG1(message, tag(dst))
	}
	h.p = octets(p.X, p.Y)
	return h, err
}

func hashG2(message []byte, dst string, count int) (curveHash, error) {
	var h curveHash
	c, err := fp.Hash(message, tag(dst), 2*count)
	if err != nil {
		return h, err
	}
	for i := 0; i < len(c); i += 2 {
		u := bls12381.E2{A0: c[i], A1: c[i+1]}
		q := bls12381.MapToCurve2(&u)
		hash_to_curve.G2Isogeny(&q.X, &q.Y)
		h.u, h.q = append(h.u, octets(u.A0, u.A1)), append(h.q, octets(q.X.A0, q.X.A1, q.Y.A0, q.Y.A1))
	}
	p := bls.HashToG2(message, dst)
	if count == 1 {
		p, err = bls12381.EncodeToG2(message, tag(dst))
	}
	h.p = octets(p.X.A0, p.X.A1, p.Y.A0, p.Y.A1)
	return h, err
}

// tag is dst as expand_message_xmd takes it (RFC 9380 §5.3.3).
func tag(dst string) []byte {
	return xmd(sha256.New).shortTag([]byte(dst))
}

func octets(elements ...fp.Element) string {
	var all []byte
	for _, e := range elements {
		b := e.Bytes()
		all = append(all, b[:]...)
	}
	return string(all)
}

// element is the octets of a field element as the files write it: "0x…", or "0x…,0x…" in the
// extension field.
func (f *fields) element(v *node, name string) string {
	if f.err != nil {
		return ""
	}
	var all []byte
	for part := range strings.SplitSeq(v.text, ",") {
		n, ok := new(big.Int).SetString(strings.TrimPrefix(part, "0x"), 16)
		if v.kind != text || !ok || n.Sign() < 0 || n.BitLen() > 8*fp.Bytes {
			f.err = breaks(v.line, "%s = %s, want a field element in hexadecimal", name, shortened(v.text))
			return ""
		}
		all = append(all, n.FillBytes(make([]byte, fp.Bytes))...)
	}
	return string(all)
}

// point is the octets of the point {x, y} in the field name.
func (f *fields) point(name string) string {
	v, ok := f.want(name, object)
	if !ok {
		return ""
	}
	p := fieldsOf(v)
	x, _ := p.want("x", text)
	y, _ := p.want("y", text)
	if p.err == nil {
		if at := p.element(x, "x") + p.element(y, "y"); p.err == nil {
			return at
		}
	}
	f.err = p.err
	return ""
}

func isRFC9380Suite(f *file) bool {
	return f.root.has("ciphersuite", "dst", "vectors")
}

// runRFC9380Suite runs a file of RFC 9380 appendix J: {ciphersuite, dst, vectors: [{msg, u,
// Q0 and Q1 or Q, P}]}.
func runRFC9380Suite(r *runner, f *file) error {
	top := fieldsOf(f.root)
	id, dst, tests := top.text("ciphersuite"), top.text("dst"), top.list("vectors")
	if top.err != nil {
		return top.err
	}
	kind := "rfc9380/" + id
	hash, known := curveHashes[id]
	if !known {
		r.notRun("rfc9380/other curves", len(tests), "suite "+shortened(id)+" is not over BLS12-381")
		return nil
	}
	if dst == "" {
		return breaks(f.root.line, "dst is empty, want at least one byte (RFC 9380 §3.1)")
	}
	for i, n := range tests {
		t := fieldsOf(n)
		message, want := []byte(t.text("msg")), publishedHash(t)
		if t.err != nil {
			return t.err
		}
		got, err := hash(message, dst)
		if err != nil {
			return err
		}
		r.compareHash(kind, fmt.Sprintf("vector %d", i+1), got, want)
	}
	return nil
}

// publishedHash reads the values of one vector.
func publishedHash(t *fields) curveHash {
	var h curveHash
	for _, item := range t.list("u") {
		h.u = append(h.u, t.element(item, "u"))
	}
	for _, name := range []string{"Q", "Q0", "Q1"} {
		if t.has(name) {
			h.q = append(h.q, t.point(name))
		}
	}
	h.p = t.point("P")
	return h
}

// compareHash passes a vector all of whose values come out.
func (r *recorder) compareHash(kind, test string, got, want curveHash) {
	all := func(h curveHash) []byte {
		return []byte(strings.Join(append(append(h.u, h.q...), h.p), ""))
	}
	if len(got.u) != len(want.u) || len(got.q) != len(want.q) || !bytes.Equal(all(got), all(want)) {
		r.fail(kind, test, fmt.Sprintf("u, Q, P = %x, %x, %x, want %x, %x, %x", got.u, got.q, got.p, want.u, want.q, want.p))
		return
	}
	r.count(kind).Passed++
}

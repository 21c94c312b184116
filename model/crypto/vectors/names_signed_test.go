package vectors

import (
	"bytes"
	"encoding/binary"
	"math/big"

	"quesera/internal/vector/vectortest"
	"quesera/model/crypto/bls"
	"quesera/model/crypto/pvss"
	"quesera/model/crypto/shamir"
	"quesera/model/crypto/vss"
)

// said are the messages of the vectors.
var said = [][]byte{[]byte("threshold logical clock"), {}, []byte("que sera consensus")}

// tags are the IDs of ciphersuites, as the draft writes them.
var tags = map[string]string{
	"G2 basic":      "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
	"G2 augmented":  "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_AUG_",
	"G2 possession": "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_",
	"G1 basic":      "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_",
	"none":          "BLS_SIG",
	"G1 possession": "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_",
}

// signedNames are those of vectors of a suite: Pa the public key of a, a(m0) its signature of a message, -a(m0) the
// negative of that. By the draft a signature is the key times the hash of the message, behind the public key where
// messages are augmented.
func signedNames(suite string) *vectortest.Names {
	if bytes.Contains([]byte(suite), []byte("12381G2")) {
		return namesIn(suite, bls.GroupG1, bls.GroupG2)
	}
	return namesIn(suite, bls.GroupG2, bls.GroupG1)
}

func namesIn[K, S any](suite string, keys bls.Group[K], signatures bls.Group[S]) *vectortest.Names {
	n := namesOfScalars()
	n.Name(scalarOf(secretOf('a'))[1:], "key a in 31 octets")
	for k, m := range said {
		n.Name(m, "m%d", k)
	}
	public := func(letter rune) []byte { return keys.Encode(keys.Mul(element(secretOf(letter)), keys.Generator())) }
	signed := func(letter rune, m []byte) S {
		if bytes.Contains([]byte(suite), []byte("AUG")) {
			m = append(public(letter), m...)
		}
		return signatures.Mul(element(secretOf(letter)), signatures.Hash(m, suite))
	}
	name := func(p S, format string, args ...any) {
		n.Name(signatures.Encode(signatures.Neg(p)), "-"+format, args...)
		n.Name(signatures.Encode(p), format, args...)
	}
	for _, letter := range []rune{'a', 'b'} {
		n.Name(public(letter), "P%c", letter)
		for k, m := range said {
			name(signed(letter, m), "%c(m%d)", letter, k)
		}
	}
	n.Name(public('c'), "Pc")
	n.Name(keys.Encode(keys.Neg(keys.Mul(element(secretOf('a')), keys.Generator()))), "-Pa")
	name(signatures.Sum(signed('a', said[0]), signed('b', said[0])), "(a(m0) + b(m0))")
	name(signatures.Sum(signed('a', said[0]), signed('b', said[2])), "(a(m0) + b(m2))")
	n.Name(keys.Encode(keys.Identity()), "identity")
	n.Name(signatures.Encode(signatures.Identity()), "identity")
	n.Name(signatures.Encode(signed('a', public('a'))), "a(Pa)")
	proof := bytes.Replace([]byte(suite), []byte("SIG"), []byte("POP"), 1)
	name(signatures.Mul(element(secretOf('a')), signatures.Hash(public('a'), string(proof))), "proof of a")
	if p, err := bls.GroupG1.Decode(signatures.Encode(signed('b', said[0]))); err == nil {
		var three bls.G1
		three.Y.SetUint64(2)
		n.Name(bls.GroupG1.Encode(bls.GroupG1.Sum(p, three)), "b(m0) + (0, 2)")
	}
	return n
}

// pointNames are those of points of a group.
func pointNames[P any](g bls.Group[P]) *vectortest.Names {
	n := &vectortest.Names{}
	n.Name(g.Encode(g.Neg(g.Generator())), "-G")
	n.Name(g.Encode(g.Generator()), "G")
	n.Name(g.Encode(g.Identity()), "identity")
	n.Name(append(g.Encode(g.Identity())[:g.Size()-1], 1), "identity and 1")
	for _, flags := range []byte{0x40, 0xc1, 0xe0} {
		n.Name(append([]byte{flags}, make([]byte, g.Size()-1)...), "x%02x and zeroes", flags)
	}
	most := bytes.Repeat([]byte{0xff}, g.Size())
	most[0] = 0x9f
	n.Name(most, "the greatest x")
	for x := range byte(10) {
		octets := append(make([]byte, g.Size()-1), x)
		octets[0] = 0x80
		n.Name(octets, "x = %d", x)
	}
	return n
}

// materialNames are those of what keys are made of: octets that go up by 7.
func materialNames() *vectortest.Names {
	n := &vectortest.Names{}
	for _, size := range []int{31, 32, 48} {
		var material []byte
		for k := range size {
			material = append(material, byte(7*k))
		}
		n.Name(material, "material of %d", size)
		for _, info := range []string{"", "the second key"} {
			if k, err := bls.KeyGen(material, bls.SaltV4(), []byte(info)); err == nil {
				n.Name(bls.EncodeScalar(k), "key of %d%.4s", size, info)
			}
		}
	}
	n.Name([]byte("the second key"), "the second key")
	return n
}

// thresholdNames are those of vectors of a shared key, t(0): tK(m0) is the signature by its share t(K), K:tK(m0) that
// with its index before it.
func thresholdNames(suite string) *vectortest.Names {
	if bytes.Contains([]byte(suite), []byte("12381G2")) {
		return namesOfShares(suite, bls.GroupG1, bls.GroupG2)
	}
	return namesOfShares(suite, bls.GroupG2, bls.GroupG1)
}

func namesOfShares[K, S any](suite string, keys bls.Group[K], signatures bls.Group[S]) *vectortest.Names {
	n := namesOfScalars()
	for k, m := range said {
		n.Name(m, "m%d", k)
	}
	namePolynomial(n, "threshold", 3)
	a := polynomial("threshold", 3)
	times := func(k *big.Int) []byte { return keys.Encode(keys.Mul(element(k), keys.Generator())) }
	for k := range a {
		n.Name(times(a[k]), "t%d·G", k)
	}
	n.Name(times(big.NewInt(1)), "G")
	n.Name(times(big.NewInt(-1)), "-G")
	n.Name(keys.Encode(keys.Identity()), "identity")
	n.Name(append([]byte{0, 3}, signatures.Encode(signatures.Identity())...), "3:identity")
	for i := range int64(7) {
		n.Name(times(valueAt(a, i)), "t(%d)·G", i)
		for k, m := range said {
			p := signatures.Mul(element(valueAt(a, i)), signatures.Hash(m, suite))
			for by := range uint16(7) {
				index := binary.BigEndian.AppendUint16(nil, by)
				n.Name(append(index, signatures.Encode(p)...), "%d:t%d(m%d)", by, i, k)
				n.Name(append(index, signatures.Encode(signatures.Neg(p))...), "%d:-t%d(m%d)", by, i, k)
			}
			n.Name(signatures.Encode(p), "t%d(m%d)", i, k)
		}
	}
	return n
}

// dealtNames are those of vectors of publicly verifiable sharing: P1 to P4 are the keys of recipients, Q1 and Q2 of
// dealers, deal 1 and deal 2 what the dealers deal, share 1 of 1 and so on the shares of recipients of deals or of the
// sum of both.
func dealtNames[D, V, S any](scheme pvss.Scheme[D, V, S]) *vectortest.Names {
	n := namesOfScalars()
	terms := pvss.Terms{Group: "a group", Round: 7, Threshold: 2}
	for k := range 6 {
		p := bls.GroupG1.Mul(element(secretOf('a'+rune(k))), bls.GroupG1.Generator())
		if k < 4 {
			n.Name(bls.EncodeG1(p), "P%d", k+1)
			terms.Recipients = append(terms.Recipients, p)
		} else {
			n.Name(bls.EncodeG1(p), "Q%d", k-3)
			terms.Dealers = append(terms.Dealers, p)
		}
	}
	n.Name(bls.EncodeG1(bls.GroupG1.Identity()), "identity")
	namePolynomial(n, "pvss", 2)
	deal := func(name string, terms pvss.Terms, dealer uint16, label string, seed byte) V {
		var a shamir.Polynomial[bls.Scalar]
		for _, k := range polynomial(label, 2) {
			a = append(a, element(k))
		}
		s := must(pvss.NewSession(terms))
		made := must(scheme.Deal(s, pvss.Dealer(dealer), element(secretOf('d'+rune(dealer))), a, [32]byte{seed}))
		n.Name(scheme.EncodeDeal(made), "%s", name)
		return must(scheme.Verify(s, pvss.Dealer(dealer), made))
	}
	n.Name(append([]byte{1}, make([]byte, 31)...), "1 and zeroes")
	one, two := deal("deal 1", terms, 1, "pvss", 0), deal("deal 2", terms, 2, "pvss of the second", 0)
	deal("deal 1 of another seed", terms, 1, "pvss", 1)
	later := terms
	later.Round = 8
	deal("deal 1 of round 8", later, 1, "pvss", 0)
	for name, v := range map[string]V{"1": one, "1+2": must(scheme.Add(one, two))} {
		for i := 1; i <= 4; i++ {
			share := must(scheme.Decrypt(v, shamir.ShareIndex(i), element(secretOf('a'+rune(i-1))), [32]byte{}))
			octets := scheme.EncodeShare(share)
			n.Name(octets, "share %d of %s", i, name)
			n.Name(octets[2:], "share %d of %s without index", i, name)
		}
	}
	n.Name([]byte{0, 3}, "3")
	a, b := polynomial("pvss", 2)[0], polynomial("pvss of the second", 2)[0]
	for name, k := range map[string]*big.Int{"p0": a, "(p0 + p'0)": new(big.Int).Add(a, b)} {
		n.Name(timesG(k), "%s·G", name)
		n.Name(bls.EncodeG1(bls.GroupG1.Mul(element(k), vss.SecondGenerator(bls.GroupG1))), "%s·H", name)
	}
	return n
}

package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"golang.org/x/crypto/chacha20"

	"quesera/model/crypto/bls"
)

// The proofs of non-interactive key generation (Groth 2021, sections 6.4 and 6.5) as the Internet Computer makes them.

const (
	nidkgChunks      = 16      // of a share
	nidkgChunkSize   = 1 << 16 // values of a chunk
	nidkgRepetitions = 32      // of the proof of chunking
	nidkgChallenges  = 1 << 8  // values of one of its challenges
	maxReceivers     = 1 << 10
)

// dealing is what one dealer sends to all.
type dealing struct {
	coefficients     []bls.G2
	randomR, randomS []bls.G1
	randomZ          []bls.G2
	chunks           [][]bls.G1 // by receiver
	sharing          sharingProof
	chunking         chunkingProof
}

type sharingProof struct {
	f      bls.G1
	a      bls.G2
	y      bls.G1
	zr, za bls.Scalar
}

type chunkingProof struct {
	y0      bls.G1
	b, c, d []bls.G1
	y       bls.G1
	zr, zs  []bls.Scalar
	zb      bls.Scalar
}

// possession is the proof that somebody knows the secret key of a public key.
type possession struct {
	key                 bls.G1
	challenge, response bls.Scalar
}

// checkSizes wants as many of everything as there are receivers, chunks and repetitions.
func (d dealing) checkSizes() error {
	n := len(d.chunks)
	if n > maxReceivers || len(d.coefficients) == 0 || len(d.coefficients) > n {
		return fmt.Errorf("%d receivers and %d coefficients, want as many coefficients as the threshold", n,
			len(d.coefficients))
	}
	c := d.chunking
	for _, size := range []struct {
		name      string
		got, want int
	}{{"rand_r", len(d.randomR), nidkgChunks}, {"rand_s", len(d.randomS), nidkgChunks},
		{"rand_z", len(d.randomZ), nidkgChunks}, {"first_move_b", len(c.b), nidkgRepetitions},
		{"first_move_c", len(c.c), nidkgRepetitions}, {"second_move_d", len(c.d), n + 1}, {"response_z_r", len(c.zr), n},
		{"response_z_s", len(c.zs), nidkgRepetitions}} {
		if size.got != size.want {
			return fmt.Errorf("%s has %d items, want %d", size.name, size.got, size.want)
		}
	}
	for i, chunks := range d.chunks {
		if len(chunks) != nidkgChunks {
			return fmt.Errorf("ciphertext of receiver %d has %d chunks, want %d", i, len(chunks), nidkgChunks)
		}
	}
	return nil
}

// hashedValue is a value as the random oracles take it: hashed under the name of its type.
type hashedValue [sha256.Size]byte

func hashedAs(domain string, parts ...[]byte) hashedValue {
	return sha256.Sum256(append(append([]byte{byte(len(domain))}, domain...), bytes.Join(parts, nil)...))
}

func hashedText(s string) hashedValue { return hashedAs("ic-random-oracle-string", []byte(s)) }
func hashedData(b string) hashedValue { return hashedAs("ic-random-oracle-byte-array", []byte(b)) }
func hashedG1(p bls.G1) hashedValue   { return hashedAs("ic-random-oracle-bls12381-g1", bls.EncodeG1(p)) }
func hashedG2(p bls.G2) hashedValue   { return hashedAs("ic-random-oracle-bls12381-g2", bls.EncodeG2(p)) }

func hashedScalar(k bls.Scalar) hashedValue {
	return hashedAs("ic-random-oracle-bls12381-scalar", bls.EncodeScalar(k))
}

func hashedNumber(n int) hashedValue {
	return hashedAs("ic-random-oracle-integer", binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// hashedList hashes a list of values, each hashed by its own type.
func hashedList[V any](all []V, hash func(V) hashedValue) hashedValue {
	var parts []byte
	for _, v := range all {
		h := hash(v)
		parts = append(parts, h[:]...)
	}
	return hashedAs("ic-random-oracle-vector", parts)
}

// hashedMap hashes named values, in the order of their hashed names.
func hashedMap(named map[string]hashedValue) hashedValue {
	var pairs [][]byte
	for name, value := range named {
		h := hashedText(name)
		pairs = append(pairs, append(h[:], value[:]...))
	}
	slices.SortFunc(pairs, bytes.Compare)
	return hashedAs("ic-random-oracle-map", pairs...)
}

// oracleBytes is a stream of octets: every fourth one of ChaCha20, whose key is the hash.
func oracleBytes(domain string, of hashedValue, count int) []byte {
	seed := hashedAs(domain, of[:])
	cipher, err := chacha20.NewUnauthenticatedCipher(seed[:], make([]byte, chacha20.NonceSize))
	if err != nil {
		panic("vectors: ChaCha20: " + err.Error())
	}
	stream := make([]byte, 4*count)
	cipher.XORKeyStream(stream, stream)
	out := make([]byte, count)
	for i := range out {
		out[i] = stream[4*i]
	}
	return out
}

// oracleScalar is a random oracle to scalars: 510 bits, of each octet the lowest first, as a number that begins with
// its highest bit, modulo the order.
func oracleScalar(domain string, of hashedValue) (k bls.Scalar) {
	const bits = 2 * 255
	octets, n := oracleBytes(domain, of, (bits+7)/8), new(big.Int)
	for i := range bits {
		n.Lsh(n, 1)
		n.SetBit(n, 0, uint(octets[i/8]>>(i%8)&1))
	}
	return *k.SetBigInt(n)
}

// verify checks a proof of possession, bound to data: the same secret key under the generator and under a base that
// hashes the key.
func (p possession) verify(key bls.G1, data string) bool {
	const domain = "ic-pop-encryption"
	g := bls.GroupG1
	instance := hashedMap(map[string]hashedValue{"g1-generator": hashedG1(g.Generator()), "public-key": hashedG1(key),
		"associated-data": hashedData(data)})
	base := bls.HashToG1(instance[:], string(byte(len(domain)))+domain)
	var minus bls.Scalar
	minus.Neg(&p.challenge)
	challenge := oracleScalar(domain, hashedMap(map[string]hashedValue{"public-key": hashedG1(key),
		"pop-base": hashedG1(base), "pop-key": hashedG1(p.key),
		"blinder-public-key": hashedG1(g.MultiExp([]bls.Scalar{minus, p.response}, []bls.G1{key, g.Generator()})),
		"blinder-pop-key":    hashedG1(g.MultiExp([]bls.Scalar{minus, p.response}, []bls.G1{p.key, base}))}))
	return challenge.Equal(&p.challenge)
}

// powers are x, x², …, xⁿ.
func powers(x bls.Scalar, n int) []bls.Scalar {
	all, power := make([]bls.Scalar, n), fr.One()
	for i := range all {
		power.Mul(&power, &x)
		all[i] = power
	}
	return all
}

// combined is Σ chunk_j·2^(16·(15-j)): what is encrypted in chunks, encrypted whole.
func combined(chunks []bls.G1) bls.G1 {
	var size bls.Scalar
	size.SetUint64(nidkgChunkSize)
	sum := bls.GroupG1.Identity()
	for _, chunk := range chunks {
		sum = bls.GroupG1.Sum(bls.GroupG1.Mul(size, sum), chunk)
	}
	return sum
}

// What the checks of a dealing refuse.
var (
	errSharing  = errors.New("the proof of correct sharing does not hold")
	errChunking = errors.New("the proof of chunking does not hold")
)

// checkSharing verifies that the receivers' ciphertexts are of the shares under the coefficients (Groth 2021, 6.4).
func (d dealing) checkSharing(keys []bls.G1) error {
	g1, g2, proof := bls.GroupG1, bls.GroupG2, d.sharing
	randomizer, ciphertexts := combined(d.randomR), make([]bls.G1, len(d.chunks))
	for i := range d.chunks {
		ciphertexts[i] = combined(d.chunks[i])
	}
	instance := oracleScalar("ic-zk-proof-of-sharing-instance", hashedMap(map[string]hashedValue{
		"g1-generator": hashedG1(g1.Generator()), "g2-enerator": hashedG2(g2.Generator()), // so it is spelled there
		"public-keys": hashedList(keys, hashedG1), "public-coefficients": hashedList(d.coefficients, hashedG2),
		"combined-randomizers": hashedG1(randomizer), "combined-ciphertext": hashedList(ciphertexts, hashedG1)}))
	x := oracleScalar("ic-zk-proof-of-sharing-challenge", hashedMap(map[string]hashedValue{
		"instance-hash": hashedScalar(instance),
		"first-move": hashedMap(map[string]hashedValue{"blinder-g1": hashedG1(proof.f), "blinder-g2": hashedG2(proof.a),
			"blinded-instance": hashedG1(proof.y)})}))
	weights := powers(instance, len(keys))
	if !g1.Equal(g1.Sum(g1.Mul(x, randomizer), proof.f), g1.Mul(proof.zr, g1.Generator())) {
		return errSharing
	}
	// Of coefficient k the sum Σ_i i^k·w_i.
	terms, exponents := slices.Clone(weights), make([]bls.Scalar, len(d.coefficients))
	for k := range exponents {
		for i := range terms {
			exponents[k].Add(&exponents[k], &terms[i])
			var index bls.Scalar
			index.SetUint64(uint64(i + 1))
			terms[i].Mul(&terms[i], &index)
		}
	}
	if !g2.Equal(g2.Sum(g2.Mul(x, g2.MultiExp(exponents, d.coefficients)), proof.a), g2.Mul(proof.za, g2.Generator())) {
		return errSharing
	}
	left := g1.Sum(g1.Mul(x, g1.MultiExp(weights, ciphertexts)), proof.y)
	right := g1.Sum(g1.Mul(proof.zr, g1.MultiExp(weights, keys)), g1.Mul(proof.za, g1.Generator()))
	if !g1.Equal(left, right) {
		return errSharing
	}
	return nil
}

// small tells whether the responses are as small as those for chunks of n receivers.
func (p chunkingProof) small(n int) bool {
	var bound bls.Scalar
	bound.SetUint64(2 * nidkgRepetitions * uint64(n) * nidkgChunks * (nidkgChunkSize - 1) * (nidkgChallenges - 1))
	return !slices.ContainsFunc(p.zs, func(z bls.Scalar) bool { return z.Cmp(&bound) >= 0 })
}

// checkChunking verifies that what is encrypted are chunks, or near enough to be found (Groth 2021, 6.5).
func (d dealing) checkChunking(keys []bls.G1) error {
	g, p, n := bls.GroupG1, d.chunking, len(keys)
	if !p.small(n) {
		return errChunking
	}
	e := d.chunkingChallenges(keys)
	x := oracleScalar("ic-zk-proof-of-chunking-challenge", hashedMap(map[string]hashedValue{
		"first-challenge": hashedList(e, func(of [][]int) hashedValue {
			return hashedList(of, func(of []int) hashedValue { return hashedList(of, hashedNumber) })
		}),
		"second-move": hashedMap(map[string]hashedValue{"z_s": hashedList(p.zs, hashedScalar),
			"dd": hashedList(p.d, hashedG1), "yy": hashedG1(p.y)})}))
	weights := powers(x, nidkgRepetitions)
	var points []bls.G1
	var exponents []bls.Scalar
	for i := range n {
		sums := make([]bls.Scalar, nidkgChunks)
		for j, of := range e[i] {
			for k, challenge := range of {
				var term bls.Scalar
				term.SetUint64(uint64(challenge))
				term.Mul(&term, &weights[k])
				sums[j].Add(&sums[j], &term)
			}
		}
		if !g.Equal(g.Sum(g.MultiExp(sums, d.randomR), p.d[i+1]), g.Mul(p.zr[i], g.Generator())) {
			return errChunking
		}
		points, exponents = append(points, d.chunks[i]...), append(exponents, sums...)
	}
	if !g.Equal(g.Sum(g.MultiExp(weights, p.b), p.d[0]), g.Mul(p.zb, g.Generator())) {
		return errChunking
	}
	var response bls.Scalar
	for k := range p.zs {
		var term bls.Scalar
		response.Add(&response, term.Mul(&p.zs[k], &weights[k]))
	}
	left := g.Sum(g.MultiExp(exponents, points), g.MultiExp(weights, p.c), p.y)
	right := g.Sum(g.MultiExp(p.zr, keys), g.Mul(p.zb, p.y0), g.Mul(response, g.Generator()))
	if !g.Equal(left, right) {
		return errChunking
	}
	return nil
}

// chunkingChallenges are the verifier's first challenges, by receiver, chunk and repetition.
func (d dealing) chunkingChallenges(keys []bls.G1) [][][]int {
	p := d.chunking
	of := hashedMap(map[string]hashedValue{
		"instance": hashedMap(map[string]hashedValue{"g1-generator": hashedG1(bls.GroupG1.Generator()),
			"public-keys": hashedList(keys, hashedG1), "randomizers-r": hashedList(d.randomR, hashedG1),
			"ciphertext-chunks": hashedList(d.chunks, func(c []bls.G1) hashedValue { return hashedList(c, hashedG1) })}),
		"first-move": hashedMap(map[string]hashedValue{"y0": hashedG1(p.y0), "bb": hashedList(p.b, hashedG1),
			"cc": hashedList(p.c, hashedG1)}),
		"number-of-parallel-repetitions": hashedNumber(nidkgRepetitions)})
	octets := oracleBytes("ic-zk-proof-of-chunking-chunking", of, len(keys)*nidkgChunks*nidkgRepetitions)
	e := make([][][]int, len(keys))
	for i := range e {
		e[i] = make([][]int, nidkgChunks)
		for j := range e[i] {
			e[i][j] = make([]int, nidkgRepetitions)
			for k := range e[i][j] {
				e[i][j][k], octets = int(octets[0]), octets[1:]
			}
		}
	}
	return e
}

package vectors

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"quesera/model/crypto/bls"
)

// nidkgData is what the proof of possession of the published key is bound to.
const nidkgData = "ic-crypto-kgen-assoc-data"

// nidkgName is how the files are called that must hold such things.
var nidkgName = regexp.MustCompile(`^nidkg_.*\.(hex|cbor)$`)

// maxDealing bounds the files that are looked at beside a dealing or a proof of possession.
const maxDealing = 64 << 10

// isNIDKG recognises what the Internet Computer's key generation publishes, as CBOR or the text of it: a dealing, a
// proof of possession, or a public key.
func isNIDKG(f *file) bool {
	if f.root != nil {
		return false
	}
	octets := octetsIn(f.data)
	for _, start := range []string{"\xa4spublic_coefficients", "\xa3gpop_key"} {
		if bytes.HasPrefix(octets, []byte(start)) {
			return true
		}
	}
	isKey := len(octets) == 50 && bytes.HasPrefix(octets, []byte("\x58\x30")) // an octet string of 48
	return isKey || nidkgName.MatchString(filepath.Base(f.path))
}

// runNIDKG decodes a file, all of whose points and scalars must be such in their one encoding, and checks the proofs
// in it under the keys beside it.
func runNIDKG(r *runner, f *file) error {
	var item any
	octets := octetsIn(f.data)
	if len(octets) > maxCBOR {
		return fmt.Errorf("more than %d octets", maxCBOR)
	}
	if err := cborReader.Unmarshal(octets, &item); err != nil {
		return fmt.Errorf("no CBOR: %w", err)
	}
	switch v := item.(type) {
	case []byte:
		_, err := nidkgKey(v)
		r.judge("dfinity/nidkg_key", "", err, true)
		return nil
	case map[any]any:
		if v["pop_key"] != nil {
			return runPossession(r, f, v)
		}
		return runDealing(r, f, v)
	}
	return errors.New("want a key, a proof of possession or a dealing")
}

// nidkgKey reads a public key to encrypt under: a point of G1 other than the identity.
func nidkgKey(octets []byte) (bls.G1, error) {
	p, err := bls.DecodeG1(octets)
	if err == nil && bls.GroupG1.IsIdentity(p) {
		err = bls.ErrIdentity
	}
	return p, err
}

// keysBeside are the keys in files beside f whose names begin with a prefix, pk2 before pk10.
func keysBeside(f *file, prefix string) []bls.G1 {
	found := neighbours(filepath.Dir(f.path), maxDealing, maxSiblings)
	slices.SortStableFunc(found, func(a, b neighbour) int { return cmp.Compare(len(a.name), len(b.name)) })
	var keys []bls.G1
	for _, beside := range found {
		var octets []byte
		if !strings.HasPrefix(beside.name, prefix) || cborReader.Unmarshal(octetsIn(beside.data), &octets) != nil {
			continue
		}
		if key, err := nidkgKey(octets); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// runPossession checks a proof of possession: it must be that of a key beside it.
func runPossession(r *runner, f *file, m map[any]any) error {
	const kind = "dfinity/nidkg_pop"
	d := &decoded{m: m}
	p := possession{d.g1("pop_key"), d.scalar("challenge"), d.scalar("response")}
	if d.broken != nil {
		r.judge(kind, "", d.broken, true)
		return nil
	}
	keys := keysBeside(f, "")
	if len(keys) == 0 {
		r.notRun(kind, 1, "no public key beside it")
		return nil
	}
	err := errors.New("the proof is that of no key beside it")
	for _, key := range keys {
		if p.verify(key, nidkgData) {
			err = nil
		}
	}
	r.judge(kind, "", err, true)
	return nil
}

// runDealing checks a dealing's encodings, and if the receivers' keys lie beside it, under names that begin with its
// own, the proofs of correct sharing and of chunking.
func runDealing(r *runner, f *file, m map[any]any) error {
	const kind = "dfinity/nidkg_dealing"
	d, err := dealingOf(m)
	r.judge(kind, "encodings", err, true)
	if err != nil {
		return nil
	}
	name := filepath.Base(f.path)
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	keys := keysBeside(f, stem+"_")
	if len(keys) != len(d.chunks) {
		r.notRun(kind, 2, fmt.Sprintf("%d keys beside it named %s_…, want those of its %d receivers", len(keys), stem,
			len(d.chunks)))
		return nil
	}
	r.judge(kind, "sharing", d.checkSharing(keys), true)
	r.judge(kind, "chunking", d.checkChunking(keys), true)
	r.notRun(kind, 1, "the ciphertexts' integrity is bound to an epoch and a dealer that the file does not name")
	return nil
}

// decoded reads the points and scalars in a map of CBOR, and keeps the first thing that is wrong.
type decoded struct {
	m      map[any]any
	broken error
}

// in is the map in the field name.
func (d *decoded) in(name string) *decoded {
	inner, ok := d.m[name].(map[any]any)
	if !ok && d.broken == nil {
		d.broken = fmt.Errorf("%s is no map", name)
	}
	return &decoded{m: inner, broken: d.broken}
}

// read is one value, decoded by its kind's rules.
func read[V any](d *decoded, name string, item any, decode func([]byte) (V, error)) (v V) {
	octets, ok := item.([]byte)
	if d.broken == nil && !ok {
		d.broken = fmt.Errorf("%s is no octet string", name)
	}
	if d.broken != nil {
		return v
	}
	v, err := decode(octets)
	if err != nil {
		d.broken = fmt.Errorf("%s: %w", name, err)
	}
	return v
}

// readAll is a list of values.
func readAll[V any](d *decoded, name string, item any, decode func([]byte) (V, error)) []V {
	items, ok := item.([]any)
	if d.broken == nil && !ok {
		d.broken = fmt.Errorf("%s is no array", name)
	}
	all := make([]V, len(items))
	for i, item := range items {
		all[i] = read(d, name, item, decode)
	}
	return all
}

func (d *decoded) g1(name string) bls.G1         { return read(d, name, d.m[name], bls.DecodeG1) }
func (d *decoded) g2(name string) bls.G2         { return read(d, name, d.m[name], bls.DecodeG2) }
func (d *decoded) scalar(name string) bls.Scalar { return read(d, name, d.m[name], bls.DecodeScalar) }

func (d *decoded) g1s(name string) []bls.G1 { return readAll(d, name, d.m[name], bls.DecodeG1) }
func (d *decoded) g2s(name string) []bls.G2 { return readAll(d, name, d.m[name], bls.DecodeG2) }
func (d *decoded) scalars(name string) []bls.Scalar {
	return readAll(d, name, d.m[name], bls.DecodeScalar)
}

// dealingOf reads a dealing.
func dealingOf(m map[any]any) (dealing, error) {
	top := &decoded{m: m}
	coefficients := top.in("public_coefficients")
	ciphertexts := top.in("ciphertexts")
	sharing, chunking := top.in("zk_proof_correct_sharing"), top.in("zk_proof_decryptability")
	out := dealing{
		coefficients: coefficients.g2s("coefficients"),
		randomR:      ciphertexts.g1s("rand_r"), randomS: ciphertexts.g1s("rand_s"), randomZ: ciphertexts.g2s("rand_z"),
		sharing: sharingProof{sharing.g1("first_move_f"), sharing.g2("first_move_a"), sharing.g1("first_move_y"),
			sharing.scalar("response_z_r"), sharing.scalar("response_z_a")},
		chunking: chunkingProof{chunking.g1("first_move_y0"), chunking.g1s("first_move_b"), chunking.g1s("first_move_c"),
			chunking.g1s("second_move_d"), chunking.g1("second_move_y"), chunking.scalars("response_z_r"),
			chunking.scalars("response_z_s"), chunking.scalar("response_z_b")},
	}
	receivers, ok := ciphertexts.m["ciphertext_chunks"].([]any)
	if !ok {
		return out, errors.New("ciphertext_chunks is no array")
	}
	for _, item := range receivers {
		out.chunks = append(out.chunks, readAll(ciphertexts, "ciphertext_chunks", item, bls.DecodeG1))
	}
	if err := errors.Join(top.broken, coefficients.broken, ciphertexts.broken, sharing.broken,
		chunking.broken); err != nil {
		return out, err
	}
	return out, out.checkSizes()
}

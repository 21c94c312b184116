package vectors

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"quesera/model/crypto/bls"
)

// Ethereum's suite and the tag of its hash_to_G2 vectors.
var ethereum = bls.MinPubkeySize(bls.Possession)

const ethereumHashTag = "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_"

// operation is one of Ethereum's vector kinds: its input and how it is run. output is the
// field's value; run returns an error for malformed files.
type operation struct {
	name string
	fits func(input *node) bool
	run  func(r *runner, kind string, in *fields, output *node) error
}

// operations are those of bls12-381-tests, and the two of Altair's extensions in
// consensus-spec-tests. Of several that fit an input the file's path names one, or else
// it is the first.
var operations = []operation{
	{"sign", fieldsFit("privkey", "message"), ethereumSign},
	{"verify", fieldsFit("pubkey", "message", "signature"), ethereumVerify},
	{"aggregate", isList, ethereumAggregate},
	{"eth_aggregate_pubkeys", isList, ethereumAggregatePubkeys},
	{"fast_aggregate_verify", fieldsFit("pubkeys", "message", "signature"), ethereumFastAggregateVerify},
	{"eth_fast_aggregate_verify", fieldsFit("pubkeys", "message", "signature"), ethereumExtendedFastVerify},
	{"aggregate_verify", fieldsFit("pubkeys", "messages", "signature"), ethereumAggregateVerify},
	{"batch_verify", fieldsFit("pubkeys", "messages", "signatures"), ethereumBatchVerify},
	{"deserialization_G1", fieldsFit("pubkey"), ethereumDecodeG1},
	{"deserialization_G2", fieldsFit("signature"), ethereumDecodeG2},
	{"hash_to_G2", fieldsFit("msg"), ethereumHash},
}

func isList(input *node) bool { return input.kind == list }

// fieldsFit tells whether an input has exactly these fields.
func fieldsFit(names ...string) func(*node) bool {
	return func(input *node) bool { return input.has(names...) && len(input.names) == len(names) }
}

func isEthereum(f *file) bool {
	return f.root.has("input", "output")
}

// runEthereum runs a file of one test: {input, output}.
func runEthereum(r *runner, f *file) error {
	input, _ := f.root.field("input")
	output, _ := f.root.field("output")
	op, known := operationOf(f.path, input)
	if known && !op.fits(input) {
		return breaks(input.line, "input is none of %s", op.name)
	}
	if !known {
		r.notRun("ethereum/other", 1, "input is that of no BLS operation known here")
		return nil
	}
	in := fieldsOf(input)
	if err := op.run(r, "ethereum/"+op.name, in, output); err != nil {
		return err
	}
	return in.err
}

// operationOf is the operation that an input fits; of several, the one that the path names,
// or else the first. Failing that it is the one that a directory names.
func operationOf(path string, input *node) (operation, bool) {
	directories, beginnings := namesIn(path)
	var fit []operation
	for _, op := range operations {
		if op.fits(input) {
			fit = append(fit, op)
		}
	}
	for _, names := range [][]string{directories, beginnings} {
		for _, op := range fit {
			if slices.Contains(names, op.name) {
				return op, true
			}
		}
	}
	for _, op := range operations {
		if len(fit) == 0 && slices.Contains(directories, op.name) {
			fit = append(fit, op)
		}
	}
	if len(fit) == 0 {
		return operation{}, false
	}
	return fit[0], true
}

// namesIn is the operations that a path names: by a directory, as in …/sign/sign_case_1.json
// and …/sign/bls/sign_case_1/data.yaml, and by how the file or its directory begins.
func namesIn(path string) (directories, beginnings []string) {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	parts := strings.Split(filepath.ToSlash(path), "/")
	for _, op := range operations {
		if slices.Contains(parts[max(0, len(parts)-4):len(parts)-1], op.name) {
			directories = append(directories, op.name)
		}
		begins := func(part string) bool { return strings.HasPrefix(part, op.name+"_") }
		if slices.ContainsFunc(parts[max(0, len(parts)-2):], begins) {
			beginnings = append(beginnings, op.name)
		}
	}
	return directories, beginnings
}

// expected is whether the operation must succeed: true, or false or null.
func expected(output *node) (bool, error) {
	switch {
	case output.kind == null:
		return false, nil
	case output.kind == boolean:
		return output.text == "true", nil
	}
	return false, breaks(output.line, "output = %v, want true, false or null", output.kind)
}

// judgeBoolean records a test with a truth value as its output.
func (r *recorder) judgeBoolean(kind string, in *fields, output *node, verify func() error) error {
	want, err := expected(output)
	if err == nil && in.err == nil {
		r.judge(kind, "", verify(), want)
	}
	return errors.Join(err, in.err)
}

// judgeOctets records a test whose output is octets, or null where the operation must fail.
func (r *recorder) judgeOctets(kind string, in *fields, output *node, compute func() ([]byte, error)) error {
	if in.err != nil || output.kind == null {
		return r.judgeBoolean(kind, in, output, func() error { _, err := compute(); return err })
	}
	want := in.octets(output, "output")
	if in.err != nil {
		return in.err
	}
	got, err := compute()
	if err != nil {
		r.judge(kind, "", err, true)
		return nil
	}
	r.equal(kind, "", got, want)
	return nil
}

func ethereumSign(r *runner, kind string, in *fields, output *node) error {
	key, message := in.hex("privkey"), in.hex("message")
	return r.judgeOctets(kind, in, output, func() ([]byte, error) {
		sk, err := bls.DecodeSecretKey(key)
		if err != nil {
			return nil, err
		}
		return ethereum.Sign(sk, message), nil
	})
}

func ethereumVerify(r *runner, kind string, in *fields, output *node) error {
	pk, message, signature := in.hex("pubkey"), in.hex("message"), in.hex("signature")
	return r.judgeBoolean(kind, in, output, func() error { return ethereum.Verify(pk, message, signature) })
}

func ethereumAggregate(r *runner, kind string, in *fields, output *node) error {
	signatures := in.octetsOf(in.node, "input")
	return r.judgeOctets(kind, in, output, func() ([]byte, error) { return ethereum.Aggregate(signatures) })
}

func ethereumAggregatePubkeys(r *runner, kind string, in *fields, output *node) error {
	pks := in.octetsOf(in.node, "input")
	return r.judgeOctets(kind, in, output, func() ([]byte, error) {
		if len(pks) == 0 {
			return nil, bls.ErrEmpty
		}
		sum := bls.GroupG1.Identity()
		for _, pk := range pks {
			point, err := ethereum.KeyValidate(pk)
			if err != nil {
				return nil, err
			}
			sum = bls.GroupG1.Sum(sum, point)
		}
		return bls.EncodeG1(sum), nil
	})
}

func ethereumFastAggregateVerify(r *runner, kind string, in *fields, output *node) error {
	pks, message, signature := in.hexes("pubkeys"), in.hex("message"), in.hex("signature")
	return r.judgeBoolean(kind, in, output, func() error { return ethereum.FastAggregateVerify(pks, message, signature) })
}

// ethereumExtendedFastVerify accepts, beyond the draft, the identity as the signature of
// nobody (Altair, BLS extensions).
func ethereumExtendedFastVerify(r *runner, kind string, in *fields, output *node) error {
	pks, message, signature := in.hexes("pubkeys"), in.hex("message"), in.hex("signature")
	return r.judgeBoolean(kind, in, output, func() error {
		if len(pks) == 0 && string(signature) == string(bls.EncodeG2(bls.GroupG2.Identity())) {
			return nil
		}
		return ethereum.FastAggregateVerify(pks, message, signature)
	})
}

func ethereumAggregateVerify(r *runner, kind string, in *fields, output *node) error {
	pks, messages, signature := in.hexes("pubkeys"), in.hexes("messages"), in.hex("signature")
	return r.judgeBoolean(kind, in, output, func() error { return ethereum.AggregateVerify(pks, messages, signature) })
}

// ethereumBatchVerify wants every one of several signatures to verify. It verifies them one
// by one, which needs no random weights.
func ethereumBatchVerify(r *runner, kind string, in *fields, output *node) error {
	pks, messages, signatures := in.hexes("pubkeys"), in.hexes("messages"), in.hexes("signatures")
	return r.judgeBoolean(kind, in, output, func() error {
		if len(pks) == 0 || len(pks) != len(messages) || len(pks) != len(signatures) {
			return fmt.Errorf("%d keys, %d messages, %d signatures: %w", len(pks), len(messages), len(signatures), bls.ErrCount)
		}
		for i := range pks {
			if err := ethereum.Verify(pks[i], messages[i], signatures[i]); err != nil {
				return fmt.Errorf("signature %d: %w", i+1, err)
			}
		}
		return nil
	})
}

func ethereumDecodeG1(r *runner, kind string, in *fields, output *node) error {
	octets := in.hex("pubkey")
	return r.judgeBoolean(kind, in, output, func() error { _, err := bls.DecodeG1(octets); return err })
}

func ethereumDecodeG2(r *runner, kind string, in *fields, output *node) error {
	octets := in.hex("signature")
	return r.judgeBoolean(kind, in, output, func() error { _, err := bls.DecodeG2(octets); return err })
}

// ethereumHash compares both coordinates: {x: "c0,c1", y: "c0,c1"}.
func ethereumHash(r *runner, kind string, in *fields, output *node) error {
	message := []byte(in.text("msg"))
	want := (&fields{node: &node{kind: object, names: []string{"P"}, items: []*node{output}}})
	point := want.point("P")
	if err := errors.Join(in.err, want.err); err != nil {
		return err
	}
	p := bls.HashToG2(message, ethereumHashTag)
	r.equal(kind, "", []byte(octets(p.X.A0, p.X.A1, p.Y.A0, p.Y.A1)), []byte(point))
	return nil
}

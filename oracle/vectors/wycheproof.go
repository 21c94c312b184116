package vectors

import (
	"errors"
	"fmt"
	"strings"

	"quesera/model/crypto/bls"
)

func isWycheproof(f *file) bool {
	return f.root.has("algorithm", "testGroups")
}

// groupType reads one test of a test group, and returns what decides it: nil from that
// function says that the test's claim holds. No function: the ciphersuite is not known here.
type groupType func(group, test *fields) func() error

// groupTypes are the test group types of Wycheproof's bls_*.json, their twins for G1, and
// the two operations of the scheme with proofs of possession in the same layout.
var groupTypes = map[string]groupType{
	"BlsSigVerify":           wycheproofVerify,
	"BlsAggregateVerify":     wycheproofAggregateVerify,
	"BlsFastAggregateVerify": wycheproofFastAggregateVerify,
	"BlsPopVerify":           wycheproofPopVerify,
	"BlsHashToG1": wycheproofHash(func(m []byte, dst string) []byte {
		return bls.EncodeG1(bls.HashToG1(m, dst))
	}),
	"BlsHashToG2": wycheproofHash(func(m []byte, dst string) []byte {
		return bls.EncodeG2(bls.HashToG2(m, dst))
	}),
}

// runWycheproof runs a Wycheproof file: {algorithm, numberOfTests, testGroups: [{type, …, tests:
// [{tcId, …, result}]}]}.
func runWycheproof(r *runner, f *file) error {
	top := fieldsOf(f.root)
	algorithm, promised, groups := top.text("algorithm"), top.number("numberOfTests"), top.list("testGroups")
	if top.err != nil {
		return top.err
	}
	if !strings.HasPrefix(algorithm, "BLS") {
		r.notRun("wycheproof/other algorithms", int(min(promised, maxNodes)), "algorithm "+shortened(algorithm)+" is not BLS")
		return nil
	}
	tests := uint64(0)
	for _, n := range groups {
		group := fieldsOf(n)
		tests += uint64(len(group.list("tests")))
		if err := runWycheproofGroup(r, group); err != nil {
			return err
		}
	}
	if tests != promised {
		return breaks(f.root.line, "tests = %d, numberOfTests promises %d", tests, promised)
	}
	return nil
}

func runWycheproofGroup(r *runner, group *fields) error {
	name, tests := group.text("type"), group.list("tests")
	if group.err != nil {
		return group.err
	}
	run, known := groupTypes[name]
	if !known {
		r.notRun("wycheproof/other groups", len(tests), "test group type "+shortened(name)+" is not known here")
		return nil
	}
	for _, n := range tests {
		if err := runWycheproofTest(r, "wycheproof/"+name, run, group, fieldsOf(n)); err != nil {
			return err
		}
	}
	return nil
}

func runWycheproofTest(r *runner, kind string, run groupType, group, test *fields) error {
	id, result := test.number("tcId"), test.text("result")
	outcome := run(group, test)
	if err := errors.Join(group.err, test.err); err != nil {
		return fmt.Errorf("tcId %d: %w", id, err)
	}
	name := fmt.Sprintf("tcId %d", id)
	if comment, ok := test.field("comment"); ok && comment.kind == text {
		name += " (" + oneLine(comment.text) + ")"
	}
	switch {
	case outcome == nil:
		r.notRun(kind, 1, "ciphersuite "+shortened(group.text("ciphersuite"))+" is not known here")
	case result == "valid", result == "invalid":
		r.judge(kind, name, outcome(), result == "valid")
	case result == "acceptable":
		r.notRun(kind, 1, "result acceptable: either outcome is right")
	default:
		return breaks(test.line, "tcId %d: result = %s, want valid, invalid or acceptable", id, shortened(result))
	}
	return nil
}

// oneLine folds the white space of a foreign comment.
func oneLine(s string) string {
	if len(s) > 100 {
		s = s[:100] + "…"
	}
	return strings.Join(strings.Fields(s), " ")
}

// suiteOf is the group's ciphersuite.
func suiteOf(group *fields) (suite, bool) {
	return suiteByID(group.text("ciphersuite"))
}

// publicKey is the public key of a group: {publicKey: {group, pk}}.
func publicKey(group *fields) []byte {
	key, ok := group.want("publicKey", object)
	if !ok {
		return nil
	}
	inner := fieldsOf(key)
	in, pk := inner.text("group"), inner.hex("pk")
	if id := group.text("ciphersuite"); inner.err == nil && strings.Contains(id, "BLS12381"+in) {
		inner.err = breaks(key.line, "publicKey in %s, where %s has its signatures", in, id)
	}
	if group.err == nil {
		group.err = inner.err
	}
	return pk
}

// wycheproofVerify: the group has ciphersuite and publicKey, the test msg and sig.
func wycheproofVerify(group, test *fields) func() error {
	s, known := suiteOf(group)
	pk, message, signature := publicKey(group), test.hex("msg"), test.hex("sig")
	if !known {
		return nil
	}
	return func() error { return s.Verify(pk, message, signature) }
}

// wycheproofPopVerify: the group has ciphersuite and publicKey, the test sig, a proof.
func wycheproofPopVerify(group, test *fields) func() error {
	s, known := suiteOf(group)
	pk, proof := publicKey(group), test.hex("sig")
	if !known {
		return nil
	}
	return func() error { return s.PopVerify(pk, proof) }
}

// wycheproofAggregateVerify: the group has ciphersuite, the test pubkeys, messages and sig.
func wycheproofAggregateVerify(group, test *fields) func() error {
	s, known := suiteOf(group)
	pks, messages, signature := test.hexes("pubkeys"), test.hexes("messages"), test.hex("sig")
	if !known {
		return nil
	}
	return func() error { return s.AggregateVerify(pks, messages, signature) }
}

// wycheproofFastAggregateVerify: the group has ciphersuite, the test pubkeys, msg and sig.
func wycheproofFastAggregateVerify(group, test *fields) func() error {
	s, known := suiteOf(group)
	pks, message, signature := test.hexes("pubkeys"), test.hex("msg"), test.hex("sig")
	if !known {
		return nil
	}
	return func() error { return s.FastAggregateVerify(pks, message, signature) }
}

// wycheproofHash: the group has dst, the test msg and expected, a point in compressed form.
func wycheproofHash(hash func(message []byte, dst string) []byte) groupType {
	return func(group, test *fields) func() error {
		dst, message, want := group.text("dst"), test.hex("msg"), test.hex("expected")
		if group.err == nil && dst == "" {
			group.err = breaks(group.line, "dst is empty, want at least one byte (RFC 9380 §3.1)")
		}
		return func() error {
			if got := hash(message, dst); string(got) != string(want) {
				return fmt.Errorf("hash = %x, want %x", got, want)
			}
			return nil
		}
	}
}

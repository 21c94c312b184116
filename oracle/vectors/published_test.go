package vectors

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quesera/internal/testdata"
	"quesera/spec"
)

// published is how many tests of each kind the public files hold, counted apart from this
// package: a test that is passed over shows as a difference.
var published = []Count{
	{Kind: "bls_sigs_ref/sig_g1_basic", Passed: 120},
	{Kind: "bls_sigs_ref/sig_g2_basic", Passed: 120},
	{Kind: "commonware/min_sig", Passed: 128},
	{Kind: "dfinity/nidkg_dealing", Passed: 3, NotRun: 1},
	{Kind: "dfinity/nidkg_key", Passed: 5},
	{Kind: "dfinity/nidkg_pop", Passed: 1},
	{Kind: "dfinity/verify-bls-signatures", Passed: 9},
	{Kind: "drand/beacon", Passed: 25},
	{Kind: "drand/info", Passed: 4},
	{Kind: "eip2537/mul_G1", Passed: 19},
	{Kind: "eip2537/pairing_check", Passed: 15},
	{Kind: "ethereum/aggregate", Passed: 6},
	{Kind: "ethereum/aggregate_verify", Passed: 5},
	{Kind: "ethereum/batch_verify", Passed: 2},
	{Kind: "ethereum/deserialization_G1", Passed: 29},
	{Kind: "ethereum/deserialization_G2", Passed: 33},
	{Kind: "ethereum/fast_aggregate_verify", Passed: 12},
	{Kind: "ethereum/hash_to_G2", Passed: 4},
	{Kind: "ethereum/sign", Passed: 10},
	{Kind: "ethereum/verify", Passed: 29},
	{Kind: "herumi/obsolete suite", NotRun: 9},
	{Kind: "herumi/sign", Passed: 9},
	{Kind: "herumi/verify", Passed: 28},
	{Kind: "rfc9380/BLS12381G1_XMD:SHA-256_SSWU_NU_", Passed: 5},
	{Kind: "rfc9380/BLS12381G1_XMD:SHA-256_SSWU_RO_", Passed: 5},
	{Kind: "rfc9380/BLS12381G2_XMD:SHA-256_SSWU_NU_", Passed: 5},
	{Kind: "rfc9380/BLS12381G2_XMD:SHA-256_SSWU_RO_", Passed: 5},
	{Kind: "rfc9380/expand_message", Passed: 20},
	{Kind: "tlock/ciphertext", Passed: 1, NotRun: 1},
	{Kind: "tlock/pairing", Passed: 4},
	{Kind: "zkcrypto/g1_compressed", Passed: 1000},
}

// Every published test of a recognised kind has its published outcome, and none is passed over.
func TestPublishedVectorsComeOutAsPublished(t *testing.T) {
	report := Run(testdata.Path(t, "vectors"))
	if diff := cmp.Diff(published, report.Kinds); diff != "" {
		t.Errorf("counts, - wanted + got:\n%s", diff)
	}
	for _, f := range append(report.Failed, report.Unusable...) {
		t.Errorf("%s: %s: %s", f.File, f.Test, f.Why)
	}
	if report.Verdict() != spec.Holds {
		t.Errorf("verdict = %v, want holds", report.Verdict())
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	report.NotRecognised = nil
	var shown strings.Builder
	report.Write(&shown)
	table, _, _ := strings.Cut(shown.String(), "not run: ")
	if !strings.Contains(string(readme), table) {
		t.Errorf("README does not show the counts:\n%s", table)
	}
}

// outcomes finds, in each layout, what the publisher says of one test.
var outcomes = []struct {
	name, file string
	outcome    *regexp.Regexp // its group is what is altered
}{
	{"RFC 9380 point", "rfc9380/BLS12381G1_XMD_SHA-256_SSWU_RO_.json",
		regexp.MustCompile(`"P": \{\s*"x": "0x([0-9a-f])`)},
	{"RFC 9380 intermediate point", "rfc9380/BLS12381G2_XMD_SHA-256_SSWU_RO_.json",
		regexp.MustCompile(`"Q1": \{\s*"x": "0x0([0-9a-f])`)},
	{"RFC 9380 field element", "rfc9380/BLS12381G2_XMD_SHA-256_SSWU_NU_.json",
		regexp.MustCompile(`"u": \[\s*"0x0([0-9a-f])`)},
	{"RFC 9380 expansion", "rfc9380/expand_message_xmd_SHA256_38.json",
		regexp.MustCompile(`"uniform_bytes": "([0-9a-f])`)},
	{"RFC 9380 tag", "rfc9380/expand_message_xmd_SHA256_256.json", regexp.MustCompile(`"DST_prime": "([0-9a-f])`)},
	{"Ethereum signature", "ethereum-bls12-381-tests-v0.1.1/sign/sign_case_11b8c7cad5238946.json",
		regexp.MustCompile(`"output": "0x[0-9a-f]{8}([0-9a-f])`)},
	{"Ethereum aggregate", "ethereum-bls12-381-tests-v0.1.1/aggregate/aggregate_single_signature.json",
		regexp.MustCompile(`"output": "0x[0-9a-f]{8}([0-9a-f])`)},
	{"Ethereum hash", "ethereum-bls12-381-tests-v0.1.1/hash_to_G2/hash_to_G2__2782afaa8406d038.json",
		regexp.MustCompile(`"y": "0x0([0-9a-f])`)},
	{"Ethereum valid", "ethereum-bls12-381-tests-v0.1.1/verify/verify_valid_case_195246ee3bd3b6ec.json",
		regexp.MustCompile(`"output": (true)`)},
	{"Ethereum invalid", "ethereum-bls12-381-tests-v0.1.1/verify/verify_infinity_pubkey_and_infinity_signature.json",
		regexp.MustCompile(`"output": (false)`)},
	{"Ethereum batch", "ethereum-bls12-381-tests-v0.1.1/batch_verify/batch_verify_invalid_forged_signature_set.json",
		regexp.MustCompile(`"output": (false)`)},
	{"Ethereum fast aggregate", "ethereum-bls12-381-tests-v0.1.1/fast_aggregate_verify/fast_aggregate_verify_infinity_p" +
		"ubkey.json", regexp.MustCompile(`"output": (false)`)},
	{"Ethereum decoding", "ethereum-bls12-381-tests-deser-v0.1.2/G1/deserialization_succeeds_correct_point.yaml",
		regexp.MustCompile(`output: (true)`)},
	{"Ethereum refused decoding", "ethereum-bls12-381-tests-deser-v0.1.2/G2/deserialization_fails_not_in_G2.yaml",
		regexp.MustCompile(`output: (null)`)},
	{"drand beacon", "drand/beacons.json", regexp.MustCompile(`"round": (2)634945`)},
	{"drand refused beacon", "drand/beacons.json", regexp.MustCompile(`"valid": (false)`)},
	{"drand chain hash", "drand/chain_infos.json", regexp.MustCompile(`"chain_hash": "([0-9a-f])`)},
	{"drand chain period", "drand/chain_infos.json", regexp.MustCompile(`"period": (3)0`)},
	{"dfinity", "dfinity-misc/verify_bls_signatures.json", regexp.MustCompile(`"valid": (false)`)},
	{"dfinity signing", "dfinity-misc/verify_bls_signatures.json", regexp.MustCompile(`"sk": "([0-9a-f])`)},
	{"bls_sigs_ref", "kwantam-bls_sigs_ref/sig_g2_basic_P256.txt", regexp.MustCompile(`^([0-9a-f])`)},
	{"drand on BN254", "drand/beacons.json", regexp.MustCompile(`"signature": "25686([0-9a-f])`)},
	{"commonware", "commonware/min_sig.txt", regexp.MustCompile(`:68:9425([0-9a-f])`)},
	{"commonware message", "commonware/min_sig.txt", regexp.MustCompile(`:(6)8:`)},
	{"herumi signature", "herumi/draft07/sign.txt", regexp.MustCompile(`out ([0-9a-f])`)},
	{"herumi valid", "herumi/draft07/verify.txt", regexp.MustCompile(`out (true)`)},
	{"herumi invalid", "herumi/draft07/verify.txt", regexp.MustCompile(`out (false)`)},
	{"EIP-2537 product", "eip2537/mul_G1_bls.json", regexp.MustCompile(`"Expected": "0{33}([0-9a-f])`)},
	{"EIP-2537 pairing", "eip2537/pairing_check_bls.json", regexp.MustCompile(`"Expected": "0{63}(1)`)},
	{"EIP-2537 input", "eip2537/pairing_check_bls.json", regexp.MustCompile(`"Input": "0{640}([0-9a-f])`)},
	{"zkcrypto", "zkcrypto/g1_compressed_valid_test_vectors.dat", regexp.MustCompile(`X(l)U`)},
	{"tlock plaintext", "tlock/ciphertexts.json", regexp.MustCompile(`"plaintext": "hell(o)`)},
	{"tlock round", "tlock/ciphertexts.json", regexp.MustCompile(`"round": 1204088(3)`)},
	{"tlock signature", "tlock/ciphertexts.json", regexp.MustCompile(`"signature": "9([0-9a-f])`)},
	{"NI-DKG point", "dfinity-ic-nidkg/nidkg_dealing.hex", regexp.MustCompile(`5860a(f)`)},
	{"NI-DKG proof", "dfinity-ic-nidkg/nidkg_pop.hex", regexp.MustCompile(`726573706f6e7365582046(1)`)},
	{"tlock", "tlock/gt_vectors.json", regexp.MustCompile(`"gt_to_hash_16": "([0-9a-f])`)},
}

// altered is another value of the same shape.
var altered = map[string]string{"true": "false", "false": "true", "null": "true"}

// A published outcome that is altered in one place fails: no test passes whatever comes out.
func TestAlteredVectorsFail(t *testing.T) {
	for _, o := range outcomes {
		data, err := os.ReadFile(testdata.Path(t, "vectors", filepath.FromSlash(o.file)))
		if err != nil {
			t.Fatal(err)
		}
		at := o.outcome.FindSubmatchIndex(data)
		if at == nil {
			t.Errorf("%s: %s has no %v", o.name, o.file, o.outcome)
			continue
		}
		old := string(data[at[2]:at[3]])
		next, known := altered[old]
		if !known { // a digit that stays a digit
			next = "1"
			if old == "1" {
				next = "0"
			}
		}
		r := newRunner()
		path := testdata.Path(t, "vectors", filepath.FromSlash(o.file)) // keys lie beside some
		r.file = path
		r.run(path, bytes.Join([][]byte{data[:at[2]], []byte(next), data[at[3]:]}, nil))
		if len(r.report.Failed) == 0 || len(r.report.Unusable) > 0 {
			t.Errorf("%s: %q for %q in %s: verdict = %v, want violated", o.name, next, old, o.file, r.report.Verdict())
		}
	}
}

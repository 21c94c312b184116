package vectors

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quesera/internal/testdata"
	"quesera/model/crypto/bls"
	"quesera/spec"
)

// files is the content of files by path below a temporary directory.
type files map[string]any

// write writes files, strings as they are and everything else as JSON, and returns the directory.
func (f files) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, content := range f {
		text, ok := content.(string)
		if !ok {
			data, err := json.MarshalIndent(content, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			text = string(data)
		}
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// fieldsByName is a JSON object.
type fieldsByName = map[string]any

// counts wants exactly these counts.
func (f files) counts(t *testing.T, want ...Count) Report {
	t.Helper()
	report := Run(f.write(t))
	if want == nil {
		want = []Count{}
	}
	if diff := cmp.Diff(want, report.Kinds); diff != "" {
		t.Errorf("counts, - wanted + got:\n%s\nfailed: %v\nunusable: %v", diff, report.Failed, report.Unusable)
	}
	return report
}

func key(t *testing.T, n byte) bls.Scalar {
	t.Helper()
	sk, err := bls.KeyGen([]byte(strings.Repeat(string(rune(n)), 32)), bls.SaltV4(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return sk
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// wycheproof is a file of one group with one test.
func wycheproof(group, test fieldsByName) fieldsByName {
	group["tests"] = []fieldsByName{test}
	return fieldsByName{"algorithm": "BLS", "numberOfTests": 1, "testGroups": []fieldsByName{group}}
}

// Wycheproof's groups run under the suites of both variants and all schemes; a wrong claim in
// either direction fails.
func TestWycheproofGroupsRunUnderTheirCiphersuite(t *testing.T) {
	for id, group := range map[string]string{
		"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_": "G1", "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_": "G2",
		"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_AUG_": "G1", "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_AUG_": "G2",
		"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_": "G1", "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_": "G2",
	} {
		s, known := suiteByID(id)
		if !known {
			t.Fatalf("suite %s is not known", id)
		}
		sk, message := key(t, 1), []byte("message")
		pk, sig := hexOf(s.SkToPk(sk)), hexOf(s.Sign(sk, message))
		file := func(result, sig string) fieldsByName {
			return wycheproof(fieldsByName{"type": "BlsSigVerify", "ciphersuite": id,
				"publicKey": fieldsByName{"group": group,
					"pk": pk}},
				fieldsByName{"tcId": 1, "comment": "c", "msg": hexOf(message), "sig": sig, "result": result})
		}
		aggregate := func(result string) fieldsByName {
			return wycheproof(fieldsByName{"type": "BlsAggregateVerify", "ciphersuite": id},
				fieldsByName{"tcId": 1, "pubkeys": []string{pk}, "messages": []string{hexOf(message)}, "sig": sig,
					"result": result})
		}
		files{"1.json": file("valid", sig), "2.json": file("invalid", sig[2:]), "3.json": aggregate("valid"),
			"4.json": file("invalid", sig), "5.json": file("valid", sig[2:]), "6.json": aggregate("invalid")}.counts(t,
			Count{Kind: "wycheproof/BlsAggregateVerify", Passed: 1, Failed: 1},
			Count{Kind: "wycheproof/BlsSigVerify", Passed: 2, Failed: 2})
	}
}

// Hashes to both groups, and the operations with proofs of possession.
func TestWycheproofHashesAndProofs(t *testing.T) {
	const id = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_"
	s, sk, message := bls.MinSignatureSize(bls.Possession), key(t, 1), []byte("m")
	proof, err := s.PopProve(sk)
	if err != nil {
		t.Fatal(err)
	}
	pk, sig := s.SkToPk(sk), hexOf(s.Sign(sk, message))
	possession := fieldsByName{"type": "BlsPopVerify", "ciphersuite": id, "publicKey": fieldsByName{"group": "G2",
		"pk": hexOf(pk)}}
	fast := fieldsByName{"type": "BlsFastAggregateVerify", "ciphersuite": id}
	g1, g2 := fieldsByName{"type": "BlsHashToG1", "dst": "T"}, fieldsByName{"type": "BlsHashToG2", "dst": "T"}
	one, two := hexOf(bls.EncodeG1(bls.HashToG1(message, "T"))), hexOf(bls.EncodeG2(bls.HashToG2(message, "U")))
	files{
		"pop.json": wycheproof(possession, fieldsByName{"tcId": 1, "sig": hexOf(proof), "result": "valid"}),
		"fast.json": wycheproof(fast, fieldsByName{"tcId": 1, "pubkeys": []string{hexOf(pk)}, "msg": hexOf(message),
			"sig": sig, "result": "valid"}),
		"g1.json": wycheproof(g1, fieldsByName{"tcId": 1, "msg": hexOf(message), "expected": one, "result": "valid"}),
		"g2.json": wycheproof(g2, fieldsByName{"tcId": 1, "msg": hexOf(message), "expected": two, "result": "valid"}),
	}.counts(t,
		Count{Kind: "wycheproof/BlsFastAggregateVerify", Passed: 1},
		Count{Kind: "wycheproof/BlsHashToG1", Passed: 1},
		Count{Kind: "wycheproof/BlsHashToG2", Failed: 1}, // expected under another tag
		Count{Kind: "wycheproof/BlsPopVerify", Passed: 1})
}

// What cannot be run is counted as not run, with the reason, and never as passed.
func TestUnknownVectorsAreNotRun(t *testing.T) {
	verify := func(id string) fieldsByName {
		return fieldsByName{"type": "BlsSigVerify", "ciphersuite": id, "publicKey": fieldsByName{"group": "G1", "pk": "00"}}
	}
	test := fieldsByName{"tcId": 1, "msg": "", "sig": "", "result": "invalid"}
	report := files{
		"suite.json":     wycheproof(verify("BLS_SIG_BN254"), test),
		"group.json":     wycheproof(fieldsByName{"type": "BlsBlind"}, test),
		"algorithm.json": fieldsByName{"algorithm": "ECDSA", "numberOfTests": 3, "testGroups": []fieldsByName{}},
		"acceptable.json": wycheproof(verify("BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"),
			fieldsByName{"tcId": 1, "msg": "", "sig": "", "result": "acceptable"}),
		"p256.json": fieldsByName{"ciphersuite": "P256_XMD:SHA-256_SSWU_RO_", "dst": "T",
			"vectors": []fieldsByName{{}}},
		"expand.json": fieldsByName{"DST": "T", "hash": "MD5", "name": "expand_message_xmd",
			"tests": []fieldsByName{{}}},
		"verify_kzg.yaml": "input: {blob: '0x00'}\noutput: null\n",
		"README.md":       "# nothing",
		"list.json":       []int{1},
	}.counts(t,
		Count{Kind: "ethereum/other", NotRun: 1},
		Count{Kind: "rfc9380/expand_message", NotRun: 1},
		Count{Kind: "rfc9380/other curves", NotRun: 1},
		Count{Kind: "wycheproof/BlsSigVerify", NotRun: 2},
		Count{Kind: "wycheproof/other algorithms", NotRun: 3},
		Count{Kind: "wycheproof/other groups", NotRun: 1})
	if report.Verdict() != spec.Inconclusive || len(report.NotRecognised) != 2 {
		t.Errorf("verdict = %v with %d files not recognised, want inconclusive with 2", report.Verdict(),
			len(report.NotRecognised))
	}
}

// consensus-spec-tests has one directory a test; its directories tell apart operations with
// equal inputs. Nobody's signature is valid in one of the two operations only.
func TestDirectoriesTellEthereumsOperationsApart(t *testing.T) {
	s := bls.MinPubkeySize(bls.Possession)
	one, two := s.SkToPk(key(t, 1)), s.SkToPk(key(t, 2))
	p, _ := bls.DecodeG1(one)
	q, _ := bls.DecodeG1(two)
	sum := hexOf(bls.EncodeG1(bls.GroupG1.Sum(p, q)))
	identity := "'0x" + hexOf(bls.EncodeG1(bls.GroupG1.Identity())) + "'"
	nobody := "input: {pubkeys: [], message: '0x00', signature: '0x" + hexOf(bls.EncodeG2(bls.GroupG2.Identity())) +
		"'}\noutput: "
	files{
		"altair/bls/eth_aggregate_pubkeys/bls/two/data.yaml": "input: ['0x" + hexOf(one) + "', '0x" + hexOf(two) +
			"']\noutput: '0x" + sum + "'\n",
		"altair/bls/eth_aggregate_pubkeys/bls/none/data.yaml": "input: []\noutput: null\n",
		"altair/bls/eth_aggregate_pubkeys/bls/wrong/data.yaml": "input: ['0x" + hexOf(one) + "']\noutput: '0x" + sum +
			"'\n",
		"altair/bls/eth_aggregate_pubkeys/bls/identity/data.yaml":   "input: [" + identity + "]\noutput: null\n",
		"altair/bls/eth_fast_aggregate_verify/bls/nobody/data.yaml": nobody + "true\n",
		"altair/bls/eth_fast_aggregate_verify/bls/one/data.yaml": strings.Replace(nobody, "[]", "['0x"+hexOf(one)+"']",
			1) + "false\n",
		"altair/bls/eth_fast_aggregate_verify/bls/wrong/data.yaml": nobody + "false\n",
		"phase0/bls/fast_aggregate_verify/small/nobody/data.yaml":  nobody + "false\n",
		"flat/eth_fast_aggregate_verify_nobody.yaml":               nobody + "true\n",
		"flat/fast_aggregate_verify_nobody.yaml":                   nobody + "false\n",
		"flat/eth_fast_aggregate_verify_wrong/data.yaml":           nobody + "false\n",
	}.counts(t,
		Count{Kind: "ethereum/eth_aggregate_pubkeys", Passed: 3, Failed: 1},
		Count{Kind: "ethereum/eth_fast_aggregate_verify", Passed: 3, Failed: 2},
		Count{Kind: "ethereum/fast_aggregate_verify", Passed: 2})
}

// A batch verifies only if each signature does: not two that are wrong by amounts that
// cancel, and not one right one before a wrong one.
func TestBatchWantsEverySignature(t *testing.T) {
	s, message := bls.MinPubkeySize(bls.Possession), []byte("m")
	var pks, messages, signatures, shifted []string
	shift := bls.GroupG2.Generator()
	for n := range byte(2) {
		sk := key(t, n+1)
		signature := s.Sign(sk, message)
		r, err := bls.DecodeG2(signature)
		if err != nil {
			t.Fatal(err)
		}
		pks, messages = append(pks, hexOf(s.SkToPk(sk))), append(messages, hexOf(message))
		signatures = append(signatures, hexOf(signature))
		shifted = append(shifted, hexOf(bls.EncodeG2(bls.GroupG2.Sum(r, shift))))
		shift = bls.GroupG2.Neg(shift)
	}
	batch := func(signatures []string, output bool) fieldsByName {
		return fieldsByName{"input": fieldsByName{"pubkeys": pks, "messages": messages, "signatures": signatures},
			"output": output}
	}
	files{
		"right.json": batch(signatures, true), "short.json": batch(signatures[:1], false), "cancelling.json": batch(shifted,
			false),
		"second.json":  batch([]string{signatures[0], signatures[0]}, false),
		"swapped.json": batch([]string{signatures[1], signatures[0]}, false),
	}.counts(t, Count{Kind: "ethereum/batch_verify", Passed: 5})
}

// drandNetwork makes the infos and beacons of a network of one.
type drandNetwork struct {
	scheme string
	suite  suite
	sk     bls.Scalar
	seed   []byte
}

func (n drandNetwork) info() fieldsByName {
	i := chainInfo{publicKey: n.suite.SkToPk(n.sk), genesisSeed: n.seed, period: 3, genesisTime: 1000, id: "test"}
	return fieldsByName{"public_key": hexOf(i.publicKey), "period": 3, "genesis_time": 1000, "hash": hexOf(i.chainHash()),
		"groupHash": hexOf(n.seed), "schemeID": n.scheme, "metadata": fieldsByName{"beaconID": "test"}}
}

func (n drandNetwork) beacon(round uint64, previous []byte) fieldsByName {
	message := sha256.Sum256(binary.BigEndian.AppendUint64(append([]byte{}, previous...), round))
	signature := n.suite.Sign(n.sk, message[:])
	randomness := sha256.Sum256(signature)
	b := fieldsByName{"round": round, "signature": hexOf(signature), "randomness": hexOf(randomness[:])}
	if previous != nil {
		b["previous_signature"] = hexOf(previous)
	}
	return b
}

// with is a copy of o with one field changed.
func with(o fieldsByName, name string, value any) fieldsByName {
	changed := fieldsByName{name: value}
	for k, v := range o {
		if k != name {
			changed[k] = v
		}
	}
	return changed
}

// A network's answers, saved as the API lays them out, are judged by its chain info. Every
// beacon of a chain covers the one before, the first the genesis seed; the randomness is
// the hash of the signature.
func TestDrandBeaconsAreHeldAgainstTheirChain(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	chained := drandNetwork{"pedersen-bls-chained", bls.MinPubkeySize(bls.Basic), key(t, 1), seed[:]}
	quick := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 2), seed[:]}
	fast := drandNetwork{"bls-unchained-on-g1",
		bls.MinSignatureSize(bls.Basic).WithTag("BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"), key(t, 3), seed[:]}
	before, other := chained.suite.Sign(chained.sk, []byte("before")), sha256.Sum256([]byte("other"))
	good := chained.beacon(7, before)
	delete(good, "randomness") // version 2 of the API leaves it out
	report := files{
		"chain/info": chained.info(), "chain/public/1": chained.beacon(1, seed[:]), "chain/public/7.json": good,
		"quick/info.json": quick.info(), "quick/latest": quick.beacon(9, nil), "fast/info": fast.info(),
		"fast/2": fast.beacon(2, nil),
	}.counts(t, Count{Kind: "drand/beacon", Passed: 4}, Count{Kind: "drand/info", Passed: 3})
	if report.Verdict() != spec.Holds {
		t.Errorf("verdict = %v, want holds", report.Verdict())
	}
	for name, bad := range map[string]struct {
		network drandNetwork
		beacon  fieldsByName
	}{
		"another round": {chained, with(chained.beacon(7, before), "round", 8)},
		"another signature before": {chained, with(chained.beacon(7, before), "previous_signature",
			hexOf(chained.suite.Sign(chained.sk, nil)))},
		"no signature before":           {chained, chained.beacon(7, nil)},
		"an empty signature before":     {chained, with(chained.beacon(7, nil), "previous_signature", "")},
		"a short signature before":      {chained, chained.beacon(7, before[1:])},
		"the seed before a later round": {chained, chained.beacon(7, seed[:])},
		"another seed before round 1":   {chained, chained.beacon(1, other[:])},
		"a signature before round 1":    {chained, chained.beacon(1, before)},
		"nothing before round 1":        {chained, chained.beacon(1, nil)},
		"round 0":                       {quick, quick.beacon(0, nil)},
		"another randomness":            {quick, with(quick.beacon(9, nil), "randomness", hexOf(seed[:]))},
		"a signature before, unchained": {quick, with(quick.beacon(9, nil), "previous_signature", hexOf(before))},
		"another network's key": {quick, drandNetwork{quick.scheme, quick.suite, key(t, 4), seed[:]}.beacon(9,
			nil)},
		"the tag of G1 on fastnet": {fast, drandNetwork{fast.scheme, quick.suite, fast.sk, seed[:]}.beacon(9, nil)},
		"the tag of G2 on quicknet": {quick, drandNetwork{quick.scheme, fast.suite, quick.sk, seed[:]}.beacon(9,
			nil)},
		"a chained beacon, hashed as one": {quick, quick.beacon(9, before)},
	} {
		t.Run(name, func(t *testing.T) {
			files{"info": bad.network.info(), "beacon": bad.beacon}.counts(t,
				Count{Kind: "drand/beacon", Failed: 1}, Count{Kind: "drand/info", Passed: 1})
		})
	}
}

// A beacon alone says neither its key nor its scheme: it is not run. Of several networks one
// must have signed it.
func TestDrandBeaconAloneIsNotRun(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1), seed[:]}
	two := drandNetwork{"pedersen-bls-unchained", bls.MinPubkeySize(bls.Basic), key(t, 2), seed[:]}
	files{"beacon.json": one.beacon(5, nil)}.counts(t, Count{Kind: "drand/beacon", NotRun: 1})
	files{"a.json": one.info(), "b.json": two.info(), "1": one.beacon(5, nil), "2": two.beacon(6, nil)}.counts(t,
		Count{Kind: "drand/beacon", Passed: 2}, Count{Kind: "drand/info", Passed: 2})
	files{"info": one.info(), "list.json": []fieldsByName{one.beacon(5, nil), one.beacon(6, nil),
		two.beacon(7, nil)}}.counts(t,
		Count{Kind: "drand/beacon", Passed: 2, Failed: 1}, Count{Kind: "drand/info", Passed: 1})
}

// A beacon may be of a network whose scheme is not run, unless one of the networks that are run signed it.
func TestDrandBeaconOfAnUnknownSchemeIsNotRun(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1), seed[:]}
	files{"a.json": with(one.info(), "schemeID", "another"), "b.json": one.info(), "1": with(one.beacon(6, nil), "round",
		7), "2": one.beacon(5, nil)}.counts(t,
		Count{Kind: "drand/beacon", Passed: 1, NotRun: 1}, Count{Kind: "drand/info", Passed: 1, NotRun: 1})
}

// Evmnet's beacons are on BN254. Each of the rules of its keys and signatures refuses something.
func TestDrandBeaconsOnBN254(t *testing.T) {
	data, err := os.ReadFile(testdata.Path(t, "vectors", "drand", "beacons.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []fieldsByName
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	good := fieldsByName{}
	for _, b := range all {
		if b["scheme"] == "bls-bn254-unchained-on-g1" {
			good = b
		}
	}
	signature, pk := good["signature"].(string), good["public_key"].(string)
	zeros := func(octets int) string { return strings.Repeat("00", octets) }
	modulus := "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"
	for name, c := range map[string]struct{ field, value, why string }{
		"another signature":      {"signature", signature[64:] + signature[:64], "no point of the group"},
		"the identity":           {"signature", zeros(64), "does not verify"},
		"a short signature":      {"signature", signature[2:], "wrong length = 63 octets, want 64"},
		"a large coordinate":     {"signature", modulus + zeros(32), "not below the modulus"},
		"another key":            {"public_key", all[0]["public_key"].(string), "wrong length"},
		"the identity as key":    {"public_key", zeros(128), "identity element"},
		"a key's parts swapped":  {"public_key", pk[64:128] + pk[:64] + pk[128:], "no point of the group"},
		"a key in uncanonical x": {"public_key", modulus + pk[64:], "not below the modulus"},
	} {
		report := files{"a.json": []fieldsByName{good, with(good, c.field, c.value)}}.counts(t,
			Count{Kind: "drand/beacon", Passed: 1, Failed: 1})
		if len(report.Failed) != 1 || !strings.Contains(report.Failed[0].Why, c.why) {
			t.Errorf("%s: failed = %v, want one that says %q", name, report.Failed, c.why)
		}
	}
	files{"a.json": []fieldsByName{with(good, "round", 6)}}.counts(t, Count{Kind: "drand/beacon", Failed: 1})
}

// With no chain info near, a beacon is judged by all that the run has met, in whatever order;
// with none at all only a public network's signature or a wrong randomness decides.
func TestDrandBeaconsFarFromTheirInfo(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1), seed[:]}
	report := files{"z/infos/one.json": one.info(), "beacons/one/5.json": one.beacon(5, nil),
		"beacons/one/6.json": with(one.beacon(5, nil), "round", 6)}.counts(t,
		Count{Kind: "drand/beacon", Passed: 1, Failed: 1}, Count{Kind: "drand/info", Passed: 1})
	if f := report.Failed; len(f) != 1 || filepath.Base(f[0].File) != "6.json" {
		t.Errorf("failed = %v, want 6.json", f)
	}
	files{"a/5.json": one.beacon(5, nil), "b/5.json": with(one.beacon(5, nil), "randomness", hexOf(seed[:])),
		"c/123.json": quicknet123, "d/123.json": with(quicknet123, "valid", false), "e/124.json": with(quicknet123, "round",
			124)}.counts(t,
		Count{Kind: "drand/beacon", Passed: 1, Failed: 2, NotRun: 2})
}

// quicknet123 is the output of round 123 of quicknet.
var quicknet123 = fieldsByName{"round": 123,
	"signature": "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92"}

// The public networks' hashes are those under which they are known.
func TestPublicNetworksHaveTheirHashes(t *testing.T) {
	for _, info := range publicNetworks {
		network, known := networks[info.scheme]
		if !known {
			t.Fatalf("%s: scheme %s is not known", info.id, info.scheme)
		}
		if err := network.suite.Validate(info.publicKey); err != nil || hexOf(info.chainHash()) != hexOf(info.hash) {
			t.Errorf("%s: chain hash = %x, want %x; key: %v", info.id, info.chainHash(), info.hash, err)
		}
	}
}

// What a list says of its items' outcome holds of chain infos and of beacons without a key.
func TestListsSayWhatMustComeOut(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1), seed[:]}
	wrong := with(one.info(), "period", 4)
	files{"infos.json": []fieldsByName{with(one.info(), "valid", true), with(wrong, "valid", false), wrong,
		with(one.info(), "valid", false)},
		"beacons.json": []fieldsByName{with(one.beacon(5, nil), "valid", true), with(one.beacon(0, nil), "valid", false),
			with(one.beacon(6, nil), "valid", false)},
	}.counts(t, Count{Kind: "drand/beacon", Passed: 2, Failed: 1}, Count{Kind: "drand/info", Passed: 2, Failed: 2})
	files{"infos/wrong.json": with(wrong, "valid", false), "beacons/one/5": one.beacon(5, nil)}.counts(t,
		Count{Kind: "drand/beacon", NotRun: 1}, Count{Kind: "drand/info", Passed: 1})
}

// The chain hash covers every parameter of the network; an old info names no scheme and means
// the chained one.
func TestDrandChainHashCoversTheParameters(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	n := drandNetwork{"pedersen-bls-chained", bls.MinPubkeySize(bls.Basic), key(t, 1), seed[:]}
	old := n.info()
	delete(old, "schemeID")
	unhashed := n.info()
	delete(unhashed, "hash")
	files{"good": n.info(), "old": old, "unhashed": unhashed,
		"period": with(n.info(), "period", 4), "time": with(n.info(), "genesis_time", 1001),
		"seed": with(n.info(), "groupHash", hexOf(seed[1:])),
		"id":   with(n.info(), "metadata", fieldsByName{"beaconID": "default"}), "key": with(n.info(), "public_key",
			hexOf(n.suite.SkToPk(key(t, 2)))),
		"identity": with(n.info(), "public_key", hexOf(bls.EncodeG1(bls.GroupG1.Identity()))),
	}.counts(t, Count{Kind: "drand/info", Passed: 2, Failed: 6, NotRun: 1})
}

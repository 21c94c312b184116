package vectors

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"quesera/internal/testdata"
	"quesera/model/crypto/bls"
	"quesera/spec"
)

// shared is a published file.
func shared(t *testing.T, name ...string) string {
	t.Helper()
	data, err := os.ReadFile(testdata.Path(t, append([]string{"vectors"}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// loose is a text with other whitespace and digits than its publisher's, and of the same meaning.
func loose(text string) string {
	text = strings.ReplaceAll(text, "\n", "  \r\n\r\n\t")
	text = strings.ReplaceAll(text, " ", "\t ")
	return "\r\n " + strings.ReplaceAll(text, "ab", "AB")
}

// Texts are read by their rules: lines may end in CRLF, blanks and blank lines do not count, digits may be capitals.
func TestTextsAreReadWithWhateverWhitespace(t *testing.T) {
	secret, message := "28b90deaf189015d3a325908c5e0e4bf00f84f7e639b056ff82d7e70b6eede4c", "09"
	sk, err := digits(secret)
	if err != nil {
		t.Fatal(err)
	}
	k, err := bls.DecodeSecretKey(sk)
	if err != nil {
		t.Fatal(err)
	}
	minPk := secret + ":" + message + ":" + hexOf(bls.MinPubkeySize(bls.Basic).Sign(k, []byte{9})) + "\n"
	files{"a.txt": loose(shared(t, "commonware", "min_sig.txt"))}.counts(t,
		Count{Kind: "commonware/min_sig", Passed: 128})
	files{"a.txt": minPk, "b.txt": strings.ReplaceAll(loose(minPk), ":", " : 0x")}.counts(t,
		Count{Kind: "commonware/min_pk", Passed: 2})
	files{"a.txt": loose(shared(t, "herumi", "draft07", "verify.txt")),
		"b.txt": loose(shared(t, "herumi", "draft07", "sign.txt"))}.counts(t,
		Count{Kind: "herumi/sign", Passed: 9}, Count{Kind: "herumi/verify", Passed: 28})
}

// A file under herumi's obsolete suite is told by its content, wherever it lies. One that is under no suite fails.
func TestObsoleteSuiteIsToldByItsContent(t *testing.T) {
	old := shared(t, "herumi", "draft05", "sign.txt")
	report := files{"draft07/sign.txt": old}.counts(t, Count{Kind: "herumi/obsolete suite", NotRun: 9})
	if report.Verdict() != spec.Inconclusive || !strings.Contains(report.NotRun[0].Why, "obsolete suite BLS_SIG_") {
		t.Errorf("verdict = %v, %v, want inconclusive with the suite's name", report.Verdict(), report.NotRun)
	}
	blocks, err := herumiBlocks([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	signature := blocks[0].out
	swapped := strings.Replace(old, signature, hexOf(bls.EncodeG2(bls.GroupG2.Generator())), 1)
	first := strings.Index(swapped, "sec")
	second := first + 3 + strings.Index(swapped[first+3:], "sec")
	files{"draft05/sign.txt": swapped[:second]}.counts(t, Count{Kind: "herumi/sign", Failed: 1})
}

// All operations of herumi's files, with both outcomes.
func TestBlocksAreOfTheOperationThatTheirLinesMake(t *testing.T) {
	one, two, m, n := key(t, 1), key(t, 2), []byte{1}, []byte{2}
	s := ethereum
	sum, err := s.Aggregate([][]byte{s.Sign(one, m), s.Sign(two, m)})
	if err != nil {
		t.Fatal(err)
	}
	mixed, err := s.Aggregate([][]byte{s.Sign(one, m), s.Sign(two, n)})
	if err != nil {
		t.Fatal(err)
	}
	block := func(lines ...any) string {
		var out strings.Builder
		for i := 0; i < len(lines); i += 2 {
			value := lines[i+1]
			if octets, ok := value.([]byte); ok {
				value = hexOf(octets)
			}
			out.WriteString(lines[i].(string) + " " + value.(string) + "\n")
		}
		return out.String()
	}
	pk1, pk2 := s.SkToPk(one), s.SkToPk(two)
	good := block("sig", s.Sign(one, m), "sig", s.Sign(two, m), "out", sum) +
		block("pub", pk1, "pub", pk2, "msg", m, "sig", sum, "out", "true") +
		block("pub", pk1, "pub", pk2, "msg", n, "sig", sum, "out", "false") +
		block("msg", m, "sig", sum, "out", "false") +
		block("pub", pk1, "msg", m, "pub", pk2, "msg", n, "sig", mixed, "out", "true") +
		block("pub", pk1, "msg", n, "pub", pk2, "msg", m, "sig", mixed, "out", "false") +
		block("sec", make([]byte, 32), "msg", m, "out", "null")
	files{"a.txt": good}.counts(t, Count{Kind: "herumi/aggregate", Passed: 1},
		Count{Kind: "herumi/aggregate_verify", Passed: 2}, Count{Kind: "herumi/fast_aggregate_verify", Passed: 3},
		Count{Kind: "herumi/sign", Passed: 1})
	bad := block("sig", s.Sign(one, m), "sig", s.Sign(two, m), "out", mixed) +
		block("pub", pk1, "pub", pk2, "msg", m, "sig", sum, "out", "false") +
		block("pub", pk1, "pub", pk2, "msg", n, "sig", sum, "out", "true") +
		block("pub", pk1, "msg", m, "pub", pk2, "msg", n, "sig", mixed, "out", "false") +
		block("sec", one.Marshal(), "msg", m, "out", "null")
	files{"a.txt": bad}.counts(t, Count{Kind: "herumi/aggregate", Failed: 1},
		Count{Kind: "herumi/aggregate_verify", Failed: 1}, Count{Kind: "herumi/fast_aggregate_verify", Failed: 2},
		Count{Kind: "herumi/sign", Failed: 1})
}

// call is a test of EIP-2537, which fails if want is nil.
func call(name string, input, want []byte) fieldsByName {
	c := fieldsByName{"Name": name, "Input": hexOf(input)}
	if want == nil {
		c["ExpectedError"] = "invalid"
	} else {
		c["Expected"] = hexOf(want)
	}
	return c
}

// All calls of EIP-2537 in both groups: sums need no subgroup, multiples and pairings do. Maps are compared with the
// points of RFC 9380.
func TestPrecompilesFollowEIP2537(t *testing.T) {
	t.Run("G1", func(t *testing.T) { sumsAndMultiples(t, pointsG1, "g1", outsideG1()) })
	t.Run("G2", func(t *testing.T) { sumsAndMultiples(t, pointsG2, "g2", outsideG2()) })
	files{"a.json": []fieldsByName{call("ecrecover", nil, []byte{1})}}.counts(t, Count{Kind: "eip2537/other", NotRun: 1})
	suites := map[string]string{"bls_g1map_": "BLS12381G1_XMD_SHA-256_SSWU_NU_.json",
		"bls_mapg2_": "BLS12381G2_XMD_SHA-256_SSWU_NU_.json"}
	for name, file := range suites {
		var suite struct {
			Vectors []struct {
				U []string
				P struct{ X, Y string }
			}
		}
		if err := json.Unmarshal([]byte(shared(t, "rfc9380", file)), &suite); err != nil {
			t.Fatal(err)
		}
		var calls []fieldsByName
		for _, v := range suite.Vectors {
			calls = append(calls, call(name, padded(t, v.U[0]), append(padded(t, v.P.X), padded(t, v.P.Y)...)),
				call(name, padded(t, v.U[0])[1:], nil))
		}
		kind := map[string]string{"bls_g1map_": "eip2537/map_fp_to_G1", "bls_mapg2_": "eip2537/map_fp2_to_G2"}[name]
		files{"a.json": calls}.counts(t, Count{Kind: kind, Passed: len(calls)})
	}
}

// padded is field elements of RFC 9380's files as EIP-2537 writes them.
func padded(t *testing.T, text string) (out []byte) {
	t.Helper()
	for part := range strings.SplitSeq(text, ",") {
		octets, err := hex.DecodeString(strings.TrimPrefix(part, "0x"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, make([]byte, paddedField-len(octets))...), octets...)
	}
	return out
}

func sumsAndMultiples[P any](t *testing.T, f pointFormat[P], group string, outside P) {
	g, zeros := f.Generator(), make([]byte, f.size)
	two, scalar := f.write(f.Sum(g, g)), append(make([]byte, scalarSize-1), 2)
	base := f.write(g)
	off := bytes.Clone(base)
	off[f.size-1] ^= 1
	top, large := bytes.Clone(base), bytes.Clone(base)
	top[0] = 1
	for i := paddingSize; i < paddedField; i++ {
		large[i] = 0xff
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	unreduced := bytes.Repeat([]byte{0xff}, scalarSize)
	var all bls.Scalar
	all.SetBytes(unreduced)
	most := f.write(f.Mul(all, g))
	strange := f.write(outside)
	name := func(operation string) string { return "bls_" + group + operation + "_" }
	kind := func(operation string) string { return "eip2537/" + operation + "_" + strings.ToUpper(group) }
	files{"add.json": []fieldsByName{call(name("add"), join(base, base), two), call(name("add"), join(base, zeros), base),
		call(name("add"), join(strange, zeros), strange), call(name("add"), join(base, off), nil),
		call(name("add"), join(top, base), nil), call(name("add"), join(base, large), nil),
		call(name("add"), nil, nil), call(name("add"), join(base, base, base), nil)},
		"mul.json": []fieldsByName{call(name("mul"), join(base, scalar), two),
			call(name("mul"), join(base, unreduced), most),
			call(name("mul"), join(strange, scalar), nil), call(name("mul"), join(base, scalar, base, scalar), nil),
			call(name("mul"), nil, nil)},
		"msm_" + strings.ToUpper(group) + "_bls.json": []fieldsByName{
			call("so", join(base, scalar, base, unreduced), f.write(f.Sum(f.Sum(g, g), f.Mul(all, g)))),
			call("called", join(base, scalar, strange, scalar), nil), call("", join(base, scalar[1:]), nil)},
		"wrong.json": []fieldsByName{call(name("multiexp"), join(base, scalar), base),
			call(name("multiexp"), join(base, scalar), nil), call(name("multiexp"), nil, zeros)},
	}.counts(t, Count{Kind: kind("add"), Passed: 8}, Count{Kind: kind("msm"), Passed: 3, Failed: 3},
		Count{Kind: kind("mul"), Passed: 5})
}

// outsideG1 and outsideG2 are points of the curves outside of the groups.
func outsideG1() bls.G1 {
	var p bls.G1
	for x := uint64(1); ; x++ { // y² = x³ + 4
		var right fp.Element
		p.X.SetUint64(x)
		right.Square(&p.X).Mul(&right, &p.X)
		right.Add(&right, new(fp.Element).SetUint64(4))
		if p.Y.Sqrt(&right) != nil && !p.IsInSubGroup() {
			return p
		}
	}
}

func outsideG2() bls.G2 {
	var p bls.G2
	four := bls12381.E2{A0: *new(fp.Element).SetUint64(4), A1: *new(fp.Element).SetUint64(4)}
	for x := uint64(1); ; x++ { // y² = x³ + 4(1 + u)
		p.X.A0.SetUint64(x)
		var right bls12381.E2
		right.Square(&p.X).Mul(&right, &p.X)
		right.Add(&right, &four)
		if right.Legendre() == 1 {
			p.Y.Sqrt(&right)
			if !p.IsInSubGroup() {
				return p
			}
		}
	}
}

// The four forms of zkcrypto's multiples. Entry 1 is the generator as its standards print it; one octet changed fails,
// and so does an encoding in another's place.
func TestMultiplesAreOfTheirForm(t *testing.T) {
	x1, y1 := "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
		"08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"
	x2 := "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e" +
		"024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
	generators := map[string]string{"zkcrypto/g1_compressed": "9" + x1[1:], "zkcrypto/g1_uncompressed": x1 + y1,
		"zkcrypto/g2_compressed": "9" + x2[1:], "zkcrypto/g2_uncompressed": x2}
	for _, e := range pointEncodings {
		var data []byte
		for i, next := 0, e.multiple(); i < maxMultiple; i++ {
			data = append(data, next()...)
		}
		if got := hexOf(data[e.size : 2*e.size]); !strings.HasPrefix(got, generators[e.name]) {
			t.Errorf("%s: generator = %s, want %s", e.name, got, generators[e.name])
		}
		files{"a.dat": string(data)}.counts(t, Count{Kind: e.name, Passed: maxMultiple})
		data[len(data)-1] ^= 1
		report := files{e.file: string(data)}.counts(t, Count{Kind: e.name, Passed: maxMultiple - 1, Failed: 1})
		if len(report.Failed) != 1 || report.Failed[0].Test != "multiple 999" {
			t.Errorf("%s: failed = %v, want multiple 999", e.name, report.Failed)
		}
	}
}

// What tlock encrypted opens with the signature of its round, and with nothing else: another round or plaintext, the
// identity as signature, and a change anywhere in header and payload are refused.
func TestVaultsOpenForTheirRoundOnly(t *testing.T) {
	var all []fieldsByName
	if err := json.Unmarshal([]byte(shared(t, "tlock", "ciphertexts.json")), &all); err != nil {
		t.Fatal(err)
	}
	good := all[0]
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(good["age_base64"].(string), "="))
	if err != nil {
		t.Fatal(err)
	}
	identity := hexOf(bls.EncodeG1(bls.GroupG1.Identity()))
	bad := []fieldsByName{with(good, "round", 12040884), with(good, "plaintext", "hello"),
		with(good, "signature", identity), with(good, "valid", false)}
	var refused []fieldsByName
	for _, at := range []int{5, 30, 50, 130, bytes.Index(data, []byte("--- ")) + 6, len(data) - 60, len(data) - 1} {
		changed := bytes.Clone(data)
		changed[at] ^= 1
		refused = append(refused, with(with(good, "age_base64", base64.StdEncoding.EncodeToString(changed)), "valid",
			false))
	}
	for _, cut := range []int{len(data) - 1, len(data) - 28, 100} {
		refused = append(refused, with(with(good, "age_base64", base64.StdEncoding.EncodeToString(data[:cut])), "valid",
			false))
	}
	foreign := []fieldsByName{good, with(good, "scheme", "bls-bn254-unchained-on-g1"), with(good, "signature", "")}
	files{"bad.json": bad}.counts(t, Count{Kind: tlockKind, Failed: 4})
	files{"refused.json": refused}.counts(t, Count{Kind: tlockKind, Passed: len(refused)})
	armored := pem.EncodeToMemory(&pem.Block{Type: "AGE ENCRYPTED FILE", Bytes: data})
	files{"a.json": foreign, "b.tle": string(data), "c.tle": string(armored)}.counts(t,
		Count{Kind: tlockKind, Passed: 1, NotRun: 4})
}

// A dealing's proofs hold for its receivers in their order, and a proof of possession for its key: with other keys
// beside them they fail, without keys they are not run.
func TestDealingsHoldForTheirReceivers(t *testing.T) {
	from := func(name string) string { return shared(t, "dfinity-ic-nidkg", name) }
	dealing, pop := from("nidkg_dealing.hex"), from("nidkg_pop.hex")
	keys := files{"nidkg_dealing.hex": dealing, "nidkg_dealing_pk0.hex": from("nidkg_dealing_pk1.hex"),
		"nidkg_dealing_pk1.hex": from("nidkg_dealing_pk0.hex"), "nidkg_dealing_pk2.hex": from("nidkg_dealing_pk2.hex"),
		"nidkg_dealing_pk3.hex": from("nidkg_dealing_pk3.hex"), "nidkg_pop.hex": pop}
	keys.counts(t, Count{Kind: "dfinity/nidkg_dealing", Passed: 1, Failed: 2, NotRun: 1},
		Count{Kind: "dfinity/nidkg_key", Passed: 4}, Count{Kind: "dfinity/nidkg_pop", Failed: 1})
	files{"a.hex": dealing, "b.hex": pop}.counts(t, Count{Kind: "dfinity/nidkg_dealing", Passed: 1, NotRun: 2},
		Count{Kind: "dfinity/nidkg_pop", NotRun: 1})
	binary, err := hex.DecodeString(strings.TrimSpace(from("nidkg_pk.hex")))
	if err != nil {
		t.Fatal(err)
	}
	identity := "5830c0" + strings.Repeat("00", 47)
	files{"a.cbor": string(binary), "b.hex": loose(pop), "c.hex": identity}.counts(t,
		Count{Kind: "dfinity/nidkg_key", Passed: 1, Failed: 1}, Count{Kind: "dfinity/nidkg_pop", Passed: 1})
}

// Certificates are for another command, which the note names.
func TestCertificatesAreSentToTheirCommand(t *testing.T) {
	report := Run(testdata.Path(t, "vectors", "dfinity-agent-rs"))
	told := map[string]bool{}
	for _, f := range report.NotRecognised {
		told[filepath.Base(f.File)] = f.Why == certificateNote
	}
	for _, name := range []string{"224od_subnet.cbor", "ivg37_time.cbor", "ivg37_time_pruned_ranges.cbor",
		"o3ow2_subnet_key.bin"} {
		if !told[name] {
			t.Errorf("%s: not recognised as %s", name, certificateNote)
		}
	}
	if told["ORIGIN.txt"] || report.Verdict() != spec.Inconclusive {
		t.Errorf("verdict = %v, %v, want inconclusive", report.Verdict(), told)
	}
}

// Code that panics under a file makes that file unusable, and the others are judged.
func TestAPanicMakesItsFileUnusable(t *testing.T) {
	err := attempt(format{run: func(*runner, *file) error { panic("index out of range") }}, newRunner(), &file{})
	if err == nil || !strings.Contains(err.Error(), "cannot be judged: index out of range") {
		t.Errorf("got %v, want an error that tells of the panic", err)
	}
}

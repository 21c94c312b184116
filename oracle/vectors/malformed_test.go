package vectors

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/spec"
)

const verifyYAML = "input: {pubkey: '00', message: '00', signature: '00'}\noutput: false\n"

// A file of a recognised kind that is malformed, or called JSON or YAML and is neither, is
// unusable, and the line is named where there is one.
func TestMalformedFilesAreUnusable(t *testing.T) {
	for _, c := range append(malformedDocuments(), malformedLayouts()...) {
		report := Run(files{c.file: c.content}.write(t))
		if len(report.Unusable) != 1 || !strings.Contains(report.Unusable[0].Why, c.want) {
			t.Errorf("%s: unusable = %v, want one that says %q", c.name, report.Unusable, c.want)
		}
		if report.Verdict() == spec.Holds {
			t.Errorf("%s: verdict = holds", c.name)
		}
	}
}

// malformedCase is a file and what must be said of it.
type malformedCase struct{ name, file, content, want string }

// malformedLayouts are documents that break the rules of their layout.
func malformedLayouts() []malformedCase {
	expansion := `{"DST": "T", "hash": "SHA256", "name": "expand_message_xmd", "tests": [` + "\n" + `%s]}`
	suite := `{"ciphersuite": "BLS12381G1_XMD:SHA-256_SSWU_RO_", "dst": "T", "vectors": [{"msg": "", "u": %s, "P": %s}]}`
	group := `{"algorithm": "BLS", "numberOfTests": 1, "testGroups": [{"type": "BlsSigVerify", ` +
		`"ciphersuite": "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_",
"publicKey": {"group": "G1", "pk": "00"}, "tests": [` + "\n" + `%s]}]}`
	fill := func(layout string, parts ...string) string {
		for _, part := range parts {
			layout = strings.Replace(layout, "%s", part, 1)
		}
		return layout
	}
	return []malformedCase{
		{"a missing field", "a.json", fill(expansion, `{"DST_prime": "5401", "len_in_bytes": "0x20", "msg": ""}`),
			`line 2: field "uniform_bytes" is missing`},
		{"a length that is none", "a.json",
			fill(expansion, `{"DST_prime": "5401", "len_in_bytes": "x", "msg": "", "uniform_bytes": ""}`), "len_in_bytes"},
		{"a huge length", "a.json", fill(expansion,
			`{"DST_prime": "5401", "len_in_bytes": "0xffffffff", "msg": "", "uniform_bytes": ""}`), "len_in_bytes"},
		{"a length of nothing", "a.json",
			fill(expansion, `{"DST_prime": "5401", "len_in_bytes": "0x0", "msg": "", "uniform_bytes": ""}`), "len_in_bytes"},
		{"an expansion's empty tag", "a.json", `{"DST": "", "hash": "SHA256", "name": "expand_message_xmd", "tests": []}`,
			"DST is empty"},
		{"no field element", "a.json", fill(suite, `["0xzz"]`, `{"x": "0x1", "y": "0x2"}`), "field element"},
		{"a negative field element", "a.json", fill(suite, `["0x-1"]`, `{"x": "0x1", "y": "0x2"}`), "field element"},
		{"no point", "a.json", fill(suite, `[]`, `{"x": "0x1"}`), `field "y" is missing`},
		{"an empty tag", "a.json", `{"ciphersuite": "BLS12381G1_XMD:SHA-256_SSWU_RO_", "dst": "", "vectors": []}`,
			"dst is empty"},
		{"no hexadecimal", "a.json", fill(group, `{"tcId": 5, "msg": "0g", "sig": "00", "result": "valid"}`),
			"tcId 5: line 3: msg"},
		{"half an octet", "a.json", fill(group, `{"tcId": 5, "msg": "012", "sig": "00", "result": "valid"}`),
			"tcId 5: line 3: msg"},
		{"no result", "a.json", fill(group, `{"tcId": 5, "msg": "", "sig": "00", "result": "vaild"}`), `result = "vaild"`},
		{"no number of tests", "a.json", `{"algorithm": "BLS", "testGroups": []}`, `field "numberOfTests" is missing`},
		{"a test short", "a.json", fill(group, ``), "tests = 0, numberOfTests promises 1"},
		{"a key in the other group", "a.json", strings.Replace(fill(group,
			`{"tcId": 5, "msg": "", "sig": "00", "result": "valid"}`), `"G1"`, `"G2"`, 1), "publicKey in G2"},
		{"input of another operation", "sign/a.json", `{"input": {"privkey": "00"}, "output": null}`,
			"input is none of sign"},
		{"output that is none", "a.json", `{"input": {"pubkey": "00"}, "output": 1}`, "output = a number"},
		{"a round that is none", "a.json", `{"round": -1, "signature": "00"}`, "natural number"},
		{"a beacon in a list", "a.json", `[{"scheme": "s", "public_key": "00", "round": 1, "signature": "00"}, {}]`,
			"number 2"},
		{"a chain info", "a.json", `{"public_key": "00", "genesis_time": 1, "period": 1}`, `field "groupHash" is missing`},
		{"a call with both outcomes", "a.json",
			`[{"Name": "bls_g1add_", "Input": "", "Expected": "00", "ExpectedError": "x"}]`, "either Expected or"},
		{"a call without a name", "a.json", `[{"Name": "bls_g1add_", "Input": "", "Expected": ""}, {}]`, `number 2`},
		{"a line of commonware's that is none", "min_pk.txt", "\n00:00", "line 2: got"},
		{"a file of commonware's of nothing", "min_sig.txt", "\r\n", "no line, want key"},
		{"a block without its end", "a.txt", "sec 01\nout 01\nmsg 00\n", "line 3: the last block has no out"},
		{"a block of no operation", "a.txt", "sec 01\nout true\n", "line 2: block of 1 sec"},
		{"a line of a block that is none", "a.txt", "sec 01\nfoo\nout 01\n", "line 2: got"},
		{"multiples cut short", "g2_uncompressed_valid_test_vectors.dat", "\x40", "1 octets, want 1000 encodings of 192"},
		{"an age file without an end", "a.age", "age-encryption.org/v1\n-> tlock 1 00\n", "header does not end"},
		{"no base 64", "a.json", `[{"round": 1, "scheme": "x", "age_base64": "%"}]`, "age_base64 is not base 64"},
		{"a key that is no CBOR", "nidkg_pk.hex", "5830", "no CBOR"},
		{"a number for a dealing", "nidkg_dealing.hex", "01", "want a key, a proof of possession or a dealing"},
		{"a truncated line", "sig_g1_basic_x.txt", "00 00", "line 1: got"},
		{"a later line", "x.txt", "00 " + strings.Repeat("00", 32) + " " + strings.Repeat("00", 48) + "\n00 00\n",
			"line 2: got"},
	}
}

// malformedDocuments are no JSON or YAML, or more of it than is read.
func malformedDocuments() []malformedCase {
	return []malformedCase{
		{"empty JSON", "a.json", "", "line 1: JSON ends too early"},
		{"truncated JSON", "a.json", "{\n\"input\": [", "line 2: JSON ends too early"},
		{"no JSON", "a.json", "{\n  input: 1}", "line 2: no JSON"},
		{"trailing JSON", "a.json", "{}\n{}", "goes on after its end"},
		{"a field twice", "a.json", "{\"a\": 1,\n\"a\": 2}", `line 2: field "a" occurs twice`},
		{"deep JSON", "a.json", strings.Repeat("[", 100_000), "nested deeper than 32"},
		{"deep objects", "a.json", strings.Repeat(`{"a":`, 100_000), "nested deeper than 32"},
		{"many values", "a.json", "[" + strings.Repeat("0,", maxNodes) + "0]", "more than 500000 values"},
		{"large JSON", "a.json", "[" + strings.Repeat(" ", maxJSON) + "]", "larger than 16777216 octets"},
		{"no YAML", "a.yaml", "a: [\n", "no YAML"},
		{"empty YAML", "a.yaml", "", "no YAML"},
		{"an alias", "a.yaml", "a: &a [1]\nb: [*a, *a]\n", "anchors and aliases"},
		{"two documents", "a.yaml", "--- {a: 1}\n--- {b: 1}\n", "second YAML document"},
		{"a YAML field twice", "a.yml", "a: 1\na: 2\n", "occurs twice"},
		{"deep YAML", "a.yaml", strings.Repeat("[", 200) + strings.Repeat("]", 200), "nested deeper than 32"},
		{"large YAML", "a.yaml", "# " + strings.Repeat("x", maxYAML), "larger than 1048576 octets"},
	}
}

// What is no vector does not count against a directory; nothing at all is inconclusive; a failure
// outweighs an unusable file, which outweighs success.
func TestVerdictIsTheWorst(t *testing.T) {
	valid, wrong := verifyYAML, strings.Replace(verifyYAML, "false", "true", 1)
	cases := []struct {
		name  string
		files files
		want  spec.Verdict
	}{
		{"nothing", files{}, spec.Inconclusive},
		{"no vectors", files{"ORIGIN.txt": "where from", "data.bin": "\x00\x01", "empty": ""}, spec.Inconclusive},
		{"one passes", files{"a.yaml": valid, "README.md": "[text](link)"}, spec.Holds},
		{"one fails", files{"a.yaml": valid, "b.yaml": wrong}, spec.Violated},
		{"one is unusable", files{"a.yaml": valid, "b.json": "{"}, spec.Unusable},
		{"one fails and one is unusable", files{"a.json": "{", "b.yaml": wrong}, spec.Violated},
	}
	for _, c := range cases {
		if got := Run(c.files.write(t)).Verdict(); got != c.want {
			t.Errorf("%s: verdict = %v, want %v", c.name, got, c.want)
		}
	}
	if got := Run(filepath.Join(t.TempDir(), "nowhere")).Verdict(); got != spec.Unusable {
		t.Errorf("missing path: verdict = %v, want unusable", got)
	}
}

// The report depends on the files alone: symbolic links are not followed, so that a loop ends.
func TestSymbolicLinksAreNotFollowed(t *testing.T) {
	dir := files{"a.yaml": verifyYAML}.write(t)
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	report := Run(dir)
	if total := report.Total(); total.Passed != 1 || len(report.NotRecognised) != 1 {
		t.Errorf("passed = %d with %d files not recognised, want 1 and 1", total.Passed, len(report.NotRecognised))
	}
}

// A walk is bounded in depth and in the number of files, and says where it stopped.
func TestWalksAreBounded(t *testing.T) {
	deep := strings.Repeat("d/", maxLevel+1)
	report := Run(files{deep + "a.yaml": verifyYAML, "b.yaml": verifyYAML}.write(t))
	if len(report.Unusable) != 1 || !strings.Contains(report.Unusable[0].Why, "nested deeper") ||
		report.Total().Passed != 1 {
		t.Errorf("deep: unusable = %v with %d passed, want one and 1", report.Unusable, report.Total().Passed)
	}
	path := filepath.Join(files{"a.yaml": verifyYAML}.write(t), "a.yaml")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner()
	r.files = maxFiles - 1
	r.visit(path, info, 1)
	r.visit(path, info, 1)
	if len(r.report.Unusable) != 1 || r.report.Total().Passed != 1 {
		t.Errorf("many files: unusable = %v with %d passed, want one and 1", r.report.Unusable, r.report.Total().Passed)
	}
}

// The expanders give the values of RFC 9380 appendices K.2 to K.6 for "abc".
func TestExpandersGiveTheValuesOfRFC9380(t *testing.T) {
	long := strings.Repeat("1", 256-len("QUUX-V01-CS02-with-expander-SHAKE128-long-DST-"))
	for name, c := range map[string]struct{ dst, want string }{
		"expand_message_xmd/SHA512": {"QUUX-V01-CS02-with-expander-SHA512-256",
			"0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc"},
		"expand_message_xof/SHAKE128": {"QUUX-V01-CS02-with-expander-SHAKE128",
			"8696af52a4d862417c0763556073f47bc9b9ba43c99b505305cb1ec04a9ab468"},
		"expand_message_xof/SHAKE256": {"QUUX-V01-CS02-with-expander-SHAKE256",
			"b39e493867e2767216792abce1f2676c197c0692aed061560ead251821808e07"},
		"expand_message_xof/SHAKE128 long": {"QUUX-V01-CS02-with-expander-SHAKE128-long-DST-" +
			long, "690c8d82c7213b4282c6cb41c00e31ea1d3e2005f93ad19bbf6da40f15790c5c"},
	} {
		name, _, _ = strings.Cut(name, " ")
		got, err := expanders[name].expand([]byte("abc"), []byte(c.dst), 32)
		want, _ := hex.DecodeString(c.want)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %x, %v, want %x", name, got, err, want)
		}
	}
}

// An expansion has at most 255 blocks (RFC 9380 §5.3.1, step 2).
func TestExpansionsHaveAtMost255Blocks(t *testing.T) {
	e := expanders["expand_message_xmd/SHA256"]
	if got, err := e.expand(nil, []byte("T"), 255*32); err != nil || len(got) != 255*32 {
		t.Errorf("255 blocks: %d octets, %v", len(got), err)
	}
	if _, err := e.expand(nil, []byte("T"), 255*32+1); err == nil {
		t.Error("one octet more: accepted")
	}
}

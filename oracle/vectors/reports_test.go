package vectors

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"quesera/spec"
)

// What comes of tests is counted by kind, in order, and what is to be said of it is said of its file and test.
func TestWhatIsRecorded(t *testing.T) {
	r := recorder{file: "one"}
	r.judge("b", "1", nil, true)
	r.judge("b", "2", errors.New("why"), false)
	r.judge("c", "3", nil, false)
	r.judge("a", "4", errors.New("why"), true)
	r.equal("b", "5", []byte{1}, []byte{1})
	r.equal("b", "6", []byte{1}, []byte{2, 3})
	r.fail("a", "7", "because")
	r.notRun("a", 2, "x")
	r.notRun("a", 3, "x")
	r.notRun("a", 4, "y")
	r.notRun("b", 5, "x")
	r.file = "two"
	r.notRun("a", 6, "x")
	r.notRun("a", 7, "x")
	r.notRecognised("text")
	r.unusable(errors.New("cut"))
	want := Report{
		Kinds: []Count{{"a", 0, 2, 22}, {"b", 3, 1, 5}, {"c", 0, 1, 0}},
		Failed: []Finding{{File: "one", Kind: "c", Test: "3", Why: "accepted, want refused"},
			{File: "one", Kind: "a", Test: "4", Why: "refused, want accepted: why"},
			{File: "one", Kind: "b", Test: "6", Why: "got 01, want 0203"},
			{File: "one", Kind: "a", Test: "7", Why: "because"}},
		Unusable: []Finding{{File: "two", Why: "cut"}},
		NotRun: []Finding{{File: "one", Kind: "a", Tests: 5, Why: "x"}, {File: "one", Kind: "a", Tests: 4, Why: "y"},
			{File: "one", Kind: "b", Tests: 5, Why: "x"}, {File: "two", Kind: "a", Tests: 13, Why: "x"}},
		NotRecognised: []Finding{{File: "two", Why: "text"}},
	}
	if !reflect.DeepEqual(r.report, want) || r.report.Total() != (Count{"", 3, 4, 27}) {
		t.Errorf("%+v, want %+v", r.report, want)
	}
	var b strings.Builder
	r.report.Write(&b)
	lines := []string{
		"kind                                   passed   failed  not run",
		"a                                           0        2       22",
		"b                                           3        1        5",
		"c                                           0        1        0",
		"failed: one: 3: accepted, want refused", "failed: one: 4: refused, want accepted: why",
		"failed: one: 6: got 01, want 0203", "failed: one: 7: because", "unusable: two: cut",
		"not run: one: 5 of a: x", "not run: one: 4 of a: y", "not run: one: 5 of b: x", "not run: two: 13 of a: x",
		"not recognised: two: text", "violated: 3 passed, 4 failed, 27 not run; 1 files unusable, 1 not recognised", ""}
	if b.String() != strings.Join(lines, "\n") {
		t.Errorf("%s", b.String())
	}
	b.Reset()
	(Report{}).Write(&b)
	if b.String() != "inconclusive: 0 passed, 0 failed, 0 not run; 0 files unusable, 0 not recognised\n" {
		t.Errorf("%s", b.String())
	}
	for _, c := range []struct {
		count    Count
		unusable int
		want     spec.Verdict
	}{{Count{Passed: 1}, 0, spec.Holds}, {Count{Passed: 1, NotRun: 1}, 0, spec.Holds},
		{Count{NotRun: 1}, 0, spec.Inconclusive},
		{Count{Passed: 1}, 1, spec.Unusable}, {Count{}, 1, spec.Unusable}, {Count{Passed: 1, Failed: 1}, 0, spec.Violated},
		{Count{Failed: 1}, 1, spec.Violated}} {
		r := Report{Kinds: []Count{c.count}, Unusable: make([]Finding, c.unusable)}
		if got := r.Verdict(); got != c.want {
			t.Errorf("%+v: %v, want %v", c, got, c.want)
		}
	}
	if r := Run(); r.Kinds == nil || r.Failed == nil || r.Unusable == nil || r.NotRun == nil || r.NotRecognised == nil {
		t.Errorf("a list is null: %+v", r) // in JSON
	}
}

// Paths are walked in their order: files, folders in order of names, and what is neither is told.
func TestPathsAreWalked(t *testing.T) {
	wrong := strings.Replace(verifyYAML, "false", "true", 1)
	dir := files{"b/2.yaml": wrong, "b/1.yaml": wrong, "a.yaml": wrong, "c.yaml": verifyYAML, "d.json": "{",
		"e.txt": "e"}.write(t)
	if err := os.Symlink(filepath.Join(dir, "a.yaml"), filepath.Join(dir, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	names := func(findings []Finding) string {
		var all []string
		for _, f := range findings {
			name, err := filepath.Rel(dir, f.File)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, filepath.ToSlash(name)+" "+f.Why[:min(len(f.Why), 12)])
		}
		return strings.Join(all, ", ")
	}
	r := Run(filepath.Join(dir, "missing"), dir, filepath.Join(dir, "link.yaml"))
	if got, want := names(r.Failed),
		"a.yaml refused, wan, b/1.yaml refused, wan, b/2.yaml refused, wan, link.yaml refused, wan"; got != want {
		t.Errorf("failed: %s, want %s", got, want)
	}
	if got, want := names(r.Unusable), "missing no such file, d.json line 1: JSON"; got != want {
		t.Errorf("unusable: %s, want %s", got, want)
	}
	if got, want := names(r.NotRecognised), "e.txt no known lay, link.yaml not a regula"; got != want {
		t.Errorf("not recognised: %s, want %s", got, want)
	}
	if r := Run(os.DevNull); len(r.Unusable) != 1 || r.Unusable[0].Why != "neither a file nor a directory" {
		t.Errorf("%+v", r.Unusable)
	}
	walk := newRunner()
	walk.visitAll(filepath.Join(dir, "missing"), 3)
	if len(walk.report.Unusable) != 1 {
		t.Errorf("a folder that is missing: %+v", walk.report)
	}
}

// A folder may lie 63 deep in folders, and a hundred thousand files are read, as is said.
func TestTheBoundsOfAWalk(t *testing.T) {
	dir := files{"a.yaml": verifyYAML}.write(t)
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	for level, want := range map[int]string{0: "", 63: "", 64: "directories nested deeper than 64"} {
		r := newRunner()
		r.visit(dir, info, level)
		if passed := r.report.Total().Passed; (passed == 1) != (want == "") || want != "" &&
			r.report.Unusable[0].Why != want {
			t.Errorf("level %d: %+v", level, r.report)
		}
	}
	path := filepath.Join(dir, "a.yaml")
	file, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner()
	r.files = 99_999
	r.visit(path, file, 1)
	r.visit(path, file, 1)
	if r.files != 100_000 || r.report.Total().Passed != 1 || r.report.Unusable[0].Why != "more than 100000 files" {
		t.Errorf("%d files, %+v", r.files, r.report)
	}
}

// Of the files beside one, those are read that are regular and small, by name, unless there are too many entries.
func TestWhatLiesBesideAFile(t *testing.T) {
	dir := files{"b": "12", "a": "123", "c/d": "1", "e": ""}.write(t)
	if err := os.Symlink(filepath.Join(dir, "b"), filepath.Join(dir, "f")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		limit int64
		most  int
		want  string
	}{{2, 9, "b12e"}, {3, 5, "a123b12e"}, {3, 4, ""}, {0, 9, "e"}} {
		got := ""
		for _, n := range neighbours(dir, c.limit, c.most) {
			got += n.name + string(n.data)
		}
		if got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	if got := neighbours(filepath.Join(dir, "none"), 9, 9); got != nil {
		t.Errorf("%v", got)
	}
}

// layoutsTold are names and contents of files, and the layouts that they are of.
func layoutsTold() []struct{ name, content, want string } {
	hex32, hex48, hex96 := strings.Repeat("0a", 32), strings.Repeat("0b", 48), strings.Repeat("0C", 96)
	return []struct{ name, content, want string }{
		{"a.json", `{"format":"quesera-vectors/1"}`, "quesera family"}, {"a.json", `{"format":"quesera-vectors"}`, ""},
		{"a.json", `{"format":1}`, ""}, {"a.json", `{"format":"quesera-vectors-manifest/1"}`, "quesera manifest"},
		{"x.schema.json", `{"$schema":"","properties":{}}`, "quesera schema"},
		{"x.json", `{"$schema":"","properties":{}}`, ""},
		{"x.schema.json", `{"properties":{}}`, ""}, {"x.schema.json", `{"$schema":""}`, ""},
		{"a.json", `{"ciphersuite":1,"dst":1,"vectors":1}`, "RFC 9380 suite"}, {"a.json", `{"ciphersuite":1,"dst":1}`, ""},
		{"a.json", `{"DST":1,"hash":1,"name":1,"tests":1}`, "RFC 9380 expand_message"},
		{"a.json", `{"DST":1,"hash":1,"name":1}`, ""},
		{"a.json", `{"algorithm":1,"testGroups":1}`, "Wycheproof"}, {"a.json", `{"algorithm":1}`, ""},
		{"a.yaml", "input: 1\noutput: 1\n", "Ethereum"}, {"a.yaml", "input: 1\n", ""},
		{"a", `{"public_key":1,"genesis_time":1,"period":1}`, "drand chain info"}, {"a", `{"public_key":1,"period":1}`, ""},
		{"a", `{"round":1,"signature":1}`, "drand beacon"}, {"a", `{"round":1}`, ""},
		{"a", `{"round":1,"signature":1,"x":1}`, ""},
		{"a", `{"round":1,"signature":1,"randomness":1,"previous_signature":1,"valid":1,"src":1,"comment":1,"chain_hash":1}`,
			"drand beacon"},
		{"a", `{"round":1,"signature":1,"x":1,"scheme":1}`, ""}, {"a", `{"round":1,"signature":1,"x":1,"public_key":1}`,
			""},
		{"a", `{"round":1,"signature":1,"x":1,"scheme":1,"public_key":1}`, "drand beacon"},
		{"a", `[{"round":1,"signature":1}]`, "drand array"}, {"a", `[]`, ""}, {"a", `[1,{"round":1,"signature":1}]`, ""},
		{"a", `[{"public_key":1,"genesis_time":1,"period":1}]`, "drand array"},
		{"a", `{"a":{"round":1,"signature":1}}`, ""},
		{"a", `[{"valid":1,"sig":1,"msg":1}]`, "verify-bls-signatures"}, {"a", `[{"sig":1,"msg":1}]`, ""},
		{"a", `{"a":{"valid":1,"sig":1,"msg":1}}`, ""}, {"a", `[{"round":1,"age_base64":1}]`, "tlock ciphertexts"},
		{"a", `{"a":{"round":1,"age_base64":1}}`, ""}, {"a", `[{"age_base64":1}]`, ""},
		{"a", `{"e_g1_g2_bytes":1,"e_g1_g2_squared_bytes":1,"gt_to_hash_16":1}`, "pairing values"},
		{"a", `{"e_g1_g2_bytes":1,"gt_to_hash_16":1}`, ""},
		{"a", "age-encryption.org/v1\n-> tlock ", "tlock"}, {"a", "age-encryption.org/v1\n-> x25519 ", ""},
		{"a", "age-encryption.org/v1\n", ""},
		{"a", "\xd9\xd9\xf7\xa2dtree", "certificate"}, {"a", "\xa2dtree", "certificate"},
		{"a", "d9d9f7 a2 64 74726565", "certificate"},
		{"a", "\xd9\xd9\xf7\xa4dtree", ""}, {"a", "\xa1kcertificate", "certificate"},
		{"a", "\xa3jdelegation", "certificate"},
		{"a", "\xa3isignature", "certificate"}, {"a", "\xa3dtree", "certificate"}, {"a", "\xa2isignature", "certificate"},
		{"a", "\xa2kcertificate", "certificate"}, {"a", "\xa2fstatusgrepliedkcertificate", "certificate"},
		{"a", "\xa1dtree", ""}, {"a.json", `"d9d9f7a264747265650"`, ""},
		{"a", "\xa4spublic_coefficients", "NI-DKG"}, {"a", "\xa3gpop_key", "NI-DKG"},
		{"a", "\x58\x30" + hex48[:48], "NI-DKG"},
		{"a", "\x58\x30" + hex48[:47], ""}, {"a", "\x58\x31" + hex48[:48], ""}, {"a", "5830" + hex48, "NI-DKG"},
		{"nidkg_x.hex", "x", "NI-DKG"}, {"nidkg_x.cbor", "x", "NI-DKG"}, {"nidkg_x.txt", "x", ""},
		{"a_nidkg_x.hex", "x", ""},
		{"a", `[{"Input":1,"Name":1,"Expected":1}]`, "EIP-2537"},
		{"a", `[{"Input":1,"Name":1,"ExpectedError":1}]`, "EIP-2537"},
		{"a", `[{"Input":1,"Name":1}]`, ""}, {"a", `[{"Name":1,"Expected":1}]`, ""},
		{"a", `{"a":{"Input":1,"Name":1,"Expected":1}}`, ""},
		{"a", hex32 + ":" + "00" + ":" + hex48, "commonware"}, {"a", "\n 0x" + hex32 + " : 0x : 0X" + hex96 + "\r\nx",
			"commonware"},
		{"a", hex32 + ":0:" + hex48, ""}, {"a", hex32 + "::" + hex48[2:], ""}, {"d/min_pk.txt", "x", "commonware"},
		{"a_min_pk.txt", "x", ""}, {"min_sig.txt", "x", "commonware"}, {"min_x.txt", "x", ""},
		{"a", "sec 00\nout 00\n", "herumi"}, {"a", "\r\n PUB\t0x00\n\tOUT true", "herumi"}, {"a", "sec 00\n", ""},
		{"a", "out 00\nout 00", ""},
		{"a", "sec\nout 00", ""}, {"a", "sec 00\nabout 00", ""},
		{"a", "00 " + hex32 + " " + hex48 + "\n", "bls_sigs_ref"},
		{"a", " " + hex32 + " " + strings.ToLower(hex96), "bls_sigs_ref"},
		{"a", "00 " + hex32[2:] + " " + hex48, ""}, {"a", "00 " + hex32 + " " + hex48[2:], ""},
		{"a", "00 " + hex32 + " " + hex48 + "\r\n",
			"bls_sigs_ref"},
		{"sig_g2_basic_x", "x", "bls_sigs_ref"}, {"sig_g3_basic_x", "x", ""}, {"d/sig_g1_basic", "x", "bls_sigs_ref"},
		{"g2_compressed_valid_test_vectors.dat", "", "zkcrypto"},
		{"d/g1_uncompressed_valid_test_vectors.dat", "", "zkcrypto"},
		{"a.dat", "\xc0" + strings.Repeat("\x00", 47), ""},
		// What is JSON or YAML is none of the layouts of other texts.
		{"a.yaml", "age-encryption.org/v1\n-> tlock ", ""}, {"a.yaml", hex32 + ":00:" + hex48, ""}, {"min_pk.txt", "[]", ""},
		{"a.yaml", "sec 00\nout 00\n", ""}, {"a.yaml", "00 " + hex32 + " " + hex48, ""}, {"sig_g1_basic", "[]", ""},
		{"a.yaml", "d9d9f7a26474726565", ""}, {"a.yaml", "5830" + hex48, ""}, {"nidkg_x.hex", "[]", ""},
		{"g1_compressed_valid_test_vectors.dat", "[]", ""},
	}
}

// Each layout is told by what it has, and by no less.
func TestWhichLayoutAFileIsOf(t *testing.T) {
	for _, c := range layoutsTold() {
		f, err := parse(c.name, []byte(c.content))
		if err != nil {
			t.Fatalf("%s: %v", c.content, err)
		}
		var got []string
		for _, format := range formats {
			if format.recognises(f) {
				got = append(got, format.name)
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s, %.60q: is of %q, want %s", c.name, c.content, got, c.want)
		}
	}
}

package vectors

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"quesera/model/crypto/bls"
)

// The call that a test is of is told by its name: the group and the operation, in each way that they are written.
func TestWhichPrecompileANameIsOf(t *testing.T) {
	for name, want := range map[string]string{
		"bls_g1add_x": "eip2537/add_G1", "bls_g2add_x": "eip2537/add_G2", "blsG1Add": "eip2537/add_G1",
		"BLS_G2_MUL": "eip2537/mul_G2",
		"bls_g1mul_": "eip2537/mul_G1", "bls_g1multiexp_": "eip2537/msm_G1", "bls_g2msm_": "eip2537/msm_G2",
		"bls_g1map_": "eip2537/map_fp_to_G1", "bls_mapg2_": "eip2537/map_fp2_to_G2", "blsMapG1": "eip2537/map_fp_to_G1",
		"bls_map_fp_to_g1": "eip2537/map_fp_to_G1", "bls_map_fp2_to_G2": "eip2537/map_fp2_to_G2",
		"add_G1_bls":        "eip2537/add_G1",
		"d/mul_G2_bls.json": "eip2537/mul_G2", "msm_G1_bls": "eip2537/msm_G1", "multiexp_G2_bls": "eip2537/msm_G2",
		"map_fp_to_G1_bls": "eip2537/map_fp_to_G1", "map_fp2_to_G2_bls": "eip2537/map_fp2_to_G2",
		"bls_pairing_": "eip2537/pairing_check",
		"blsPairing":   "eip2537/pairing_check", "pairing_check_bls": "eip2537/pairing_check", "g1add": "", "bn_g1add": "",
		"add_G1":        "",
		"pairing_check": "", "bls": "", "": "", "bls_g3add": "",
	} {
		if p, known := precompileIn(name); p.name != want || known != (want != "") {
			t.Errorf("%s: %q, %v, want %q", name, p.name, known, want)
		}
	}
	zeros := strings.Repeat("00", 256)
	call := func(name string) fieldsByName {
		return fieldsByName{"Name": name, "Input": zeros, "Expected": zeros[:256]}
	}
	for k, c := range []struct {
		path  string
		calls []fieldsByName
		want  Count
	}{
		{"/a.json", []fieldsByName{call("x"), call("bls_g1add_")}, Count{"eip2537/add_G1", 2, 0, 0}},
		{"/a.json", []fieldsByName{call("bls_g1add_"), call("bls_pairing")}, Count{"eip2537/add_G1", 2, 0, 0}},
		{"/add_G1_bls.json", []fieldsByName{call("x")}, Count{"eip2537/add_G1", 1, 0, 0}},
		{"/mul_G1_bls.json", []fieldsByName{call("bls_g1add_")}, Count{"eip2537/add_G1", 1, 0, 0}},
		{"/a.json", []fieldsByName{call("x"), call("y")}, Count{"eip2537/other", 0, 0, 2}},
	} {
		if r := judged(t, c.path[1:], c.calls); len(r.Kinds) != 1 || r.Kinds[0] != c.want || unread(r) {
			t.Errorf("%d: %+v, want %+v", k, r, c.want)
		}
	}
	bad := call("z")
	bad["Input"] = 1
	if r := judged(t, "a.json", []fieldsByName{call("bls_g1add_"), bad}); r.Total().Passed != 1 ||
		!strings.HasPrefix(r.Unusable[0].Why, "EIP-2537: number 2: ") {
		t.Errorf("%+v", r)
	}
	if r := judged(t, "a.json", []fieldsByName{call("bls_g1add_"), {"Name": "a"}, {}}); r.Total().Passed != 0 ||
		!strings.HasPrefix(r.Unusable[0].Why, "EIP-2537: number 3: ") {
		t.Errorf("%+v", r)
	}
}

// Of each precompile the input's length, each coordinate's first octets and range, the curve and the subgroup count.
func TestWhatPrecompilesRefuse(t *testing.T) {
	one, two := pointsG1.write(bls.GroupG1.Generator()), pointsG2.write(bls.GroupG2.Generator())
	out1, out2 := pointsG1.write(outsideG1()), pointsG2.write(outsideG2())
	none1, none2 := make([]byte, 128), make([]byte, 256)
	spoilt := func(b []byte, at int, value byte) []byte {
		b = bytes.Clone(b)
		b[at] = value
		return b
	}
	large := func(b []byte, field int) []byte {
		b = bytes.Clone(b)
		copy(b[64*field+16:], fp.Modulus().Bytes())
		return b
	}
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	k := append(make([]byte, 31), 1)
	for n, c := range []struct {
		call  string
		input []byte
		want  any // octets or an error
	}{
		{"addg1", join(one, none1), one}, {"addg1", join(none1, one), one}, {"addg1", one, errInputLength},
		{"addg1", join(one, one, one), errInputLength}, {"addg1", join(spoilt(one, 15, 1), one), errTopBytes},
		{"addg1", join(one, spoilt(one, 64, 1)), errTopBytes}, {"addg1", join(large(one, 0), one), errFieldRange},
		{"addg1", join(one, large(one, 1)), errFieldRange}, {"addg1", join(spoilt(one, 127, 0), one), errOffCurve},
		{"addg1", join(one, spoilt(one, 127, 0)), errOffCurve}, {"addg1", join(out1, none1), out1},
		{"addg2", join(two, none2), two}, {"addg2", join(none2, out2), out2}, {"addg2", two, errInputLength},
		{"addg2", join(two, large(two, 3)), errFieldRange}, {"addg2", join(spoilt(two, 255, 0), two), errOffCurve},
		{"mulg1", join(one, k), one}, {"mulg1", join(out1, k), errOffSubgroup},
		{"mulg1", join(one, k, one, k), errInputLength},
		{"mulg1", nil, errInputLength}, {"mulg1", one, errInputLength}, {"mulg1", join(none1, k), none1},
		{"mulg2", join(two, k), two}, {"mulg2", join(out2, k), errOffSubgroup},
		{"mulg2", join(two, k, two, k), errInputLength},
		{"msmg1", join(one, k, none1, k), one}, {"msmg1", join(none1, k, one, k), one}, {"msmg1", nil, errInputLength},
		{"msmg1", join(one, k, one), errInputLength}, {"msmg1", join(one, k, out1, k), errOffSubgroup},
		{"msmg2", join(two, k, none2, k), two}, {"msmg2", nil, errInputLength}, {"msmg2", join(out2, k), errOffSubgroup},
		{"mapg1", make([]byte, 63), errInputLength}, {"mapg1", make([]byte, 128), errInputLength},
		{"mapg1", spoilt(make([]byte, 64), 0, 1), errTopBytes}, {"mapg1", large(make([]byte, 64), 0), errFieldRange},
		{"mapg2", make([]byte, 64), errInputLength}, {"mapg2", make([]byte, 192), errInputLength},
		{"mapg2", spoilt(make([]byte, 128), 79, 1), errTopBytes}, {"mapg2", large(make([]byte, 128), 1), errFieldRange},
		{"pair", nil, errInputLength}, {"pair", one, errInputLength}, {"pair", join(one, two, one), errInputLength},
		{"pair", join(one, two), make([]byte, 32)}, {"pair", join(one, none2), k}, {"pair", join(none1, two), k},
		{"pair", join(one, two, pointsG1.write(bls.GroupG1.Neg(bls.GroupG1.Generator())), two), k},
		{"pair", join(out1, two), errOffSubgroup}, {"pair", join(one, out2), errOffSubgroup},
		{"pair", join(one, two, spoilt(one, 127, 0), two), errOffCurve},
		{"pair", join(one, two, one, large(two, 2)), errFieldRange},
	} {
		got, err := precompiles[c.call].run(c.input)
		if want, refused := c.want.(error); refused && (err != want || got != nil) || !refused && (err != nil ||
			!bytes.Equal(got, c.want.([]byte))) {
			t.Errorf("%d: %s: %x, %v, want %v", n, c.call, got, err, c.want)
		}
	}
}

// Elements are hexadecimal numbers of at most 48 octets, with commas between the parts; points have x and y.
func TestElementsAndPointsOfRFC9380(t *testing.T) {
	pad := func(digits string) string { return strings.Repeat("0", 96-len(digits)) + digits }
	for value, want := range map[string]string{`"0x1"`: pad("1"), `"ff"`: pad("ff"), `"0x1,0x2"`: pad("1") + pad("2"),
		`"0"`:                                 pad("0"),
		`"0x` + strings.Repeat("f", 96) + `"`: strings.Repeat("f", 96), `"0x1` + strings.Repeat("0", 96) + `"`: "",
		`"-1"`: "", `""`: "",
		`"0x1,"`: "", `"x"`: "", `1`: "", `null`: "", `["1"]`: ""} {
		root, _ := parseJSON([]byte(value))
		f := &fields{}
		if got := hexOf([]byte(f.element(root, "u"))); got != want || (f.err == nil) != (want != "") || f.err != nil &&
			!strings.HasPrefix(f.err.Error(), "line 1: u = ") {
			t.Errorf("%s: %s, %v, want %s", value, got, f.err, want)
		}
	}
	for value, want := range map[string]string{`{"x":"1","y":"2"}`: pad("1") + pad("2"),
		`{"x":"1"}`: `field "y" is missing`,
		`{"y":"1"}`: `field "x" is missing`, `{"x":"g","y":"1"}`: `x = "g"`, `{"x":"1","y":"g"}`: `y = "g"`,
		`1`:               `field "P" = a number`,
		`{"x":1,"y":"1"}`: `field "x" = a number`, `{"x":"1","y":1}`: `field "y" = a number`} {
		root, _ := parseJSON([]byte(`{"P":` + value + `}`))
		f := fieldsOf(root)
		got := hexOf([]byte(f.point("P")))
		if f.err != nil && got == "" {
			got = f.err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
	broken := &fields{err: errOffCurve}
	if root, _ := parseJSON([]byte(`"1"`)); broken.element(root, "u") != "" || broken.err != errOffCurve {
		t.Error(broken.err)
	}
}

// A vector of a suite passes just if every value of it comes out, and as many as are made.
func TestEveryValueOfAHashCounts(t *testing.T) {
	got := curveHash{[]string{"a", "b"}, []string{"c", "d"}, "p"}
	for k, c := range []struct {
		want   curveHash
		passes bool
	}{
		{got, true}, {curveHash{[]string{"a", "c"}, got.q, "p"}, false}, {curveHash{got.u, []string{"c", "c"}, "p"}, false},
		{curveHash{got.u, got.q, "q"}, false}, {curveHash{[]string{"a"}, []string{"b", "c", "d"}, "p"}, false},
		{curveHash{[]string{"ab"}, got.q, "p"}, false}, {curveHash{got.u, []string{"cd"}, "p"}, false},
	} {
		r := newRunner()
		r.compareHash("k", "t", got, c.want)
		if total := r.report.Total(); (total.Passed == 1) != c.passes || total.Passed+total.Failed != 1 ||
			!c.passes && r.report.Failed[0].Test != "t" {
			t.Errorf("%d: %+v", k, r.report)
		}
	}
	for _, id := range []string{"G1_XMD:SHA-256_SSWU_RO_", "G1_XMD:SHA-256_SSWU_NU_", "G2_XMD:SHA-256_SSWU_RO_",
		"G2_XMD:SHA-256_SSWU_NU_"} {
		for _, dst := range []string{"T", strings.Repeat("T", 255), strings.Repeat("T", 256)} {
			h, err := curveHashes["BLS12381"+id]([]byte("m"), dst)
			count := map[bool]int{true: 2, false: 1}[strings.Contains(id, "RO")]
			degree := map[bool]int{true: 1, false: 2}[strings.HasPrefix(id, "G1")]
			if err != nil || len(h.u) != count || len(h.q) != count || len(h.u[0]) != 48*degree || len(h.p) != 96*degree {
				t.Errorf("%s: %d and %d values, %v", id, len(h.u), len(h.q), err)
			}
		}
	}
	vector := func(u string) string {
		return `{"msg":"","u":[` + u + `],"P":{"x":"1","y":"2"}}`
	}
	r := newRunner()
	r.run("a.json", []byte(`{"ciphersuite":"BLS12381G1_XMD:SHA-256_SSWU_NU_","dst":"T","vectors":[`+vector(`"1"`)+","+
		vector(`"1","2"`)+"]}"))
	if f := r.report.Failed; len(f) != 2 || f[0].Test != "vector 1" || f[1].Test != "vector 2" || unread(r.report) ||
		f[0].Kind != "rfc9380/BLS12381G1_XMD:SHA-256_SSWU_NU_" {
		t.Errorf("%+v", r.report)
	}
	r = newRunner()
	r.run("a.json", []byte(`{"ciphersuite":"P256","dst":"","vectors":[{},{}]}`))
	if n := r.report.NotRun; len(n) != 1 || n[0].Tests != 2 || !strings.Contains(n[0].Why,
		`"P256" is not over BLS12-381`) {
		t.Errorf("%+v", r.report)
	}
}

// Groups of Wycheproof's are counted and told as they are, and their tests by number and comment.
func TestGroupsOfWycheproof(t *testing.T) {
	group := func(of, tests string) string {
		return `{"type":"` + of +
			`","ciphersuite":"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_","dst":"T","publicKey":{"group":"G1",` +
			`"pk":"00"},"tests":[` + tests + `]}`
	}
	const bad = `{"tcId":7,"msg":"","sig":"","result":"valid","comment":"a\n b"}`
	for k, c := range []struct{ algorithm, promised, groups, want string }{
		{"BLS", "1", group("BlsSigVerify", bad), "wycheproof/BlsSigVerify 0 1 0: tcId 7 (a b) "},
		{"BLS12", "2", group("BlsSigVerify", bad+","+bad), "wycheproof/BlsSigVerify 0 2 0: tcId 7 (a b) tcId 7 (a b) "},
		{"BLS", "2", group("BlsSigVerify", bad) + "," + group("BlsSigVerify", bad),
			"wycheproof/BlsSigVerify 0 2 0: tcId 7 (a b) tcId 7 (a b) "},
		{"BLS", "1", group("BlsSigVerify", strings.Replace(bad, `"a\n b"`, `1`, 1)),
			"wycheproof/BlsSigVerify 0 1 0: tcId 7 "},
		{"BLS", "1", group("BlsSigVerify", strings.Replace(bad, `valid`, `acceptable`, 1)),
			"wycheproof/BlsSigVerify 0 0 1: 1 result acceptable: either outcome is right"},
		{"BLS", "1", group("BlsSigVerify", strings.Replace(bad, `valid`, `x`, 1)),
			`: Wycheproof: line 1: tcId 7: result = "x", want valid`},
		{"BLS", "2", group("BlsX", "{},{}"), `wycheproof/other groups 0 0 2: 2 test group type "BlsX" is not known here`},
		{"BLS", "1", group("BlsX", "{},{}"),
			`wycheproof/other groups 0 0 2: Wycheproof: line 1: tests = 2, numberOfTests promises 1`},
		{"BLS", "3", group("BlsX", "{},{}"),
			`wycheproof/other groups 0 0 2: Wycheproof: line 1: tests = 2, numberOfTests promises 3`},
		{"RSA", "3", "", `wycheproof/other algorithms 0 0 3: 3 algorithm "RSA" is not BLS`},
		{"xBLS", "9999999", "", `wycheproof/other algorithms 0 0 500000: 500000 algorithm "xBLS" is not BLS`},
		{"BLS", "1", strings.Replace(group("BlsSigVerify", bad), "XMD", "XOF", 1),
			"wycheproof/BlsSigVerify 0 0 1: 1 ciphersuite"},
		{"BLS", "1", strings.Replace(group("BlsPopVerify", bad), "XMD", "XOF", 1),
			"wycheproof/BlsPopVerify 0 0 1: 1 ciphersuite"},
		{"BLS", "1",
			strings.Replace(group("BlsAggregateVerify", `{"tcId":1,"pubkeys":[],"messages":[],"sig":"","result":"valid"}`),
				"XMD", "XOF", 1), "wycheproof/BlsAggregateVerify 0 0 1: 1 ciphersuite"},
		{"BLS", "1", strings.Replace(group("BlsFastAggregateVerify",
			`{"tcId":1,"pubkeys":[],"msg":"","sig":"","result":"valid"}`), "XMD",
			"XOF", 1), "wycheproof/BlsFastAggregateVerify 0 0 1: 1 ciphersuite"},
		{"BLS", "1", strings.Replace(group("BlsHashToG1", `{"tcId":1,"msg":"","expected":"","result":"valid"}`), `"T"`,
			`""`, 1),
			": Wycheproof: tcId 1: line 1: dst is empty"},
		{"BLS", "1", strings.Replace(group("BlsSigVerify", bad), `"G1"`, `"G2"`, 1),
			": Wycheproof: tcId 7: line 1: publicKey in G2, where"},
	} {
		r := newRunner()
		r.run("a.json",
			[]byte(`{"algorithm":"`+c.algorithm+`","numberOfTests":`+c.promised+`,"testGroups":[`+c.groups+`]}`))
		got := ""
		for _, k := range r.report.Kinds {
			got += fmt.Sprintf("%s %d %d %d", k.Kind, k.Passed, k.Failed, k.NotRun)
		}
		got += ": "
		for _, f := range r.report.Failed {
			got += f.Test + " "
		}
		for _, f := range r.report.Unusable {
			got += f.Why
		}
		for _, f := range r.report.NotRun {
			if len(r.report.Unusable) == 0 {
				got += fmt.Sprint(f.Tests, " ", f.Why)
			}
		}
		if !strings.HasPrefix(got, c.want) || strings.HasSuffix(c.want, ") ") && got != c.want {
			t.Errorf("%d: %s, want %s", k, got, c.want)
		}
	}
	hundred := strings.Repeat("x", 100)
	if got := oneLine(hundred) + oneLine(hundred+"y") + oneLine(" a \n b"); got != hundred+hundred+"…a b" {
		t.Error(got)
	}
}

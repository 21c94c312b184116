package vectors

import (
	"bytes"
	"crypto/sha3"
	"errors"
	"fmt"
	"strings"
	"testing"

	h2c "github.com/consensys/gnark-crypto/field/hash"

	"quesera/model/crypto/bls"
)

// Expansions are those of other implementations, for every length of tag and output; long tags are hashed first.
func TestExpansionsAreThoseOfOthers(t *testing.T) {
	x := expanders["expand_message_xmd/SHA256"]
	for _, length := range []int{32, 33, 63, 64, 65, 96, 257, 8160} {
		for _, tag := range []int{1, 16, 254, 255} {
			dst, message := bytes.Repeat([]byte{'t'}, tag), bytes.Repeat([]byte{9}, length%70)
			got, err := x.expand(message, dst, length)
			want, failed := h2c.ExpandMsgXmd(message, dst, length)
			if err != nil || failed != nil || !bytes.Equal(got, want) {
				t.Errorf("%d octets, tag of %d: %x, %v, want %x", length, tag, got, err, want)
			}
		}
	}
	long := bytes.Repeat([]byte{'t'}, 256)
	prime := func(tag []byte) []byte { return append(bytes.Clone(tag), byte(len(tag))) }
	for k, name := range []string{"expand_message_xof/SHAKE128", "expand_message_xof/SHAKE256"} {
		shake, size := []func([]byte, int) []byte{sha3.SumSHAKE128, sha3.SumSHAKE256}[k], []int{32, 64}[k]
		e := expanders[name]
		short := shake(append([]byte("H2C-OVERSIZE-DST-"), long...), size)
		if got := e.shortTag(long); !bytes.Equal(got, short) || !bytes.Equal(e.shortTag(long[:255]), long[:255]) {
			t.Errorf("%s: tag = %x, want %x", name, got, short)
		}
		for _, c := range []struct{ tag, short []byte }{{long, short}, {long[:255], long[:255]},
			{[]byte("T"), []byte("T")}} {
			for _, length := range []int{1, 300, 65535} {
				all := append(append([]byte("abc"), byte(length>>8), byte(length)), prime(c.short)...)
				if got, err := e.expand([]byte("abc"), c.tag, length); err != nil || !bytes.Equal(got, shake(all, length)) {
					t.Errorf("%s: %d octets, tag of %d: %x, %v", name, length, len(c.tag), got[:1], err)
				}
			}
		}
	}
	if got := x.shortTag(long); len(got) != 32 || bytes.Equal(got, long[:32]) || len(x.shortTag(long[:255])) != 255 {
		t.Errorf("tag = %x", got)
	}
}

// Each test of an expansion is judged by its number: its tag, its length, its octets.
func TestEachExpansionIsJudged(t *testing.T) {
	const sha, shake = `"hash":"SHA256","name":"expand_message_xmd"`, `"hash":"SHAKE128","name":"expand_message_xof"`
	of := func(name, length string) string {
		e := expanders[map[string]string{sha: "expand_message_xmd/SHA256", shake: "expand_message_xof/SHAKE128"}[name]]
		var n int
		fmt.Sscan(length, &n)
		got, _ := e.expand([]byte("m"), []byte("T"), n)
		return hexOf(got)
	}
	test := func(prime, length, uniform string) string {
		return fmt.Sprintf(`{"DST_prime":"%s","len_in_bytes":"%s","msg":"m","uniform_bytes":"%s"}`, prime, length, uniform)
	}
	good := test("5401", "0x20", of(sha, "32"))
	for _, c := range []struct {
		name, tests  string
		passed, fail int
		why          string
	}{
		{sha, good + "," + test("5401", "33", of(sha, "33")), 2, 0, ""}, {sha, test("5401", "31", of(sha, "31")), 1, 0, ""},
		{sha, test("5401", "1", of(sha, "1")), 1, 0, ""}, {sha, test("5401", "8160", of(sha, "8160")), 1, 0, ""},
		{shake, test("5401", "65535", of(shake, "65535")), 1, 0, ""},
		{sha, good + "," + test("5402", "0x20", of(sha, "32")), 1, 1, "test 2: DST_prime = 5401, want 5402"},
		{sha, test("5401", "8161", "00") + "," + good, 1, 1, "test 1: length = 8161, want at most 8160"},
		{sha, test("5401", "0x20", "00"), 0, 1, "test 1: got "},
		{sha, good + "," + test("5401", "65536", "00"), 1, 0, `len_in_bytes = "65536", want a number from 1 to 65535`},
		{shake, test("5401", "0", "00"), 0, 0, `len_in_bytes = "0", want`},
		{shake, test("5401", "-1", "00"), 0, 0, `len_in_bytes`},
		{shake, test("5401", "4294967297", "00"), 0, 0, `len_in_bytes`},
	} {
		r := newRunner()
		r.run("a.json", []byte(`{"DST":"T",`+c.name+`,"tests":[`+c.tests+`]}`))
		got := ""
		for _, f := range append(r.report.Failed, r.report.Unusable...) {
			got += f.Test + ": " + f.Why
		}
		if total := r.report.Total(); total.Passed != c.passed || total.Failed != c.fail || (c.why == "") != (got == "") ||
			!strings.Contains(got, c.why) {
			t.Errorf("%.200s: %+v, %.300s, want %s", c.tests, total, got, c.why)
		}
	}
	r := newRunner()
	r.run("a.json", []byte(`{"DST":"T","hash":"MD5","name":"x","tests":[{},{}]}`))
	if r.report.NotRun[0].Tests != 2 || !strings.Contains(r.report.NotRun[0].Why, `expander "x/MD5" is not known here`) {
		t.Errorf("%+v", r.report)
	}
}

// The operation of a block follows from what it has; every other block is of none.
func TestOfWhichOperationABlockIs(t *testing.T) {
	kinds := map[string]string{}
	for _, out := range []string{"00", "null", ""} {
		kinds["1 0 1 0 "+out], kinds["0 0 0 1 "+out], kinds["0 0 0 2 "+out] = "sign", "aggregate", "aggregate"
	}
	for _, out := range []string{"true", "false"} {
		for pks := range 3 {
			kinds[fmt.Sprintf("0 %d 1 1 %s", pks, out)] = "fast_aggregate_verify"
			kinds[fmt.Sprintf("0 %d 0 1 %s", pks, out)] = "aggregate_verify"
			kinds[fmt.Sprintf("0 %d 2 1 %s", pks, out)] = "aggregate_verify"
		}
		kinds["0 1 1 1 "+out] = "verify"
	}
	for n := range 81 {
		for _, out := range []string{"true", "false", "null", "00", ""} {
			b := herumiBlock{keys: make([][]byte, n/27), pks: make([][]byte, n/9%3), messages: make([][]byte, n/3%3),
				signs: make([][]byte, n%3), out: out}
			what := fmt.Sprintf("%d %d %d %d %s", n/27, n/9%3, n/3%3, n%3, out)
			kind, err := b.kind()
			if kind != kinds[what] || (err == nil) != (kind != "") {
				t.Errorf("%s: %q, %v, want %q", what, kind, err, kinds[what])
			}
			if kind == "" && (!strings.HasPrefix(err.Error(), fmt.Sprintf("block of %d sec, %d pub, %d msg, %d sig and out",
				n/27,
				n/9%3, n/3%3, n%3)) || b.run(ethereum).Error() != err.Error()) {
				t.Errorf("%s: %v", what, err)
			}
			if b.positive() != (out == "true" || out == "00") {
				t.Errorf("%q is positive: %v", out, b.positive())
			}
		}
	}
	broken := errors.New("refused")
	if refusedAs(broken, true) != broken || refusedAs(nil, true) != nil || refusedAs(broken, false) != nil ||
		refusedAs(nil, false) == nil {
		t.Error("refusals are mistaken for others")
	}
}

// Blocks are read with the lines at which they end, and run by what they say.
func TestBlocksAreReadAndRun(t *testing.T) {
	sk := key(t, 1)
	secret, signature := hexOf(sk.Marshal()), hexOf(ethereum.Sign(sk, []byte{1}))
	for _, c := range []struct{ text, want string }{
		{"sec 01\nmsg 0x02\n\nout 0xAB\nSIG 03\nsig 04\nOut Null\n", "4: [01] [] [02] [] ab; 7: [] [] [] [03 04] null"},
		{"pub 01\nmsg\nsig 02\nout\n", "4: [] [01] [] [02] "}, {"", ""},
		{"pub 01\n\n", "line 1: the last block has no out"}, {"out 00\nmsg 00\n", "line 2: the last block has no out"},
		{"x 01\n", "line 1: got "}, {"pub 012\n", "line 1: got "}, {"pub true\nout 00", "line 1: pub = "},
		{"pub 0\n", "line 1: got "}, {"pub 00 00\n", "line 1: got "},
	} {
		blocks, err := herumiBlocks([]byte(c.text))
		var all []string
		for _, b := range blocks {
			all = append(all, fmt.Sprintf("%d: %x %x %x %x %s", b.line, b.keys, b.pks, b.messages, b.signs, b.out))
		}
		got := strings.Join(all, "; ")
		if err != nil {
			got = err.Error()
		}
		if err != nil != strings.HasPrefix(c.want, "line") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
	for _, c := range []struct{ text, want string }{
		{"sec " + secret + "\nmsg 01\nout " + signature, ""}, {"sec " + secret + "\nmsg 02\nout " + signature,
			"signature = "},
		{"sec 00\nmsg 01\nout null", ""}, {"sec " + secret + "\nmsg 01\nout null", "accepted, want refused"},
		{"sec " + secret + "\nmsg 01\nout", "accepted, want refused"}, {"sec 00\nmsg 01\nout " + signature, "wrong length"},
		{"sig " + signature + "\nout " + signature, ""}, {"sig " + signature + "\nout null", "accepted, want refused"},
		{"sig 00\nout null", ""}, {"sig 00\nout", ""}, {"sig 00\nout " + signature, "wrong length"},
		{"sig " + signature + "\nsig " + signature + "\nout " + signature, "aggregate = "},
		{"pub 00\nmsg 01\nsig 00\nout false", ""}, {"pub 00\nmsg 01\nsig 00\nout true", "wrong length"},
		{"pub 00\npub 00\nmsg 01\nsig 00\nout true", "wrong length"}, {"pub 00\nmsg 01\nmsg 01\nsig 00\nout true", "1"},
	} {
		blocks, err := herumiBlocks([]byte(c.text))
		if err != nil || len(blocks) != 1 {
			t.Fatalf("%s: %v", c.text, err)
		}
		err = blocks[0].run(ethereum)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		}
	}
	r := newRunner()
	good := "sec " + secret + "\nmsg 01\nout " + signature + "\n\n"
	r.run("a.txt", []byte(good+"pub 00\nmsg 01\nsig 00\nout true\n"+good))
	if f := r.report.Failed; len(f) != 1 || f[0].Test != "line 8" || f[0].Kind != "herumi/verify" ||
		r.report.Total() != (Count{"", 2, 1, 0}) {
		t.Errorf("%+v", r.report)
	}
	r = newRunner()
	r.run("a.txt", []byte(good+"pub 00\nout true\n"))
	if !strings.HasPrefix(r.report.Unusable[0].Why, "herumi: line 6: block of 0 sec, 1 pub") ||
		r.report.Total().Passed != 1 {
		t.Errorf("%+v", r.report)
	}
}

// Lines are numbered as they stand, those that are blank, too, and have a bound.
func TestLinesAreNumbered(t *testing.T) {
	var got []string
	err := lines([]byte(" a \r\n\n\t\nb\n"+strings.Repeat("c", 65535)+"\nd"), func(number int, line string) error {
		got = append(got, fmt.Sprintf("%d %.9s", number, line))
		return nil
	})
	if err != nil || strings.Join(got, ",") != "1 a,4 b,5 ccccccccc,6 d" {
		t.Errorf("%v, %v", got, err)
	}
	for text, want := range map[string]string{"a\nb": "line 2: b is none",
		"a\n\n" + strings.Repeat("c", 65536): "line 3: ",
		"a\n\nb\nb":                          "line 3: b is none"} {
		err := lines([]byte(text), func(_ int, line string) error {
			if line == "b" {
				return errors.New("b is none")
			}
			return nil
		})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.9q: %v, want %s", text, err, want)
		}
	}
	for text, want := range map[string]string{"": "", " \r\n\t x y \r\nz": "x y", "x": "x", "x\ny": "x",
		strings.Repeat(" ", 65535) + "xy": "x", strings.Repeat(" ", 65536) + "x": ""} {
		if got := firstLine([]byte(text)); got != want {
			t.Errorf("%.9q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"0x0a": "\x0a", "0B": "\x0b", "": "", "0x": ""} {
		if got, err := digits(text); err != nil || string(got) != want {
			t.Errorf("%s: %x, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{"0a 0B\n0c": "\x0a\x0b\x0c", "": "", " ": " ", "x": "x", "0": "0",
		"0x": "0x"} {
		if got := octetsIn([]byte(text)); string(got) != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The lines of commonware's and of kwantam's files are judged by their numbers, under the suite of their signature.
func TestLinesOfKeysMessagesAndSignatures(t *testing.T) {
	sk, one, two := key(t, 1), bls.MinSignatureSize(bls.Basic), bls.MinPubkeySize(bls.Basic)
	secret, ikm := hexOf(sk.Marshal()), strings.Repeat("07", 32)
	old, err := bls.KeyGen(bytes.Repeat([]byte{7}, 32), bls.SaltV2(), nil)
	if err != nil {
		t.Fatal(err)
	}
	m, short, long := []byte{9}, hexOf(one.Sign(sk, []byte{9})), hexOf(two.Sign(sk, []byte{9}))
	for _, c := range []struct{ file, text, want string }{
		{"a", secret + ":09:" + short + "\n\n" + secret + ":09:" + long, "min_pk 1 0, min_sig 1 0; "},
		{"a", secret + ":0a:" + short + "\n" + secret + ":09:" + short, "min_sig 1 1; line 1"},
		{"a", secret + ":09:" + short + "\n\n" + strings.Repeat("0", 64) + ":09:" + short, "min_sig 1 1; line 3"},
		{"a", secret + ":09:" + short + "\nx", "min_sig 1 0; line 2: got"}, {"min_pk.txt", " \n", "; no line"},
		{"a", "0X" + secret + ":09:" + short, "; line 1: encoding/hex: invalid byte"},
		{"a", secret + "::" + hexOf(one.Sign(sk, nil)), "min_sig 1 0; "},
		{"b", "09 " + ikm + " " + hexOf(one.Sign(old, m)) + "\n09 " + ikm + " " + hexOf(two.Sign(old, m)),
			"sig_g1_basic 1 0, sig_g2_basic 1 0; "},
		{"b", "09 " + ikm + " " + hexOf(one.Sign(old, m)) + "\n0a " + ikm + " " + hexOf(one.Sign(old, m)),
			"sig_g1_basic 1 1; line 2"},
		{"b", "09 " + ikm + " " + hexOf(one.Sign(old, m)) + "\n0a", "sig_g1_basic 1 0; line 2: got"},
		{"b", "09 " + ikm + " " + hexOf(one.Sign(old, m)) + "\n" + strings.Repeat("0", 65536),
			"sig_g1_basic 1 0; line 2: "},
	} {
		r := newRunner()
		r.run(c.file, []byte(c.text))
		var kinds []string
		for _, k := range r.report.Kinds {
			_, name, _ := strings.Cut(k.Kind, "/")
			kinds = append(kinds, fmt.Sprintf("%s %d %d", name, k.Passed, k.Failed))
		}
		got := strings.Join(kinds, ", ") + "; "
		for _, f := range r.report.Failed {
			got += f.Test
		}
		for _, f := range r.report.Unusable {
			_, why, _ := strings.Cut(f.Why, ": ")
			got += why
		}
		if !strings.HasPrefix(got, c.want) || strings.HasSuffix(c.want, "; ") && got != c.want {
			t.Errorf("%.200s: %s, want %s", c.text, got, c.want)
		}
	}
}

package certificate

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"quesera/spec"
)

// The example of the IC spec, whole and pruned.
const (
	exampleTree = "8301830183024161830183018302417882034568656c6c6f810083024179820345776f726c6483024162820344676f6f64" +
		"8301830241638100830241648203476d6f726e696e67"
	examplePruned = "83018301830241618301820458201b4feff9bef8131788b0c9dc6dbad6e81e524249c879e9f10f71ce3749f5a638830241" +
		"79820345776f726c6483024162820458207b32ac0c6ba8ce35ac82c255fc7906f7fc130dab2a090f80fe12f9c2cae83ba6830182045820ec8" +
		"324b8a1f1ac16bd2e806edba78006479c9877fed4eb464a25485465af601d830241648203476d6f726e696e67"
	exampleRoot = "eb5c5b2195e62d996b84c9bcc8259d19a83786a2f59e0878cec84c811f669aa0"
)

func exampleOf(t *testing.T, digits string) *tree {
	t.Helper()
	item, err := decode(structure, fromHex(digits))
	if err != nil {
		t.Fatal(err)
	}
	example, err := treeOf(item)
	if err != nil {
		t.Fatal(err)
	}
	return example
}

// The tree of the IC spec's example has the root that is printed there, pruned or not.
func TestExampleOfTheSpecHasItsRoot(t *testing.T) {
	for _, digits := range []string{exampleTree, examplePruned} {
		example := exampleOf(t, digits)
		if got := hex.EncodeToString(example.root()); got != exampleRoot {
			t.Errorf("root = %s, want %s", got, exampleRoot)
		}
		if err := example.wellFormed(); err != nil {
			t.Error(err)
		}
	}
}

// Lookups in the pruned example answer as the IC spec lists, and those in the whole tree
// never leave open.
func TestLookupsOfTheSpec(t *testing.T) {
	for path, want := range map[string]struct {
		result found
		value  string
	}{"a/a": {unknown, ""}, "a/y": {present, "world"}, "aa": {absent, ""}, "ax": {absent, ""}, "b": {unknown, ""},
		"bb": {unknown, ""}, "d": {present, "morning"}, "e": {absent, ""},
		"a": {absent, ""}, "a/y/z": {absent, ""}, "0": {absent, ""}} {
		var labels [][]byte
		for label := range strings.SplitSeq(path, "/") {
			labels = append(labels, []byte(label))
		}
		value, result := exampleOf(t, examplePruned).leafAt(labels...)
		if result != want.result || string(value) != want.value {
			t.Errorf("%s: got %q, %v, want %q, %v", path, value, result, want.value, want.result)
		}
		if _, result := exampleOf(t, exampleTree).leafAt(labels...); result == unknown {
			t.Errorf("%s: unknown in a tree with nothing pruned", path)
		}
	}
}

// What is no certificate is unusable: other CBOR, excess, duplicates, indefinite lengths.
func TestMalformedCertificatesAreUnusable(t *testing.T) {
	deep := append(bytes.Repeat([]byte{0x83, 0x01, 0x81, 0x00}, 1000), 0x81, 0x00)
	n := testNetwork(t)
	good := encode(t, fields(t, n.root, state()))
	signature := good[bytes.Index(good, []byte("\x69signature")):]
	twice := append(append(bytes.Clone(good[:3]), 0xa3), append(bytes.Clone(good[4:]), signature[:10+2+48]...)...)
	for name, data := range map[string][]byte{
		"empty":                nil,
		"text":                 []byte("certificate"),
		"truncated":            good[:len(good)-1],
		"trailing octets":      append(bytes.Clone(good), 0),
		"a number":             {0x01},
		"an empty map":         {0xa0},
		"a map with other":     encode(t, map[string]any{"x": 1}),
		"a field more":         encode(t, map[string]any{"tree": state(), "signature": []byte{1}, "x": 1}),
		"no signature":         encode(t, map[string]any{"tree": state()}),
		"no tree":              encode(t, map[string]any{"signature": []byte{1}}),
		"certificate is text":  encode(t, map[string]any{"certificate": "x"}),
		"response in response": encode(t, map[string]any{"certificate": encode(t, map[string]any{"certificate": good})}),
		"a field twice":        twice,
		"indefinite map":       append(append(append(bytes.Clone(good[:3]), 0xbf), good[4:]...), 0xff),
		"deep":                 append(append([]byte{0xa1, 0x64}, "tree"...), deep...),
		"large":                make([]byte, maxSize+1),
		"kind 5":               encode(t, map[string]any{"tree": []any{5}, "signature": []byte{1}}),
		"kind -1":              encode(t, map[string]any{"tree": []any{-1}, "signature": []byte{1}}),
		"kind without items":   encode(t, map[string]any{"tree": []any{1}, "signature": []byte{1}}),
		"no kind":              encode(t, map[string]any{"tree": []any{}, "signature": []byte{1}}),
		"kind with too many":   encode(t, map[string]any{"tree": []any{0, 0}, "signature": []byte{1}}),
		"label is text":        encode(t, map[string]any{"tree": []any{2, "time", emptyTree()}, "signature": []byte{1}}),
		"short hash":           encode(t, map[string]any{"tree": prunedTo(make([]byte, 31)), "signature": []byte{1}}),
		"delegation is text":   encode(t, map[string]any{"tree": state(), "signature": []byte{1}, "delegation": "x"}),
		"long subnet_id": encode(t, map[string]any{"tree": state(), "signature": []byte{1},
			"delegation": map[string]any{"subnet_id": make([]byte, 30), "certificate": good}}),
		"delegation is none": encode(t, map[string]any{"tree": state(), "signature": []byte{1},
			"delegation": map[string]any{"subnet_id": []byte{1}, "certificate": []byte{0}}}),
	} {
		if r := n.judgeRaw(data); r.Verdict != spec.Unusable || !strings.HasPrefix(r.Why, "no certificate: ") {
			t.Errorf("%s: got %v: %s, want unusable", name, r.Verdict, r.Why)
		}
	}
}

func (n network) judgeRaw(data []byte) Report {
	return Judge(data, Options{RootKey: der(n.root)})
}

// The text of a principal is unique and has a checksum.
func TestPrincipalsHaveOneText(t *testing.T) {
	for text, octets := range map[string]string{"aaaaa-aa": "",
		"ryjl3-tyaaa-aaaaa-aaaba-cai": "\x00\x00\x00\x00\x00\x00\x00\x02\x01\x01", "2vxsx-fae": "\x04"} {
		p, err := ParsePrincipal(text)
		if err != nil || string(p) != octets || p.String() != text {
			t.Errorf("%s: got %x, %v, want %x", text, p, err, octets)
		}
	}
	for _, text := range []string{"", "aaaaa", "ryjl3-tyaaa-aaaaa-aaaba-cbi", "RYJL3-tyaaa-aaaaa-aaaba-cai",
		"ryjl3tyaaaaaaaaaaabacai", "ryjl3-tyaaa-aaaaa-aaaba-cai-",
		"ryjl3-tyaaa-aaaaa-aaaba-ca", "ryjl3--tyaaa-aaaaa-aaaba-cai", "ryjl3-tyaaa-aaaaa-aaaba-caj", " aaaaa-aa",
		"aaaaa-aa\n", strings.Repeat("a", 10_000), Principal(make([]byte, 30)).String()} {
		if p, err := ParsePrincipal(text); err == nil {
			t.Errorf("%q: got %x, want an error", text, p)
		}
	}
}

// Times are LEB128 numbers below 2^64 that take all of their octets.
func TestTimesAreLEB128(t *testing.T) {
	for digits, want := range map[string]uint64{"00": 0, "7f": 127, "e807": 1000, "ffffffffffffffffff01": 1<<64 - 1} {
		if got, ok := leb128(fromHex(digits)); !ok || got != want {
			t.Errorf("%s: got %d, %v, want %d", digits, got, ok, want)
		}
	}
	for _, digits := range []string{"", "80", "0000", "ffffffffffffffffff02", "ffffffffffffffffffff01"} {
		if got, ok := leb128(fromHex(digits)); ok {
			t.Errorf("%s: got %d, want none", digits, got)
		}
	}
}

// Whatever a file holds, it is judged without a panic; and only what n's root key signed holds.
func FuzzAnyCertificateIsJudged(f *testing.F) {
	n := testNetwork(f)
	good := n.delegated(f, n.flat(f))
	f.Add(encode(f, good))
	f.Add(encode(f, n.delegated(f, n.sharded(f, true))))
	f.Add(encode(f, fields(f, n.root, state())))
	f.Add(encode(f, map[string]any{"certificate": encode(f, good)}))
	f.Add(fromHex(examplePruned))
	f.Add([]byte{0xa1, 0x80, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Judge(data, Options{RootKey: der(n.root), Canister: canister(12), Scoped: true})
		if r.Verdict == spec.Holds && (!r.Signed || r.Delegated && len(r.Ranges) == 0) {
			t.Errorf("%x holds: %+v", data, r)
		}
	})
}

// Whatever text is accepted is that of the principal it names.
func FuzzParsePrincipal(f *testing.F) {
	for _, text := range []string{"aaaaa-aa", "2vxsx-fae", "ryjl3-tyaaa-aaaaa-aaaba-cai", "-", "77777"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := ParsePrincipal(text); err == nil && (p.String() != text || len(p) > maxPrincipal) {
			t.Errorf("%q is taken for %x, whose text is %s", text, p, p)
		}
	})
}

// Whatever is accepted as a root key is the one DER encoding of a BLS key.
func FuzzParseRootKey(f *testing.F) {
	f.Add(MainnetRootKey())
	f.Add([]byte(hex.EncodeToString(MainnetRootKey()) + "\n"))
	f.Add([]byte("0x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		key, err := ParseRootKey(data)
		if err == nil && (len(key) != len(derPrefix)+keySize || !bytes.HasPrefix(key, derPrefix)) {
			t.Errorf("%x is taken for the root key %x", data, key)
		}
	})
}

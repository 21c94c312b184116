package certificate

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"quesera/spec"
)

// What is wrong with a certificate that is none is said by the first thing that is wrong, and where.
func TestWhatIsWrongWithACertificateIsSaid(t *testing.T) {
	n := testNetwork(t)
	good := encode(t, fields(t, n.root, state()))
	tree := func(node any) any { return map[string]any{"tree": node, "signature": []byte{1}} }
	to := func(d any) any { return map[string]any{"tree": state(), "signature": []byte{1}, "delegation": d} }
	subnet := func(id, c any) any { return to(map[string]any{"subnet_id": id, "certificate": c}) }
	one, two := []any{9}, []any{8, 8}
	for k, c := range []struct {
		content any
		why     string
	}{
		{1, "certificate: no map"},
		{[]any{}, "certificate: no map"},
		{map[string]any{"certificate": 1}, "certificate: no octet string"},
		{map[string]any{"certificate": []byte{0xff}}, `certificate: unexpected "break" code`},
		{map[string]any{"certificate": []byte{}}, "certificate: CBOR ends too early, after 0 octets"},
		{map[string]any{"certificate": []byte{1}}, "certificate: no map"},
		{map[string]any{"certificate": good, "x": 1}, "response: fields other than certificate, status"},
		{map[string]any{"certificate": nil, "status": 1}, "certificate: fields other than tree, signature, delegation"},
		{map[string]any{"tree": state(), "signature": []byte{1}, "x": 1}, "certificate: fields other than tree, " +
			"signature, delegation"},
		{map[string]any{"tree": state(), "x": 1}, "certificate: fields other than tree, signature, delegation"},
		{map[string]any{"tree": one, "signature": 1}, "tree: node of kind 9 with 1 items"},
		{map[string]any{"tree": state(), "signature": 1}, "signature: no octet string"},
		{map[string]any{"tree": state(), "signature": 1, "delegation": 1}, "signature: no octet string"},
		{to(1), "delegation: delegation: no map"},
		{to(map[string]any{"x": 1}), "delegation: delegation: fields other than subnet_id, certificate"},
		{subnet(1, 1), "delegation: subnet_id: no octet string"},
		{subnet(make([]byte, 30), 1), "delegation: subnet_id: principal = 30 octets, want at most 29"},
		{subnet(make([]byte, 29), 1), "delegation: certificate: no octet string"},
		{subnet([]byte{}, []byte{0xa0}), "delegation: tree: no array"},
		{subnet([]byte{}, []byte{0x18}), "delegation: certificate: CBOR ends too early, after 1 octets"},
		{tree(1), "tree: no array"},
		{tree([]any{}), "tree: no array"},
		{tree([]any{"x"}), "tree: node begins with no number"},
		{tree([]any{-1}), "tree: node begins with no number"},
		{tree([]any{5}), "tree: node of kind 5 with 1 items"},
		{tree([]any{0, 0}), "tree: node of kind 0 with 2 items"},
		{tree([]any{1, emptyTree()}), "tree: node of kind 1 with 2 items"},
		{tree(forkOf(one, two)), "tree: node of kind 9 with 1 items"},
		{tree(forkOf(emptyTree(), two)), "tree: node of kind 8 with 2 items"},
		{tree([]any{2, []byte{}}), "tree: node of kind 2 with 2 items"},
		{tree([]any{2, "x", one}), "tree: no octet string"},
		{tree(labelOf("x", one)), "tree: node of kind 9 with 1 items"},
		{tree([]any{3}), "tree: node of kind 3 with 1 items"},
		{tree([]any{3, "x"}), "tree: no octet string"},
		{tree([]any{4}), "tree: node of kind 4 with 1 items"},
		{tree([]any{4, "x"}), "tree: no octet string"},
		{tree(prunedTo(make([]byte, 31))), "tree: hash = 31 octets, want 32"},
		{tree(prunedTo(make([]byte, 33))), "tree: hash = 33 octets, want 32"},
	} {
		if r := n.judge(t, c.content); r.Verdict != spec.Unusable || r.Why != "no certificate: "+c.why || r.Root != nil {
			t.Errorf("%d: got %v: %s, want %s", k, r.Verdict, r.Why, c.why)
		}
	}
}

// Leaves of canister ranges are pairs of principals, and what is wrong with one is said.
func TestCanisterRangesAreRead(t *testing.T) {
	long, whole := make([]byte, 30), make([]byte, 29)
	for k, c := range []struct {
		content any
		ranges  int
		why     string
	}{
		{[]any{}, 0, ""},
		{[]any{rangeOf("", ""), rangeOf(Principal(whole), Principal(whole))}, 2, ""},
		{map[string]any{}, 0, "no array"},
		{[]any{1}, 0, "range = no pair"},
		{[]any{[]any{whole}}, 0, "range = no pair"},
		{[]any{rangeOf("", ""), []any{whole, whole, whole}}, 0, "range = no pair"},
		{[]any{[]any{"x", whole}}, 0, "range: no octet string"},
		{[]any{[]any{whole, "x"}}, 0, "range: no octet string"},
		{[]any{[]any{long, "x"}}, 0, "range: principal = 30 octets, want at most 29"},
		{[]any{[]any{whole, long}}, 0, "range: principal = 30 octets, want at most 29"},
	} {
		got, err := rangesOf(encode(t, c.content))
		if (err == nil) != (c.why == "") || err != nil && err.Error() != c.why || len(got) != c.ranges {
			t.Errorf("%d: %v, %v, want %d ranges, %s", k, got, err, c.ranges, c.why)
		}
	}
	if _, err := rangesOf([]byte{0x82, 0x80}); err == nil || !strings.Contains(err.Error(), "ends too early") {
		t.Error(err)
	}
	if got, err := rangesOf(encode(t, []any{rangeOf("a", "b")})); err != nil || got[0] != (Range{"a", "b"}) {
		t.Errorf("%v, %v", got, err)
	}
}

// What is read has bounds, which may be reached: octets of a file, nested items, items of an array, pairs of a map, and
// canister ranges of a leaf.
func TestTheBoundsOfACertificate(t *testing.T) {
	array := func(items int) []byte {
		head := fmt.Appendf(nil, "\x9a%c%c%c%c", 0, 0, 0, 0)[:1]
		return append(append(head, byte(items>>24), byte(items>>16), byte(items>>8), byte(items)), make([]byte, items)...)
	}
	pairs := func(count int) []byte {
		b := []byte{0xb8, byte(count)}
		for k := range count {
			b = append(b, byte(k), 0)
		}
		return b
	}
	nested := func(depth int) []byte { return append(bytes.Repeat([]byte{0x81}, depth), 0) }
	for name, c := range map[string]struct {
		fits, excess []byte
	}{"nested items": {nested(256), nested(257)}, "items": {array(16), array(17)}, "pairs": {pairs(16), pairs(17)}} {
		if _, err := decode(structure, c.fits); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := decode(structure, c.excess); err == nil || !strings.Contains(err.Error(), "exceeded max") {
			t.Errorf("%s: one too many is read: %v", name, err)
		}
	}
	if _, err := decode(ranges, array(100_000)); err != nil {
		t.Error(err)
	}
	if _, err := decode(ranges, array(100_001)); err == nil || !strings.Contains(err.Error(), "exceeded max") {
		t.Errorf("a range too many is read: %v", err)
	}
	n := testNetwork(t)
	text := hex.EncodeToString(encode(t, fields(t, n.root, state())))
	text += strings.Repeat("\n", 2097152-len(text))
	wants(t, "most octets", n.judgeRaw([]byte(text)), spec.Holds, "")
	wants(t, "an octet more", n.judgeRaw([]byte(text+"\n")), spec.Unusable, "file = more than 2097152 octets")
}

// What is neither hexadecimal digits nor base 64 is taken as it is; of nothing but space that is true, too.
func TestWhatAFileStandsFor(t *testing.T) {
	for text, want := range map[string]string{"": "", " \n": " \n", "0x": "0x", "0x 41\n42": "AB", "QUI=": "AB",
		"Q UI\n=": "AB", "QUJ=": "QUJ=", "4": "4", "\x81": "\x81", "0x0x41": "0x0x41"} {
		if got := binaryOf([]byte(text)); string(got) != want {
			t.Errorf("%q stands for %q, want %q", text, got, want)
		}
	}
	if item, err := decode(structure, encode(t, []byte("x"))); err != nil || string(item.([]byte)) != "x" {
		t.Errorf("%v, %v", item, err)
	}
	if item, err := decode(structure, []byte{0xc9, 1}); err != nil || item == uint64(1) {
		t.Errorf("another tag is left out: %v, %v", item, err)
	}
}

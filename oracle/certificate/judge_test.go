package certificate

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"os"
	"strings"
	"testing"

	"quesera/internal/testdata"
	"quesera/spec"
)

// wants reports another verdict, or a reason without the words wanted.
func wants(t *testing.T, what string, r Report, verdict spec.Verdict, why string) {
	t.Helper()
	if r.Verdict != verdict || !strings.Contains(r.Why, why) {
		t.Errorf("%s: got %v: %s, want %v: …%s…", what, r.Verdict, r.Why, verdict, why)
	}
}

func real(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(testdata.Path(t, "vectors", "dfinity-agent-rs", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The certificates of the public network hold under its root key, which is the default one;
// the delegation without canister ranges is refused for them alone.
func TestRealCertificates(t *testing.T) {
	key, err := ParseRootKey(real(t, "ic_root_key_der.hex"))
	if err != nil || !bytes.Equal(key, MainnetRootKey()) {
		t.Fatalf("root key = %x, %v, want the default %x", key, err, MainnetRootKey())
	}
	for name, subnet := range map[string]string{
		"224od_subnet.cbor": "o3ow2-2ipam-6fcjo-3j5vt-fzbge-2g7my-5fz2m-p4o2t-dwlc4-gt2q7-5ae",
		"ivg37_time.cbor":   "qxesv-zoxpm-vc64m-zxguk-5sj74-35vrb-tbgwg-pcird-5gr26-62oxl-cae",
	} {
		r := Judge(real(t, name), Options{})
		wants(t, name, r, spec.Holds, "")
		if !r.Delegated || !r.Signed || !r.Timed || r.Subnet.String() != subnet || len(r.Ranges) != 1 {
			t.Errorf("%s: report = %+v, want a delegation to %s with one range", name, r, subnet)
			continue
		}
		for verdict, p := range map[spec.Verdict]Principal{spec.Holds: r.Ranges[0].First,
			spec.Violated: "\x00\x00\x00\x00\x00\x00\x00\x02\x01\x01"} {
			wants(t, name+" for "+p.String(), Judge(real(t, name), Options{Canister: p, Scoped: true}), verdict, "")
		}
	}
	r := Judge(real(t, "ivg37_time_pruned_ranges.cbor"), Options{})
	wants(t, "pruned", r, spec.Violated, "canister ranges are pruned")
	if !r.Signed {
		t.Error("the pruned certificate's signature is right, and reported wrong")
	}
	other := testNetwork(t)
	wants(t, "another root key", Judge(real(t, "ivg37_time.cbor"), Options{RootKey: der(other.root)}), spec.Violated,
		"signature does not verify")
}

// One bit of a real certificate changed anywhere: refused, or no certificate at all.
func TestChangedBitOfRealCertificateIsRefused(t *testing.T) {
	data := real(t, "ivg37_time.cbor")
	for at := range data {
		changed := bytes.Clone(data)
		changed[at] ^= 1 << (at % 8)
		if r := Judge(changed, Options{}); r.Verdict == spec.Holds {
			t.Errorf("bit %d of octet %d changed: holds", at%8, at)
		}
	}
}

// Certificates by the root key itself and by a delegate, as they should be.
func TestCertificatesThatHold(t *testing.T) {
	n := testNetwork(t)
	wants(t, "by the root key", n.judge(t, fields(t, n.root, state())), spec.Holds, "")
	wants(t, "flat ranges", n.judge(t, n.delegated(t, n.flat(t))), spec.Holds, "")
	wants(t, "sharded ranges", n.judge(t, n.delegated(t, n.sharded(t, false))), spec.Holds, "")
	wants(t, "in a response", n.judge(t, map[string]any{"certificate": encode(t, n.delegated(t, n.flat(t)))}), spec.Holds,
		"")
	r := n.judge(t, n.delegated(t, n.sharded(t, true)))
	wants(t, "one shard pruned", r, spec.Holds, "")
	if r.Time != 1000 || r.When() != "1970-01-01T00:00:00.000001Z" || len(r.Ranges) != 1 {
		t.Errorf("time = %s with %d ranges, want 1000 ns and 1", r.When(), len(r.Ranges))
	}
}

// A canister must lie in a range that the delegation shows, both ends included. The root
// key's own signature is limited to none, whatever its tree tells of the root subnet.
func TestCanisterMustLieInTheDelegationsRanges(t *testing.T) {
	n := testNetwork(t)
	for p, want := range map[Principal]spec.Verdict{canister(9): spec.Violated, canister(10): spec.Holds,
		canister(20): spec.Holds, canister(21): spec.Violated, canister(20) + "\x00": spec.Violated} {
		wants(t, "flat, "+p.String(), n.judgeFor(t, n.delegated(t, n.flat(t)), p), want, "")
		wants(t, "sharded, "+p.String(), n.judgeFor(t, n.delegated(t, n.sharded(t, false)), p), want, "")
	}
	wants(t, "in a pruned shard", n.judgeFor(t, n.delegated(t, n.sharded(t, true)), canister(16)), spec.Violated,
		"does not lie in")
	low := labelOf(string(canister(10)), leafOf(encode(t, []any{rangeOf(canister(10), canister(15))})))
	high := labelOf(string(canister(16)), leafOf(encode(t, []any{rangeOf(canister(16), canister(20))})))
	key := labelOf("public_key", leafOf(der(n.subnet)))
	second := forestOf(labelOf("canister_ranges", labelOf(string(n.id), forestOf(prunedTo(rootOf(t, low)), high))),
		labelOf("subnet", labelOf(string(n.id), key)), state())
	wants(t, "behind a pruned shard", n.judgeFor(t, n.delegated(t, second), canister(16)), spec.Holds, "")
	bare := n.judge(t, n.delegated(t, labelOf("subnet", labelOf(string(n.id), key))))
	wants(t, "without ranges", bare, spec.Violated, "canister ranges are")
	if strings.Contains(bare.Why, "--subnet") {
		t.Errorf("a certificate that does not tell of the subnet is said to: %s", bare.Why)
	}
	empty := encode(t, []any{rangeOf(canister(20), canister(10))})
	backwards := forestOf(labelOf("subnet", labelOf(string(n.id), forestOf(
		labelOf("canister_ranges", leafOf(empty)), labelOf("public_key", leafOf(der(n.subnet)))))), state())
	wants(t, "between the ends of an empty range", n.judgeFor(t, n.delegated(t, backwards), canister(15)), spec.Violated,
		"does not lie in")
	wants(t, "by the root key", n.judgeFor(t, fields(t, n.root, state()), canister(1)), spec.Holds, "")
	id := selfAuthenticating(der(n.root))
	own := labelOf("subnet", labelOf(string(id),
		labelOf("canister_ranges", leafOf(encode(t, []any{rangeOf(canister(0), canister(3))})))))
	wants(t, "the root subnet's", n.judgeFor(t, fields(t, n.root, own), canister(1)), spec.Holds, "")
	wants(t, "not the root subnet's", n.judgeFor(t, fields(t, n.root, own), canister(4)), spec.Holds, "")
}

// A delegation of null is none: some encoders write so for the innermost certificate. Other
// fields of the response are those of a call's; a tree beside the certificate is not judged.
func TestEncodingsThatOccurInTheWild(t *testing.T) {
	n := testNetwork(t)
	outer := fields(t, n.subnet, state())
	inner := fields(t, n.root, n.flat(t))
	inner["delegation"] = nil
	outer["delegation"] = map[string]any{"subnet_id": []byte(n.id), "certificate": encode(t, inner)}
	wants(t, "a delegation of null", n.judge(t, outer), spec.Holds, "")
	good := encode(t, n.delegated(t, n.flat(t)))
	wants(t, "the response of a call", n.judge(t, map[string]any{"status": "replied", "certificate": good}), spec.Holds,
		"")
	wants(t, "a canister signature", n.judge(t, map[string]any{"certificate": good, "tree": emptyTree()}), spec.Unusable,
		"response: fields other than")
	digits := hex.EncodeToString(good)
	for name, text := range map[string]string{"hexadecimal": digits, "upper case in lines": strings.ToUpper(digits[:100]) +
		"\n" + digits[100:] + "\n",
		"0x": "0x" + digits, "base 64": base64.StdEncoding.EncodeToString(good)} {
		wants(t, name, n.judgeRaw([]byte(text)), spec.Holds, "")
		wants(t, name+", truncated", n.judgeRaw([]byte(text[:len(text)/8*4])), spec.Unusable, "no certificate: ")
	}
}

// A root key is read in every form that it is published in, and in these only.
func TestRootKeysAreReadInTheirPublishedForms(t *testing.T) {
	key := MainnetRootKey()
	block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: key})
	for name, data := range map[string][]byte{"DER": key, "hexadecimal": []byte(hex.EncodeToString(key) + "\n"),
		"base 64": []byte(base64.StdEncoding.EncodeToString(key)), "PEM": block} {
		if got, err := ParseRootKey(data); err != nil || !bytes.Equal(got, key) {
			t.Errorf("%s: got %x, %v", name, got, err)
		}
	}
	for name, data := range map[string][]byte{"empty": nil, "a bare key": key[len(derPrefix):], "truncated": key[1:],
		"trailing":      append(bytes.Clone(key), 0),
		"two blocks":    append(bytes.Clone(block), block...),
		"another block": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: key}),
		"the identity":  append(bytes.Clone(derPrefix), append([]byte{0xc0}, make([]byte, 95)...)...)} {
		if got, err := ParseRootKey(data); err == nil {
			t.Errorf("%s: got %x, want an error", name, got)
		}
	}
}

// Everything that a delegation must show, and must not do.
func TestDelegationsThatAreRefused(t *testing.T) {
	n := testNetwork(t)
	id, key := string(n.id), labelOf("public_key", leafOf(der(n.subnet)))
	ranges := labelOf("canister_ranges", leafOf(encode(t, []any{rangeOf(canister(10), canister(20))})))
	under := func(trees ...any) any { return labelOf("subnet", labelOf(id, forestOf(trees...))) }
	shards := func(tree any) any { return forestOf(labelOf("canister_ranges", labelOf(id, tree)), under(key)) }
	other := testNetwork(t)
	other.root = other.subnet

	for name, c := range map[string]struct {
		content any
		why     string
	}{
		"no ranges":         {n.delegated(t, under(key)), "canister ranges are absent"},
		"pruned ranges":     {n.delegated(t, under(prunedTo(rootOf(t, ranges)), key)), "canister ranges are pruned"},
		"all shards pruned": {n.delegated(t, shards(prunedTo(make([]byte, 32)))), "pruned in every shard"},
		"no shards":         {n.delegated(t, shards(emptyTree())), "pruned in every shard"},
		"ranges that are none": {n.delegated(t, under(labelOf("canister_ranges", leafOf([]byte{0xa0})), key)),
			"canister ranges: no array"},
		"shard that is none": {n.delegated(t, shards(labelOf("x", leafOf([]byte{0x81, 0x80})))), "range = no pair"},
		"no key":             {n.delegated(t, under(ranges)), "public_key is absent"},
		"pruned key":         {n.delegated(t, under(ranges, prunedTo(rootOf(t, key)))), "public_key is pruned"},
		"another subnet's": {n.delegated(t, labelOf("subnet", labelOf(id+"x", forestOf(ranges, key)))),
			"public_key is absent"},
		"no DER": {n.delegated(t, under(ranges, labelOf("public_key", leafOf(suite.SkToPk(n.subnet))))),
			"want the DER encoding"},
		"another DER": {n.delegated(t, under(ranges, labelOf("public_key", leafOf(bytes.Repeat([]byte{1}, 133))))),
			"want the DER encoding"},
		"another key": {n.delegated(t, under(ranges, labelOf("public_key", leafOf(der(n.root))))),
			"signature does not verify"},
		"not by the root key":    {other.delegated(t, n.flat(t)), "signature does not verify"},
		"signed by the root key": {mixed(fields(t, n.root, state()), n.delegated(t, n.flat(t))), "signature does not verify"},
		"delegated twice":        {nested(t, n), "delegated itself"},
	} {
		wants(t, name, n.judge(t, c.content), spec.Violated, c.why)
	}
}

// mixed is a certificate with another's delegation.
func mixed(c, other map[string]any) map[string]any {
	c["delegation"] = other["delegation"]
	return c
}

// nested is a delegation whose certificate, though the root key signed it, has a delegation.
func nested(t *testing.T, n network) any {
	inner := mixed(fields(t, n.root, n.flat(t)), n.delegated(t, n.flat(t)))
	c := fields(t, n.subnet, state())
	c["delegation"] = map[string]any{"subnet_id": []byte(n.id), "certificate": encode(t, inner)}
	return c
}

// A signature covers the root under its domain separator, and nothing else will do.
func TestSignaturesThatAreRefused(t *testing.T) {
	n := testNetwork(t)
	tree := state()
	bare := map[string]any{"tree": tree, "signature": suite.Sign(n.root, rootOf(t, tree))}
	wants(t, "without the separator", n.judge(t, bare), spec.Violated, "signature does not verify")
	for name, c := range map[string]struct {
		signature []byte
		why       string
	}{"short": {make([]byte, 47), "wrong length"}, "none": {[]byte{}, "wrong length"},
		"identity": {append([]byte{0xc0}, make([]byte, 47)...), "signature does not verify"}} {
		wants(t, name, n.judge(t, map[string]any{"tree": tree, "signature": c.signature}), spec.Violated, c.why)
	}
	leaf := fields(t, n.root, tree)
	leaf["tree"] = labelOf("time", leafOf([]byte{0xe9, 0x07}))
	wants(t, "another time", n.judge(t, leaf), spec.Violated, "signature does not verify")
	twice := forestOf(labelOf("b", leafOf([]byte{})), labelOf("a", leafOf([]byte{})))
	wants(t, "labels out of order", n.judge(t, fields(t, n.root, twice)), spec.Violated, "not well-formed")
	same := forestOf(labelOf("a", leafOf([]byte{})), labelOf("a", leafOf([]byte{})))
	wants(t, "a label twice", n.judge(t, fields(t, n.root, same)), spec.Violated, "not well-formed")
	beside := forestOf(labelOf("a", leafOf([]byte{})), leafOf([]byte{}))
	wants(t, "a leaf beside", n.judge(t, fields(t, n.root, beside)), spec.Violated, "not well-formed")
}

// A certificate that tells of the subnet which signed it needs no canister ranges, but must be of the subnet asked for.
// A canister that is asked for as well must lie in ranges still. The root key speaks of every subnet.
func TestCertificatesOfASubnetItself(t *testing.T) {
	const id = "o3ow2-2ipam-6fcjo-3j5vt-fzbge-2g7my-5fz2m-p4o2t-dwlc4-gt2q7-5ae"
	subnet, err := ParsePrincipal(id)
	if err != nil {
		t.Fatal(err)
	}
	of := Options{Subnet: subnet, OfSubnet: true}
	both := Options{Subnet: subnet, OfSubnet: true, Scoped: true, Canister: canister(1)}
	own := real(t, "o3ow2_subnet_key.bin")
	wants(t, "real, for its subnet", Judge(own, of), spec.Holds, "")
	wants(t, "real, for nobody", Judge(own, Options{}), spec.Violated, "ask with --subnet")
	wants(t, "real, for a canister", Judge(own, Options{Scoped: true, Canister: canister(1)}), spec.Violated, "are pruned")
	wants(t, "real, for its subnet and a canister", Judge(own, both), spec.Violated, "are pruned")
	wants(t, "real, canister ranges shown", Judge(real(t, "224od_subnet.cbor"), of), spec.Holds, "")
	wants(t, "real, canister elsewhere", Judge(real(t, "224od_subnet.cbor"), both), spec.Violated, "does not lie in")
	for _, name := range []string{"ivg37_time.cbor", "ivg37_time_pruned_ranges.cbor"} {
		r := Judge(real(t, name), of)
		wants(t, name+", another's", r, spec.Violated, "want subnet "+id+"'s")
		wants(t, name+", its own", Judge(real(t, name), Options{Subnet: r.Subnet, OfSubnet: true}), spec.Holds, "")
	}
	n := testNetwork(t)
	key := labelOf("public_key", leafOf(der(n.subnet)))
	bare := n.delegated(t, labelOf("subnet", labelOf(string(n.id), key)))
	made := func(content any, p Principal) Report {
		return Judge(encode(t, content), Options{RootKey: der(n.root), Subnet: p, OfSubnet: true})
	}
	wants(t, "made, its own", made(bare, n.id), spec.Holds, "")
	wants(t, "made, another's", made(bare, n.id[1:]), spec.Violated, "want subnet")
	wants(t, "by the root key", made(fields(t, n.root, state()), n.id), spec.Holds, "")
	tampered := n.delegated(t, labelOf("subnet", labelOf(string(n.id), key)))
	tampered["tree"] = labelOf("time", leafOf([]byte{1}))
	wants(t, "made, another tree", made(tampered, n.id), spec.Violated, "signature")
}

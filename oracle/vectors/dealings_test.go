package vectors

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"quesera/internal/testdata"
	"quesera/model/crypto/bls"
)

// cborOf encodes a value.
func cborOf(t *testing.T, v any) []byte {
	t.Helper()
	data, err := cbor.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// mapping is a map of CBOR.
type mapping = map[any]any

// Of a dealing each field is there, of its kind, and decodes; the first that is not is named.
func TestEachFieldOfADealingIsRead(t *testing.T) {
	g1, g2 := bls.EncodeG1(bls.GroupG1.Generator()), bls.EncodeG2(bls.GroupG2.Generator())
	k := make([]byte, 32)
	base := func() mapping {
		return mapping{"public_coefficients": mapping{"coefficients": []any{g2}},
			"ciphertexts": mapping{"rand_r": []any{g1}, "rand_s": []any{g1}, "rand_z": []any{g2},
				"ciphertext_chunks": []any{[]any{g1}, []any{}}},
			"zk_proof_correct_sharing": mapping{"first_move_f": g1, "first_move_a": g2, "first_move_y": g1, "response_z_r": k,
				"response_z_a": k},
			"zk_proof_decryptability": mapping{"first_move_y0": g1, "first_move_b": []any{g1}, "first_move_c": []any{g1},
				"second_move_d": []any{g1}, "second_move_y": g1, "response_z_r": []any{k}, "response_z_s": []any{k},
				"response_z_b": k}}
	}
	d, err := dealingOf(base())
	if err == nil || err.Error() != "rand_r has 1 items, want 16" || len(d.coefficients) != 1 || len(d.chunks) != 2 ||
		len(d.chunks[0]) != 1 || len(d.chunks[1]) != 0 {
		t.Fatalf("%+v, %v", d, err)
	}
	for part, of := range base() {
		m := base()
		m[part] = 1
		if _, err := dealingOf(m); err == nil || part != "ciphertexts" &&
			!strings.Contains(err.Error(), fmt.Sprint(part, " is no map")) {
			t.Errorf("%v: %v", part, err)
		}
		for name, value := range of.(mapping) {
			isList := strings.HasPrefix(fmt.Sprintf("%T", value), "[]i")
			bad := map[string]any{"is no": 1, "": []byte{1}}
			if isList {
				bad = map[string]any{"is no array": 1, "is no octet string": []any{1}, "": []any{[]byte{1}}}
			}
			for why, value := range bad {
				m := base()
				m[part].(mapping)[name] = value
				if _, err := dealingOf(m); err == nil || !strings.Contains(err.Error(), fmt.Sprint(name)) ||
					name != "ciphertext_chunks" && !strings.Contains(err.Error(), why) {
					t.Errorf("%v %v, %s: %v", part, name, why, err)
				}
			}
			m := base()
			delete(m[part].(mapping), name)
			if _, err := dealingOf(m); err == nil || !strings.Contains(err.Error(), fmt.Sprint(name, " is no ")) {
				t.Errorf("%v %v is missing: %v", part, name, err)
			}
		}
	}
	two := &decoded{m: mapping{"a": 1, "b": 2, "c": g1}}
	two.g1("a")
	first := two.broken
	two.g1s("b")
	if two.scalar("c"); first == nil || two.broken != first || two.in("b").broken != first {
		t.Errorf("%v is not kept: %v", first, two.broken)
	}
}

// A dealing has as many of everything as there are receivers, chunks and repetitions.
func TestTheSizesOfADealing(t *testing.T) {
	points := func(n int) []bls.G1 { return make([]bls.G1, n) }
	made := func(n, threshold int) dealing {
		d := dealing{coefficients: make([]bls.G2, threshold), randomR: points(16), randomS: points(16),
			randomZ: make([]bls.G2, 16),
			chunking: chunkingProof{b: points(32), c: points(32), d: points(n + 1), zr: make([]bls.Scalar, n),
				zs: make([]bls.Scalar, 32)}}
		for range n {
			d.chunks = append(d.chunks, points(16))
		}
		return d
	}
	for k, c := range []struct {
		n, threshold int
		change       func(d *dealing)
		want         string
	}{
		{1, 1, nil, ""}, {4, 1, nil, ""}, {4, 4, nil, ""}, {1024, 1, nil, ""},
		{0, 0, nil, "0 receivers and 0 coefficients"},
		{0, 1, nil, "0 receivers and 1"}, {4, 0, nil, "4 receivers and 0"}, {4, 5, nil, "4 receivers and 5 coefficients"},
		{1025, 1, nil, "1025 receivers"}, {4, 2, func(d *dealing) { d.randomR = points(15) },
			"rand_r has 15 items, want 16"},
		{4, 2, func(d *dealing) { d.randomS = points(17) }, "rand_s has 17 items, want 16"},
		{4, 2, func(d *dealing) { d.randomZ = nil }, "rand_z has 0 items, want 16"},
		{4, 2, func(d *dealing) { d.chunking.b = points(31) }, "first_move_b has 31 items, want 32"},
		{4, 2, func(d *dealing) { d.chunking.c = points(33) }, "first_move_c has 33 items, want 32"},
		{4, 2, func(d *dealing) { d.chunking.d = points(4) }, "second_move_d has 4 items, want 5"},
		{4, 2, func(d *dealing) { d.chunking.zr = d.chunking.zr[1:] }, "response_z_r has 3 items, want 4"},
		{4, 2, func(d *dealing) { d.chunking.zs = d.chunking.zs[1:] }, "response_z_s has 31 items, want 32"},
		{4, 2, func(d *dealing) { d.chunks[3] = points(15) }, "ciphertext of receiver 3 has 15 chunks, want 16"},
		{4, 2, func(d *dealing) { d.chunks[0] = points(17) }, "ciphertext of receiver 0 has 17 chunks, want 16"},
	} {
		d := made(c.n, c.threshold)
		if c.change != nil {
			c.change(&d)
		}
		if err := d.checkSizes(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d: %v, want %s", k, err, c.want)
		}
	}
}

// Each value of a proof of sharing counts: with another one it does not hold.
func TestEachValueOfAProofCounts(t *testing.T) {
	var m mapping
	file := &file{path: testdata.Path(t, "vectors", "dfinity-ic-nidkg", "nidkg_dealing.hex")}
	if err := cborReader.Unmarshal(octetsIn([]byte(shared(t, "dfinity-ic-nidkg", "nidkg_dealing.hex"))), &m); err != nil {
		t.Fatal(err)
	}
	good, err := dealingOf(m)
	keys := keysBeside(file, "nidkg_dealing_")
	if err != nil || len(keys) != 4 || good.checkSharing(keys) != nil {
		t.Fatalf("%d keys, %v, %v", len(keys), err, good.checkSharing(keys))
	}
	g1, g2 := bls.GroupG1.Generator(), bls.GroupG2.Generator()
	for k, change := range []func(d *dealing){
		func(d *dealing) { d.sharing.f = g1 }, func(d *dealing) { d.sharing.a = g2 }, func(d *dealing) { d.sharing.y = g1 },
		func(d *dealing) { d.sharing.zr = d.sharing.za }, func(d *dealing) { d.sharing.za = d.sharing.zr },
		func(d *dealing) { d.coefficients = append(d.coefficients[:1:1], good.coefficients...) },
		func(d *dealing) { d.randomR = append(points(g1), d.randomR[1:]...) },
		func(d *dealing) { d.chunks = append(d.chunks[1:2:2], d.chunks[1:]...) },
	} {
		d := good
		if change(&d); d.checkSharing(keys) != errSharing {
			t.Errorf("change %d: %v", k, d.checkSharing(keys))
		}
	}
	if err := good.checkSharing(append(keys[1:2:2], keys[1:]...)); err != errSharing {
		t.Errorf("another key: %v", err)
	}
	// 2·32·n·16·(2^16 - 1)·(2^8 - 1)
	for n, bound := range map[int]uint64{1: 17112499200, 4: 68449996800} {
		for z, small := range map[uint64]bool{0: true, bound - 1: true, bound: false, bound + 1: false} {
			p := chunkingProof{zs: make([]bls.Scalar, 3)}
			p.zs[1].SetUint64(z)
			if p.small(n) != small {
				t.Errorf("%d is small for %d receivers: %v", z, n, !small)
			}
		}
	}
}

func points(p ...bls.G1) []bls.G1 { return p }

// Keys lie in the files beside one whose names begin as they must: the shorter names first, what is none passed over.
func TestWhichKeysLieBesideAFile(t *testing.T) {
	text := func(n byte) string { return "5830" + hexOf(bls.MinSignatureSize(bls.Basic).Sign(key(t, 1), []byte{n})) }
	pad := func(s string, size int) string { return s + strings.Repeat(" ", size-len(s)) }
	dir := files{"p_10": text(1), "p_2": text(2), "p_1": pad(text(3), 65536), "q_1": text(4),
		"p_":  "5830c0" + strings.Repeat("00", 47),
		"p_x": "00", "p_y": pad(text(5), 65537), "p_z/a": text(6)}.write(t)
	for prefix, want := range map[string][]byte{"p_": {3, 2, 1}, "q": {4}, "": {3, 2, 4, 1}, "r": nil} {
		var got, all []string
		for _, k := range keysBeside(&file{path: filepath.Join(dir, "f")}, prefix) {
			got = append(got, "5830"+hexOf(bls.EncodeG1(k)))
		}
		for _, n := range want {
			all = append(all, text(n))
		}
		if strings.Join(got, " ") != strings.Join(all, " ") {
			t.Errorf("%q: %d keys, want %v", prefix, len(got), want)
		}
	}
	if p, err := nidkgKey(bls.EncodeG1(bls.GroupG1.Identity())); err != bls.ErrIdentity || !bls.GroupG1.IsIdentity(p) {
		t.Error(err)
	}
	seed := []byte("group")
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1),
		bytes.Repeat(seed, 7)[:32]}
	info, err := json.Marshal(one.info())
	if err != nil {
		t.Fatal(err)
	}
	for size, want := range map[int]Count{65536: {"drand/beacon", 1, 0, 0}, 65537: {"drand/beacon", 0, 0, 1}} {
		dir := files{"a/info": pad(string(info), size), "a/b": one.beacon(5, nil)}.write(t)
		if r := Run(filepath.Join(dir, "a", "b")); len(r.Kinds) != 1 || r.Kinds[0] != want {
			t.Errorf("%d octets: %+v", size, r)
		}
	}
}

// What the Internet Computer's key generation publishes is a key, a proof or a dealing, within bounds.
func TestWhatKeyGenerationPublishes(t *testing.T) {
	pop, g1 := []byte(nil), bls.EncodeG1(bls.GroupG1.Generator())
	proof := mapping{"pop_key": g1, "challenge": make([]byte, 32), "response": make([]byte, 32)}
	pop = cborOf(t, proof)
	changed := func(name string, value any) []byte {
		m := maps.Clone(proof)
		m[name] = value
		return cborOf(t, m)
	}
	const dealt, proved = "dfinity/nidkg_dealing", "dfinity/nidkg_pop"
	for name, c := range map[string]struct {
		data   []byte
		beside string // a key
		want   Count
		why    string
	}{
		"a key":                 {cborOf(t, g1), "", Count{"dfinity/nidkg_key", 1, 0, 0}, ""},
		"a key that is none":    {cborOf(t, g1[1:]), "", Count{"dfinity/nidkg_key", 0, 1, 0}, "length"},
		"no key beside":         {pop, "", Count{proved, 0, 0, 1}, "no public key beside it"},
		"another key":           {pop, "5830" + hexOf(g1), Count{proved, 0, 1, 0}, "the proof is that of no key beside it"},
		"a proof without key":   {changed("pop_key", 1), "", Count{proved, 0, 1, 0}, "pop_key is no octet string"},
		"another challenge":     {changed("challenge", g1), "", Count{proved, 0, 1, 0}, "challenge: "},
		"no response":           {changed("response", nil), "", Count{proved, 0, 1, 0}, "response is no octet string"},
		"no proof":              {changed("pop_key", nil), "", Count{dealt, 0, 1, 0}, ""},
		"an empty map":          {cborOf(t, mapping{}), "", Count{dealt, 0, 1, 0}, ""},
		"a number":              {[]byte{1}, "", Count{}, "want a key, a proof of possession or a dealing"},
		"a list":                {[]byte{0x80}, "", Count{}, "want a key, a proof of possession or a dealing"},
		"no CBOR":               {[]byte{0xff}, "", Count{}, "no CBOR: "},
		"as large as it may be": {make([]byte, 2097152), "", Count{}, "no CBOR: "},
		"an octet more":         {make([]byte, 2097153), "", Count{}, "NI-DKG: more than 2097152 octets"},
	} {
		contents := files{"nidkg_f.cbor": string(c.data)}
		if c.beside != "" {
			contents["k.hex"] = c.beside
		}
		r := Run(filepath.Join(contents.write(t), "nidkg_f.cbor"))
		got := fmt.Sprint(r.Failed, r.Unusable, r.NotRun)
		if !strings.Contains(got, c.why) || (c.want.Kind == "") != (len(r.Kinds) == 0) || len(r.Kinds) == 1 &&
			r.Kinds[0] != c.want {
			t.Errorf("%s: %+v, want %+v, %s", name, r, c.want, c.why)
		}
	}
}

// CBOR has bounds: of what is nested, and of the items of an array and of a map.
func TestTheBoundsOfCBOR(t *testing.T) {
	deep := func(n int) []byte { return append(bytes.Repeat([]byte{0x81}, n), 0) }
	long := func(n int) []byte { return append([]byte{0x99, byte(n >> 8), byte(n)}, make([]byte, n)...) }
	pairs := func(n int) []byte {
		b := []byte{0xb9, byte(n >> 8), byte(n)}
		for k := range n {
			b = append(b, 0x19, byte(k>>8), byte(k), 0)
		}
		return b
	}
	for k, c := range []struct {
		data []byte
		fits bool
	}{{deep(32), true}, {deep(33), false}, {long(4096), true}, {long(4097), false}, {pairs(4096), true},
		{pairs(4097), false}} {
		var item any
		if err := cborReader.Unmarshal(c.data, &item); (err == nil) != c.fits || err != nil &&
			!strings.Contains(err.Error(), "max") {
			t.Errorf("%d: %v", k, err)
		}
	}
}

// A vault has one stanza of tlock's, of the round that is asked for; of a public chain the signature is checked first.
func TestWhatVaultsMustBe(t *testing.T) {
	fileKey := bytes.Repeat([]byte{3}, 16)
	opens := func(signature, body []byte) ([]byte, error) {
		if !bytes.Equal(signature, []byte("sig")) || !bytes.Equal(body, []byte{1, 2, 3}) {
			return nil, errors.New("cannot open")
		}
		return fileKey, nil
	}
	quick := hex.EncodeToString(publicNetworks[2].hash)
	for k, c := range []struct {
		stanzas   string
		round     uint64
		signature string
		want      string
	}{
		{"-> tlock 7 aa\nAQID\n", 7, "sig", ""}, {"-> tlock 7 aa\nAQID\n", 8, "sig",
			`tlock: encrypted to round "7", want 8`},
		{"-> tlock x aa\nAQID\n", 0, "sig", `encrypted to round "x", want 0`},
		{"-> tlock 7 aa\nAQID\n", 7, "gis", "cannot open"},
		{"-> tlock 7 aa\nAQIE\n", 7, "sig", "cannot open"}, {"", 7, "sig", "want one stanza"},
		{"-> tlock 7 aa\nAQID\n-> tlock 7 aa\nAQID\n", 7, "sig", "want one stanza"},
		{"-> lock 7 aa\nAQID\n", 7, "sig", "want one stanza"},
		{"-> tlock 7\nAQID\n", 7, "sig", "want one stanza"}, {"-> tlock 7 aa bb\nAQID\n", 7, "sig", "want one stanza"},
		{"-> tlock 7 " + quick + "\nAQID\n", 7, "sig", "tlock: signature of round 7 of quicknet: "},
		{"-> tlock 123 " + quick + "\nAQID\n", 123, quicknet123["signature"].(string), "cannot open"},
	} {
		signature := []byte(c.signature)
		if len(signature) > 3 {
			signature, _ = hex.DecodeString(c.signature)
		}
		got, err := openVault(opens, aged(t, c.stanzas, fileKey, []byte("plain")), c.round, signature)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) ||
			(string(got) == "plain") !=
				(err == nil) {
			t.Errorf("%d: %q, %v, want %s", k, got, err, c.want)
		}
	}
	if _, err := openVault(opens, []byte("x"), 7, nil); err == nil {
		t.Error("no age file is opened")
	}
}

// Vaults come in an armor or without, and lists of them say of each what opens it.
func TestHowVaultsAreListed(t *testing.T) {
	fileKey := bytes.Repeat([]byte{3}, 16)
	data := aged(t, "-> tlock 7 aa\nAQID\n", fileKey, nil)
	armor := func(kind string) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}) }
	if !bytes.Equal(unarmored(armor("AGE ENCRYPTED FILE")), data) || !bytes.Equal(unarmored(data), data) ||
		bytes.Equal(unarmored(armor("AGE FILE")), data) {
		t.Error("an armor is taken off that is none, or one is left")
	}
	for k, c := range []struct{ item, want string }{
		{`{"round":7,"scheme":"x","age_base64":""}`, "NotRun 1: 1 scheme \"x\" is not run"},
		{`{"round":7,"scheme":"bls-unchained-on-g1","age_base64":""}`, "NotRun 1: 1 no signature of the round"},
		{`{"round":7,"scheme":"bls-unchained-on-g1","signature":"","age_base64":""}`,
			"NotRun 1: 1 no signature of the round"},
		{`{"round":7,"scheme":"bls-unchained-on-g1","signature":"00","age_base64":"` +
			base64.StdEncoding.EncodeToString(data) + `"}`,
			"Failed 1: number 2 refused"},
		{`{"round":7,"scheme":"bls-unchained-on-g1","signature":"00","age_base64":"%"}`,
			"number 2: line 1: age_base64 is not base 64"},
		{`{"round":7,"scheme":"bls-unchained-on-g1","signature":"00","age_base64":"","valid":1}`,
			`number 2: line 1: field "valid"`},
	} {
		r := newRunner()
		r.run("a.json", []byte(`[{"round":7,"scheme":"y","age_base64":"AA = ="},`+c.item+"]"))
		got := ""
		for _, f := range r.report.Failed {
			got += fmt.Sprint("Failed 1: ", f.Test, " ", f.Why)
		}
		for _, f := range r.report.Unusable {
			got += f.Why
		}
		if len(r.report.NotRun) > 1 {
			got += fmt.Sprint("NotRun 1: ", r.report.NotRun[1].Tests, " ", r.report.NotRun[1].Why)
		}
		if !strings.Contains(got, c.want) ||
			r.report.NotRun[0].Why != `scheme "y" is not run: tlock's use of it is not known here` {
			t.Errorf("%d: %s, want %s", k, got, c.want)
		}
	}
}

// Each value of a pairing counts, and each item of a list of signatures is called by its number.
func TestEachValueOfAPairingCounts(t *testing.T) {
	text := shared(t, "tlock", "gt_vectors.json")
	var good fieldsByName
	if err := json.Unmarshal([]byte(text), &good); err != nil {
		t.Fatal(err)
	}
	for name, old := range map[string]any{"e_g1_g2_bytes": nil, "e_g1_g2_squared_bytes": nil, "gt_to_hash_16": nil,
		"e_g1_g2_coeffs_reverse": []any{"00"}, "": nil} {
		changed := maps.Clone(good)
		if old == nil && name != "" {
			old = "00"
		}
		if name != "" {
			changed[name] = old
		}
		r := judged(t, "a.json", changed)
		if total := r.Total(); name == "" && total != (Count{"", 4, 0, 0}) || name != "" &&
			(total != (Count{"", 3, 1, 0}) ||
				r.Failed[0].Test != name) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	s, sk := internetComputer, key(t, 1)
	item := func(name, value string, message byte, valid bool) fieldsByName {
		return fieldsByName{"valid": valid, "msg": hexOf([]byte{message}), "sig": hexOf(s.Sign(sk, []byte{1})), name: value}
	}
	pk, secret := hexOf(s.SkToPk(sk)), hexOf(sk.Marshal())
	r := judged(t, "a.json", []fieldsByName{item("pk", pk, 1, true), item("pk", pk, 2, true), item("pk", pk, 2, false),
		item("sk", secret, 1, true), item("sk", secret, 2, true), item("sk", secret, 2, false), item("sk", "00", 1, false)})
	if f := r.Failed; r.Total() != (Count{"", 5, 2, 0}) || f[0].Test != "number 2" || f[1].Test != "number 5" {
		t.Errorf("%+v", r)
	}
	if r := judged(t, "a.json", []fieldsByName{item("pk", pk, 1, true), {"valid": true}}); r.Total().Passed != 1 ||
		!strings.Contains(r.Unusable[0].Why, "number 2: ") {
		t.Errorf("%+v", r)
	}
}

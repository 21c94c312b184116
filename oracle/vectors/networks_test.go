package vectors

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"quesera/model/crypto/bls"
)

// What a chain says of itself is read in both versions of the API; what is missing there has its default, and what
// cannot be a number of its is refused.
func TestChainInfosAreRead(t *testing.T) {
	const head = `{"public_key":"0a","period":3,"genesis_time":9`
	for _, c := range []struct{ text, want string }{
		{head + `,"groupHash":"0b"}`, `pedersen-bls-chained  0a 0b 9 3 `},
		{head + `,"groupHash":"0b","hash":"0c","schemeID":"s","metadata":{"beaconID":"m"}}`, `s m 0a 0b 9 3 0c`},
		{head + `,"genesis_seed":"0b","chain_hash":"0c","scheme":"s","beacon_id":"i"}`, `s i 0a 0b 9 3 0c`},
		{head + `,"groupHash":"0b","genesis_seed":"0d","hash":"0c","chain_hash":"0e"}`,
			`pedersen-bls-chained  0a 0d 9 3 0e`},
		{head + `,"groupHash":"0b","schemeID":"s","scheme":"t"}`, `t  0a 0b 9 3 `},
		{head + `,"groupHash":"0b","schemeID":"s","scheme":""}`, `s  0a 0b 9 3 `},
		{head + `,"groupHash":"0b","beacon_id":"i","metadata":{}}`, `pedersen-bls-chained  0a 0b 9 3 `},
		{head + `,"groupHash":"0b","beacon_id":"i","metadata":null}`, `pedersen-bls-chained i 0a 0b 9 3 `},
		{head + `,"groupHash":"0b","metadata":{"beaconID":1}}`, `"beaconID" = a number`},
		{head + `,"groupHash":1,"metadata":{"beaconID":1}}`, `"groupHash" = a number`},
		{head + `}`, `"groupHash" is missing`},
		{`{"public_key":"","groupHash":"","period":4294967295,"genesis_time":9223372036854775807}`,
			`pedersen-bls-chained    9223372036854775807 4294967295 `},
		{`{"public_key":"","groupHash":"","period":4294967296,"genesis_time":9}`,
			"line 1: period or genesis_time is too large"},
		{`{"public_key":"","groupHash":"","period":1,"genesis_time":9223372036854775808}`,
			"period or genesis_time is too large"},
	} {
		root, err := parseJSON([]byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		i, err := readChainInfo(root)
		got := fmt.Sprintf("%s %s %x %x %d %d %x", i.scheme, i.id, i.publicKey, i.genesisSeed, i.genesisTime, i.period,
			i.hash)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) || err == nil && got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
	plain := chainInfo{publicKey: []byte{1}, genesisSeed: []byte{2}, period: 3, genesisTime: 4}
	hash := func(id string) string {
		c := plain
		c.id = id
		return hexOf(c.chainHash())
	}
	whole := sha256.Sum256([]byte{0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 1, 2, 'x'})
	if hash("") != hash("default") || hash("x") != hexOf(whole[:]) {
		t.Errorf("hashes %s, %s, %s", hash(""), hash("default"), hash("x"))
	}
}

// A beacon must have the signature before it where its network has one, and nothing where not.
func TestTheRulesOfABeacon(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	chained, quick := networks["pedersen-bls-chained"], networks["bls-unchained-g1-rfc9380"]
	octets := func(n int) []byte { return make([]byte, n) }
	for k, c := range []struct {
		network        network
		round          uint64
		previous, seed []byte
		want           string
	}{
		{quick, 1, nil, nil, ""}, {quick, 2, []byte{}, seed[:], ""}, {quick, 2, octets(1), nil, "in an unchained network"},
		{chained, 1, seed[:], seed[:], ""}, {chained, 1, seed[:], nil, ""}, {chained, 1, octets(32), nil, ""},
		{chained, 1, octets(32), seed[:], "of round 1 = 0000"}, {chained, 1, nil, seed[:], "want the genesis seed"},
		{chained, 1, octets(31), nil, "of round 1 = 31 octets, want the genesis seed's 32"},
		{chained, 1, octets(96), nil, "96 octets"},
		{chained, 2, octets(96), seed[:], ""}, {chained, 2, octets(95), nil, "previous_signature = 95 octets, want 96"},
		{chained, 2, nil, nil, "previous_signature = 0 octets"}, {chained, 2, seed[:], seed[:], "32 octets, want 96"},
		{chained, 0, nil, nil, ""},
	} {
		b := beacon{round: c.round, previous: c.previous}
		err := b.checkPrevious(c.network, c.seed)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d: %v, want %s", k, err, c.want)
		}
	}
}

// A beacon of a network is one that its key signed for the round, and has the randomness of its signature.
func TestASignedBeaconIsOfItsNetwork(t *testing.T) {
	seed, sk, quick := sha256.Sum256([]byte("group")), key(t, 1), networks["bls-unchained-g1-rfc9380"]
	n := drandNetwork{"", bls.MinSignatureSize(bls.Basic), sk, seed[:]}
	pk := n.suite.SkToPk(sk)
	made := func(round uint64) beacon {
		m := sha256.Sum256([]byte{0, 0, 0, 0, 0, 0, 0, byte(round)})
		s := n.suite.Sign(sk, m[:])
		r := sha256.Sum256(s)
		return beacon{round: round, signature: s, randomness: r[:]}
	}
	for k, c := range []struct {
		change func(b *beacon)
		want   string
	}{
		{func(*beacon) {}, ""}, {func(b *beacon) { b.randomness = nil }, ""},
		{func(b *beacon) { b.round = 6 }, "does not verify"},
		{func(b *beacon) { b.round = 0 }, "round 0 is the genesis"},
		{func(b *beacon) { b.randomness = []byte{1} }, "randomness = 01"},
		{func(b *beacon) { b.previous = []byte{1} }, "in an unchained network"},
		{func(b *beacon) { b.signature = nil }, "length"},
	} {
		b := made(5)
		c.change(&b)
		err := b.verify(quick, pk, nil)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d: %v, want %s", k, err, c.want)
		}
	}
	known := chainInfo{scheme: "bls-unchained-g1-rfc9380", publicKey: pk}
	other := chainInfo{scheme: "pedersen-bls-chained", publicKey: pk}
	strange := chainInfo{scheme: "strange"}
	for k, c := range []struct {
		infos         []chainInfo
		unknown, want string
	}{
		{[]chainInfo{known}, "", ""}, {[]chainInfo{other, strange, known}, "", ""},
		{nil, "", "48 octets, which no network at hand"},
		{[]chainInfo{other}, "", "previous_signature"}, {[]chainInfo{strange}, "strange", "no network at hand accepts it"},
		{[]chainInfo{other, strange}, "strange", "previous_signature"},
	} {
		unknown, err := made(5).among(c.infos)
		if unknown != c.unknown || (err == nil) != (c.want == "") || err != nil &&
			(!strings.Contains(err.Error(), c.want) ||
				!strings.HasSuffix(err.Error(), "no network at hand accepts it")) {
			t.Errorf("%d: %q, %v, want %q, %s", k, unknown, err, c.unknown, c.want)
		}
	}
	if err := made(5).checkRandomness(); err != nil {
		t.Error(err)
	}
	r := newRunner()
	r.late = []lateBeacon{{beacon: beacon{round: 1, randomness: []byte{1}}, valid: true}}
	r.judgeLate()
	if r.judgeLate(); r.report.Total() != (Count{"", 0, 1, 0}) {
		t.Errorf("a late beacon is judged twice: %+v", r.report)
	}
}

// Which chain infos count: those beside a beacon, failing them those one folder above, failing them those of the run;
// one that must be refused counts for nobody.
func TestWhichChainInfosCount(t *testing.T) {
	seed, other := sha256.Sum256([]byte("group")), sha256.Sum256([]byte("other"))
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1), seed[:]}
	two := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 2), seed[:]}
	chained := drandNetwork{"pedersen-bls-chained", bls.MinPubkeySize(bls.Basic), key(t, 3), seed[:]}
	b := one.beacon(5, nil)
	first := with(chained.beacon(1, other[:]), "scheme", chained.scheme)
	first["public_key"] = hexOf(chained.suite.SkToPk(chained.sk))
	for k, c := range []struct {
		files        files
		pass, fail   int // of beacons
		notRun       int
		infos, wrong int
	}{
		{files{"d/info": one.info(), "info": two.info(), "d/b": b}, 1, 0, 0, 2, 0},
		{files{"d/info": two.info(), "info": one.info(), "d/b": b}, 0, 1, 0, 2, 0},
		{files{"info": one.info(), "d/b": b}, 1, 0, 0, 1, 0}, {files{"e/info": one.info(), "d/b": b}, 1, 0, 0, 1, 0},
		{files{"e/info": two.info(), "d/b": b}, 0, 1, 0, 1, 0}, {files{"d/b": b}, 0, 0, 1, 0, 0},
		{files{"e/info": with(with(one.info(), "valid", false), "period", 4), "d/b": b}, 0, 0, 1, 1, 0},
		{files{"e/info": with(one.info(), "period", 4), "d/b": b}, 1, 0, 0, 0, 1},
		{files{"e/info": with(one.info(), "schemeID", "x"), "d/b": b}, 0, 0, 1, 0, 0},
		{files{"info": []fieldsByName{two.info(), one.info()}, "d/b": b}, 1, 0, 0, 2, 0},
		{files{"info": one.info(), "d/e/b": b, "d/x.json": "{"}, 1, 0, 0, 1, 0},
		{files{"b.json": []fieldsByName{first}}, 1, 0, 0, 0, 0},
		{files{"b.json": []fieldsByName{first}, "info": chained.info()}, 0, 1, 0, 1, 0},
		{files{"b.json": []fieldsByName{first}, "info": two.info()}, 1, 0, 0, 1, 0},
		{files{"b.json": first, "info": chained.info()}, 0, 1, 0, 1, 0},
		{files{"d/b.json": []fieldsByName{first}, "info": chained.info()}, 1, 0, 0, 1, 0},
		{files{"b.json": []fieldsByName{with(first, "scheme", "x")}}, 0, 0, 1, 0, 0},
		{files{"b.json": []fieldsByName{with(b, "valid", false)}, "info": one.info()}, 0, 1, 0, 1, 0},
		{files{"b.json": with(with(b, "round", 6), "valid", false), "info": one.info()}, 1, 0, 0, 1, 0},
	} {
		r := Run(c.files.write(t))
		got := map[string]Count{}
		for _, k := range r.Kinds {
			got[k.Kind] = k
		}
		b, i := got["drand/beacon"], got["drand/info"]
		if b.Passed != c.pass || b.Failed != c.fail || b.NotRun != c.notRun || i.Passed != c.infos || i.Failed != c.wrong {
			t.Errorf("%d: beacons %+v, infos %+v, want %+v; %v", k, b, i, c, r)
		}
	}
}

// Tests of lists are called by their numbers, and those of late beacons too, in their files.
func TestBeaconsOfListsAreCalledByTheirNumbers(t *testing.T) {
	seed := sha256.Sum256([]byte("group"))
	one := drandNetwork{"bls-unchained-g1-rfc9380", bls.MinSignatureSize(bls.Basic), key(t, 1), seed[:]}
	wrong := with(one.beacon(5, nil), "round", 6)
	listed := with(with(wrong, "scheme", one.scheme), "public_key", hexOf(one.suite.SkToPk(one.sk)))
	r := Run(files{"a.json": []fieldsByName{one.beacon(5, nil), wrong},
		"b.json": []fieldsByName{with(one.info(), "period", 9),
			one.info()}, "c.json": []fieldsByName{one.beacon(5, nil), one.beacon(5, nil), listed}}.write(t))
	got := ""
	for _, f := range r.Failed {
		got += f.Kind + " " + f.Test + f.File[len(f.File)-7:] + ", "
	}
	if want := "drand/beacon number 2/a.json, drand/info number 1/b.json, drand/beacon number 3/c.json, "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	late := Run(files{"e/a.json": []fieldsByName{one.beacon(5, nil), wrong}, "d/info": one.info()}.write(t))
	if f := late.Failed; len(f) != 1 || f[0].Test != "number 2" || !strings.HasSuffix(f[0].File, "a.json") {
		t.Errorf("%+v", f)
	}
	for _, text := range []string{`[{"round":1,"signature":"00"},{}]`,
		`[{"round":1,"signature":"00"},{"genesis_time":1}]`} {
		var document any
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		if r := judged(t, "a.json", document); len(r.Unusable) != 1 ||
			!strings.Contains(r.Unusable[0].Why, "array: number 2: ") {
			t.Errorf("%s: %+v", text, r)
		}
	}
}

// The operation of a file of Ethereum's is that which its folders name, or its name, or the first that its input fits.
func TestWhichOperationAFileIsOf(t *testing.T) {
	const verify, fast = `{"pubkey":1,"message":1,"signature":1}`, `{"pubkeys":1,"message":1,"signature":1}`
	for _, c := range []struct{ path, input, want string }{
		{"/x.json", verify, "verify"}, {"/x.json", fast, "fast_aggregate_verify"}, {"/x.json", `[]`, "aggregate"},
		{"/x.json", `{"privkey":1,"message":1}`, "sign"}, {"/x.json", `{"pubkeys":1,"messages":1,"signature":1}`,
			"aggregate_verify"},
		{"/x.json", `{"pubkeys":1,"messages":1,"signatures":1}`, "batch_verify"},
		{"/x.json", `{"pubkey":1}`, "deserialization_G1"},
		{"/x.json", `{"signature":1}`, "deserialization_G2"}, {"/x.json", `{"msg":1}`, "hash_to_G2"},
		{"/x.json", `{"x":1}`, ""},
		{"/x.json", `{"pubkey":1,"message":1,"signature":1,"x":1}`, ""}, {"/x.json", `1`, ""},
		{"/sign/x.json", `1`, "sign"},
		{"/sign/a/b/x.json", `1`, "sign"}, {"/sign/a/b/c/x.json", `1`, ""}, {"/a/sign", `1`, ""}, {"/sign_x.json", `1`, ""},
		{"/eth_aggregate_pubkeys/x.json", `[]`, "eth_aggregate_pubkeys"},
		{"/eth_aggregate_pubkeys_1.json", `[]`, "eth_aggregate_pubkeys"},
		{"/eth_aggregate_pubkeys_1/x.json", `[]`, "eth_aggregate_pubkeys"},
		{"/eth_aggregate_pubkeys_1/a/x.json", `[]`, "aggregate"},
		{"/aggregate/eth_aggregate_pubkeys_1.json", `[]`, "aggregate"},
		{"/eth_aggregate_pubkeysx/x.json", `[]`, "aggregate"},
		{"/eth_fast_aggregate_verify/x.json", fast, "eth_fast_aggregate_verify"},
		{"/aggregate/x.json", fast, "fast_aggregate_verify"},
		{"/verify/sign/x.json", `1`, "sign"}, {"sign/x.json", `1`, "sign"},
	} {
		input, err := parseJSON([]byte(c.input))
		if err != nil {
			t.Fatal(err)
		}
		if op, known := operationOf(c.path, input); op.name != c.want || known != (c.want != "") {
			t.Errorf("%s, %s: %q, %v, want %q", c.path, c.input, op.name, known, c.want)
		}
	}
	for text, want := range map[string]string{"true": "true", "false": "false", "null": "false", "1": "a number",
		`"x"`: "a string",
		"[]":  "a list"} {
		output, _ := parseJSON([]byte(text))
		got, err := expected(output)
		if err == nil && fmt.Sprint(got) != want || err != nil &&
			err.Error() != "line 1: output = "+want+", want true, false or null" {
			t.Errorf("%s: %v, %v, want %s", text, got, err, want)
		}
	}
	r := newRunner()
	r.run("/x.json", []byte(`{"input":1,"output":1}`))
	if len(r.report.NotRun) != 1 || r.report.NotRun[0].Tests != 1 || r.report.NotRun[0].Kind != "ethereum/other" {
		t.Errorf("%+v", r.report)
	}
}

// Each operation of Ethereum's is run on its own input, with every outcome that can be published of it.
func TestEachOperationWithEachOutcome(t *testing.T) {
	one, two, m := key(t, 1), key(t, 2), []byte{1}
	s, wrong := ethereum, hexOf(ethereum.Sign(key(t, 1), []byte{2}))
	pk, pk2, sig, sig2 := hexOf(s.SkToPk(one)), hexOf(s.SkToPk(two)), s.Sign(one, m), s.Sign(two, m)
	sum, _ := s.Aggregate([][]byte{sig, sig2})
	p, _ := bls.DecodeG1(s.SkToPk(one))
	q, _ := bls.DecodeG1(s.SkToPk(two))
	keys := hexOf(bls.EncodeG1(bls.GroupG1.Sum(p, q)))
	point := bls.HashToG2([]byte("x"), ethereumHashTag)
	x, y := point.X, point.Y
	hashed := fieldsByName{"x": "0x" + x.A0.Text(16) + ",0x" + x.A1.Text(16),
		"y": "0x" + y.A0.Text(16) + ",0x" + y.A1.Text(16)}
	verify := func(pk, m, sig string) fieldsByName {
		return fieldsByName{"pubkey": pk, "message": m, "signature": sig}
	}
	fast := func(sig string, pks ...string) fieldsByName {
		return fieldsByName{"pubkeys": append([]string{}, pks...), "message": "01", "signature": sig}
	}
	each := func(sig string, m2 string) fieldsByName {
		return fieldsByName{"pubkeys": []string{pk, pk2}, "messages": []string{"01", m2}, "signature": sig}
	}
	batch := func(sigs []string, ms ...string) fieldsByName {
		return fieldsByName{"pubkeys": []string{pk, pk2}[:min(2, len(ms))], "messages": ms, "signatures": sigs}
	}
	both := []string{hexOf(sig), hexOf(sig2)}
	for k, c := range []struct {
		op            string
		input, output any
		passes        bool
	}{
		{"sign", fieldsByName{"privkey": hexOf(one.Marshal()), "message": "01"}, hexOf(sig), true},
		{"sign", fieldsByName{"privkey": hexOf(one.Marshal()), "message": "01"}, wrong, false},
		{"sign", fieldsByName{"privkey": hexOf(one.Marshal()), "message": "01"}, nil, false},
		{"sign", fieldsByName{"privkey": strings.Repeat("0", 64), "message": "01"}, nil, true},
		{"sign", fieldsByName{"privkey": strings.Repeat("0", 64), "message": "01"}, "", false},
		{"sign", fieldsByName{"privkey": strings.Repeat("0", 64), "message": "01"}, wrong, false},
		{"verify", verify(pk, "01", hexOf(sig)), true, true}, {"verify", verify(pk, "01", hexOf(sig)), false, false},
		{"verify", verify(pk, "02", hexOf(sig)), false, true}, {"verify", verify(pk2, "01", hexOf(sig)), true, false},
		{"aggregate", both, hexOf(sum), true}, {"aggregate", both, wrong, false}, {"aggregate", []string{}, nil, true},
		{"aggregate", []string{}, wrong, false}, {"aggregate", both, nil, false},
		{"eth_aggregate_pubkeys", []string{pk, pk2}, keys, true}, {"eth_aggregate_pubkeys", []string{pk}, keys, false},
		{"eth_aggregate_pubkeys", []string{}, nil, true}, {"eth_aggregate_pubkeys", []string{pk, "00"}, nil, true},
		{"eth_aggregate_pubkeys", []string{pk, "00"}, pk, false},
		{"fast_aggregate_verify", fast(hexOf(sum), pk, pk2), true, true},
		{"fast_aggregate_verify", fast(wrong, pk, pk2), true, false},
		{"fast_aggregate_verify", fast(hexOf(sum), pk), false, true},
		{"eth_fast_aggregate_verify", fast(hexOf(sum), pk, pk2), true, true},
		{"eth_fast_aggregate_verify", fast(wrong, pk), false, true},
		{"eth_fast_aggregate_verify", fast(wrong), true, false},
		{"aggregate_verify", each(hexOf(sum), "01"), true, true}, {"aggregate_verify", each(hexOf(sum), "02"), false, true},
		{"aggregate_verify", each(hexOf(sum), "02"), true, false},
		{"batch_verify", batch(both, "01", "01"), true, true}, {"batch_verify", batch(both, "01", "02"), false, true},
		{"batch_verify", batch(both, "02", "01"), true, false}, {"batch_verify", batch(both, "01"), false, true},
		{"batch_verify", batch(both[:1], "01", "01"), false, true}, {"batch_verify", batch(both[:1], "01"), true, true},
		{"batch_verify", batch([]string{}, []string{}...), true, false},
		{"batch_verify", batch(both, "01", "01", "01"), true, false},
		{"deserialization_G1", fieldsByName{"pubkey": pk}, true, true},
		{"deserialization_G1", fieldsByName{"pubkey": "00"}, true, false},
		{"deserialization_G2", fieldsByName{"signature": wrong}, true, true},
		{"deserialization_G2", fieldsByName{"signature": pk}, false, true},
		{"hash_to_G2", fieldsByName{"msg": "x"}, hashed, true}, {"hash_to_G2", fieldsByName{"msg": "y"}, hashed, false},
		{"hash_to_G2", fieldsByName{"msg": "x"}, with(hashed, "y", hashed["x"]), false},
	} {
		if f, ok := c.input.(fieldsByName); ok && f["messages"] == nil && c.op == "batch_verify" {
			f["messages"] = []string{}
		}
		r := judged(t, c.op+"/1.json", fieldsByName{"input": c.input, "output": c.output})
		want := Count{"ethereum/" + c.op, 1, 0, 0}
		if !c.passes {
			want.Passed, want.Failed = 0, 1
		}
		if len(r.Kinds) != 1 || r.Kinds[0] != want || unread(r) {
			t.Errorf("%d: %s: %+v, want %+v", k, c.op, r, want)
		}
	}
}

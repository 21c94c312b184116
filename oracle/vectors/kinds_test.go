package vectors

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

// samples are files of one test each, by layout, that can be judged, whatever comes of that. Of each the fields are
// named that need not be there, with a dash if they may not be null, and with a star if they may be of any kind.
var samples = []struct{ path, content, optional string }{
	{"verify.json", `{"algorithm":"BLS","numberOfTests":1,"testGroups":[{"type":"BlsSigVerify","ciphersuite":` +
		`"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_","publicKey":{"group":"G1","pk":"00"},"tests":[{"tcId":1,` +
		`"comment":"c","msg":"00","sig":"00","result":"valid"}]}]}`, "comment*"},
	{"pop.json", `{"algorithm":"BLS","numberOfTests":1,"testGroups":[{"type":"BlsPopVerify","ciphersuite":` +
		`"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_","publicKey":{"group":"G1","pk":"00"},"tests":[{"tcId":1,` +
		`"sig":"00","result":"invalid"}]}]}`, ""},
	{"aggregate.json", `{"algorithm":"BLS","numberOfTests":1,"testGroups":[{"type":"BlsAggregateVerify","ciphersuite":` +
		`"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_","tests":[{"tcId":1,"pubkeys":["00"],"messages":["00"],"sig":"00",` +
		`"result":"valid"}]}]}`, ""},
	{"fast.json", `{"algorithm":"BLS","numberOfTests":1,"testGroups":[{"type":"BlsFastAggregateVerify","ciphersuite":` +
		`"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_","tests":[{"tcId":1,"pubkeys":["00"],"msg":"00","sig":"00",` +
		`"result":"valid"}]}]}`, ""},
	{"hash.json",
		`{"algorithm":"BLS","numberOfTests":1,"testGroups":[{"type":"BlsHashToG1","dst":"T","tests":[{"tcId":1,` +
			`"msg":"00","expected":"00","result":"valid"}]}]}`, ""},
	{"sign/1.json", `{"input":{"privkey":"00","message":"00"},"output":"00"}`, ""},
	{"verify/1.json", `{"input":{"pubkey":"00","message":"00","signature":"00"},"output":true}`, ""},
	{"aggregate/1.json", `{"input":["00"],"output":"00"}`, ""},
	{"eth_aggregate_pubkeys/1.json", `{"input":["00"],"output":"00"}`, ""},
	{"fast_aggregate_verify/1.json", `{"input":{"pubkeys":["00"],"message":"00","signature":"00"},"output":true}`, ""},
	{"eth_fast_aggregate_verify/1.json", `{"input":{"pubkeys":["00"],"message":"00","signature":"00"},"output":true}`,
		""},
	{"aggregate_verify/1.json", `{"input":{"pubkeys":["00"],"messages":["00"],"signature":"00"},"output":true}`, ""},
	{"batch_verify/1.json", `{"input":{"pubkeys":["00"],"messages":["00"],"signatures":["00"]},"output":true}`, ""},
	{"deserialization_G1/1.json", `{"input":{"pubkey":"00"},"output":true}`, ""},
	{"deserialization_G2/1.json", `{"input":{"signature":"00"},"output":true}`, ""},
	{"hash_to_G2/1.json", `{"input":{"msg":""},"output":{"x":"0x1,0x2","y":"0x3,0x4"}}`, ""},
	{"info", `{"public_key":"00","period":3,"genesis_time":9,"hash":"00","groupHash":"00","schemeID":` +
		`"pedersen-bls-chained","metadata":{"beaconID":"x"}}`, "hash schemeID beaconID metadata*"},
	{"info", `{"public_key":"00","period":3,"genesis_time":9,"chain_hash":"00","genesis_seed":"00","scheme":` +
		`"pedersen-bls-chained","beacon_id":"x","valid":false}`, "chain_hash- scheme beacon_id valid-"},
	{"beacons.json", `[{"scheme":"pedersen-bls-chained","public_key":"00","round":1,"signature":"00","randomness":"00",` +
		`"previous_signature":"00","valid":true}]`, "randomness previous_signature valid-"},
	{"beacon.json", `{"round":1,"signature":"00","randomness":"00","previous_signature":"00","valid":true,"src":1}`,
		"randomness previous_signature valid- src*"},
	{"a.json", `[{"valid":true,"sig":"00","msg":"00","pk":"00"}]`, ""},
	{"a.json", `[{"valid":true,"sig":"00","msg":"00","sk":"00"}]`, ""},
	{"a.json",
		`{"ciphersuite":"BLS12381G1_XMD:SHA-256_SSWU_RO_","dst":"T","vectors":[{"msg":"","u":["0x1","0x2"],"Q0":{` +
			`"x":"0x1","y":"0x2"},"Q1":{"x":"0x1","y":"0x2"},"P":{"x":"0x1","y":"0x2"}}]}`, "Q0- Q1-"},
	{"a.json",
		`{"DST":"T","hash":"SHA256","name":"expand_message_xmd","tests":[{"DST_prime":"5401","len_in_bytes":"0x1",` +
			`"msg":"","uniform_bytes":"00"}]}`, ""},
	{"a.json", `[{"Name":"bls_g1add_","Input":"00","Expected":"00"}]`, ""},
	{"a.json", `[{"Name":"bls_g1add_","Input":"00","ExpectedError":"x"}]`, ""},
	{"a.json",
		`[{"round":1,"scheme":"bls-unchained-g1-rfc9380","signature":"00","plaintext":"x","valid":true,"age_base64":""}]`,
		"plaintext signature valid-"},
	{"a.json",
		`{"e_g1_g2_bytes":"00","e_g1_g2_squared_bytes":"00","gt_to_hash_16":"00","e_g1_g2_coeffs_reverse":["00"]}`, ""},
}

// unlike are values that are of another kind than v, each by what it is.
func unlike(v any) map[string]any {
	all := map[string]any{"a number": 1, "a list": []any{1}, "an object": map[string]any{"x": 1}, "null": nil,
		"a boolean": true,
		"a string":  "zz"}
	switch v.(type) {
	case string:
		delete(all, "a string")
	case float64:
		delete(all, "a number")
		all["a fraction"] = 1.5
	case bool:
		delete(all, "a boolean")
	case []any:
		delete(all, "a list")
	case map[string]any:
		delete(all, "an object")
	}
	return all
}

// fieldsIn calls each with every object of a document and each of its fields.
func fieldsIn(v any, each func(object map[string]any, name string)) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			fieldsIn(item, each)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			fieldsIn(v[name], each)
			each(v, name)
		}
	}
}

// judged is what comes of a document.
func judged(t *testing.T, path string, document any) Report {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	r := newRunner()
	r.file = "/tests/" + path
	r.run("/tests/"+path, text)
	r.judgeLate()
	return r.report
}

// A field that is missing, or of another kind than it must be, makes a file unusable, and the field is named: nothing
// of it is judged.
func TestEveryFieldIsThereAndOfItsKind(t *testing.T) {
	for _, s := range samples {
		var document any
		if err := json.Unmarshal([]byte(s.content), &document); err != nil {
			t.Fatalf("%s: %v", s.content, err)
		}
		good := judged(t, s.path, document)
		if total := good.Total(); total.Passed+total.Failed+total.NotRun == 0 || unread(good) {
			t.Errorf("%s, %s: %+v", s.path, s.content, good)
			continue
		}
		optional := strings.Fields(s.optional)
		fieldsIn(document, func(object map[string]any, name string) {
			old := object[name]
			defer func() { object[name] = old }()
			check := func(what string, usable bool) {
				t.Helper()
				r := judged(t, s.path, document)
				if unread(r) == usable || !usable && r.Total() != (Count{}) || len(r.Unusable) > 0 && !names(r, name) {
					t.Errorf("%s: %s %s: %+v", s.path, name, what, r)
				}
			}
			free, missing := slices.Contains(optional, name+"*"), slices.Contains(optional, name+"-")
			if !free && name != "output" { // which is of another kind by the operation
				for what, value := range unlike(old) {
					object[name] = value
					check("is "+what, what == "null" && slices.Contains(optional, name))
				}
			}
			delete(object, name)
			check("is missing", free || missing || slices.Contains(optional, name))
		})
	}
}

// unread tells whether a file was not judged for what it is.
func unread(r Report) bool { return len(r.Unusable)+len(r.NotRecognised) > 0 }

// names tells whether the reason for which a file is unusable names a field, or what stands for it.
func names(r Report, field string) bool {
	why := r.Unusable[0].Why
	instead := map[string]string{"sk": "pk", "genesis_seed": "groupHash"}[field]
	return strings.Contains(why, field) || instead != "" && strings.Contains(why, instead) ||
		strings.Contains(why, "input is none of") || strings.Contains(why, "either Expected or")
}

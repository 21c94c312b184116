package vectors

import (
	"encoding/json"
	"testing"

	"quesera/spec"
)

// Whatever a file holds, it is judged without a panic; what the strict parser takes for
// JSON is JSON; and nothing but what ran makes a verdict hold.
func FuzzAnyFileIsJudged(f *testing.F) {
	for _, content := range []string{
		verifyYAML, "", "{", "[[[", `{"a": {"a": [1, true, null, "x"]}}`, `{"input": [], "output": null}`,
		`{"input": {"msg": ""}, "output": {"x": "0,1", "y": "0x2"}}`,
		`{"round": 1, "signature": "00"}`,
		`[{"scheme": "pedersen-bls-chained", "public_key": "00", "round": 18446744073709551615, "signature": "00", ` +
			`"valid": false}]`,
		`{"public_key": "00", "genesis_time": 1, "period": 4294967296, "groupHash": "00", "metadata": {"beaconID": 1}}`,
		`{"algorithm": "BLS", "numberOfTests": 1, "testGroups": [{"type": "BlsHashToG1", "dst": "T", "tests": [{"tcId": ` +
			`1, "msg": "", "expected": "00", "result": "invalid"}]}]}`,
		`{"DST": "T", "hash": "SHA256", "name": "expand_message_xmd", "tests": [{"DST_prime": "5401", "len_in_bytes": ` +
			`"0x1fe1", "msg": "", "uniform_bytes": "00"}]}`,
		`{"ciphersuite": "BLS12381G1_XMD:SHA-256_SSWU_NU_", "dst": "T", "vectors": [{"msg": "", "u": ["0x1,0x2"], "Q": ` +
			`{"x": "1", "y": "2"}, "P": {"x": "-1", "y": "2"}}]}`,
		`[{"valid": true, "sig": "00", "msg": "00", "sk": "00"}]`, "a: &a [*a]", "? [a]\n: b", "--- !!binary x\n...\n",
		"00 00 00\n",
	} {
		for kind := range uint8(4) {
			f.Add(kind, []byte(content))
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, content []byte) {
		name := [...]string{"a.json", "a.yaml", "a", "sig_g1_basic_a.txt"}[kind%4]
		if int64(len(content)) > limitOf(name) {
			return
		}
		if _, err := parseJSON(content); err == nil && !json.Valid(content) {
			t.Errorf("took %q for JSON", content)
		}
		r := newRunner()
		r.run(name, content)
		total := r.report.Total()
		if len(r.report.Failed) != total.Failed {
			t.Errorf("failed = %d with %d findings", total.Failed, len(r.report.Failed))
		}
		if r.report.Verdict() == spec.Holds && (total.Passed == 0 || len(r.report.Unusable) > 0) {
			t.Errorf("holds with %d passed and %d files unusable", total.Passed, len(r.report.Unusable))
		}
	})
}

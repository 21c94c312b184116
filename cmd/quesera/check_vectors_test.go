package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/internal/testdata"
)

// ran is the outcome of one command line.
type ran struct {
	code           exitCode
	stdout, stderr string
}

func runCheck(args ...string) ran {
	var stdout, stderr bytes.Buffer
	code := run(append([]string{"check"}, args...), strings.NewReader(""), &stdout, &stderr)
	return ran{code, stdout.String(), stderr.String()}
}

// temporary writes one file and returns its path.
func temporary(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// The exit code of "check vectors" is that of the worst file, and 3 if nothing ran.
func TestCheckVectorsExitsWithTheWorst(t *testing.T) {
	const refused = "input: {pubkey: '00'}\noutput: "
	good, wrong := temporary(t, "a.yaml", refused+"false\n"), temporary(t, "a.yaml", refused+"true\n")
	broken, none := temporary(t, "a.json", "{\n"), temporary(t, "ORIGIN.txt", "where from\n")
	for _, c := range []struct {
		args []string
		code exitCode
		says string
	}{
		{[]string{good}, exitHolds, "holds: 1 passed, 0 failed"},
		{[]string{good, none}, exitHolds, "not recognised: " + none},
		{[]string{good, wrong}, exitViolated, "failed: " + wrong},
		{[]string{good, broken}, exitUnusable, broken + ": line 2: JSON ends too early"},
		{[]string{broken, wrong}, exitViolated, "unusable: " + broken},
		{[]string{good + "x", good}, exitUnusable, good + "x: no such file or directory"},
		{[]string{none}, exitInconclusive, "inconclusive: 0 passed"},
		{[]string{filepath.Dir(good)}, exitHolds, "ethereum/deserialization_G1"},
	} {
		if r := runCheck(append([]string{"vectors"}, c.args...)...); r.code != c.code || !strings.Contains(r.stdout, c.says) {
			t.Errorf("%v: exit code %d, %s%s, want %d and %q", c.args, r.code, r.stdout, r.stderr, c.code, c.says)
		}
	}
	if r := runCheck("vectors"); r.code != exitUnusable || r.stderr == "" {
		t.Errorf("no path: exit code %d, stderr %q, want 2 and a reason", r.code, r.stderr)
	}
}

// With --json the output is one object with the counts of every kind.
func TestCheckVectorsPrintsJSON(t *testing.T) {
	r := runCheck("vectors", "--json", temporary(t, "a.yaml", "input: {signature: '00'}\noutput: null\n"))
	var out struct {
		Verdict string
		Total   struct{ Passed, Failed int }
		Kinds   []struct {
			Kind   string
			Passed int
		}
		Failed, Unusable, NotRun, NotRecognised []any
	}
	if err := json.Unmarshal([]byte(r.stdout), &out); err != nil || r.code != exitHolds {
		t.Fatalf("exit code %d, %v: %s", r.code, err, r.stdout)
	}
	if out.Verdict != "holds" || out.Total.Passed != 1 || len(out.Kinds) != 1 ||
		out.Kinds[0].Kind != "ethereum/deserialization_G2" || out.Failed == nil {
		t.Errorf("got %s", r.stdout)
	}
}

// "check certificate" accepts the public network's certificates and refuses the one whose
// delegation lacks its canister ranges.
func TestCheckCertificateExitsWithTheWorst(t *testing.T) {
	good := testdata.Path(t, "vectors", "dfinity-agent-rs", "ivg37_time.cbor")
	pruned := testdata.Path(t, "vectors", "dfinity-agent-rs", "ivg37_time_pruned_ranges.cbor")
	key := testdata.Path(t, "vectors", "dfinity-agent-rs", "ic_root_key_der.hex")
	own := testdata.Path(t, "vectors", "dfinity-agent-rs", "o3ow2_subnet_key.bin")
	const subnet = "o3ow2-2ipam-6fcjo-3j5vt-fzbge-2g7my-5fz2m-p4o2t-dwlc4-gt2q7-5ae"
	none := temporary(t, "a.cbor", "no certificate")
	large := temporary(t, "large.cbor", strings.Repeat("\x00", maxCertificate+1))
	for _, c := range []struct {
		args []string
		code exitCode
		says string
	}{
		{[]string{good}, exitHolds, good + ": holds: "},
		{[]string{good, "--root-key", key}, exitHolds, "qxesv-zoxpm-vc64m-zxguk-5sj74-35vrb-tbgwg-pcird-5gr26-62oxl-cae"},
		{[]string{good, "--canister", "jrlun-jiaaa-aaaab-aaaaa-cai"}, exitHolds, "holds"},
		{[]string{good, "--canister", "ryjl3-tyaaa-aaaaa-aaaba-cai"}, exitViolated, "does not lie in"},
		{[]string{good, pruned}, exitViolated, pruned + ": violated: the signature is right"},
		{[]string{own}, exitViolated, "ask with --subnet"},
		{[]string{own, "--subnet", subnet}, exitHolds, "holds: signed by the root key's delegate, subnet " + subnet},
		{[]string{good, "--subnet", subnet}, exitViolated, "want subnet " + subnet + "'s"},
		{[]string{own, "--subnet", subnet, "--canister", "jrlun-jiaaa-aaaab-aaaaa-cai"}, exitViolated, "are pruned"},
		{[]string{none}, exitUnusable, none + ": unusable: no certificate"},
		{[]string{large}, exitUnusable, large + ": unusable: larger than"},
		{[]string{none, pruned}, exitViolated, "canister ranges are pruned"},
		{[]string{good + "x"}, exitUnusable, good + "x: unusable: no such file"},
		{[]string{filepath.Dir(good)}, exitUnusable, "not a regular file"},
		{[]string{"--json", pruned}, exitViolated, `"verdict":"violated","why":"the signature is right`},
	} {
		if r := runCheck(append([]string{"certificate"}, c.args...)...); r.code != c.code ||
			!strings.Contains(r.stdout, c.says) {
			t.Errorf("%v: exit code %d, %s%s, want %d and %q", c.args, r.code, r.stdout, r.stderr, c.code, c.says)
		}
	}
	for _, args := range [][]string{{}, {good, "--canister", "x"}, {good, "--canister", ""},
		{good, "--subnet", ""}, {good, "--subnet", "x"},
		{good, "--root-key", good}, {good, "--root-key", good + "x"}} {
		if r := runCheck(append([]string{"certificate"}, args...)...); r.code != exitUnusable || r.stderr == "" {
			t.Errorf("%v: exit code %d, stderr %q, want 2 and a reason", args, r.code, r.stderr)
		}
	}
}

package main

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/model/crypto/bls"
)

var update = flag.Bool("update", false, "write the samples in examples/ and README's examples anew")

// samples makes the traces and test vectors in examples/: the trace of a simulated run, the same with a commit where a
// node saw none, and signatures of our own in Ethereum's layout.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	good, wrong := mixedRun(t)
	files := map[string][]byte{"traces/round.jsonl": good, "traces/commit.jsonl": wrong}
	for name, words := range map[string]string{"../docs/pictures/disagreement.svg": disagreement,
		"../docs/pictures/commit.svg": "check trace commit.jsonl"} {
		files[name] = drawn(t, words, wrong)
	}
	suite := bls.MinPubkeySize(bls.Possession)
	sk, err := bls.KeyGen(bytes.Repeat([]byte{7}, 32), bls.SaltV4(), nil)
	if err != nil {
		t.Fatal(err)
	}
	secret, message := sk.Bytes(), []byte("que sera")
	signature, key := suite.Sign(sk, message), suite.SkToPk(sk)
	x := func(b []byte) string { return "0x" + hex.EncodeToString(b) }
	verify := func(message []byte, holds bool) []byte {
		return fmt.Appendf(nil, "input: {pubkey: '%s',\n  message: '%s',\n  signature: '%s'}\noutput: %v\n", x(key),
			x(message), x(signature), holds)
	}
	files["traces/equivocation.jsonl"], files["evidence/equivocation.json"] = byzantineRun(t)
	files["histories/good.jsonl"], files["histories/stale.edn"] = []byte(goodHistory), []byte(staleEDN)
	files["vectors/sign.yaml"] = fmt.Appendf(nil, "input: {privkey: '%s',\n  message: '%s'}\noutput: '%s'\n", x(secret[:]),
		x(message), x(signature))
	files["vectors/verify.yaml"] = verify(message, true)
	files["vectors/verify_another_message.yaml"] = verify([]byte("che sara"), false)
	return files
}

// drawn is what a command draws, which may read the trace commit.jsonl.
func drawn(t *testing.T, words string, trace []byte) []byte {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("commit.jsonl", trace, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := runLine(words + " --svg picture.svg"); code != exitViolated {
		t.Fatalf("%s: exit code %d, %s", words, code, errs)
	}
	picture, err := os.ReadFile("picture.svg")
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// mixedRun is the trace of the first run with a round that is committed and one that is not, and the same with a commit
// in its place that breaks a rule.
func mixedRun(t *testing.T) (good, wrong []byte) {
	t.Helper()
	for seed := range 100 {
		var out, summary bytes.Buffer
		words := fmt.Sprintf("sim qsc3 -n 3 --rounds 4 --trace - --seed %d", seed)
		if code := run(strings.Fields(words), strings.NewReader(""), &out, &summary); code != exitHolds {
			t.Fatalf("exit code %d: %s", code, summary.String())
		}
		good = out.Bytes()
		wrong = bytes.Replace(good, []byte(`"committed":false`), []byte(`"committed":true`), 1)
		code := run([]string{"check", "trace", "-"}, bytes.NewReader(wrong), io.Discard, io.Discard)
		if code == exitViolated && bytes.Contains(good, []byte(`"committed":true`)) {
			return good, wrong
		}
	}
	t.Fatal("every decision of all runs is a commit, or none")
	return nil, nil
}

// byzantineRun is the trace of a run in which a corrupt node shows two logs, and the evidence that it holds.
func byzantineRun(t *testing.T) (trace, evidence []byte) {
	t.Helper()
	t.Chdir(t.TempDir())
	words := "sim tlcb -n 4 -t 3 --corrupt 1 --attack equivocate --signatures ed25519 --rounds 1 --trace run.jsonl"
	if code, _, errs := runLine(words); code != exitHolds {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if code, _, errs := runLine("check trace run.jsonl --evidence evidence.json"); code != exitViolated {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	trace, err := os.ReadFile("run.jsonl")
	if err == nil {
		evidence, err = os.ReadFile("evidence.json")
	}
	if err != nil {
		t.Fatal(err)
	}
	return trace, evidence
}

// The samples in examples/ are what our own programs make.
func TestTheSamplesAreCurrent(t *testing.T) {
	folder, err := filepath.Abs(filepath.Join("..", "..", "examples"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range samples(t) {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not what it should be (%v); go test ./cmd/quesera -run 'Samples|Readme' -update", file, err)
		}
	}
}

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// equivocation is the summary of a run in which a corrupt node shows two logs, and its evidence.
func equivocation(t *testing.T) (summary string, evidence map[string]any) {
	t.Helper()
	code, out, errs := runLine("sim tlcb -n 4 -t 3 --corrupt 1 --attack equivocate --signatures ed25519 --rounds 4 " +
		"--seed 1 --json")
	var report struct{ Evidence []map[string]any }
	if err := json.Unmarshal([]byte(out), &report); code != exitHolds || err != nil || len(report.Evidence) != 1 {
		t.Fatalf("exit code %d, %q, %v: %d pieces of evidence, want one", code, errs, err, len(report.Evidence))
	}
	return out, report.Evidence[0]
}

// judged writes a file and has the command judge it.
func judged(t *testing.T, text string) (exitCode, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "evidence.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runWords([]string{"check", "evidence", file})
	if errs != "" {
		t.Errorf("standard error: %q", errs)
	}
	return code, strings.TrimPrefix(out, file+": ")
}

// with is evidence of which one member is another.
func with(t *testing.T, evidence map[string]any, member string, value any) string {
	t.Helper()
	changed := map[string]any{}
	for k, v := range evidence {
		changed[k] = v
	}
	changed[member] = value
	text, err := json.Marshal(changed)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Evidence of a run is judged from itself (LOG-O3): as the summary has it, and alone. What was changed proves nothing,
// and names nobody; what cannot be read is unusable.
func TestEvidenceIsJudgedFromItself(t *testing.T) {
	summary, evidence := equivocation(t)
	alone := with(t, evidence, "format", evidence["format"])
	for _, text := range []string{summary, alone} {
		if code, out := judged(t, text); code != exitHolds || !strings.HasPrefix(out,
			`holds: node 3 is at fault: equivocation, in group "tlcb simulation", n=4 t=3 f_a=0 f_c=1, digest `) {
			t.Errorf("exit code %d: %s", code, out)
		}
	}
	octets := evidence["evidence"].(string)
	last := len(octets) - 1
	keys := evidence["keys"].([]any)
	turned := []any{keys[3], keys[1], keys[2], keys[0]}
	for name, c := range map[string]struct {
		text string
		code exitCode
	}{
		"another group":     {with(t, evidence, "group", "another"), exitViolated},
		"keys of others":    {with(t, evidence, "keys", turned), exitViolated},
		"one signature off": {with(t, evidence, "evidence", octets[:last]+flipped(octets[last])), exitViolated},
		"half of it":        {with(t, evidence, "evidence", octets[:len(octets)/2]), exitUnusable},
		"no digits":         {with(t, evidence, "evidence", "xyz"), exitUnusable},
		"another format":    {with(t, evidence, "format", "quesera evidence 9"), exitUnusable},
		"a bad key":         {with(t, evidence, "keys", []any{"00", "00", "00", "00"}), exitUnusable},
		"another protocol":  {with(t, evidence, "protocol", "tlc"), exitUnusable},
		"no evidence":       {`{"protocol":"tlcb","evidence":[]}`, exitUnusable},
		"no JSON":           {"evidence", exitUnusable},
	} {
		if code, out := judged(t, c.text); code != c.code || strings.Contains(out, "at fault") {
			t.Errorf("%s: exit code %d, want %d: %s", name, code, c.code, out)
		}
	}
	code, out, _ := runLine("check evidence nowhere.json")
	if code != exitUnusable || !strings.Contains(out, "no such file") {
		t.Errorf("a missing file: exit code %d: %s", code, out)
	}
}

// flipped is another hexadecimal digit.
func flipped(digit byte) string {
	if digit == '0' {
		return "1"
	}
	return "0"
}

package vectors

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quesera/oracle/conformance"
	"quesera/spec"
)

// ownSet is the published set in a folder, without what takes long to judge.
func ownSet(t *testing.T) string {
	t.Helper()
	set, err := conformance.Draw()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := set.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The published set is run whole: every family, every schema, every file of the manifest.
func TestOwnVectorsAreRun(t *testing.T) {
	dir := ownSet(t)
	r := Run(dir)
	if r.Verdict() != spec.Holds || len(r.NotRecognised) > 0 || r.Total().NotRun > 0 || len(r.Kinds) != 12 {
		t.Errorf("%v: %d kinds, %v, %v, %v", r.Verdict(), len(r.Kinds), r.Failed, r.Unusable, r.NotRecognised)
	}
	rewrite := func(name, old, new string) Report {
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), old) {
			t.Fatalf("%s: %q does not stand there", name, old)
		}
		changed := strings.Replace(string(text), old, new, 1)
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.WriteFile(path, text, 0o600) }()
		if name == "manifest.json" {
			return Run(path)
		}
		return Run(path, filepath.Join(dir, "manifest.json"))
	}
	for _, c := range []struct {
		name, file, old, new, want string // part of the finding
		verdict                    spec.Verdict
	}{
		{"another result", "shamir.json", `"want":"`, `"want":"ff`, "shamir/", spec.Violated},
		{"not refused", "shamir.json", `"refused":true`, `"want":[]`, "refused, want accepted", spec.Violated},
		{"another file than listed", "shamir.json", `"topic":"a`, `"topic":"A`, "SHA-256", spec.Violated},
		{"another schema", "shamir.schema.json", `"integer"`, `"string"`, "not the schema", spec.Violated},
		{"a later format", "shamir.json", "quesera-vectors/1", "quesera-vectors/2", "format", spec.Violated},
		{"a family that there is none of", "shamir.json", `"family":"shamir"`, `"family":"other"`, "none of that name",
			spec.Violated},
		{"a vector twice", "shamir.json", `"id":"shamir/interpolate/2"`, `"id":"shamir/interpolate/1"`, "twice",
			spec.Violated},
		{"an id of no operation", "shamir.json", `"id":"shamir/deal/1"`, `"id":"shamir/dealt/1"`, "id", spec.Violated},
		{"more work than there may be", "shamir.json", `"shares":`, `"shares":65535,"x":`, "x", spec.Violated},
		{"another count", "manifest.json", `"vectors": 5`, `"vectors": 95`, "want 95", spec.Violated},
		{"another topic", "manifest.json", `"topic": "a`, `"topic": "A`, "want", spec.Violated},
		{"a file elsewhere", "manifest.json", `"name": "`, `"name": "../`, "without a folder", spec.Unusable},
		{"a file that is missing", "manifest.json", `"name": "`, `"name": "no`, "no such file", spec.Violated},
		{"a manifest of a later format", "manifest.json", "manifest/1", "manifest/2", "format", spec.Unusable},
		{"a member too many", "manifest.json", `"version"`, `"more": 1, "version"`, "more", spec.Unusable},
	} {
		r := rewrite(c.file, c.old, c.new)
		found := ""
		for _, f := range append(append(r.Failed, r.Unusable...), r.NotRecognised...) {
			found += f.Test + ": " + f.Why + "\n"
		}
		if r.Verdict() != c.verdict || !strings.Contains(found, c.want) {
			t.Errorf("%s: %v, %s, want %v with %q", c.name, r.Verdict(), found, c.verdict, c.want)
		}
	}
}

// Vectors that would take hours, or more memory than there is, are unusable at once.
func TestOwnVectorsAreBounded(t *testing.T) {
	head := `{"format":"quesera-vectors/1","family":"`
	for name, text := range map[string]string{
		"a large sharing": head + `shamir","title":"","operations":{},"vectors":[{"id":"shamir/lagrange/1","topic":"",` +
			`"input":{"threshold":65535,"shares":65535,"set":[],"at":0},"want":[]}]}`,
		"a large group": head + `dkg","title":"","operations":{},"vectors":[{"id":"dkg/reshare/1","topic":"","input":{` +
			`"group":"GF(251)","protocol":"resharing","nodes":1000000000,"threshold":1,"faults":0,"self":0,"old":{` +
			`"members":1000000000,"receivers":1,"threshold":1,"faults":0,"commitment":[],"share":null},"events":[]},` +
			`"refused":true}]}`,
		"no vector":  head + `tlc","title":"","operations":{},"vectors":[]}`,
		"a cut file": head,
		"a negative node": head + `qsc3","title":"","operations":{},"vectors":[{"id":"qsc3/decide/1","topic":"","input":{` +
			`"nodes":-1,"proposals":[{"node":0,"ticket":0,"confirmed":true,"late":false}],"second":[]},"refused":true}]}`,
		"nothing of the right type": head + `tlc","title":"","operations":{},"vectors":{}}`,
	} {
		path := filepath.Join(t.TempDir(), "x.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := Run(path); r.Verdict() != spec.Unusable || len(r.Unusable) != 1 {
			t.Errorf("%s: %v, %v", name, r.Verdict(), r)
		}
	}
}

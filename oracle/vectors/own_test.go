package vectors

import (
	"os"
	"path/filepath"
	"testing"

	"quesera/oracle/conformance"
	"quesera/spec"
)

// The published set is run whole: every family, every schema, every file of the manifest. What is wrong with one is
// found in a small set (sets_test.go).
func TestOwnVectorsAreRun(t *testing.T) {
	set, err := conformance.Draw()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := set.WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	r := Run(dir)
	if r.Verdict() != spec.Holds || len(r.NotRecognised) > 0 || r.Total().NotRun > 0 || len(r.Kinds) != 12 {
		t.Errorf("%v: %d kinds, %v, %v, %v", r.Verdict(), len(r.Kinds), r.Failed, r.Unusable, r.NotRecognised)
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

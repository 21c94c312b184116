package main

import (
	"bytes"
	"strings"
	"testing"

	"quesera/oracle/lockstep"
)

// The oracle answers each line, its exit code is the verdict, and it prints its schema.
func TestTheOracleAnswers(t *testing.T) {
	const head = `{"trace":"quesera/1","protocol":"qsc3","nodes":2,"message_threshold":2,"witness_threshold":2,` +
		`"acknowledgments":"direct"}` + "\n" + `{"node":0,"input":"propose","step":0,"ticket":5}` + "\n"
	raw := func(ticket string) string {
		return `{"node":0,"event":"send","kind":"raw","id":"0.1","step":0,"ticket":` + ticket + "}\n"
	}
	for _, c := range []struct {
		stdin, args string
		code        exitCode
		out, errs   string
	}{
		{head + raw("5"), "qsc3", exitHolds, `{"line":3,"answer":"agrees"}`, ""},
		{head + raw("6"), "qsc3", exitViolated, `"rule":"LOCK-TICKET"`, ""},
		{head + raw("6"), "qsc3 --own-tickets", exitHolds, `{"line":3,"answer":"agrees"}`, ""},
		{head, "qsc3", exitInconclusive, `{"line":2,"answer":"agrees"}`, ""},
		{head + "\x00\n", "qsc3", exitUnusable, "", "quesera: oracle: line 3: line is not a JSON object"},
		{head, "tlc", exitUnusable, "", "quesera: oracle: line 1: "},
		{"", "qsc3", exitUnusable, "", "nothing to read"},
		{"", "paxos", exitUnusable, "", `oracle: protocol = "paxos", want qsc3 or tlc`},
		{"", "", exitUnusable, "", "want a protocol"},
		{strings.Replace(head, `_threshold":2`, `_threshold":1`, 2), "qsc3", exitUnusable, "", "is no majority"},
		{strings.Replace(head, `_threshold":2`, `_threshold":1`, 2) + raw("5"), "qsc3 --unsafe", exitHolds, "agrees", ""},
	} {
		code, out, errs := command(c.stdin, append([]string{"oracle"}, strings.Fields(c.args)...)...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(errs, c.errs) ||
			(errs == "") != (c.errs == "") || strings.Count(errs, "\n") > 1 {
			t.Errorf("oracle %s: exit code %d, want %d: %s%s", c.args, code, c.code, out, errs)
		}
	}
	if code, out, _ := command("", "oracle", "--schema"); code != exitHolds || !bytes.Equal([]byte(out), lockstep.Schema) {
		t.Errorf("exit code %d: %.80s", code, out)
	}
}

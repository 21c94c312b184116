package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Histories in short, and what becomes of them.
const (
	goodHistory = `{"history":"quesera/1","object":"register"}
{"process":0,"type":"invoke","f":"write","key":"x","value":1}
{"process":1,"type":"invoke","f":"read","key":"x"}
{"process":1,"type":"ok","f":"read","value":1}
{"process":0,"type":"ok","f":"write"}
`
	staleHistory = goodHistory + `{"process":1,"type":"invoke","f":"read","key":"x"}
{"process":1,"type":"ok","f":"read","value":null}
`
	staleEDN = `{:process 0, :type :invoke, :f :write, :value 1}
{:process 0, :type :ok, :f :write, :value 1}
{:process 1, :type :invoke, :f :read, :value nil}
{:process 1, :type :ok, :f :read, :value nil}
`
)

// A history gets its verdict, in words with the key, how far it is linearizable, what cannot be placed and why.
func TestCheckHistorySaysWhatCannotBePlaced(t *testing.T) {
	good, stale, maps := write(t, "good.jsonl", goodHistory), write(t, "stale.jsonl", staleHistory), write(t, "stale.edn",
		staleEDN)
	code, out, errs := command("", "check", "history", good)
	if code != exitHolds || out != good+": holds: 2 operations on 1 key of a register, 0 open\n" || errs != "" {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	code, out, _ = command("", "check", "history", good, stale, maps)
	want := good + ": holds: 2 operations on 1 key of a register, 0 open\n" + stale +
		": violated: 3 operations on 1 key of a register, 0 open\n" +
		"  key \"x\": linearizable up to the return of 2 operations, and no longer\n" +
		"    the last in an order that is allowed: write 1 of \"x\": ok, read of \"x\": 1\n" +
		"    line 7, process 1: read of \"x\": nil: whatever took effect before it, it finds the register at 1, and could " +
		"not be answered nil\n" + maps + ": violated: 2 operations on 1 key of a register, 0 open\n" +
		"  linearizable up to the return of 1 operation, and no longer\n" +
		"    the last in an order that is allowed: write 1: ok\n" +
		"    line 4, process 1: read: nil: whatever took effect before it, it finds the register at 1, and could not be " +
		"answered nil\n"
	if code != exitViolated || out != want {
		t.Errorf("exit code %d, output:\n%s\nwant:\n%s", code, out, want)
	}
}

// With --json a file is an object that says the same.
func TestCheckHistoryInJSON(t *testing.T) {
	code, out, _ := command(staleHistory, "check", "history", "--json", "-")
	var j judgedHistory
	if err := json.Unmarshal([]byte(out), &j); err != nil || code != exitViolated {
		t.Fatalf("exit code %d, %v: %s", code, err, out)
	}
	if j.Operations != 3 || j.Keys != 1 || len(j.Bad) != 1 || j.Bad[0].Placed != 2 || j.Bad[0].Misfits[0].Line != 7 ||
		j.Bad[0].Misfits[0].Process != "1" {
		t.Errorf("%+v", j)
	}
}

// What cannot be used gets one line and exit code 2; a search that is stopped or has no memory left is inconclusive.
func TestCheckHistoryOfWhatCannotBeJudged(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		args []string
		code exitCode
		want string
	}{
		"no history":     {"hello", nil, exitUnusable, "unusable: line 1: begins with 'h'"},
		"a return alone": {`{"process":1,"type":"ok","f":"read"}`, nil, exitUnusable, "which it did not call"},
		"deep":           {"{:process " + strings.Repeat("[", 1<<20), nil, exitUnusable, "nested more than 32 deep"},
		"no such object": {goodHistory, []string{"--object", "tree"}, exitUnusable,
			`object = "tree", want one of register`},
		"another object": {goodHistory, []string{"--object", "queue"}, exitUnusable,
			"line 2: f = write, want one of a queue"},
		"no JSON":           {goodHistory, []string{"--initial", "{"}, exitUnusable, "--initial"},
		"another beginning": {goodHistory, []string{"--initial", "3"}, exitHolds, "holds"},
		"too short a time": {goodHistory, []string{"--timeout", "1ns"}, exitInconclusive,
			"inconclusive: --timeout 1ns is over"},
	} {
		code, out, errs := command(c.text, append([]string{"check", "history", "-"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.want) || strings.Count(out, "\n") != 1 || errs != "" {
			t.Errorf("%s: exit code %d, %q, %q, want %d, one line with %q", name, code, out, errs, c.code, c.want)
		}
	}
	if code, out, _ := command("", "check", "history", filepath.Join(t.TempDir(), "none")); code != exitUnusable ||
		!strings.Contains(out, "no such file") {
		t.Errorf("no file: exit code %d, %s", code, out)
	}
	for _, args := range [][]string{nil, {"a", "b", "--html", "c"}, {"-", "--memory", "0"}} {
		if code, _, errs := command("", append([]string{"check", "history"}, args...)...); code != exitUnusable ||
			errs == "" {
			t.Errorf("%v: exit code %d, %q", args, code, errs)
		}
	}
}

// The picture of what is wrong is a page with the operations, and what a file says becomes no part of its program.
func TestCheckHistoryDrawsWhatIsWrong(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.html")
	evil := strings.ReplaceAll(staleHistory, `"value":1}`, `"value":"</script><img src=x onerror=alert(1)>"}`)
	if code, out, errs := command(evil, "check", "history", "-", "--html", page); code != exitViolated || errs != "" {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "write") || !strings.Contains(string(text), "line 6") ||
		strings.Contains(string(text), "<img") || strings.Contains(string(text), `"StateDescription":"\"\u003c`) ||
		!strings.Contains(string(text), `"StateDescription":"\u0026#34;\u0026lt;/script`) {
		t.Errorf("the page has no operations, or more than these:\n%s", text[strings.Index(string(text), "const data"):])
	}
	if code, _, _ := command(goodHistory, "check", "history", "-", "--html", page+"2"); code != exitHolds {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(page + "2"); err == nil {
		t.Error("a picture of what is not wrong")
	}
}

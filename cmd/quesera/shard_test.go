package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quesera/fuzz/systematic"
)

// written is a file with this text.
func written(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Shards of a verification and of many runs merge to what one process prints, with its exit code.
func TestShardsOfCommandsMerge(t *testing.T) {
	t.Setenv("PATH", "") // no second engine, which the rows say
	for words, want := range map[string]exitCode{
		"verify strawman": exitInconclusive,
		"sim qsc3 -n 3 -t 2 --rounds 2 --runs 5 --seed 18446744073709551600":       exitHolds,
		"sim qsc3 -n 3 -t 1 -w 1 --unsafe --rounds 30 --adversary uneven --runs 3": exitViolated,
		"sim beacon -n 2 -t 2 --rounds 1 --runs 2 --moves 2":                       exitInconclusive,
	} {
		code, whole, errs := runLine(words + " --shard 1/1")
		if code != want || !strings.HasPrefix(whole, `{"plan":`) {
			t.Fatalf("%s: exit code %d, want %d: %s%s", words, code, want, whole, errs)
		}
		merge := "merge"
		for i := 3; i > 0; i-- {
			_, out, errs := runLine(fmt.Sprintf("%s --shard %d/3", words, i))
			if errs != "" || len(out) >= len(whole) {
				t.Errorf("%s: shard %d: %s, %d octets of %d", words, i, errs, len(out), len(whole))
			}
			merge += " " + written(t, "shard", out)
		}
		if code, out, errs := runLine(merge); code != want || out != whole || strings.Contains(errs, "no result") {
			t.Errorf("%s: merged with exit code %d, want %d: %s\n%swant\n%s", words, code, want, errs, out, whole)
		}
		without := merge[:strings.LastIndex(merge, " ")]
		if code, _, errs := runLine(without); want != exitViolated && code != exitInconclusive ||
			!strings.Contains(errs, "no result of ") {
			t.Errorf("%s: without a shard: exit code %d, %s", words, code, errs)
		}
	}
}

// A scheduler's variables are the default, and --shard goes before them. A single run has no shards.
func TestASchedulerChoosesTheShard(t *testing.T) {
	const words = "sim qsc3 -n 3 -t 2 --rounds 1 --runs 4"
	_, want, _ := runLine(words + " --shard 2/2")
	_, whole, _ := runLine(words + " --shard 1/1")
	t.Setenv("JOB_COMPLETION_INDEX", "1")
	if code, out, errs := runLine(words); code != exitUnusable || out != "" || !strings.Contains(errs, "JOB_COMPLETIONS") {
		t.Errorf("no count: exit code %d, %q, %q", code, out, errs)
	}
	t.Setenv("JOB_COMPLETIONS", "2")
	if code, out, errs := runLine(words); code != exitHolds || out != want {
		t.Errorf("exit code %d, %s, got\n%swant\n%s", code, errs, out, want)
	}
	if _, out, _ := runLine(words + " --shard 1/1"); out != whole {
		t.Errorf("--shard does not go before the environment: %s", out)
	}
	if code, out, _ := runLine("sim qsc3 -n 3 -t 2 --rounds 1"); code != exitHolds || strings.Contains(out, "plan") {
		t.Errorf("a single run: exit code %d, %s", code, out)
	}
}

func TestShardsRefuseWhatTheyCannotDo(t *testing.T) {
	file := written(t, "shard", "{}\n")
	for _, words := range []string{
		"verify tlc --shard 0/2", "verify tlc --shard 3/2", "verify tlc --shard x", "verify tlc --shard=",
		"verify tlc --shard 1/2 --html x", "verify tlc --shard 1/2 --format json",
		"verify tlc -n 2 -t 2 --shard 1/1 --replay 0",
		"sim qsc3 --runs 0", "sim qsc3 --runs 1000001", "sim qsc3 --runs 2 --trace x", "sim qsc3 --runs 2 --html x",
		"sim qsc3 --runs 2 --seed 18446744073709551615", "sim qsc3 --runs 2 --timeout -1s", "sim qsc3 --timeout -1s",
		"sim qsc3 -n 4 -t 2 --runs 2", "mutants --shard 2", "merge", "merge nowhere", "merge " + file,
		"mutants --systematic --merge " + written(t, "shard", `{"plan":1}`+"\n"),
	} {
		if code, out, errs := runLine(words); code != exitUnusable || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", words, code, out, errs)
		}
	}
	if code, _, errs := runLine("merge " + written(t, "empty", "")); code != exitInconclusive ||
		!strings.Contains(errs, "no file has a plan") {
		t.Errorf("an empty file: exit code %d, %q", code, errs)
	}
}

// Faults are shared out too, and what was printed of those made by rule is summed up with them.
func TestShardsOfFaultsMerge(t *testing.T) {
	code, whole, errs := command("", "mutants", "--only", "SSS-M14,SSS-M15", "--shard", "2/2")
	if code != exitHolds || strings.Count(whole, "\n") != 2 ||
		!strings.Contains(whole, `"job":"SSS-M15","verdict":"holds"`) {
		t.Errorf("exit code %d, %s, %s", code, whole, errs)
	}
	words := []string{"mutants", "--systematic", "--packages", "model/crypto/transcript", "--sample", "2", "--shard"}
	_, first, _ := command("", append(words, "1/2")...)
	_, second, _ := command("", append(words, "2/2")...)
	files := written(t, "a", first) + "," + written(t, "b", second)
	code, table, errs := command("", "mutants", "--systematic", "--merge", files)
	if code == exitUnusable || !strings.Contains(table, "model/crypto/transcript") || strings.Count(first, "\n") != 2 {
		t.Errorf("exit code %d, %s%s", code, table, errs)
	}
	if code, table, _ := command("", "mutants", "--systematic", "--merge", files[:strings.Index(files, ",")]); code ==
		exitHolds {
		t.Errorf("without a shard it holds: %s", table)
	}
}

// What shards say of a fault by rule: only one that a test of behaviour caught, or that is none, is no violation.
func TestVerdictsOnFaultsByRule(t *testing.T) {
	for outcome, want := range map[systematic.Outcome]string{systematic.Caught: "holds", systematic.Equivalent: "holds",
		systematic.Unbuilt: "holds", systematic.Survived: "violated", systematic.Hang: "violated",
		systematic.Text: "violated"} {
		if got := (systematic.Result{Outcome: outcome}).Verdict().String(); got != want {
			t.Errorf("%q: %s, want %s", outcome, got, want)
		}
		if got := (systematic.Result{Outcome: outcome, Stale: true}).Verdict().String(); got != "unusable" {
			t.Errorf("%q, listed as equivalent: %s", outcome, got)
		}
	}
}

// TestAsCommand is no test: another one runs this binary with it as the command itself.
func TestAsCommand(t *testing.T) {
	if words := os.Getenv(commandVariable); words != "" {
		os.Exit(int(run(strings.Split(words, "\n"), os.Stdin, os.Stdout, os.Stderr)))
	}
}

// commandVariable has the words of the command, one a line.
const commandVariable = "QUESERA_TEST_COMMAND"

// asCommand is a process with that command.
func asCommand(words ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestAsCommand$")
	cmd.Env = append(os.Environ(), commandVariable+"="+strings.Join(words, "\n"))
	return cmd
}

// Of four processes two are killed, with results printed and more to come. What they leave merges to inconclusive; done
// again, they make it what one process prints.
func TestKilledShardsAreInconclusive(t *testing.T) {
	const words = "sim tlc -n 2 -t 2 --rounds 1 --runs 1000"
	merge, again := "merge", "merge"
	for i := 1; i <= 4; i++ {
		shard := fmt.Sprintf("%s --shard %d/4", words, i)
		_, done, _ := runLine(shard)
		again += " " + written(t, "again", done)
		if i > 2 {
			merge += " " + written(t, "done", done)
			continue
		}
		cmd := asCommand(strings.Fields(shard)...)
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(pipe) // more than a pipe holds is to come, so that the process waits
		var left bytes.Buffer
		for range 3 {
			text, _ := lines.ReadBytes('\n')
			left.Write(text)
		}
		part, _ := lines.Peek(100)
		left.Write(part)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil || len(part) < 100 {
			t.Errorf("shard %d was not killed: %v, %d octets", i, err, len(part))
		}
		merge += " " + written(t, "killed", left.String())
	}
	code, out, errs := runLine(merge)
	if code != exitInconclusive || !strings.Contains(errs, "no result of ") || strings.Count(errs, "has no end") != 2 {
		t.Errorf("exit code %d, %s", code, errs)
	}
	_, whole, _ := runLine(words + " --shard 1/1")
	if code, all, errs := runLine(again + " " + written(t, "merged", out)); code != exitHolds || all != whole {
		t.Errorf("done again: exit code %d, %s", code, errs)
	}
}

// A command of one's own is run for each name of a shard, its exit code is the verdict, and what it prints is kept out
// of the lines. One that is stopped leaves no result.
func TestJobsRunACommandForEachName(t *testing.T) {
	names := "0\n1\n2\n3\n4\n"
	code, out, errs := command(names, "jobs", "x", "sh", "-c", "echo said $0; exit $0")
	for k, verdict := range []string{"holds", "violated", "unusable", "inconclusive", "inconclusive"} {
		if !strings.Contains(out, fmt.Sprintf(`"job":"%d","verdict":"%s","result":{"exit_code":%d}`, k, verdict, k)) {
			t.Errorf("job %d is not %s", k, verdict)
		}
	}
	if code != exitViolated || !strings.Contains(errs, "said 4") || strings.Contains(out, "said 4") {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	if code, out, _ := command(names, "jobs", "--shard", "1/3", "x", "true"); code != exitHolds ||
		!strings.Contains(out, `"job":"3"`) || strings.Contains(out, `"job":"1"`) {
		t.Errorf("a shard: exit code %d, %s", code, out)
	}
	if code, out, _ := command("9\n", "jobs", "--timeout", "200ms", "x", "sleep"); code != exitInconclusive ||
		strings.Contains(out, `"job"`) {
		t.Errorf("stopped: exit code %d, %s", code, out)
	}
	for _, args := range [][]string{{"jobs", "x"}, {"jobs", "x", "no-such-command"},
		{"jobs", "--shard", "2", "x", "true"}} {
		if code, out, _ := command(names, args...); code != exitUnusable || out != "" {
			t.Errorf("%v: exit code %d, %s", args, code, out)
		}
	}
	if code, out, _ := command("a\na\n", "jobs", "x", "true"); code != exitUnusable || out != "" {
		t.Errorf("two jobs of one name: exit code %d, %s", code, out)
	}
}

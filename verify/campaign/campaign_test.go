package campaign

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quesera/spec"
)

// plan is a campaign of so many jobs.
func plan(jobs int) Plan {
	p := Plan{Campaign: "test", Settings: "-n 3", Version: "v"}
	for k := range jobs {
		p.Jobs = append(p.Jobs, fmt.Sprintf("job <%d>", k))
	}
	return p
}

// shard is what one process prints of a plan whose jobs all hold, but for those told.
func shard(t rapid.TB, p Plan, s Shard, told map[int]spec.Verdict) string {
	t.Helper()
	var out bytes.Buffer
	w, err := Begin(&out, p)
	if err != nil {
		t.Fatal(err)
	}
	for k, job := range p.Jobs {
		v, other := told[k]
		if !other {
			v = spec.Holds
		}
		if !s.Has(k) {
			continue
		}
		if err := w.Done(job, v, []string{"<" + v.String() + ">"}); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// merged is what files add up to.
func merged(t rapid.TB, files ...string) (string, []Sum) {
	t.Helper()
	var m Merger
	for _, f := range files {
		if err := m.Read("f", strings.NewReader(f)); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	sums, err := m.Write(&out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), sums
}

// Whatever the number of jobs and shards, each job is of one shard, and the shards merge to what one process prints:
// in any order, each as often as one likes, and when merged before.
func TestShardsMergeToWhatOneProcessPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plan(rapid.IntRange(1, 12).Draw(t, "jobs"))
		n := rapid.IntRange(1, 5).Draw(t, "shards")
		told := map[int]spec.Verdict{}
		for k := range p.Jobs {
			told[k] = spec.Verdict(rapid.IntRange(0, 4).Draw(t, "verdict"))
		}
		var files []string
		for i := range n {
			files = append(files, shard(t, p, Shard{Index: i, Count: n}, told))
		}
		whole := shard(t, p, Shard{}, told)
		again := files[rapid.IntRange(0, n-1).Draw(t, "again")]
		part, _ := merged(t, files[0], again)
		got, sums := merged(t, rapid.Permutation(append(files, again, part)).Draw(t, "order")...)
		if lines := strings.Count(strings.Join(files, ""), "\n"); lines != n+len(p.Jobs) {
			t.Fatalf("%d lines of %d shards, want a plan each and a line for each of %d jobs", lines, n, len(p.Jobs))
		}
		if got != whole {
			t.Fatalf("merged:\n%s\nwant\n%s", got, whole)
		}
		if len(sums) != 1 || len(sums[0].Missing)+len(sums[0].Disagreed) > 0 || len(told) != len(p.Jobs) {
			t.Fatalf("%+v", sums)
		}
	})
}

// What a lost process leaves is inconclusive: no file, a file cut at any octet, or the plan alone. What is there is
// judged all the same.
func TestALostShardIsInconclusive(t *testing.T) {
	p := plan(4)
	first, second := shard(t, p, Shard{Index: 0, Count: 2}, nil), shard(t, p, Shard{Index: 1, Count: 2}, nil)
	whole, sums := merged(t, first, second)
	if sums[0].Verdict != spec.Holds || sums[0].Verdicts[spec.Holds] != 4 {
		t.Fatalf("%+v", sums[0])
	}
	for cut := range len(second) {
		text, sums := merged(t, first, second[:cut])
		if sums[0].Verdict != spec.Inconclusive || len(sums[0].Missing) == 0 ||
			!strings.HasPrefix(whole, text[:len(first)/2]) {
			t.Errorf("cut at %d: %+v", cut, sums[0])
		}
	}
	_, sums = merged(t, shard(t, p, Shard{Index: 0, Count: 2}, map[int]spec.Verdict{2: spec.Violated}))
	if s := sums[0]; s.Verdict != spec.Violated || !slices.Equal(s.Missing, []string{"job <1>", "job <3>"}) {
		t.Errorf("%+v", s)
	}
}

// A job that was stopped and done again counts as what it came to; two that came to different ends are inconclusive,
// and violated if one of them is.
func TestResultsOfOneJobAreJoined(t *testing.T) {
	p := plan(1)
	says := func(v spec.Verdict) string { return shard(t, p, Shard{}, map[int]spec.Verdict{0: v}) }
	for _, c := range []struct {
		files     []string
		want      spec.Verdict
		disagreed int
	}{
		{[]string{says(spec.Inconclusive), says(spec.Holds)}, spec.Holds, 0},
		{[]string{says(spec.NotRun), says(spec.Violated)}, spec.Violated, 0},
		{[]string{says(spec.Inconclusive), says(spec.NotRun)}, spec.Inconclusive, 0},
		{[]string{says(spec.Holds), strings.Replace(says(spec.Holds), "<holds>", "holds otherwise", 1)},
			spec.Inconclusive, 1},
		{[]string{says(spec.Holds), says(spec.Violated)}, spec.Violated, 1},
		{[]string{says(spec.Holds), says(spec.Unusable), says(spec.Inconclusive)}, spec.Unusable, 1},
	} {
		text, sums := merged(t, c.files...)
		slices.Reverse(c.files)
		other, _ := merged(t, append(c.files, text)...)
		if sums[0].Verdict != c.want || len(sums[0].Disagreed) != c.disagreed || text != other {
			t.Errorf("%v: %+v", c.files, sums[0])
		}
	}
}

// Processes of different versions or settings are of two campaigns, neither of which is whole.
func TestPlansThatDifferAreNotMerged(t *testing.T) {
	p := plan(2)
	for _, other := range []func(*Plan){func(p *Plan) { p.Version = "w" }, func(p *Plan) { p.Settings = "" },
		func(p *Plan) { p.Jobs = []string{"job <0>", "job"} }, func(p *Plan) { p.Campaign = "other" }} {
		q := p
		other(&q)
		_, sums := merged(t, shard(t, p, Shard{Index: 0, Count: 2}, nil), shard(t, q, Shard{Index: 1, Count: 2}, nil))
		if len(sums) != 2 || sums[0].Verdict != spec.Inconclusive || sums[1].Verdict != spec.Inconclusive {
			t.Errorf("%+v", sums)
		}
	}
	for _, bad := range []Plan{{Campaign: "x"}, {Jobs: []string{"a"}}, {Campaign: "x", Jobs: []string{"a", "b", "a"}}} {
		if _, err := Begin(&bytes.Buffer{}, bad); err == nil {
			t.Errorf("no error for %+v", bad)
		}
	}
	w, err := Begin(&bytes.Buffer{}, p)
	if err != nil || w.Done("job", spec.Holds, 1) == nil {
		t.Error("a job that is not in the plan")
	}
}

// What is no line of a campaign is named by file and line.
func TestMergeRefusesWhatIsNoLine(t *testing.T) {
	p := plan(1)
	good := shard(t, p, Shard{}, nil)
	head, result, _ := strings.Cut(good, "\n")
	for text, want := range map[string]string{
		"{}\n":                                   "f:1",
		head + "\nnothing\n":                     "f:2",
		head + "\n{\"rows\":1}\n":                "f:2",
		head + head + "\n":                       "f:1: want one value",
		result:                                   "f:1: a result of plan",
		"\n":                                     "f:1",
		good + "}":                               "torn",
		good + "\n":                              "f:3",
		strings.Replace(good, `-n 3`, `-n 4`, 1): "f:1: plan =",
		strings.Replace(good, `"job":"job <0>"`, `"job":"other"`, 1):         "not in the plan",
		strings.Replace(good, `"verdict":"holds"`, `"verdict":"perhaps"`, 1): "f:2",
		strings.Replace(good, `,"result":["<holds>"]`, ``, 1):                "f:2: want plan, job",
	} {
		var m Merger
		err := m.Read("f", strings.NewReader(text))
		if err == nil {
			_, err = m.Write(&bytes.Buffer{})
		}
		if want == "torn" {
			if err != nil || len(m.Torn()) != 1 {
				t.Errorf("%q: %v, torn %q", text, err, m.Torn())
			}
		} else if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestShardsAreRead(t *testing.T) {
	for _, text := range []string{"1/1", "2/4", "4/4"} {
		if s, err := Parse(text); err != nil || s.String() != text || !s.Asked() {
			t.Errorf("%s: %+v, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "1", "0/4", "5/4", "-1/2", "1/0", "1/2/3", "01/2", "+1/2", "a/b", "1/2 "} {
		if s, err := Parse(text); err == nil || !strings.Contains(err.Error(), "want i/n") {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

// Kubernetes counts from 0; Slurm from anywhere, in steps. An index without a count, or beyond it, is refused.
func TestSchedulersSayWhichShard(t *testing.T) {
	for _, c := range []struct{ variables, want string }{
		{"", "none"},
		{"JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=3", "1/3"},
		{"JOB_COMPLETION_INDEX=2 JOB_COMPLETIONS=3", "3/3"},
		{"SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=2", "3/3"},
		{"SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1", "1/4"},
		{"JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=3", "is none of the 3"},
		{"JOB_COMPLETION_INDEX=1", "JOB_COMPLETIONS = \"\", want a number of at least 1, beside " +
			"JOB_COMPLETION_INDEX"},
		{"JOB_COMPLETION_INDEX=x JOB_COMPLETIONS=3", "want a number"},
		{"JOB_COMPLETION_INDEX=-1 JOB_COMPLETIONS=3", "want a number"},
		{"JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=0", "at least 1"},
		{"SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=2", "is none of"},
		{"SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_MIN"},
		{"SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=0", "SLURM_ARRAY_TASK_STEP"},
		{"SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=1", "SLURM_ARRAY_TASK_COUNT"},
		{"SLURM_ARRAY_TASK_ID=1 JOB_COMPLETION_INDEX=1", "both set"},
	} {
		values := map[string]string{}
		for _, v := range strings.Fields(c.variables) {
			name, value, _ := strings.Cut(v, "=")
			values[name] = value
		}
		s, err := FromEnvironment(func(name string) string { return values[name] })
		got := s.String()
		if !s.Asked() {
			got = "none"
		}
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) || err == nil && got != c.want {
			t.Errorf("%s: got %s, want %s", c.variables, got, c.want)
		}
	}
}

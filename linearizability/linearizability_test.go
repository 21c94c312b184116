package linearizability

import (
	"context"
	"slices"
	"strings"
	"testing"

	"quesera/linearizability/service"
	"quesera/model/object"
	"quesera/spec"
	"quesera/verify"
)

// trial is the one of that name, object and promise.
func trial(t *testing.T, bounds string) *Trial {
	t.Helper()
	for _, tr := range Trials() {
		if strings.HasPrefix(tr.Bounds(), bounds) {
			return &tr
		}
	}
	t.Fatalf("no trial is called %s", bounds)
	return nil
}

// What strategies promise holds in runs in which everything goes wrong that can: requests are asked again, arrive twice
// and late, operations stay open, nodes stop and jump, rounds commit for some only.
func TestStrategiesKeepWhatTheyPromise(t *testing.T) {
	for _, tr := range Trials() {
		if tr.Fails != "" {
			continue
		}
		var sum service.Stats
		for seed := range uint64(12) {
			r, err := tr.Play(context.Background(), 1000+seed, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != spec.Holds {
				t.Errorf("%s, seed %d: %v: %+v", tr.Bounds(), seed, r.Verdict, r.Failure)
			}
			sum.Add(r.Stats)
		}
		if tr.sticky {
			continue // its clients are alone with their nodes
		}
		for what, n := range map[string]int{"answered": sum.Answered, "open": sum.Open, "retries": sum.Retries,
			"duplicates": sum.Duplicate, "late": sum.Late, "stops": sum.Stops, "jumps": sum.Jumps,
			"commits for some": sum.Some} {
			if n == 0 {
				t.Errorf("%s: no %s in all runs: %+v", tr.Bounds(), what, sum)
			}
		}
	}
}

// tries are what came of the trials that must fail, each made once.
var tries = map[string]*verify.Tried{}

// broken is what came of a trial that must fail.
func broken(t *testing.T, tr Trial) *verify.Tried {
	t.Helper()
	if tries[tr.Bounds()] == nil {
		tried, err := tr.Try(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		tries[tr.Bounds()] = tried
	}
	return tries[tr.Bounds()]
}

// Each strategy that promises too much is caught, by a history from which no operation can be left out, and the line
// that is printed makes the same run again.
func TestStrategiesThatPromiseTooMuchAreCaught(t *testing.T) {
	most := map[string]int{ // operations of the shortest history found
		"reads through the chain, nodes that forget": 2, "reads of the final prefix, registers": 2,
		"reads of the final prefix, without sessions": 2, "reads of the final prefix, at any node": 3,
		"success at choice": 2, "retries without request IDs": 1,
	}
	caught := 0
	for _, tr := range Trials() {
		if tr.Fails == "" {
			continue
		}
		found := broken(t, tr)
		caught++
		if found.Verdict != spec.Violated || found.Story == nil || found.Because == "" {
			t.Errorf("%s: %v after %d runs, want it to be caught", tr.Bounds(), found.Verdict, found.Runs)
			continue
		}
		again, err := tr.Follow(context.Background(), found.Story.Schedule)
		if err != nil || again.Verdict != spec.Violated || !slices.Equal(again.Story.Steps, found.Story.Steps) {
			t.Errorf("%s: the schedule %s makes another run: %v", tr.Bounds(), found.Story.Schedule, err)
			continue
		}
		calls := 0
		for _, step := range again.Story.Steps {
			if strings.Contains(step, " invoke ") {
				calls++
			}
		}
		for name, n := range most {
			if strings.HasPrefix(tr.Bounds(), name) && calls > n {
				t.Errorf("%s: %d operations, want %d: %q", tr.Bounds(), calls, n, again.Story.Steps)
			}
		}
	}
	if caught < 9 {
		t.Errorf("%d strategies caught, want nine", caught)
	}
}

// Leaving out an operation leaves the choices of the others as they were: it is called by the same client, at the same
// node, with the same value. Method: a run in which nothing is left out, and the same without each of its operations.
func TestLeavingOutAnOperationLeavesTheOthersAlone(t *testing.T) {
	tr := trial(t, "reads through the chain, queue")
	calls := func(without []int) (all []string) {
		r, err := tr.Play(context.Background(), 5, without)
		if err != nil {
			t.Fatal(err)
		}
		for k := range r.History.Operations {
			all = append(all, r.History.Operations[k].String())
		}
		slices.Sort(all)
		return all
	}
	whole := calls(nil)
	for k := range tr.operations {
		less := calls([]int{k})
		if len(less) != len(whole)-1 || len(slices.DeleteFunc(less, func(s string) bool {
			return slices.Contains(whole,
				s)
		})) > 0 {
			t.Errorf("without operation %d: %v, want one less of %v", k, less, whole)
		}
	}
}

// A seed makes one run, and another one another run.
func TestASeedMakesOneRun(t *testing.T) {
	tr := trial(t, "reads through the chain, log")
	steps := func(seed string) string {
		tried, err := tr.Follow(context.Background(), seed)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(tried.Story.Steps, "\n")
	}
	if steps("3") != steps("3") {
		t.Error("one seed, two runs")
	}
	if steps("3") == steps("4") {
		t.Error("two seeds, one run")
	}
	for _, wrong := range []string{"", "x", "3.x", "3.99", "-1", "3."} {
		if _, err := tr.Follow(context.Background(), wrong); err == nil {
			t.Errorf("schedule %q: no error", wrong)
		}
	}
}

// Names tell trials apart, and every object is tried.
func TestTrialsAreToldApart(t *testing.T) {
	seen, objects := map[string]bool{}, map[object.Name]bool{}
	for _, c := range Checks() {
		id := c.Bounds
		if seen[id] {
			t.Errorf("%s stands twice", id)
		}
		seen[id] = true
	}
	for _, tr := range Trials() {
		objects[tr.Object] = true
		if tr.Says == "" || strings.HasSuffix(tr.Says, ".") {
			t.Errorf("%s: says %q, want a sentence without a full stop", tr.Name, tr.Says)
		}
	}
	for _, name := range object.Names() {
		if !objects[name] {
			t.Errorf("%s is not tried", name)
		}
	}
}

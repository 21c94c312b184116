package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"quesera/fuzz/mutants"
	"quesera/internal/vector"
	"quesera/internal/vector/vectortest"
	"quesera/oracle/conformance"
	"quesera/spec"
)

// selectedList is where it stands in a checkout which vectors are published.
const selectedList = "oracle/conformance/selected.list"

// measuring is what is asked for.
type measuring struct {
	all      bool
	sample   int
	families []string
	jobs     int
	timeout  time.Duration
}

// run measures the families one after the other.
func (m measuring) run(cmd *cobra.Command) error {
	if m.jobs < 1 || m.sample < 0 || m.all && m.sample > 0 {
		return usageError("vectors: want --jobs of at least 1, and one of --measure and --sample")
	}
	root, err := mutants.FindRoot(".")
	if err != nil {
		return usageError("%v", err)
	}
	groups, err := mutants.Catalogue()
	if err != nil {
		return usageError("%v", err)
	}
	for _, name := range m.families {
		if _, known := conformance.Find(name); !known {
			return usageError("vectors: unknown family %q", name)
		}
	}
	ctx, stop, err := stoppable(cmd, m.timeout)
	if err != nil {
		return err
	}
	defer stop()
	differ := 0
	for _, f := range conformance.Families() {
		if len(m.families) > 0 && !slices.Contains(m.families, f.Name) {
			continue
		}
		faults := plantedUnder(groups, f)
		if m.sample > 0 {
			faults = spread(faults, m.sample)
		}
		measured, err := m.measure(ctx, mutants.Runner{Root: root}, f, faults)
		if err != nil {
			return stoppedOr(ctx, cmd, spec.Holds, err)
		}
		if m.sample > 0 {
			differ += measured.compare(cmd, f)
			continue
		}
		list := filepath.Join(root, filepath.FromSlash(selectedList))
		if err := measured.rewrite(list, f); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %d faults planted\n", f.Name, len(measured.faults))
	}
	if differ > 0 {
		return exitError{code: exitViolated}
	}
	return nil
}

// plantedUnder are the faults in the packages that a family is about.
func plantedUnder(groups []mutants.Group, f vector.Family) (all []mutants.Mutant) {
	for _, g := range groups {
		for _, fault := range g.Mutants {
			if slices.Contains(f.Under, fault.In.Package) {
				all = append(all, fault)
			}
		}
	}
	return all
}

// spread are n of the faults, from all over the list.
func spread(faults []mutants.Mutant, n int) (some []mutants.Mutant) {
	n = min(n, len(faults))
	for k := range n {
		some = append(some, faults[k*len(faults)/n])
	}
	return some
}

// measured is what became of the candidates of a family.
type measured struct {
	faults     []conformance.Fault
	candidates []vector.Candidate
}

// measure plants the faults one at a time and judges all candidates of the family.
func (m measuring) measure(ctx context.Context, r mutants.Runner, f vector.Family,
	faults []mutants.Mutant) (measured, error) {
	all, err := f.Candidates()
	if err != nil {
		return measured{}, err
	}
	dir, err := os.MkdirTemp("", "vectors-")
	if err != nil {
		return measured{}, err
	}
	defer os.RemoveAll(dir)
	text, err := f.File(all).Encode()
	if err != nil {
		return measured{}, err
	}
	if err := os.WriteFile(filepath.Join(dir, f.Name+".json"), text, 0o600); err != nil {
		return measured{}, err
	}
	check := mutants.Check{Package: "./" + f.Package, Test: "TestVectors"}
	outcomes := make([]mutants.Measurement, len(faults))
	var wg sync.WaitGroup
	next := make(chan int)
	for range m.jobs {
		wg.Go(func() {
			for k := range next {
				outcomes[k] = r.Measure(ctx, faults[k], check, vectortest.Dir+"="+dir)
			}
		})
	}
	for k := range faults {
		next <- k
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return measured{}, err
	}
	return sumUp(f, all, faults, outcomes), nil
}

// sumUp tells of each candidate which faults it kills.
func sumUp(f vector.Family, all []vector.Vector, faults []mutants.Mutant, outcomes []mutants.Measurement) measured {
	m := measured{}
	kills := map[string][]string{}
	for k, o := range outcomes {
		verdict := mutants.Word(o.Verdict)
		if o.Verdict == mutants.Caught && len(o.Failed) == 0 {
			verdict = mutants.Word(mutants.Inconclusive) // the test fails, and none of its vectors
		}
		m.faults = append(m.faults, conformance.Fault{Family: f.Name, ID: faults[k].ID, Verdict: verdict})
		for _, id := range o.Failed {
			kills[id] = append(kills[id], faults[k].ID)
		}
	}
	for _, v := range all {
		m.candidates = append(m.candidates, vector.Candidate{Vector: v, Kills: kills[v.ID]})
	}
	return m
}

// rewrite puts what was measured of a family into the list, in place of what stood there.
func (m measured) rewrite(list string, f vector.Family) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	s, err := conformance.ParseSelection(string(text))
	if err != nil {
		return err
	}
	s = s.Without(f.Name)
	s.Faults = append(s.Faults, m.faults...)
	for _, c := range vector.Cover(m.candidates) {
		s.Vectors = append(s.Vectors, conformance.Selected{ID: c.ID, Kills: c.Kills})
	}
	return os.WriteFile(list, []byte(s.String()), 0o644)
}

// compare tells how many of the faults that were measured kill other vectors of the set than is listed.
func (m measured) compare(cmd *cobra.Command, f vector.Family) (differ int) {
	listed := conformance.TheSelection()
	for _, fault := range m.faults {
		var want, got []string
		for _, v := range listed.Vectors {
			if slices.Contains(v.Kills, fault.ID) && strings.HasPrefix(v.ID, f.Name+"/") {
				want = append(want, v.ID)
			}
		}
		for _, c := range m.candidates {
			in := slices.ContainsFunc(listed.Vectors, func(v conformance.Selected) bool { return v.ID == c.ID })
			if in && slices.Contains(c.Kills, fault.ID) {
				got = append(got, c.ID)
			}
		}
		same := "as listed"
		if !slices.Equal(got, want) || !slices.Contains(listed.Faults, fault) {
			differ++
			same = fmt.Sprintf("not as listed, which has %v", want)
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %s: %s: kills %v: %s\n", f.Name, fault.ID, fault.Verdict, got, same)
	}
	return differ
}

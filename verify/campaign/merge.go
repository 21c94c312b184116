package campaign

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"quesera/spec"
)

// A Merger takes what processes have printed together. The zero value has read nothing.
type Merger struct {
	plans map[string]*Plan                // by ID
	found map[string]map[string][]*result // by ID and job: conclusive ones that differ, or one that is not conclusive
	first []place                         // where each plan is first spoken of, to tell where one is missing
	torn  []string                        // files whose last line has no end
}

type result struct {
	verdict spec.Verdict
	text    []byte // its line
	value   []byte // what is known of the job
}

type place struct{ plan, at string }

// Read adds the lines of one file. A last line that was not written to its end counts for nothing: its process was
// stopped there. Any other line that is none is an error, which names it.
func (m *Merger) Read(name string, in io.Reader) error {
	if m.plans == nil {
		m.plans, m.found = map[string]*Plan{}, map[string]map[string][]*result{}
	}
	lines := bufio.NewReader(in)
	for number := 1; ; number++ {
		text, err := readLine(lines)
		if err == io.EOF {
			if len(text) > 0 {
				m.torn = append(m.torn, name)
			}
			return nil
		}
		if err == nil {
			err = m.add(text, fmt.Sprintf("%s:%d", name, number))
		}
		if err != nil {
			return fmt.Errorf("campaign: %s:%d: %w", name, number, err)
		}
	}
}

// longest is how long a line may be: the plan of a campaign of a hundred thousand jobs fits.
const longest = 64 << 20

// readLine reads a line with its end. What is left when the file ends has none.
func readLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		if text = append(text, part...); len(text) > longest {
			return nil, fmt.Errorf("more than %d octets on a line", longest)
		}
		if err != bufio.ErrBufferFull {
			return text, err
		}
	}
}

// add takes one line, from the place that at names.
func (m *Merger) add(text []byte, at string) error {
	var l line
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return fmt.Errorf("want a line of a campaign (--shard): %w", err)
	}
	if dec.More() {
		return fmt.Errorf("want one value on a line")
	}
	switch {
	case l.Of != nil:
		if err := l.Of.check(); err != nil {
			return err
		}
		if l.Plan != l.Of.ID() || l.Job != "" || l.Verdict != nil || l.Result != nil {
			return fmt.Errorf("plan = %q is not that of the jobs and settings beside it", l.Plan)
		}
		m.plans[l.Plan] = l.Of
		return nil
	case l.Plan == "" || l.Job == "" || l.Verdict == nil || l.Result == nil:
		return fmt.Errorf("want plan, job, verdict and result, or a plan")
	}
	whole, err := encode(l)
	if err != nil {
		return err
	}
	if m.found[l.Plan] == nil {
		m.found[l.Plan] = map[string][]*result{}
		m.first = append(m.first, place{l.Plan, at})
	}
	m.found[l.Plan][l.Job] = join(m.found[l.Plan][l.Job], &result{*l.Verdict, whole, l.Result})
	return nil
}

// conclusive reports whether a result says something of the job, and not of the process that did it.
func (r *result) conclusive() bool {
	return r.verdict != spec.Inconclusive && r.verdict != spec.NotRun
}

// join adds a result to those of a job. It does not matter in which order, or how often: kept are the conclusive
// results, each once, and without any the least of the others.
func join(all []*result, r *result) []*result {
	all = append(all, r)
	slices.SortFunc(all, func(a, b *result) int { return bytes.Compare(a.text, b.text) })
	all = slices.CompactFunc(all, func(a, b *result) bool { return bytes.Equal(a.text, b.text) })
	if slices.ContainsFunc(all, (*result).conclusive) {
		return slices.DeleteFunc(all, func(r *result) bool { return !r.conclusive() })
	}
	return all[:1]
}

// A Sum is what a campaign adds up to.
type Sum struct {
	Plan      *Plan
	Verdicts  map[spec.Verdict]int // of jobs
	Missing   []string             // jobs of which there is no result
	Disagreed []string             // jobs whose conclusive results differ
	Results   [][]byte             // what is known of the jobs, as JSON
	Verdict   spec.Verdict         // the worst; of jobs that are missing or disagree: inconclusive
}

// Write prints all lines in the order of the plans, so that merging what was merged changes nothing, and returns what
// the campaigns add up to.
func (m *Merger) Write(w io.Writer) ([]Sum, error) {
	for _, f := range m.first {
		if m.plans[f.plan] == nil {
			return nil, fmt.Errorf("campaign: %s: a result of plan %s, which no file has", f.at, f.plan)
		}
	}
	ids := slices.SortedFunc(maps.Keys(m.plans), func(a, b string) int {
		return cmp.Or(strings.Compare(m.plans[a].Campaign, m.plans[b].Campaign), strings.Compare(a, b))
	})
	var sums []Sum
	for _, id := range ids {
		sum, text, err := m.sum(id)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(text); err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, nil
}

// sum adds a campaign up, and is its lines.
func (m *Merger) sum(id string) (Sum, []byte, error) {
	plan, found := m.plans[id], m.found[id]
	text, err := encode(line{Plan: id, Of: plan})
	if err != nil {
		return Sum{}, nil, err
	}
	s := Sum{Plan: plan, Verdicts: map[spec.Verdict]int{}, Verdict: spec.Holds}
	known := 0
	for _, job := range plan.Jobs {
		results := found[job]
		known += min(len(results), 1)
		v := spec.Holds
		for _, r := range results {
			v = spec.Worse(v, r.verdict)
			text = append(text, r.text...)
			s.Results = append(s.Results, r.value)
		}
		switch {
		case len(results) == 0:
			s.Missing = append(s.Missing, job)
			v = spec.Inconclusive
		case len(results) > 1:
			s.Disagreed = append(s.Disagreed, job)
			v = spec.Worse(spec.Inconclusive, v)
		}
		s.Verdicts[v]++
		s.Verdict = spec.Worse(s.Verdict, v)
	}
	if known < len(found) {
		return Sum{}, nil, fmt.Errorf("campaign: %s: a result of a job that is not in the plan", plan.Campaign)
	}
	return s, text, nil
}

// Torn are the files whose last line has no end.
func (m *Merger) Torn() []string { return m.torn }

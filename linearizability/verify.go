package linearizability

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"quesera/linearizability/history"
	"quesera/spec"
	"quesera/verify"
)

// Checks are the trials as quesera verify does them.
func Checks() []verify.Check {
	var all []verify.Check
	for _, t := range Trials() {
		c := verify.Check{Bounds: t.Bounds(), Trial: t}
		if t.Fails != "" {
			c = c.MustFail(t.Promise.ID)
		}
		all = append(all, c)
	}
	return all
}

// Bounds are what a verdict covers.
func (t Trial) Bounds() string {
	who := fmt.Sprintf("%d clients", t.clients)
	if t.clients == 1 {
		who = "1 client"
	}
	return fmt.Sprintf("%s, %s, n=%d t=%d, %s", t.Name, t.Object, nodes, threshold, who)
}

// Claim implements verify.Trial.
func (t Trial) Claim() spec.Claim {
	return spec.Claim{ID: t.Promise.ID, Section: t.Promise.Section, Text: t.Promise.Says}
}

// Try implements verify.Trial.
func (t Trial) Try(ctx context.Context) (*verify.Tried, error) {
	if t.Fails != "" {
		r, tried, err := t.Break(ctx)
		if err != nil {
			return nil, err
		}
		result := &verify.Tried{Verdict: spec.Holds, Runs: uint64(tried), Engine: t.engine(), Because: t.Fails}
		if r != nil {
			result.Verdict, result.Mattered, result.Story = spec.Violated, 1, t.story(r)
		}
		return result, nil
	}
	result := &verify.Tried{Verdict: spec.Holds, Engine: t.engine()}
	for seed := range uint64(t.runs) {
		r, err := t.Play(ctx, seed, nil)
		if err != nil {
			return nil, err
		}
		result.Runs++
		if overlap(r.History) {
			result.Mattered++
		}
		if r.Verdict != spec.Violated {
			result.Verdict = spec.Worse(result.Verdict, r.Verdict)
			continue
		}
		if r, err = t.shorter(ctx, r); err != nil {
			return nil, err
		}
		result.Verdict, result.Story = spec.Violated, t.story(r)
		return result, nil
	}
	return result, nil
}

// engine is what judges.
func (t Trial) engine() string {
	if t.Promise.guarantee != nil {
		return "all orders"
	}
	return "porcupine"
}

// overlap reports whether two operations were open together.
func overlap(h *history.History) bool {
	last := -1
	for k := range h.Operations {
		if h.Operations[k].Call < last {
			return true
		}
		last = max(last, h.Operations[k].Return)
	}
	return false
}

// schedule is what names a run: its seed, and the operations that are left out.
func (r *Run) schedule() string {
	words := []string{strconv.FormatUint(r.Seed, 10)}
	for _, k := range r.Without {
		words = append(words, strconv.Itoa(k))
	}
	return strings.Join(words, ".")
}

// Follow implements verify.Trial.
func (t Trial) Follow(ctx context.Context, schedule string) (*verify.Tried, error) {
	first, rest, some := strings.Cut(schedule, ".")
	seed, err := strconv.ParseUint(first, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("schedule: seed = %q, want a number, and behind it the operations that are left "+
			"out, 3.0.1",
			first)
	}
	var without []int
	if some {
		for _, word := range strings.Split(rest, ".") {
			k, err := strconv.Atoi(word)
			if err != nil || k < 0 || k >= t.operations {
				return nil, fmt.Errorf("schedule: operation = %q, want one of 0 to %d", word, t.operations-1)
			}
			without = append(without, k)
		}
	}
	r, err := t.Play(ctx, seed, without)
	if err != nil {
		return nil, err
	}
	return &verify.Tried{Verdict: r.Verdict, Runs: 1, Engine: t.engine(), Because: t.Fails, Story: t.story(r)}, nil
}

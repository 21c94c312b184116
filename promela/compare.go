package promela

import (
	"context"
	"fmt"
	"slices"
	"time"

	"quesera/spec"
	"quesera/spec/explore"
)

// A Comparison is the same spec searched by both engines: the explorer executes the compiled Go, Spin
// what the translator made of the source.
type Comparison[S any] struct {
	Spec     *spec.Spec[S]
	Model    *Model
	Explorer *explore.Result[S] // as asked for: it stops where an invariant fails
	// Counts is the explorer's search of everything: Explorer, unless that stopped at a violation.
	Counts *explore.Result[S]
	Time   time.Duration // of Explorer
	Spin   *Result
}

// Compare searches a spec with both engines. The explorer's options must not ask for symmetry, which Spin does not use. Errors
// are those of Translate, explore.Explore and Search; the comparison has then what there was before.
func Compare[S comparable](ctx context.Context, s *Spin, sp *spec.Spec[S], eo explore.Options, so SearchOptions) (*Comparison[S], error) {
	c := &Comparison[S]{Spec: sp}
	var err error
	if c.Model, err = Translate(sp); err != nil {
		return c, err
	}
	eo.Symmetry = false
	started := time.Now()
	if c.Explorer, err = explore.Explore(sp, eo); err != nil {
		return c, err
	}
	c.Time = time.Since(started)
	c.Counts = c.Explorer
	if c.Explorer.Violated(sp) {
		bare := *sp
		bare.Props, bare.Final = nil, nil
		if c.Counts, err = explore.Explore(&bare, eo); err != nil {
			return c, err
		}
	}
	so.Plain = false
	c.Spin, err = s.Search(ctx, c.Model, so)
	return c, err
}

// Complete reports whether both engines searched everything, so that they can be compared.
func (c *Comparison[S]) Complete() bool {
	return c.Counts != nil && c.Counts.Complete && c.Spin != nil
}

// Disagreements lists what the engines found that differs; of complete searches nothing may.
func (c *Comparison[S]) Disagreements() []string {
	var all []string
	differ := func(what string, explorer, spin any) {
		if explorer != spin {
			all = append(all, fmt.Sprintf("%s: %v by the explorer, %v by Spin", what, explorer, spin))
		}
	}
	differ("states", c.Counts.States, c.Spin.States)
	differ("transitions", c.Counts.Transitions, c.Spin.Transitions)
	for i, a := range c.Spec.Actions {
		differ("transitions by "+a.Name, c.Counts.PerAction[i], c.Spin.PerAction[i])
	}
	stopped := c.Explorer.Violated(c.Spec)
	for i, p := range c.Spec.Props {
		seen := c.Explorer.Reached[i] != nil
		if stopped && !seen {
			continue // the explorer did not get that far
		}
		differ(p.ID+" decided", seen, c.Spin.Seen[i])
	}
	if c.Spec.Final != nil && (!stopped || c.Explorer.Deadlock != nil) {
		differ("deadlock found", c.Explorer.Deadlock != nil, c.Spin.Deadlock)
	}
	return all
}

// Violation has Spin search for a run to a violation, and replays it in Go.
func (c *Comparison[S]) Violation(ctx context.Context, s *Spin, shortest bool, o SearchOptions) (*Trail, *explore.Run[S], error) {
	t, err := s.Trail(ctx, c.Model, -1, shortest, o)
	if err != nil || t == nil {
		return nil, nil, err
	}
	run, err := Replay(c.Spec, t)
	return t, run, err
}

// Failing lists the IDs of the violated invariants that the engine of r found, "deadlock" last.
func (r *Result) Failing(m *Model) []string {
	var ids []string
	for i, p := range m.Props {
		if p.Kind == spec.Invariant && r.Seen[i] {
			ids = append(ids, p.ID)
		}
	}
	if r.Deadlock {
		ids = append(ids, "deadlock")
	}
	return slices.Clip(ids)
}

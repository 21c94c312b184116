package linearizability

import (
	"cmp"
	"context"
	"slices"

	"quesera/linearizability/history"
	"quesera/linearizability/judge"
	"quesera/linearizability/qsc3"
	"quesera/linearizability/service"
	"quesera/model/object"
	consensus "quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/spec"
)

const (
	nodes     = 3
	threshold = 2
	moves     = 20_000 // of the network in one run, which none should need
)

// A Run is one run of a trial: what names it, and what came of it.
type Run struct {
	Seed    uint64
	Without []int // operations of the plan that are left out, in order
	History *history.History
	Stats   service.Stats
	Verdict spec.Verdict
	Failure *judge.Failure // where it stops being linearizable; nil where another promise is broken
}

// Play is the run of a trial by a seed, without some of its operations.
func (t *Trial) Play(ctx context.Context, seed uint64, without []int) (*Run, error) {
	chain, err := qsc3.New(nodes, threshold, t.pipelined)
	if err != nil {
		return nil, err
	}
	p := &service.Plan{Nodes: nodes, Object: t.Object, Strategy: t.strategy, Clients: t.clients, Operations: t.operations,
		Without: without, Keys: 1, Plain: t.Fails != "", Readers: t.readers, Sticky: t.sticky, Think: cmp.Or(t.think, 60),
		Faults: t.faults,
		Seed:   seed, Moves: moves}
	if t.Fails == "" && t.Promise.guarantee == nil && t.Object == object.Registers {
		p.Keys = 3
	}
	switch {
	case t.Fails == "" && seed%3 == 0:
	case t.Fails == "" && seed%3 == 1:
		p.Adversary = sim.Uneven(nodes)
	default:
		p.Adversary = service.Lagging(nodes, cmp.Or(t.lag, 150))
	}
	r := &Run{Seed: seed, Without: without}
	counts := newCounts(chain)
	r.History, r.Stats, err = service.Play[consensus.State](ctx, p, chain, counts.observe)
	if err != nil {
		return nil, err
	}
	counts.into(&r.Stats)
	return r, r.judge(ctx, t.Promise)
}

// judge holds the history against a promise.
func (r *Run) judge(ctx context.Context, p Promise) error {
	if g := p.guarantee; g != nil {
		object, err := judge.Find(r.History.Object, r.History)
		if err != nil {
			return err
		}
		r.Verdict = spec.Violated
		if judge.Keeps(object, r.History, *g) {
			r.Verdict = spec.Holds
		}
		return nil
	}
	found, err := judge.Judge(ctx, r.History, judge.Options{Bytes: 1 << 30})
	if err != nil {
		return err
	}
	r.Verdict = found.Verdict
	if len(found.Bad) > 0 {
		r.Failure = &found.Bad[0]
	}
	return nil
}

// shorter leaves out operations of a run that breaks its promise, as long as it still does: of what is left each
// operation is needed.
func (t *Trial) shorter(ctx context.Context, r *Run) (*Run, error) {
	for again := true; again; {
		again = false
		for k := range t.operations {
			if slices.Contains(r.Without, k) {
				continue
			}
			without := append(slices.Clone(r.Without), k)
			slices.Sort(without)
			less, err := t.Play(ctx, r.Seed, without)
			if err != nil {
				return nil, err
			}
			if less.Verdict == spec.Violated {
				r, again = less, true
			}
		}
	}
	return r, nil
}

// Break looks for runs that break the promise, in the order of their seeds, and makes the first few shorter. The
// shortest of them counts; nil: there is none. Tried is how many runs it took.
func (t *Trial) Break(ctx context.Context) (shortest *Run, tried int, err error) {
	found := 0
	for seed := range uint64(t.runs) {
		r, err := t.Play(ctx, seed, nil)
		if err != nil {
			return nil, tried, err
		}
		tried++
		if r.Verdict != spec.Violated {
			continue
		}
		if r, err = t.shorter(ctx, r); err != nil {
			return nil, tried, err
		}
		if shortest == nil || len(r.History.Operations) < len(shortest.History.Operations) {
			shortest = r
		}
		if found++; found == enough {
			break
		}
	}
	return shortest, tried, nil
}

// enough is how many runs that break a promise are made shorter.
const enough = 4

package judge

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"quesera/linearizability/history"
	"quesera/spec"
)

// Options of Judge. The zero value has no bound but the context.
type Options struct {
	Object string // its name; "": what the history says, or what its words tell
	// Bytes that the search of one key may take, about; 0: no bound. Beyond, it is inconclusive.
	Bytes uint64
}

// A Result is what was found of a history.
type Result struct {
	Verdict    spec.Verdict
	Object     Object
	Operations int // that were placed, or could not be: without those that failed, and without reads without answer
	Keys       int
	Open       int       // of the operations, how many have no answer
	Bad        []Failure // of each key whose history is not linearizable, in the order of the calls at which it shows
	Unknown    []string  // the keys whose search did not come to an end
	Why        string    // why it did not
	parts      []partition
}

// A partition is what a history has of one key, or of several that transactions tie together.
type partition struct {
	key   string
	start State
	ops   []*history.Operation // in the order of their calls
}

// Judge tells whether a history is linearizable. An error means that the history is none of its object, or that the
// context ended.
func Judge(ctx context.Context, h *history.History, o Options) (*Result, error) {
	name := o.Object
	if name == "" {
		name = h.Object
	}
	object, err := Find(name, h)
	if err != nil {
		return nil, err
	}
	if err := object.usable(h); err != nil {
		return nil, err
	}
	r := &Result{Verdict: spec.Holds, Object: object, parts: split(&object, h)}
	r.Keys = len(r.parts)
	verdicts := make([]spec.Verdict, len(r.parts))
	whys := make([]string, len(r.parts))
	for _, steps := range []uint64{fewSteps, 0} { // one key that is bad is enough, and others may take for ever
		each(len(r.parts), func(k int) {
			if verdicts[k] == spec.Inconclusive {
				verdicts[k], whys[k] = search(ctx, &object, &r.parts[k], o.Bytes, steps)
			}
		})
		if slices.Contains(verdicts, spec.Violated) {
			break
		}
	}
	if ctx.Err() != nil && !slices.Contains(verdicts, spec.Violated) {
		return nil, context.Cause(ctx)
	}
	for k := range r.parts {
		p := &r.parts[k]
		r.Operations += len(p.ops)
		for _, op := range p.ops {
			if op.Outcome == history.Info {
				r.Open++
			}
		}
		switch verdicts[k] {
		case spec.Violated:
			r.Bad = append(r.Bad, explain(ctx, &object, p))
		case spec.Inconclusive:
			r.Unknown, r.Why = append(r.Unknown, p.key), whys[k]
		}
		r.Verdict = spec.Worse(r.Verdict, verdicts[k])
	}
	slices.SortStableFunc(r.Bad, func(a, b Failure) int { return cmp.Compare(a.at, b.at) })
	return r, nil
}

// fewSteps is how many steps the search of each key may take, until it is known that all keys have to be searched to
// the end.
const fewSteps = 1_000_000

// each does something for 0 to n-1, on all processors.
func each(n int, do func(int)) {
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for k := range next {
				do(k)
			}
		}()
	}
	for k := range n {
		next <- k
	}
	close(next)
	wait.Wait()
}

// split takes a history apart by keys. What failed did not happen, and a read without an answer says nothing.
func split(object *Object, h *history.History) []partition {
	group := newGroups()
	for k := range h.Operations {
		if keys := keysOf(object, &h.Operations[k]); len(keys) > 0 {
			for _, key := range keys {
				group.join(keys[0], key)
			}
		}
	}
	var all []partition
	place := map[string]int{}
	start := object.Start(h)
	for k := range h.Operations {
		op := &h.Operations[k]
		keys := keysOf(object, op)
		if len(keys) == 0 || op.Outcome == history.Fail || op.Outcome == history.Info && !object.changes(op) {
			continue
		}
		root := group.of(keys[0])
		if object.Whole && object.Name != transactions().Name {
			root = ""
		}
		at, known := place[root]
		if !known {
			at = len(all)
			place[root] = at
			all = append(all, partition{key: keys[0], start: start})
		}
		all[at].ops = append(all[at].ops, op)
	}
	return all
}

// groups are keys that belong together.
type groups struct{ up map[string]string }

func newGroups() *groups { return &groups{map[string]string{}} }

// of is the key that stands for all of its group.
func (g *groups) of(key string) string {
	for {
		up, ok := g.up[key]
		if !ok || up == key {
			return key
		}
		if next, ok := g.up[up]; ok {
			g.up[key] = next
		}
		key = up
	}
}

func (g *groups) join(a, b string) {
	if a, b = g.of(a), g.of(b); a != b {
		g.up[b] = a
	}
}

// A meter counts what a search of porcupine's takes, and ends it where it is too much: by letting no further operation
// be placed. What it then says is nothing.
type meter struct {
	ctx   context.Context
	bytes uint64 // that it may still take; 0: no bound
	each  uint64 // bytes that one configuration takes, about
	steps uint64
	most  uint64 // steps; 0: no bound
	spent string // why the search ended early; "": it did not
}

// configuration is about what porcupine keeps of one, beside a bit for each operation.
const configuration = 160

func (m *meter) allow() bool {
	if m.spent != "" {
		return false
	}
	switch m.steps++; {
	case m.steps&0x3ff == 0 && m.ctx.Err() != nil:
		m.spent = "it was stopped"
	case m.most > 0 && m.steps > m.most:
		m.spent = "its search takes too many steps"
	}
	return m.spent == ""
}

// kept counts a configuration.
func (m *meter) kept() {
	if m.bytes == 0 {
		return
	}
	if m.bytes <= m.each {
		m.spent = "its search takes more memory than it may"
		return
	}
	m.bytes -= m.each
}

// search has porcupine judge one partition, in so many bytes and steps; 0: as many as it takes.
func search(ctx context.Context, object *Object, p *partition, bytes, steps uint64) (spec.Verdict, string) {
	m := &meter{ctx: ctx, bytes: bytes, most: steps, each: configuration + uint64(len(p.ops))/8}
	model := modelOf(object, p.start, m)
	result := porcupine.CheckEventsTimeout(model, eventsOf(p.ops), time.Duration(0))
	switch {
	case result == porcupine.Ok:
		return spec.Holds, ""
	case m.spent != "" || result == porcupine.Unknown:
		return spec.Inconclusive, m.spent
	}
	return spec.Violated, ""
}

// modelOf is an object as porcupine wants it.
func modelOf(object *Object, start State, m *meter) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return start },
		Step: func(state, input, _ any) (bool, any) {
			if m != nil && !m.allow() {
				return false, state
			}
			next, ok := object.Step(state.(State), input.(*history.Operation))
			if ok && m != nil {
				m.kept()
			}
			return ok, next
		},
		Equal: func(a, b any) bool { return a.(State).Equal(b.(State)) },
		Hash:  func(s any) uint64 { return s.(State).Hash() },
		DescribeOperation: func(input, _ any) string {
			o := input.(*history.Operation)
			return fmt.Sprintf("%s: %s", o, o.Answer())
		},
		DescribeState: func(s any) string { return s.(State).String() },
	}
}

// An edge is the call or the return of an operation.
type edge struct {
	at     int
	k      int // which of the operations
	closes bool
}

// edgesOf are the calls and returns of operations in the order of the history. Open ones return after all others.
func edgesOf(ops []*history.Operation) []edge {
	edges := make([]edge, 0, 2*len(ops))
	for k, o := range ops {
		edges = append(edges, edge{o.Call, k, false}, edge{o.Return, k, true})
	}
	slices.SortStableFunc(edges, func(a, b edge) int {
		if a.at != b.at {
			return cmp.Compare(a.at, b.at)
		}
		return cmp.Compare(a.k, b.k)
	})
	return edges
}

func eventsOf(ops []*history.Operation) []porcupine.Event {
	events := make([]porcupine.Event, 0, 2*len(ops))
	for _, e := range edgesOf(ops) {
		events = append(events, porcupine.Event{Kind: porcupine.EventKind(e.closes), Value: ops[e.k], Id: e.k})
	}
	return events
}

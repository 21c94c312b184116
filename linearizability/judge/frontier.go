package judge

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"quesera/linearizability/history"
	"quesera/spec"
)

// A Failure is where the history of a key stops being linearizable.
type Failure struct {
	Key string
	// Placed is how many operations had returned before: the longest prefix of the history, by returns, that is
	// linearizable.
	Placed int
	// operations that cannot be placed, in the order of their returns; those after the first if it is left out
	Misfits []Misfit // empty: they take too long to find
	// in which the operations of the prefix can be placed, the last few; empty: too many to tell
	Order []*history.Operation
	at    int
	part  *partition
	from  cutting // from where it is drawn
}

// drawnBefore is how many operations before the first that cannot be placed are drawn, if there are so many.
const drawnBefore = 20

// A cutting is a place of a history at which nothing is open, and the object holds one state for certain: what comes
// later does not depend on how it came to it.
type cutting struct {
	first int // operation that is called after it
	state State
}

// A Misfit is an operation that cannot be placed.
type Misfit struct {
	*history.Operation
	Why string
}

// mostConfigurations bounds the search for a reason, not the verdict.
const mostConfigurations = 3_000

// mostMisfits is how many operations that cannot be placed are told.
const mostMisfits = 4

// A configuration is one way in which a prefix of a history can have happened.
type placing struct {
	state State
	taken []int   // the open operations that took effect, ascending
	order *placed // all that took effect
}

type placed struct {
	k       int
	earlier *placed
}

// A frontier is all ways in which a prefix of a history can have happened.
type frontier struct {
	object *Object
	ops    []*history.Operation
	open   []int // called and not returned
	ways   []placing
}

// returns is the frontier after an operation returned. It is empty if the operation cannot be placed, and ok is false
// where there are too many ways.
func (f *frontier) returns(k int) (ways []placing, states []State, ok bool) {
	seen := map[string][]State{}
	kept := map[string][]State{}
	queue := slices.Clone(f.ways)
	for len(queue) > 0 {
		way := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if slices.Contains(way.taken, k) {
			way.taken = slices.DeleteFunc(slices.Clone(way.taken), func(i int) bool { return i == k })
			if fresh(kept, way) {
				ways = append(ways, way)
			}
			continue
		}
		if !fresh(seen, way) {
			continue
		}
		states = append(states, way.state)
		if len(seen) > mostConfigurations || len(queue) > mostConfigurations {
			return nil, nil, false
		}
		for _, i := range f.open {
			if slices.Contains(way.taken, i) {
				continue
			}
			if next, ok := f.object.Step(way.state, f.ops[i]); ok {
				at, _ := slices.BinarySearch(way.taken, i)
				queue = append(queue, placing{next, slices.Insert(slices.Clone(way.taken), at, i), &placed{i, way.order}})
			}
		}
	}
	return ways, states, true
}

// fresh notes a way, and reports whether it was not there.
func fresh(seen map[string][]State, way placing) bool {
	key := fmt.Sprint(way.taken)
	if slices.ContainsFunc(seen[key], way.state.Equal) {
		return false
	}
	seen[key] = append(seen[key], way.state)
	return true
}

// explain finds where a history that is not linearizable stops being so.
func explain(ctx context.Context, object *Object, p *partition) Failure {
	failure := Failure{Key: p.key, part: p, from: cutting{0, p.start}}
	called, certain := 0, []cutting{failure.from}
	f := &frontier{object: object, ops: p.ops, ways: []placing{{state: p.start}}}
	for _, e := range edgesOf(p.ops) {
		if !e.closes {
			f.open = append(f.open, e.k)
			called++
			continue
		}
		o := p.ops[e.k]
		if o.Outcome == history.Info || ctx.Err() != nil {
			break
		}
		ways, states, ok := f.returns(e.k)
		if !ok {
			if len(failure.Misfits) == 0 {
				return bisect(ctx, object, p)
			}
			break
		}
		f.open = slices.DeleteFunc(f.open, func(k int) bool { return k == e.k })
		if len(ways) > 0 {
			f.ways = ways
			if len(failure.Misfits) == 0 {
				failure.Placed++
				if len(ways) == 1 && len(f.open) == 0 {
					certain = append(certain, cutting{called, ways[0].state})
				}
				for len(certain) > 1 && certain[1].first+drawnBefore <= called {
					certain = certain[1:]
				}
				failure.from = certain[0]
			}
			continue
		}
		if len(failure.Misfits) == 0 {
			failure.at, failure.Order = e.at, orderOf(p.ops, f.ways[0].order)
		}
		failure.Misfits = append(failure.Misfits, Misfit{o, why(object, o, states)})
		if len(failure.Misfits) == mostMisfits {
			break
		}
	}
	return failure
}

// shownOrder is how many operations of an order are told.
const shownOrder = 12

// orderOf is the last operations of an order.
func orderOf(ops []*history.Operation, last *placed) []*history.Operation {
	var order []*history.Operation
	for ; last != nil && len(order) < shownOrder; last = last.earlier {
		order = append(order, ops[last.k])
	}
	slices.Reverse(order)
	return order
}

// why says what an operation would have to find, and what it can find.
func why(object *Object, o *history.Operation, states []State) string {
	var found []string
	for _, s := range states {
		if text := s.String(); !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	slices.Sort(found)
	const most = 4
	more := ""
	if len(found) > most {
		found, more = found[:most], fmt.Sprintf(" or %d others", len(found)-most)
	}
	return fmt.Sprintf("whatever took effect before it, it finds the %s at %s%s, and could not be answered %s",
		object.Name,
		strings.Join(found, " or "), more, o.Answer())
}

// bisectSteps bounds each search of bisect, and bisectBytes its memory.
const (
	bisectSteps = 20_000
	bisectBytes = 256 << 20
)

// bisect finds by porcupine alone the first return after which a history is not linearizable: any longer part of it is
// not, either. Where that takes too long, it finds a part that is linearizable.
func bisect(ctx context.Context, object *Object, p *partition) Failure {
	var returns []int // the operations in the order of their returns
	for _, e := range edgesOf(p.ops) {
		if e.closes && p.ops[e.k].Outcome == history.OK {
			returns = append(returns, e.k)
		}
	}
	low, high, sure := 0, len(returns), true // after low returns it is linearizable, after high it is not, if that is sure
	for high-low > 1 {
		middle := (low + high) / 2
		part := p.until(object, p.ops[returns[middle-1]].Return)
		verdict, _ := search(ctx, object, &part, bisectBytes, bisectSteps)
		if verdict == spec.Holds {
			low = middle
			continue
		}
		high, sure = middle, sure && verdict == spec.Violated
	}
	failure := Failure{Key: p.key, Placed: low, part: p, from: cutting{0, p.start}}
	if !sure {
		failure.at = p.ops[len(p.ops)-1].Return
		return failure
	}
	o := p.ops[returns[high-1]]
	failure.at = o.Return
	failure.Misfits = []Misfit{{o, "no order of the operations before it and beside it allows its answer; they are too " +
		"many to tell what it could find"}}
	return failure
}

// until is what is known of a partition after one of the events of its history.
func (p *partition) until(object *Object, at int) partition {
	part := partition{key: p.key, start: p.start}
	for _, o := range p.ops {
		switch {
		case o.Call > at:
		case o.Return <= at:
			part.ops = append(part.ops, o)
		case object.changes(o):
			open := *o
			open.Outcome, open.Output = history.Info, history.Value{}
			part.ops = append(part.ops, &open)
		}
	}
	return part
}

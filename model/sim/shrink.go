package sim

import (
	"context"
	"fmt"
	"iter"
	"math/bits"
	"slices"

	"quesera/internal/ddmin"
)

// mostShrinking bounds the runs that a search for a shorter list of choices takes.
const mostShrinking = 5000

// ShrinkInput makes the input of a fuzz target shorter whose run fails: by delta debugging over the choices that the
// run makes, as runs of named moves are made shorter (Shorter). The error is that of the shorter run, with the input
// that leads there, as "go test" takes it.
func ShrinkInput(ctx context.Context, data []byte, run func(Chooser) error) error {
	first := Record(NewBytes(data))
	failed := run(first)
	if failed == nil {
		return nil
	}
	search := ddmin.Search[int]{Most: mostShrinking, Simpler: lower, Weight: weightOf,
		Fails: func(list []int) ([]int, bool) {
			l := &lenient{list: list}
			err := run(l)
			if err != nil {
				failed = err
			}
			return l.taken(), err != nil
		}}
	from := first.Schedule()
	r := search.Minimize(ctx, from)
	least := &lenient{list: r.List}
	if err := run(least); err != nil { // a run that is no function of its choices may not fail again
		failed = err
	}
	return fmt.Errorf("%w\n%d choices of %d, found in %d runs; the input: []byte(%q)", failed, len(r.List), len(from),
		r.Tried, least.octets)
}

// lower proposes to have one choice be 0, or half of what it is.
func lower(list []int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for i, v := range list {
			for _, less := range []int{0, v / 2} {
				if less == v {
					continue
				}
				other := slices.Clone(list)
				if other[i] = less; !yield(other) {
					return
				}
			}
		}
	}
}

// weightOf is how large the choices are together.
func weightOf(list []int) (weight int) {
	for _, v := range list {
		weight += bits.Len(uint(v))
	}
	return weight
}

// lenient is a Chooser that takes its choices from a list, and chooses 0 after its end. What does not fit is made to.
type lenient struct {
	list   []int
	made   []int
	octets []byte // for NewBytes
}

// Choose implements Chooser.
func (l *lenient) Choose(n int) int {
	v := 0
	if len(l.made) < len(l.list) {
		v = l.list[len(l.made)] % n
	}
	l.made = append(l.made, v)
	for width := widthOf(n) - 1; width >= 0; width-- {
		l.octets = append(l.octets, byte(v>>(8*width)))
	}
	return v
}

// taken are the choices that were made, without those at the end that are 0 anyway.
func (l *lenient) taken() []int {
	made := l.made
	for ; len(made) > 0 && made[len(made)-1] == 0; made = made[:len(made)-1] {
	}
	return made
}

package refine

import (
	"fmt"

	"quesera/model/sim"
)

// Schedules calls run with the schedules of a run in lexicographic order, each once: all of them, or as many as limit
// says. Since these first ones differ in the ends of the run only, half as many others follow, which differ from the
// beginning on (beginnings). It ends at the first error, which it returns with the schedule.
func Schedules(limit int, run func(sim.Chooser) error) (runs int, all bool, err error) {
	schedules := sim.NewAll()
	for schedules.Next() {
		if runs == limit {
			more, err := beginnings((limit+1)/2, run)
			return runs + more, false, err
		}
		if err := recorded(schedules, run); err != nil {
			return runs, false, err
		}
		runs++
	}
	return runs, true, schedules.Err()
}

// beginnings calls run with so many schedules: each begins with choices of its own, of which the shorter ones come
// first and none is left out, and goes on with uniform ones.
func beginnings(limit int, run func(sim.Chooser) error) (runs int, err error) {
	for queue := [][]int{nil}; runs < limit && len(queue) > 0; queue = queue[1:] {
		c := &beginning{choices: queue[0], rest: sim.Random(uint64(runs))}
		if err := recorded(c, run); err != nil {
			return runs, err
		}
		runs++
		for next := range c.alternatives {
			if len(queue) < limit {
				queue = append(queue, append(queue[0][:len(queue[0]):len(queue[0])], next))
			}
		}
	}
	return runs, nil
}

// recorded calls run, and adds its schedule to an error.
func recorded(chooser sim.Chooser, run func(sim.Chooser) error) error {
	recording := sim.Record(chooser)
	if err := run(recording); err != nil {
		return fmt.Errorf("%w\nschedule %v", err, recording.Schedule())
	}
	return nil
}

// A beginning makes its first choices as they are given, and notes how many alternatives the next one has.
type beginning struct {
	choices      []int
	rest         sim.Chooser
	made         int
	alternatives int
}

// Choose implements sim.Chooser.
func (b *beginning) Choose(n int) int {
	b.made++
	switch {
	case b.made <= len(b.choices):
		return min(b.choices[b.made-1], n-1)
	case b.made == len(b.choices)+1:
		b.alternatives = n
	}
	return b.rest.Choose(n)
}

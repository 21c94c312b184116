package refine

import (
	"fmt"

	"quesera/model/sim"
)

// Schedules calls run with the schedules of a run in lexicographic order, each once: all of them, or as many as limit
// says. It ends at the first error, which it returns with the schedule.
func Schedules(limit int, run func(sim.Chooser) error) (runs int, all bool, err error) {
	schedules := sim.NewAll()
	for schedules.Next() {
		if runs == limit {
			return runs, false, nil
		}
		recording := sim.Record(schedules)
		if err := run(recording); err != nil {
			return runs, false, fmt.Errorf("%w\nschedule %v", err, recording.Schedule())
		}
		runs++
	}
	return runs, true, schedules.Err()
}

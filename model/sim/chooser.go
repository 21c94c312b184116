package sim

import (
	"fmt"
	"math/rand/v2"
)

// A Chooser makes every choice of a run.
type Chooser interface {
	// Choose is a number in 0..n-1. n is at least 1; the World does not ask where n is 1.
	Choose(n int) int
}

// Random draws every choice uniformly from a generator (PCG) seeded with seed. It
// depends on nothing else.
func Random(seed uint64) Chooser {
	return random{rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))}
}

type random struct{ *rand.Rand }

func (r random) Choose(n int) int { return r.IntN(n) }

// All goes through every schedule, in lexicographic order, like an odometer:
//
//	for all := sim.NewAll(); all.Next(); {
//		… one run with all as its Chooser …
//	}
//
// The run must be a function of its choices and must end. One that makes too many choices ends with an error (Err), and
// so does an enumeration of too many schedules.
type All struct {
	wheels []wheel // the choices of the present run, those made so far and those to repeat
	made   int     // how many of them this run has made
	runs   int
	begun  bool
	err    error
}

// Bounds of an enumeration, far beyond what anybody waits for: what goes beyond them has no end in sight.
const (
	mostChoices = 1 << 16 // in one run
	mostRuns    = 1 << 24
)

type wheel struct{ chosen, of int }

// NewAll stands before the first schedule.
func NewAll() *All { return &All{} }

// Next turns to the next schedule. It is false when there is none left, or when the last run
// was not a function of its choices (Err).
func (a *All) Next() bool {
	if a.runs++; a.runs > mostRuns && a.err == nil {
		a.err = fmt.Errorf("sim: more than %d schedules: the enumeration has no end in sight", mostRuns)
	}
	if !a.begun {
		a.begun = true
		return true
	}
	a.wheels = a.wheels[:a.made]
	a.made = 0
	for last := len(a.wheels) - 1; last >= 0; last-- {
		if a.wheels[last].chosen+1 < a.wheels[last].of {
			a.wheels[last].chosen++
			return a.err == nil
		}
		a.wheels = a.wheels[:last]
	}
	return false
}

// Choose implements Chooser.
func (a *All) Choose(n int) int {
	if a.made == len(a.wheels) {
		a.wheels = append(a.wheels, wheel{of: n})
	}
	w := a.wheels[a.made]
	a.made++
	if a.made > mostChoices && a.err == nil {
		a.err = fmt.Errorf("sim: more than %d choices in one run: the run has no end in sight", mostChoices)
	}
	if w.of != n && a.err == nil {
		a.err = fmt.Errorf("sim: choice %d = one of %d, want one of %d as in the run before: the run is not a "+
			"function of its choices", a.made-1, n, w.of)
	}
	return w.chosen % n
}

// Err says why the enumeration cannot be trusted.
func (a *All) Err() error { return a.err }

// Bytes takes its choices from a fuzzer's input: one byte a choice, two or four where there are more
// than 256 or 65536 alternatives. After the last byte it always chooses 0.
type Bytes struct{ data []byte }

// NewBytes reads data from its beginning.
func NewBytes(data []byte) *Bytes { return &Bytes{data} }

// Choose implements Chooser.
func (b *Bytes) Choose(n int) int {
	v := 0
	for range widthOf(n) {
		v <<= 8
		if len(b.data) > 0 {
			v |= int(b.data[0])
			b.data = b.data[1:]
		}
	}
	return v % n
}

// widthOf is how many bytes a choice of n takes.
func widthOf(n int) int {
	switch {
	case n > 1<<16:
		return 4
	case n > 1<<8:
		return 2
	}
	return 1
}

// Done reports that all input is used up.
func (b *Bytes) Done() bool { return len(b.data) == 0 }

// Replay follows a schedule noted earlier.
type Replay struct {
	schedule []int
	made     int
	err      error
}

// NewReplay follows schedule from its beginning.
func NewReplay(schedule []int) *Replay { return &Replay{schedule: schedule} }

// Choose implements Chooser. It chooses 0, and Err tells, where the schedule has no valid choice.
func (r *Replay) Choose(n int) int {
	if r.err != nil {
		return 0
	}
	if r.made == len(r.schedule) {
		r.err = fmt.Errorf("sim: schedule = %d choices, want more: choice %d is one of %d", len(r.schedule), r.made, n)
		return 0
	}
	c := r.schedule[r.made]
	if c < 0 || c >= n {
		r.err = fmt.Errorf("sim: choice %d of the schedule = %d, want 0..%d", r.made, c, n-1)
		return 0
	}
	r.made++
	return c
}

// Err says at which choice the schedule does not fit the run.
func (r *Replay) Err() error { return r.err }

// Left is the number of choices not yet made.
func (r *Replay) Left() int { return len(r.schedule) - r.made }

// Recording is a Chooser that notes what another chooses.
type Recording struct {
	chooser  Chooser
	schedule []int
}

// Record notes the choices of c.
func Record(c Chooser) *Recording { return &Recording{chooser: c} }

// Choose implements Chooser.
func (r *Recording) Choose(n int) int {
	c := r.chooser.Choose(n)
	r.schedule = append(r.schedule, c)
	return c
}

// Err is the error of the recorded Chooser, if it can have one.
func (r *Recording) Err() error {
	if f, ok := r.chooser.(interface{ Err() error }); ok {
		return f.Err()
	}
	return nil
}

// Schedule is the list of the choices made so far, for NewReplay.
func (r *Recording) Schedule() []int { return append([]int(nil), r.schedule...) }

package play

import (
	"errors"
	"fmt"

	"quesera/model/sim"
)

// ErrFollowed is the end of a schedule before the end of its run.
var ErrFollowed = errors.New("sim: the schedule ends before the run is over")

// following is a schedule to follow in place of choices.
type following struct {
	wanted  bool
	lenient bool // leave out what cannot be done
	moves   []sim.Move
}

// Follow has the run follow a schedule in place of the seed and the adversary.
func (f *Flags) Follow(moves []sim.Move) { f.follow = following{wanted: true, moves: moves} }

// A Mover is a World that makes moves by name, as sim.World does.
type Mover interface {
	World
	Do(sim.Move) bool
}

// Record has somebody told of every move of the runs that follow; nil: nobody.
func (f *Flags) Record(told func(sim.Move)) { f.record = told }

// run makes the moves until the run is over.
func (f following) run(world World, done func() bool) error {
	w, ok := world.(Mover)
	if !ok {
		return fmt.Errorf("sim: world = %T, want one that makes moves by name", world)
	}
	for i, m := range f.moves {
		if done() {
			return nil
		}
		if !w.Do(m) && !f.lenient {
			return fmt.Errorf("sim: move %d of the schedule = %v, want one that can be made: there is no such "+
				"packet, coin "+
				"or timer, or the faults do not allow for it", i+1, m)
		}
	}
	if done() {
		return nil
	}
	return ErrFollowed
}

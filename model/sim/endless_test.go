package sim_test

import (
	"errors"
	"strings"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// An enumeration ends with an error in a run that makes no end of choices: a fault is not a hang. A world looks at that
// error in each move.
func TestARunWithoutEndIsAnError(t *testing.T) {
	all, runs := sim.NewAll(), 0
	for all.Next() {
		runs++
		for all.Err() == nil {
			all.Choose(2)
		}
	}
	if runs != 1 || all.Err() == nil || !strings.Contains(all.Err().Error(), "no end in sight") {
		t.Errorf("%d runs, error %v, want one that has no end", runs, all.Err())
	}
}

// A node that is alone may go on by what it says to nobody; in a group that makes the world stuck, as silence does.
func TestWhoIsAloneMaySpeakToNobody(t *testing.T) {
	for _, c := range []struct {
		nodes   int
		effects []model.Effect
		stuck   bool
	}{
		{1, nil, true}, {1, []model.Effect{model.Broadcast{Message: talk(1)}}, false},
		{1, []model.Effect{model.Send{To: 0, Message: talk(1)}}, false}, {2, nil, true},
		{2, []model.Effect{model.Send{To: 9, Message: talk(1)}}, true},
	} {
		w := puppets(t, c.nodes, sim.Config[diary]{Timeouts: true, Machine: puppet{on: func(model.Event) []model.Effect {
			return c.effects
		}}})
		if err := w.Move(); errors.Is(err, sim.ErrStuck) != c.stuck {
			t.Errorf("%d nodes, %v: %v, want stuck %v", c.nodes, c.effects, err, c.stuck)
		}
	}
}

// Of several choices that do not fit the first is told.
func TestAllTellsTheFirstChoiceThatDoesNotFit(t *testing.T) {
	all := sim.NewAll()
	all.Next()
	all.Choose(2)
	all.Choose(2)
	all.Next()
	all.Choose(3)
	all.Choose(5)
	if err := all.Err(); err == nil || !strings.Contains(err.Error(), "choice 0") {
		t.Errorf("error = %v, want one about choice 0", err)
	}
}

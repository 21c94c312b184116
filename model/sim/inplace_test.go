package sim_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"quesera/model"
	"quesera/model/sim"
)

// A World that makes transitions in place plays the run of one that applies the pure function, byte for
// byte, also where much goes wrong.
func TestARunInPlaceIsTheSameRun(t *testing.T) {
	for seed := range uint64(5) {
		var runs [2]bytes.Buffer
		for k := range runs {
			w, err := sim.New(sim.Config[int]{
				Nodes: 5, Machine: rumour{}, InPlace: k == 1, Chooser: sim.Random(seed), Timeouts: true,
				Faults: sim.Faults{Loss: 10, Duplicate: 10, Crashes: 1, Partitions: 2, Impatience: 2},
				Observe: func(o sim.Observation[int]) {
					fmt.Fprintln(&runs[k], o.Node, o.Event, *o.After, o.Effects)
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			for w.Moves() < 2000 && err == nil {
				err = w.Move()
			}
			fmt.Fprintln(&runs[k], err)
		}
		if !bytes.Equal(runs[0].Bytes(), runs[1].Bytes()) || runs[0].Len() < 1000 {
			t.Errorf("seed %d: the run in place differs, or is short (%d bytes)", seed, runs[0].Len())
		}
	}
}

// rumour is a machine that works in place and passes on all that is news.
type rumour struct{}

func (rumour) Start(self model.NodeID) (int, []model.Effect) {
	return 0, []model.Effect{model.AskCoin{Sides: 100}}
}

func (m rumour) Apply(s int, e model.Event) (int, []model.Effect) {
	effects := m.Change(&s, e, nil)
	return s, effects
}

func (rumour) Change(s *int, e model.Event, effects []model.Effect) []model.Effect {
	switch e := e.(type) {
	case model.Coin:
		*s += int(e.Value)
	case model.Receive:
		if int(e.Message.(talk)) <= *s {
			return effects
		}
		*s = int(e.Message.(talk))
	case model.Timeout:
		*s++
	}
	return append(effects, model.Broadcast{Message: talk(*s)})
}

// echo is a machine that works in place and says what it is told.
type echo struct{}

func (echo) Start(model.NodeID) (int, []model.Effect) { return 0, nil }

func (m echo) Apply(s int, e model.Event) (int, []model.Effect) {
	effects := m.Change(&s, e, nil)
	return s, effects
}

func (echo) Change(s *int, e model.Event, effects []model.Effect) []model.Effect {
	*s++
	if r, ok := e.(model.Request); ok {
		effects = append(effects, model.Output{Value: r.Value}, model.Output{Value: r.Value})
	}
	return effects
}

// The effects that an observer sees are its to read until it returns, even if it makes a Request meanwhile.
func TestEffectsInPlaceOutlastARequestOfTheObserver(t *testing.T) {
	var w *sim.World[int]
	var seen []any
	w, err := sim.New(sim.Config[int]{
		Nodes: 1, Machine: echo{}, InPlace: true, Chooser: sim.Random(1),
		Observe: func(o sim.Observation[int]) {
			if r, ok := o.Event.(model.Request); ok && r.Value != "inner" {
				w.Request(0, "inner")
			}
			for _, effect := range o.Effects {
				seen = append(seen, effect.(model.Output).Value)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Request(0, "first")
	w.Request(0, "second")
	want := []any{"inner", "inner", "first", "first", "inner", "inner", "second", "second"}
	if !slices.Equal(seen, want) || *w.State(0) != 4 {
		t.Errorf("seen %v in %d transitions, want %v in 4", seen, *w.State(0), want)
	}
}

func TestInPlaceNeedsAMachineThatCan(t *testing.T) {
	if _, err := sim.New(sim.Config[heard]{Nodes: 1, Machine: chatter{}, InPlace: true,
		Chooser: sim.Random(1)}); err == nil {
		t.Error("a machine without Change is accepted in place")
	}
}

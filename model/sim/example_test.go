package sim_test

import (
	"fmt"

	"quesera/model"
	"quesera/model/sim"
)

// count is the state of a machine whose nodes greet each other once; it counts the greetings.
type count int

type greeting struct{}

func (greeting) Label() model.Label { return model.Label{} }

type greeter struct{}

func (greeter) Start(model.NodeID) (count, []model.Effect) {
	return 0, []model.Effect{model.Broadcast{Message: greeting{}}}
}

func (greeter) Apply(c count, e model.Event) (count, []model.Effect) {
	if _, ok := e.(model.Receive); ok {
		return c + 1, nil
	}
	return c, nil
}

// A world plays a machine: here one whose nodes greet each other. A seed gives one run.
func ExampleWorld() {
	w, err := sim.New(sim.Config[count]{Nodes: 3, Machine: greeter{}, Chooser: sim.Random(1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = w.Run(func() bool { return w.InFlight() == 0 }, 100)
	fmt.Println(*w.State(0), *w.State(1), *w.State(2), w.Moves(), err)
	// Output: 2 2 2 6 <nil>
}

package odd

import (
	"fmt"

	"quesera/spec"
)

// RandomConfig is the Config of the spec in random.go.
type RandomConfig struct {
	Nodes, Left   uint8
	One, Two, Big uint8
	Wide          uint16
	On, Off       bool
}

// RandomState is its state.
type RandomState struct {
	Left uint8           `max:"15"`
	A    [3]uint8        `len:"3" max:"7"`
	W    [2]uint16       `len:"2" max:"63"`
	S    [2]spec.NodeSet `len:"2"`
	P    [2]RandomPair   `len:"2"`
	B    bool
}

// RandomPair is a small struct.
type RandomPair struct {
	X uint8 `max:"3"`
	Y uint8 `max:"3"`
}

// Spec is the transition system.
func (c RandomConfig) Spec() *spec.Spec[RandomState] {
	sp := &spec.Spec[RandomState]{Name: "random", Title: "Random statements", Section: "odd", Source: source, Config: c,
		Init: RandomState{Left: c.Left, A: [3]uint8{1, 2, 5}, W: [2]uint16{50, 3}, S: [2]spec.NodeSet{5, 2},
			P: [2]RandomPair{{1, 2}, {3, 0}}}}
	for a := range randomActions {
		sp.Actions = append(sp.Actions, spec.MethodsOf[RandomState](c).Act(fmt.Sprint("Act", a), "odd", spec.Numbers("x", 2)))
	}
	return sp
}

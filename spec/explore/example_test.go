package explore_test

import (
	"fmt"

	"quesera/spec"
	"quesera/spec/clock"
	"quesera/spec/explore"
)

// A search tells how many states there are, and which properties hold in all of them.
func ExampleExplore() {
	sp := clock.Config{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Horizon: 2}.Spec()
	found, err := explore.Explore(sp, explore.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.States > 0, found.Complete)
	for i, p := range sp.Props {
		if p.Kind == spec.Invariant && found.Reached[i] != nil {
			fmt.Println(p.ID, "fails after", found.Reached[i].Depth, "actions")
		}
	}
	// Output: true true
}

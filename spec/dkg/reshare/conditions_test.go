package reshare

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore/exploretest"
)

// Where the condition of DKG-P20, P21 or P23 is not met, the property holds whatever else is so. Method: states that
// mix what is in reachable ones. DKG-P19 and P22 are of what has happened, and a state is no witness of that.
func TestConditionsOfTheResharingAreTheirs(t *testing.T) {
	sp := Config{Nodes: 4, Small: spec.All(3), Large: spec.All(4), SmallThreshold: 2, LargeThreshold: 3, Faults: 1,
		Passages: 2, Mobile: true}.Spec()
	var props []spec.Property[State]
	for _, p := range sp.Props {
		if p.ID != "DKG-P19" && p.ID != "DKG-P22" {
			props = append(props, p)
		}
	}
	sp.Props = props
	exploretest.Conditions(t, sp)
}

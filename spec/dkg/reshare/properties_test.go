package reshare

import (
	"testing"

	"quesera/spec/explore/exploretest"
)

// Each of DKG-P19 to P23 holds, and each of DKG-S12 to S15 is reached, by itself. Method: exhaustive, one search a
// property and group: three nodes to four and back with corrupt nodes that move, and three to four others.
func TestEachPropertyOfResharingHoldsByItself(t *testing.T) {
	exploretest.EachProperty(t, with(there, func(c *Config) { c.Mobile = true }).Spec(), apart.Spec())
}

package strawman_test

import (
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/strawman"
)

// Each strawman keeps what its section says of it, each property by itself.
func TestEachStrawmanKeepsItsPromises(t *testing.T) {
	var specs []*spec.Spec[strawman.State]
	for rule := range uint8(strawman.Rules) {
		specs = append(specs, strawman.Of(rule, 3, 2).Spec())
	}
	exploretest.EachProperty(t, specs...)
}

// What a strawman does not keep fails in a run of known length: where the next section of the paper starts.
func TestEachStrawmanFailsAsTheNextSectionSays(t *testing.T) {
	tied := strawman.Of(strawman.Fittest, 3, 2)
	tied.Tied = true
	for _, c := range []struct {
		config strawman.Config
		asks   uint8
		id     string
		length int // of the shortest run; of what never happens 0
	}{
		{strawman.Of(strawman.Own, 3, 2), strawman.Next, "STRAW-P2", 5},
		{strawman.Of(strawman.Genetic, 3, 2), strawman.Next, "STRAW-P2", 5},
		{strawman.Of(strawman.Fittest, 3, 2), strawman.Next, "STRAW-P4", 5},
		{tied, strawman.Few, "STRAW-P3", 6},
		{strawman.Of(strawman.Celebrities, 3, 2), strawman.Next, "STRAW-P6", 7},
		{strawman.Of(strawman.Celebrities, 3, 2), strawman.Alike, "STRAW-P4", 8},
		{strawman.Of(strawman.AllKnow, 3, 2), strawman.Next, "STRAW-P7", 13},
		{strawman.Of(strawman.AllKnow, 3, 2), strawman.Alike, "STRAW-P4", 14},
		{strawman.Of(strawman.Paparazzi, 3, 2), strawman.Next, "STRAW-P8", 19},
		{strawman.Of(strawman.Paparazzi, 3, 2), strawman.Alike, "STRAW-P4", 20},
	} {
		t.Run(c.id, func(t *testing.T) {
			c.config.Asks = c.asks
			sp := c.config.Spec()
			r, err := explore.Explore(sp, explore.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(sp.Props) != 1 || sp.Props[0].ID != c.id {
				t.Fatalf("rule %d is asked for %v, want %s", c.config.Rule, sp.Props, c.id)
			}
			length := 0
			if r.Reached[0] != nil {
				length = r.Reached[0].Depth
			}
			if length != c.length || !r.Violated(sp) {
				t.Errorf("rule %d: decided after %d actions, violated: %v; want %d", c.config.Rule, length, r.Violated(sp),
					c.length)
			}
		})
	}
}

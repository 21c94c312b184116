package tlc_test

import (
	"slices"
	"testing"

	"quesera/spec"
	"quesera/spec/explore"
	"quesera/spec/explore/exploretest"
	"quesera/spec/tlc"
)

// groups are small, and every property applies to some of them.
var groups = []tlc.Config{
	{Nodes: 1, MessageThreshold: 1, WitnessThreshold: 1, Horizon: 3},
	{Nodes: 2, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 3},
	{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Horizon: 2},
	{Nodes: 2, MessageThreshold: 1, Unwitnessed: true, Horizon: 2},
	{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Jumps: true, Horizon: 2},
	{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1},
	{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 2, Exact: true, Horizon: 2},
	{Nodes: 3, MessageThreshold: 3, WitnessThreshold: 3, Exact: true, Horizon: 2},
	{Nodes: 3, MessageThreshold: 2, Unwitnessed: true, Exact: true, Horizon: 2},
	{Nodes: 3, MessageThreshold: 3, Unwitnessed: true, Exact: true, Horizon: 3},
}

// TLC-P1 to P6 hold in every state of small groups, every Sometimes is reached, and nothing deadlocks.
// Method: exhaustive, up to renaming.
func TestTheClockKeepsItsPromisesInEveryState(t *testing.T) {
	for _, c := range groups {
		sp := c.Spec()
		r, err := explore.Explore(sp, explore.Options{Symmetry: true})
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if r.Deadlock != nil {
			t.Errorf("%+v: deadlock after %d steps", c, r.Deadlock.Depth)
		}
		for i, p := range sp.Props {
			if sometimes := p.Kind == spec.Sometimes; sometimes != (r.Reached[i] != nil) {
				t.Errorf("%+v: %s (%s), %v: decided by some state is %v", c, p.ID, p.Text, p.Kind, !sometimes)
			}
		}
		if t.Failed() {
			return // larger groups say the same, and under a fault may be very large
		}
	}
}

// Each of TLC-P1 to TLC-P7 holds, and each of TLC-S1 to TLC-S4 is reached, by itself. Method: exhaustive, up to
// renaming, one search a property and group. The smallest group of which TLC-S3 and TLC-S4 are claimed is large; they
// are asked of one whose thresholds are no majorities. In another such group TLC-P4 to TLC-P6 fail, and are not
// claimed. Where nodes are tardy, which TLC-P5 is about, there are three at least and two steps: of such a group one
// node is left behind.
func TestEachPropertyOfTheClockHoldsByItself(t *testing.T) {
	var specs []*spec.Spec[tlc.State]
	for _, c := range groups {
		sp := c.Spec()
		if c.Nodes == 3 && c.Horizon > 1 {
			sp.Live = nil // fair runs are asked about without renaming: of the smaller groups
		}
		specs = append(specs, sp)
	}
	specs = append(specs,
		tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 1, Crashes: 1}.Spec())
	small := tlc.Config{Nodes: 2, MessageThreshold: 1, WitnessThreshold: 2, Exact: true, Horizon: 2}.UnsafeSpec()
	small.Props = slices.DeleteFunc(small.Props, func(p spec.Property[tlc.State]) bool {
		return p.ID != "TLC-S3" && p.ID != "TLC-S4"
	})
	exploretest.EachProperty(t, append(specs, small, leftBehind(),
		tlc.Config{Nodes: 3, MessageThreshold: 1, WitnessThreshold: 1, Exact: true, Horizon: 2}.Spec())...)
}

// leftBehind is a clock of three nodes, one of which hears nothing and is not heard until the others have reached the
// horizon. It has TLC-P5 only.
func leftBehind() *spec.Spec[tlc.State] {
	sp := tlc.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Horizon: 2}.Spec()
	sp.Symmetric = nil
	sp.Props = slices.DeleteFunc(sp.Props, func(p spec.Property[tlc.State]) bool { return p.ID != "TLC-P5" })
	for a := range sp.Actions {
		can, params := sp.Actions[a].Can, sp.Actions[a].Params
		sp.Actions[a].Can = func(s *tlc.State, args spec.Args) bool {
			for p := range params {
				if params[p].Kind == spec.IsNode && args[p] == 2 && (s.Step[0] < 2 || s.Step[1] < 2) {
					return false
				}
			}
			return can(s, args)
		}
	}
	return sp
}

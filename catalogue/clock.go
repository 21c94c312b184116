package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/spec/clock"
	"quesera/verify"
)

func clockProtocol() Protocol {
	config := func(n, tm, tw, horizon uint8) clock.Config {
		return clock.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Late: true, Horizon: horizon}
	}
	least := func(n, t, horizon uint8) clock.Config { // no more than the clock promises
		return clock.Config{Nodes: n, MessageThreshold: t, WitnessThreshold: t, Exact: true, Horizon: horizon}
	}
	return Protocol{
		Name: "clock", Title: "The clock's contract, step by step", Section: "TLC §2.1",
		Prefixes: []string{"CLK"},
		Specs: []Spec{{Folder: "clock", Checks: []verify.Check{
			clockCheck(config(3, 2, 2, 2), "n3t2h2").Pinned(159_918, 394_598),
			clockCheck(config(3, 2, 3, 2), ""),
			clockCheck(config(2, 1, 2, 3), ""),
			clockCheck(least(3, 2, 3), "").Reduced().Pinned(373_155, 535_626),
			clockUnsafe(least(3, 1, 2)),
			clockCheck(least(4, 3, 2), "").Reduced().Pinned(448_673, 1_126_804),
		}}},
		Missing: map[string]string{
			"simulation": "it is what clocks promise, and no machine: runs of tlc and qsc3 are held to it (TLC-R2, QSC3-R1)",
		},
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			g := groupFlags(flags)
			steps := flags.Int("steps", 2, "steps of the clock")
			g.orUnsafe().orAtOnce()
			return func() (verify.Check, error) {
				if err := g.check(); err != nil {
					return verify.Check{}, err
				}
				if *steps < 1 || *steps > clock.MaxSteps {
					return verify.Check{}, fmt.Errorf("steps: %d, want 1 to %d", *steps, clock.MaxSteps)
				}
				n, t, horizon := uint8(g.nodes), uint8(g.threshold), uint8(*steps)
				if c := least(n, t, horizon); !c.Majorities() {
					return clockUnsafe(c), nil
				}
				c := config(n, t, t, horizon)
				c.Exact = g.atOnce
				return clockCheck(c, ""), nil
			}
		},
	}
}

func clockCheck(c clock.Config, file string) verify.Check {
	check := verify.Check{Bounds: clockBounds(c), File: file, System: verify.NewSystem(c.Spec())}
	if c.Horizon == 1 {
		check = idle(check, "CLK-P3", "messages of the first step carry nothing")
	}
	return check
}

// clockUnsafe asks what breaks under thresholds that are no majorities, with no more knowledge than the clock
// promises: two-step broadcast does (TLC §2.9). In a single step nothing does.
func clockUnsafe(c clock.Config) verify.Check {
	check := verify.Check{Bounds: clockBounds(c), System: verify.NewSystem(c.UnsafeSpec())}.Reduced()
	if c.Horizon > 1 {
		return check.MustFail("CLK-P7")
	}
	return check
}

func clockBounds(c clock.Config) string {
	bounds := groupBounds(c.Nodes, c.MessageThreshold, c.WitnessThreshold) + ", " + plural(int(c.Horizon), "step")
	if c.Exact {
		bounds += atOnce
	}
	if !c.Late {
		bounds += ", nothing late"
	}
	return bounds
}

package catalogue

import (
	"fmt"

	"quesera/spec/clock"
)

func clockProtocol() Protocol {
	config := func(n, t, late, horizon uint8) clock.Config {
		return clock.Config{Nodes: n, MessageThreshold: t, WitnessThreshold: t, Late: late, Horizon: horizon}
	}
	return Protocol{
		Name: "clock", Title: "The clock's contract, step by step", Section: "TLC §2.1",
		Checks: []Check{
			clockCheck(config(3, 2, 1, 2), "n3t2h2").pinned(78_243, 175_064),
			clockCheck(config(3, 2, 0, 3), "").reduced(),
			clockUnsafe(config(3, 1, 0, 2)),
			clockCheck(config(4, 3, 0, 2), "").reduced().deep(),
		},
		New: func(r Request) (Check, error) {
			if err := checkThreshold(r); err != nil {
				return Check{}, err
			}
			if r.Steps == 0 {
				r.Steps = 2
			}
			if r.Steps < 1 || r.Steps > clock.MaxSteps {
				return Check{}, fmt.Errorf("steps: %d, want 1 to %d", r.Steps, clock.MaxSteps)
			}
			n, t, steps := uint8(r.Nodes), uint8(r.Threshold), uint8(r.Steps)
			if c := config(n, t, 0, steps); !c.Majorities() {
				return clockUnsafe(c), nil
			}
			return clockCheck(config(n, t, 1, steps), ""), nil
		},
	}
}

func clockCheck(c clock.Config, file string) Check {
	return of("clock", clockBounds(c), file, Of(c.Spec()))
}

// clockUnsafe asks what breaks under thresholds that are no majorities, with no more knowledge than the clock promises: two-step
// broadcast does (TLC §2.9). In a single step nothing does.
func clockUnsafe(c clock.Config) Check {
	check := of("clock", clockBounds(c), "", Of(c.UnsafeSpec())).reduced()
	if c.Horizon > 1 {
		return check.mustFail("CLK-P7")
	}
	return check
}

func clockBounds(c clock.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d, %s", c.Nodes, c.MessageThreshold, plural(int(c.Horizon), "step"))
	if c.Late == 0 {
		bounds += ", nothing late"
	}
	return bounds
}

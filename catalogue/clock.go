package catalogue

import (
	"fmt"

	"quesera/spec/clock"
)

func clockProtocol() Protocol {
	config := func(n, t, late, horizon uint8) clock.Config {
		return clock.Config{Nodes: n, MessageThreshold: t, WitnessThreshold: t, Late: late, Horizon: horizon}
	}
	check := func(c clock.Config, file string) Check {
		bounds := fmt.Sprintf("n=%d t=%d, %d steps", c.Nodes, c.MessageThreshold, c.Horizon)
		if c.Late == 0 {
			bounds += ", nothing late"
		}
		return of("clock", bounds, file, Of(c.Spec()))
	}
	return Protocol{
		Name: "clock", Title: "The clock's contract, step by step", Section: "TLC §2.1",
		Checks: []Check{
			check(config(3, 2, 1, 2), "n3t2h2").pinned(78_243, 175_064),
			check(config(3, 2, 0, 3), "").reduced(),
			check(config(4, 3, 0, 2), "").reduced().deep(),
		},
		New: func(r Request) (Check, error) {
			if err := checkThreshold(r); err != nil {
				return Check{}, err
			}
			if 2*r.Threshold <= r.Nodes {
				return Check{}, fmt.Errorf("the contract's consequences are claimed for majorities only (TLC §2.7); verify tlc --unsafe shows what breaks")
			}
			if r.Steps == 0 {
				r.Steps = 2
			}
			if r.Steps < 1 || r.Steps > clock.MaxSteps {
				return Check{}, fmt.Errorf("steps: %d, want 1 to %d", r.Steps, clock.MaxSteps)
			}
			return check(config(uint8(r.Nodes), uint8(r.Threshold), 1, uint8(r.Steps)), ""), nil
		},
	}
}

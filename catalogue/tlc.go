package catalogue

import (
	"fmt"

	"quesera/spec/tlc"
)

func tlcProtocol() Protocol {
	config := func(n, tm, tw, horizon uint8) tlc.Config {
		return tlc.Config{Nodes: n, Message: tm, Witness: tw, Horizon: horizon}
	}
	return Protocol{
		Name: "tlc", Title: "Threshold logical clocks, message by message", Section: "TLC §2.2-2.9",
		Checks: []Check{
			tlcCheck(config(3, 2, 2, 1), "n3t2h1").pinned(13_536, 36_774),
			tlcCheck(config(3, 3, 3, 2), "n3t3h2").pinned(1_360_020, 3_436_920),
			tlcCheck(config(3, 2, 2, 2), "").reduced(),
			tlcCheck(config(4, 3, 0, 2), "n4t3h2unwitnessed").pinned(580_024, 3_089_340),
			tlcCheck(config(1, 1, 1, 3), "n1t1h3"),
			tlcCheck(config(2, 1, 2, 2), "n2tm1tw2h2"),
			tlcUnsafe(config(3, 1, 1, 2)),
			tlcCheck(config(3, 2, 2, 2), "n3t2h2").pinned(71_683_188, 200_610_342).deep(),
			tlcCheck(config(4, 3, 3, 1), "n4t3h1").pinned(101_644_733, 509_868_848).deep(),
		},
		New: func(r Request) (Check, error) {
			witness, err := checkWitness(r)
			if err != nil {
				return Check{}, err
			}
			if r.Steps == 0 {
				r.Steps = 1
				if r.Unsafe {
					r.Steps = 2 // what breaks shows on leaving the second step
				}
			}
			if r.Steps < 1 || r.Steps > tlc.MaxSteps {
				return Check{}, fmt.Errorf("steps: %d, want 1 to %d", r.Steps, tlc.MaxSteps)
			}
			c := config(uint8(r.Nodes), uint8(r.Threshold), uint8(witness), uint8(r.Steps))
			switch {
			case c.Majorities() || witness == 0 && 2*r.Threshold > r.Nodes:
				return tlcCheck(c, ""), nil
			case c.Message == c.Witness:
				return tlcUnsafe(c), nil
			}
			check := of("tlc", tlcBounds(c), "", Of(c.UnsafeSpec())) // which of the promises breaks depends on the thresholds
			check.Unsafe = true
			return check, nil
		},
	}
}

// checkWitness is the witness threshold asked for, if both thresholds are possible and safe (checkThreshold).
func checkWitness(r Request) (int, error) {
	witness := r.Threshold
	if r.Witness != nil {
		witness, r.Witness = *r.Witness, nil
	}
	if err := checkThreshold(r); err != nil {
		return 0, err
	}
	switch {
	case witness < 0 || witness > r.Nodes:
		return 0, fmt.Errorf("witness threshold: t_w = %d, want 0 to n = %d", witness, r.Nodes)
	case witness > 0 && 2*witness <= r.Nodes && !r.Unsafe:
		return 0, fmt.Errorf("witness threshold: t_w = %d of n = %d is no majority (TLC §2.7); --unsafe shows what breaks", witness, r.Nodes)
	}
	return witness, nil
}

func tlcCheck(c tlc.Config, file string) Check {
	return of("tlc", tlcBounds(c), file, Of(c.Spec()))
}

// tlcUnsafe asks what breaks under thresholds that are no majorities. In a single step nothing does.
func tlcUnsafe(c tlc.Config) Check {
	check := of("tlc", tlcBounds(c), "", Of(c.UnsafeSpec()))
	if c.Horizon > 1 {
		return check.mustFail("TLC-P5")
	}
	return check
}

func tlcBounds(c tlc.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d", c.Nodes, c.Message)
	if c.Witness != c.Message {
		bounds = fmt.Sprintf("n=%d t_m=%d t_w=%d", c.Nodes, c.Message, c.Witness)
	}
	return bounds + ", " + plural(int(c.Horizon), "step")
}

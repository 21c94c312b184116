package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/internal/vector"
	modeltlc "quesera/model/tlc"
	"quesera/model/tlc/simulate"
	"quesera/model/tlc/vectors"
	"quesera/spec/tlc"
	"quesera/verify"
)

func tlcProtocol() Protocol {
	p := Protocol{
		Name: "tlc", Title: "Threshold logical clocks, message by message", Section: "TLC §2.2-2.9",
		Prefixes: []string{"TLC"},
		Specs: []Spec{{Folder: "tlc", Checks: []verify.Check{
			tlcCheck(tlcConfig(3, 2, 2, 1), "n3t2h1").Pinned(112_923, 340_743),
			tlcCheck(tlcAtOnce(3, 2, 2, 1), "n3t2h1exact").Pinned(13_536, 36_774),
			tlcCheck(tlcAtOnce(3, 3, 3, 2), "n3t3h2exact").Pinned(1_360_020, 3_436_920),
			tlcCheck(tlcAtOnce(3, 2, 2, 2), "").Reduced().Pinned(11_947_705, 33_436_854),
			tlcCheck(tlcConfig(3, 2, 0, 2), "n3t2h2unwitnessed"),
			tlcCheck(tlcAtOnce(4, 3, 0, 2), "n4t3h2unwitnessedexact").Pinned(580_024, 3_089_340),
			tlcCheck(tlcConfig(1, 1, 1, 3), "n1t1h3"),
			tlcCheck(tlcConfig(2, 1, 2, 2), "n2tm1tw2h2").Pinned(4_029, 6_262),
			tlcCheck(tlcJumping(tlcAtOnce(3, 2, 0, 3)), "n3t2h3unwitnessedjumps").Pinned(107_679, 264_006),
			tlcCheck(tlcJumping(tlcAtOnce(3, 1, 2, 2)), "").Reduced().Pinned(69_359, 186_785),
			tlcUnsafe(tlcAtOnce(3, 1, 1, 2)),
			tlcUnsafe(tlcAtOnce(2, 1, 1, 2)).MustFail("TLC-P6"),
			tlcUnsafe(tlcAtOnce(2, 1, 1, 3)).MustFail("TLC-P4"),
			tlcCheck(tlcConfig(2, 2, 2, 3), ""),
			tlcFair(tlcAtOnce(3, 2, 2, 1), 1).Pinned(10_496, 34_134),
			tlcFair(tlcAtOnce(3, 2, 2, 1), 2).Pinned(7_347, 26_026),
			tlcFair(tlcConfig(3, 2, 0, 2), 1).Pinned(14_635, 50_374),
			tlcFair(tlcAtOnce(3, 3, 3, 2), 0).Pinned(1_317_995, 3_436_920).TakesMinutes(),
			tlcFair(tlcAtOnce(4, 3, 0, 2), 1).Pinned(555_900, 3_058_482).TakesMinutes(),
			tlcFair(tlcAtOnce(4, 3, 0, 2), 2).Pinned(513_992, 2_917_280).TakesMinutes(),
			tlcCheck(tlcAtOnce(3, 2, 2, 2), "n3t2h2exact").Pinned(71_683_188, 200_610_342).TakesMinutes(),
			tlcCheck(tlcAtOnce(4, 3, 3, 1), "n4t3h1exact").Pinned(101_644_733, 509_868_848).TakesMinutes(),
		}}},
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			g := groupFlags(flags)
			witness := g.witness("witness threshold where it is another one, 0 for none (default: the value of -t)")
			steps := flags.Int("steps", 0, "steps of the clock (default: 1, or 2 with --unsafe)")
			jumps := flags.Bool("jumps", false,
				"nodes may also take over what another one knew on reaching a later step, and are there (TLC §2.4)")
			crashes := flags.Int("crashes", 0,
				"ask whether all others reach the last step if so many nodes may crash at any time; fewer than n")
			g.orUnsafe().orAtOnce()
			return func() (verify.Check, error) {
				fair := flags.Changed("crashes")
				if !flags.Changed("steps") {
					*steps = 1
					if g.unsafe && !fair {
						*steps = 2 // what breaks shows on leaving the second step
					}
				}
				c, check, err := tlcAsked(g, witness(), *steps, *jumps)
				switch {
				case err != nil || !fair:
					return check, err
				case *crashes < 0 || *crashes >= g.nodes:
					return verify.Check{}, fmt.Errorf("crashes: %d, want 0 to n - 1 = %d", *crashes, g.nodes-1)
				}
				return tlcFair(c, uint8(*crashes)), nil
			}
		},
	}
	if !verify.InBrowser {
		p.Simulate, p.Traces = simulate.Define, modeltlc.TraceFormat
		p.Vectors = func() []vector.Family { return []vector.Family{vectors.Family()} }
	}
	return p
}

func tlcConfig(n, tm, tw, horizon uint8) tlc.Config {
	return tlc.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Unwitnessed: tw == 0, Horizon: horizon}
}

// tlcAtOnce is a clock whose nodes leave each step at once.
func tlcAtOnce(n, tm, tw, horizon uint8) tlc.Config {
	c := tlcConfig(n, tm, tw, horizon)
	c.Exact = true
	return c
}

// tlcJumping is the same clock, whose nodes may take over what another one knew.
func tlcJumping(c tlc.Config) tlc.Config {
	c.Jumps = true
	return c
}

// tlcAsked is the configuration asked for and its check, if both thresholds are possible and safe.
func tlcAsked(g *group, witness, steps int, jumps bool) (c tlc.Config, check verify.Check, err error) {
	if err := g.check(); err != nil {
		return c, check, err
	}
	switch {
	case witness < 0 || witness > g.nodes:
		return c, check, fmt.Errorf("witness threshold: t_w = %d, want 0 to n = %d", witness, g.nodes)
	case witness > 0 && !majority(witness, g.nodes) && !g.unsafe:
		return c, check, fmt.Errorf("witness threshold: t_w = %d of n = %d is no majority (TLC §2.7); --unsafe "+
			"shows what breaks", witness, g.nodes)
	case steps < 1 || steps > tlc.MaxSteps:
		return c, check, fmt.Errorf("steps: %d, want 1 to %d", steps, tlc.MaxSteps)
	}
	c = tlcConfig(uint8(g.nodes), uint8(g.threshold), uint8(witness), uint8(steps))
	c.Exact, c.Jumps = g.atOnce || g.unsafe, jumps
	switch {
	case c.Majorities() || witness == 0 && majority(g.threshold, g.nodes):
		return c, tlcCheck(c, ""), nil
	case c.MessageThreshold == c.WitnessThreshold:
		return c, tlcUnsafe(c), nil
	}
	return c, tlcUnsafe(c).MustFail(""), nil // which of the promises breaks depends on the thresholds
}

func tlcCheck(c tlc.Config, file string) verify.Check {
	check := verify.Check{Bounds: tlcBounds(c), File: file, System: verify.NewSystem(c.Spec())}
	if c.MessageThreshold == c.Nodes {
		check = idle(check, "TLC-P5", "a step is left on everybody's messages of it, so that all are formulated "+
			"before")
	}
	if c.Unwitnessed && c.Horizon == 1 {
		check = idle(check, "TLC-P2", "messages of the first step carry nothing, and there are no certificates")
	}
	return check
}

// tlcFair asks whether all others get to the end if so many nodes may crash. If these are more than the thresholds
// leave to spare, they need not, but for a single step without witnesses: its messages are sent before anybody can
// crash.
func tlcFair(c tlc.Config, crashes uint8) verify.Check {
	c.Crashes = crashes
	check := tlcCheck(c, "").InFairRuns()
	check.Bounds += ", " + plural(int(crashes), "node") + " may crash"
	sent := c.Unwitnessed && c.Horizon == 1
	if crashes > c.Nodes-max(c.MessageThreshold, c.WitnessThreshold) && !sent {
		return check.MustFail("TLC-P7")
	}
	return check
}

// tlcUnsafe asks what breaks under thresholds that are no majorities, of nodes that leave each step at once: that is
// enough. In a single step nothing does.
func tlcUnsafe(c tlc.Config) verify.Check {
	check := verify.Check{Bounds: tlcBounds(c), System: verify.NewSystem(c.UnsafeSpec())}
	if c.Horizon > 1 {
		return check.MustFail("TLC-P5")
	}
	return check
}

func tlcBounds(c tlc.Config) string {
	bounds := groupBounds(c.Nodes, c.MessageThreshold, c.WitnessThreshold) + ", " + plural(int(c.Horizon), "step")
	if c.Exact {
		bounds += atOnce
	}
	if c.Jumps {
		bounds += ", with jumps"
	}
	return bounds
}

package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	modelqsc4 "quesera/model/qsc4"
	"quesera/model/qsc4/simulate"
	clock "quesera/model/tlcb/simulate"
	"quesera/spec"
	"quesera/spec/qsc4"
	"quesera/spec/qsc4/tickets"
	"quesera/verify"
)

func qsc4Protocol() Protocol {
	p := Protocol{
		Name: "qsc4", Title: "Que sera consensus among Byzantine nodes, with tickets that nobody knows early",
		Section: "TLC §5.3", Prefixes: []string{"QSC4"},
		Specs: []Spec{{Folder: "qsc4", Checks: qsc4Checks()}, {Folder: "qsc4/tickets", Checks: ticketChecks()}},
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			g := byzantineFlags(flags)
			return func() (verify.Check, error) {
				if err := g.check(); err != nil {
					return verify.Check{}, err
				}
				c := qsc4Group(uint8(g.nodes), uint8(g.corrupt), uint8(g.threshold))
				switch c.Reader = true; {
				case g.threshold <= g.corrupt:
					return verify.Check{}, fmt.Errorf("threshold: t = %d, want more than f_c = %d: corrupt nodes alone would "+
						"certify and go on", g.threshold, g.corrupt)
				case !g.safe():
					c.Tracked = spec.Only(0)
					return qsc4Check(c, "").MustFail(""), nil
				case c.Nodes > 5:
					c.Tracked = spec.Only(spec.NodeID(c.Nodes - 1))
				}
				return qsc4Check(c, ""), nil
			}
		},
	}
	if !verify.InBrowser {
		variant := modelqsc4.Variant()
		p.Simulate, p.Evidence = simulate.Define, clock.Evidence(variant)
		p.Logs = &Logs{clock.TraceFormat(variant), clock.Audit(variant)}
	}
	return p
}

// qsc4Group is a group of n nodes, f_c of them corrupt.
func qsc4Group(n, corrupt, t uint8) qsc4.Config {
	return qsc4.Config{Nodes: n + corrupt, Corrupt: corrupt, Threshold: t}
}

func qsc4Checks() []verify.Check {
	read := func(c qsc4.Config, tracked ...spec.NodeID) qsc4.Config {
		c.Reader = true
		for _, p := range tracked {
			c.Tracked = c.Tracked.With(p)
		}
		return c
	}
	drawn := func(c qsc4.Config, late bool) qsc4.Config {
		c.Tickets, c.Late = 2, late
		return c
	}
	return []verify.Check{
		qsc4Check(read(qsc4Group(4, 1, 3)), "n4t3").Pinned(470_783, 1_131_933),
		qsc4Check(drawn(qsc4Group(3, 2, 3), true), "n3t3").Pinned(23_658, 24_509),
		qsc4Check(read(qsc4Group(4, 1, 2), 3), "").MustFail("QSC4-P1"),
		qsc4Check(read(qsc4Group(4, 1, 2)), "").MustFail("QSC4-P4"),
		qsc4Check(drawn(qsc4Group(3, 1, 2), false), "").MustFail("QSC4-P5").TakesMinutes(),
		qsc4Check(read(qsc4Group(4, 1, 2), 0), "").MustFail("QSC4-P3"),
		qsc4Check(read(qsc4Group(5, 1, 4), 0), "").Pinned(35_337, 90_866),
		qsc4Check(read(qsc4Group(5, 1, 4), 4), "").Pinned(21_829, 56_069),
		qsc4Check(read(qsc4Group(6, 2, 5), 0), "").Pinned(442_910, 1_214_331).TakesMinutes(),
		qsc4Check(read(qsc4Group(6, 2, 5), 4), "").Pinned(272_811, 739_814).TakesMinutes(),
	}
}

// qsc4Check is a check of one round.
func qsc4Check(c qsc4.Config, file string) verify.Check {
	return verify.Check{Bounds: qsc4Bounds(c), File: file, System: verify.NewSystem(c.Spec())}
}

func qsc4Bounds(c qsc4.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d f_c=%d, 1 round", c.Nodes-c.Corrupt, c.Threshold, c.Corrupt)
	switch {
	case c.Tracked.Empty():
	case spec.All(c.Nodes - 2*c.Corrupt).Includes(c.Tracked):
		bounds += ", a correct node's proposal"
	default:
		bounds += ", a corrupt node's proposal"
	}
	if c.Tickets > 0 && !c.Late {
		bounds += ", nothing late"
	}
	if c.Tickets > 0 {
		bounds += ", " + plural(int(c.Tickets), "ticket")
	}
	return bounds
}

func ticketChecks() []verify.Check {
	check := func(c tickets.Config, given string, file string) verify.Check {
		bounds := fmt.Sprintf("the ticket, n=%d t=%d f_c=%d", c.Nodes, c.Threshold, c.Corrupt)
		return verify.Check{Bounds: bounds + given, File: file, System: verify.NewSystem(c.Spec())}
	}
	four := tickets.Config{Nodes: 4, Corrupt: 1, Threshold: 3}
	few, shrink, withhold := four, four, four
	few.Few, shrink.Shrink, withhold.Withhold = true, true, true
	return []verify.Check{
		check(four, "", "ticket-n4t3").Pinned(9_785, 13_024),
		check(tickets.Config{Nodes: 3, Corrupt: 2, Threshold: 3}, "", "").Pinned(1_633, 2_820),
		check(tickets.Config{Nodes: 4, Corrupt: 1, Threshold: 2}, "", "").MustFail("QSC4-P7"),
		check(few, ", f_cu deals", "").MustFail("QSC4-P7"),
		check(shrink, ", who is exposed lowers thresholds in the round", "").MustFail("QSC4-P8"),
		check(withhold, ", corrupt nodes withhold shares", "").MustFail("QSC4-P8"),
		check(tickets.Config{Nodes: 4, Corrupt: 1, Threshold: 1}, "", "").MustFail("QSC4-P9"),
		check(tickets.Config{Nodes: 5, Corrupt: 1, Threshold: 4}, "", "").Pinned(48_861, 71_500),
		check(tickets.Config{Nodes: 6, Corrupt: 2, Threshold: 5}, "", "").Pinned(3_116_729, 5_518_664).TakesMinutes(),
	}
}

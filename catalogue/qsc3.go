package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	"quesera/internal/vector"
	modelqsc3 "quesera/model/qsc3"
	"quesera/model/qsc3/simulate"
	"quesera/model/qsc3/vectors"
	"quesera/spec/consensus"
	"quesera/spec/qsc3"
	"quesera/verify"
)

func qsc3Protocol() Protocol {
	p := Protocol{
		Name: "qsc3", Title: "Que sera consensus, one whole round on the clock's contract", Section: "TLC §4.10",
		Prefixes: []string{"QSC3", "CONS"},
		Specs: []Spec{{Folder: "qsc3", Checks: []verify.Check{
			qsc3Check(qsc3Config(3, 2, 2, 3), "n3t2").Pinned(113_145, 255_941),
			qsc3Check(qsc3Config(4, 3, 3, 0), "n4t3").Pinned(2_352_518, 5_896_819),
			qsc3Check(qsc3Config(3, 3, 3, 2), ""),
			qsc3Check(qsc3Config(3, 2, 3, 2), ""),
			qsc3Check(qsc3Config(3, 3, 2, 2), ""),
			qsc3Check(qsc3Config(1, 1, 1, 2), ""),
			qsc3Unsafe(2, 1, 1),
			qsc3Check(qsc3Least(2, 1, 0), "").MustFail("QSC3-P2"),
			qsc3Check(qsc3Config(2, 1, 1, 0), "").MustFail("QSC3-P3"),
			qsc3Check(qsc3Least(3, 1, 0), "").InViews().MustFail("QSC3-P4"),
			qsc3Check(qsc3Rivals(3, 2, 3), "").Pinned(112_953, 255_487),
			qsc3Check(qsc3.Config{Nodes: 3, MessageThreshold: 2, WitnessThreshold: 2, Exact: true, Tickets: 2, Rivals: 1},
				"").Reduced().MustFail("QSC3-P5"),
			qsc3Check(qsc3Rivals(4, 3, 0), "").Pinned(2_351_387, 5_893_886).TakesMinutes(),
			qsc3Check(qsc3Config(5, 3, 3, 0), "").InViews().Pinned(776_258, 7_628_617),
			qsc3Check(qsc3Config(6, 4, 4, 0), "").InViews().Pinned(1_676_789, 21_267_557).TakesMinutes(),
			qsc3Check(qsc3Least(7, 4, 0), "").InViews().Pinned(4_463_129, 95_637_482).TakesMinutes(),
			qsc3Check(qsc3Config(3, 2, 2, 3), "").InFairRuns().Pinned(111_741, 255_941),
			qsc3Check(qsc3Sure(3, 2), "").InFairRuns().MustFail("QSC3-P9").Pinned(112_458, 255_941),
			qsc3Unsafe(4, 2, 2).Pinned(9_933_837, 35_842_471).TakesMinutes(),
		}}, {Folder: "consensus", Checks: []verify.Check{
			{Bounds: "what it implements: consensus, 3 nodes, 2 rounds", File: "consensus-n3",
				System: verify.NewSystem(consensus.Config{Nodes: 3, Rounds: 2}.Spec()), States: 268, Transitions: 597},
		}, Always: "it has no thresholds or other assumptions to give up, and its safety is in its guards"}},
		Runs: []Run{{"two of four nodes are no majority: one node sees committed what others do not choose",
			"qsc3 -n 4 -t 2 --unsafe --replay 0.0.0.1.0.3.3.3.3.0.0.0.0.0.2.2.2.0.0.0.0.2.5.0.0.1.0.1"}},
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			g := groupFlags(flags).orUnsafe().orAtOnce()
			// the same words as those of tlc, whose flag it is, too
			witness := g.witness("witness threshold where it is another one, 0 for none (default: the value of -t)")
			fair := flags.String("fair", "", "ask of fair runs: ends, that the round ends, and succeeds where "+
				"the draw favours it, or succeeds, that it succeeds whatever the draw")
			return func() (verify.Check, error) {
				if err := g.check(); err != nil {
					return verify.Check{}, err
				}
				w := witness()
				switch {
				case w < 1 || w > g.nodes:
					return verify.Check{}, fmt.Errorf("witness threshold: t_w = %d, want 1 to n = %d: a proposal is confirmed by "+
						"its witnesses (TLC §4.4)", w, g.nodes)
				case !majority(w, g.nodes) && !g.unsafe:
					return verify.Check{}, fmt.Errorf("witness threshold: t_w = %d of n = %d is no majority (TLC §2.7); --unsafe "+
						"shows what breaks", w, g.nodes)
				case flags.Changed("fair"):
					return qsc3Fair(g, w, *fair)
				case !majority(g.threshold, g.nodes) || !majority(w, g.nodes):
					return qsc3Unsafe(g.nodes, g.threshold, w), nil
				}
				c := qsc3Config(uint8(g.nodes), uint8(g.threshold), uint8(w), 0)
				c.Exact = g.atOnce
				switch {
				case g.nodes <= 3:
					c.Tickets = uint8(g.nodes)
				case g.nodes > qsc3Whole:
					return qsc3Check(c, "").InViews(), nil
				}
				return qsc3Check(c, ""), nil
			}
		},
	}
	if !verify.InBrowser {
		p.Simulate, p.Traces, p.Odds = simulate.Define, modelqsc3.TraceFormat, qsc3Odds
		p.Vectors = func() []vector.Family { return []vector.Family{vectors.Family()} }
	}
	return p
}

// qsc3Config is a round in which nodes may learn all that asynchrony can add.
func qsc3Config(n, tm, tw, tickets uint8) qsc3.Config {
	return qsc3.Config{Nodes: n, MessageThreshold: tm, WitnessThreshold: tw, Late: true, Tickets: tickets}
}

// qsc3Rivals is the same, where only those proposals count as rivals that are known by step s+2.
func qsc3Rivals(n, t, tickets uint8) qsc3.Config {
	c := qsc3Config(n, t, t, tickets)
	c.Rivals = 2
	return c
}

// qsc3Least is a round in which nodes learn no more than the clock promises, and leave each step at once.
func qsc3Least(n, t, tickets uint8) qsc3.Config {
	return qsc3.Config{Nodes: n, MessageThreshold: t, WitnessThreshold: t, Exact: true, Tickets: tickets}
}

// qsc3Sure is a round that is said to succeed.
func qsc3Sure(n, t uint8) qsc3.Config {
	c := qsc3Config(n, t, t, n)
	c.Sure = true
	return c
}

// qsc3Fair asks of fair runs whether a round ends well, or whether it succeeds for sure, which no group of two or
// more can promise.
func qsc3Fair(g *group, w int, asks string) (verify.Check, error) {
	if asks != "ends" && asks != "succeeds" {
		return verify.Check{}, fmt.Errorf("fair = %q, want ends or succeeds", asks)
	}
	const most = 3
	if g.nodes > most {
		return verify.Check{}, fmt.Errorf("fair: n = %d, want at most %d: all states of a round are kept", g.nodes, most)
	}
	c := qsc3Config(uint8(g.nodes), uint8(g.threshold), uint8(w), uint8(max(g.nodes, 2)))
	c.Exact, c.Sure = g.atOnce, asks == "succeeds"
	check := qsc3Check(c, "").InFairRuns()
	if c.Sure && c.Nodes > 1 {
		return check.MustFail("QSC3-P9"), nil
	}
	return check, nil
}

func qsc3Check(c qsc3.Config, file string) verify.Check {
	check := verify.Check{Bounds: qsc3Bounds(c), File: file, System: verify.NewSystem(c.Spec())}
	if c.Nodes == 1 {
		check = idle(check, "QSC3-P6", "there is one proposal, and nothing to tie with")
	}
	return check
}

// qsc3Whole is the largest group of which a whole round can be searched. Of larger ones the views are.
const qsc3Whole = 4

// qsc3Unsafe looks for a disagreement with no more knowledge than the clock promises, which is enough for one: for
// some draw of two tickets, or in views for any.
func qsc3Unsafe(n, t, w int) verify.Check {
	c, fails := qsc3Least(uint8(n), uint8(t), 2), "QSC3-P5"
	if n > qsc3Whole {
		c.Tickets, fails = 0, "QSC3-P4"
	}
	if c.WitnessThreshold = uint8(w); w != t {
		fails = "" // which of the promises breaks depends on the thresholds
	}
	if n > qsc3Whole {
		return qsc3Check(c, "").InViews().MustFail(fails)
	}
	return qsc3Check(c, "").Reduced().MustFail(fails)
}

func qsc3Bounds(c qsc3.Config) string {
	bounds := groupBounds(c.Nodes, c.MessageThreshold, c.WitnessThreshold) + ", 1 round"
	if c.Exact {
		bounds += atOnce
	}
	if !c.Late {
		bounds += ", nothing late"
	}
	if c.Rivals > 0 {
		bounds += fmt.Sprintf(", rivals known by s+%d", c.Rivals)
	}
	if c.Sure {
		bounds += ", success for sure"
	}
	if c.Tickets > 0 {
		bounds += ", " + plural(int(c.Tickets), "ticket")
	}
	return bounds
}

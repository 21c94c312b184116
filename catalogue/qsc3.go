package catalogue

import (
	"fmt"

	"github.com/spf13/pflag"

	modelqsc3 "quesera/model/qsc3"
	"quesera/model/qsc3/simulate"
	"quesera/spec/consensus"
	"quesera/spec/qsc3"
	"quesera/verify"
)

func qsc3Protocol() Protocol {
	return Protocol{
		Name: "qsc3", Title: "Que sera consensus, one whole round on the clock's contract", Section: "TLC §4.10",
		Prefixes: []string{"QSC3", "CONS"},
		Specs: []Spec{{Folder: "qsc3", Checks: []verify.Check{
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 2, Late: true, Tickets: 3}, "n3t2").Pinned(86_386, 177_457),
			qsc3Check(qsc3.Config{Nodes: 4, Threshold: 3, Late: true}, "n4t3").Pinned(1_767_420, 4_165_709),
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 3, Late: true, Tickets: 2}, ""),
			qsc3Check(qsc3.Config{Nodes: 1, Threshold: 1, Late: true, Tickets: 2}, ""),
			qsc3Unsafe(2, 1),
			qsc3Check(qsc3.Config{Nodes: 2, Threshold: 1}, "").MustFail("QSC3-P2"),
			qsc3Check(qsc3.Config{Nodes: 2, Threshold: 1, Late: true}, "").MustFail("QSC3-P3"),
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 1}, "").InViews().MustFail("QSC3-P4"),
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 2, Late: true, Tickets: 3, Rivals: 2}, "").Pinned(86_194, 177_044),
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 2, Tickets: 2, Rivals: 1}, "").Reduced().MustFail("QSC3-P5"),
			qsc3Check(qsc3.Config{Nodes: 4, Threshold: 3, Late: true, Rivals: 2}, "").Pinned(1_766_289, 4_162_943).
				TakesMinutes(),
			qsc3Check(qsc3.Config{Nodes: 5, Threshold: 3, Late: true}, "").InViews().Pinned(776_258, 5_736_420),
			qsc3Check(qsc3.Config{Nodes: 6, Threshold: 4, Late: true}, "").InViews().
				Pinned(1_676_789, 17_310_925).TakesMinutes(),
			qsc3Check(qsc3.Config{Nodes: 7, Threshold: 4}, "").InViews().Pinned(4_463_129, 95_637_482).TakesMinutes(),
			qsc3Unsafe(4, 2).Pinned(9_933_837, 35_842_471).TakesMinutes(),
		}}, {Folder: "consensus", Checks: []verify.Check{
			{Bounds: "what it implements: consensus, 3 nodes, 2 rounds", File: "consensus-n3",
				System: verify.NewSystem(consensus.Config{Nodes: 3, Rounds: 2}.Spec()), States: 268, Transitions: 597},
		}, Always: "it has no thresholds or other assumptions to give up, and its safety is in its guards"}},
		Simulate: simulate.Define,
		Traces:   modelqsc3.TraceFormat,
		Odds:     qsc3Odds,
		Configure: func(flags *pflag.FlagSet) func() (verify.Check, error) {
			g := groupFlags(flags).orUnsafe()
			return func() (verify.Check, error) {
				if err := g.check(); err != nil {
					return verify.Check{}, err
				}
				if !majority(g.threshold, g.nodes) {
					return qsc3Unsafe(g.nodes, g.threshold), nil
				}
				c := qsc3.Config{Nodes: uint8(g.nodes), Threshold: uint8(g.threshold), Late: true}
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
func qsc3Unsafe(n, t int) verify.Check {
	if n > qsc3Whole {
		return qsc3Check(qsc3.Config{Nodes: uint8(n), Threshold: uint8(t)}, "").InViews().MustFail("QSC3-P4")
	}
	return qsc3Check(qsc3.Config{Nodes: uint8(n), Threshold: uint8(t), Tickets: 2}, "").Reduced().MustFail("QSC3-P5")
}

func qsc3Bounds(c qsc3.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d, 1 round", c.Nodes, c.Threshold)
	if !c.Late {
		bounds += ", nothing late"
	}
	if c.Rivals > 0 {
		bounds += fmt.Sprintf(", rivals known by s+%d", c.Rivals)
	}
	if c.Tickets > 0 {
		bounds += ", " + plural(int(c.Tickets), "ticket")
	}
	return bounds
}

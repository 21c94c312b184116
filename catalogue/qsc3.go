package catalogue

import (
	"fmt"

	"quesera/spec/consensus"
	"quesera/spec/qsc3"
)

func qsc3Protocol() Protocol {
	return Protocol{
		Name: "qsc3", Title: "Que sera consensus, one whole round on the clock's contract", Section: "TLC §4.10",
		Checks: []Check{
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 2, Late: 1, Tickets: 3}, "n3t2").pinned(86_386, 177_457),
			qsc3Check(qsc3.Config{Nodes: 4, Threshold: 3, Late: 1}, "n4t3").pinned(1_767_420, 4_165_709),
			qsc3Check(qsc3.Config{Nodes: 3, Threshold: 3, Late: 1, Tickets: 2}, ""),
			qsc3Check(qsc3.Config{Nodes: 1, Threshold: 1, Late: 1, Tickets: 2}, ""),
			qsc3Unsafe(2, 1),
			of("qsc3", "what it implements: consensus, 3 nodes, 2 rounds", "consensus-n3",
				Of(consensus.Config{Nodes: 3, Rounds: 2}.Spec())).pinned(268, 597),
			qsc3Check(qsc3.Config{Nodes: 5, Threshold: 3}, "").reduced().deep(),
			qsc3Unsafe(4, 2).deep(),
		},
		New: func(r Request) (Check, error) {
			if err := checkThreshold(r); err != nil {
				return Check{}, err
			}
			if r.Steps != 0 && r.Steps != qsc3.Steps {
				return Check{}, fmt.Errorf("steps: %d, a round of QSC3 has %d", r.Steps, qsc3.Steps)
			}
			if 2*r.Threshold <= r.Nodes {
				return qsc3Unsafe(r.Nodes, r.Threshold), nil
			}
			c := qsc3.Config{Nodes: uint8(r.Nodes), Threshold: uint8(r.Threshold), Late: 1}
			if r.Nodes <= 3 {
				c.Tickets = uint8(r.Nodes)
			}
			return qsc3Check(c, ""), nil
		},
	}
}

func qsc3Check(c qsc3.Config, file string) Check {
	return of("qsc3", qsc3Bounds(c), file, Of(c.Spec()))
}

// qsc3Unsafe looks for a disagreement with no more knowledge than the clock promises, which is enough for one.
func qsc3Unsafe(n, t int) Check {
	return qsc3Check(qsc3.Config{Nodes: uint8(n), Threshold: uint8(t), Tickets: 2}, "").reduced().mustFail("QSC3-P5")
}

func qsc3Bounds(c qsc3.Config) string {
	bounds := fmt.Sprintf("n=%d t=%d, 1 round", c.Nodes, c.Threshold)
	if c.Late == 0 {
		bounds += ", nothing late"
	}
	if c.Tickets > 0 {
		bounds += ", " + plural(int(c.Tickets), "ticket")
	}
	return bounds
}

package linearizability

import (
	"quesera/linearizability/qsc3"
	"quesera/linearizability/service"
	"quesera/model"
	"quesera/model/object/replica"
	consensus "quesera/model/qsc3"
	"quesera/model/sim"
	"quesera/model/tlc"
)

// counts looks at the nodes of a run, to tell what happened in it beside its history.
type counts struct {
	chain         qsc3.Chain
	jumps, atOnce int
	seen          map[consensus.Round]*[2]int // of each round, how many nodes decided it without and with a commit
}

func newCounts(c qsc3.Chain) *counts { return &counts{chain: c, seen: map[consensus.Round]*[2]int{}} }

func (c *counts) observe(o sim.Observation[replica.State[consensus.State]]) {
	jumped, answers := false, 0
	for _, e := range o.Effects {
		switch e := e.(type) {
		case tlc.Jumped:
			jumped = true
			c.jumps++
		case model.Output:
			answers++
		case consensus.Decided:
			if c.seen[e.Round] == nil {
				c.seen[e.Round] = &[2]int{}
			}
			k := 0
			if e.Committed {
				k = 1
			}
			c.seen[e.Round][k]++
		}
	}
	if jumped {
		c.atOnce += answers
	}
}

// into adds what was counted.
func (c *counts) into(s *service.Stats) {
	s.Jumps, s.AtOnce = c.jumps, c.atOnce
	for _, n := range c.seen {
		if n[0] > 0 && n[1] > 0 {
			s.Some++
		}
	}
}

package attack

import (
	"quesera/model/log"
	"quesera/model/tlcb"
)

// withholdAcks: corrupt nodes acknowledge node 0 alone, and certify nothing, but go on from step to step. That is no
// evidence: they may not have received more (TLC §5.2.1).
func withholdAcks() Attack {
	return Attack{Name: "withhold-acks", Rule: "t <= n - f_a", Quiet: true, Breaks: "TLCB-O6",
		Says: "acknowledge one node only, and certify nothing",
		Lax: func(c tlcb.Config) tlcb.Config {
			c.Message, c.Witness = c.Nodes, c.Nodes
			return c
		},
		Author: func(s Stage) log.Author[*tlcb.View] { return stingy{s.Machine.Author} },
	}
}

// stingy writes what an honest author does but acknowledgments of others than node 0 and certificates.
type stingy struct{ log.Author[*tlcb.View] }

// Next implements log.Author.
func (a stingy) Next(m *log.Mirror[*tlcb.View], coin uint64) log.Action {
	switch action := a.Author.Next(m, coin).(type) {
	case tlcb.Ack:
		if action.Node != 0 {
			return nil
		}
		return action
	case tlcb.Cert:
		return nil
	default:
		return action
	}
}

package audit

import (
	"fmt"

	"quesera/model"
	"quesera/spec"
)

// The rules: what holds of every run whose thresholds are majorities.
var (
	RuleRaw = rule("AUDIT-RAW", "TLC §2.2", "A node broadcasts raw messages of its present step only.")
	RuleAck = rule("AUDIT-ACK", "TLC §2.6",
		"A node acknowledges a raw message only while it is itself in the step of that message (TLC-O1).")
	RuleCert = rule("AUDIT-CERT", "TLC §2.6",
		"A node certifies its raw message only while it is in that step (TLC-O3).")
	RulePeriod = rule("AUDIT-PERIOD", "TLC §2.8",
		"Nobody reaches step s+1 before a majority of nodes has reached step s.")
	RuleTardy = rule("AUDIT-TARDY", "TLC §2.8",
		"A message of step s formulated after a majority has reached step s+1 is never certified.")
	RuleSpread = rule("AUDIT-SPREAD", "TLC §2.9", "A message certified in step s is known to all who reach step s+2.")
)

func rule(id, section, text string) spec.Claim {
	return spec.Claim{ID: id, Section: section, Text: text}
}

// Rules is all of them.
func Rules() []spec.Claim {
	return []spec.Claim{RuleRaw, RuleAck, RuleCert, RulePeriod, RuleTardy, RuleSpread}
}

// A Breach is the first effect that breaks a rule. It is an error.
type Breach struct {
	Rule spec.Claim
	Move uint64       // of the run
	Node model.NodeID // whose effect it is
	What string       // what it does, and what was wanted
}

func (b *Breach) Error() string {
	return fmt.Sprintf("audit: move %d: node %d: %s (%s): %s", b.Move, b.Node, b.Rule.ID, b.Rule.Section, b.What)
}

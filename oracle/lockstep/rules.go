package lockstep

import "quesera/spec"

// Rules are those that only lock-step can judge, beside those of oracle/trace.
var Rules = []spec.Claim{
	{ID: ruleDone, Section: "TLC §2.2, §2.6, §4.10",
		Text: "When a node is done with an input it has done all that the input calls for: it has acknowledged, certified, " +
			"advanced, decided, and broadcast what it was told to."},
	{ID: ruleTake, Section: "TLC §2.3",
		Text: "When a node is done with an input it has received every message that was brought to it and of which it has " +
			"the causal history, its own included, unless it is of steps that it has left behind."},
	{ID: ruleBrought, Section: "TLC §2.2", Text: "A node receives only messages that were brought to it, and its own."},
	{ID: rulePropose, Section: "TLC §2.1",
		Text: "A node broadcasts its raw message of a step when the layer above tells it to, once."},
	{ID: ruleTicket, Section: "TLC §4.3", Text: "A raw message carries the lottery ticket that was drawn for it."},
	{ID: ruleResend, Section: "format", Text: "A node sends again only what it has sent, or what was brought to it."},
}

const (
	ruleDone    = "LOCK-DONE"
	ruleTake    = "LOCK-TAKE"
	ruleBrought = "LOCK-BROUGHT"
	rulePropose = "LOCK-PROPOSE"
	ruleTicket  = "LOCK-TICKET"
	ruleResend  = "LOCK-RESEND"
)

// sectionOf is the source of a rule of ours.
func sectionOf(id string) string {
	for _, r := range Rules {
		if r.ID == id {
			return r.Section
		}
	}
	panic("lockstep: no rule " + id)
}

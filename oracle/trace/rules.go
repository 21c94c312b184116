package trace

import (
	"slices"

	"quesera/internal/traceformat"
	"quesera/spec"
)

// A Rule is one thing that a trace can break. docs/TRACE-FORMAT.md lists them all; a
// test holds that list to this one.
type Rule struct {
	spec.Claim              // what holds of every good trace; its section is of the TLC paper, or "format"
	Breach     spec.Verdict // what a trace that breaks the rule is
}

func rule(id, section, claim string, breach spec.Verdict) Rule {
	return Rule{spec.Claim{ID: id, Section: section, Text: claim}, breach}
}

// The rules that a run can break.
const (
	ruleEmpty          = "TRACE-EMPTY"
	ruleLimit          = "TRACE-LIMIT"
	rulePartial        = "TRACE-PARTIAL"
	ruleOrder          = "TRACE-ORDER"
	ruleID             = "TRACE-ID"
	ruleTime           = "TRACE-TIME"
	ruleStep           = "TRACE-STEP"
	ruleEquivocation   = "TRACE-EQUIVOCATION"
	rulePropose        = "TRACE-PROPOSE"
	ruleCausal         = "TRACE-CAUSAL"
	ruleOnce           = "TRACE-ONCE"
	ruleAddress        = "TRACE-ADDRESS"
	ruleUnwitnessed    = "TRACE-UNWITNESSED"
	ruleAckRaw         = "TRACE-ACK-RAW"
	ruleAckTo          = "TRACE-ACK-TO"
	ruleAckLate        = "TRACE-ACK-LATE"
	ruleAckOnce        = "TRACE-ACK-ONCE"
	ruleAckOwed        = "TRACE-ACK-OWED"
	ruleWitOwn         = "TRACE-WIT-OWN"
	ruleWitLate        = "TRACE-WIT-LATE"
	ruleWitOnce        = "TRACE-WIT-ONCE"
	ruleWitThreshold   = "TRACE-WIT-THRESHOLD"
	ruleWitOwed        = "TRACE-WIT-OWED"
	ruleAdopt          = "TRACE-ADOPT"
	ruleAdvanceOne     = "TRACE-ADVANCE-ONE"
	ruleAdvanceTooSoon = "TRACE-ADVANCE-THRESHOLD"
	ruleAdvanceOwed    = "TRACE-ADVANCE-OWED"
	ruleDecideRound    = "TRACE-DECIDE-ROUND"
	ruleDecideOwed     = "TRACE-DECIDE-OWED"
	ruleChoice         = "TRACE-CHOICE"
	ruleCommit         = "TRACE-COMMIT"
	ruleAgreement      = "TRACE-AGREEMENT"
)

// Rules are all rules, in the order of the documentation: the form of the file, what can
// be judged, TLC, QSC3.
var Rules = []Rule{
	rule(traceformat.RuleEncoding, "format",
		"The file is JSON Lines of at most 64 KiB a line, plain or compressed with gzip.", spec.Unusable),
	rule(traceformat.RuleHeader, "format", "The first line is a header of version quesera/1 with a known protocol.",
		spec.Unusable),
	rule(traceformat.RuleThresholds, "TLC §2.7, §5.2.2",
		"The thresholds fit the group: 1 <= t_m <= n, 0 <= t_w <= n, and for qsc3 both are majorities.", spec.Unusable),
	rule(traceformat.RuleEvent, "format",
		"Every further line is an event with just the members of its kind, each in range.", spec.Unusable),
	rule(ruleOrder, "format", "The lines stand in an order in which messages are sent before they are received.",
		spec.Unusable),
	rule(ruleEmpty, "format", "The trace has at least one event.", spec.Inconclusive),
	rule(ruleLimit, "format", "What must be remembered fits into the memory budget.", spec.Inconclusive),
	rule(rulePartial, "format", "The logs of all nodes are there, without holes.", spec.Inconclusive),

	rule(ruleID, "format", "A message is named after its sender, and the numbers of a sender ascend.", spec.Violated),
	rule(ruleTime, "TLC §2.3",
		"Where messages are named by vector times, the time of a message covers all that its sender has received, and "+
			"nothing that it cannot know of; a receipt names a message by the time with which it was sent.",
		spec.Violated),
	rule(ruleStep, "TLC §2.2", "A node sends messages of its present step only.", spec.Violated),
	rule(ruleEquivocation, "TLC §2.2, §5.1.3", "A node broadcasts one raw message a step.", spec.Violated),
	rule(rulePropose, "TLC §2.2",
		"On reaching a step, 0 included, a node broadcasts its raw message before it receives another message.",
		spec.Violated),
	rule(ruleCausal, "TLC §2.3", "A message is received after it is sent, and after all that its sender had received "+
		"before sending it.", spec.Violated),
	rule(ruleOnce, "TLC §A.2", "A node receives a message once.", spec.Violated),
	rule(ruleAddress, "format", "Where acknowledgments are direct, only the addressee receives one.", spec.Violated),
	rule(ruleUnwitnessed, "TLC §2.6", "In unwitnessed TLC (t_w = 0) there are neither acknowledgments nor certificates.",
		spec.Violated),
	rule(ruleAckRaw, "TLC §2.6", "A node acknowledges only a raw message that it has received.", spec.Violated),
	rule(ruleAckTo, "TLC §2.6", "An acknowledgment goes to the sender of the raw message.", spec.Violated),
	rule(ruleAckLate, "TLC §2.6", "A node acknowledges a raw message only while it is itself in the step of that message.",
		spec.Violated),
	rule(ruleAckOnce, "TLC §2.6", "A node acknowledges a raw message once.", spec.Violated),
	rule(ruleAckOwed, "TLC §2.6",
		"A node that receives a raw message of its present step acknowledges it before it receives another message.",
		spec.Violated),
	rule(ruleWitOwn, "TLC §2.6", "A node certifies only its own raw message.", spec.Violated),
	rule(ruleWitLate, "TLC §2.6", "A node certifies its raw message only while it is in that step.", spec.Violated),
	rule(ruleWitOnce, "TLC §2.6", "A node certifies its raw message once.", spec.Violated),
	rule(ruleWitThreshold, "TLC §2.6",
		"A node certifies its raw message only after receiving acknowledgments of it from t_w distinct nodes.",
		spec.Violated),
	rule(ruleWitOwed, "TLC §2.6",
		"A node with t_w acknowledgments of its present raw message certifies it before it receives another message.",
		spec.Violated),
	rule(ruleAdopt, "TLC §2.4",
		"A node adopts the causal history of a message of another node that was sent, and has done before what its last "+
			"receipt calls for.", spec.Violated),
	rule(ruleAdvanceOne, "TLC §2.2, §2.4",
		"A node advances by one step at a time, unless it has just adopted what another node knew.", spec.Violated),
	rule(ruleAdvanceTooSoon, "TLC §2.2, §2.6",
		"A node advances only after receiving t_m threshold witnessed messages of its present step.", spec.Violated),
	rule(ruleAdvanceOwed, "TLC §2.4, §5.2.1",
		"A node with t_m threshold witnessed messages of its present step advances before it receives one of a later step; "+
			"one that has adopted messages of a later step, before it receives another.", spec.Violated),

	rule(ruleDecideRound, "TLC §4.10, §4.11",
		"A node decides each round once, in order, at the step at which the round ends.", spec.Violated),
	rule(ruleDecideOwed, "TLC §4.10, §4.11",
		"A node that reaches the end of a round decides it before it receives another message.", spec.Violated),
	rule(ruleChoice, "TLC §4.10",
		"The choice is a best confirmed raw message of the round's first step: none that the node has confirmed has a "+
			"higher ticket.", spec.Violated),
	rule(ruleCommit, "TLC §4.10",
		"A choice is committed exactly when the node has confirmed a raw message of the round's second step whose sender "+
			"had confirmed the choice before sending it, and had received no other raw message of the first step with an "+
			"equal or higher ticket by step s+3, or in all decisions of the trace by step s+2.", spec.Violated),
	rule(ruleAgreement, "TLC §4.7, §4.10", "Once a node commits a choice, every node's choice of that round is the same.",
		spec.Violated),
}

// ruleOf finds a rule by its ID.
func ruleOf(id string) Rule {
	for _, r := range slices.Concat(Rules, LogRules) {
		if r.ID == id {
			return r
		}
	}
	panic("trace: no rule " + id)
}

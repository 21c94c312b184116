package mutants

import "slices"

// qscGroup is the faults of model/qsc3 and spec/qsc3.
func qscGroup() Group {
	return Group{"qsc3", "Que sera consensus", slices.Concat(qscModelMutants, qscSpecMutants)}
}

const (
	qscQsc3    = "model/qsc3/qsc3.go"
	qscMachine = "model/qsc3/machine.go"
	qscLedger  = "model/qsc3/ledger.go"
)

func inQSC(test string) Check { return Check{"./model/qsc3", test} }

const (
	qscRandom   = "TestCommitsAgreeOnRandomSchedulesWithFaults"
	qscUneven   = "TestCommitsAgreeOnUnevenNetworks"
	qscTies     = "TestTiesNeverCommit"
	qscPresent  = "TestTakingConfirmationFromThePresentViewLosesAgreement"
	qscBoth     = "TestCommitsAndFailedRoundsBothHappen"
	qscSpoiling = "TestAnAdversaryThatSeesTicketsPreventsEveryCommit"
)

// qscModelMutants are faults of the decision and of the machine around it.
var qscModelMutants = []Mutant{
	{"QSC3-M1", "the spoiler test is dropped", "TLC §4.10", qscQsc3,
		"reconfirmed(h, s, p) && !spoiled(h, s, p)", "reconfirmed(h, s, p)", inQSC(qscSpoiling)},
	{"QSC3-M2", "an equal ticket does not spoil: >= became >", "TLC §4.10", qscQsc3,
		"rival >= ticket {", "rival > ticket {", inQSC(qscTies)},
	{"QSC3-M3", "reconfirmation is dropped", "TLC §4.10", qscQsc3,
		"reconfirmed(h, s, p) && !spoiled(h, s, p)", "!spoiled(h, s, p)", inQSC(qscUneven)},
	{"QSC3-M4", "the confirmation is taken from the present view, not from the message that carries it", "TLC §4.6", qscQsc3,
		"if confirmed.Has(m.Node) && m.Confirmed.Has(p.Node) {", "if confirmed.Has(m.Node) && h.Confirmed(s).Has(p.Node) {", inQSC(qscPresent)},
	{"QSC3-M5", "the reconfirming message need not be certified", "TLC §4.10", qscQsc3,
		"if confirmed.Has(m.Node) && m.Confirmed.Has(p.Node) {", "if confirmed.Len() >= 0 && m.Confirmed.Has(p.Node) {", inQSC(qscUneven)},
	{"QSC3-M6", "the lowest ticket wins", "TLC §4.10", qscQsc3,
		"return ticket > highest ||", "return ticket < highest ||", inQSC(qscBoth)},
	{"QSC3-M7", "a proposal is chosen that is not confirmed", "TLC §4.10", qscQsc3,
		"if !ok || !confirmed.Has(p.Node) {", "if !ok || confirmed.Empty() {", inQSC(qscUneven)},
	{"QSC3-M8", "only confirmed proposals spoil", "TLC §4.10", qscQsc3,
		"if ok && other.Node != p.Node && rival >= ticket {", "if ok && other.Node != p.Node && h.Confirmed(s).Has(other.Node) && rival >= ticket {", inQSC(qscRandom)},
	{"QSC3-M9", "nothing is committed, and called a commit", "TLC §4.10", qscQsc3,
		"\tif !found {\n\t\treturn Choice{}, false\n\t}\n", "\tif !found {\n\t\treturn Choice{}, true\n\t}\n", inQSC("TestNothingConfirmedIsNoChoiceAndNoCommit")},
	{"QSC3-M10", "a round is decided a step early", "TLC §4.10", qscMachine,
		"return c.RoundAt(s - roundSteps)", "return c.RoundAt(s - roundSteps + 1)", inQSC(qscBoth)},
	{"QSC3-M11", "nodes build on the last commit, not on their choice", "TLC §4.1, §4.10", qscMachine,
		"\t\ts.head = &choice\n", "\t\tif committed {\n\t\t\ts.head = &choice\n\t\t}\n", inQSC(qscRandom)},
	{"QSC3-M12", "pipelined rounds build on another chain's head", "TLC §4.11", qscMachine,
		"return int(r % chains)", "return int(r % 2)", inQSC(qscRandom)},
	{"QSC3-M13", "the ledger does not compare commits with choices", "QSC3-O2", qscLedger,
		"if other.choice.Digest != d.Choice.Digest {", "if other.choice.Digest != d.Choice.Digest && !other.choice.Known {", inQSC("TestTheLedgerWantsOneLineOfDescent")},
	{"QSC3-M14", "the ledger does not follow the chain", "QSC3-O3", qscLedger,
		"if tip.Digest != lower.Digest {", "if tip.Digest != lower.Digest && !tip.Known {", inQSC("TestTheLedgerWantsOneLineOfDescent")},
	{"QSC3-M15", "the ledger lets a node commit nothing", "QSC3-O1", qscLedger,
		"\t\tif d.Committed {\n\t\t\treturn contradiction(\"QSC3-O1\", \"node %d commits nothing in round %d\", node, d.Round)\n\t\t}\n", "", inQSC("TestTheLedgerWantsOneLineOfDescent")},
}

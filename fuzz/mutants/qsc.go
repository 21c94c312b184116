package mutants

import "slices"

// qscGroup is the faults of model/qsc and spec/qsc.
func qscGroup() Group {
	return Group{"qsc3", "Que sera consensus", slices.Concat(qscModelMutants(), qscSpecMutants())}
}

// qscModelMutants are faults of the decision and of the machine around it.
func qscModelMutants() []Mutant {
	const (
		qsc3    = "model/qsc/qsc3.go"
		machine = "model/qsc/machine.go"
		ledger  = "model/qsc/ledger.go"
	)
	in := func(test string) Check { return Check{"./model/qsc", test} }
	const (
		random   = "TestCommitsAgreeOnRandomSchedulesWithFaults"
		uneven   = "TestCommitsAgreeOnUnevenNetworks"
		ties     = "TestTiesNeverCommit"
		present  = "TestTakingConfirmationFromThePresentViewLosesAgreement"
		both     = "TestCommitsAndFailedRoundsBothHappen"
		spoiling = "TestAnAdversaryThatSeesTicketsPreventsEveryCommit"
	)
	return []Mutant{
		{"QSC3-M1", "the spoiler test is dropped", "TLC §4.10", qsc3,
			"reconfirmed(h, s, p) && !spoiled(h, s, p)", "reconfirmed(h, s, p)", in(spoiling)},
		{"QSC3-M2", "an equal ticket does not spoil: >= became >", "TLC §4.10", qsc3,
			"rival >= ticket {", "rival > ticket {", in(ties)},
		{"QSC3-M3", "reconfirmation is dropped", "TLC §4.10", qsc3,
			"reconfirmed(h, s, p) && !spoiled(h, s, p)", "!spoiled(h, s, p)", in(uneven)},
		{"QSC3-M4", "the confirmation is taken from the present view, not from the message that carries it", "TLC §4.6", qsc3,
			"if confirmed.Has(m.Node) && m.Confirmed.Has(p.Node) {", "if confirmed.Has(m.Node) && h.Confirmed(s).Has(p.Node) {", in(present)},
		{"QSC3-M5", "the reconfirming message need not be certified", "TLC §4.10", qsc3,
			"if confirmed.Has(m.Node) && m.Confirmed.Has(p.Node) {", "if confirmed.Len() >= 0 && m.Confirmed.Has(p.Node) {", in(uneven)},
		{"QSC3-M6", "the lowest ticket wins", "TLC §4.10", qsc3,
			"return ticket > highest ||", "return ticket < highest ||", in(both)},
		{"QSC3-M7", "a proposal is chosen that is not confirmed", "TLC §4.10", qsc3,
			"if !ok || !confirmed.Has(p.Node) {", "if !ok || confirmed.Empty() {", in(uneven)},
		{"QSC3-M8", "only confirmed proposals spoil", "TLC §4.10", qsc3,
			"if ok && other.Node != p.Node && rival >= ticket {", "if ok && other.Node != p.Node && h.Confirmed(s).Has(other.Node) && rival >= ticket {", in(random)},
		{"QSC3-M9", "nothing is committed, and called a commit", "TLC §4.10", qsc3,
			"\tif !found {\n\t\treturn Choice{}, false\n\t}\n", "\tif !found {\n\t\treturn Choice{}, true\n\t}\n", in("TestNothingConfirmedIsNoChoiceAndNoCommit")},
		{"QSC3-M10", "a round is decided a step early", "TLC §4.10", machine,
			"return c.RoundAt(s - roundSteps)", "return c.RoundAt(s - roundSteps + 1)", in(both)},
		{"QSC3-M11", "nodes build on the last commit, not on their choice", "TLC §4.1, §4.10", machine,
			"\t\ts.head = &choice\n", "\t\tif committed {\n\t\t\ts.head = &choice\n\t\t}\n", in(random)},
		{"QSC3-M12", "pipelined rounds build on another chain's head", "TLC §4.11", machine,
			"return int(r % chains)", "return int(r % 2)", in(random)},
		{"QSC3-M13", "the ledger does not compare commits with choices", "QSC3-O2", ledger,
			"if other.choice.Digest != d.Choice.Digest {", "if other.choice.Digest != d.Choice.Digest && !other.choice.Known {", in("TestTheLedgerWantsOneLineOfDescent")},
		{"QSC3-M14", "the ledger does not follow the chain", "QSC3-O3", ledger,
			"if tip.Digest != lower.Digest {", "if tip.Digest != lower.Digest && !tip.Known {", in("TestTheLedgerWantsOneLineOfDescent")},
		{"QSC3-M15", "the ledger lets a node commit nothing", "QSC3-O1", ledger,
			"\t\tif d.Committed {\n\t\t\treturn fmt.Errorf(\"qsc: node %d commits nothing in round %d (QSC3-O1)\", node, d.Round)\n\t\t}\n", "", in("TestTheLedgerWantsOneLineOfDescent")},
	}
}

// simGroup is the faults of the simulated network.
func simGroup() Group {
	const (
		chooser = "model/sim/chooser.go"
		faults  = "model/sim/faults.go"
	)
	in := func(test string) Check { return Check{"./model/sim", test} }
	return Group{"sim", "The simulated network", []Mutant{
		{"SIM-M1", "the enumeration leaves out the last alternative of every choice", "schedules", chooser,
			"a.wheels[last].chosen+1 < a.wheels[last].of {", "a.wheels[last].chosen+2 < a.wheels[last].of {", in("TestAllGoesThroughEveryScheduleOnce")},
		{"SIM-M2", "a run that is not a function of its choices is enumerated all the same", "schedules", chooser,
			"if w.of != n && a.err == nil {", "if false {", in("TestAllNoticesARunThatIsNotAFunctionOfItsChoices")},
		{"SIM-M3", "a schedule that does not fit is followed", "schedules", chooser,
			"if c < 0 || c >= n {", "c = max(c, 0) % n\n\tif c < 0 {", in("TestReplayRefusesAChoiceThatThereIsNot")},
		{"SIM-M4", "the seed does not matter", "schedules", chooser,
			"rand.NewPCG(seed, 0x9e3779b97f4a7c15)", "rand.NewPCG(seed&0, 0x9e3779b97f4a7c15)", in("TestTheSameChoicesGiveTheSameBytes")},
		{"SIM-M5", "what waits for a partition to heal is lost", "faults", faults,
			"for k, e := range w.held.envelopes {", "for k, e := range w.held.envelopes[:0] {", in("TestFaultsHappen")},
		{"SIM-M6", "nobody ever crashes", "faults", faults,
			"\tw.live = w.live.Without(i)\n\tw.inFlight, w.held", "\tw.inFlight, w.held", in("TestACrashedNodeIsSilentForGood")},
	}}
}

package claims

// byzantine are the claims of section 5, sections 5.1 to 5.3.
func byzantine() []Claim {
	const (
		logs   = "model/log TestNoCorrectNodeIsBlamedAndEveryManifestFaultIsKnown"
		clock  = "model/tlcb/attack TestNoAttackBreaksAnObligation"
		rules  = "model/tlcb TestEachRuleRefusesItsBreach"
		round  = "model/qsc4/attack TestNoAttackBreaksAnObligation"
		shares = "model/qsc4 TestTooFewSharesGiveNoTicket"
	)
	return []Claim{
		{Section: "§5.1.2", Verdict: Statistical, Shown: []string{"model/log TestNothingInAnEntryCanBeChanged",
			"model/log TestThePastOfEvidenceCannotBeChanged"},
			Says: "nothing in a log can be changed without changing the back-links after it"},
		{Section: "§5.1.2", Verdict: Statistical, Shown: []string{logs, "model/log TestEvidenceIsRefusedUnlessItProves",
			"oracle/trace TestTracesOfAttacksSayWhoIsToBlame"},
			Says: "a signed entry that is inconsistent with its node's history is evidence that convinces everybody"},
		{Section: "§5.1.3", Verdict: Statistical, Shown: []string{logs,
			"model/log TestRegionsOfIgnoranceThatMeetExposeTheFork"},
			Says: "correct nodes learn of every equivocation in the end, if they are not kept apart for ever"},
		{Section: "§5.1.4", Verdict: Statistical, Shown: []string{"model/log TestAnEntryWaitsForItsPast", logs},
			Says: "who judges an entry waits for all that its author had seen, and then blames no correct node"},
		{Section: "§5.1.5", Verdict: Statistical, Shown: []string{"model/log TestEachRuleOfLogsRefusesItsBreach",
			"model/log TestRegionsOfIgnoranceThatMeetExposeTheFork"},
			Says: "with head hashes in vector times each node is judged by the versions that it saw itself"},
		{Section: "§5.2.1", Verdict: Statistical, Shown: []string{rules, clock},
			Says: "racing ahead, false certificates and turning back are seen by everybody who replays the log"},
		{Section: "§5.2.1", Verdict: Statistical, Shown: []string{rules, clock},
			Says: "who acknowledges a threshold of messages must advance; who acknowledges nothing cannot be told from a " +
				"slow node"},
		{Section: "§5.2.2", Verdict: Proven, Shown: []string{"TLCB-L1",
			"model/tlcb TestQuorumsOfDifferentViewsShareACorrectNode"},
			Says: "with t > (n+f_c)/2 two thresholds share a correct node, also where views have expelled different " +
				"corrupt nodes"},
		{Section: "§5.2.2", Verdict: Statistical, Shown: []string{
			"model/qsc4/attack TestThresholdsThatShrinkInARoundLoseTickets"},
			Says: "expelling a node lowers n, f_c and t by one: safe for the clock; in the middle of a round of QSC4 it " +
				"loses tickets"},
		{Section: "§5.2.2", Verdict: Refuted, Shown: []string{"TLCB-P4", "spec/tlcb TestWhatBreaksWithoutTheThresholds"},
			Says:    "with t <= n - f_a time advances without f_a nodes, whatever f_c others do that are responsive",
			Instead: "a corrupt node that shows two faces is one of the f_a, unless exposed nodes leave",
			Replay:  "quesera verify tlcb -n 3 -t 3 --corrupt 1 --stay", Output: "TLCB-P4 is violated"},
		{Section: "§5.2.3", Verdict: Proven, Shown: []string{"TLCB-L3", "TLCB-P1", clock,
			"model/tlcb/attack TestEachAttackHurtsWithoutTheRuleThatStopsIt"},
			Says: "no two messages of one node and step are both threshold witnessed"},
		{Section: "§5.2.4", Verdict: Proven, Shown: []string{"TLCB-L2", "TLCB-P2", "TLCB-P3", clock},
			Says: "periods are delineated by majorities of the correct nodes"},
		{Section: "§5.2.5", Verdict: Proven, Shown: []string{"TLCB-L4", "QSC4-P1", clock},
			Says: "what is threshold witnessed in s is known to all in s+2; also a corrupt node cannot omit it"},
		{Section: "§5.3.1", Verdict: Proven, Shown: []string{"QSC4-L1", "QSC4-P2", "QSC4-P3", "QSC4-P5", round},
			Says: "what one correct node sees committed, all choose, with f_c corrupt nodes"},
		{Section: "§5.3.1", Verdict: Statistical, Shown: []string{"QSC4-F1", "model/qsc4 TestEachRuleRefusesItsBreach",
			round},
			Says: "choice and commit are functions of the causal past, and are replayed by everybody"},
		{Section: "§5.3.2", Verdict: Statistical, Shown: []string{
			"model/qsc4/attack TestLeaksKeepQSC3FromCommittingAndQSC4Not"},
			Says: "one corrupt node that leaks tickets breaks QSC3's odds (f_c >= 1, not f_c > 1 as printed)"},
		{Section: "§5.3.3", Verdict: Proven, Shown: []string{"TLCB-L3", "QSC4-P4",
			"model/qsc4/attack TestEachAttackHurtsWithoutTheRuleThatStopsIt"},
			Says: "the choice of deals at s+1 commits to one ticket, which nobody can change"},
		{Section: "§5.3.3", Verdict: Proven, Shown: []string{"QSC4-L2", "QSC4-P7", round, shares,
			"model/qsc4/attack TestEachAttackHurtsWithoutTheRuleThatStopsIt"},
			Says: "nobody knows a ticket before a majority of the correct nodes reached s+4"},
		{Section: "§5.3.3", Verdict: Proven, Shown: []string{"QSC4-L3", "QSC4-P1", "QSC4-P8", round,
			"model/qsc4 TestDealsAndChoicesGoByTheViewsExposures"},
			Says: "all nodes recover the ticket of every eligible proposal, so that others can be discarded (if thresholds " +
				"stay during the round)"},
		{Section: "§5.3.3", Verdict: Exhaustive, Shown: []string{"QSC4-P9",
			"model/qsc4 TestARoundIsDecidedOnTheViewBeforeItsShares", round},
			Says: "a latecomer knows by s+5 of the success that one of the first majority saw"},
		{Section: "§5.3.3", Verdict: Exhaustive, Shown: []string{"QSC4-L6"},
			Says: "a network that sees the tickets may affect the odds of latecomers: in groups of three and four no more " +
				"than a blind one those of anybody, which are t of n at worst"},
	}
}

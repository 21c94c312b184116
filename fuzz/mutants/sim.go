package mutants

import "slices"

const (
	simChooser = "model/sim/chooser.go"
	simFaults  = "model/sim/faults.go"
	simWorld   = "model/sim/world.go"
	simTrace   = "model/sim/trace.go"
	simPicks   = "model/sim/adversary.go"
	simSpoiler = "model/sim/spoiler.go"
)

func inSim(test string) Check { return Check{"./model/sim", test} }

// simGroup is the faults of the simulated network, of its traces, of who watches its runs, and of the command that
// plays them.
func simGroup() Group {
	return Group{"sim", "The simulated network", slices.Concat(simNetworkMutants, simTraceMutants, misfortuneMutants, auditMutants, simCommandMutants)}
}

// simNetworkMutants are faults of the network and its schedules.
var simNetworkMutants = []Mutant{
	{"SIM-M1", "the enumeration leaves out the last alternative of every choice", "schedules", simChooser,
		"a.wheels[last].chosen+1 < a.wheels[last].of {", "a.wheels[last].chosen+2 < a.wheels[last].of {", inSim("TestAllGoesThroughEveryScheduleOnce")},
	{"SIM-M2", "a run that is not a function of its choices is enumerated all the same", "schedules", simChooser,
		"if w.of != n && a.err == nil {", "if false {", inSim("TestAllNoticesARunThatIsNotAFunctionOfItsChoices")},
	{"SIM-M3", "a schedule that does not fit is followed", "schedules", simChooser,
		"if c < 0 || c >= n {", "c = max(c, 0) % n\n\tif c < 0 {", inSim("TestReplayRefusesAChoiceThatThereIsNot")},
	{"SIM-M4", "the seed does not matter", "schedules", simChooser,
		"rand.NewPCG(seed, 0x9e3779b97f4a7c15)", "rand.NewPCG(seed&0, 0x9e3779b97f4a7c15)", inSim("TestTheSameChoicesGiveTheSameBytes")},
	{"SIM-M5", "what waits for a partition to heal is lost", "faults", simFaults,
		"for k, e := range w.held.envelopes {", "for k, e := range w.held.envelopes[:0] {", inSim("TestFaultsHappen")},
	{"SIM-M6", "nobody ever crashes", "faults", simFaults,
		"\tw.live = w.live.Without(i)\n\tw.loseSome", "\tw.loseSome", inSim("TestACrashedNodeIsSilentForGood")},
	{"SIM-M7", "an observer's request overwrites the effects that it is shown", "values", simWorld,
		"\tw.effects = nil // an observer may make a Request\n", "", inSim("TestEffectsInPlaceOutlastARequestOfTheObserver")},
}

// simTraceMutants are faults of the traces that runs leave.
var simTraceMutants = []Mutant{
	{"SIM-M8", "a trace forgets messages one step early", "memory", simTrace,
		"const traceReach = tlc.Recent\n", "const traceReach = tlc.Recent - 1\n", inSim("TestTracesOfTheModelAreAccepted")},
	{"SIM-M9", "a trace forgets nothing", "memory", simTrace,
		"\t\t\tdelete(t.named, raw)\n", "\t\t\t_ = raw\n", inSim("TestATraceForgetsWhatNobodyRefersToAnyMore")},
	{"SIM-M10", "a node that has crashed holds on to all that a trace names", "memory", simTrace,
		"\t\tt.live = nodes\n", "", inSim("TestATraceForgetsWhatNobodyRefersToAnyMore")},
	{"SIM-M11", "a trace goes on after a jump", "TLC §2.4", simTrace,
		"\t\tif t.err != nil || t.end.Known {\n", "\t\tif t.err != nil {\n", inSim("TestATraceThatHasEndedIsSilent")},
	{"SIM-M12", "what a trace has forgotten is written under a wrong name", "memory", simTrace,
		"if t.err == nil {\n\t\tt.err = fmt.Errorf(\"sim: trace: node", "if t.err != nil {\n\t\tt.err = fmt.Errorf(\"sim: trace: node", inSim("TestATraceRefusesAReferenceToWhatItForgot")},
}

const auditFile = "model/tlc/audit/audit.go"

func inAudit(test string) Check { return Check{"./model/tlc/audit", test} }

// auditMutants are faults of the auditor: one for each rule, and of what it remembers.
var auditMutants = []Mutant{
	{"SIM-M13", "the auditor lets a node acknowledge a message of an earlier step", "TLC §2.6", auditFile,
		"a.present(RuleAck, node, ack.Step,", "a.present(RuleAck, node, max(ack.Step, a.step[node]),", inAudit("TestAnAcknowledgmentOfAnotherStepIsABreach")},
	{"SIM-M14", "the auditor lets a node certify a message of an earlier step", "TLC §2.6", auditFile,
		"a.present(RuleCert, node, s,", "a.present(RuleCert, node, max(s, a.step[node]),", inAudit("TestABroadcastOfAnotherStepIsABreach")},
	{"SIM-M15", "the auditor lets a node broadcast for another step", "TLC §2.2", auditFile,
		"if !a.present(RuleRaw, node, s, \"broadcasts a raw message\") {\n\t\treturn\n\t}\n", "", inAudit("TestABroadcastOfAnotherStepIsABreach")},
	{"SIM-M16", "half of the nodes pass for a majority that has reached the step before", "TLC §2.8", auditFile,
		"return 2*s.Len() > a.nodes", "return 2*s.Len() >= a.nodes", inAudit("TestNobodyReachesAStepBeforeAMajorityHasReachedTheOneBefore")},
	{"SIM-M17", "the auditor lets a message be certified that was formulated too late", "TLC §2.8", auditFile,
		"if r.tardy.Has(node) {", "if r.tardy.Has(node) && !r.sent.Has(node) {", inAudit("TestAMessageFormulatedTooLateIsNeverCertified")},
	{"SIM-M18", "a message that is said again counts as formulated again", "TLC §2.8", auditFile,
		"\tif r.sent.Has(node) {\n\t\treturn\n\t}\n", "", inAudit("TestAMessageFormulatedTooLateIsNeverCertified")},
	{"SIM-M19", "the auditor does not ask what a node knows on reaching a step", "TLC §2.9", auditFile,
		"if !known.Includes(r.certified) {", "if !known.Includes(r.certified) && known.Empty() {", inAudit("TestACertifiedMessageIsKnownToAllWhoReachTheStepAfterTheNext")},
	{"SIM-M20", "the auditor does not ask of a new certificate who has left without the message", "TLC §2.9", auditFile,
		"if !r.known[other].Has(node) {", "if !r.known[other].Has(node) && other == node {", inAudit("TestACertifiedMessageIsKnownToAllWhoReachTheStepAfterTheNext")},
	{"SIM-M21", "the auditor forgets a step that a laggard is still judged by", "memory", auditFile,
		"for lowest := a.lowest(); a.kept+1 < lowest; a.kept++ {", "for lowest := a.lowest(); a.kept < lowest; a.kept++ {", inAudit("TestTheLastToReachAStepIsJudgedToo")},
	{"SIM-M22", "the auditor forgets nothing", "memory", auditFile,
		"\t\tdelete(a.steps, a.kept)\n", "", inAudit("TestTheAuditorOfALongRunRemembersAFewSteps")},
	{"SIM-M23", "a node that has crashed holds on to all that the auditor remembers", "memory", auditFile,
		"\t\ta.live = t.Live\n", "", inAudit("TestRecordsStayAsLongAsALiveNodeComesBackToThem")},
	{"SIM-M24", "the auditor keeps the last breach, not the first", "replay", auditFile,
		"\tif a.breach != nil {\n\t\treturn\n\t}\n\ta.at = t\n", "\ta.breach = nil\n\ta.at = t\n", inAudit("TestTheFirstBreachStays")},
}

const (
	simCommand = "cmd/quesera/sim.go"
	simRun     = "cmd/quesera/sim_run.go"
	simFile    = "cmd/quesera/sim_trace.go"
)

func inCommand(test string) Check { return Check{"./cmd/quesera", test} }

// simCommandMutants are faults of quesera sim.
var simCommandMutants = []Mutant{
	{"SIM-M25", "decisions that were not compared are held to agree", "verdicts", simRun,
		"\tcase r.unjudged > 0:\n", "\tcase r.unjudged > 0 && end != nil:\n", inCommand("TestDecisionsThatWereNotComparedLeaveTheVerdictOpen")},
	{"SIM-M26", "a run whose trace ends at a jump is said to hold", "verdicts", simRun,
		"\tcase r.cut.end.Known:\n", "\tcase r.cut.end.Known && end != nil:\n", inCommand("TestATraceEndsWhereANodeJumps")},
	{"SIM-M27", "nobody listens to the auditor of the clock", "TLC §2.8", simRun,
		"if b := a.Breach(); b != nil {", "if b := a.Breach(); b != nil && b.Move > 1<<60 {", inCommand("TestSimExitCodesAndReasons")},
	{"SIM-M28", "the line that replays a run leaves out a fault", "replay", simCommand,
		"\t\t{\"duplicate\", uint64(o.faults.Duplicate), 0},\n", "", inCommand("TestTheReplayLineReproducesTheViolation")},
	{"SIM-M29", "the line that replays a run leaves out --unsafe", "replay", simCommand,
		"words += \" --unsafe\"", "words += \"\"", inCommand("TestTheReplayLineReproducesTheViolation")},
	{"SIM-M30", "the old trace is gone before the new one is there", "traces", simFile,
		"old, err := os.OpenFile(name, os.O_WRONLY, 0)", "old, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, 0)", inCommand("TestAFailedRunLeavesTheOldTraceAlone")},
	{"SIM-M31", "a trace that is given up is left behind", "traces", simFile,
		"\t\tos.Remove(f.Name())\n", "\t\t_ = f.Name()\n", inCommand("TestAFailedRunLeavesTheOldTraceAlone")},
	{"SIM-M32", "a FIFO is replaced by a file", "traces", simFile,
		"\tcase !info.Mode().IsRegular():\n", "\tcase info.IsDir():\n", inCommand("TestDevicesAndFIFOsAreWrittenToAndNeverRemoved")},
	{"SIM-M33", "more crashes than nodes are passed on to the thresholds", "usage", simFaults,
		"case f.Crashes < 0 || f.Crashes > nodes:", "case f.Crashes < 0 && f.Crashes > nodes:", inCommand("TestSimExitCodesAndReasons")},
}

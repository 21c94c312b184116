package mutants

const (
	traceTlc       = "TestEveryWayToBreakTLCIsSeenAtItsLine"
	traceQsc       = "TestEveryWayToBreakQSC3IsSeenAtItsLine"
	traceReceive   = "oracle/trace/receive.go"
	traceSend      = "oracle/trace/send.go"
	traceDecide    = "oracle/trace/decide.go"
	traceJudge     = "oracle/trace/judge.go"
	traceState     = "oracle/trace/state.go"
	traceMemory    = "oracle/trace/memory.go"
	traceFormat    = "internal/traceformat/decode.go"
	traceHeader    = "internal/traceformat/decode_header.go"
	traceEventFile = "internal/traceformat/decode_event.go"
)

func inTrace(test string) Check       { return Check{"./oracle/trace", test} }
func inTraceFormat(test string) Check { return Check{"./internal/traceformat", test} }

// traceGroup is the faults of the judge of foreign traces: what it would let pass, or
// refuse, wrongly.
var traceGroup = Group{"trace", "The judge of traces", []Mutant{
	{"TRACE-M1", "causal delivery is not checked", "TLC §2.3", traceReceive,
		"if !prior.received.has(n.id) && prior.step >= n.forgetBelow {", "if false {", inTrace(traceTlc)},
	{"TRACE-M2", "the last message before a send is left out of the causal check", "TLC §2.3", traceReceive,
		"pos < m.history; pos++ {", "pos+1 < m.history; pos++ {", inTrace(traceTlc)},
	{"TRACE-M3", "a message may be received twice", "TLC §A.2", traceReceive,
		"case m.received.has(n.id):", "case m.received.has(n.id) && m.step > n.step:", inTrace(traceTlc)},
	{"TRACE-M4", "a late acknowledgment passes", "TLC §2.6", traceSend,
		"case of.step != n.step:\n\t\treturn refuse(ruleAckLate", "case of.step > n.step:\n\t\treturn refuse(ruleAckLate", inTrace(traceTlc)},
	{"TRACE-M5", "a second acknowledgment of one message passes", "TLC §2.6", traceSend,
		"\tof.raw.acked.add(n.id)\n", "", inTrace(traceTlc)},
	{"TRACE-M6", "an acknowledgment of what was not received passes", "TLC §2.6", traceSend,
		"case !of.received.has(n.id):", "case false:", inTrace(traceTlc)},
	{"TRACE-M7", "a certificate of another's message passes", "TLC §2.6", traceSend,
		"if e.Of.Sender != n.id {", "if false {", inTrace(traceTlc)},
	{"TRACE-M8", "a certificate needs one acknowledgment less", "TLC §2.6", traceSend,
		"case n.acks < want:", "case n.acks < want-1:", inTrace(traceTlc)},
	{"TRACE-M9", "a certificate needs one acknowledgment more", "TLC §2.6", traceSend,
		"case n.acks < want:", "case n.acks <= want:", inTrace("TestRunsThatFollowThePaperHold")},
	{"TRACE-M11", "acknowledgments of an earlier raw message count for the present one", "TLC §2.6", traceReceive,
		"if m.of == n.raw {", "if m.of != nil {", inTrace("TestRunsThatFollowThePaperHold")},
	{"TRACE-M12", "a node may advance with one message too few", "TLC §2.2", traceDecide,
		"case n.confirmed < want:", "case n.confirmed < want-1:", inTrace(traceTlc)},
	{"TRACE-M13", "a node may stay although the threshold is met", "TLC §2.4, §5.2.1", traceReceive,
		"case n.confirmed >= j.header.MessageThreshold:", "case n.confirmed > j.header.MessageThreshold:", inTrace(traceTlc)},
	{"TRACE-M14", "a node may skip a step", "TLC §2.2", traceDecide,
		"case e.Step != n.step+1:", "case e.Step <= n.step:", inTrace(traceTlc)},
	{"TRACE-M15", "certificates of the step before count towards the next", "TLC §2.2", traceDecide,
		"n.confirmed = 0 //", "n.confirmed = n.confirmed / 2 //", inTrace(traceTlc)},
	{"TRACE-M16", "a node need not acknowledge", "TLC §2.6", traceReceive,
		"case n.owesAck != nil:", "case false:", inTrace(traceTlc)},
	{"TRACE-M17", "a node may send two different raw messages in a step", "TLC §5.1.3", traceSend,
		"raws != nil && (*raws)[n.id] != nil {", "raws != nil && (*raws)[n.id] != nil && (*raws)[n.id].id == e.ID {", inTrace(traceTlc)},
	{"TRACE-M18", "the spoiler test is dropped", "TLC §4.10", traceDecide,
		"p.received.has(n.id) && p.raw.ticket >= choice.raw.ticket {", "false {", inTrace(traceQsc)},
	{"TRACE-M19", "an equal ticket does not spoil", "TLC §4.10", traceDecide,
		"p.received.has(n.id) && p.raw.ticket >= choice.raw.ticket {", "p.received.has(n.id) && p.raw.ticket > choice.raw.ticket {", inTrace(traceQsc)},
	{"TRACE-M20", "only confirmed proposals spoil", "TLC §4.10", traceDecide,
		"p != choice && p.received.has(n.id)", "p != choice && j.hasConfirmed(n.id, p)", inTrace(traceQsc)},
	{"TRACE-M21", "reconfirmation is dropped", "TLC §4.10", traceDecide,
		"m.raw.carried.has(choice.id.Sender) && j.hasConfirmed(n.id, m) {", "j.hasConfirmed(n.id, m) {", inTrace(traceQsc)},
	{"TRACE-M22", "the confirmation is taken from the sender's present view, not from its message", "TLC §4.6", traceDecide,
		"m.raw.carried.has(choice.id.Sender) &&", "j.hasConfirmed(m.id.Sender, choice) &&", inTrace(traceQsc)},
	{"TRACE-M23", "the reconfirming message need not be confirmed", "TLC §4.10", traceDecide,
		"m.raw.carried.has(choice.id.Sender) && j.hasConfirmed(n.id, m) {", "m.raw.carried.has(choice.id.Sender) && m.received.has(n.id) {", inTrace(traceQsc)},
	{"TRACE-M24", "any confirmed proposal may be chosen, not only a best", "TLC §4.10", traceDecide,
		"case choice.raw.ticket < best.raw.ticket:", "case false:", inTrace(traceQsc)},
	{"TRACE-M25", "a proposal may be chosen that is received and not confirmed", "TLC §4.10", traceDecide,
		"case !j.hasConfirmed(n.id, choice):", "case !choice.received.has(n.id):", inTrace(traceQsc)},
	{"TRACE-M26", "nobody compares the choices of different nodes", "TLC §4.7", traceDecide,
		"\tif e.Committed {\n\t\tr.committed = mine\n", "\tif false {\n\t\tr.committed = mine\n", inTrace("TestDisagreementUnderUnsafeThresholdsIsReported")},
	{"TRACE-M27", "minorities pass as thresholds of QSC3", "TLC §2.7", traceJudge,
		"if 2*t > h.Nodes {", "if 2*t >= h.Nodes {", inTrace("TestUnusableAndEmptyTraces")},
	{"TRACE-M28", "a header without events holds", "ARCHITECTURE: verdicts", traceJudge,
		"if j.stats.Events == 0 {", "if false {", inTrace("TestUnusableAndEmptyTraces")},
	{"TRACE-M29", "a confirmation is taken from the receipt of the message, not of its certificate", "TLC §2.6", traceState,
		"return m.raw.certified != nil && m.raw.certified.received.has(n)", "return m.received.has(n)", inTrace("TestRunsThatFollowThePaperHold")},
	{"TRACE-M10", "a node that was given up is judged on, by what is left of its past", "ARCHITECTURE: verdicts", traceJudge,
		"if n.abandoned {", "if n.abandoned && e.Kind != traceformat.Receive {", inTrace("TestACrashedNodeIsGivenUpAndMustNotComeBack")},
	{"TRACE-M30", "messages are dropped one step too early", "TLC §A.1", traceMemory,
		"return m.step < ignored\n", "return m.step <= ignored\n", inTrace("TestLongRunsAreJudgedInLittleMemory")},
	{"TRACE-M31", "the proposals of a round are dropped one step too early", "TLC §4.10", traceMemory,
		"steps = min(steps, j.start(n.nextRound))", "steps = min(steps, j.start(n.nextRound)+1)", inTrace("TestLongRunsAreJudgedInLittleMemory")},
	{"TRACE-M32", "a line cut in the middle passes for the end of the file", "format", traceFormat,
		"case err == io.EOF && len(line) > 0:\n\t\treturn line, nil", "case err == io.EOF && len(line) > 0:\n\t\treturn nil, io.EOF",
		inTraceFormat("TestATraceCutInsideALineIsRefusedThere")},
	{"TRACE-M33", "damaged gzip passes for the end of the file", "format", traceFormat,
		"\tfailed := &Error{0, RuleEncoding,", "\tif d.line > 0 {\n\t\treturn nil, io.EOF\n\t}\n\tfailed := &Error{0, RuleEncoding,",
		inTraceFormat("TestDamagedGzipIsRefused")},
	{"TRACE-M34", "members that an event must not have are ignored", "format", traceEventFile,
		"if extra := present &^ want; extra != 0 {", "if extra := present &^ want; false {",
		inTraceFormat("TestMalformedEventsAreRefused")},
	{"TRACE-M35", "a threshold above the number of nodes passes", "TLC §2.2", traceHeader,
		"h.MessageThreshold < 1 || h.MessageThreshold > h.Nodes:", "h.MessageThreshold < 1 || h.MessageThreshold > h.Nodes+1:",
		inTraceFormat("TestMalformedHeadersAreRefused")},
}}

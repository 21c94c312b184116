package mutants

// traceGroup is the faults of the judge of foreign traces: what it would let pass, or
// refuse, wrongly.
func traceGroup() Group {
	const (
		tlc       = "TestEveryWayToBreakTLCIsSeenAtItsLine"
		qsc       = "TestEveryWayToBreakQSC3IsSeenAtItsLine"
		receive   = "oracle/trace/receive.go"
		send      = "oracle/trace/send.go"
		decide    = "oracle/trace/decide.go"
		judge     = "oracle/trace/judge.go"
		state     = "oracle/trace/state.go"
		memory    = "oracle/trace/memory.go"
		format    = "internal/traceformat/decode.go"
		header    = "internal/traceformat/decode_header.go"
		eventFile = "internal/traceformat/decode_event.go"
	)
	in := func(test string) Check { return Check{"./oracle/trace", test} }
	inFormat := func(test string) Check { return Check{"./internal/traceformat", test} }
	return Group{"trace", "The judge of traces", []Mutant{
		{"TRACE-M1", "causal delivery is not checked", "TLC §2.3", receive,
			"if !prior.received.has(n.id) && prior.step >= n.forgetBelow {", "if false {", in(tlc)},
		{"TRACE-M2", "the last message before a send is left out of the causal check", "TLC §2.3", receive,
			"pos < m.history; pos++ {", "pos+1 < m.history; pos++ {", in(tlc)},
		{"TRACE-M3", "a message may be received twice", "TLC §A.2", receive,
			"case m.received.has(n.id):", "case m.received.has(n.id) && m.step > n.step:", in(tlc)},
		{"TRACE-M4", "a late acknowledgment passes", "TLC §2.6", send,
			"case of.step != n.step:\n\t\treturn refuse(ruleAckLate", "case of.step > n.step:\n\t\treturn refuse(ruleAckLate", in(tlc)},
		{"TRACE-M5", "a second acknowledgment of one message passes", "TLC §2.6", send,
			"\tof.raw.acked.add(n.id)\n", "", in(tlc)},
		{"TRACE-M6", "an acknowledgment of what was not received passes", "TLC §2.6", send,
			"case !of.received.has(n.id):", "case false:", in(tlc)},
		{"TRACE-M7", "a certificate of another's message passes", "TLC §2.6", send,
			"if e.Of.Sender != n.id {", "if false {", in(tlc)},
		{"TRACE-M8", "a certificate needs one acknowledgment less", "TLC §2.6", send,
			"case n.acks < want:", "case n.acks < want-1:", in(tlc)},
		{"TRACE-M9", "a certificate needs one acknowledgment more", "TLC §2.6", send,
			"case n.acks < want:", "case n.acks <= want:", in("TestRunsThatFollowThePaperHold")},
		{"TRACE-M11", "acknowledgments of an earlier raw message count for the present one", "TLC §2.6", receive,
			"if m.of == n.raw {", "if m.of != nil {", in("TestRunsThatFollowThePaperHold")},
		{"TRACE-M12", "a node may advance with one message too few", "TLC §2.2", decide,
			"case n.confirmed < want:", "case n.confirmed < want-1:", in(tlc)},
		{"TRACE-M13", "a node may stay although the threshold is met", "TLC §2.4, §5.2.1", receive,
			"case n.confirmed >= j.header.MessageThreshold:", "case n.confirmed > j.header.MessageThreshold:", in(tlc)},
		{"TRACE-M14", "a node may skip a step", "TLC §2.2", decide,
			"case e.Step != n.step+1:", "case e.Step <= n.step:", in(tlc)},
		{"TRACE-M15", "certificates of the step before count towards the next", "TLC §2.2", decide,
			"n.confirmed = 0 //", "n.confirmed = n.confirmed / 2 //", in(tlc)},
		{"TRACE-M16", "a node need not acknowledge", "TLC §2.6", receive,
			"case n.owesAck != nil:", "case false:", in(tlc)},
		{"TRACE-M17", "a node may send two different raw messages in a step", "TLC §5.1.3", send,
			"raws != nil && (*raws)[n.id] != nil {", "raws != nil && (*raws)[n.id] != nil && (*raws)[n.id].id == e.ID {", in(tlc)},
		{"TRACE-M18", "the spoiler test is dropped", "TLC §4.10", decide,
			"p.received.has(n.id) && p.raw.ticket >= choice.raw.ticket {", "false {", in(qsc)},
		{"TRACE-M19", "an equal ticket does not spoil", "TLC §4.10", decide,
			"p.received.has(n.id) && p.raw.ticket >= choice.raw.ticket {", "p.received.has(n.id) && p.raw.ticket > choice.raw.ticket {", in(qsc)},
		{"TRACE-M20", "only confirmed proposals spoil", "TLC §4.10", decide,
			"p != choice && p.received.has(n.id)", "p != choice && j.hasConfirmed(n.id, p)", in(qsc)},
		{"TRACE-M21", "reconfirmation is dropped", "TLC §4.10", decide,
			"m.raw.carried.has(choice.id.Sender) && j.hasConfirmed(n.id, m) {", "j.hasConfirmed(n.id, m) {", in(qsc)},
		{"TRACE-M22", "the confirmation is taken from the sender's present view, not from its message", "TLC §4.6", decide,
			"m.raw.carried.has(choice.id.Sender) &&", "j.hasConfirmed(m.id.Sender, choice) &&", in(qsc)},
		{"TRACE-M23", "the reconfirming message need not be confirmed", "TLC §4.10", decide,
			"m.raw.carried.has(choice.id.Sender) && j.hasConfirmed(n.id, m) {", "m.raw.carried.has(choice.id.Sender) && m.received.has(n.id) {", in(qsc)},
		{"TRACE-M24", "any confirmed proposal may be chosen, not only a best", "TLC §4.10", decide,
			"case choice.raw.ticket < best.raw.ticket:", "case false:", in(qsc)},
		{"TRACE-M25", "a proposal may be chosen that is received and not confirmed", "TLC §4.10", decide,
			"case !j.hasConfirmed(n.id, choice):", "case !choice.received.has(n.id):", in(qsc)},
		{"TRACE-M26", "nobody compares the choices of different nodes", "TLC §4.7", decide,
			"\tif e.Committed {\n\t\tr.committed = mine\n", "\tif false {\n\t\tr.committed = mine\n", in("TestDisagreementUnderUnsafeThresholdsIsReported")},
		{"TRACE-M27", "minorities pass as thresholds of QSC3", "TLC §2.7", judge,
			"if 2*t > h.Nodes {", "if 2*t >= h.Nodes {", in("TestUnusableAndEmptyTraces")},
		{"TRACE-M28", "a header without events holds", "ARCHITECTURE: verdicts", judge,
			"if j.stats.Events == 0 {", "if false {", in("TestUnusableAndEmptyTraces")},
		{"TRACE-M29", "a confirmation is taken from the receipt of the message, not of its certificate", "TLC §2.6", state,
			"return m.raw.certified != nil && m.raw.certified.received.has(n)", "return m.received.has(n)", in("TestRunsThatFollowThePaperHold")},
		{"TRACE-M10", "a node that was given up is judged on, by what is left of its past", "ARCHITECTURE: verdicts", judge,
			"if n.abandoned {", "if n.abandoned && e.Kind != traceformat.Receive {", in("TestACrashedNodeIsGivenUpAndMustNotComeBack")},
		{"TRACE-M30", "messages are dropped one step too early", "TLC §A.1", memory,
			"return m.step < ignored\n", "return m.step <= ignored\n", in("TestLongRunsAreJudgedInLittleMemory")},
		{"TRACE-M31", "the proposals of a round are dropped one step too early", "TLC §4.10", memory,
			"steps = min(steps, j.start(n.nextRound))", "steps = min(steps, j.start(n.nextRound)+1)", in("TestLongRunsAreJudgedInLittleMemory")},
		{"TRACE-M32", "a line cut in the middle passes for the end of the file", "format", format,
			"case err == io.EOF && len(line) > 0:\n\t\treturn line, nil", "case err == io.EOF && len(line) > 0:\n\t\treturn nil, io.EOF",
			inFormat("TestATraceCutInsideALineIsRefusedThere")},
		{"TRACE-M33", "damaged gzip passes for the end of the file", "format", format,
			"\tfailed := &Error{0, RuleEncoding,", "\tif d.line > 0 {\n\t\treturn nil, io.EOF\n\t}\n\tfailed := &Error{0, RuleEncoding,",
			inFormat("TestDamagedGzipIsRefused")},
		{"TRACE-M34", "members that an event must not have are ignored", "format", eventFile,
			"if extra := present &^ want; extra != 0 {", "if extra := present &^ want; false {",
			inFormat("TestMalformedEventsAreRefused")},
		{"TRACE-M35", "a threshold above the number of nodes passes", "TLC §2.2", header,
			"h.MessageThreshold < 1 || h.MessageThreshold > h.Nodes:", "h.MessageThreshold < 1 || h.MessageThreshold > h.Nodes+1:",
			inFormat("TestMalformedHeadersAreRefused")},
	}}
}

package mutants

import "slices"

// tlcGroup is the faults of model/tlc, of model/causal below it, and of spec/tlc.
func tlcGroup() Group {
	return Group{"tlc", "Threshold logical clocks", slices.Concat(tlcModelMutants, causalMutants, tlcSpecMutants)}
}

const (
	tlcMachine    = "model/tlc/tlc.go"
	tlcHistory    = "model/tlc/history.go"
	tlcMessage    = "model/tlc/message.go"
	tlcRawMap     = "model/tlc/rawmap.go"
	tlcThresholds = "model/tlc/thresholds.go"
)

func inTLC(test string) Check { return Check{"./model/tlc", test} }

// tlcModelMutants are faults of the machine, each caught by the test of the rule that it breaks.
var tlcModelMutants = []Mutant{
	{"TLC-M1", "a node leaves a step with one certificate too few", "TLC §2.6", tlcMachine,
		"t.history.Confirmed(t.step).Len() >= t.Message {", "t.history.Confirmed(t.step).Len()+1 >= t.Message {",
		inTLC("TestWitnessedNodeAdvancesWithExactlyTheMessageThreshold")},
	{"TLC-M2", "a node waits for one certificate too many", "TLC §2.6", tlcMachine,
		"t.history.Confirmed(t.step).Len() >= t.Message {", "t.history.Confirmed(t.step).Len() > t.Message {",
		inTLC("TestWitnessedNodeAdvancesWithExactlyTheMessageThreshold")},
	{"TLC-M3", "a certificate needs one acknowledgment less", "TLC §2.6", tlcMachine,
		"if t.acks.Len() < t.Witness {", "if t.acks.Len()+1 < t.Witness {",
		inTLC("TestCertificateNeedsExactlyTheWitnessThreshold")},
	{"TLC-M4", "a certificate needs one acknowledgment more", "TLC §2.6", tlcMachine,
		"if t.acks.Len() < t.Witness {", "if t.acks.Len() <= t.Witness {",
		inTLC("TestCertificateNeedsExactlyTheWitnessThreshold")},
	{"TLC-M5", "a message that comes late is acknowledged", "TLC §2.6", tlcMachine,
		"case m.Step < t.step:\n\t\tt.sendCatchUp(m.Node, false)\n\tcase t.Witness > 0:", "case m.Step < t.step && t.Witness == 0:\n\t\tt.sendCatchUp(m.Node, false)\n\tcase t.Witness > 0:",
		inTLC("TestLateRawIsAnsweredWithWhatItsSenderNeeds")},
	{"TLC-M6", "acknowledgments of another message count", "TLC §2.6", tlcMachine,
		"m.Step != t.step || m.Of != t.own.Digest || t.acks.Has(from) {", "t.acks.Has(from) {",
		inTLC("TestAckOfAnotherMessageDoesNotCount")},
	{"TLC-M7", "a repeated acknowledgment counts as another node's", "TLC §2.6", tlcMachine,
		"m.Of != t.own.Digest || t.acks.Has(from) {\n\t\treturn\n\t}\n",
		"m.Of != t.own.Digest {\n\t\treturn\n\t}\n\tif next, free := model.All(t.Nodes).LastNotIn(t.acks); free && t.acks.Has(from) {\n\t\tfrom = next\n\t}\n",
		inTLC("TestDuplicateAckCountsOnce")},
	{"TLC-M8", "the own acknowledgment counts twice", "TLC §2.6", tlcMachine,
		"if t.acks.Len() < t.Witness {", "own := 0\n\tif t.acks.Has(t.self) {\n\t\town = 1\n\t}\n\tif t.acks.Len()+own < t.Witness {",
		inTLC("TestCertificateNeedsExactlyTheWitnessThreshold")},
	{"TLC-M9", "a node does not witness its own message", "TLC §2.6", tlcMachine,
		"\tif t.Witness > 0 {\n\t\tt.count(t.self)\n\t}\n", "", inTLC("TestCertificateNeedsExactlyTheWitnessThreshold")},
	{"TLC-M10", "a certificate for another's message counts", "TLC §2.6", tlcMachine,
		"if !ok || raw.Digest != m.Of {", "if !ok || raw.Digest == (model.Digest{}) {", inTLC("TestCertificateForAnotherMessageDoesNotCount")},
	{"TLC-M11", "a message is certified again with each further acknowledgment", "TLC §2.6", tlcMachine,
		"t.own == nil || t.certified ||", "t.own == nil ||", inTLC("TestCertificateNeedsExactlyTheWitnessThreshold")},
	{"TLC-M12", "acknowledgments of the step before count in the next", "TLC §2.6", tlcMachine,
		"t.own, t.acks, t.certified = nil, model.NodeSet{}, false", "t.own, t.certified = nil, false", inTLC("TestTimePeriodsAndTwoStepBroadcastOnRandomSchedules")},
	{"TLC-M13", "a raw message carries a stale snapshot of what is confirmed", "TLC §4.6", tlcMachine,
		"t.own.Confirmed = t.history.Confirmed(t.step - 1)", "t.own.Confirmed = t.history.Confirmed(back(t.step, 2))",
		Check{"./model/qsc3", "TestCommitsAgreeOnUnevenNetworks"}},
	{"TLC-M14", "a laggard is not told what it needs", "TLC §2.4", tlcMachine,
		"case m.Step < t.step:\n\t\tt.sendCatchUp(m.Node, false)\n", "case m.Step < t.step:\n", inTLC("TestLateRawIsAnsweredWithWhatItsSenderNeeds")},
	{"TLC-M15", "history is forgotten one step early", "TLC §2.1, §4.10", tlcHistory,
		"func floorOf(s model.Step) model.Step { return back(s, Recent-1) }", "func floorOf(s model.Step) model.Step { return back(s, Recent-2) }",
		inTLC("TestMessagesAreTakenForExactlyTheRecentSteps")},
	{"TLC-M16", "what was kept of a step is dropped on leaving it", "TLC §2.1, §4.10", tlcHistory,
		"\th.previous, h.present = &old, next\n", "\t_ = old\n\th.previous, h.present = nil, next\n", inTLC("TestHistoryReachesBackOneRoundOnReachingAStep")},
	{"TLC-M17", "messages are processed while the node waits for the layer above", "TLC §2.1", tlcMachine,
		"for !t.waiting {\n\t\tm, ok", "for {\n\t\tm, ok", inTLC("TestWaitingNodeKeepsMessagesForLater")},
	{"TLC-M18", "a broadcast is taken from whoever passes it on as his own", "TLC §2.2", tlcMachine,
		"if !wellFormed(m) || m.Causal().Node != from {", "if !wellFormed(m) {", inTLC("TestHostileMessagesAreIgnored")},
	{"TLC-M19", "stamps need not fit the step", "TLC §2.3", tlcMessage,
		"m.Step <= maxStep && m.Stamp == RawStamp(m.Step)", "m.Step <= maxStep", inTLC("TestAMessageUnderAForeignStampIsIgnored")},
	{"TLC-M20", "a node that suspects a loss does not repeat its message", "TLC §2.5", tlcMachine,
		"\tt.emit(model.Broadcast{Message: t.own})\n\tif cert", "\tif cert", inTLC("TestTimeoutRepairsLosses")},
	{"TLC-M21", "old messages stay reachable through newer ones", "memory", tlcHistory,
		"return record{step: s}", "return record{step: s, raws: h.present.raws}", inTLC("TestOldHistoryIsUnreachable")},
	{"TLC-M22", "Apply writes to what earlier states share with the new one", "values", tlcHistory,
		"\tvar changed older\n\tif h.older != nil {\n\t\tchanged = *h.older\n\t}\n\tchanged[r.step%model.Step(len(changed))] = r\n\th.older = &changed\n",
		"\tif h.older == nil {\n\t\th.older = new(older)\n\t}\n\th.older[r.step%model.Step(len(h.older))] = r\n", inTLC("TestApplyIsAPureFunction")},
	{"TLC-M23", "in unwitnessed TLC a node leaves a step with one message too few", "TLC §2.2", tlcMachine,
		"t.history.Confirmed(t.step).Len() >= t.Message {", "t.history.Confirmed(t.step).Len()+1 >= t.Message && t.Witness == 0 || !t.waiting && t.Witness > 0 && t.history.Confirmed(t.step).Len() >= t.Message {",
		inTLC("TestUnwitnessedNodeAdvancesWithExactlyTheMessageThreshold")},
	{"TLC-M24", "half of the nodes pass for a majority", "TLC §2.7", tlcThresholds,
		"if 2*threshold > t.Nodes+corrupt {", "if 2*threshold >= t.Nodes+corrupt {", inTLC("TestThresholdsAreJudgedAsInThePaper")},
	{"TLC-M25", "thresholds that crashed nodes must help to reach are called safe", "TLC §5.2.2", tlcThresholds,
		"if threshold > t.Nodes-crashed {", "if threshold > t.Nodes {", inTLC("TestThresholdsAreJudgedAsInThePaper")},
	{"TLC-M26", "a node far behind takes over a history and not its time", "TLC §2.4", tlcMachine,
		"\tt.delivery.Adopt(m.Time)\n", "", inTLC("TestANodeThatJumpedKnowsWhatItTookOver")},
	{"TLC-M27", "two messages with different payloads have one digest", "identity", tlcMessage,
		"\t\tb = m.Payload.AppendTo(b)\n", "", inTLC("TestTheDigestCoversAllThatARawMessageSays")},
	{"TLC-M28", "two messages that carry different confirmations have one digest", "identity", tlcMessage,
		"b = m.Confirmed.AppendTo(append(b, 0))", "b = append(b, 0)", inTLC("TestTheDigestCoversAllThatARawMessageSays")},
	{"TLC-M29", "a late message is written into the record that earlier states share with the new one", "values", tlcHistory,
		"\t\th.previous = &late\n", "\t\treturn h.previous\n", inTLC("TestApplyIsAPureFunction")},
	{"TLC-M30", "a transition in place drops the effects that there were", "values", tlcMachine,
		"\tt := transition{m, s, &effects}\n\tswitch", "\teffects = nil\n\tt := transition{m, s, &effects}\n\tswitch", inTLC("TestChangeIsApplyInPlace")},
	{"TLC-M31", "a message takes the place of those of 64 nodes", "TLC §2.1", tlcRawMap,
		"list := &rawList{m, r.list(m.Node)}", "list := &rawList{m, nil}", inTLC("TestARawMapIsAValueThatFindsMessagesByNode")},
	{"TLC-M32", "a message that arrives while the node waits for the layer above is processed", "TLC §2.1", tlcMachine,
		"if t.waiting {\n\t\treturn t.delivery.Offer(m)", "if t.waiting && m == nil {\n\t\treturn t.delivery.Offer(m)", inTLC("TestWaitingNodeKeepsMessagesForLater")},
}

const (
	causalDelivery = "model/causal/delivery.go"
	causalTime     = "model/causal/time.go"
)

func inCausal(test string) Check { return Check{"./model/causal", test} }

// causalMutants are faults of causal delivery and of vector time.
var causalMutants = []Mutant{
	{"TLC-M41", "causal delivery is skipped", "TLC §2.3", causalDelivery,
		"if lacking, found := d.lacks(h); found {\n\t\tif d.list", "if lacking, found := d.lacks(h); found && h == nil {\n\t\tif d.list", inCausal("TestDeliveryIsCausalAndExactlyOnce")},
	{"TLC-M42", "a message delivered before is taken again", "TLC §2.3", causalDelivery,
		"case !d.wanted(h):\n\t\treturn Old", "case !d.wanted(h) && h == nil:\n\t\treturn Old", inCausal("TestRaisingTheFloorReleasesWhatWaitedForTheForgotten")},
	{"TLC-M43", "messages come in the order of arrival, not in the canonical one", "TLC §5.3.1", causalDelivery,
		"slices.Insert(ready, at, m)", "slices.Insert(ready, max(at, len(ready)), m)", inCausal("TestDeliverableMessagesComeInCanonicalOrder")},
	{"TLC-M44", "one message beyond the horizon is held", "memory", causalDelivery,
		"case h.Stamp >= d.horizon:", "case h.Stamp > d.horizon:", inCausal("TestBufferIsBoundedAndRefusesAudibly")},
	{"TLC-M45", "what waited for the forgotten waits for ever", "TLC §2.3", causalDelivery,
		"max(d.horizon, horizon)\n\td.lookAgain()", "max(d.horizon, horizon)", inCausal("TestRaisingTheFloorReleasesWhatWaitedForTheForgotten")},
	{"TLC-M46", "a copy of a delivery shares its waiting list", "values", causalDelivery,
		"\t\td.waiting = d.waiting.copied()\n\t\td.wait(lacking, m)\n", "\t\td.wait(lacking, m)\n", inCausal("TestACopyOfADeliveryKeepsItsOwnWaitingList")},
	{"TLC-M47", "the lowest stamp of a past is not looked at", "TLC §2.3", causalTime,
		"for k := Span - 1; k >= 0; k-- {", "for k := Span - 1; k > 0; k-- {", inCausal("TestDeliveryIsCausalAndExactlyOnce")},
	{"TLC-M48", "a past that contains the message itself is valid", "TLC §2.3", causalDelivery,
		" && !h.Past.Has(h.Node, h.Stamp)", "", inCausal("TestMalformedHeadersAreInvalid")},
	{"TLC-M49", "a message that knows less than the floor is delivered", "TLC §2.3", causalDelivery,
		"if !found && h.Past.base > d.time.base {", "if !found && h.Past.base > d.time.base && h == nil {", inCausal("TestRaisingTheFloorReleasesWhatWaitedForTheForgotten")},
	{"TLC-M50", "a message that is held already is held again", "TLC §2.3", causalDelivery,
		"if d.list(lacking).has(h) {", "if d.list(lacking).has(h) && h == nil {", inCausal("TestBufferIsBoundedAndRefusesAudibly")},
	{"TLC-M51", "what one copy of a delivery releases is lost in the others", "values", causalDelivery,
		"\t\td.waiting = d.waiting.copied()\n\t\td.release(d.waiting.take(node))\n", "\t\td.release(d.waiting.take(node))\n", inCausal("TestWhatACopyReleasesIsHeldInTheOriginal")},
	{"TLC-M52", "what comes too early waits for ever", "TLC §2.3", causalDelivery,
		"\td.release(early)\n", "\td.early = early\n", inCausal("TestWhatComesTooEarlyWaitsForTheFloor")},
	{"TLC-M53", "a message is passed before others that are deliverable", "TLC §5.3.1", causalDelivery,
		"if !hold && len(d.ready) == 0 {", "if !hold {", inCausal("TestWhatIsPassedKeepsItsPlace")},
}

package mutants

const (
	tlcSpecTlc  = "spec/tlc/tlc.go"
	tlcSpecSpec = "spec/tlc/spec.go"
)

var tlcSpecPromises = Check{"./spec/tlc", "TestTheClockKeepsItsPromisesInEveryState"}

// tlcProperty is the check of one property of the message-level spec by itself.
func tlcProperty(id string) Check {
	return Check{"./spec/tlc", "TestEachPropertyOfTheClockHoldsByItself/" + id}
}

// tlcSpecMutants are faults of the message-level spec of TLC, caught by exploring all states of small groups. Of each
// property one at least is caught by that alone.
var tlcSpecMutants = []Mutant{
	{"TLC-M101", "spec: a node leaves a step with one certificate too few", "TLC §2.2", tlcSpecTlc,
		"if st.Step[j] == s && st.View[j].Cert[s].Len() >= int(c.Message) {", "if st.Step[j] == s && st.View[j].Cert[s].Len()+1 >= int(c.Message) {", tlcProperty("TLC-P1")},
	{"TLC-M102", "spec: a node waits for one certificate too many", "TLC §2.2", tlcSpecTlc,
		"if st.Step[j] == s && st.View[j].Cert[s].Len() >= int(c.Message) {", "if st.Step[j] == s && st.View[j].Cert[s].Len() > int(c.Message) {", tlcProperty("TLC-S3")},
	{"TLC-M103", "spec: a certificate needs one acknowledgment less", "TLC §2.6", tlcSpecTlc,
		"st.Acks[i].Len() >= int(c.Witness)", "st.Acks[i].Len()+1 >= int(c.Witness)", tlcProperty("TLC-P3")},
	{"TLC-M104", "spec: a certificate needs one acknowledgment more", "TLC §2.6", tlcSpecTlc,
		"st.Acks[i].Len() >= int(c.Witness)", "st.Acks[i].Len() > int(c.Witness)", tlcProperty("TLC-S2")},
	{"TLC-M105", "spec: late acknowledgments count", "TLC §2.6", tlcSpecTlc,
		"} else if st.Step[j] == s && st.Step[i] == s &&", "} else if st.Step[i] == s &&", tlcProperty("TLC-P3")},
	{"TLC-M106", "spec: acknowledgments of an earlier message count for the present one", "TLC §2.6", tlcSpecTlc,
		"} else if st.Step[j] == s && st.Step[i] == s &&", "} else if st.Step[j] == s &&", tlcProperty("TLC-P3")},
	{"TLC-M107", "spec: raw messages overtake what they depend on", "TLC §2.3", tlcSpecTlc,
		"!st.View[j].Raw[s].Has(i) && c.knows(st.View[j], st.AtRaw[s][i])", "!st.View[j].Raw[s].Has(i)", tlcProperty("TLC-P2")},
	{"TLC-M108", "spec: certificates overtake what they depend on", "TLC §2.3", tlcSpecTlc,
		"!st.View[j].Cert[s].Has(i) && c.knows(st.View[j], st.AtCert[s][i])", "!st.View[j].Cert[s].Has(i)", tlcProperty("TLC-P2")},
	{"TLC-M109", "spec: a raw message carries nothing", "TLC §2.3", tlcSpecTlc,
		"st.AtRaw[st.Step[j]][j] = st.View[j]", "st.AtRaw[st.Step[j]][j] = View{}", tlcProperty("TLC-P6")},
	{"TLC-M110", "spec: a certificate counts as its receiver's own", "TLC §2.6", tlcSpecTlc,
		"st.View[j].Cert[s] = st.View[j].Cert[s].With(i)", "st.View[j].Cert[s] = st.View[j].Cert[s].With(j)", tlcSpecPromises},
	{"TLC-M111", "spec: certificates of an earlier step count towards the next", "TLC §2.2", tlcSpecTlc,
		"if st.Step[j] == s && st.View[j].Cert[s].Len() >= int(c.Message) {", "if st.View[j].Cert[s].Len() >= int(c.Message) {", tlcProperty("TLC-P1")},
	{"TLC-M112", "spec: without witnesses a node leaves a step with one message too few", "TLC §2.2", tlcSpecTlc,
		"st.View[j].Raw[s].Len() >= int(c.Message)", "st.View[j].Raw[s].Len()+1 >= int(c.Message)", tlcProperty("TLC-P1")},
	{"TLC-M113", "spec: a node forgets to acknowledge its own message", "TLC §2.6", tlcSpecTlc,
		"\t\tst.Acks[j] = spec.Only(j)\n", "", tlcProperty("TLC-S1")},
	{"TLC-M114", "spec: half of the nodes pass for the majority that must come first", "TLC §2.8", tlcSpecSpec,
		"if 2*c.Message > c.Nodes || majorities {", "if 2*c.Message >= c.Nodes || majorities {", tlcProperty("TLC-P4")},
	{"TLC-M115", "spec: a minority of messages passes for a majority", "TLC §2.8", tlcSpecSpec,
		"return 2*c.Message > c.Nodes && 2*c.Witness > c.Nodes", "return c.Message > 0 && 2*c.Witness > c.Nodes", tlcProperty("TLC-P6")},
	{"TLC-M116", "spec: any witnesses pass for a majority", "TLC §2.8", tlcSpecSpec,
		"return 2*c.Message > c.Nodes && 2*c.Witness > c.Nodes", "return c.Witness > 0", tlcProperty("TLC-P5")},
	{"TLC-M117", "spec: nothing is received after its step", "TLC §2.6", tlcSpecTlc,
		"return i != j && s <= st.Step[i] && st.Step[j] < c.Horizon &&", "return i != j && s <= st.Step[i] && st.Step[j] <= s &&", tlcProperty("TLC-S4")},
}

const (
	qscSpecQsc3       = "spec/qsc3/qsc3.go"
	qscSpecProperties = "spec/qsc3/properties.go"
	qscSpecSpec       = "spec/qsc3/spec.go"
)

// qscProperty is the check of one property of the round by itself.
func qscProperty(id string) Check {
	return Check{"./spec/qsc3", "TestEachPropertyOfTheRoundHoldsByItself/" + id}
}

var qscSpecPromises = Check{"./spec/qsc3", "TestTheRoundKeepsItsPromisesInEveryState"}
var qscSpecSize = Check{"./spec/qsc3", "TestTheRoundOfThreeHasItsKnownSize"}

// qscSpecMutants are faults of the spec of a round of QSC3, caught by exploring all states of small groups.
var qscSpecMutants = []Mutant{
	{"QSC3-M101", "spec: an equal ticket does not spoil", "TLC §4.10", qscSpecProperties,
		"st.Ticket[q] >= st.Ticket[p]", "st.Ticket[q] > st.Ticket[p]", qscProperty("QSC3-P5")},
	{"QSC3-M102", "spec: the spoiler test is dropped", "TLC §4.10", qscSpecProperties,
		"st.Knows[i].Reconfirmed.Has(p) && !c.spoiled(st, i, p)", "st.Knows[i].Reconfirmed.Has(p)", qscProperty("QSC3-S6")},
	{"QSC3-M103", "spec: reconfirmation is dropped", "TLC §4.10", qscSpecProperties,
		"return st.Knows[i].Reconfirmed.Has(p) &&", "return st.Knows[i].Confirmed.Has(p) &&", qscProperty("QSC3-P5")},
	{"QSC3-M104", "spec: the confirmation is taken from the sender's present view, not from its message", "TLC §4.6", qscSpecQsc3,
		"st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)", "st.Knows[j].Reconfirmed.Union(st.Knows[k].Confirmed)", qscProperty("QSC3-P3")},
	{"QSC3-M105", "spec: the confirmation is taken from the deciding node's own view", "TLC §4.6", qscSpecQsc3,
		"st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)", "st.Knows[j].Reconfirmed.Union(st.Knows[j].Confirmed)", qscProperty("QSC3-P3")},
	{"QSC3-M106", "spec: the lowest ticket wins", "TLC §4.10", qscSpecProperties,
		"st.Ticket[q] > st.Ticket[p] {", "st.Ticket[q] < st.Ticket[p] {", qscProperty("QSC3-P5")},
	{"QSC3-M107", "spec: thresholds are one too low", "TLC §2.7", qscSpecSpec,
		"spec.Sets(name, n, t, t)", "spec.Sets(name, n, t-1, t)", qscSpecPromises},
	{"QSC3-M108", "spec: too many messages go without witnesses, and nobody leaves the step", "TLC §2.6", qscSpecQsc3,
		"i-spec.NodeID(st.Witnessed[st.Step].Len()) < spec.NodeID(c.Nodes-c.Threshold)", "i-spec.NodeID(st.Witnessed[st.Step].Len()) <= spec.NodeID(c.Nodes-c.Threshold)", qscSpecPromises},
	{"QSC3-M109", "spec: fewer messages go without witnesses than may", "TLC §2.9", qscSpecQsc3,
		"i-spec.NodeID(st.Witnessed[st.Step].Len()) < spec.NodeID(c.Nodes-c.Threshold)", "i-spec.NodeID(st.Witnessed[st.Step].Len())+1 < spec.NodeID(c.Nodes-c.Threshold)", qscSpecSize},
	{"QSC3-M110", "spec: witnesses do not learn what they witness", "TLC §2.6", qscSpecQsc3,
		"\t\t\tc.learn(st, k, i)\n", "\t\t\tc.learn(st, i, i)\n", qscProperty("QSC3-P2")},
	{"QSC3-M111", "spec: messages of the last step carry an old snapshot", "TLC §4.6", qscSpecQsc3,
		"\t\tif st.Step < Steps {\n\t\t\tst.Carried[k] = st.Knows[k]", "\t\tif st.Step < 2 {\n\t\t\tst.Carried[k] = st.Knows[k]", qscProperty("QSC3-P3")},
	{"QSC3-M112", "spec: what was not witnessed may be confirmed late", "TLC §4.4", qscSpecQsc3,
		"st.Witnessed[0].Has(i) && !st.Knows[j].Confirmed.Has(i)", "!st.Knows[j].Confirmed.Has(i)", qscProperty("QSC3-P4")},
	{"QSC3-M113", "spec: a late reconfirmation is taken from the sender's present view", "TLC §4.6", qscSpecQsc3,
		"st.Knows[j].Reconfirmed.Union(st.Paparazzi[i].Confirmed)", "st.Knows[j].Reconfirmed.Union(st.Knows[i].Confirmed)",
		Check{"./proofs", "TestRandomWalksThroughTheContractAreRunsOfTheRound"}},
	{"QSC3-M114", "spec: proposals are seen late in the first step only", "TLC §2.1", qscSpecQsc3,
		"return c.Late == 1 && st.Step < Steps && st.Turn == c.Nodes+uint8(j) && !st.Knows[j].Seen.Has(i)",
		"return c.Late == 1 && st.Step < 1 && st.Turn == c.Nodes+uint8(j) && !st.Knows[j].Seen.Has(i)", qscSpecSize},
	{"QSC3-M115", "spec: one hears more messages than the threshold, never just as many", "TLC §2.2", qscSpecSpec,
		"spec.Sets(name, n, t, t)", "spec.Sets(name, n, t, t+1)", qscSpecSize},
	{"QSC3-M116", "spec: one confirms no proposal but one's own", "TLC §4.4", qscSpecQsc3,
		"\t\t\tif st.Step == 0 {\n", "\t\t\tif st.Step == 0 && k == j {\n", qscProperty("QSC3-P1")},
	{"QSC3-M117", "spec: every proposal spoils itself", "TLC §4.10", qscSpecProperties,
		"if q != p && st.Knows[i].Seen.Has(q) &&", "if st.Knows[i].Seen.Has(q) &&", qscProperty("QSC3-S1")},
	{"QSC3-M118", "spec: only node 0 ever sees a commit", "TLC §4.10", qscSpecProperties,
		"return st.Knows[i].Reconfirmed.Has(p) && !c.spoiled(st, i, p)", "return i == 0 && st.Knows[i].Reconfirmed.Has(p) && !c.spoiled(st, i, p)", qscProperty("QSC3-S2")},
	{"QSC3-M119", "spec: one hears all messages of a step", "TLC §2.2", qscSpecSpec,
		"spec.Sets(name, n, t, t)", "spec.Sets(name, n, max(t, n), n)", qscProperty("QSC3-S3")},
	{"QSC3-M120", "spec: all see what node 0 sees of commits", "TLC §4.7", qscSpecProperties,
		"st.Knows[i].Reconfirmed.Has(p) && !c.spoiled(st, i, p)", "st.Knows[0].Reconfirmed.Has(p) && !c.spoiled(st, 0, p)", qscProperty("QSC3-S4")},
	{"QSC3-M121", "spec: all confirm whatever was witnessed", "TLC §4.4", qscSpecQsc3,
		"\t\t\t\tst.Knows[j].Confirmed = st.Knows[j].Confirmed.With(k)", "\t\t\t\tst.Knows[j].Confirmed = st.Witnessed[0]", qscProperty("QSC3-S5")},
	{"QSC3-M122", "spec: an equal ticket spoils only if its proposal is confirmed", "TLC §4.9", qscSpecProperties,
		"q != p && st.Knows[i].Seen.Has(q) && st.Ticket[q] >= st.Ticket[p]", "q != p && st.Knows[i].Seen.Has(q) && (st.Ticket[q] > st.Ticket[p] || st.Ticket[q] == st.Ticket[p] && st.Knows[i].Confirmed.Has(q))", qscProperty("QSC3-P6")},
}

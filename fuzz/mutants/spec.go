package mutants

// tlcSpecMutants are faults of the message-level spec of TLC, caught by exploring all states of small groups.
func tlcSpecMutants() []Mutant {
	const tlc = "spec/tlc/tlc.go"
	promises := Check{"./spec/tlc", "TestTheClockKeepsItsPromisesInEveryState"}
	return []Mutant{
		{"TLC-M101", "spec: a node leaves a step with one certificate too few", "TLC §2.2", tlc,
			"if st.Step[j] == s && st.View[j].Cert[s].Len() >= int(c.Message) {", "if st.Step[j] == s && st.View[j].Cert[s].Len()+1 >= int(c.Message) {", promises},
		{"TLC-M102", "spec: a node waits for one certificate too many", "TLC §2.2", tlc,
			"if st.Step[j] == s && st.View[j].Cert[s].Len() >= int(c.Message) {", "if st.Step[j] == s && st.View[j].Cert[s].Len() > int(c.Message) {", promises},
		{"TLC-M103", "spec: a certificate needs one acknowledgment less", "TLC §2.6", tlc,
			"st.Acks[i].Len() >= int(c.Witness)", "st.Acks[i].Len()+1 >= int(c.Witness)", promises},
		{"TLC-M104", "spec: a certificate needs one acknowledgment more", "TLC §2.6", tlc,
			"st.Acks[i].Len() >= int(c.Witness)", "st.Acks[i].Len() > int(c.Witness)", promises},
		{"TLC-M105", "spec: late acknowledgments count", "TLC §2.6", tlc,
			"} else if st.Step[j] == s && st.Step[i] == s &&", "} else if st.Step[i] == s &&", promises},
		{"TLC-M106", "spec: acknowledgments of an earlier message count for the present one", "TLC §2.6", tlc,
			"} else if st.Step[j] == s && st.Step[i] == s &&", "} else if st.Step[j] == s &&", promises},
		{"TLC-M107", "spec: raw messages overtake what they depend on", "TLC §2.3", tlc,
			"!st.View[j].Raw[s].Has(i) && c.knows(st.View[j], st.AtRaw[s][i])", "!st.View[j].Raw[s].Has(i)", promises},
		{"TLC-M108", "spec: certificates overtake what they depend on", "TLC §2.3", tlc,
			"!st.View[j].Cert[s].Has(i) && c.knows(st.View[j], st.AtCert[s][i])", "!st.View[j].Cert[s].Has(i)", promises},
		{"TLC-M109", "spec: a raw message carries nothing", "TLC §2.3", tlc,
			"st.AtRaw[st.Step[j]][j] = st.View[j]", "st.AtRaw[st.Step[j]][j] = View{}", promises},
		{"TLC-M110", "spec: a certificate counts as its receiver's own", "TLC §2.6", tlc,
			"st.View[j].Cert[s] = st.View[j].Cert[s].With(i)", "st.View[j].Cert[s] = st.View[j].Cert[s].With(j)", promises},
		{"TLC-M111", "spec: certificates of an earlier step count towards the next", "TLC §2.2", tlc,
			"if st.Step[j] == s && st.View[j].Cert[s].Len() >= int(c.Message) {", "if st.View[j].Cert[s].Len() >= int(c.Message) {", promises},
		{"TLC-M112", "spec: without witnesses a node leaves a step with one message too few", "TLC §2.2", tlc,
			"st.View[j].Raw[s].Len() >= int(c.Message)", "st.View[j].Raw[s].Len()+1 >= int(c.Message)", promises},
		{"TLC-M113", "spec: a node forgets to acknowledge its own message", "TLC §2.6", tlc,
			"\t\tst.Acks[j] = spec.Only(j)\n", "", promises},
	}
}

// qscSpecMutants are faults of the spec of a round of QSC3, caught by exploring all states of small groups.
func qscSpecMutants() []Mutant {
	const (
		qsc3       = "spec/qsc/qsc3.go"
		properties = "spec/qsc/properties.go"
		spec       = "spec/qsc/spec.go"
	)
	promises := Check{"./spec/qsc", "TestTheRoundKeepsItsPromisesInEveryState"}
	size := Check{"./spec/qsc", "TestTheRoundOfThreeHasItsKnownSize"}
	return []Mutant{
		{"QSC3-M101", "spec: an equal ticket does not spoil", "TLC §4.10", properties,
			"st.Ticket[q] >= st.Ticket[p]", "st.Ticket[q] > st.Ticket[p]", promises},
		{"QSC3-M102", "spec: the spoiler test is dropped", "TLC §4.10", properties,
			"st.Knows[i].Reconfirmed.Has(p) && !c.spoiled(st, i, p)", "st.Knows[i].Reconfirmed.Has(p)", promises},
		{"QSC3-M103", "spec: reconfirmation is dropped", "TLC §4.10", properties,
			"return st.Knows[i].Reconfirmed.Has(p) &&", "return st.Knows[i].Confirmed.Has(p) &&", promises},
		{"QSC3-M104", "spec: the confirmation is taken from the sender's present view, not from its message", "TLC §4.6", qsc3,
			"st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)", "st.Knows[j].Reconfirmed.Union(st.Knows[k].Confirmed)", promises},
		{"QSC3-M105", "spec: the confirmation is taken from the deciding node's own view", "TLC §4.6", qsc3,
			"st.Knows[j].Reconfirmed.Union(st.Carried[k].Confirmed)", "st.Knows[j].Reconfirmed.Union(st.Knows[j].Confirmed)", promises},
		{"QSC3-M106", "spec: the lowest ticket wins", "TLC §4.10", properties,
			"st.Ticket[q] > st.Ticket[p] {", "st.Ticket[q] < st.Ticket[p] {", promises},
		{"QSC3-M107", "spec: thresholds are one too low", "TLC §2.7", spec,
			"spec.Sets(name, n, t, t)", "spec.Sets(name, n, t-1, t)", promises},
		{"QSC3-M108", "spec: too many messages go without witnesses, and nobody leaves the step", "TLC §2.6", qsc3,
			"i-spec.NodeID(st.Witnessed[st.Step].Len()) < spec.NodeID(c.Nodes-c.Threshold)", "i-spec.NodeID(st.Witnessed[st.Step].Len()) <= spec.NodeID(c.Nodes-c.Threshold)", promises},
		{"QSC3-M109", "spec: fewer messages go without witnesses than may", "TLC §2.9", qsc3,
			"i-spec.NodeID(st.Witnessed[st.Step].Len()) < spec.NodeID(c.Nodes-c.Threshold)", "i-spec.NodeID(st.Witnessed[st.Step].Len())+1 < spec.NodeID(c.Nodes-c.Threshold)", size},
		{"QSC3-M110", "spec: witnesses do not learn what they witness", "TLC §2.6", qsc3,
			"\t\t\tc.learn(st, k, i)\n", "\t\t\tc.learn(st, i, i)\n", promises},
		{"QSC3-M111", "spec: messages of the last step carry an old snapshot", "TLC §4.6", qsc3,
			"\t\tif st.Step < Steps {\n\t\t\tst.Carried[k] = st.Knows[k]", "\t\tif st.Step < 2 {\n\t\t\tst.Carried[k] = st.Knows[k]", promises},
		{"QSC3-M112", "spec: what was not witnessed may be confirmed late", "TLC §4.4", qsc3,
			"st.Witnessed[0].Has(i) && !st.Knows[j].Confirmed.Has(i)", "!st.Knows[j].Confirmed.Has(i)", promises},
		{"QSC3-M113", "spec: a late reconfirmation is taken from the sender's present view", "TLC §4.6", qsc3,
			"st.Knows[j].Reconfirmed.Union(st.Paparazzi[i].Confirmed)", "st.Knows[j].Reconfirmed.Union(st.Knows[i].Confirmed)",
			Check{"./proofs", "TestRandomWalksThroughTheContractAreRunsOfTheRound"}},
		{"QSC3-M114", "spec: proposals are seen late in the first step only", "TLC §2.1", qsc3,
			"return c.Late == 1 && st.Step < Steps && st.Turn == c.Nodes+uint8(j) && !st.Knows[j].Seen.Has(i)",
			"return c.Late == 1 && st.Step < 1 && st.Turn == c.Nodes+uint8(j) && !st.Knows[j].Seen.Has(i)", size},
		{"QSC3-M115", "spec: one hears more messages than the threshold, never just as many", "TLC §2.2", spec,
			"spec.Sets(name, n, t, t)", "spec.Sets(name, n, t, t+1)", size},
	}
}

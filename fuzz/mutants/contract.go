package mutants

const (
	clockClock      = "spec/clock/clock.go"
	clockSpec       = "spec/clock/spec.go"
	consensusSource = "spec/consensus/consensus.go"
)

// clockProperty is the check of one property of the contract by itself.
func clockProperty(id string) Check {
	return Check{"./spec/clock", "TestEachPropertyOfTheContractHoldsByItself/" + id}
}

var (
	clockSizes    = Check{"./spec/clock", "TestTheContractHoldsInEveryStateOfTheGenerator"}
	clockOutcomes = Check{"./spec/clock", "TestTheGeneratorMakesExactlyTheOutcomesOfTheAxioms"}
)

// clockGroup is the faults of the contract between the clock and the layer above, at least one a property.
var clockGroup = Group{"clock", "The clock's contract", []Mutant{
	{"CLK-M101", "spec: a node leaves a step on one message less than the threshold", "CLK-P1", clockSpec,
		`spec.Sets("h", n, int(c.MessageThreshold), int(c.MessageThreshold))`, `spec.Sets("h", n, int(c.MessageThreshold)-1, int(c.MessageThreshold))`, clockProperty("CLK-P1")},
	{"CLK-M102", "spec: one witness less than the threshold suffices", "CLK-P2", clockSpec,
		`spec.Sets("w", n, int(c.WitnessThreshold), int(c.WitnessThreshold))`, `spec.Sets("w", n, int(c.WitnessThreshold)-1, int(c.WitnessThreshold))`, clockProperty("CLK-P2")},
	{"CLK-M103", "spec: witnesses do not learn what they witness", "CLK-P2", clockClock,
		"c.learn(st, k, i, c.present(st))", "c.learn(st, i, i, c.present(st))", clockProperty("CLK-P2")},
	{"CLK-M104", "spec: messages overtake what they depend on", "CLK-P3", clockClock,
		"!st.Knows[j].Raw[s].Has(i) && c.knows(st.Knows[j], st.Carried[s][i])", "!st.Knows[j].Raw[s].Has(i)", clockProperty("CLK-P3")},
	{"CLK-M105", "spec: a node does not have its own message of the step that it enters", "CLK-P4", clockClock,
		"\t\tst.Knows[j].Raw[st.Step[j]] = spec.Only(j)\n", "", clockProperty("CLK-P4")},
	{"CLK-M106", "spec: certificates come without their messages", "CLK-P5", clockClock,
		"st.Witnessed[s].Has(i) && st.Knows[j].Raw[s].Has(i) && !st.Knows[j].Cert[s].Has(i)", "st.Witnessed[s].Has(i) && !st.Knows[j].Cert[s].Has(i)", clockProperty("CLK-P5")},
	{"CLK-M107", "spec: a message carries itself", "CLK-P6", clockClock,
		"\t\tst.Carried[st.Step[j]][j] = st.Knows[j]\n\t\tst.Knows[j].Raw[st.Step[j]] = spec.Only(j)\n", "\t\tst.Knows[j].Raw[st.Step[j]] = spec.Only(j)\n\t\tst.Carried[st.Step[j]][j] = st.Knows[j]\n", clockProperty("CLK-P6")},
	{"CLK-M108", "spec: a minority of witnesses passes for a majority", "CLK-P7", clockSpec,
		"2*c.MessageThreshold > c.Nodes && 2*c.WitnessThreshold > c.Nodes", "2*c.MessageThreshold > c.Nodes && c.WitnessThreshold > 0", clockProperty("CLK-P7")},
	{"CLK-M109", "spec: a minority of messages passes for a majority", "CLK-P7", clockSpec,
		"2*c.MessageThreshold > c.Nodes && 2*c.WitnessThreshold > c.Nodes", "c.MessageThreshold > 0 && 2*c.WitnessThreshold > c.Nodes", clockProperty("CLK-P7")},
	{"CLK-M110", "spec: the last node never leaves a step", "CLK-S1", clockClock,
		"st.Turn == c.Nodes+uint8(j) && st.Witnessed[c.present(st)].Includes(h)", "st.Turn == c.Nodes+uint8(j) && uint8(j)+1 < c.Nodes && st.Witnessed[c.present(st)].Includes(h)", clockProperty("CLK-S1")},
	{"CLK-M111", "spec: one hears all messages of a step", "CLK-S2", clockSpec,
		`spec.Sets("h", n, int(c.MessageThreshold), int(c.MessageThreshold))`, `spec.Sets("h", n, n, n)`, clockProperty("CLK-S2")},
	{"CLK-M112", "spec: whoever has a message knows what was witnessed so far", "CLK-S3", clockClock,
		"st.Knows[j].Cert[r].Union(st.Carried[s][i].Cert[r])", "st.Knows[j].Cert[r].Union(st.Witnessed[r])", clockProperty("CLK-S3")},
	{"CLK-M113", "spec: what a message carries is not learned from it", "CLK-S4", clockClock,
		"st.Knows[j].Raw[r].Union(st.Carried[s][i].Raw[r])", "st.Knows[j].Raw[r]", clockProperty("CLK-S4")},
	{"CLK-M114", "spec: too many messages go without witnesses, and nobody leaves the step", "TLC §2.6", clockClock,
		"i-spec.NodeID(st.Witnessed[c.present(st)].Len()) < spec.NodeID(c.Nodes-c.MessageThreshold)", "i-spec.NodeID(st.Witnessed[c.present(st)].Len()) <= spec.NodeID(c.Nodes-c.MessageThreshold)", clockSizes},
	{"CLK-M115", "spec: nothing is received after its step", "TLC §2.1", clockClock,
		"s <= c.present(st) && st.Turn == c.Nodes+uint8(j) &&\n\t\t!st.Knows[j].Raw", "s == c.present(st) && st.Turn == c.Nodes+uint8(j) &&\n\t\t!st.Knows[j].Raw", clockOutcomes},
	{"CLK-M116", "spec: certificates never come late", "TLC §2.1", clockClock,
		"s < c.present(st) && st.Turn == c.Nodes+uint8(j) &&\n\t\tst.Witnessed", "s+1 < c.present(st) && st.Turn == c.Nodes+uint8(j) &&\n\t\tst.Witnessed", clockOutcomes},
}}

// chainProperty is the check of one property of consensus by itself.
func chainProperty(id string) Check {
	return Check{"./spec/consensus", "TestEachPropertyOfTheChainHoldsByItself/" + id}
}

// consensusGroup is the faults of the spec of consensus, at least one a property.
var consensusGroup = Group{"consensus", "Consensus", []Mutant{
	{"CONS-M101", "spec: node 0's proposal is chosen along with another's", "CONS-P1", consensusSource,
		"st.Chosen[r] = spec.Only(p)", "st.Chosen[r] = spec.Only(p).With(0)", chainProperty("CONS-P1")},
	{"CONS-M102", "spec: a value is chosen above a gap", "CONS-P2", consensusSource,
		"st.Chosen[r].Empty() && (r == 0 || !st.Chosen[r-1].Empty())", "st.Chosen[r].Empty()", chainProperty("CONS-P2")},
	{"CONS-M103", "spec: a node takes a proposal for chosen that is not", "CONS-P3", consensusSource,
		"st.Learned[j][r] = st.Chosen[r]", "st.Learned[j][r] = spec.Only(0)", chainProperty("CONS-P3")},
	{"CONS-M104", "spec: another value is chosen where there was one", "CONS-P4", consensusSource,
		"st.Chosen[r].Empty() && (r == 0 || !st.Chosen[r-1].Empty())", "(r == 0 || !st.Chosen[r-1].Empty())", chainProperty("CONS-P4")},
	{"CONS-M105", "spec: each node takes its own proposal for chosen", "CONS-P4", consensusSource,
		"st.Learned[j][r] = st.Chosen[r]", "st.Learned[j][r] = spec.Only(j)", chainProperty("CONS-P4")},
	{"CONS-M106", "spec: only the first position of the chain is ever learned", "CONS-S1", consensusSource,
		"st.Learned[j][r].Empty() && (r == 0 || !st.Learned[j][r-1].Empty())", "st.Learned[j][r].Empty() && r == 0", chainProperty("CONS-S1")},
	{"CONS-M107", "spec: what one learns all learn at once", "CONS-S2", consensusSource,
		"\tst.Learned[j][r] = st.Chosen[r]\n", "\tfor k := spec.NodeID(0); k < spec.NodeID(c.Nodes); k++ {\n\t\tst.Learned[k][r] = st.Chosen[r]\n\t}\n", chainProperty("CONS-S2")},
	{"CONS-M108", "spec: a node learns what is chosen above a gap in what it knows", "TLC §4.10", consensusSource,
		"st.Learned[j][r].Empty() && (r == 0 || !st.Learned[j][r-1].Empty())", "st.Learned[j][r].Empty()",
		Check{"./spec/consensus", "TestChosenValuesAreChosenOnceAndLearnedInOrder"}},
	{"CONS-M109", "spec: a choice is replaced by another", "TLC §4.7", consensusSource,
		"st.Chosen[r].Empty() && (r == 0 || !st.Chosen[r-1].Empty())", "(r == 0 || !st.Chosen[r-1].Empty())",
		Check{"./spec/consensus", "TestNothingChosenIsEverChanged"}},
}}

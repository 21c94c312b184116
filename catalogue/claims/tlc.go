package claims

import "slices"

// tlc are the claims of Ford 2019.
func tlc() []Claim {
	return slices.Concat(clocks(), services(), strawmen(), consensus(), odds(), pipelining(), byzantine(), appendices())
}

// clocks is section 2.
func clocks() []Claim {
	return []Claim{
		{Section: "§2.1", Verdict: Proven, Shown: []string{"TLC-L7", "CLK-P1", "CLK-P2", "CLK-P3", "CLK-P4"},
			Says: "the clock gives the layer above a history: messages of a threshold of nodes for each past " +
				"step, seen by a " +
				"threshold, and with each what its sender had seen"},
		{Section: "§2.1", Verdict: Exhaustive, Shown: []string{"TLC-R1", "TLC-R2", "TLC-R4"},
			Says: "a protocol with messages, acknowledgments and certificates gives that contract"},
		{Section: "§2.2", Verdict: Proven, Shown: []string{"TLC-P1", "TLC-L5"},
			Says: "a node advances from s to s+1 on messages of step s from a threshold of nodes"},
		{Section: "§2.2", Verdict: Exhaustive, Shown: []string{"TLC-S1", "TLC-R3"},
			Says: "it takes the first threshold to arrive, whoever they come from, and time can advance"},
		{Section: "§2.2", Verdict: Exhaustive, Shown: []string{"TLC-L12", "TLC-P7"},
			Says: "time goes on for all who are up although some are not: as many as the thresholds leave to " +
				"spare, and no more"},
		{Section: "§2.3", Verdict: Proven, Shown: []string{"TLC-P2", "TLC-L5"},
			Says: "who has a message has, or gets with it, all that its sender had seen"},
		{Section: "§2.3", Verdict: Statistical, Shown: []string{"proofs/qsc3 TestRunsCostWhatTheRulesSay"},
			Says: "to include the whole history in each message is impractical, and gossip of what is missing is more " +
				"efficient: docs/COST.md measures it"},
		{Section: "§2.3", Verdict: Exhaustive, Shown: []string{"TLC-R1"},
			Says: "an implementation can ensure causal order with vector times and a buffer"},
		{Section: "§2.4", Verdict: Proven, Shown: []string{"TLC-L5"},
			Says: "time advances virally: who receives a message of step s' has what it takes to be in s' itself"},
		{Section: "§2.5", Verdict: Proven, Shown: []string{"TLC-P1", "TLC-L5"},
			Says: "a node's view at s+1 contains a share of t_m/n at least of the messages of s, and of all " +
				"steps before"},
		{Section: "§2.5", Verdict: Exhaustive, Shown: []string{"CLK-S2"},
			Says: "without witnesses it does not tell a sender whom its message has reached; a node may leave a " +
				"step not having " +
				"seen somebody's message"},
		{Section: "§2.6", Verdict: Proven, Shown: []string{"TLC-P3", "TLC-L5"},
			Says: "a message that counts was seen by t_w nodes within its step"},
		{Section: "§2.6", Verdict: Exhaustive, Shown: []string{"TLC-S4", "TLC-R1"},
			Says: "a message that arrives when its step is over is not acknowledged, and its sender is helped " +
				"to catch up"},
		{Section: "§2.6", Verdict: Exhaustive, Shown: []string{"TLC-S2"},
			Says: "a node may leave a step on others' messages while its own is not witnessed"},
		{Section: "§2.6", Verdict: Proven, Shown: []string{"TLC-P1", "TLC-L5"},
			Says: "when anybody reaches s+1 there are t_m threshold witnessed messages of step s"},
		{Section: "§2.7", Verdict: Proven, Shown: []string{"TLC-L1"}, Says: "two majorities share a node"},
		{Section: "§2.8", Verdict: Proven, Shown: []string{"TLC-P4", "TLC-L3"},
			Says: "nobody reaches s+1 before a majority has reached s, so that nobody is ahead of the majority " +
				"by more than a step"},
		{Section: "§2.8", Verdict: Proven, Shown: []string{"TLC-P5", "TLC-L4"},
			Says: "no message for s that is formulated after a majority has reached s+1 is ever threshold witnessed"},
		{Section: "§2.8", Verdict: Argued, Why: "what a node can know of real time is not modelled: there is no " +
			"real time in the models",
			Says: "no node can tell whether it was among the majority that began a period"},
		{Section: "§2.9", Verdict: Proven, Shown: []string{"TLC-P6", "TLC-L6", "CLK-L2"},
			Says: "every message that was threshold witnessed in s is known to all who reach s+2"},
		{Section: "§2.9", Verdict: Proven, Shown: []string{"TLC-P1", "TLC-P6", "TLC-L6"},
			Says: "a majority of the messages of each step is so broadcast"},
		{Section: "§2.9", Verdict: Exhaustive, Shown: []string{"CLK-S2", "TLC-S2"},
			Says: "of the other messages nothing is guaranteed, and the network decides which they are"},
		{Section: "§2.9", Verdict: Exhaustive, Shown: []string{"TLC-S3", "CLK-S3"},
			Says: "who has seen such a message by s+2 need not know that it was threshold witnessed"},
		{Section: "§2.9", Verdict: Proven, Shown: []string{"TLC-P5", "TLC-L4", "TLC-L6"},
			Says: "a node that lags learns of it when it catches up, and nothing that it sends before is witnessed"},
	}
}

// services is section 3.
func services() []Claim {
	return []Claim{
		{Section: "§3.1.1", Verdict: Argued, Why: "time services have no model yet",
			Says: "a group can agree on wall-clock time by the median of its members' clocks"},
		{Section: "§3.1.2", Verdict: Argued, Why: "time services have no model yet",
			Says: "a threshold of witnesses can notarize when a document was known"},
		{Section: "§3.1.3", Verdict: Statistical, Shown: []string{"model/crypto/ibe " +
			"TestEveryQuorumOpensAndFewerDoNot"},
			Says: "what is encrypted to a time can be opened with what a threshold of nodes publishes at that " +
				"time, and not before"},
		{Section: "§3.2", Verdict: Exhaustive, Shown: []string{"DKG-P10", "TBLS-P1"},
			Says: "a threshold of nodes can make a public random value for each step, and any such threshold " +
				"makes the same"},
	}
}

// strawmen is sections 4.1 to 4.6.
func strawmen() []Claim {
	return []Claim{
		{Section: "§4.1", Verdict: Exhaustive, Shown: []string{"STRAW-P1", "CONS-P2"},
			Says: "what is in every node's history is committed: it stays there"},
		{Section: "§4.1", Verdict: Exhaustive, Shown: []string{"STRAW-P9"},
			Says: "with independent histories a coin that is paid twice stays undecided for ever"},
		{Section: "§4.2", Verdict: Exhaustive, Shown: []string{"STRAW-L1", "STRAW-S1"},
			Says: "if nodes adopt each other's histories at random, what one node of N has in its history is in " +
				"all in the end " +
				"with probability 1/N, and otherwise in none"},
		{Section: "§4.2", Verdict: Exhaustive, Shown: []string{"STRAW-L1", "STRAW-L2", "STRAW-P2"},
			Says: "one must wait considerably, and watch all nodes: from N histories (N-1)² steps on average, " +
				"and no number of " +
				"steps is enough"},
		{Section: "§4.3", Verdict: Refuted, Shown: []string{"STRAW-P3", "STRAW-S2", "STRAW-L3"},
			Says: "lottery tickets of essentially any distribution bring the surviving histories down from n " +
				"to f+1",
			Instead: "tickets that differ do; with equal ones all n may survive",
			Replay:  "quesera verify strawman -n 3 -t 2 --rule 2 --tied", Output: "STRAW-P3 is violated"},
		{Section: "§4.3", Verdict: Exhaustive, Shown: []string{"STRAW-P4", "STRAW-S3"},
			Says: "a lottery round may end with one survivor, and need not"},
		{Section: "§4.4", Verdict: Proven, Shown: []string{"QSC3-P1", "CLK-P1", "TLC-L7"},
			Says: "each node confirms a threshold of proposals by s+1, so that it has one to build on"},
		{Section: "§4.4", Verdict: Exhaustive, Shown: []string{"STRAW-P5"},
			Says: "a proposal that is built on was seen by a threshold of nodes by s+1"},
		{Section: "§4.4", Verdict: Exhaustive, Shown: []string{"STRAW-P6"},
			Says: "but not all have seen it, so that this attempt fails"},
		{Section: "§4.5", Verdict: Proven, Shown: []string{"QSC3-P2", "QSC3-L5", "STRAW-P6"},
			Says: "what anybody confirms, all are aware of by s+2"},
		{Section: "§4.5", Verdict: Exhaustive, Shown: []string{"STRAW-P7", "QSC3-S5"},
			Says: "but not all have confirmed it, and two nodes may choose differently"},
		{Section: "§4.6", Verdict: Proven, Shown: []string{"QSC3-P3", "QSC3-L3", "QSC3-L5", "STRAW-P7"},
			Says: "what anybody reconfirms, all have confirmed by s+3"},
		{Section: "§4.6", Verdict: Exhaustive, Shown: []string{"STRAW-P8", "STRAW-P4", "QSC3-S3"},
			Says: "but not all have reconfirmed it: to choose only what is reconfirmed brings the disagreement back"},
	}
}

// consensus is sections 4.7, 4.8 and 4.10.
func consensus() []Claim {
	return []Claim{
		{Section: "§4.7", Verdict: Proven, Shown: []string{"QSC3-P5", "QSC3-L4", "QSC3-L5", "CONS-P1"},
			Says: "who sees p reconfirmed and knows of no rival predicts that all choose p"},
		{Section: "§4.7", Verdict: Exhaustive, Shown: []string{"QSC3-S4"},
			Says: "the crystal ball may be clear for some and cloudy for others in the same round"},
		{Section: "§4.7", Verdict: Exhaustive, Shown: []string{"QSC3-S5"},
			Says: "a round may fail, and leave several proposals to choose from"},
		{Section: "§4.8", Verdict: Exhaustive, Shown: []string{"QSC3-P8", "QSC3-P9"},
			Says: "every round ends, and only some succeed: those for which the draw favours what somebody " +
				"reconfirmed"},
		{Section: "§4.7", Verdict: Exhaustive, Shown: []string{"CONS-S2", "CONS-P4", "QSC3-R3"},
			Says: "who did not see a round succeed learns of it in a later one, whose commit has it as a prefix"},
		{Section: "§4.8", Verdict: Statistical,
			Shown: []string{"model/qsc3 TestAnAdversaryThatSeesTicketsPreventsEveryCommit",
				"spec/qsc3/odds TestWhatANetworkSeesIsUsedInTheBestWay"},
			Says: "a network that sees all tickets can keep every round from succeeding"},
		{Section: "§4.8", Verdict: NotFormal, Why: "how messages are encrypted is not part of the models",
			Says: "encrypting what nodes send keeps tickets from the network"},
		{Section: "§4.10", Verdict: Proven, Shown: []string{"QSC3-L4", "QSC3-L5", "QSC3-P4"},
			Says: "the three conditions of §4.10 make a commit final: every node chooses that proposal"},
		{Section: "§4.10", Verdict: Exhaustive, Shown: []string{"QSC3-R2", "QSC3-R3", "QSC3-R4", "CONS-P2"},
			Says: "a commit makes final the proposal and all that it builds on"},
	}
}

// odds is section 4.9, and what section 4.10 repeats of it.
func odds() []Claim {
	return []Claim{
		{Section: "§4.9", Verdict: Proven, Shown: []string{"QSC3-P7", "QSC3-L5", "QSC3-L6"},
			Says: "if no two tickets are equal, any node sees any round succeed with a probability of at least " +
				"1/2: at least t/n"},
		{Section: "§4.9", Verdict: Refuted,
			Shown: []string{"spec/qsc3/odds TestTiesCostNoMoreThanTheirBound", "QSC3-L6", "QSC3-O7"},
			Says:  "with ties that takes only a minor adjustment",
			Instead: "with K tickets the odds are at least t/n (1 - 1/K)^n, which with the ten tickets a node " +
				"of the appendix is " +
				"below 1/2 from 21 nodes on",
			Replay: "quesera odds -n 21 -t 11 --tickets 210", Output: "0.498035"},
		{Section: "§4.9", Verdict: Refuted, Shown: []string{"spec/qsc3/odds " +
			"TestRoundsAreNotIndependentAndTheBoundHolds"},
			Says: "the rounds that a node sees succeed are independent, and their number is binomial",
			Instead: "the network may let a round's schedule depend on what became of others; whatever it does, " +
				"none of k rounds is " +
				"seen to succeed with at most (1 - t/n)^k",
			Replay: "go test ./spec/qsc3/odds -run RoundsAreNotIndependent -count=1 -v", Output: "PASS: " +
				"TestRoundsAreNotIndependent"},
		{Section: "§4.9", Verdict: Statistical, Shown: []string{"QSC3-O7", "model/qsc3 " +
			"TestAnObliviousNetworkLetsHalfOfTheRoundsCommit"},
			Says: "networks that do not see tickets let every node commit in half of the rounds or more"},
		{Section: "§4.9", Verdict: Exhaustive, Shown: []string{"QSC3-S6", "QSC3-P6"},
			Says: "a tie may keep everybody from committing, and never lets two commit differently"},
	}
}

// pipelining is section 4.11.
func pipelining() []Claim {
	return []Claim{
		{Section: "§4.11", Verdict: Exhaustive, Shown: []string{"QSC3-R1"},
			Says: "a round can begin at every step, and each of them keeps what a round keeps"},
		{Section: "§4.11", Verdict: Refuted, Shown: []string{"PIPE-P1", "PIPE-P2", "PIPE-P3", "PIPE-L1", "QSC3-R4"},
			Says: "at the end of a round all nodes form the same block of its winner's proposal, on that of the " +
				"round before, so that a commit makes final all below it",
			Replay: "quesera verify pipeline -n 3 --chains single", Output: "PIPE-P1 is violated",
			Instead: "that is so down to the last round that nobody saw committed; where a proposal says what it " +
				"builds on, its sender's choice of round r-3, there are three chains, and in each a commit " +
				"makes all " +
				"below it final"},
		{Section: "§4.11", Verdict: Exhaustive, Shown: []string{"PIPE-P2", "PIPE-P4"},
			Says: "payments that are no longer valid can be left out without blame: all agree on which, in one " +
				"chain of rounds; of three chains a commit in one says nothing of what the others paid first"},
		{Section: "§4.11", Verdict: Exhaustive, Shown: []string{"PIPE-S1", "PIPE-S2"},
			Says: "what was proposed in a round that nobody saw committed may become final later or be left " +
				"out, and " +
				"must then be proposed again"},
	}
}

// appendices are the models that the paper prints.
func appendices() []Claim {
	return []Claim{
		{Section: "App. A", Verdict: Statistical, Shown: []string{"oracle/trace " +
			"TestForeignTracesAreJudgedAsTheirNamesSay"},
			Says: "the Go model shows all elements of TLC and QSC: its traces are judged by the same rules as " +
				"anybody's"},
		{Section: "App. B", Verdict: Statistical, Shown: []string{"proofs/appendix " +
			"TestTheCommandFindsWhatIsRecorded", "proofs/appendix TestTheFaultsAreOursToo"},
			Says: "the Promela model can be checked exhaustively in minutes: its command ends in minutes, and drops " +
				"states whose hashes meet, so that it proves nothing. It models a clock without witnesses, and " +
				"knowledge in place of messages. docs/APPENDIX-B.md says which planted faults it finds, and which " +
				"it misses"},
	}
}

// Package pipeline is what rounds of consensus that overlap build (TLC §4.11): not how a round comes to its end, which
// is package qsc3, but what nodes make of the ends of several rounds.
//
// A round starts at every step and takes three. So a node that proposes in round r does not know yet how the rounds
// before it end, and cannot say what its proposal builds on. There are two ways out:
//
//  1. The paper's (Single). Nobody says so. At the end of round r each node forms a block of the proposal that it
//     chooses, on top of its own block of round r-1.
//  2. That of model/qsc3 (Gap 3). A proposal builds on its sender's choice of the last round that has ended by then,
//     r-3. So there are three chains, interleaved. Rounds that do not overlap are the same with Gap 1.
//
// The rounds end one after the other. Each node in turn chooses one of two proposals (Choose), or sees it committed
// as well (Commit). All that is known of a round is what QSC3 promises: what somebody sees committed, all choose
// (QSC3-P5). Ends of overlapping rounds need not depend on each other more than that; proofs/qsc3 has a run of the
// model in which they come out as in the shortest failure here (PIPE-L1).
//
// Proposals also are payments: that of node 0 pays a coin to Bob, that of node 1 the same coin to Charlie. Of the
// payments in a history the first counts, and later ones are left out without blame, as §4.11 has it. So the owner
// is told by the lowest block.
//
//	claim                                                        Single  Gap 1  Gap 3
//	PIPE-P1  who chooses the same builds on the same             fails   holds  holds
//	PIPE-P2  a commit makes all final that it builds on          fails   holds  holds
//	PIPE-P3  what was seen committed is the choice of all        holds   holds  holds
//	PIPE-P4  commits say the same of whose the coin is           fails   holds  fails
//
// So with one chain a commit makes its own proposal final, and what is below it only as far down as all rounds were
// seen committed by somebody (PIPE-P3). With three chains a payment is final when its place among those of all three
// is: a commit in one of them says nothing of the others.
package pipeline

// Package qsc3 models que sera consensus without Byzantine nodes, QSC3 (TLC §4), on top of
// package tlc: one node is a Machine whose Apply is a pure function.
//
// # The protocol
//
// A round takes three steps of TLC. Sequential rounds (TLC §4.10): round r starts at step 3r and
// is decided on reaching step 3r+3. Pipelined rounds (TLC §4.11): round r starts at step r and
// is decided on reaching step r+3.
//
//	QSC3-1  On reaching the first step s of a round: ask for a lottery ticket; when it       §4.3
//	        arrives, broadcast through TLC a proposal: round, ticket, and the digest of the
//	        proposal that it builds on (Parent, QSC3-4). In other steps broadcast nothing of
//	        one's own: the raw message only carries what its sender has confirmed.
//	QSC3-2  On reaching step s+3: among the proposals of step s that one has confirmed        §4.10
//	        (whose certificate is in the history) choose the best: the highest ticket.
//	QSC3-3  The choice p is committed if all of these hold:                                   §4.10
//	  3.1     a message m of step s+1 is confirmed (by its certificate),
//	  3.2     m says that its sender had confirmed p when it sent m,
//	  3.3     no other proposal of step s in the history, confirmed or not, has a ticket
//	          as high as p's.
//	QSC3-4  The next round's proposal builds on the choice. A commit finalises p and all       §4.1, 4.10
//	        that p builds on.
//
// Decide is steps 2 and 3, a pure function of the history that TLC gives on reaching a step: of
// the node's causal past, and of nothing else (TLC §5.3.1).
//
// # Decisions where the paper leaves one
//
// Equal tickets. Policy Detect, as in the paper: an equal ticket spoils (3.3 is >=), so that tied
// proposals never commit. The choice among tied proposals is the one of the lowest node, so
// that it is a function of the history; for safety any rule would do.
//
// Reconfirmation (3.2) is bound to the set that m carries. What the deciding node itself
// has confirmed by now says nothing about what a majority is bound to learn by s+3; taking that
// instead loses agreement (TestTakingConfirmationFromThePresentViewLosesAgreement).
//
// By when. The paper's third condition says "aware of by step s+2", §4.7 says s+3. The history
// at step s+3 is used throughout: a superset, which can only commit less. Certificates are only made while
// their sender is in the step, so that a certificate proves witnessing "by step s+1" (or s+2)
// whenever it arrives.
//
// Pipelining. §4.11 would form the block of round r on top of that of round r-1, but where
// round r-1 did not commit nodes may have chosen differently in it, and would form different
// blocks from the same p. Here a proposal of round r says itself what it builds on: the
// choice of round r-3, the last one decided when it is sent. Pipelined rounds are thus three chains,
// interleaved, and a commit finalises what lies below it in its own chain.
//
// Missed rounds. A node that TLC lets jump over steps (TLC §2.4) does not decide the rounds that end
// in between (Missed), and makes no proposal for the steps it skipped. It learns the outcome of
// those rounds when a later proposal that builds on them commits.
//
// # Obligations
//
//	QSC3-O1  Whatever two nodes commit in one round is the same proposal (agreement).
//	QSC3-O2  If a node commits p, every node that decides the round chooses p.
//	QSC3-O3  Of two committed proposals of one chain, the earlier one is an ancestor of the later one, or the same.
//	QSC3-O4  A proposal that satisfies 3.1 and 3.2 at one node is confirmed by all at step s+3.
//	QSC3-O5  Proposals tied for the highest ticket seen do not commit.
//	QSC3-O6  Against a network that is oblivious of tickets a node commits with probability at least
//	         1/2 in each round (TLC §4.9), if ties are rare.
//
//	QSC3-O8  A node tells of every round, in order, once: that it decided it, or that it missed it.
//	QSC3-O9  What a node says that it chose last (Head), and what is final (Final), is what it decided.
//
// They hold where both thresholds are majorities (tlc.Thresholds.Safe, TLC §2.7).
//
// # Memory
//
// A node keeps TLC's recent history and the digests of its latest choices. The
// chain itself is in the proposals: every decision is an effect (Decided), with the parent of
// the chosen proposal.
package qsc3

// Package qsc4 models que sera consensus among Byzantine nodes, QSC4 (TLC §5.3): a layer on Byzantine TLC (package
// tlcb) whose lottery tickets nobody knows before the network's schedule of a round is in the past.
//
// # The protocol
//
// Round r begins at step s = 4r. A payload is what a raw message says; every rule is a function of its author's view.
//
//	QSC4-1  Step s: deal a fresh secret (Sharing), with threshold t_m - f_ck, so of degree one less, to   §5.3.3
//	        the nodes that are not exposed in the dealer's view, f_ck of them exposed; the deal is bound
//	        to group, round and dealer. The same message ends round r-1 (QSC4-4)
//	QSC4-2  Step s+1: propose: name f_cu + 1 deals of step s, each by its entry, of dealers not exposed,  §5.3.3
//	        f_cu = f_c - f_ck in the proposer's view. That fixes the proposal's ticket. Also the choice
//	        of round r-1, on which the proposal builds, and whether it committed                           §5.3.1
//	QSC4-3  Steps s+2, s+3: nothing of one's own; that the message is certified and what it confirmed counts
//	QSC4-4  Step s+4: reveal one's decrypted share of every deal of step s in one's view                  §5.3.3
//	QSC4-5  On reaching step s+5: S_d is the secret of deal d, from t_m - f_ck shares (f_ck in the         §5.3.3
//	        dealer's view) in messages of step s+4; S = Σ S_d over a proposal's deals; its ticket is
//	        T_i = HMAC-SHA256(key S, group ‖ r ‖ i), the first 64 bits, i the proposer.
//	        A proposal whose ticket cannot be recovered is discarded
//	QSC4-6  QSC3 in steps s+1 to s+4: choice and commit are qsc3.Decide of the view in which one entered    §5.3.3
//	        step s+4, with these tickets. What tickets depend on, the shares, came later; what
//	        the adversary could still schedule did not
//	QSC4-7  At step s+5 a node has the views in which others entered step s+4. If the round committed in    §5.3.3
//	        one of them it knows that: latecomers learn
//
// # Rules
//
//	QSC4-R1  what a message carries is what its step asks for, of its round
//	QSC4-R2  a deal verifies, with threshold and recipients by its dealer's own view
//	QSC4-R3  a message of step s+4 has a share that verifies of each deal of step s in its view that names its author a
//	         recipient, and no other
//	QSC4-R4  a proposal names at least f_cu + 1 deals of step s in its view, of distinct dealers, none exposed
//	QSC4-R5  choice and commit are what its view gives (§5.3.1)
//
// # Decisions where the paper leaves one
//
// Sums of secrets, not of sharings. f_ck differs between the views of dealers, so that two deals may differ in degree
// and recipients; such sharings do not add up. Shares are revealed and secrets recovered deal by deal, and the
// secrets, points of one group, are added. The paper's "t_m shares, minus any missing ones" is then t_m - f_ck of
// each deal with the f_ck that the deal itself documents, and recipients that were exposed later still count if they
// reveal.
//
// Thresholds of the clock stay. If exposed nodes left the clock's thresholds in the middle of a round
// (tlcb.Config.Shrink), a view could enter step s+5 with one share less than a deal needs that was made before the
// exposure. That view would discard a proposal that another view commits. With fixed thresholds every step of
// §5.3.3's argument is true: what is certified at s+1 is, with all deals that it names, in the view of every right
// message of step s+3 (TLCB-O5); so every right message of step s+4 reveals shares of them (R3); so t_m messages of
// step s+4 hold t_m - f_ck shares from recipients. Nobody can answer selectively, since a message without the shares
// is wrong.
//
// Encoding of S. 48 octets, the compressed point of G1 (docs/BLS.md); of ideal sharing 8 octets, big-endian.
//
// Both faces. If a proposer equivocates, both versions may be in a view. The certified one is its proposal there.
// Where none is, each of them spoils, for either may be certified elsewhere: dropping one would lose agreement. The
// second stands in QSC3's history under a number that is no node's.
//
// # Obligations
//
//	QSC4-O1  QSC3-O1 to O3 among correct nodes.
//	QSC4-O2  No ticket of a proposal that follows R4 can be known before a majority of the correct nodes reached s+4.
//	QSC4-O3  Every certified proposal's ticket is recovered by every correct node on reaching s+5, the same by all.
//	QSC4-O4  If a node of the majority that was first to reach s+4 sees the round commit, every node that reaches s+5 in
//	         whose view its message of step s+4 is knows it.
//	QSC4-O5  Against corrupt nodes that leak all they know a round commits as against an oblivious network (§4.9).
package qsc4

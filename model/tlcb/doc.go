// Package tlcb models threshold logical clocks among Byzantine nodes (TLC §5.2): witnessed TLC as an accountable log
// (package log). Every message is an entry of its sender's log, so that everybody replays everybody, and what a node
// may do is a function of what it has provably seen.
//
// # Views
//
// The view of an entry is its causal past. It has, of recent steps, raw messages (of an equivocator perhaps two for one
// step), certified messages, and the nodes that evidence exposes. It reaches step s+1 if t_m messages of step s are
// certified in it (§5.2.1: the body of evidence), and step 0 at least.
//
// # Actions
//
//	raw   (s, payload)          "my message of step s"; what its author had confirmed of step s-1 is in its view
//	ack   (s, j, of, share)     "I saw j's raw message in step s"; the share is a signature that others can collect
//	cert  (s, of, proof)        "t_w nodes acknowledged my raw message", with the proof (Witnesses)
//	expose                      evidence (package log)
//
// # The protocol
//
//	TLCB-1  When the view reaches a step: write the raw message of that step, with what the layer        §5.2.1
//	        above says. Entries are processed one at a time, and one entry takes a view one step on
//	        at most, so that a node writes a raw message for every step, also where it only catches up
//	TLCB-2  Acknowledge each raw message of the present step, one of each node, as far as it is in       §5.2.3
//	        one's own copy of a log whose author is not exposed
//	TLCB-3  With t_w acknowledgments of one's raw message of the present step: certify it               §2.6
//	TLCB-4  With evidence that the view lacks: expose (package log)                                      §5.1.2
//
// # Rules: what makes an entry wrong
//
//	TLCB-R1  racing ahead: a raw message of a step that its view does not reach                          §5.2.1
//	TLCB-R2  turning back: a raw message of another step than the one after that of the raw message
//	         before, or twice of one step                                                                §5.2.1
//	TLCB-R3  dragging one's heels: anything but the next raw message where the view reaches the next
//	         step                                                                                        §5.2.1
//	TLCB-R4  an acknowledgment of what is not the raw message of the present step in one's own copy of
//	         its author's log, or twice, or of an exposed node, or with a share that is not one's own     §5.2.3
//	TLCB-R5  a certificate of another message than one's own of the present step, or twice, or without
//	         acknowledgments by t_w nodes                                                                §5.2.1
//	TLCB-R6  a payload that the layer above refuses                                                      §5.3.1
//
// A node that acknowledges less than it received breaks none of these: it cannot be told from a slow one. But what it
// acknowledges, that is, what its next entry's heads cover, obliges it (TLCB-R3).
//
// # Thresholds
//
// Both thresholds satisfy t <= n - f_a and t > (n + f_c)/2 (tlc.Thresholds.Safe, §5.2.2). With Shrink, an exposed node
// leaves: it is not counted, and each exposed node lowers both thresholds by one. That takes effect in each view when
// the exposure is in it; no agreement on the moment is needed. For quorums A and B, formed in views that have exposed E
// and F, both subsets of the corrupt nodes: |A| >= t - |E|, A has none of E, so A has at least t - f_c correct nodes,
// and so has B. Together that is more than n - f_c, the number of correct nodes (TestQuorumsOfDifferentViewsShareA-
// CorrectNode counts it for small n). It is essential that exposed nodes are not counted (TLCB-M5). What a certificate
// proves in one view it proves in each that has seen more.
//
// # Obligations
//
//	TLCB-O1  No correct node writes a wrong entry; none is blamed (LOG-O1).
//	TLCB-O2  No two raw messages of one node and step are both certified (§5.2.3).
//	TLCB-O3  Nobody reaches step s+1 before a majority of the correct nodes reached step s (§5.2.4).
//	TLCB-O4  No message formulated after a majority of the correct nodes reached s+1 is certified for step s (§5.2.4).
//	TLCB-O5  A message certified and used to reach s+1 is in the view of everybody, also of corrupt nodes, who
//	         writes a right entry of step s+2 (§5.2.5).
//	TLCB-O6  With at most f_a silent nodes time goes on (§5.2.2).
//	TLCB-O7  In every log that is followed the clock counts steps one by one, and vector time only grows (§5.2.1).
//	TLCB-O8  Whoever writes an entry is in the step that its view reaches (§5.2.1).
//	TLCB-O9  What is acknowledged is the one message of the step in the witness's own copy of a log (§5.2.3).
package tlcb

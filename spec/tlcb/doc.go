// Package tlcb is the abstract spec of one step of Byzantine TLC (TLC §5.2): who formulates, acknowledges, certifies
// and leaves when, in any order that an asynchronous network can bring about.
//
// # Byzantine nodes as what they make others see
//
// A node of the spec is a face. A correct node has one, and a corrupt node two: two logs, of which each is right by
// itself, shown to whom it likes. The correct nodes come first, 0 to n-f_c-1, then the faces of the corrupt nodes,
// two by two. What else a corrupt node may write is no matter: whatever no rule allows, nobody takes in (model/log),
// and of what is allowed the spec has all that others can tell:
//
//   - its message of the step may be formulated at any time, in two versions, or not at all;
//   - it acknowledges everything, to everybody: a signature costs it nothing. That takes no action: those of its
//     acknowledgments that do not help it, it need not show;
//   - it reaches a step as soon as the evidence for that exists anywhere (Reachable).
//
// A third version would be of no use to it: what is claimed of versions is claimed of any two.
//
// # The step, numbered as in model/tlcb
//
//	TLCB-1  A correct node enters step s and formulates its message of it, at any time (Formulate). Steps before
//	        are no part of this spec.
//	TLCB-2  In s it acknowledges each message of s, one version of each node (Acknowledge).
//	TLCB-3  With acknowledgments by t_w nodes a message is certified (Certified).
//	TLCB-1  With t_m certified messages of s it leaves s (Leave). What it has learned is the network's choice.
//	TLCB-4  With both faces shown there is evidence, which correct nodes learn one by one (Expose).
//
// Exposed nodes may leave (Shrink, TLC §5.2.2): in the view of who learned of it they are not counted, and lower both
// thresholds by one each. |A \ X| >= t - |X| is the same as |A ∪ X| >= t: an exposed node that left counts as one that
// agrees to everything, which is what a corrupt node may do anyway. This is why it does no harm at whatever moment
// which view knows of it. To count them nevertheless (Counted) is a mistake that splits the group.
//
// Silent nodes say nothing (f_a of TLC §5.2.2). All other nodes say something: a corrupt node that is not silent
// acknowledges, but it may show half of the group another message than the other half, so that neither is certified.
// Then the clock may stop unless the node leaves (TLCB-P4).
//
// Eager has correct nodes acknowledge each other's messages at once. That only ever enables more, and loses no
// behaviour of the faces: a test compares both.
//
// Obligations: TLCB-P1 to P4 in every reachable state, TLCB-S1 to S4 in some (properties.go).
package tlcb

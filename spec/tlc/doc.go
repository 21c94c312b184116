// Package tlc is the message-level spec of threshold logical clocks, TLC(t_m, t_w, n), TLC §2.2-2.6.
//
// The paper's rules, numbered as the actions cite them:
//
//  1. At step 0, and on reaching each step s, node i broadcasts one raw message of step s (§2.2),
//     which carries all that i knows: messages are delivered in causal order (§2.3).
//  2. j, receiving i's raw message of step s while in step s, acknowledges it to i; later it does not (§2.6).
//  3. i, acknowledged by t_w nodes, itself included, while still in step s, broadcasts
//     the certificate that its message is threshold witnessed (§2.6).
//  4. j, holding certificates of step s from t_m nodes or more while in step s, advances to s+1 (§2.6),
//     whether or not its own message was certified. Unwitnessed (t_w = 0), raw messages count instead (§2.2).
//  5. j, told of a later step s by a node i, may take over what i's raw message of s carries, and then is in step s
//     itself: it acknowledges nothing of that, and sends nothing for the steps between (§2.4; package model/tlc, 10.2).
//
// DeliverRaw is rules 1 and 2, Certify is rule 3, DeliverCert and Advance are rule 4, and Adopt, which there is only
// with Config.Jumps, is rule 5.
//
// The paper wants at least t_m messages. An implementation that looks at each message as it comes leaves a step on
// just t_m; one that takes in several at once, or what another node knows (§2.4), leaves on more. So Advance may be
// any time later, but before anything of a later step is received: what that carries would take the node there.
// Config.Exact narrows this to leaving at once, in the action that brings the last message needed.
//
// Four choices keep the state space small without losing behaviour:
//
//   - Causal delivery is a guard: a message is received when the receiver has all that it carries.
//     An implementation's reordering buffer is thus not part of the spec.
//   - An acknowledgment is recorded in the action that sends it, and counts from then on; but the
//     certificate is an action of its own, any time later. So an acknowledgment in flight is one
//     recorded and not yet acted on, and one lost is one never acted on. Acknowledgments carry no history.
//   - A node hears and acknowledges its own raw message as it broadcasts it: "including i itself" (§2.2).
//   - A node stops at the horizon; what is in flight to it then is irrelevant to every step below.
//
// Crashing needs no action: a crashed node is one that takes no further action, and every
// run may stop anywhere. Loss is a message never delivered; duplicates change nothing.
//
// Obligations: TLC-P1 to TLC-P6 in every reachable state, TLC-S1 to TLC-S4 in some (properties.go).
// TLC-P4 needs a majority for t_m, TLC-P5 and P6 for both thresholds (§2.7).
package tlc

// Package clock is the contract that TLC gives to the layer above (TLC §2.1), as an abstract
// spec: what a node may know, of all nodes' messages, whenever it formulates its next one.
//
// # The contract
//
// An outcome tells for each step and node the view that the node's message of that step
// carries: whose messages of which earlier steps it had seen, and of which of them it
// knew that they were threshold witnessed. The contract is a list of axioms on outcomes
// (properties.go):
//
//	CLK-P1  whoever has left a step held t_m or more of its certificates (of its messages, where
//	        there are no witnesses)                                                     §2.2, 2.5
//	CLK-P2  a certified message was seen by t_w nodes before they left its step         §2.6
//	CLK-P3  whoever has a message has all that it carries                               §2.3
//	CLK-P4  nobody forgets, and everybody has its own messages                          §2.1
//	CLK-P5  a certified message is a seen one                                           §2.6
//	CLK-P6  nobody has anything of a step that it has not reached                       §2.4
//
// With majorities as thresholds they imply two-step broadcast (CLK-P7, TLC §2.9).
//
// # The generator
//
// The transition system makes the outcomes that satisfy the axioms, and no others. It plays the
// steps one after the other, and within a step first fixes, message by message, by whom it is
// witnessed if at all, then lets each node learn some things by chance, and leave. Nothing
// is lost by that order: what a node knows on leaving a step depends on the views that messages of
// this and earlier steps carry, and these are fixed when the step begins.
//
// So an outcome of the clock is made as follows: for each step s and node i, choose t_w of those who
// saw i's message in s as its witnesses, if anybody ever holds its certificate; then, for each
// node, add message by message, in causal order, what else it knew on leaving s. Every guard holds
// by CLK-P1 to CLK-P6. proofs/ does just that with outcomes of the message-level spec and of the
// model, and compares the two sets where they can be listed.
//
// An implementation that looks at each message as it comes leaves a step on just t_m certificates. One that takes in
// several at once, or what another node knows (TLC §2.4), leaves on more. Config.Exact narrows the contract to
// the first: CLK-P1 then says that no more than t_m were held, and what is shown of the whole holds of it too.
//
// The generator needs witnesses (t_w >= 1); the axioms also judge unwitnessed clocks.
package clock

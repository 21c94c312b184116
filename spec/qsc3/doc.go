// Package qsc3 is the abstract spec of que sera consensus, QSC3 (TLC §4.10): one whole round, on the
// contract that the clock gives to the layer above (TLC §2.1; package clock).
//
// The round, numbered as in TLC §4.10:
//
//  1. At step s+0 every node i proposes, with a lottery ticket.
//  2. i confirms a proposal if it can determine that it was threshold witnessed (§4.4).
//  3. A node's message of step s+1 carries what it has confirmed by then (§4.6).
//  4. i reconfirms p if it obtains a message of step s+1, itself threshold witnessed, that carries a confirmation of p
//     (§4.6). What counts is what that message carried, not what its sender, or i, knows now.
//  5. At step s+3 i chooses a confirmed proposal with the highest ticket.
//  6. i sees p committed if it has reconfirmed p and is aware of no other proposal whose
//     ticket is greater than or equal to p's (§4.7).
//
// By when i must be aware of a rival for it to count the paper says twice: in §4.7 by step s+3, as the code of §A.1 has
// it, and in §4.10 by step s+2. Config.Rivals is 0 for the first reading and 2 for the second. Both are safe: what
// anybody confirms, all are aware of by s+2 (QSC3-P2). By s+1 is too early, and must fail.
//
// The clock's steps are played one after the other, all nodes through one before any enters the next. That
// loses no outcome: what a node does in step s depends on messages of steps up to s only, so the actions
// of a run can be sorted by step without changing what anybody knows at the end of each. Within a step:
//
//   - For each message the adversary fixes the t_w nodes that witness it (Witness), its sender among them, or
//     lets it miss (Miss). They receive it before they leave the step, with all that it carries.
//   - Then it lets each node in turn leave the step on t_m witnessed messages or more (Hear). An implementation that
//     leaves at the t_m-th certificate never hears more; with Config.Exact nobody does. Before that the node may
//     learn more than the clock promises, which is all that asynchrony can add: any proposal (SeeLate), any
//     certificate of an earlier step with what it implies (ConfirmLate, ReconfirmLate).
//
// A node that lags or crashes is one whose later moves nobody observes; they may be anything legal.
//
// Only at the end are the tickets revealed (Reveal): safety must not depend on who knows them
// when, and an oblivious adversary cannot either (TLC §4.8). QSC3-P4 states agreement for all draws at once.
//
// # Views
//
// A round of five nodes has too many states to search them all; what the properties can tell apart of them are few.
// Without tickets there are two views (views.go). That they lose nothing takes five arguments. The tests of
// views_test.go hold the code to each of them on every state of small groups.
//
// Two proposals are enough, of nodes 0 and 1. What a node does, and may do, never depends on which proposals anybody
// knows of, but for late actions, which are refused where they would change nothing. Knowledge moves by union, and a
// union of sets is one union for each proposal. So to forget all but two proposals first, and then to act, is the
// same as to act first. QSC3-P2, P3 and S3 speak of one proposal, and QSC3-P4 of two: its first half, of p that i
// reconfirmed and j did not confirm, and its second, of p that i reconfirmed and q that j confirmed unknown to i.
// Whichever two they are, some renaming makes them those of nodes 0 and 1, and renamed runs are runs. What fails in
// the view fails in the whole state, since each property only asks for members of the sets, and the view has no
// others.
//
// The late actions bend this in one place. A late certificate of a message of step 1 that confirms none of the two
// makes its receiver aware of proposals all the same, and the view does not have it. But the receiver may become
// aware of each of them by itself (SeeLate), so the view comes to the same state. All actions of the view are
// possible in the whole; late ones that the view takes for possible and the whole does not change nothing.
//
// Whether anything is confirmed is enough for QSC3-P1: a union of sets is empty if all of them are.
//
// Names are forgotten (join). After step 0 the rest of a round depends on nodes and proposals alike up to renaming,
// of each by itself: nothing relates a proposal to the node that made it. Within a step, more can be exchanged. A
// message with its witnesses chosen matters only to those who hear it, and then it is its content that matters, not
// its sender. Nodes that have had their turn are alike but for what they know; so are the others, together with their
// own messages while these have no witnesses. Messages that missed their witnesses matter to nobody.
//
// Turns are forgotten. In half a step each node has one turn, in a fixed order. What it does then reads what messages
// carry and which are witnessed, and adds to what nodes know, to which messages are witnessed, or to how many missed;
// no addition is in the way of another. So the ends of a half step that can be reached do not depend on who has turns
// first, and of two states that differ in who had theirs each leads to the ends of the other, renamed. This is about
// ends of steps: in the middle, the view passes states that the fixed order does not.
//
// So ends of steps alone are judged (settled), and that is enough. QSC3-P1, P3, P4 and S3 say nothing before the end
// of step 2. QSC3-P2 speaks from the beginning of step 2 on. Suppose it fails within that step: i has confirmed p,
// and j is not aware of p. Neither was j before. If i's confirmation came in a message, at once or by ReconfirmLate,
// its sender had it at the beginning of the step, where P2 fails. If it came late, by ConfirmLate, then i could have
// had the same certificate within step 1, and P2 fails at the beginning of step 2 of a run that differs in that.
//
// A run found in a view is made one of the whole spec by taking each step's actions in the fixed order again; it is
// played on full states and ends in one that decides the property.
//
// Obligations: QSC3-P1 to QSC3-P7 in every reachable state, QSC3-S1 to QSC3-S7 in some (properties.go).
package qsc3

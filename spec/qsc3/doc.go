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
// The clock's steps are played one after the other, all nodes through one before any enters the next. That
// loses no outcome: what a node does in step s depends on messages of steps up to s only, so the actions
// of a run can be sorted by step without changing what anybody knows at the end of each. Within a step:
//
//   - For each message the adversary fixes the t nodes that witness it (Witness), its sender among them, or
//     lets it miss (Miss). They receive it before they leave the step, with all that it carries.
//   - Then it lets each node in turn leave the step on t witnessed messages (Hear); the clock advances at the
//     t-th certificate, so it is exactly t. Before that the node may learn more than the clock promises,
//     which is all that asynchrony can add: any proposal (SeeLate), any certificate of an earlier
//     step with what it implies (ConfirmLate, ReconfirmLate).
//
// A node that lags or crashes is one whose later moves nobody observes; they may be anything legal.
//
// Only at the end are the tickets revealed (Reveal): safety must not depend on who knows them
// when, and an oblivious adversary cannot either (TLC §4.8). QSC3-P4 states agreement for all draws at once.
//
// Obligations: QSC3-P1 to QSC3-P6 in every reachable state, QSC3-S1 to QSC3-S6 in some (properties.go).
package qsc3

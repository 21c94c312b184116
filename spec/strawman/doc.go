// Package strawman is the way to QSC3, strawman by strawman (TLC §4.1-4.6): one round, and a rule by which its nodes
// come to a history. Each rule keeps the promise that its section makes, and breaks the one that the next section
// starts from.
//
//	rule  section  how a node comes to its history          keeps                          breaks
//	0     §4.1     it goes on with its own                   STRAW-P1, all stays with all   STRAW-P2, resolved in time
//	1     §4.2     in each step one adopts another's         P1; S1, it can be resolved     STRAW-P2, resolved in time
//	2     §4.3     the highest ticket that it has seen       STRAW-P3, at most f+1 survive  STRAW-P4, one survives
//	3     §4.4     the highest that it confirmed at s+1      STRAW-P5, t had seen it        STRAW-P6, all have seen it
//	4     §4.5     the same, chosen at s+2                   STRAW-P6, all have seen it     STRAW-P7, all confirmed it
//	5     §4.6     the highest that it has reconfirmed       STRAW-P7, all confirmed it     STRAW-P8, all reconfirmed it
//
// By rule 0 a double payment is never resolved (STRAW-P9). Rule 2 needs tickets that differ: with ties more survive.
// None of rules 2 to 5 makes all choose the same (STRAW-P4). Strawman 6, which does not try to, is QSC3 (package qsc3).
//
// Rules 0 and 1 are about a client who pays the same coin to Bob at some nodes and to Charlie at the others:
//
//  1. The client says at which nodes it pays Bob (Pay).
//  2. In each step, by rule 0, all nodes go on with their histories (Pass), or, by rule 1, one adopts that of another
//     one (Adopt).
//
// Rules 2 to 5 play one round of one to three steps as package qsc3 does, with no more knowledge than the clock
// promises:
//
//  1. Each node has proposed, with a lottery ticket. By rule 2 it needs no witnesses, and leaves the step when it has
//     seen t proposals, its own among them, or more (Collect).
//  2. Otherwise the adversary fixes the witnesses of each message (Witness), or lets it miss them (Miss), and lets each
//     node leave the step on t witnessed messages (Hear).
//  3. At the end of the round each node chooses one of the best proposals that are eligible by the rule (Choose).
//
// Tickets need not be drawn. Nodes are alike but for them, so that with node i's ticket i every order of different
// tickets is that of some renaming. With Tied all tickets are equal.
//
// Obligations: STRAW-P1 to P9 and STRAW-S1 to S3, each by the rules of which the table says so.
package strawman

// Package tickets is the abstract spec of the lottery ticket of one proposal of QSC4 (TLC §5.3.3): whose deals make it,
// who can open them when, and what a view of step s+5 recovers. It is the part of a round that package spec/qsc4 leaves
// out, and stands on the same contract: what is certified at s+1 is, with the deals that it names, in every right
// message of s+4 (QSC4-P1).
//
//	QSC4-2  The proposer has exposed some corrupt nodes, f_ck of them, and names f_cu + 1 deals of others
//	        (Propose, Name). f_cu is f_c - f_ck
//	QSC4-1  each dealer has exposed some in its own view: they are no recipients, and each lowers the deal's threshold by
//	        one. Dealers need not agree on whom
//	QSC4-4  whoever enters s+4 (Enter) reveals its shares of the deals in its view. Of a certified proposal everybody has
//	        them, of others some may (TLC §5.3.3)
//	QSC4-5  whoever enters s+5 has t_m messages of s+4 of different nodes (Read). It knows the ticket if for each
//	        deal named as many of them have a share as the deal's threshold says
//
// The adversary has all that was revealed, to whomever; the shares that corrupt nodes can open by themselves; and the
// secrets that corrupt nodes dealt (Open).
//
// Nodes are nodes, not faces: of a node one message of a step counts in a view. The last f_c are corrupt.
//
// A round's thresholds stay although nodes are exposed in it. With Shrink they do not: who enters s+5 has then exposed
// some, who are not counted and lower t_m (TLC §5.2.2). Then shares are missing of deals made before, and this is why
// model/qsc4 leaves the clock's thresholds alone. With Withhold corrupt nodes reveal nothing, and nobody minds (QSC4-R3
// given up); with Few a proposal names f_cu deals.
//
// Obligations: QSC4-P7 to P9 in every reachable state, QSC4-S5 to S7 in some (properties.go).
package tickets

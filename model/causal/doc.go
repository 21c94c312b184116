// Package causal delivers broadcasts in causal order (TLC §2.3, §5.1.1, §9.3): whoever processes a
// message has processed, before it, all that its sender had processed before sending it.
//
// # Vector time
//
// Each node stamps its broadcasts with ascending numbers, from 1; numbers may be left out. The
// vector Time of a node holds, for every node, the stamp of the last broadcast of that node
// that it has delivered, its own included; 0 where there is none. A message carries the
// Time at which it was sent, before itself (its Past): Past[sender] is thus the stamp of the
// sender's previous broadcast, and in-order delivery is part of causal delivery.
//
// # The floor
//
// History must not live for ever. A node raises its floor as time goes by: broadcasts
// stamped below it are of no use to it any more, are not waited for, and not delivered. A
// message m of node i is deliverable at a node with Time T and floor F when for every j
//
//	T[j] >= m.Past[j]   or   m.Past[j] < F
//
// so that among the stamps from F on, causal order is exact.
//
// # The reordering buffer and its bound
//
// A message that is not yet deliverable is held back. Messages stamped at or above the
// horizon are refused: with floor F and horizon H at most n * (H - F) messages are held.
// A refusal is reported (Refused), never silent: the receiver must ask for retransmission when
// it has caught up, or be brought up by other means. Package tlc does the latter.
//
// Each held message waits on the first node whose log it finds too short. As Times and
// floors only rise, the nodes before that one need never be looked at again: delivering
// one message costs n comparisons in all, however long it is held.
//
// # Order
//
// Messages that are deliverable at the same moment are delivered by ascending (stamp,
// node), so that the order is a function of what was received, not of how it is stored.
// Delivering a duplicate is impossible: its stamp is not above T[sender].
package causal

// Package causal delivers broadcasts in causal order (TLC §2.3, §5.1.1, §9.3): whoever processes a
// message has processed, before it, all that its sender had processed before sending it.
//
// # Vector time
//
// Each node stamps its broadcasts with ascending numbers; numbers may be left out. The vector time of a node tells
// which broadcasts of each node it has delivered, its own included. Since each log is delivered in order, one stamp for
// each node would say that. But history does not live for ever. So a Time keeps only Span stamps from its base on, and
// keeps them the other way round: for each stamp, the set of the nodes whose broadcast with that stamp has been
// delivered. That is a few words for any group, and comparing takes a few operations.
//
// A message carries the Time at which it was sent (its Past). Its sender's own earlier broadcasts
// are in it: in-order delivery is part of causal delivery.
//
// # The floor
//
// A node raises its floor as time goes by. The floor is the base of its Time. Broadcasts stamped below it are of no use
// to the node any more: they are not waited for, and not delivered. A message m is deliverable at a node with Time T
// exactly when
//
//	m.Past's base <= T's base   and   T includes m.Past from T's base on
//
// The first condition says that m's Past tells all that this node still cares about. A message that knows less comes
// too early, and waits for the floor to rise. Among the stamps from the floor on, causal order is thus exact.
//
// # The reordering buffer and its bound
//
// A message that is not yet deliverable is held back, once. Messages stamped at or above the horizon are refused: with
// floor F and horizon H at most n * (H - F) messages are held. A refusal is never silent, but reported (Refused). The
// receiver must ask for the message again when it has caught up, or be brought up by other means. Package tlc does the
// latter.
//
// A held message lacks broadcasts, and waits for the node that sent one of them: it is looked at again when a broadcast
// of that node is delivered. Of all that it lacks, this is the last in canonical order, which is likely to be delivered
// last. A message that waited for the first would be looked at again for each of the others. A message that lacks
// nothing but comes too early waits for the floor to rise.
//
// # Order
//
// Messages that are deliverable at the same moment are delivered by ascending (stamp,
// node), so that the order is a function of what was received, not of how it is stored.
package causal

// Package replica models one node of a replicated object, above a chain of blocks that a consensus protocol makes. It
// knows no protocol: a Chain is what it needs of one.
//
// # The protocol
//
//	REP-1  A request arrives from a client. If the operation was applied to the final       §4.1
//	       prefix of the chain, answer what it answered then (REP-5). Otherwise keep it.
//	REP-2  When the chain asks for a proposal: propose a block with all operations that     §4.1
//	       were asked for and are not in the chain that the block is put on.
//	REP-3  A block commits: it and all blocks below it are final. Apply the operations      §4.10
//	       of those that became final, in the order of the chain, each request once:
//	       a request ID that was applied before is passed over.
//	REP-4  Answer each client whose request was applied, if it asked this node.             §4.10
//	REP-5  Keep, of each client, its last request and what it was answered. That table is
//	       a part of the replicated object: it follows from the final prefix alone, so that
//	       a node that jumped has it too.
//	REP-6  A read is an operation like any other, and takes its place in the chain.
//
// A block refers to the block below it. So it carries all of the chain that it stands on, as a state that is handed on
// (TLC §2.4); a real node asks for the blocks that it lacks. Chains that are interleaved (TLC §4.11) each have an
// object of their own: an operation belongs to one chain.
//
// # Strategies
//
// A Strategy departs from these rules in one point. Those that do not keep what they promise are there to fail.
//
// # Obligations
//
//	REP-O1  The histories of clients are linearizable (Herlihy and Wing 1990).
//	REP-O2  An operation that a client was told of is final, and so is what a read was answered.
//	REP-O3  However often a request arrives, and wherever, its operation is applied once.
package replica

// Package consensus is what every consensus protocol implements: a chain of chosen values,
// of which nothing is said but that they are chosen once, one after the other, and that
// nobody learns anything else.
//
// It is the top of the refinement: spec/qsc3, and below it model/qsc3, are consensus protocols
// because each of their steps is a Choose, a Learn or nothing under the map of proofs/. A value is named by
// the node that proposed it; a position of the chain is a round (TLC §4.1). A commit
// chooses a proposal and with it, position by position, what it builds on (TLC §4.10).
//
// Safety is in the guards: Choose needs a position where nothing is chosen yet, above one where something
// is. Liveness is not claimed: whether rounds commit is a matter of odds (TLC §4.9).
package consensus

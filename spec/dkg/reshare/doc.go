// Package reshare is the abstract spec of how a shared key passes from one group to another and back (package
// model/dkg, NewResharing; IC §III.1.3.6), in the Go subset.
//
// In each passage the members of one group deal their shares of the key to the other, which complains and is
// answered as in spec/dkg. The old thresholds' number of qualified dealers with the lowest indices makes the new
// sharing. Before a passage the adversary says who is corrupt in it: at most f of either group. With Mobile it may
// choose other nodes than before; what it knew it knows.
//
// Values are abstracted to what matters of them. A deal is of the dealer's own share or of another value. A share
// fits or does not. The adversary knows a share of a sharing if its holder was corrupt in the passage that made it
// or in the one that used it, or if enough of what makes it up was published. That as many shares as are known
// here, old and new together, determine nothing is linear algebra, counted in proofs/dkg (DKG-P18).
//
// Broadcasts are atomic, nodes act in turn, and nodes that are not in the acting group have empty turns.
package reshare

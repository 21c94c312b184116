// Package log models accountable logs (TLC §5.1): each node writes what it does into a log that it cannot change
// afterwards, everybody keeps copies of all logs and replays them, and what a node did wrong becomes evidence that
// convinces whoever sees it. It knows no protocol: what an entry may say is for Rules to judge.
//
// # Entries
//
// An entry is (node, seq, back, heads, action, signature):
//
//	seq     counts the node's entries from 1                                            §5.1.1
//	back    is the hash of the node's entry before; of nothing but the group at seq 1   §5.1.2
//	heads   is the vector time with head hashes: of each other node, the number and      §5.1.5
//	        the hash of the last entry that the node had processed when it wrote this
//	action  is what the node does, an encoding that the protocol defines
//
// The hash is over all of it and over the group's name, so that an entry of another group is nobody's. It therefore
// names the whole causal past: whoever has an entry with all it refers to has exactly the view in which its author
// acted, whatever other faces equivocators showed to others. Replay is a function of that view and of nothing else
// (§5.1.4, §5.1.5). An entry once linked to its past is an Item, and items are shared, never written.
//
// # The machine
//
//	LOG-1  Write: the next entry of one's own log, signed, with the present heads; broadcast it    §5.1.1
//	LOG-2  An entry arrives: refuse it silently unless its author signed it                        §5.1.2
//	LOG-3  While it refers to entries that are not there, keep it (at most MaxPending of an        §5.1.1
//	       author); ask its sender at once where one's own copy differs, else when more waits         §5.1.5
//	LOG-4  Its past is there: replay it in its author's own view                                    §5.1.4
//	 4.1     it is right: if it continues one's copy of its author's log, it is the new head;
//	         else it is of another branch, kept for those who had seen it
//	 4.2     it is wrong: evidence of an invalid action; it is never a head                         §5.1.2
//	LOG-5  Two entries of one author and number: evidence of equivocation. An entry whose           §5.1.3
//	       back-link does not fit the entry before: evidence of a fork
//	LOG-6  After each single entry processed, let the author act: write what its protocol has to say
//	       (Author), and publish evidence that its view lacks (Expose), which is how evidence spreads    §5.1.2
//	LOG-7  Asked for entries, send them with what the asker lacks of their past, oldest first       §5.1.5
//
// An author who is exposed is not followed any more: its entries are taken only where others refer to them.
//
// # Rules of every log
//
//	LOG-R1  an entry has the form above: seq from 1, a head for each other node and none for itself
//	LOG-R2  back is the hash of the entry before, or at seq 1 that of the group
//	LOG-R3  heads never go back, and never change to another branch of a log
//	LOG-R4  heads cover what the entries that they name cover, unless that is another branch
//	LOG-R5  heads name no entry that is wrong: its author should have replayed it
//	LOG-R6  an entry that exposes a node has evidence that proves it, and is the first in its view to do so
//
// # Evidence
//
//	LOG-E1  equivocation: two entries of one node with one number, both signed by it
//	LOG-E2  fork: two consecutive entries of one node, both signed, the later with another back-link
//	LOG-E3  invalid action: an entry signed by the node that breaks a rule, with its causal past
//
// Check needs nothing but the evidence, the group's keys and the rules. No statement of who brings it counts.
//
// # Obligations
//
//	LOG-O1  Accuracy: no evidence against a correct node is ever accepted, on any schedule, whatever others do.
//	LOG-O2  Completeness: a fault of the kinds above that is in the past of a correct node's entry, or that a correct
//	        node holds, is known to every correct node once messages between correct nodes arrive.
//	LOG-O3  Transfer: what one node accepts as evidence every node accepts.
//	LOG-O4  Replay of an entry gives the same result wherever and whenever it is done.
//	LOG-O5  Nothing written can be changed: another content is another hash, and then a fork.
//	LOG-O6  What a node keeps for a peer beside the logs themselves is bounded.
//
// What stays invisible: an entry that refers to something nobody can supply waits for ever, and a node that says
// nothing is slow or dead for all that anybody knows (§5.2.1). Nobody is blamed for either.
package log

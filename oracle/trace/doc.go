// Package trace judges recorded runs of TLC and QSC3 (docs/TRACE-FORMAT.md): it says of
// each event whether the paper allows it, given what its node had sent and received
// before. It shares no code with the models: it reads what a node did and never
// computes what a node would do next.
//
// # How an event is judged
//
// The judge follows every node through the trace and keeps of each: its step, its raw
// message of that step, the acknowledgments it has collected for it, how many
// certificates of that step it has processed, and what it owes.
//
//  1. A send is held against what the sender had received (TLC §2.2, §2.6).
//  2. A receive is held against the causal history of the message: all that its sender
//     had received before sending it (TLC §2.3).
//  3. A node reacts to what it received before it receives anything else: it
//     acknowledges a raw message of its step, certifies its own at the witness
//     threshold, decides when a round ends, proposes when a step begins. These may come in any
//     order. A node with enough messages of its step may stay in it, until it receives one of a later step.
//  4. A decision is held against the node's view at that moment: the choice is a best
//     confirmed raw message of the round's first step, and it is committed exactly when
//     the three conditions of TLC §4.10 hold. The confirmations that a raw message
//     carries are those its sender had at the moment of sending, not those of today.
//  5. Across nodes: once anybody commits a choice, everybody's choice of that round is the same.
//
// Judging stops at the first event that breaks a rule: what follows from a wrong step
// can no longer be told from what went wrong on its own.
//
// # Causal history
//
// Each node has a log of what it received, and each message remembers how long its
// sender's log was when it was sent. A node that receives the message must have all of
// that prefix. How much of i's log j was already found to have only grows, so each pair of nodes
// walks each log once: n steps for each receive, and no set is ever copied.
//
// # Memory
//
// A message is dropped when every node ignores it: when all have decided the round of its step.
// A node that has crashed never decides, and would hold everything back. When the
// budget (Options.Memory) is reached the node furthest behind is abandoned: as long
// as it shows no further event, and a crashed node shows none, nothing is lost, and if it does,
// the verdict is inconclusive. Where no node lags the verdict is inconclusive at once.
package trace

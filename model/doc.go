// Package model holds what all message-level models share: nodes and sets of nodes, logical time, digests, and the
// shape of a protocol. It knows no protocol.
//
// # A protocol is a value and a function
//
// A protocol is a Machine[S]. Start gives a node its first state. Apply takes a state and one event to the next state
// and a list of effects. Both are pure: they use no clock, no randomness, no channel and no map order, and Apply never
// changes its argument. So a state can be kept, compared, and continued twice. Configuration lies in the machine,
// everything that changes lies in the state. A machine that is often simulated in large groups may offer the same
// transition in place too (InPlace), and define Apply by it. Even then what a state refers to is replaced and never
// written.
//
// Whatever a node cannot compute arrives as an event: messages (Receive), coins (Coin,
// asked for by the effect AskCoin), the end of a phase (Timer, asked for by SetTimer), the
// suspicion that messages were lost (Timeout), a client's wish (Request). Whatever a
// node does is an effect: Send, Broadcast, AskCoin, SetTimer, Output. A protocol adds
// effects of its own for what its user and its tests want to see, such as a step
// reached or a decision; it states their order, which is the order in which they happened.
//
// A node does not receive its own broadcast: a machine processes its own message
// within the Apply that sends it.
//
// Messages are immutable once sent. A message type may be a pointer to a struct, so that all who receive a broadcast
// share it. Then nobody writes to it after it left Apply, and its identity is its contents, never its address.
//
// A message from the network is data: an invalid one is ignored or blamed, never a panic.
//
// # To build a protocol
//
// Define its messages (each with a Label), its State, its Machine with Start and Apply,
// and one on… method for each kind of event. Run it with sim.World, which
// knows the events and effects of this package and hands all other effects to its observer.
package model

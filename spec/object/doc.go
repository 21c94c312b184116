// Package object is what the users of a replicated object see, on the contract of consensus alone: a register that few
// clients read, write and compare, three operations in all, in every interleaving.
//
// A chain of operations grows at one end and never changes (spec/consensus); nodes learn it position by position.
// Clients call, one operation at a time each, and whichever node knows an operation to be in the chain may answer it.
// That stands for all that lies between, requests that are asked again elsewhere included: which node a client asks is
// left open until it is answered (model/object/replica).
//
// The history of the clients is in the state: who called what, what had returned when it was called, and the answers.
// So that linearizability is a property of states (OBJ-P1), and every history that is reachable is judged; the same
// histories are judged by porcupine (proofs/object).
//
// Configurations depart from the protocol as strategies do: reads of the final prefix, with sessions and without, and
// requests without IDs, which may be put into the chain twice.
package object

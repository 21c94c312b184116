// Package object has the sequential objects that users of a consensus protocol see: what is replicated, and nothing of
// how. Each is a value with one pure method, Apply. Package replica runs them above a chain of blocks (TLC §4.1).
//
//	log        Append puts a value at the end and answers its place; ReadLog answers all values
//	registers  Read, Write and CompareAndSet of the register of a key
//	queue      Enqueue; Dequeue answers the oldest value, or that there is none
//	ledger     Transfer moves an amount from one account to another one that exists, if it is there; Balance (TLC §4.1)
//
// What histories of them must look like is not told here but in linearizability/judge, which shares no code with this
// package: a fault in one is seen by the other.
package object

// Package twophase is the spec of two-phase commit (Gray and Lamport, Consensus on Transaction Commit, 2006, §3).
//
// A coordinator and n resource managers decide on one transaction. The rules, numbered as the actions cite them:
//
//  1. A manager that is still working may prepare, and tells the coordinator so.
//  2. A manager that is still working may abort on its own.
//  3. The coordinator notes who is prepared. Once all managers are, it may commit, and tells all of them.
//  4. The coordinator may abort as long as it has not decided, and tells all managers.
//  5. A manager does as the coordinator tells it.
//
// A message stays in the network for ever and may be received or not: loss and delay need no action of their own.
// Receiving a message again changes nothing; the standard model counts it as a transition, and so does this one.
//
// Obligations: TPC-P1 and P2 in every reachable state; TPC-S1 to S3 in some (spec.go).
package twophase

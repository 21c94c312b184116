// Package twophase is a node of two-phase commit: a resource manager, or the coordinator.
//
// Managers are the nodes 0..n-1, the coordinator is node n. The rules are those of spec/twophase, by their numbers:
//
//  1. A manager asks for a coin. On 0 it prepares and tells the coordinator so.
//  2. On 1 it aborts on its own, and tells nobody.
//  3. The coordinator notes who is prepared. Once all are, it commits and tells all.
//  4. When its time is up and it has not decided, the coordinator aborts and tells all.
//  5. A manager does as the coordinator tells it.
package twophase

// Package audit watches a run of the model from outside and judges what TLC promises of all nodes together
// (TLC §2.6 to §2.9). No node could: the promises compare what several of them do.
//
//	a := audit.New(thresholds)
//	config.Observe = func(o sim.Observation[tlc.State]) { a.Observe(audit.Of(o, o.After)) }
//	…
//	breach := a.Breach()
//
// # What is judged
//
// Rules is the list. Each effect of each transition is held against what was observed before, and the first breach
// is kept, with the move and the node. AUDIT-RAW to AUDIT-CERT are about one node: it sends its messages for
// its present step only. The others are about all:
//
//   - AUDIT-PERIOD: reaching a step, by oneself or by a jump (TLC §2.4), presupposes that a majority
//     has reached the step before. Who jumps leaves out the steps in between, but whoever showed it the step
//     it reaches got there with a majority in every step.
//   - AUDIT-TARDY: what a node formulates for a step when a majority has reached the next one is never certified.
//   - AUDIT-SPREAD: whatever is ever certified in step s is known to whoever reaches s+2, at the latest when it does
//     so. The certificate may come after; whichever comes second is held against the other.
//
// That thresholds are majorities is what the rules of all nodes rest on (TLC §2.7). In unwitnessed TLC (t_w = 0) there
// are no acknowledgments and no certificates, so that only AUDIT-RAW and AUDIT-PERIOD can be broken.
//
// # What a run can hide
//
// A node of QSC3 may reach several steps in one transition, and what it knows is only looked at afterwards: a message
// processed in between counts as known in time. This lets a breach of AUDIT-SPREAD pass, and never makes one up.
//
// # Memory
//
// A record of a step is kept as long as a live node may still refer to it: a node in step m sends messages of step m,
// reaches m+1, and is then held against what was certified in m-1. So the records from m-1 on stay, where m
// is the step of the live node furthest behind; nodes that have crashed do not count. References to earlier steps
// break AUDIT-RAW to AUDIT-CERT, whatever is remembered.
package audit

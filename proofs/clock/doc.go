// Package clock proves what the contract of a clock is worth: that its generator makes exactly what its axioms allow,
// that they imply two-step broadcast for every n, and that a round of QSC3 can stand on them.
//
//	spec/clock --CLK-R1, R2--> spec/qsc3
//
//	CLK-L1      the generator makes whatever satisfies the axioms             lockstep_test.go
//	CLK-L2      the axioms imply two-step broadcast, for every n              broadcast_test.go
//	CLK-L3      what the solvers assume is true of every outcome              formula_test.go
//	CLK-R1, R2  every transition of the generator is one of the round's       round_test.go
//
// Proofs of what stands below the contract and above it use the same maps: Replayer makes an outcome by the
// generator, Project sees a round in it, and Contract states the axioms for solvers.
package clock

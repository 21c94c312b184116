// Package qsc3 proves that QSC3 is consensus: the machine of model/qsc3 runs as spec/qsc3 says, a round of spec/qsc3
// chooses at most one value, and successive rounds build one chain.
//
//	model/qsc3 --QSC3-R1, R5--> spec/qsc3 --QSC3-R2, R3--> spec/consensus
//	model/qsc3 ---------------QSC3-R4---------------------> spec/consensus
//
//	QSC3-L1, L2      agreement for any tickets is agreement for each draw       consensus_test.go
//	QSC3-L3, L4      the contract of the clock implies agreement, for every n   agreement_test.go
//	QSC3-L5          so does the Go of the spec, its rules included, for every n   everyn_test.go
//	QSC3-R1, R4, R5  the machine refines its spec and consensus, on its runs    model_test.go
//	QSC3-R2          a round refines consensus                                  consensus_test.go
//	QSC3-R3          successive rounds refine the chain of chosen values        chain_test.go
//
// That the round itself stands on the contract of the clock is shown in proofs/clock (CLK-R1, R2).
package qsc3

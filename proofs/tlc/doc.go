// Package tlc proves that the message-level clock is right: the machine of model/tlc runs as spec/tlc says, and
// spec/tlc keeps the contract of spec/clock, on which everything above the clock stands.
//
//	model/tlc --TLC-R1, R4--> spec/tlc --TLC-R2, R3--> spec/clock
//
//	TLC-L1, L2, L11         majorities meet, and thresholds make quorums, for every n    quorum_test.go
//	TLC-L3 to L8, L10       the spec keeps the contract and its guarantees, for every n  everyn_test.go
//	TLC-L9                  so it does in any three steps, as the solvers assume         round_test.go
//	TLC-L12                 who does not crash reaches every step, in small groups       liveness_test.go
//	TLC-R1, R4     the machine refines its spec, on its runs                     model_test.go
//	TLC-R2, R3     the spec refines the contract, in every state                 contract_test.go
package tlc

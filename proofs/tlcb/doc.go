// Package tlcb proves, for groups of every size, what the thresholds of Byzantine TLC are for (TLC §5.2).
//
//	TLCB-L1, L2  quorums that share a correct node, and have a majority of them    quorum_test.go
//	TLCB-L3, L4  one face of a node is certified; two-step broadcast               broadcast_test.go
//	TLCB-F1      the model under attack is followed by spec/tlcb                   shadow.go, model_test.go
//	TLCB-L5      what the solvers assume is true of every run of spec/qsc4         formula_test.go
//	TLCB-L6      and in every reachable state, where it says something             states_test.go
//	TLCB-L7      the same of the sizes of quorums, in spec/tlcb                    sizes_test.go
//
// The round of consensus on top of it (proofs/qsc4) uses the same assumptions: Contract.
package tlcb

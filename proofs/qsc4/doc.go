// Package qsc4 proves, for groups of every size, that a round of QSC4 agrees with f_c corrupt nodes, and who knows its
// tickets when (TLC §5.3).
//
//	QSC4-L1      agreement, from the contract of Byzantine TLC    agreement_test.go
//	QSC4-L2, L3  shares and deals are counted                     tickets_test.go
//	QSC4-L4, L5  what the solvers assume is true in every state   states_test.go
//	QSC4-L6      the odds of latecomers, exactly                  latecomer_test.go
//	QSC4-F1      rounds of the model under attack are followed    follow.go, follow_test.go
package qsc4

// Package explore proves of the explorer that searching up to renaming of nodes loses nothing, on the specs that
// allow renaming only between two steps. What spec/explore shows itself, on spec/tlc, is not repeated here.
//
//	EXP-R1, R2  the same verdicts at the same depths, one state of each orbit    symmetry_test.go
//	EXP-R3      the same verdicts in views of the state                          views_test.go
package explore

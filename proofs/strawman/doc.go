// Package strawman works out what the paper says of its first strawmen in numbers, and writes the runs of all of them
// into a page (docs/STRAWMEN.md).
//
//	STRAW-L1, L2  how likely and how slow genetic consensus is     moran_test.go
//	STRAW-L3      how many histories survive a lottery             survivors_test.go
package strawman

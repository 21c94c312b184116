// Package proofs shows, as Go tests, why the protocols are right: that each level refines the one above it, and that
// what the specs assert in small groups holds for every n. Each protocol has a folder here. The tests of this package
// itself only collect what those below it show.
//
//	model/tlc --TLC-R1--> spec/tlc --TLC-R2--> spec/clock --CLK-R1--> spec/qsc3 --QSC3-R2--> spec/consensus
//	model/qsc3 ---------------------QSC3-R1--------------------------> spec/qsc3
//	model/dkg  ---------------------DKG-P17--------------------------> spec/dkg
//
// A refinement maps the states of one level to those of the next, and shows that every transition becomes a
// transition above, whose guard holds, or changes nothing there. It is shown on every transition where the lower
// level can be listed, and on runs where it cannot: on all schedules of tiny groups, and on random and fuzzed
// schedules with faults of groups up to spec.MaxNodes. What such proofs share is in proofs/refine, and what proofs by
// solvers share is in proofs/smt.
//
// Each test begins with the ID of what it shows, the claim and its source, then the method:
//
//	// QSC3-R4. Claim: the commits of the model refine the chain of chosen values (TLC §4.1).
//	//
//	// Method: random schedules, each commit replayed as actions of spec/consensus.
//
// Its key in docs/REFERENCES.md names the source. docs/PROOFS.md lists them all and is generated from these comments:
//
//	go test ./proofs -run Matrix -update
//
// What takes minutes runs only with QUESERA_DEEP=1 in the environment, and says so where it is left out.
package proofs

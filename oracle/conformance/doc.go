// Package conformance is the set of conformance vectors that quesera publishes: which of all that can be drawn up are
// in it, which planted faults each kills, and the files with their manifest.
//
// # How the set was made
//
// Each protocol draws up many vectors (catalogue.Protocol.Vectors, oracle/trace/vectors). "quesera vectors --measure"
// plants every fault of the catalogue (fuzz/mutants) in the packages that a family is about, one at a time, and judges
// all of the family's vectors by what that makes of the implementation. A vector kills a fault if it fails then. Of the
// vectors few are kept (internal/vector.Cover): together they kill every fault that any of them kills, and show every
// topic. selected.list is what came of it: nothing in it is claimed, all of it is measured.
package conformance

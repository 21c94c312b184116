// Package vectors has the conformance vectors of QSC3: what a node decides of a round, from what it knows of it, and
// scripts of what happens to one node (model/tlc/vectors).
package vectors

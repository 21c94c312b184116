// Package vectors has the conformance vectors of random beacons: what a round signs, which beacons verify, and
// scripts of one node (model/beacon).
package vectors

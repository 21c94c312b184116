// Package vectors has the conformance vectors of key generation: the transcript of one node, which is what it is told,
// what it says, and what it ends with. Broadcasts reach everybody, phases end by a timer (model/dkg).
//
// Most are over the exponents of a small prime field, in which an element is its own logarithm: what goes wrong is seen
// with the eye. An octet then is a scalar or an element. Others are over G1 of BLS12-381.
package vectors

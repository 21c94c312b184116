// Package vectors has the conformance vectors of secret sharing, verifiable and publicly verifiable secret sharing,
// BLS signatures and threshold BLS. Scalars are 32 octets, big-endian; points are compressed. Where an operation needs
// randomness, it is an input.
package vectors

import "quesera/internal/vector"

// Families are all families of vectors here.
func Families() []vector.Family {
	return []vector.Family{sharing(), verifiable(), public(), signatures(), threshold()}
}

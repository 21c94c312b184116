// Package sharing proves what secret sharing and threshold signatures rest on.
//
// Over small prime fields the claims are counted out: every polynomial, every set of
// parties, every word, every dual codeword, every vector of weights, by the very code of
// model/crypto/shamir that runs over the scalar field of BLS12-381. "Uniform" and "with
// probability 1/q" are exact counts there, not samples. Over the real curve the claims
// that depend on the groups are tested on drawn inputs (rapid). The text of each claim is
// the comment of its test.
//
//	SSS-P1   any t shares reconstruct                             secrecy_test.go
//	SSS-P2   any t-1 shares leave the secret uniform              secrecy_test.go
//	SSS-P3   sharings add up and scale                            linear_test.go
//	SSS-P4   the low-degree test                                  degree_test.go
//	SSS-P5   resharing                                            linear_test.go
//	VSS-P3   a Pedersen commitment hides                          commitment_test.go
//	VSS-P4   random linear combinations                           commitment_test.go
//	TBLS-P1  every quorum makes the same signature                curve_test.go
//	TBLS-P4  batches say what one by one says                     curve_test.go
//	TBLS-P7  partial signatures add up as their keys do           curve_test.go
//	PVSS-P5  sums of deals hide the sums of the secrets           curve_test.go
package sharing

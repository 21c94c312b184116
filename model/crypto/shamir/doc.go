// Package shamir is Shamir's secret sharing over a prime field (IC §III.1.3.4): the
// secret is a(0) for a polynomial a of degree less than t, the share of party i is
// a(i), any t shares determine the secret and t-1 say nothing about it.
//
// One source runs over every field that implements Field: the scalar field of
// BLS12-381 in the protocols, and GF(5) to GF(13) in proofs/sharing, where the claims
// are counted out over every polynomial instead of sampled.
//
//	SSS-1  a(x) = a_0 + a_1·x + … + a_{t-1}·x^{t-1}, a_0 the secret      Polynomial
//	SSS-2  s_i = a(i) for i = 1..n                                       Scheme.Deal
//	SSS-3  λ_i = ∏_{j≠i} (x-j)/(i-j), i and j in a set of t indices      Scheme.Lagrange
//	SSS-4  a(x) = Σ λ_i·s_i; the secret is a(0)                          Scheme.Interpolate
//	SSS-5  (y_1..y_n) = (a(1)..a(n)) for some a of degree less than t
//	       iff Σ y_i·v_i·f(i) = 0 for every f of degree less than n-t,
//	       where v_i = ∏_{j≠i} 1/(i-j) (SCRAPE §2.1)                     Scheme.DualCodeword
//
// Obligations, proved in proofs/sharing:
//
//	SSS-P1  any t shares reconstruct the secret
//	SSS-P2  any t-1 shares leave the secret exactly uniform
//	SSS-P3  shares of a and of b add up to shares of a+b
//	SSS-P4  the test SSS-5 accepts every codeword; of the dual codewords, exactly one in
//	        the order of the field accepts a given word that is none
//
// A ShareIndex is an x-coordinate, so it starts at 1: a share with index 0 would be
// the secret itself. Every function refuses index 0, indices above n, duplicates, and
// a field too small to tell 1..n apart; IndexFromScalar refuses i+r instead of reducing
// it to i.
//
// Nothing here draws randomness: the coefficients are an argument. They must be uniform
// and independent for SSS-P2, the leading one included: t says how many shares are needed
// at most, and one polynomial in r has a lower degree.
package shamir

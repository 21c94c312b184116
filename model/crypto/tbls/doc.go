// Package tbls is threshold BLS signatures (IC §III.1.3.1; Boldyreva, PKC 2003, §3): n
// parties hold shares of one secret key, any t of them make the one signature that the
// key itself would have made, and the public part of the sharing tells good partial
// signatures from bad ones.
//
// Keys lie in one group of the pairing and signatures in the other, as the suite of
// package bls says. P is the generator of the keys' group, A the commitment to the
// sharing of the key x (package vss), h = hash_to_point(m).
//
//	TBLS-1  public key X = A_0 = x·P; public key share V_i = Σ_k i^k·A_k = x_i·P   NewPublicKey
//	TBLS-2  partial signature σ_i = x_i·h                                          Sign
//	TBLS-3  σ_i is valid if e(V_i, h) = e(P, σ_i)                                  PublicKey.Verify
//	TBLS-4  many partials of one message: e(Σ w_i·V_i, h) = e(P, Σ w_i·σ_i)        PublicKey.VerifyAll
//	TBLS-5  who sent a bad one: halve the batch until it is found                  PublicKey.Judge
//	TBLS-6  σ = Σ λ_i·σ_i over any t valid partials, at 0                          PublicKey.Interpolate
//	TBLS-7  the combined signature is verified under X before it is returned       PublicKey.Combine
//
// Obligations, in this package's tests and proofs/sharing:
//
//	TBLS-P1  every set of t valid partials combines to the same signature, x·h
//	TBLS-P2  a signature that Combine returns verifies under X
//	TBLS-P3  fewer than t distinct indices never combine, however often they are repeated
//	TBLS-P4  VerifyAll accepts exactly what Verify accepts one by one, but for a chance of
//	         2^-127 per attempt of who chose the partials (docs/SHARING.md)
//	TBLS-P5  Judge names every bad partial and no good one
//	TBLS-P6  a partial is good for its own index, message and key only
//
// Points are taken to lie in their groups: those from the decoders do. An index says whose
// partial a message claims to be; that it comes from this party, the transport must see to,
// or blame falls on whoever is named.
package tbls

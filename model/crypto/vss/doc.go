// Package vss is verifiable secret sharing: Shamir's sharing with a public commitment to
// the polynomial, against which every party checks its share. Feldman (FOCS 1987, §3)
// commits in the exponent and publishes the secret's image; Pedersen (CRYPTO 1991, §4)
// blinds the commitment, so that it says nothing about the secret to anyone.
//
// The group is written additively with generator G; a and b are polynomials of t
// coefficients.
//
//	VSS-1  the dealer publishes A_k = a_k·G for k < t, sends s_i = a(i)          Feldman.Deal
//	VSS-2  V_i = Σ_k i^k·A_k is the public image of share i                       Feldman.Image
//	VSS-3  party i accepts if s_i·G = V_i                                         Feldman.Verify
//	VSS-4  H is a second generator with log_G H unknown to everybody              SecondGenerator
//	VSS-5  the dealer publishes C_k = a_k·G + b_k·H, sends (a(i), b(i))           Pedersen.Deal
//	VSS-6  party i accepts if a(i)·G + b(i)·H = Σ_k i^k·C_k                       Pedersen.Verify
//	VSS-7  many shares of one deal are checked as one random linear combination:
//	       Σ_i w_i·s_i·G = Σ_k (Σ_i w_i·i^k)·A_k                                  Feldman.VerifyAll
//
// Obligations:
//
//	VSS-P1  the shares of a deal that verifies are those of one polynomial of degree
//	        less than t: any t of them give the same secret, log_G A_0
//	VSS-P2  commitments and shares of several deals add up (Add)
//	VSS-P3  a Pedersen commitment fits every secret: t-1 shares and the commitment leave
//	        it uniform
//	VSS-P4  VerifyAll accepts what Verify accepts one by one, but for a chance of 2^-127
//	        per attempt of who chose the shares (docs/SHARING.md)
//
// A commitment has exactly t entries: one entry more, and t shares no longer determine
// the secret. Its last entry is not the identity: otherwise fewer than t shares do, which
// is how leading coefficients that cancel in a sum of deals show. Its first entry may be the
// identity (a sharing of zero refreshes shares); package tbls refuses it as a key.
//
// Points are taken to lie in the group: those from Decode do.
package vss

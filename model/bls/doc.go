// Package bls is BLS signatures over BLS12-381 (draft-irtf-cfrg-bls-signature-06), on
// gnark-crypto's curve arithmetic.
package bls

// Package ibe is identity-based encryption under the key of a signature scheme: the FullIdent scheme of Boneh and
// Franklin (BF01 §4.2) as a key encapsulation, in the form that drand's tlock uses. Whoever has the signature of an
// identity decrypts what was encrypted to that identity. With a threshold key the signature is the threshold signature
// that package tbls combines, so that what is encrypted to a round opens when a quorum signs the round, and not before:
// decryption by a threshold (TLC §3.1.3), and the time vaults of TLC §7.2.
//
// # Steps
//
// The steps as the code cites them. P is the generator of the group of keys, X = x·P the public key, Q(id) the point
// that id is hashed to when it is signed, e the pairing, H SHA-256, and |s| octets of H(s) are cut to what is needed.
//
//	Encrypt(X, id, σ, m), σ random and as long as m, at most 32 octets:
//	 1 X is not the identity
//	 2 r = H3(σ, m)
//	 3 U = r·P
//	 4 V = σ xor H2(e(Q(id), X)^r)
//	 5 W = m xor H4(σ);  return U, V, W
//
//	Decrypt(D, (U, V, W)), D = x·Q(id):
//	 6 D and U are not the identity; V and W are equally long, at most 32 octets
//	 7 σ = V xor H2(e(D, U))
//	 8 m = W xor H4(σ)
//	 9 H3(σ, m)·P = U (the check of Fujisaki and Okamoto);  return m
//
//	H2(g)    = H("IBE-H2" || g), g as its twelve coefficients from the highest to the lowest
//	H4(σ)    = H("IBE-H4" || σ)
//	H3(σ, m) = the first below r of H(i || H("IBE-H3" || σ || m)) for i = 1, 2, …, its first octet halved;
//	           i is two octets, the lower one first
//
// # Obligations
//
//   - IBE-P1: what is encrypted to id opens with the signature of id. Another identity's signature gives another σ,
//     which step 9 refuses, except with probability 2^(-8L) for a message of L octets: σ is only as long as the
//     message, so that a wrong key meets the right σ by chance. Keys (16 octets and more) are safe; a message of one
//     octet opens for one in 256 wrong keys, and 256 guesses of σ open it without any.
//   - IBE-P2: a ciphertext that opens is the one that Encrypt makes of what comes out (step 9). So none can be changed
//     into one that opens: not in U, V or W.
//   - IBE-P3: neither the identity as public key, under which everybody can decrypt, nor the identity as signature or
//     as U, where e is one whatever the key is, is ever used.
//   - IBE-P4: every quorum's threshold signature is the same key, and fewer than a quorum have none (TBLS-P1, TBLS-P3).
//
// Like package bls it is a reference, not constant-time; σ comes from the caller.
package ibe

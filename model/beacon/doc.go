// Package beacon is the random beacon on threshold BLS (IC §III.1.3, §III.1.5.5; drand): in every round a
// group signs the number of the round, and the hash of the signature is the round's randomness. BLS
// signatures are unique, so that no signer has a choice, and nobody can predict them with fewer than t shares.
//
// Messages and names are drand's (crypto/schemes.go), so that its beacons verify here. A round counts from
// 1; round 0 is the genesis, which nobody signs.
//
//	BEACON-1  chained:   m_r = SHA-256(σ_{r-1} ‖ r), σ_0 the genesis seed of 32 octets          Scheme.Message
//	BEACON-2  unchained: m_r = SHA-256(r), r in 8 octets, big-endian                            Scheme.Message
//	BEACON-3  when round r begins, node i broadcasts the partial signature σ_r,i of m_r         Machine.onTimer
//	BEACON-4  a partial counts if it verifies for its sender's share and the present round;
//	          one of the next round waits; a sender gets one try a round                        Machine.onPartial
//	BEACON-5  t of them make σ_r, which is verified, put out and broadcast                      Machine.complete
//	BEACON-6  a beacon that verifies is as good as t partials                                   Machine.onBeacon
//	BEACON-7  randomness is SHA-256(σ_r)                                                        Beacon.Randomness
//
// Obligations, in this package's tests and proofs/dkg:
//
//	BEACON-P1  one output per round: all nodes put out the same signature, whoever signed
//	BEACON-P2  nothing is put out before t - f honest nodes signed; fewer than t shares leave it undetermined
//	BEACON-P3  every beacon verifies under the group's public key, and nothing else does
//	BEACON-P4  a chained beacon never passes for an unchained one, nor the other way round
//	BEACON-P5  with t honest nodes every round ends
//	BEACON-P6  a resharing of the key continues the chain under the same public key
//
// Chained without a previous signature, BEACON-1 would be BEACON-2: lengths are checked for it.
package beacon

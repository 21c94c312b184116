// Package dkg is distributed key generation: n nodes end with shares of one secret key that no t-1 of
// them know, and with its public key. Three protocols, as pure machines:
//
//   - joint-Feldman (Pedersen, EUROCRYPT 1991; Gennaro, Jarecki, Krawczyk and Rabin, "GJKR", J. Cryptology
//     2007, Fig. 1): every node deals a secret by Feldman's sharing; the key is the sum of what was
//     dealt well. A node that may cheat sees the others' commitments and can shift the key's distribution.
//   - Gennaro et al.'s (GJKR Fig. 2): the secrets are dealt under Pedersen's commitments, which say nothing,
//     and the public key is exposed only when the set of dealers is fixed. The key is uniform.
//   - resharing (IC §III.1.3.6): holders of an old key deal their shares of it to a new group. The
//     public key stays, shares and thresholds are new.
//
// # Assumptions
//
// At most f nodes of a group are corrupt or crash, and f < t <= n-f (IC §III.1.3.3). Rounds are
// synchronous: model.Timer says that a phase has ended, and by then everything that honest nodes said in it
// has arrived. Links are private and authentic. What is broadcast reaches all or none, and the same
// thing (GJKR §2); or, with WithRelay, links suffice if broadcasts are signed: see DKG-3. A signature is
// modelled by Relayed.Origin, which nobody can invent. It covers the session (Machine.InSession): what was signed in
// another run, of another epoch, group or key, counts for nothing. Nobody knows log_G H. In a resharing f < t <= n-f
// holds of the old group too: else its corrupt members hold the key, or prevent that it is passed on.
//
// Randomness arrives as model.Coin, in any order with messages, a resharing dealer's old share as configuration. A
// dealer whose coins come after the phase of dealing deals nothing.
//
// # Steps
//
// p is a phase; A_k, C_k are elements of the group with generators G and H; i deals, j receives.
//
//	DKG-1  Dealing: i draws a (and b), polynomials of t coefficients; broadcasts Deal(A_k = a_k·G), in
//	       Gennaro's protocol Deal(C_k = a_k·G + b_k·H); sends Share(a(j), b(j)) to each j.
//	       In a resharing a_0 is i's share of the old key.
//	DKG-2  A message counts if it arrives before the end of its phase. It may be early.
//	DKG-3  Of two different messages in one place (kind and sender), neither counts. With relays,
//	       a node passes on the first two different broadcasts of each place to all.
//	DKG-4  i has dealt if its Deal has exactly t elements; in a resharing, if moreover A_0 = V_i, the
//	       image of its old share.
//	DKG-5  End of Dealing: j broadcasts Complaint(the i that have dealt, but whose share is missing or does
//	       not fit: a(j)·G (+ b(j)·H) ≠ Σ_k j^k·A_k). A complaint of oneself does not count.
//	DKG-6  End of Complaining: i with 1 to f complaints broadcasts Justification(the shares of who complains).
//	DKG-7  End of Justifying: QUAL = the i that have dealt, with at most f complaints, each answered by shares
//	       that fit, and by none that does not. Without Gennaro's second part: DKG-14.
//	DKG-8  j's share of i's deal is the published one where j complained, and otherwise the private one.
//	DKG-9  i in QUAL broadcasts Exposure(A_k = a_k·G).
//	DKG-10 End of Exposing: j broadcasts Accusation(its shares of those i in QUAL whose exposure they do not fit).
//	DKG-11 i is broken if its exposure has not exactly t elements, or if an Accusation has a share that fits i's
//	       Deal and not i's Exposure.
//	DKG-12 End of Accusing: j broadcasts Reveal(its shares of the broken).
//	DKG-13 End of Reconstructing: the a of a broken i is interpolated from the revealed shares that fit
//	       its Deal.
//	DKG-14 The commitment to the key is C_k = Σ_i λ_i·A_ik, j's share x_j = Σ_i λ_i·a_i(j): over all i in QUAL with
//	       λ_i = 1, or in a resharing over the t_old of QUAL with the lowest indices, with the Lagrange
//	       coefficients of that set. The key is C_0.
//
// # Obligations
//
// In spec/dkg, explored for n = 3 and 4, and checked on runs of these machines:
//
//	DKG-P1  honest nodes that finish have the same QUAL
//	DKG-P2  every honest dealer that did not crash is in QUAL
//	DKG-P3  every honest node that finishes has a share that fits of every dealer in QUAL
//	DKG-P4  QUAL has at least n-f dealers of which one at least is honest
//	DKG-P5  no share that an honest dealer dealt to a live honest node is published
//	DKG-P12 once QUAL is fixed nobody can change the key (Gennaro)
//	DKG-P13 no live honest dealer is reconstructed (Gennaro)
//	DKG-P14 fewer than t shares of an honest deal are published or known to corrupt nodes
//	DKG-P15 relays of signed messages make all live honest nodes think the same of a broadcast (spec/dkg/relay)
//	DKG-P16 what a live honest node broadcasts is delivered (spec/dkg/relay)
//	DKG-P19 a resharing keeps the key (spec/dkg/reshare, as the following)
//	DKG-P20 every honest member of the new group has its share
//	DKG-P21 a dealer that reshares another value is disqualified
//	DKG-P22 every passage makes a sharing
//	DKG-P23 of no sharing, old or new, corrupt nodes know t shares
//
// By model/dkg/result on every run: DKG-R1 to R4, one key and consistent shares. By proofs/dkg: DKG-P17, every run is
// one of the abstract spec. Here: DKG-P6, resharing keeps the key. In proofs/dkg:
//
//	DKG-P7  the secret is uniform given t-1 shares and Pedersen's commitments
//	DKG-P8  joint-Feldman's key can be biased
//	DKG-P9  Gennaro's cannot
//	DKG-P10 any t sign, and all sign alike, before and after a resharing
//	DKG-P11 resharing is linear in the old shares
//	DKG-P18 an old and a new share leave the secret uniform
//	DKG-P24 every passage of a key is one of the abstract spec of resharing
//
// docs/DKG.md says where this differs from the sources and why.
package dkg

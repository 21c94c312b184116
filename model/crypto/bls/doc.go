// Package bls is BLS signatures over BLS12-381 as in draft-irtf-cfrg-bls-signature-06 (cited
// as "draft"), on gnark-crypto's curve arithmetic: keys in G1 or in G2, the three schemes, and
// multi-signatures of a committee. It is a reference to hold others against, not
// constant-time and no place for production keys (docs/BLS.md).
//
// # Steps
//
// The steps as the code cites them. P is the generator of the group of keys, r the order
// of both groups, e the pairing.
//
//	KeyGen(IKM), parameters salt and key_info (draft §2.3):
//	 1 while true:
//	 2   PRK = HKDF-Extract(salt, IKM || 00)
//	 3   OKM = HKDF-Expand(PRK, key_info || 00 30, 48)
//	 4   SK = OS2IP(OKM) mod r
//	 5   if SK ≠ 0:
//	 6     return SK
//	 7   salt = H(salt)
//
//	SkToPk(SK) (draft §2.4):
//	 1 xP = SK·P;  2, 3 return point_to_pubkey(xP)
//
//	KeyValidate(PK) (draft §2.5), INVALID unless:
//	 1, 2 xP = pubkey_to_point(PK) is a point
//	 3    xP is not the identity
//	 4    xP is in the subgroup
//
//	CoreSign(SK, message) (draft §2.6):
//	 1 Q = hash_to_point(message);  2 R = SK·Q;  3, 4 return point_to_signature(R)
//
//	CoreVerify(PK, message, signature) (draft §2.7), INVALID unless:
//	 1, 2 R = signature_to_point(signature) is a point
//	 3    R is in the subgroup
//	 4, 5 KeyValidate(PK); xP = pubkey_to_point(PK)
//	 6    Q = hash_to_point(message)
//	 7-9  e(Q, xP) = e(R, P)
//
//	Aggregate(signatures), n >= 1 (draft §2.8):
//	 1-6  add up signature_to_point(signature_i);  7, 8 encode the sum
//
//	CoreAggregateVerify(PKs, messages, signature), n >= 1 (draft §2.9), INVALID unless:
//	 1, 2   the keys, sorted by the message they signed
//	 3-5    R = signature_to_point(signature) is a point of the subgroup
//	 6, 7   for each distinct message m:
//	 8-10     KeyValidate each of its keys and add them up
//	 11-14    the sum is not the identity
//	 15, 16   C1 = ∏ e(hash_to_point(m), sum)
//	 17, 18 C1 = e(R, P)
//
//	PopProve(SK) (draft §3.3.2) and PopVerify(PK, proof) (§3.3.3):
//	 CoreSign and CoreVerify of PK under the domain separation tag BLS_POP_…
//
//	FastAggregateVerify(PKs, message, signature), n >= 1 (draft §3.3.4):
//	 1-4 add up the keys;  5, 6 CoreVerify(sum, message, signature)
//
// # Obligations
//
//   - BLS-P1: an octet string decodes to a point only if it is the one encoding of a point of
//     order r, or of the identity: Group.Decode refuses all else.
//   - BLS-P2: Verify accepts exactly what Sign returns: signatures are unique.
//   - BLS-P3: no operation accepts the identity as a public key, nor as the sum of keys.
//   - BLS-P4: an aggregate verifies only if every honest key in it signed its message (draft §3);
//     a key is honest if its owner keeps its secret. In the basic scheme messages differ, in the
//     augmented one they begin with the key, in the third keys come with proofs, which a Committee checks.
//     It does not show that the others signed: keys of one person may cancel in a sum, and are
//     then named by signatures that they add nothing to. Of q signers that a multi-signature names, f of
//     them dishonest, q - f signed.
//   - BLS-P5: a multi-signature counts each signer once.
package bls

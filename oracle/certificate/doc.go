// Package certificate judges certificates of the Internet Computer (IC interface specification,
// section "Certification", cited as "IC spec"): a partial state tree, a BLS signature of its root
// and, unless the root subnet signed it, a delegation.
//
// # Steps
//
//	verify_cert(cert):
//	 1 root = reconstruct(cert.tree)
//	 2 check_delegation(cert.delegation)
//	 3 key = root key, or the subnet's key that the delegation proves
//	 4 verify_bls_signature(key, cert.signature, 0d "ic-state-root" || root)
//
//	check_delegation(d):
//	 5 d.certificate has no delegation of its own
//	 6 verify_cert(d.certificate) under the root key
//	 7 its tree has /subnet/<d.subnet_id>/public_key, a DER-encoded BLS key
//	 8 its tree has the subnet's canister ranges: /subnet/<d.subnet_id>/canister_ranges or, in
//	   shards, /canister_ranges/<d.subnet_id>/<first canister>
//	 9 a canister that is asked for lies in one of them
//	10 a subnet that is asked for is d.subnet_id; such a certificate, of a read of the subnet's own state,
//	   needs no step 8 unless a canister is asked for too
//
//	reconstruct(tree), H being SHA-256 and |s| one octet:
//	11 Empty       H(|s| s)                  s = "ic-hashtree-empty"
//	12 Fork l r    H(|s| s || l || r)        s = "ic-hashtree-fork", l and r reconstructed
//	13 Labeled l t H(|s| s || l || t)        s = "ic-hashtree-labeled", t reconstructed
//	14 Leaf v      H(|s| s || v)             s = "ic-hashtree-leaf"
//	15 Pruned h    h
//
// The root key's own signature is limited to no canisters, so that without a delegation
// there is nothing to check in steps 9 and 10. The time of a certificate is reported and not judged:
// there is no clock here.
package certificate

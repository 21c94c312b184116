package certificate

import (
	"errors"
	"fmt"
	"time"

	"quesera/model/crypto/bls"
	"quesera/spec"
)

// suite is BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_: keys in G2, signatures in G1.
var suite = bls.MinSignatureSize(bls.Basic)

// A Report is the verdict on one certificate and what it says of itself.
type Report struct {
	// holds: signed under the root key, within the delegation's scope; unusable: no certificate at all
	Verdict spec.Verdict
	Why     string    // the reason unless it holds
	Root    []byte    // hash of the state tree
	Subnet  Principal // the delegatee
	Ranges  []Range   // the delegatee's canisters, as far as the delegation shows them

	Delegated bool // Subnet and Ranges are set
	Signed    bool // the signature on the tree is right, whatever else is wrong
	Timed     bool
	Time      uint64 // nanoseconds since 1970, if Timed
}

// Options say what a certificate is held against.
type Options struct {
	RootKey  []byte // DER; MainnetRootKey if empty
	Canister Principal
	Scoped   bool      // Canister must lie in the ranges of the delegation, if there is one
	Subnet   Principal //
	OfSubnet bool      // the delegation, if there is one, must be Subnet's; unless Scoped it needs no canister ranges
}

// Judge judges one file: a certificate, or the response to read_state that carries one.
func Judge(data []byte, options Options) Report {
	if len(options.RootKey) == 0 {
		options.RootKey = MainnetRootKey()
	}
	c, err := readFile(data)
	if err != nil {
		return Report{Verdict: spec.Unusable, Why: "no certificate: " + err.Error()}
	}
	r := Report{Root: c.tree.root()}
	if leaf, result := c.tree.leafAt([]byte("time")); result == present {
		r.Time, r.Timed = leb128(leaf)
	}
	if err := r.judge(c, options); err != nil {
		r.Verdict, r.Why = spec.Violated, err.Error()
		return r
	}
	r.Verdict = spec.Holds
	return r
}

// judge is verify_cert with the scope of a delegation.
func (r *Report) judge(c *certificate, options Options) error {
	key, err := options.RootKey, error(nil)
	if d := c.delegation; d != nil {
		r.Delegated, r.Subnet = true, d.subnet
		if key, err = d.key(options.RootKey); err != nil { // 2, 3
			return fmt.Errorf("delegation to subnet %v: %w", d.subnet, err)
		}
	}
	if err := c.verify(key); err != nil { // 1, 4
		return err
	}
	r.Signed = true
	if !r.Delegated { // what the root key signs itself is limited to no canisters
		return nil
	}
	if options.OfSubnet && r.Subnet != options.Subnet { // 10
		return fmt.Errorf("the signature is right, but it is subnet %v's, want subnet %v's", r.Subnet, options.Subnet)
	}
	r.Ranges, err = canisterRanges(c.delegation.certificate.tree, r.Subnet) // 8
	if err != nil && (options.Scoped || !options.OfSubnet) {
		return fmt.Errorf("the signature is right, but the delegation to subnet %v is not: %w%s", r.Subnet, err,
			r.aboutItself(c, options))
	}
	if options.Scoped {
		return r.checkScope(options.Canister)
	}
	return nil
}

// aboutItself points out that a certificate tells of the subnet that signed it, for whoever did not ask for that.
func (r *Report) aboutItself(c *certificate, options Options) string {
	if _, result := c.tree.lookup([]byte("subnet"), []byte(r.Subnet)); result != present || options.Scoped {
		return ""
	}
	return " (it tells of the subnet itself: ask with --subnet)"
}

// verify checks a certificate's signature under a DER-encoded key, and that its tree can be
// looked up in.
func (c *certificate) verify(der []byte) error {
	key, err := extractDER(der)
	if err != nil {
		return err
	}
	message := append(separator("ic-state-root"), c.tree.root()...)
	if err := suite.Verify(key, message, c.signature); err != nil {
		return fmt.Errorf("signature of the tree's root %x: %w", c.tree.root(), err)
	}
	return c.tree.wellFormed()
}

// key is check_delegation but for the scope, and delegation_key: the subnet's key, DER-encoded,
// that the root key certifies.
func (d *delegation) key(rootKey []byte) ([]byte, error) {
	if d.certificate.delegation != nil { // 5
		return nil, errors.New("its certificate is delegated itself")
	}
	if err := d.certificate.verify(rootKey); err != nil { // 6
		return nil, err
	}
	der, result := d.certificate.tree.leafAt([]byte("subnet"), []byte(d.subnet), []byte("public_key")) // 7
	if result != present {
		return nil, fmt.Errorf("public_key is %v", result)
	}
	return der, nil
}

// checkScope wants the canister asked for in the ranges of the delegation.
func (r *Report) checkScope(canister Principal) error {
	for _, ranges := range r.Ranges { // 9
		if ranges.Has(canister) {
			return nil
		}
	}
	return fmt.Errorf("canister %v does not lie in the canister ranges of subnet %v", canister, r.Subnet)
}

// canisterRanges are the ranges of a subnet that a tree shows. The flat list is complete;
// of the sharded one, which is labelled by the first canister of each shard, parts
// may be pruned. What is there is certified either way.
func canisterRanges(t *tree, subnet Principal) ([]Range, error) {
	flat, result := t.leafAt([]byte("subnet"), []byte(subnet), []byte("canister_ranges"))
	if result == present {
		all, err := rangesOf(flat)
		if err != nil {
			return nil, fmt.Errorf("canister ranges: %w", err)
		}
		return all, nil
	}
	shards, sharded := t.lookup([]byte("canister_ranges"), []byte(subnet))
	if sharded != present {
		return nil, fmt.Errorf("canister ranges are %v", result)
	}
	var all []Range
	for _, shard := range shards.forest() {
		if shard.kind != labeled || shard.left.kind != leaf {
			continue // pruned
		}
		part, err := rangesOf(shard.left.value)
		if err != nil {
			return nil, fmt.Errorf("canister ranges: shard %x: %w", shard.label, err)
		}
		all = append(all, part...)
	}
	if len(all) == 0 {
		return nil, errors.New("canister ranges are pruned in every shard")
	}
	return all, nil
}

// leb128 reads a natural number below 2^64 in unsigned LEB128, all of the octets.
func leb128(octets []byte) (n uint64, ok bool) {
	for i, octet := range octets {
		if i == 9 && octet > 1 { // so that no octet follows the tenth
			return 0, false
		}
		n |= uint64(octet&0x7f) << (7 * i)
		if octet&0x80 == 0 {
			return n, i == len(octets)-1
		}
	}
	return 0, false
}

// When is the time of a certificate in UTC, "" if its tree does not show it.
func (r Report) When() string {
	if !r.Timed {
		return ""
	}
	return time.Unix(int64(r.Time/1e9), int64(r.Time%1e9)).UTC().Format(time.RFC3339Nano)
}

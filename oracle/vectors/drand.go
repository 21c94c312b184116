package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"quesera/model/crypto/bls"
)

// network is how a drand network signs (drand's crypto/schemes.go).
type network struct {
	suite   verifier
	chained bool
	size    int                 // octets of the signature before, in a chained network
	digest  func([]byte) []byte // of the round, after the signature before it in a chained network
}

// verifier is what a beacon asks of a suite.
type verifier interface {
	Verify(pk, message, signature []byte) error
	Validate(pk []byte) error
}

// networks are drand's schemes.
var networks = map[string]network{
	"pedersen-bls-chained":   {bls.MinPubkeySize(bls.Basic), true, bls.GroupG2.Size(), sha256Of},
	"pedersen-bls-unchained": {bls.MinPubkeySize(bls.Basic), false, 0, sha256Of},
	// Fastnet hashed to G1 under the tag meant for G2; quicknet replaced it.
	"bls-unchained-on-g1": {bls.MinSignatureSize(bls.Basic).WithTag(bls.MinPubkeySize(bls.Basic).Tag), false, 0,
		sha256Of},
	"bls-unchained-g1-rfc9380": {bls.MinSignatureSize(bls.Basic), false, 0, sha256Of},
	// Evmnet is on BN254, whose pairing Ethereum's contracts can afford.
	"bls-bn254-unchained-on-g1": {evm, false, 0, keccak256},
}

// defaultScheme is the scheme of infos that name none: they are older than the others.
const defaultScheme = "pedersen-bls-chained"

// whyNot is why a scheme's beacons are not run.
func whyNot(scheme string) string { return "scheme " + shortened(scheme) + " is not known here" }

// chainInfo is what a drand network publishes about itself, in both versions of its API.
type chainInfo struct {
	scheme, id  string
	publicKey   []byte
	genesisSeed []byte
	genesisTime uint64 // seconds since 1970
	period      uint64 // seconds between rounds
	hash        []byte // as published; none if it was not
}

func isChainInfo(f *file) bool { return f.root.has("public_key", "genesis_time", "period") }

// readChainInfo reads /info: the names of API version 1 are hash, groupHash, schemeID and
// metadata.beaconID, those of version 2 chain_hash, genesis_seed, scheme and beacon_id.
func readChainInfo(n *node) (chainInfo, error) {
	f := fieldsOf(n)
	info := chainInfo{publicKey: f.hex("public_key"), genesisTime: f.number("genesis_time"), period: f.number("period"),
		scheme: defaultScheme, hash: f.optionalHex("hash")}
	if f.has("chain_hash") {
		info.hash = f.hex("chain_hash")
	}
	if f.has("genesis_seed") {
		info.genesisSeed = f.hex("genesis_seed")
	} else {
		info.genesisSeed = f.hex("groupHash")
	}
	for _, name := range []string{"schemeID", "scheme"} {
		if given := f.optionalText(name); given != "" {
			info.scheme = given
		}
	}
	info.id = f.optionalText("beacon_id")
	if metadata, ok := f.field("metadata"); ok && metadata.kind == object && f.err == nil {
		inner := fieldsOf(metadata)
		info.id, f.err = inner.optionalText("beaconID"), inner.err
	}
	if f.err == nil && (info.period > math.MaxUint32 || info.genesisTime > math.MaxInt64) {
		f.err = breaks(n.line, "period or genesis_time is too large")
	}
	return info, f.err
}

// chainHash identifies a chain (drand's common/chain/info.go). The name of the network
// takes part unless it is the default one, which is older than names.
func (c chainInfo) chainHash() []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(c.period))
	b = binary.BigEndian.AppendUint64(b, c.genesisTime)
	b = append(append(b, c.publicKey...), c.genesisSeed...)
	if c.id != "" && c.id != "default" {
		b = append(b, c.id...)
	}
	hash := sha256.Sum256(b)
	return hash[:]
}

func runChainInfo(r *runner, f *file) error { return r.judgeInfo(f.root, "") }

// judgeInfo checks the key and the hash of one chain info.
func (r *runner) judgeInfo(n *node, test string) error {
	const kind = "drand/info"
	info, err := readChainInfo(n)
	valid, invalid := validity(n)
	if err := errors.Join(err, invalid); err != nil {
		return err
	}
	network, known := networks[info.scheme]
	switch {
	case !known:
		r.notRun(kind, 1, whyNot(info.scheme))
	case len(info.hash) == 0:
		r.notRun(kind, 1, "no chain hash to compare with")
	default:
		err := network.suite.Validate(info.publicKey)
		if got := info.chainHash(); err == nil && !bytes.Equal(got, info.hash) {
			err = fmt.Errorf("chain hash = %x, want %x", got, info.hash)
		}
		r.judge(kind, test, err, valid)
	}
	if valid {
		r.met = append(r.met, info)
	}
	return nil
}

// validity is what the field valid says must come out; without it, what is published is valid.
func validity(n *node) (bool, error) {
	if !n.has("valid") {
		return true, nil
	}
	f := fieldsOf(n)
	return f.boolean("valid"), f.err
}

// beacon is one round's output.
type beacon struct {
	round                           uint64
	signature, previous, randomness []byte
}

func isBeacon(f *file) bool { return looksLikeBeacon(f.root) }

// beaconFields are a beacon's, and what lists of them say of their source and outcome.
var beaconFields = []string{"round", "signature", "previous_signature", "randomness", "valid", "src", "comment",
	"chain_hash"}

// looksLikeBeacon tells whether n is a beacon with its key, or has a beacon's fields and no
// others: much else on drand has a round and a signature.
func looksLikeBeacon(n *node) bool {
	if !n.has("round", "signature") {
		return false
	}
	return n.has("scheme", "public_key") || !slices.ContainsFunc(n.names, func(name string) bool {
		return !slices.Contains(beaconFields, name)
	})
}

func readBeacon(n *node) (beacon, error) {
	f := fieldsOf(n)
	b := beacon{round: f.number("round"), signature: f.hex("signature"),
		previous: f.optionalHex("previous_signature"), randomness: f.optionalHex("randomness")}
	return b, f.err
}

// verify checks a beacon of one network. The genesis seed is nil where it is not known.
func (b beacon) verify(n network, publicKey, genesisSeed []byte) error {
	if b.round == 0 {
		return errors.New("round 0 is the genesis, which nobody signs")
	}
	if err := b.checkPrevious(n, genesisSeed); err != nil {
		return err
	}
	round := binary.BigEndian.AppendUint64(nil, b.round)
	message := n.digest(append(bytes.Clone(b.previous), round...))
	if err := n.suite.Verify(publicKey, message, b.signature); err != nil {
		return err
	}
	return b.checkRandomness()
}

// checkRandomness wants the randomness, where it is given, to be the signature's hash.
func (b beacon) checkRandomness() error {
	if randomness := sha256.Sum256(b.signature); len(b.randomness) > 0 && !bytes.Equal(b.randomness, randomness[:]) {
		return fmt.Errorf("randomness = %x, want the hash of the signature %x", b.randomness, randomness)
	}
	return nil
}

// checkPrevious wants a previous signature exactly where there is one to be had. Without
// this rule a chained round hashed with an empty one would pass for an unchained round.
func (b beacon) checkPrevious(n network, genesisSeed []byte) error {
	switch {
	case !n.chained && len(b.previous) > 0:
		return errors.New("previous_signature in an unchained network, where no signature covers it")
	case !n.chained:
		return nil
	case b.round == 1 && genesisSeed != nil && !bytes.Equal(b.previous, genesisSeed):
		return fmt.Errorf("previous_signature of round 1 = %x, want the genesis seed %x", b.previous, genesisSeed)
	case b.round == 1 && len(b.previous) != sha256.Size:
		return fmt.Errorf("previous_signature of round 1 = %d octets, want the genesis seed's %d", len(b.previous),
			sha256.Size)
	case b.round > 1 && len(b.previous) != n.size:
		return fmt.Errorf("previous_signature = %d octets, want %d", len(b.previous), n.size)
	}
	return nil
}

func runBeacon(r *runner, f *file) error { return r.judgeBeacon(f.root, "", f.path) }

// judgeBeacon judges one beacon as the API returns it. One that does not say which network
// it is of is judged by the chain infos that lie beside its file or one directory above
// (<chain hash>/info and <chain hash>/public/<round>), and failing these when the run ends.
func (r *runner) judgeBeacon(n *node, test, path string) error {
	if n.has("public_key", "scheme") {
		return r.judgeListed(n, test, filepath.Dir(path))
	}
	b, err := readBeacon(n)
	valid, invalid := validity(n)
	if err := errors.Join(err, invalid); err != nil {
		return err
	}
	late := lateBeacon{b, valid, r.file, test}
	if infos := r.infosNear(path); len(infos) > 0 {
		r.judgeAmong(late, infos)
	} else {
		r.late = append(r.late, late)
	}
	return nil
}

// judgeListed judges a beacon that comes with its scheme and public key, and with what must
// come out in the field valid; without that field it must be accepted.
func (r *runner) judgeListed(n *node, test, dir string) error {
	b, err := readBeacon(n)
	f := fieldsOf(n)
	scheme, publicKey := f.text("scheme"), f.hex("public_key")
	valid, invalid := validity(n)
	if err := errors.Join(err, f.err, invalid); err != nil {
		return err
	}
	network, known := networks[scheme]
	if !known {
		r.notRun(beaconKind, 1, whyNot(scheme))
		return nil
	}
	var genesisSeed []byte
	for _, info := range r.infosIn(dir) {
		if bytes.Equal(info.publicKey, publicKey) {
			genesisSeed = info.genesisSeed
		}
	}
	r.judge(beaconKind, test, b.verify(network, publicKey, genesisSeed), valid)
	return nil
}

// isDrandArray recognises a list whose first item is a chain info or a beacon.
func isDrandArray(f *file) bool {
	first := f.root.first()
	return first.has("public_key", "genesis_time", "period") || looksLikeBeacon(first)
}

func runDrandArray(r *runner, f *file) error {
	for i, item := range f.root.items {
		test := fmt.Sprintf("number %d", i+1)
		judge := func() error { return r.judgeBeacon(item, test, f.path) }
		if item.has("genesis_time") {
			judge = func() error { return r.judgeInfo(item, test) }
		}
		if err := judge(); err != nil {
			return fmt.Errorf("%s: %w", test, err)
		}
	}
	return nil
}

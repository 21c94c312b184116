package vectors

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
)

const beaconKind = "drand/beacon"

// publicNetworks are those of the League of Entropy, as they publish themselves: default,
// fastnet, quicknet and evmnet. Their hashes are checked by a test.
var publicNetworks = []chainInfo{
	{scheme: "pedersen-bls-chained", id: "default", period: 30, genesisTime: 1595431050,
		publicKey: constant("868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a940280" +
			"1af31"),
		genesisSeed: constant("176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a"),
		hash:        constant("8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce")},
	{scheme: "bls-unchained-on-g1", id: "fastnet", period: 3, genesisTime: 1677685200,
		publicKey: constant("a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f" +
			"01c31542541771903475eb1ec6615f8d0df0b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a97" +
			"5181e007f87fca5e"),
		genesisSeed: constant("a81e9d63f614ccdb144b8ff79fbd4d5a2d22055c0bfe4ee9a8092003dab1c6c0"),
		hash:        constant("dbd506d6ef76e5f386f41c651dcb808c5bcbd75471cc4eafa3f4df7ad4e4c493")},
	{scheme: "bls-unchained-g1-rfc9380", id: "quicknet", period: 3, genesisTime: 1692803367,
		publicKey: constant("83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c" +
			"8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76" +
			"eae8991ef5ece45a"),
		genesisSeed: constant("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
		hash:        constant("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")},
	{scheme: "bls-bn254-unchained-on-g1", id: "evmnet", period: 3, genesisTime: 1727521075,
		publicKey: constant("07e1d1d335df83fa98462005690372c643340060d205306a9aa8106b6bd0b3820557ec32c2ad488e4d4f6008f89a" +
			"346f18492092ccc0d594610de2732c8b808f0095685ae3a85ba243747b1b2f426049010f6b73a0cf1d389351d5aaaa1047f6297d3a4f9749" +
			"b33eb2d904c9d9ebf17224150ddd7abd7567a9bec6c74480ee0b"),
		genesisSeed: constant("cd7ad2f0e0cce5d8c288f2dd016ffe7bc8dc88dbb229b3da2b6ad736490dfed6"),
		hash:        constant("04f1e9062b8a81f848fded9c12306733282b2727ecced50032187751166ec8c3")},
}

// constant is the octets of a constant above.
func constant(digits string) []byte {
	octets, err := hex.DecodeString(digits)
	if err != nil {
		panic("vectors: constant: " + err.Error())
	}
	return octets
}

// A lateBeacon is a beacon that does not say which network it is of.
type lateBeacon struct {
	beacon
	valid      bool // what must come out
	file, test string
}

// judgeLate judges, when all files have been read, the beacons with no chain info near. Of
// the networks met in the run one must accept such a beacon. If none was met, it may be of
// any network: it passes if a public one signed it, and else it is not run.
func (r *runner) judgeLate() {
	for _, late := range r.late {
		r.file = late.file
		_, err := late.among(publicNetworks)
		switch {
		case err == nil:
			r.judge(beaconKind, late.test, nil, late.valid)
		case len(r.met) > 0:
			r.judgeAmong(late, r.met)
		default:
			r.judgeWithoutKey(late)
		}
	}
	r.late = nil
}

// judgeAmong judges a beacon of one of several networks: one of them must accept it. One
// that may be of a network that is not known here is not run.
func (r *runner) judgeAmong(late lateBeacon, infos []chainInfo) {
	unknown, err := late.among(infos)
	if err != nil && unknown != "" {
		r.notRun(beaconKind, 1, whyNot(unknown))
		return
	}
	r.judge(beaconKind, late.test, err, late.valid)
}

// judgeWithoutKey judges what needs no key: that the randomness is the signature's hash.
func (r *runner) judgeWithoutKey(late lateBeacon) {
	if err := late.checkRandomness(); err != nil {
		r.judge(beaconKind, late.test, err, late.valid)
		return
	}
	r.notRun(beaconKind, 1, "no chain info beside it or one directory above, and no public network known here signed it")
}

// among is nil if one of the networks accepts the beacon, and why not otherwise. The scheme
// is that of a network which is not known here and may have signed it, "" if there is none.
func (b beacon) among(infos []chainInfo) (unknown string, err error) {
	var refused []error
	for _, info := range infos {
		network, known := networks[info.scheme]
		if !known {
			unknown = info.scheme
			continue
		}
		err := b.verify(network, info.publicKey, info.genesisSeed)
		if err == nil {
			return "", nil
		}
		refused = append(refused, err)
	}
	if len(refused) == 0 && unknown == "" {
		refused = append(refused, fmt.Errorf("signature = %d octets, which no network at hand makes", len(b.signature)))
	}
	return unknown, errors.Join(append(refused, errNobody)...)
}

// errNobody ends the reasons of all networks.
var errNobody = errors.New("no network at hand accepts it")

// maxInfo bounds the files that are looked at for a chain info, maxSiblings their number.
const (
	maxInfo     = 64 << 10
	maxSiblings = 10_000
)

// infosNear are the chain infos in the directory of a file or, if there is none, in the one above.
func (r *runner) infosNear(path string) []chainInfo {
	dir := filepath.Dir(path)
	if infos := r.infosIn(dir); len(infos) > 0 {
		return infos
	}
	return r.infosIn(filepath.Join(dir, ".."))
}

// infosIn are the chain infos in the files of a directory. Files that are none, or broken, are
// passed over: they are judged where they are asked for.
func (r *runner) infosIn(dir string) []chainInfo {
	if infos, done := r.infos[dir]; done {
		return infos
	}
	var infos []chainInfo
	for _, beside := range neighbours(dir, maxInfo, maxSiblings) {
		if f, err := parse(filepath.Join(dir, beside.name), beside.data); err == nil {
			infos = append(infos, infosOf(f)...)
		}
	}
	r.infos[dir] = infos
	return infos
}

func infosOf(f *file) []chainInfo {
	var infos []chainInfo
	nodes := []*node{f.root}
	if isDrandArray(f) {
		nodes = f.root.items
	}
	for _, n := range nodes {
		if !n.has("public_key", "genesis_time", "period") {
			continue
		}
		if info, err := readChainInfo(n); err == nil {
			infos = append(infos, info)
		}
	}
	return infos
}

package mutants

func inShamir(test string) Check { return Check{"./model/crypto/shamir", test} }

const (
	shamirShamir     = "model/crypto/shamir/shamir.go"
	shamirLagrange   = "model/crypto/shamir/lagrange.go"
	shamirRecovery   = "model/crypto/shamir/recover.go"
	shamirEncode     = "model/crypto/shamir/encode.go"
	shamirTranscript = "model/crypto/transcript/transcript.go"
)

func inShamirTranscript(test string) Check { return Check{"./model/crypto/transcript", test} }

// shamirGroup is the faults of model/crypto/shamir, its transcript, model/crypto/vss and model/crypto/tbls.
var shamirGroup = Group{"shamir", "Secret sharing", []Mutant{
	{"SSS-M1", "share index 0, which is the secret itself, is accepted", "Shamir 1979", shamirShamir,
		"case i == Secret:", "case i == Secret && s.n == 0:",
		inShamir("TestBadParametersAndSetsAreRefused")},
	{"SSS-M2", "duplicates count toward the threshold", "Shamir 1979", shamirShamir,
		"case seen[i]:", "case seen[i] && s.n == 0:",
		inShamir("TestBadParametersAndSetsAreRefused")},
	{"SSS-M3", "one share more than the field has elements other than zero", "Shamir 1979", shamirShamir,
		"if !f.TellsApart(uint64(n)) {", "if !f.TellsApart(uint64(n) - 1) {",
		inShamir("TestBadParametersAndSetsAreRefused")},
	{"SSS-M4", "threshold 0 is accepted", "Shamir 1979", shamirShamir,
		"if t < 1 || t > n {", "if t > n {",
		inShamir("TestBadParametersAndSetsAreRefused")},
	{"SSS-M5", "a polynomial of higher degree is dealt", "Shamir 1979", shamirShamir,
		"if len(a) != int(s.t) {", "if len(a) < int(s.t) {",
		inShamir("TestBadParametersAndSetsAreRefused")},
	{"SSS-M6", "shares beyond the threshold are not checked against the others", "Shamir 1979", shamirRecovery,
		"range shares[s.t:] {", "range shares[len(shares):] {",
		inShamir("TestAWrongShareAmongMoreThanTheThresholdIsNoticed")},
	{"SSS-M7", "interpolation takes more shares than the threshold", "Shamir 1979", shamirLagrange,
		"if len(set) != int(s.t) {", "if len(set) < int(s.t) {",
		inShamir("TestBadParametersAndSetsAreRefused")},
	{"SSS-M8", "the sign of a difference of indices is lost", "Shamir 1979", shamirLagrange,
		"\t\tw.negative = !w.negative\n", "",
		inShamir("TestFastLagrangeEqualsTheTextbook")},
	{"SSS-M9", "a product of differences overflows its word by one bit", "Shamir 1979", shamirLagrange,
		"bits.Mul64(w.word, d); over == 0 {", "bits.Mul64(w.word, d); over <= 1 {",
		inShamir("TestFastLagrangeEqualsTheTextbookInLargeSetsAndSmallFields")},
	{"SSS-M10", "at one of its own points, interpolation gives another point's share", "Shamir 1979", shamirLagrange,
		"return s.unit(len(set), k), nil", "return s.unit(len(set), (k+1)%len(set)), nil",
		inShamir("TestFastLagrangeEqualsTheTextbook")},
	{"SSS-M11", "the scalar i+r is a second name of index i", "RFC 9380 §4", shamirEncode,
		"k, err := bls.DecodeScalar(octets)\n\tif err != nil {\n\t\treturn 0", "var err error\n\tk := *new(fr.Element).SetBytes(octets)\n\tif err != nil {\n\t\treturn 0",
		inShamir("TestAnIndexHasOneScalar")},
	{"SSS-M12", "the scalar 0 is decoded as an index", "Shamir 1979", shamirEncode,
		"k.Uint64() < 1 ||", "",
		inShamir("TestAnIndexHasOneScalar")},
	{"SSS-M13", "a share with index n+1 is decoded", "Shamir 1979", shamirEncode,
		"int(i) > int(n) {", "int(i) > int(n)+1 {",
		inShamir("TestShareEncodingIsStrict")},
	{"SSS-M14", "items of a transcript run into each other", "Fiat-Shamir 1986", shamirTranscript,
		"\tt.hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data))))\n", "",
		inShamirTranscript("TestDifferentSequencesHashDifferently")},
	{"SSS-M15", "challenges do not depend on what was said", "Fiat-Shamir 1986", shamirTranscript,
		"out.Bytes(\"transcript\", d[:])", "_ = d",
		inShamirTranscript("TestChallengesAreAFunctionOfTheTranscript")},
	{"SSS-M16", "weights have 16 bits", "Bellare-Garay-Rabin 1998", shamirTranscript,
		"weights[n].SetBytes(d[:16])", "weights[n].SetBytes(d[:2])",
		inShamirTranscript("TestWeightsHave128Bits")},
	{"SSS-M17", "all weights of a batch are equal", "Bellare-Garay-Rabin 1998", shamirTranscript,
		"d := t.block(label, uint64(n), 0)", "d := t.block(label, 0, 0)",
		Check{"./model/crypto/vss", "TestShiftsThatCancelAreRefused"}},
}}

func inVSS(test string) Check { return Check{"./model/crypto/vss", test} }

const (
	vssFeldman  = "model/crypto/vss/feldman.go"
	vssPedersen = "model/crypto/vss/pedersen.go"
	vssEncode   = "model/crypto/vss/encode.go"
)

// vssGroup is the faults of model/crypto/vss.
var vssGroup = Group{"vss", "Verifiable secret sharing", []Mutant{
	{"VSS-M1", "a longer commitment vector raises the threshold", "Feldman 1987 §3", vssFeldman,
		"if len(c) != t {", "if len(c) < t {",
		inVSS("TestCommitmentsOfAnotherThresholdAreRefused")},
	{"VSS-M2", "the leading coefficient may be zero", "Feldman 1987 §3", vssFeldman,
		"if p.group.IsIdentity(c[t-1]) {", "if false {",
		inVSS("TestCommitmentsOfAnotherThresholdAreRefused")},
	{"VSS-M3", "a sum of deals may lose degree: a deal and its negation cancel", "Pedersen 1991 §4", vssFeldman,
		"if err := p.Check(sum); err != nil {", "if err := p.Check(sum); false {",
		inVSS("TestSumsThatLoseDegreeAreRefused")},
	{"VSS-M4", "Feldman's batch is unweighted", "Bellare-Garay-Rabin 1998", vssFeldman,
		`weights := tr.Weights("weights", len(shares))`,
		"weights := make([]bls.Scalar, len(shares))\n\tfor l := range weights {\n\t\tweights[l].SetOne()\n\t}",
		inVSS("TestShiftsThatCancelAreRefused")},
	{"VSS-M5", "Feldman's batch weights do not depend on the shares", "Bellare-Garay-Rabin 1998", vssFeldman,
		`tr.Bytes("share", shamir.EncodeShare(share))`, "_ = share",
		inVSS("TestWeightsDependOnWhatTheyWeigh")},
	{"VSS-M6", "Pedersen's batch weights do not depend on the shares", "Bellare-Garay-Rabin 1998", vssPedersen,
		`tr.Bytes("share", EncodePedersenShare(share))`, "_ = share",
		inVSS("TestWeightsDependOnWhatTheyWeigh")},
	{"VSS-M7", "the indices of a batch are not looked at", "Feldman 1987 §3", vssFeldman,
		"if err := p.sharing.Check(set); err != nil {", "if err := p.sharing.Check(set); false {",
		inVSS("TestBadShareIndicesAreRefused")},
	{"VSS-M8", "an empty batch verifies", "Feldman 1987 §3", vssFeldman,
		"if len(set) == 0 {", "if false {",
		inVSS("TestBadShareIndicesAreRefused")},
	{"VSS-M9", "the image of index 0, the public key, passes for a share's", "Feldman 1987 §3", vssFeldman,
		"if err := p.sharing.Check([]shamir.ShareIndex{i}); err != nil {", "if err := p.sharing.Check([]shamir.ShareIndex{i}); err != nil && i != 0 {",
		inVSS("TestBadShareIndicesAreRefused")},
	{"VSS-M10", "the second generator is a known multiple of the first", "Pedersen 1991 §3", vssPedersen,
		`return group.Hash([]byte("second generator"), "quesera/vss/pedersen-"+group.Name())`,
		"return group.Sum(group.Generator(), group.Generator())",
		inVSS("TestNobodyKnowsTheLogarithmOfTheSecondGenerator")},
	{"VSS-M11", "a longer encoded commitment is read, its rest ignored", "Feldman 1987 §3", vssEncode,
		"if len(octets) != t*size {", "if len(octets) < t*size {",
		inVSS("TestCommitmentsOfAnotherThresholdAreRefused")},
	{"VSS-M12", "Pedersen's batch leaves the blinds out of the sum", "Pedersen 1991 §4", vssPedersen,
		"blind = plus(blind, times(weights[l], share.Blind))", "_ = blind",
		inVSS("TestHonestSharesVerify")},
}}

func inTBLS(test string) Check { return Check{"./model/crypto/tbls", test} }

const (
	tblsTbls    = "model/crypto/tbls/tbls.go"
	tblsKey     = "model/crypto/tbls/key.go"
	tblsBatch   = "model/crypto/tbls/batch.go"
	tblsCombine = "model/crypto/tbls/combine.go"
)

// tblsGroup is the faults of model/crypto/tbls.
var tblsGroup = Group{"tbls", "Threshold BLS", []Mutant{
	{"TBLS-M1", "duplicates count toward the threshold", "Boldyreva 2003 §3", tblsBatch,
		"!isBad[position] && !counted[p.Index] {", "!isBad[position] {",
		inTBLS("TestDuplicatesNeverCountTowardTheThreshold")},
	{"TBLS-M2", "one partial too few is combined", "Boldyreva 2003 §3", tblsCombine,
		"if len(good) < int(k.Threshold()) {\n\t\treturn none, &Shortage{shamir.Size(len(good)), k.Threshold(), faults}\n\t}\n\tsignature, err := k.Interpolate(good[:k.Threshold()])",
		"if len(good) < int(k.Threshold())-1 {\n\t\treturn none, &Shortage{shamir.Size(len(good)), k.Threshold(), faults}\n\t}\n\tsignature, err := k.Interpolate(good[:min(len(good), int(k.Threshold()))])",
		inTBLS("TestEveryQuorumGivesTheSignatureOfTheKey")},
	{"TBLS-M3", "the batch is unweighted, so that shifts by d and -d pass", "Bellare-Garay-Rabin 1998", tblsBatch,
		"weights := tr.Weights(\"weights\", len(partials))",
		"weights := tr.Weights(\"weights\", len(partials))\n\tfor l := range weights {\n\t\tweights[l].SetOne()\n\t}",
		inTBLS("TestShiftsThatCancelAreRefused")},
	{"TBLS-M4", "the weights of a batch do not depend on the signatures", "Bellare-Garay-Rabin 1998", tblsBatch,
		`tr.Bytes("partial", k.Encode(p))`, "",
		inTBLS("TestWeightsDependOnWhatTheyWeigh")},
	{"TBLS-M5", "a partial is not verified under the share of its index, so that relabelled ones pass", "Boldyreva 2003 §3", tblsTbls,
		"if !k.signs(share, h, p.Signature) {", "if other, _ := k.Share(p.Index%shamir.ShareIndex(k.Shares()) + 1); !k.signs(share, h, p.Signature) && !k.signs(other, h, p.Signature) {",
		inTBLS("TestExactlyTheBadPartialsAreNamed")},
	{"TBLS-M6", "the identity passes for a partial signature", "Boldyreva 2003 §3", tblsTbls,
		"if k.suite.Signatures.IsIdentity(p.Signature) {", "if false {",
		inTBLS("TestTheIdentityNeverSigns")},
	{"TBLS-M7", "the identity is accepted as the public key", "Boldyreva 2003 §3", tblsKey,
		"if suite.Keys.IsIdentity(commitment[0]) {", "if false {",
		inTBLS("TestBadPublicKeysAreRefused")},
	{"TBLS-M8", "a key share that is the identity is accepted", "Boldyreva 2003 §3", tblsKey,
		"if k.suite.Keys.IsIdentity(image) {", "if false {",
		inTBLS("TestTheIdentityNeverSigns")},
	{"TBLS-M9", "the threshold is not held to the commitment", "Boldyreva 2003 §3", tblsKey,
		"if err := feldman.Check(commitment); err != nil {", "if err := feldman.Check(commitment); false {",
		inTBLS("TestBadPublicKeysAreRefused")},
	{"TBLS-M10", "index 0 signs with the key itself", "Boldyreva 2003 §3", tblsTbls,
		"if share.Index == shamir.Secret {", "if false {",
		inTBLS("TestSigningRefusesIndexZero")},
	{"TBLS-M11", "a party counts twice in a batch", "Boldyreva 2003 §3", tblsBatch,
		"if err := k.feldman.Sharing().Check(set); err != nil {", "if err := k.feldman.Sharing().Check(set); false {",
		inTBLS("TestDuplicatesNeverCountTowardTheThreshold")},
	{"TBLS-M12", "an empty batch verifies", "Boldyreva 2003 §3", tblsBatch,
		"if len(partials) == 0 {", "if false {",
		inTBLS("TestTheEmptySignerSetIsRefused")},
	{"TBLS-M13", "of a batch that fails only one half is searched", "Boldyreva 2003 §3", tblsBatch,
		"return append(k.bisect(message, h, partials, positions[:half]), k.bisect(message, h, partials, positions[half:])...)",
		"return k.bisect(message, h, partials, positions[:half])",
		inTBLS("TestExactlyTheBadPartialsAreNamed")},
	{"TBLS-M14", "the precomputed shares are taken off by one", "Boldyreva 2003 §3", tblsKey,
		"images[l] = k.table[i-1]", "images[l] = k.table[int(i)%len(k.table)]",
		inTBLS("TestSharesAtHandChangeNoVerdict")},
	{"TBLS-M15", "message augmentation is accepted", "draft §3.2", tblsKey,
		"if suite.Scheme == bls.Augmentation {", "if false {",
		inTBLS("TestBadPublicKeysAreRefused")},
}}

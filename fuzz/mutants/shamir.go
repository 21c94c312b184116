package mutants

// shamirGroup is the faults of model/shamir, its transcript, model/vss and model/tbls.
func shamirGroup() Group {
	in := func(test string) Check { return Check{"./model/shamir", test} }
	const (
		shamir     = "model/shamir/shamir.go"
		lagrange   = "model/shamir/lagrange.go"
		recovery   = "model/shamir/recover.go"
		encode     = "model/shamir/encode.go"
		transcript = "model/shamir/transcript/transcript.go"
	)
	inTranscript := func(test string) Check { return Check{"./model/shamir/transcript", test} }
	return Group{"shamir", "Secret sharing", []Mutant{
		{"SSS-M1", "share index 0, which is the secret itself, is accepted", "Shamir 1979", shamir,
			"case i == Secret:", "case i == Secret && s.n == 0:",
			in("TestBadParametersAndSetsAreRefused")},
		{"SSS-M2", "duplicates count toward the threshold", "Shamir 1979", shamir,
			"case seen[i]:", "case seen[i] && s.n == 0:",
			in("TestBadParametersAndSetsAreRefused")},
		{"SSS-M3", "one share more than the field has elements other than zero", "Shamir 1979", shamir,
			"if !f.TellsApart(uint64(n)) {", "if !f.TellsApart(uint64(n) - 1) {",
			in("TestBadParametersAndSetsAreRefused")},
		{"SSS-M4", "threshold 0 is accepted", "Shamir 1979", shamir,
			"if t < 1 || t > n {", "if t > n {",
			in("TestBadParametersAndSetsAreRefused")},
		{"SSS-M5", "a polynomial of higher degree is dealt", "Shamir 1979", shamir,
			"if len(a) != int(s.t) {", "if len(a) < int(s.t) {",
			in("TestBadParametersAndSetsAreRefused")},
		{"SSS-M6", "shares beyond the threshold are not checked against the others", "Shamir 1979", recovery,
			"range shares[s.t:] {", "range shares[len(shares):] {",
			in("TestAWrongShareAmongMoreThanTheThresholdIsNoticed")},
		{"SSS-M7", "interpolation takes more shares than the threshold", "Shamir 1979", lagrange,
			"if len(set) != int(s.t) {", "if len(set) < int(s.t) {",
			in("TestBadParametersAndSetsAreRefused")},
		{"SSS-M8", "the sign of a difference of indices is lost", "Shamir 1979", lagrange,
			"\t\tw.negative = !w.negative\n", "",
			in("TestFastLagrangeEqualsTheTextbook")},
		{"SSS-M9", "a product of differences overflows its word by one bit", "Shamir 1979", lagrange,
			"bits.Mul64(w.word, d); over == 0 {", "bits.Mul64(w.word, d); over <= 1 {",
			in("TestFastLagrangeEqualsTheTextbookInLargeSetsAndSmallFields")},
		{"SSS-M10", "at one of its own points, interpolation gives another point's share", "Shamir 1979", lagrange,
			"return s.unit(len(set), k), nil", "return s.unit(len(set), (k+1)%len(set)), nil",
			in("TestFastLagrangeEqualsTheTextbook")},
		{"SSS-M11", "the scalar i+r is a second name of index i", "RFC 9380 §4", encode,
			"k, err := bls.DecodeScalar(octets)\n\tif err != nil {\n\t\treturn 0", "var err error\n\tk := *new(fr.Element).SetBytes(octets)\n\tif err != nil {\n\t\treturn 0",
			in("TestAnIndexHasOneScalar")},
		{"SSS-M12", "the scalar 0 is decoded as an index", "Shamir 1979", encode,
			"k.Uint64() < 1 ||", "",
			in("TestAnIndexHasOneScalar")},
		{"SSS-M13", "a share with index n+1 is decoded", "Shamir 1979", encode,
			"int(i) > int(n) {", "int(i) > int(n)+1 {",
			in("TestShareEncodingIsStrict")},
		{"SSS-M14", "items of a transcript run into each other", "Fiat-Shamir 1986", transcript,
			"\tt.hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(data))))\n", "",
			inTranscript("TestDifferentSequencesHashDifferently")},
		{"SSS-M15", "challenges do not depend on what was said", "Fiat-Shamir 1986", transcript,
			"out.Bytes(\"transcript\", d[:])", "_ = d",
			inTranscript("TestChallengesAreAFunctionOfTheTranscript")},
		{"SSS-M16", "weights have 16 bits", "Bellare-Garay-Rabin 1998", transcript,
			"weights[n].SetBytes(d[:16])", "weights[n].SetBytes(d[:2])",
			inTranscript("TestWeightsHave128Bits")},
		{"SSS-M17", "all weights of a batch are equal", "Bellare-Garay-Rabin 1998", transcript,
			"d := t.block(label, uint64(n), 0)", "d := t.block(label, 0, 0)",
			Check{"./model/vss", "TestShiftsThatCancelAreRefused"}},
	}}
}

// vssGroup is the faults of model/vss.
func vssGroup() Group {
	in := func(test string) Check { return Check{"./model/vss", test} }
	const (
		feldman  = "model/vss/feldman.go"
		pedersen = "model/vss/pedersen.go"
		encode   = "model/vss/encode.go"
	)
	return Group{"vss", "Verifiable secret sharing", []Mutant{
		{"VSS-M1", "a longer commitment vector raises the threshold", "Feldman 1987 §3", feldman,
			"if len(c) != t {", "if len(c) < t {",
			in("TestCommitmentsOfAnotherThresholdAreRefused")},
		{"VSS-M2", "the leading coefficient may be zero", "Feldman 1987 §3", feldman,
			"if p.group.IsIdentity(c[t-1]) {", "if false {",
			in("TestCommitmentsOfAnotherThresholdAreRefused")},
		{"VSS-M3", "a sum of deals may lose degree: a deal and its negation cancel", "Pedersen 1991 §4", feldman,
			"if err := p.Check(sum); err != nil {", "if err := p.Check(sum); false {",
			in("TestSumsThatLoseDegreeAreRefused")},
		{"VSS-M4", "Feldman's batch is unweighted", "Bellare-Garay-Rabin 1998", feldman,
			`weights := tr.Weights("weights", len(shares))`,
			"weights := make([]bls.Scalar, len(shares))\n\tfor l := range weights {\n\t\tweights[l].SetOne()\n\t}",
			in("TestShiftsThatCancelAreRefused")},
		{"VSS-M5", "Feldman's batch weights do not depend on the shares", "Bellare-Garay-Rabin 1998", feldman,
			`tr.Bytes("share", shamir.EncodeShare(share))`, "_ = share",
			in("TestWeightsDependOnWhatTheyWeigh")},
		{"VSS-M6", "Pedersen's batch weights do not depend on the shares", "Bellare-Garay-Rabin 1998", pedersen,
			`tr.Bytes("share", EncodePedersenShare(share))`, "_ = share",
			in("TestWeightsDependOnWhatTheyWeigh")},
		{"VSS-M7", "the indices of a batch are not looked at", "Feldman 1987 §3", feldman,
			"if err := p.sharing.Check(set); err != nil {", "if err := p.sharing.Check(set); false {",
			in("TestBadShareIndicesAreRefused")},
		{"VSS-M8", "an empty batch verifies", "Feldman 1987 §3", feldman,
			"if len(set) == 0 {", "if false {",
			in("TestBadShareIndicesAreRefused")},
		{"VSS-M9", "the image of index 0, the public key, passes for a share's", "Feldman 1987 §3", feldman,
			"if err := p.sharing.Check([]shamir.ShareIndex{i}); err != nil {", "if err := p.sharing.Check([]shamir.ShareIndex{i}); err != nil && i != 0 {",
			in("TestBadShareIndicesAreRefused")},
		{"VSS-M10", "the second generator is a known multiple of the first", "Pedersen 1991 §3", pedersen,
			`return group.Hash([]byte("second generator"), "quesera/vss/pedersen-"+group.Name())`,
			"return group.Sum(group.Generator(), group.Generator())",
			in("TestNobodyKnowsTheLogarithmOfTheSecondGenerator")},
		{"VSS-M11", "a longer encoded commitment is read, its rest ignored", "Feldman 1987 §3", encode,
			"if len(octets) != t*size {", "if len(octets) < t*size {",
			in("TestCommitmentsOfAnotherThresholdAreRefused")},
		{"VSS-M12", "Pedersen's batch leaves the blinds out of the sum", "Pedersen 1991 §4", pedersen,
			"blind = plus(blind, times(weights[l], share.Blind))", "_ = blind",
			in("TestHonestSharesVerify")},
	}}
}

// tblsGroup is the faults of model/tbls.
func tblsGroup() Group {
	in := func(test string) Check { return Check{"./model/tbls", test} }
	const (
		tbls    = "model/tbls/tbls.go"
		key     = "model/tbls/key.go"
		batch   = "model/tbls/batch.go"
		combine = "model/tbls/combine.go"
	)
	return Group{"tbls", "Threshold BLS", []Mutant{
		{"TBLS-M1", "duplicates count toward the threshold", "Boldyreva 2003 §3", batch,
			"!isBad[position] && !counted[p.Index] {", "!isBad[position] {",
			in("TestDuplicatesNeverCountTowardTheThreshold")},
		{"TBLS-M2", "one partial too few is combined", "Boldyreva 2003 §3", combine,
			"if len(good) < int(k.Threshold()) {\n\t\treturn none, &Shortage{shamir.Size(len(good)), k.Threshold(), faults}\n\t}\n\tsignature, err := k.Interpolate(good[:k.Threshold()])",
			"if len(good) < int(k.Threshold())-1 {\n\t\treturn none, &Shortage{shamir.Size(len(good)), k.Threshold(), faults}\n\t}\n\tsignature, err := k.Interpolate(good[:min(len(good), int(k.Threshold()))])",
			in("TestEveryQuorumGivesTheSignatureOfTheKey")},
		{"TBLS-M3", "the batch is unweighted, so that shifts by d and -d pass", "Bellare-Garay-Rabin 1998", batch,
			"weights := tr.Weights(\"weights\", len(partials))",
			"weights := tr.Weights(\"weights\", len(partials))\n\tfor l := range weights {\n\t\tweights[l].SetOne()\n\t}",
			in("TestShiftsThatCancelAreRefused")},
		{"TBLS-M4", "the weights of a batch do not depend on the signatures", "Bellare-Garay-Rabin 1998", batch,
			`tr.Bytes("partial", k.Encode(p))`, "",
			in("TestWeightsDependOnWhatTheyWeigh")},
		{"TBLS-M5", "a partial is not verified under the share of its index, so that relabelled ones pass", "Boldyreva 2003 §3", tbls,
			"if !k.signs(share, h, p.Signature) {", "if other, _ := k.Share(p.Index%shamir.ShareIndex(k.Shares()) + 1); !k.signs(share, h, p.Signature) && !k.signs(other, h, p.Signature) {",
			in("TestExactlyTheBadPartialsAreNamed")},
		{"TBLS-M6", "the identity passes for a partial signature", "Boldyreva 2003 §3", tbls,
			"if k.suite.Signatures.IsIdentity(p.Signature) {", "if false {",
			in("TestTheIdentityNeverSigns")},
		{"TBLS-M7", "the identity is accepted as the public key", "Boldyreva 2003 §3", key,
			"if suite.Keys.IsIdentity(commitment[0]) {", "if false {",
			in("TestBadPublicKeysAreRefused")},
		{"TBLS-M8", "a key share that is the identity is accepted", "Boldyreva 2003 §3", key,
			"if k.suite.Keys.IsIdentity(image) {", "if false {",
			in("TestTheIdentityNeverSigns")},
		{"TBLS-M9", "the threshold is not held to the commitment", "Boldyreva 2003 §3", key,
			"if err := feldman.Check(commitment); err != nil {", "if err := feldman.Check(commitment); false {",
			in("TestBadPublicKeysAreRefused")},
		{"TBLS-M10", "index 0 signs with the key itself", "Boldyreva 2003 §3", tbls,
			"if share.Index == shamir.Secret {", "if false {",
			in("TestSigningRefusesIndexZero")},
		{"TBLS-M11", "a party counts twice in a batch", "Boldyreva 2003 §3", batch,
			"if err := k.feldman.Sharing().Check(set); err != nil {", "if err := k.feldman.Sharing().Check(set); false {",
			in("TestDuplicatesNeverCountTowardTheThreshold")},
		{"TBLS-M12", "an empty batch verifies", "Boldyreva 2003 §3", batch,
			"if len(partials) == 0 {", "if false {",
			in("TestTheEmptySignerSetIsRefused")},
		{"TBLS-M13", "of a batch that fails only one half is searched", "Boldyreva 2003 §3", batch,
			"return append(k.bisect(message, h, partials, positions[:half]), k.bisect(message, h, partials, positions[half:])...)",
			"return k.bisect(message, h, partials, positions[:half])",
			in("TestExactlyTheBadPartialsAreNamed")},
		{"TBLS-M14", "the precomputed shares are taken off by one", "Boldyreva 2003 §3", key,
			"images[l] = k.table[i-1]", "images[l] = k.table[int(i)%len(k.table)]",
			in("TestSharesAtHandChangeNoVerdict")},
		{"TBLS-M15", "message augmentation is accepted", "draft §3.2", key,
			"if suite.Scheme == bls.Augmentation {", "if false {",
			in("TestBadPublicKeysAreRefused")},
	}}
}
